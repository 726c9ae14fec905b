//! Tables that go on over a page, as one.
//!
//! **A table that goes on** is the last thing on its page, and the next page begins with one as wide. Of its
//! second part the repeated head rows are dropped, and what the page cut in two is put together:
//!
//! ```text
//! page 4 │ 三、 │（四）无 │ 1.本机关不掌握 │ 746 │       the last row
//! page 5 │     │ 法提供  │ 2.没有现成信息 │  11 │       the first row
//!        │     │        │ 3.补正后       │   1 │
//!
//!        │ 三、 │（四）无 │ 1.本机关不掌握 │ 746 │       the labels of groups go on: those of page 5 are
//!        │     │ 法提供  │ 2.没有现成信息 │  11 │       empty or have no number of their own
//!        │     │        │ 3.补正后       │   1 │
//! ```
//!
//! The row itself was cut if at most one of its parts has figures and the label of the second has no number
//! of its own (`5.要求行政机关确认或重新出具` + `已获取信息`).

use super::grid::{Cell, distinct};
use super::lines::{self, Spaced};
use crate::text::is_ordinal_numeral;

/// By how much the sides of a table may differ from page to page, in points.
const SAME_WIDTH: f64 = 6.0;

/// A table of the whole text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Table {
    pub xs: Vec<f64>,
    pub rows: usize,
    pub cells: Vec<Cell>,
}

impl Table {
    fn width(&self) -> f64 {
        self.xs[self.xs.len() - 1] - self.xs[0]
    }

    /// Whether the first table of the next page may be the rest of this one.
    pub fn goes_on_in(&self, below: &Table) -> bool {
        // Margins of odd and even pages may differ.
        (self.width() - below.width()).abs() <= SAME_WIDTH
    }

    /// Puts the rest of the table below it.
    pub fn append(&mut self, mut below: Table) {
        let shift = self.xs[0] - below.xs[0];
        let theirs: Vec<f64> = below.xs.iter().map(|x| x + shift).collect();
        let xs = distinct(self.xs.iter().chain(&theirs).copied().collect());
        let nearest = |x: f64| {
            let far = |i: &usize| (xs[*i] - x).abs();
            (0..xs.len()).min_by(|a, b| far(a).total_cmp(&far(b))).unwrap_or_default()
        };
        self.move_to(&self.xs.iter().map(|x| nearest(*x)).collect::<Vec<_>>());
        below.move_to(&theirs.iter().map(|x| nearest(*x)).collect::<Vec<_>>());
        self.xs = xs;
        below.drop_rows(self.repeated_rows(&below));
        if below.rows == 0 {
            return;
        }
        let is_split = self.is_row_split(&below);
        self.join_labels(&mut below, is_split);
        let shift = self.rows - usize::from(is_split);
        self.rows = shift + below.rows;
        self.cells.extend(below.cells.into_iter().map(|cell| Cell { row: cell.row + shift, ..cell }));
        self.cells.sort_by_key(|cell| (cell.row, cell.column));
    }

    /// Gives the columns' sides other numbers.
    fn move_to(&mut self, places: &[usize]) {
        for cell in &mut self.cells {
            let (start, end) = (places[cell.column], places[cell.column + cell.colspan]);
            (cell.column, cell.colspan) = (start, end.saturating_sub(start).max(1));
        }
    }

    fn row(&self, row: usize) -> Vec<&Cell> {
        self.cells.iter().filter(|cell| cell.row == row).collect()
    }

    /// How many rows a part of the table begins with that are the head of the whole.
    fn repeated_rows(&self, below: &Table) -> usize {
        let same = |row: &usize| {
            let (a, b) = (self.row(*row), below.row(*row));
            let alike = |(a, b): (&&Cell, &&Cell)| {
                (a.column, a.colspan) == (b.column, b.colspan) && a.text == b.text && !is_figure(&a.text)
            };
            let says = a.iter().any(|cell| !cell.text.is_empty());
            says && a.len() == b.len() && a.iter().zip(&b).all(alike)
        };
        (0..below.rows.min(self.rows)).take_while(same).count()
    }

    fn drop_rows(&mut self, count: usize) {
        self.cells.retain(|cell| cell.row >= count);
        self.cells.iter_mut().for_each(|cell| cell.row -= count);
        self.rows -= count;
    }

