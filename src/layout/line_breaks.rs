//! How many lines a text takes.
//!
//! Where a line may break is known by [`crate::text`], on the strict side of the engines: where it says no,
//! an engine may still break, so a text never takes more lines than are counted here.
//!
//! How it works: a text is cut into the parts between the places where a line may break, and each line takes
//! parts as long as they fit. Example: `22（其中16件）` has the parts `22`, `（其`, `中`, `16`, `件）`, as a
//! bracket stays with what it embraces and a number stays whole. In a cell four ems wide the first line takes
//! 1 + 2 + 1 em, `22（其中`, and the second 1 + 2 em, `16件）`.

use super::Metrics;
use super::advances::{AdvanceTable, BREAK};
use super::text_lines::changes_script;
use crate::text::{may_break, segments};

/// The text with a [`BREAK`] put in wherever more than `max_em` ems would have to stay on one line, as in a
/// number longer than its cell or a web address longer than the page.
pub(crate) fn with_breaks(text: String, advances: &AdvanceTable, max_em: f64) -> String {
    if advances.text_em(&text) <= max_em {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    // Width of what stands on this line without a place to break.
    let mut unbroken = 0.0;
    let mut previous = None;
    for c in text.chars() {
        let width = advances.em(c);
        if previous.is_some_and(|p| may_break(p, c)) {
            unbroken = 0.0;
        } else if unbroken + width > max_em {
            out.push(BREAK);
            unbroken = 0.0;
        }
        unbroken += width;
        out.push(c);
        previous = Some(c);
    }
    out
}

/// Width in ems of the widest part of a text that stays on one line.
pub(super) fn widest_part_em(text: &str, advances: &AdvanceTable) -> f64 {
    segments(text).map(|part| advances.text_em(part)).fold(0.0, f64::max)
}

/// Width of a text in ems with the gaps between its Chinese characters and Latin letters or digits. Not every
/// program sets them in a table, but what has room for them fits everywhere.
pub(super) fn spaced_em(text: &str, metrics: Metrics<'_>) -> f64 {
    let gaps = text.chars().zip(text.chars().skip(1)).filter(|&(a, b)| changes_script(a, b));
    metrics.advances.text_em(text) + gaps.map(|_| metrics.layout.text.script_gap_em).sum::<f64>()
}

/// How many lines a text takes, each filled as far as it goes.
pub(super) fn count_lines(text: &str, advances: &AdvanceTable, width_em: f64) -> usize {
    /// Sums of widths are not exact: what is as wide as the line must still fit.
    const SLACK_EM: f64 = 1e-6;
    let width_em = width_em + SLACK_EM;
    if advances.text_em(text) <= width_em {
        return 1;
    }
    let (mut lines, mut used) = (1, 0.0);
    for part in segments(text) {
        let width = advances.text_em(part);
        // A space at the end of a line takes no room.
        let visible = advances.text_em(part.trim_end_matches(' '));
        if used > 0.0 && used + visible > width_em {
            lines += 1;
            used = 0.0;
        }
        used += width;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bracket_stays_with_what_it_embraces_and_a_number_stays_whole() {
        let found: Vec<&str> = segments("22（其中16件）").collect();
        assert_eq!(found, ["22", "（其", "中", "16", "件）"]);
        let advances = AdvanceTable::default();
        assert_eq!(count_lines("22（其中16件）", &advances, 4.0), 2);
        assert_eq!(count_lines("22（其中16件）", &advances, 2.0), 4);
        assert!((widest_part_em("22（其中16件）", &advances) - 2.0).abs() < 1e-9);
    }

    #[test]
    fn what_has_no_place_to_break_gets_one() {
        let advances = AdvanceTable::default();
        let text = with_breaks("12345678".to_owned(), &advances, 2.0);
        assert_eq!(text, "1234\u{200B}5678");
        assert_eq!(count_lines(&text, &advances, 2.0), 2);
        assert_eq!(with_breaks("政府信息".to_owned(), &advances, 2.0), "政府信息");
    }
}
