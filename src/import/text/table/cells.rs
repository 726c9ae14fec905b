//! The lines of a table as a sequence of cells: labels, figures and blanks, in the order in which they are
//! read. A cell may be a line, a part between tabs, or a part between gaps of two spaces.
//!
//! ```text
//! 规章⇥13⇥⇥524                       规章 │ 13 │ (blank) │ 524
//! 行政规范性文件       8     26        行政规范性文件 │ 8 │ 26
//! 一、本年新收 3001 53 0              一、本年新收 │ 3001 │ 53 │ 0     figures at the end need one space only
//! 26                                26, with 0 empty lines above it
//!                                   an empty line: counted with the cell below it
//! 26                                26, with 1 empty line above it
//! ```

use super::super::super::rows::is_meant_as_figure;
use super::super::line::Line;
use super::known::Known;
use crate::form::Kind;
use crate::report::number;
use crate::text::columns;

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cell {
    pub kind: CellKind,
    pub text: String,
    /// Number of its line.
    pub line: usize,
    /// Where it stands on its line.
    pub place: Place,
    /// Empty lines between it and the cell above, if it begins a line.
    pub gap: usize,
    /// Its line has tabs.
    pub tabbed: bool,
}

/// Twice the middle, the start and the end of a cell, where every character has one column, and the same
/// where Chinese ones have two: programs align by any of these.
pub(super) type Place = [usize; 6];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CellKind {
    Label,
    Figure,
    /// A cell that is there and says nothing.
    Blank,
}

/// No line with cells of a table has more bytes.
const MAX_LINE: usize = 2000;
/// No figure of a cell is longer, with its remark.
const MAX_FIGURE: usize = 30;

/// The cells of some lines, one more than `most` of too many.
pub(super) fn of(lines: &[&Line], known: &Known, most: usize) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    let (mut gap, mut is_parted) = (0, false);
    for (number, line) in lines.iter().enumerate() {
        if cells.len() > most {
            cells.truncate(most + 1);
            break;
        }
        if line.raw.is_empty() {
            gap += 1;
            continue;
        }
        let tabbed = line.raw.contains('\t');
        // Firefox has a tab on a line of its own between two cells that are lines: two of these, a blank
        // cell.
        if tabbed && line.raw.bytes().all(|byte| byte == b'\t') {
            let blanks = line.raw.len() - usize::from(!is_parted);
            cells.extend((0..blanks).map(|_| Cell::blank(number)));
            (gap, is_parted) = (0, true);
            continue;
        }
        is_parted = false;
        let parts = if line.raw.len() > MAX_LINE {
            vec![(0, line.text.clone())]
        } else if tabbed {
            tabbed_parts(&line.raw)
        } else {
            spaced_parts(&line.raw).into_iter().flat_map(|part| labels(part, known)).collect()
        };
        for (at, (start, part)) in parts.into_iter().enumerate() {
            let before: String = line.raw.chars().take(start).collect();
            let place = place([start, columns(&before)], [part.chars().count(), columns(&part)]);
            let (kind, gap) = (kind(&part, known), if at == 0 { gap } else { 0 });
            cells.push(Cell { kind, text: part, line: number, place, gap, tabbed });
        }
        gap = 0;
    }
    cells
}

impl Cell {
    /// A blank cell that only the tabs around it show.
    fn blank(line: usize) -> Self {
        Self { kind: CellKind::Blank, text: String::new(), line, place: [0; 6], gap: 0, tabbed: true }
    }
}

fn place(starts: [usize; 2], lengths: [usize; 2]) -> Place {
    let one = |start: usize, length: usize| [2 * start + length, 2 * start, 2 * (start + length)];
    let ([a, b, c], [d, e, f]) = (one(starts[0], lengths[0]), one(starts[1], lengths[1]));
    [a, b, c, d, e, f]
}

fn kind(text: &str, known: &Known) -> CellKind {
    if text.is_empty() {
        return CellKind::Blank;
    }
    // Long texts are many, and none of them is read as a number.
    if text.chars().count() > MAX_FIGURE {
        return CellKind::Label;
    }
    let is_number = number::read(text, Kind::Amount).is_ok() || number::read(text, Kind::Change).is_ok();
    let is_figure = is_number || is_meant_as_figure(text);
    // 三 is a part of 三、本年度办理结果.
    let is_part = || !text.contains(|c: char| c.is_ascii_digit()) && known.has_part(text);
    if is_figure && (is_number || !is_part()) { CellKind::Figure } else { CellKind::Label }
}

/// The cells between the tabs of a line. A tab at the end of the line ends its last cell.
fn tabbed_parts(raw: &str) -> Vec<(usize, String)> {
    let raw = raw.strip_suffix('\t').unwrap_or(raw);
    raw.split('\t').enumerate().map(|(at, part)| (at, part.trim().to_owned())).collect()
}

