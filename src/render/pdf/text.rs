//! Making text safe to set. A character without a glyph would be an empty box, which PDF/A forbids, and an
//! invisible one could hide text or reverse its direction.

use crate::document::Role;
use crate::fonts::Fonts;
use crate::text::is_invisible;

/// What stands for a character that no face has: the 〓 that Chinese printers use for a missing sort.
pub(super) const GETA: char = '〓';

/// The text as it can be printed in a role: without control, direction and other invisible characters, 〓
/// where no face has the character.
pub(super) fn printable(text: &str, role: Role, fonts: &Fonts) -> String {
    if text.bytes().all(|b| b.is_ascii_graphic()) {
        // Most figures: every face has these characters, so the faces need not be asked.
        return text.to_owned();
    }
    let missing = fonts.missing(role, text);
    text.chars()
        // Tab and line ends become spaces below.
        .filter(|&c| matches!(c, '\t' | '\n' | '\r') || !is_invisible(c))
        .map(|c| match c {
            c if missing.contains(&c) => GETA,
            c if c.is_whitespace() && c != '\u{3000}' && c != '\u{A0}' => ' ',
            c => c,
        })
        .collect()
}
