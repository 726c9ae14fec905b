//! A comparison as a Word file: the second report as a draft, with what changed since the first as tracked
//! changes, which Word, WPS and LibreOffice show and can accept or reject one by one.
//!
//! A pass over the finished draft: the draft is rendered as ever (with a control around each figure, by which
//! the figures are found), then runs are marked as inserted, and what was removed is put in as deleted.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::{Comparison, ParagraphChange, ProseChange, State, compare};
use crate::document::{Block, Document, DocumentOptions};
use crate::form::General;
use crate::layout::Layout;
use crate::render::docx::{Controls, DocxError, DocxOptions, render};
use crate::report::Report;

mod marks;
mod xml;

use marks::Marks;
use xml::Element;

/// How changes are tracked.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tracked {
    /// Whose changes they are said to be.
    pub author: String,
}

impl Default for Tracked {
    fn default() -> Self {
        Self { author: "nianbao".into() }
    }
}

/// Why there is no Word file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CompareError {
    /// The draft could not be rendered.
    #[error(transparent)]
    Render(#[from] DocxError),
    /// The draft could not be taken apart; a fault of this program.
    #[error("生成修订文档时出错：{0}")]
    Draft(String),
}

/// Writes the second report as a Word file in which the changes since the first are tracked.
///
/// # Errors
/// See [`CompareError`]; no text of a report leads to one.
pub fn docx(a: &Report, b: &Report, layout: &Layout, options: &Tracked) -> Result<Vec<u8>, CompareError> {
    let document = Document::of(b, &DocumentOptions::default());
    let draft = render(&document, layout, &DocxOptions::default().controls(Controls::Figures))?;
    let marks = Marks::new(&options.author, &document.meta.date.iso_midnight());
    let comparison = compare(a, b);
    let general = &b.form.general;
    let change =
        |xml: &str| Pass { comparison: &comparison, general, marks, edits: Vec::new(), xml }.run(&document);
    repack(&draft, change)
}

/// Copies a package with another body.
fn repack(
    draft: &[u8],
    change: impl FnOnce(&str) -> Result<String, CompareError>,
) -> Result<Vec<u8>, CompareError> {
    let broken = |e: zip::result::ZipError| CompareError::Draft(e.to_string());
    let io = |e: std::io::Error| CompareError::Draft(e.to_string());
    let mut archive = ZipArchive::new(Cursor::new(draft)).map_err(broken)?;
    let mut writer = ZipWriter::new(Cursor::new(Vec::with_capacity(draft.len() * 2)));
    let mut change = Some(change);
    for i in 0..archive.len() {
        let mut file = archive.by_index(i).map_err(broken)?;
        if file.name() != "word/document.xml" {
            drop(file);
            let raw = archive.by_index_raw(i).map_err(broken)?;
            writer.raw_copy_file(raw).map_err(broken)?;
            continue;
        }
        let mut xml = String::new();
        file.read_to_string(&mut xml).map_err(io)?;
        let xml = match change.take() {
            Some(change) => change(&xml)?,
            None => xml,
        };
        writer.start_file("word/document.xml", SimpleFileOptions::default()).map_err(broken)?;
        writer.write_all(xml.as_bytes()).map_err(io)?;
    }
    Ok(writer.finish().map_err(broken)?.into_inner())
}

/// The pass over the body.
struct Pass<'a> {
    comparison: &'a Comparison,
    general: &'a General,
    marks: Marks<'a>,
    edits: Vec<(std::ops::Range<usize>, String)>,
    xml: &'a str,
}

/// What a paragraph of the draft is.
enum Role<'d> {
    Title,
    Heading(&'d str),
    Prose,
    SignatureName,
    SignatureDate,
}

