//! A table's grid: the columns at their widths, and what stands at every place of every row.

use std::collections::BTreeSet;

use crate::document::{Cell, Row, Table};

/// The columns of a table at their full width.
pub(super) struct Grid {
    /// Distance of every column's edges from the left, in twips: one more than there are columns.
    edges: Vec<usize>,
}

/// What stands at a place of the grid.
#[derive(Clone, Copy)]
pub(super) enum Content<'a> {
    /// A cell begins here and covers this many rows.
    Cell(&'a Cell, usize),
    /// A cell of a row above goes on here.
    Continued(&'a Cell),
    /// No cell covers this place: a fault of the document, filled with an empty cell so that the spans of the
    /// row add up.
    Hole,
}

/// A place of a row: a cell or what is left of one.
pub(super) struct Place<'a> {
    pub column: usize,
    pub span: usize,
    pub content: Content<'a>,
}

/// A cell that comes down from a row above: rows left, columns covered.
type Above<'a> = Option<(usize, usize, &'a Cell)>;

/// What becomes of such a cell, of which so many rows are left.
type FromAbove<'a> = fn(&'a Cell, usize) -> Content<'a>;

impl Grid {
    /// Spreads the columns over the whole width by rounding their edges, so that not a twip is lost.
    pub fn new(table: &Table, width: i32) -> Self {
        let total: u64 = table.columns.iter().map(|c| u64::from(*c)).sum::<u64>().max(1);
        let width = u64::try_from(width).unwrap_or(0);
        let mut sum = 0;
        let mut edges = vec![0];
        for column in &table.columns {
            sum += u64::from(*column);
            edges.push(((sum * width * 2 + total) / (total * 2)) as usize);
        }
        Self { edges }
    }

    pub fn columns(&self) -> usize {
        self.edges.len() - 1
    }

    pub fn width(&self, column: usize, span: usize) -> usize {
        self.edges[column + span] - self.edges[column]
    }

    /// The places of every row from left to right; their spans add up to the grid in each. In the rows of
    /// `turns`, where the page turns, the cells from above begin anew, so that their labels are shown again.
    pub fn places<'a>(&self, table: &'a Table, turns: &BTreeSet<usize>) -> Vec<Vec<Place<'a>>> {
        let mut above: Vec<Above> = vec![None; self.columns()];
        let row = |(at, row)| {
            let from_above: FromAbove =
                if turns.contains(&at) { Content::Cell } else { |cell, _| Content::Continued(cell) };
            self.row(row, &mut above, from_above)
        };
        table.rows.iter().enumerate().map(row).collect()
    }

    fn row<'a>(&self, row: &'a Row, above: &mut [Above<'a>], from_above: FromAbove<'a>) -> Vec<Place<'a>> {
        let mut places = Vec::new();
        let mut column = 0;
        while column < self.columns() {
            let place = if let Some((rows, span, cell)) = above[column] {
                above[column] = (rows > 1).then_some((rows - 1, span, cell));
                Place { column, span, content: from_above(cell, rows) }
            } else if let Some(cell) = row.cells.iter().find(|cell| cell.column == column) {
                // Not into the next cell from above, nor out of the table.
                let free =
                    (column + 1..self.columns()).find(|c| above[*c].is_some()).unwrap_or(self.columns())
                        - column;
                let span = cell.colspan.clamp(1, free);
                above[column] = (cell.rowspan > 1).then_some((cell.rowspan - 1, span, cell));
                Place { column, span, content: Content::Cell(cell, cell.rowspan) }
            } else {
                Place { column, span: 1, content: Content::Hole }
            };
            column += place.span;
            places.push(place);
        }
        places
    }
}
