//! Bytes of a text and positions as the protocol counts them: lines and UTF-16 units, both from 0.
//!
//! ```text
//! text        年 度 : ␠ 𬭎 ␠ 1        𬭎 lies outside the basic plane: four bytes, two units
//! bytes       0  3  6 7 8  12 13
//! units       0  1  2 3 4  6  7
//! ```
//! A line ends at `\n`, `\r\n` or a `\r` alone. A byte order mark at the start is a unit of the first line
//! for the editor; the bytes counted here, as everywhere in this program, begin behind it.

use std::ops::Range;

use lsp_types::Position;

/// Bytes between two remembered counts: finding a position costs at most this much counting.
const STEP: usize = 1024;

/// A text with the places of its lines.
#[derive(Debug, Clone)]
pub(super) struct Lines {
    /// The text behind a byte order mark.
    text: String,
    has_mark: bool,
    /// Where each line begins; never empty.
    starts: Vec<usize>,
    /// Units of the characters that begin before byte `i * STEP`.
    units: Vec<usize>,
}

impl Lines {
    /// A text as the editor has it.
    pub fn new(text: &str) -> Self {
        let (text, has_mark) = match text.strip_prefix('\u{FEFF}') {
            Some(rest) => (rest, true),
            None => (text, false),
        };
        let bytes = text.as_bytes();
        let is_end =
            |at: &usize| bytes[*at] == b'\n' || (bytes[*at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
        let starts = std::iter::once(0).chain((0..bytes.len()).filter(is_end).map(|at| at + 1)).collect();
        let mut units = vec![0];
        let mut total = 0;
        for block in bytes.chunks(STEP) {
            total += count_units(block);
            units.push(total);
        }
        Self { text: text.to_owned(), has_mark, starts, units }
    }

    /// The text, without a byte order mark.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The position of a byte. One inside a character counts as the character's first, one past the end as
    /// the end.
    pub fn position(&self, byte: usize) -> Position {
        let byte = self.text.floor_char_boundary(byte.min(self.text.len()));
        let line = self.starts.partition_point(|&start| start <= byte) - 1;
        let mark = usize::from(self.has_mark && line == 0);
        let character = self.units_before(byte) - self.units_before(self.starts[line]) + mark;
        Position { line: saturate(line), character: saturate(character) }
    }

    /// The positions of a range of bytes.
    pub fn range(&self, bytes: Range<usize>) -> lsp_types::Range {
        let start = self.position(bytes.start);
        let end = if bytes.end > bytes.start { self.position(bytes.end) } else { start };
        lsp_types::Range { start, end }
    }

    /// The byte of a position. One past the end of its line stands for that end, one past the last line for
    /// the end of the text, the second unit of a character for the character.
    pub fn byte(&self, position: Position) -> usize {
        let line = position.line as usize;
        let Some(&start) = self.starts.get(line) else { return self.text.len() };
        let end = self.starts.get(line + 1).map_or(self.text.len(), |next| {
            start + self.text[start..*next].trim_end_matches(['\r', '\n']).len()
        });
        let mark = usize::from(self.has_mark && line == 0);
        let wanted =
            self.units_before(start).saturating_add((position.character as usize).saturating_sub(mark));
        // The last remembered count that is not beyond what is wanted.
        let block = self.units.partition_point(|&units| units <= wanted) - 1;
        let mut byte = self.text.ceil_char_boundary((block * STEP).min(self.text.len())).clamp(start, end);
        let mut units = self.units_before(byte);
        for character in self.text[byte..end].chars() {
            units += character.len_utf16();
            if units > wanted {
                break;
            }
            byte += character.len_utf8();
        }
        byte
    }

    /// The bytes of a range of positions; an empty one where its end lies before its start.
    pub fn bytes(&self, range: lsp_types::Range) -> Range<usize> {
        let start = self.byte(range.start);
        start..self.byte(range.end).max(start)
    }

    /// The text with a range replaced, as the editor has it then.
    pub fn replaced(&self, range: lsp_types::Range, replacement: &str) -> Self {
        let bytes = self.bytes(range);
        let mark = if self.has_mark { "\u{FEFF}" } else { "" };
        Self::new(&format!("{mark}{}{replacement}{}", &self.text[..bytes.start], &self.text[bytes.end..]))
    }

    fn units_before(&self, byte: usize) -> usize {
        let block = byte / STEP;
        self.units[block] + count_units(&self.text.as_bytes()[block * STEP..byte])
    }
}

/// Units of the characters that begin in these bytes of UTF-8: two for a character of four bytes.
fn count_units(bytes: &[u8]) -> usize {
    bytes.iter().map(|&byte| usize::from(byte & 0xC0 != 0x80) + usize::from(byte >= 0xF0)).sum()
}

fn saturate(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn positions_count_units_of_utf16() {
        // 𬭎 has four bytes and two units, 年 three bytes and one unit.
        let lines = Lines::new("年𬭎: x\r\n二\rc\n");
        for (byte, position) in [
            (0, at(0, 0)),
            (3, at(0, 1)),
            (7, at(0, 3)),
            (9, at(0, 5)),
            (12, at(1, 0)),
            (15, at(1, 1)),
            (16, at(2, 0)),
            (18, at(3, 0)),
        ] {
            assert_eq!(lines.position(byte), position, "byte {byte}");
            assert_eq!(lines.byte(position), byte, "{position:?}");
        }
    }

    #[test]
    fn positions_that_are_none_stand_for_the_nearest() {
        let lines = Lines::new("𬭎a\nb");
        // The second half of a character, a column past the end, a line past the end.
        assert_eq!(lines.byte(at(0, 1)), 0);
        assert_eq!(lines.byte(at(0, 99)), 5);
        assert_eq!(lines.byte(at(7, 0)), 7);
        assert_eq!(lines.position(2), at(0, 0));
        assert_eq!(lines.position(99), at(1, 1));
        assert_eq!(lines.bytes(lsp_types::Range { start: at(1, 1), end: at(0, 0) }), 7..7);
        assert_eq!(Lines::new("").byte(at(0, 3)), 0);
    }

    #[test]
    fn a_byte_order_mark_is_a_unit_of_the_first_line() {
        let lines = Lines::new("\u{FEFF}年度\n年度");
        assert_eq!(lines.text(), "年度\n年度");
        assert_eq!((lines.position(0), lines.position(3), lines.position(7)), (at(0, 1), at(0, 2), at(1, 0)));
        assert_eq!((lines.byte(at(0, 0)), lines.byte(at(0, 2)), lines.byte(at(1, 1))), (0, 3, 10));
        let replaced = lines.replaced(lsp_types::Range { start: at(0, 1), end: at(0, 2) }, "月");
        assert_eq!((replaced.text(), replaced.has_mark), ("月度\n年度", true));
    }

    #[test]
    fn positions_in_a_very_long_line() {
        let lines = Lines::new(&format!("a\n{}", "𬭎年".repeat(5000)));
        for pair in [0, 1, 145, 146, 147, 4321, 5000] {
            let (byte, position) = (2 + 7 * pair, at(1, u32::try_from(3 * pair).unwrap()));
            assert_eq!((lines.position(byte), lines.byte(position)), (byte_position(pair), byte));
        }
        fn byte_position(pair: usize) -> Position {
            Position { line: 1, character: u32::try_from(3 * pair).unwrap() }
        }
    }
}
