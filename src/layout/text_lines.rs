//! Where the lines of a paragraph of running text end.
//!
//! The PDF ends its lines where this module says, and the Word draft is set so that word processors find the
//! same places: each line takes as many characters as fit, no mark stands where it may not, nothing is
//! squeezed. So a draft has the lines and the pages of its PDF.
//!
//! # How it works
//! A line is filled character by character. When the next one does not fit, the line ends at the last place
//! where it may, as [`may_break`] knows. The widths are those of a word processor, so that it breaks at the
//! same places (measured in LibreOffice 7.4):
//!
//! - Letter spacing is a whole number of twentieths of a point, and not added where Chinese and Latin text
//!   meet.
//! - Between a Chinese character and a Latin letter or digit stands a narrow gap, as typst and Word put it
//!   there too.
//! - A space behind Chinese text is as wide as in the Chinese face.
//!
//! Two things are added to filling:
//!
//! - A long web address or telephone number leaves a line that would be stretched too wide. Then the line
//!   ends inside it, behind one of its marks.
//! - A paragraph must not end in a line of one character. If it would, the line before gives one more to it,
//!   unless that would be stretched too wide.
//!
//! # Example
//! Eight characters to a line, the first indented by two:
//!
//! ```text
//! ＿＿全年共受理申
//! 请16件，全部办结          请 ⅕ 16 ⅕ 件，全部办结: 1 + ⅕ + 1 + ⅕ + 6 ems are too many
//! ```
//!
//! so the second line ends before 结. With a full stop the last line is `结。`, one character and its mark:
//! then 办 goes there as well.

use std::ops::Range;

use super::Metrics;
use crate::text::{is_han, is_western, may_break};

/// Sums of widths are not exact: what is as wide as the line must still fit.
const SLACK_PT: f64 = 1e-3;

/// The smallest length of a word processor: a twentieth of a point.
const TWIP_PT: f64 = 1.0 / 20.0;

/// The lines of a paragraph.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TextLines {
    /// The lines from top to bottom.
    pub lines: Vec<TextLine>,
    /// The line that gave a character to the last one.
    pub widened: Option<WidenedLine>,
}

/// A line of a paragraph.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TextLine {
    /// Its bytes in the text of the paragraph, without spaces at its end.
    pub bytes: Range<usize>,
    /// How much room its characters leave free, in points. Mostly justification fills it.
    pub spare_pt: f64,
}

/// A line that a program which fills its lines must be brought to end earlier.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct WidenedLine {
    /// Its bytes, with those it gave away.
    pub bytes: Range<usize>,
    /// How much room it would leave free with all of them, in points: set wider by more than that it is too
    /// full.
    pub missing_pt: f64,
}

/// A character at its place in the text.
struct Placed {
    at: usize,
    c: char,
    /// Width with what stands before it, where it is not the first of its line.
    width: f64,
    /// Width of what stands before it: a gap, and letter spacing that was not to be counted.
    gap: f64,
}

impl TextLines {
    /// The lines of a paragraph whose first line is indented. An empty one has one line.
    pub fn of(text: &str, metrics: Metrics<'_>) -> Self {
        let filler = Filler::new(text, metrics);
        let mut starts = vec![0];
        while let Some(next) = filler.next_line(*starts.last().unwrap_or(&0)) {
            starts.push(next);
        }
        let byte = |i: usize| filler.placed.get(i).map_or(text.len(), |p| p.at);
        let widened = filler
            .fill_last_line(&mut starts)
            .map(|(line, missing_pt)| WidenedLine { bytes: byte(line.start)..byte(line.end), missing_pt });
        let ends = starts.iter().skip(1).copied().chain([filler.placed.len()]);
        let line = |(&from, to): (&usize, usize)| {
            let visible = text[byte(from)..byte(to)].trim_end_matches(' ').len();
            TextLine { bytes: byte(from)..byte(from) + visible, spare_pt: filler.spare(from..to) }
        };
        Self { lines: starts.iter().zip(ends).map(line).collect(), widened }
    }
}

/// A text whose lines are being filled.
struct Filler {
    placed: Vec<Placed>,
    /// Width of a line, and what its first one is indented.
    width_pt: f64,
    indent_pt: f64,
    /// How much a Chinese character and the space behind it may be stretched, in points.
    most_stretch_pt: f64,
}

