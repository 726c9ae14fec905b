//! Plain texts and Markdown, as people have them: copied off a web page, saved by an office program, or made
//! of a PDF.
//!
//! # How it works
//! 1. The text is parted into lines, without the numbers of pages and the marks of Markdown. (`line`)
//! 2. The headings of the form's sections are found among the lines. Lines between the heading of a table and
//!    the next heading are that table: drawn with upright lines (`pipe_table`), or its cells, a line each or
//!    in columns (`table`). What the form prints as labels says where its rows begin, so this is done for
//!    each form that there is, and the one of which most is found counts.
//! 3. All other lines are running text: each is a paragraph, or a printed line of one (`prose`). Lines with
//!    tabs in it are small tables.
//!
//! # Example
//! ```text
//! 甲市教育局2024年政府信息公开工作年度报告      a paragraph, later the title
//! 一、总体情况                             heading of section one
//! 全年公开信息九百条，                        joined to
//! 比上年增加。                              one paragraph
//! - 1 -                                  left out
//! 二、主动公开政府信息情况                     heading of a table
//! 规章 0 0 0                              a row of it
//! ```

mod line;
mod pipe_table;
mod prose;
mod table;

use self::line::{Line, Lines};
use self::prose::Shape;
use super::content::{Grid, GridCell, Item, Paragraph, Trust};
use super::{ImportError, Limits, outline};
use crate::form::{Content, Form, Forms};

/// What a text holds.
pub(super) struct Text {
    pub items: Vec<Item>,
    /// What had to be guessed, in Chinese.
    pub notes: Vec<String>,
}

/// Blank lines of a text.
const MAX_BLANK_LINES: usize = 500_000;
/// Bytes of a line.
const MAX_LINE: usize = 2 << 20;

/// The lines of a text that is not too large.
fn lines_of(text: &str, limits: &Limits) -> Result<Lines, ImportError> {
    let too_large =
        |what, limit: usize, unit: &str| Err(ImportError::TooLarge { what, limit: format!("{limit}{unit}") });
    if text.len() > limits.part_bytes {
        return too_large("文件大小", limits.part_bytes >> 20, " MB");
    }
    // No cell without a mark behind it: what has too many is refused before they are made.
    if text.matches(['\t', '|', '｜']).count() > limits.cells {
        return too_large("表格单元格数", limits.cells, "");
    }
    // Blank lines are none of these, but each takes its place.
    if text.matches('\n').count() > MAX_BLANK_LINES + limits.paragraphs {
        return too_large("行数", limits.paragraphs, "");
    }
    // No paragraph of a report is as long: a data file holds half a million characters of prose in all.
    if text.split('\n').any(|line| line.len() > MAX_LINE) {
        return too_large("一行的长度", MAX_LINE >> 20, " MB");
    }
    let split = line::split(text);
    if split.lines.iter().filter(|line| !line.is_blank()).count() > limits.paragraphs {
        return too_large("行数", limits.paragraphs, "");
    }
    Ok(split)
}

/// The table of a section in a text whose cells stand on a line each, and the lines that are none of it.
/// None if no row of the table is found.
pub(super) fn table(
    text: &str,
    limits: &Limits,
    form: &Form,
    section: usize,
) -> Result<Option<(Grid, Vec<String>)>, ImportError> {
    let Lines { lines, .. } = lines_of(text, limits)?;
    let lines: Vec<&Line> = lines.iter().collect();
    Ok(table::read(form, section, &lines).map(|table| (table.grid, table.rest)))
}

/// Reads a text.
pub(super) fn read(text: &str, limits: &Limits, forms: &Forms) -> Result<Text, ImportError> {
    let too_large = |what, limit: usize| ImportError::TooLarge { what, limit: limit.to_string() };
    let Lines { lines, page_numbers } = lines_of(text, limits)?;
    let standard = Reading::of(&forms.standard(), &lines);
    let best = forms
        .iter()
        .map(|form| Reading::of(form, &lines))
        .fold(standard, |best, other| if other.score > best.score { other } else { best });
    let mut read = best.text;
    let cells = |item: &Item| match item {
        Item::Table(grid) => grid.rows.iter().map(Vec::len).sum::<usize>(),
        Item::Paragraph(_) | Item::Picture(_) => 0,
    };
    if read.items.iter().map(cells).sum::<usize>() > limits.cells {
        return Err(too_large("表格单元格数", limits.cells));
    }
    if page_numbers > 0 {
        read.notes.push(format!("页码 {page_numbers} 处，没有导入"));
    }
    Ok(read)
}

/// A text as a report on one form.
struct Reading {
    text: Text,
    /// How many labels and rows of the form's tables were found in lines.
    score: usize,
}

