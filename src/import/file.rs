//! A file on the disk, read by what its name ends in.

use std::path::{Path, PathBuf};

use super::{ImportError, Imported, Importer, Limits, decode};
use crate::files::{self, NamedBy, ReadCause};
use crate::form::Forms;

/// A file that cannot be imported.
#[derive(Debug, thiserror::Error)]
#[error("{}：{cause}", path.display())]
#[non_exhaustive]
pub struct ImportFileError {
    /// The file.
    pub path: PathBuf,
    /// Why.
    #[source]
    pub cause: ImportFileCause,
}

/// Why a file cannot be imported.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportFileCause {
    /// It is refused by the system, or is no file of a size that is read.
    #[error("读不了，{0}")]
    Read(#[from] ReadCause),
    /// Its name ends in something that no report is written in.
    #[error("不认识“.{0}”这种文件，可以导入 .docx、.html、.txt、.xlsx、.ods、.csv")]
    Unknown(String),
    /// It is no report.
    #[error(transparent)]
    Import(#[from] ImportError),
}

/// What a file's name ends in, in small letters.
pub fn extension(file: &Path) -> String {
    file.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase()
}

/// True for files that [`read_file`] reads.
pub fn is_importable(file: &Path) -> bool {
    matches!(extension(file).as_str(), "docx" | "html" | "htm" | "txt")
}

/// Reads a draft, a page or a text on any of these forms.
///
/// # Errors
/// It cannot be read, or is no report.
pub fn read_file(file: &Path, limits: &Limits, forms: &Forms) -> Result<Imported, ImportFileError> {
    let importer = Importer::new(*limits, forms.clone());
    let error = |cause: ImportFileCause| ImportFileError { path: file.to_path_buf(), cause };
    let bytes = files::read(file, NamedBy::CommandLine, limits.file_bytes as u64)
        .map_err(|e| error(e.cause.into()))?;
    let imported = match extension(file).as_str() {
        "html" | "htm" => importer.html(&decode(&bytes)),
        "txt" => importer.text(&decode(&bytes)),
        "docx" => importer.docx(&bytes),
        other => return Err(error(ImportFileCause::Unknown(other.to_owned()))),
    };
    imported.map_err(|e| error(e.into()))
}
