//! The grid of a table: every cell of the form with its place and spans, derived from the row tree and the
//! column tree.

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
    /// The figure that stands in it.
    pub figure: Option<FigureId>,
}

/// A row of the form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GridRow {
    /// The cells that start in it.
    pub cells: Vec<GridCell>,
    /// Rows of one group stay together.
    pub group: usize,
}

/// A leaf of a tree with the nodes above it, the leaf last.
pub(super) type Branch<'a> = Vec<&'a NodeSpec>;

/// The leaves of a tree in order.
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

pub(super) fn label(node: &NodeSpec) -> &str {
    node.label.as_deref().or(node.key.as_deref()).unwrap_or("")
}

/// Number of grid columns of each column leaf: the figure columns of the table shared out, the rest to the
/// last one.
fn leaf_spans(table: &TableSpec, part: &PartSpec) -> Result<Vec<usize>, FormError> {
    let figure_columns = table.widths.len().saturating_sub(table.label_columns);
    let count = leaves(&part.columns).len();
    if count == 0 || count > figure_columns {
        return Err(FormError::Shape(format!(
            "{count} columns do not fit the {figure_columns} figure columns of the grid"
        )));
    }
    // 信息内容 · 本年处理决定数量 (3): fewer leaves than grid columns happens only with one leaf, or with an
    // even share.
    let (share, rest) = (figure_columns / count, figure_columns % count);
    Ok((0..count).map(|i| if i + 1 == count { share + rest } else { share }).collect())
}

/// Builds all rows of a table. `figure` hands out the figure at (part, row leaf, column leaf).
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
        if table.parts.len() == 1 {
            head_rows = head.len();
        }
        rows.extend(head);
        let whole_part = part.band.is_some();
        body(table, part, &spans, whole_part, &mut group, |row, column| figure(p, row, column), &mut rows)?;
        group += 1;
    }
    Ok((rows, head_rows))
}

fn text_cell(column: usize, colspan: usize, rowspan: usize, kind: CellKind, label: &str) -> GridCell {
    GridCell { column, colspan, rowspan, kind, label: label.to_owned(), figure: None }
}

/// The head rows: the column tree level by level; a leaf above the last level reaches down to it.
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
        let kind = if levels > 1 { CellKind::Corner } else { CellKind::ColumnHead };
        walk.rows[0].cells.push(text_cell(0, table.label_columns, levels, kind, corner));
    }
    walk.nodes(&part.columns, 0);
    walk.rows
}

/// The body rows: labels of the row tree, each at its first row, then the figures.
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
        let common = branch.iter().zip(previous).take_while(|(a, b)| std::ptr::eq(**a, **b)).count();
        // A page may turn before a row that starts a keyed group or stands alone in one; an unkeyed node
        // (三、) is only a bracket around them.
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