impl Filler {
    fn new(text: &str, metrics: Metrics<'_>) -> Self {
        let layout = metrics.layout;
        let in_twips = |pt: f64| (pt / TWIP_PT).floor() * TWIP_PT;
        let size = layout.text.size_pt;
        let spacing = in_twips(layout.advance_pt() - size);
        let script_gap_pt = layout.text.script_gap_em * size;
        let mut before: Option<(char, Script)> = None;
        let mut place = |(at, c): (usize, char)| {
            let script = Script::of(c, before.map_or(Script::Chinese, |(_, script)| script));
            let meets = before.is_some_and(|(_, other)| other != script);
            let gap = if before.is_some_and(|(b, _)| changes_script(b, c)) { script_gap_pt } else { 0.0 }
                - if meets { spacing } else { 0.0 };
            before = Some((c, script));
            let em = match (c, script) {
                (' ', Script::Chinese) => metrics.advances.chinese_space_em(),
                _ => metrics.advances.em(c),
            };
            Placed { at, c, width: gap + em * size + spacing, gap }
        };
        Self {
            placed: text.char_indices().map(&mut place).collect(),
            width_pt: layout.area_width_pt() + SLACK_PT,
            indent_pt: f64::from(layout.text.indent_chars) * (size + spacing),
            most_stretch_pt: (layout.text.most_stretch - 1.0) * layout.advance_pt(),
        }
    }

    fn indent(&self, start: usize) -> f64 {
        if start == 0 { self.indent_pt } else { 0.0 }
    }

    /// The room that a line leaves free. Spaces at its end take none.
    fn spare(&self, line: Range<usize>) -> f64 {
        let start = line.start;
        let visible = self.placed[line].iter().rev().skip_while(|p| p.c == ' ');
        let sum: f64 = visible.map(|p| p.width).sum();
        let gap = self.placed.get(start).map_or(0.0, |p| p.gap);
        self.width_pt - self.indent(start) - (sum - gap)
    }

    /// Whether a line can be stretched to its whole width without looking wide. Chinese characters and marks
    /// take the room, not what stands inside a number or a word.
    fn fills(&self, line: Range<usize>) -> bool {
        let places = self.placed[line.clone()].windows(2);
        let stretching =
            places.filter(|pair| !(pair[0].c.is_ascii_graphic() && pair[1].c.is_ascii_graphic()));
        #[expect(clippy::cast_precision_loss, reason = "a line has few characters")]
        let most = stretching.count() as f64 * self.most_stretch_pt;
        self.spare(line) <= most
    }

    /// Where the next line begins; none if the rest fits.
    fn next_line(&self, start: usize) -> Option<usize> {
        let mut used = self.indent(start) - self.placed.get(start)?.gap;
        let (mut last, mut last_inside) = (None, None);
        for (i, p) in self.placed.iter().enumerate().skip(start) {
            if i > start {
                let before = self.placed[i - 1].c;
                if may_break(before, p.c) {
                    last = Some(i);
                } else if may_break_inside_word(before, p.c) {
                    last_inside = Some(i);
                }
            }
            used += p.width;
            if used > self.width_pt && p.c != ' ' && i > start {
                let inside = last_inside.filter(|at| last.is_none_or(|l| *at > l));
                return Some(last.filter(|&at| self.fills(start..at)).or(inside).or(last).unwrap_or(i));
            }
        }
        None
    }

    /// Gives the last line a second character where it has but one, from the line before. Says which that is,
    /// and how much room it had left.
    fn fill_last_line(&self, starts: &mut [usize]) -> Option<(Range<usize>, f64)> {
        let [.., from, last] = *starts else { return None };
        let alone = self.placed[last..].iter().filter(|p| !is_closing_mark(p.c)).count() == 1;
        if !alone {
            return None;
        }
        let may_end = |at: &usize| may_break(self.placed[at - 1].c, self.placed[*at].c);
        let at = (from + 1..last).rev().find(may_end).filter(|&at| self.fills(from..at))?;
        *starts.last_mut()? = at;
        Some((from..last, self.spare(from..last)))
    }
}

/// What a character is set as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Chinese,
    Latin,
}

