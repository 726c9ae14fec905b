//! Where the tags of a template begin and end, found without its parser: a tag goes from `{{` to the next
//! `}}`.
//!
//! The parser of Handlebars gives the line and column of an element but not its end, stops at the first error
//! (often far behind it), and recurses, so that a hostile template could exhaust the stack before it is
//! refused ([`too_deep`]).

use std::ops::Range;

/// The longest tag, in bytes. The template parser recurses over a tag and over blocks in blocks, so deep ones
/// could exhaust the stack.
const MAX_TAG: usize = 1000;
/// The most brackets in a tag, and the most blocks inside each other. Prose needs two or three.
const MAX_NESTING: usize = 16;

/// The first tag that is longer or nested more deeply than the template parser is trusted with.
pub(super) fn too_deep(template: &str) -> Option<Range<usize>> {
    let (mut at, mut blocks) = (0, 0usize);
    while let Some(start) = template[at..].find("{{").map(|i| at + i) {
        let tag = tag_at(template, start);
        let text = &template[tag.clone()];
        let inside = text.trim_start_matches(['{', '~']);
        match inside.chars().next() {
            Some('#') => blocks += 1,
            Some('/') => blocks = blocks.saturating_sub(1),
            _ => {}
        }
        // `else if` chains nest too.
        if inside.starts_with("else ") || inside.starts_with('^') {
            blocks += 1;
        }
        let brackets = text.chars().filter(|c| matches!(c, '(' | '[' | '{')).count();
        if blocks > MAX_NESTING || tag.len() > MAX_TAG || brackets > MAX_NESTING {
            return Some(tag);
        }
        at = tag.end;
    }
    None
}

/// The first `{{` without its `}}`, from there to the end of its line or the next `{{`. The template parser
/// reports such a mistake far behind it, at the next tag or at the end.
pub(super) fn unclosed(template: &str) -> Option<Range<usize>> {
    let mut at = 0;
    loop {
        let start = template[at..].find("{{").map(|i| at + i)?;
        let inside = start + template[start..].len() - template[start..].trim_start_matches('{').len();
        let close = template[inside..].find("}}").map(|i| inside + i);
        let next = template[inside..].find("{{").map(|i| inside + i);
        let escaped = template[..start].ends_with('\\');
        match close {
            _ if escaped => at = inside,
            Some(close) if next.is_none_or(|next| close < next) => at = close + 2,
            _ => {
                let line = template[start..].find('\n').map_or(template.len(), |i| start + i);
                return Some(start..next.map_or(line, |next| line.min(next)));
            }
        }
    }
}

/// The first tag that begins at or after a byte: from `{{` to its `}}` (or `}}}`), or to the end of the line
/// if it is not closed. If no tag follows, the one character at that byte.
pub(super) fn tag_at(template: &str, at: usize) -> Range<usize> {
    let Some(start) = template.get(at..).and_then(|t| t.find("{{")).map(|i| at + i) else {
        let start = at.min(template.len());
        let end =
            template.get(start..).and_then(|t| t.chars().next()).map_or(start, |c| start + c.len_utf8());
        return start..end;
    };
    let rest = &template[start..];
    let end = match rest.find("}}") {
        Some(close) => {
            let tail = &rest[close..];
            start + close + tail.len() - tail.trim_start_matches('}').len()
        }
        None => start + rest.find('\n').unwrap_or(rest.len()),
    };
    start..end
}

/// Byte offset of a line and column (both from 1, columns in characters) of a text.
pub(super) fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = text.get(start..).unwrap_or("");
    start + rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(i, _)| i)
}
