//! One report from its data file to finished bytes: read, check, lay out, render. Nothing here touches the
//! file system.

mod coverage;
mod fingerprint;
pub mod inputs;

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::diagnostic::{Finding, Severity};
use crate::document::{Block, Chart, Document, DocumentOptions, Role};
use crate::fonts::{FontError, FontOptions, Fonts};
use crate::layout::{Layout, LayoutError};
use crate::render::Template;
use crate::render::docx::{self, DocxError, DocxOptions};
use crate::render::html::{HtmlError, HtmlForm, HtmlOptions, HtmlRenderer};
use crate::render::pdf::{PdfError, PdfOptions, PdfRenderer};
use crate::report::{self, Report};
use crate::rules::{self, CheckOptions};
use crate::templates::Templates;
use crate::yaml::Source;

/// What a report can be made into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// The publication-ready PDF.
    Pdf,
    /// The editable Word draft.
    Docx,
    /// The page for the web site, complete in one file.
    Html,
    /// The page without its head, to paste into a content management system.
    HtmlFragment,
    /// A picture of each page.
    Png,
}

impl Format {
    /// Every format.
    pub const ALL: &[Format] = &[Format::Pdf, Format::Docx, Format::Html, Format::HtmlFragment, Format::Png];

    /// Its name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Pdf => "pdf",
            Format::Docx => "docx",
            Format::Html => "html",
            Format::HtmlFragment => "html-fragment",
            Format::Png => "png",
        }
    }

    /// What stands behind the report's name in the name of its file; for pictures behind the number of the
    /// page.
    pub fn ending(self) -> &'static str {
        match self {
            Format::Pdf => ".pdf",
            Format::Docx => ".docx",
            Format::Html => ".html",
            Format::HtmlFragment => ".fragment.html",
            Format::Png => ".png",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let names: Vec<&str> = Format::ALL.iter().map(|f| f.as_str()).collect();
        Format::ALL
            .iter()
            .copied()
            .find(|f| f.as_str().eq_ignore_ascii_case(text))
            .ok_or_else(|| format!("没有“{text}”这种输出格式，可以写：{}", names.join("、")))
    }
}

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
pub struct BuildOptions {
    /// What to make; PDF and Word draft when empty.
    pub formats: Vec<Format>,
    /// What happens to a report with errors.
    pub on_errors: OnErrors,
    /// Where faces are looked for.
    pub fonts: FontOptions,
    /// How PDFs are made.
    pub pdf: PdfOptions,
    /// How Word drafts are made.
    pub docx: DocxOptions,
    /// Date (year, month, day) of the outputs where a report names none: SOURCE_DATE_EPOCH.
    pub date: Option<(u16, u8, u8)>,
    /// What is drawn besides what the form asks for.
    pub picture: Picture,
    /// The templates; the built-in ones by default.
    pub templates: Templates,
}

/// The optional last page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Picture {
    /// None: only what the form asks for.
    #[default]
    None,
    /// The year's picture: results and applicants by kind, beside last year's where that is known.
    Year,
}

