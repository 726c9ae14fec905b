//! A table of the form that a text has as lines: a cell on each, or cells in columns.
//!
//! ```text
//! lines ─ cells ─▶ labels, figures, blanks ─ matching ─▶ labels of the form ─ runs, fit ─▶ rows ─▶ Grid
//! ```
//!
//! The lines are those between the heading of the section and the next one. What comes out is a table like
//! those of other files: which row is which of the form's is decided where it is for all of them.

mod cells;
mod fit;
mod groups;
mod known;
mod matching;
mod runs;

use self::cells::{Cell, CellKind};
use self::fit::Places;
use self::known::{Known, Role, letters};
use self::matching::Found;
use self::runs::{RowOf, Run};
use super::super::content::{Grid, GridCell, Trust};
use super::line::Line;
use crate::form::{Form, normal_label};

/// A table that was read from lines.
pub(super) struct TextTable {
    pub grid: Grid,
    /// Lines that are no part of the table.
    pub rest: Vec<String>,
    /// What had to be guessed, in Chinese.
    pub notes: Vec<String>,
    /// How many labels and rows of the form it has.
    pub score: usize,
}

/// Reads the table of a section; none if the section is prose, or if no line of them is a row of it.
pub(super) fn read(form: &Form, section: usize, lines: &[&Line]) -> Option<TextTable> {
    let known = Known::of(form, section)?;
    let cells = cells::of(lines, &known, MAX_CELLS);
    if cells.len() > MAX_CELLS {
        return None;
    }
    let found = matching::labels(&cells, &known);
    let mut table = Assembled {
        known: &known,
        cells: &cells,
        used: vec![false; cells.len()],
        rows: Vec::new(),
        notes: Vec::new(),
    };
    found.iter().flat_map(|found| &found.cells).for_each(|&cell| table.used[cell] = true);
    let rows = if known.table.label_columns == 0 {
        table.only_row(form, &found)?
    } else {
        table.labelled(form, &found)
    };
    if rows == 0 {
        return None;
    }
    let heads = found.iter().map(|found| &known.labels[found.label]).filter(|label| label.role == Role::Head);
    let mut head: Vec<String> = heads.map(|label| label.text.clone()).collect();
    head.sort_unstable();
    head.dedup();
    table.rows.insert(0, row(HEAD_COLUMN, head));
    let exact = found.iter().filter(|found| found.exact).count();
    Some(TextTable {
        rest: table.rest(),
        grid: Grid { rows: table.rows, trust: Trust::Order, ..Grid::default() },
        notes: table.notes,
        score: 2 * rows + exact,
    })
}

/// No table of a form has so many cells, even if it has all its labels in parts.
const MAX_CELLS: usize = 4000;
/// Where the heads stand in the table: over no figure, as their order in the text is not that of the columns.
const HEAD_COLUMN: usize = 24;

struct Assembled<'a> {
    known: &'a Known<'a>,
    cells: &'a [Cell],
    /// Cells that are a part of the table.
    used: Vec<bool>,
    rows: Vec<Vec<GridCell>>,
    notes: Vec<String>,
}

