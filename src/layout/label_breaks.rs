//! Labels in columns a few characters wide, broken where a reader would break them.
//!
//! A line of Chinese may break between any two characters, so an engine left to itself sets 社会公益组织 in a
//! column five characters wide as 社会公益组 | 织. No dictionary is needed to do better: labels of official
//! forms are built of words of two characters, and groups carry their number in front.
//!
//! How it works, by kind of cell:
//!
//! - A column head of an even number of characters is cut into lines of the largest even number that fits. In
//!   a column of 3 em: 社会 | 公益 | 组织; of 5 em: 社会公益 | 组织.
//! - The label of a group is cut behind its number, and the rest into lines of nearly the same length. In a
//!   column of 3 em 三、本年度办理结果 has the number 三、 and a rest of seven characters, which needs three
//!   lines: one of three, two of two. So 三、 | 本年度 | 办理 | 结果.
//!
//! Everything else, and labels that fit on one line, is left to the engine.

use crate::document::CellKind;
use crate::text::{is_basic_han, is_wide};

/// The lines of a cell's text where there is room for `max_em` ems: several only for heads of columns and
/// groups that are too long for one.
pub(crate) fn lines(kind: CellKind, text: String, max_em: f64) -> Vec<String> {
    let broken = match kind {
        CellKind::GroupHead => group_label(&text, max_em),
        CellKind::ColumnHead => column_head(&text, max_em),
        CellKind::Band | CellKind::Corner | CellKind::RowHead | CellKind::Figure => None,
    };
    broken.unwrap_or_else(|| vec![text])
}

/// The label of a group; none if it is left to the engine.
fn group_label(text: &str, max_em: f64) -> Option<Vec<String>> {
    /// No number of a group is longer: （十二）.
    const MAX_NUMBER_CHARS: usize = 5;
    let chars: Vec<char> = text.chars().collect();
    let per_line = chars_per_line(max_em);
    let number =
        chars.iter().take(MAX_NUMBER_CHARS).position(|&c| c == '、' || c == '）').map_or(0, |i| i + 1);
    // Letters and digits are not one em wide, so the count of characters says nothing about such a line.
    let countable = chars.iter().all(|&c| is_wide(c));
    if chars.len() <= per_line || number > per_line || !countable {
        return None;
    }
    let (number, mut rest) = chars.split_at(number);
    let count = rest.len().div_ceil(per_line).max(1);
    // The first `longer` lines take one character more than the others.
    let (short, longer) = (rest.len() / count, rest.len() % count);
    let mut lines = vec![number.iter().collect::<String>()];
    for i in 0..count {
        let (line, tail) = rest.split_at(short + usize::from(i < longer));
        lines.push(line.iter().collect());
        rest = tail;
    }
    lines.retain(|line| !line.is_empty());
    Some(lines)
}

/// The head of a column; none if it is left to the engine.
fn column_head(text: &str, max_em: f64) -> Option<Vec<String>> {
    let chars: Vec<char> = text.chars().collect();
    let per_line = chars_per_line(max_em);
    let of_words = chars.len().is_multiple_of(2) && chars.iter().all(|&c| is_basic_han(c));
    if chars.len() <= per_line || per_line < 2 || !of_words {
        return None;
    }
    Some(chars.chunks(per_line - per_line % 2).map(|line| line.iter().collect()).collect())
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few ems, never negative")]
fn chars_per_line(max_em: f64) -> usize {
    /// Widths are quotients and not exact: a line of three ems must hold three characters.
    const SLACK_EM: f64 = 1e-6;
    (max_em + SLACK_EM) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_break_where_a_reader_would() {
        for (kind, text, max_em, wanted) in [
            (CellKind::GroupHead, "三、本年度办理结果", 3.0, "三、/本年度/办理/结果"),
            (CellKind::GroupHead, "三、本年度办理结果", 9.0, "三、本年度办理结果"),
            (CellKind::GroupHead, "（四）无法提供", 4.2, "（四）/无法提供"),
            (CellKind::GroupHead, "（四）无法提供", 2.9, "（四）无法提供"),
            (CellKind::GroupHead, "三、2024年办理", 3.0, "三、2024年办理"),
            (CellKind::ColumnHead, "社会公益组织", 3.1, "社会/公益/组织"),
            (CellKind::ColumnHead, "社会公益组织", 5.0, "社会公益/组织"),
            (CellKind::ColumnHead, "社会公益组织", 6.0, "社会公益组织"),
            (CellKind::ColumnHead, "自然人", 2.0, "自然人"),
            (CellKind::RowHead, "社会公益组织", 3.0, "社会公益组织"),
        ] {
            assert_eq!(lines(kind, text.to_owned(), max_em).join("/"), wanted, "{text} in {max_em} em");
        }
    }
}
