//! Why inputs cannot be found or read.

use std::path::PathBuf;

use crate::diagnostic::Finding;
use crate::files::limits::MAX_ENTRIES;
use crate::files::{FolderError, ReadError};
#[cfg(feature = "import")]
use crate::import::ImportFileError;
#[cfg(feature = "spreadsheet")]
use crate::spreadsheet::TableError;
use crate::wording;

/// Inputs that cannot be found or read. What is wrong with the content of a data file is a finding instead.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// The system refuses a file.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A folder cannot be walked through.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// A folder without reports of any kind.
    #[error("文件夹 {} 里没有数据文件（.yaml、.yml），也没有 .docx、.pdf、.html、.txt 等报告", .0.display())]
    NoReports(PathBuf),
    /// A folder without data files.
    #[error("文件夹 {} 里没有数据文件（.yaml、.yml）", .0.display())]
    EmptyFolder(PathBuf),
    /// A pattern of file names that is malformed.
    #[error("“{pattern}”不是正确的文件名式样：{}", wording::pattern(source))]
    Pattern {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        source: glob::PatternError,
    },
    /// A pattern that no file matches.
    #[error("没有文件符合“{0}”")]
    NoMatch(String),
    /// A pattern that more files match than a folder of reports has.
    #[error("“{0}”匹配的文件超过 {MAX_ENTRIES} 个；请写得更具体些")]
    TooManyMatches(String),
    /// A list of files cannot be read.
    #[error("文件清单 {0}")]
    List(#[source] ReadError),
    /// A list of files that is empty.
    #[error("文件清单 {} 是空的", .0.display())]
    EmptyList(PathBuf),
    /// A list of files in an encoding in which this system has no file names.
    #[error("文件清单 {} 不是 UTF-8 编码", .0.display())]
    ListEncoding(PathBuf),
    /// A table that cannot be read.
    #[cfg(feature = "spreadsheet")]
    #[error(transparent)]
    Table(#[from] TableError),
    /// A table, and the program was built without reading them.
    #[error("{}：这个程序没有编入读表格的功能", .0.display())]
    NoTables(PathBuf),
    /// A received report that cannot be read.
    #[cfg(feature = "import")]
    #[error(transparent)]
    Received(#[from] ImportFileError),
    /// A received report, where a data file is needed.
    #[error("{file} 不是数据文件：先用 nianbao import {file} -o {stem}.yaml 转成数据文件，核对后再用", file = .0.display(), stem = .0.with_extension("").display())]
    ImportFirst(PathBuf),
    /// A table without reports.
    #[error("{} 里没有填数据", .0.display())]
    EmptyTable(PathBuf),
    /// A file that must be readable as text and is not.
    #[error("{what}{}：{message}", path.display(), message = finding.message)]
    NotText {
        /// What the file is for, with a blank behind it; empty for a data file.
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// What its bytes are instead.
        finding: Box<Finding>,
    },
    /// A data file that must be without errors and is not.
    #[error("{what}{} 有错误，请先用 nianbao check 核对它", path.display())]
    HasErrors {
        /// What the file is for, with a blank behind it.
        what: &'static str,
        /// The file.
        path: PathBuf,
    },
}
