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
use crate::document::{Block, Document, Paragraph, ParagraphKind, Revision, Role, Signature, Table};

/// What is decided about the blocks of a document, in their order.
#[derive(Debug)]
pub(crate) struct PagePlan {
    /// One for each block.
    pub blocks: Vec<BlockPlan>,
}

/// What is decided about a block.
#[derive(Debug)]
pub(crate) enum BlockPlan {
    /// A paragraph or a heading.
    Lines(TextLines),
    /// A table.
    Table(TablePlan),
    /// The caption of the table that follows.
    Caption,
    /// A picture, 署名 and date, a chart.
    Other,
}

/// How an output prints texts: without what it cannot show.
pub(crate) struct Printed<'a> {
    /// A text in the face of a role.
    pub text: &'a dyn Fn(&str, Role) -> String,
}

impl Printed<'_> {
    /// The text of a paragraph as it is printed.
    pub fn paragraph(&self, paragraph: &Paragraph) -> String {
        let runs = paragraph.runs.iter().filter(|run| run.revision != Revision::Deleted);
        runs.map(|run| (self.text)(&run.text, run.role)).collect()
    }

    fn cells(&self, table: &Table) -> Vec<Vec<String>> {
        let row = |row: &crate::document::Row| {
            row.cells.iter().map(|cell| (self.text)(&cell.text, Role::Song)).collect()
        };
        table.rows.iter().map(row).collect()
    }
}

impl PagePlan {
    /// Plans the pages of a document.
    pub fn new(document: &Document, metrics: Metrics<'_>, printed: &Printed<'_>) -> Self {
        let title = metrics.layout.title_lines(&document.title, &document.meta.author);
        let below = document.blocks.iter().skip(1).map(Some).chain([None]);
        let with_below = document.blocks.iter().zip(below);
        let mut blocks: Vec<Draft> =
            with_below.map(|(block, below)| Draft::of(block, below, metrics, printed)).collect();
        let above_title = Letterhead::new(&document.meta.author, metrics);
        let title_pt = metrics.layout.title_block_lines(title.len()) * metrics.layout.pitch_pt();
        let mut planner = Planner {
            metrics,
            used_pt: above_title.map_or(0.0, |letterhead| letterhead.height_pt) + title_pt,
            headings_pt: 0.0,
        };
        for at in 0..blocks.len() {
            let (before, rest) = blocks.split_at_mut(at);
            let _ = before;
            if let [block, next @ ..] = rest {
                planner.place(block, next);
            }
        }
        Self { blocks: blocks.into_iter().map(Draft::finish).collect() }
    }

    /// The lines of a paragraph or heading; none of another block.
    pub fn lines(&self, block: usize) -> Option<&TextLines> {
        match self.blocks.get(block)? {
            BlockPlan::Lines(lines) => Some(lines),
            BlockPlan::Table(_) | BlockPlan::Caption | BlockPlan::Other => None,
        }
    }

    /// The plan of a table.
    pub fn table(&self, block: usize) -> Option<&TablePlan> {
        match self.blocks.get(block)? {
            BlockPlan::Table(plan) => Some(plan),
            BlockPlan::Lines(_) | BlockPlan::Caption | BlockPlan::Other => None,
        }
    }

    /// Whether a heading or a caption begins a new page because the table below it does.
    pub fn begins_page(&self, block: usize) -> bool {
        self.blocks[block..]
            .iter()
            .find(|plan| match plan {
                BlockPlan::Lines(lines) => !lines.heading,
                BlockPlan::Caption => false,
                BlockPlan::Table(_) | BlockPlan::Other => true,
            })
            .is_some_and(|plan| matches!(plan, BlockPlan::Table(table) if table.begins_page))
    }
}

/// A block with what planning it needs.
enum Draft<'d> {
    Heading(TextLines),
    Paragraph(TextLines),
    /// The caption of a table, of so many lines.
    Caption(u32),
    /// A picture with its caption, so high.
    Figure(f64),
    Table {
        sizes: TableSizes<'d>,
        plan: Option<TablePlan>,
    },
    Signature(&'d Signature),
    Chart,
}

