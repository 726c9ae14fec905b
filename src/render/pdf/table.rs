//! Tables, planned before the engine sees them: every row gets its height, and a table that no page holds is cut where its groups
//! change, with the head and the labels that go on shown again.
//!
//! The engine could find the heights itself, at twice the time; and it leaves the rest of a label blank that goes on over a page.

use serde::Serialize;

use crate::document::{Cell, CellKind, Table};
use crate::render::layout::{Layout, PT_PER_MM};

use super::measure::Widths;

/// Steps in which a figure's letters shrink until it fits its column, and the smallest size, in points.
const SHRINK_PT: f64 = 0.5;
const SMALLEST_PT: f64 = 6.5;
/// Space left and right of a figure, in points.
const FIGURE_PADDING_PT: f64 = 1.5;

/// A table for the template.
#[derive(Debug)]
pub(super) struct Plan {
    /// Widths in points.
    pub columns: Vec<f64>,
    pub pieces: Vec<Piece>,
}

/// A part of a table that stays whole on its page.
#[derive(Debug, Serialize)]
pub(super) struct Piece {
    /// Heights in points.
    rows: Vec<f64>,
    cells: Vec<Placed>,
    /// Whether even a page of its own is too short, so that it has to be torn.
    torn: bool,
}

#[derive(Debug, Clone, Serialize)]
struct Placed {
    colspan: usize,
    rowspan: usize,
    /// `band`, `head`, `corner`, `label`, `group` or `figure`.
    kind: &'static str,
    lines: Vec<String>,
    size: f64,
    /// `column` or `row` for a head cell.
    scope: Option<&'static str>,
    /// How deep the head cell stands under others.
    level: usize,
}

/// A cell's text as it will be set.
struct Fitted {
    lines: Vec<String>,
    size: f64,
    height: f64,
}

struct Planner<'a> {
    table: &'a Table,
    layout: &'a Layout,
    widths: &'a Widths,
    columns: Vec<f64>,
}

/// Plans a table. `set` makes a text settable with a break at least every so many ems.
pub(super) fn plan(
    table: &Table,
    layout: &Layout,
    widths: &Widths,
    after_heading: bool,
    set: impl Fn(&str, f64) -> String,
) -> Plan {
    let total: f64 = table.columns.iter().map(|&c| f64::from(c)).sum();
    let width = layout.page.area_width_mm * PT_PER_MM;
    let columns: Vec<f64> = table.columns.iter().map(|&c| f64::from(c) / total * width).collect();
    let planner = Planner { table, layout, widths, columns };
    let fitted: Vec<Vec<Fitted>> =
        table.rows.iter().map(|row| row.cells.iter().map(|cell| planner.fit(cell, &set)).collect()).collect();
    let heights = planner.heights(&fitted);
    let heading = if after_heading { layout.pitch_pt() } else { 0.0 };
    let page = layout.page.area_height_mm * PT_PER_MM;
    let parts = planner.parts(&heights, page - heading - layout.table.space_pt, page);
    let pieces = parts.into_iter().map(|part| planner.piece(part, &fitted, &heights, page)).collect();
    Plan { columns: planner.columns, pieces }
}

