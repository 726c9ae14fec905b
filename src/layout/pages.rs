//! The pages of a report, followed block by block as the engines fill them: how many lines each paragraph
//! takes, where every table begins, whether it stands whole, where it is cut and how high its rows are.
//!
//! The PDF and the Word draft write what is planned here, so both have the same pages.
//!
//! # How it works
//! The planner keeps one number: how much of the page at hand is taken, in points, with the space below the
//! last line counted in. A line of text takes one pitch, and a page holds as many pitches as it has lines.
//!
//! - A paragraph fills pages line by line, but its first two lines stay together, and its last two, as every
//!   engine does it. Headings go with the first lines of what follows.
//! - A [table](TablePlan) stands whole, or is cut where a hole would be too large.
//! - Where a table, or a part of one, ends a page that has room left, its rows grow to fill it, up to the
//!   height they have in published reports. Where text follows on the same page, they grow by less than a
//!   line, so that the text stands on the grid again.
//!
//! # Example
//! Pages of 22 lines. Section one ends on line 15 of a page; the heading of section two and its table need
//! 11 lines, of which 7 are left. Beginning on a new page would leave 7 of 22 lines empty, less than a third:
//! so it does. Had section one ended on line 13, it would leave 9 lines: then the table is cut between two
//! bands.

use super::Metrics;
use super::figure_plan::{FigurePlan, caption_lines};
use super::headings;
use super::letterhead::Letterhead;
use super::signature::SignaturePlan;
use super::table_plan::{Room, TablePlan, TableSizes};
use super::text_lines::TextLines;
use crate::document::{Block, Document, Paragraph, ParagraphKind, Revision, Role, Row, Table};

/// What is decided about a document.
#[derive(Debug)]
pub(crate) struct PagePlan {
    /// What stands above the title, where the layout has something.
    pub letterhead: Option<Letterhead>,
    /// The lines of the title.
    pub title_lines: Vec<String>,
    /// One for each block, in their order.
    pub blocks: Vec<BlockPlan>,
}

/// What is decided about a block.
#[derive(Debug)]
pub(crate) enum BlockPlan {
    /// A heading or a paragraph.
    Text(TextPlan),
    /// The caption of the table that follows.
    Caption,
    /// A table.
    Table(TablePlan),
    /// A picture with its caption.
    Figure(FigurePlan),
    /// 署名 and date.
    Signature(SignaturePlan),
    /// A chart, on a page of its own.
    Chart,
}

/// A heading or a paragraph.
#[derive(Debug)]
pub(crate) struct TextPlan {
    /// Its runs as they are printed, with their faces.
    pub runs: Vec<(Role, String)>,
    /// The lines of these runs.
    pub lines: TextLines,
    /// For a heading its level: 1 for the title of a section, else by its number.
    pub level: Option<u8>,
}

/// How an output prints texts: without what it cannot show.
pub(crate) struct Printed<'a> {
    /// A text in the face of a role.
    pub text: &'a dyn Fn(&str, Role) -> String,
}

impl Printed<'_> {
    /// The runs of a paragraph as they are printed.
    fn runs(&self, paragraph: &Paragraph) -> Vec<(Role, String)> {
        let runs = paragraph.runs.iter().filter(|run| run.revision != Revision::Deleted);
        runs.map(|run| (run.role, (self.text)(&run.text, run.role))).collect()
    }

    fn cells(&self, table: &Table) -> Vec<Vec<String>> {
        let row = |row: &Row| row.cells.iter().map(|cell| (self.text)(&cell.text, Role::Song)).collect();
        table.rows.iter().map(row).collect()
    }
}

impl TextPlan {
    fn new(runs: Vec<(Role, String)>, level: Option<u8>, metrics: Metrics<'_>) -> Self {
        let text: String = runs.iter().map(|(_, text)| text.as_str()).collect();
        Self { lines: TextLines::of(&text, metrics), runs, level }
    }
}

impl PagePlan {
    /// Plans the pages of a document.
    pub fn new(document: &Document, metrics: Metrics<'_>, printed: &Printed<'_>) -> Self {
        let letterhead = Letterhead::new(&document.meta.author, metrics);
        let title_lines = metrics.layout.title_lines(&document.title, &document.meta.author);
        let above_pt = letterhead.as_ref().map_or(0.0, |letterhead| letterhead.height_pt);
        let title_pt = metrics.layout.title_block_lines(title_lines.len()) * metrics.layout.pitch_pt();
        let below = document.blocks.iter().skip(1).map(Some).chain([None]);
        let drafts: Vec<Draft> = document
            .blocks
            .iter()
            .zip(below)
            .map(|(block, below)| Draft::of(block, below, metrics, printed))
            .collect();
        let mut planner = Planner { metrics, used_pt: above_pt + title_pt, headings_pt: 0.0 };
        let mut tables = Vec::with_capacity(drafts.len());
        let mut rest = drafts.as_slice();
        while let [draft, next @ ..] = rest {
            tables.push(planner.place(draft, next));
            rest = next;
        }
        let blocks = drafts.into_iter().zip(tables).map(|(draft, table)| draft.finish(table)).collect();
        Self { letterhead, title_lines, blocks }
    }

