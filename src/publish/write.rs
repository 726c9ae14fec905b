//! Writing files: whole files or none, and never over what is not ours to replace.

use std::ffi::OsStr;
use std::fs::{File, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::files::{self, MANIFEST_FOLDER, ReadCause, Walk, reason};

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
    /// The old one cannot be read.
    #[error(transparent)]
    Old(#[from] ReadCause),
    /// LibreOffice has it open, as this file of its says.
    #[error("LibreOffice 正打开着它（{}），请先关闭", .0.display())]
    Open(PathBuf),
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

/// Refuses to go on where a new file is there already: for a command that has much to do before it writes.
///
/// # Errors
/// [`CreateError::Exists`].
pub fn refuse_existing(path: &Path, place: NewPlace) -> Result<(), CreateError> {
    if path.exists() { Err(CreateError::Exists { path: path.to_path_buf(), place }) } else { Ok(()) }
}

/// Writes a new file; never over one that is there.
///
/// # Errors
/// It is there, or cannot be written.
pub fn create_new(path: &Path, bytes: &[u8]) -> Result<(), CreateError> {
    create_all_new(&[(path.to_path_buf(), bytes)], NewPlace::File)
}

/// Writes new files; where one is there already, none is written.
///
/// # Errors
/// One is there, or cannot be written.
pub fn create_all_new(files: &[(PathBuf, &[u8])], place: NewPlace) -> Result<(), CreateError> {
    for (path, _) in files {
        refuse_existing(path, place)?;
    }
    for (file, path) in prepare(files)? {
        match file.persist_noclobber(path) {
            Ok(_) => {}
            // Another program has made the file in the meantime.
            Err(e) if e.error.kind() == io::ErrorKind::AlreadyExists => {
                return Err(CreateError::Exists { path: path.to_path_buf(), place });
            }
            // Some file systems cannot rename without replacing.
            Err(e) => {
                e.file.persist(path).map_err(|e| WriteError::new(path, e.error))?;
            }
        }
    }
    Ok(())
}

/// Writes files: each to a temporary name in its own folder first, and only when all are complete are they
/// renamed, so that a reader never sees half a file and a failure leaves the old ones.
///
/// # Errors
/// The first file that cannot be written; none has been replaced then, unless a rename itself failed half
/// way.
pub fn write_all(files: &[(PathBuf, &[u8])]) -> Result<(), WriteError> {
    for (file, path) in prepare(files)? {
        file.persist(path).map_err(|e| WriteError::new(path, e.error))?;
    }
    Ok(())
}

/// Writes all files to temporary names.
fn prepare<'f>(files: &'f [(PathBuf, &[u8])]) -> Result<Vec<(NamedTempFile, &'f Path)>, WriteError> {
    let mut finished = Vec::new();
    for (path, bytes) in files {
        if let Some(lock) = lock_of(path).filter(|lock| lock.exists()) {
            return Err(WriteError::new(path, WriteCause::Open(lock)));
        }
        if path.is_dir() {
            return Err(WriteError::new(path, WriteCause::Folder));
        }
        let file = write_temporary(path, bytes).map_err(|e| WriteError::new(path, e))?;
        finished.push((file, path.as_path()));
    }
    Ok(finished)
}

fn write_temporary(path: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let replaced = std::fs::metadata(path).ok().filter(Metadata::is_file);
    // Others must not open the new file before it has the permissions of the one it replaces.
    let mut file = temporary(folder, if replaced.is_some() { 0o600 } else { 0o666 })?;
    file.write_all(bytes)?;
    file.flush()?;
    if let Some(replaced) = replaced {
        keep_access(file.as_file(), &replaced)?;
    }
    Ok(file)
}

/// Gives a file the permissions of the one that it is going to replace, and its owner and group where the
/// system allows that.
#[cfg(unix)]
fn keep_access(file: &File, replaced: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
    let made = file.metadata()?;
    let mut mode = replaced.mode() & 0o777;
    if made.uid() != replaced.uid() {
        // Only root may give a file away; for others the new file stays their own.
        let _ = fchown(file, Some(replaced.uid()), None);
    }
    if made.gid() != replaced.gid() && fchown(file, None, Some(replaced.gid())).is_err() {
        // What the old group was allowed is not meant for the group of this process: its members were among
        // all others before.
        mode = mode & !0o070 | (mode & 0o007) << 3;
    }
    file.set_permissions(std::fs::Permissions::from_mode(mode))
}

/// Elsewhere a file has the permissions of its folder.
#[cfg(not(unix))]
fn keep_access(_: &File, _: &Metadata) -> io::Result<()> {
    Ok(())
}

/// Beginning and end of the names of files that are being written.
const TEMPORARY: (&str, &str) = (".nianbao-", ".tmp");

/// A file to write into, locked for as long as it is open. By the lock [`remove_stale_temp_files`] leaves
/// alone the files of a running process and removes those of a killed one. `mode` has the permissions that
/// Unix gives it, less those that the user's umask takes away.
#[cfg_attr(not(unix), allow(unused_variables, reason = "only Unix has a mode"))]
fn temporary(folder: &Path, mode: u32) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY.0).suffix(TEMPORARY.1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(mode));
    }
    loop {
        let file = builder.tempfile_in(folder)?;
        match file.as_file().try_lock() {
            // Another run, removing stale files, got hold of it in the moment before it was locked.
            Err(std::fs::TryLockError::WouldBlock) => {}
            Ok(()) if !file.path().exists() => {}
            // Some network file systems have no locks; no stale file is removed there.
            Ok(()) | Err(std::fs::TryLockError::Error(_)) => return Ok(file),
        }
    }
}

