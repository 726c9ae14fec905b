//! From a range of a scalar's decoded text back to the bytes of the file.
//!
//! # How it works
//! Folding, indentation and line breaks only ever add or drop white space: all other characters keep their
//! order in every style. So the decoded text and the raw text are walked in step ([`Tokens`]):
//!
//! - raw white space without a counterpart in the decoded text is passed over,
//! - a decoded space without a counterpart in the raw text (one that folding made) has no bytes,
//! - an escape counts as the character it stands for.
//!
//! # Example
//! ```text
//! k: >-          raw       一 \n ␠ ␠ 二 ␠ 1 6
//!   一           decoded   一 ␠        二 ␠ 1 6
//!   二 16
//! ```
//! 一 stands for itself. The decoded space meets the line break and its indentation, which are passed over,
//! and then 二, so it has no bytes of its own. 16 is found where it stands.

use std::ops::Range;
use std::sync::OnceLock;

use super::{Node, ScalarStyle, Source, Value};
use crate::text::is_forbidden;

impl Node {
    /// The bytes of the file in which a range of the decoded text is written. `range` is in bytes of
    /// [`Scalar::text`](super::Scalar); it is cut to the text. Values that are not scalars give their whole
    /// span.
    ///
    /// ```
    /// use nianbao::yaml::{Source, parse};
    /// let source = Source::new("a.yaml", "总体情况: |\n  一\n  共 16 件\n");
    /// let (root, _) = parse(&source);
    /// let node = root.as_ref().and_then(|root| root.get("总体情况")).unwrap();
    /// let at = node.as_str().unwrap().find("16").unwrap();
    /// assert_eq!(&source.text()[node.source_range(&source, at..at + 2)], "16");
    /// ```
    pub fn source_range(&self, source: &Source, range: Range<usize>) -> Range<usize> {
        range_from(self, source, range, (0, 0))
    }
}

/// Decoded bytes from one remembered place to the next; finding a range costs at most this much walking.
const STEP: usize = 1024;

/// Where the characters of a long text stand in the file, for a text of which many ranges are asked for: a
/// walk from the start each time would take the square of its length.
#[derive(Debug, Clone, Default)]
pub(crate) struct RangeIndex {
    /// Every [`STEP`] bytes: a byte of the decoded text, and the byte of the raw text where the walk then
    /// stands. Made when the first range is asked for.
    places: OnceLock<Vec<(usize, usize)>>,
}

impl RangeIndex {
    /// As [`Node::source_range`]. An index is of one node and one source.
    pub(crate) fn source_range(&self, node: &Node, source: &Source, range: Range<usize>) -> Range<usize> {
        let places = self.places.get_or_init(|| places(node, source));
        let behind = places.partition_point(|&(decoded, _)| decoded <= range.start);
        let from = behind.checked_sub(1).map_or((0, 0), |index| places[index]);
        range_from(node, source, range, from)
    }

    /// The other way: the first byte of the decoded text whose character ends behind this byte of the file;
    /// the end of the text where there is none. Of two bytes of the file the one further back never comes
    /// first in the text.
    pub(crate) fn decoded_at(&self, node: &Node, source: &Source, at: usize) -> usize {
        let places = self.places.get_or_init(|| places(node, source));
        let Some((text, mut tokens, base)) = tokens(node, source) else { return 0 };
        let behind = places.partition_point(|&(_, raw)| base + raw <= at);
        let (decoded, raw) = behind.checked_sub(1).map_or((0, 0), |index| places[index]);
        tokens.at = raw;
        let ends_behind = |(_, wanted): &(usize, char)| base + tokens.find(*wanted).end > at;
        text[decoded..].char_indices().find(ends_behind).map_or(text.len(), |(index, _)| decoded + index)
    }
}

/// The places that an index remembers.
fn places(node: &Node, source: &Source) -> Vec<(usize, usize)> {
    let Some((text, mut tokens, _)) = tokens(node, source) else { return Vec::new() };
    let mut places = Vec::new();
    for (index, wanted) in text.char_indices() {
        if index >= (places.len() + 1) * STEP {
            places.push((index, tokens.at));
        }
        tokens.find(wanted);
    }
    places
}

/// The decoded text of a scalar, the walk over its raw text, and the byte of the file where that begins; none
/// of what is no scalar.
fn tokens<'a>(node: &'a Node, source: &'a Source) -> Option<(&'a str, Tokens<'a>, usize)> {
    let Value::Scalar(scalar) = &node.value else { return None };
    let raw = source.text().get(node.span.clone())?;
    let (open, raw) = match scalar.style {
        ScalarStyle::SingleQuoted => unquote(raw, '\''),
        ScalarStyle::DoubleQuoted => unquote(raw, '"'),
        _ => (0, raw),
    };
    let base = node.span.start + open;
    let indent = indent_of(source.text(), base, scalar.style);
    Some((&scalar.text, Tokens { raw, style: scalar.style, indent, at: 0 }, base))
}

