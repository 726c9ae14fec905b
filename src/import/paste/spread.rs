//! A block of numbers, spread over a table from the cell of the caret.
//!
//! A block either has the totals of the form or leaves them out. It is not said which, so both are tried,
//! first for columns, then for rows:
//!
//! ```text
//! caret in 结果维持            with totals                     without
//! 1 2 0 1 4 0 0 0 0 0       维持 纠正 其他 尚未 总计 维持 …     维持 纠正 其他 尚未 维持 …    (the total is passed over)
//! ```
//!
//! With them, if there is no room for the block otherwise, or if at every place of a total stands the sum of
//! what it adds up (4 = 1 + 2 + 0 + 1; zeros prove nothing), or nothing; otherwise without.

use super::super::Unplaced;
use super::super::content::GridCell;
use super::super::tables::Labelled;
use super::outcome::number_of;
use crate::form::{Axis, Content, FigureId, Form};
use crate::report::{Number, Report};

/// A figure of a table at its place in the printed grid: columns from `column` to before `end`.
struct Slot {
    column: usize,
    end: usize,
    figure: FigureId,
}

/// What the table has from the caret on, to the right and below.
struct Target {
    rows: Vec<Vec<Slot>>,
    /// The columns at which its figures begin.
    columns: Vec<usize>,
}

/// Spreads a block.
pub(super) fn from(report: &Report, block: &[Vec<GridCell>], at: FigureId) -> Labelled {
    let form = &report.form;
    let place = form.sections[form.figure(at).section].heading();
    let Some(target) = Target::new(form, at) else { return Labelled::default() };
    let shape = Shape::of(block);
    let columns = choose_columns(report, block, &target, &shape);
    let rows = choose_rows(report, block, &target, &shape, &columns);
    let mut out = Labelled::default();
    for (row, cells) in block.iter().enumerate() {
        let mut beyond = Vec::new();
        for cell in cells {
            let slot = target.slot(&rows, &columns, row, shape.place(cell), cells);
            match slot {
                Some(figure) => out.figures.push((figure, cell.text.trim().to_owned())),
                None if cell.text.trim().is_empty() => {}
                None => beyond.push(cell.text.trim()),
            }
        }
        if !beyond.is_empty() {
            out.unplaced.push(Unplaced { place: place.clone(), text: beyond.join("\t") });
        }
    }
    out
}

/// How wide and high a block is, without blank columns and rows at its end.
struct Shape {
    first: usize,
    width: usize,
    height: usize,
}

impl Shape {
    fn of(block: &[Vec<GridCell>]) -> Self {
        let cells = || block.iter().flatten();
        let first = cells().map(|cell| cell.column).min().unwrap_or(0);
        let filled = cells().filter(|cell| !cell.text.trim().is_empty()).map(|cell| cell.column).max();
        let last = block.iter().rposition(|row| row.iter().any(|cell| !cell.text.trim().is_empty()));
        Self {
            first,
            width: filled.map_or(1, |column| column - first + 1),
            height: last.map_or(1, |row| row + 1),
        }
    }

    /// The column of a cell, counted from the first of the block.
    fn place(&self, cell: &GridCell) -> usize {
        cell.column - self.first
    }
}

impl Target {
    fn new(form: &Form, at: FigureId) -> Option<Self> {
        let Content::Table(table) = &form.sections[form.figure(at).section].content else { return None };
        let slots = |row: &crate::form::GridRow| -> Vec<Slot> {
            let slot = |cell: &crate::form::GridCell| {
                let figure = cell.figure?;
                Some(Slot { column: cell.column, end: cell.column + cell.colspan, figure })
            };
            row.cells.iter().filter_map(slot).collect()
        };
        let rows = table.rows.iter().map(slots).filter(|row| !row.is_empty());
        let rows: Vec<Vec<Slot>> = rows.skip_while(|row| row.iter().all(|slot| slot.figure != at)).collect();
        let start = rows.first()?.iter().find(|slot| slot.figure == at)?.column;
        let mut columns: Vec<usize> = rows.iter().flatten().map(|slot| slot.column).collect();
        columns.retain(|&column| column >= start);
        columns.sort_unstable();
        columns.dedup();
        Some(Self { rows, columns })
    }

