//! The data files of the folder, as a list: their names at once, then how each stands.
//!
//! To check hundreds of files takes seconds, so nobody waits for that to see the list: the page asks for a
//! batch after another, those in sight first. What was found is kept as long as the file and last year's have
//! the same content.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::PoisonError;
use std::time::UNIX_EPOCH;

use serde::Serialize;

use super::super::ServeError;
use super::{Workspace, content, count, version};
use crate::pipeline::{CheckedReport, LastYear, inputs};
use crate::report::Report;
use crate::text::counted;

/// So many files are checked for one request at most.
pub const MAX_BATCH: usize = 32;

/// Of so many files it is kept how they stand.
const MAX_KEPT: usize = 4_000;

/// A data file of the folder, unopened.
#[derive(Debug, Serialize)]
pub struct FileEntry {
    file: String,
    /// By what it is sorted until more is known.
    sort: String,
    /// When it was last changed, in milliseconds since 1970, where the system says so.
    modified: Option<u64>,
    /// Why it is not opened: it is a link that leads out of the folder, for example.
    refused: Option<String>,
    /// How it stood when it was last checked, which the page asks for again.
    state: Option<FileState>,
}

/// How a data file stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileState {
    file: String,
    /// None where it is no report yet.
    title: Option<String>,
    agency: Option<String>,
    year: Option<u16>,
    /// The agency as it is sorted: 第2局 before 第10局.
    sort: String,
    errors: usize,
    warnings: usize,
}

/// What was found in a file, and by what it is known that it still holds.
#[derive(Debug)]
pub(super) struct Kept {
    version: String,
    /// Last year's data file with the hash of its content; none if there is none.
    previous: Option<(PathBuf, Option<String>)>,
    state: FileState,
}

impl Workspace {
    /// The names of all data files, with what is known of them already. No file is opened.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn list(&self) -> Result<Vec<FileEntry>, ServeError> {
        let kept = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = |entry: super::super::folder::Entry| {
            let (modified, refused) = match &entry.path {
                Ok(path) => (modified(path), None),
                Err(reason) => (None, Some((*reason).to_owned())),
            };
            let state = kept.get(&entry.name).map(|kept| kept.state.clone());
            FileEntry { sort: counted(&entry.name), file: entry.name, modified, refused, state }
        };
        Ok(self.folder.entries()?.into_iter().map(entry).collect())
    }

    /// How these files stand, [`MAX_BATCH`] of them at most; one that is gone meanwhile is left out.
    pub fn states(&self, names: &[String]) -> Vec<FileState> {
        names.iter().take(MAX_BATCH).filter_map(|name| self.state(name)).collect()
    }

    fn state(&self, name: &str) -> Option<FileState> {
        let path = self.folder.find(name).ok()?;
        let bytes = content(&path).ok();
        let own = bytes.as_deref().map(version).unwrap_or_default();
        if let Some(state) = self.kept_state(name, &own) {
            return Some(state);
        }
        let none = FileState {
            file: name.to_owned(),
            title: None,
            agency: None,
            year: None,
            sort: counted(name),
            errors: 1,
            warnings: 0,
        };
        let Some(source) = bytes.and_then(|bytes| inputs::source(&path, &bytes).ok()) else {
            return Some(none);
        };
        let (checked, _) = self.check(source);
        let (errors, warnings) = count(&checked.findings);
        let report = checked.report.as_ref().filter(|_| checked.name.is_some());
        let sort = checked.agency.as_deref().map_or_else(|| none.sort.clone(), counted);
        let state = FileState {
            title: report.map(Report::printed_title),
            agency: checked.agency.clone(),
            year: checked.year,
            sort,
            errors,
            warnings,
            ..none
        };
        self.keep_state(name, own, &checked, &state);
        Some(state)
    }

    /// What was found in a file of this content, if it holds still.
    fn kept_state(&self, name: &str, own: &str) -> Option<FileState> {
        let states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = states.get(name).filter(|kept| kept.version == own)?;
        let (previous, state) = (kept.previous.clone(), kept.state.clone());
        drop(states);
        let holds = previous.is_none_or(|(path, then)| hash(&path) == then);
        holds.then_some(state)
    }

    /// Keeps what was found, but not of a report with pictures: these are files too.
    fn keep_state(&self, name: &str, version: String, checked: &CheckedReport, state: &FileState) {
        let mut states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        // By a file that is not known it cannot be seen when the outcome changes.
        let (is_settled, previous) = match &checked.last_year {
            LastYear::NotGiven => (true, None),
            LastYear::Compared { file, .. } => (true, Some(file)),
            LastYear::Refused { file } => (file.is_some(), file.as_ref()),
            LastYear::NoMatch { .. } => (false, None),
        };
        let has_pictures = checked.findings.iter().any(|f| f.rule == crate::diagnostic::RuleCode::N021);
        if !is_settled || has_pictures || !checked.pictures.is_empty() {
            states.remove(name);
            return;
        }
        if states.len() >= MAX_KEPT {
            states.clear();
        }
        let previous = previous.map(PathBuf::from).map(|path| (path.clone(), hash(&path)));
        states.insert(name.to_owned(), Kept { version, previous, state: state.clone() });
    }
}

