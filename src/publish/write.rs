//! Writing outputs: whole files or none.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::files::reason;

/// A file that could not be written. The old one, if there was one, is as it was.
#[derive(Debug, thiserror::Error)]
#[error("{} 没有写成：{reason}", path.display())]
pub struct WriteError {
    /// The file.
    pub path: PathBuf,
    /// Why, in Chinese.
    pub reason: String,
}

/// Writes files: each to a temporary name in its own folder first, and only when all are complete are they
/// renamed, so that a reader never sees half a file and a failure leaves the old ones.
///
/// # Errors
/// The first file that cannot be written; none has been replaced then, unless a rename itself failed half
/// way.
pub fn write_all(files: &[(PathBuf, &[u8])]) -> Result<(), WriteError> {
    let mut finished = Vec::new();
    for (path, bytes) in files {
        let error = |e: &std::io::Error| WriteError { path: path.clone(), reason: reason(e) };
        if let Some(lock) = lock_of(path).filter(|lock| lock.exists()) {
            let reason = format!("LibreOffice 正打开着它（{}），请先关闭", lock.display());
            return Err(WriteError { path: path.clone(), reason });
        }
        if path.is_dir() {
            return Err(WriteError { path: path.clone(), reason: "已有同名的文件夹".into() });
        }
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder).map_err(|e| error(&e))?;
        let mut file = temporary(folder).map_err(|e| error(&e))?;
        file.write_all(bytes).and_then(|()| file.flush()).map_err(|e| error(&e))?;
        finished.push((file, path));
    }
    for (file, path) in finished {
        file.persist(path).map_err(|e| WriteError { path: path.clone(), reason: reason(&e.error) })?;
    }
    Ok(())
}

/// Beginning and end of the names of files that are being written.
const TEMPORARY: (&str, &str) = (".nianbao-", ".tmp");

/// A file to write into, locked for as long as it is open: so [`sweep`] can tell those of a killed run from
/// those of a running one.
fn temporary(folder: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY.0).suffix(TEMPORARY.1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    loop {
        let file = builder.tempfile_in(folder)?;
        match file.as_file().try_lock() {
            // A sweep got hold of it in the moment before it was locked.
            Err(std::fs::TryLockError::WouldBlock) => {}
            Ok(()) if !file.path().exists() => {}
            // Some network file systems have no locks; nothing is swept there.
            Ok(()) | Err(std::fs::TryLockError::Error(_)) => return Ok(file),
        }
    }
}

/// Removes what runs that were killed left behind in a folder of outputs, and in its folder of notes.
pub fn sweep(folder: &Path) {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    for folder in [folder.to_path_buf(), folder.join(crate::files::MANIFEST_FOLDER)] {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let ours = name.to_str().is_some_and(|n| n.starts_with(TEMPORARY.0) && n.ends_with(TEMPORARY.1));
            if ours
                && let Ok(file) = std::fs::File::open(entry.path())
                && file.try_lock().is_ok()
            {
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }
}

/// The file by which LibreOffice says that it has a file open.
fn lock_of(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    Some(path.with_file_name(format!(".~lock.{name}#")))
}
