//! Lines of a text as ranges of its bytes.

use std::ops::Range;

/// The byte after the last character of the line that a byte is in.
pub(super) fn end_of_line(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |length| at + length)
}

/// The line that a byte is in, without its `\n`.
pub(super) fn line_range(text: &str, at: usize) -> Range<usize> {
    text[..at].rfind('\n').map_or(0, |at| at + 1)..end_of_line(text, at)
}

/// The lines that a range touches, whole, without their `\n`.
pub(super) fn lines(text: &str, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut next = Some(line_range(text, range.start));
    std::iter::from_fn(move || {
        let line = next.take()?;
        next = (line.end < range.end).then(|| line_range(text, line.end + 1));
        Some(line)
    })
}
