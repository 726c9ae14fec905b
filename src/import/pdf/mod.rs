//! PDFs to paragraphs and tables.
//!
//! A PDF says where each character stands, and nothing of words, lines, paragraphs or cells (a tagged one
//! says some of it). So they are made of what is seen, in steps that each know only the one before:
//!
//! ```text
//! bytes ─ preflight ─▶ interpreter ─ glyphs ─▶ characters, lines drawn, pictures
//!                                                │              │
//!                                                │          rulings ─ grid ─▶ cells ◀─┐
//!                                                └───────────── lines ───────────────┤ characters inside
//!                                                                 │                  ▼
//!                               pages: no page numbers, tables that go on are one ◀──┘
//!                                                                 │
//!                                                    paragraphs ─▶ items of `content`
//! ```
//!
//! The interpreter is hayro-interpret, the one typst reads PDFs with. `process` runs all of it apart from the
//! program.

mod actual_text;
mod code_tables;
mod error;
mod glyph;
mod glyphs;
mod grid;
mod groups;
mod joined;
mod limits;
mod lines;
mod pages;
mod paragraphs;
mod preflight;
mod process;
mod rulings;
mod structure;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, interpret_page};
use kurbo::{Affine, Rect};
use serde::{Deserialize, Serialize};

use self::actual_text::ActualTexts;
use self::glyphs::{Collector, PageContent};
use self::joined::Table;
use self::pages::{PageBody, Part};
use self::paragraphs::Piece;
use self::preflight::Measured;
use self::structure::Tags;
use super::content::{Grid, GridCell, Item, Paragraph, Trust};
use crate::diagnostic::Provenance;

pub use error::PdfError;
pub use process::{answer_with_a_pdf, read_pdfs_in_a_process};

/// What a PDF holds.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct PdfContent {
    parts: Vec<PdfPart>,
    /// What the file's properties name as its author.
    pub creator: Option<String>,
    /// Running heads.
    pub heads: Vec<String>,
    /// What the user should know, in Chinese.
    pub notes: Vec<String>,
}

/// An item that goes from one process to another.
#[derive(Debug, Serialize, Deserialize)]
enum PdfPart {
    Paragraph(Paragraph),
    Table(Grid),
}

impl PdfContent {
    /// Takes the paragraphs and tables out of it.
    pub fn items(&mut self) -> Vec<Item> {
        let item = |part| match part {
            PdfPart::Paragraph(paragraph) => Item::Paragraph(paragraph),
            PdfPart::Table(grid) => Item::Table(grid),
        };
        std::mem::take(&mut self.parts).into_iter().map(item).collect()
    }
}

/// Reads a PDF.
///
/// # Errors
/// See [`PdfError`].
pub(super) fn read(bytes: &[u8]) -> Result<PdfContent, PdfError> {
    process::read(bytes)
}

/// Reads a PDF in a thread with a stack for what is nested. `may` says what becomes of a file of which not
/// all was measured.
fn in_thread(bytes: Vec<u8>, may: fn(Measured) -> Result<(), PdfError>) -> Result<PdfContent, PdfError> {
    let read = move || {
        may(preflight::check(&bytes)?)?;
        // The interpreter is not made for every damaged file.
        catch_unwind(AssertUnwindSafe(|| interpret(bytes))).unwrap_or_else(|panic| {
            match panic.downcast::<PdfError>() {
                Ok(error) => Err(*error),
                Err(_) => Err(PdfError::Damaged),
            }
        })
    };
    let thread = std::thread::Builder::new().name("pdf".to_owned()).stack_size(limits::STACK).spawn(read);
    let thread = thread.map_err(|e| PdfError::NoProcess(e.to_string()))?;
    thread.join().unwrap_or(Err(PdfError::Damaged))
}

/// Ends an interpreter that is at work, from inside of a call that it makes: it has no other way out.
fn stop(error: PdfError) -> ! {
    // Not a panic: nothing is wrong with the program, and nothing is printed.
    resume_unwind(Box::new(error))
}

