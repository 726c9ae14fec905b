//! The Word draft. docx-rs builds the tree of the body; one [finishing pass](finish) over the parts it built
//! makes them valid and adds what it cannot say; types, styles, settings and properties are parts of our own;
//! all is zipped to the same bytes each time.
//!
//! ```text
//! Document ─ body, table ─▶ docx-rs ─ finish ─▶ document, headers, footers ─┐
//! Layout ── measure ─▶ styles, parts ───────────────────────────────────────┴─ package ─▶ .docx
//! ```

mod body;
mod error;
mod finish;
mod fit;
mod grid;
mod measure;
mod order;
mod package;
mod parts;
mod styles;
mod table;
mod text;
mod watermark;
mod xml;

use std::borrow::Cow;

use self::body::Workshop;
use self::finish::Finish;
use self::measure::Measures;
use self::watermark::Watermark;
use crate::document::{Block, Document, Role};
use crate::layout::Layout;

pub use self::error::DocxError;

/// How a Word draft is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DocxOptions {
    /// What gets a content control.
    pub controls: Controls,
}

impl DocxOptions {
    /// The options with these content controls.
    #[must_use]
    pub fn controls(mut self, controls: Controls) -> Self {
        self.controls = controls;
        self
    }
}

/// Content controls (`w:sdt`), by which a program finds a figure again whatever has become of the table
/// around it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Controls {
    /// None: plain text, which every reader of Word files understands.
    #[default]
    None,
    /// One around every figure. Its tag (which Word keeps) and its alias (which LibreOffice keeps) are the
    /// figure's path.
    Figures,
}

/// Writes a report as a Word file. The same document and layout give the same bytes.
///
/// # Errors
/// See [`DocxError`]; no text of a report leads to one.
pub fn render(document: &Document, layout: &Layout, options: &DocxOptions) -> Result<Vec<u8>, DocxError> {
    let document = without_charts(document);
    let document = document.as_ref();
    let workshop = Workshop { layout, measures: Measures::new(layout), controls: options.controls };
    let built = body::build(document, &workshop).build();
    let tables = document.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });

    let mut finish = Finish::new(tables.collect());
    let body = finish.part("word/document.xml", &built.document)?;
    let mut edges = Vec::new();
    if let Some(text) = &document.watermark {
        let text = text::clean(text);
        for ((edge, xml), number) in parts::HEADERS.into_iter().zip(&built.headers).zip(1..) {
            let family = measure::face(layout, Role::Hei);
            let mark = Watermark { text: &text, layout, family, number };
            edges.push((edge, finish.header(edge.name, xml, &mark)?));
        }
    }
    for (edge, xml) in parts::FOOTERS.into_iter().zip(&built.footers) {
        edges.push((edge, finish.part(edge.name, xml)?));
    }

    let list: Vec<_> = edges.iter().map(|(edge, _)| *edge).collect();
    let (meta, measures) = (&document.meta, &workshop.measures);
    let mut all = vec![
        ("[Content_Types].xml", parts::content_types(&list)),
        ("_rels/.rels", parts::package_relationships()),
        ("word/document.xml", body),
        ("word/_rels/document.xml.rels", parts::document_relationships(&list)),
    ];
    all.extend(edges.into_iter().map(|(edge, xml)| (edge.name, xml)));
    all.extend([
        ("word/styles.xml", styles::part(layout, measures, meta)),
        ("word/settings.xml", parts::settings(measures, meta)),
        ("word/fontTable.xml", parts::font_table(layout)),
        ("docProps/core.xml", parts::core_properties(meta)),
        ("docProps/app.xml", parts::app_properties(meta)),
    ]);
    package::zip(&all)
}

/// The document with its charts as tables of their numbers: a draft is for editing.
fn without_charts(document: &Document) -> Cow<'_, Document> {
    if !document.blocks.iter().any(|block| matches!(block, Block::Chart(_))) {
        return Cow::Borrowed(document);
    }
    let blocks = document.blocks.iter().flat_map(|block| match block {
        Block::Chart(chart) => chart.tables(),
        block => vec![block.clone()],
    });
    Cow::Owned(Document { blocks: blocks.collect(), ..document.clone() })
}
