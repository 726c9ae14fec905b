//! Marks that stand over and under a letter.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::is_invisible;

/// The first row of more than `limit` combining marks, in bytes. What a renderer leaves out does not end a
/// row.
///
/// ```
/// use nianbao::text::mark_run;
/// let text = "甲e\u{301}\u{200B}\u{301}\u{301}乙";
/// assert_eq!(mark_run(text, 2), Some(4..13));
/// assert_eq!(mark_run(text, 3), None);
/// ```
pub fn mark_run(text: &str, limit: usize) -> Option<Range<usize>> {
    let (mut start, mut end, mut count) = (0, 0, 0);
    for (at, c) in text.char_indices() {
        if is_combining_mark(c) {
            start = if count == 0 { at } else { start };
            end = at + c.len_utf8();
            count += 1;
        } else if !is_invisible(c) {
            if count > limit {
                break;
            }
            count = 0;
        }
    }
    (count > limit).then_some(start..end)
}

/// How many combining marks a text has.
pub fn count_marks(text: &str) -> usize {
    text.chars().filter(|&c| is_combining_mark(c)).count()
}
