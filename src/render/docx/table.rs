//! The tables as docx-rs builds them: real merged cells, widths in all three places, whole on a page where they fit.

use docx_rs::{
    Paragraph as WordParagraph, Shading, StructuredDataTag, Table as WordTable, TableBorder, TableBorderPosition, TableBorders,
    TableCell, TableCellMargins, TableLayoutType, TableRow, VAlignType, VMergeType, WidthType,
};

use super::body::{Dress, Workshop};
use super::measure::{Measures, width_em};
use super::{Controls, styles as style};
use crate::document::{Cell, CellKind, Role, Row, Table};

/// Builds a table. `above` is the height of what must stand on the same page above it (its heading), in twips.
pub(super) fn build(table: &Table, above: i32, workshop: &Workshop) -> WordTable {
    let grid = Grid::new(table, workshop.measures.area_width);
    let fit = Fit::new(table, &grid, above, &workshop.measures);
    let keeps = keeps(table, &fit);
    let rows = grid.places(table).into_iter().zip(keeps).map(|(places, keep)| {
        let cells = places.iter().map(|place| cell(place, &grid, keep, workshop)).collect();
        TableRow::new(cells).cant_split()
    });
    let m = &workshop.measures;
    let (vertical, horizontal) = (unsigned(fit.margin), unsigned(m.cell_margin_horizontal));
    WordTable::new(rows.collect())
        .set_grid((0..grid.columns()).map(|column| grid.width(column, 1)).collect())
        .width(unsigned(m.area_width), WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .margins(TableCellMargins::new().margin(vertical, horizontal, vertical, horizontal))
        .set_borders(borders(m.border_eighths))
}

fn unsigned(twips: i32) -> usize {
    usize::try_from(twips).unwrap_or(0)
}

fn borders(eighths: usize) -> TableBorders {
    use TableBorderPosition::{Bottom, InsideH, InsideV, Left, Right, Top};
    [Top, Left, Bottom, Right, InsideH, InsideV]
        .into_iter()
        .fold(TableBorders::with_empty(), |all, side| all.set(TableBorder::new(side).size(eighths)))
}

/// The columns of a table at their full width.
struct Grid {
    /// Distance of every column's edges from the left, in twips: one more than there are columns.
    edges: Vec<usize>,
}

/// What stands at a place of the grid.
enum Content<'a> {
    /// A cell begins here.
    Cell(&'a Cell),
    /// A cell of a row above goes on here.
    Continued(CellKind),
    /// No cell covers this place: a fault of the document, filled with an empty cell so that the spans of the row add up.
    Hole,
}

/// A place of a row: a cell or what is left of one.
struct Place<'a> {
    column: usize,
    span: usize,
    content: Content<'a>,
}

impl Grid {
    /// Spreads the columns over the whole width by rounding their edges, so that not a twip is lost.
    fn new(table: &Table, width: i32) -> Self {
        let total: u64 = table.columns.iter().map(|c| u64::from(*c)).sum::<u64>().max(1);
        let width = u64::try_from(width).unwrap_or(0);
        let mut sum = 0;
        let mut edges = vec![0];
        for column in &table.columns {
            sum += u64::from(*column);
            edges.push(((sum * width * 2 + total) / (total * 2)) as usize);
        }
        Self { edges }
    }

    fn columns(&self) -> usize {
        self.edges.len() - 1
    }

    fn width(&self, column: usize, span: usize) -> usize {
        self.edges[column + span] - self.edges[column]
    }

    /// The places of every row from left to right; their spans add up to the grid in each.
    fn places<'a>(&self, table: &'a Table) -> Vec<Vec<Place<'a>>> {
        // What still comes down from above, by its first column: rows left, span, kind.
        let mut above: Vec<Option<(usize, usize, CellKind)>> = vec![None; self.columns()];
        table.rows.iter().map(|row| self.row(row, &mut above)).collect()
    }

    fn row<'a>(&self, row: &'a Row, above: &mut [Option<(usize, usize, CellKind)>]) -> Vec<Place<'a>> {
        let mut places = Vec::new();
        let mut column = 0;
        while column < self.columns() {
            let place = if let Some((rows, span, kind)) = above[column] {
                above[column] = (rows > 1).then_some((rows - 1, span, kind));
                Place { column, span, content: Content::Continued(kind) }
            } else if let Some(cell) = row.cells.iter().find(|cell| cell.column == column) {
                // Not into the next cell from above, nor out of the table.
                let free = (column + 1..self.columns()).find(|c| above[*c].is_some()).unwrap_or(self.columns()) - column;
                let span = cell.colspan.clamp(1, free);
                above[column] = (cell.rowspan > 1).then_some((cell.rowspan - 1, span, cell.kind));
                Place { column, span, content: Content::Cell(cell) }
            } else {
                Place { column, span: 1, content: Content::Hole }
            };
            column += place.span;
            places.push(place);
        }
        places
    }
}

