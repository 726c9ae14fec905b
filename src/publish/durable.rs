//! What survives a power cut.
//!
//! A file that was written and renamed is whole for every program that looks, but its bytes and its name are
//! in the memory of the system for up to half a minute. Both are on the disk when the file and its folder are
//! synced. On a common disk that takes 2.7 ms a file, one after the other, most of it waiting. So many files
//! are synced by several threads: the system then writes them together, 0.14 ms a file.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::files::or_current;

/// Threads that wait for the disk. More than eight gained nothing.
const THREADS: usize = 8;

/// Syncs all of these by `sync`, and gives the first that failed.
pub(super) fn sync_all<T: Sync>(
    items: &[T],
    sync: impl Fn(&T) -> io::Result<()> + Sync,
) -> Result<(), (usize, io::Error)> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut failed: Option<(usize, io::Error)> = None;
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else { return failed };
            if let Err(error) = sync(item) {
                failed.get_or_insert((index, error));
            }
        }
    };
    let failed = std::thread::scope(|scope| {
        // Where the system gives no further thread, this one does the work.
        let spawn = |_| std::thread::Builder::new().spawn_scoped(scope, work).ok();
        let others: Vec<_> = (1..THREADS.min(items.len())).filter_map(spawn).collect();
        let own = work();
        others.into_iter().filter_map(|thread| thread.join().ok().flatten()).chain(own).min_by_key(|f| f.0)
    });
    failed.map_or(Ok(()), Err)
}

/// Syncs the names in a folder. Windows has nothing of the kind.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    match open_folder(folder)?.sync_all() {
        // Some network file systems sync no folders.
        Err(e) if matches!(e.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        result => result,
    }
}

/// A folder as an open file.
#[expect(clippy::disallowed_methods, reason = "a folder is opened, which reads nothing")]
pub(super) fn open_folder(folder: &Path) -> io::Result<File> {
    File::open(folder)
}

/// Puts onto the disk whatever any process has written: for a run that has lost a process, and with it the
/// names of the files that are not on the disk yet. Windows has nothing of the kind.
pub(super) fn sync_system() {
    #[cfg(unix)]
    rustix::fs::sync();
}

/// The folder of a file.
pub(super) fn folder_of(path: &Path) -> &Path {
    or_current(path.parent().unwrap_or(Path::new("")))
}

/// Makes a folder with those above it. Gives the folders that must be synced for a file in it to be found
/// again: itself, those made, and the one in which the first of them was made.
pub(super) fn make_folder(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let above = folder.ancestors().map(or_current);
    let missing = above.clone().take_while(|f| !f.exists()).count();
    let changed = above.take(missing + 1).map(Path::to_path_buf).collect();
    std::fs::create_dir_all(folder)?;
    Ok(changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_that_cannot_be_synced_is_given() {
        let done = AtomicUsize::new(0);
        let items: Vec<usize> = (0..100).collect();
        let sync = |item: &usize| {
            done.fetch_add(1, Ordering::Relaxed);
            if [40, 70].contains(item) { Err(io::Error::from(io::ErrorKind::StorageFull)) } else { Ok(()) }
        };
        let (index, error) = sync_all(&items, sync).unwrap_err();
        assert_eq!((index, error.kind()), (40, io::ErrorKind::StorageFull));
        assert_eq!(done.into_inner(), 100);
        assert!(sync_all(&items[..40], |_| Ok(())).is_ok());
    }

    #[test]
    fn folders_that_were_made_are_synced_with_the_one_they_are_in() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("a/b");
        let changed = make_folder(&deep).unwrap();
        assert_eq!(changed, [deep.clone(), folder.path().join("a"), folder.path().to_path_buf()]);
        assert_eq!(make_folder(&deep).unwrap(), std::slice::from_ref(&deep));
        for folder in changed {
            sync_folder(&folder).unwrap();
        }
    }
}
