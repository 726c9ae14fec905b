//! Files as the operating system gives them, and what it says when it does not.
//!
//! Every file that the program reads is opened here: by [`read`] and [`read_text`], or by [`open`] where a
//! part of it is enough. What is opened comes from others and may be anything that has a name. So it must be
//! a regular file, may be no larger than files of its kind are, and nothing here waits for a program that
//! writes to it. The files of a folder are found by a [`Walk`], which ends whatever links there are.
//!
//! ```
//! use nianbao::files::{self, NamedBy, limits};
//! # let folder = tempfile::tempdir()?;
//! let folder = folder.path();
//! let error = files::read(folder, NamedBy::CommandLine, limits::DATA_FILE).unwrap_err();
//! assert!(error.to_string().ends_with("读不了：它是文件夹，这里要的是一个文件"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error;
pub mod limits;
mod read;
mod walk;

use std::ffi::OsStr;
use std::path::{Component, Path};

pub use error::{FileKind, ReadCause, ReadError, reason};
pub use read::{NamedBy, is_standard_input, is_stream, open, read, read_handle, read_text};
pub use walk::{FolderCause, FolderError, Walk, is_hidden};

/// The folder in which each folder of outputs keeps its build manifests. No data file is looked for in it.
pub const MANIFEST_FOLDER: &str = ".nianbao";

/// A folder as the system takes it. The folder of a file that is named without one is an empty path, which
/// stands for the current folder and which the system does not open.
pub fn or_current(folder: &Path) -> &Path {
    if folder.as_os_str().is_empty() { Path::new(".") } else { folder }
}

/// The names that lead from a folder to a file or another folder, first `..` as often as it takes. Both paths
/// are absolute.
///
/// ```
/// use nianbao::files::way;
/// let way = way("/数据/2024".as_ref(), "/数据/2023/a.yaml".as_ref());
/// assert!(way.eq(["..", "2023", "a.yaml"]));
/// ```
pub fn way<'p>(from: &'p Path, to: &'p Path) -> impl Iterator<Item = &'p OsStr> {
    let common = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let up = from.components().skip(common).map(|_| Component::ParentDir);
    up.chain(to.components().skip(common)).map(Component::as_os_str)
}
