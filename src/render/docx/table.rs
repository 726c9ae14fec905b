//! The tables as docx-rs builds them: real merged cells, widths in all three places, whole on a page where
//! the [plan](TablePlan) has them so.

use docx_rs::{
    BreakType, Paragraph as WordParagraph, Run as WordRun, Shading, StructuredDataTag, Table as WordTable,
    TableBorder, TableBorderPosition, TableBorders, TableCell, TableCellMargins, TableLayoutType, TableRow,
    VAlignType, VMergeType, WidthType,
};

use super::context::{DocxContext, RunFormatting};
use super::grid::{Content, Grid, Place, PlannedCell};
use super::measure::{half_points, twips_at_most};
use super::text::clean;
use super::{Controls, styles as style};
use crate::document::{CellKind, Revision, Role, Table};
use crate::layout::table_plan::{Above, Alignment, TablePart, TablePlan, TextSize};

/// Builds a table.
///
/// Word finds the heights of rows itself, and adds the border to each; the planned padding is reduced by as
/// much. The rows of a page are held together by `keepNext`, so the page ends where the plan cuts the table,
/// without a break that would be in the way once the draft is edited.
pub(super) fn build(table: &Table, above: Above, context: &DocxContext) -> WordTable {
    let (m, layout) = (context.measures, context.layout());
    let plan = TablePlan::new(table, above, context.metrics, clean);
    let grid = Grid::new(&plan, m.area_width);
    let rows = grid.places(table, &plan).into_iter().enumerate().map(|(at, places)| {
        let last_of_page = plan.parts.iter().any(|part| at + 1 == part.rows.end);
        let keep = if last_of_page { Keep::Free } else { Keep::WithNext };
        let cells = Cells { grid: &grid, size: plan.size, keep, context };
        let row = TableRow::new(places.iter().map(|place| cells.cell(place)).collect());
        let splittable = |part: &TablePart| part.splittable && part.rows.contains(&at);
        if plan.parts.iter().any(splittable) { row } else { row.cant_split() }
    });
    let padding = plan.row_padding_leaving(layout.word.page_slack_pt, table) - layout.table.border_pt / 2.0;
    let (vertical, horizontal) = (unsigned(twips_at_most(padding)), unsigned(m.cell_margin_horizontal));
    WordTable::new(rows.collect())
        .set_grid((0..grid.columns()).map(|column| grid.width(column, 1)).collect())
        .width(unsigned(m.area_width), WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .margins(TableCellMargins::new().margin(vertical, horizontal, vertical, horizontal))
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
    size: TextSize,
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
        let paragraph = WordParagraph::new().style(match (Alignment::of(kind), self.size) {
            (Alignment::Left, TextSize::Normal) => style::TABLE_TEXT,
            (Alignment::Left, TextSize::Large) => style::TABLE_TEXT_LARGE,
            (Alignment::Center, TextSize::Normal) => style::TABLE_FIGURE,
            (Alignment::Center, TextSize::Large) => style::TABLE_FIGURE_LARGE,
        });
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
