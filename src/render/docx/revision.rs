//! Revisions as tracked changes (ECMA-376 part 1, 17.13.5): `w:ins` and `w:del` around runs, and in the
//! properties of a paragraph for its end mark. Their numbers are given in
//! [post-processing](super::post_process).

use docx_rs::{Delete, Insert, Paragraph as WordParagraph, Run as WordRun};

use super::text::clean;
use crate::document::{Meta, Revision};

/// Whose changes they are and of when.
pub(super) struct Tracking {
    author: String,
    date: String,
}

impl Tracking {
    pub fn new(author: &str, meta: &Meta) -> Self {
        Self { author: clean(author), date: meta.date.iso_midnight() }
    }

    /// Adds runs to a paragraph. Deleted ones must have been written as deleted text.
    pub fn add(&self, paragraph: WordParagraph, runs: Vec<WordRun>, revision: Revision) -> WordParagraph {
        if runs.is_empty() {
            return paragraph;
        }
        match revision {
            Revision::Kept => runs.into_iter().fold(paragraph, WordParagraph::add_run),
            Revision::Inserted => {
                let insert = Insert::new_with_empty().author(&self.author).date(&self.date);
                paragraph.add_insert(runs.into_iter().fold(insert, Insert::add_run))
            }
            Revision::Deleted => {
                let delete = Delete::new().author(&self.author).date(&self.date);
                paragraph.add_delete(runs.into_iter().fold(delete, Delete::add_run))
            }
        }
    }

    /// Marks the end of a paragraph, which is what makes it one.
    pub fn mark_end(&self, mut paragraph: WordParagraph, revision: Revision) -> WordParagraph {
        let end = &mut paragraph.property.run_property;
        match revision {
            Revision::Kept => {}
            Revision::Inserted => {
                end.ins = Some(Insert::new_with_empty().author(&self.author).date(&self.date));
            }
            Revision::Deleted => end.del = Some(Delete::new().author(&self.author).date(&self.date)),
        }
        paragraph
    }
}