/// The cells between the gaps of a line, with the column of the first character of each.
fn spaced_parts(raw: &str) -> Vec<(usize, String)> {
    let characters: Vec<char> = raw.chars().collect();
    let mut parts: Vec<(usize, String)> = Vec::new();
    let mut gap = 2;
    for (at, &c) in characters.iter().enumerate() {
        if c.is_whitespace() {
            gap += if c == '\u{3000}' { 2 } else { 1 };
            continue;
        }
        match parts.last_mut().filter(|_| gap < 2) {
            Some((_, part)) => {
                part.extend(std::iter::repeat_n(' ', gap));
                part.push(c);
            }
            None => parts.push((at, c.to_string())),
        }
        gap = 0;
    }
    if parts.is_empty() {
        // A line of spaces only is a cell of its own.
        return vec![(0, String::new())];
    }
    parts.into_iter().flat_map(|(start, part)| figures_at_end(start, part)).collect()
}

/// A part as labels of their own, if each word of it is one or a part of one: `结果维持 结果纠正`.
fn labels((start, part): (usize, String), known: &Known) -> Vec<(usize, String)> {
    let words = || part.split(' ').filter(|word| !word.is_empty());
    if words().count() < 2 || known.has_part(&part) || !words().all(|word| known.has_part(word)) {
        return vec![(start, part)];
    }
    let mut column = start;
    let mut labels = Vec::new();
    for word in part.split(' ') {
        if !word.is_empty() {
            labels.push((column, word.to_owned()));
        }
        column += word.chars().count() + 1;
    }
    labels
}

/// A part with the figures at its end as parts of their own: `一、本年新收 3001 53 0`.
fn figures_at_end(start: usize, part: String) -> Vec<(usize, String)> {
    let is_figure = |word: &str| {
        word.chars().count() <= MAX_FIGURE
            && (number::read(word, Kind::Amount).is_ok() || number::read(word, Kind::Change).is_ok())
    };
    let words: Vec<&str> = part.split(' ').collect();
    let figures = words.iter().rev().take_while(|word| is_figure(word)).count();
    if words.len() < 2 || figures == 0 {
        return vec![(start, part)];
    }
    let label = words[..words.len() - figures].join(" ");
    let mut column = start;
    let mut parts = Vec::new();
    if !label.is_empty() {
        parts.push((column, label.clone()));
        column += label.chars().count() + 1;
    }
    for word in &words[words.len() - figures..] {
        parts.push((column, (*word).to_owned()));
        column += word.chars().count() + 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::super::super::line::split;
    use super::*;
    use crate::form::Form;

    /// Labels in 「」, blanks as `_`, empty lines as the number behind `+`.
    fn cells(text: &str) -> String {
        let form = Form::standard();
        let known = Known::of(&form, 2).expect("section three is a table");
        let lines = split(text).lines;
        let lines: Vec<&Line> = lines.iter().collect();
        let cell = |cell: &Cell| {
            let gap = if cell.gap > 0 { format!("+{} ", cell.gap) } else { String::new() };
            match cell.kind {
                CellKind::Label => format!("{gap}「{}」", cell.text),
                CellKind::Figure => format!("{gap}{}", cell.text),
                CellKind::Blank => format!("{gap}_"),
            }
        };
        of(&lines, &known, 100).iter().map(cell).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn cells_are_found_however_they_are_parted() {
        for (text, want) in [
            ("规章\t13\t\t524", "「规章」 13 _ 524"),
            (" \t \t\n2", "_ _ 2"),
            ("行政规范性文件       8     26", "「行政规范性文件」 8 26"),
            ("一、本年新收 3001 53 0", "「一、本年新收」 3001 53 0"),
            (
                "结果维持 三、本年度办理结果 （一）予以公开 26 0",
                "「结果维持 三、本年度办理结果 （一）予以公开」 26 0",
            ),
            ("自然人 其他 总计", "「自然人」 「其他」 「总计」"),
            ("三、本年度办理结果 （一）予以公开 26 0", "「三、本年度办理结果」 「（一）予以公开」 26 0"),
            ("   第二十条 第（一）项", "「第二十条 第（一）项」"),
            ("新收\n\t\n26\n\t\n\n\t\n\n\t\n7", "「新收」 26 _ _ 7"),
            ("26\n\n\n35\n \n2", "26 +2 35 _ 2"),
            ("１６　　/　　16件", "１６ / 16件"),
            ("三\n十六", "「三」 十六"),
            ("22（其中修订16件）", "22（其中修订16件）"),
            ("1.属于国家秘密  2", "「1.属于国家秘密」 2"),
        ] {
            assert_eq!(cells(text), want, "{text:?}");
        }
    }
}