    /// Each cell at the foot of this part with the one at the head of the next that is as wide, by numbers.
    fn pairs(&self, below: &Table) -> Vec<(usize, usize)> {
        let foot = self.cells.iter().enumerate().filter(|(_, a)| a.row + a.rowspan == self.rows);
        let under = |(i, a): (usize, &Cell)| {
            let same = |b: &Cell| b.row == 0 && (b.column, b.colspan) == (a.column, a.colspan);
            below.cells.iter().position(same).map(|j| (i, j))
        };
        foot.filter_map(under).collect()
    }

    /// Whether the page cut the last row in two.
    fn is_row_split(&self, below: &Table) -> bool {
        let pairs: Vec<(&Cell, &Cell)> =
            self.pairs(below).into_iter().map(|(a, b)| (&self.cells[a], &below.cells[b])).collect();
        let own = |cell: &&Cell| cell.row + 1 == self.rows;
        let heads = below.row(0);
        let is_whole = self.cells.iter().filter(own).count() > 1
            && self.cells.iter().filter(own).all(|a| pairs.iter().any(|(x, _)| *x == a))
            && heads.iter().all(|b| pairs.iter().any(|(_, y)| y == b) && !is_numbered(&b.text));
        let rows: Vec<&(&Cell, &Cell)> = pairs.iter().filter(|(a, b)| own(a) && b.rowspan == 1).collect();
        let figures = |of: fn(&(&Cell, &Cell)) -> bool| rows.iter().any(|pair| of(pair));
        let above = figures(|(a, _)| is_figure(&a.text));
        let under = figures(|(_, b)| is_figure(&b.text));
        let clash = |(a, b): &&(&Cell, &Cell)| {
            (is_figure(&a.text) && !b.text.is_empty()) || (is_figure(&b.text) && !a.text.is_empty())
        };
        if !is_whole || rows.is_empty() || (above && under) || rows.iter().any(clash) {
            return false;
        }
        let label = rows.iter().rev().find(|(a, _)| !a.text.is_empty() && !is_figure(&a.text));
        label.is_some_and(|(a, b)| match b.text.is_empty() {
            // Its figures are on the next page, or nothing is.
            true => !above,
            false => a.is_full && !is_numbered(&b.text),
        })
    }

    /// Lets the labels of groups go on over the page, and all of a row that was cut in two.
    fn join_labels(&mut self, below: &mut Table, is_split: bool) {
        let last_row = self.rows - 1;
        let labels =
            below.row(0).iter().filter(|b| !is_figure(&b.text) && !b.text.is_empty()).map(|b| b.column).max();
        let mut joined = Vec::new();
        for (i, j) in self.pairs(below) {
            let (a, b) = (&mut self.cells[i], &below.cells[j]);
            let is_group = labels.is_some_and(|last| b.column < last);
            let is_row = a.row == last_row && b.rowspan == 1 && a.rowspan == 1;
            let goes_on = match b.text.is_empty() {
                true => !a.text.is_empty(),
                false => a.text == b.text || (is_numbered(&a.text) && !is_numbered(&b.text)),
            };
            let joins = is_split || (is_group && goes_on && !is_figure(&a.text) && !is_figure(&b.text));
            if !joins || (is_row && !is_split && !is_group) {
                continue;
            }
            if a.text != b.text {
                lines::append(&mut a.text, false, Spaced::No, &b.text);
            }
            a.is_full = b.is_full;
            a.rowspan += b.rowspan - usize::from(is_split);
            joined.push(j);
        }
        let mut number = 0;
        below.cells.retain(|_| {
            number += 1;
            !joined.contains(&(number - 1))
        });
    }
}

/// Whether a text is a figure and nothing else.
pub(super) fn is_figure(text: &str) -> bool {
    let text = text.trim();
    let digits = |c: char| crate::text::half_width_digit(c).is_ascii_digit();
    text.chars().any(digits)
        && text.chars().all(|c| digits(c) || matches!(c, '.' | ',' | '-' | '－' | '−' | ' '))
}

