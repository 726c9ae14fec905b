//! What the lines of prose are: running text, pictures, tables.
//!
//! A data file writes both as Markdown does, a picture in a line of its own and a table with strokes:
//!
//! ```text
//! ![各渠道公开数量柱状图](图1.png "图1 各渠道公开数量")
//! 表1 各渠道公开数量
//! | 渠道 | 数量（条） |
//! |------|-----------:|
//! | 网站 | 1200       |
//! ```
//!
//! The text in brackets is read to those who cannot see the picture; the text in quotes is printed below it.
//! Without the latter the former is printed too. The first row of a table is its head, the second says how
//! columns stand. As blank lines are no part of prose, a row before a second row begins another table.

use std::ops::Range;

/// The most columns of a table, and the most rows: what stands readably in the 版心, and on a few pages.
const MAX_COLUMNS: usize = 12;
const MAX_ROWS: usize = 200;
/// The first characters of a line above a table that is its caption: 表1, 附表二 …
const CAPTION: [&str; 2] = ["表", "附表"];
/// No caption is longer, in characters: what is, is a sentence about the table.
const MAX_CAPTION: usize = 40;

/// A paragraph of prose, or several that are one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProsePart {
    /// A paragraph of text, by its number.
    Text(usize),
    /// A picture, by the number of its paragraph.
    Picture(usize, PictureLine),
    /// A table.
    Table(PipeTable),
    /// Lines that were meant as a picture or a table, and what is wrong with one of them.
    Malformed {
        /// All lines of it.
        lines: Range<usize>,
        /// The one that is wrong.
        line: usize,
        /// What is wrong.
        problem: PartProblem,
    },
}

impl ProsePart {
    /// Its paragraphs, by their numbers.
    pub fn paragraphs(&self) -> Range<usize> {
        match self {
            Self::Text(number) | Self::Picture(number, _) => *number..number + 1,
            Self::Table(table) => table.caption.unwrap_or(table.lines.start)..table.lines.end,
            Self::Malformed { lines, .. } => lines.clone(),
        }
    }
}

/// What is wrong with a picture or a table in prose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PartProblem {
    /// A picture that stands inside a sentence, or whose brackets do not close.
    Picture,
    /// No row of dashes follows the head.
    NoDelimiterRow,
    /// A row with another number of cells than the head has.
    Cells {
        /// Cells of the row.
        row: usize,
        /// Cells of the head.
        head: usize,
    },
    /// More columns than a page has room for.
    TooManyColumns(usize),
    /// More rows than a small table has.
    TooManyRows(usize),
}

/// The parts of a line with a picture, as bytes of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureLine {
    /// What the picture shows, in words. May be empty.
    pub alt: Range<usize>,
    /// Where the picture is.
    pub file: Range<usize>,
    /// What is printed below it, if that is not what it shows.
    pub caption: Option<Range<usize>>,
}

/// A table in prose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PipeTable {
    /// Its paragraphs.
    pub lines: Range<usize>,
    /// The paragraph that is its caption, the one before it.
    pub caption: Option<usize>,
    /// How its columns stand.
    pub columns: Vec<PipeAlignment>,
    /// Its cells, row by row, the head first; as many in each as there are columns.
    pub rows: Vec<Vec<String>>,
}

/// How a column of a table in prose stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PipeAlignment {
    /// `---`: none is given.
    Default,
    /// `:--`
    Left,
    /// `:-:`
    Center,
    /// `--:`
    Right,
}

impl PictureLine {
    /// The picture of a line that is nothing else; `![甲](乙.png)` or `![甲](乙.png "丙")`.
    pub fn parse(line: &str) -> Option<Self> {
        let inside = line.strip_prefix("![")?.strip_suffix(')')?;
        let at = "![".len();
        let split = inside.find("](")?;
        let (alt, target) = (trimmed(line, at..at + split), at + split + "](".len()..line.len() - 1);
        let text = &line[target.clone()];
        let (file, caption) =
            match text.trim_end().strip_suffix('"').and_then(|t| t.find(" \"").map(|i| (t, i))) {
                Some((quoted, quote)) => {
                    let caption = target.start + quote + " \"".len()..target.start + quoted.len();
                    (target.start..target.start + quote, Some(trimmed(line, caption)))
                }
                None => (target, None),
            };
        let file = trimmed(line, file);
        let is_one = !file.is_empty() && !line[file.clone()].contains("](");
        is_one.then_some(Self { alt, file, caption: caption.filter(|caption| !caption.is_empty()) })
    }

