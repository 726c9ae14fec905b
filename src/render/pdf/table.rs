//! Tables for the template: the [plan](TablePlan) of a table as pieces of which each stands on one page.
//!
//! The engine could break tables itself, but it does not show the label of a group again where the group goes
//! on over a page, and it would cut where the plan does not. So each piece is a table of its own to it: the
//! head rows, then the body rows of the page, with every cell that reaches into them.
//!
//! Example: a table with the head rows 0–2 is planned as two parts, body rows 3–14 and 15–27. The label
//! 三、本年度办理结果 covers rows 5–26, so it stands in both pieces: ten rows high (5–14) in the first and
//! twelve (15–26) in the second.
//!
//! ```text
//! piece 1                    piece 2
//! rows 0–2   head            rows 0–2    head again
//! rows 3–4   一、 二、       rows 15–26  三、 (rowspan 12) …
//! rows 5–14  三、 (rowspan 10) …         row 27      四、
//! ```

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;

use crate::document::{Cell, CellKind, Table};
use crate::layout::table_plan::{Alignment, CellPlan, TablePart, TablePlan};

use super::places::PieceSpot;

/// A table for the template. All lengths are in points.
#[derive(Debug, Serialize)]
pub(super) struct TableData {
    title: String,
    /// Size of the letters, where a cell has none of its own.
    size: f64,
    /// Widths in points.
    columns: Vec<f64>,
    pieces: Vec<Piece>,
}

/// A part of a table that stays whole on its page.
#[derive(Debug, Serialize)]
struct Piece {
    /// Heights in points.
    rows: Vec<f64>,
    cells: Vec<PieceCell>,
    /// Whether even a page of its own is too short, so that it has to be split.
    splittable: bool,
}

#[derive(Debug, Clone, Serialize)]
struct PieceCell {
    colspan: usize,
    rowspan: usize,
    /// `band`, `head`, `corner`, `label`, `group`, `figure` or `text`.
    kind: &'static str,
    /// `left` or `center`.
    align: &'static str,
    lines: Vec<String>,
    /// Size of the letters, if not that of the table.
    size: Option<f64>,
    /// `column` or `row` for a head cell.
    scope: Option<&'static str>,
    /// How many head cells lead to it, itself included, from 1; 0 for a figure. Readers of tagged PDF find by
    /// it which heads belong to a cell.
    level: usize,
}

impl TableData {
    /// What the template needs to know of a table and its plan.
    pub fn new(table: &Table, plan: &TablePlan) -> Self {
        let levels = head_levels(table);
        let pieces = plan.parts.iter().map(|part| piece(table, plan, part, &levels)).collect();
        Self { title: table.title.clone(), size: plan.size_pt, columns: plan.columns_pt.clone(), pieces }
    }
}

/// The pieces of a table as they can be found again on the finished pages.
pub(super) fn spots(table: &Table, plan: &TablePlan) -> Vec<PieceSpot> {
    let head = 0..table.head_rows.min(table.rows.len());
    let spot = |part: &TablePart| {
        let mut figures = BTreeMap::new();
        // Row of the piece where the rows shown begin.
        let mut above = 0;
        for shown in [&head, &part.rows] {
            for (at, row) in table.rows.iter().enumerate().take(shown.end) {
                for cell in &row.cells {
                    let (start, end) = (at.max(shown.start), (at + cell.rowspan).min(shown.end));
                    if let Some(path) = cell.path.as_ref().filter(|_| start < end) {
                        let place = (cell.column, above + start - shown.start);
                        figures.insert(place, (cell.colspan, end - start, path.clone()));
                    }
                }
            }
            above += shown.len();
        }
        let rows = head.clone().chain(part.rows.clone()).map(|row| plan.heights_pt[row]).collect();
        PieceSpot { columns: plan.columns_pt.clone(), rows, figures }
    };
    plan.parts.iter().map(spot).collect()
}

/// The piece of one part: the head rows and its body rows, with every cell that reaches into them.
fn piece(table: &Table, plan: &TablePlan, part: &TablePart, levels: &[usize]) -> Piece {
    let head = 0..table.head_rows.min(table.rows.len());
    let mut cells = Vec::new();
    for shown in [&head, &part.rows] {
        cells.extend(cells_of(table, plan, shown, levels));
    }
    let rows = head.chain(part.rows.clone()).map(|row| plan.heights_pt[row]).collect();
    Piece { rows, cells, splittable: part.splittable }
}

/// The cells that reach into the rows `shown`, in reading order. A cell that begins above them or ends below
/// is as high as what it has of these rows.
fn cells_of(table: &Table, plan: &TablePlan, shown: &Range<usize>, levels: &[usize]) -> Vec<PieceCell> {
    let mut found = Vec::new();
    for (at, (row, plans)) in table.rows.iter().zip(&plan.cells).enumerate() {
        for (cell, plan) in row.cells.iter().zip(plans) {
            let (start, end) = (at.max(shown.start), (at + cell.rowspan).min(shown.end));
            if start < end {
                found.push((start, cell.column, piece_cell(cell, plan, end - start, levels[at])));
            }
        }
    }
    // A cell that begins above stands in the first row of the piece, among the cells that begin there.
    found.sort_by_key(|&(row, column, _)| (row, column));
    found.into_iter().map(|(.., cell)| cell).collect()
}

/// A cell for the template, so many rows high.
fn piece_cell(cell: &Cell, plan: &CellPlan, rowspan: usize, head_level: usize) -> PieceCell {
    let (kind, scope, level) = match cell.kind {
        CellKind::Band => ("band", Some("column"), head_level),
        CellKind::Corner => ("corner", Some("column"), head_level),
        CellKind::ColumnHead => ("head", Some("column"), head_level),
        CellKind::RowHead => ("label", Some("row"), cell.column + 1),
        CellKind::GroupHead => ("group", Some("row"), cell.column + 1),
        CellKind::Figure => ("figure", None, 0),
        CellKind::Text => ("text", None, 0),
    };
    let align = match Alignment::of(cell.kind) {
        Alignment::Left => "left",
        Alignment::Center => "center",
    };
    let (lines, size) = (plan.lines.clone(), plan.smaller_size_pt);
    PieceCell { colspan: cell.colspan, rowspan, kind, align, lines, size, scope, level }
}

/// For each row, how many rows of nothing but heads end with it; 0 for a row with figures. It is the level of
/// the heads in it: below a band (level 1) the column heads have level 2.
fn head_levels(table: &Table) -> Vec<usize> {
    let mut level = 0;
    let is_head = |kind| matches!(kind, CellKind::Band | CellKind::Corner | CellKind::ColumnHead);
    table
        .rows
        .iter()
        .map(|row| {
            level = if row.cells.iter().all(|cell| is_head(cell.kind)) { level + 1 } else { 0 };
            level
        })
        .collect()
}
