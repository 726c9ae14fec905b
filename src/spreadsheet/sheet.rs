//! The cells of a spreadsheet file, whatever its kind: `.xlsx`, `.ods`, `.csv`. Hostile files are refused
//! before they take memory.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::Path;

use calamine::{Data, DataRef, Reader, Xlsx};

use super::{CellRef, MAX_CELLS, TableError, ods, text};
use crate::date::Date;
use crate::files::reason;

/// Bytes of a file, packed and unpacked.
const MAX_PACKED: u64 = 64 << 20;
const MAX_UNPACKED: usize = 512 << 20;
/// Columns of a sheet.
const MAX_COLUMNS: u32 = 1024;

/// A sheet: its cells with content, by row and column from 0.
#[derive(Debug, Default)]
pub struct Sheet {
    /// Its name; none for a text file.
    pub name: Option<String>,
    cells: BTreeMap<CellRef, Box<str>>,
}

impl Sheet {
    /// An empty sheet.
    pub(super) fn named(name: Option<String>) -> Self {
        Self { name, cells: BTreeMap::new() }
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
    pub(super) fn put(&mut self, at: CellRef, text: &str) -> Result<(), String> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(());
        }
        if at.1 >= MAX_COLUMNS {
            return Err(format!("单元格 {} 超出了 {MAX_COLUMNS} 列", cell_name(at)));
        }
        if self.cells.len() >= MAX_CELLS {
            return Err(format!("有内容的单元格超过 {MAX_CELLS} 个"));
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

/// Reads all sheets of a file.
pub(super) fn read(path: &Path) -> Result<Vec<Sheet>, TableError> {
    let file = path.display().to_string();
    let bytes = bytes(path).map_err(|reason| TableError::Read { file: file.clone(), reason })?;
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
    let sheets = if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        Err("它是旧的 .xls 或加了密码的文件，请另存为没有密码的 .xlsx".to_owned())
    } else {
        match extension.as_str() {
            "ods" => open_document(&bytes),
            // A reader of files from anywhere may have defects of its own.
            "xlsx" | "xlsm" => {
                std::panic::catch_unwind(|| xlsx(bytes)).unwrap_or_else(|_| Err("文件已损坏".to_owned()))
            }
            _ => text::read(&bytes).map(|sheet| vec![sheet]),
        }
    };
    sheets.map_err(|reason| TableError::Format { file, reason })
}

fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(|e| reason(&e))?;
    file.take(MAX_PACKED + 1).read_to_end(&mut bytes).map_err(|e| reason(&e))?;
    if bytes.len() as u64 > MAX_PACKED {
        Err(format!("文件超过 {} MB", MAX_PACKED >> 20))
    } else {
        Ok(bytes)
    }
}

/// Unpacks every part once and counts, so that no reader is handed a file that grows without bound. `look`
/// sees each part.
fn weigh(bytes: &[u8], mut look: impl FnMut(&str, &[u8]) -> Result<(), String>) -> Result<(), String> {
    let broken = |e: &dyn std::fmt::Display| format!("文件已损坏（{e}）");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| broken(&e))?;
    let mut left = MAX_UNPACKED;
    let mut part = Vec::new();
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|e| broken(&e))?;
        let name = entry.name().to_owned();
        part.clear();
        entry.take(left as u64 + 1).read_to_end(&mut part).map_err(|e| broken(&e))?;
        left = left
            .checked_sub(part.len())
            .ok_or_else(|| format!("文件解开后超过 {} MB", MAX_UNPACKED >> 20))?;
        look(&name, &part)?;
    }
    Ok(())
}

fn xlsx(bytes: Vec<u8>) -> Result<Vec<Sheet>, String> {
    // The reader reserves room for as many strings as the file says it has.
    weigh(&bytes, |name, part| {
        let said = name.ends_with("sharedStrings.xml").then(|| unique_count(part)).flatten();
        if said.is_some_and(|n| n > part.len()) {
            Err("文件已损坏（字符串的个数不对）".to_owned())
        } else {
            Ok(())
        }
    })?;
    let broken = |e: calamine::XlsxError| format!("文件已损坏（{e}）");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let mut sheet = Sheet::named(Some(name.clone()));
        // Cell by cell: the reader's own range takes memory for every cell between the first and the last.
        let Ok(mut cells) = book.worksheet_cells_reader(&name) else { continue };
        while let Some(cell) = cells.next_cell().map_err(broken)? {
            match cell.get_value() {
                DataRef::Empty => {}
                value => sheet.put(cell.get_position(), &written(&value.clone().into()))?,
            }
        }
        sheets.push(sheet);
    }
    Ok(sheets)
}

fn unique_count(part: &[u8]) -> Option<usize> {
    let head = String::from_utf8_lossy(&part[..part.len().min(4096)]).into_owned();
    let digits = head.split("uniqueCount").nth(1)?.trim_start_matches([' ', '=', '"', '\'']);
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    Some(digits[..end].parse().unwrap_or(usize::MAX))
}

/// A value as it is typed in.
fn written(value: &Data) -> String {
    match value {
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(n) => n.to_string(),
        Data::Float(n) => number(*n),
        Data::Bool(true) => "TRUE".to_owned(),
        Data::Bool(false) => "FALSE".to_owned(),
        Data::DateTime(date) => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            Date::new(year, month, day).map_or_else(|| date.as_f64().to_string(), Date::iso)
        }
        Data::Error(error) => error.to_string(),
        Data::Empty => String::new(),
    }
}

/// The shortest decimal that is this number: what was typed in, up to 15 digits.
fn number(n: f64) -> String {
    let text = format!("{n:.15e}");
    let rounded: f64 = format!("{n:.14e}").parse().unwrap_or(n);
    if text.len() > 40 { text } else { format!("{rounded}") }
}

fn open_document(bytes: &[u8]) -> Result<Vec<Sheet>, String> {
    let mut content = None;
    weigh(bytes, |name, part| {
        if name == "content.xml" {
            content = Some(
                String::from_utf8(part.to_vec())
                    .map_err(|_| "文件已损坏（content.xml 不是 UTF-8）".to_owned())?,
            );
        }
        Ok(())
    })?;
    ods::read(&content.ok_or("文件里没有表格（content.xml）")?)
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

    #[test]
    fn numbers_are_written_as_they_were_typed() {
        for (n, text) in [
            (16.0, "16"),
            (59237.2449, "59237.2449"),
            (0.1 + 0.2, "0.3"),
            (12.5, "12.5"),
            (123456789012.0, "123456789012"),
        ] {
            assert_eq!(number(n), text);
        }
    }
}
