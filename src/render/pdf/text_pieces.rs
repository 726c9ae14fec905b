//! The lines of a paragraph as the pieces that the template sets one after another.
//!
//! # Why pieces
//! Where two marks of Chinese punctuation meet (`》、《`, `”、“`), the half em between them that is empty
//! without need goes, as in every printed text. typst does so by itself, but it takes a curly quote for
//! such a mark only if it is exactly one em wide, and it does so in lines too that are short of characters
//! already, which are then stretched wide. So a line is cut wherever two marks meet, each piece says how
//! much less stands behind it, and a quote is a piece of its own, set in a size that makes it as wide as
//! the other characters without letter spacing: then typst sets it flush at the start of a line.
//!
//! How much goes: half an em, but together no more than lets the line, stretched to its whole width again,
//! stay close to its natural width.
//!
//! # Example
//! `坚持“公开”、“规范”。` is set as
//!
//! ```text
//! 坚持  “  公开  ” −½  、 −½  “  规范  ” −½  。
//! ```

use serde::Serialize;

use crate::document::Role;
use crate::fonts::role_name;
use crate::layout::Layout;

/// How much wider than its natural advance a character may come out so that marks can be set closer.
const STRETCH_FOR_MARKS: f64 = 0.05;

/// A part of a line in one face.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Piece {
    pub role: &'static str,
    pub text: String,
    /// A curly quote.
    pub quote: bool,
    /// How much less than the natural space stands behind it, in points; none where no marks meet.
    pub less_pt: Option<f64>,
}

/// The pieces of one line; `runs` are its texts with their faces, `spare_pt` is the room that they leave
/// free.
pub(super) fn pieces<'t>(
    runs: impl Iterator<Item = (Role, &'t str)>,
    spare_pt: f64,
    layout: &Layout,
) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    // Places where the line can be stretched: all but those inside numbers and words.
    let mut stretching = 0.0;
    for (role, text) in runs {
        stretching += text.chars().filter(|c| !c.is_ascii_graphic()).map(|_| 1.0).sum::<f64>();
        for part in split_at_meetings(text) {
            if let (Some(last), Some(first)) = (out.last_mut(), part.chars().next())
                && last.text.chars().next_back().is_some_and(|before| meet_loosely(before, first))
            {
                last.less_pt = Some(0.0);
            }
            let quote = part.starts_with(is_quote);
            out.push(Piece { role: role_name(role), text: part.to_owned(), quote, less_pt: None });
        }
    }
    let meetings = out.iter().filter(|piece| piece.less_pt.is_some()).map(|_| 1.0).sum::<f64>();
    let room = STRETCH_FOR_MARKS * layout.advance_pt() * stretching - spare_pt.max(0.0);
    let less = (room / meetings).clamp(0.0, layout.advance_pt() / 2.0);
    for piece in out.iter_mut().filter(|piece| piece.less_pt.is_some()) {
        piece.less_pt = Some(less);
    }
    out
}

/// The text cut before and behind every quote, and wherever two marks meet.
fn split_at_meetings(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut before = rest.chars().next()?;
        let end = rest
            .char_indices()
            .skip(1)
            .find(|&(_, c)| {
                let cut = is_quote(before) || is_quote(c) || meet_loosely(before, c);
                before = c;
                cut
            })
            .map_or(rest.len(), |(at, _)| at);
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

    fn layout() -> Layout {
        Layout::parse(include_str!("../../../templates/2021/layout.yaml")).unwrap()
    }

    #[test]
    fn quotes_are_pieces_and_marks_that_meet_are_closer() {
        let line = [
            (Role::Kai, "（一）公开。"),
            (Role::Fang, "“一网”、“两微”（‘三’）；《四》、《五》等政务信息公开制度"),
        ];
        let shown: Vec<String> = pieces(line.into_iter(), 0.0, &layout())
            .iter()
            .map(|p| format!("{}{}", p.text, if p.less_pt.is_some() { "·" } else { "" }))
            .collect();
        assert_eq!(
            shown,
            [
                "（一）公开。·",
                "“",
                "一网",
                "”·",
                "、·",
                "“",
                "两微",
                "”·",
                "（·",
                "‘",
                "三",
                "’·",
                "）·",
                "；·",
                "《四》·",
                "、·",
                "《五》等政务信息公开制度"
            ]
        );
    }

    #[test]
    fn a_line_short_of_characters_keeps_the_space_between_its_marks() {
        let less = |spare_pt| {
            let line = [(Role::Fang, "《目录》、《指南》和政府信息公开工作年度报告等制度")];
            pieces(line.into_iter(), spare_pt, &layout()).iter().find_map(|p| p.less_pt).unwrap()
        };
        // 25 places, 5 % of 15.8 pt each: 20 pt of stretching, more than two half ems.
        assert!((less(0.0) - layout().advance_pt() / 2.0).abs() < 1e-9);
        assert!((less(15.0) - (0.05 * 25.0 * layout().advance_pt() - 15.0) / 2.0).abs() < 1e-9);
        assert!(less(30.0).abs() < 1e-9);
    }
}
