//! The figures of a row at their places, though blank cells may have left nothing but empty lines.
//!
//! # How it works
//! Where a run has as many figures as the row of the form, there is nothing to decide. Where it has fewer,
//! the places of the blank ones are found, in this order, by
//!
//! 1. cells that are there and blank: between two tabs, or a line of spaces;
//! 2. the columns of the figures, where a line is a row: each belongs to the column that is nearest, of those
//!    of the nearest row that is full, or of the heads. Columns stand below each other by their middles,
//!    starts or ends, counted in characters or in widths: by what differs least from one full row to the
//!    next;
//! 3. empty lines: a file that has `n` empty lines between two cells everywhere has more where a cell between
//!    is blank, one more for each or, where it also has the lines between these, `n + 1`;
//! 4. the sum: a last figure that is the sum of all others is the total.
//!
//! # Example
//! A row of seven in a file without empty lines between its cells:
//!
//! ```text
//! 26          26 at place 1, then 5 empty lines: 5 blank cells, then 26 at place 7
//!
//!
//!
//!
//!
//! 26
//! ```

use super::cells::{Cell, CellKind, Place};
use super::runs::Run;
use crate::form::Kind;
use crate::report::number;

/// The figures of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fitted {
    /// Their texts from left to right, blank ones empty.
    pub figures: Vec<String>,
    /// The places were found by the sum only.
    pub by_sum: bool,
}

/// What a file shows of the places of its figures.
pub(super) struct Places<'c> {
    cells: &'c [Cell],
    /// Empty lines between any two cells.
    unit: usize,
    /// Rows of a line that have all of their figures: the line, and the place of each.
    full: Vec<(usize, Vec<Place>)>,
}

impl<'c> Places<'c> {
    pub fn new(cells: &'c [Cell], runs: &[Run], width: impl Fn(&Run) -> usize) -> Self {
        let figures = |run: &Run| -> Vec<&Cell> {
            run.cells.iter().map(|&at| &cells[at]).filter(|cell| cell.kind == CellKind::Figure).collect()
        };
        let full = runs
            .iter()
            .map(|run| (figures(run), width(run)))
            .filter(|(figures, width)| figures.len() == *width && *width > 1)
            .filter(|(figures, _)| figures.iter().all(|cell| cell.line == figures[0].line && !cell.tabbed))
            .map(|(figures, _)| (figures[0].line, figures.iter().map(|cell| cell.place).collect()));
        Self { cells, unit: unit(cells), full: full.collect() }
    }

    /// By which of the measures of a [`Place`] the columns of full rows, and of the heads above them, stand
    /// below each other.
    fn measure(&self, heads: &[Place]) -> usize {
        let rows: Vec<&[Place]> =
            std::iter::once(heads).chain(self.full.iter().map(|(_, row)| row.as_slice())).collect();
        let spread = |measure: &usize| -> usize {
            let pairs = rows.windows(2).filter(|pair| pair[0].len() == pair[1].len());
            let apart = |(a, b): (&Place, &Place)| a[*measure].abs_diff(b[*measure]);
            pairs.flat_map(|pair| pair[0].iter().zip(pair[1])).map(apart).sum()
        };
        (0..Place::default().len()).min_by_key(spread).unwrap_or(0)
    }

    /// The figures of a run at their places in a row of so many. `heads` are the cells of the heads of its
    /// columns, where all were found.
    pub fn fit(&self, run: &Run, width: usize, heads: &[usize]) -> Fitted {
        let cells: Vec<&Cell> = run.cells.iter().map(|&at| &self.cells[at]).collect();
        let figures: Vec<&Cell> =
            cells.iter().copied().filter(|cell| cell.kind == CellKind::Figure).collect();
        let texts = |cells: &[&Cell]| cells.iter().map(|cell| cell.text.clone()).collect::<Vec<_>>();
        if figures.len() >= width {
            return Fitted { figures: texts(&figures), by_sum: false };
        }
        let places = self
            .by_blanks(&cells, width)
            .or_else(|| self.by_columns(&figures, width, heads))
            .or_else(|| self.by_empty_lines(run, &figures, width));
        let (places, by_sum) = match places {
            Some(places) => (Some(places), false),
            None => (by_sum(&figures, width), true),
        };
        match places {
            Some(places) => {
                let mut row = vec![String::new(); width];
                for (figure, place) in figures.iter().zip(places) {
                    row[place].clone_from(&figure.text);
                }
                Fitted { figures: row, by_sum }
            }
            None => Fitted { figures: texts(&figures), by_sum: false },
        }
    }

