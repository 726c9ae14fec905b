//! How a table gets onto its page or pages: the size of its letters, its padding, the lines of its labels and
//! where the page is cut, in points. The PDF and the Word draft write what is planned here.
//!
//! An engine could find the heights of rows itself, but at twice the time, each in its own way, and without
//! showing the label of a group again where it goes on over a page.
//!
//! How it works: the [planner of the pages](super::pages) says how much [room](Room) there is where the table
//! would begin, and how much on a page of its own. Then, in this order:
//!
//! 1. The table stands whole where it would begin, its rows tightened if need be. A table higher than half a
//!    page may be set in smaller letters for that; of the sizes that fit the largest is taken.
//! 2. It begins on a new page and stands whole there, if that leaves no more of the page before it empty than
//!    the layout allows.
//! 3. It is [cut](super::page_cut), in the largest letters in which it takes the fewest pages.
//!
//! Example, with the numbers of layout.yaml: lines are 12 pt apart in letters of 9 pt (so 14 pt in letters of
//! 10.5 pt), and a row has 3 pt of padding above and below, 1 pt at the least. A table of 33 rows of one line
//! each is 33 × 20 = 660 pt high in 10.5 pt; a page has room for 596 pt below the heading of the section.
//! Padding can give 2 × (3 − 1) pt a row, 132 pt in all, so every row gives 64/132 of what it can and the
//! table stands whole on its page in 10.5 pt, with 3 − 2 × 64/132 = 2.03 pt of padding.

use std::cell::OnceCell;
use std::ops::Range;

use super::table_cells::SetTable;
pub(crate) use super::table_cells::{Alignment, CellPlan};
use super::{Metrics, TableStyle, page_cut};
use crate::document::Table;

/// What is decided about a table.
#[derive(Debug, Clone)]
pub(crate) struct TablePlan {
    /// Widths of the columns in points.
    pub columns_pt: Vec<f64>,
    /// Size of its letters in points, where a cell has none of its own.
    pub size_pt: f64,
    /// Heights of the rows.
    pub heights_pt: Vec<f64>,
    /// A plan for each cell: those of row `r` of the table in row `r`, in the same order.
    pub cells: Vec<Vec<CellPlan>>,
    /// The body rows of each page; each comes with the head rows in front. One, if the table is not cut.
    pub parts: Vec<TablePart>,
    /// Whether it begins on a new page, with its heading.
    pub begins_page: bool,
}

/// Body rows that stand on one page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TablePart {
    /// The rows.
    pub rows: Range<usize>,
    /// Whether even a page of its own is too short, so that a row must be split.
    pub splittable: bool,
}

/// How much height there is for a table, in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Room {
    /// On the page where it would begin, below its heading.
    pub here_pt: f64,
    /// On a new page, below its heading.
    pub fresh_pt: f64,
    /// On a page on which it goes on.
    pub page_pt: f64,
    /// Whether too much of the page would be empty if the table, with its heading, began on a new one.
    pub must_begin_here: bool,
}

/// A table in every size of letters that it may have, each set when it is first asked for.
pub(crate) struct TableSizes<'a> {
    table: &'a Table,
    texts: Vec<Vec<String>>,
    metrics: Metrics<'a>,
    /// The largest first.
    sizes_pt: Vec<f64>,
    sets: Vec<OnceCell<SetTable<'a>>>,
}

impl<'a> TableSizes<'a> {
    /// `texts` are the texts of the cells as they are printed, row by row.
    pub fn new(table: &'a Table, texts: Vec<Vec<String>>, metrics: Metrics<'a>) -> Self {
        let sizes_pt = metrics.layout.table.sizes_pt();
        let sets = sizes_pt.iter().map(|_| OnceCell::new()).collect();
        Self { table, texts, metrics, sizes_pt, sets }
    }

    /// The table.
    pub fn table(&self) -> &'a Table {
        self.table
    }

    fn style(&self) -> &'a TableStyle {
        &self.metrics.layout.table
    }

    /// The table in each of its sizes, the largest first.
    fn all(&self) -> impl Iterator<Item = &SetTable<'a>> {
        let set = |size_pt| SetTable::new(self.table, &self.texts, size_pt, self.metrics);
        self.sets.iter().zip(&self.sizes_pt).map(move |(cell, &size_pt)| cell.get_or_init(|| set(size_pt)))
    }
}