/// Removes what runs that were killed left behind in a folder of outputs, and in its folder of build
/// manifests.
pub fn remove_stale_temp_files(folder: &Path) {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let is_wanted =
        &|name: &OsStr| name.to_str().is_some_and(|n| n.starts_with(TEMPORARY.0) && n.ends_with(TEMPORARY.1));
    let walk = Walk { is_wanted, enter_folders: false, skip_hidden: false, skip_unreadable: true };
    for folder in [folder.to_path_buf(), folder.join(MANIFEST_FOLDER)] {
        for path in walk.files(&folder).unwrap_or_default() {
            if let Ok(file) = files::open(&path, u64::MAX)
                && file.try_lock().is_ok()
            {
                let _ = std::fs::remove_file(path);
            }
        }
    }
}

/// The file by which LibreOffice says that it has a file open.
fn lock_of(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    Some(path.with_file_name(format!(".~lock.{name}#")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_there_is_never_replaced_by_a_new_one() {
        let folder = tempfile::tempdir().unwrap();
        let (old, new) = (folder.path().join("old"), folder.path().join("new"));
        std::fs::write(&old, "old").unwrap();
        let both = [(new.clone(), b"x".as_slice()), (old.clone(), b"x".as_slice())];
        let error = create_all_new(&both, NewPlace::Folder).unwrap_err();
        assert!(error.to_string().ends_with("已经有了，没有覆盖；换一个文件夹，或先移走它"), "{error}");
        assert!(!new.exists());
        create_new(&new, b"new").unwrap();
        let error = create_new(&new, b"again").unwrap_err();
        assert!(error.to_string().ends_with("已经有了，没有覆盖；换一个名字，或先移走它"), "{error}");
        assert_eq!(std::fs::read(&new).unwrap(), b"new");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_keeps_its_permissions_when_it_is_replaced() {
        use std::os::unix::fs::{MetadataExt, PermissionsExt};
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.yaml");
        for mode in [0o600, 0o640, 0o664, 0o444] {
            std::fs::write(&path, "old").unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            // Where root runs the test, the file is another user's.
            let _ = std::os::unix::fs::chown(&path, Some(12_345), Some(23_456));
            let owner = std::fs::metadata(&path).map(|m| (m.uid(), m.gid())).unwrap();
            write_all(&[(path.clone(), b"new")]).unwrap();
            let written = std::fs::metadata(&path).unwrap();
            assert_eq!((written.mode() & 0o777, (written.uid(), written.gid())), (mode, owner));
            assert_eq!(std::fs::read(&path).unwrap(), b"new");
            std::fs::remove_file(&path).unwrap();
        }
    }
}
