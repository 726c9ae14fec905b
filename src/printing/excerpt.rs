//! The lines of a file that a finding is about, with the places underlined in them, for annotate-snippets.

use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Element, Origin, Snippet};

use crate::diagnostic::{Place, Position};
use crate::text::{char_columns, is_forbidden, visible_controls};
use crate::yaml::Source;

/// Columns of the frame between the number and the line.
const FRAME: usize = 3;
/// Columns that a mark of several lines takes before the lines.
const BRACE: usize = 2;
/// Columns that the renderer keeps free on each side of the underlines where it cuts a line.
const MARGIN: usize = 6;
/// Columns that the renderer writes for a tab.
const TAB: usize = 4;
/// Bytes of the longest line that is drawn from its beginning. Of a longer one only the part around the place
/// is given to the renderer, which looks at every character of it several times.
const MAX_LINE: usize = 8_000;
/// Bytes of such a line that are kept in front of the place: more than a terminal shows.
const MAX_BEFORE: usize = 2_000;

/// A place to underline.
#[derive(Clone, Copy)]
pub(super) struct Mark<'a> {
    pub kind: AnnotationKind,
    pub place: &'a Place,
    /// Written beside the underline; the finding's own place has none.
    pub label: &'a str,
    /// The agency that the finding is about, for the finding's own place.
    pub agency: Option<&'a str>,
}

impl Mark<'_> {
    /// What stands behind the place: `（甲局）`.
    pub fn agency(&self) -> String {
        self.agency.map(|agency| format!("（{}）", clean(agency))).unwrap_or_default()
    }
}

