//! Running the engine: from a report's data to laid-out pages, and from pages to PDF and PNG.
//!
//! # Page numbers
//! The engine could count pages itself, but a template that asks for the number of the page is laid out a
//! second time, which would cost every report as much again. So reports are laid out without page numbers,
//! and these are added to the finished pages:
//!
//! 1. The template is laid out once with the data `{"page_numbers": 8}` instead of a report: eight pages with
//!    nothing but `— 1 —`, `— 2 —` … at the place for odd and even pages ([`Numbers::ensure`]).
//! 2. The frames of these pages are kept by the renderer, for all its reports.
//! 3. The frame of page *n* is pushed onto page *n* of each report ([`Numbers::stamp`]).
//!
//! A report of 11 pages makes the template be laid out once more, with 16 numbers.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use typst::WorldExt;
use typst::diag::{SourceDiagnostic, SourceResult, Warned};
use typst::foundations::{Bytes, Datetime, Smart};
use typst::layout::{Frame, Point};
use typst::utils::Scalar;
use typst_layout::{Page, PagedDocument};
use typst_pdf::{PdfOptions as Export, Timestamp};

use crate::document::{Document, Meta};
use crate::layout::PT_PER_INCH;
use crate::picture::Picture;
use crate::wording;

use super::world::{Main, ReportWorld, Shared, picture_name, shared_bytes};
use super::{PdfError, PdfRenderer, Problem};

/// Stack of a rendering thread in bytes. The engine recurses over the template and over nested content; only
/// what is used takes memory.
const STACK: usize = 16 << 20;

thread_local! {
    /// The engine spreads work over the rayon pool it runs in, and a thread that waits for such work takes
    /// up any other work of the pool. In a pool shared with other reports it would so begin a second report
    /// in the middle of the first, and a third in the middle of that, until the stack is full. So each
    /// thread that renders has a pool of one thread to itself.
    static POOL: RefCell<Option<rayon::ThreadPool>> = const { RefCell::new(None) };
}

/// Runs `f` on this thread's own pool and turns a panic in it into an error.
///
/// # Errors
/// [`PdfError::Engine`] if the pool cannot be made or `f` panics; else the error of `f`.
pub(super) fn on_own_pool<T: Send>(f: impl FnOnce() -> Result<T, PdfError> + Send) -> Result<T, PdfError> {
    POOL.with_borrow_mut(|slot| on_pool(slot, f))
}

/// Runs `f` as [`on_own_pool`] does, on a pool that all previews share, one after another.
///
/// The allocator keeps for each thread what was freed there. Previews that are laid out now on one thread
/// and now on another would so take the memory of the largest one several times.
///
/// # Errors
/// As [`on_own_pool`].
pub(super) fn on_preview_pool<T: Send>(
    f: impl FnOnce() -> Result<T, PdfError> + Send,
) -> Result<T, PdfError> {
    static PREVIEWS: Mutex<Option<rayon::ThreadPool>> = Mutex::new(None);
    on_pool(&mut PREVIEWS.lock().unwrap_or_else(PoisonError::into_inner), f)
}

fn on_pool<T: Send>(
    slot: &mut Option<rayon::ThreadPool>,
    f: impl FnOnce() -> Result<T, PdfError> + Send,
) -> Result<T, PdfError> {
    let pool = match slot {
        Some(pool) => pool,
        None => {
            let name = |_| "nianbao-pdf".to_owned();
            let pool =
                rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(STACK).thread_name(name).build();
            slot.insert(pool.map_err(|e| PdfError::Engine(e.to_string()))?)
        }
    };
    pool.install(|| guarded(f))
}

/// Drops results that the engine has memoized and not used for so many reports. To be called once for each
/// report that is laid out, failures included.
pub(super) fn forget_unused(reports: usize) {
    typst::comemo::evict(reports);
}

/// Drops all results that the engine has memoized.
pub(super) fn forget() {
    forget_unused(0);
}

/// Runs `f` and turns a panic in it into an error.
///
/// # Errors
/// [`PdfError::Engine`] if `f` panics; else the error of `f`.
pub(super) fn guarded<T>(f: impl FnOnce() -> Result<T, PdfError>) -> Result<T, PdfError> {
    catch_unwind(AssertUnwindSafe(f)).unwrap_or_else(|panic| Err(PdfError::Engine(panic_text(&*panic))))
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text =
        panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("panic").to_owned()
}

