//! Two runs in one folder: locks that keep one report's manifest and outputs together.
//!
//! Writing a report takes several steps: its manifest is read and replaced, then its outputs are. Two runs
//! with other options (`--to pdf` and `--to docx`, with and without `--chart`) would otherwise lose each
//! other's entries, and take each other's outputs for edited ones.
//!
//! The locks are files `.lock-00` to `.lock-3f` beside the manifests. Which of them a manifest has follows
//! from its name, so that runs on many machines seldom wait for each other, and no file is added for each
//! report. They stay: a lock file that is removed while another run waits for it would be two.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

const LOCKS: u8 = 64;

/// How long a run waits for another one, which holds a lock for some milliseconds: ten seconds in all. After
/// that it goes on without: the other one is stopped, and must not stop this one.
const PAUSE: Duration = Duration::from_millis(5);
const PAUSES: usize = 2000;

/// Locks that are held until this is dropped.
pub(super) struct Locks {
    _files: Vec<File>,
}

impl Locks {
    /// The locks of these manifests. There are none where their folder is missing, or where the file system
    /// has no locks.
    pub fn of<'a>(manifests: impl Iterator<Item = &'a Path>) -> Self {
        // Each run takes them in the same order, so that no two wait for each other.
        let files: BTreeSet<PathBuf> = manifests.map(lock_file).collect();
        Self { _files: files.iter().filter_map(|file| held(file)).collect() }
    }
}

fn lock_file(manifest: &Path) -> PathBuf {
    let name = manifest.file_name().unwrap_or_default().as_encoded_bytes();
    let number = blake3::hash(name).as_bytes()[0] % LOCKS;
    manifest.with_file_name(format!(".lock-{number:02x}"))
}

fn held(path: &Path) -> Option<File> {
    let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path).ok()?;
    for _ in 0..PAUSES {
        match file.try_lock() {
            Ok(()) => return Some(file),
            Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
            Err(TryLockError::Error(_)) => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_run_waits_for_another() {
        let folder = tempfile::tempdir().unwrap();
        let names = ["a.json", "b.json", "c.json"].map(|name| folder.path().join(name));
        let done = std::sync::atomic::AtomicBool::new(false);
        std::thread::scope(|scope| {
            let first = Locks::of(names.iter().map(PathBuf::as_path));
            scope.spawn(|| {
                let _second = Locks::of(names[1..2].iter().map(PathBuf::as_path));
                assert!(done.load(std::sync::atomic::Ordering::SeqCst));
            });
            std::thread::sleep(Duration::from_millis(30));
            done.store(true, std::sync::atomic::Ordering::SeqCst);
            drop(first);
        });
        assert!(std::fs::read_dir(folder.path()).unwrap().count() <= 3);
        assert!(Locks::of([Path::new("no folder/a.json")].into_iter())._files.is_empty());
    }
}
