//! Opening and reading files that may be anything.
//!
//! A name says nothing about what is behind it. `2024.yaml` may be a named pipe, at which `open` waits until
//! another program writes, or a link to `/dev/zero`, which never ends. So a file is read in these steps:
//!
//! 1. It is looked at, and refused if it is no regular file: opening a device may already do something to it.
//! 2. It is opened without waiting, and the open file is looked at: the name may stand for another file by
//!    now, the open file stays what it is.
//! 3. Its size is compared with the limit.
//! 4. No more bytes than the limit are read, and one more to know that there is more: files of `/proc` say
//!    that they are empty, and a file may grow.
//!
//! A pipe is read if the command line itself names it, as `nianbao check <(…)` does: who types the command
//! knows what writes into it. To which program a pipe in a folder belongs, nobody knows.

use std::fs::{File, FileType, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

use super::{FileKind, ReadCause, ReadError};

/// Where the program has the name of a file from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamedBy {
    /// An argument of the command. It may be a pipe, or `-` for standard input.
    CommandLine,
    /// Found in a folder, or written in a list or in another file. It must be a regular file.
    Content,
}

/// The bytes of a file, up to a limit of [`limits`](super::limits).
///
/// # Errors
/// The system refuses it, it is something else than a file, or it is larger.
pub fn read(path: &Path, named_by: NamedBy, limit: u64) -> Result<Vec<u8>, ReadError> {
    if is_standard_input(path, named_by) {
        #[expect(clippy::disallowed_methods, reason = "the one place where it is read, up to a limit")]
        return read_handle(path, io::stdin().lock(), limit);
    }
    let (file, metadata) = open_as(path, named_by).map_err(|cause| error(path, cause))?;
    let bytes = if metadata.is_file() {
        check_size(&metadata, limit).and_then(|size| up_to(file, size, limit))
    } else {
        pipe(file, limit)
    };
    bytes.map_err(|cause| error(path, cause))
}

/// As [`read`], for a file that holds text in UTF-8.
///
/// # Errors
/// As [`read`]; or its bytes are not UTF-8.
pub fn read_text(path: &Path, named_by: NamedBy, limit: u64) -> Result<String, ReadError> {
    String::from_utf8(read(path, named_by, limit)?).map_err(|e| error(path, ReadCause::NotUtf8(e)))
}

/// The bytes of something that is open, up to a limit; `path` is how messages name it.
///
/// # Errors
/// It cannot be read, or is larger.
pub fn read_handle(path: &Path, handle: impl Read, limit: u64) -> Result<Vec<u8>, ReadError> {
    up_to(handle, 0, limit).map_err(|cause| error(path, cause))
}

/// Opens a regular file to read parts of it.
///
/// # Errors
/// The system refuses it, it is something else than a file, or it is larger.
pub fn open(path: &Path, limit: u64) -> Result<File, ReadError> {
    let open = || {
        let (file, metadata) = open_as(path, NamedBy::Content)?;
        check_size(&metadata, limit).map(|_| file)
    };
    open().map_err(|cause| error(path, cause))
}

/// True if a name stands for standard input.
pub fn is_standard_input(path: &Path, named_by: NamedBy) -> bool {
    named_by == NamedBy::CommandLine && path.as_os_str() == "-"
}

/// True if a file can be read only once: it is standard input or a pipe.
pub fn is_stream(path: &Path, named_by: NamedBy) -> bool {
    let is_pipe = || std::fs::metadata(path).is_ok_and(|m| kind(m.file_type()) == Some(FileKind::Pipe));
    is_standard_input(path, named_by) || (named_by == NamedBy::CommandLine && is_pipe())
}

fn error(path: &Path, cause: ReadCause) -> ReadError {
    ReadError { path: path.to_path_buf(), cause }
}

/// A regular file, or a pipe where it may be one. Nothing is read from it yet.
fn open_as(path: &Path, named_by: NamedBy) -> Result<(File, Metadata), ReadCause> {
    let allowed = |metadata: &Metadata| match kind(metadata.file_type()) {
        None => Ok(()),
        Some(FileKind::Pipe) if named_by == NamedBy::CommandLine => Ok(()),
        Some(kind) => Err(ReadCause::NotRegular(kind)),
    };
    allowed(&std::fs::metadata(path)?)?;
    let file = options().open(path)?;
    let metadata = file.metadata()?;
    allowed(&metadata)?;
    Ok((file, metadata))
}

/// How files are opened: to be read, without waiting, and without becoming the terminal of this program.
fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
        // The flags of all systems fit.
        options.custom_flags(flags.bits().cast_signed());
    }
    options
}

/// What something is, unless it is a regular file.
fn kind(file_type: FileType) -> Option<FileKind> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if file_type.is_fifo() {
            return Some(FileKind::Pipe);
        }
        if file_type.is_socket() {
            return Some(FileKind::Socket);
        }
        if file_type.is_char_device() || file_type.is_block_device() {
            return Some(FileKind::Device);
        }
    }
    match () {
        () if file_type.is_file() => None,
        () if file_type.is_dir() => Some(FileKind::Folder),
        () => Some(FileKind::Unknown),
    }
}

