//! YAML text to a tree in which every value knows where it stands.
//!
//! Scalars keep their text exactly as written: `59237.2449`, `0o17`, `007` and `１６` are strings here, and
//! what they mean is for the report to say. What the data file has no use for (anchors, aliases, tags, merge
//! keys, a second document) is refused, because a reader of the file would not see what the program sees.

mod characters;
mod encoding;
mod lines;
mod outcome;
mod parse;
mod parse_events;
mod repair;
mod scalar;
mod slips;
mod source_range;
mod syntax;
#[cfg(test)]
mod tests;
mod tree;
pub(crate) mod typed;

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Place, Position};

#[cfg(test)]
pub(crate) use parse::counter;
pub use parse::parse;
pub(crate) use parse::parse_outline;
pub(crate) use scalar::double_quoted;
pub use scalar::{plain_or_quoted, word_or_quoted};
pub(crate) use source_range::RangeIndex;
pub use tree::{Node, Scalar, ScalarStyle, Value};
pub use typed::TypedYamlError;

/// Bytes between two remembered character counts; a column costs at most this much counting, however long the
/// line.
const STEP: usize = 1024;

/// One file: its name as the user gave it, its text, and where its lines begin.
///
/// ```
/// use nianbao::yaml::Source;
/// let source = Source::new("甲.yaml", "机关名称: 甲局\n年度: 2024\n");
/// let at = source.text().find("2024").unwrap_or(0);
/// let place = source.place(at..at + 4);
/// assert_eq!((place.start.line, place.start.column), (2, 5));
/// ```
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(from = "NamedText", into = "NamedText")]
pub struct Source {
    file: Arc<str>,
    text: Arc<str>,
    /// Byte at which each line starts; never empty.
    lines: Arc<[usize]>,
    /// Characters that start before byte `i * STEP`.
    counts: Arc<[usize]>,
}

/// What a [`Source`] is made from.
#[derive(Serialize, Deserialize)]
struct NamedText {
    file: String,
    text: String,
}

impl From<NamedText> for Source {
    fn from(named: NamedText) -> Self {
        Self::new(named.file, named.text)
    }
}

impl From<Source> for NamedText {
    fn from(source: Source) -> Self {
        Self { file: source.file.as_ref().to_owned(), text: source.text.as_ref().to_owned() }
    }
}

impl Source {
    /// A source from text already decoded. A byte order mark at the start is left out.
    pub fn new(file: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        let mut text: Arc<str> = text.into();
        if let Some(rest) = text.strip_prefix('\u{FEFF}') {
            text = rest.into();
        }
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let mut counts = vec![0];
        let mut total = 0;
        for block in text.as_bytes().chunks(STEP) {
            total += count_chars(block);
            counts.push(total);
        }
        Self { file: file.into(), text, lines, counts: counts.into() }
    }

    /// The file as the user named it.
    pub fn file(&self) -> &Arc<str> {
        &self.file
    }

    /// The text, without a byte order mark.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// A line by its number, from 1, without its line break; empty past the end.
    pub fn line(&self, line: u32) -> &str {
        &self.text[self.line_range(line)]
    }

    /// The bytes of a line by its number, from 1, without its line break; none past the end.
    pub(crate) fn line_range(&self, line: u32) -> Range<usize> {
        let index = (line as usize).saturating_sub(1);
        let Some(&start) = self.lines.get(index) else { return self.text.len()..self.text.len() };
        let end = self.lines.get(index + 1).copied().unwrap_or(self.text.len());
        start..start + self.text[start..end].trim_end_matches(['\r', '\n']).len()
    }

    /// The line and column of a byte. A byte inside a character counts as the character's first; one past the
    /// end as the end.
    pub fn position(&self, byte: usize) -> Position {
        let byte = self.text.floor_char_boundary(byte.min(self.text.len()));
        let line = self.lines.partition_point(|&start| start <= byte) - 1;
        let column = self.chars_before(byte) - self.chars_before(self.lines[line]) + 1;
        Position { line: saturate(line + 1), column: saturate(column) }
    }

    /// The place of a range of bytes.
    pub fn place(&self, range: Range<usize>) -> Place {
        let start = self.position(range.start);
        let end = if range.end > range.start { self.position(range.end) } else { start };
        Place::in_text(self.file.clone(), range.start..range.end.max(range.start), start, end)
    }

    /// The place between two positions, for places known by line and column. A column past the end of its
    /// line stands for that end.
    pub fn place_between(&self, start: Position, end: Position) -> Place {
        let (from, to) = (self.byte(start), self.byte(end));
        Place::in_text(self.file.clone(), from..to.max(from), start, end)
    }

    /// The byte of a position.
    fn byte(&self, position: Position) -> usize {
        let line = self.line(position.line);
        let index = (position.line as usize).saturating_sub(1);
        let start = self.lines.get(index).copied().unwrap_or(self.text.len());
        let column = (position.column as usize).saturating_sub(1);
        start + line.char_indices().nth(column).map_or(line.len(), |(at, _)| at)
    }

    fn chars_before(&self, byte: usize) -> usize {
        let block = byte / STEP;
        self.counts[block] + count_chars(&self.text.as_bytes()[block * STEP..byte])
    }
}

/// Counts the characters that start in these bytes of UTF-8.
fn count_chars(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
}

fn saturate(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod position_tests {
    use super::*;

    #[test]
    fn positions_count_characters_not_bytes() {
        let source = Source::new("a.yaml", "\u{FEFF}年度: 2024\r\n𬭎: x\n");
        for (byte, line, column) in [
            (0, 1, 1),
            (1, 1, 1),
            (3, 1, 2),
            (6, 1, 3),
            (8, 1, 5),
            (14, 2, 1),
            (18, 2, 2),
            (22, 3, 1),
            (99, 3, 1),
        ] {
            assert_eq!(source.position(byte), Position { line, column }, "byte {byte}");
        }
        assert_eq!(source.line(1), "年度: 2024");
        assert_eq!(source.line(2), "𬭎: x");
        assert_eq!(source.line(3), "");
        assert_eq!(source.line(4), "");
    }

    #[test]
    fn columns_in_a_very_long_line() {
        let source = Source::new("a.yaml", format!("a\n{}", "年".repeat(5000)));
        assert_eq!(source.position(2 + 3 * 4321), Position { line: 2, column: 4322 });
        assert_eq!(source.position(2 + 3 * 5000), Position { line: 2, column: 5001 });
    }
}
