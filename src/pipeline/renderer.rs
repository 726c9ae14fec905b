//! The engines of the formats that are compiled in, made once and shared by all threads.

#[cfg(feature = "docx")]
use std::borrow::Cow;
use std::sync::Arc;
#[cfg(feature = "html")]
use std::sync::OnceLock;

use super::{BuildOptions, ChartPage, Format, OnErrors, fingerprint};
use crate::document::{Block, Chart, Document, DocumentOptions};
use crate::fonts::{FontError, Fonts};
#[cfg(all(feature = "docx", feature = "pdf"))]
use crate::layout::PT_PER_INCH;
use crate::layout::{Layout, LayoutError};
use crate::picture::Pictures;
#[cfg(all(feature = "docx", feature = "pdf"))]
use crate::picture::{Picture, PictureKind};
#[cfg(feature = "docx")]
use crate::render::docx::{DocxError, DocxRenderer, Reference, ReferenceError};
#[cfg(feature = "html")]
use crate::render::html::{HtmlError, HtmlForm, HtmlOptions, HtmlRenderer};
#[cfg(feature = "ofd")]
use crate::render::ofd::{OfdError, OfdRenderer};
#[cfg(feature = "pdf")]
use crate::render::pdf::{LaidOut, PdfError, PdfRenderer, Preview};
use crate::report::Report;
use crate::templates::TemplateError;
#[cfg(feature = "html")]
use crate::templates::{self, Template};
use crate::yaml::Source;

