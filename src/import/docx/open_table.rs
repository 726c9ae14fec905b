//! Tables under construction: merged cells become one cell with its spans.

use super::super::content::{Grid, GridCell, Trust};
use super::super::{ImportError, Limits};
use crate::diagnostic::Provenance;

/// How a cell takes part in a vertical merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Merge {
    #[default]
    None,
    Restart,
    Continue,
}

/// A cell being read.
#[derive(Debug, Default)]
pub(super) struct OpenCell {
    pub span: usize,
    pub vertical: Merge,
    pub horizontal: Merge,
    pub path: Option<String>,
    /// Where it stands.
    pub source: Option<Provenance>,
    pub deleted: bool,
    /// The texts of its content controls, one after another.
    pub controls: Vec<String>,
}

impl OpenCell {
    /// The text of the cell. LibreOffice saves a control whose text mixes scripts as one control for each
    /// stretch, each of them ending in the whole text again: then the first one is the text.
    pub fn text(&self, text: String) -> String {
        let is_split = self.controls.len() > 1 && self.controls.concat() == text;
        match self.controls.first() {
            Some(first)
                if is_split
                    && !first.is_empty()
                    && self.controls.iter().all(|c| c.ends_with(first.as_str())) =>
            {
                first.clone()
            }
            _ => text,
        }
    }
}

/// A table being read.
#[derive(Debug, Default)]
pub(super) struct OpenTable {
    rows: Vec<Vec<GridCell>>,
    /// Row and number of the cell that a merge continues, by column.
    above: Vec<Option<(usize, usize)>>,
    row: Vec<GridCell>,
    column: usize,
    pub row_deleted: bool,
}

impl OpenTable {
    pub fn start_row(&mut self) {
        self.row = Vec::new();
        self.column = 0;
        self.row_deleted = false;
    }

    /// Columns left free at the start of a row.
    pub fn skip(&mut self, columns: usize, limits: &Limits) -> Result<(), ImportError> {
        self.column = self.column.saturating_add(columns);
        self.check(limits)
    }

    fn check(&self, limits: &Limits) -> Result<(), ImportError> {
        if self.column > limits.columns {
            return Err(ImportError::TooLarge {
                what: "表格列数", limit: format!("{} 列", limits.columns)
            });
        }
        Ok(())
    }

    pub fn add(&mut self, cell: OpenCell, text: String, limits: &Limits) -> Result<(), ImportError> {
        if cell.deleted {
            return Ok(());
        }
        let (column, span) = (self.column, cell.span.max(1));
        self.column = self.column.saturating_add(span);
        self.check(limits)?;
        self.above.resize(self.above.len().max(self.column), None);
        if cell.horizontal == Merge::Continue
            && let Some(left) = self.row.last_mut()
        {
            left.colspan += span;
            add_text(&mut left.text, &text);
            return Ok(());
        }
        if cell.vertical == Merge::Continue
            && let Some((row, number)) = self.above[column]
        {
            let here = self.rows.len();
            let origin = &mut self.rows[row][number];
            if origin.rowspan <= here - row {
                origin.rowspan = here - row + 1;
            }
            add_text(&mut origin.text, &text);
            return Ok(());
        }
        let origin = (cell.vertical == Merge::Restart).then_some((self.rows.len(), self.row.len()));
        self.above[column..self.column].fill(origin);
        self.row.push(GridCell {
            column,
            colspan: span,
            rowspan: 1,
            text,
            path: cell.path,
            source: cell.source,
        });
        Ok(())
    }

    pub fn end_row(&mut self) {
        if !self.row_deleted {
            self.rows.push(std::mem::take(&mut self.row));
        }
    }

    pub fn finish(self) -> Grid {
        Grid { rows: self.rows, trust: Trust::Columns, ..Grid::default() }
    }
}

/// Adds the text of a paragraph to a cell: a cell is one text, whatever lines it was broken into.
pub(super) fn add_text(cell: &mut String, text: &str) {
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
        let both_latin = |a: Option<char>, b: Option<char>| {
            a.is_some_and(|c| c.is_ascii_alphabetic()) && b.is_some_and(|c| c.is_ascii_alphabetic())
        };
        if both_latin(cell.chars().next_back(), line.chars().next()) {
            cell.push(' ');
        }
        cell.push_str(line);
    }
}
