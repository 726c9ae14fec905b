//! Tables of a file against the tables of the form: which is which, which row is which, and which cell holds
//! which figure. Offices reword labels, renumber and leave out rows, add columns and let a table go on over a
//! page, so nothing is taken by its position alone.
//!
//! 1. **The table.** A table of the file belongs to the section whose labels it shares most of
//!    ([`best_section`]). Several tables of one section are one that went on over a page.
//! 2. **The rows.** Each row of the file is parted into its labels, on the left, and its figures. The rows of
//!    the form and of the file are then paired in order so that the likeness of their labels is greatest
//!    altogether, as two texts are compared. What is left is paired if the same label stands elsewhere, or if
//!    between two pairs as many rows are left on either side. (`pairing`)
//! 3. **The cells.** In a pair, the cells under the heads of the form's columns hold its figures; without
//!    such heads they hold them from left to right. (`figures`)
//! 4. **What is left.** Rows that say something the form has no place for go to [`Unplaced`], rows of the
//!    form that were not found to [`Note`]. Whatever was not plain is said in a note too.
//!
//! An example, with two rows of the form (left) and four of the file:
//!
//! ```text
//! form                     file                           what becomes of it
//! 规章            3 figures    信息内容 | 制发 | 废止 | 有效     head: its labels are like no row's
//! 行政规范性文件   3 figures    规章     | 0    | 0    | 2       = 规章, likeness 1
//!                          规范性文件 | 3    | 1    | 9       = 行政规范性文件, likeness 0.81: a note
//!                          党内文件  | 1    | 0    | 1       like no row (below 0.55): unplaced
//! ```

mod figures;
mod pairing;

use std::collections::BTreeSet;

use super::content::Grid;
use super::labels::{bare, closest};
use super::rows::{self, FileCell, FileRow, FormRow};
use super::{Note, Unplaced};
use crate::data_file::Data;
use crate::form::{Content, Form, Path};
use crate::report::number;

/// The share of a table's labels that a table of a file must have to be taken for it.
const SECTION_THRESHOLD: f64 = 0.35;
/// Rows of one file table that are looked at.
const MAX_ROWS: usize = 400;
/// From this likeness on, two labels are the same one, written a little differently.
const SAME_LABEL_THRESHOLD: f64 = 0.95;
/// From this likeness on, a label of the file is a reworded one of the form.
const REWORDED_THRESHOLD: f64 = 0.75;
/// Longer or shorter than a label by more characters than this, a text is no rewording of it.
const MAX_LENGTH_DIFFERENCE: usize = 6;
/// What a reworded label counts for against one that is the same.
const REWORDED_WEIGHT: f64 = 0.8;
/// The share of a table's texts that must be labels of the form where it holds only some of these.
const PART_THRESHOLD: f64 = 0.6;
/// So many texts a table must have for that share to mean something.
const MIN_PART_TEXTS: usize = 4;

/// The labels of a table of the form, bare, each once.
fn labels_of(form: &Form, section: usize) -> BTreeSet<String> {
    let Content::Table(table) = &form.sections[section].content else { return BTreeSet::new() };
    table.rows.iter().flat_map(|r| &r.cells).map(|c| bare(&c.label)).filter(|l| !l.is_empty()).collect()
}

/// How well a table of a file fits a table of a form, from 0 to 1, and which section that is.
pub(super) fn best_section(form: &Form, grid: &Grid) -> Option<(usize, f64)> {
    let found: BTreeSet<String> = grid.rows.iter().take(MAX_ROWS).flatten().map(|c| bare(&c.text)).collect();
    let fit = |section: usize| {
        let labels = labels_of(form, section);
        if labels.is_empty() {
            return 0.0;
        }
        // A table that goes on over a page has only some of the labels, but hardly any other.
        let common = labels.intersection(&found).count() as f64;
        let texts = found
            .iter()
            .filter(|t| !t.is_empty() && number::read(t, crate::form::Kind::Amount).is_err())
            .count();
        let reworded = labels
            .iter()
            .filter(|l| !found.contains(*l))
            .filter(|l| found.iter().any(|f| is_rewording(f, l)))
            .count() as f64;
        let share = (common + REWORDED_WEIGHT * reworded) / labels.len() as f64;
        let part = if texts >= MIN_PART_TEXTS { common / texts as f64 } else { 0.0 };
        share.max(if part >= PART_THRESHOLD { part } else { 0.0 })
    };
    let best = (0..form.sections.len()).map(|s| (s, fit(s))).max_by(|a, b| a.1.total_cmp(&b.1))?;
    (best.1 >= SECTION_THRESHOLD).then_some(best)
}