/// A table that fits: in which letters, and with how much padding.
struct Fit<'s, 'a> {
    set: &'s SetTable<'a>,
    row_padding_pt: f64,
}

impl TablePlan {
    /// Plans a table.
    pub fn new(sizes: &TableSizes<'_>, room: Room) -> Self {
        let (table, style) = (sizes.table, sizes.style());
        let is_high = sizes
            .all()
            .next()
            .is_some_and(|set| set.heights(style.row_padding_pt).iter().sum::<f64>() > room.page_pt / 2.0);
        // Letters are not made smaller to save half a page.
        let count_here = if is_high { usize::MAX } else { 1 };
        if let Some(fit) = sizes.all().take(count_here).find_map(|set| Fit::within(set, room.here_pt, style))
        {
            return fit.whole(table, false);
        }
        let fresh = sizes.all().find_map(|set| Fit::within(set, room.fresh_pt, style));
        match fresh {
            Some(fit) if !room.must_begin_here => fit.whole(table, true),
            whole => Self::cut(sizes, room)
                .or_else(|| whole.map(|fit| fit.whole(table, true)))
                .unwrap_or_else(|| Self::cut_on_new_page(sizes, room)),
        }
    }

    /// The table cut where it would begin, in the largest letters in which it takes the fewest pages; none if
    /// nothing of it fits there.
    fn cut(sizes: &TableSizes<'_>, room: Room) -> Option<Self> {
        let (table, padding) = (sizes.table, sizes.style().row_padding_pt);
        let cuts = sizes.all().filter_map(|set| {
            let heights = set.heights(padding);
            let labels = set.spanning_labels(padding);
            let parts = page_cut::parts(table, &heights, &labels, room.here_pt, room.page_pt);
            let first = parts.first()?;
            let head = heights.iter().take(table.head_rows);
            let height: f64 = head.chain(heights.get(first.clone())?).sum();
            (height <= room.here_pt).then_some((set, parts))
        });
        // Of equal numbers of pages the first is taken: the largest letters.
        let (set, parts) = cuts.min_by_key(|(_, parts)| parts.len())?;
        Some(Self::of(table, set, padding, parts, room.page_pt, false))
    }

    /// A table that no page holds whole, from the top of a page, in the smallest letters.
    fn cut_on_new_page(sizes: &TableSizes<'_>, room: Room) -> Self {
        let padding = sizes.style().row_padding_pt;
        let set = sizes.all().last().expect("a layout has a size for tables");
        let (heights, labels) = (set.heights(padding), set.spanning_labels(padding));
        let parts = page_cut::parts(sizes.table, &heights, &labels, room.fresh_pt, room.page_pt);
        Self::of(sizes.table, set, padding, parts, room.page_pt, true)
    }

    fn of(
        table: &Table,
        set: &SetTable<'_>,
        row_padding_pt: f64,
        parts: Vec<Range<usize>>,
        page_pt: f64,
        begins_page: bool,
    ) -> Self {
        let heights_pt = set.heights(row_padding_pt);
        let part = |rows: Range<usize>| {
            let head: f64 = heights_pt.iter().take(table.head_rows).sum();
            let height = head + heights_pt[rows.clone()].iter().sum::<f64>();
            TablePart { rows, splittable: height > page_pt }
        };
        let parts = parts.into_iter().map(part).collect();
        let (columns_pt, cells) = (set.columns_pt.clone(), set.cells.clone());
        Self { columns_pt, size_pt: set.size_pt, heights_pt, cells, parts, begins_page }
    }

    /// The rows that begin a page, but for the first one.
    pub fn page_breaks(&self) -> impl Iterator<Item = usize> {
        self.parts.iter().skip(1).map(|part| part.rows.start)
    }

