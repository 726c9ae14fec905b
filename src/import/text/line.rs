//! The lines of a text: without the numbers of pages, and without the marks of Markdown.

use super::super::content::readable;
use super::super::page_number;

/// A line of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// The line as it stands, with what indents it and with the gaps between its columns.
    pub raw: String,
    /// What it says.
    pub text: String,
    /// The page it stands on, from 0.
    pub page: usize,
}

impl Line {
    pub fn is_blank(&self) -> bool {
        self.text.is_empty()
    }

    /// Columns before the first character; a Chinese space has two.
    pub fn indent(&self) -> usize {
        let blanks = self.raw.chars().take_while(|c| c.is_whitespace());
        blanks.map(|c| if c == '\u{3000}' { 2 } else { 1 }).sum()
    }
}

/// A text in lines.
pub(super) struct Lines {
    pub lines: Vec<Line>,
    /// Numbers of pages that were left out.
    pub page_numbers: usize,
}

/// Blank lines one after the other that are kept: more than all the blank cells of a row make.
const MAX_BLANK: usize = 64;

/// Parts a text into its lines. What a page ends with (a form feed, or the line that has its number) leaves
/// no blank lines behind, so that a paragraph may go on over it.
pub(super) fn split(text: &str) -> Lines {
    let text = text.trim_start_matches('\u{FEFF}').replace("\r\n", "\n");
    let pages: Vec<&str> = text.split('\u{C}').collect();
    let is_markdown = is_markdown(&text);
    let mut out = Lines { lines: Vec::new(), page_numbers: 0 };
    let edges = edge_numbers(&pages);
    let (mut page_number, mut blank) = (0, 0);
    for (at, page) in pages.iter().enumerate() {
        let page = readable(page);
        let lines: Vec<&str> = page.lines().collect();
        let edge = edges.then(|| edge_line(&lines)).flatten();
        // A page that a form feed ends.
        let mut seam = at > 0;
        if seam {
            out.drop_blank_lines();
        }
        for (row, raw) in lines.into_iter().enumerate() {
            if edge == Some(row) || page_number::of_line(raw).is_some() {
                out.page_numbers += 1;
                out.drop_blank_lines();
                page_number += 1;
                seam = true;
                continue;
            }
            let text = if is_markdown { without_marks(raw) } else { raw.trim().to_owned() };
            if text.is_empty() && (seam || blank >= MAX_BLANK) {
                continue;
            }
            blank = if text.is_empty() { blank + 1 } else { 0 };
            seam = false;
            out.lines.push(Line { raw: raw.to_owned(), text, page: page_number });
        }
        page_number += usize::from(edge.is_none() && at + 1 < pages.len());
    }
    out
}

impl Lines {
    fn drop_blank_lines(&mut self) {
        while self.lines.pop_if(|line| line.is_blank()).is_some() {}
    }
}

/// The last line of a page that says something.
fn edge_line(lines: &[&str]) -> Option<usize> {
    lines.iter().rposition(|line| !line.trim().is_empty())
}

/// Whether the last lines of the pages are their numbers without any mark: they count on, from page to page.
fn edge_numbers(pages: &[&str]) -> bool {
    let last = |page: &&str| {
        let lines: Vec<&str> = page.lines().collect();
        edge_line(&lines).and_then(|at| page_number::of_edge(lines[at]))
    };
    let numbers: Vec<u32> = pages.iter().filter(|page| !page.trim().is_empty()).map_while(last).collect();
    let filled = pages.iter().filter(|page| !page.trim().is_empty()).count();
    filled >= 2 && numbers.len() == filled && numbers.windows(2).all(|pair| pair[0] + 1 == pair[1])
}

/// Headings by `#`, or the rule below the head of a table.
fn is_markdown(text: &str) -> bool {
    let is_heading = |line: &str| {
        let rest = line.trim_start_matches('#');
        let count = line.len() - rest.len();
        (1..=6).contains(&count) && !rest.trim().is_empty()
    };
    text.lines().map(str::trim).any(|line| is_heading(line) || is_rule(line))
}

/// The line under the head of a drawn table, which only divides: `|---|:-:|`.
pub(super) fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.contains('|') && line.contains("--") && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

/// A line without the marks of Markdown for headings, quotes, lists, and words that stand out.
fn without_marks(raw: &str) -> String {
    let mut text = raw.trim();
    text = text.trim_start_matches('>').trim_start();
    let heading = text.trim_start_matches('#');
    if heading.len() < text.len() {
        text = heading.trim_end_matches('#').trim();
    }
    for bullet in ["- ", "* ", "+ "] {
        text = text.strip_prefix(bullet).unwrap_or(text);
    }
    let text = text.replace("**", "").replace("__", "").replace("<br>", "").replace("<br/>", "");
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        // A mark that is meant as a character: `\#`.
        if c != '\\' || !characters.peek().is_some_and(char::is_ascii_punctuation) {
            out.push(c);
        }
    }
    // A line of dashes only divides.
    if out.len() >= 3 && out.chars().all(|c| matches!(c, '-' | '*' | '_')) {
        String::new()
    } else {
        out.trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        split(text).lines.into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn numbers_of_pages_leave_no_gap() {
        assert_eq!(texts("甲\n\n   - 1 -\n\n\u{C}乙\n— 2 —\n丙\n\n丁\n"), ["甲", "乙", "丙", "", "丁"]);
        assert_eq!(texts("甲\n1\n\u{C}乙\n2\n\u{C}"), ["甲", "乙"]);
        // Figures at the end of a text are none.
        assert_eq!(texts("甲\n1\n乙\n2\n"), ["甲", "1", "乙", "2"]);
    }

    #[test]
    fn marks_of_markdown_are_taken_off() {
        let text = "# 甲市2024年报告\n\n## 一、总体情况 ##\n**重点**：好。\n> 引文\n- 一是\n---\n\\# 号";
        let want = ["甲市2024年报告", "", "一、总体情况", "重点：好。", "引文", "一是", "", "# 号"];
        assert_eq!(texts(text), want);
        assert_eq!(texts("* 号和 **\n- 横"), ["* 号和 **", "- 横"]);
    }
}
