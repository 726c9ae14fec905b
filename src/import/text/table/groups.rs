//! The figures of a table whose rows have no labels: groups of columns, each with its total.
//!
//! # How it works
//! The figures stand in the order of the columns, as a rule. In a text of a PDF they may not: heads that are
//! broken over several lines have moved them. Then their sums show which belong together: the figures are
//! parted into groups, each in its order, so that the last of a group is the sum of the others, and so that
//! the groups are as little torn as can be. Two ways to do so that are as good leave it open, and the figures
//! as they are. Which group of the form a group is, the labels of groups say: each takes the first of those
//! that were named since the one before, else the first that is left.
//!
//! # Example
//! ```text
//! 行政复议 行政诉讼 未经复议直接起诉
//! 72 64 178 37 … 复议后起诉 … 12 1 1 6 … 351 … 13 4 8 1 26 … 20
//!
//! 72 64 178 37 351    72 + 64 + 178 + 37 = 351; named before it: 行政复议, 未经复议直接起诉; takes 行政复议
//! 12 1 1 6 20         named since: 复议后起诉
//! 13 4 8 1 26         none named since: 未经复议直接起诉 is left
//! ```

use super::cells::{Cell, CellKind};
use super::fit::Places;
use super::known::Known;
use super::matching::Found;
use super::runs::{RowOf, Run};
use crate::form::{Axis, FigureId, Form, Kind};
use crate::report::number::{self, Number};

/// The figures of the only row, and whether they were put in order by their sums.
pub(super) struct OnlyRow {
    pub figures: Vec<String>,
    pub by_sum: bool,
}

/// Reads the only row of a table.
pub(super) fn only_row(
    form: &Form,
    known: &Known,
    cells: &[Cell],
    found: &[Found],
    heads: &[usize],
) -> Option<OnlyRow> {
    let ids: Vec<FigureId> = known.table.body.iter().flat_map(|row| row.figures.iter().copied()).collect();
    let first = cells.iter().position(|cell| cell.kind == CellKind::Figure)?;
    let own: Vec<usize> = (first..cells.len()).filter(|&at| cells[at].kind != CellKind::Label).collect();
    let figures: Vec<usize> = own.iter().copied().filter(|&at| cells[at].kind == CellKind::Figure).collect();
    // Blanks between the heads and the first figure are its first cells.
    let leading = cells[..first].iter().rev().take_while(|cell| cell.kind == CellKind::Blank).count();
    let whole =
        Run { cells: (first - leading..first).chain(own).collect(), row: RowOf::Unknown, gap_after: 0 };
    if figures.len() == ids.len()
        && let Some(order) = in_order(form, &ids, cells, &figures, known, found)
    {
        let texts = order.iter().map(|&at| cells[at].text.clone()).collect();
        return Some(OnlyRow { figures: texts, by_sum: order != figures });
    }
    let fitted =
        Places::new(cells, std::slice::from_ref(&whole), |_| ids.len()).fit(&whole, ids.len(), heads);
    Some(OnlyRow { figures: fitted.figures, by_sum: fitted.by_sum })
}

/// The columns of a group: the figures that a total sums, and the total.
fn groups(form: &Form, ids: &[FigureId]) -> Option<Vec<usize>> {
    let mut sizes = Vec::new();
    let mut at = 0;
    while at < ids.len() {
        let end = (at..ids.len()).find(|&end| form.total(ids[end], Axis::Row).is_some())?;
        let total = form.total(ids[end], Axis::Row)?;
        if total.parts != ids[at..end] {
            return None;
        }
        sizes.push(end + 1 - at);
        at = end + 1;
    }
    // Only groups of one size can be distinguished by their sums alone.
    sizes.windows(2).all(|pair| pair[0] == pair[1]).then_some(sizes)
}

/// The figures in the order of the form; as they are, if their sums agree or nothing better is found.
fn in_order(
    form: &Form,
    ids: &[FigureId],
    cells: &[Cell],
    figures: &[usize],
    known: &Known,
    found: &[Found],
) -> Option<Vec<usize>> {
    let sizes = groups(form, ids)?;
    let size = *sizes.first()?;
    let number = |&at: &usize| number::read(&cells[at].text, Kind::Count).ok().map(|written| written.number);
    let numbers: Option<Vec<Number>> = figures.iter().map(number).collect();
    let Some(numbers) = numbers else { return Some(figures.to_vec()) };
    let agree =
        |group: &[Number]| group[..size - 1].iter().copied().reduce(Number::plus) == Some(group[size - 1]);
    let is_mixed =
        cells[figures[0]..figures[figures.len() - 1]].iter().any(|cell| cell.kind == CellKind::Label);
    if !is_mixed || numbers.chunks(size).all(agree) {
        return Some(figures.to_vec());
    }
    let Some(parted) = part(&numbers, size) else { return Some(figures.to_vec()) };
    let parted: Vec<Vec<usize>> =
        parted.into_iter().map(|group| group.into_iter().map(|at| figures[at]).collect()).collect();
    Some(named(parted, ids, size, known, found).concat())
}

