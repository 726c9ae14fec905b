//! How a table gets onto its page or pages: the size of its letters, its padding, the lines of its labels and
//! where the page is cut, in points. The PDF and the Word draft write what is planned here.
//!
//! An engine could find the heights of rows itself, but at twice the time, each in its own way, and without
//! showing the label of a group again where it goes on over a page.
//!
//! How it works:
//!
//! 1. Every cell is set in the large letters: figures too wide for their column get smaller ones, labels are
//!    [broken](super::label_breaks), lines are [counted](super::line_breaks). Heights of the rows follow.
//! 2. If the rows are higher than a page, the same in normal letters.
//! 3. If they are still too high by no more than the padding can give, every row gives a little of it.
//! 4. If that is not enough, the table is [cut](super::page_cut).
//!
//! Example, with the numbers of layout.yaml: lines are 12 pt apart in letters of 9 pt (so 14 pt in letters of
//! 10.5 pt), and a row has 3 pt of padding above and below, 1 pt at the least. A table of 40 rows of one line
//! each is 40 × 20 = 800 pt high in 10.5 pt; a page has room for 602 pt below the heading of the section. In
//! 9 pt it is 40 × 18 = 720 pt: too high by 118 pt. Padding can give 2 × (3 − 1) pt a row, 160 pt in all, so
//! every row gives 118/160 of what it can: 3 − 2 × 118/160 = 1.53 pt are left, and the table stands whole on
//! its page. A table of 45 rows is too high by 208 pt, of which padding can give only 180 pt: it is cut.

use std::ops::Range;

use super::line_breaks::{count_lines, widest_part_em, with_breaks};
use super::{Layout, Metrics, TableStyle, label_breaks, page_cut};
use crate::document::{Cell, CellKind, Table};

/// What is decided about a table.
#[derive(Debug)]
pub(crate) struct TablePlan {
    /// Widths of the columns in points.
    pub columns_pt: Vec<f64>,
    /// Size of its letters, where a cell has none of its own.
    pub size: TextSize,
    /// Above and below the text of a row.
    pub row_padding_pt: f64,
    /// Heights of the rows.
    pub heights_pt: Vec<f64>,
    /// A plan for each cell: those of row `r` of the table in row `r`, in the same order.
    pub cells: Vec<Vec<CellPlan>>,
    /// The body rows of each page; each comes with the head rows in front. One, if the table is not cut.
    pub parts: Vec<TablePart>,
}

/// Body rows that stand on one page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TablePart {
    /// The rows.
    pub rows: Range<usize>,
    /// Whether even a page of its own is too short, so that a row must be split.
    pub splittable: bool,
    /// What the page has left, in points.
    free_pt: f64,
}

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

/// The size of a table's letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextSize {
    /// 五号, for a table that stands whole on a page in it.
    Large,
    /// 小五.
    Normal,
}

impl TextSize {
    /// In the order in which they are tried.
    const ALL: [TextSize; 2] = [TextSize::Large, TextSize::Normal];

    /// The size in points.
    pub fn pt(self, style: &TableStyle) -> f64 {
        match self {
            TextSize::Large => style.large_size_pt,
            TextSize::Normal => style.size_pt,
        }
    }
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
            CellKind::Band | CellKind::RowHead | CellKind::Corner => Alignment::Left,
            CellKind::ColumnHead | CellKind::GroupHead | CellKind::Figure => Alignment::Center,
        }
    }
}

/// What stands directly above a table and has to stay on its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Above {
    /// The heading of its section.
    Heading,
    /// Nothing that matters.
    Nothing,
}

