//! A run of text cut into pieces in which nothing has to be counted.
//!
//! A run of the engine is a text and a list of glyphs, each with the bytes of the text that it draws. OFD
//! has one `TextCode` with the characters and the distances from each to the next (`DeltaX`), and a
//! `CGTransform` that names the glyphs. Readers agree on what that means where every character has one
//! glyph of its own, and not beyond: whether a character above U+FFFF counts once or twice, and where the
//! second glyph of a character stands, is read differently. So a run is cut into pieces in which nothing
//! has to be counted:
//!
//! ```text
//! run        江  苏  office  𬭎  市
//! glyphs     11  12  (ffi is one glyph)   40  41
//! pieces     江苏o │ ffi │ ce │ 𬭎 │ 市
//! ```
//!
//! A piece is either characters of one glyph each, up to U+FFFF, or a single cluster: characters that share
//! glyphs. Each piece begins at its own place, so no piece depends on how another was counted. Space at the
//! ends of a piece is left out, as some readers do the same and would then shift what follows.

use std::ops::Range;

use typst::layout::{Abs, Em};
use typst::text::Glyph;

use crate::text::is_invisible;

/// A part of a run that is written as one `TextCode`.
#[derive(Debug, PartialEq)]
pub(super) struct Piece {
    /// Of the run's glyphs.
    pub glyphs: Range<usize>,
    /// The characters that they draw.
    pub text: String,
    /// Where the first glyph begins, from the start of the run.
    pub start: Abs,
}

/// The pieces of a run that is set so large; see the [module](self).
pub(super) fn pieces(run: &[Glyph], characters: &str, size: Abs) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    // The piece that the next plain character may join.
    let mut open: Option<Piece> = None;
    let mut x = Abs::zero();
    for cluster in clusters(run) {
        let glyphs = &run[cluster.clone()];
        let text: String = visible(&characters[glyphs[0].range()]).collect();
        let start = x;
        x += glyphs.iter().map(|glyph| glyph.x_advance.at(size)).sum::<Abs>();
        // Places where a line may break have no glyph that is seen.
        if text.is_empty() || (is_blank(&text) && !is_plain(glyphs, &text)) {
            pieces.extend(open.take().map(without_end));
        } else if !is_plain(glyphs, &text) {
            pieces.extend(open.take().map(without_end));
            pieces.push(Piece { glyphs: cluster, text, start });
        } else if let Some(piece) = &mut open {
            piece.glyphs.end = cluster.end;
            piece.text.push_str(&text);
        } else if !is_blank(&text) {
            open = Some(Piece { glyphs: cluster, text, start });
        }
    }
    pieces.extend(open.map(without_end));
    pieces
}

/// A piece of single characters without the blank ones at its end. It does not begin with one.
fn without_end(mut piece: Piece) -> Piece {
    while piece.text.ends_with(char::is_whitespace) {
        piece.text.pop();
        piece.glyphs.end -= 1;
    }
    piece
}

/// The characters of a text that can be seen, or set others apart.
pub(super) fn visible(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|&c| !is_invisible(c))
}

fn is_blank(text: &str) -> bool {
    text.chars().all(char::is_whitespace)
}

/// Whether a cluster is one character up to U+FFFF of one glyph that stands on the line.
fn is_plain(glyphs: &[Glyph], text: &str) -> bool {
    let mut characters = text.chars();
    let is_single = characters.next().is_some_and(|c| u32::from(c) <= 0xFFFF) && characters.next().is_none();
    let is_level = |glyph: &Glyph| glyph.y_offset == Em::zero() && glyph.y_advance == Em::zero();
    is_single && glyphs.len() == 1 && glyphs.iter().all(is_level)
}

/// The glyphs that draw the same characters, in their order.
fn clusters(glyphs: &[Glyph]) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let first = glyphs.get(start)?;
        let count = glyphs[start..].iter().take_while(|glyph| glyph.range == first.range).count();
        let cluster = start..start + count;
        start = cluster.end;
        Some(cluster)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A run of glyphs one em wide, each with the text that it draws; glyphs beside each other that draw the
    /// same text draw it together.
    fn run(parts: &[(&str, usize)]) -> (Vec<Glyph>, String) {
        let (mut glyphs, mut text) = (Vec::new(), String::new());
        for (part, count) in parts {
            let range = u16::try_from(text.len()).unwrap()..u16::try_from(text.len() + part.len()).unwrap();
            text.push_str(part);
            glyphs.extend((0..*count).map(|_| Glyph {
                id: 7,
                x_advance: Em::one(),
                x_offset: Em::zero(),
                y_advance: Em::zero(),
                y_offset: Em::zero(),
                range: range.clone(),
                span: (typst::syntax::Span::detached(), 0),
            }));
        }
        (glyphs, text)
    }

    /// The text of each piece, the number of its glyphs, and how many ems it stands from the start.
    fn cut(parts: &[(&str, usize)]) -> Vec<(String, usize, f64)> {
        let (glyphs, text) = run(parts);
        let pieces = pieces(&glyphs, &text, Abs::pt(10.0));
        pieces.into_iter().map(|p| (p.text, p.glyphs.len(), (p.start.to_pt() / 10.0).round())).collect()
    }

    fn piece(text: &str, glyphs: usize, ems: f64) -> (String, usize, f64) {
        (text.to_owned(), glyphs, ems)
    }

    #[test]
    fn characters_with_a_glyph_each_stay_together() {
        assert_eq!(cut(&[("年", 1), ("度", 1), (" ", 1), ("报", 1)]), [piece("年度 报", 4, 0.0)]);
    }

    #[test]
    fn what_has_to_be_counted_stands_alone() {
        // A ligature, a character beyond U+FFFF, a letter with an accent drawn apart.
        let parts = [("o", 1), ("ffi", 1), ("ce", 2), ("\u{2CB4E}", 1), ("市", 1)];
        assert_eq!(
            cut(&parts),
            [
                piece("o", 1, 0.0),
                piece("ffi", 1, 1.0),
                piece("ce", 2, 2.0),
                piece("\u{2CB4E}", 1, 4.0),
                piece("市", 1, 5.0)
            ]
        );
    }

    #[test]
    fn blanks_at_the_ends_are_left_out() {
        let parts = [(" ", 1), ("—", 1), (" ", 1), ("1", 1), (" ", 1), ("\u{3000}", 1)];
        assert_eq!(cut(&parts), [piece("— 1", 3, 1.0)]);
        assert_eq!(cut(&[(" ", 1), ("\u{3000}", 1)]), []);
        assert_eq!(cut(&[]), []);
    }

    #[test]
    fn places_to_break_are_not_written() {
        let parts = [("a", 1), ("\u{200B}", 1), ("b\u{200B}", 1), ("c", 1)];
        assert_eq!(cut(&parts), [piece("a", 1, 0.0), piece("bc", 2, 2.0)]);
    }

    #[test]
    fn a_glyph_above_the_line_stands_alone() {
        let (mut glyphs, text) = run(&[("a", 1), ("b", 1), ("c", 1)]);
        glyphs[1].y_offset = Em::new(0.2);
        let pieces = pieces(&glyphs, &text, Abs::pt(10.0));
        assert_eq!(pieces.iter().map(|piece| piece.text.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
    }
}
