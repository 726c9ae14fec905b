//! Why a request is not met.

use crate::files::{FolderError, ReadError};

/// Why a request is refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// There is no such file.
    #[error("没有“{0}”这个文件")]
    NotFound(String),
    /// The file on the disk has changed since it was read, so saving would undo that change.
    #[error("“{0}”在别处改动过，没有保存")]
    Changed(String),
    /// The request cannot be met with what is in the file or in the request.
    #[error("{0}")]
    Invalid(String),
    /// An engine or the file system failed.
    #[error("{0}")]
    Failed(String),
    /// As many requests of this kind are being answered as may be at once.
    #[error("程序正忙，请稍后再试")]
    Busy,
    /// The answer took longer than so many seconds.
    #[error("{0} 秒内没有做完，已不再等它；请稍后再试")]
    Late(u64),
    /// The request did not arrive within so many seconds.
    #[error("{0} 秒内没有收完请求，请重试")]
    Slow(u64),
    /// The request has more bytes than this.
    #[error("请求超过 {} MB，没有接受", .0 >> 20)]
    TooLarge(usize),
}

impl From<FolderError> for ServeError {
    fn from(error: FolderError) -> Self {
        ServeError::Failed(error.to_string())
    }
}

impl From<ReadError> for ServeError {
    fn from(error: ReadError) -> Self {
        ServeError::Failed(error.to_string())
    }
}
