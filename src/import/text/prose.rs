//! Running text in lines: each is a paragraph, or a printed line of one.
//!
//! # How it works
//! Whether a text is cut into printed lines shows in its long lines: in one that is not, nearly every one
//! ends with a full stop; in one that is, most end in the middle of a sentence, many are of one width, and
//! hardly any is wider. In such a text two lines are one paragraph unless something says that the first was
//! ended:
//!
//! 1. a blank line between them (where not every two lines have one);
//! 2. the next is indented, where the text indents paragraphs at all;
//! 3. the next begins with a number, and the line is ended or short;
//! 4. what the next begins with would have found room on the line: nobody breaks there but to end it. After a
//!    full stop room for it is enough; elsewhere a good deal of room must be left, as the widths of digits
//!    and gaps are guesses. The first line of a paragraph has two characters less, though the text may not
//!    show it.
//!
//! So the first line of a paragraph shows itself, too (5.): it leaves room for two characters, and is not
//! ended.
//!
//! # Example
//! Lines of 28 characters, without indents:
//!
//! ```text
//! 神，按照党中央国务院、省委省政府决策部署和市委工作要求，    28  next: 严 has no room, goes on
//! 严格落实《中华人民共和国政府信息公开条例》各项规定，圆满    28  goes on
//! 完成了各项任务。                                     8  。and room for 20 more: ended
//! （一）主动公开情况。2024 年，市政府网站主动公开各类政        a number: begins a paragraph
//! ```

use std::collections::BTreeMap;

use super::super::title;
use super::super::wrapped::{is_ended, is_numbered, join};
use super::line::Line;
use crate::form::TitleWords;
use crate::text::segments;

/// Lines narrower than this, in ems, may be headings, names and dates; they say nothing about the text.
const MIN_LONG: f64 = 15.0;
/// A text of printed lines has at least so many long ones that end in a sentence,
const MIN_CUT: usize = 3;
/// these are at least this share of its long lines,
const MIN_CUT_SHARE: f64 = 0.4;
/// of which at least this share are about as wide as most,
const MIN_FULL_SHARE: f64 = 0.6;
/// the width of its lines is no greater than this,
const MAX_WIDTH: f64 = 70.0;
/// and but for this share no long line is wider by more than some characters.
const MAX_WIDER_SHARE: f64 = 0.1;
const WIDER: f64 = 4.0;
/// Ems that must be left on a line which ends in the middle of a sentence, beside what the next one begins
/// with, for it to be ended there,
const MIN_ROOM: f64 = 2.0;
/// and for each number or word in it, as the gaps around these are guesses; but no more than some.
const ROOM_FOR_GAPS: f64 = 0.5;
const MAX_ROOM_FOR_GAPS: f64 = 3.0;
/// A line this share of the width or less, and not ended, is a heading, a name or a date.
const SHORT: f64 = 0.6;

/// How the running text of a file is cut into lines.
pub(super) struct Shape<'w> {
    /// The words of titles, which stand alone.
    words: &'w TitleWords,
    /// Ems of a full line; none where every line is a paragraph.
    width: Option<f64>,
    /// Paragraphs are indented.
    indented: bool,
    /// Every line has a blank one after it.
    spaced: bool,
    indents: Indents,
}

impl<'w> Shape<'w> {
    pub fn of(lines: &[&Line], words: &'w TitleWords) -> Self {
        let long: Vec<&&Line> = lines.iter().filter(|line| ems(&line.text) >= MIN_LONG).collect();
        let cut: Vec<f64> =
            long.iter().filter(|line| !is_ended(&line.text)).map(|line| ems(&line.text)).collect();
        let of_long = |count: usize| count as f64 / long.len().max(1) as f64;
        let wider = |width: f64| long.iter().filter(|line| ems(&line.text) > width + WIDER).count();
        let width = usual(&cut).filter(|&width| {
            cut.len() >= MIN_CUT
                && of_long(cut.len()) >= MIN_CUT_SHARE
                && width <= MAX_WIDTH
                && cut.iter().filter(|own| (**own - width).abs() <= WIDER).count() as f64
                    >= MIN_FULL_SHARE * cut.len() as f64
                && of_long(wider(width)) <= MAX_WIDER_SHARE
        });
        let pairs = lines.windows(2).filter(|pair| ems(&pair[0].text) >= MIN_LONG);
        let (blank, filled): (Vec<_>, Vec<_>) = pairs.partition(|pair| pair[1].is_blank());
        let indents = Indents::of(lines);
        let starts = long.iter().filter(|line| indents.is_indented(line)).count();
        Self {
            words,
            width,
            indented: starts >= 2 && starts * 2 <= long.len(),
            spaced: blank.len() > 4 * filled.len(),
            indents,
        }
    }