fn interpret(bytes: Vec<u8>) -> Result<PdfContent, PdfError> {
    let pdf = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => PdfError::Password,
        LoadPdfError::Decryption(_) => PdfError::Encrypted,
        LoadPdfError::Invalid => PdfError::Damaged,
    })?;
    let pages = pdf.pages();
    if pages.is_empty() {
        return Err(PdfError::NoPages);
    }
    if pages.len() > limits::MAX_PAGES {
        return Err(PdfError::too_large("页数", format_args!("{} 页", limits::MAX_PAGES)));
    }
    // Tags are a help: where the interpreter gives up on a damaged tree, the pages are read without them.
    let mut tags = catch_unwind(AssertUnwindSafe(|| Tags::read(pdf.xref()))).unwrap_or_default();
    let cache = InterpreterCache::new();
    let mut calls = limits::MAX_CALLS;
    let missing_tables = Arc::new(AtomicBool::new(false));
    let mut shown = Vec::with_capacity(pages.len());
    let mut glyphs = 0;
    for page in pages.iter() {
        let own = tags.take(page.raw().obj_id());
        let content = page_content(
            page,
            &pdf,
            &cache,
            &missing_tables,
            Collector::new(&own, ActualTexts::of(page), &mut calls),
        );
        glyphs += content.glyphs.len();
        if glyphs > limits::MAX_ALL_GLYPHS {
            return Err(PdfError::too_large("字数", limits::MAX_ALL_GLYPHS));
        }
        shown.push((page.render_dimensions(), content));
    }
    let is_missing = missing_tables.load(Ordering::Relaxed);
    let mut notes = notes(&shown).map_err(|error| match error {
        PdfError::NoText if is_missing => PdfError::MissingTables,
        error => error,
    })?;
    if is_missing {
        notes.push("有的文字用的编码表不在文件里，读不出来，没有导入，请与原文核对".to_owned());
    }
    let (parts, heads) =
        pages::parts(shown.into_iter().map(|(size, content)| body(size.1.into(), content)).collect());
    let creator = pdf.metadata().author.as_deref().and_then(text_string);
    let creator = creator.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    Ok(PdfContent { parts: items(&parts, pages.len()), creator, heads, notes })
}

/// A font file without a table.
const EMPTY_FACE: [u8; 12] = [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

/// What a page shows. `missing_tables` becomes true if text needs a table of characters that is not in the
/// file (`90ms-RKSJ-H`); the interpreter drops such text.
fn page_content<'a>(
    page: &Page<'a>,
    pdf: &'a Pdf,
    cache: &InterpreterCache<'a>,
    missing_tables: &Arc<AtomicBool>,
    mut collector: Collector<'_>,
) -> PageContent {
    let (width, height) = page.render_dimensions();
    let area = Rect::new(0.0, 0.0, width.into(), height.into());
    let upright = Affine::new(page.initial_transform(true).as_coeffs());
    let asked = missing_tables.clone();
    let settings = InterpreterSettings {
        // A face that is not in the file need not have shapes: nothing is drawn. Without any, its text is
        // dropped.
        font_resolver: Arc::new(|_| Some((Arc::new(EMPTY_FACE), 0))),
        cmap_resolver: Arc::new(move |name| {
            let table = code_tables::table(name);
            asked.fetch_or(table.is_none(), Ordering::Relaxed);
            table
        }),
        warning_sink: Arc::new(|_| {}),
        render_annotations: true,
    };
    let mut context = Context::new(upright, area, cache, pdf.xref(), settings);
    interpret_page(page, &mut context, &mut collector);
    collector.content
}

/// The text and the tables of a page.
fn body(height: f64, mut content: PageContent) -> PageBody {
    let rulings = rulings::merged(std::mem::take(&mut content.segments), limits::MAX_LINES);
    let tables = grid::tables(&rulings, &mut content.glyphs);
    PageBody { height, lines: lines::of(content.glyphs), tables }
}