/// What is kept of the files of a folder, by name.
pub(super) type States = BTreeMap<String, Kept>;

fn hash(path: &Path) -> Option<String> {
    content(path).ok().as_deref().map(version)
}

fn modified(path: &Path) -> Option<u64> {
    let time = std::fs::metadata(path).and_then(|data| data.modified()).ok()?;
    u64::try_from(time.duration_since(UNIX_EPOCH).ok()?.as_millis()).ok()
}

#[cfg(test)]
mod tests {
    use super::super::Workspace;
    use crate::fonts::FontOptions;
    use crate::pipeline::BuildOptions;
    use crate::yaml::counter::parses_of;

    fn write(folder: &std::path::Path, name: &str, text: &str) {
        std::fs::write(folder.join(name), text).expect("a file");
    }

    #[test]
    fn a_file_is_checked_again_only_when_it_or_last_years_has_changed() {
        let folder = tempfile::tempdir().expect("a folder");
        let report = |year: u16, rest: &str| format!("机关名称: 第二局\n年度: {year}\n{rest}");
        write(folder.path(), "2024.yaml", &report(2024, "上年数据: 2023.yaml\n"));
        write(folder.path(), "2023.yaml", &report(2023, ""));
        let options = BuildOptions { fonts: FontOptions::bundled_only(), ..BuildOptions::default() };
        let workspace = Workspace::new(folder.path().to_path_buf(), options).expect("a workspace");
        let (parses, list) = parses_of(|| workspace.list().expect("a list"));
        assert_eq!((parses, list.len()), (0, 2));
        assert!(list.iter().all(|entry| entry.state.is_none() && entry.modified.is_some()));
        let names = ["2024.yaml".to_owned()];
        let ask = || parses_of(|| workspace.states(&names).remove(0));
        let (first, state) = ask();
        assert!(first > 0);
        let who = (state.agency.as_deref(), state.year, state.sort.as_str());
        assert_eq!(who, (Some("第二局"), Some(2024), "第2局"));
        assert_eq!(ask(), (0, state.clone()));
        assert_eq!(workspace.list().expect("a list")[1].state, Some(state.clone()));
        // Last year's carries over other than this year begins with.
        write(
            folder.path(),
            "2023.yaml",
            &report(2023, "依申请公开: {本年新收: {自然人: 1}, 结转下年度: {自然人: 1}}\n"),
        );
        let (again, changed) = ask();
        assert!(again > 0 && changed.errors > state.errors, "{changed:?} {state:?}");
        write(folder.path(), "2024.yaml", &report(2024, ""));
        assert!(ask().0 > 0);
        assert_eq!(ask().0, 0);
        std::fs::remove_file(folder.path().join("2024.yaml")).expect("it is there");
        assert!(workspace.states(&names).is_empty());
    }

    #[test]
    fn no_request_checks_more_than_a_batch() {
        let folder = tempfile::tempdir().expect("a folder");
        let names: Vec<String> = (0..super::MAX_BATCH + 5).map(|n| format!("{n}.yaml")).collect();
        names.iter().for_each(|name| write(folder.path(), name, "年度: 2024\n"));
        let options = BuildOptions { fonts: FontOptions::bundled_only(), ..BuildOptions::default() };
        let workspace = Workspace::new(folder.path().to_path_buf(), options).expect("a workspace");
        assert_eq!(workspace.states(&names).len(), super::MAX_BATCH);
    }
}