/// The marks of one file: in one excerpt, or each in its own where a line of the terminal cannot hold all.
///
/// The renderer cuts the lines of an excerpt at the same columns, around all underlines; where these are
/// further apart than the terminal is wide, or one is longer, it writes past the edge. So an underline that
/// is too long ends here before the edge, and marks that are too far apart are drawn apart.
pub(super) fn excerpts(source: &Source, marks: &[Mark<'_>], width: usize) -> Vec<Element<'static>> {
    let long = |mark: &Mark<'_>| source.line_range(mark.place.start.line).len() > MAX_LINE;
    if marks.len() > 1 && marks.iter().any(long) {
        return marks.chunks(1).flat_map(|mark| Excerpt::new(source, mark, width).into_elements()).collect();
    }
    let all = Excerpt::new(source, marks, width);
    if all.fits() || marks.len() < 2 {
        return all.into_elements();
    }
    marks.chunks(1).flat_map(|mark| Excerpt::new(source, mark, width).into_elements()).collect()
}

/// A paragraph of a received report, its number in the section in place of a line's, with the words of a
/// place underlined.
pub(super) fn paragraph(text: &str, number: u32, place: &Place, width: usize) -> Element<'static> {
    let source = Source::new("", text.replace(['\n', '\r'], " "));
    let line = |position: Position| Position { line: 1, ..position };
    let place = Place { start: line(place.start), end: line(place.end), form: None, ..place.clone() };
    let mark = Mark { kind: AnnotationKind::Primary, place: &place, label: "", agency: None };
    let excerpt = Excerpt::numbered(&source, &[mark], width, number);
    Snippet::source(excerpt.text).line_start(number as usize).annotations(excerpt.marks).into()
}

/// Consecutive lines of a file, from the first to the last that some place is in.
///
/// What could act on the terminal has been replaced, character by character: lines and columns are those of
/// the file, bytes are not, so places are found by line and column.
struct Excerpt {
    path: String,
    /// Number of the first line.
    first: u32,
    /// Characters of the first line that are left out at its beginning, and where the place stands then: for
    /// a line that is too long to be drawn whole.
    skipped: usize,
    start: Position,
    /// What is written behind the first place.
    behind: String,
    text: String,
    /// Bytes of the text that each line takes, without its line break.
    lines: Vec<Range<usize>>,
    marks: Vec<Annotation<'static>>,
    /// Columns of a line of the file that fit on the terminal.
    room: usize,
    /// Columns of the longest line.
    longest: usize,
    /// The columns from the leftmost underline to the end of the rightmost.
    span: Range<usize>,
}

impl Excerpt {
    fn new(source: &Source, marks: &[Mark<'_>], width: usize) -> Self {
        let last = marks.iter().map(|mark| last_line(mark.place)).max().unwrap_or(1);
        Self::numbered(source, marks, width, last)
    }

    /// The largest number that stands beside a line is `number`.
    fn numbered(source: &Source, marks: &[Mark<'_>], width: usize, number: u32) -> Self {
        let first = marks.iter().map(|mark| mark.place.start.line.max(1)).min().unwrap_or(1);
        let last = marks.iter().map(|mark| last_line(mark.place)).max().unwrap_or(1);
        let several = marks.iter().any(|mark| mark.place.start.line.max(1) < last_line(mark.place));
        let beside = number.to_string().len() + FRAME + if several { BRACE } else { 0 };
        let mut excerpt = Self {
            path: clean(source.file()),
            first,
            skipped: 0,
            start: marks.first().map_or(Position { line: 1, column: 1 }, |mark| mark.place.start),
            behind: marks.first().map(Mark::agency).unwrap_or_default(),
            text: String::new(),
            lines: Vec::new(),
            marks: Vec::new(),
            room: width.saturating_sub(beside),
            longest: 0,
            // No mark yet: the first one sets both ends.
            span: Range { start: usize::MAX, end: 0 },
        };
        for line in first..=last {
            let start = excerpt.text.len();
            let written = match marks {
                [mark] if line == first => excerpt.part(source, mark.place),
                _ => source.line(line),
            };
            excerpt.text.extend(written.chars().map(visible));
            excerpt.longest = excerpt.longest.max(columns(&excerpt.text[start..]));
            excerpt.lines.push(start..excerpt.text.len());
            if line < last {
                excerpt.text.push('\n');
            } else if start == excerpt.text.len() {
                // To the renderer, an empty last line is none.
                excerpt.text.push(' ');
            }
        }
        for mark in marks {
            excerpt.mark(mark);
        }
        excerpt
    }

    /// Whether one window of the terminal's width holds all underlines.
    fn fits(&self) -> bool {
        self.longest <= self.room
            || self.span.end + MARGIN <= self.room
            || self.span.end + 2 * MARGIN <= self.span.start + self.room
    }

    /// The first line of a place, or the part of it around the place if it is too long.
    fn part<'s>(&mut self, source: &'s Source, place: &Place) -> &'s str {
        let line = source.line_range(self.first);
        let text = source.text();
        let Some(at) = place.bytes().map(|bytes| bytes.start).filter(|at| line.contains(at)) else {
            return &text[line];
        };
        if line.len() <= MAX_LINE {
            return &text[line];
        }
        let from = text.floor_char_boundary(at.saturating_sub(MAX_BEFORE).max(line.start));
        let to = text.floor_char_boundary((from + MAX_LINE).min(line.end));
        self.skipped = (place.start.column as usize - 1).saturating_sub(text[from..at].chars().count());
        &text[from..to]
    }

    /// The lines as the renderer takes them. It counts columns in the text that it is given and writes
    /// nothing behind a place, so where some of the text is left out, or something is to stand there, the
    /// place is named beside the lines.
    fn into_elements(self) -> Vec<Element<'static>> {
        let place = self.shown_start();
        let snippet = Snippet::source(self.text).line_start(self.first as usize).annotations(self.marks);
        if self.skipped == 0 && self.behind.is_empty() {
            return vec![snippet.path(self.path).into()];
        }
        let Position { line, column } = place;
        vec![Origin::path(format!("{}:{line}:{column}{}", self.path, self.behind)).into(), snippet.into()]
    }

    /// Where the first place begins, as the renderer counts it: one past the end of its line stands at that
    /// end.
    fn shown_start(&self) -> Position {
        let at = self.byte(self.start);
        let (index, _) = self.locate(at);
        let before = self.text[self.lines[index].start..at].chars().count();
        let skipped = if index == 0 { self.skipped } else { 0 };
        Position { line: self.first + index as u32, column: (skipped + before + 1) as u32 }
    }

    fn mark(&mut self, mark: &Mark<'_>) {
        let (from, to) = self.range(mark.place);
        let (_, start) = self.locate(from);
        let to = if self.longest <= self.room { to } else { self.cut(from, to) };
        let (_, end) = self.locate(to);
        self.span = self.span.start.min(start).min(end)..self.span.end.max(start).max(end);
        let annotation = mark.kind.span(from..to);
        let label = clean(mark.label);
        self.marks.push(if label.is_empty() { annotation } else { annotation.label(label) });
    }

    /// The end of an underline in a window of the terminal's width.
    fn cut(&self, from: usize, to: usize) -> usize {
        let (line, start) = self.locate(from);
        let (last, _) = self.locate(to);
        // The window begins with the line if the underline does so far left that some of it is seen.
        let window = self.room.saturating_sub(MARGIN);
        let half = start + self.room / 2;
        if line == last {
            self.no_further(line, to, window.max(half))
        } else if half <= window {
            self.no_further(last, to, window)
        } else {
            // No window holds a beginning far to the right and the lines below: only its first line.
            self.no_further(line, self.lines[line].end, half)
        }
    }

    /// The bytes of a place. One without width is the character behind it, if there is one in its line.
    fn range(&self, place: &Place) -> (usize, usize) {
        let start = self.byte(place.start);
        let last = last_line(place);
        let end = if place.end.line > last { Position { line: last, column: u32::MAX } } else { place.end };
        let end = self.byte(end);
        if end > start {
            return (start, end);
        }
        let next = self.text[start..].chars().next().filter(|&next| next != '\n');
        (start, start + next.map_or(0, char::len_utf8))
    }

    /// The byte of a position; a column past the end of its line stands for that end.
    fn byte(&self, position: Position) -> usize {
        let index = position.line.saturating_sub(self.first) as usize;
        let Some(line) = self.lines.get(index) else { return self.text.len() };
        let skipped = if index == 0 { self.skipped } else { 0 };
        let column = (position.column as usize).saturating_sub(1).saturating_sub(skipped);
        let text = &self.text[line.clone()];
        line.start + text.char_indices().nth(column).map_or(text.len(), |(at, _)| at)
    }

    /// The index of the line that a byte is in, and the columns before it.
    fn locate(&self, byte: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|line| line.start <= byte).saturating_sub(1);
        (line, columns(&self.text[self.lines[line].start..byte]))
    }

    /// A byte of a line, or the last one before it that is within so many columns.
    fn no_further(&self, line: usize, byte: usize, limit: usize) -> usize {
        let (mut at, mut taken) = (self.lines[line].start, 0);
        for character in self.text[at..byte].chars() {
            taken += width(character);
            if taken > limit {
                break;
            }
            at += character.len_utf8();
        }
        at
    }
}

/// The last line that something of the place is in: a place that ends with a line break ends in the line
/// before.
fn last_line(place: &Place) -> u32 {
    let whole_lines = place.end.line > place.start.line && place.end.column == 1;
    place.end.line.saturating_sub(u32::from(whole_lines)).max(place.start.line).max(1)
}

/// A character of the file as it is shown. Tabs stay: the renderer widens them.
fn visible(character: char) -> char {
    if is_forbidden(character) { '\u{FFFD}' } else { character }
}

fn width(character: char) -> usize {
    if character == '\t' { TAB } else { char_columns(character) }
}

fn columns(text: &str) -> usize {
    text.chars().map(width).sum()
}

/// Text of the user in one line, with nothing that could act on a terminal. Nothing is underlined in it, so
/// what is replaced may become wider.
pub(super) fn clean(text: &str) -> String {
    visible_controls(text).replace(['\n', '\t'], " ")
}
