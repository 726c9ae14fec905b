//! The tables as docx-rs builds them: real merged cells, widths in all three places, whole on a page where
//! the [plan](TablePlan) has them so.

use docx_rs::{
    BreakType, HeightRule, Paragraph as WordParagraph, Run as WordRun, Shading, StructuredDataTag,
    Table as WordTable, TableBorder, TableBorderPosition, TableBorders, TableCell, TableCellMargins,
    TableLayoutType, TableRow, VAlignType, VMergeType, WidthType,
};

use super::context::{DocxContext, RunFormatting};
use super::grid::{Content, Grid, Place, PlannedCell};
use super::measure::half_points;
use super::text::clean;
use super::{Controls, styles as style};
use crate::document::{CellKind, Revision, Role, Table};
use crate::layout::table_plan::{Alignment, TablePart, TablePlan};

/// Builds a table.
///
/// The rows have at least their planned heights, so no space is needed above and below their texts, and a row
/// that is edited can still grow. The rows of a page are held together by `keepNext`, so the page ends where
/// the plan cuts the table, without a break that would be in the way once the draft is edited.
pub(super) fn build(table: &Table, plan: &TablePlan, context: &DocxContext) -> WordTable {
    let m = context.measures;
    let grid = Grid::new(plan, m.area_width);
    let rows = grid.places(table, plan).into_iter().enumerate().map(|(at, places)| {
        let last_of_page = plan.parts.iter().any(|part| at + 1 == part.rows.end);
        let keep = if last_of_page { Keep::Free } else { Keep::WithNext };
        let cells = Cells { grid: &grid, size_pt: plan.size_pt, keep, context };
        #[expect(clippy::cast_precision_loss, reason = "a page has few twips")]
        let height = m.row_height(plan.heights_pt[at], context.layout()) as f32;
        let row = TableRow::new(places.iter().map(|place| cells.cell(place)).collect())
            .row_height(height)
            .height_rule(HeightRule::AtLeast);
        let splittable = |part: &TablePart| part.splittable && part.rows.contains(&at);
        if plan.parts.iter().any(splittable) { row } else { row.cant_split() }
    });
    let horizontal = unsigned(m.cell_margin_horizontal);
    WordTable::new(rows.collect())
        .set_grid((0..grid.columns()).map(|column| grid.width(column, 1)).collect())
        .width(unsigned(m.area_width), WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .margins(TableCellMargins::new().margin(0, horizontal, 0, horizontal))
        .set_borders(borders(m.border_eighths))
}

fn unsigned(number: i32) -> usize {
    usize::try_from(number).unwrap_or(0)
}

fn borders(eighths: usize) -> TableBorders {
    use TableBorderPosition::{Bottom, InsideH, InsideV, Left, Right, Top};
    [Top, Left, Bottom, Right, InsideH, InsideV]
        .into_iter()
        .fold(TableBorders::with_empty(), |all, side| all.set(TableBorder::new(side).size(eighths)))
}

/// Whether the page may end below a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keep {
    WithNext,
    Free,
}

/// What the cells of a row are built with.
struct Cells<'a> {
    grid: &'a Grid,
    size_pt: f64,
    keep: Keep,
    context: &'a DocxContext<'a>,
}

impl Cells<'_> {
    fn cell(&self, place: &Place) -> TableCell {
        let width = self.grid.width(place.column, place.span);
        let mut cell = TableCell::new().width(width, WidthType::Dxa).vertical_align(VAlignType::Center);
        if place.span > 1 {
            cell = cell.grid_span(place.span);
        }
        let kind = match place.content {
            Content::Cell(PlannedCell { cell, .. }, _) | Content::Continued(cell) => cell.kind,
            Content::Hole => CellKind::RowHead,
        };
        if kind == CellKind::Band {
            cell = cell.shading(Shading::new().fill(self.context.layout().table.fill.as_str()));
        }
        cell = match place.content {
            Content::Cell(_, 2..) => cell.vertical_merge(VMergeType::Restart),
            Content::Continued(_) => cell.vertical_merge(VMergeType::Continue),
            _ => cell,
        };
        let paragraph = self.paragraph(kind);
        cell.add_paragraph(match place.content {
            Content::Cell(cell, _) => self.fill(paragraph, cell),
            Content::Continued(_) | Content::Hole => paragraph,
        })
    }

    fn paragraph(&self, kind: CellKind) -> WordParagraph {
        let style = style::table(Alignment::of(kind), self.size_pt, self.context.layout());
        let paragraph = WordParagraph::new().style(&style);
        if self.keep == Keep::WithNext { paragraph.keep_next(true) } else { paragraph }
    }

    fn fill(&self, paragraph: WordParagraph, cell: PlannedCell) -> WordParagraph {
        let runs = self.runs(cell);
        if let Some(before) = &cell.cell.before {
            let deleted =
                self.context.deleted_runs("", before, Role::Song, RunFormatting::ParagraphStyle).into_iter();
            let deleted = deleted.map(|run| sized(run, cell)).collect();
            let tracking = &self.context.tracking;
            let paragraph = tracking.add(paragraph, deleted, Revision::Deleted);
            return tracking.add(paragraph, runs, Revision::Inserted);
        }
        match (&cell.cell.path, self.context.controls) {
            (Some(path), Controls::Figures) => {
                // Post-processing makes the tag of the alias.
                let control = StructuredDataTag::new().alias(crate::xml::escape(&clean(path.as_str())));
                paragraph.add_structured_data_tag(runs.into_iter().fold(control, StructuredDataTag::add_run))
            }
            _ => runs.into_iter().fold(paragraph, WordParagraph::add_run),
        }
    }

    fn runs(&self, cell: PlannedCell) -> Vec<WordRun> {
        let mut runs = Vec::new();
        for (i, line) in cell.plan.lines.iter().enumerate() {
            if i > 0 {
                runs.push(WordRun::new().add_break(BreakType::TextWrapping));
            }
            runs.extend(self.context.runs("", line, Role::Song, RunFormatting::ParagraphStyle));
        }
        runs.into_iter().map(|run| sized(run, cell)).collect()
    }
}

/// A run in the size of its cell, where that is not the table's.
fn sized(run: WordRun, cell: PlannedCell) -> WordRun {
    match cell.plan.smaller_size_pt {
        Some(size) => run.size(unsigned(half_points(size))),
        None => run,
    }
}