impl Planner<'_> {
    /// Chooses lines and size of a cell's text.
    fn fit(&self, cell: &Cell, set: impl Fn(&str, f64) -> String) -> Fitted {
        let style = &self.layout.table;
        let padding = if cell.kind == CellKind::Figure { FIGURE_PADDING_PT } else { style.cell_padding_pt };
        let width: f64 = self.columns.iter().skip(cell.column).take(cell.colspan).sum::<f64>() - 2.0 * padding;
        let mut size = style.size_pt;
        if cell.kind == CellKind::Figure {
            let whole = self.widths.text_em(&cell.text);
            let widest = if whole * SMALLEST_PT <= width { whole } else { self.widths.widest_part_em(&cell.text) };
            while widest * size > width && size - SHRINK_PT >= SMALLEST_PT {
                size -= SHRINK_PT;
            }
        }
        let max_em = (width / size).max(1.0);
        let text = set(&cell.text, max_em);
        let lines = if cell.kind == CellKind::GroupHead { group_label(&text, max_em) } else { vec![text] };
        let count: usize = lines.iter().map(|l| self.widths.lines(l, max_em)).sum();
        let pitch = style.line_pitch_pt * size / style.size_pt;
        #[expect(clippy::cast_precision_loss, reason = "a cell has few lines")]
        let height = count as f64 * pitch + 2.0 * style.row_padding_pt;
        Fitted { lines, size, height }
    }

    /// Heights of the rows: each as its highest cell; a cell over several rows stretches the last of them.
    fn heights(&self, fitted: &[Vec<Fitted>]) -> Vec<f64> {
        let style = &self.layout.table;
        let mut heights = vec![style.line_pitch_pt + 2.0 * style.row_padding_pt; self.table.rows.len()];
        let cells = |spanning: bool| {
            let rows = self.table.rows.iter().zip(fitted).enumerate();
            rows.flat_map(|(r, (row, fits))| row.cells.iter().zip(fits).map(move |(cell, fit)| (r, cell.rowspan, fit.height)))
                .filter(move |&(_, rowspan, _)| (rowspan > 1) == spanning)
        };
        for (row, _, height) in cells(false) {
            heights[row] = heights[row].max(height);
        }
        for (row, rowspan, height) in cells(true) {
            let end = (row + rowspan).min(heights.len());
            let have: f64 = heights[row..end].iter().sum();
            if height > have {
                heights[end - 1] += height - have;
            }
        }
        heights
    }

    /// Which body rows stand together: all of them if a page holds them, else as many groups as it holds.
    fn parts(&self, heights: &[f64], first_page: f64, page: f64) -> Vec<std::ops::Range<usize>> {
        let head = self.table.head_rows.min(heights.len());
        let head_height: f64 = heights[..head].iter().sum();
        let mut parts = Vec::new();
        let (mut start, mut used) = (head, head_height);
        for group in self.groups() {
            let height: f64 = heights[group.clone()].iter().sum();
            let room = if parts.is_empty() { first_page } else { page };
            if used + height > room && group.start > start {
                parts.push(start..group.start);
                (start, used) = (group.start, head_height);
            }
            // A group that no page holds has to be cut after all, between its rows.
            for row in group {
                let room = if parts.is_empty() { first_page } else { page };
                if used + heights[row] > room && row > start {
                    parts.push(start..row);
                    (start, used) = (row, head_height);
                }
                used += heights[row];
            }
        }
        parts.push(start..heights.len());
        parts
    }

    /// The body rows, group by group.
    fn groups(&self) -> Vec<std::ops::Range<usize>> {
        let mut groups: Vec<std::ops::Range<usize>> = Vec::new();
        for (i, row) in self.table.rows.iter().enumerate().skip(self.table.head_rows) {
            match groups.last_mut() {
                Some(last) if self.table.rows[last.start].group == row.group => last.end = i + 1,
                _ => groups.push(i..i + 1),
            }
        }
        groups
    }

    /// The head and some body rows, with every cell that reaches into them.
    fn piece(&self, part: std::ops::Range<usize>, fitted: &[Vec<Fitted>], heights: &[f64], page: f64) -> Piece {
        let head = 0..self.table.head_rows.min(heights.len());
        let levels = self.head_levels();
        let mut cells = Vec::new();
        for shown in [head.clone(), part.clone()] {
            let mut here = Vec::new();
            for (r, (row, fits)) in self.table.rows.iter().zip(fitted).enumerate() {
                for (cell, fit) in row.cells.iter().zip(fits) {
                    let (start, end) = (r.max(shown.start), (r + cell.rowspan).min(shown.end));
                    if start < end {
                        here.push((start, cell.column, self.place(cell, fit, end - start, levels[r])));
                    }
                }
            }
            here.sort_by_key(|&(row, column, _)| (row, column));
            cells.extend(here.into_iter().map(|(.., placed)| placed));
        }
        let rows: Vec<f64> = head.chain(part).map(|r| heights[r]).collect();
        let torn = rows.iter().sum::<f64>() > page;
        Piece { rows, cells, torn }
    }

    fn place(&self, cell: &Cell, fit: &Fitted, rowspan: usize, head_level: usize) -> Placed {
        let (kind, scope, level) = match cell.kind {
            CellKind::Band => ("band", Some("column"), head_level),
            CellKind::Corner => ("corner", Some("column"), head_level),
            CellKind::ColumnHead => ("head", Some("column"), head_level),
            CellKind::RowHead => ("label", Some("row"), cell.column + 1),
            CellKind::GroupHead => ("group", Some("row"), cell.column + 1),
            CellKind::Figure => ("figure", None, 0),
        };
        Placed { colspan: cell.colspan, rowspan, kind, lines: fit.lines.clone(), size: fit.size, scope, level }
    }

    /// How many rows of heads stand directly above each row, itself included: a head stands under the heads above it.
    fn head_levels(&self) -> Vec<usize> {
        let mut level = 0;
        self.table
            .rows
            .iter()
            .map(|row| {
                let head = row.cells.iter().all(|c| matches!(c.kind, CellKind::Band | CellKind::Corner | CellKind::ColumnHead));
                level = if head { level + 1 } else { 0 };
                level
            })
            .collect()
    }
}

/// Breaks the narrow label of a group after its number, the rest into lines of nearly the same length: 三、/本年度/办理/结果.
fn group_label(text: &str, max_em: f64) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few ems")]
    let per_line = (max_em + 1e-6) as usize;
    if chars.len() <= per_line || !chars.iter().all(|c| !c.is_ascii() && *c != '\u{200B}') {
        return vec![text.to_owned()];
    }
    let number = chars.iter().take(5).position(|&c| c == '、' || c == '）').map_or(0, |i| i + 1);
    if number > per_line {
        return vec![text.to_owned()];
    }
    let (number, rest) = chars.split_at(number);
    let count = rest.len().div_ceil(per_line).max(1);
    let (short, longer) = (rest.len() / count, rest.len() % count);
    let mut lines: Vec<String> = if number.is_empty() { Vec::new() } else { vec![number.iter().collect()] };
    let mut rest = rest;
    for i in 0..count {
        let (line, tail) = rest.split_at(short + usize::from(i < longer));
        lines.push(line.iter().collect());
        rest = tail;
    }
    lines.retain(|l| !l.is_empty());
    lines
}
