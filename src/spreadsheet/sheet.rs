//! Reads the cells of a spreadsheet file: `.xlsx`, `.ods`, or separated text.
//!
//! Files come from anywhere. A few kilobytes can unpack to gigabytes or declare a billion cells, so a file is
//! refused by its size before it is read, by its unpacked size before it is handed to the reader, and by the
//! number of its cells while it is read. The numbers a file gives of itself are not trusted.

use std::io::{Cursor, Read};
use std::path::Path;

use calamine::{Data, DataRef, Reader, Xlsx};

use super::{Sheet, TableError, ods, text};
use crate::date::Date;
use crate::files::{self, NamedBy, limits};

/// The most bytes of all its parts when unpacked.
const MAX_UNPACKED: usize = 512 << 20;

/// Reads all sheets of a file. Its kind goes by the extension, as the kinds of text have no mark to go by.
///
/// # Errors
/// [`TableError::Read`] if the system refuses the file, [`TableError::Format`] if it is damaged, too large,
/// or of the old binary kind (`.xls`), which encrypted workbooks share the signature of.
pub(super) fn read(path: &Path) -> Result<Vec<Sheet>, TableError> {
    let file = path.display().to_string();
    let bytes = files::read(path, NamedBy::Content, limits::TABLE)?;
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
    let sheets = if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        Err("它是旧的 .xls 或加了密码的文件，请另存为没有密码的 .xlsx".to_owned())
    } else {
        match extension.as_str() {
            "ods" => open_document(&bytes),
            // The reader of xlsx may panic on a damaged file; one bad file must not end a run over many.
            "xlsx" | "xlsm" => {
                std::panic::catch_unwind(|| xlsx(bytes)).unwrap_or_else(|_| Err("文件已损坏".to_owned()))
            }
            _ => text::read(&bytes).map(|sheet| vec![sheet]),
        }
    };
    sheets.map_err(|reason| TableError::Format { file, reason })
}

/// Unpacks every part of a ZIP file once and adds up the bytes, so that no reader is handed a file that grows
/// without bound. `look` is called with the name and the content of each part and may refuse it.
///
/// # Errors
/// A message in Chinese: the file is damaged, larger than [`MAX_UNPACKED`], or refused by `look`.
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
    // The reader reserves memory for as many strings as the file says it has, before it reads any. Each takes
    // several bytes, so a count above the size of the part is a lie.
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
        // Cell by cell: the reader's own `Range` takes memory for every cell between the first and the last,
        // which may be A1 and XFD1048576.
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

/// The attribute `uniqueCount` of the table of shared strings: how many strings it says it has. It stands in
/// the root element, at the beginning of the part.
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

/// A number as it was typed in. Spreadsheet programs keep 15 digits, but write more when a number was
/// computed (`0.30000000000000004`); so it is rounded to 15 digits and written as short as possible.
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
