//! Work that is not saved yet: kept as a draft, and put together with a file that was changed meanwhile.

use super::super::ServeError;
use super::super::drafts::{Draft, Drafts, KeptDraft};
use super::{Workspace, failed};
use crate::data_file::{Choices, Difference, reconcile};
use crate::files::reason;
use crate::pipeline::inputs;
use crate::report::{self, Report};

use std::path::PathBuf;

use serde::Serialize;

/// A changed file and unsaved work put together.
#[derive(Debug, Serialize)]
pub struct Merged {
    /// The hash of the file on the disk.
    version: String,
    /// Its text.
    theirs: String,
    /// The text of both; none where they cannot be put together field by field.
    text: Option<String>,
    /// What the file has and the work has not.
    taken: Vec<Difference>,
    /// What was changed in both.
    conflicts: Vec<Difference>,
}

impl Workspace {
    /// Keeps unsaved work in this folder from now on ([`drafts_folder`](super::super::drafts_folder)).
    pub fn with_drafts(mut self, folder: Option<PathBuf>) -> Self {
        self.drafts = folder.map_or_else(Drafts::default, Drafts::in_folder);
        self
    }

    /// Keeps unsaved work on a data file. Returns whether there is a place for it.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn keep_draft(&self, name: &str, draft: &Draft) -> Result<bool, ServeError> {
        let kept = self.drafts.keep(&self.folder.identity(name)?, draft);
        kept.map_err(|e| failed(format!("没有保存的修改留不下备份：{}", reason(&e))))
    }

    /// Gives up the unsaved work that is kept for a data file.
    ///
    /// # Errors
    /// It cannot be removed.
    pub fn discard_draft(&self, name: &str) -> Result<(), ServeError> {
        let discarded = self.drafts.discard(&self.folder.identity(name)?);
        discarded.map_err(|e| failed(format!("没有保存的修改的备份删不掉：{}", reason(&e))))
    }

    /// The unsaved work that is kept for a data file with this text. A draft that the file has come to have
    /// is
    /// removed: the program ended between saving the file and removing the draft.
    pub(super) fn draft_of(&self, name: &str, text: &str) -> Option<KeptDraft> {
        let path = self.folder.identity(name).ok()?;
        let kept = self.drafts.of(&path)?;
        if kept.draft.text == text && kept.draft.refused.is_empty() {
            // If it stays, it is found again and is as equal.
            let _ = self.drafts.discard(&path);
            return None;
        }
        Some(kept)
    }

    /// Puts unsaved work together with what a data file has by now, field by field.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn merge(&self, name: &str, base: &str, mine: &str, choices: &Choices) -> Result<Merged, ServeError> {
        let path = self.folder.find(name)?;
        let (version, source) = self.read(&path)?;
        let theirs = source.text().to_owned();
        let report = |text: &str| -> Option<Report> {
            let source = inputs::source(&path, text.as_bytes()).ok()?;
            let (report, findings) = report::read_with(source, self.pipeline.forms());
            report.filter(|_| !report::is_fatal(&findings))
        };
        let merged = match (report(base), report(mine), report(&theirs)) {
            (Some(base), Some(mine), Some(theirs)) => reconcile(&base, &mine, &theirs, choices),
            _ => None,
        };
        Ok(match merged {
            Some(merged) => Merged {
                version,
                theirs,
                text: Some(merged.text),
                taken: merged.taken,
                conflicts: merged.conflicts,
            },
            None => Merged { version, theirs, text: None, taken: Vec::new(), conflicts: Vec::new() },
        })
    }
}
