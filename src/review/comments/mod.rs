//! Comments in a Word file, whoever has written it: the bytes of the file and a list of comments with their
//! places give the bytes of the file with these comments.
//!
//! ```text
//! .docx ─ package ─▶ main part ─ scan ─▶ places ─ insert ─▶ main part with marks ─┐
//!                    comments, relationships, types of content ───────────────────┴▶ .docx
//! ```
//!
//! Nothing else of the file changes: the bytes of the main part stay as they are around the marks, parts that
//! are not touched are copied as they are packed. A comment that is there already stays.

mod insert;
mod package;
mod places;
mod scan;
#[cfg(test)]
mod tests;

use crate::date::Date;
use crate::diagnostic::DocxPlace;
use crate::import::Limits;
use crate::text::is_html_forbidden;
use crate::xml::{DECLARATION, Element, escape};
use insert::{Marks, namespace};
use package::{Package, with_child};

/// A comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// What it is on.
    pub anchor: Anchor,
    /// What it says; a line feed begins a paragraph.
    pub text: String,
}

/// What a comment is on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Anchor {
    /// The whole document: the comment stands at its first line that has text.
    Document,
    /// A paragraph or a cell.
    Whole(DocxPlace),
    /// Some words in a paragraph or a cell. Where the file does not have them there, all of it.
    Words {
        /// The paragraph or cell.
        place: DocxPlace,
        /// The words as they stand there.
        text: String,
        /// About the character where they begin, to choose among several.
        start: usize,
    },
}

/// Who comments.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Author {
    /// The name.
    pub name: String,
    /// The initials, which Word shows beside the text.
    pub initials: String,
    /// The day; comments have no time where there is none.
    pub date: Option<Date>,
}

impl Author {
    /// An author without a day.
    pub fn new(name: impl Into<String>, initials: impl Into<String>) -> Self {
        Self { name: name.into(), initials: initials.into(), date: None }
    }
}

/// Why a Word file gets no comments.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CommentError {
    /// Its package cannot be read.
    #[error("这个 Word 文档已损坏，加不了批注")]
    Package,
    /// It is larger than a report can be.
    #[error("这个 Word 文档太大，不像是一份年度报告，没有加批注")]
    TooLarge,
    /// A part of it is not what it should be.
    #[error("这个 Word 文档的“{0}”部分有误，加不了批注")]
    Part(String),
    /// It has no paragraph.
    #[error("这个 Word 文档里没有文字，加不了批注")]
    Empty,
}

/// Puts comments into a Word file. The same input gives the same bytes.
///
/// # Errors
/// The file is no Word file that can be read within the limits. See [`CommentError`].
pub fn with_comments(
    docx: &[u8],
    comments: &[Comment],
    author: &Author,
    limits: &Limits,
) -> Result<Vec<u8>, CommentError> {
    let mut package = Package::open(docx, limits)?;
    let main = package.main_part()?;
    let broken = || CommentError::Part(main.clone());
    let xml = package.part(&main)?.ok_or_else(broken)?;
    let scan = scan::scan(&xml, limits).map_err(|_| broken())?;
    let is_strict = xml.windows(STRICT.len()).any(|window| window == STRICT);

    let there = package.comments_part(&main)?.filter(|name| package.has(name));
    let name = match &there {
        Some(name) => name.clone(),
        None => package.enter_comments(&main, is_strict)?,
    };
    let old = match &there {
        Some(name) => package.part(name)?,
        None => None,
    };
    let old = old.map(String::from_utf8).transpose().map_err(|_| CommentError::Part(name.clone()))?;
    let old = old.unwrap_or_else(|| {
        format!("{DECLARATION}<w:comments xmlns:w=\"{}\"></w:comments>", namespace(is_strict))
    });
    let last = last_number(&old, limits).ok_or_else(|| CommentError::Part(name.clone()))?;
    let first = last.max(scan.last_comment).map_or(0, |last| last.saturating_add(1));

    let mut marks = Marks::new(&xml, is_strict);
    for (id, comment) in (first..).zip(comments) {
        if !marks.add(id, &comment.anchor, &scan) {
            return Err(CommentError::Empty);
        }
    }
    let added = with_child(&old, |prefix| {
        let all =
            (first..).zip(comments).map(|(id, comment)| element(id, comment, author, prefix, is_strict));
        all.collect()
    });
    package.replace(&name, added.ok_or_else(|| CommentError::Part(name.clone()))?.into_bytes());
    package.replace(&main, marks.write());
    package.write()
}

/// What the main part of a file in the strict form declares.
const STRICT: &[u8] = b"http://purl.oclc.org/ooxml/wordprocessingml/main";

/// The largest number of a comment that is there; `None` within where there is none.
fn last_number(comments: &str, limits: &Limits) -> Option<Option<u64>> {
    let limits = crate::xml::Limits { depth: limits.depth, nodes: limits.nodes, bytes: limits.part_bytes };
    let root = Element::parse(comments, limits).ok()?;
    let ids = root.elements().flat_map(|comment| comment.attributes.iter());
    let ids = ids.filter(|(name, _)| name.rsplit(':').next() == Some("id"));
    Some(ids.filter_map(|(_, value)| value.parse::<u64>().ok()).max())
}

/// The element of a comment.
fn element(id: u64, comment: &Comment, author: &Author, prefix: &str, is_strict: bool) -> String {
    // Attributes need a prefix; where the part has none for its elements, the comment declares its own.
    let (p, declared) = match prefix {
        "" => ("w:", format!(" xmlns:w=\"{}\"", namespace(is_strict))),
        prefix => (prefix, String::new()),
    };
    let date = author.date.map(|date| format!(" {p}date=\"{}\"", date.iso_midnight())).unwrap_or_default();
    let lines = comment.text.lines().map(|line| {
        let line = escape(&line.replace(is_html_forbidden, "\u{FFFD}"));
        format!("<{p}p><{p}r><{p}t xml:space=\"preserve\">{line}</{p}t></{p}r></{p}p>")
    });
    let lines: String = lines.collect();
    let (name, initials) = (escape(&author.name), escape(&author.initials));
    format!(
        "<{p}comment{declared} {p}id=\"{id}\" {p}author=\"{name}\"{date} {p}initials=\"{initials}\">{lines}</{p}comment>"
    )
}