/// Lays out one report, or the pages with nothing but page numbers. `report` is what the template reads as
/// `report.json`.
///
/// # Errors
/// [`PdfError::Template`] for errors of the template and for warnings too: after a warning, of an unknown
/// face for example, the pages would not look as the template asks.
pub(super) fn lay_out(
    shared: &Shared,
    report: String,
    pictures: Vec<Bytes>,
) -> Result<PagedDocument, PdfError> {
    compile(&ReportWorld { shared, report: Bytes::from_string(report), pictures, main: Main::Template })
}

/// Lays out a page that is a picture and nothing else, so large in points.
pub(super) fn lay_out_picture(shared: &Shared, picture: &Arc<Picture>) -> Result<PagedDocument, PdfError> {
    let (width, height) = picture.size_pt();
    let format = picture.kind().endings()[0];
    let data = serde_json::json!({
        "file": picture_name(0), "format": format, "width": width, "height": height,
    });
    let (report, pictures) =
        (Bytes::from_string(data.to_string()), vec![shared_bytes(picture, &shared.fonts)]);
    compile(&ReportWorld { shared, report, pictures, main: Main::Sheet })
}

fn compile(world: &ReportWorld<'_>) -> Result<PagedDocument, PdfError> {
    let Warned { output, warnings } = typst::compile::<PagedDocument>(world);
    let document = output.map_err(|errors| PdfError::Template(problems(world, &errors)))?;
    if warnings.is_empty() { Ok(document) } else { Err(PdfError::Template(problems(world, &warnings))) }
}

fn problems(world: &ReportWorld<'_>, diagnostics: &[SourceDiagnostic]) -> Vec<Problem> {
    diagnostics
        .iter()
        .map(|d| Problem {
            place: place(world, d),
            message: wording::typst(&d.message),
            hints: d.hints.iter().map(|h| h.v.to_string()).collect(),
        })
        .collect()
}

/// Name, line and column (from 1) of the place in the template: that of the diagnostic itself, or if this
/// lies in the engine's library, of the nearest call in the template that leads there.
fn place(world: &ReportWorld<'_>, diagnostic: &SourceDiagnostic) -> Option<(String, usize, usize)> {
    use typst::World;
    let source = world.source(world.main()).ok()?;
    let spans = std::iter::once(diagnostic.span).chain(diagnostic.trace.iter().map(|t| t.span.into()));
    let range = spans.filter(|s| s.id() == Some(world.main())).find_map(|s| world.range(s))?;
    let (line, column) = source.lines().byte_to_line_column(range.start)?;
    Some((world.shared.template_name.clone(), line + 1, column + 1))
}

/// The frames of pages with nothing but their numbers, from page 1 on. They are the same for all reports, so
/// they are laid out once; see the [module](self).
#[derive(Default)]
pub(super) struct Numbers(RwLock<Vec<Frame>>);

impl Numbers {
    /// Puts the page numbers on the pages of a report, and title and author into its properties.
    ///
    /// # Errors
    /// The template fails when the numbers are laid out.
    pub(super) fn stamp(
        &self,
        shared: &Shared,
        laid_out: PagedDocument,
        document: &Document,
    ) -> Result<PagedDocument, PdfError> {
        let count = laid_out.pages().len();
        let mut info = typst::model::Document::info(&laid_out).clone();
        info.title = Some(document.meta.title.as_str().into());
        info.author = vec![document.meta.author.as_str().into()];
        // The date is given to the exporter, with a time zone.
        info.date = Smart::Auto;
        // The pages are shared by reference count. Dropping the document first leaves one owner, so that
        // `make_mut` below changes them in place and does not copy them.
        let mut pages: typst::ecow::EcoVec<_> = laid_out.pages().into();
        drop(laid_out);
        self.ensure(shared, count)?;
        let frames = self.0.read().map_err(|_| poisoned())?;
        for (page, number) in pages.make_mut().iter_mut().zip(frames.iter()) {
            page.frame.push_frame(Point::zero(), number.clone());
        }
        Ok(PagedDocument::new(pages, info))
    }

