//! What the entry of a glyph in the table `glyf` of a TrueType face says besides its outline, which
//! ttf-parser draws.

use ttf_parser::head::IndexToLocationFormat;
use ttf_parser::{Face, Tag};

/// Bytes of an entry before the ends of its contours: how many these are, and the box around them.
pub const HEADER: usize = 10;
/// The flag of the first point of a glyph whose contours overlap.
pub const OVERLAP_SIMPLE: u8 = 0x40;
/// Glyphs that a glyph is put together from, with their own parts. Accented letters have two or three.
const MAX_PARTS: usize = 200;

// Flags of a part.
const WORDS: u16 = 0x0001;
const SCALE: u16 = 0x0008;
const MORE_PARTS: u16 = 0x0020;
const TWO_SCALES: u16 = 0x0040;
const MATRIX: u16 = 0x0080;
const OVERLAP_COMPOUND: u16 = 0x0400;

/// The entry of a glyph. Empty if the glyph has no outline.
pub struct Entry<'a>(&'a [u8]);

impl<'a> Entry<'a> {
    /// The entry of a glyph. None in faces with other outlines.
    pub fn of(face: &Face<'a>, glyph: u16) -> Option<Self> {
        let table = |tag: &[u8; 4]| face.raw_face().table(Tag::from_bytes(tag));
        let loca = table(b"loca")?;
        let offset = |at: usize| match face.tables().head.index_to_location_format {
            IndexToLocationFormat::Short => Some(usize::from(number(loca, 2 * at)?) * 2),
            IndexToLocationFormat::Long => {
                Some(usize::from(number(loca, 4 * at)?) << 16 | usize::from(number(loca, 4 * at + 2)?))
            }
        };
        let at = usize::from(glyph);
        table(b"glyf")?.get(offset(at)?..offset(at + 1)?).map(Self)
    }

    /// Whether the face says that contours overlap.
    pub fn has_overlaps(&self) -> bool {
        if let Some((flags, _)) = self.parts().next() {
            return flags & OVERLAP_COMPOUND != 0;
        }
        let flags = || {
            let instructions = HEADER + 2 * usize::from(number(self.0, 0)?);
            self.0.get(instructions + 2 + usize::from(number(self.0, instructions)?))
        };
        flags().is_some_and(|flags| flags & OVERLAP_SIMPLE != 0)
    }

    /// Whether the glyph is put together from more glyphs than a letter ever is. Parts have parts of their
    /// own, so a damaged face can ask for a glyph to be drawn billions of times.
    pub fn has_too_many_parts(&self, face: &Face<'a>) -> bool {
        let mut waiting: Vec<u16> = self.parts().map(|(_, glyph)| glyph).take(MAX_PARTS + 1).collect();
        for _ in 0..MAX_PARTS {
            let Some(glyph) = waiting.pop() else { return false };
            let parts = Entry::of(face, glyph);
            waiting.extend(parts.iter().flat_map(Entry::parts).map(|(_, glyph)| glyph).take(MAX_PARTS + 1));
        }
        !waiting.is_empty()
    }

    /// The glyphs that this one is put together from, each with its flags. None if it has contours itself.
    fn parts(&self) -> impl Iterator<Item = (u16, u16)> {
        let is_composite = number(self.0, 0).is_some_and(|contours| contours > i16::MAX as u16);
        let mut at = is_composite.then_some(HEADER);
        std::iter::from_fn(move || {
            let start = at?;
            let part = (number(self.0, start)?, number(self.0, start + 2)?);
            at = (part.0 & MORE_PARTS != 0).then(|| start + part_length(part.0));
            Some(part)
        })
    }
}

/// Bytes of a part: its flags, its number, where it goes and how it is transformed.
fn part_length(flags: u16) -> usize {
    let place = if flags & WORDS != 0 { 4 } else { 2 };
    let transform = match flags {
        _ if flags & SCALE != 0 => 2,
        _ if flags & TWO_SCALES != 0 => 4,
        _ if flags & MATRIX != 0 => 8,
        _ => 0,
    };
    4 + place + transform
}

fn number(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().copied().map(u16::from_be_bytes)
}