impl TablePlan {
    /// Plans a table. `printable` makes a text one that can be printed, without what no page can show.
    pub fn new(
        table: &Table,
        above: Above,
        metrics: Metrics<'_>,
        printable: impl Fn(&str) -> String,
    ) -> Self {
        let (layout, style) = (metrics.layout, &metrics.layout.table);
        let page = layout.area_height_pt();
        let heading = match above {
            Above::Heading => layout.pitch_pt(),
            Above::Nothing => 0.0,
        };
        let room = page - heading - style.space_pt;

        let mut planner = Planner {
            table,
            metrics,
            columns_pt: column_widths(table, layout),
            size: TextSize::Normal,
            row_padding_pt: style.row_padding_pt,
            cells: Vec::new(),
        };
        // The first size at which the table stands whole on a page; if there is none, the last stays.
        for size in TextSize::ALL {
            planner.size = size;
            planner.cells = planner.set(&printable);
            if planner.height() <= room {
                break;
            }
        }
        planner.tighten(room);
        let heights_pt = planner.heights();
        let parts = planner.parts(&heights_pt, room, page);
        let Planner { columns_pt, size, row_padding_pt, cells, .. } = planner;
        Self { columns_pt, size, row_padding_pt, heights_pt, cells, parts }
    }

    /// The rows that begin a page, but for the first one.
    pub fn page_breaks(&self) -> impl Iterator<Item = usize> {
        self.parts.iter().skip(1).map(|part| part.rows.start)
    }

    /// The row padding at which every page keeps so much room free, for a program that finds the heights of
    /// rows itself and not quite as they are planned.
    pub fn row_padding_leaving(&self, free_pt: f64, table: &Table) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a table has few rows")]
        let less = |part: &TablePart| {
            let rows = table.head_rows + part.rows.len();
            (free_pt - part.free_pt) / (2.0 * rows.max(1) as f64)
        };
        // What is split fills its pages anyhow.
        let less = self.parts.iter().filter(|part| !part.splittable).map(less).fold(0.0, f64::max);
        (self.row_padding_pt - less).max(0.0)
    }
}

/// Widths of the columns in points: their shares of the width of the 版心.
fn column_widths(table: &Table, layout: &Layout) -> Vec<f64> {
    let total: f64 = table.columns.iter().map(|&c| f64::from(c)).sum();
    let width = layout.area_width_pt();
    table.columns.iter().map(|&c| f64::from(c) / total * width).collect()
}

/// Room for the text of a cell, in points: the width of its columns without its padding.
fn text_width(cell: &Cell, columns_pt: &[f64], style: &TableStyle) -> f64 {
    let padding = match Alignment::of(cell.kind) {
        Alignment::Left => style.cell_padding_pt,
        Alignment::Center => style.figure_padding_pt,
    };
    columns_pt.iter().skip(cell.column).take(cell.colspan).sum::<f64>() - 2.0 * padding
}

/// The lines of the labels of a table in normal letters, row by row and cell by cell, for an output without
/// pages: it has no heights to plan.
pub(crate) fn label_lines(table: &Table, layout: &Layout) -> Vec<Vec<Vec<String>>> {
    let columns_pt = column_widths(table, layout);
    let lines = |cell: &Cell| {
        let room_em = text_width(cell, &columns_pt, &layout.table) / TextSize::Normal.pt(&layout.table);
        label_breaks::lines(cell.kind, cell.text.clone(), room_em)
    };
    table.rows.iter().map(|row| row.cells.iter().map(lines).collect()).collect()
}

/// A plan being made.
struct Planner<'a> {
    table: &'a Table,
    metrics: Metrics<'a>,
    columns_pt: Vec<f64>,
    size: TextSize,
    row_padding_pt: f64,
    cells: Vec<Vec<CellPlan>>,
}

