//! Tables under construction: cells to their columns, past those that come down from rows above.

use scraper::node::Element;

use super::super::content::{Grid, GridCell, Trust, readable};
use super::super::{ImportError, Limits};

/// A table being read.
#[derive(Default)]
pub(super) struct OpenTable {
    rows: Vec<Vec<GridCell>>,
    /// For each column, how many rows below are covered by a cell above.
    covered: Vec<usize>,
    row: Vec<GridCell>,
    in_row: bool,
    /// The cell being read.
    pub cell: Option<GridCell>,
}

impl OpenTable {
    pub fn start_row(&mut self) {
        self.end_row();
        self.in_row = true;
    }

    pub fn start_cell(&mut self, element: &Element, limits: &Limits) -> Result<(), ImportError> {
        self.end_cell();
        self.in_row = true;
        let span =
            |name: &str| element.attr(name).and_then(|s| s.trim().parse::<usize>().ok()).unwrap_or(1).max(1);
        let (colspan, rowspan) = (span("colspan"), span("rowspan").min(1000));
        let mut column = self.row.last().map_or(0, |c| c.column + c.colspan);
        while self.covered.get(column).is_some_and(|rows| *rows > 0) {
            column += 1;
        }
        let end = column.saturating_add(colspan);
        if end > limits.columns {
            return Err(ImportError::TooLarge {
                what: "表格列数", limit: format!("{} 列", limits.columns)
            });
        }
        let path = element.attr("data-path").map(str::to_owned);
        self.cell = Some(GridCell { column, colspan, rowspan, text: String::new(), path, source: None });
        Ok(())
    }

    pub fn end_cell(&mut self) {
        if let Some(mut cell) = self.cell.take() {
            cell.text = readable(&cell.text).trim().to_owned();
            self.row.push(cell);
        }
    }

    pub fn end_row(&mut self) {
        self.end_cell();
        if !std::mem::take(&mut self.in_row) {
            return;
        }
        self.covered.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
        for cell in &self.row {
            let end = cell.column + cell.colspan;
            self.covered.resize(self.covered.len().max(end), 0);
            self.covered[cell.column..end].fill(cell.rowspan - 1);
        }
        self.rows.push(std::mem::take(&mut self.row));
    }

    /// The table as it stands at its end tag.
    pub fn finish(&mut self) -> Grid {
        self.end_row();
        Grid { rows: std::mem::take(&mut self.rows), trust: Trust::Columns, ..Grid::default() }
    }
}
