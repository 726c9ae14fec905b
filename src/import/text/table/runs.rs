//! Figures that belong together: the runs of figures and blanks between labels, and the row of the form that
//! each of them is.
//!
//! # How it works
//! A run is what stands between two labels, or the figures of one line where a line has several of them. It
//! belongs to the row whose label has parts before and behind it, or else to the row whose label is the last
//! before it. Some files have the figures of several rows in one run, and the labels of these in a heap
//! elsewhere. So a run that is as long as its row and some rows after it is cut into rows, and runs without a
//! label are taken for the rows between those of their neighbours, if there are as many of these. A label out
//! of the order of the form may be one of such a heap, so the place counts more than it does.
//!
//! # Example
//! ```text
//! file                         runs            rows of the form
//! 二、上年结转…                                 上年结转       the label before it
//! 34 0 0 0 0 0 34 1288 21 …    7 + 7 + 7       予以公开       by their number: two rows lie between
//! 1.属于国家秘密                                 部分公开       上年结转 and 属于国家秘密
//! 2 0 0 0 0 0 2                7               属于国家秘密    the label before it
//! （一）予以公开
//! （二）部分公开                                                labels without figures
//! ```

use super::cells::{Cell, CellKind};
use super::known::{Known, Role};
use super::matching::Found;

/// A run of figures.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Run {
    /// Its cells, figures and blanks.
    pub cells: Vec<usize>,
    pub row: RowOf,
    /// Empty lines behind its last cell.
    pub gap_after: usize,
}

/// Which row a run is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum RowOf {
    /// A row of the form, found by its label.
    Label(usize, Found),
    /// A row of the form, found by its place among others.
    Place(usize),
    /// Named by a text that is no row of the form's: the cells with that text.
    Text(Vec<usize>),
    Unknown,
}

impl Run {
    /// The row of the form.
    pub fn form_row(&self) -> Option<usize> {
        match self.row {
            RowOf::Label(row, _) | RowOf::Place(row) => Some(row),
            RowOf::Text(_) | RowOf::Unknown => None,
        }
    }

    pub fn figures(&self, cells: &[Cell]) -> usize {
        self.cells.iter().filter(|&&at| cells[at].kind == CellKind::Figure).count()
    }
}

/// The runs of a table with labels, each with its row.
pub(super) fn of(cells: &[Cell], found: &[Found], known: &Known) -> Vec<Run> {
    let mut runs = unnamed(cells);
    name(&mut runs, cells, found, known);
    // A run of blanks without a name is a cell of a row above that covers more than one.
    runs.retain(|run| run.figures(cells) > 0 || run.form_row().is_some());
    let mut runs = cut(runs, cells, known);
    let named: Vec<RowOf> = runs.iter().map(|run| run.row.clone()).collect();
    let ordered = in_order(&runs.iter().map(Run::form_row).collect::<Vec<_>>());
    let unordered: Vec<usize> =
        (0..runs.len()).filter(|at| runs[*at].form_row().is_some() && !ordered.contains(at)).collect();
    unordered.iter().for_each(|&at| runs[at].row = RowOf::Unknown);
    by_place(&mut runs, cells, known);
    for at in unordered {
        let label = named[at].clone();
        let is_free = |row: usize| runs.iter().all(|run| run.form_row() != Some(row));
        if let (RowOf::Unknown, RowOf::Label(row, _)) = (&runs[at].row, &label)
            && is_free(*row)
        {
            runs[at].row = label;
        }
    }
    runs
}

/// Of some rows those that stand in the order of the form: as many as can be.
fn in_order(rows: &[Option<usize>]) -> Vec<usize> {
    // For each row, the longest sequence that ends with it.
    let mut longest: Vec<Vec<usize>> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let Some(row) = row else {
            longest.push(Vec::new());
            continue;
        };
        let before = (0..at).filter(|&other| rows[other].is_some_and(|other| other < *row));
        let mut own =
            before.map(|other| &longest[other]).max_by_key(|own| own.len()).cloned().unwrap_or_default();
        own.push(at);
        longest.push(own);
    }
    longest.into_iter().max_by_key(Vec::len).unwrap_or_default()
}

/// The runs between labels, and those of lines that have several figures.
fn unnamed(cells: &[Cell]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut open = false;
    for (at, cell) in cells.iter().enumerate() {
        if cell.kind == CellKind::Label {
            if let Some(run) = runs.last_mut().filter(|_| open) {
                run.gap_after = cell.gap;
            }
            open = false;
            continue;
        }
        match runs.last_mut().filter(|_| open) {
            Some(run) => run.cells.push(at),
            None => runs.push(Run { cells: vec![at], row: RowOf::Unknown, gap_after: 0 }),
        }
        let next_line = cells.get(at + 1).is_none_or(|next| next.line != cell.line);
        open = !(next_line && is_row_of_line(cells, at));
    }
    runs
}

/// Whether the line of a cell is a row of its own: it has a label and figures, or several figures in columns.
fn is_row_of_line(cells: &[Cell], at: usize) -> bool {
    let line = cells[at].line;
    let of_line = || cells[..=at].iter().rev().take_while(|cell| cell.line == line);
    let figures = of_line().filter(|cell| cell.kind == CellKind::Figure).count();
    let has_label = of_line().any(|cell| cell.kind == CellKind::Label);
    figures > 0 && (has_label || (figures > 1 && !cells[at].tabbed))
}

