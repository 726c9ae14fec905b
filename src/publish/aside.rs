//! Keeping what is not ours: a file under a second name, before its own name is given to another.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use super::durable::{folder_of, sync_folder};
use super::error::WriteError;
use super::write::temporary;
use crate::files::{self, limits};

/// Keeps a file as the first of `NAME.bak`, `NAME.bak2`, … that is free, or that already holds the same. It
/// is there after a power cut too. The file itself stays where it is.
pub(super) fn keep_aside(path: &Path) -> Result<PathBuf, WriteError> {
    let copy = (1..)
        .map(|number| named(path, number))
        .find_map(|copy| match keep_as(path, &copy) {
            Ok(()) => Some(Ok(copy)),
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
                is_same(path, &copy).unwrap_or(false).then_some(Ok(copy))
            }
            Err(e) => Some(Err(WriteError::new(&copy, e))),
        })
        // The numbers do not end.
        .unwrap_or_else(|| Err(WriteError::new(path, io::Error::from(io::ErrorKind::AlreadyExists))))?;
    sync_folder(folder_of(path)).map_err(|e| WriteError::new(&copy, e))?;
    Ok(copy)
}

fn named(path: &Path, number: u32) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".bak");
    if number > 1 {
        name.push(number.to_string());
    }
    PathBuf::from(name)
}

/// Gives a file a second name, never one that is taken: no byte is copied, and there is no moment in which
/// half of it is there. Where a file system has no second names, it is copied.
fn keep_as(path: &Path, copy: &Path) -> io::Result<()> {
    match std::fs::hard_link(path, copy) {
        Ok(()) => Ok(()),
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => Err(e),
        Err(_) => {
            let mut file = temporary(folder_of(path), 0o600)?;
            io::copy(&mut open(path)?, file.as_file_mut())?;
            file.as_file().sync_all()?;
            file.persist_noclobber(copy).map(|_| ()).map_err(|e| e.error)
        }
    }
}

fn open(path: &Path) -> io::Result<File> {
    files::open(path, limits::OUTPUT).map_err(io::Error::other)
}

/// True if two files have the same bytes.
fn is_same(path: &Path, other: &Path) -> io::Result<bool> {
    let hash = |path: &Path| Ok::<_, io::Error>(blake3::Hasher::new().update_reader(open(path)?)?.finalize());
    Ok(other.symlink_metadata()?.is_file()
        && path.metadata()?.len() == other.metadata()?.len()
        && hash(path)? == hash(other)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_copy_replaces_an_earlier_one() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("a.pdf.bak"), "somebody's").unwrap();
        for (content, copy) in [("one", "a.pdf.bak2"), ("two", "a.pdf.bak3"), ("one", "a.pdf.bak2")] {
            std::fs::write(at("new"), content).unwrap();
            std::fs::rename(at("new"), at("a.pdf")).unwrap();
            assert_eq!(keep_aside(&at("a.pdf")).unwrap(), at(copy));
            assert_eq!(std::fs::read_to_string(at(copy)).unwrap(), content);
        }
        assert_eq!(std::fs::read_to_string(at("a.pdf.bak")).unwrap(), "somebody's");
        // A link that leads nowhere is somebody's too.
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("nowhere", at("b.pdf.bak")).unwrap();
            std::fs::write(at("b.pdf"), "b").unwrap();
            assert_eq!(keep_aside(&at("b.pdf")).unwrap(), at("b.pdf.bak2"));
        }
    }
}
