//! Characters to lines: what stands on one baseline, from left to right, with the spaces that are seen.
//!
//! ```text
//! 本(96) 报(112) 告(128)  2(146.7) 0 2 4 年      one baseline  →  本报告2024年
//! Word(96–125)  file(129–150)                    no space in the file, a gap of 4 points  →  Word file
//! 标(96.0) 标(96.3) 题(112.0) 题(112.3)           drawn twice for a bold face  →  标题
//! ```
//!
//! A line also knows how wide its first unbreakable piece is: by that a reader sees whether a line was broken
//! because the next piece found no room ([`Line::wraps_before`]).

use super::glyph::Glyph;
use super::structure::Block;

/// How far baselines of one line may lie apart, in sizes of the face: faces of two scripts, raised digits.
const SAME_BASELINE: f64 = 0.35;
/// A character drawn again within this distance is the same one, made bold.
const DRAWN_TWICE: f64 = 0.12;
/// A gap between Latin letters that is a space.
const LATIN_SPACE: f64 = 0.18;
/// A gap between any characters that is one: two texts beside each other.
const WIDE_GAP: f64 = 1.5;

/// A line of text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub text: String,
    pub x0: f64,
    pub x1: f64,
    /// The baseline.
    pub y: f64,
    pub size: f64,
    /// The width of what may not be parted at its start.
    pub first_piece: f64,
    /// The width of a closing mark at its end, which may stand out of the margin.
    pub last_mark: f64,
    /// The block that most of its characters are tagged with.
    pub block: Option<Block>,
    /// Ends in a space of the file.
    pub ends_in_space: bool,
}

impl Line {
    /// Whether this line was broken before `next` because that found no room up to `right`.
    pub fn wraps_before(&self, next: &Line, right: f64) -> bool {
        // Marks at the end of a line may be set narrower, and characters a little apart.
        let room = right - self.x1;
        room < next.first_piece + 0.7 * self.size.max(next.size)
    }
}

/// The lines of some characters, from the top.
pub(super) fn of(mut glyphs: Vec<Glyph>) -> Vec<Line> {
    glyphs.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut lines = Vec::new();
    let mut at = 0;
    while at < glyphs.len() {
        let first = &glyphs[at];
        let (top, size) = (first.y, first.size);
        // Small print may stand above the baseline of what it belongs to; the larger of the two decides.
        let same = |g: &Glyph| g.y - top <= SAME_BASELINE * size.max(g.size);
        let end = at + glyphs[at..].iter().take_while(|g| same(g)).count();
        let mut group = glyphs[at..end].to_vec();
        group.sort_by(|a, b| a.x.total_cmp(&b.x));
        lines.extend(line(group));
        at = end;
    }
    lines
}

/// A line of what stands on one baseline; none if nothing of it is seen.
fn line(glyphs: Vec<Glyph>) -> Option<Line> {
    let glyphs = once(glyphs);
    let first = glyphs.iter().position(|g| !is_space(&g.text))?;
    let last = glyphs.iter().rposition(|g| !is_space(&g.text))?;
    let seen = &glyphs[first..=last];
    let mut text = String::new();
    for (i, glyph) in seen.iter().enumerate() {
        if let Some(before) = i.checked_sub(1).map(|b| &seen[b])
            && !is_space(&before.text)
            && !is_space(&glyph.text)
        {
            let gap = (glyph.x - before.x - before.width) / glyph.size.max(before.size).max(0.1);
            let latin = is_latin(last_char(&before.text)) && is_latin(first_char(&glyph.text));
            if gap > if latin { LATIN_SPACE } else { WIDE_GAP } {
                text.push(' ');
            }
        }
        text.push_str(&glyph.text);
    }
    let size = median(seen.iter().map(|g| g.size).collect());
    Some(Line {
        x0: seen[0].x,
        x1: seen.iter().map(|g| g.x + g.width).fold(f64::MIN, f64::max),
        y: median(seen.iter().map(|g| g.y).collect()),
        size,
        first_piece: first_piece(seen),
        last_mark: seen.last().filter(|g| is_closing(last_char(&g.text))).map_or(0.0, |g| g.width),
        block: most_common(seen),
        ends_in_space: last + 1 < glyphs.len(),
        text,
    })
}

