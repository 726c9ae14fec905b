//! Data files on the disk: those of a folder, and one of them as text or as a report.

use std::ffi::OsStr;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::InputError;
use crate::diagnostic::Finding;
use crate::files::ReadError;
use crate::form::Forms;
use crate::report::{self, Report};
use crate::yaml::Source;

/// Adds the data files of a folder and the folders in it, sorted by name; hidden ones are left out.
///
/// # Errors
/// A folder cannot be read.
pub fn folder(folder_path: &Path, files: &mut Vec<PathBuf>) -> Result<(), InputError> {
    let failure = |source| InputError::Folder { path: folder_path.to_path_buf(), source };
    let mut entries =
        std::fs::read_dir(folder_path).map_err(failure)?.collect::<Result<Vec<_>, _>>().map_err(failure)?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if is_hidden(&entry.file_name()) {
            continue;
        }
        if path.is_dir() {
            folder(&path, files)?;
        } else if has_ending(&path) {
            files.push(path);
        }
    }
    Ok(())
}

fn is_hidden(name: &OsStr) -> bool {
    name.to_string_lossy().starts_with('.')
}

fn has_ending(path: &Path) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("yaml") || e.eq_ignore_ascii_case("yml"))
}

/// The path of the data file with this name in a folder, if [`folder`] would find it there. A name with `..`
/// does not lead out of the folder.
pub fn inside(folder: &Path, name: &str) -> Option<PathBuf> {
    let name = Path::new(name);
    let plain = name.components().all(|c| matches!(c, Component::Normal(part) if !is_hidden(part)));
    let path = folder.join(name);
    (plain && has_ending(name) && path.is_file()).then_some(path)
}

pub(super) fn bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        return std::io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes);
    }
    std::fs::read(path)
}

/// Opens a data file; `-` is standard input.
///
/// # Errors
/// The file cannot be read, or its bytes are not text.
pub fn open(path: &Path) -> Result<Arc<Source>, InputError> {
    open_as("", path)
}

/// As [`open`], for a file with another purpose, which messages name before the file.
pub(super) fn open_as(what: &'static str, path: &Path) -> Result<Arc<Source>, InputError> {
    let not_text = |finding| InputError::NotText { what, path: path.to_path_buf(), finding };
    source(path, &content(path)?).map_err(not_text)
}

/// The bytes of a data file; `-` is standard input.
///
/// # Errors
/// The file cannot be read.
pub fn content(path: &Path) -> Result<Vec<u8>, InputError> {
    bytes(path).map_err(|source| ReadError { path: path.to_path_buf(), cause: source.into() }.into())
}

/// The bytes of a data file as text.
///
/// # Errors
/// They are not text.
pub fn source(path: &Path, bytes: &[u8]) -> Result<Arc<Source>, Box<Finding>> {
    Source::from_bytes(path.to_string_lossy(), bytes).map(Arc::new).map_err(Box::new)
}

/// Last year's report: the file that was named for it, else the one that 上年数据 names, beside the data file.
///
/// # Errors
/// The file cannot be read, or has errors.
pub(in crate::pipeline) fn previous(
    named: Option<&Path>,
    report: &Report,
    forms: &Forms,
) -> Result<Option<Report>, InputError> {
    let path = match (named, &report.previous) {
        (Some(path), _) => path.to_path_buf(),
        (None, Some(text)) => {
            Path::new(&**report.source.file()).parent().unwrap_or(Path::new("")).join(&text.text)
        }
        (None, None) => return Ok(None),
    };
    open_previous(&path, forms).map(Some)
}

/// A report that is named as last year's.
///
/// # Errors
/// The file cannot be read, or has errors.
pub fn open_previous(path: &Path, forms: &Forms) -> Result<Report, InputError> {
    open_valid_as("上年数据 ", path, forms)
}

/// The report of a data file without errors.
///
/// # Errors
/// The file cannot be read, or has errors.
pub fn open_valid(path: &Path, forms: &Forms) -> Result<Report, InputError> {
    open_valid_as("", path, forms)
}

fn open_valid_as(what: &'static str, path: &Path, forms: &Forms) -> Result<Report, InputError> {
    match report::read_with(open_as(what, path)?, forms) {
        (Some(report), findings) if !findings.iter().any(Finding::is_error) => Ok(report),
        _ => Err(InputError::HasErrors { what, path: path.to_path_buf() }),
    }
}
