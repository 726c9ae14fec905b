//! A received report: a Word file, PDF, web page or text, read back by `import` and then treated as the data
//! file that it would have been made from.
//!
//! ```text
//! 甲局.docx ─ import ─▶ what it says ─ data_file ─▶ text ─ report ─▶ Report ─ rules ─▶ findings
//!                  └──▶ Received: notes of reading, what had no place, sections that were not found
//! ```
//!
//! The text exists only in memory. What reading could not find says nothing about the report: figures of a
//! table that was not found are marked as unreadable, so that no rule takes them for 0.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::files::NamedBy;
use crate::form::{Forms, Path};
use crate::import::{self, ImportFileError, Imported, Limits, Note, Unplaced};
use crate::picture::{Picture, Pictures};
use crate::report::Report;
use crate::yaml::Source;

/// What reading a received report has left to say, beside its content.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Received {
    /// What had to be guessed or put right.
    pub notes: Vec<Note>,
    /// Texts that have no place in the form.
    pub unplaced: Vec<Unplaced>,
    /// Sections of the form that were not found.
    pub unread: Vec<Path>,
    /// The pictures of its prose, by the names that the text gives them.
    pictures: BTreeMap<String, Arc<Picture>>,
}

impl Received {
    /// Reads a file: the text of the data file that it would have been made from, and what is to be said of
    /// the reading.
    pub(super) fn read(
        path: &std::path::Path,
        named_by: NamedBy,
        forms: &Forms,
    ) -> Result<(Arc<Source>, Self), ImportFileError> {
        let imported = import::read_named(path, named_by, &Limits::default(), forms)?;
        let source = Source::new(path.display().to_string(), imported.to_yaml());
        let Imported { notes, unplaced, unread, pictures, .. } = imported;
        let pictures = pictures.into_iter().collect();
        Ok((source.into(), Self { notes, unplaced, unread, pictures }))
    }

    /// Its pictures.
    pub(super) fn pictures(&self) -> Pictures {
        self.pictures.clone().into_iter().collect()
    }

    /// Marks the figures of tables that were not found.
    pub(super) fn mark_unread(&self, report: &mut Report) {
        let form = report.form.clone();
        for (figure, read) in form.figures.iter().zip(&mut report.figures) {
            read.unreadable |= self.unread.contains(&form.sections[figure.section].path);
        }
    }
}