    /// Whether a heading or a caption begins a new page because the table below it does.
    pub fn begins_page(&self, block: usize) -> bool {
        self.blocks[block..]
            .iter()
            .find(|plan| match plan {
                BlockPlan::Text(text) => text.level.is_none(),
                BlockPlan::Caption => false,
                _ => true,
            })
            .is_some_and(|plan| matches!(plan, BlockPlan::Table(table) if table.begins_page))
    }
}

/// A block with what placing it needs.
enum Draft<'d> {
    Text(TextPlan),
    /// The caption of a table, of so many lines.
    Caption(u32),
    Table(TableSizes<'d>),
    Figure(FigurePlan),
    Signature(SignaturePlan),
    Chart,
}

impl<'d> Draft<'d> {
    fn of(block: &'d Block, next: Option<&Block>, metrics: Metrics<'d>, printed: &Printed<'_>) -> Self {
        match block {
            Block::Heading(heading) => {
                let runs = vec![(Role::Hei, (printed.text)(&heading.text, Role::Hei))];
                Draft::Text(TextPlan::new(runs, Some(1), metrics))
            }
            Block::Paragraph(p) if p.kind == ParagraphKind::TableCaption => {
                let text: String = printed.runs(p).into_iter().map(|(_, text)| text).collect();
                Draft::Caption(caption_lines(&text, metrics))
            }
            Block::Paragraph(paragraph) => {
                let level = headings::level(paragraph, next, metrics.layout);
                Draft::Text(TextPlan::new(printed.runs(paragraph), level, metrics))
            }
            Block::Table(table) => Draft::Table(TableSizes::new(table, printed.cells(table), metrics)),
            Block::Figure(figure) => Draft::Figure(FigurePlan::new(figure, metrics)),
            Block::Signature(signature) => Draft::Signature(SignaturePlan::new(signature, metrics)),
            Block::Chart(_) => Draft::Chart,
        }
    }

    /// The plan of the block; of a table it is the one that was chosen when it was placed.
    fn finish(self, table: Option<TablePlan>) -> BlockPlan {
        match self {
            Draft::Text(text) => BlockPlan::Text(text),
            Draft::Caption(_) => BlockPlan::Caption,
            Draft::Table(_) => BlockPlan::Table(table.expect("placing a table gives its plan")),
            Draft::Figure(figure) => BlockPlan::Figure(figure),
            Draft::Signature(signature) => BlockPlan::Signature(signature),
            Draft::Chart => BlockPlan::Chart,
        }
    }
}

/// The page at hand.
#[derive(Clone, Copy)]
struct Planner<'a> {
    metrics: Metrics<'a>,
    /// How much of it is taken.
    used_pt: f64,
    /// Height of the headings that wait for what follows them.
    headings_pt: f64,
}

/// Sums of heights are not exact: what is as high as the page must still fit.
const SLACK_PT: f64 = 1e-3;

