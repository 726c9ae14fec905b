//! A clipboard as tables.
//!
//! Spreadsheets, word processors and browsers give a table twice: as HTML, with merged cells, and as text, in
//! which a merged cell is its text and blank cells beside and below it. The HTML says more and is taken
//! where it has a table. Of text, a cell in quotation marks may hold tabs and line breaks:
//!
//! ```text
//! 规章⇥3⇥1⏎                     规章 │ 3 │ 1
//! "行政规范性⏎文件"⇥2⇥0⏎          行政规范性 文件 │ 2 │ 0
//! ```
//!
//! Word processors give the text of a table with a cell on each line; [`text::table`] knows the form's there.

use super::super::content::{Grid, GridCell, Item, Trust, readable};
use super::super::rows::is_meant_as_figure;
use super::super::tables::best_section;
use super::super::{ImportError, Limits, html, text};
use super::Clipboard;
use crate::form::Form;

/// A table, or a piece of one.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub grid: Grid,
    /// Lines of a text that are none of the table.
    pub rest: Vec<String>,
}

/// The tables of a clipboard, in order; `own` is the section in which the caret stands. Blank rows part the
/// tables of a sheet that has labels.
pub(super) fn blocks(
    clipboard: &Clipboard,
    limits: &Limits,
    form: &Form,
    own: usize,
) -> Result<Vec<Block>, ImportError> {
    let mut grids = Vec::new();
    let mut caption = String::new();
    if clipboard.html.to_ascii_lowercase().contains("<table") {
        for item in html::read(&clipboard.html, limits)?.items {
            match item {
                Item::Table(grid) => grids.push(Grid { caption: std::mem::take(&mut caption), ..grid }),
                Item::Paragraph(paragraph) => {
                    caption.push_str(&paragraph.text);
                    caption.push('\n');
                }
                Item::Picture(_) => {}
            }
        }
    }
    if grids.is_empty() {
        let whole = Block { grid: of_text(&clipboard.text, limits)?, rest: Vec::new() };
        if !whole.is_cell_by_cell() {
            return Ok(split(whole.grid));
        }
        let section = best_section(form, &whole.grid).map_or(own, |(section, _)| section);
        let table = text::table(&clipboard.text, limits, form, section)?;
        return Ok(vec![table.map_or(whole, |(grid, rest)| Block { grid, rest })]);
    }
    Ok(grids.into_iter().flat_map(split).filter(|block| !block.grid.rows.is_empty()).collect())
}

/// The rows of a text, without the line break at its end.
fn of_text(text: &str, limits: &Limits) -> Result<Grid, ImportError> {
    let too_large = |what, limit: usize| ImportError::TooLarge { what, limit: limit.to_string() };
    if text.len() > limits.part_bytes {
        return Err(too_large("剪贴板内容", limits.part_bytes));
    }
    let mut rows: Vec<Vec<GridCell>> = Vec::new();
    let mut count = 0;
    for cells in cells_of(text) {
        count += cells.len();
        if count > limits.cells {
            return Err(too_large("表格单元格数", limits.cells));
        }
        if cells.len() > limits.columns {
            return Err(too_large("表格列数", limits.columns));
        }
        let cell = |(column, text): (usize, String)| GridCell {
            column,
            colspan: 1,
            rowspan: 1,
            text: readable(&text).split_whitespace().collect::<Vec<_>>().join(" "),
            ..GridCell::default()
        };
        rows.push(cells.into_iter().enumerate().map(cell).collect());
    }
    Ok(Grid { rows, trust: Trust::Columns, ..Grid::default() })
}

/// Lines of cells. A cell that begins with a quotation mark ends with the next single one, if a tab, a line
/// break or the end of the text follows it; otherwise the mark is one of the text's own.
fn cells_of(text: &str) -> Vec<Vec<String>> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut rest = text.strip_suffix('\n').unwrap_or(&text);
    let mut lines = vec![Vec::new()];
    loop {
        let (cell, end) = quoted(rest).unwrap_or_else(|| {
            let end = rest.find(['\t', '\n']).unwrap_or(rest.len());
            (rest[..end].to_owned(), end)
        });
        if let Some(line) = lines.last_mut() {
            line.push(cell);
        }
        match rest[end..].chars().next() {
            Some('\t') => {}
            Some(_) => lines.push(Vec::new()),
            None => return lines,
        }
        rest = &rest[end + 1..];
    }
}

