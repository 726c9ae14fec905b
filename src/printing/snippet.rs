//! Lines of a file with places underlined, by the width that text has on a terminal.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::style::{HumanOptions, Paint, clean};
use crate::diagnostic::Place;
use crate::text::{char_columns, is_forbidden};
use crate::yaml::Source;

/// Columns that a tab takes.
const TAB: usize = 4;
/// What stands for the part of a long line that is left out.
const CUT: &str = "...";

/// A place to underline.
pub(super) struct Mark<'a> {
    pub place: &'a Place,
    /// Written behind the underline; the finding's own place has none.
    pub label: &'a str,
    pub paint: Paint,
}

/// Writes lines of one file.
pub(super) struct Snippet<'a> {
    pub source: &'a Source,
    /// Digits that line numbers are given.
    pub gutter: usize,
    pub options: &'a HumanOptions,
}

/// One underline in one line: characters from `start` up to `end`, counted from 0.
struct Underline<'a> {
    start: usize,
    end: usize,
    mark: &'a Mark<'a>,
    /// Whether the label belongs here: the last line of the place.
    last: bool,
}

impl Snippet<'_> {
    pub(super) fn write(&self, marks: &[Mark<'_>], out: &mut String) {
        let mut lines: BTreeMap<u32, Vec<Underline<'_>>> = BTreeMap::new();
        for mark in marks {
            for (line, underline) in self.underlines(mark) {
                lines.entry(line).or_default().push(underline);
            }
        }
        self.row(out, "", "");
        let mut previous = None;
        for (line, underlines) in &lines {
            if previous.is_some_and(|previous| previous + 1 < *line) {
                let _ = writeln!(out, "{}", Paint::Frame.on("...", self.options));
            }
            previous = Some(*line);
            self.line(out, *line, underlines);
        }
    }

    /// The underlines of a place: one, or those of its first and its last line.
    fn underlines<'a>(&self, mark: &'a Mark<'a>) -> Vec<(u32, Underline<'a>)> {
        let (start, mut end) = (mark.place.start, mark.place.end);
        // A place that ends with a line break ends in the line before.
        if end.line > start.line && end.column == 1 {
            end.line -= 1;
            end.column = characters(self.source.line(end.line)) + 1;
        }
        let from = start.column.saturating_sub(1) as usize;
        let to = end.column.saturating_sub(1) as usize;
        if end.line <= start.line {
            return vec![(start.line, Underline { start: from, end: to.max(from + 1), mark, last: true })];
        }
        let first = self.source.line(start.line);
        let last = self.source.line(end.line);
        let indent = last.chars().take_while(|character| character.is_whitespace()).count();
        vec![
            (
                start.line,
                Underline { start: from, end: (characters(first) as usize).max(from + 1), mark, last: false },
            ),
            (
                end.line,
                Underline { start: indent.min(to.saturating_sub(1)), end: to.max(1), mark, last: true },
            ),
        ]
    }

    /// A line and what is underlined in it. A line too long for the terminal is written once for every
    /// underline.
    fn line(&self, out: &mut String, number: u32, underlines: &[Underline<'_>]) {
        let cells: Vec<(String, usize)> = self.source.line(number).chars().map(cell).collect();
        let room = self.options.width.max(40).saturating_sub(self.gutter + 3);
        let number = number.to_string();
        if columns(&cells) <= room {
            self.row(out, &number, &text(&cells));
            for underline in underlines {
                self.underline(out, &cells, underline, 0);
            }
            return;
        }
        for underline in underlines {
            let (from, to) = window(&cells, underline, room - 2 * CUT.len());
            let head = if from > 0 { CUT } else { "" };
            let tail = if to < cells.len() { CUT } else { "" };
            self.row(out, &number, &format!("{head}{}{tail}", text(&cells[from..to])));
            let inside = Underline {
                start: underline.start - from,
                end: underline.end.min(to.max(underline.start + 1)) - from,
                ..*underline
            };
            self.underline(out, &cells[from..to], &inside, head.len());
        }
    }

    fn underline(
        &self,
        out: &mut String,
        cells: &[(String, usize)],
        underline: &Underline<'_>,
        shift: usize,
    ) {
        let before = columns(&cells[..underline.start.min(cells.len())]) + shift;
        let under = columns(&cells[underline.start.min(cells.len())..underline.end.min(cells.len())]).max(1);
        let sign = if underline.mark.label.is_empty() { "^" } else { "-" };
        let mut marked = sign.repeat(under);
        if underline.last && !underline.mark.label.is_empty() {
            marked.push(' ');
            marked.push_str(&clean(underline.mark.label));
        }
        self.row(out, "", &format!("{:before$}{}", "", underline.mark.paint.on(&marked, self.options)));
    }

    /// One row of the frame.
    fn row(&self, out: &mut String, number: &str, text: &str) {
        let frame = Paint::Frame.on(&format!("{number:>width$} |", width = self.gutter), self.options);
        let space = if text.is_empty() { "" } else { " " };
        let _ = writeln!(out, "{frame}{space}{text}");
    }
}

/// A character as it is shown, and the columns it takes.
fn cell(character: char) -> (String, usize) {
    match character {
        '\t' => (" ".repeat(TAB), TAB),
        _ if is_forbidden(character) => ('\u{FFFD}'.to_string(), 1),
        _ => (character.to_string(), char_columns(character)),
    }
}

fn text(cells: &[(String, usize)]) -> String {
    let text: String = cells.iter().map(|(text, _)| text.as_str()).collect();
    text.trim_end().to_owned()
}

fn columns(cells: &[(String, usize)]) -> usize {
    cells.iter().map(|(_, width)| width).sum()
}

fn characters(line: &str) -> u32 {
    u32::try_from(line.chars().count()).unwrap_or(u32::MAX)
}

/// The characters of a long line to show: the underlined ones, after a third of the room of what stands
/// before them.
fn window(cells: &[(String, usize)], underline: &Underline<'_>, room: usize) -> (usize, usize) {
    let start = underline.start.min(cells.len());
    let widths = |range: &[(String, usize)]| columns(range);
    let mut from = start;
    // Near its beginning the line is shown from there.
    let before = if widths(&cells[..underline.end.min(cells.len())]) <= room { usize::MAX } else { room / 3 };
    let mut left = 0;
    while from > 0 && left + cells[from - 1].1 <= before {
        from -= 1;
        left += cells[from].1;
    }
    let mut to = from;
    let mut taken = 0;
    while to < cells.len() && taken + cells[to].1 <= room {
        taken += cells[to].1;
        to += 1;
    }
    // At the end of the line, the room that is left goes to what stands before.
    while from > 0 && taken + cells[from - 1].1 <= room {
        from -= 1;
        taken += cells[from].1;
    }
    (from, to)
}
