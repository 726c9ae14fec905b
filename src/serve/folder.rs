//! The data files of the folder that was opened, and nothing outside it.
//!
//! A name in the folder may be a link to anywhere, a pipe or a device. Only regular files are opened that lie
//! in the folder when all links are followed. Folders are entered as such and not through links: what lies
//! behind a link to a folder is outside, or is found at its own place.

use std::path::{Component, Path, PathBuf};

use super::ServeError;
use crate::files::{FolderError, Walk, is_hidden, reason};
use crate::pipeline::inputs::has_ending;

/// The folder that was opened.
pub(super) struct Folder {
    path: PathBuf,
    /// The same without links.
    real: PathBuf,
}

/// A name in the folder that is like one of a data file.
pub(super) struct Entry {
    /// With `/` between its parts, from the folder.
    pub name: String,
    /// The file, or why it is not opened.
    pub path: Result<PathBuf, &'static str>,
}

impl Folder {
    /// The folder at this path.
    ///
    /// # Errors
    /// There is none.
    pub fn new(path: PathBuf) -> Result<Self, ServeError> {
        match path.canonicalize() {
            Ok(real) => Ok(Self { path, real }),
            Err(e) => Err(ServeError::Failed(format!("文件夹 {} 打不开：{}", path.display(), reason(&e)))),
        }
    }

    /// A path for a new file.
    pub fn join(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Everything that is named like a data file, sorted by name; hidden files and folders are left out, and
    /// so are folders that cannot be read.
    ///
    /// # Errors
    /// The folder cannot be read, or holds too much.
    pub fn entries(&self) -> Result<Vec<Entry>, FolderError> {
        let walk = Walk {
            is_wanted: &|name| has_ending(Path::new(name)),
            enter_folders: true,
            follow_links: false,
            skip_hidden: true,
            skip_unreadable: true,
        };
        let entry = |path: PathBuf| {
            let inside = path.strip_prefix(&self.path).unwrap_or(&path);
            // Requests name files in JSON, which has no other names than those in Unicode.
            let parts: Option<Vec<&str>> = inside.components().map(|c| c.as_os_str().to_str()).collect();
            Some(Entry { name: parts?.join("/"), path: self.regular_file(&path).map(|_| path) })
        };
        Ok(walk.files(&self.path)?.into_iter().filter_map(entry).collect())
    }

    /// The data file of this name as the folder has it; `..` leads to none, nor does a link that leads out.
    ///
    /// # Errors
    /// There is no such file, or it is not opened.
    pub fn find(&self, name: &str) -> Result<PathBuf, ServeError> {
        let path = self.path.join(name);
        if !is_data_file(name) || path.symlink_metadata().is_err() {
            return Err(ServeError::NotFound(name.to_owned()));
        }
        match self.regular_file(&path) {
            Ok(_) => Ok(path),
            Err(reason) => Err(ServeError::Invalid(format!("“{name}”{reason}"))),
        }
    }

    /// Where a data file of this name is, or was until it was removed.
    ///
    /// # Errors
    /// There can be none of this name, or it is not opened.
    pub fn place(&self, name: &str) -> Result<PathBuf, ServeError> {
        match self.find(name) {
            Err(ServeError::NotFound(_)) if is_data_file(name) => {}
            found => return found,
        }
        let path = self.path.join(name);
        let is_inside = |folder: &Path| folder.canonicalize().is_ok_and(|real| real.starts_with(&self.real));
        if path.parent().is_some_and(is_inside) {
            return Ok(path);
        }
        Err(ServeError::NotFound(name.to_owned()))
    }

    /// What a data file of this name is known by, whatever way leads to the folder.
    ///
    /// # Errors
    /// There can be none of this name.
    pub fn identity(&self, name: &str) -> Result<PathBuf, ServeError> {
        if is_data_file(name) { Ok(self.real.join(name)) } else { Err(ServeError::NotFound(name.to_owned())) }
    }

    /// Where to write a file that [`Folder::find`] gave: where it is a link, the file behind it.
    ///
    /// # Errors
    /// It is gone, or is not to be written any more.
    pub fn target(&self, path: &Path) -> Result<PathBuf, ServeError> {
        self.regular_file(path).map_err(|reason| ServeError::Invalid(format!("它{reason}")))
    }

    /// The path without links of a regular file in the folder, or what it is instead.
    fn regular_file(&self, path: &Path) -> Result<PathBuf, &'static str> {
        let real = path.canonicalize().map_err(|_| "是链接，它指向的文件不存在或读不了")?;
        if !real.starts_with(&self.real) {
            return Err("在打开的文件夹以外，没有打开");
        }
        if real.is_file() { Ok(real) } else { Err("不是普通文件，没有打开") }
    }
}

/// Whether a name in a request can be that of a data file in the folder.
fn is_data_file(name: &str) -> bool {
    let plain = |part| matches!(part, Component::Normal(part) if !is_hidden(part));
    Path::new(name).components().all(plain) && has_ending(Path::new(name))
}
