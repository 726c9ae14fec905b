//! The grid of a table: every printed cell of the form with its place and spans, derived from the two trees
//! in form.yaml.
//!
//! # How it works
//! A part of a table is a tree of columns and a tree of rows. Their leaves are the columns and rows that hold
//! figures; the nodes above them are the labels of groups.
//!
//! 1. The column tree becomes the head ([`head`]), one row for each level of the tree. A node is as wide as
//!    the leaves under it; a leaf above the lowest level reaches down to it.
//! 2. Every leaf of the row tree becomes a body row ([`body`]). A label stands in the label column of its
//!    level, in the first row of its group, and is as high as the leaves under it; the label of a leaf takes
//!    all label columns that are left. Behind the labels comes one figure for each leaf of the column tree.
//! 3. Rows get the number of the group that must not be cut by the end of a page.
//!
//! # Example
//! Two label columns (grid columns 0 and 1) and three figure columns (2 to 4):
//!
//! ```text
//! columns: 自然人, 法人 ─ 企业       rows: 新收, 不予公开 ─ 国家秘密
//!                      ─ 其他                            ─ 行政查询
//!
//!        0         1         2        3      4
//!     ┌───────────────────┬────────┬─────────────┐
//!   0 │ corner            │ 自然人 │    法人     │   corner: colspan 2, rowspan 2; 自然人: rowspan 2
//!     │                   │        ├──────┬──────┤   法人: colspan 2
//!   1 │                   │        │ 企业 │ 其他 │
//!     ├───────────────────┼────────┼──────┼──────┤
//!   2 │ 新收              │        │      │      │   a leaf on level 0: colspan 2
//!     ├─────────┬─────────┼────────┼──────┼──────┤
//!   3 │不予公开 │国家秘密 │        │      │      │   不予公开: rowspan 2, in row 3 only
//!     │         ├─────────┼────────┼──────┼──────┤
//!   4 │         │行政查询 │        │      │      │   rows 3 and 4 are one group
//!     └─────────┴─────────┴────────┴──────┴──────┘
//! ```

use super::spec::{NodeSpec, PartSpec, TableSpec};
use super::{FigureId, FormError};

/// What a cell is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CellKind {
    /// A band over the whole width with the fill of the blank form (第二十条第（一）项). A head cell.
    Band,
    /// The corner cell above the labels with the note on the sums. A head cell.
    Corner,
    /// The head of one or more columns, centred.
    ColumnHead,
    /// The label of one or more rows, left-aligned. A head cell (of its rows).
    RowHead,
    /// The vertical label of a group of groups (三、本年度办理结果) or of a group （三）不予公开: a row head
    /// over several rows, centred.
    GroupHead,
    /// A figure, centred.
    Figure,
    /// Text, left-aligned. No table of a form has it, but a table in prose may.
    Text,
}

/// A cell of the form: printed text or a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridCell {
    /// First grid column, from 0.
    pub column: usize,
    /// Grid columns covered.
    pub colspan: usize,
    /// Rows covered.
    pub rowspan: usize,
    /// What it is.
    pub kind: CellKind,
    /// The printed text, empty for a figure.
    pub label: String,
    /// The figure that is printed in it; none for printed text.
    pub figure: Option<FigureId>,
}

/// A row of the form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GridRow {
    /// The cells that start in it, from left to right. A cell that reaches down from a row above is not among
    /// them.
    pub cells: Vec<GridCell>,
    /// Number of its group. Rows with the same number follow each other and stay on one page if they can.
    pub group: usize,
}

/// A leaf of a tree with the nodes above it, from the outside in, the leaf last.
pub(super) type Branch<'a> = Vec<&'a NodeSpec>;

