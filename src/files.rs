//! Files as the operating system gives them, and what it says when it does not.

use std::path::PathBuf;

/// The folder in which each folder of outputs keeps its build manifests. No data file is looked for in it.
pub const MANIFEST_FOLDER: &str = ".nianbao";

/// A file that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{} 读不了：{}", path.display(), reason(source))]
#[non_exhaustive]
pub struct ReadError {
    /// The file.
    pub path: PathBuf,
    /// Why.
    pub source: std::io::Error,
}

/// What the system says, in Chinese where it is common.
pub fn reason(error: &std::io::Error) -> String {
    use std::io::ErrorKind as Kind;
    match error.kind() {
        Kind::NotFound => "没有这个文件或文件夹".into(),
        Kind::PermissionDenied => "没有权限".into(),
        Kind::StorageFull | Kind::QuotaExceeded => "磁盘已满".into(),
        Kind::ReadOnlyFilesystem => "磁盘是只读的".into(),
        Kind::IsADirectory => "它是文件夹".into(),
        Kind::NotADirectory => "路径中有一段不是文件夹".into(),
        Kind::AlreadyExists => "已有同名的文件".into(),
        Kind::InvalidFilename => "文件名过长或不合法".into(),
        Kind::BrokenPipe => "对方已不再接收".into(),
        _ => error.to_string(),
    }
}