impl Script {
    /// The script of a character behind one of another. Spaces and half-width marks go with what is before
    /// them.
    fn of(c: char, before: Script) -> Self {
        match c {
            c if c.is_ascii_alphanumeric() || is_western(c) => Script::Latin,
            c if c.is_ascii() => before,
            _ => Script::Chinese,
        }
    }
}

/// Whether one is a Chinese character and the other a Latin letter or digit.
pub(super) fn changes_script(a: char, b: char) -> bool {
    let latin = |c: char| c.is_alphanumeric() && !is_han(c);
    (is_han(a) && latin(b)) || (latin(a) && is_han(b))
}

/// Whether a line may end inside a long word such as a web address: behind one of its marks, or between the
/// dashes or dots that Chinese text writes in pairs and Latin letters.
fn may_break_inside_word(before: char, after: char) -> bool {
    match before {
        '/' | '-' | '@' | '_' | '?' | '&' | '=' | '—' | '…' => after.is_ascii_alphanumeric(),
        // Not inside 35.6 or 9:30.
        '.' | ':' => after.is_ascii_alphabetic(),
        _ => false,
    }
}

/// Marks that do not count as a character of a last line.
fn is_closing_mark(c: char) -> bool {
    "，。、；：！？”’）》".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::{AdvanceTable, Layout};

    /// The lines of a text, 28 characters to a line, the first two characters in.
    fn lines(text: &str) -> Vec<String> {
        let layout = Layout::parse(include_str!("../../templates/2021/layout.yaml")).unwrap();
        let advances = AdvanceTable::default();
        let lines = TextLines::of(text, Metrics { layout: &layout, advances: &advances });
        lines.lines.into_iter().map(|line| text[line.bytes].to_owned()).collect()
    }

    fn lengths(text: &str) -> Vec<usize> {
        lines(text).iter().map(|line| line.chars().count()).collect()
    }

    #[test]
    fn a_line_holds_twenty_eight_characters() {
        assert_eq!(lengths(&"政".repeat(26 + 28 + 5)), [26, 28, 5]);
        assert_eq!(lengths(""), [0]);
    }

    #[test]
    fn no_mark_begins_a_line_and_none_that_opens_ends_one() {
        // The 27th character is a mark: 政， goes down together.
        assert_eq!(lengths(&format!("{}，{}", "政".repeat(26), "府".repeat(10))), [25, 12]);
        assert_eq!(lengths(&format!("{}“{}", "政".repeat(25), "府".repeat(10))), [25, 11]);
    }

    #[test]
    fn between_scripts_stands_a_gap() {
        // 25 characters and two digits are 26 ems and two gaps: one character too many.
        assert_eq!(lengths(&format!("{}10{}", "政".repeat(5), "府".repeat(25))), [26, 6]);
    }

    #[test]
    fn no_paragraph_ends_in_one_character() {
        assert_eq!(lengths(&format!("{}制。", "政".repeat(26))), [25, 3]);
        assert_eq!(lengths(&format!("{}体制。", "政".repeat(26))), [26, 3]);
        // A line that is short already gives nothing away: the number is one word.
        let number = "1".repeat(46);
        assert_eq!(lengths(&format!("政府信息公开{number}制。")), [6, 48]);
    }

    #[test]
    fn a_web_address_breaks_behind_its_marks() {
        let text =
            "请登录政府网站查看本报告的电子版http://www.example.gov.cn/zwgk/nianbao/2024/index.html下载";
        let found = lines(text);
        assert!(found[0].ends_with(['/', '.']), "{found:?}");
        assert_eq!(found.concat(), text);
    }

    #[test]
    fn a_number_stays_with_its_unit_of_latin_letters() {
        let text = format!("{}35.6μg/m³以下", "政".repeat(23));
        assert_eq!(lines(&text)[1], "35.6μg/m³以下");
    }

    #[test]
    fn the_room_of_a_line_is_known() {
        let layout = Layout::parse(include_str!("../../templates/2021/layout.yaml")).unwrap();
        let advances = AdvanceTable::default();
        let lines = TextLines::of(&"政".repeat(10), Metrics { layout: &layout, advances: &advances });
        // 28 − 2 − 10 characters of 15.75 pt, and what 28 of these are short of 156 mm.
        let spare = 156.0 * 72.0 / 25.4 - 12.0 * 15.75;
        assert!((lines.lines[0].spare_pt - spare).abs() < 0.01, "{:?}", lines.lines[0]);
    }
}
