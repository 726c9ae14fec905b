//! How wide characters are, well enough to plan tables without an engine.

#[cfg(any(feature = "pdf", feature = "docx"))]
use crate::document::Role;
#[cfg(any(feature = "pdf", feature = "docx"))]
use crate::fonts::Fonts;

use crate::text::is_western;

/// A place where a line may break although nothing is seen there.
pub(crate) const BREAK: char = '\u{200B}';

/// Width of a Latin letter whose face is not known: that of the digits in every face with tabular figures.
const USUAL_LATIN_EM: f64 = 0.5;

/// The advance of every ASCII character in the Latin face, in ems.
///
/// Other letters of the West are rare, and nearly as wide as digits. In the Chinese faces of a report all
/// characters are as wide as they are high.
#[derive(Debug, Clone)]
pub(crate) struct AdvanceTable {
    ascii: [f64; 128],
    /// That of a space in the face of running text, which word processors set behind Chinese text.
    chinese_space: f64,
}

impl Default for AdvanceTable {
    /// For an output that names faces but has none.
    fn default() -> Self {
        Self { ascii: [USUAL_LATIN_EM; 128], chinese_space: USUAL_LATIN_EM }
    }
}

impl AdvanceTable {
    /// The table of the Latin face in use.
    #[cfg(any(feature = "pdf", feature = "docx"))]
    pub fn of(fonts: &Fonts) -> Self {
        let mut table = Self::default();
        if let Some(face) = fonts.chain(Role::Latin).first() {
            for (code, advance) in (0_u8..).zip(&mut table.ascii) {
                *advance = face.advance_em(char::from(code)).unwrap_or(USUAL_LATIN_EM);
            }
        }
        if let Some(face) = fonts.chain(Role::Fang).first() {
            table.chinese_space = face.advance_em(' ').unwrap_or(USUAL_LATIN_EM);
        }
        table
    }

    /// Width of a space behind Chinese text, in ems.
    pub fn chinese_space_em(&self) -> f64 {
        self.chinese_space
    }

    /// Width of a character in ems: one for all that is Chinese.
    pub fn em(&self, c: char) -> f64 {
        match c {
            BREAK => 0.0,
            c if is_western(c) => USUAL_LATIN_EM,
            c => self.ascii.get(c as usize).copied().unwrap_or(1.0),
        }
    }

    /// Width of a text in ems, on one line.
    pub fn text_em(&self, text: &str) -> f64 {
        text.chars().map(|c| self.em(c)).sum()
    }
}