    /// Height of a part with the head rows in front of it.
    pub fn part_height_pt(&self, part: usize, table: &Table) -> f64 {
        let head = table.head_rows.min(self.heights_pt.len());
        let rows = self.parts[part].rows.clone();
        self.heights_pt[..head].iter().chain(&self.heights_pt[rows]).sum()
    }

    /// Makes the body rows of a part higher, all by the same amount, until they fill so much more room or are
    /// as high as rows get. Gives the height that they gained.
    ///
    /// Example: rows of 20, 20 and 34 pt, at most 28 pt high, 10 pt to fill: the first two get 5 pt each. To
    /// fill 30 pt they get 8 pt each, as the third is higher already.
    pub fn grow(&mut self, part: usize, room_pt: f64, highest_pt: f64) -> f64 {
        let rows = self.parts[part].rows.clone();
        let heights = &mut self.heights_pt[rows];
        let mut left = room_pt;
        // Each turn fills up at least one row or all of the room.
        while left > 1e-6 {
            let growing = heights.iter().filter(|height| **height < highest_pt - 1e-6);
            let (count, least) =
                growing.fold((0_u32, f64::MAX), |(n, least), height| (n + 1, least.min(highest_pt - height)));
            if count == 0 {
                break;
            }
            let step = least.min(left / f64::from(count));
            for height in heights.iter_mut().filter(|height| **height < highest_pt - 1e-6) {
                *height += step;
            }
            left -= step * f64::from(count);
        }
        room_pt - left.max(0.0)
    }
}

impl<'s, 'a> Fit<'s, 'a> {
    /// The table with as much padding as lets it stand whole in a room, all of it if there is enough; none if
    /// all that may be taken is not enough.
    fn within(set: &'s SetTable<'a>, room_pt: f64, style: &TableStyle) -> Option<Self> {
        let height = |padding: f64| set.heights(padding).iter().sum::<f64>();
        let (loose, tight) = (style.row_padding_pt, style.tight_row_padding_pt);
        let (excess, saved) = (height(loose) - room_pt, height(loose) - height(tight));
        if excess > saved {
            return None;
        }
        let share = if saved > 0.0 { (excess / saved).max(0.0) } else { 0.0 };
        let padding = loose - (loose - tight) * share;
        // What stretches rows is not padding alone, so this may come out a little high.
        let row_padding_pt = if height(padding) <= room_pt + 1e-6 { padding } else { tight };
        Some(Self { set, row_padding_pt })
    }