/// A report cannot be built for a reason that is not in its data.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
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
        #[source]
        error: LayoutError,
    },
    /// A file that the templates name cannot be used.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The PDF could not be made.
    #[cfg(feature = "pdf")]
    #[error("PDF 未能生成：{0}")]
    Pdf(#[from] PdfError),
    /// The OFD could not be made.
    #[cfg(feature = "ofd")]
    #[error("OFD 未能生成：{0}")]
    Ofd(#[from] OfdError),
    /// The Word draft could not be made.
    #[cfg(feature = "docx")]
    #[error("Word 文稿未能生成：{0}")]
    Docx(#[from] DocxError),
    /// The reference of Word drafts is none.
    #[cfg(feature = "docx")]
    #[error("Word 参考文档 {name} 不能用：{error}")]
    Reference {
        /// The file.
        name: String,
        /// What is wrong.
        #[source]
        error: ReferenceError,
    },
    /// The page for the web site could not be made.
    #[cfg(feature = "html")]
    #[error(transparent)]
    Html(#[from] HtmlError),
    /// The program was built without the engine of this format.
    #[error("这个程序没有编入 {0} 格式")]
    NotCompiledIn(Format),
    /// A pipeline that only checks was asked for outputs.
    #[error("这里只核对，不生成")]
    ChecksOnly,
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

/// Dots per inch of pictures of pages: an A4 page is 1240 × 1754.
#[cfg(feature = "pdf")]
const PNG_DPI: f64 = 150.0;

/// Dots per inch of a drawing in a Word draft, and the most pixels of one side of it.
#[cfg(all(feature = "docx", feature = "pdf"))]
const DRAWING_DPI: f64 = 300.0;
#[cfg(all(feature = "docx", feature = "pdf"))]
const DRAWING_SIDE_PX: f64 = 2400.0;

/// Dots per inch at which a drawing becomes a bitmap of no more than so many pixels.
#[cfg(all(feature = "docx", feature = "pdf"))]
fn drawing_dpi(picture: &Picture) -> f64 {
    let (width, height) = picture.size_pt();
    DRAWING_DPI.min(DRAWING_SIDE_PX * PT_PER_INCH / width.max(height))
}

/// Text of the watermark on a report that has errors.
const DRAFT: &str = "草稿";

/// What an output is made of.
#[derive(Clone, Copy)]
pub(super) struct Content<'a> {
    pub report: &'a Report,
    /// Last year's.
    pub previous: Option<&'a Report>,
    /// Those of the report's prose.
    pub pictures: &'a Pictures,
}

/// A document, and its pages once a format asked for them.
struct Prepared<'d> {
    document: &'d Document,
    #[cfg(feature = "pdf")]
    laid_out: Option<LaidOut<'d>>,
}

impl<'d> Prepared<'d> {
    fn new(document: &'d Document) -> Self {
        Self {
            document,
            #[cfg(feature = "pdf")]
            laid_out: None,
        }
    }

    #[cfg(feature = "pdf")]
    fn laid_out(&mut self, pdf: &PdfRenderer) -> Result<&LaidOut<'d>, PdfError> {
        match &mut self.laid_out {
            Some(laid_out) => Ok(laid_out),
            none => Ok(none.insert(pdf.lay_out(self.document)?)),
        }
    }
}

/// The engine of the web page. Reading its template takes longer than all else that has to be done before the
/// first report, so it is read when the first page is asked for.
#[cfg(feature = "html")]
struct LazyPage {
    layout: Layout,
    renderer: OnceLock<Result<HtmlRenderer, HtmlError>>,
}

#[cfg(feature = "html")]
impl LazyPage {
    /// A template of one's own is read at once, as something may be wrong with it.
    fn new(layout: Layout, template: &Template) -> Result<Self, HtmlError> {
        let page = Self { layout, renderer: OnceLock::new() };
        if template.text != templates::PAGE {
            page.renderer(template)?;
        }
        Ok(page)
    }

    fn renderer(&self, template: &Template) -> Result<&HtmlRenderer, HtmlError> {
        let read = || HtmlRenderer::new(&self.layout, template);
        self.renderer.get_or_init(read).as_ref().map_err(Clone::clone)
    }
}

/// Faces, templates and engines.
pub(super) struct Renderer {
    pub options: BuildOptions,
    pub formats: Vec<Format>,
    pub fonts: Arc<Fonts>,
    #[cfg(feature = "pdf")]
    pdf: PdfRenderer,
    #[cfg(feature = "ofd")]
    ofd: OfdRenderer,
    #[cfg(feature = "docx")]
    docx: DocxRenderer,
    #[cfg(feature = "html")]
    html: LazyPage,
    run: blake3::Hasher,
}

impl Renderer {
    /// Reads the faces and the templates.
    pub fn new(options: BuildOptions) -> Result<Self, BuildError> {
        let layout = Layout::parse(&options.templates.layout.text)
            .map_err(|e| BuildError::Layout { name: options.templates.layout.name.clone(), error: e })?;
        let fonts = Arc::new(layout.fonts(&options.fonts)?);
        let formats = if options.formats.is_empty() { Format::defaults() } else { options.formats.clone() };
        #[cfg(feature = "pdf")]
        if formats.iter().any(|format| format.has_pages()) {
            fonts.load_in_background();
        }
        let templates = &options.templates;
        let texts = [&templates.layout, &templates.report, &templates.page, &templates.form];
        let mut contents: Vec<&[u8]> = texts.map(|template| template.text.as_bytes()).to_vec();
        contents.extend(templates.reference.iter().map(|reference| reference.bytes.as_slice()));
        let logo = match &layout.logo {
            Some(logo) => Some(Arc::new(templates.logo(&logo.file)?)),
            None => None,
        };
        contents.extend(logo.iter().map(|logo| logo.bytes()));
        let run = fingerprint::of_run(&options, &contents, &fonts);
        #[cfg(any(feature = "pdf", feature = "docx", feature = "html"))]
        let layout = logo.into_iter().fold(layout, Layout::with_logo);
        #[cfg(feature = "pdf")]
        let pdf = PdfRenderer::new(&layout, &templates.report, fonts.clone(), options.pdf.clone())?;
        #[cfg(feature = "docx")]
        let docx = match &templates.reference {
            None => DocxRenderer::new(&layout, &fonts),
            Some(file) => Reference::read(&file.bytes)
                .and_then(|reference| DocxRenderer::new(&layout, &fonts).with_reference(reference))
                .map_err(|error| BuildError::Reference { name: file.name.clone(), error })?,
        };
        #[cfg(feature = "html")]
        let html = LazyPage::new(layout, &templates.page)?;
        Ok(Self {
            formats,
            fonts,
            #[cfg(feature = "pdf")]
            pdf,
            #[cfg(feature = "ofd")]
            ofd: OfdRenderer::new(),
            #[cfg(feature = "docx")]
            docx,
            #[cfg(feature = "html")]
            html,
            run,
            options,
        })
    }

    /// See [`super::Pipeline::common_fingerprint`].
    pub fn common_fingerprint(&self) -> blake3::Hash {
        self.run.finalize()
    }

    /// See [`super::Pipeline::fingerprint`].
    pub fn fingerprint(
        &self,
        [own, previous]: [Option<&Source>; 2],
        pictures: &Pictures,
        format: Format,
    ) -> blake3::Hash {
        // Of last year's report only the chart shows something, so nothing else depends on it.
        let previous = previous.filter(|_| self.options.chart == ChartPage::Year);
        fingerprint::of_output(&self.run, &self.options, [own, previous], pictures, format)
    }

    /// A report in these formats, one after another. Last year's figures are drawn in the chart.
    pub fn report(
        &self,
        on_errors: OnErrors,
        content: Content,
        formats: &[Format],
    ) -> Result<Vec<Output>, BuildError> {
        self.document(&self.document_of(on_errors, content), formats)
    }

    /// A report laid out, for its pages to be drawn one by one.
    #[cfg(feature = "pdf")]
    pub fn preview(&self, on_errors: OnErrors, content: Content) -> Result<Preview, BuildError> {
        Ok(self.pdf.preview(&self.document_of(on_errors, content))?)
    }

    fn document_of(&self, on_errors: OnErrors, content: Content) -> Document {
        let watermark = (on_errors == OnErrors::Draft).then(|| DRAFT.to_owned());
        let Content { report, previous, pictures } = content;
        let options = DocumentOptions { watermark, date: self.options.date, pictures: pictures.clone() };
        let mut document = Document::of(report, &options);
        if self.options.chart == ChartPage::Year {
            document.blocks.extend(Chart::of(report, previous).map(Block::Chart));
        }
        document
    }

    /// A finished document in these formats, one after another: one output each, or one for each page where
    /// pages become images.
    pub fn document(&self, document: &Document, formats: &[Format]) -> Result<Vec<Output>, BuildError> {
        let mut prepared = Prepared::new(document);
        let mut outputs = Vec::new();
        for &format in formats {
            outputs.extend(self.format(&mut prepared, format)?);
        }
        Ok(outputs)
    }

    fn format(&self, prepared: &mut Prepared<'_>, format: Format) -> Result<Vec<Output>, BuildError> {
        #[cfg(any(feature = "pdf", feature = "docx", feature = "html"))]
        let one_file = |bytes| Ok(vec![Output { format, ending: format.ending().to_owned(), bytes }]);
        #[cfg(not(any(feature = "pdf", feature = "docx", feature = "html")))]
        let _ = prepared.document;
        match format {
            #[cfg(feature = "pdf")]
            Format::Pdf => one_file(self.pdf.pdf(prepared.laid_out(&self.pdf)?)?),
            #[cfg(feature = "ofd")]
            Format::Ofd => one_file(self.ofd.render(prepared.laid_out(&self.pdf)?)?),
            #[cfg(feature = "docx")]
            Format::Docx => {
                let document = self.without_drawings(prepared.document)?;
                one_file(self.docx.render(&document, &self.options.docx)?)
            }
            #[cfg(feature = "html")]
            Format::Html => one_file(self.page(prepared.document, HtmlForm::Page)?),
            #[cfg(feature = "html")]
            Format::HtmlFragment => one_file(self.page(prepared.document, HtmlForm::Fragment)?),
            #[cfg(feature = "pdf")]
            Format::Png => {
                let pages = prepared.laid_out(&self.pdf)?.png(PNG_DPI)?;
                let output = |(number, bytes)| Output {
                    format,
                    ending: format!("-{}{}", number + 1, format.ending()),
                    bytes,
                };
                Ok(pages.into_iter().enumerate().map(output).collect())
            }
            #[cfg(not(all(feature = "ofd", feature = "docx", feature = "html")))]
            format => Err(BuildError::NotCompiledIn(format)),
        }
    }

    /// The document with its drawings (SVG), which Word does not show by themselves, as bitmaps.
    #[cfg(all(feature = "docx", feature = "pdf"))]
    fn without_drawings<'d>(&self, document: &'d Document) -> Result<Cow<'d, Document>, BuildError> {
        let is_drawing = |block: &Block| match block {
            Block::Figure(figure) => figure.picture.kind() == PictureKind::Svg,
            _ => false,
        };
        if !document.blocks.iter().any(is_drawing) {
            return Ok(Cow::Borrowed(document));
        }
        let mut document = document.clone();
        for block in &mut document.blocks {
            if let Block::Figure(figure) = block
                && figure.picture.kind() == PictureKind::Svg
            {
                let png = self.pdf.picture_png(&figure.picture, drawing_dpi(&figure.picture))?;
                // Not too large, so only one that the engine wrote wrongly would be refused.
                if let Ok(bitmap) = figure.picture.as_bitmap(png) {
                    figure.picture = Arc::new(bitmap);
                }
            }
        }
        Ok(Cow::Owned(document))
    }

    /// Without the engine of the PDF nothing draws them: their words stand in their place.
    #[cfg(all(feature = "docx", not(feature = "pdf")))]
    #[expect(clippy::unnecessary_wraps, clippy::unused_self, reason = "as with the engine")]
    fn without_drawings<'d>(&self, document: &'d Document) -> Result<Cow<'d, Document>, BuildError> {
        Ok(Cow::Borrowed(document))
    }

    #[cfg(feature = "html")]
    fn page(&self, document: &Document, form: HtmlForm) -> Result<Vec<u8>, BuildError> {
        let html = self.html.renderer(&self.options.templates.page)?;
        Ok(html.render(document, &HtmlOptions { form })?.into_bytes())
    }
}
