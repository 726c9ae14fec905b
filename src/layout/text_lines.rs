//! Where the lines of a paragraph of running text end.
//!
//! The PDF ends its lines where this module says, and the Word draft is set so that word processors find the
//! same places: each line takes as many characters as fit, no mark stands where it may not, nothing is
//! squeezed. So a draft has the lines and the pages of its PDF.
//!
//! # How it works
//! A line is filled character by character. When the next one does not fit, the line ends at the last place
//! where it may, as [`may_break`] knows. Three things are added:
//!
//! - Between a Chinese character and a Latin letter or digit stands a quarter of an em, as typst and Word put
//!   it there.
//! - A long web address leaves a line that would be stretched too wide. Then the line ends inside it, behind
//!   one of its marks.
//! - A paragraph must not end in a line of one character. If it would, the line before gives one more to it.
//!
//! # Example
//! Eight characters to a line, the first indented by two:
//!
//! ```text
//! ＿＿全年共受理申
//! 请16件，全部办结          请 ¼ 16 ¼ 件，全部办结: 1 + ¼ + 1 + ¼ + 6 ems are too many
//! ```
//!
//! so the second line ends before 结. With a full stop the last line is `结。`, one character and its mark:
//! then 办 goes there as well.

use std::ops::Range;

use super::Metrics;
use crate::text::{is_han, may_break};

/// How much wider than its characters ask a line may be set.
const MOST_STRETCH: f64 = 1.12;

/// Space between a Chinese character and a Latin letter or digit, in ems (typst's `cjk-latin-spacing: auto`,
/// Word's `autoSpaceDE`).
const SCRIPT_GAP_EM: f64 = 0.225;

/// Sums of widths are not exact: what is as wide as the line must still fit.
const SLACK_PT: f64 = 1e-3;

/// The lines of a paragraph.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TextLines {
    /// The bytes of each line in the text of the paragraph, without spaces at its end.
    pub lines: Vec<Range<usize>>,
    /// The line that gave a character to the last one.
    pub widened: Option<WidenedLine>,
    /// Whether they are those of a heading, which goes with what follows.
    pub heading: bool,
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

/// A character and where its line would be at its end.
struct Placed {
    at: usize,
    c: char,
    /// Width with the gap before it, where it is not the first of its line.
    width: f64,
    /// Width of that gap.
    gap: f64,
}

impl TextLines {
    /// The lines of a paragraph whose first line is indented.
    pub fn of(text: &str, metrics: Metrics<'_>) -> Self {
        let placed = placed(text, metrics);
        let width = metrics.layout.area_width_pt() + SLACK_PT;
        let indent = f64::from(metrics.layout.text.indent_chars) * metrics.layout.advance_pt();
        let mut starts = vec![0];
        while let Some(next) = end_of_line(&placed, *starts.last().unwrap_or(&0), width, indent) {
            starts.push(next);
        }
        let byte = |i: usize| placed.get(i).map_or(text.len(), |p| p.at);
        let widened = spread(&placed, &mut starts, width, indent)
            .map(|(line, missing_pt)| WidenedLine { bytes: byte(line.start)..byte(line.end), missing_pt });
        let ends = starts.iter().skip(1).copied().chain([placed.len()]);
        let lines = starts
            .iter()
            .zip(ends)
            .map(|(&from, to)| {
                byte(from)..byte(from) + text[byte(from)..byte(to)].trim_end_matches(' ').len()
            })
            .collect();
        Self { lines, widened, heading: false }
    }
}

fn placed(text: &str, metrics: Metrics<'_>) -> Vec<Placed> {
    let size = metrics.layout.text.size_pt;
    let spacing = metrics.layout.advance_pt() - size;
    let mut before = None;
    text.char_indices()
        .map(|(at, c)| {
            let gap = if before.is_some_and(|b| changes_script(b, c)) { SCRIPT_GAP_EM * size } else { 0.0 };
            before = Some(c);
            Placed { at, c, width: gap + metrics.advances.em(c) * size + spacing, gap }
        })
        .collect()
}

/// Whether one is a Chinese character and the other a Latin letter or digit.
fn changes_script(a: char, b: char) -> bool {
    let latin = |c: char| c.is_alphanumeric() && !is_han(c);
    (is_han(a) && latin(b)) || (latin(a) && is_han(b))
}

/// Natural width of a part of a line.
fn natural(placed: &[Placed], part: Range<usize>, indent: f64) -> f64 {
    let start = part.start;
    let visible = placed[part].iter().rev().skip_while(|p| p.c == ' ');
    let sum: f64 = visible.map(|p| p.width).sum();
    sum - placed.get(start).map_or(0.0, |p| p.gap) + if start == 0 { indent } else { 0.0 }
}

/// Where the next line begins; none if the rest fits.
fn end_of_line(placed: &[Placed], start: usize, width: f64, indent: f64) -> Option<usize> {
    let mut used = if start == 0 { indent } else { -placed.get(start)?.gap };
    let (mut last, mut last_inside) = (None, None);
    for (i, p) in placed.iter().enumerate().skip(start) {
        if i > start {
            let before = placed[i - 1].c;
            if may_break(before, p.c) {
                last = Some(i);
            } else if may_break_inside_word(before, p.c) {
                last_inside = Some(i);
            }
        }
        used += p.width;
        // Spaces at the end of a line take no room.
        if used > width && p.c != ' ' && i > start {
            let enough = |at: &usize| natural(placed, start..*at, indent) * MOST_STRETCH >= width;
            let inside = last_inside.filter(|at| last.is_none_or(|l| *at > l));
            return Some(last.filter(enough).or(inside).or(last).unwrap_or(i));
        }
    }
    None
}

/// Whether a line may end inside a long word such as a web address: behind one of its marks.
fn may_break_inside_word(before: char, after: char) -> bool {
    matches!(before, '/' | '-' | '.' | '@' | '_' | '?' | '&' | '=' | ':' | '—' | '…')
        && after.is_ascii_alphanumeric()
}

/// Gives the last line a second character where it has but one, from the line before. Says which that is, and
/// how much room it had left.
fn spread(placed: &[Placed], starts: &mut [usize], width: f64, indent: f64) -> Option<(Range<usize>, f64)> {
    let [.., from, last] = *starts else { return None };
    let single = placed[last..].iter().filter(|p| !is_closing_mark(p.c)).count() == 1;
    if !single {
        return None;
    }
    let fits = |at: usize| natural(placed, from..at, indent) * MOST_STRETCH >= width;
    let at = (from + 1..last).rev().find(|&at| may_break(placed[at - 1].c, placed[at].c))?;
    if !fits(at) {
        return None;
    }
    let missing = width - natural(placed, from..last, indent);
    *starts.last_mut()? = at;
    Some((from..last, missing))
}

/// Marks that do not count as a character of a last line.
fn is_closing_mark(c: char) -> bool {
    "，。、；：！？”’）》".contains(c)
}