fn check_size(metadata: &Metadata, limit: u64) -> Result<u64, ReadCause> {
    let bytes = metadata.len();
    if bytes > limit { Err(ReadCause::TooLarge { bytes, limit }) } else { Ok(bytes) }
}

/// Reads to the end, unless that is beyond the limit. `size` is how many bytes to expect.
fn up_to(handle: impl Read, size: u64, limit: u64) -> Result<Vec<u8>, ReadCause> {
    let mut bytes = Vec::new();
    // A byte more than expected, so that the end is seen without more memory.
    bytes.reserve_exact(usize::try_from(size).map_or(0, |size| size.saturating_add(1)));
    handle.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit { Err(ReadCause::Endless(limit)) } else { Ok(bytes) }
}

/// Reads a pipe that was opened without waiting for a program that writes into it.
///
/// Where there is none, the first reading finds the end at once. A program that is there, but has not written
/// yet, is waited for.
#[cfg(unix)]
fn pipe(mut file: File, limit: u64) -> Result<Vec<u8>, ReadCause> {
    use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
    let mut start = [0; 4096];
    let read = match file.read(&mut start) {
        Ok(0) => return Err(ReadCause::NothingWritten),
        Ok(read) => read,
        Err(e) if e.kind() == io::ErrorKind::WouldBlock => 0,
        Err(e) => return Err(e.into()),
    };
    let flags = fcntl_getfl(&file).map_err(io::Error::from)?;
    fcntl_setfl(&file, flags - OFlags::NONBLOCK).map_err(io::Error::from)?;
    up_to(start[..read].chain(file), 0, limit)
}

#[cfg(not(unix))]
fn pipe(file: File, limit: u64) -> Result<Vec<u8>, ReadCause> {
    up_to(file, 0, limit)
}

#[cfg(test)]
mod tests {
    use super::super::limits;
    use super::*;

    fn cause(path: &Path, named_by: NamedBy) -> ReadCause {
        read(path, named_by, limits::DATA_FILE).unwrap_err().cause
    }

    #[test]
    fn a_file_is_read_up_to_its_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.yaml");
        std::fs::write(&path, "甲局").unwrap();
        let read = |limit| read(&path, NamedBy::Content, limit);
        assert_eq!(read(6).unwrap(), "甲局".as_bytes());
        assert!(matches!(read(5).unwrap_err().cause, ReadCause::TooLarge { bytes: 6, limit: 5 }));
        assert!(open(&path, 6).is_ok() && open(&path, 5).is_err());
        assert_eq!(read_text(&path, NamedBy::Content, 6).unwrap(), "甲局");
        std::fs::write(&path, [0xFF]).unwrap();
        assert!(matches!(read_text(&path, NamedBy::Content, 6).unwrap_err().cause, ReadCause::NotUtf8(_)));
    }

    #[test]
    fn a_missing_file_is_known_as_such() {
        let folder = tempfile::tempdir().unwrap();
        let missing = cause(&folder.path().join("-"), NamedBy::CommandLine);
        assert!(missing.is_missing());
        assert_eq!(missing.to_string(), "没有这个文件或文件夹");
        assert!(!cause(folder.path(), NamedBy::CommandLine).is_missing());
        // What a list or a folder names so is a file and not standard input.
        assert!(!is_standard_input(Path::new("-"), NamedBy::Content));
    }

    #[test]
    fn what_never_ends_is_read_up_to_its_limit() {
        let error = read_handle(Path::new("-"), io::repeat(b'a'), 10).unwrap_err();
        assert!(matches!(error.cause, ReadCause::Endless(10)));
    }

    #[cfg(unix)]
    #[test]
    fn only_regular_files_are_read() {
        use std::os::unix::net::UnixListener;
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let _socket = UnixListener::bind(at("socket")).unwrap();
        std::os::unix::fs::symlink("/dev/zero", at("zero.yaml")).unwrap();
        let kinds = [
            (folder.path().to_path_buf(), FileKind::Folder),
            (at("socket"), FileKind::Socket),
            (at("zero.yaml"), FileKind::Device),
            ("/dev/null".into(), FileKind::Device),
        ];
        for (path, kind) in kinds {
            for named_by in [NamedBy::CommandLine, NamedBy::Content] {
                let cause = cause(&path, named_by);
                assert!(matches!(cause, ReadCause::NotRegular(found) if found == kind), "{cause:?}");
            }
            assert!(open(&path, limits::FONT).is_err());
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_read_only_where_the_command_line_names_it() {
        use std::io::Write;
        use std::os::fd::AsRawFd;
        let (reader, mut writer) = io::pipe().unwrap();
        let path = format!("/dev/fd/{}", reader.as_raw_fd());
        let path = Path::new(&path);
        assert!(is_stream(path, NamedBy::CommandLine));
        assert!(matches!(cause(path, NamedBy::Content), ReadCause::NotRegular(FileKind::Pipe)));
        // The program that writes is slower than this one.
        let writing = std::thread::spawn(move || {
            std::thread::sleep(std::time::Duration::from_millis(50));
            writer.write_all("年度: 2024".as_bytes()).unwrap();
        });
        assert_eq!(read(path, NamedBy::CommandLine, 100).unwrap(), "年度: 2024".as_bytes());
        writing.join().unwrap();
        assert!(matches!(cause(path, NamedBy::CommandLine), ReadCause::NothingWritten));
    }
}