/// Names runs by labels around them, and by the texts before them.
fn name(runs: &mut [Run], cells: &[Cell], found: &[Found], known: &Known) {
    let row_of = |found: &Found| match known.labels[found.label].role {
        Role::Row(row) => Some(row),
        Role::Group | Role::Head => None,
    };
    let mut used = vec![false; found.len()];
    let mut start = 0;
    for run in runs {
        let (first, last) = (run.cells[0], run.cells[run.cells.len() - 1]);
        let around = found.iter().position(|label| {
            let (begin, end) = (label.cells[0], label.cells[label.cells.len() - 1]);
            row_of(label).is_some() && begin < first && last < end
        });
        let before = found.iter().enumerate().filter(|(_, label)| {
            let end = label.cells[label.cells.len() - 1];
            (start..first).contains(&end)
        });
        let before: Vec<usize> = before.map(|(at, _)| at).collect();
        let nearest_row = before
            .iter()
            .copied()
            .filter(|&at| row_of(&found[at]).is_some())
            .max_by_key(|&at| found[at].cells.last());
        let chosen = around.filter(|&at| !used[at]).or(nearest_row.filter(|&at| !used[at]));
        run.row = match chosen.and_then(|at| row_of(&found[at]).map(|row| (at, row))) {
            Some((at, row)) => {
                used[at] = true;
                RowOf::Label(row, found[at].clone())
            }
            None => text_before(cells, found, known, start, first),
        };
        start = last + 1;
    }
}

/// The name of a run that no label of a row stands before: the text right above it, if it is no head.
fn text_before(cells: &[Cell], found: &[Found], known: &Known, start: usize, first: usize) -> RowOf {
    let label_of = |at: usize| found.iter().find(|found| found.cells.contains(&at));
    let above: Vec<usize> =
        (start..first).rev().take_while(|&at| cells[at].kind == CellKind::Label).collect();
    let Some(&nearest) = above.first() else { return RowOf::Unknown };
    match label_of(nearest) {
        Some(found) if known.labels[found.label].role == Role::Group => RowOf::Text(found.cells.clone()),
        Some(_) => RowOf::Unknown,
        None => {
            let mut text: Vec<usize> = above
                .iter()
                .copied()
                .take_while(|&at| label_of(at).is_none() && !known.has_part(&cells[at].text))
                .collect();
            if text.is_empty() {
                return RowOf::Unknown;
            }
            text.reverse();
            RowOf::Text(text)
        }
    }
}

/// Cuts runs that are as long as their row and those after it.
fn cut(runs: Vec<Run>, cells: &[Cell], known: &Known) -> Vec<Run> {
    let named: Vec<Option<usize>> = runs.iter().map(Run::form_row).collect();
    let mut out = Vec::new();
    for run in runs {
        let lengths = run.form_row().and_then(|row| lengths(&run, row, cells, known, &named));
        let Some(lengths) = lengths else {
            out.push(run);
            continue;
        };
        let mut rest = run.cells.as_slice();
        for (at, &length) in lengths.iter().enumerate() {
            let (own, after) = rest.split_at(length);
            rest = after;
            let row = if at == 0 { run.row.clone() } else { RowOf::Unknown };
            let gap_after = if at + 1 == lengths.len() { run.gap_after } else { 0 };
            out.push(Run { cells: own.to_vec(), row, gap_after });
        }
    }
    out
}

/// How long the rows are that a run holds; none where it is one row.
fn lengths(
    run: &Run,
    row: usize,
    cells: &[Cell],
    known: &Known,
    named: &[Option<usize>],
) -> Option<Vec<usize>> {
    let figures = run.figures(cells);
    if figures != run.cells.len() || figures <= known.width(row) {
        return None;
    }
    let mut lengths = Vec::new();
    let mut sum = 0;
    let others = (row..known.table.body.len()).take_while(|&at| at == row || !named.contains(&Some(at)));
    for at in others {
        sum += known.width(at);
        lengths.push(known.width(at));
        if sum >= figures {
            break;
        }
    }
    (sum == figures).then_some(lengths)
}

/// Gives runs without a name the rows between those of their neighbours, where these are as many.
fn by_place(runs: &mut [Run], cells: &[Cell], known: &Known) {
    let rows = known.table.body.len();
    let mut at = 0;
    while at < runs.len() {
        if runs[at].form_row().is_some() || runs[at].row != RowOf::Unknown {
            at += 1;
            continue;
        }
        let end = at + runs[at..].iter().take_while(|run| run.row == RowOf::Unknown).count();
        let after = runs[..at].iter().filter_map(Run::form_row).max().map_or(0, |row| row + 1);
        let before = runs[end..].iter().filter_map(Run::form_row).min().unwrap_or(rows);
        let free: Vec<usize> =
            (after..before).filter(|row| runs.iter().all(|run| run.form_row() != Some(*row))).collect();
        let fits = free.len() == end - at
            && free.iter().zip(&runs[at..end]).all(|(&row, run)| run.figures(cells) <= known.width(row));
        if fits {
            for (run, row) in runs[at..end].iter_mut().zip(free) {
                run.row = RowOf::Place(row);
            }
        }
        at = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_rows_are_in_order() {
        let rows = [Some(0), Some(1), None, Some(9), Some(2), Some(3), Some(4)];
        assert_eq!(in_order(&rows), [0, 1, 4, 5, 6]);
        assert_eq!(in_order(&[None, Some(2)]), [1]);
    }
}
