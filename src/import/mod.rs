//! The way back: a published report, or a Word draft that an office has edited, to a data file.
//!
//! ```text
//! .docx ─ docx ─┐
//! .html ─ html ─┼▶ paragraphs and tables ─ outline, tables against Form ─▶ Imported ─▶ YAML
//! .txt  ─ text ─┘
//! ```
//!
//! Nothing is dropped silently: what has no place in the form is listed in [`Imported::unplaced`] with its text, and whatever had to be
//! guessed is said in [`Imported::notes`].

mod assemble;
mod content;
mod docx;
mod error;
mod labels;
mod outline;
mod rows;
mod tables;
mod title;

use crate::form::Path;
use crate::write::Data;

pub use error::{ImportError, Limits};

/// A report that was read back.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Imported {
    /// What a data file says.
    pub data: Data,
    /// What had no place in the form.
    pub unplaced: Vec<Unplaced>,
    /// What had to be guessed or put right.
    pub notes: Vec<Note>,
}

/// A text that has no place in the form.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Unplaced {
    /// Where it stood or what it is, in Chinese: `二、主动公开政府信息情况`, `文本框`.
    pub place: String,
    /// The text.
    pub text: String,
}

/// Something that the user should look at.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Note {
    /// The figure, row or section it is about.
    #[serde(serialize_with = "path_text")]
    pub path: Option<Path>,
    /// What was done, in Chinese.
    pub message: String,
}

fn path_text<S: serde::Serializer>(path: &Option<Path>, serializer: S) -> Result<S::Ok, S::Error> {
    match path {
        Some(path) => serializer.serialize_some(path.as_str()),
        None => serializer.serialize_none(),
    }
}

impl Imported {
    /// The data file, in the house style.
    pub fn to_yaml(&self) -> String {
        self.data.to_yaml()
    }
}

/// Reads a Word file: a draft of ours after editing in Word, WPS or LibreOffice, or a report written on the blank form by hand.
///
/// # Errors
/// See [`ImportError`]. No input makes it panic or take more than a moment.
pub fn docx(bytes: &[u8], limits: &Limits) -> Result<Imported, ImportError> {
    let word = docx::read(bytes, limits)?;
    let mut imported = assemble::report(word.items, word.creator.as_deref())?;
    imported.unplaced.extend(word.aside.into_iter().map(|(place, text)| Unplaced { place: place.to_owned(), text }));
    imported.notes.extend(word.left_out.into_iter().map(|(what, count)| {
        let message = format!("{what} {count} 处，没有导入");
        Note { path: None, message }
    }));
    Ok(imported)
}
