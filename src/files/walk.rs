//! The files of a folder and of the folders in it.
//!
//! Links to folders are followed where the caller wants it, as reports are often gathered by linking folders
//! of a shared disk. So a folder can be reached in many ways: through `ln -s . a`, as `a`, `a/a`, `a/a/a` and
//! so on without end, and with a second such link in twice as many ways at each step. Therefore each folder
//! is entered once, under the first of its paths in the order of names: a folder is known by its device and
//! inode, whatever it is called.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};

use super::limits::{MAX_DEPTH, MAX_ENTRIES};
use super::reason;

/// A folder that is not walked through.
#[derive(Debug, thiserror::Error)]
#[error("文件夹 {} 读不了：{cause}", path.display())]
#[non_exhaustive]
pub struct FolderError {
    /// The folder.
    pub path: PathBuf,
    /// Why.
    #[source]
    pub cause: FolderCause,
}

/// Why a folder is not walked through.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FolderCause {
    /// The system refuses it.
    #[error("{}", reason(.0))]
    System(#[from] io::Error),
    /// Folders inside each other, deeper than anybody keeps reports.
    #[error("文件夹一层套一层，超过 {MAX_DEPTH} 层；请指定里面的文件夹")]
    TooDeep,
    /// More files than anybody keeps reports.
    #[error("里面的文件和文件夹超过 {MAX_ENTRIES} 个；请指定只放报告的文件夹")]
    TooMany,
}

/// What to look for in a folder.
pub struct Walk<'w> {
    /// True for the names of files to be found.
    pub is_wanted: &'w dyn Fn(&OsStr) -> bool,
    /// Whether the folders in it are entered.
    pub enter_folders: bool,
    /// Whether links to folders are entered too.
    pub follow_links: bool,
    /// Whether names that begin with a dot are passed over.
    pub skip_hidden: bool,
    /// Whether a folder inside that the system refuses is passed over. Otherwise it ends the walk.
    pub skip_unreadable: bool,
}

impl<'w> Walk<'w> {
    /// How reports are gathered from a folder: from the folders in it too, by links as well, without hidden
    /// files; what cannot be read is an error, as reports would be missing.
    pub fn of_reports(is_wanted: &'w dyn Fn(&OsStr) -> bool) -> Self {
        Self { is_wanted, enter_folders: true, follow_links: true, skip_hidden: true, skip_unreadable: false }
    }
}

impl Walk<'_> {
    /// The paths of all files that are wanted, sorted by name, in each folder by itself.
    ///
    /// # Errors
    /// A folder cannot be read, or holds more than the [limits](super::limits) allow.
    pub fn files(&self, folder: &Path) -> Result<Vec<PathBuf>, FolderError> {
        let mut progress = Progress::default();
        self.enter(folder, 0, &mut progress)?;
        Ok(progress.files)
    }

    fn enter(&self, folder: &Path, depth: usize, progress: &mut Progress) -> Result<(), FolderError> {
        let error = |cause: FolderCause| FolderError { path: folder.to_path_buf(), cause };
        if !progress.entered.insert(Identity::of(folder).map_err(|e| error(e.into()))?) {
            return Ok(());
        }
        if depth > MAX_DEPTH {
            return Err(error(FolderCause::TooDeep));
        }
        for (name, is_folder) in self.entries(folder, progress).map_err(error)? {
            let path = folder.join(name);
            if !is_folder {
                progress.files.push(path);
                continue;
            }
            match self.enter(&path, depth + 1, progress) {
                Err(FolderError { cause: FolderCause::System(_), .. }) if self.skip_unreadable => {}
                result => result?,
            }
        }
        Ok(())
    }

    /// The names in a folder of what is wanted, sorted: files, and folders to look into.
    fn entries(&self, folder: &Path, progress: &mut Progress) -> Result<Vec<(OsString, bool)>, FolderCause> {
        let mut entries = Vec::new();
        #[expect(clippy::disallowed_methods, reason = "this is the walk that everybody else is to use")]
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            progress.seen += 1;
            if progress.seen > MAX_ENTRIES {
                return Err(FolderCause::TooMany);
            }
            let name = entry.file_name();
            if self.skip_hidden && is_hidden(&name) {
                continue;
            }
            let file_type = entry.file_type()?;
            let is_folder = file_type.is_dir() || (file_type.is_symlink() && entry.path().is_dir());
            let is_wanted = match is_folder {
                true => self.enter_folders && (self.follow_links || file_type.is_dir()),
                false => (self.is_wanted)(&name),
            };
            if is_wanted {
                entries.push((name, is_folder));
            }
        }
        entries.sort();
        Ok(entries)
    }
}