/// Steps that looking for groups may take.
const MAX_STEPS: usize = 2_000_000;

/// Parts numbers into groups in which the last is the sum of the others, with as few changes from one group
/// to another as can be; none if there is no way or more than one.
fn part(numbers: &[Number], size: usize) -> Option<Vec<Vec<usize>>> {
    let count = numbers.len() / size;
    let mut steps = 0;
    for changes in count - 1..numbers.len() {
        let mut search = Search {
            numbers,
            size,
            changes,
            groups: vec![Vec::new(); count],
            found: Vec::new(),
            steps: &mut steps,
        };
        search.place(0, None, 0);
        let mut found = search.found;
        if steps > MAX_STEPS {
            return None;
        }
        if found.len() == 1 {
            return found.pop();
        }
        if !found.is_empty() {
            return None;
        }
    }
    None
}

struct Search<'s> {
    numbers: &'s [Number],
    size: usize,
    /// Changes that are allowed.
    changes: usize,
    groups: Vec<Vec<usize>>,
    found: Vec<Vec<Vec<usize>>>,
    steps: &'s mut usize,
}

impl Search<'_> {
    /// Puts the number `at` and all after it into groups.
    fn place(&mut self, at: usize, last: Option<usize>, changes: usize) {
        *self.steps += 1;
        if *self.steps > MAX_STEPS || self.found.len() > 1 {
            return;
        }
        if at == self.numbers.len() {
            self.found.push(self.groups.clone());
            return;
        }
        for group in 0..self.groups.len() {
            let filled = self.groups[group].len();
            // Groups are begun in order, or the same way would be found more than once.
            let begun = group == 0 || !self.groups[group - 1].is_empty();
            let changes = changes + usize::from(last.is_some_and(|last| last != group));
            if filled == self.size || !begun || changes > self.changes {
                continue;
            }
            if filled + 1 == self.size {
                let parts = self.groups[group].iter().map(|&part| self.numbers[part]);
                if parts.reduce(Number::plus) != Some(self.numbers[at]) {
                    continue;
                }
            }
            self.groups[group].push(at);
            self.place(at + 1, Some(group), changes);
            self.groups[group].pop();
        }
    }
}

/// Groups in the order of the form, by the labels that were read before each.
fn named(
    groups: Vec<Vec<usize>>,
    ids: &[FigureId],
    size: usize,
    known: &Known,
    found: &[Found],
) -> Vec<Vec<usize>> {
    // The cell at which the label over the columns of each group ends.
    let label_ends: Vec<Option<usize>> = ids
        .chunks(size)
        .enumerate()
        .map(|(number, _)| {
            let column = number * size;
            let mut heads = known.table.rows.iter().flat_map(|row| &row.cells);
            let label = heads.rfind(|cell| cell.column == column && cell.colspan == size)?;
            let label = found.iter().find(|found| known.labels[found.label].text == label.label)?;
            label.cells.last().copied()
        })
        .collect();
    let mut left: Vec<usize> = (0..label_ends.len()).collect();
    let mut placed: Vec<(usize, Vec<usize>)> = Vec::new();
    let mut since = 0;
    for group in groups {
        let start = group[0];
        let is_new = |&number: &usize| label_ends[number].is_some_and(|end| (since..start).contains(&end));
        let chosen = left.iter().copied().find(is_new).or(left.first().copied());
        since = start;
        let Some(chosen) = chosen else { continue };
        left.retain(|number| *number != chosen);
        placed.push((chosen, group));
    }
    placed.sort_by_key(|(number, _)| *number);
    placed.into_iter().map(|(_, group)| group).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parted(numbers: &[i64]) -> Option<Vec<Vec<usize>>> {
        let numbers: Vec<Number> = numbers.iter().map(|n| Number::Count(*n)).collect();
        part(&numbers, 5)
    }

    #[test]
    fn figures_are_parted_by_their_sums() {
        let mixed = [72, 64, 178, 37, 12, 1, 1, 6, 351, 13, 4, 8, 1, 26, 20];
        let want = vec![vec![0, 1, 2, 3, 8], vec![4, 5, 6, 7, 14], vec![9, 10, 11, 12, 13]];
        assert_eq!(parted(&mixed), Some(want));
        // No group adds up.
        assert_eq!(parted(&[1, 1, 1, 1, 5, 1, 1, 1, 1, 5, 1, 1, 1, 1, 5]), None);
    }
}
