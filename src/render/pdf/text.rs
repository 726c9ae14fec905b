//! Making text safe to set: nothing invisible, nothing without a glyph, nothing that cannot be broken into
//! lines.

use crate::document::Role;
use crate::fonts::Fonts;
use crate::text::{is_invisible, may_break};

use super::measure::Widths;

/// What stands for a character that no face has: the 〓 that Chinese printers use for a missing sort.
const GETA: char = '〓';

/// A place where a line may break although nothing is seen there.
const BREAK: char = '\u{200B}';

/// The text as it can be set in a role: without control, direction and other invisible characters, 〓 where
/// no face has the character, and with a break at least every `max_em` ems.
pub(super) fn settable(text: &str, role: Role, fonts: &Fonts, widths: &Widths, max_em: f64) -> String {
    if text.bytes().all(|b| b.is_ascii_graphic()) && widths.text_em(text) <= max_em {
        // Most figures.
        return text.to_owned();
    }
    let missing = fonts.missing(role, text);
    let mut out = String::with_capacity(text.len());
    let mut run = 0.0;
    let mut previous = None;
    // Tab and line ends become spaces below.
    for c in text.chars().filter(|&c| matches!(c, '\t' | '\n' | '\r') || !is_invisible(c)) {
        let c = match c {
            c if missing.contains(&c) => GETA,
            c if c.is_whitespace() && c != '\u{3000}' && c != '\u{A0}' => ' ',
            c => c,
        };
        let width = widths.em(c);
        if previous.is_some_and(|p| may_break(p, c)) {
            run = 0.0;
        } else if run + width > max_em {
            out.push(BREAK);
            run = 0.0;
        }
        run += width;
        out.push(c);
        previous = Some(c);
    }
    out
}