/// The leaves of a tree, each with its branch, in reading order.
pub(super) fn leaves(nodes: &[NodeSpec]) -> Vec<Branch<'_>> {
    fn walk<'a>(nodes: &'a [NodeSpec], above: &mut Branch<'a>, out: &mut Vec<Branch<'a>>) {
        for node in nodes {
            above.push(node);
            if node.children.is_empty() {
                out.push(above.clone());
            } else {
                walk(&node.children, above, out);
            }
            above.pop();
        }
    }
    let mut out = Vec::new();
    walk(nodes, &mut Vec::new(), &mut out);
    out
}

/// The printed text of a node: its label, or its key where the two are the same and only the key is given.
pub(super) fn label(node: &NodeSpec) -> &str {
    node.label.as_deref().or(node.key.as_deref()).unwrap_or("")
}

/// How many grid columns each leaf of the column tree is wide. The parts of a table share one grid, so a part
/// with fewer leaves than the grid has figure columns shares these out evenly; the last leaf takes what does
/// not divide. Example: one leaf 本年处理决定数量 over three figure columns is three wide.
///
/// # Errors
/// [`FormError::Shape`] if there are no leaves, or more than figure columns.
fn leaf_spans(table: &TableSpec, part: &PartSpec) -> Result<Vec<usize>, FormError> {
    let figure_columns = table.widths.len().saturating_sub(table.label_columns);
    let count = leaves(&part.columns).len();
    if count == 0 || count > figure_columns {
        return Err(FormError::Shape(format!(
            "{count} columns do not fit the {figure_columns} figure columns of the grid"
        )));
    }
    let (share, rest) = (figure_columns / count, figure_columns % count);
    Ok((0..count).map(|i| if i + 1 == count { share + rest } else { share }).collect())
}

/// Builds all rows of a table, part by part, and counts the rows at its top that are its head: the rows that
/// are repeated on every page. `figure` gives the figure at (part, row leaf, column leaf), each counted from
/// 0.
///
/// # Errors
/// [`FormError::Shape`] if a tree does not fit the grid's columns.
pub(super) fn build(
    table: &TableSpec,
    mut figure: impl FnMut(usize, usize, usize) -> FigureId,
) -> Result<(Vec<GridRow>, usize), FormError> {
    let mut rows = Vec::new();
    let mut head_rows = 0;
    let mut group = 0;
    for (p, part) in table.parts.iter().enumerate() {
        let spans = leaf_spans(table, part)?;
        if let Some(band) = &part.band {
            let cell = text_cell(0, table.widths.len(), 1, CellKind::Band, band);
            rows.push(GridRow { cells: vec![cell], group });
        }
        let head = head(table, part, &spans, group);
        // Parts have heads of their own. Repeating that of the first part above rows of another would be
        // wrong, so a table of several parts repeats none.
        if table.parts.len() == 1 {
            head_rows = head.len();
        }
        rows.extend(head);
        // A band, its head and the rows below it are short and read as one: they make one group.
        let whole_part = part.band.is_some();
        body(table, part, &spans, whole_part, &mut group, |row, column| figure(p, row, column), &mut rows)?;
        group += 1;
    }
    Ok((rows, head_rows))
}

fn text_cell(column: usize, colspan: usize, rowspan: usize, kind: CellKind, label: &str) -> GridCell {
    GridCell { column, colspan, rowspan, kind, label: label.to_owned(), figure: None }
}

