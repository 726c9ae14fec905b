//! How reports are built.

use crate::date::Date;
use crate::fonts::FontOptions;
#[cfg(feature = "docx")]
use crate::render::docx::DocxOptions;
#[cfg(feature = "pdf")]
use crate::render::pdf::PdfOptions;
use crate::templates::Templates;

use super::Format;

/// What happens to a report with errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnErrors {
    /// It is not built.
    #[default]
    Refuse,
    /// It is built all the same, with a watermark 草稿 on every page.
    Draft,
}

/// How reports are built.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct BuildOptions {
    /// What to make. Empty means a PDF and a Word draft.
    pub formats: Vec<Format>,
    /// What happens to a report with errors.
    pub on_errors: OnErrors,
    /// Where faces are looked for.
    pub fonts: FontOptions,
    /// How PDFs are made.
    #[cfg(feature = "pdf")]
    pub pdf: PdfOptions,
    /// How Word drafts are made.
    #[cfg(feature = "docx")]
    pub docx: DocxOptions,
    /// Date in the properties of the outputs where a report names none. The command line takes it from
    /// `SOURCE_DATE_EPOCH`, the usual variable of reproducible builds; the clock is never read.
    pub date: Option<Date>,
    /// Whether a page of charts follows what the form asks for.
    pub chart: ChartPage,
    /// The templates; the built-in ones by default.
    pub templates: Templates,
}

/// The optional last page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ChartPage {
    /// None: only what the form asks for.
    #[default]
    None,
    /// The chart of the year's figures: results and applicants by kind, beside last year's where these are
    /// known.
    Year,
}
