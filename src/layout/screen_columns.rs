//! How wide the columns of a wide table are on a screen, so that its labels stay in sight on a phone.
//!
//! On a screen a wide table scrolls to the side inside its box, while its columns of labels stand still
//! (`position: sticky`). The page must say for each of them how far from the edge it stands, so all widths in
//! front of it must be known: they are set here and not found by the browser.
//!
//! How it works: a column is as wide as the widest line that may not break in it, with its padding. The last
//! column of labels holds sentences, which may break anywhere: it takes a share of the window, within bounds.
//! What is left of the table's width the columns of figures share.
//!
//! Example: table three in letters of 12.8 px on a phone of 360 px. 本年度 and 不予公开 make the first two
//! columns 3.7 and 4.7 ems wide, the third is 6.75 ems (24 % of the window): 194 px of labels stand still. In
//! the 134 px that are left, columns of figures (自然人, 3.7 ems) pass by.

use super::Layout;
use crate::document::{CellKind, Table};
use crate::text::ems;

/// Room for the border of a cell, in ems.
const BORDER_EM: f64 = 0.1;

/// The columns of a table on a screen.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ScreenColumns {
    /// One for each column.
    pub columns: Vec<ScreenColumn>,
    /// How wide the columns are together at the least, in ems, without the one that takes a share of the
    /// window. In a narrower box the table scrolls.
    pub least_width_em: f64,
}

/// A column of a table on a screen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ScreenColumn {
    /// How wide it is.
    pub width: ScreenWidth,
    /// For a column of labels, how far from the left edge it stands still, in ems.
    pub left_em: Option<f64>,
}

/// The width of a column on a screen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum ScreenWidth {
    /// So many ems.
    Fixed(f64),
    /// A share of the window, within the bounds of `web` in layout.yaml.
    OfWindow,
    /// An equal share of what the others leave.
    Rest,
}

impl ScreenColumns {
    /// The columns of a table whose cells have these lines; none for a table that a phone has room for.
    pub fn of(table: &Table, lines: &[Vec<Vec<String>>], layout: &Layout) -> Option<Self> {
        if table.columns.len() < layout.web.wide_table_columns as usize {
            return None;
        }
        let needed = needed_em(table, lines, layout);
        let mut least = 0.0;
        let mut columns = Vec::with_capacity(needed.len());
        // All columns of figures are as wide as the one that needs most.
        let figures = needed.iter().skip(table.label_columns).copied().fold(0.0, f64::max);
        for (at, &needed) in needed.iter().enumerate() {
            let is_label = at < table.label_columns;
            let (width, least_of_column) = if !is_label {
                (ScreenWidth::Rest, figures)
            } else if at + 1 < table.label_columns {
                (ScreenWidth::Fixed(needed), needed)
            } else {
                (ScreenWidth::OfWindow, 0.0)
            };
            columns.push(ScreenColumn { width, left_em: is_label.then_some(least) });
            least += least_of_column;
        }
        Some(Self { columns, least_width_em: least })
    }
}

/// For each column the widest line that may not break in it, in ems, with its padding.
fn needed_em(table: &Table, lines: &[Vec<Vec<String>>], layout: &Layout) -> Vec<f64> {
    let mut needed = vec![0.0_f64; table.columns.len()];
    for (row, lines) in table.rows.iter().zip(lines) {
        for (cell, lines) in row.cells.iter().zip(lines) {
            let is_whole = matches!(cell.kind, CellKind::ColumnHead | CellKind::GroupHead | CellKind::Figure);
            if let Some(column) = needed.get_mut(cell.column).filter(|_| is_whole && cell.colspan == 1) {
                *column = lines.iter().map(|line| ems(line)).fold(*column, f64::max);
            }
        }
    }
    needed.iter().map(|text| text + 2.0 * layout.web.cell_padding_em + BORDER_EM).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Cell, Row};

    /// A table of two columns of labels and some of figures, with one row.
    fn table(figures: usize, label: &str, figure: &str) -> Table {
        let cell = |(column, kind, text): (usize, CellKind, &str)| Cell::new(column, kind, text);
        let labels =
            [(0, CellKind::GroupHead, label), (1, CellKind::RowHead, "一个很长的句子，可以在任何地方断开")];
        let figures = (2..2 + figures).map(|column| (column, CellKind::Figure, figure));
        let cells: Vec<Cell> = labels.into_iter().chain(figures).map(cell).collect();
        Table {
            section: crate::form::Path::new("甲"),
            title: String::new(),
            columns: vec![1; cells.len()],
            head_rows: 0,
            words: Vec::new(),
            label_columns: 2,
            rows: vec![Row { cells, group: 0 }],
        }
    }

    #[test]
    fn labels_stand_where_the_columns_before_them_end() {
        let layout = Layout::parse(include_str!("../../templates/2021/layout.yaml")).unwrap();
        let web = &layout.web;
        let table = table(6, "本年度", "12345678");
        let lines: Vec<_> =
            table.rows.iter().map(|r| r.cells.iter().map(|c| vec![c.text.clone()]).collect()).collect();
        let plan = ScreenColumns::of(&table, &lines, &layout).unwrap();
        let around = 2.0 * web.cell_padding_em + BORDER_EM;
        assert_eq!(
            plan.columns[0],
            ScreenColumn { width: ScreenWidth::Fixed(3.0 + around), left_em: Some(0.0) }
        );
        assert_eq!(
            plan.columns[1],
            ScreenColumn { width: ScreenWidth::OfWindow, left_em: Some(3.0 + around) }
        );
        assert!(plan.columns[2..].iter().all(|c| (c.width, c.left_em) == (ScreenWidth::Rest, None)));
        // Eight digits are four ems wide.
        let least = 3.0 + around + 6.0 * (4.0 + around);
        assert!((plan.least_width_em - least).abs() < 1e-9, "{}", plan.least_width_em);
        assert_eq!(ScreenColumns::of(&self::table(2, "本年度", "1"), &lines, &layout), None);
    }
}
