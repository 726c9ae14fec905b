//! Faces cut to the glyphs that a report uses.

use typst::text::FontInstance;

/// The glyphs of a face that a report uses.
#[derive(Debug, Default)]
pub(super) struct UsedGlyphs {}

impl UsedGlyphs {
    /// The id that a glyph has in the face that is written.
    pub(super) fn id(&mut self, glyph: u16, _character: Option<char>) -> u16 {
        glyph
    }
}

/// Faces as TrueType, shared by all threads.
#[derive(Debug, Default)]
pub(super) struct Faces {}

/// A face cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FaceError {}

impl Faces {
    /// The face with the glyphs in use.
    #[expect(clippy::unnecessary_wraps, clippy::unused_self, reason = "the whole face, for now")]
    pub(super) fn subset(
        &self,
        font: &FontInstance,
        _used: &UsedGlyphs,
        _name: &str,
    ) -> Result<Vec<u8>, FaceError> {
        Ok(font.data().to_vec())
    }
}
