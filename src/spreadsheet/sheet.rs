//! The cells of a spreadsheet file, whatever its kind: `.xlsx`, `.ods`, `.csv`. Hostile files are refused
//! before they take memory.

use std::io::{Cursor, Read};
use std::path::Path;

use calamine::{Data, DataRef, Reader, Xlsx};

use super::{Sheet, TableError, ods, text};
use crate::date::Date;
use crate::files::reason;

/// Bytes of a file, packed and unpacked.
const MAX_PACKED: u64 = 64 << 20;
const MAX_UNPACKED: usize = 512 << 20;

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
fn check_unpacked_size(
    bytes: &[u8],
    mut look: impl FnMut(&str, &[u8]) -> Result<(), String>,
) -> Result<(), String> {
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
    check_unpacked_size(&bytes, |name, part| {
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
    check_unpacked_size(bytes, |name, part| {
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
