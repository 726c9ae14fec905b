//! Which header cells belong to which cells, for readers who hear a table instead of seeing it.
//!
//! HTML has two ways to say so. A header cell may have a `scope`: the column or row below or beside it, or
//! the whole group of columns or rows (`colgroup`, `tbody`) that it stands in. Or each cell lists its header
//! cells by id (`headers`). Scopes are enough for a table with one head; a table of several parts with a head
//! each needs `headers`, as a scope reaches down through the heads that follow.
//!
//! Example of the second kind: below the band 第二十条第（五）项 stands the column head 本年处理决定数量. The figure
//! of the row 行政许可 lists that band, that column head and the label 行政许可 as its `headers`, and not
//! the bands and column heads further up.

use crate::document::{Cell, CellKind, Row, Table};

/// The first row of each `tbody`, by its number in the table. Head rows belong to the `thead`.
///
/// A body begins with the first row behind the head, with a band, with a group head in the first column, and
/// with the row behind such a group: so that each is a whole group of rows, which a `rowgroup` scope means.
pub(super) fn bodies(table: &Table) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut group_end = None;
    for (r, row) in table.rows.iter().enumerate().skip(table.head_rows) {
        let group = row.cells.iter().find(|c| c.kind == CellKind::GroupHead && c.column == 0);
        let band = row.cells.iter().any(|c| c.kind == CellKind::Band);
        if starts.is_empty() || band || group.is_some() || group_end == Some(r) {
            starts.push(r);
        }
        if let Some(group) = group {
            group_end = Some(r + group.rowspan);
        }
    }
    starts
}

/// Spans of the `colgroup` elements: the label columns, then the columns under each cell of the first head
/// row.
pub(super) fn column_groups(table: &Table) -> Vec<usize> {
    let labels = (table.label_columns > 0).then_some(table.label_columns);
    let first = if table.head_rows > 0 { table.rows.first() } else { None };
    let heads = first
        .into_iter()
        .flat_map(|row| &row.cells)
        .filter(|c| c.kind == CellKind::ColumnHead)
        .map(|c| c.colspan);
    let mut groups: Vec<usize> = labels.into_iter().chain(heads).collect();
    let covered: usize = groups.iter().sum();
    // A table without head rows, or with bands, has no one head to go by.
    if covered != table.columns.len() {
        groups = labels.into_iter().chain([table.columns.len() - labels.unwrap_or(0)]).collect();
    }
    groups.retain(|span| *span > 0);
    groups
}

/// The `scope` of a head cell; none for a figure.
///
/// `colgroup` and `rowgroup` mean the whole group of HTML, so they stand only where a `colgroup` or `tbody`
/// is just as wide or high; a head over a part of one has the scope `col` or `row`, which reaches as far as
/// its spans.
pub(super) fn scope(table: &Table, row: usize, cell: &Cell) -> Option<&'static str> {
    match cell.kind {
        CellKind::Figure | CellKind::Text => None,
        CellKind::Band => Some("rowgroup"),
        CellKind::ColumnHead if row == 0 && table.head_rows > 0 && cell.colspan > 1 => Some("colgroup"),
        // The corner is the column head of the labels below it.
        CellKind::ColumnHead | CellKind::Corner => Some("col"),
        CellKind::GroupHead if cell.column == 0 => Some("rowgroup"),
        CellKind::GroupHead | CellKind::RowHead => Some("row"),
    }
}

/// The id of a head cell, unique in the page: `依申请公开-3-1`. Only tables that [need them](needs_names)
/// have ids.
pub(super) fn id(table: &Table, row: usize, cell: &Cell) -> String {
    let section: String =
        table.section.as_str().chars().map(|c| if c.is_whitespace() { '-' } else { c }).collect();
    format!("{section}-{}-{}", row + 1, cell.column + 1)
}

/// Whether scopes are not enough to find the header cells of a cell: column heads follow one another in one
/// column, as below the bands of table two.
pub(super) fn needs_names(table: &Table) -> bool {
    table.rows.iter().skip(table.head_rows).any(|row| row.cells.iter().any(|c| c.kind == CellKind::Band))
}

/// The ids of the header cells of a cell: its band, the column heads above it since the band, and the row
/// heads beside it.
pub(super) fn headers(table: &Table, row: usize, cell: &Cell) -> Vec<String> {
    let from = table.rows[..=row]
        .iter()
        .rposition(|r| r.cells.iter().any(|c| c.kind == CellKind::Band))
        .unwrap_or(0);
    let above =
        |head: &Cell| head.column < cell.column + cell.colspan && cell.column < head.column + head.colspan;
    let beside = |at: usize, head: &Cell| (at..at + head.rowspan).contains(&row) && head.column < cell.column;
    let is_head = |at: usize, head: &Cell| match head.kind {
        CellKind::Band | CellKind::ColumnHead | CellKind::Corner => at < row && above(head),
        CellKind::RowHead | CellKind::GroupHead => beside(at, head),
        CellKind::Figure | CellKind::Text => false,
    };
    let rows: &[Row] = &table.rows[from..=row];
    let cells = rows.iter().enumerate().flat_map(|(i, r)| r.cells.iter().map(move |c| (from + i, c)));
    cells.filter(|&(at, head)| is_head(at, head)).map(|(at, head)| id(table, at, head)).collect()
}