    /// The line of a picture with what it shows, its file and its caption.
    ///
    /// ```
    /// use nianbao::report::PictureLine;
    /// assert_eq!(PictureLine::write("柱状图", "图1.png", "图1 [甲]"), "![柱状图](图1.png \"图1 〔甲〕\")");
    /// assert_eq!(PictureLine::write("", "图1.png", "图1"), "![图1](图1.png)");
    /// ```
    pub fn write(alt: &str, file: &str, caption: &str) -> String {
        let one_line = |text: &str| {
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            text.replace('[', "〔").replace(']', "〕").replace('"', "”")
        };
        let (alt, caption) = (one_line(alt), one_line(caption));
        match (alt.as_str(), caption.as_str()) {
            (alt, "") => format!("![{alt}]({file})"),
            ("", caption) => format!("![{caption}]({file})"),
            (alt, caption) if alt == caption => format!("![{alt}]({file})"),
            _ => format!("![{alt}]({file} \"{caption}\")"),
        }
    }

    /// What the picture shows, in words: the text in brackets, else the caption.
    pub fn description<'t>(&self, line: &'t str) -> &'t str {
        let alt = &line[self.alt.clone()];
        if alt.is_empty() { self.caption(line) } else { alt }
    }

    /// What is printed below it: the text in quotes, else that in brackets.
    pub fn caption<'t>(&self, line: &'t str) -> &'t str {
        &line[self.caption.clone().unwrap_or(self.alt.clone())]
    }
}

impl PipeTable {
    /// The lines of a table with these cells, the first row its head. All rows have as many cells.
    ///
    /// ```
    /// use nianbao::report::PipeTable;
    /// let rows = vec![vec!["渠道".to_owned(), "数量".to_owned()], vec!["甲|乙".to_owned(), "3".to_owned()]];
    /// assert_eq!(PipeTable::write(&rows), ["| 渠道 | 数量 |", "|---|---|", "| 甲\\|乙 | 3 |"]);
    /// ```
    pub fn write(rows: &[Vec<String>]) -> Vec<String> {
        let cell = |text: &String| text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|");
        let row = |row: &Vec<String>| format!("| {} |", row.iter().map(cell).collect::<Vec<_>>().join(" | "));
        let columns = rows.first().map_or(0, Vec::len);
        let mut lines: Vec<String> = rows.iter().map(row).collect();
        lines.insert(lines.len().min(1), format!("|{}", "---|".repeat(columns)));
        lines
    }

    /// Whether a table in prose can have so many columns and rows.
    pub fn holds(columns: usize, rows: usize) -> bool {
        (1..=MAX_COLUMNS).contains(&columns) && (2..=MAX_ROWS).contains(&rows)
    }
}

/// The paragraphs as they are compared with those of another report: of a picture its words, whatever its
/// file is called, and of a table its cells, however they are spaced.
pub(crate) fn comparable(lines: &[&str]) -> Vec<String> {
    let mut all: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    for part in parts(lines) {
        match part {
            ProsePart::Picture(number, picture) => {
                let (words, caption) = (picture.description(lines[number]), picture.caption(lines[number]));
                all[number] = if words == caption { words.to_owned() } else { format!("{words} {caption}") };
            }
            ProsePart::Table(table) => {
                all.splice(table.lines.clone(), PipeTable::write(&table.rows));
            }
            ProsePart::Text(_) | ProsePart::Malformed { .. } => {}
        }
    }
    all
}

