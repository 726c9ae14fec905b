//! Tables, planned before the engine sees them: every row gets its height, and a table that no page holds is
//! cut where its groups change, with the head and the labels that go on shown again.
//!
//! The engine could find the heights itself, at twice the time; and it leaves the rest of a label blank that
//! goes on over a page.

use serde::Serialize;

use crate::document::{Cell, CellKind, Table};
use crate::layout::{Layout, PT_PER_MM};

use super::measure::Widths;
use crate::layout::label_breaks as narrow;

/// Steps in which a figure's letters shrink until it fits its column, and the smallest size, in points.
const SHRINK_PT: f64 = 0.5;
const SMALLEST_PT: f64 = 6.5;
/// Space left and right of a figure, in points.
const FIGURE_PADDING_PT: f64 = 1.5;

/// A table for the template.
#[derive(Debug)]
pub(super) struct Plan {
    /// Size of the letters, where a cell has none of its own.
    pub size: f64,
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
    /// Size of the letters, if not that of the table.
    size: Option<f64>,
    /// `column` or `row` for a head cell.
    scope: Option<&'static str>,
    /// How deep the head cell stands under others.
    level: usize,
}

/// A cell's text as it will be set.
struct Fitted {
    lines: Vec<String>,
    size: f64,
    /// Height of the lines, without padding.
    height: f64,
}

struct Planner<'a> {
    table: &'a Table,
    layout: &'a Layout,
    widths: &'a Widths,
    columns: Vec<f64>,
    /// Size of the letters.
    size: f64,
    /// Above and below the text of a row.
    padding: f64,
    fitted: Vec<Vec<Fitted>>,
}

/// Plans a table. `set` makes a text settable with a break at least every so many ems.
pub(super) fn plan(
    table: &Table,
    layout: &Layout,
    widths: &Widths,
    after_heading: bool,
    set: impl Fn(&str, f64) -> String,
) -> Plan {
    let style = &layout.table;
    let total: f64 = table.columns.iter().map(|&c| f64::from(c)).sum();
    let width = layout.page.area_width_mm * PT_PER_MM;
    let columns: Vec<f64> = table.columns.iter().map(|&c| f64::from(c) / total * width).collect();
    let page = layout.page.area_height_mm * PT_PER_MM;
    let room = page - if after_heading { layout.pitch_pt() } else { 0.0 } - style.space_pt;

    // The first of these at which the table stands whole on a page; none does: cut it at the last but one.
    let mut planner = Planner {
        table,
        layout,
        widths,
        columns,
        size: style.size_pt,
        padding: style.row_padding_pt,
        fitted: Vec::new(),
    };
    for size in [style.large_size_pt, style.size_pt] {
        planner.size = size;
        planner.fitted =
            table.rows.iter().map(|row| row.cells.iter().map(|c| planner.fit(c, &set)).collect()).collect();
        if planner.heights().iter().sum::<f64>() <= room {
            break;
        }
    }
    let excess = planner.heights().iter().sum::<f64>() - room;
    #[expect(clippy::cast_precision_loss, reason = "a table has few rows")]
    let spare = 2.0 * (style.row_padding_pt - style.tight_row_padding_pt) * table.rows.len() as f64;
    if excess > 0.0 && excess <= spare {
        planner.padding -= (style.row_padding_pt - style.tight_row_padding_pt) * excess / spare;
        // What stretches rows is not padding alone, so this may come out a little high.
        if planner.heights().iter().sum::<f64>() > room {
            planner.padding = style.tight_row_padding_pt;
        }
    }
    let heights = planner.heights();
    let parts = planner.parts(&heights, room, page);
    let pieces = parts.into_iter().map(|part| planner.piece(part, &heights, page)).collect();
    Plan { size: planner.size, columns: planner.columns, pieces }
}

impl Planner<'_> {
    /// Chooses lines and size of a cell's text.
    fn fit(&self, cell: &Cell, set: impl Fn(&str, f64) -> String) -> Fitted {
        let style = &self.layout.table;
        let padding = if matches!(cell.kind, CellKind::RowHead | CellKind::Corner) {
            style.cell_padding_pt
        } else {
            FIGURE_PADDING_PT
        };
        let width: f64 =
            self.columns.iter().skip(cell.column).take(cell.colspan).sum::<f64>() - 2.0 * padding;
        let mut size = self.size;
        if cell.kind == CellKind::Figure {
            let whole = self.widths.text_em(&cell.text);
            let widest =
                if whole * SMALLEST_PT <= width { whole } else { self.widths.widest_part_em(&cell.text) };
            while widest * size > width && size - SHRINK_PT >= SMALLEST_PT {
                size -= SHRINK_PT;
            }
        }
        let max_em = (width / size).max(1.0);
        let text = set(&cell.text, max_em);
        let lines = match cell.kind {
            CellKind::GroupHead => narrow::group_label(&text, max_em),
            CellKind::ColumnHead => narrow::column_head(&text, max_em),
            _ => vec![text],
        };
        let count: usize = lines.iter().map(|l| self.widths.lines(l, max_em)).sum();
        #[expect(clippy::cast_precision_loss, reason = "a cell has few lines")]
        let height = count as f64 * style.line_pitch_pt * size / style.size_pt;
        Fitted { lines, size, height }
    }

    /// Heights of the rows: each as its highest cell; a cell over several rows stretches the last of them.
    fn heights(&self) -> Vec<f64> {
        let style = &self.layout.table;
        let line = style.line_pitch_pt * self.size / style.size_pt;
        let mut heights = vec![line + 2.0 * self.padding; self.table.rows.len()];
        let cells = |spanning: bool| {
            let rows = self.table.rows.iter().zip(&self.fitted).enumerate();
            rows.flat_map(move |(r, (row, fits))| {
                row.cells
                    .iter()
                    .zip(fits)
                    .map(move |(cell, fit)| (r, cell.rowspan, fit.height + 2.0 * self.padding))
            })
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
    fn piece(&self, part: std::ops::Range<usize>, heights: &[f64], page: f64) -> Piece {
        let head = 0..self.table.head_rows.min(heights.len());
        let levels = self.head_levels();
        let mut cells = Vec::new();
        for shown in [head.clone(), part.clone()] {
            let mut here = Vec::new();
            for (r, (row, fits)) in self.table.rows.iter().zip(&self.fitted).enumerate() {
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
        let size = (fit.size < self.size).then_some(fit.size);
        Placed { colspan: cell.colspan, rowspan, kind, lines: fit.lines.clone(), size, scope, level }
    }

    /// How many rows of heads stand directly above each row, itself included: a head stands under the heads
    /// above it.
    fn head_levels(&self) -> Vec<usize> {
        let mut level = 0;
        self.table
            .rows
            .iter()
            .map(|row| {
                let head = row
                    .cells
                    .iter()
                    .all(|c| matches!(c.kind, CellKind::Band | CellKind::Corner | CellKind::ColumnHead));
                level = if head { level + 1 } else { 0 };
                level
            })
            .collect()
    }
}
