//! How wide text is and how many lines it takes, well enough to give the rows of a table their heights before
//! the engine sees them.

use crate::document::Role;
use crate::fonts::Fonts;
use crate::text::segments;

/// Advances of the Latin face.
#[derive(Debug, Clone)]
pub(super) struct Widths {
    ascii: [f64; 128],
}

impl Widths {
    pub(super) fn new(fonts: &Fonts) -> Self {
        let mut ascii = [0.5; 128];
        if let Some(face) = fonts.chain(Role::Latin).first() {
            for (i, width) in ascii.iter_mut().enumerate() {
                let c = char::from(u8::try_from(i).unwrap_or_default());
                *width = face.advance_em(c).unwrap_or(0.5);
            }
        }
        Self { ascii }
    }

    /// Width of a character in ems: one for all that is not ASCII.
    pub(super) fn em(&self, c: char) -> f64 {
        match c {
            '\u{200B}' => 0.0,
            c => self.ascii.get(c as usize).copied().unwrap_or(1.0),
        }
    }

    /// Width of a text in ems.
    pub(super) fn text_em(&self, text: &str) -> f64 {
        text.chars().map(|c| self.em(c)).sum()
    }

    /// Width in ems of the widest part of a text that stays on one line.
    pub(super) fn widest_part_em(&self, text: &str) -> f64 {
        segments(text).map(|p| self.text_em(p)).fold(0.0, f64::max)
    }

    /// How many lines a text takes, each filled as far as it goes.
    pub(super) fn lines(&self, text: &str, width_em: f64) -> usize {
        // A hair of slack: sums of widths are not exact.
        let width_em = width_em + 1e-6;
        if self.text_em(text) <= width_em {
            return 1;
        }
        let (mut lines, mut used) = (1, 0.0);
        for part in segments(text) {
            let width = self.text_em(part);
            let visible = self.text_em(part.trim_end_matches(' '));
            if used > 0.0 && used + visible > width_em {
                lines += 1;
                used = 0.0;
            }
            used += width;
        }
        lines
    }
}
