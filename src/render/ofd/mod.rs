//! OFD (GB/T 33190-2016), the national fixed-layout format, with the pages of the PDF.
//!
//! The PDF is not converted: both are written from the same laid-out pages, so that a line, a cell and a
//! page end at the same place in both. A page is walked (`page.rs`) and each run of text, line and picture
//! becomes an object of the standard: `text.rs`, `path.rs`, `image.rs`, `drawing.rs`. Faces go in as
//! TrueType, cut to the glyphs in use (`font/`); the figures of the tables are tagged with their paths
//! (`tags.rs`). The file keeps to the profile for archives, OFD/A (GB/T 42133-2022), and is the same bytes
//! for the same report.
//!
//! Not written: signatures and seals, which are put on the finished file; the structure of paragraphs, for
//! which the standard has no tags of its own.

mod bitmap;
mod drawing;
mod error;
mod font;
mod image;
mod object;
mod outline;
mod package;
mod page;
mod paint;
mod path;
mod pieces;
mod resources;
mod tags;
mod text;
mod units;

use crate::render::pdf::LaidOut;
use crate::text::is_invisible;

use self::font::Faces;

pub use self::error::OfdError;
pub use self::font::FaceError;

/// Writes reports as OFD. Shared by all threads that render.
#[derive(Default)]
pub struct OfdRenderer {
    faces: Faces,
}

impl OfdRenderer {
    /// A renderer that has seen no face yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A report that is laid out, as an OFD file. Call it from any thread but not from inside a rayon
    /// iterator; the same report gives the same bytes.
    ///
    /// # Errors
    /// The engine failed, or a face cannot be embedded.
    pub fn render(&self, report: &LaidOut<'_>) -> Result<Vec<u8>, OfdError> {
        report.on_own_pool(|report| {
            Ok(package::package(&report.pages, &report.spots, &report.document, &self.faces))
        })?
    }
}

/// A text for a reader's title bar, outline or search: without control characters and the like, which XML
/// does not take, and on one line.
fn readable(text: &str) -> String {
    let kept = text.chars().filter(|&c| c.is_whitespace() || !is_invisible(c));
    kept.map(|c| if c.is_control() { ' ' } else { c }).collect()
}
