//! The Word draft. docx-rs builds the tree of the body; one pass of post-processing (`post_process.rs`) over
//! the parts it built makes them valid and adds what it cannot say; types, styles, settings and properties
//! are parts of our own; all is zipped to the same bytes each time.
//!
//! ```text
//! Document ─ body, table ─▶ docx-rs ─ post_process ─▶ document, headers, footers ─┐
//! Layout ── measure ─▶ styles, parts ─────────────────────────────────────────────┴─ package ─▶ .docx
//! ```
//!
//! Sizes, breaks and page cuts of tables are those of the PDF: both are planned in [`crate::layout`], here
//! with the faces alone.

mod body;
mod context;
mod error;
mod figure;
mod grid;
mod logo;
mod measure;
mod media;
mod order;
mod parts;
mod post_process;
mod reference;
mod revision;
mod styles;
mod table;
mod text;
mod watermark;

use std::borrow::Cow;
use std::ops::Range;

use self::context::DocxContext;
use self::measure::Measures;
use self::post_process::PostProcess;
use self::revision::Tracking;
use self::watermark::Watermark;
use crate::document::{Block, Document, Role};
use crate::fonts::Fonts;
use crate::layout::pages::{PagePlan, Printed};
use crate::layout::{AdvanceTable, Layout, Metrics};
use crate::xml::zip_parts;

pub use self::error::DocxError;
pub use self::reference::{Reference, ReferenceError};

/// How a Word draft is written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DocxOptions {
    /// What gets a content control.
    pub controls: Controls,
    /// Whose tracked changes they are said to be, in a document with [revisions](crate::document::Revision).
    pub revision_author: String,
}

impl Default for DocxOptions {
    fn default() -> Self {
        Self { controls: Controls::None, revision_author: "nianbao".into() }
    }
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
    /// One around every figure that is no tracked change. Its tag (which Word keeps) and its alias (which
    /// LibreOffice keeps) are the figure's path.
    Figures,
}

/// Writes Word drafts of one official format. Made once, shared by all threads.
#[derive(Debug)]
pub struct DocxRenderer {
    layout: Layout,
    advances: AdvanceTable,
    measures: Measures,
    reference: Option<Reference>,
}

impl DocxRenderer {
    /// A renderer for a layout; the faces give the widths of Latin letters and digits, from which tables are
    /// planned. A draft only names its faces.
    pub fn new(layout: &Layout, fonts: &Fonts) -> Self {
        Self {
            layout: layout.clone(),
            advances: AdvanceTable::of(fonts),
            measures: Measures::new(layout),
            reference: None,
        }
    }

    /// A renderer whose drafts take over page, styles, headers and footers of a reference document.
    ///
    /// # Errors
    /// Its page leaves no room for text.
    pub fn with_reference(mut self, reference: Reference) -> Result<Self, ReferenceError> {
        self.layout = reference.layout(&self.layout)?;
        self.measures = Measures::new(&self.layout);
        self.reference = Some(reference);
        Ok(self)
    }

    /// A report as a Word file. The same document gives the same bytes.
    ///
    /// # Errors
    /// See [`DocxError`]; no text of a report leads to one.
    pub fn render(&self, document: &Document, options: &DocxOptions) -> Result<Vec<u8>, DocxError> {
        let context = DocxContext {
            metrics: Metrics { layout: &self.layout, advances: &self.advances },
            measures: &self.measures,
            controls: options.controls,
            tracking: Tracking::new(&options.revision_author, &document.meta),
        };
        let (document, charts) = without_charts(document);
        render(&document, &charts, &context, self.reference.as_ref())
    }
}

fn render(
    document: &Document,
    charts: &[Range<usize>],
    context: &DocxContext,
    reference: Option<&Reference>,
) -> Result<Vec<u8>, DocxError> {
    let layout = context.layout();
    let as_written =
        |text: &str, role: Role| if role == Role::Song { text::clean(text) } else { text.to_owned() };
    let pages = PagePlan::new(document, context.metrics, &Printed { text: &as_written });
    let built = body::build(document, &pages, charts, context).build();
    let tables = document.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });

    let media = media::of(document, &pages);
    let drawings = media.iter().map(|media| media.run());
    let mut post = PostProcess::new(tables.collect(), drawings.collect());
    let body = post.part("word/document.xml", &built.document)?;
    let mut around = Vec::new();
    if let Some(text) = &document.watermark {
        let text = text::clean(text);
        for ((header, xml), number) in parts::HEADERS.into_iter().zip(&built.headers).zip(1..) {
            let family = measure::face(layout, Role::Hei);
            let mark = Watermark { text: &text, metrics: context.metrics, family, number };
            around.push((header, post.header(header.name, xml, &mark)?));
        }
    }
    for (footer, xml) in parts::FOOTERS.into_iter().zip(&built.footers) {
        around.push((footer, post.part(footer.name, xml)?));
    }

    let head = pages.letterhead.as_ref();
    let list: Vec<_> = around.iter().map(|(part, _)| *part).collect();
    let (meta, measures) = (&document.meta, context.measures);
    let mut all = vec![
        ("[Content_Types].xml", parts::content_types(&list, &media)),
        ("_rels/.rels", parts::package_relationships()),
        ("word/document.xml", body),
        ("word/_rels/document.xml.rels", parts::document_relationships(&list, &media)),
    ];
    all.extend(around.into_iter().map(|(part, xml)| (part.name, xml)));
    all.extend([
        ("word/styles.xml", styles::part(layout, measures, meta, head)),
        ("word/settings.xml", parts::settings(measures, meta)),
        ("word/fontTable.xml", parts::font_table(layout)),
        ("docProps/core.xml", parts::core_properties(meta)),
        ("docProps/app.xml", parts::app_properties(meta)),
    ]);
    let logo = logo::add(&mut all, head)?;
    let mut all: Vec<(String, Vec<u8>)> = match reference {
        Some(reference) => {
            let text = document.watermark.as_deref().map(text::clean);
            let family = measure::face(layout, Role::Hei);
            let mark = text.as_deref().map(|text| {
                move |number| watermark::run(&Watermark { text, metrics: context.metrics, family, number })
            });
            reference.apply(all, mark.as_ref().map(|mark| mark as &dyn Fn(u32) -> String))?
        }
        None => all.into_iter().map(|(name, text)| (name.to_owned(), text.into_bytes())).collect(),
    };
    all.extend(logo);
    let parts = all.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
    Ok(zip_parts(parts.chain(media.iter().map(|media| (media.name.as_str(), media.bytes))))?)
}

/// The document with its charts as tables of their numbers, as a draft is for editing; and which blocks come
/// of each chart, a heading first.
fn without_charts(document: &Document) -> (Cow<'_, Document>, Vec<Range<usize>>) {
    if !document.blocks.iter().any(|block| matches!(block, Block::Chart(_))) {
        return (Cow::Borrowed(document), Vec::new());
    }
    let (mut blocks, mut charts) = (Vec::new(), Vec::new());
    for block in &document.blocks {
        let start = blocks.len();
        match block {
            Block::Chart(chart) => {
                blocks.extend(chart.tables());
                charts.push(start..blocks.len());
            }
            block => blocks.push(block.clone()),
        }
    }
    (Cow::Owned(Document { blocks, ..document.clone() }), charts)
}