/// Without what is drawn a second time in the same place.
fn once(glyphs: Vec<Glyph>) -> Vec<Glyph> {
    let mut kept: Vec<Glyph> = Vec::with_capacity(glyphs.len());
    for glyph in glyphs {
        let again =
            kept.iter().rev().take(3).any(|before| {
                before.text == glyph.text && (glyph.x - before.x).abs() < DRAWN_TWICE * glyph.size
            });
        if !again {
            kept.push(glyph);
        }
    }
    kept
}

/// The width of the first word with the closing marks after it, or of the first character with them.
/// Quotation marks hold together what stands on their two sides, as engines that follow Unicode's rules have
/// it.
fn first_piece(glyphs: &[Glyph]) -> f64 {
    let first = |at: usize| glyphs.get(at).map_or('\0', |glyph| first_char(&glyph.text));
    let mut end = 0;
    loop {
        while end < glyphs.len() && is_opening(first(end)) {
            end += 1;
        }
        let word =
            glyphs[end.min(glyphs.len())..].iter().take_while(|g| is_word(first_char(&g.text))).count();
        end += word.max(1);
        while end < glyphs.len() && is_closing(first(end)) {
            end += 1;
        }
        if end >= glyphs.len() || !(is_quotation_mark(first(end)) || is_quotation_mark(first(end - 1))) {
            break;
        }
    }
    let last = &glyphs[end.min(glyphs.len()) - 1];
    last.x + last.width - glyphs[0].x
}

fn is_quotation_mark(c: char) -> bool {
    matches!(c, '“' | '”' | '‘' | '’')
}

fn most_common(glyphs: &[Glyph]) -> Option<Block> {
    let mut best: Option<(Block, usize)> = None;
    let mut seen: Vec<(Block, usize)> = Vec::new();
    for block in glyphs.iter().filter_map(|g| g.block) {
        let count = match seen.iter_mut().find(|(b, _)| b.number == block.number) {
            Some((_, count)) => {
                *count += 1;
                *count
            }
            None => {
                seen.push((block, 1));
                1
            }
        };
        if best.is_none_or(|(_, most)| count > most) {
            best = Some((block, count));
        }
    }
    best.map(|(block, _)| block)
}

/// Puts a line after a text that goes on in it. `spaced` says that the file puts spaces between scripts.
pub(super) fn append(text: &mut String, ended_in_space: bool, spaced: Spaced, line: &str) {
    let (before, after) = (last_char(text), first_char(line));
    let words = before.is_alphabetic() && after.is_alphabetic() && is_latin(before) && is_latin(after);
    let scripts = spaced == Spaced::Scripts && is_between_scripts(before, after);
    if !text.is_empty() && (ended_in_space || scripts || (words && !ends_in_address(text))) {
        text.push(' ');
    }
    text.push_str(line);
}

/// Whether a file writes `2024 年` or `2024年`. Where a line ends between the two, the space is not in the
/// file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spaced {
    Scripts,
    No,
}

impl Spaced {
    /// What some lines do nearly always.
    pub fn of<'l>(lines: impl Iterator<Item = &'l Line>) -> Self {
        let (mut with, mut without) = (0, 0);
        for line in lines {
            let chars: Vec<char> = line.text.chars().collect();
            let pairs = |a: usize| chars.windows(2 + a).filter(move |w| is_between_scripts(w[0], w[1 + a]));
            without += pairs(0).count();
            with += pairs(1).filter(|w| w[1] == ' ').count();
        }
        if with > 4 * without { Self::Scripts } else { Self::No }
    }
}

/// Whether one is a Chinese character and the other a Latin letter or a digit.
fn is_between_scripts(a: char, b: char) -> bool {
    let han = crate::text::is_han;
    (han(a) && is_latin(b)) || (is_latin(a) && han(b))
}

/// Whether a text ends in an address of the web or of mail, which is broken anywhere.
fn ends_in_address(text: &str) -> bool {
    let word = text.rsplit(|c: char| !is_word(c)).next().unwrap_or_default();
    word.contains([':', '/', '@', '.', '_'])
}

fn first_char(text: &str) -> char {
    text.chars().next().unwrap_or_default()
}

