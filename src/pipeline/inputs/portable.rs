//! Inputs on their way to a worker process.
//!
//! A regular file is read by the worker process itself: only its path is sent, and the text is never in two
//! processes at once. A row of a table is sent as the data file that was made of it, so that the table is
//! read once and kept once. Standard input, or a pipe, can be read only once: it is read here and its bytes
//! are sent.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::InputError;
use super::data_files::{open, source};
use crate::files::{NamedBy, is_stream};
#[cfg(feature = "spreadsheet")]
use crate::spreadsheet::GeneratedFile;
use crate::wire;
use crate::yaml::Source;

/// An input that another process can read; made by [`Input::portable`](super::Input::portable).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PortableInput {
    /// How messages and results name it.
    pub(super) name: String,
    /// Where it stands, in words.
    pub(super) place: String,
    /// The row of a table that it stands in, from 1.
    pub(super) row: Option<u32>,
    #[serde(with = "wire::path")]
    pub(super) path: PathBuf,
    pub(super) content: Content,
}

/// What is sent of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Content {
    /// Nothing: it is a file of the disk.
    OnDisk,
    /// All bytes of what another process could not read.
    Bytes(Vec<u8>),
    /// The data file that was made of a row of a table.
    #[cfg(feature = "spreadsheet")]
    Row(Box<GeneratedFile>),
}

impl PortableInput {
    /// Its text.
    pub(super) fn open(&self) -> Result<Arc<Source>, InputError> {
        match &self.content {
            // What may be a pipe, because the command line names it, does not come here.
            Content::OnDisk => open(&self.path, NamedBy::Content),
            Content::Bytes(bytes) => source(&self.path, bytes).map_err(|finding| InputError::NotText {
                what: "",
                path: self.path.clone(),
                finding,
            }),
            #[cfg(feature = "spreadsheet")]
            Content::Row(file) => Ok(file.source.clone()),
        }
    }
}

/// True if another process would not read the same under this path: standard input and pipes can be read only
/// once, and what `/dev/fd` and `/proc/self` name depends on who asks.
pub fn is_read_here(path: &Path, named_by: NamedBy) -> bool {
    is_stream(path, named_by) || path.starts_with("/dev") || path.starts_with("/proc")
}
