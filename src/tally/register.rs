//! A register read from its file: which sheets are registers, which rows are applications, what stands in
//! their cells.
//!
//! What people draw is undone here: a cell that is merged over several rows says the same of each of them,
//! and rows whose number is merged are one application. Title, totals, repeated heads and signatures are no
//! applications; what is left out is counted and said.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::heads::{self, Heads, NoHeads};
use super::vocabulary::{Column, Vocabulary, is_any};
use super::workbook::is_own_sheet;
use super::{RowRef, TallyError};
use crate::diagnostic::{Place, SheetCell};
use crate::form::normal_label;
use crate::spreadsheet::{self, Sheet, cell_name};

/// How many rows a note names.
const MAX_NAMED: usize = 10;

/// A register of applications, a row each, on one sheet or several.
#[derive(Debug)]
pub struct Register {
    sheets: Vec<RegisterSheet>,
    pub(super) entries: Vec<Entry>,
    /// What was left out, in Chinese, a sentence each.
    pub notes: Vec<String>,
}

/// A sheet that is a register.
#[derive(Debug)]
struct RegisterSheet {
    /// File and sheet, as messages name them.
    named: Arc<str>,
    heads: Heads,
}

/// An application as it is written.
#[derive(Debug, Default)]
pub(super) struct Entry {
    sheet: usize,
    row: u32,
    texts: BTreeMap<Column, (u32, String)>,
    /// A column in which the rows of one application say different things, and the row of the second.
    pub conflict: Option<(Column, u32)>,
}

impl Entry {
    /// What stands in a column; none where it is blank or there is no such column.
    pub fn text(&self, column: Column) -> Option<&str> {
        self.texts.get(&column).map(|(_, text)| text.as_str())
    }
}

impl Register {
    /// Reads a register: a workbook (`.xlsx`, `.ods`) or separated text.
    ///
    /// # Errors
    /// The file cannot be read, or no sheet has the columns that are needed.
    pub fn open(path: &Path) -> Result<Self, TallyError> {
        Self::of_sheets(&path.display().to_string(), spreadsheet::read_register(path)?)
    }

    /// A register of sheets that were read.
    pub(super) fn of_sheets(file: &str, sheets: Vec<Sheet>) -> Result<Self, TallyError> {
        let mut register = Self { sheets: Vec::new(), entries: Vec::new(), notes: Vec::new() };
        let (mut other, mut hidden, mut incomplete) = (Vec::new(), Vec::new(), None);
        for sheet in sheets {
            let named = sheet.name.as_ref().map_or_else(|| file.to_owned(), |name| format!("{file}!{name}"));
            let name = sheet.name.clone().unwrap_or_default();
            match heads::find(&sheet) {
                Ok(_) if sheet.hidden => hidden.push(name),
                Ok(heads) => register.sheet(&named, &sheet, heads),
                Err(NoHeads::Twice(column, first, second)) => {
                    return Err(TallyError::twice(named, column, (first, second)));
                }
                Err(NoHeads::Missing(columns)) if !sheet.hidden => {
                    incomplete = incomplete.or(Some((named, columns)));
                    other.push(name);
                }
                Err(_) if sheet.hidden || is_own_sheet(&name) || sheet.rows().next().is_none() => {}
                Err(_) => other.push(name),
            }
        }
        // A sheet that lacks one column only is a register, and to leave it out would be wrong; more lack
        // them where it is something else.
        let lacks_one = incomplete.as_ref().is_some_and(|(_, columns)| columns.len() == 1);
        match incomplete {
            Some((sheet, columns)) if lacks_one || register.sheets.is_empty() => {
                return Err(TallyError::missing(sheet, &columns));
            }
            None if register.sheets.is_empty() => {
                return Err(TallyError::missing(file.to_owned(), &Column::NEEDED));
            }
            _ => {}
        }
        for (names, why) in [(other, "没有台账的列名"), (hidden, "是隐藏的")] {
            if !names.is_empty() {
                register.notes.push(format!("工作表 {} {why}，没有计入", names.join("、")));
            }
        }
        Ok(register)
    }

    /// Takes over the applications of a sheet.
    fn sheet(&mut self, named: &str, sheet: &Sheet, heads: Heads) {
        let merged = MergedRows::of(sheet);
        let mut skipped = Skipped::default();
        let rows: Vec<u32> = sheet.rows().filter(|row| *row >= heads.first).collect();
        for row in rows {
            if is_head(sheet, &heads, row) {
                continue;
            }
            if is_total(sheet, &heads, row) {
                skipped.totals += 1;
                continue;
            }
            let number = heads.columns.get(&Column::Number);
            let first = number.and_then(|column| merged.first(row, *column)).filter(|first| *first < row);
            let last = self.entries.last_mut();
            if let (Some(first), Some(entry)) = (first, last)
                && entry.sheet == self.sheets.len()
                && entry.row == first
            {
                entry.go_on(sheet, &heads, row);
                continue;
            }
            let entry = Entry::read(sheet, &heads, &merged, (self.sheets.len(), row));
            if Column::NEEDED.iter().all(|column| entry.text(*column).is_none()) {
                skipped.add(sheet, &heads, row);
                continue;
            }
            self.entries.push(entry);
        }
        self.notes.extend(skipped.notes(named));
        self.sheets.push(RegisterSheet { named: named.into(), heads });
    }