fn last_char(text: &str) -> char {
    text.chars().next_back().unwrap_or_default()
}

fn is_space(text: &str) -> bool {
    text.chars().all(char::is_whitespace)
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphanumeric() || crate::text::is_western(c)
}

/// Part of a word that engines do not break: letters, digits and the marks of numbers and addresses.
fn is_word(c: char) -> bool {
    (c.is_ascii_graphic() && !matches!(c, '(' | '[' | '{')) || crate::text::is_western(c)
}

fn is_opening(c: char) -> bool {
    matches!(c, '（' | '《' | '〈' | '“' | '‘' | '「' | '【' | '〔' | '(' | '[' | '{')
}

fn is_closing(c: char) -> bool {
    matches!(
        c,
        '）' | '》'
            | '〉'
            | '”'
            | '’'
            | '」'
            | '】'
            | '〕'
            | '，'
            | '。'
            | '、'
            | '；'
            | '：'
            | '？'
            | '！'
            | '…'
            | '％'
            | ')'
            | ']'
            | '}'
    )
}

/// The middle one of some numbers; 0 of none.
pub(super) fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Characters on a baseline, each as wide as it is in a Chinese face.
    pub fn set(text: &str, x: f64, y: f64, size: f64) -> Vec<Glyph> {
        let mut at = x;
        let one = |c: char| {
            let width = if c.is_ascii() { size / 2.0 } else { size };
            let glyph = Glyph { text: c.to_string(), x: at, width, y, size, block: None };
            at += width;
            glyph
        };
        text.chars().map(one).collect()
    }

    #[test]
    fn characters_of_a_baseline_are_a_line() {
        let mut glyphs = set("下一行", 96.0, 130.0, 16.0);
        glyphs.extend(set("本报告", 96.0, 100.0, 16.0));
        glyphs.extend(set("2024年", 148.0, 100.4, 16.0));
        let texts: Vec<String> = of(glyphs).into_iter().map(|line| line.text).collect();
        assert_eq!(texts, ["本报告2024年", "下一行"]);
    }

    #[test]
    fn a_gap_between_letters_is_a_space_and_what_is_drawn_twice_counts_once() {
        let mut glyphs = set("Word", 96.0, 100.0, 16.0);
        glyphs.extend(set("file", 132.0, 100.0, 16.0));
        assert_eq!(of(glyphs)[0].text, "Word file");
        let mut bold = set("标题", 96.0, 100.0, 16.0);
        bold.extend(set("标题", 96.3, 100.0, 16.0));
        assert_eq!(of(bold)[0].text, "标题");
    }

    #[test]
    fn lines_go_on_as_they_were_written() {
        let join = |a: &str, space: bool, b: &str| {
            let mut text = a.to_owned();
            append(&mut text, space, Spaced::No, b);
            text
        };
        assert_eq!(join("根据有关", false, "规定"), "根据有关规定");
        assert_eq!(join("the public", false, "interest"), "the public interest");
        assert_eq!(join("见http://www.gov", false, "cn"), "见http://www.govcn");
        assert_eq!(join("2024年 1", true, "月"), "2024年 1 月");
        assert_eq!(join("共20", false, "24件"), "共2024件");
    }

    #[test]
    fn a_space_between_scripts_is_put_back_where_the_file_has_them() {
        let lines = of(set("共 16 件，其中 3 件", 96.0, 100.0, 16.0));
        assert_eq!(Spaced::of(lines.iter()), Spaced::Scripts);
        let mut text = "共有".to_owned();
        append(&mut text, false, Spaced::Scripts, "16 件");
        assert_eq!(text, "共有 16 件");
        let lines = of(set("共16件，其中 3 件", 96.0, 100.0, 16.0));
        assert_eq!(Spaced::of(lines.iter()), Spaced::No);
    }

    #[test]
    fn the_first_piece_is_what_is_not_parted() {
        let width = |text: &str| of(set(text, 0.0, 0.0, 10.0))[0].first_piece;
        assert_eq!(width("本报告"), 10.0);
        assert_eq!(width("（本）报告"), 30.0);
        assert_eq!(width("2024年"), 20.0);
        assert_eq!(width("中。"), 20.0);
        assert_eq!(width("会、“1+X”新闻发布会"), 65.0);
    }
}
