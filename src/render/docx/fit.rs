//! How a table gets onto its page: how large its letters are, how much space its rows have, and where the
//! page turns if no page holds it.
//!
//! Word finds all heights itself; here they are told as far as they can be without setting a line, well
//! enough to choose.

use std::collections::BTreeSet;

use super::grid::{Content, Grid, Place};
use super::measure::{Lettering, Measures};
use crate::document::{Cell, CellKind, Table};
use crate::layout::label_breaks as narrow;
use crate::text::ems;

/// How a table gets onto its page or pages. The rows of a page are held together by `keepNext`, so no page
/// break needs to be said: it comes about where the next rows do not fit any more.
pub(super) struct Fit {
    pub size: Size,
    /// Space above and below the text of a row, in twips.
    pub margin: i32,
    /// The rows that start a new page when the table starts one: none if it fits.
    pub turns: BTreeSet<usize>,
}

/// The size of a table's letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Size {
    Normal,
    Large,
}

impl Size {
    pub fn letters(self, m: &Measures) -> Lettering {
        match self {
            Size::Normal => m.table,
            Size::Large => m.table_large,
        }
    }
}

/// A cell's text as it will be set.
pub(super) struct Setting {
    /// Lines to break it into; programs may break them further.
    pub lines: Vec<String>,
    /// The size of its letters where it is not that of the table.
    pub half_points: Option<i32>,
    /// How many lines it will take.
    count: i32,
}

/// Left free for what programs set differently, in twips.
const SAFETY: i32 = 120;

/// The smallest letters of a figure that does not fit its column, in half points, as in print.
const SMALLEST: i32 = 13;

impl Fit {
    /// Chooses, in this order: whole on a page in large letters, whole in normal ones, whole with tighter
    /// rows, and else cut.
    pub fn new(table: &Table, grid: &Grid, above: i32, m: &Measures) -> Self {
        let places = grid.places(table, &BTreeSet::new());
        let room = m.area_height - m.table_space - SAFETY;
        let heights = |size, margin| {
            places.iter().map(|row| row_height(row, grid, size, margin, m)).collect::<Vec<_>>()
        };
        let fits = |size, margin| above + heights(size, margin).iter().sum::<i32>() <= room;
        let whole = |size, margin| Self { size, margin, turns: BTreeSet::new() };
        let (full, tight) = (m.cell_margin_vertical, m.cell_margin_tight);
        if fits(Size::Large, full) {
            return whole(Size::Large, full);
        }
        if let Some(margin) = (tight..=full).rev().find(|margin| fits(Size::Normal, *margin)) {
            return whole(Size::Normal, margin);
        }
        Self { turns: turns(table, &heights(Size::Normal, full), above, room), ..whole(Size::Normal, full) }
    }
}

/// How a cell's text is set in so many twips.
pub(super) fn set(cell: &Cell, width: usize, size: Size, m: &Measures) -> Setting {
    let letters = size.letters(m);
    let indent = if is_label(cell.kind) { m.label_indent } else { 0 };
    let room = width as f64 - f64::from(2 * (m.cell_margin_horizontal + indent));
    let em = |half_points: i32| f64::from(half_points * 10);
    let mut half_points = letters.half_points;
    if cell.kind == CellKind::Figure {
        // As small as it must be to stand in one line; what is too long even so (a remark) breaks between
        // characters, its number not.
        let whole = ems(&cell.text);
        let widest = if whole * em(SMALLEST) <= room { whole } else { longest_number_em(&cell.text) };
        while widest * em(half_points) > room && half_points > SMALLEST {
            half_points -= 1;
        }
    }
    let room_em = (room / em(half_points)).max(1.0);
    let text = super::text::clean(&cell.text);
    let lines = match cell.kind {
        CellKind::GroupHead => narrow::group_label(&text, room_em),
        CellKind::ColumnHead => narrow::column_head(&text, room_em),
        _ => vec![text],
    };
    // Chinese characters break anywhere, so a line holds a whole number of them.
    let per_line = |line: &str| if line.is_ascii() { room_em } else { room_em.floor() };
    let count = lines.iter().map(|line| ((ems(line) / per_line(line)).ceil() as i32).max(1)).sum();
    Setting { lines, half_points: (half_points != letters.half_points).then_some(half_points), count }
}