    /// How messages name an application.
    pub(super) fn row(&self, entry: &Entry) -> RowRef {
        let sheet = &self.sheets[entry.sheet];
        let column = sheet.heads.columns.get(&Column::Number).or(sheet.heads.columns.get(&Column::Received));
        RowRef {
            id: entry.text(Column::Number).map(str::to_owned),
            cell: format!("{}!{}", sheet.named, cell_name((entry.row, column.copied().unwrap_or(0)))),
        }
    }

    /// The place of a cell of an application; that of the day of receipt where there is no such column.
    pub(super) fn place(&self, entry: &Entry, column: Column) -> Place {
        let sheet = &self.sheets[entry.sheet];
        let row = entry.texts.get(&column).map_or(entry.row, |(row, _)| *row);
        self.place_at(entry, column, row).unwrap_or_else(|| {
            place(&sheet.named, row, *sheet.heads.columns.first_key_value().map_or(&0, |c| c.1))
        })
    }

    /// The place of a cell in another row of an application.
    pub(super) fn place_at(&self, entry: &Entry, column: Column, row: u32) -> Option<Place> {
        let sheet = &self.sheets[entry.sheet];
        let columns = &sheet.heads.columns;
        let at = columns.get(&column).or(columns.get(&Column::Received))?;
        Some(place(&sheet.named, row, *at))
    }

    /// Whether the numbers of an application's sheet begin anew on each sheet.
    pub(super) fn counts(&self, entry: &Entry) -> bool {
        self.sheets[entry.sheet].heads.counts
    }

    /// How many applications it has, of whatever year.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

fn place(sheet: &Arc<str>, row: u32, column: u32) -> Place {
    let cell = SheetCell { sheet: sheet.clone(), row, column };
    Place::in_cell(cell, &cell_name((row, column)))
}

impl Entry {
    fn read(sheet: &Sheet, heads: &Heads, merged: &MergedRows, (number, row): (usize, u32)) -> Self {
        let text = |(column, at): (&Column, &u32)| {
            let text = sheet.text((row, *at)).or_else(|| sheet.text((merged.first(row, *at)?, *at)))?;
            Some((*column, (row, text.to_owned())))
        };
        let texts = heads.columns.iter().filter_map(text).collect();
        Self { sheet: number, row, texts, conflict: None }
    }

    /// Takes over a further row of the same application.
    fn go_on(&mut self, sheet: &Sheet, heads: &Heads, row: u32) {
        for (column, at) in &heads.columns {
            let Some(text) = sheet.text((row, *at)) else { continue };
            match self.texts.get(column) {
                None => {
                    self.texts.insert(*column, (row, text.to_owned()));
                }
                Some((_, known)) if normal_label(known) != normal_label(text) => {
                    self.conflict = self.conflict.or(Some((*column, row)));
                }
                Some(_) => {}
            }
        }
    }
}

/// Whether a row is the heads again, as on each printed page.
fn is_head(sheet: &Sheet, heads: &Heads, row: u32) -> bool {
    let same = |(_, column): (&Column, &u32)| {
        let text = sheet.text((row, *column));
        text.is_some() && text == sheet.text((heads.first - 1, *column))
    };
    heads.columns.iter().filter(|(column, _)| Column::NEEDED.contains(column)).all(same)
}

/// Whether a row is a total: its first text says so, and it has no day of receipt.
fn is_total(sheet: &Sheet, heads: &Heads, row: u32) -> bool {
    let words = &Vocabulary::built_in().total_rows;
    let received = heads.columns.get(&Column::Received).and_then(|column| sheet.text((row, *column)));
    let first = sheet.row(row).next().map(|(_, text)| text);
    let is_word = |text: Option<&str>| text.is_some_and(|text| is_any(words, &normal_label(text)));
    is_word(first) && (received.is_none() || is_word(received))
}

/// Rows that are no applications.
#[derive(Default)]
struct Skipped {
    totals: usize,
    /// With more than a number in them.
    other: Vec<u32>,
    others: usize,
}

impl Skipped {
    fn add(&mut self, sheet: &Sheet, heads: &Heads, row: u32) {
        let number = heads.columns.get(&Column::Number);
        if sheet.row(row).any(|(column, _)| Some(&column) != number) {
            self.others += 1;
            if self.other.len() < MAX_NAMED {
                self.other.push(row + 1);
            }
        }
    }

    fn notes(&self, named: &str) -> Vec<String> {
        let mut notes = Vec::new();
        if self.totals > 0 {
            notes.push(format!("{named} 有 {} 行是合计，没有计入", self.totals));
        }
        if self.others > 0 {
            let rows: Vec<String> = self.other.iter().map(u32::to_string).collect();
            let more = if self.others > self.other.len() { "等" } else { "" };
            notes.push(format!(
                "{named} 第 {} {more}行没有收到日期、申请人、办理结果、答复日期中的任何一项，没有计入",
                rows.join("、")
            ));
        }
        notes
    }
}

/// Where cells are merged over rows: by column, the first row to the last.
struct MergedRows(BTreeMap<u32, BTreeMap<u32, u32>>);

impl MergedRows {
    fn of(sheet: &Sheet) -> Self {
        let mut columns: BTreeMap<u32, BTreeMap<u32, u32>> = BTreeMap::new();
        for (first, last) in &sheet.merged {
            // Cells merged over columns too are titles and notes.
            if first.1 == last.1 && first.0 < last.0 {
                columns.entry(first.1).or_default().insert(first.0, last.0);
            }
        }
        Self(columns)
    }

    /// The first row of the cells merged with one; none if it is by itself.
    fn first(&self, row: u32, column: u32) -> Option<u32> {
        let (first, last) = self.0.get(&column)?.range(..=row).next_back()?;
        (*last >= row).then_some(*first)
    }
}