impl Planner<'_> {
    fn pitch(&self) -> f64 {
        self.metrics.layout.pitch_pt()
    }

    /// What a page holds, with the space below its last line.
    fn page(&self) -> f64 {
        f64::from(self.metrics.layout.text.lines_per_page) * self.pitch()
    }

    /// Height of a page on which a table may stand.
    fn table_page_pt(&self) -> f64 {
        self.metrics.layout.area_height_pt() - self.metrics.layout.table.page_slack_pt
    }

    /// Puts a block on the page at hand or on new ones; `next` are those behind it. Gives the plan of a
    /// table.
    fn place(&mut self, draft: &Draft<'_>, next: &[Draft<'_>]) -> Option<TablePlan> {
        if let Some(height) = self.heading_pt(draft) {
            self.headings_pt += height;
            return None;
        }
        match draft {
            Draft::Table(sizes) => {
                let mut plan = self.plan_table(sizes);
                self.place_table(sizes.table(), &mut plan, next);
                return Some(plan);
            }
            Draft::Text(text) => self.place_paragraph(text.lines.lines.len()),
            // On a page of its own, the last.
            Draft::Chart => self.used_pt = self.page(),
            Draft::Caption(_) | Draft::Figure(_) | Draft::Signature(_) => {
                let height = self.first_pt(draft);
                self.turn_unless_fits(height);
                self.used_pt += height;
            }
        }
        None
    }

    /// Height of a block that stands on the page of what follows it; none for other blocks.
    fn heading_pt(&self, draft: &Draft<'_>) -> Option<f64> {
        match draft {
            Draft::Text(TextPlan { lines, level: Some(_), .. }) => Some(self.lines_pt(lines.lines.len())),
            Draft::Caption(lines) => Some(f64::from(*lines) * self.pitch()),
            _ => None,
        }
    }

    /// Height of what stays on one page of a block, from its top. What stays together of a table depends on
    /// where it stands.
    fn first_pt(&self, draft: &Draft<'_>) -> f64 {
        match draft {
            Draft::Text(text) => self.lines_pt(Self::first_lines(text.lines.lines.len())),
            Draft::Figure(figure) => figure.total_pt(self.metrics.layout),
            Draft::Signature(signature) => signature.height_lines * self.pitch(),
            Draft::Caption(lines) => f64::from(*lines) * self.pitch(),
            Draft::Table(_) | Draft::Chart => self.page(),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "a paragraph has fewer lines than 2^52")]
    fn lines_pt(&self, count: usize) -> f64 {
        count as f64 * self.pitch()
    }

    fn fits(&self, height_pt: f64) -> bool {
        self.used_pt + height_pt <= self.page() + SLACK_PT
    }

    /// Turns the page if what comes next, with the headings above it, does not fit; then these headings are
    /// placed.
    fn turn_unless_fits(&mut self, height_pt: f64) {
        if !self.fits(self.headings_pt + height_pt) {
            self.used_pt = 0.0;
        }
        self.used_pt += std::mem::take(&mut self.headings_pt);
    }

    /// Lines at the start of a paragraph that stay on one page.
    fn first_lines(count: usize) -> usize {
        // Two in front and two behind leave none of three to part with.
        if count == 3 { 3 } else { count.min(2) }
    }

    fn place_paragraph(&mut self, count: usize) {
        let first = Self::first_lines(count);
        self.turn_unless_fits(self.lines_pt(first));
        self.used_pt += self.lines_pt(first);
        for line in first..count {
            let together = if line + 2 == count { 2 } else { 1 };
            if !self.fits(self.lines_pt(together)) {
                self.used_pt = 0.0;
            }
            self.used_pt += self.pitch();
        }
    }

    /// A table's plan where it would begin now.
    fn plan_table(&self, sizes: &TableSizes<'_>) -> TablePlan {
        let style = &self.metrics.layout.table;
        let page_pt = self.table_page_pt();
        let below =
            |above_pt: f64| page_pt - above_pt - if above_pt > 0.0 { self.space_above() } else { 0.0 };
        // Down to the lower edge of the last line, without the space below it.
        let filled = (self.used_pt - self.metrics.layout.leading_pt()).max(0.0);
        let empty = 1.0 - filled / self.metrics.layout.area_height_pt();
        let room = Room {
            here_pt: below(self.used_pt + self.headings_pt),
            fresh_pt: below(self.headings_pt),
            page_pt,
            must_begin_here: self.used_pt > 0.0 && empty > style.most_empty_share,
        };
        TablePlan::new(sizes, room)
    }

    /// Space above a table beside that which every line has below it.
    fn space_above(&self) -> f64 {
        self.metrics.layout.table.space_pt - self.metrics.layout.leading_pt()
    }

    fn place_table(&mut self, table: &Table, plan: &mut TablePlan, next: &[Draft<'_>]) {
        let style = &self.metrics.layout.table;
        let page_pt = self.table_page_pt();
        if plan.begins_page {
            self.used_pt = 0.0;
        }
        self.used_pt += std::mem::take(&mut self.headings_pt);
        let last = plan.parts.len() - 1;
        for part in 0..=last {
            let space = if self.used_pt > 0.0 { self.space_above() } else { 0.0 };
            let top = self.used_pt + space;
            let bottom = top + plan.part_height_pt(part, table);
            let end = bottom + style.space_pt;
            self.used_pt = end;
            let room = if part < last || (!next.is_empty() && !self.begins_here(next)) {
                (page_pt - bottom).max(0.0)
            } else if next.is_empty() {
                0.0
            } else {
                let lines = (end / self.pitch()).ceil() * self.pitch() - end;
                if end + lines <= self.page() { lines } else { 0.0 }
            };
            self.used_pt += plan.grow(part, room, style.highest_row_mm * super::PT_PER_MM);
            if part < last {
                self.used_pt = 0.0;
            }
        }
    }

    /// Whether some of the following blocks would begin on the page at hand.
    fn begins_here(&self, next: &[Draft<'_>]) -> bool {
        let mut here = Planner { headings_pt: 0.0, ..*self };
        for draft in next {
            if let Some(height) = here.heading_pt(draft) {
                here.headings_pt += height;
                continue;
            }
            return match draft {
                Draft::Table(sizes) => !here.plan_table(sizes).begins_page,
                Draft::Chart => false,
                _ => here.fits(here.headings_pt + here.first_pt(draft)),
            };
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::Date;
    use crate::document::{Cell, CellKind, Heading, Meta, Run};
    use crate::form::Path;
    use crate::layout::{AdvanceTable, Layout};

    fn paragraph(text: &str) -> Block {
        Block::Paragraph(Paragraph {
            kind: ParagraphKind::Body,
            runs: vec![Run::new(text, Role::Fang)],
            section: Path::new("总体情况"),
            revision: Revision::Kept,
        })
    }

    fn heading() -> Block {
        Block::Heading(Heading { text: "二、情况".into(), section: Path::new("主动公开") })
    }

    /// Rows of one line, each a group: 20 pt high in 10.5 pt, 16 pt at the tightest.
    fn table(rows: usize) -> Block {
        let cell = || Cell::new(0, CellKind::Figure, "0");
        Block::Table(Table {
            section: Path::new("主动公开"),
            title: "表".into(),
            columns: vec![1],
            head_rows: 0,
            label_columns: 0,
            words: Vec::new(),
            rows: (0..rows).map(|group| Row { cells: vec![cell()], group }).collect(),
        })
    }

    /// The plan of a document without a title: so many lines of text, then these blocks.
    fn plan(lines: usize, blocks: Vec<Block>) -> PagePlan {
        let layout = Layout::parse(include_str!("../../templates/2021/layout.yaml")).unwrap();
        let advances = AdvanceTable::default();
        let document = Document {
            meta: Meta {
                title: String::new(),
                author: String::new(),
                language: "zh-CN",
                date: Date::first_of(2025),
            },
            title: String::new(),
            title_before: None,
            blocks: (0..lines).map(|_| paragraph("字。")).chain(blocks).collect(),
            watermark: None,
        };
        let text = |text: &str, _: Role| text.to_owned();
        PagePlan::new(&document, Metrics { layout: &layout, advances: &advances }, &Printed { text: &text })
    }

    fn table_plan(plan: &PagePlan, block: usize) -> &TablePlan {
        let BlockPlan::Table(table) = &plan.blocks[block] else { panic!("{:?}", plan.blocks[block]) };
        table
    }

    /// The parts of a table of twelve rows below so many lines and a heading, and whether it begins a page.
    fn placed(lines: usize) -> (Vec<std::ops::Range<usize>>, bool) {
        let plan = plan(lines, vec![heading(), table(12), heading(), paragraph("字。")]);
        let table = table_plan(&plan, lines + 1);
        assert_eq!(plan.begins_page(lines), table.begins_page);
        (table.parts.iter().map(|part| part.rows.clone()).collect(), table.begins_page)
    }

    #[test]
    fn a_table_is_moved_or_cut_by_what_it_would_leave_empty() {
        // 15 lines with the heading leave 631.8 − 15 × 28.99 = 196.9 pt; twelve rows take 192 pt at the
        // tightest.
        assert_eq!(placed(14), (vec![0..12; 1], false));
        // One line more leaves 167.9 pt: eight rows. On a new page the table would leave 34 % empty.
        assert_eq!(placed(15), (vec![0..8, 8..12], false));
        // Another one, and it leaves 29 %.
        assert_eq!(placed(16), (vec![0..12; 1], true));
    }

    #[test]
    fn rows_grow_to_fill_a_page_and_text_stands_on_the_grid_below_them() {
        let heights = |plan: &PagePlan, at: usize| -> f64 { table_plan(plan, at).heights_pt.iter().sum() };
        // 22 rows of 20 pt below a heading leave 162.8 pt, and what follows fits no page but a new one: the
        // rows grow, by no more than to 10 mm.
        let full = plan(0, vec![heading(), table(22), heading(), table(28)]);
        let (room, most): (f64, f64) = (631.8 - 28.99, 22.0 * 10.0 * 72.0 / 25.4);
        assert!((heights(&full, 1) - room.min(most)).abs() < 0.1, "{}", heights(&full, 1));
        // With text below, the table and the space around it take whole lines.
        let followed = plan(0, vec![heading(), table(12), heading(), paragraph("字。")]);
        let pitch = 225.0 * 72.0 / 25.4 / 22.0;
        let lines = (heights(&followed, 1) + 13.0 + 13.0 - (pitch - 16.0)) / pitch;
        assert!((lines - lines.round()).abs() < 1e-3, "{lines}");
    }
}