/// Whether a cell stands left, a little away from its border.
pub(super) fn is_label(kind: CellKind) -> bool {
    matches!(kind, CellKind::Band | CellKind::RowHead | CellKind::Corner)
}

fn longest_number_em(text: &str) -> f64 {
    text.split(|c: char| !c.is_ascii()).map(ems).fold(0.0, f64::max)
}

fn row_height(places: &[Place], grid: &Grid, size: Size, margin: i32, m: &Measures) -> i32 {
    let lines = |place: &Place| match place.content {
        // The lines of a tall cell spread over the rows it covers.
        Content::Cell(cell, rows) => {
            let setting = set(cell, grid.width(place.column, place.span), size, m);
            (setting.count as usize).div_ceil(rows.max(1)) as i32
        }
        Content::Continued(_) | Content::Hole => 1,
    };
    let lines = places.iter().map(lines).max().unwrap_or(1);
    let border = (m.border_eighths * 5).div_ceil(2) as i32;
    lines * size.letters(m).line + 2 * margin + border
}

/// Where the page turns in a table that is too long for one: above the last group that does not fit any more,
/// or inside a group that is longer than a page.
fn turns(table: &Table, heights: &[i32], above: i32, room: i32) -> BTreeSet<usize> {
    let head: i32 = heights.iter().take(table.head_rows).sum();
    let mut turns = BTreeSet::new();
    // The first row of this page, the first of the group at hand, and the height of the rows since the first
    // row of the page.
    let (mut page, mut group, mut used) = (0, 0, above);
    for (at, row) in table.rows.iter().enumerate() {
        if at > 0 && table.rows[at - 1].group != row.group {
            group = at;
        }
        used += heights[at];
        if used > room && at >= table.head_rows {
            let turn = if group > page.max(table.head_rows) { group } else { at };
            if turn > table.head_rows {
                turns.insert(turn);
                page = turn;
                used = head + heights[turn..=at].iter().sum::<i32>();
            }
        }
    }
    turns
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Layout;

    fn setting(kind: CellKind, text: &str, width: usize) -> (Vec<String>, Option<i32>, i32) {
        let layout = Layout::parse(crate::templates::LAYOUT).unwrap();
        let cell =
            Cell { column: 0, colspan: 1, rowspan: 1, kind, text: text.into(), path: None, before: None };
        let Setting { lines, half_points, count } = set(&cell, width, Size::Normal, &Measures::new(&layout));
        (lines, half_points, count)
    }

    #[test]
    fn a_figure_too_wide_for_its_column_gets_smaller_letters_before_it_breaks() {
        // A column of table three: 622 twips, 28 points without its padding.
        assert_eq!(setting(CellKind::Figure, "123456", 622), (vec!["123456".into()], None, 1));
        assert_eq!(setting(CellKind::Figure, "1234567", 622), (vec!["1234567".into()], Some(16), 1));
        assert_eq!(
            setting(CellKind::Figure, "123（其中9件）", 622),
            (vec!["123（其中9件）".into()], None, 3)
        );
    }

    #[test]
    fn narrow_labels_break_where_readers_would() {
        let lines = |kind, text: &str, width| setting(kind, text, width).0.join("/");
        assert_eq!(lines(CellKind::GroupHead, "三、本年度办理结果", 685), "三、/本年度/办理/结果");
        assert_eq!(lines(CellKind::ColumnHead, "社会公益组织", 622), "社会/公益/组织");
        assert_eq!(lines(CellKind::ColumnHead, "社会公益组织", 2000), "社会公益组织");
    }
}
