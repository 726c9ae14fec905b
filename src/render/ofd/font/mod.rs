//! Faces cut to the glyphs that a report uses, as TrueType files for a document to embed.
//!
//! An OFD file has its faces in it (GB/T 33190-2016, 11.1: `CT_Font`, `FontFile`), and its readers open them
//! with whatever they have: FreeType, a browser, code of their own. All of them read TrueType, and a file
//! that is complete by itself: characters (`cmap`), names and metrics, although the text of the document
//! names its glyphs by number. So every face becomes one, whether its outlines are TrueType or CFF:
//!
//! 1. [`UsedGlyphs`] numbers the glyphs of a face in the order in which the report uses them. Glyph 0 is
//!    `.notdef`, as in every face.
//! 2. Each glyph's outline is drawn by ttf-parser, at the coordinates of a variable face, and encoded as an
//!    entry of the table `glyf` ([`glyph`]). Cubic curves become quadratic ones. Accents that a face puts
//!    together from components become plain outlines. Instructions for small screens are left out: they are
//!    of no use without the programs of the whole face.
//! 3. [`tables`] writes the other tables around them.
//!
//! Step 2 takes most of the time and is the same for every report. [`Faces`] keeps its results.

mod entry;
mod glyph;
mod tables;
#[cfg(test)]
mod tests;
mod used;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use typst::text::FontInstance;

use self::glyph::{Glyph, Unwritable};

pub(super) use self::used::UsedGlyphs;

/// At most so many faces are kept. A report uses about seven.
const MAX_FACES: usize = 32;
/// At most so many bytes of glyphs are kept, all faces together: about what the bundled faces take if each of
/// their glyphs is in use.
const MAX_KEPT_BYTES: usize = 64 << 20;

/// A face cannot be embedded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FaceError {
    /// The outline of a glyph does not go into a TrueType face: it has too many points or lies too far out.
    #[error(
        "字体 {family} 的第 {glyph} 号字形过于复杂或已损坏，无法嵌入 OFD；请用 --font-path 换一个字体文件"
    )]
    Glyph {
        /// The family's name.
        family: String,
        /// The number of the glyph in the face.
        glyph: u16,
    },
    /// A table of the new face cannot be written.
    #[error("字体 {family} 无法嵌入 OFD（{reason}）；请用 --font-path 换一个字体文件")]
    Table {
        /// The family's name.
        family: String,
        /// Which table, and what is wrong with it.
        reason: String,
    },
}

/// The faces of all reports, with what was converted of them. Shared by all threads.
#[derive(Default)]
pub(super) struct Faces(Mutex<Vec<Arc<KnownFace>>>);

impl Faces {
    /// The glyphs in use of a face, as a TrueType file of the family `name`. Its glyph 0 is `.notdef`, empty
    /// unless a page shows it; the others have the numbers that [`UsedGlyphs::id`] gave. Advance widths and
    /// the units of the em are those of the face. Glyphs that the face leaves empty, or that are damaged, are
    /// empty in the file, as they are on the laid-out page. The same arguments give the same bytes.
    ///
    /// # Errors
    /// [`FaceError`], if a glyph or a table cannot be written.
    pub(super) fn subset(
        &self,
        font: &FontInstance,
        used: &UsedGlyphs,
        name: &str,
    ) -> Result<Vec<u8>, FaceError> {
        let face = self.known(font);
        let notdef = face.glyph(0)?;
        // Readers that count a character above U+FFFF twice draw glyph 0 behind it, which is a box in most
        // faces. So it is empty where no page shows it.
        let blank = Glyph { advance: notdef.advance, outline: None };
        let mut glyphs = vec![if used.shows_notdef() { notdef } else { &blank }];
        for glyph in used.glyphs() {
            glyphs.push(face.glyph(glyph)?);
        }
        tables::file(font, &glyphs, used, name)
            .map_err(|reason| FaceError::Table { family: family(font), reason })
    }

    /// What is kept of a face.
    fn known(&self, font: &FontInstance) -> Arc<KnownFace> {
        let mut faces = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(face) = faces.iter().find(|face| face.is(font)) {
            return face.clone();
        }
        // Only an unusual set of faces comes to this, so that it is not worth while to choose among them.
        let bytes: usize = faces.iter().map(|face| face.bytes.load(Ordering::Relaxed)).sum();
        if faces.len() >= MAX_FACES || bytes > MAX_KEPT_BYTES {
            faces.clear();
        }
        let face = Arc::new(KnownFace::new(font));
        faces.push(face.clone());
        face
    }
}

/// A face with those of its glyphs that were converted so far.
struct KnownFace {
    /// Keeps the bytes of the face where they are, so that no other face gets their address.
    font: FontInstance,
    /// By the number of the glyph.
    glyphs: Vec<OnceLock<Box<Result<Glyph, Unwritable>>>>,
    /// How much memory the glyphs take.
    bytes: AtomicUsize,
}

impl KnownFace {
    fn new(font: &FontInstance) -> Self {
        let count = usize::from(font.ttf().number_of_glyphs());
        let glyphs: Vec<_> = std::iter::repeat_with(OnceLock::new).take(count).collect();
        let bytes = AtomicUsize::new(size_of_val(glyphs.as_slice()));
        Self { font: font.clone(), glyphs, bytes }
    }

    /// Whether it is this face. Compares the address of the file's bytes, not the bytes, which are millions.
    fn is(&self, font: &FontInstance) -> bool {
        let place = |font: &FontInstance| (font.data().as_ptr(), font.data().len(), font.index());
        place(&self.font) == place(font) && self.font.variations() == font.variations()
    }

    /// A glyph, converted when it is first asked for. An empty one if the face has none of this number.
    fn glyph(&self, glyph: u16) -> Result<&Glyph, FaceError> {
        let Some(slot) = self.glyphs.get(usize::from(glyph)) else { return Ok(&Glyph::EMPTY) };
        let converted = slot.get_or_init(|| {
            let converted = Glyph::of(self.font.ttf(), glyph);
            let size = size_of_val(&converted) + converted.as_ref().map_or(0, Glyph::entry_bytes);
            self.bytes.fetch_add(size, Ordering::Relaxed);
            Box::new(converted)
        });
        converted
            .as_ref()
            .as_ref()
            .map_err(|Unwritable| FaceError::Glyph { family: family(&self.font), glyph })
    }
}

/// The family's name, for messages.
fn family(font: &FontInstance) -> String {
    font.info().family.clone()
}