/// True for names that begin with a dot.
pub fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

/// How far a walk has come.
#[derive(Default)]
struct Progress {
    files: Vec<PathBuf>,
    entered: BTreeSet<Identity>,
    /// How many names were looked at.
    seen: usize,
}

/// What a folder is, whatever its path.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Identity {
    /// Device and inode.
    #[cfg(unix)]
    Inode(u64, u64),
    /// The path without links.
    #[cfg(not(unix))]
    Path(PathBuf),
}

impl Identity {
    #[cfg(unix)]
    fn of(folder: &Path) -> io::Result<Self> {
        use std::os::unix::fs::MetadataExt;
        std::fs::metadata(folder).map(|metadata| Self::Inode(metadata.dev(), metadata.ino()))
    }

    #[cfg(not(unix))]
    fn of(folder: &Path) -> io::Result<Self> {
        folder.canonicalize().map(Self::Path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORTS: Walk<'static> = Walk {
        is_wanted: &|name| name.as_encoded_bytes().ends_with(b".yaml"),
        enter_folders: true,
        follow_links: true,
        skip_hidden: true,
        skip_unreadable: false,
    };

    fn names(folder: &Path, files: Vec<PathBuf>) -> Vec<String> {
        let name = |path: PathBuf| path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
        files.into_iter().map(name).collect()
    }

    fn with(files: &[&str]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for name in files {
            let path = root.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        root
    }

    #[test]
    fn files_are_sorted_by_name_in_each_folder() {
        let root = with(&["b.yaml", "a/2.yaml", "a/1.yaml", "c/d/3.yaml", "c.yaml", "no.txt", ".x/4.yaml"]);
        let found = names(root.path(), REPORTS.files(root.path()).unwrap());
        assert_eq!(found, ["a/1.yaml", "a/2.yaml", "b.yaml", "c/d/3.yaml", "c.yaml"]);
        let all = Walk { skip_hidden: false, ..REPORTS };
        assert_eq!(names(root.path(), all.files(root.path()).unwrap())[0], ".x/4.yaml");
        let flat = Walk { enter_folders: false, ..REPORTS };
        assert_eq!(names(root.path(), flat.files(root.path()).unwrap()), ["b.yaml", "c.yaml"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_that_loop_end_and_links_elsewhere_are_followed() {
        use std::os::unix::fs::symlink;
        let (root, elsewhere) = (with(&["a/1.yaml"]), with(&["2.yaml"]));
        for link in ["a/up", "x", "y"] {
            symlink(root.path(), root.path().join(link)).unwrap();
        }
        symlink(elsewhere.path(), root.path().join("b")).unwrap();
        symlink("nowhere", root.path().join("c")).unwrap();
        let found = names(root.path(), REPORTS.files(root.path()).unwrap());
        assert_eq!(found, ["a/1.yaml", "b/2.yaml"]);
        let inside = Walk { follow_links: false, ..REPORTS };
        assert_eq!(names(root.path(), inside.files(root.path()).unwrap()), ["a/1.yaml"]);
    }

    #[test]
    fn folders_too_deep_are_refused() {
        let deep = |levels: usize| with(&[format!("{}1.yaml", "d/".repeat(levels)).as_str()]);
        assert_eq!(REPORTS.files(deep(MAX_DEPTH).path()).unwrap().len(), 1);
        let error = REPORTS.files(deep(MAX_DEPTH + 1).path()).unwrap_err();
        assert!(matches!(error.cause, FolderCause::TooDeep));
    }

    #[test]
    fn a_missing_folder_is_an_error() {
        let root = with(&[]);
        assert!(REPORTS.files(&root.path().join("none")).is_err());
    }
}