    /// The figure for a cell of the block: `rows` and `columns` say which of the target's its own are.
    fn slot(
        &self,
        rows: &[usize],
        columns: &[usize],
        row: usize,
        place: usize,
        cells: &[GridCell],
    ) -> Option<FigureId> {
        let slots = &self.rows[*rows.get(row)?];
        let column = self.columns[*columns.get(place)?];
        let slot = slots.iter().find(|slot| (slot.column..slot.end).contains(&column))?;
        // A wide figure takes the number that stands at its start, or the only one of the row.
        let only = cells.iter().filter(|cell| !cell.text.trim().is_empty()).count() == 1;
        (slot.column == column || only).then_some(slot.figure)
    }

    /// Whether all figures that begin in a column are totals along their row.
    fn is_total_column(&self, form: &Form, column: usize) -> bool {
        let mut own = self.rows.iter().flatten().filter(|slot| slot.column == column);
        own.all(|slot| form.total(slot.figure, Axis::Row).is_some())
    }

    fn is_total_row(&self, form: &Form, row: usize) -> bool {
        self.rows[row].iter().all(|slot| form.total(slot.figure, Axis::Column).is_some())
    }
}

/// Which columns of the target the columns of the block are.
fn choose_columns(report: &Report, block: &[Vec<GridCell>], target: &Target, shape: &Shape) -> Vec<usize> {
    let all: Vec<usize> = (0..target.columns.len()).collect();
    let is_total = |&column: &usize| target.is_total_column(&report.form, target.columns[column]);
    let rows: Vec<usize> = (0..target.rows.len()).collect();
    choose(all, shape.width, is_total, |columns| {
        evidence(report, block, target, shape, (&rows, columns), Axis::Row)
    })
}

/// Which rows of the target the rows of the block are.
fn choose_rows(
    report: &Report,
    block: &[Vec<GridCell>],
    target: &Target,
    shape: &Shape,
    columns: &[usize],
) -> Vec<usize> {
    let all: Vec<usize> = (0..target.rows.len()).collect();
    let is_total = |&row: &usize| target.is_total_row(&report.form, row);
    choose(all, shape.height, is_total, |rows| {
        evidence(report, block, target, shape, (rows, columns), Axis::Column)
    })
}

/// All lines, or those that are no totals.
fn choose(
    all: Vec<usize>,
    size: usize,
    is_total: impl Fn(&usize) -> bool,
    evidence: impl Fn(&[usize]) -> Evidence,
) -> Vec<usize> {
    let fillable: Vec<usize> = all.iter().copied().filter(|line| !is_total(line)).collect();
    let none_covered = !all.iter().take(size).any(&is_total);
    // Whoever puts the caret into a total means it.
    let starts_in_total = all.first().is_some_and(is_total);
    if none_covered || starts_in_total || size > fillable.len() {
        return all;
    }
    match evidence(&all) {
        Evidence::Sums => all,
        Evidence::Blank if size < fillable.len() => all,
        Evidence::Blank | Evidence::None => fillable,
    }
}

/// What stands at the places of totals.
enum Evidence {
    /// The sums.
    Sums,
    /// Nothing.
    Blank,
    /// Other numbers, or zeros only.
    None,
}

fn evidence(
    report: &Report,
    block: &[Vec<GridCell>],
    target: &Target,
    shape: &Shape,
    (rows, columns): (&[usize], &[usize]),
    axis: Axis,
) -> Evidence {
    let form = &report.form;
    let mut placed: Vec<(FigureId, &str)> = Vec::new();
    for (row, cells) in block.iter().enumerate() {
        let slot = |cell| target.slot(rows, columns, row, shape.place(cell), cells);
        placed.extend(cells.iter().filter_map(|cell| Some((slot(cell)?, cell.text.trim()))));
    }
    let number = |id: FigureId| match placed.iter().find(|(figure, _)| *figure == id) {
        Some((_, text)) => number_of(form, id, text),
        None => Some(report.number(id)),
    };
    let (mut sums, mut others, mut blanks) = (0, 0, 0);
    for (id, text) in &placed {
        let Some(total) = form.total(*id, axis) else { continue };
        if text.is_empty() {
            blanks += 1;
            continue;
        }
        let parts: Option<Vec<Number>> = total.parts.iter().map(|&part| number(part)).collect();
        let sum = parts.and_then(|parts| parts.into_iter().reduce(Number::plus));
        match (sum, number_of(form, *id, text)) {
            (Some(sum), Some(written)) if sum == written => sums += usize::from(!sum.is_zero()),
            _ => others += 1,
        }
    }
    match (sums, others, blanks) {
        (1.., 0, _) => Evidence::Sums,
        (0, 0, 1..) => Evidence::Blank,
        // A slip in one sum of many; they would not agree by chance.
        (sums, others, _) if sums > 2 * others && sums > 2 => Evidence::Sums,
        _ => Evidence::None,
    }
}