/// A cell in quotation marks at the start of a text, and where it ends.
fn quoted(text: &str) -> Option<(String, usize)> {
    let inner = text.strip_prefix('"')?;
    let mut from = 0;
    loop {
        let at = from + inner[from..].find('"')?;
        if inner[at + 1..].starts_with('"') {
            from = at + 2;
            continue;
        }
        let after = inner[at + 1..].chars().next();
        let end = at + 2;
        return matches!(after, None | Some('\t' | '\n')).then(|| (inner[..at].replace("\"\"", "\""), end));
    }
}

/// The tables of a grid with labels, which blank rows part; a grid of numbers as it is.
fn split(grid: Grid) -> Vec<Block> {
    let whole = Block { grid, rest: Vec::new() };
    if !whole.has_text() {
        return vec![whole];
    }
    let Grid { rows, trust, caption } = whole.grid;
    let mut parts: Vec<Vec<Vec<GridCell>>> = vec![Vec::new()];
    // Rows that a cell above still covers belong to it.
    let mut open = 0_usize;
    for row in rows {
        let is_blank = open == 0 && row.iter().all(|cell| cell.text.trim().is_empty());
        open = row.iter().map(|cell| cell.rowspan.max(1)).max().unwrap_or(1).max(open.max(1)) - 1;
        match parts.last_mut() {
            Some(_) if is_blank => parts.push(Vec::new()),
            Some(part) => part.push(row),
            None => {}
        }
    }
    parts.retain(|rows| !rows.is_empty());
    let grid = |rows| Grid { rows, trust, caption: caption.clone() };
    parts.into_iter().map(|rows| Block { grid: grid(rows), rest: Vec::new() }).collect()
}

/// Whether a text is neither blank nor meant as a number.
fn is_text(text: &str) -> bool {
    !text.trim().is_empty() && !is_meant_as_figure(text)
}

impl Block {
    /// Whether it has anything but numbers.
    pub fn has_text(&self) -> bool {
        self.grid.rows.iter().flatten().any(|cell| is_text(&cell.text))
    }

    /// Whether it has a cell on each line, as word processors write a table: labels stand below numbers in
    /// the only column.
    pub fn is_cell_by_cell(&self) -> bool {
        let rows = &self.grid.rows;
        let mut cells = rows.iter().flatten().filter(|cell| !cell.text.trim().is_empty());
        let is_column = rows.iter().all(|row| row.len() <= 1);
        is_column && cells.by_ref().any(|cell| !is_text(&cell.text)) && cells.any(|cell| is_text(&cell.text))
    }

    /// Its numbers without the labels above and before them, and the texts among these that `is_known` does
    /// not know, a row each. A text between or behind the numbers stays where it is.
    pub fn without_labels(&self, is_known: impl Fn(&str) -> bool) -> (Vec<Vec<GridCell>>, Vec<String>) {
        let rows = &self.grid.rows;
        if !self.has_text() {
            return (rows.clone(), Vec::new());
        }
        let is_number = |cell: &GridCell| !cell.text.trim().is_empty() && is_meant_as_figure(&cell.text);
        let mut strange = Vec::new();
        let mut note = |cells: &mut dyn Iterator<Item = &GridCell>| {
            let texts: Vec<&str> = cells.map(|c| c.text.trim()).filter(|text| !text.is_empty()).collect();
            if texts.iter().any(|text| !is_known(text)) {
                strange.push(texts.join("\t"));
            }
        };
        // The column behind the labels: where all rows with numbers have had their last text before the
        // first.
        let first_number =
            rows.iter().filter_map(|row| row.iter().find(|cell| is_number(cell))).map(|c| c.column);
        let first_number = first_number.min().unwrap_or(0);
        let label_end = |row: &Vec<GridCell>| {
            let before = row.iter().take_while(|cell| !is_number(cell));
            before.filter(|cell| is_text(&cell.text)).map(|cell| cell.column + cell.colspan.max(1)).last()
        };
        let with_numbers = || rows.iter().filter(|row| row.iter().any(is_number));
        let ends = with_numbers().filter_map(label_end).filter(|&end| end <= first_number);
        let first = ends.max().unwrap_or_else(|| rows.iter().flatten().map(|c| c.column).min().unwrap_or(0));
        let mut numbers = Vec::new();
        for row in rows {
            if !row.iter().any(is_number) {
                note(&mut row.iter());
                continue;
            }
            let (labels, rest): (Vec<&GridCell>, Vec<&GridCell>) = row.iter().partition(|c| c.column < first);
            note(&mut labels.into_iter());
            numbers.push(rest.into_iter().cloned().collect());
        }
        (numbers, strange)
    }
}
