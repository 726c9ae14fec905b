//! The rows of a table as labels and figures, on both sides: what the form has, and what a file has.
//!
//! A row of a file is every cell that covers it, those that come down from rows above included. It is parted
//! behind the last label that the form knows, or else behind the last text before the first figure. Of
//!
//! ```text
//! （三）不予公开 │ 1. 属于国家秘密 │ 0 │ 2 │ 0       （三）不予公开 comes down from the row above
//! ```
//!
//! the labels are `不予公开`, `属于国家秘密` in the form in which they are compared (without numbers), and the
//! figures `0`, `2`, `0`. The last label names the row, those before it the groups it stands in.

use super::content::{Grid, GridCell, Trust};
use super::labels::{bare, closest};
use super::sources::CellSource;
use crate::form::{BodyRow, FigureId, Form, Kind, TableForm};
use crate::report::number;

/// A row of figures of the form.
#[derive(Debug, Clone)]
pub(super) struct FormRow {
    /// Names of the row itself.
    pub names: Vec<String>,
    /// Names of the groups it belongs to.
    pub groups: Vec<String>,
    /// Names of the innermost group, where it is one of the form's keys.
    pub group: Vec<String>,
    pub figures: Vec<FormFigure>,
}

/// A figure of the form with the names of its column.
#[derive(Debug, Clone)]
pub(super) struct FormFigure {
    pub id: FigureId,
    pub kind: Kind,
    pub names: Vec<String>,
}

/// The rows of figures of a table, in reading order.
pub(super) fn of_form(form: &Form, table: &TableForm) -> Vec<FormRow> {
    let figure = |&id: &FigureId| {
        let figure = form.figure(id);
        let mut names = figure.column_names.clone();
        names.push(bare(figure.column_label.rsplit(' ').next().unwrap_or_default()));
        FormFigure { id, kind: figure.kind, names }
    };
    if table.label_columns == 0 {
        let figures = table.body.iter().flat_map(|row| &row.figures).map(figure).collect();
        return vec![FormRow { names: Vec::new(), groups: Vec::new(), group: Vec::new(), figures }];
    }
    let row = |row: &BodyRow| FormRow {
        names: row.names.clone(),
        groups: row.groups.clone(),
        group: row.group.clone(),
        figures: row.figures.iter().map(figure).collect(),
    };
    table.body.iter().map(row).collect()
}

/// A row of a file: every cell that covers it, from left to right.
#[derive(Debug, Clone)]
pub(super) struct FileRow {
    pub cells: Vec<FileCell>,
    pub trust: Trust,
    /// Number of its table among those of the section.
    pub table: usize,
    /// What stands above its table.
    pub caption: String,
}

/// A cell as one of the rows it covers sees it.
#[derive(Debug, Clone)]
pub(super) struct FileCell {
    /// Number of the cell among all of its tables.
    pub id: usize,
    pub column: usize,
    pub text: String,
    /// Its text as a label.
    pub label: String,
    /// The text that stands above it, as a label: the closest that is no figure.
    pub head: String,
    pub path: Option<String>,
    /// Where it stood: its place in the file, the row and the column of its table.
    pub source: CellSource,
    /// Begins in this row.
    pub own: bool,
}

impl FileCell {
    /// True for text that is no figure and not blank.
    pub fn is_text(&self) -> bool {
        !self.text.trim().is_empty() && !is_figure(&self.text)
    }

    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// False for a blank cell and for what stands for one: `-`, `/`.
    pub fn says_something(&self) -> bool {
        number::read(&self.text, Kind::Count)
            .map_or(true, |written| written.slip != Some(number::Slip::Blank))
    }
}

/// Whether a text could be a figure of any kind.
fn is_figure(text: &str) -> bool {
    number::read(text, Kind::Amount).is_ok() || number::read(text, Kind::Change).is_ok()
}

/// Whether a text was meant as a figure though it is none: `16件`, `1,000`, `007`.
pub(super) fn is_meant_as_figure(text: &str) -> bool {
    use number::BadNumber::{Chinese, Fraction, Grouped, LeadingZero, Negative, TooLong, Unit};
    match number::read(text, Kind::Count) {
        Ok(_) => true,
        Err(bad) => matches!(bad, Chinese | Fraction | Grouped | LeadingZero | Negative | TooLong | Unit),
    }
}

/// The rows of a table of a file, the one of this number. `first` is the number its first cell gets.
pub(super) fn of_file(grid: &Grid, table: usize, first: usize) -> Vec<FileRow> {
    let mut heads: Vec<String> = Vec::new();
    let mut open: Vec<(usize, &GridCell, usize)> = Vec::new();
    let mut id = first;
    let mut rows = Vec::with_capacity(grid.rows.len());
    for (r, row) in grid.rows.iter().enumerate() {
        open.retain(|(start, cell, _)| start + cell.rowspan.max(1) > r);
        for cell in row {
            open.push((r, cell, id));
            id += 1;
        }
        open.sort_by_key(|(_, cell, _)| cell.column);
        let cells = open.iter().map(|&(start, cell, id)| FileCell {
            id,
            column: cell.column,
            text: cell.text.clone(),
            label: bare(&cell.text),
            head: heads.get(cell.column).cloned().unwrap_or_default(),
            path: cell.path.clone(),
            source: CellSource { place: cell.source.clone(), row: start, column: cell.column },
            own: start == r,
        });
        let cells: Vec<FileCell> = cells.collect();
        for (cell, &(start, raw, _)) in cells.iter().zip(&open) {
            if start == r && cell.is_text() && !is_meant_as_figure(&cell.text) {
                let end = cell.column + raw.colspan.max(1);
                heads.resize(heads.len().max(end), String::new());
                heads[cell.column..end].fill(cell.label.clone());
            }
        }
        // Of the rows of a table, which may be many, the first few are enough to name it.
        let caption = if r < MAX_HEAD_ROWS { grid.caption.clone() } else { String::new() };
        rows.push(FileRow { cells, trust: grid.trust, table, caption });
    }
    rows
}

/// A table that a caption names has its figures in one of the first rows.
const MAX_HEAD_ROWS: usize = 8;

impl FileRow {
    /// Parts a row into its labels and its figures, for a row of the form with so many figures. None if it
    /// cannot be one.
    pub fn split(&self, names: &[String], figures: usize) -> Option<(&[FileCell], &[FileCell])> {
        let most = match self.trust {
            Trust::Columns if self.cells.len() > figures => self.cells.len() - figures,
            Trust::Columns => return None,
            Trust::Order => self.cells.len(),
        };
        let first_figure = self
            .cells
            .iter()
            .position(|c| !c.is_blank() && is_meant_as_figure(&c.text))
            .unwrap_or(self.cells.len());
        let known = self.cells.iter().rposition(|c| c.is_text() && closest(&c.label, names) >= 0.95);
        let last_text = self.cells[..first_figure.min(most)].iter().rposition(FileCell::is_text);
        // A known label behind the place of the figures is a head that reads like one.
        let own = known.filter(|&at| at < most.max(1)).or(last_text)?;
        let (labels, rest) = self.cells.split_at(own + 1);
        let enough = !rest.is_empty() && rest.iter().any(|c| c.is_blank() || is_meant_as_figure(&c.text));
        enough.then_some((labels, rest))
    }
}