impl Reading {
    fn of(form: &Form, lines: &[Line]) -> Self {
        let parts = parts(form, lines);
        let prose: Vec<&Line> = parts.iter().filter(|p| p.table.is_none()).flat_map(|p| p.lines).collect();
        let shape = Shape::of(&prose, &form.title_words);
        let mut reading = Self { text: Text { items: Vec::new(), notes: Vec::new() }, score: 0 };
        for part in &parts {
            reading.text.items.extend(part.heading.map(|heading| paragraph(heading.text.clone())));
            if !part.table.is_some_and(|section| reading.table(form, section, part.lines)) {
                reading.prose(part.lines, &shape);
            }
        }
        reading
    }

    /// Reads a part as the table of a section; false if it has no row of it.
    fn table(&mut self, form: &Form, section: usize, lines: &[Line]) -> bool {
        // Captions between drawn tables say what these are, so their order stays.
        if pipe_table::is_drawn(lines) {
            return false;
        }
        let lines = pipe_table::without_strokes(lines);
        let lines: Vec<&Line> = lines.iter().map(AsRef::as_ref).collect();
        let Some(table) = table::read(form, section, &lines) else { return false };
        self.score += table.score;
        self.text.items.push(Item::Table(table.grid));
        self.text.items.extend(table.rest.into_iter().map(paragraph));
        let heading = form.sections[section].heading();
        self.text.notes.extend(table.notes.into_iter().map(|note| format!("{heading}：{note}")));
        true
    }

    /// Reads running text, with the tables in it.
    fn prose(&mut self, lines: &[Line], shape: &Shape) {
        let mut at = 0;
        while at < lines.len() {
            let drawn = pipe_table::length(&lines[at..]);
            if drawn > 0 {
                self.text.items.push(Item::Table(pipe_table::grid(&lines[at..at + drawn])));
                at += drawn;
                continue;
            }
            let tabbed = lines[at..].iter().take_while(|line| line.text.contains('\t')).count();
            // A tab that only indents makes no table.
            if tabbed > 0 {
                self.text.items.push(Item::Table(tabbed_grid(&lines[at..at + tabbed])));
                at += tabbed;
                continue;
            }
            let is_text =
                |at: &usize| !lines[*at].text.contains('\t') && pipe_table::length(&lines[*at..]) == 0;
            let end = (at + 1..lines.len()).take_while(is_text).last().map_or(at + 1, |last| last + 1);
            let own: Vec<&Line> = lines[at..end].iter().collect();
            self.text.items.extend(shape.paragraphs(&own).into_iter().map(paragraph));
            at = end;
        }
    }
}

/// The lines from one heading to the next.
struct Part<'l> {
    heading: Option<&'l Line>,
    /// The section, where it is a table.
    table: Option<usize>,
    lines: &'l [Line],
}

/// Parts a text at the headings of its sections.
fn parts<'l>(form: &Form, lines: &'l [Line]) -> Vec<Part<'l>> {
    let filled: Vec<usize> = (0..lines.len()).filter(|&at| !lines[at].is_blank()).collect();
    let items: Vec<Item> = filled.iter().map(|&at| paragraph(lines[at].text.clone())).collect();
    let headings = outline::headings(form, &items);
    let mut starts: Vec<(usize, usize)> = headings
        .iter()
        .enumerate()
        .filter_map(|(section, item)| item.map(|item| (filled[item], section)))
        .collect();
    starts.sort_unstable();
    let first = starts.first().map_or(lines.len(), |start| start.0);
    let mut parts = vec![Part { heading: None, table: None, lines: &lines[..first] }];
    for (number, &(at, section)) in starts.iter().enumerate() {
        let end = starts.get(number + 1).map_or(lines.len(), |next| next.0);
        let table = matches!(form.sections[section].content, Content::Table(_)).then_some(section);
        parts.push(Part { heading: Some(&lines[at]), table, lines: &lines[at + 1..end] });
    }
    parts
}

fn paragraph(text: String) -> Item {
    Item::Paragraph(Paragraph { text, ..Paragraph::default() })
}

/// Lines with tabs as a table. Merged cells have lost their width, so only the order of the cells of a row
/// counts.
fn tabbed_grid(lines: &[Line]) -> Grid {
    let row = |line: &Line| {
        let cell = |(column, text): (usize, &str)| GridCell {
            column,
            colspan: 1,
            rowspan: 1,
            text: text.trim().to_owned(),
            path: None,
            source: None,
        };
        line.raw.split('\t').enumerate().map(cell).collect()
    };
    Grid { rows: lines.iter().map(row).collect(), trust: Trust::Order, ..Grid::default() }
}
