//! Rulings to tables: where lines cross there are cells, and where a line is missing between two cells they
//! are one.
//!
//! 1. Lines that touch are one table; those without a crossing (a rule under a title, underlined words) are
//!    none.
//! 2. The places of its lines are its columns and rows. A table that is open at its sides ends where its
//!    lines end.
//! 3. From the upper left, each cell grows to the right and then down as long as no line stands in between.
//!
//! ```text
//! x   73    240    330    520          columns 73–240, 240–330, 330–520
//!  ┌───────┬──────┬─────┐   y 468
//!  │ 自然人 │ 法人       │            no line at x 330 between 468 and 490: two columns wide
//!  │       ├──────┬─────┤   y 490    no line at y 490 between 73 and 240: two rows high
//!  │       │ 企业 │ 其他 │
//!  └───────┴──────┴─────┘   y 512
//! ```

use super::glyph::Glyph;
use super::groups;
use super::lines::{self, Line, Spaced};
use super::rulings::{Direction, Segment};
use crate::diagnostic::PageBox;

/// Lines closer than this to one another are at one place.
const SAME_PLACE: f64 = 2.5;
/// The share of a side that a line must run along to part two cells.
const SIDE_SHARE: f64 = 0.5;
/// How far a line may be from the side that it is.
const NEAR: f64 = 3.0;
/// A group of lines with more columns is a drawing.
const MAX_COLUMNS: usize = 64;
/// And one with more places for cells.
const MAX_PLACES: usize = 20_000;

/// A cell of a table on a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cell {
    pub row: usize,
    pub column: usize,
    pub rowspan: usize,
    pub colspan: usize,
    pub text: String,
    /// Its last line is as long as it can be: the text may go on elsewhere.
    pub is_full: bool,
    /// Where it is; the page is known once the pages are put together.
    pub area: PageBox,
}

/// A table on a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PageTable {
    /// The places of its columns' sides, one more than columns.
    pub xs: Vec<f64>,
    /// The places of its rows' sides.
    pub ys: Vec<f64>,
    /// Row by row, from the left.
    pub cells: Vec<Cell>,
}

impl PageTable {
    pub fn left(&self) -> f64 {
        self.xs[0]
    }

    pub fn right(&self) -> f64 {
        self.xs[self.xs.len() - 1]
    }

    pub fn top(&self) -> f64 {
        self.ys[0]
    }

    pub fn bottom(&self) -> f64 {
        self.ys[self.ys.len() - 1]
    }

    pub fn rows(&self) -> usize {
        self.ys.len() - 1
    }

    /// Whether a place is inside.
    pub fn holds(&self, (x, y): (f64, f64)) -> bool {
        x >= self.left() && x <= self.right() && y >= self.top() && y <= self.bottom()
    }
}

/// The tables that the lines of a page make, with the characters that stand in them taken out of `glyphs`.
pub(super) fn tables(rulings: &[Segment], glyphs: &mut Vec<Glyph>) -> Vec<PageTable> {
    let mut tables: Vec<PageTable> = groups::of(rulings).iter().filter_map(|group| frame(group)).collect();
    // A table in a cell of another one: its text goes to the outer one.
    tables.sort_by(|a, b| area(b).total_cmp(&area(a)));
    let mut kept: Vec<PageTable> = Vec::new();
    for table in tables {
        let middle = ((table.left() + table.right()) / 2.0, (table.top() + table.bottom()) / 2.0);
        if !kept.iter().any(|outer| outer.holds(middle)) {
            kept.push(table);
        }
    }
    for table in &mut kept {
        fill(table, glyphs);
    }
    // What has not a word in it is a drawing. Its lines may have held the place of text.
    kept.retain(|table| table.cells.iter().any(|cell| !cell.text.is_empty()));
    kept.sort_by(|a, b| a.top().total_cmp(&b.top()));
    kept
}

fn area(table: &PageTable) -> f64 {
    (table.right() - table.left()) * (table.bottom() - table.top())
}

