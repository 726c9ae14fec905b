//! Why a file is not read.

use std::io;
use std::path::PathBuf;

use super::limits::in_words;

/// A file that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{} 读不了：{cause}", path.display())]
#[non_exhaustive]
pub struct ReadError {
    /// The file.
    pub path: PathBuf,
    /// Why.
    #[source]
    pub cause: ReadCause,
}

/// Why a file cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadCause {
    /// The system refuses it.
    #[error("{}", reason(.0))]
    System(#[from] io::Error),
    /// It is something else than a regular file.
    #[error("{}", .0.refusal())]
    NotRegular(FileKind),
    /// It is a pipe from which nothing comes.
    #[error("它是管道，没有程序在往里写；检查写出内容的那条命令")]
    NothingWritten,
    /// It has more bytes than files of its kind.
    #[error("它有 {}，超过上限 {}；请确认没有给错文件", in_words(*.bytes), in_words(*.limit))]
    TooLarge {
        /// Its bytes.
        bytes: u64,
        /// How many are allowed.
        limit: u64,
    },
    /// More bytes came from it than files of its kind have: it is a pipe, or grew while it was read.
    #[error("它的内容超过上限 {}；请确认没有给错文件", in_words(*.0))]
    Endless(u64),
    /// Its bytes are not text.
    #[error("它不是 UTF-8 编码的文本；请另存为 UTF-8")]
    NotUtf8(#[source] std::string::FromUtf8Error),
}

impl ReadCause {
    /// True where there is no file of that name.
    pub fn is_missing(&self) -> bool {
        use io::ErrorKind::{NotADirectory, NotFound};
        matches!(self, ReadCause::System(error) if matches!(error.kind(), NotFound | NotADirectory))
    }
}

/// What has a name in a folder and is no regular file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileKind {
    /// A folder.
    Folder,
    /// A pipe.
    Pipe,
    /// A socket.
    Socket,
    /// A device, such as `/dev/zero`.
    Device,
    /// Anything else.
    Unknown,
}

impl FileKind {
    fn refusal(self) -> &'static str {
        match self {
            FileKind::Folder => "它是文件夹，这里要的是一个文件",
            FileKind::Pipe => "它是管道，这里只读普通文件；请先把内容存成文件",
            FileKind::Socket => "它是套接字，这里只读普通文件；请先把内容存成文件",
            FileKind::Device => "它是设备，这里只读普通文件；请先把内容存成文件",
            FileKind::Unknown => "它不是普通文件；请先把内容存成文件",
        }
    }
}

/// What the system says, in Chinese where it is common.
pub fn reason(error: &io::Error) -> String {
    use io::ErrorKind as Kind;
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
        Kind::AddrInUse => "已被别的程序占用".into(),
        Kind::AddrNotAvailable => "本机没有这个地址".into(),
        Kind::FileTooLarge => "文件太大".into(),
        Kind::ResourceBusy | Kind::ExecutableFileBusy => "正被别的程序使用".into(),
        Kind::TooManyLinks => "链接过多".into(),
        Kind::CrossesDevices => "不在同一磁盘上".into(),
        Kind::OutOfMemory => "内存不够".into(),
        Kind::TimedOut => "等待超时".into(),
        Kind::NotSeekable => "不是普通文件".into(),
        Kind::InvalidInput => "系统不接受这样的名称或参数".into(),
        Kind::ConnectionRefused | Kind::ConnectionReset | Kind::ConnectionAborted => "连接中断".into(),
        // ELOOP, which has no kind of its own yet.
        _ if cfg!(target_os = "linux") && error.raw_os_error() == Some(40) => "链接绕成了圈".into(),
        // EIO, and the numbers of Windows for a device that does not work.
        _ if matches!((cfg!(unix), error.raw_os_error()), (true, Some(5)) | (false, Some(483 | 1117))) => {
            "磁盘读写出错".into()
        }
        // The first sentence of an unusual reason, too, is one that its reader understands.
        _ => format!("系统报告了少见的错误（{error}）"),
    }
}
