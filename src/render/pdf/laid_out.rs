//! A report on its pages. Laying out takes most of the time of every format with pages, so it is done once
//! for all that are asked for.

use std::borrow::Cow;

use typst_layout::PagedDocument;

use crate::document::Document;

use super::places::Spot;
use super::{PdfError, compile};

/// A report on its pages; made by [`PdfRenderer::lay_out`](super::PdfRenderer::lay_out).
pub struct LaidOut<'d> {
    /// What was laid out: the document without its tracked changes.
    pub(in crate::render) document: Cow<'d, Document>,
    pub(in crate::render) pages: PagedDocument,
    /// What was handed to the engine, to be found again on the pages.
    pub(in crate::render) spots: Vec<Spot>,
}

impl LaidOut<'_> {
    /// The pages as PNG images, at so many dots per inch.
    ///
    /// # Errors
    /// The engine failed.
    pub fn png(&self, dpi: f64) -> Result<Vec<Vec<u8>>, PdfError> {
        self.on_own_pool(|report| compile::images(&report.pages, dpi))
    }

    /// Calls `f` where the engine may be used: in this thread's own pool, with a panic turned into an error.
    ///
    /// # Errors
    /// [`PdfError::Engine`] for a panic; else the error of `f`.
    pub(in crate::render) fn on_own_pool<T: Send>(
        &self,
        f: impl FnOnce(&Self) -> Result<T, PdfError> + Send,
    ) -> Result<T, PdfError> {
        compile::on_own_pool(|| f(self))
    }
}
