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

pub use error::{FileKind, ReadCause, ReadError, reason};
pub use read::{NamedBy, is_standard_input, is_stream, open, read, read_handle, read_text};
pub use walk::{FolderCause, FolderError, Walk, is_hidden};

/// The folder in which each folder of outputs keeps its build manifests. No data file is looked for in it.
pub const MANIFEST_FOLDER: &str = ".nianbao";