/// A report cannot be built for a reason that is not in its data.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// No faces.
    #[error(transparent)]
    Fonts(#[from] FontError),
    /// The layout's numbers are wrong.
    #[error("版式文件有误：{name}:{error}")]
    Layout {
        /// The file.
        name: String,
        /// What is wrong, with line and column.
        error: LayoutError,
    },
    /// The PDF could not be made.
    #[error("PDF 未能生成：{0}")]
    Pdf(#[from] PdfError),
    /// The Word draft could not be made.
    #[error("Word 文稿未能生成：{0}")]
    Docx(#[from] DocxError),
    /// The page for the web site could not be made.
    #[error(transparent)]
    Html(#[from] HtmlError),
}

/// A finished file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// What it is.
    pub format: Format,
    /// What stands behind the report's name in its name: `.pdf`, `-1.png`.
    pub ending: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// What became of one data file.
#[derive(Debug)]
pub struct Built {
    /// Everything found, in the order of the file.
    pub findings: Vec<Finding>,
    /// Warnings that 豁免 silences.
    pub waived: Vec<Finding>,
    /// The finished files, in the order of [`BuildOptions::formats`]; empty where errors forbid them.
    pub outputs: Vec<Output>,
    /// Name of the files without extension, where the report has one.
    pub name: Option<String>,
}

impl Built {
    /// Nothing but findings: a file that is no report.
    pub fn refused(findings: Vec<Finding>) -> Self {
        Self { findings, waived: Vec::new(), outputs: Vec::new(), name: None }
    }

    /// True if the findings allow outputs.
    pub fn may_be_built(&self, on_errors: OnErrors) -> bool {
        self.name.is_some() && (on_errors == OnErrors::Draft || !self.has_errors())
    }

    /// True if an error was found.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|f| f.severity == Severity::Error)
    }
}

/// Builds reports. Made once, shared by all threads.
pub struct Builder {
    options: BuildOptions,
    formats: Vec<Format>,
    layout: Layout,
    fonts: Arc<Fonts>,
    pdf: PdfRenderer,
    html: HtmlRenderer,
    recipe: blake3::Hasher,
}

/// Dots per inch of pictures of pages: an A4 page is 1240 × 1754.
const PNG_DPI: f64 = 150.0;

/// Text of the watermark on a report that has errors.
const DRAFT: &str = "草稿";

impl Builder {
    /// Reads the faces and the templates.
    ///
    /// # Errors
    /// Faces or layout are missing or wrong.
    pub fn new(options: BuildOptions) -> Result<Self, BuildError> {
        let layout = Layout::parse(&options.templates.layout.text)
            .map_err(|e| BuildError::Layout { name: options.templates.layout.name.clone(), error: e })?;
        let fonts = Arc::new(layout.fonts(&options.fonts)?);
        let Templates { report, page, .. } = &options.templates;
        let template = Template { name: &report.name, source: &report.text };
        let pdf = PdfRenderer::new(&layout, template, fonts.clone(), options.pdf.clone())?;
        let formats = if options.formats.is_empty() {
            vec![Format::Pdf, Format::Docx]
        } else {
            options.formats.clone()
        };
        let html = HtmlRenderer::new(&layout, Template { name: &page.name, source: &page.text })?;
        let recipe = fingerprint::of_run(
            &options,
            &[&options.templates.layout.text, &report.text, &page.text],
            &fonts,
        );
        Ok(Self { options, formats, layout, fonts, pdf, html, recipe })
    }

    /// A hash of all that decides the bytes of an output: the text of the data file, of last year's for the
    /// picture, the format, the templates, the faces, the options and the version of the program. Two outputs
    /// of one recipe are the same, byte for byte.
    pub fn recipe(&self, source: &Source, previous: Option<&Source>, format: Format) -> blake3::Hash {
        // Last year's report is drawn only in the picture.
        let previous = previous.filter(|_| self.options.picture == Picture::Year);
        fingerprint::of_output(&self.recipe, &self.options, source, previous, format)
    }

    /// What it makes of each report.
    pub fn formats(&self) -> &[Format] {
        &self.formats
    }

    /// The faces in use.
    pub fn fonts(&self) -> &Arc<Fonts> {
        &self.fonts
    }

    /// Reads, checks and renders one data file.
    ///
    /// # Errors
    /// An engine failed; what is wrong with the data is in [`Built::findings`].
    pub fn build(&self, source: Arc<Source>, check_options: &CheckOptions) -> Result<Built, BuildError> {
        let (report, findings) = report::read(source);
        let Some(report) = report else {
            return Ok(Built::refused(findings));
        };
        self.build_report(&report, findings, check_options)
    }

    /// Checks and renders a report that was read; `read` is what the reader found.
    ///
    /// # Errors
    /// As [`Builder::build`].
    pub fn build_report(
        &self,
        report: &Report,
        read: Vec<Finding>,
        check_options: &CheckOptions,
    ) -> Result<Built, BuildError> {
        let mut built = self.examine(report, read, check_options);
        if built.may_be_built(self.options.on_errors) {
            built.outputs = self.render_report(report, check_options.previous, &self.formats)?;
        }
        Ok(built)
    }

    /// Checks a report that was read, and renders nothing yet.
    pub fn examine(&self, report: &Report, mut read: Vec<Finding>, check_options: &CheckOptions) -> Built {
        coverage::findings(report, &self.fonts, &mut read);
        let checked = rules::check(report, read, check_options);
        let name = (!report::is_fatal(&checked.findings)).then(|| report::file_name(report));
        Built { findings: checked.findings, waived: checked.waived, outputs: Vec::new(), name }
    }

    /// Renders a report that was examined, in these formats. Last year's report is for the picture of the
    /// year.
    ///
    /// # Errors
    /// As [`Builder::build`].
    pub fn render_report(
        &self,
        report: &Report,
        previous: Option<&Report>,
        formats: &[Format],
    ) -> Result<Vec<Output>, BuildError> {
        self.render_as(self.options.on_errors, report, previous, formats)
    }

    /// The same with the watermark of [`OnErrors::Draft`], or without, whatever [`BuildOptions::on_errors`]
    /// says.
    ///
    /// # Errors
    /// As [`Builder::build`].
    pub fn render_as(
        &self,
        on_errors: OnErrors,
        report: &Report,
        previous: Option<&Report>,
        formats: &[Format],
    ) -> Result<Vec<Output>, BuildError> {
        let watermark = (on_errors == OnErrors::Draft).then(|| DRAFT.to_owned());
        let options =
            DocumentOptions { title_chars: self.layout.title_chars(), watermark, date: self.options.date };
        let mut document = Document::of(report, &options);
        if self.options.picture == Picture::Year {
            document.blocks.extend(Chart::of(report, previous).map(Block::Chart));
        }
        let mut outputs = Vec::new();
        for &format in formats {
            outputs.extend(self.render(&document, format)?);
        }
        Ok(outputs)
    }

    /// Renders a finished document: one file, for pictures one a page.
    ///
    /// # Errors
    /// The engine of the format failed.
    pub fn render(&self, document: &Document, format: Format) -> Result<Vec<Output>, BuildError> {
        let html =
            |form| Ok::<_, BuildError>(self.html.render(document, &HtmlOptions { form })?.into_bytes());
        let bytes = match format {
            Format::Pdf => self.pdf.render(document)?,
            Format::Docx => docx::render(document, &self.layout, &self.options.docx)?,
            Format::Html => html(HtmlForm::Page)?,
            Format::HtmlFragment => html(HtmlForm::Fragment)?,
            Format::Png => {
                let pages = self.pdf.pages_png(document, PNG_DPI)?;
                let output = |(number, bytes)| Output {
                    format,
                    ending: format!("-{}{}", number + 1, format.ending()),
                    bytes,
                };
                return Ok(pages.into_iter().enumerate().map(output).collect());
            }
        };
        Ok(vec![Output { format, ending: format.ending().to_owned(), bytes }])
    }
}

impl Role {
    /// The role in which a report's prose is set.
    const PROSE: Role = Role::Fang;
}
