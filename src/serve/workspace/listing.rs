//! The data files of the folder, each with what is to be said of it in a list.

use std::path::PathBuf;

use super::super::ServeError;
use super::{FileSummary, Workspace, count};
use crate::report::Report;

impl Workspace {
    /// Every data file with the number of its findings.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn list(&self) -> Result<Vec<FileSummary>, ServeError> {
        let entries = self.folder.entries()?.into_iter();
        Ok(entries.map(|entry| self.summary(entry.name, entry.path)).collect())
    }

    fn summary(&self, file: String, path: Result<PathBuf, &str>) -> FileSummary {
        let none = FileSummary { file, title: None, errors: 1, warnings: 0, refused: None };
        let path = match path {
            Ok(path) => path,
            Err(reason) => return FileSummary { refused: Some(reason.to_owned()), ..none },
        };
        let Ok((_, source)) = self.read(&path) else { return none };
        let (checked, _) = self.check(source);
        let (errors, warnings) = count(&checked.findings);
        let report = checked.report.as_ref().filter(|_| checked.name.is_some());
        FileSummary { title: report.map(Report::printed_title), errors, warnings, ..none }
    }
}