    /// The paragraphs that lines make.
    pub fn paragraphs(&self, lines: &[&Line]) -> Vec<String> {
        let Some(width) = self.width else {
            return lines.iter().filter(|l| !l.is_blank()).map(|l| l.text.clone()).collect();
        };
        let indents = &self.indents;
        let mut out: Vec<String> = Vec::new();
        let filled: Vec<usize> = (0..lines.len()).filter(|&at| !lines[at].is_blank()).collect();
        let mut is_first = true;
        for (number, &at) in filled.iter().enumerate() {
            let line = lines[at];
            let above = number.checked_sub(1).map(|above| filled[above]);
            let below = filled.get(number + 1).map(|&below| lines[below]);
            let ended = above.is_none_or(|above| {
                (at - above > 1 && !self.spaced)
                    || (self.indented && indents.is_indented(line))
                    || self.is_end(lines[above], line, width, is_first)
                    || (!self.indented && is_ended(&lines[above].text) && is_start(line, below, width))
            });
            is_first = ended;
            match out.last_mut().filter(|_| !ended) {
                Some(paragraph) => join(paragraph, &line.text),
                None => out.push(line.text.clone()),
            }
        }
        out
    }

    /// Whether a paragraph ends with a line, which may be its first one.
    fn is_end(&self, line: &Line, next: &Line, width: f64, is_first: bool) -> bool {
        let own = ems(&line.text) + if is_first { 2.0 } else { 0.0 };
        // Titles and dates stand alone, and so does what no printed line could hold.
        let is_alone = |line: &Line| {
            ems(&line.text) > width + WIDER
                || title::date(&line.text).is_some()
                || title::is_alone(&line.text, self.words)
        };
        if is_alone(line) || is_alone(next) {
            return true;
        }
        let is_ended = is_ended(&line.text);
        if is_numbered(&next.text) && (is_ended || own <= width * SHORT) {
            return true;
        }
        let first = segments(&next.text).next().map_or(0.0, ems);
        if self.indented {
            // What is indented begins a paragraph; all else goes on, but below a heading or a last line.
            return own <= width * SHORT;
        }
        let gaps = ROOM_FOR_GAPS * western_words(&line.text) as f64;
        let room = if is_ended { gaps.min(ROOM_FOR_GAPS) } else { MIN_ROOM + gaps.min(MAX_ROOM_FOR_GAPS) };
        own + first + room <= width
    }
}

/// Whether a line is the first one of a paragraph, of which the text has lost the indent: but for that, what
/// the line below begins with would have found room on it.
fn is_start(line: &Line, below: Option<&Line>, width: f64) -> bool {
    /// Ems of the indent.
    const INDENT: f64 = 2.0;
    let own = ems(&line.text);
    let gaps = western_words(&line.text) as f64 * ROOM_FOR_GAPS / 2.0;
    let is_full = (own + INDENT - width).abs() <= ROOM_FOR_GAPS + gaps;
    let fits = |below: &Line| own + segments(&below.text).next().map_or(0.0, ems) + gaps <= width;
    is_full && !is_ended(&line.text) && below.is_some_and(fits)
}

/// Numbers and words of Latin letters in a text.
fn western_words(text: &str) -> usize {
    text.split(|c: char| !c.is_ascii() || c == ' ').filter(|word| !word.is_empty()).count()
}