    fn whole(self, table: &Table, begins_page: bool) -> TablePlan {
        let rows = table.head_rows.min(table.rows.len())..table.rows.len();
        TablePlan::of(table, self.set, self.row_padding_pt, vec![rows], f64::MAX, begins_page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Cell, CellKind, Row};
    use crate::form::Path;
    use crate::layout::{AdvanceTable, Layout};

    const LAYOUT: &str = include_str!("../../templates/2021/layout.yaml");

    /// A table of one column as wide as these points, with these texts as its rows, each a group.
    fn table(width_pt: f64, kind: CellKind, texts: &[&str], layout: &Layout) -> Table {
        let rest = layout.area_width_pt() - width_pt;
        let cell = |text: &str| Cell::new(0, kind, text);
        let row = |(group, text): (usize, &&str)| Row { cells: vec![cell(text)], group };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "made here")]
        let columns = [width_pt, rest].map(|width| (width * 1000.0) as u32).to_vec();
        Table {
            section: Path::new("表"),
            title: "表".into(),
            columns,
            head_rows: 0,
            label_columns: 0,
            words: Vec::new(),
            rows: texts.iter().enumerate().map(row).collect(),
        }
    }

    const PAGE: Room = Room { here_pt: 600.0, fresh_pt: 600.0, page_pt: 630.0, must_begin_here: false };

    fn plan(width_pt: f64, kind: CellKind, texts: &[&str], room: Room) -> TablePlan {
        let layout = Layout::parse(LAYOUT).unwrap();
        let advances = AdvanceTable::default();
        let metrics = Metrics { layout: &layout, advances: &advances };
        let table = table(width_pt, kind, texts, &layout);
        let texts: Vec<Vec<String>> = texts.iter().map(|&text| vec![text.to_owned()]).collect();
        TablePlan::new(&TableSizes::new(&table, texts, metrics), room)
    }

    fn rows(count: usize, room: Room) -> TablePlan {
        plan(100.0, CellKind::Figure, &vec!["0"; count], room)
    }

    fn parts(plan: &TablePlan) -> Vec<Range<usize>> {
        plan.parts.iter().map(|part| part.rows.clone()).collect()
    }

    #[test]
    fn all_figures_have_the_size_of_the_widest() {
        // 140 pt hold a number of 30 digits (15 em) in 9 pt: 135 pt and 3 pt of padding. The other column is
        // empty and gives what is lacking, so only what is wider than the page makes letters smaller.
        let long = "1".repeat(120);
        let plan = plan(140.0, CellKind::Figure, &["5", &long], PAGE);
        let sizes: Vec<Option<f64>> = plan.cells.iter().map(|row| row[0].smaller_size_pt).collect();
        assert_eq!(sizes, [Some(7.0), Some(7.0)]);
    }

    #[test]
    fn rows_get_tighter_before_letters_get_smaller() {
        // A row is 20 pt high in 10.5 pt, 16 pt at the tightest; 18 and 14 pt in 9 pt.
        let loose = rows(30, PAGE);
        assert_eq!((loose.size_pt, loose.heights_pt[0]), (10.5, 20.0));
        let tight = rows(33, PAGE);
        assert_eq!(tight.size_pt, 10.5);
        // 660 pt are 60 too many; padding can give 132 pt.
        assert!((tight.heights_pt[0] - 600.0 / 33.0).abs() < 1e-6, "{}", tight.heights_pt[0]);
        // 38 rows take 608 pt in 10.5 pt at the tightest, and 38 × (13.33 + 2) = 582.7 pt in 10 pt.
        assert_eq!(rows(38, PAGE).size_pt, 10.0);
        assert_eq!(rows(42, PAGE).size_pt, 9.0);
        assert_eq!(parts(&rows(42, PAGE)), vec![0..42; 1]);
    }

    #[test]
    fn a_table_begins_on_a_new_page_unless_that_leaves_too_much_empty() {
        let here = |here_pt, must_begin_here| Room { here_pt, must_begin_here, ..PAGE };
        // 12 rows are 240 pt high, 192 pt at the tightest.
        assert!(!rows(12, here(200.0, true)).begins_page);
        let moved = rows(12, here(190.0, false));
        assert_eq!((moved.begins_page, moved.heights_pt[0], parts(&moved)), (true, 20.0, vec![0..12; 1]));
        let cut = rows(12, here(190.0, true));
        assert_eq!((cut.begins_page, cut.size_pt, parts(&cut)), (false, 10.5, vec![0..9, 9..12]));
        // Nothing fits: the hole cannot be helped.
        assert!(rows(12, here(10.0, true)).begins_page);
    }

    #[test]
    fn what_no_page_holds_is_cut_and_a_row_higher_than_a_page_may_be_split() {
        let cut = rows(60, PAGE);
        // Two pages hold it in the largest letters.
        assert_eq!((cut.begins_page, cut.size_pt), (false, 10.5));
        assert_eq!(parts(&cut), [0..30, 30..60]);
        let long = "长".repeat(30_000);
        let split = plan(31.1, CellKind::RowHead, &["0", &long, "0"], PAGE);
        assert_eq!(split.parts.iter().map(|part| part.splittable).collect::<Vec<_>>(), [false, true, false]);
    }

    #[test]
    fn rows_grow_evenly_up_to_the_highest() {
        let grown = |room_pt| {
            let mut plan = rows(3, PAGE);
            plan.heights_pt = vec![20.0, 20.0, 34.0];
            let gained = plan.grow(0, room_pt, 28.0);
            (gained, plan.heights_pt)
        };
        assert_eq!(grown(10.0), (10.0, vec![25.0, 25.0, 34.0]));
        assert_eq!(grown(30.0), (16.0, vec![28.0, 28.0, 34.0]));
    }
}