fn cell(place: &Place, grid: &Grid, keep: Keep, workshop: &Workshop) -> TableCell {
    let mut cell =
        TableCell::new().width(grid.width(place.column, place.span), WidthType::Dxa).vertical_align(VAlignType::Center);
    if place.span > 1 {
        cell = cell.grid_span(place.span);
    }
    let kind = match place.content {
        Content::Cell(cell) => cell.kind,
        Content::Continued(kind) => kind,
        Content::Hole => CellKind::RowHead,
    };
    if kind == CellKind::Band {
        cell = cell.shading(Shading::new().fill(workshop.layout.table.fill.as_str()));
    }
    cell = match place.content {
        Content::Cell(Cell { rowspan: 2.., .. }) => cell.vertical_merge(VMergeType::Restart),
        Content::Continued(_) => cell.vertical_merge(VMergeType::Continue),
        _ => cell,
    };
    cell.add_paragraph(paragraph(place, kind, keep, workshop))
}

fn paragraph(place: &Place, kind: CellKind, keep: Keep, workshop: &Workshop) -> WordParagraph {
    let mut paragraph = WordParagraph::new().style(match kind {
        CellKind::Band | CellKind::RowHead | CellKind::Corner => style::TABLE_TEXT,
        CellKind::ColumnHead | CellKind::GroupHead | CellKind::Figure => style::TABLE_FIGURE,
    });
    if keep == Keep::WithNext {
        paragraph = paragraph.keep_next(true);
    }
    let Content::Cell(cell) = place.content else { return paragraph };
    let runs = workshop.runs("", &cell.text, Role::Song, Dress::Style);
    match (&cell.path, workshop.controls) {
        (Some(path), Controls::Figures) => {
            // The finishing pass makes the tag of the alias.
            let control = StructuredDataTag::new().alias(super::xml::escape(&super::text::clean(path.as_str())));
            paragraph.add_structured_data_tag(runs.into_iter().fold(control, StructuredDataTag::add_run))
        }
        _ => runs.into_iter().fold(paragraph, WordParagraph::add_run),
    }
}

/// Whether the page may turn below a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keep {
    WithNext,
    Free,
}

/// How a table gets onto its page.
struct Fit {
    /// Space above and below the text of a row, in twips.
    margin: i32,
    /// Whether the table stands on one page with its heading.
    whole: bool,
}

impl Fit {
    /// Less space in the rows of a table that would miss its page by a little: it stays whole down to this.
    const LEAST_MARGIN: i32 = 20;
    /// Left free for what programs set differently.
    const SAFETY: i32 = 120;

    fn new(table: &Table, grid: &Grid, above: i32, m: &Measures) -> Self {
        let places = grid.places(table);
        let room = m.area_height - above - Self::SAFETY;
        let fits = |margin: &i32| places.iter().map(|row| row_height(row, grid, *margin, m)).sum::<i32>() <= room;
        let margin = (Self::LEAST_MARGIN..=m.cell_margin_vertical).rev().find(fits);
        Self { margin: margin.unwrap_or(m.cell_margin_vertical), whole: margin.is_some() }
    }
}

/// A table that fits a page together with its heading is kept whole. One that does not may break between its groups.
fn keeps(table: &Table, fit: &Fit) -> Vec<Keep> {
    let next = table.rows.iter().skip(1).map(Some).chain([None]);
    let keep = |(at, (row, next)): (usize, (&Row, Option<&Row>))| match next {
        Some(next) if fit.whole || next.group == row.group || at < table.head_rows => Keep::WithNext,
        _ => Keep::Free,
    };
    table.rows.iter().zip(next).enumerate().map(keep).collect()
}

/// The height of a row in twips as far as it can be told without setting it: a cell is as many lines as its text takes at its width.
fn row_height(places: &[Place], grid: &Grid, margin: i32, m: &Measures) -> i32 {
    let em = f64::from(m.table_half_points) * 10.0;
    let lines = |place: &Place| {
        let Content::Cell(cell) = place.content else { return 1 };
        let room = grid.width(place.column, place.span) as f64 - f64::from(2 * m.cell_margin_horizontal);
        let characters = (room / em).floor().max(1.0);
        // The lines of a tall cell spread over the rows it covers.
        ((width_em(&cell.text) / characters / cell.rowspan.max(1) as f64).ceil() as i32).max(1)
    };
    let lines = places.iter().map(lines).max().unwrap_or(1);
    let border = (m.border_eighths * 5).div_ceil(2) as i32;
    lines * m.table_line + 2 * margin + border
}