/// The cells between the lines of a group, without their text; none if they make no table.
fn frame(group: &[Segment]) -> Option<PageTable> {
    let of = |direction: Direction| group.iter().filter(move |s| s.direction == direction);
    let ends = |direction: Direction| of(direction).flat_map(|s| [s.start, s.end]);
    if of(Direction::Down).count() == 0 || of(Direction::Across).count() < 2 {
        return None;
    }
    let places = |at: Direction, ends: Vec<f64>| {
        let mut all: Vec<f64> = of(at).map(|s| s.at).collect();
        all.extend(ends.iter().copied().reduce(f64::min));
        all.extend(ends.iter().copied().reduce(f64::max));
        distinct(all)
    };
    let xs = places(Direction::Down, ends(Direction::Across).collect());
    let ys = places(Direction::Across, ends(Direction::Down).collect());
    if xs.len() < 2 || ys.len() < 2 || (xs.len() == 2 && ys.len() == 2) {
        return None;
    }
    if xs.len() - 1 > MAX_COLUMNS || (xs.len() - 1) * (ys.len() - 1) > MAX_PLACES {
        return None;
    }
    // The lines at each place, so that few are looked at for each side.
    let at_places = |direction: Direction, places: &[f64]| -> Vec<Vec<(f64, f64)>> {
        let near = |place: &f64| {
            of(direction).filter(|s| (s.at - place).abs() <= NEAR).map(|s| (s.start, s.end)).collect()
        };
        places.iter().map(near).collect()
    };
    let (down, across) = (at_places(Direction::Down, &xs), at_places(Direction::Across, &ys));
    let side = |lines: &[(f64, f64)], from: f64, to: f64| {
        let covered: f64 = lines.iter().map(|(start, end)| (end.min(to) - start.max(from)).max(0.0)).sum();
        covered >= SIDE_SHARE * (to - from)
    };
    let (columns, rows) = (xs.len() - 1, ys.len() - 1);
    // Whether there is a line to the right of a place, and below it.
    let wall =
        |row: usize, column: usize| column + 1 == columns || side(&down[column + 1], ys[row], ys[row + 1]);
    let floor =
        |row: usize, column: usize| row + 1 == rows || side(&across[row + 1], xs[column], xs[column + 1]);
    let walls: Vec<bool> = (0..rows * columns).map(|i| wall(i / columns, i % columns)).collect();
    let floors: Vec<bool> = (0..rows * columns).map(|i| floor(i / columns, i % columns)).collect();
    let cells = grow(rows, columns, &walls, &floors);
    let table = without_empty_tracks(PageTable { xs, ys, cells });
    (table.cells.len() > 1).then_some(table)
}

/// Places, each once: those close to one another are one.
pub(super) fn distinct(mut places: Vec<f64>) -> Vec<f64> {
    places.sort_by(f64::total_cmp);
    let mut out: Vec<f64> = Vec::new();
    for place in places {
        if out.last().is_none_or(|last| place - last > SAME_PLACE) {
            out.push(place);
        }
    }
    out
}

fn grow(rows: usize, columns: usize, walls: &[bool], floors: &[bool]) -> Vec<Cell> {
    let mut taken = vec![false; rows * columns];
    let mut cells = Vec::new();
    for row in 0..rows {
        for column in 0..columns {
            if taken[row * columns + column] {
                continue;
            }
            let mut end = column + 1;
            while end < columns && !walls[row * columns + end - 1] && !taken[row * columns + end] {
                end += 1;
            }
            let goes_down = |below: usize| {
                (column..end).all(|c| !floors[(below - 1) * columns + c] && !taken[below * columns + c])
                    && (column..end - 1).all(|c| !walls[below * columns + c])
            };
            let mut bottom = row + 1;
            while bottom < rows && goes_down(bottom) {
                bottom += 1;
            }
            for r in row..bottom {
                taken[r * columns + column..r * columns + end].fill(true);
            }
            let (rowspan, colspan) = (bottom - row, end - column);
            cells.push(Cell {
                row,
                column,
                rowspan,
                colspan,
                text: String::new(),
                is_full: false,
                area: PageBox::default(),
            });
        }
    }
    cells
}

/// Without rows and columns in which no cell begins: lines that were a little apart.
fn without_empty_tracks(mut table: PageTable) -> PageTable {
    for row in (1..table.rows()).rev() {
        if table.cells.iter().any(|cell| cell.row == row) {
            continue;
        }
        table.ys.remove(row);
        for cell in &mut table.cells {
            if cell.row > row {
                cell.row -= 1;
            } else if cell.row + cell.rowspan > row {
                cell.rowspan -= 1;
            }
        }
    }
    for column in (1..table.xs.len() - 1).rev() {
        if table.cells.iter().any(|cell| cell.column == column) {
            continue;
        }
        table.xs.remove(column);
        for cell in &mut table.cells {
            if cell.column > column {
                cell.column -= 1;
            } else if cell.column + cell.colspan > column {
                cell.colspan -= 1;
            }
        }
    }
    table
}

/// Moves the characters that stand in a table into its cells.
fn fill(table: &mut PageTable, glyphs: &mut Vec<Glyph>) {
    let (inside, outside): (Vec<Glyph>, Vec<Glyph>) =
        std::mem::take(glyphs).into_iter().partition(|glyph| table.holds(glyph.centre()));
    *glyphs = outside;
    let mut of_cell: Vec<Vec<Glyph>> = vec![Vec::new(); table.cells.len()];
    let place = |sides: &[f64], at: f64| sides[1..].iter().position(|end| at <= *end);
    // The cell of each place: there are few cells, and many characters.
    let columns = table.xs.len() - 1;
    let mut owner = vec![0; columns * table.rows()];
    for (number, cell) in table.cells.iter().enumerate() {
        for row in cell.row..cell.row + cell.rowspan {
            let start = row * columns + cell.column;
            owner[start..start + cell.colspan].fill(number);
        }
    }
    for glyph in inside {
        let (x, y) = glyph.centre();
        if let (Some(column), Some(row)) = (place(&table.xs, x), place(&table.ys, y)) {
            of_cell[owner[row * columns + column]].push(glyph);
        }
    }
    for (cell, glyphs) in table.cells.iter_mut().zip(of_cell) {
        let width = table.xs[cell.column + cell.colspan] - table.xs[cell.column];
        (cell.text, cell.is_full) = text(&lines::of(glyphs), width);
    }
}

