//! The way back: a published report, or a Word draft that an office has edited, to a data file.
//!
//! ```text
//! .docx ─ docx ─┐
//! .pdf ── pdf ──┤
//! .html ─ html ─┼▶ paragraphs and tables ─ outline, tables against Form ─▶ Imported ─▶ YAML
//! .txt  ─ text ─┘
//! ```
//!
//! Nothing is dropped silently: what has no place in the form is listed in [`Imported::unplaced`] with its
//! text, and whatever had to be guessed is said in [`Imported::notes`].

mod assemble;
mod boilerplate;
mod content;
mod decode;
mod docx;
mod error;
mod file;
mod html;
mod labels;
mod limits;
mod mht;
mod outline;
mod page_number;
mod paste;
mod pdf;
mod rows;
mod sources;
mod tables;
mod text;
mod title;
mod wrapped;

use std::sync::Arc;

use self::assemble::Properties;
use crate::data_file::Data;
use crate::form::{Forms, Path};
use crate::picture::Picture;

pub use decode::decode;
// Who writes into a Word file counts as its reader does.
#[cfg(feature = "review")]
pub(crate) use docx::DocxCounter;
pub use error::ImportError;
pub use file::{
    ImportFileCause, ImportFileError, extension, is_document, is_importable, is_ofd, is_text, read_bytes,
    read_file, read_named, refuse_ofd,
};
pub use limits::Limits;
pub use paste::{Clipboard, Pasted, PastedFigure, paste};
pub use pdf::{PdfError, answer_with_a_pdf, read_pdfs_in_a_process};
pub use sources::{CellSource, Origins, Sources};

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
    /// Where it all stood.
    pub origins: Origins,
    /// Sections of the form of which neither the heading nor the table was found.
    pub unread: Vec<Path>,
    /// The pictures that the prose shows, by the names that it gives them: files beside the data file.
    pub pictures: Vec<(String, Arc<Picture>)>,
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

/// Reads reports of any of some forms. [`docx`], [`html`] and [`text`] are the same for the built-in forms.
#[derive(Debug, Clone, Default)]
pub struct Importer {
    limits: Limits,
    forms: Forms,
}

impl Importer {
    /// An importer for reports of these forms.
    pub fn new(limits: Limits, forms: Forms) -> Self {
        Self { limits, forms }
    }

    /// Reads a Word file: a draft of ours after editing in Word, WPS or LibreOffice, or a report written on
    /// the blank form by hand.
    ///
    /// # Errors
    /// See [`ImportError`]. No input makes it panic or take more than a moment.
    pub fn docx(&self, bytes: &[u8]) -> Result<Imported, ImportError> {
        let mut word = docx::read(bytes, &self.limits)?;
        let page_numbers = wrapped::join_paragraphs(&mut word.items);
        let properties = Properties { creator: word.creator.as_deref(), page_title: None };
        let mut imported = assemble::report(word.items, properties, &self.limits, &self.forms)?;
        if page_numbers > 0 {
            imported
                .notes
                .push(Note { path: None, message: format!("页码 {page_numbers} 处，没有导入") });
        }
        imported
            .unplaced
            .extend(word.aside.into_iter().map(|(place, text)| Unplaced { place: place.to_owned(), text }));
        imported.notes.extend(word.left_out.into_iter().map(|(what, count)| {
            let message = format!("{what} {count} 处，没有导入");
            Note { path: None, message }
        }));
        Ok(imported)
    }

