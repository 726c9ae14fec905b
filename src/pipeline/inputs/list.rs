//! Lists of data files.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::InputError;
use crate::files::{self, NamedBy, limits};

/// The paths of a list: one a line, or, as `find -print0` writes them, each ended by a NUL. `-` is standard
/// input.
pub(super) fn read_list(list: &Path) -> Result<Vec<PathBuf>, InputError> {
    let bytes = files::read(list, NamedBy::CommandLine, limits::LIST).map_err(InputError::List)?;
    let separator = if bytes.contains(&0) { 0 } else { b'\n' };
    let mut paths = Vec::new();
    for line in bytes.split(|&b| b == separator) {
        let line = if separator == 0 { line } else { line.strip_suffix(b"\r").unwrap_or(line) };
        if !line.is_empty() {
            paths.push(PathBuf::from(os_string(line, list)?));
        }
    }
    if paths.is_empty() {
        return Err(InputError::EmptyList(list.to_path_buf()));
    }
    Ok(paths)
}

#[cfg(unix)]
fn os_string(bytes: &[u8], _: &Path) -> Result<OsString, InputError> {
    use std::os::unix::ffi::OsStringExt;
    Ok(OsString::from_vec(bytes.to_vec()))
}

#[cfg(not(unix))]
fn os_string(bytes: &[u8], list: &Path) -> Result<OsString, InputError> {
    let text = std::str::from_utf8(bytes);
    text.map(OsString::from).map_err(|_| InputError::ListEncoding(list.to_path_buf()))
}
