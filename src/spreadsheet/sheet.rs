//! Reads the cells of a spreadsheet file: `.xlsx`, `.ods`, or separated text.
//!
//! Files come from anywhere. A few kilobytes can unpack to gigabytes or declare a billion cells, so a file is
//! refused by its size before it is read, by its unpacked size before it is handed to the reader, and by the
//! cells and the text that it would fill memory with while it is read. The numbers a file gives of itself are
//! not trusted.

use std::path::Path;

use super::cells::{Allowance, Merged};
use super::package::Package;
use super::{Sheet, TableError, ods, text, xlsx};
use crate::files::{self, NamedBy, limits};

/// Reads all sheets of a file. Its kind goes by the extension, as the kinds of text have no mark to go by.
///
/// # Errors
/// [`TableError::Read`] if the system refuses the file, [`TableError::Format`] if it is damaged, too large,
/// or of the old binary kind (`.xls`), which encrypted workbooks share the signature of.
pub(super) fn read(path: &Path) -> Result<Vec<Sheet>, TableError> {
    read_with(path, &Allowance::default(), Merged::Left)
}

/// Reads all sheets of a register, with the cells that are drawn as one.
///
/// # Errors
/// As [`read`].
pub(super) fn read_register(path: &Path) -> Result<Vec<Sheet>, TableError> {
    read_with(path, &Allowance::of_register(), Merged::Read)
}

/// Reads all sheets of a file that is in memory; its kind goes by the extension of its name.
///
/// # Errors
/// As [`read`].
pub(super) fn read_bytes(name: &Path, bytes: &[u8]) -> Result<Vec<Sheet>, TableError> {
    read_bytes_with(name, bytes, &Allowance::default(), Merged::Left)
}

fn read_with(path: &Path, allowance: &Allowance, merged: Merged) -> Result<Vec<Sheet>, TableError> {
    let bytes = files::read(path, NamedBy::Content, limits::TABLE)?;
    read_bytes_with(path, &bytes, allowance, merged)
}

fn read_bytes_with(
    path: &Path,
    bytes: &[u8],
    allowance: &Allowance,
    merged: Merged,
) -> Result<Vec<Sheet>, TableError> {
    let file = path.display().to_string();
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
    let sheets = if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        Err("它是旧的 .xls 或加了密码的文件，请另存为没有密码的 .xlsx".to_owned())
    } else {
        match extension.as_str() {
            "ods" => open_document(bytes, allowance),
            // The reader of xlsx may panic on a damaged file; one bad file must not end a run over many.
            "xlsx" | "xlsm" => std::panic::catch_unwind(|| xlsx::read(bytes, allowance, merged))
                .unwrap_or_else(|_| Err("文件已损坏".to_owned())),
            _ => text::read(bytes, allowance).map(|sheet| vec![sheet]),
        }
    };
    sheets.map_err(|reason| TableError::Format { file, reason })
}

/// Bytes of the part of an OpenDocument file that has all its tables.
const MAX_OPEN_DOCUMENT: u64 = 256 << 20;

fn open_document(bytes: &[u8], allowance: &Allowance) -> Result<Vec<Sheet>, String> {
    let content = Package::open(bytes)?.part("content.xml", MAX_OPEN_DOCUMENT)?;
    ods::read(&content.ok_or("文件里没有表格（content.xml）")?, allowance)
}