impl<'d> Draft<'d> {
    fn of(block: &'d Block, next: Option<&Block>, metrics: Metrics<'d>, printed: &Printed<'_>) -> Self {
        match block {
            Block::Heading(heading) => {
                let lines = TextLines::of(&(printed.text)(&heading.text, Role::Hei), metrics);
                Draft::Heading(TextLines { heading: true, ..lines })
            }
            Block::Paragraph(p) if p.kind == ParagraphKind::TableCaption => {
                Draft::Caption(caption_lines(&printed.paragraph(p), metrics))
            }
            Block::Figure(figure) => Draft::Figure(FigurePlan::new(figure, metrics).total_pt(metrics.layout)),
            Block::Paragraph(paragraph) => {
                let lines = TextLines::of(&printed.paragraph(paragraph), metrics);
                match headings::level(paragraph, next, metrics.layout) {
                    Some(_) => Draft::Heading(TextLines { heading: true, ..lines }),
                    None => Draft::Paragraph(lines),
                }
            }
            Block::Table(table) => {
                let sizes = TableSizes::new(table, printed.cells(table), metrics);
                Draft::Table { sizes, plan: None }
            }
            Block::Signature(signature) => Draft::Signature(signature),
            Block::Chart(_) => Draft::Chart,
        }
    }

    fn finish(self) -> BlockPlan {
        match self {
            Draft::Heading(lines) | Draft::Paragraph(lines) => BlockPlan::Lines(lines),
            Draft::Table { plan: Some(plan), .. } => BlockPlan::Table(plan),
            Draft::Caption(_) => BlockPlan::Caption,
            Draft::Table { plan: None, .. } | Draft::Figure(_) | Draft::Signature(_) | Draft::Chart => {
                BlockPlan::Other
            }
        }
    }
}

/// The page at hand.
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

    /// Puts a block on the page at hand or on new ones; `next` are those behind it.
    fn place(&mut self, block: &mut Draft<'_>, next: &[Draft<'_>]) {
        match block {
            Draft::Heading(lines) => self.headings_pt += self.lines_pt(lines.lines.len()),
            Draft::Caption(lines) => self.headings_pt += f64::from(*lines) * self.pitch(),
            Draft::Paragraph(lines) => self.place_paragraph(lines.lines.len()),
            Draft::Figure(height) => {
                self.turn_unless_fits(*height);
                self.used_pt += *height;
            }
            Draft::Signature(signature) => {
                let height = self.signature_pt(signature);
                self.turn_unless_fits(height);
                self.used_pt += height;
            }
            Draft::Table { sizes, plan } => {
                let mut chosen = self.plan_table(sizes);
                self.place_table(sizes.table(), &mut chosen, next);
                *plan = Some(chosen);
            }
            // On a page of its own, the last.
            Draft::Chart => self.used_pt = self.page(),
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

    fn signature_pt(&self, signature: &Signature) -> f64 {
        SignaturePlan::new(signature, self.metrics).height_lines * self.pitch()
    }

    /// A table's plan where it would begin now.
    fn plan_table(&self, sizes: &TableSizes<'_>) -> TablePlan {
        let style = &self.metrics.layout.table;
        let page_pt = self.metrics.layout.area_height_pt() - style.page_slack_pt;
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
        let page_pt = self.metrics.layout.area_height_pt() - style.page_slack_pt;
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
        for block in next {
            match block {
                Draft::Heading(lines) => here.headings_pt += here.lines_pt(lines.lines.len()),
                Draft::Paragraph(lines) => {
                    let first = Self::first_lines(lines.lines.len());
                    return here.fits(here.headings_pt + here.lines_pt(first));
                }
                Draft::Caption(lines) => here.headings_pt += f64::from(*lines) * here.pitch(),
                Draft::Figure(height) => return here.fits(here.headings_pt + height),
                Draft::Signature(signature) => return here.fits(here.signature_pt(signature)),
                Draft::Table { sizes, .. } => return !here.plan_table(sizes).begins_page,
                Draft::Chart => return false,
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::Date;
    use crate::document::{Cell, CellKind, Heading, Meta, Row, Run};
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
        let cell = || Cell {
            column: 0,
            colspan: 1,
            rowspan: 1,
            kind: CellKind::Figure,
            text: "0".into(),
            path: None,
            before: None,
        };
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

    /// The parts of a table of twelve rows below so many lines and a heading, and whether it begins a page.
    fn placed(lines: usize) -> (Vec<std::ops::Range<usize>>, bool) {
        let plan = plan(lines, vec![heading(), table(12), heading(), paragraph("字。")]);
        let table = plan.table(lines + 1).unwrap();
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
        let heights = |plan: &PagePlan, at: usize| -> f64 { plan.table(at).unwrap().heights_pt.iter().sum() };
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