/// The parts of prose, given its paragraphs.
pub(super) fn parts(lines: &[&str]) -> Vec<ProsePart> {
    let mut parts = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        if is_row(line) {
            let end = table_end(lines, at);
            // The caption was taken for text before the table was seen.
            let caption = match parts.last() {
                Some(&ProsePart::Text(above)) if is_caption(lines[above]) => Some(above),
                _ => None,
            };
            match table(lines, at..end, caption) {
                Ok(table) => {
                    parts.truncate(parts.len() - usize::from(caption.is_some()));
                    parts.push(ProsePart::Table(table));
                }
                Err((line, problem)) => parts.push(ProsePart::Malformed { lines: at..end, line, problem }),
            }
            at = end;
            continue;
        }
        parts.push(match PictureLine::parse(line) {
            Some(picture) => ProsePart::Picture(at, picture),
            None if has_picture(line) => {
                ProsePart::Malformed { lines: at..at + 1, line: at, problem: PartProblem::Picture }
            }
            None => ProsePart::Text(at),
        });
        at += 1;
    }
    parts
}

fn trimmed(line: &str, range: Range<usize>) -> Range<usize> {
    let text = &line[range.clone()];
    let start = range.start + text.len() - text.trim_start().len();
    start..(start + text.trim().len())
}

fn is_row(line: &str) -> bool {
    line.starts_with('|')
}

/// True for a line with what begins a picture, typed with Chinese marks perhaps.
fn has_picture(line: &str) -> bool {
    ["![", "！["].iter().any(|start| line.contains(start))
        && ["](", "]（"].iter().any(|middle| line.contains(middle))
}

fn is_caption(line: &str) -> bool {
    let number = |rest: &str| {
        rest.trim_start().starts_with(|c: char| c.is_numeric() || "一二三四五六七八九十".contains(c))
    };
    CAPTION.iter().any(|word| line.strip_prefix(word).is_some_and(number))
        && line.chars().count() <= MAX_CAPTION
        && !line.contains(['。', '；'])
}

/// The end of the table that begins in a line: before a line that is none of its rows, or the head of another
/// table.
fn table_end(lines: &[&str], start: usize) -> usize {
    let is_next_head =
        |at: usize| at > start + 1 && lines.get(at + 1).is_some_and(|l| alignments(l).is_some());
    (start + 1..lines.len()).find(|&at| !is_row(lines[at]) || is_next_head(at)).unwrap_or(lines.len())
}

fn table(
    lines: &[&str],
    range: Range<usize>,
    caption: Option<usize>,
) -> Result<PipeTable, (usize, PartProblem)> {
    let start = range.start;
    let columns = lines[range.clone()].get(1).and_then(|line| alignments(line));
    let Some(columns) = columns else { return Err((start, PartProblem::NoDelimiterRow)) };
    let head = cells(lines[start]);
    if head.len() > MAX_COLUMNS {
        return Err((start, PartProblem::TooManyColumns(MAX_COLUMNS)));
    }
    if range.len() > MAX_ROWS + 1 {
        return Err((start, PartProblem::TooManyRows(MAX_ROWS)));
    }
    let wrong = |line, row| (line, PartProblem::Cells { row, head: head.len() });
    if columns.len() != head.len() {
        return Err(wrong(start + 1, columns.len()));
    }
    let mut rows = vec![head.clone()];
    for (line, text) in (start + 2..).zip(&lines[start + 2..range.end]) {
        let row = cells(text);
        if row.len() != head.len() {
            return Err(wrong(line, row.len()));
        }
        rows.push(row);
    }
    Ok(PipeTable { lines: range, caption, columns, rows })
}

/// The cells of a row; `\|` is a stroke inside a cell.
fn cells(line: &str) -> Vec<String> {
    let line = line.trim().strip_prefix('|').unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.next_if_eq(&'|').is_some() => {
                cells.last_mut().into_iter().for_each(|cell| cell.push('|'))
            }
            '|' => cells.push(String::new()),
            c => cells.last_mut().into_iter().for_each(|cell| cell.push(c)),
        }
    }
    // The stroke at the end of the row closes its last cell.
    if cells.len() > 1 && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
        cells.pop();
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

