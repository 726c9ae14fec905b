//! The numbers of pages, which stand between the lines of a report that was printed before it became a text.

use crate::text::half_width;

/// The number that a line gives if it is nothing but the number of a page, with marks that say so: `- 1 -`,
/// `—1—`, `第 1 页`, `第1页 共6页`.
pub(super) fn of_line(line: &str) -> Option<u32> {
    let text = plain(line);
    let dashed = text.strip_prefix('-').and_then(|rest| rest.strip_suffix('-'));
    if let Some(number) = dashed {
        return number.trim_matches('-').parse().ok().filter(is_page);
    }
    let (number, rest) = text.strip_prefix('第')?.split_once('页')?;
    let rest = rest.trim_start_matches([',', '/', '|', '(']).trim_end_matches(')');
    let total = rest.strip_prefix('共').and_then(|rest| rest.strip_suffix('页'));
    let is_alone = rest.is_empty() || total.is_some_and(|total| total.parse::<u32>().is_ok());
    number.parse().ok().filter(|number| is_alone && is_page(number))
}

/// The number that a line gives if it is nothing but a number, or one of several: `3`, `3/8`. Only its place
/// at the edge of a page makes it the number of one.
pub(super) fn of_edge(line: &str) -> Option<u32> {
    let text = plain(line);
    let (number, total) = text.split_once('/').unwrap_or((&text, "9999"));
    let total: u32 = total.parse().ok()?;
    number.parse().ok().filter(|number| is_page(number) && *number <= total)
}

/// A paragraph without the number of a page that a converter has left at its end: `不更- 2 -`.
pub(super) fn without_tail(text: &str) -> Option<&str> {
    const DASHES: [char; 6] = ['-', '－', '—', '–', '―', '─'];
    let end = text.trim_end().strip_suffix(DASHES)?;
    let number = end.trim_end_matches(DASHES).trim_end();
    let before = number.trim_end_matches(|c: char| half_width(c).is_ascii_digit());
    let digits = number[before.len()..].chars().count();
    let rest = before.trim_end().strip_suffix(DASHES)?.trim_end_matches(DASHES).trim_end();
    // 2023-2024- is no page.
    ((1..=3).contains(&digits) && rest.chars().next_back().is_some_and(|c| !c.is_ascii_alphanumeric()))
        .then_some(rest)
}

/// No report has more pages.
fn is_page(number: &u32) -> bool {
    (1..1000).contains(number)
}

/// Without white space, in half-width characters, with one kind of dash.
fn plain(line: &str) -> String {
    /// Longer than any number of a page, with all its marks.
    const MAX_CHARS: usize = 40;
    let dash = |c: char| if matches!(c, '—' | '–' | '―' | '─') { '-' } else { half_width(c) };
    line.chars().filter(|c| !c.is_whitespace()).take(MAX_CHARS).map(dash).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_pages_are_known_by_their_marks() {
        for (line, number) in [
            ("- 1 -", Some(1)),
            ("        —12—", Some(12)),
            ("－ ３ －", Some(3)),
            ("第 1 页", Some(1)),
            ("第2页 共6页", Some(2)),
            ("第2页，共 6 页", Some(2)),
            ("第2页/共6页", Some(2)),
            ("3", None),
            ("-", None),
            ("- -", None),
            ("-3", None),
            ("第二十条第（一）项", None),
            ("第3页的表格", None),
        ] {
            assert_eq!(of_line(line), number, "{line}");
        }
        assert_eq!(
            (of_edge(" 7 "), of_edge("7/8"), of_edge("8/7"), of_edge("七")),
            (Some(7), Some(7), None, None)
        );
    }

    #[test]
    fn numbers_at_the_end_of_a_paragraph_are_cut_off() {
        assert_eq!(without_tail("将栏目不更- 2 -"), Some("将栏目不更"));
        assert_eq!(without_tail("将栏目不更 —12—"), Some("将栏目不更"));
        for text in ["2023-2024-", "电话0527-83593059-", "好。", "好——", "甲—乙—"] {
            assert_eq!(without_tail(text), None, "{text}");
        }
    }
}
