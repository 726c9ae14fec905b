//! The cells of a table set in one size of letters: how wide the columns are, where texts break, how high the
//! rows are.
//!
//! How it works:
//!
//! 1. **Columns** have the shares of the form. A column too narrow for what must stay on one line in it (the
//!    longest word of its head, the longest figure) takes what it lacks from the columns that have more than
//!    they need, in proportion to what these can spare. Columns that are equal on the form stay equal as long
//!    as there is room. Example: seven columns of figures 31 pt wide, in which a figure of nine digits needs
//!    50 pt; the column of labels, 148 pt wide, may give up a third. It cannot spare 7 × 19 pt, so the one
//!    column with the long figure alone gets 19 pt.
//! 2. **Figures** of a table all have one size: that of the table, or the largest at which the widest of them
//!    fits its column.
//! 3. **Labels** are [broken](super::label_breaks) between words.
//! 4. A **row** is as high as its highest cell with the padding; a cell over several rows stretches the last
//!    of them.

use super::line_breaks::{count_lines, widest_part_em, with_breaks};
use super::page_cut::SpanningLabel;
use super::{Metrics, TableStyle, label_breaks};
use crate::document::{Cell, CellKind, Table};

/// How much of its width a column of labels may give to others.
const LABEL_GIVES: f64 = 1.0 / 3.0;

/// A cell's text as it is set.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CellPlan {
    /// Its lines; the engine may break them further, also at U+200B.
    pub lines: Vec<String>,
    /// Size of its letters where it is smaller than that of the table.
    pub smaller_size_pt: Option<f64>,
    /// Height of the lines, without padding.
    height_pt: f64,
}

/// How the text of a cell stands between its borders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Alignment {
    /// Left, a little away from the border.
    Left,
    /// In the middle.
    Center,
}

impl Alignment {
    /// Labels of rows stand left, and bands too, as on the blank form; all else is centred.
    pub fn of(kind: CellKind) -> Self {
        match kind {
            CellKind::Band | CellKind::RowHead | CellKind::Corner | CellKind::Text => Alignment::Left,
            CellKind::ColumnHead | CellKind::GroupHead | CellKind::Figure => Alignment::Center,
        }
    }
}

/// A table in one size of letters.
pub(super) struct SetTable<'a> {
    table: &'a Table,
    style: &'a TableStyle,
    /// Widths of the columns in points.
    pub columns_pt: Vec<f64>,
    /// Size of the letters in points.
    pub size_pt: f64,
    /// A plan for each cell, row by row.
    pub cells: Vec<Vec<CellPlan>>,
}

impl<'a> SetTable<'a> {
    /// Sets a table. `texts` are its cells' texts as they are printed, row by row.
    pub fn new(table: &'a Table, texts: &[Vec<String>], size_pt: f64, metrics: Metrics<'a>) -> Self {
        let style = &metrics.layout.table;
        let columns_pt = column_widths(table, texts, size_pt, metrics);
        let setting = Setting { columns_pt: &columns_pt, size_pt, metrics, words: &table.words };
        let figure_size_pt = setting.figure_size(table, texts);
        let cells = table
            .rows
            .iter()
            .zip(texts)
            .map(|(row, texts)| {
                let cells = row.cells.iter().zip(texts);
                cells.map(|(cell, text)| setting.cell(cell, text, figure_size_pt)).collect()
            })
            .collect();
        Self { table, style, columns_pt, size_pt, cells }
    }