impl Planner<'_> {
    fn style(&self) -> &TableStyle {
        &self.metrics.layout.table
    }

    /// Sets every cell in the size at hand.
    fn set(&self, printable: &impl Fn(&str) -> String) -> Vec<Vec<CellPlan>> {
        let cell = |cell: &Cell| self.set_cell(cell, printable);
        self.table.rows.iter().map(|row| row.cells.iter().map(cell).collect()).collect()
    }

    /// Chooses size and lines of a cell's text.
    fn set_cell(&self, cell: &Cell, printable: &impl Fn(&str) -> String) -> CellPlan {
        let (style, advances) = (self.style(), self.metrics.advances);
        let width = text_width(cell, &self.columns_pt, style);
        let table_size = self.size.pt(style);
        let size = match cell.kind {
            CellKind::Figure => self.figure_size(&cell.text, width),
            _ => table_size,
        };
        // A line holds at least one character, however narrow the column.
        let room_em = (width / size).max(1.0);
        let text = with_breaks(printable(&cell.text), advances, room_em);
        let lines = label_breaks::lines(cell.kind, text, room_em);
        let count: usize = lines.iter().map(|line| count_lines(line, advances, room_em)).sum();
        #[expect(clippy::cast_precision_loss, reason = "a cell has few lines")]
        let height_pt = count as f64 * style.line_pitch_pt * size / style.size_pt;
        CellPlan { lines, smaller_size_pt: (size < table_size).then_some(size), height_pt }
    }

    /// The size of a figure that stands in one line, if some size allows it; what is too long even so (a
    /// remark) breaks between its parts, and only its widest part counts.
    fn figure_size(&self, text: &str, width: f64) -> f64 {
        let (style, advances) = (self.style(), self.metrics.advances);
        let whole = advances.text_em(text);
        let fits = whole * style.smallest_size_pt <= width;
        let widest = if fits { whole } else { widest_part_em(text, advances) };
        let mut size = self.size.pt(style);
        while widest * size > width && size - style.size_step_pt >= style.smallest_size_pt {
            size -= style.size_step_pt;
        }
        size
    }

    /// Height of the whole table.
    fn height(&self) -> f64 {
        self.heights().iter().sum()
    }

    /// Heights of the rows: each as its highest cell; a cell over several rows stretches the last of them.
    fn heights(&self) -> Vec<f64> {
        let style = self.style();
        let padding = 2.0 * self.row_padding_pt;
        let line = style.line_pitch_pt * self.size.pt(style) / style.size_pt;
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

    /// Takes as much of the rows' padding as lets the table stand whole on a page; none if all that may be
    /// taken is not enough, as then the table is cut and has room.
    fn tighten(&mut self, room: f64) {
        let (row_padding_pt, tight_row_padding_pt) =
            (self.style().row_padding_pt, self.style().tight_row_padding_pt);
        let excess = self.height() - room;
        #[expect(clippy::cast_precision_loss, reason = "a table has few rows")]
        let spare = 2.0 * (row_padding_pt - tight_row_padding_pt) * self.table.rows.len() as f64;
        if excess > 0.0 && excess <= spare {
            self.row_padding_pt -= (row_padding_pt - tight_row_padding_pt) * excess / spare;
            // What stretches rows is not padding alone, so this may come out a little high.
            if self.height() > room {
                self.row_padding_pt = tight_row_padding_pt;
            }
        }
    }

    fn parts(&self, heights: &[f64], first_page: f64, page: f64) -> Vec<TablePart> {
        let head = 0..self.table.head_rows.min(heights.len());
        let parts = page_cut::parts(self.table, heights, first_page, page).into_iter().enumerate();
        parts
            .map(|(at, rows)| {
                let height: f64 = head.clone().chain(rows.clone()).map(|row| heights[row]).sum();
                let room = if at == 0 { first_page } else { page };
                TablePart { rows, splittable: height > page, free_pt: room - height }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Row;
    use crate::form::Path;
    use crate::layout::AdvanceTable;

    const LAYOUT: &str = include_str!("../../templates/2021/layout.yaml");

    /// A table of one column as wide as these points, with these texts as its rows.
    fn table(width_pt: f64, kind: CellKind, texts: &[&str], layout: &Layout) -> Table {
        let rest = layout.area_width_pt() - width_pt;
        let cell = |text: &str| Cell {
            column: 0,
            colspan: 1,
            rowspan: 1,
            kind,
            text: text.into(),
            path: None,
            before: None,
        };
        let row = |(group, text): (usize, &&str)| Row { cells: vec![cell(text)], group };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "made here")]
        let columns = [width_pt, rest].map(|width| (width * 1000.0) as u32).to_vec();
        Table {
            section: Path::new("表"),
            title: "表".into(),
            columns,
            head_rows: 0,
            label_columns: 1,
            rows: texts.iter().enumerate().map(row).collect(),
        }
    }

    fn plan(width_pt: f64, kind: CellKind, texts: &[&str], above: Above) -> TablePlan {
        let layout = Layout::parse(LAYOUT).unwrap();
        let advances = AdvanceTable::default();
        let metrics = Metrics { layout: &layout, advances: &advances };
        TablePlan::new(&table(width_pt, kind, texts, &layout), above, metrics, str::to_owned)
    }

    #[test]
    fn a_figure_too_wide_for_its_column_gets_smaller_letters_before_it_breaks() {
        // Columns of table three are 31 pt wide, 28 without padding. A long table comes in 9 pt.
        let size = |text: &str| {
            let rows: Vec<&str> = [text].into_iter().chain(["0"; 35]).collect();
            let plan = plan(31.1, CellKind::Figure, &rows, Above::Nothing);
            assert_eq!(plan.size, TextSize::Normal);
            (plan.cells[0][0].smaller_size_pt, plan.cells[0][0].lines.concat().matches('\u{200B}').count())
        };
        assert_eq!(size("123456"), (None, 0));
        assert_eq!(size("1234567"), (Some(8.0), 0));
        assert_eq!(size("12345678"), (Some(7.0), 0));
        assert_eq!(size("1234567890"), (Some(6.5), 1));
        assert_eq!(size("123（其中9件）"), (None, 0));
    }

    #[test]
    fn narrow_labels_break_where_readers_would() {
        let lines = |kind, text: &str, width_pt| {
            let rows: Vec<&str> = [text].into_iter().chain(["0"; 35]).collect();
            plan(width_pt, kind, &rows, Above::Nothing).cells[0][0].lines.join("/")
        };
        assert_eq!(lines(CellKind::GroupHead, "三、本年度办理结果", 34.25), "三、/本年度/办理/结果");
        assert_eq!(lines(CellKind::ColumnHead, "社会公益组织", 31.1), "社会/公益/组织");
        assert_eq!(lines(CellKind::ColumnHead, "社会公益组织", 100.0), "社会公益组织");
    }

    #[test]
    fn letters_get_smaller_then_rows_tighter_then_the_table_is_cut() {
        let of = |rows| plan(100.0, CellKind::Figure, &vec!["0"; rows], Above::Heading);
        // A row is 20 pt high in large letters and 18 pt in normal ones, 14 pt at the tightest; the page has
        // room for 602 pt.
        let large = of(30);
        assert_eq!((large.size, large.parts.len()), (TextSize::Large, 1));
        let normal = of(33);
        assert_eq!((normal.size, normal.parts.len()), (TextSize::Normal, 1));
        assert!((normal.row_padding_pt - 3.0).abs() < 1e-9);
        let tight = of(40);
        assert_eq!((tight.size, tight.parts.len()), (TextSize::Normal, 1));
        assert!((tight.row_padding_pt - 1.53).abs() < 0.01, "{}", tight.row_padding_pt);
        let cut = of(45);
        assert_eq!(cut.parts.iter().map(|part| part.rows.clone()).collect::<Vec<_>>(), [0..33, 33..45]);
        assert_eq!(cut.page_breaks().collect::<Vec<_>>(), [33]);
        assert!((cut.row_padding_pt - 3.0).abs() < 1e-9);
    }

    #[test]
    fn a_row_higher_than_a_page_is_splittable() {
        let long = "长".repeat(3000);
        let plan = plan(31.1, CellKind::Figure, &["0", &long, "0"], Above::Nothing);
        assert_eq!(plan.parts.iter().map(|part| part.splittable).collect::<Vec<_>>(), [false, true, false]);
    }
}
