//! The PDF, and images of its pages, through typst.
//!
//! A [`PdfRenderer`] is made once and shared by all threads: the engine's library, the faces and the parsed
//! template. Each report adds only its data, as a JSON file that exists in memory; no text of a report is
//! ever read as markup.

mod compile;
mod data;
mod error;
mod laid_out;
mod places;
mod preview;
mod table;
mod text;
mod text_pieces;
mod world;

use std::borrow::Cow;
use std::sync::Arc;

use typst_layout::PagedDocument;
use typst_pdf::PdfStandards;

use crate::document::Document;
use crate::fonts::Fonts;
use crate::layout::{AdvanceTable, Layout, Metrics};
use crate::picture::Picture;
use crate::templates::Template;

use self::compile::Numbers;
use self::world::Shared;

#[cfg(feature = "ofd")]
pub(in crate::render) use self::compile::transparent_png;
pub use self::error::{PdfError, Problem};
pub use self::laid_out::LaidOut;
#[cfg(feature = "ofd")]
pub(in crate::render) use self::places::{PieceSpot, Spot};
pub use self::places::{Place, Target};
pub use self::preview::{Preview, PreviewPage};
pub use typst_pdf::PdfStandard;

/// How PDFs are made.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct PdfOptions {
    /// Standards that the file must keep. PDF/A-2a (archives) with PDF/UA-1 (accessibility) by default; none
    /// of them is a plain tagged PDF 1.7. A file that breaks one is an error, never written.
    pub standards: Vec<PdfStandard>,
    /// For how many reports the engine keeps memoized results that are not used again. At least one more
    /// than the number of threads that render at once, or reports drop the results of each other; more takes
    /// memory (about 3 MB a report) and gains little.
    pub memory: usize,
}

impl Default for PdfOptions {
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        Self { standards: vec![PdfStandard::A_2a, PdfStandard::Ua_1], memory: threads + 2 }
    }
}

/// A standard by its usual short name: `a-2a`, `ua-1`, `1.7` …
///
/// ```
/// use nianbao::render::pdf::{PdfStandard, standard};
/// assert_eq!(standard("ua-1"), Some(PdfStandard::Ua_1));
/// assert_eq!(standard("docx"), None);
/// ```
pub fn standard(name: &str) -> Option<PdfStandard> {
    serde_json::from_value(serde_json::Value::from(name)).ok()
}

/// With more pages than this the engine forgets a preview once it is laid out: what it remembers takes as
/// much memory as the pages, and comes on top of them when the next text is laid out.
const MAX_REMEMBERED_PAGES: usize = 160;

/// Makes PDFs of reports of one official format. Shared by all threads that render.
pub struct PdfRenderer {
    shared: Shared,
    layout: Layout,
    advances: AdvanceTable,
    numbers: Numbers,
    standards: PdfStandards,
    options: PdfOptions,
}

impl PdfRenderer {
    /// A renderer for a layout, its template and faces.
    ///
    /// # Errors
    /// [`PdfError::Standards`] if the standards exclude each other. The template is first used by the first
    /// report.
    pub fn new(
        layout: &Layout,
        template: &Template,
        fonts: Arc<Fonts>,
        options: PdfOptions,
    ) -> Result<Self, PdfError> {
        let standards = PdfStandards::new(&options.standards)
            .map_err(|e| PdfError::Standards(e.message().to_string()))?;
        Ok(Self {
            advances: AdvanceTable::of(&fonts),
            shared: Shared::new(layout, template, fonts),
            layout: layout.clone(),
            numbers: Numbers::default(),
            standards,
            options,
        })
    }

    /// The report as a PDF. Call it from any thread but not from inside a rayon iterator; the same document
    /// gives the same bytes.
    ///
    /// # Errors
    /// The template is wrong (with the line), the engine failed, or the file would break a standard.
    pub fn render(&self, document: &Document) -> Result<Vec<u8>, PdfError> {
        self.pdf(&self.lay_out(document)?)
    }

    /// The pages as PNG images, at so many dots per inch.
    ///
    /// # Errors
    /// As [`PdfRenderer::render`].
    pub fn pages_png(&self, document: &Document, dpi: f64) -> Result<Vec<Vec<u8>>, PdfError> {
        self.lay_out(document)?.png(dpi)
    }

    /// The report with all its tracked changes accepted, on its pages: to write more than one format with
    /// pages from. What is written of it does not depend on what else is.
    ///
    /// # Errors
    /// As [`PdfRenderer::render`], but for standards: they are the file's.
    pub fn lay_out<'d>(&self, document: &'d Document) -> Result<LaidOut<'d>, PdfError> {
        compile::on_own_pool(|| {
            let result = self.laid_out(document.accepted());
            compile::forget_unused(self.options.memory);
            result
        })
    }

    /// A report that is laid out, as a PDF.
    ///
    /// # Errors
    /// The engine failed, or the file would break a standard.
    pub fn pdf(&self, report: &LaidOut<'_>) -> Result<Vec<u8>, PdfError> {
        report.on_own_pool(|report| self.export(&report.document.meta, &report.pages))
    }

    /// The report laid out, for its pages to be drawn one by one.
    ///
    /// # Errors
    /// As [`PdfRenderer::render`].
    pub fn preview(&self, document: &Document) -> Result<Preview, PdfError> {
        compile::on_preview_pool(|| {
            let laid_out = self.laid_out(document.accepted());
            compile::forget_unused(self.options.memory);
            let LaidOut { pages, spots, .. } = laid_out?;
            let preview = Preview::new(pages, &spots, &self.layout);
            if preview.pages().len() > MAX_REMEMBERED_PAGES {
                compile::forget();
            }
            Ok(preview)
        })
    }

    /// A picture as a PNG of so many dots per inch, for an output that does not show its kind.
    ///
    /// # Errors
    /// The engine cannot draw the picture.
    pub fn picture_png(&self, picture: &Arc<Picture>, dpi: f64) -> Result<Vec<u8>, PdfError> {
        compile::on_own_pool(|| {
            let page = compile::lay_out_picture(&self.shared, picture)?;
            let mut images = compile::images(&page, dpi)?;
            images.pop().ok_or_else(|| PdfError::Engine("no page".to_owned()))
        })
    }

    /// The finished pages, for tests that ask where things stand.
    ///
    /// # Errors
    /// As [`PdfRenderer::render`].
    #[doc(hidden)]
    pub fn pages(&self, document: &Document) -> Result<PagedDocument, PdfError> {
        Ok(self.lay_out(document)?.pages)
    }

    /// The faces in use.
    pub fn fonts(&self) -> &Arc<Fonts> {
        &self.shared.fonts
    }

    /// A report without tracked changes on its pages. To be called in a pool of one thread.
    fn laid_out<'d>(&self, document: Cow<'d, Document>) -> Result<LaidOut<'d>, PdfError> {
        let metrics = Metrics { layout: &self.layout, advances: &self.advances };
        let (data, spots) = data::json(&document, &self.shared.fonts, metrics);
        let laid_out = compile::lay_out(&self.shared, data, world::pictures(&document, &self.shared.fonts))?;
        let pages = self.numbers.stamp(&self.shared, laid_out, &document)?;
        Ok(LaidOut { document, pages, spots })
    }
}