    /// Reads a PDF: one of ours, or as Word, WPS, LibreOffice, a browser or a converter wrote it. In a
    /// process of its own where [`read_pdfs_in_a_process`] has named a program for that.
    ///
    /// # Errors
    /// See [`ImportError`]. A scanned file has no text to read.
    pub fn pdf(&self, bytes: &[u8]) -> Result<Imported, ImportError> {
        let limits = &self.limits;
        if bytes.len() > limits.file_bytes {
            return Err(ImportError::TooLarge {
                what: "文件大小",
                limit: format!("{} MB", limits.file_bytes >> 20),
            });
        }
        let mut content = pdf::read(bytes)?;
        let items = content.items();
        check_cells(&items, limits)?;
        let mut imported = assemble::report(
            items,
            Properties { creator: content.creator.as_deref(), ..Properties::default() },
            limits,
            &self.forms,
        )?;
        let place = "页眉页脚".to_owned();
        imported
            .unplaced
            .extend(content.heads.into_iter().map(|text| Unplaced { place: place.clone(), text }));
        imported.notes.extend(content.notes.into_iter().map(|message| Note { path: None, message }));
        Ok(imported)
    }

    /// Reads a web page, or the part of one that holds the report. [`decode`] makes characters of its bytes.
    ///
    /// # Errors
    /// See [`ImportError`].
    pub fn html(&self, page: &str) -> Result<Imported, ImportError> {
        let page = html::read(page, &self.limits)?;
        let properties = Properties { creator: None, page_title: page.title.as_deref() };
        let mut imported = assemble::report(page.items, properties, &self.limits, &self.forms)?;
        if page.left_out > 0 {
            let message = format!("图片、图表等 {} 处，没有导入", page.left_out);
            imported.notes.push(Note { path: None, message });
        }
        Ok(imported)
    }

    /// Reads a web page that a browser has saved with all that belongs to it, as one file.
    ///
    /// # Errors
    /// See [`ImportError`].
    pub fn mht(&self, bytes: &[u8]) -> Result<Imported, ImportError> {
        self.html(&mht::page(bytes)?)
    }

    /// Reads a plain text or Markdown: tables have a cell on each line, cells in columns, or lines drawn
    /// between them.
    ///
    /// # Errors
    /// See [`ImportError`].
    pub fn text(&self, text: &str) -> Result<Imported, ImportError> {
        let read = text::read(text, &self.limits, &self.forms)?;
        let mut imported = assemble::report(read.items, Properties::default(), &self.limits, &self.forms)?;
        imported.notes.extend(read.notes.into_iter().map(|message| Note { path: None, message }));
        Ok(imported)
    }
}

fn check_cells(items: &[content::Item], limits: &Limits) -> Result<(), ImportError> {
    let cells = |item: &content::Item| match item {
        content::Item::Table(grid) => grid.rows.iter().map(Vec::len).sum::<usize>(),
        content::Item::Paragraph(_) | content::Item::Picture(_) => 0,
    };
    if items.iter().map(cells).sum::<usize>() > limits.cells {
        return Err(ImportError::TooLarge { what: "表格单元格数", limit: limits.cells.to_string() });
    }
    Ok(())
}

/// Reads a PDF of a report on a built-in form, see [`Importer::pdf`].
///
/// # Errors
/// As [`Importer::pdf`].
pub fn pdf(bytes: &[u8], limits: &Limits) -> Result<Imported, ImportError> {
    Importer::new(*limits, Forms::built_in()).pdf(bytes)
}

/// Reads a Word file on a built-in form, see [`Importer::docx`].
///
/// # Errors
/// As [`Importer::docx`].
pub fn docx(bytes: &[u8], limits: &Limits) -> Result<Imported, ImportError> {
    Importer::new(*limits, Forms::built_in()).docx(bytes)
}

/// Reads a web page on a built-in form, see [`Importer::html`].
///
/// # Errors
/// As [`Importer::html`].
pub fn html(page: &str, limits: &Limits) -> Result<Imported, ImportError> {
    Importer::new(*limits, Forms::built_in()).html(page)
}

/// Reads a plain text on a built-in form, see [`Importer::text`].
///
/// # Errors
/// As [`Importer::text`].
pub fn text(text: &str, limits: &Limits) -> Result<Imported, ImportError> {
    Importer::new(*limits, Forms::built_in()).text(text)
}