    /// Lays out the numbers of at least `count` pages, if there are not as many yet.
    fn ensure(&self, shared: &Shared, count: usize) -> Result<(), PdfError> {
        if self.0.read().map_err(|_| poisoned())?.len() >= count {
            return Ok(());
        }
        // By eights, so that reports of growing length do not each lay them out anew. Two threads may both
        // do so at once; they make the same frames.
        let wanted = count.next_multiple_of(8);
        let sheets = lay_out(shared, serde_json::json!({ "page_numbers": wanted }).to_string(), Vec::new())?;
        let frames = sheets.pages().iter().map(|p| p.frame.clone()).collect();
        *self.0.write().map_err(|_| poisoned())? = frames;
        Ok(())
    }
}

fn poisoned() -> PdfError {
    PdfError::Engine("page numbers".to_owned())
}

impl PdfRenderer {
    /// Finished pages to PDF, with the report's date at midnight UTC: no clock is read.
    ///
    /// # Errors
    /// [`PdfError::Export`] if the file would break one of its standards.
    pub(super) fn export(&self, meta: &Meta, pages: &PagedDocument) -> Result<Vec<u8>, PdfError> {
        let day = meta.date;
        let date = Datetime::from_ymd_hms(day.year().into(), day.month(), day.day(), 0, 0, 0);
        let options = Export {
            creator: Smart::Custom(Some(concat!("nianbao ", env!("CARGO_PKG_VERSION")).to_owned())),
            timestamp: date.map(Timestamp::new_utc),
            standards: self.standards.clone(),
            ..Export::default()
        };
        let result: SourceResult<Vec<u8>> = typst_pdf::pdf(pages, &options);
        result.map_err(|errors| {
            let world = ReportWorld {
                shared: &self.shared,
                report: Bytes::from_string(String::new()),
                pictures: Vec::new(),
                main: Main::Template,
            };
            PdfError::Export(problems(&world, &errors))
        })
    }
}

/// Finished pages to PNG images, one for each page.
pub(super) fn images(pages: &PagedDocument, dpi: f64) -> Result<Vec<Vec<u8>>, PdfError> {
    pages.pages().iter().map(|page| image(page, dpi / PT_PER_INCH)).collect()
}

/// A page to a PNG image that can be seen through where nothing is drawn, for another format that has no
/// means for what is on the page.
#[cfg(feature = "ofd")]
pub(in crate::render) fn transparent_png(page: &Page, pixel_per_pt: f64) -> Result<Vec<u8>, PdfError> {
    let image = typst_render::render(page, &at_resolution(pixel_per_pt));
    let pixels = image.pixels().iter().map(|pixel| pixel.demultiply());
    let rgba: Vec<u8> = pixels.flat_map(|p| [p.red(), p.green(), p.blue(), p.alpha()]).collect();
    encoded(image.width(), image.height(), png::ColorType::Rgba, &rgba)
}

/// A finished page to a PNG image.
pub(super) fn image(page: &Page, pixel_per_pt: f64) -> Result<Vec<u8>, PdfError> {
    let image = typst_render::render(page, &at_resolution(pixel_per_pt));
    // Pages have a white ground, so every pixel is opaque and the alpha channel can be left out.
    let rgb: Vec<u8> = image.data().chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect();
    encoded(image.width(), image.height(), png::ColorType::Rgb, &rgb)
}

fn at_resolution(pixel_per_pt: f64) -> typst_render::RenderOptions {
    typst_render::RenderOptions { pixel_per_pt: Scalar::new(pixel_per_pt), render_bleed: false }
}

/// Pixels as a PNG.
fn encoded(width: u32, height: u32, color: png::ColorType, pixels: &[u8]) -> Result<Vec<u8>, PdfError> {
    let encode = || {
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, width, height);
        encoder.set_color(color);
        encoder.set_compression(png::Compression::Fast);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(pixels)?;
        writer.finish()?;
        Ok(out)
    };
    encode().map_err(|error: png::EncodingError| PdfError::Engine(error.to_string()))
}
