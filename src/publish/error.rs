//! Why a file was not written.

use std::io;
use std::path::{Path, PathBuf};

use crate::files::{ReadCause, reason};

/// A file that could not be written. The old one, if there was one, is as it was.
#[derive(Debug, thiserror::Error)]
#[error("{} 没有写成：{cause}", path.display())]
#[non_exhaustive]
pub struct WriteError {
    /// The file.
    pub path: PathBuf,
    /// Why.
    #[source]
    pub cause: WriteCause,
}

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteCause {
    /// The system refuses it.
    #[error("{}", reason(.0))]
    System(#[from] io::Error),
    /// It was written, and whether it is on the disk is unknown: only here is the new file in its place.
    #[error("内容已写出，但系统不能确认存到了磁盘上（{}）；检查磁盘后再运行一次", reason(.0))]
    NotSynced(#[source] io::Error),
    /// The folder of a run's outputs is no longer there, and what was written into it with it.
    #[error("运行中这个文件夹被删除或移走了，已生成的文件不在原处；再次运行同一命令")]
    FolderGone,
    /// What is in its place cannot be read, so it is unknown whether it may be replaced.
    #[error("原有的文件读不了，没有覆盖：{0}")]
    Old(#[from] ReadCause),
    /// Another program has it open, as this file of that program says.
    #[error("{program} 正打开着它（{}），请先关闭；其实没有打开的，删去括号里的这个文件", owner_file.display())]
    InUse {
        /// The program.
        program: &'static str,
        /// Its file.
        owner_file: PathBuf,
    },
    /// There is a folder of this name.
    #[error("已有同名的文件夹")]
    Folder,
    /// What was to be written has no JSON.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

impl WriteError {
    pub(super) fn new(path: &Path, cause: impl Into<WriteCause>) -> Self {
        Self { path: path.to_path_buf(), cause: cause.into() }
    }

    pub(super) fn not_synced(path: &Path, error: io::Error) -> Self {
        Self::new(path, WriteCause::NotSynced(error))
    }
}

/// New files that were not written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CreateError {
    /// One of them is there already.
    #[error("{} 已经有了，没有覆盖；{}，或先移走它", path.display(), place.advice())]
    Exists {
        /// The file.
        path: PathBuf,
        /// What may be named otherwise.
        place: NewPlace,
    },
    /// Something else is there than what the command writes.
    #[error("{} 已经有了，不是这条命令写的，或者写后改过，没有覆盖；换一个名字，或先移走它", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// One of them cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// What a user names where new files are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewPlace {
    /// The file.
    File,
    /// Their folder.
    Folder,
}

impl NewPlace {
    fn advice(self) -> &'static str {
        match self {
            NewPlace::File => "换一个名字",
            NewPlace::Folder => "换一个文件夹",
        }
    }
}