    /// By cells that are blank.
    fn by_blanks(&self, cells: &[&Cell], width: usize) -> Option<Vec<usize>> {
        if cells.iter().all(|cell| cell.kind == CellKind::Figure) {
            return None;
        }
        let places: Vec<usize> = cells
            .iter()
            .enumerate()
            .filter(|(_, cell)| cell.kind == CellKind::Figure)
            .map(|(at, _)| at)
            .collect();
        let last = places.last().map_or(0, |last| last + 1);
        // More blanks than the row has cells: those before the first figure are of the labels.
        let over = last.saturating_sub(width);
        (over <= places.first().copied().unwrap_or(0)).then(|| places.iter().map(|at| at - over).collect())
    }

    /// By the columns of the nearest full row.
    fn by_columns(&self, figures: &[&Cell], width: usize, heads: &[usize]) -> Option<Vec<usize>> {
        let first = figures.first()?;
        if figures.iter().any(|cell| cell.line != first.line || cell.tabbed) {
            return None;
        }
        // Heads stand in several lines, so not in the order of their columns.
        let mut heads: Vec<Place> = heads.iter().map(|&at| self.cells[at].place).collect();
        heads.sort_unstable();
        let rows = self.full.iter().filter(|(_, row)| row.len() == width);
        let nearest_row = rows.min_by_key(|(line, _)| line.abs_diff(first.line)).map(|(_, row)| row);
        let columns = nearest_row.unwrap_or(&heads);
        let measure = self.measure(&heads);
        let is_ordered = |pair: &[Place]| pair[0][measure] < pair[1][measure];
        if columns.len() != width || !columns.windows(2).all(is_ordered) {
            return None;
        }
        let nearest = |cell: &&Cell| {
            let apart = |place: &usize| columns[*place][measure].abs_diff(cell.place[measure]);
            (0..width).min_by_key(apart).unwrap_or(0)
        };
        let places: Vec<usize> = figures.iter().map(nearest).collect();
        places.windows(2).all(|pair| pair[0] < pair[1]).then_some(places)
    }

    /// By empty lines.
    fn by_empty_lines(&self, run: &Run, figures: &[&Cell], width: usize) -> Option<Vec<usize>> {
        let more: Vec<usize> = figures.iter().map(|cell| cell.gap.saturating_sub(self.unit)).collect();
        if more.iter().all(|more| *more == 0) && run.gap_after <= self.unit {
            return None;
        }
        let places = |each: usize| -> Vec<usize> {
            let mut place = 0;
            more.iter()
                .map(|more| {
                    place += more / each + 1;
                    place - 1
                })
                .collect()
        };
        let readings = [places(1), places(self.unit + 1)];
        let fits = |places: &&Vec<usize>| places.last().is_some_and(|last| *last < width);
        // The last figure of a row is its total, as a rule.
        let whole = |places: &&Vec<usize>| places.last() == Some(&(width - 1));
        readings.iter().find(whole).or(readings.iter().find(fits)).cloned()
    }
}

/// By the sum of all but the last.
fn by_sum(figures: &[&Cell], width: usize) -> Option<Vec<usize>> {
    let numbers: Vec<number::Number> = figures
        .iter()
        .map(|cell| number::read(&cell.text, Kind::Amount).ok().map(|written| written.number))
        .collect::<Option<_>>()?;
    let (total, parts) = numbers.split_last()?;
    let sum = parts.iter().copied().reduce(number::Number::plus)?;
    if width <= 2 || sum != *total || total.is_zero() {
        return None;
    }
    Some((0..parts.len()).chain([width - 1]).collect())
}

/// The empty lines between any two cells: the number that is most frequent.
fn unit(cells: &[Cell]) -> usize {
    let mut counts = [0_usize; 8];
    let lines = cells.windows(2).filter(|pair| pair[0].line != pair[1].line);
    for pair in lines {
        if let Some(count) = counts.get_mut(pair[1].gap) {
            *count += 1;
        }
    }
    let most = counts.iter().copied().max().unwrap_or(0);
    counts.iter().position(|count| *count == most).unwrap_or(0)
}