/// What the user should know of the pages.
///
/// # Errors
/// They hold no text that can be read.
fn notes(pages: &[((f32, f32), PageContent)]) -> Result<Vec<String>, PdfError> {
    /// A page with fewer characters has no text: a page number, a stamp.
    const FEW: usize = 12;
    /// A page with pictures on more than this share of it is a picture.
    const PICTURE: f64 = 0.4;
    let sum = |of: fn(&PageContent) -> usize| pages.iter().map(|(_, page)| of(page)).sum::<usize>();
    let seen = |page: &PageContent| page.glyphs.iter().filter(|g| !g.text.trim().is_empty()).count();
    let is_picture = |((width, height), page): &&((f32, f32), PageContent)| {
        seen(page) < FEW && page.picture_area > PICTURE * f64::from(*width) * f64::from(*height)
    };
    let (glyphs, unknown) =
        (pages.iter().map(|(_, page)| seen(page)).sum::<usize>(), sum(|page| page.unknown));
    let scanned: Vec<usize> =
        (1..).zip(pages).filter(|(_, page)| is_picture(page)).map(|(number, _)| number).collect();
    if scanned.len() == pages.len() {
        return Err(PdfError::Scanned { pages: pages.len() });
    }
    if glyphs < FEW {
        return Err(if scanned.is_empty() {
            PdfError::NoText
        } else {
            PdfError::Scanned { pages: scanned.len() }
        });
    }
    if unknown * 5 > glyphs {
        return Err(PdfError::UnknownCharacters { glyphs, unknown });
    }
    let mut notes = Vec::new();
    if !scanned.is_empty() {
        let numbers: Vec<String> = scanned.iter().map(usize::to_string).collect();
        notes.push(format!("第 {} 页是图片，没有文字，没有导入", numbers.join("、")));
    }
    if sum(|page| page.unseen) * 2 > glyphs {
        notes.push("文字取自扫描件的识别层，可能认错，请逐字核对".to_owned());
    }
    if unknown > 0 {
        notes.push(format!("有 {unknown} 个字没有编码，以“{}”代替，请核对", glyph::UNKNOWN));
    }
    let turned = sum(|page| page.turned);
    if turned > 0 {
        notes.push(format!("斜排或竖排的文字（水印、印章等）{turned} 个字，没有导入"));
    }
    let figures = sum(|page| page.in_figures);
    if figures > 0 {
        notes.push(format!("图表中的文字 {figures} 个字，没有导入"));
    }
    let pictures = sum(|page| page.pictures).saturating_sub(scanned.len());
    if pictures > 0 {
        notes.push(format!("图片 {pictures} 处，没有导入"));
    }
    Ok(notes)
}

fn items(parts: &[Part], pages: usize) -> Vec<PdfPart> {
    let item = |piece| match piece {
        Piece::Paragraph(paragraph) => Some(PdfPart::Paragraph(paragraph)),
        Piece::Table(at) => match &parts[at] {
            Part::Table(table) => Some(PdfPart::Table(content_grid(table))),
            Part::Line(..) => None,
        },
    };
    paragraphs::of(parts, pages).into_iter().filter_map(item).collect()
}

fn content_grid(table: &Table) -> Grid {
    let mut rows = vec![Vec::new(); table.rows];
    for cell in &table.cells {
        rows[cell.row].push(GridCell {
            column: cell.column,
            colspan: cell.colspan,
            rowspan: cell.rowspan,
            text: cell.text.trim().to_owned(),
            path: None,
            source: Some(Provenance::Pdf(cell.area)),
        });
    }
    Grid { rows, trust: Trust::Columns, ..Grid::default() }
}

/// A text of the file's properties: UTF-16 or UTF-8 with a mark in front, else Latin letters.
fn text_string(bytes: &[u8]) -> Option<String> {
    let text = match bytes {
        [0xFE, 0xFF, rest @ ..] => encoding_rs::UTF_16BE.decode_without_bom_handling(rest).0.into_owned(),
        [0xFF, 0xFE, rest @ ..] => encoding_rs::UTF_16LE.decode_without_bom_handling(rest).0.into_owned(),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ if bytes.is_ascii() => String::from_utf8_lossy(bytes).into_owned(),
        _ => return None,
    };
    Some(super::content::readable(&text))
}
