//! The renderer-neutral tree of a finished report: a title, headings, paragraphs and tables with every text
//! in place.
//!
//! A renderer turns a [`Document`] into bytes and adds nothing of its own: no label, no figure, no rule of
//! the form.

mod chart;
mod figure;
mod from_report;
mod paragraph;
mod revised;

use crate::date::Date;
pub use crate::form::CellKind;
use crate::form::Path;

pub use chart::{Bar, BarValue, Chart, Panel};
pub use figure::Figure;
pub use from_report::DocumentOptions;

/// A whole report, ready to be laid out.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// What goes into the properties of the PDF, the OFD and the Word file.
    pub meta: Meta,
    /// The title as it is printed, in one line: the layout breaks it.
    pub title: String,
    /// The title that was replaced, in one line; none where it is the same or nothing is compared.
    pub title_before: Option<String>,
    /// Everything below the title, in reading order.
    pub blocks: Vec<Block>,
    /// Text of a watermark on every page (`草稿`), if any.
    pub watermark: Option<String>,
}

/// Document properties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    /// The title in one line.
    pub title: String,
    /// The agency.
    pub author: String,
    /// BCP 47 language tag, `zh-CN`.
    pub language: &'static str,
    /// Date of the report for the file's timestamps: 落款.日期, else SOURCE_DATE_EPOCH,
    /// else 1 January after the report year. Always there, as PDF/A needs one; never the clock.
    pub date: Date,
}

/// The faces of GB/T 9704 by the part they play. Which font file plays it is the business of `fonts`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Deserialize, serde::Serialize)]
pub enum Role {
    /// 小标宋, the title.
    #[serde(rename = "小标宋")]
    Title,
    /// 黑体, headings of level one.
    #[serde(rename = "黑体")]
    Hei,
    /// 楷体, headings of level two.
    #[serde(rename = "楷体")]
    Kai,
    /// 仿宋, running text and headings of level three and four.
    #[serde(rename = "仿宋")]
    Fang,
    /// 宋体, tables and page numbers.
    #[serde(rename = "宋体")]
    Song,
    /// Digits and Latin letters, in every role.
    #[serde(rename = "西文")]
    Latin,
}

/// Whether a text is in both of two versions or in one. Only [`Document::revised`] makes other revisions than
/// [`Kept`](Revision::Kept).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Revision {
    /// In both.
    #[default]
    Kept,
    /// Only in the second: a tracked insertion.
    Inserted,
    /// Only in the first: a tracked deletion. No part of the text as it is read.
    Deleted,
}

/// One block of the report.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// One of the six section titles, `一、总体情况`. Outline level 1, keeps with what follows.
    Heading(Heading),
    /// A paragraph of prose.
    Paragraph(Paragraph),
    /// One of the three tables, or one in the prose.
    Table(Table),
    /// A picture in the prose, with its caption.
    Figure(Figure),
    /// 署名 and 成文日期, right-aligned below the text.
    Signature(Signature),
    /// The chart, on a page of its own.
    Chart(Chart),
}

/// A section title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// The whole text with its number, `一、总体情况`.
    pub text: String,
    /// The section's key, `总体情况`.
    pub section: Path,
}

/// What a paragraph is in the numbering of 公文.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ParagraphKind {
    /// Running text.
    Body,
    /// （一） on a line of its own: outline level 2, keeps with the next paragraph.
    Heading2,
    /// （一）…。 run in: the first run is the lead-in up to the first 。 in the face of level two, the rest
    /// is running text.
    RunIn2,
    /// A paragraph that starts with `1.` or `1．`.
    Level3,
    /// A paragraph that starts with （1）.
    Level4,
    /// The caption of the table that follows, centred.
    TableCaption,
}

/// A paragraph: first line indented two characters, justified.
#[derive(Debug, Clone, PartialEq)]
pub struct Paragraph {
    /// Its level.
    pub kind: ParagraphKind,
    /// Its text, face by face.
    pub runs: Vec<Run>,
    /// Where it comes from: `前言` or the section's key.
    pub section: Path,
    /// Whether the paragraph itself (its end mark) was inserted or deleted. Its runs say so for themselves.
    pub revision: Revision,
}

impl Paragraph {
    /// The text as it is read: of all runs but the deleted ones.
    pub fn text(&self) -> String {
        self.runs.iter().filter(|r| r.revision != Revision::Deleted).map(|r| r.text.as_str()).collect()
    }
}

/// Text in one Chinese face. Latin letters and digits inside it are set in the Latin face by the renderer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Plain text: no markup of any engine, no control characters, no line feeds.
    pub text: String,
    /// The Chinese face.
    pub role: Role,
    /// Whether the text was inserted or deleted.
    pub revision: Revision,
}

impl Run {
    /// Text that is no revision.
    pub fn new(text: impl Into<String>, role: Role) -> Self {
        Self { text: text.into(), role, revision: Revision::Kept }
    }
}

/// A table as a grid of cells with spans.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The section's key, `依申请公开`.
    pub section: Path,
    /// A title for readers who cannot see it (accessibility): the section's title without its number.
    pub title: String,
    /// Widths of the grid columns in twips of the blank form. Only their proportions count: the table is as
    /// wide as the 版心.
    pub columns: Vec<u32>,
    /// How many of the first rows are the head, repeated where the table goes on over a page.
    pub head_rows: usize,
    /// How many of the first columns hold labels (row heads); the others hold figures.
    pub label_columns: usize,
    /// Words of more than two characters at which labels in narrow columns may break.
    pub words: Vec<String>,
    /// The rows from top to bottom, head rows first.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The cells that start in this row, from left to right. Columns covered by a cell of an earlier row are
    /// left out.
    pub cells: Vec<Cell>,
    /// Rows with the same number belong together (a group such as （四）无法提供, or the whole head): a page
    /// may turn between two rows only where this number changes.
    pub group: usize,
}

/// A cell at its place in the grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// First grid column, from 0.
    pub column: usize,
    /// How many grid columns it covers, at least 1.
    pub colspan: usize,
    /// How many rows it covers, at least 1.
    pub rowspan: usize,
    /// What it is.
    pub kind: CellKind,
    /// Its text; for a figure the figure as printed.
    pub text: String,
    /// The figure's path; none for heads and labels.
    pub path: Option<Path>,
    /// The text that was replaced, empty where there was none; none where it is the same or nothing is
    /// compared.
    pub before: Option<String>,
}

impl Cell {
    /// A cell of one column and one row that is no figure of the form.
    pub fn new(column: usize, kind: CellKind, text: impl Into<String>) -> Self {
        Self { column, colspan: 1, rowspan: 1, kind, text: text.into(), path: None, before: None }
    }
}

/// 署名 and 成文日期.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The agency's name, if given.
    pub name: Option<String>,
    /// `2025年1月20日`, if given.
    pub date: Option<String>,
    /// The name that was replaced, empty where there was none; none where it is the same or nothing is
    /// compared.
    pub name_before: Option<String>,
    /// The date that was replaced, likewise.
    pub date_before: Option<String>,
}