/// Whether a text begins with a number of its own: `一、`, `（三）`, `5.`, `(1)`.
pub(super) fn is_numbered(text: &str) -> bool {
    /// No number of a row or a paragraph has more.
    const MAX_NUMERALS: usize = 3;
    let text = text.trim_start();
    let numeral = |c: char| c.is_ascii_digit() || is_ordinal_numeral(c);
    let (opened, rest) = match text.strip_prefix(['（', '(']) {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let after = rest.trim_start_matches(numeral);
    let marks: &[char] = if opened { &['）', ')'] } else { &['、', '.', '．', '，'] };
    // 1.5 is no number of a row.
    let decimal =
        !opened && after.strip_prefix('.').is_some_and(|tail| tail.starts_with(|c: char| c.is_ascii_digit()));
    // 223001，电话 is none either.
    let numerals = rest.chars().take_while(|c| numeral(*c)).count();
    (1..=MAX_NUMERALS).contains(&numerals) && after.starts_with(marks) && !decimal
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::PageBox;

    fn cell(row: usize, column: usize, rowspan: usize, text: &str) -> Cell {
        Cell {
            row,
            column,
            rowspan,
            colspan: 1,
            text: text.to_owned(),
            is_full: true,
            area: PageBox::default(),
        }
    }

    fn table(columns: usize, rows: usize, cells: Vec<Cell>) -> Table {
        Table { xs: (0..=columns).map(|x| 100.0 * x as f64).collect(), rows, cells }
    }

    fn texts(table: &Table) -> Vec<(usize, usize, usize, &str)> {
        table.cells.iter().map(|c| (c.row, c.column, c.rowspan, c.text.as_str())).collect()
    }

    #[test]
    fn labels_of_groups_go_on_over_a_page() {
        let mut above = table(
            4,
            1,
            vec![
                cell(0, 0, 1, "三、"),
                cell(0, 1, 1, "（四）无"),
                cell(0, 2, 1, "1.本机关不掌握"),
                cell(0, 3, 1, "746"),
            ],
        );
        above.append(table(
            4,
            2,
            vec![
                cell(0, 0, 2, ""),
                cell(0, 1, 2, "法提供"),
                cell(0, 2, 1, "2.没有现成信息"),
                cell(0, 3, 1, "11"),
                cell(1, 2, 1, "3.补正后"),
                cell(1, 3, 1, "1"),
            ],
        ));
        assert_eq!(
            texts(&above),
            [
                (0, 0, 3, "三、"),
                (0, 1, 3, "（四）无法提供"),
                (0, 2, 1, "1.本机关不掌握"),
                (0, 3, 1, "746"),
                (1, 2, 1, "2.没有现成信息"),
                (1, 3, 1, "11"),
                (2, 2, 1, "3.补正后"),
                (2, 3, 1, "1"),
            ]
        );
    }

    #[test]
    fn a_row_that_was_cut_in_two_is_one() {
        let mut above = table(2, 1, vec![cell(0, 0, 1, "5.要求行政机关确认或重新出具"), cell(0, 1, 1, "")]);
        above.append(table(
            2,
            2,
            vec![
                cell(0, 0, 1, "已获取信息"),
                cell(0, 1, 1, "3"),
                cell(1, 0, 1, "（六）其他"),
                cell(1, 1, 1, "0"),
            ],
        ));
        assert_eq!(
            texts(&above),
            [
                (0, 0, 1, "5.要求行政机关确认或重新出具已获取信息"),
                (0, 1, 1, "3"),
                (1, 0, 1, "（六）其他"),
                (1, 1, 1, "0")
            ]
        );
    }

    #[test]
    fn rows_that_stand_on_either_side_stay_apart_and_heads_are_dropped() {
        let head = |row| vec![cell(row, 0, 1, "信息内容"), cell(row, 1, 1, "本年处理决定数量")];
        let mut above = table(2, 1, head(0));
        above.append(table(2, 1, vec![cell(0, 0, 1, "行政许可"), cell(0, 1, 1, "7")]));
        assert_eq!(above.rows, 2, "a head is no half of a row of figures");
        let mut again = head(0);
        again.extend([cell(1, 0, 1, "行政处罚"), cell(1, 1, 1, "9")]);
        above.append(table(2, 2, again));
        assert_eq!(above.rows, 3);
        assert_eq!(texts(&above)[4], (2, 0, 1, "行政处罚"));
    }

    #[test]
    fn numbers_of_labels_are_seen() {
        for text in ["一、本年新收", "（三）不予公开", "5.要求", "(1)重复", "十二、其他"]
        {
            assert!(is_numbered(text), "{text}");
        }
        for text in ["法提供", "已获取信息", "1.5", "一带一路", "223001，电话", ""] {
            assert!(!is_numbered(text), "{text}");
        }
    }
}