impl Assembled<'_> {
    /// The row of a table that has one without a label.
    fn only_row(&mut self, form: &Form, found: &[Found]) -> Option<usize> {
        let only = groups::only_row(form, self.known, self.cells, found, &heads(self.known, found))?;
        if only.by_sum {
            self.notes.push("数字的次序与表中的栏目不一致，按各栏之和归位，请核对".into());
        }
        for (at, cell) in self.cells.iter().enumerate() {
            self.used[at] |= cell.kind != CellKind::Label;
        }
        self.rows.push(row(0, only.figures));
        Some(1)
    }

    /// The rows of a table with labels; how many of them are the form's.
    fn labelled(&mut self, form: &Form, found: &[Found]) -> usize {
        let runs = runs::of(self.cells, found, self.known);
        let width = |run: &Run| run.form_row().map_or(0, |row| self.known.width(row));
        let places = Places::new(self.cells, &runs, width);
        let mut rows = 0;
        for run in &runs {
            let Some(label) = self.label(run) else { continue };
            let widest = self.known.table.body.iter().map(|row| row.figures.len()).max().unwrap_or(0);
            // What is a group's or nobody's may have as many figures as any row.
            let width = run.form_row().map_or(widest, |row| self.known.width(row));
            let fitted = places.fit(run, width, &self.heads_above(form, run, found));
            let name = self.name(form, run, &label);
            if fitted.by_sum {
                self.notes.push(format!("“{name}”这一行有空格，各数的位置按合计推断，请核对"));
            }
            if matches!(run.row, RowOf::Place(_)) {
                self.notes.push(format!("“{name}”这一行的数字不在栏目名称旁边，按次序导入，请核对"));
            }
            rows += usize::from(run.form_row().is_some());
            run.cells.iter().for_each(|&cell| self.used[cell] = true);
            self.rows.push(row(0, std::iter::once(label).chain(fitted.figures).collect()));
        }
        rows
    }

    /// The cells of the heads above a run, one for each column of its row; none if one was not found.
    fn heads_above(&self, form: &Form, run: &Run, found: &[Found]) -> Vec<usize> {
        let Some(row) = run.form_row() else { return Vec::new() };
        let line = self.cells[run.cells[0]].line;
        let head = |names: &[String]| {
            let above = found.iter().filter(|found| {
                let label = &self.known.labels[found.label];
                label.role == Role::Head && names.contains(&normal_label(&label.text))
            });
            let cells = above.map(|found| found.cells[0]).filter(|&at| self.cells[at].line < line);
            cells.max_by_key(|&at| self.cells[at].line)
        };
        let figures = self.known.table.body[row].figures.iter();
        let heads: Option<Vec<usize>> = figures.map(|&id| head(&form.figure(id).column_names)).collect();
        heads.unwrap_or_default()
    }

    /// What stands in the table as the label of a run; none for figures that nobody names.
    fn label(&mut self, run: &Run) -> Option<String> {
        let joined =
            |cells: &[usize]| cells.iter().map(|&at| self.cells[at].text.as_str()).collect::<String>();
        match &run.row {
            RowOf::Label(_, found) if found.exact => Some(self.known.labels[found.label].text.clone()),
            RowOf::Label(_, found) => Some(joined(&found.cells)),
            RowOf::Place(form_row) => {
                let own = |label: &&known::Label| label.role == Role::Row(*form_row);
                self.known.labels.iter().find(own).map(|label| label.text.clone())
            }
            RowOf::Text(cells) => {
                let text = joined(cells);
                cells.iter().for_each(|&cell| self.used[cell] = true);
                Some(text)
            }
            RowOf::Unknown => None,
        }
    }

    /// How a note names a row.
    fn name(&self, form: &Form, run: &Run, label: &str) -> String {
        let figure = run.form_row().and_then(|row| self.known.table.body[row].figures.first());
        figure.map_or_else(|| label.to_owned(), |&figure| form.figure(figure).row_label.clone())
    }

    /// The texts that are no part of the table. Parts of labels are not worth a word.
    fn rest(&self) -> Vec<String> {
        let mut rest: Vec<(usize, String)> = Vec::new();
        let unused = self.cells.iter().zip(&self.used).filter(|(cell, used)| {
            let is_part = cell.kind == CellKind::Label
                && (letters(&cell.text).is_empty() || self.known.has_part(&cell.text));
            !**used && cell.kind != CellKind::Blank && !is_part
        });
        for (cell, _) in unused {
            match rest.last_mut() {
                Some((line, text)) if *line == cell.line => {
                    text.push('\t');
                    text.push_str(&cell.text);
                }
                _ => rest.push((cell.line, cell.text.clone())),
            }
        }
        rest.into_iter().map(|(_, text)| text).collect()
    }
}

/// The cells in which the lowest heads of the columns begin; none if not all of them, or more, were found.
fn heads(known: &Known, found: &[Found]) -> Vec<usize> {
    let names = known.lowest_heads();
    let is_lowest = |found: &&Found| names.contains(&known.labels[found.label].text.as_str());
    let cells: Vec<usize> = found.iter().filter(is_lowest).map(|found| found.cells[0]).collect();
    if cells.len() == names.len() { cells } else { Vec::new() }
}

/// A row of cells from a column on.
fn row(first: usize, texts: Vec<String>) -> Vec<GridCell> {
    let cell = |(at, text): (usize, String)| GridCell {
        column: first + at,
        colspan: 1,
        rowspan: 1,
        text,
        path: None,
        source: None,
    };
    texts.into_iter().enumerate().map(cell).collect()
}
