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
    #[error("不认识“.{0}”这种文件，可以导入 .docx、.pdf、.html、.mht、.txt、.md、.xlsx、.ods、.csv")]
    Unknown(String),
    /// It is a document in a form that an office program has to save anew.
    #[error("“.{0}”不能直接读：用 Word 或 WPS 打开，另存为 .docx 再用")]
    Convert(String),
    /// It is an OFD, which reports are made into and not read from.
    #[error("OFD 版式文件不能直接读：请用同一份报告的 PDF 或 Word 文件（.docx），没有的请对方另发")]
    Ofd,
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
    let extension = extension(file);
    let readers: [&[&str]; 4] = [&["docx", "pdf"], &PAGES, &ARCHIVES, &TEXTS];
    readers.iter().any(|endings| endings.contains(&extension.as_str()))
}

/// True for files that hold a report or any other document: those that [`read_file`] reads, and those of
/// which it says what to do instead.
pub fn is_document(file: &Path) -> bool {
    is_importable(file) || is_ofd(file) || DOCUMENTS.contains(&extension(file).as_str())
}

/// True for OFD, the fixed-layout format of GB/T 33190, by what the name ends in.
pub fn is_ofd(file: &Path) -> bool {
    extension(file) == OFD
}

/// Refuses an OFD by its name, where there is no need to open the file.
///
/// # Errors
/// It is one.
///
/// ```
/// use nianbao::import::refuse_ofd;
/// assert!(refuse_ofd("甲局.pdf".as_ref()).is_ok());
/// assert!(refuse_ofd("甲局.OFD".as_ref()).unwrap_err().to_string().contains("请用同一份报告的 PDF"));
/// ```
pub fn refuse_ofd(file: &Path) -> Result<(), ImportFileError> {
    if is_ofd(file) {
        return Err(ImportFileError { path: file.to_path_buf(), cause: ImportFileCause::Ofd });
    }
    Ok(())
}

/// True for plain texts, which may hold a data file too.
pub fn is_text(file: &Path) -> bool {
    TEXTS.contains(&extension(file).as_str())
}

/// What the names of web pages end in.
const PAGES: [&str; 5] = ["html", "htm", "shtml", "shtm", "xhtml"];
/// Web pages with all that belongs to them.
const ARCHIVES: [&str; 2] = ["mht", "mhtml"];
/// Texts.
const TEXTS: [&str; 4] = ["txt", "md", "markdown", "text"];
/// Documents of office programs that are not read.
const DOCUMENTS: [&str; 7] = ["doc", "dot", "wps", "wpt", "odt", "rtf", "docm"];
/// The fixed-layout format of GB/T 33190.
const OFD: &str = "ofd";

/// Reads a draft, a page or a text on any of these forms.
///
/// # Errors
/// It cannot be read, or is no report.
pub fn read_file(file: &Path, limits: &Limits, forms: &Forms) -> Result<Imported, ImportFileError> {
    read_named(file, NamedBy::CommandLine, limits, forms)
}

/// As [`read_file`], for a file that something else than the command line may name.
///
/// # Errors
/// As [`read_file`].
pub fn read_named(
    file: &Path,
    named_by: NamedBy,
    limits: &Limits,
    forms: &Forms,
) -> Result<Imported, ImportFileError> {
    let error = |cause: ImportFileCause| ImportFileError { path: file.to_path_buf(), cause };
    let bytes = files::read(file, named_by, limits.file_bytes as u64).map_err(|e| error(e.cause.into()))?;
    read_bytes(&extension(file), &bytes, limits, forms).map_err(error)
}

/// Reads the bytes of a draft, a page or a text whose name ends in this, in small letters.
///
/// # Errors
/// It is no report, or nothing that is read.
pub fn read_bytes(
    extension: &str,
    bytes: &[u8],
    limits: &Limits,
    forms: &Forms,
) -> Result<Imported, ImportFileCause> {
    let importer = Importer::new(*limits, forms.clone());
    let imported = match extension {
        "docx" => importer.docx(bytes),
        "pdf" => importer.pdf(bytes),
        ending if PAGES.contains(&ending) => importer.html(&decode(bytes)),
        ending if ARCHIVES.contains(&ending) => importer.mht(bytes),
        ending if TEXTS.contains(&ending) => importer.text(&decode(bytes)),
        ending if DOCUMENTS.contains(&ending) => return Err(ImportFileCause::Convert(ending.to_owned())),
        OFD => return Err(ImportFileCause::Ofd),
        other => return Err(ImportFileCause::Unknown(other.to_owned())),
    };
    Ok(imported?)
}