fn is_rewording(found: &str, label: &str) -> bool {
    found.chars().count().abs_diff(label.chars().count()) <= MAX_LENGTH_DIFFERENCE
        && closest(found, &[label.to_owned()]) >= REWORDED_THRESHOLD
}

/// What the tables of a file gave.
pub(super) struct Placement<'d> {
    pub data: &'d mut Data,
    pub unplaced: &'d mut Vec<Unplaced>,
    pub notes: &'d mut Vec<Note>,
    /// Figures whose cells are blank.
    pub blank: Vec<Path>,
}

impl Placement<'_> {
    /// Reads the tables of one section: one, or several where a table goes on over a page.
    pub fn section(&mut self, section: usize, grids: &[&Grid]) {
        let form = self.data.form.clone();
        let Content::Table(table) = &form.sections[section].content else { return };
        let form_rows = rows::of_form(&form, table);
        let mut file_rows = Vec::new();
        let mut cells = 0;
        for grid in grids {
            file_rows.extend(rows::of_file(grid, cells));
            cells += grid.rows.iter().map(Vec::len).sum::<usize>();
        }
        let mut sheet = Sheet {
            form: &form,
            section,
            form_rows: &form_rows,
            file_rows: &file_rows,
            used: BTreeSet::new(),
        };
        let pairs = if table.label_columns == 0 { sheet.only_row() } else { sheet.pairs() };
        for &(form_row, file_row) in &pairs {
            sheet.used.insert(file_row);
            sheet.row(self, form_row, file_row);
        }
        sheet.by_controls(self, &pairs);
        sheet.single_group_rows(self, &pairs);
        sheet.leftovers(self);
        sheet.missing(self, &pairs);
        let blank = std::mem::take(&mut self.blank);
        if let Some(first) = blank.first() {
            let more = if blank.len() > 1 { format!("等 {} 格", blank.len()) } else { String::new() };
            self.note(Some(first.clone()), format!("“{first}”{more}是空的，按 0 导入"));
        }
    }

    fn note(&mut self, path: Option<Path>, message: String) {
        self.notes.push(Note { path, message });
    }
}

/// The tables of one section while they are read.
struct Sheet<'a> {
    form: &'a Form,
    section: usize,
    form_rows: &'a [FormRow],
    file_rows: &'a [FileRow],
    /// File rows that were read.
    used: BTreeSet<usize>,
}

impl Sheet<'_> {
    /// The heading of the section, as the place of what is not placed.
    fn place(&self) -> String {
        self.form.sections[self.section].heading()
    }

    /// Rows that were not read and say something that the form does not.
    fn leftovers(&self, out: &mut Placement) {
        let known: Vec<String> = labels_of(self.form, self.section).into_iter().collect();
        for (at, row) in self.file_rows.iter().enumerate() {
            if self.used.contains(&at) {
                continue;
            }
            let own: Vec<&FileCell> = row.cells.iter().filter(|c| c.own && !c.is_blank()).collect();
            let strange = own.iter().any(|c| !c.is_text() || closest(&c.label, &known) < REWORDED_THRESHOLD);
            if strange {
                let text = own.iter().map(|c| c.text.trim()).collect::<Vec<_>>().join("\t");
                out.unplaced.push(Unplaced { place: self.place(), text });
            }
        }
    }

    /// Rows of the form that no row of the file was found for.
    fn missing(&self, out: &mut Placement, pairs: &[(usize, usize)]) {
        for (i, row) in self.form_rows.iter().enumerate() {
            let written = row.figures.iter().any(|f| out.data.cells[f.id.index()].is_some());
            if !written && pairs.iter().all(|p| p.0 != i) {
                out.note(
                    self.row_path(row),
                    format!("文件的表中没有找到“{}”这一行，按 0 处理", self.row_name(row)),
                );
            }
        }
    }

    fn row_name(&self, row: &FormRow) -> String {
        let Some(first) = row.figures.first() else { return String::new() };
        let name = self.form.figure(first.id).row_label.clone();
        if name.is_empty() { self.form.sections[self.section].title.clone() } else { name }
    }

    /// The path of a row.
    fn row_path(&self, row: &FormRow) -> Option<Path> {
        let first = row.figures.first()?.id;
        let own = self.form.figure_rows.iter().find(|r| r.columns.iter().any(|c| c.figure == first))?;
        Some(if row.names.is_empty() {
            self.form.sections[self.section].path.clone()
        } else {
            own.path.clone()
        })
    }
}