/// How the columns stand, if the line is a row of dashes.
fn alignments(line: &str) -> Option<Vec<PipeAlignment>> {
    if !is_row(line) {
        return None;
    }
    let alignment = |cell: &String| {
        let (left, right) = (cell.starts_with(':'), cell.len() > 1 && cell.ends_with(':'));
        let dashes = cell.trim_matches(':');
        if dashes.is_empty() || !dashes.chars().all(|c| c == '-') {
            return None;
        }
        Some(match (left, right) {
            (false, false) => PipeAlignment::Default,
            (true, false) => PipeAlignment::Left,
            (true, true) => PipeAlignment::Center,
            (false, true) => PipeAlignment::Right,
        })
    };
    cells(line).iter().map(alignment).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_a_line_of_its_own() {
        for (line, parts) in [
            ("![图1 数量](图1.png)", Some(("图1 数量", "图1.png", "图1 数量"))),
            ("![柱状图]( 图/1.png  \"图1 数量\" )", Some(("柱状图", "图/1.png", "图1 数量"))),
            ("![](a.svg)", Some(("", "a.svg", ""))),
            ("![](a.svg \"图1\")", Some(("图1", "a.svg", "图1"))),
            ("![甲（2024）](a (1).png)", Some(("甲（2024）", "a (1).png", "甲（2024）"))),
            ("![甲]()", None),
            ("![甲](a.png", None),
            ("见![甲](a.png)", None),
            ("![甲](a.png)![乙](b.png)", None),
        ] {
            let read = PictureLine::parse(line);
            let read = read.as_ref().map(|p| (p.description(line), &line[p.file.clone()], p.caption(line)));
            assert_eq!(read, parts, "{line}");
        }
    }

    #[test]
    fn prose_is_cut_into_text_pictures_and_tables() {
        use ProsePart::{Malformed, Picture, Table, Text};
        let lines = [
            "文字。",
            "![甲](a.png)",
            "表1 数量",
            "| 甲 | 乙\\|丙 |",
            "|:--|--:|",
            "| 1 | |",
            "| 丁 | 戊 |",
            "|-|:-:|",
            "文字。",
        ];
        let parts = parts(&lines);
        let [Text(0), Picture(1, _), Table(first), Table(second), Text(8)] = &parts[..] else {
            panic!("{parts:?}");
        };
        assert_eq!((first.lines.clone(), first.caption), (3..6, Some(2)));
        assert_eq!(first.columns, [PipeAlignment::Left, PipeAlignment::Right]);
        assert_eq!(first.rows, [["甲", "乙|丙"], ["1", ""]]);
        assert_eq!((second.lines.clone(), second.caption), (6..8, None));
        assert_eq!(second.columns, [PipeAlignment::Default, PipeAlignment::Center]);
        let problem = |lines: &[&str]| match &super::parts(lines)[..] {
            [Malformed { line, problem, .. }] => (*line, *problem),
            parts => panic!("{parts:?}"),
        };
        assert_eq!(problem(&["| 甲 |", "| 1 |"]), (0, PartProblem::NoDelimiterRow));
        assert_eq!(
            problem(&["| 甲 | 乙 |", "|--|--|", "| 1 |"]),
            (2, PartProblem::Cells { row: 1, head: 2 })
        );
        assert_eq!(problem(&["| 甲 | 乙 |", "|--|"]), (1, PartProblem::Cells { row: 1, head: 2 }));
        assert_eq!(problem(&[&"| 甲 ".repeat(13), "|-|"]), (0, PartProblem::TooManyColumns(12)));
        assert_eq!(problem(&["！[甲]（a.png）"]), (0, PartProblem::Picture));
        assert_eq!(problem(&["如![甲](a.png)所示"]), (0, PartProblem::Picture));
    }

    #[test]
    fn a_caption_is_short_and_numbered() {
        for (line, is) in [
            ("表1 数量", true),
            ("附表二：数量", true),
            ("表 1 数量", true),
            ("表格如下", false),
            ("表1列出了各渠道的数量。", false),
        ] {
            assert_eq!(is_caption(line), is, "{line}");
        }
    }

    #[test]
    fn a_written_table_is_read_as_it_was() {
        let rows = vec![vec!["甲|\\".to_owned(), String::new()], vec!["乙 丙".to_owned(), "1".to_owned()]];
        let lines = PipeTable::write(&rows);
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let [ProsePart::Table(table)] = &parts(&lines)[..] else { panic!("{lines:?}") };
        assert_eq!(table.rows, rows);
    }
}
