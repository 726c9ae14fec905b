//! The lines of a paragraph as the pieces that the template sets one after another.
//!
//! # Why pieces
//! typst gives half an em back where two marks of Chinese punctuation meet (`》、《`), and at the ends of a line.
//! It takes a curly quote for such a mark only if it is exactly one em wide, so a quote is a piece of its own,
//! set in a size that makes it as wide as the other characters without letter spacing. Where marks meet across
//! pieces typst does not see it; there the piece says that half an em goes.
//!
//! # Example
//! `坚持“公开”、“规范”。` is set as
//!
//! ```text
//! 坚持  “  公开  ” tight  、 tight  “  规范  ” tight  。
//! ```

use serde::Serialize;

use crate::document::Role;
use crate::fonts::role_name;

/// A part of a line in one face.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Piece {
    pub role: &'static str,
    pub text: String,
    /// A curly quote.
    pub quote: bool,
    /// Half an em less stands behind it.
    pub tight: bool,
}

/// The pieces of one line; `runs` are its texts with their faces.
pub(super) fn pieces<'t>(runs: impl Iterator<Item = (Role, &'t str)>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    for (role, text) in runs {
        for part in split_at_quotes(text) {
            let quote = part.starts_with(is_quote);
            if let (Some(last), Some(first)) = (out.last_mut(), part.chars().next()) {
                last.tight = last.text.chars().next_back().is_some_and(|before| meet_loosely(before, first));
            }
            out.push(Piece { role: role_name(role), text: part.to_owned(), quote, tight: false });
        }
    }
    out
}

/// The text cut before and behind every quote.
fn split_at_quotes(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = if is_quote(first) { first.len_utf8() } else { rest.find(is_quote).unwrap_or(rest.len()) };
        let (part, tail) = rest.split_at(end);
        rest = tail;
        Some(part)
    })
}

fn is_quote(c: char) -> bool {
    matches!(c, '“' | '”' | '‘' | '’')
}

/// Whether half an em between two marks is empty without need: the right half of one that closes or divides,
/// before any other mark, or the left half of one that opens, behind another that opens.
fn meet_loosely(before: char, after: char) -> bool {
    let opens = |c: char| "“‘（《〈【〔「『".contains(c);
    let closes = |c: char| "”’）》〉】〕」』，。、；：！？".contains(c);
    (closes(before) && (opens(after) || closes(after))) || (opens(before) && opens(after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_pieces_and_marks_that_meet_are_tight() {
        let line = [(Role::Kai, "（一）公开。"), (Role::Fang, "“一网”、“两微”（‘三’）")];
        let shown: Vec<String> = pieces(line.into_iter())
            .iter()
            .map(|p| format!("{}{}", p.text, if p.tight { "·" } else { "" }))
            .collect();
        assert_eq!(
            shown,
            ["（一）公开。·", "“", "一网", "”·", "、·", "“", "两微", "”·", "（·", "‘", "三", "’·", "）"]
        );
    }
}
