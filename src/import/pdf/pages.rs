//! Pages to one text: without page numbers and running heads, with tables that go on over a page as one.
//!
//! **Page numbers** are lines at the foot or the head of a page that say nothing but a number (`- 1 -`, `第 1
//! 页 共 6 页`). **Running heads** are lines in the outer eighth of the page that stand there, but for their
//! digits, on several pages.

use super::grid::PageTable;
use super::joined::Table;
use super::lines::Line;
use crate::diagnostic::PageBox;
use kurbo::Rect;

/// The share of a page's height, at its head and at its foot, in which running heads and page numbers stand.
const MARGIN: f64 = 0.125;
/// How far from the edge of a page its number may stand if nothing else stands further out, in points: on a
/// page that lies on its side, or is smaller, the margins of 公文 are more than an eighth.
const NUMBER_MARGIN: f64 = 105.0;
/// The longest page number, in characters.
const MAX_PAGE_NUMBER: usize = 24;

/// A page with its text and its tables apart.
#[derive(Debug)]
pub(super) struct PageBody {
    pub height: f64,
    pub lines: Vec<Line>,
    pub tables: Vec<PageTable>,
}

/// A part of the text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    /// A line and the number of its page.
    Line(usize, Line),
    Table(Table),
}

/// The whole text, and the running heads that were taken out of it, each once.
pub(super) fn parts(mut pages: Vec<PageBody>) -> (Vec<Part>, Vec<String>) {
    let heads = without_running_heads(&mut pages);
    let mut parts: Vec<Part> = Vec::new();
    for (number, page) in pages.into_iter().enumerate() {
        let line = |line: Line| (line.y, Part::Line(number, line));
        let table = |table: PageTable| (table.top(), Part::Table(located(table, number)));
        let mut own: Vec<(f64, Part)> = page.lines.into_iter().map(line).collect();
        own.extend(page.tables.into_iter().map(table));
        own.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut own = own.into_iter().map(|(_, part)| part).peekable();
        // Only the first thing of a page can go on from the one before.
        if let (Some(Part::Table(above)), Some(Part::Table(below))) = (parts.last_mut(), own.peek())
            && above.goes_on_in(below)
            && let Some(Part::Table(below)) = own.next()
        {
            above.append(below);
        }
        parts.extend(own);
    }
    (parts, heads)
}

/// A table of a page, each of its cells with the box that it has there.
fn located(table: PageTable, page: usize) -> Table {
    let rows = table.rows();
    let PageTable { xs, ys, mut cells } = table;
    for cell in &mut cells {
        let side = |sides: &[f64], at: usize| sides[at.min(sides.len() - 1)];
        let right = side(&xs, cell.column + cell.colspan);
        let bottom = side(&ys, cell.row + cell.rowspan);
        cell.area = page_box(page, Rect::new(side(&xs, cell.column), side(&ys, cell.row), right, bottom));
    }
    Table { xs, rows, cells }
}

/// A box on a page, which is counted from 0 here.
pub(super) fn page_box(page: usize, area: Rect) -> PageBox {
    // What is outside of the page is at its edge.
    let thousandths = |points: f64| (points * 1000.0).round().clamp(0.0, f64::from(u32::MAX)) as u32;
    PageBox {
        page: u32::try_from(page + 1).unwrap_or(u32::MAX),
        left: thousandths(area.x0),
        top: thousandths(area.y0),
        width: thousandths(area.width()),
        height: thousandths(area.height()),
    }
}

/// Takes page numbers and running heads out of the pages.
fn without_running_heads(pages: &mut [PageBody]) -> Vec<String> {
    let in_margin = |page: &PageBody, line: &Line| {
        line.y < MARGIN * page.height || line.y - line.size > (1.0 - MARGIN) * page.height
    };
    let is_outermost = |page: &PageBody, line: &Line| {
        let foot = page.lines.iter().all(|other| other.y <= line.y) && line.y > page.height - NUMBER_MARGIN;
        let head = page.lines.iter().all(|other| other.y >= line.y) && line.y < NUMBER_MARGIN;
        foot || head
    };
    let key = |line: &Line| (digitless(&line.text), (line.y / 4.0).round() as i64);
    let mut counts: std::collections::BTreeMap<(String, i64), usize> = std::collections::BTreeMap::new();
    for page in pages.iter() {
        let mut own: Vec<(String, i64)> =
            page.lines.iter().filter(|line| in_margin(page, line)).map(key).collect();
        own.sort();
        own.dedup();
        for key in own {
            *counts.entry(key).or_default() += 1;
        }
    }
    // A line that is on two pages of three is one; on a few pages of many it is chance.
    let least = (pages.len() / 3).max(2);
    let repeated = |line: &Line| {
        let (text, y) = key(line);
        // Rounding may part two places that are one.
        let near = (y - 1..=y + 1).filter_map(|y| counts.get(&(text.clone(), y))).sum::<usize>();
        near >= least
    };
    let mut heads: Vec<String> = Vec::new();
    for page in pages.iter_mut() {
        let numbers: Vec<bool> =
            page.lines.iter().map(|line| is_page_number(&line.text) && is_outermost(page, line)).collect();
        let mut numbers = numbers.into_iter();
        page.lines.retain(|_| !numbers.next().unwrap_or_default());
        let lines = std::mem::take(&mut page.lines);
        for line in lines {
            if !in_margin(page, &line) {
                page.lines.push(line);
            } else if is_page_number(&line.text) {
            } else if repeated(&line) {
                let seen = heads.iter().any(|head| digitless(head) == digitless(&line.text));
                if !seen {
                    heads.push(line.text);
                }
            } else {
                page.lines.push(line);
            }
        }
    }
    heads
}

/// A text with each number as one sign: `1/10` and `10/10` are the same foot.
fn digitless(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        match c.is_ascii_digit() {
            true if out.ends_with('0') => {}
            true => out.push('0'),
            false => out.push(c),
        }
    }
    out
}

/// Whether a line says nothing but the number of its page: `- 1 -`, `—1—`, `第 1 页 共 6 页`, `1/6`.
pub(super) fn is_page_number(text: &str) -> bool {
    let rest: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '－' | '—' | '–' | '―' | '─' | '·' | '.'))
        .map(crate::text::half_width_digit)
        .collect();
    let rest = rest.replace(['第', '页', '共', '，', ',', '/'], "");
    text.chars().count() <= MAX_PAGE_NUMBER
        && (1..=8).contains(&rest.len())
        && rest.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_are_no_text() {
        for text in ["- 1 -", "—12—", "第 1 页 共 6 页", "第1页", "1/6", "３", "- 3 - "] {
            assert!(is_page_number(text), "{text}");
        }
        for text in ["2024年", "1.属于国家秘密", "", "——", "一、总体情况", "2024年1月1日"]
        {
            assert!(!is_page_number(text), "{text}");
        }
    }
}