/// The bytes of the file for a range of the decoded text, walking from a byte of the decoded text and one of
/// the raw text that belong together.
fn range_from(node: &Node, source: &Source, range: Range<usize>, from: (usize, usize)) -> Range<usize> {
    let Some((text, mut tokens, base)) = tokens(node, source) else { return node.span.clone() };
    let end_of_raw = base + tokens.raw.len();
    let (decoded, raw) = from;
    tokens.at = raw;
    let (mut start, mut end) = (None, None);
    for (index, wanted) in text[decoded..].char_indices().map(|(i, c)| (decoded + i, c)) {
        if start.is_some() && index >= range.end {
            break;
        }
        let found = tokens.find(wanted);
        if start.is_none() && range.start < index + wanted.len_utf8() {
            start = Some(base + found.start);
        }
        if start.is_some() && index < range.end {
            end = Some(base + found.end);
        }
    }
    let start = start.unwrap_or(end_of_raw);
    start..trim(source.text(), start, end.unwrap_or(start))
}

/// Leaves line breaks out of the end of a range that holds more than white space.
fn trim(text: &str, start: usize, end: usize) -> usize {
    let slice = text.get(start..end).unwrap_or_default();
    let kept = slice.trim_end_matches(['\r', '\n']).len();
    if kept == 0 { end.max(start) } else { start + kept }
}

/// The indentation of a block scalar, from its first line.
fn indent_of(text: &str, start: usize, style: ScalarStyle) -> usize {
    if !matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) {
        return 0;
    }
    let line = &text[text[..start].rfind('\n').map_or(0, |at| at + 1)..start];
    if line.bytes().all(|byte| byte == b' ') { line.len() } else { 0 }
}

fn unquote(raw: &str, quote: char) -> (usize, &str) {
    match raw.strip_prefix(quote) {
        Some(rest) => (1, rest.strip_suffix(quote).unwrap_or(rest)),
        None => (0, raw),
    }
}

/// Walks raw text one written character at a time.
struct Tokens<'a> {
    raw: &'a str,
    style: ScalarStyle,
    /// Spaces at the start of every line of a block scalar that are not its text.
    indent: usize,
    at: usize,
}

impl Tokens<'_> {
    /// The next raw bytes that stand for this character; an empty range where nothing does (a space that
    /// folding made).
    fn find(&mut self, wanted: char) -> Range<usize> {
        loop {
            let Some((character, length)) = self.peek() else { return self.raw.len()..self.raw.len() };
            let here = self.at..self.at + length;
            let is_wanted = match character {
                // A forbidden character was parsed as a placeholder of the same length, so that one error
                // does not hide the others.
                Some(found) => {
                    found == wanted
                        || (is_forbidden(found) && !is_blank(wanted) && length == wanted.len_utf8())
                }
                None => false,
            };
            if is_wanted {
                self.pass(here.end);
                return here;
            }
            if character.is_none_or(is_blank) {
                self.pass(here.end);
            } else if is_blank(wanted) {
                return self.at..self.at;
            } else {
                // No text that parsed should get here. Point at the character, rather than scan on to the
                // end.
                return here;
            }
        }
    }

    /// Goes on, over the indentation too where a line ends.
    fn pass(&mut self, end: usize) {
        let line_ended = self.raw[self.at..end].ends_with('\n');
        self.at = end;
        if line_ended {
            let rest = &self.raw[end..];
            self.at += (rest.len() - rest.trim_start_matches(' ').len()).min(self.indent);
        }
    }

    /// The character written at this point and its length in bytes; no character for an escaped line break.
    fn peek(&self) -> Option<(Option<char>, usize)> {
        let rest = &self.raw[self.at..];
        let first = rest.chars().next()?;
        match (self.style, first) {
            (ScalarStyle::SingleQuoted, '\'') if rest.starts_with("''") => Some((Some('\''), 2)),
            (ScalarStyle::DoubleQuoted, '\\') => Some(escape(rest)),
            _ => Some((Some(first), first.len_utf8())),
        }
    }
}

