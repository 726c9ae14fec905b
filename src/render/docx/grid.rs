//! A table's grid: the columns at their widths, and what stands at every place of every row.

use std::collections::BTreeSet;

use super::measure::twips;
use crate::document::{Cell, Row, Table};
use crate::layout::table_plan::{CellPlan, TablePlan};

/// The columns of a table at their full width.
pub(super) struct Grid {
    /// Distance of every column's edges from the left, in twips: one more than there are columns.
    edges: Vec<usize>,
}

/// A cell with its plan.
#[derive(Clone, Copy)]
pub(super) struct PlannedCell<'a> {
    pub cell: &'a Cell,
    pub plan: &'a CellPlan,
}

/// What stands at a place of the grid.
#[derive(Clone, Copy)]
pub(super) enum Content<'a> {
    /// A cell begins here and covers this many rows.
    Cell(PlannedCell<'a>, usize),
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

/// A cell that comes down from a row above.
#[derive(Clone, Copy)]
struct Above<'a> {
    rows_left: usize,
    columns: usize,
    cell: PlannedCell<'a>,
}

impl Grid {
    /// The columns at their planned widths, their edges rounded and not each width, so that not a twip is
    /// lost.
    pub fn new(plan: &TablePlan, width: i32) -> Self {
        let whole = usize::try_from(width).unwrap_or(0);
        let edge = |sum: &mut f64, column: &f64| {
            *sum += column;
            Some(usize::try_from(twips(*sum)).unwrap_or(0).min(whole))
        };
        let mut edges: Vec<usize> = [0].into_iter().chain(plan.columns_pt.iter().scan(0.0, edge)).collect();
        if let Some(last) = edges.last_mut().filter(|_| !plan.columns_pt.is_empty()) {
            *last = whole;
        }
        Self { edges }
    }

    pub fn columns(&self) -> usize {
        self.edges.len() - 1
    }

    pub fn width(&self, column: usize, span: usize) -> usize {
        self.edges[column + span] - self.edges[column]
    }

    /// The places of every row from left to right; their spans add up to the grid in each. In the rows where
    /// a new page begins, the cells from above begin anew, so that their labels are shown again.
    pub fn places<'a>(&self, table: &'a Table, plan: &'a TablePlan) -> Vec<Vec<Place<'a>>> {
        let page_breaks: BTreeSet<usize> = plan.page_breaks().collect();
        let mut above: Vec<Option<Above>> = vec![None; self.columns()];
        let rows = table.rows.iter().zip(&plan.cells).enumerate();
        rows.map(|(at, (row, plans))| self.row(row, plans, &mut above, page_breaks.contains(&at))).collect()
    }

    fn row<'a>(
        &self,
        row: &'a Row,
        plans: &'a [CellPlan],
        above: &mut [Option<Above<'a>>],
        begins_page: bool,
    ) -> Vec<Place<'a>> {
        let mut places = Vec::new();
        let mut column = 0;
        while column < self.columns() {
            let own = row.cells.iter().zip(plans).find(|(cell, _)| cell.column == column);
            let place = if let Some(Above { rows_left, columns, cell }) = above[column] {
                above[column] = (rows_left > 1).then_some(Above { rows_left: rows_left - 1, columns, cell });
                let content =
                    if begins_page { Content::Cell(cell, rows_left) } else { Content::Continued(cell.cell) };
                Place { column, span: columns, content }
            } else if let Some((cell, plan)) = own {
                // Not into the next cell from above, nor out of the table.
                let free =
                    (column + 1..self.columns()).find(|c| above[*c].is_some()).unwrap_or(self.columns())
                        - column;
                let columns = cell.colspan.clamp(1, free);
                let planned = PlannedCell { cell, plan };
                above[column] = (cell.rowspan > 1).then_some(Above {
                    rows_left: cell.rowspan - 1,
                    columns,
                    cell: planned,
                });
                Place { column, span: columns, content: Content::Cell(planned, cell.rowspan) }
            } else {
                Place { column, span: 1, content: Content::Hole }
            };
            column += place.span;
            places.push(place);
        }
        places
    }
}