/// A cell's lines as one text, and whether the last one is full.
fn text(lines: &[Line], width: f64) -> (String, bool) {
    let mut text = String::new();
    let mut space = false;
    for line in lines {
        lines::append(&mut text, space, Spaced::No, &line.text);
        space = line.ends_in_space;
    }
    /// Cells keep their text this far from their two sides, in points, and one more character finds no room.
    const PADDING: f64 = 13.0;
    let length = |line: &Line| line.x1 - line.x0;
    // Among several lines the longest shows how long one can be.
    let longest = lines.iter().map(length).fold(0.0, f64::max);
    let is_full = lines.last().is_some_and(|last| {
        width - length(last) < PADDING + last.size
            || (lines.len() > 1 && longest - length(last) < 0.5 * last.size)
    });
    (text, is_full)
}

#[cfg(test)]
mod tests {
    use super::super::lines::tests::set;
    use super::*;

    fn across(at: f64, start: f64, end: f64) -> Segment {
        Segment { direction: Direction::Across, at, start, end }
    }

    fn down(at: f64, start: f64, end: f64) -> Segment {
        Segment { direction: Direction::Down, at, start, end }
    }

    /// The table of the head of this file.
    fn rulings() -> Vec<Segment> {
        vec![
            across(468.0, 73.0, 520.0),
            across(490.0, 240.0, 520.0),
            across(512.0, 73.0, 520.0),
            down(73.0, 468.0, 512.0),
            down(240.0, 468.0, 512.0),
            down(330.0, 490.0, 512.0),
            down(520.0, 468.0, 512.0),
        ]
    }

    fn shapes(table: &PageTable) -> Vec<(usize, usize, usize, usize, &str)> {
        let shape = |c: &'_ Cell| (c.row, c.column, c.rowspan, c.colspan);
        table
            .cells
            .iter()
            .map(|c| {
                let (row, column, rowspan, colspan) = shape(c);
                (row, column, rowspan, colspan, c.text.as_str())
            })
            .collect()
    }

    #[test]
    fn cells_without_a_line_between_are_one() {
        let mut glyphs = set("自然人", 80.0, 482.0, 10.0);
        glyphs.extend(set("法人", 250.0, 482.0, 10.0));
        glyphs.extend(set("企业", 250.0, 505.0, 10.0));
        glyphs.extend(set("其他", 340.0, 505.0, 10.0));
        glyphs.extend(set("下文", 80.0, 530.0, 10.0));
        let tables = tables(&rulings(), &mut glyphs);
        assert_eq!(
            shapes(&tables[0]),
            [(0, 0, 2, 1, "自然人"), (0, 1, 1, 2, "法人"), (1, 1, 1, 1, "企业"), (1, 2, 1, 1, "其他")]
        );
        assert_eq!(glyphs.len(), 2, "what stands below is not in the table");
    }

    #[test]
    fn a_table_open_at_its_sides_ends_where_its_lines_end() {
        let open: Vec<Segment> = rulings().into_iter().filter(|s| s.at != 73.0 && s.at != 520.0).collect();
        let mut glyphs = set("自然人", 80.0, 482.0, 10.0);
        let tables = tables(&open, &mut glyphs);
        assert_eq!(tables[0].cells.len(), 4);
        assert_eq!((tables[0].left(), tables[0].right()), (73.0, 520.0));
    }

    #[test]
    fn a_side_of_a_cell_that_goes_on_belongs_to_its_table() {
        let mut lines = rulings();
        lines.push(down(30.0, 460.0, 530.0));
        let mut glyphs = set("自然人", 80.0, 482.0, 10.0);
        let table = &tables(&lines, &mut glyphs)[0];
        assert_eq!(shapes(table)[0], (0, 0, 2, 1, ""), "the cell between the side and the table");
        assert_eq!(shapes(table)[1], (0, 1, 2, 1, "自然人"));
    }

    #[test]
    fn rules_and_boxes_are_no_tables() {
        let underline = vec![across(100.0, 73.0, 520.0), across(130.0, 73.0, 520.0)];
        let frame = vec![
            across(100.0, 73.0, 520.0),
            across(200.0, 73.0, 520.0),
            down(73.0, 100.0, 200.0),
            down(520.0, 100.0, 200.0),
        ];
        let mut glyphs = set("正文", 80.0, 150.0, 10.0);
        assert_eq!(tables(&underline, &mut glyphs), []);
        assert_eq!(tables(&frame, &mut glyphs), []);
        assert_eq!(glyphs.len(), 2);
    }
}