/// The width that most of some lines have, in whole ems; of two that are nearly as frequent the greater, as
/// first lines are narrower.
fn usual(widths: &[f64]) -> Option<f64> {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for width in widths.iter().filter(|width| **width <= MAX_WIDTH) {
        *counts.entry(width.round() as u32).or_default() += 1;
    }
    let most = counts.values().copied().max()?;
    counts.iter().rev().find(|(_, count)| **count * 5 >= most * 3).map(|(&width, _)| f64::from(width))
}

/// Where the lines of each page begin.
struct Indents(Vec<(usize, usize)>);

impl Indents {
    fn of(lines: &[&Line]) -> Self {
        let mut least: Vec<(usize, usize)> = Vec::new();
        for line in lines.iter().filter(|line| !line.is_blank()) {
            match least.last_mut() {
                Some((page, indent)) if *page == line.page => *indent = (*indent).min(line.indent()),
                _ => least.push((line.page, line.indent())),
            }
        }
        Self(least)
    }

    fn is_indented(&self, line: &Line) -> bool {
        let least = self.0.binary_search_by_key(&line.page, |(page, _)| *page).map_or(0, |at| self.0[at].1);
        line.indent() >= least + 2
    }
}

/// Width in ems of a text as it was printed: a gap between a number and a Chinese character is a quarter.
fn ems(text: &str) -> f64 {
    let width = |c: char| match c {
        ' ' => 0.25,
        c if c.is_ascii() => 0.5,
        _ => 1.0,
    };
    text.chars().map(width).sum()
}

#[cfg(test)]
mod tests {
    use super::super::line::split;
    use super::*;
    use crate::form::Form;

    fn paragraphs(text: &str) -> Vec<String> {
        let lines = split(text).lines;
        let lines: Vec<&Line> = lines.iter().collect();
        let form = Form::standard();
        Shape::of(&lines, &form.title_words).paragraphs(&lines)
    }

    /// Paragraphs in lines of so many characters.
    fn wrap(texts: &[&str], width: usize, indent: &str) -> String {
        let mut out = String::new();
        for text in texts {
            let first = if indent.is_empty() { width - 2 } else { width };
            let characters: Vec<char> = format!("{indent}{text}").chars().collect();
            let (start, rest) = characters.split_at(first.min(characters.len()));
            for line in std::iter::once(start).chain(rest.chunks(width)) {
                out.extend(line);
                out.push('\n');
            }
        }
        out
    }

    const TEXTS: [&str; 6] = [
        "一、总体情况",
        "我局坚持以人民为中心的发展思想，围绕重点领域和群众关切，持续推进决策、执行、管理、服务和结果公开，把公开要求落到日常工作的每一个环节当中。",
        "（一）主动公开情况",
        "通过门户网站公开信息九百余条，编发公报十二期，组织新闻发布会四场，办理网民留言一百三十件，做到件件有回音，事事有着落，得到群众好评。",
        "（二）依申请公开情况。收到申请二十六件，均在法定期限内答复，未发生因答复不当引起的争议，也未收取任何费用。",
        "甲市教育局",
    ];

    #[test]
    fn lines_are_joined_with_and_without_indents() {
        for width in [19, 24, 28, 33, 40] {
            assert_eq!(paragraphs(&wrap(&TEXTS, width, "")), TEXTS, "{width}");
            assert_eq!(paragraphs(&wrap(&TEXTS, width, "　　")), TEXTS, "{width}");
            let spaced = wrap(&TEXTS, width, "    ").replace('\n', "\n\n");
            assert_eq!(paragraphs(&spaced), TEXTS, "{width}");
        }
    }

    #[test]
    fn a_line_is_a_paragraph_where_lines_end_sentences() {
        let lines = TEXTS.join("\n\n");
        assert_eq!(paragraphs(&lines), TEXTS);
        // One cut in a sentence stays two: nothing says that they are one.
        let cut = format!("{}看\n\n得懂、用得上。\n{}", TEXTS[1], TEXTS[3]);
        assert_eq!(paragraphs(&cut).len(), 3);
    }
}
