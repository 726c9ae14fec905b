//! Which glyphs of a face a report uses.

use std::collections::BTreeMap;

use indexmap::IndexSet;

/// The last number that a glyph can have: the table `maxp` counts glyphs, with `.notdef`, in 16 bits.
const MAX_ID: usize = u16::MAX as usize - 1;

/// The glyphs of a face that a report uses, in the order of their first use, with the characters that they
/// stand for.
///
/// A glyph's number in the face's file is its position here, from 1: `.notdef` is 0 there as in the face.
#[derive(Debug, Default)]
pub struct UsedGlyphs {
    glyphs: IndexSet<u16>,
    /// The new number of the glyph for a character.
    characters: BTreeMap<char, u16>,
    /// Whether `.notdef` stands on a page, for a character that the face does not have.
    shows_notdef: bool,
}

impl UsedGlyphs {
    /// The new number of a glyph, which is in use from now on. `character` is what it stands for, if that is
    /// one character. If a character is shown by several glyphs the first one counts.
    pub fn id(&mut self, glyph: u16, character: Option<char>) -> u16 {
        let position = match self.glyphs.get_index_of(&glyph) {
            Some(position) => position,
            // No face has more glyphs than that, but one whose pages are damaged could seem to.
            None if glyph == 0 || self.glyphs.len() == MAX_ID => {
                self.shows_notdef = true;
                return 0;
            }
            None => self.glyphs.insert_full(glyph).0,
        };
        let id = (position + 1) as u16;
        // U+FFFF is no character, and ends the table of characters.
        if let Some(character) = character.filter(|&c| c != '\u{FFFF}') {
            self.characters.entry(character).or_insert(id);
        }
        id
    }

    /// Whether `.notdef` is in use itself.
    pub fn shows_notdef(&self) -> bool {
        self.shows_notdef
    }

    /// The glyphs in use by their old numbers, in the order of the new ones.
    pub fn glyphs(&self) -> impl Iterator<Item = u16> {
        self.glyphs.iter().copied()
    }

    /// The characters with the new numbers of their glyphs, in the order of the characters.
    pub fn characters(&self) -> impl Iterator<Item = (char, u16)> {
        self.characters.iter().map(|(&character, &id)| (character, id))
    }
}
