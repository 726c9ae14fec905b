//! The tables as docx-rs builds them: real merged cells, widths in all three places, whole on a page where
//! they fit.

use docx_rs::{
    BreakType, Paragraph as WordParagraph, Run as WordRun, Shading, StructuredDataTag, Table as WordTable,
    TableBorder, TableBorderPosition, TableBorders, TableCell, TableCellMargins, TableLayoutType, TableRow,
    VAlignType, VMergeType, WidthType,
};

use super::body::{Dress, Workshop};
use super::fit::{self, Fit, Setting, Size};
use super::grid::{Content, Grid, Place};
use super::{Controls, styles as style};
use crate::document::{Cell, CellKind, Revision, Role, Table};

/// Builds a table. `above` is the height of what must stand on the same page above it (its heading), in
/// twips.
pub(super) fn build(table: &Table, above: i32, workshop: &Workshop) -> WordTable {
    let m = &workshop.measures;
    let grid = Grid::new(table, m.area_width);
    let fit = Fit::new(table, &grid, above, m);
    let rows = grid.places(table, &fit.turns).into_iter().enumerate().map(|(at, places)| {
        let last = at + 1 == table.rows.len();
        let keep = if last || fit.turns.contains(&(at + 1)) { Keep::Free } else { Keep::WithNext };
        let cells = Cells { grid: &grid, size: fit.size, keep, workshop };
        TableRow::new(places.iter().map(|place| cells.cell(place)).collect()).cant_split()
    });
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

/// Whether the page may turn below a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keep {
    WithNext,
    Free,
}

/// What the cells of a row are built with.
struct Cells<'a> {
    grid: &'a Grid,
    size: Size,
    keep: Keep,
    workshop: &'a Workshop<'a>,
}

impl Cells<'_> {
    fn cell(&self, place: &Place) -> TableCell {
        let width = self.grid.width(place.column, place.span);
        let mut cell = TableCell::new().width(width, WidthType::Dxa).vertical_align(VAlignType::Center);
        if place.span > 1 {
            cell = cell.grid_span(place.span);
        }
        let kind = match place.content {
            Content::Cell(cell, _) | Content::Continued(cell) => cell.kind,
            Content::Hole => CellKind::RowHead,
        };
        if kind == CellKind::Band {
            cell = cell.shading(Shading::new().fill(self.workshop.layout.table.fill.as_str()));
        }
        cell = match place.content {
            Content::Cell(_, 2..) => cell.vertical_merge(VMergeType::Restart),
            Content::Continued(_) => cell.vertical_merge(VMergeType::Continue),
            _ => cell,
        };
        let paragraph = self.paragraph(kind);
        cell.add_paragraph(match place.content {
            Content::Cell(cell, _) => self.fill(paragraph, cell, width),
            Content::Continued(_) | Content::Hole => paragraph,
        })
    }

    fn paragraph(&self, kind: CellKind) -> WordParagraph {
        let paragraph = WordParagraph::new().style(match (fit::is_label(kind), self.size) {
            (true, Size::Normal) => style::TABLE_TEXT,
            (true, Size::Large) => style::TABLE_TEXT_LARGE,
            (false, Size::Normal) => style::TABLE_FIGURE,
            (false, Size::Large) => style::TABLE_FIGURE_LARGE,
        });
        if self.keep == Keep::WithNext { paragraph.keep_next(true) } else { paragraph }
    }

    fn fill(&self, paragraph: WordParagraph, cell: &Cell, width: usize) -> WordParagraph {
        let setting = fit::set(cell, width, self.size, &self.workshop.measures);
        let half_points = setting.half_points;
        let runs = self.runs(setting);
        if let Some(before) = &cell.before {
            let deleted = self.workshop.deleted_runs("", before, Role::Song, Dress::Style);
            let deleted = deleted.into_iter().map(|run| sized(run, half_points)).collect();
            let tracking = &self.workshop.tracking;
            return tracking.add(
                tracking.add(paragraph, deleted, Revision::Deleted),
                runs,
                Revision::Inserted,
            );
        }
        match (&cell.path, self.workshop.controls) {
            (Some(path), Controls::Figures) => {
                // Post-processing makes the tag of the alias.
                let control =
                    StructuredDataTag::new().alias(crate::xml::escape(&super::text::clean(path.as_str())));
                paragraph.add_structured_data_tag(runs.into_iter().fold(control, StructuredDataTag::add_run))
            }
            _ => runs.into_iter().fold(paragraph, WordParagraph::add_run),
        }
    }

    fn runs(&self, setting: Setting) -> Vec<WordRun> {
        let mut runs = Vec::new();
        for (i, line) in setting.lines.iter().enumerate() {
            if i > 0 {
                runs.push(WordRun::new().add_break(BreakType::TextWrapping));
            }
            runs.extend(self.workshop.runs("", line, Role::Song, Dress::Style));
        }
        runs.into_iter().map(|run| sized(run, setting.half_points)).collect()
    }
}

fn sized(run: WordRun, half_points: Option<i32>) -> WordRun {
    match half_points {
        Some(half_points) => run.size(unsigned(half_points)),
        None => run,
    }
}