/// Reads an escape of a double-quoted scalar: YAML 1.2, 5.7.
fn escape(rest: &str) -> (Option<char>, usize) {
    let Some(letter) = rest[1..].chars().next() else { return (Some('\\'), 1) };
    let digits = match letter {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => 0,
    };
    if digits > 0 {
        let Some(code) = code_point(rest, 2, digits) else { return (Some('\\'), 1) };
        // Two escapes of UTF-16 halves make one character.
        if (0xD800..0xDC00).contains(&code)
            && rest.get(6..8) == Some("\\u")
            && let Some(low) = code_point(rest, 8, 4).and_then(|low| low.checked_sub(0xDC00))
        {
            return (char::from_u32(0x10000 + ((code - 0xD800) << 10) + low), 12);
        }
        return (char::from_u32(code), 2 + digits);
    }
    let meaning = match letter {
        '0' => '\0',
        'a' => '\u{7}',
        'b' => '\u{8}',
        't' => '\t',
        'n' => '\n',
        'v' => '\u{B}',
        'f' => '\u{C}',
        'r' => '\r',
        'e' => '\u{1B}',
        'N' => '\u{85}',
        '_' => '\u{A0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        '\r' | '\n' => return (None, 2),
        other => other,
    };
    (Some(meaning), 1 + letter.len_utf8())
}

fn code_point(rest: &str, at: usize, digits: usize) -> Option<u32> {
    u32::from_str_radix(rest.get(at..at + digits)?, 16).ok()
}

fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\r' | '\n')
}

#[cfg(test)]
mod tests {
    use super::super::{Source, parse};

    #[test]
    fn an_index_gives_the_same_bytes_as_a_walk_from_the_start() {
        let line = "共收到申请 16 件，其中 3 件已办结。";
        for text in [
            format!("k: |\r\n{}", format!("  {line}\r\n\r\n").repeat(200)),
            format!("k: >\n{}", format!("  {line}\n").repeat(200)),
            format!("k: '{}'", format!("它''s {line}\n  ").repeat(200)),
            format!("k: \"{}\"", format!("\\u4e00\\n{line}\\\n   ").repeat(200)),
        ] {
            let source = Source::new("a.yaml", text);
            let (root, findings) = parse(&source);
            assert_eq!(findings, []);
            let root = root.expect("the table holds valid files");
            let node = root.get("k").expect("the table holds k");
            let decoded = node.as_str().expect("k is a scalar");
            let index = super::RangeIndex::default();
            for (at, c) in decoded.char_indices().step_by(37) {
                let own = node.source_range(&source, at..at + c.len_utf8());
                // A space that folding made has no bytes.
                if !own.is_empty() {
                    assert_eq!(index.decoded_at(node, &source, own.start), at, "{at}");
                }
                for end in [at + c.len_utf8(), decoded.len()] {
                    let walked = node.source_range(&source, at..end);
                    assert_eq!(index.source_range(node, &source, at..end), walked, "{at}..{end}");
                }
            }
        }
    }

    #[test]
    fn every_style_leads_back_to_its_bytes() {
        // text, what to find in the decoded value, what stands in the file
        let table = [
            ("k: 共 16 件", "16", "16"),
            ("k: 一\n  二\n  三 16", "三 16", "三 16"),
            ("k: 一\n  二\n  三", "二 三", "二\n  三"),
            ("k: |\n  一\n\n    二\n  16 件  \n\n", "16 件", "16 件"),
            ("k: |\n  一\n\n    二\n  16 件\n\n", "  二\n", "  二"),
            ("k: |2-\n   一\n  16\n", "16", "16"),
            ("k: >\n  一\n  二\n\n  三\n", "二\n三", "二\n\n  三"),
            ("k: >-\n\n  一\n  二\n", "二", "二"),
            ("k: '它''s 16'", "'s", "''s"),
            ("k: '它''s\n  16'", "16", "16"),
            (r#"k: "a\n\u4e00 16""#, "一", r"\u4e00"),
            (r#"k: "a\n\u4e00 16""#, "16", "16"),
            (r#"k: "a\n\u4e00 16""#, "\n", r"\n"),
            ("k: \"a\\\n   b \\\"c\\x41\\U0001F600 d\"", "😀 d", "\\U0001F600 d"),
            ("k: \"a\\\n   b \\\"c\\x41 d\"", "\"cA", "\\\"c\\x41"),
            ("k: |\r\n  一\r\n  二\r\n", "二", "二"),
            ("k: |\r\n  一\r\n  二\r\n", "一\n二", "一\r\n  二"),
        ];
        for (text, wanted, written) in table {
            let source = Source::new("a.yaml", text);
            let (root, findings) = parse(&source);
            assert_eq!(findings, [], "{text:?}");
            let root = root.expect("the table holds valid files");
            let node = root.get("k").expect("the table holds k");
            let decoded = node.as_str().expect("k is a scalar");
            let at = decoded.find(wanted).unwrap_or_else(|| panic!("{decoded:?} holds no {wanted:?}"));
            let range = node.source_range(&source, at..at + wanted.len());
            assert_eq!(&source.text()[range.clone()], written, "{text:?} {wanted:?}");
            // And back again.
            let index = super::RangeIndex::default();
            assert_eq!(index.decoded_at(node, &source, range.start), at, "{text:?} {wanted:?}");
            assert_eq!(index.decoded_at(node, &source, source.text().len()), decoded.len(), "{text:?}");
        }
    }
}