impl Pass<'_> {
    fn run(mut self, document: &Document) -> Result<String, CompareError> {
        let root = Element::parse(self.xml).map_err(CompareError::Draft)?;
        let body = root.find("w:body").ok_or_else(|| CompareError::Draft("没有正文".into()))?;
        let paragraphs: Vec<&Element> =
            body.children.iter().filter(|e| e.name == "w:p" && !e.text(self.xml).is_empty()).collect();
        let roles = roles(document);
        if roles.len() != paragraphs.len() {
            return Err(CompareError::Draft(format!("{} 段文字，应有 {} 段", paragraphs.len(), roles.len())));
        }
        // Sections whose removed paragraphs are still to come, and how far each has been written.
        let mut section: Option<Section> = self.section(&self.general.preface.key);
        for (role, paragraph) in roles.iter().zip(&paragraphs) {
            match role {
                Role::Title => {
                    self.whole_text(&self.general.title.key, paragraph);
                    // What the preface lost stands behind the title.
                    self.removed_before_next(&mut section, paragraph.end);
                }
                Role::Heading(key) => {
                    self.finish(&mut section, paragraph.start);
                    section = self.section(key);
                    self.removed_before_next(&mut section, paragraph.end);
                }
                Role::Prose => self.prose(&mut section, paragraph),
                Role::SignatureName => {
                    self.finish(&mut section, paragraph.start);
                    self.whole_text(&self.general.signature_name.key, paragraph);
                }
                Role::SignatureDate => {
                    self.finish(&mut section, paragraph.start);
                    self.whole_text(&self.general.signature_date.key, paragraph);
                }
            }
        }
        let end = body.children.iter().find(|e| e.name == "w:sectPr").map_or(body.inner_end, |e| e.start);
        self.finish(&mut section, end);
        for control in root.all("w:sdt") {
            self.figure(control);
        }
        Ok(self.apply())
    }

    fn section(&self, key: &str) -> Option<Section> {
        let change: &ProseChange = self.comparison.prose.iter().find(|p| p.section.as_str() == key)?;
        Some(Section { paragraphs: change.paragraphs.clone(), next: 0 })
    }

    /// Puts in the removed paragraphs that come next.
    fn removed_before_next(&mut self, section: &mut Option<Section>, at: usize) {
        let Some(section) = section else { return };
        while let Some(paragraph) = section.paragraphs.get(section.next) {
            let text: String = paragraph.pieces.iter().map(|p| p.text.as_str()).collect();
            // What no page shows makes no paragraph of the draft.
            let unseen = marks::visible(&text).trim().is_empty();
            if paragraph.state == State::Removed {
                let xml = self.marks.deleted_paragraph(&text);
                self.edits.push((at..at, xml));
            } else if !unseen {
                break;
            }
            section.next += 1;
        }
    }

    /// Puts in what is left of a section.
    fn finish(&mut self, section: &mut Option<Section>, at: usize) {
        self.removed_before_next(section, at);
        *section = None;
    }

    fn prose(&mut self, section: &mut Option<Section>, paragraph: &Element) {
        let Some(open) = section else { return };
        let Some(change) = open.paragraphs.get(open.next).cloned() else { return };
        open.next += 1;
        match change.state {
            State::Added => self.edits.extend(self.marks.inserted_paragraph(self.xml, paragraph)),
            State::Changed => {
                self.edits.extend(self.marks.changed_paragraph(self.xml, paragraph, &change.pieces))
            }
            State::Same | State::Removed => {}
        }
        self.removed_before_next(section, paragraph.end);
    }

    /// A paragraph whose text is one thing: the old one deleted, the new one inserted.
    fn whole_text(&mut self, key: &str, paragraph: &Element) {
        let Some(change) = self.comparison.general.iter().find(|c| c.key == key) else { return };
        let (old, runs) = (change.a.clone(), paragraph.runs());
        self.edits.extend(self.marks.replaced(self.xml, &runs, &old));
    }

    /// A figure: its control goes, its changes are marked.
    fn figure(&mut self, control: &Element) {
        let tag = control
            .find("w:sdtPr")
            .and_then(|p| p.find("w:tag"))
            .and_then(|t| t.attribute(self.xml, "w:val"));
        let (Some(tag), Some(content)) = (tag, control.find("w:sdtContent")) else { return };
        self.edits.push((control.start..content.inner_start, String::new()));
        self.edits.push((content.inner_end..control.end, String::new()));
        let change = self.comparison.figures.iter().find(|c| xml::escape(c.path.as_str()) == tag);
        if let Some(change) = change {
            let old = change.a.clone().unwrap_or_default();
            self.edits.extend(self.marks.replaced(self.xml, &content.runs(), &old));
        }
    }

    fn apply(mut self) -> String {
        self.edits.sort_by_key(|(range, _)| (range.start, range.end));
        let mut out = String::with_capacity(self.xml.len() * 2);
        let mut at = 0;
        for (range, with) in &self.edits {
            out.push_str(&self.xml[at..range.start.max(at)]);
            out.push_str(with);
            at = range.end.max(at);
        }
        out.push_str(&self.xml[at..]);
        out
    }
}

/// A section whose changes are being written.
struct Section {
    paragraphs: Vec<ParagraphChange>,
    next: usize,
}

/// The paragraphs of the draft that have text, in order.
fn roles(document: &Document) -> Vec<Role<'_>> {
    let mut roles = vec![Role::Title];
    for block in &document.blocks {
        match block {
            Block::Heading(heading) => roles.push(Role::Heading(heading.section.as_str())),
            Block::Paragraph(_) => roles.push(Role::Prose),
            // A comparison has no picture of the year.
            Block::Table(_) | Block::Chart(_) => {}
            Block::Signature(signature) => {
                roles.extend(signature.name.as_ref().map(|_| Role::SignatureName));
                roles.extend(signature.date.as_ref().map(|_| Role::SignatureDate));
            }
        }
    }
    roles
}
