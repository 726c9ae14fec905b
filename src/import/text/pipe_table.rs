//! Tables that are drawn with upright lines, as Markdown has them:
//!
//! ```text
//! | 信息内容 | 本年制发件数 |
//! |---|---|
//! | 规章 | 0 |
//! ```

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

/// The table that some lines draw.
pub(super) fn grid(lines: &[Line]) -> Grid {
    let rows = lines.iter().map(|line| line.raw.trim()).filter(|line| !is_rule(line)).map(row);
    Grid { rows: rows.collect(), trust: Trust::Columns, ..Grid::default() }
}

fn row(line: &str) -> Vec<GridCell> {
    let inner = line.strip_prefix(['|', '｜']).unwrap_or(line);
    let inner = inner.strip_suffix(['|', '｜']).unwrap_or(inner);
    let mut cells = vec![String::new()];
    let mut characters = inner.chars().peekable();
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
