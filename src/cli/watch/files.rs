//! Files that are looked at again and again, and which of them have changed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::files::{self, NamedBy, Walk, limits};
use crate::pipeline::inputs;

/// For how many looks a file that has changed is still compared by content: file systems keep times no finer
/// than two seconds in the worst case (FAT), so that two changes may have one time.
const FRESH: u32 = 15;

/// How files are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    /// By what is in them: one that was written with the same content has not changed.
    Content,
    /// By length and time: files of faces are large.
    Time,
}

/// Whether a file that was not looked at before counts as changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum New {
    /// It does.
    Changed,
    /// It does not: somebody has just read it.
    Known,
    /// It does, but for those of the first look.
    KnownAtFirst,
}

/// A group of files.
pub struct Files {
    files: BTreeMap<PathBuf, File>,
    compare: Compare,
    new: New,
    is_first: bool,
}

/// How a file was.
struct File {
    outside: Outside,
    now: State,
    /// As it was when it was last handed on as changed; none if it was not yet.
    built: Option<State>,
    /// Looks for which its content is still read.
    fresh: u32,
}

/// Length and time; none where there is no file.
type Outside = Option<(u64, Option<SystemTime>)>;

/// What one look sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// There is no file.
    Absent,
    /// There is one that cannot be read.
    Unreadable,
    /// There is one with this content.
    Content(blake3::Hash),
    /// There is one of this length and time.
    Time(Outside),
}

impl Files {
    /// A group without files.
    pub fn new(compare: Compare, new: New) -> Self {
        Self { files: BTreeMap::new(), compare, new, is_first: true }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Adds a file that somebody has just read, or did not find.
    pub fn add(&mut self, path: &Path, was_there: bool) {
        let mut file = File::new(path, self.compare, true);
        if !was_there {
            // It may have appeared in the meantime, which is a change then.
            file = File { outside: None, now: State::Absent, built: Some(State::Absent), ..file };
        }
        self.files.insert(path.to_path_buf(), file);
    }

    /// Takes all files for changed at the next look.
    pub fn forget(&mut self) {
        self.files.values_mut().for_each(|file| file.built = None);
    }

    /// Looks at these files, and gives those that have changed since they were last given and have stayed the
    /// same since the last look. One that is no longer among them is given once.
    pub fn changed(&mut self, paths: impl IntoIterator<Item = PathBuf>) -> Vec<PathBuf> {
        let is_known = self.new == New::Known || (self.new == New::KnownAtFirst && self.is_first);
        self.is_first = false;
        let mut before = std::mem::take(&mut self.files);
        let mut changed = Vec::new();
        for path in paths {
            let known = before.remove(&path).map(|file| file.look(&path, self.compare));
            let (file, is_stable) =
                known.unwrap_or_else(|| (File::new(&path, self.compare, is_known), false));
            let is_changed = is_stable && file.built != Some(file.now);
            let built = if is_changed { Some(file.now) } else { file.built };
            if is_changed {
                changed.push(path.clone());
            }
            self.files.insert(path, File { built, ..file });
        }
        changed.extend(before.into_keys());
        changed
    }
}

impl File {
    /// A file at its first look.
    fn new(path: &Path, compare: Compare, is_known: bool) -> Self {
        let outside = outside(path);
        let now = state(path, outside, compare);
        Self { outside, now, built: is_known.then_some(now), fresh: FRESH }
    }

    /// The file at its next look, and whether it has stayed the same. It is read only where its time may not
    /// say that it has changed.
    fn look(self, path: &Path, compare: Compare) -> (Self, bool) {
        let outside = outside(path);
        let is_same = outside == self.outside;
        let fresh = if is_same { self.fresh.saturating_sub(1) } else { FRESH };
        let now = if is_same && fresh == 0 { self.now } else { state(path, outside, compare) };
        (Self { outside, now, fresh, ..self }, now == self.now)
    }
}

fn outside(path: &Path) -> Outside {
    std::fs::metadata(path).ok().map(|m| (m.len(), m.modified().ok()))
}

fn state(path: &Path, outside: Outside, compare: Compare) -> State {
    match compare {
        _ if outside.is_none() => State::Absent,
        Compare::Time => State::Time(outside),
        Compare::Content => match files::read(path, NamedBy::Content, limits::TABLE) {
            Ok(bytes) => State::Content(blake3::hash(&bytes)),
            Err(_) => State::Unreadable,
        },
    }
}

/// The data files or tables of an argument; none if it is not there, or a folder without any.
pub fn data_files_of(argument: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    if !argument.is_dir() {
        files.extend(argument.exists().then(|| argument.to_path_buf()));
    } else if inputs::folder(argument, &mut files).is_err() {
        files.clear();
    }
    files
}

/// A file, or the files of a folder and the folders in it, hidden ones left out.
pub fn files_below(path: &Path) -> Vec<PathBuf> {
    let walk = Walk {
        is_wanted: &|_| true,
        enter_folders: true,
        follow_links: true,
        skip_hidden: true,
        skip_unreadable: true,
    };
    if path.is_dir() { walk.files(path).unwrap_or_default() } else { vec![path.to_path_buf()] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_counts_as_changed_when_it_has_stayed_the_same_for_a_look() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.yaml");
        let mut files = Files::new(Compare::Content, New::Changed);
        let mut look = |text: Option<&str>| {
            match text {
                Some(text) => std::fs::write(&path, text).unwrap(),
                None => std::fs::remove_file(&path).unwrap_or_default(),
            }
            files.changed([path.clone()]).len()
        };
        // Written in two parts; then again with the same content, which is no change.
        assert_eq!(
            [look(Some("甲")), look(Some("甲乙")), look(Some("甲乙")), look(Some("甲乙"))],
            [0, 0, 1, 0]
        );
        assert_eq!([look(None), look(None), look(None)], [0, 1, 0]);
        assert_eq!([look(Some("甲乙")), look(Some("甲乙"))], [0, 1]);
    }

    #[test]
    fn what_is_known_is_not_handed_on_until_it_changes() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("a"), "1").unwrap();
        let mut files = Files::new(Compare::Time, New::KnownAtFirst);
        for _ in 0..3 {
            assert_eq!(files.changed([path("a")]).len(), 0);
        }
        std::fs::write(path("b"), "1").unwrap();
        assert_eq!(files.changed([path("a"), path("b")]).len(), 0);
        assert_eq!(files.changed([path("a"), path("b")]), [path("b")]);
        assert_eq!(files.changed([path("a")]), [path("b")], "it has gone");
    }
}
