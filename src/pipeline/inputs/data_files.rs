//! Data files on the disk: those of a folder, and one of them as text or as a report.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::InputError;
use crate::diagnostic::Finding;
use crate::files::{self, NamedBy, Walk, limits};
use crate::form::Forms;
#[cfg(feature = "import")]
use crate::import;
use crate::report::{self, Report};
use crate::yaml::Source;

/// Adds the data files of a folder and the folders in it, sorted by name; hidden ones are left out.
///
/// # Errors
/// A folder cannot be read.
pub fn folder(folder_path: &Path, files: &mut Vec<PathBuf>) -> Result<(), InputError> {
    let is_wanted = &|name: &OsStr| has_ending(Path::new(name));
    let walk = Walk::of_reports(is_wanted);
    files.extend(walk.files(folder_path)?);
    Ok(())
}

/// Whether a path is named like a data file.
pub fn has_ending(path: &Path) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("yaml") || e.eq_ignore_ascii_case("yml"))
}

/// Opens a data file.
///
/// # Errors
/// The file cannot be read, or its bytes are not text.
pub fn open(path: &Path, named_by: NamedBy) -> Result<Arc<Source>, InputError> {
    open_as("", path, named_by)
}

/// As [`open`], for a file with another purpose, which messages name before the file.
pub(super) fn open_as(what: &'static str, path: &Path, named_by: NamedBy) -> Result<Arc<Source>, InputError> {
    // Its bytes would only be no text.
    #[cfg(feature = "import")]
    if import::is_document(path) && !import::is_text(path) {
        import::refuse_ofd(path)?;
        return Err(InputError::ImportFirst(path.to_path_buf()));
    }
    let not_text = |finding| InputError::NotText { what, path: path.to_path_buf(), finding };
    source(path, &content(path, named_by)?).map_err(not_text)
}

/// The bytes of a data file.
///
/// # Errors
/// The file cannot be read.
pub fn content(path: &Path, named_by: NamedBy) -> Result<Vec<u8>, InputError> {
    Ok(files::read(path, named_by, limits::DATA_FILE)?)
}

/// The bytes of a data file as text.
///
/// # Errors
/// They are not text.
pub fn source(path: &Path, bytes: &[u8]) -> Result<Arc<Source>, Box<Finding>> {
    Source::from_bytes(path.to_string_lossy(), bytes).map(Arc::new).map_err(Box::new)
}

/// The report of a data file without errors.
///
/// # Errors
/// The file cannot be read, or has errors.
pub fn open_valid(path: &Path, named_by: NamedBy, forms: &Forms) -> Result<Report, InputError> {
    match report::read_with(open(path, named_by)?, forms) {
        (Some(report), findings) if !findings.iter().any(Finding::is_error) => Ok(report),
        _ => Err(InputError::HasErrors { what: "", path: path.to_path_buf() }),
    }
}