    /// Heights of the rows with so much padding above and below their text.
    pub fn heights(&self, row_padding_pt: f64) -> Vec<f64> {
        let padding = 2.0 * row_padding_pt;
        let line = self.style.line_pitch_pt * self.size_pt / self.style.size_pt;
        let mut heights = vec![line + padding; self.table.rows.len()];
        let cells = |spanning: bool| {
            let rows = self.table.rows.iter().zip(&self.cells).enumerate();
            rows.flat_map(move |(at, (row, plans))| {
                row.cells.iter().zip(plans).map(move |(c, plan)| (at, c.rowspan, plan.height_pt + padding))
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

    /// The labels over several rows, with the height that they need with so much padding.
    pub fn spanning_labels(&self, row_padding_pt: f64) -> Vec<SpanningLabel> {
        let rows = self.table.rows.iter().zip(&self.cells).enumerate();
        let cells =
            rows.flat_map(|(at, (row, plans))| row.cells.iter().zip(plans).map(move |cell| (at, cell)));
        cells
            .filter(|(_, (cell, _))| cell.rowspan > 1)
            .map(|(at, (cell, plan))| SpanningLabel {
                rows: at..at + cell.rowspan,
                height_pt: plan.height_pt + 2.0 * row_padding_pt,
            })
            .collect()
    }
}

/// Widths of the columns in points: their shares of the width of the 版心, then what each needs.
fn column_widths(table: &Table, texts: &[Vec<String>], size_pt: f64, metrics: Metrics<'_>) -> Vec<f64> {
    let shares = column_shares(table, metrics.layout.area_width_pt());
    let mut needs = vec![0.0_f64; shares.len()];
    for (row, texts) in table.rows.iter().zip(texts) {
        for (cell, text) in row.cells.iter().zip(texts).filter(|(cell, _)| cell.colspan == 1) {
            let Some(need) = needs.get_mut(cell.column) else { continue };
            let word_em = match cell.kind {
                CellKind::Figure => figure_em(text, size_pt, shares[cell.column], metrics),
                kind => label_breaks::widest_word_em(kind, text, &table.words, metrics),
            };
            *need = need.max(word_em * size_pt + 2.0 * padding(cell.kind, &metrics.layout.table));
        }
    }
    let alike: Vec<f64> = (0..needs.len()).map(|i| widest_of_alike(i, &shares, &needs)).collect();
    let missing = Missing::of(&shares, &alike, table.label_columns);
    if missing.can_be_spared() {
        return missing.shared_out();
    }
    Missing::of(&shares, &needs, table.label_columns).shared_out()
}

/// The width of a figure in ems; that of its widest part where it is no number but a text that no column
/// holds in one line.
fn figure_em(text: &str, size_pt: f64, column_pt: f64, metrics: Metrics<'_>) -> f64 {
    let whole = metrics.advances.text_em(text);
    if whole * size_pt > 2.0 * column_pt { widest_part_em(text, metrics.advances) } else { whole }
}

/// What the columns that are as wide on the form as column `i` need at most.
fn widest_of_alike(i: usize, shares: &[f64], needs: &[f64]) -> f64 {
    let alike = shares.iter().zip(needs).filter(|(share, _)| (**share - shares[i]).abs() < 1e-9);
    alike.map(|(_, need)| *need).fold(0.0, f64::max)
}

/// What columns lack and what others can spare, in points.
struct Missing<'a> {
    shares: &'a [f64],
    lacking: Vec<f64>,
    spare: Vec<f64>,
}

impl<'a> Missing<'a> {
    /// The first `label_columns` columns keep most of their width.
    fn of(shares: &'a [f64], needs: &[f64], label_columns: usize) -> Self {
        let both = || shares.iter().zip(needs);
        let spare = both().enumerate().map(|(i, (share, need))| {
            let kept = if i < label_columns { share * (1.0 - LABEL_GIVES) } else { 0.0 };
            (share - need.max(kept)).max(0.0)
        });
        let lacking = both().map(|(share, need)| (need - share).max(0.0)).collect();
        Self { shares, lacking, spare: spare.collect() }
    }

    fn can_be_spared(&self) -> bool {
        self.lacking.iter().sum::<f64>() <= self.spare.iter().sum::<f64>()
    }

    /// The widths when columns get what they lack, as far as others can spare it.
    fn shared_out(&self) -> Vec<f64> {
        let (lacking, spare) = (self.lacking.iter().sum::<f64>(), self.spare.iter().sum::<f64>());
        let given = lacking.min(spare);
        let part = |whole: f64| if whole > 0.0 { given / whole } else { 0.0 };
        let (get, give) = (part(lacking), part(spare));
        let columns = self.shares.iter().zip(&self.lacking).zip(&self.spare);
        columns.map(|((share, lacking), spare)| share + lacking * get - spare * give).collect()
    }
}

/// The widths of the form, in points.
fn column_shares(table: &Table, width_pt: f64) -> Vec<f64> {
    let total: f64 = table.columns.iter().map(|&c| f64::from(c)).sum();
    table.columns.iter().map(|&c| f64::from(c) / total * width_pt).collect()
}

/// Left and right of the text of a cell, in points.
fn padding(kind: CellKind, style: &TableStyle) -> f64 {
    match Alignment::of(kind) {
        Alignment::Left => style.cell_padding_pt,
        Alignment::Center => style.figure_padding_pt,
    }
}

/// The lines of the labels of a table in normal letters, row by row and cell by cell, for an output without
/// pages: it has no heights to plan.
pub(crate) fn label_lines(table: &Table, metrics: Metrics<'_>) -> Vec<Vec<Vec<String>>> {
    let texts: Vec<Vec<String>> =
        table.rows.iter().map(|row| row.cells.iter().map(|cell| cell.text.clone()).collect()).collect();
    let size_pt = metrics.layout.table.size_pt;
    let columns_pt = column_widths(table, &texts, size_pt, metrics);
    let setting = Setting { columns_pt: &columns_pt, size_pt, metrics, words: &table.words };
    let lines = |cell: &Cell| match cell.kind {
        CellKind::GroupHead | CellKind::ColumnHead => {
            label_breaks::lines(cell.kind, &cell.text, setting.room_em(cell, size_pt), &table.words, metrics)
        }
        _ => vec![cell.text.clone()],
    };
    table.rows.iter().map(|row| row.cells.iter().map(lines).collect()).collect()
}

/// What a cell is set with.
struct Setting<'a> {
    columns_pt: &'a [f64],
    size_pt: f64,
    metrics: Metrics<'a>,
    words: &'a [String],
}

impl Setting<'_> {
    /// Room for the text of a cell in letters of a size, in ems: the width of its columns without padding. A
    /// line holds at least one character, however narrow the column.
    fn room_em(&self, cell: &Cell, size_pt: f64) -> f64 {
        let width: f64 = self.columns_pt.iter().skip(cell.column).take(cell.colspan).sum();
        ((width - 2.0 * padding(cell.kind, &self.metrics.layout.table)) / size_pt).max(1.0)
    }

    /// The size of all figures of the table: the largest, in steps, at which each stands in one line; what is
    /// too long even in the smallest (a remark) breaks between its parts, and only its widest part counts.
    fn figure_size(&self, table: &Table, texts: &[Vec<String>]) -> f64 {
        /// Widths are sums of quotients: what is as wide as its column must still fit.
        const SLACK_EM: f64 = 1e-6;
        let (style, advances) = (&self.metrics.layout.table, self.metrics.advances);
        let cells = table.rows.iter().zip(texts).flat_map(|(row, texts)| row.cells.iter().zip(texts));
        let mut size_pt = self.size_pt;
        for (cell, text) in cells.filter(|(cell, _)| cell.kind == CellKind::Figure) {
            let fits = advances.text_em(text) <= self.room_em(cell, style.smallest_size_pt) + SLACK_EM;
            let em = if fits { advances.text_em(text) } else { widest_part_em(text, advances) };
            while em > self.room_em(cell, size_pt) + SLACK_EM
                && size_pt - style.size_step_pt >= style.smallest_size_pt
            {
                size_pt -= style.size_step_pt;
            }
        }
        size_pt
    }

    /// Chooses the lines of a cell's text.
    fn cell(&self, cell: &Cell, text: &str, figure_size_pt: f64) -> CellPlan {
        let (style, advances) = (&self.metrics.layout.table, self.metrics.advances);
        let size = if cell.kind == CellKind::Figure { figure_size_pt } else { self.size_pt };
        let room_em = self.room_em(cell, size);
        let text = with_breaks(text.to_owned(), advances, room_em);
        let lines = label_breaks::lines(cell.kind, &text, room_em, self.words, self.metrics);
        let count: usize = lines.iter().map(|line| count_lines(line, advances, room_em)).sum();
        #[expect(clippy::cast_precision_loss, reason = "a cell has few lines")]
        let height_pt = count as f64 * style.line_pitch_pt * size / style.size_pt;
        CellPlan { lines, smaller_size_pt: (size < self.size_pt).then_some(size), height_pt }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_that_lack_width_take_it_from_those_that_can_spare_it() {
        let widths = |shares: &[f64], needs: &[f64], label_columns| {
            let missing = Missing::of(shares, needs, label_columns);
            (missing.can_be_spared(), missing.shared_out())
        };
        // One column of labels, two of figures. The figures need 40 pt each: 20 pt more than they have.
        assert_eq!(widths(&[100.0, 30.0, 30.0], &[10.0, 40.0, 40.0], 1), (true, vec![80.0, 40.0, 40.0]));
        // A column of figures gives all that it does not need.
        assert_eq!(widths(&[50.0, 50.0], &[20.0, 60.0], 0), (true, vec![40.0, 60.0]));
        assert_eq!(widths(&[50.0, 50.0], &[20.0, 30.0], 0), (true, vec![50.0, 50.0]));
        // The labels give up a third at most: half of what the figures lack.
        let (enough, shared) = widths(&[90.0, 30.0, 30.0], &[10.0, 60.0, 60.0], 1);
        assert!(
            !enough && shared.iter().zip([60.0, 45.0, 45.0]).all(|(a, b)| (a - b).abs() < 1e-9),
            "{shared:?}"
        );
    }

    #[test]
    fn columns_alike_on_the_form_need_what_the_widest_needs() {
        assert_eq!(widest_of_alike(1, &[9.0, 5.0, 5.0], &[20.0, 3.0, 4.0]), 4.0);
    }
}
