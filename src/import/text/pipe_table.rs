//! Tables that are drawn with upright lines, as Markdown has them:
//!
//! ```text
//! | 信息内容 | 本年制发件数 |
//! |---|---|
//! | 规章 | 0 |
//! ```
//!
//! Where strokes only stand between cells or behind them, as programs write that turn pages into text, the
//! lines are no drawing: a stroke parts two cells there, as a tab does.
//!
//! ```text
//! 信息内容 | 本年制发件数 |          信息内容 |
//! 规章 | 0 |                     本年制发件数 |
//!                                |||
//! ```

use std::borrow::Cow;

use super::super::content::{Grid, GridCell, Trust};
use super::line::{Line, is_rule};

/// How many lines from the start on are a table: two at least.
pub(super) fn length(lines: &[Line]) -> usize {
    let count = lines.iter().take_while(|line| is_row(&line.raw)).count();
    if count >= 2 { count } else { 0 }
}

fn is_row(line: &str) -> bool {
    let line = line.trim();
    line.starts_with(['|', '｜']) && line.matches(['|', '｜']).count() >= 2
}

/// Whether all strokes of some lines draw one table or several.
pub(super) fn is_drawn(lines: &[Line]) -> bool {
    let is_loose = |line: &Line| has_stroke(&line.raw) && !is_row(&line.raw);
    (0..lines.len()).any(|at| length(&lines[at..]) > 0) && !lines.iter().any(is_loose)
}

fn has_stroke(line: &str) -> bool {
    line.contains(['|', '｜'])
}

/// The lines with tabs in the place of strokes. Lines that have nothing but strokes are left out; but a
/// single one is a blank cell where others have a stroke behind their text.
pub(super) fn without_strokes(lines: &[Line]) -> Vec<Cow<'_, Line>> {
    let is_end = |line: &Line| {
        let line = line.raw.trim();
        line.ends_with(['|', '｜']) && line.matches(['|', '｜']).count() == 1 && line.chars().count() > 1
    };
    let are_ends = lines.iter().any(is_end);
    // Where lines begin with their first cell, one that begins with a stroke has a blank first cell.
    let is_begun = |line: &Line| has_stroke(&line.raw) && !line.raw.trim().starts_with(['|', '｜']);
    let are_behind = lines.iter().any(is_begun);
    let mut out = Vec::with_capacity(lines.len());
    for line in lines {
        if !has_stroke(&line.raw) {
            out.push(Cow::Borrowed(line));
            continue;
        }
        let strokes = line.raw.trim();
        let inner = if are_behind { strokes } else { without_outer(strokes) };
        let cells: Vec<String> = row(inner).into_iter().map(|cell| cell.text).collect();
        let count = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
        if count == 0 && !(are_ends && strokes.chars().count() == 1) {
            continue;
        }
        let text = cells[..count].join("\t");
        out.push(Cow::Owned(Line { raw: text.clone(), text: text.trim().to_owned(), page: line.page }));
    }
    out
}

/// The table that some lines draw.
pub(super) fn grid(lines: &[Line]) -> Grid {
    let outer = |line: &Line| without_outer(line.raw.trim()).to_owned();
    let lines = lines.iter().filter(|line| !is_rule(line.raw.trim())).map(outer);
    let rows = lines.map(|line| row(&line));
    Grid { rows: rows.collect(), trust: Trust::Columns, ..Grid::default() }
}

/// A line without the strokes at its ends.
fn without_outer(line: &str) -> &str {
    let inner = line.strip_prefix(['|', '｜']).unwrap_or(line);
    inner.strip_suffix(['|', '｜']).unwrap_or(inner)
}

fn row(line: &str) -> Vec<GridCell> {
    let mut cells = vec![String::new()];
    let mut characters = line.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\\' if characters.peek() == Some(&'|') => continue_cell(&mut cells, characters.next()),
            '|' | '｜' => cells.push(String::new()),
            c => continue_cell(&mut cells, Some(c)),
        }
    }
    let cell = |(column, text): (usize, String)| GridCell {
        column,
        colspan: 1,
        rowspan: 1,
        text: text
            .replace("**", "")
            .replace("<br>", "")
            .replace("<br/>", "")
            .replace("&nbsp;", " ")
            .trim()
            .to_owned(),
        path: None,
        source: None,
    };
    cells.into_iter().enumerate().map(cell).collect()
}

fn continue_cell(cells: &mut [String], c: Option<char>) {
    if let (Some(cell), Some(c)) = (cells.last_mut(), c) {
        cell.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::super::line::split;
    use super::*;

    fn loose(text: &str) -> Vec<String> {
        without_strokes(&split(text).lines).iter().map(|line| line.raw.clone()).collect()
    }

    #[test]
    fn strokes_between_cells_and_behind_them_are_tabs() {
        assert_eq!(loose("规章 | 0 | | 3 |\n| | 行政许可 | 2 |||\n"), ["规章\t0\t\t3", "\t\t行政许可\t2"]);
        // A line of strokes ends a row; where each cell has one, a single stroke is a blank cell.
        assert_eq!(loose("规章 |\n|\n3 |\n|||\n许可 |\n"), ["规章", "", "3", "许可"]);
        assert_eq!(loose("规章\n|\n0\n|\n"), ["规章", "0"]);
    }

    #[test]
    fn only_what_is_drawn_whole_is_a_drawn_table() {
        let is = |text: &str| is_drawn(&split(text).lines);
        assert!(is("一、\n| 规章 | 0 |\n|---|---|\n| 许可 | 2 |\n"));
        assert!(!is("规章 | 0 |\n| | 许可 | 2 |\n| | 处罚 | 2 |\n"));
        assert!(!is("规章 0\n"));
    }
}
