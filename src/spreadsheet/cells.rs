//! The cells of one sheet, and their names.

use std::collections::BTreeMap;

use super::{CellRef, MAX_CELLS};
use crate::files::limits::in_words;

/// Columns of a sheet.
const MAX_COLUMNS: u32 = 1024;

/// Bytes of text that a cell of a file is put together from, all cells taken together: ten thousand agencies
/// with prose of ten thousand bytes.
const MAX_TEXT: u64 = 100 << 20;

/// Rows with content, all sheets taken together: twice those of ten thousand agencies. Each may be a report
/// to be checked, and an ODS file of a kilobyte has a million of them by one count.
const MAX_ROWS: u64 = 20_000;

/// Rows with content of a register, all sheets taken together.
const MAX_REGISTER_ROWS: u64 = 100_000;

/// What the cells of a file may still take, on all its sheets together. Text counts as often as it is in a
/// cell: a table that has it once may show it in a million cells.
#[derive(Clone)]
pub(super) struct Allowance {
    rows: u64,
    most_rows: u64,
    cells: u64,
    bytes: u64,
}

impl Default for Allowance {
    fn default() -> Self {
        Self { rows: MAX_ROWS, most_rows: MAX_ROWS, cells: MAX_CELLS as u64, bytes: MAX_TEXT }
    }
}

impl Allowance {
    /// Of a register, which has a row for each application: none has as many in a year, and a few years may
    /// stand in one.
    pub fn of_register() -> Self {
        Self { rows: MAX_REGISTER_ROWS, most_rows: MAX_REGISTER_ROWS, ..Self::default() }
    }

    /// Takes something off it.
    ///
    /// # Errors
    /// A message in Chinese: that much is not left.
    pub fn take(&mut self, cells: u64, bytes: u64) -> Result<(), String> {
        self.cells =
            self.cells.checked_sub(cells).ok_or_else(|| format!("有内容的单元格超过 {MAX_CELLS} 个"))?;
        self.bytes = self
            .bytes
            .checked_sub(bytes)
            .ok_or_else(|| format!("单元格里的文字合计超过 {}", in_words(MAX_TEXT)))?;
        Ok(())
    }

    /// Takes a row off it.
    fn take_row(&mut self) -> Result<(), String> {
        let left = self.rows.checked_sub(1);
        self.rows = left.ok_or_else(|| format!("有内容的行超过 {} 行", self.most_rows))?;
        Ok(())
    }
}

/// What to do about cells that are drawn as one: it takes a second pass over a sheet to read them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Merged {
    /// Nobody asks.
    Left,
    /// They are read.
    Read,
}

/// A sheet: its cells with content, by row and column from 0.
#[derive(Debug, Default)]
pub struct Sheet {
    /// Its name; none for a text file.
    pub name: Option<String>,
    /// Whether the spreadsheet program does not show it.
    pub hidden: bool,
    /// First and last cell of cells that are drawn as one; the text is in the first. Only those of a register
    /// in a workbook are read.
    pub merged: Vec<(CellRef, CellRef)>,
    cells: BTreeMap<CellRef, Box<str>>,
}

impl Sheet {
    /// An empty sheet.
    pub(super) fn named(name: Option<String>) -> Self {
        Self { name, ..Self::default() }
    }

    /// A sheet with these cells; blank texts are none.
    #[cfg(test)]
    pub(crate) fn of_cells<'a>(
        name: Option<&str>,
        cells: impl IntoIterator<Item = (CellRef, &'a str)>,
    ) -> Self {
        let mut sheet = Self::named(name.map(str::to_owned));
        let cells = cells.into_iter().filter(|(_, text)| !text.trim().is_empty());
        sheet.cells = cells.map(|(at, text)| (at, text.trim().into())).collect();
        sheet
    }

    /// The text of a cell; none where it is blank.
    pub fn text(&self, at: CellRef) -> Option<&str> {
        self.cells.get(&at).map(|text| &**text)
    }

    /// The rows with content.
    pub fn rows(&self) -> impl Iterator<Item = u32> {
        let mut last = None;
        self.cells.keys().map(|(row, _)| *row).filter(move |row| last.replace(*row) != Some(*row))
    }

    /// The cells of a row with content.
    pub fn row(&self, row: u32) -> impl Iterator<Item = (u32, &str)> {
        self.cells.range((row, 0)..=(row, u32::MAX)).map(|((_, column), text)| (*column, &**text))
    }

    /// Puts text into a cell. Blanks around it are no content.
    pub(super) fn put(&mut self, at: CellRef, text: &str, allowance: &mut Allowance) -> Result<(), String> {
        allowance.take(0, text.len() as u64)?;
        let text = text.trim();
        if text.is_empty() {
            return Ok(());
        }
        if at.1 >= MAX_COLUMNS {
            return Err(format!("单元格 {} 超出了 {MAX_COLUMNS} 列", cell_name(at)));
        }
        allowance.take(1, 0)?;
        if self.row(at.0).next().is_none() {
            allowance.take_row()?;
        }
        self.cells.insert(at, text.into());
        Ok(())
    }
}

/// `B7` for row 6, column 1.
pub fn cell_name((row, column): CellRef) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect::<String>() + &(row + 1).to_string()
}

/// Row 6, column 1 for `B7`.
pub(super) fn cell_at(name: &str) -> Option<CellRef> {
    let digits = name.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = name.split_at(digits);
    let column = letters.bytes().try_fold(0u32, |n, c| {
        c.is_ascii_uppercase().then(|| n.checked_mul(26)?.checked_add(u32::from(c - b'A') + 1)).flatten()
    })?;
    Some((digits.parse::<u32>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_have_names() {
        for (at, name) in [
            ((0, 0), "A1"),
            ((6, 1), "B7"),
            ((0, 25), "Z1"),
            ((9, 26), "AA10"),
            ((0, 701), "ZZ1"),
            ((0, 702), "AAA1"),
        ] {
            assert_eq!(cell_name(at), name);
            assert_eq!(cell_at(name), Some(at));
        }
        for wrong in ["", "7", "B", "b7", "B0", "ZZZZZZZZZZ1"] {
            assert_eq!(cell_at(wrong), None, "{wrong}");
        }
    }
}
