//! Tables of a file against the tables of the form: which is which, which row is which, and which cell holds
//! which figure. Offices reword labels, renumber and leave out rows, add columns and let a table go on over a
//! page, so nothing is taken by its position alone.
//!
//! 1. **The table.** A table of the file belongs to the section whose labels it shares most of
//!    ([`sections`]). Several tables of one section are one that went on over a page.
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
mod groups;
mod pairing;
mod pasted;
mod sections;

use std::collections::BTreeSet;

use self::groups::Pairs;
use super::content::Grid;
use super::labels::{bare, closest};
use super::rows::{self, FileCell, FileRow, FormRow};
use super::{Note, Origins, Unplaced};
use crate::data_file::Data;
use crate::form::{Content, Form, Path};

pub(super) use pasted::{Labelled, by_labels};
pub(super) use sections::{best_section, is_label, section_of, write_captions};

/// Rows of one file table that are looked at.
const MAX_ROWS: usize = 400;
/// From this likeness on, two labels are the same one, written a little differently.
const SAME_LABEL_THRESHOLD: f64 = 0.95;
/// From this likeness on, a label of the file is a reworded one of the form.
pub(super) const REWORDED_THRESHOLD: f64 = 0.75;
/// The labels of a table of the form, bare, each once.
fn labels_of(form: &Form, section: usize) -> BTreeSet<String> {
    let Content::Table(table) = &form.sections[section].content else { return BTreeSet::new() };
    table.rows.iter().flat_map(|r| &r.cells).map(|c| bare(&c.label)).filter(|l| !l.is_empty()).collect()
}

/// What the tables of a file gave.
pub(super) struct Placement<'d> {
    pub data: &'d mut Data,
    pub unplaced: &'d mut Vec<Unplaced>,
    pub notes: &'d mut Vec<Note>,
    pub origins: &'d mut Origins,
    /// Figures whose cells are blank.
    pub blank: Vec<Path>,
}

impl Placement<'_> {
    /// Reads the tables of one section: one, or several where a table goes on over a page.
    pub fn section(&mut self, section: usize, grids: &[&Grid]) {
        let form = self.data.form.clone();
        let Some(matched) = matched(&form, section, grids) else { return };
        let Matched { form_rows, file_rows, groups } = &matched;
        let mut sheet = Sheet { form: &form, section, form_rows, file_rows, used: BTreeSet::new() };
        let pairs = sheet.all_pairs(groups.as_ref());
        for &(form_row, file_row) in &pairs {
            sheet.used.insert(file_row);
            sheet.row(self, form_row, file_row);
        }
        sheet.by_controls(self, &pairs);
        sheet.single_group_rows(self, &pairs);
        self.unplaced.extend(sheet.leftovers());
        sheet.missing(self, &pairs);
        let is_total = |path: &Path| form.figure_at(path).is_some_and(|id| form.is_total(id));
        let (totals, blank): (Vec<Path>, Vec<Path>) =
            std::mem::take(&mut self.blank).into_iter().partition(is_total);
        for (blank, what) in [(blank, "照样空着，核对时按 0 处理并逐处指出"), (totals, "合计由各项之和得出")]
        {
            if let Some(first) = blank.first() {
                let more = if blank.len() > 1 { format!("等 {} 格", blank.len()) } else { String::new() };
                self.note(Some(first.clone()), format!("“{first}”{more}是空的，{what}"));
            }
        }
    }

    fn note(&mut self, path: Option<Path>, message: String) {
        self.notes.push(Note { path, message });
    }
}

/// The rows on both sides.
struct Matched {
    form_rows: Vec<FormRow>,
    file_rows: Vec<FileRow>,
    /// Which is which, where the groups of the only row of the form are the rows.
    groups: Option<Pairs>,
}

/// The rows of a section's table, and those of some tables of a file. None if the section has no table.
fn matched(form: &Form, section: usize, grids: &[&Grid]) -> Option<Matched> {
    let Content::Table(table) = &form.sections[section].content else { return None };
    let form_rows = rows::of_form(form, table);
    let mut file_rows = Vec::new();
    let mut cells = 0;
    for (number, grid) in grids.iter().enumerate() {
        file_rows.extend(rows::of_file(grid, number, cells));
        cells += grid.rows.iter().map(Vec::len).sum::<usize>();
    }
    let by_group =
        if table.label_columns == 0 { groups::rows(form, &form_rows[0], &file_rows) } else { None };
    Some(match by_group {
        Some((form_rows, pairs)) => Matched { form_rows, file_rows, groups: Some(pairs) },
        None => Matched { form_rows, file_rows, groups: None },
    })
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
    /// Which row of the form is which of the file.
    fn all_pairs(&self, groups: Option<&Pairs>) -> Pairs {
        match (groups, self.form_rows) {
            (Some(pairs), _) => pairs.clone(),
            (None, [only]) if only.names.is_empty() => self.only_row(),
            (None, _) => self.pairs(),
        }
    }

    /// The heading of the section, as the place of what is not placed.
    fn place(&self) -> String {
        self.form.sections[self.section].heading()
    }

    /// Rows that were not read and say something that the form does not.
    fn leftovers(&self) -> Vec<Unplaced> {
        let mut out = Vec::new();
        let known: Vec<String> = labels_of(self.form, self.section).into_iter().collect();
        for (at, row) in self.file_rows.iter().enumerate() {
            if self.used.contains(&at) {
                continue;
            }
            let own: Vec<&FileCell> = row.cells.iter().filter(|c| c.own && c.says_something()).collect();
            if own.len() > 1 && own.iter().all(|cell| cell.is_text()) && self.is_head(at) {
                continue;
            }
            let strange = own.iter().any(|c| !c.is_text() || closest(&c.label, &known) < REWORDED_THRESHOLD);
            if strange {
                let text = own.iter().map(|c| c.text.trim()).collect::<Vec<_>>().join("\t");
                out.push(Unplaced { place: self.place(), text });
            }
        }
        out
    }

    /// Whether a row stands above all rows of its table that were read.
    fn is_head(&self, at: usize) -> bool {
        let table = self.file_rows[at].table;
        self.used.iter().find(|&&used| self.file_rows[used].table == table).is_some_and(|&first| at < first)
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