/// The head rows: the column tree, one row for each of its levels.
///
/// The tree is walked once, depth first. `column` is the grid column that the next leaf starts at. The span
/// of an inner node is known only when its leaves have been walked, so its cell is put in first, to keep the
/// cells of a row from left to right, and gets its span afterwards.
fn head(table: &TableSpec, part: &PartSpec, spans: &[usize], group: usize) -> Vec<GridRow> {
    fn depth(nodes: &[NodeSpec]) -> usize {
        nodes.iter().map(|n| 1 + depth(&n.children)).max().unwrap_or(0)
    }
    struct Walk<'a> {
        rows: Vec<GridRow>,
        spans: std::slice::Iter<'a, usize>,
        column: usize,
    }
    impl Walk<'_> {
        fn nodes(&mut self, nodes: &[NodeSpec], level: usize) {
            for node in nodes {
                let (start, place) = (self.column, self.rows[level].cells.len());
                self.rows[level].cells.push(text_cell(start, 1, 1, CellKind::ColumnHead, label(node)));
                let rowspan = if node.children.is_empty() {
                    self.column += self.spans.next().copied().unwrap_or(1);
                    self.rows.len() - level
                } else {
                    self.nodes(&node.children, level + 1);
                    1
                };
                let cell = &mut self.rows[level].cells[place];
                (cell.colspan, cell.rowspan) = (self.column - start, rowspan);
            }
        }
    }
    let levels = depth(&part.columns);
    let mut walk = Walk {
        rows: vec![GridRow { cells: Vec::new(), group }; levels],
        spans: spans.iter(),
        column: table.label_columns,
    };
    if let Some(corner) = &part.corner {
        // Over a head of one row the corner is the head of the label column (信息内容), else a note.
        let kind = if levels > 1 { CellKind::Corner } else { CellKind::ColumnHead };
        walk.rows[0].cells.push(text_cell(0, table.label_columns, levels, kind, corner));
    }
    walk.nodes(&part.columns, 0);
    walk.rows
}

/// The body rows: the labels of the row tree, each in the first row it covers, then the figures.
///
/// Two neighbouring branches share the nodes they have in common from the outside in. Their labels were
/// placed with the earlier branch and reach down to this row, so a row only places the labels after those.
/// Example: 三、本年度办理结果 ▸ 不予公开 ▸ 属于国家秘密 places three labels, and the branch after it, with
/// 属于行政查询事项 in the last place, only that one.
///
/// # Errors
/// [`FormError::Shape`] if a branch is longer than there are label columns.
fn body(
    table: &TableSpec,
    part: &PartSpec,
    spans: &[usize],
    whole_part: bool,
    group: &mut usize,
    mut figure: impl FnMut(usize, usize) -> FigureId,
    rows: &mut Vec<GridRow>,
) -> Result<(), FormError> {
    let branches = leaves(&part.rows);
    let mut previous: &[&NodeSpec] = &[];
    for (r, branch) in branches.iter().enumerate() {
        if branch.len() > table.label_columns.max(1) {
            return Err(FormError::Shape(format!(
                "the row {} lies deeper than there are label columns",
                label(branch[branch.len() - 1])
            )));
        }
        // Nodes are compared by identity: two groups may have the same label.
        let common = branch.iter().zip(previous).take_while(|(a, b)| std::ptr::eq(**a, **b)).count();
        // A page may end before any row but one that goes on with the keyed group of the row above, such as
        // the second row of （三）不予公开. Unkeyed groups do not count: 三、本年度办理结果 covers most of its
        // table, which could not be cut at all then.
        let inside_group = branch[..common].iter().any(|n| n.key.is_some());
        if !whole_part && !inside_group {
            *group += 1;
        }
        let mut row = GridRow { cells: Vec::new(), group: *group };
        if table.label_columns > 0 {
            for (level, node) in branch.iter().enumerate().skip(common) {
                let leaf = node.children.is_empty();
                let colspan = if leaf { table.label_columns - level } else { 1 };
                let rowspan = leaves(std::slice::from_ref(*node)).len();
                let kind = if leaf { CellKind::RowHead } else { CellKind::GroupHead };
                row.cells.push(text_cell(level, colspan, rowspan, kind, label(node)));
            }
        }
        let mut column = table.label_columns;
        for (c, span) in spans.iter().enumerate() {
            let (colspan, figure) = (*span, Some(figure(r, c)));
            row.cells.push(GridCell {
                column,
                colspan,
                rowspan: 1,
                kind: CellKind::Figure,
                label: String::new(),
                figure,
            });
            column += span;
        }
        rows.push(row);
        previous = branch;
    }
    Ok(())
}
