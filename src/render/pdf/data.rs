//! The data of a report for the template: the file `report.json`, which it reads. Texts are safe to set and
//! have places to break, tables are [planned](TablePlan), lengths are in points; the template decides
//! nothing.

use std::ops::Range;

use serde::Serialize;

use crate::document::{self, Block, Chart, Document, Figure, Paragraph, Role, Signature};
use crate::fonts::Fonts;
use crate::layout::figure_plan::FigurePlan;
use crate::layout::headings::{self, StructureLevels};
use crate::layout::letterhead::Letterhead;
use crate::layout::pages::{BlockPlan, PagePlan, Printed, TextPlan};
use crate::layout::signature::SignaturePlan;
use crate::layout::{Layout, Metrics, line_breaks};

use super::places::{Spot, Target, normalized};
use super::table::{self, TableData};
use super::text::printable;
use super::text_pieces::{Piece, pieces};
use super::world::picture_name;

/// The file `report.json` of the template.
#[derive(Debug, Serialize)]
struct Report {
    /// What stands above the title, where the layout has something.
    letterhead: Option<Letterhead>,
    title: Vec<String>,
    /// Height of the title with the space below it, in points.
    title_block_pt: f64,
    watermark: Option<String>,
    blocks: Vec<Item>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
enum Item {
    /// Section title, outline level 1.
    Heading {
        lines: Vec<Vec<Piece>>,
        /// Whether a new page begins with it.
        new_page: bool,
    },
    /// A numbered heading on a line of its own.
    Subheading {
        /// Its level in the file's structure.
        level: u8,
        lines: Vec<Vec<Piece>>,
    },
    Paragraph {
        lines: Vec<Vec<Piece>>,
        /// The words of a lead-in, which the outline lists although it is no heading of the structure.
        outline: Option<String>,
    },
    /// The caption of the table that follows.
    Caption {
        text: String,
        /// Whether a new page begins with it.
        new_page: bool,
    },
    /// A picture with its caption.
    Picture(PictureData),
    /// A table in one piece, or in several where no page holds it whole.
    Table(TableData),
    /// Bars drawn from the figures.
    Chart { title: String, panels: Vec<Panel> },
    /// 署名 and date, each with the space to its right in points.
    Signature {
        lines: Vec<SignatureLine>,
        /// Height of both with the space above, for which the text above keeps room on its page.
        height_pt: f64,
    },
}

/// A picture, with what it shows in words. Lengths are in points.
#[derive(Debug, Serialize)]
struct PictureData {
    /// Its name among the engine's files.
    file: String,
    /// `png`, `jpg` or `svg`.
    format: &'static str,
    width: f64,
    height: f64,
    /// Lines of text that it takes.
    lines: u32,
    alt: String,
    /// Empty where nothing is printed below it.
    caption: String,
}

/// A group of bars, with what it shows in words.
#[derive(Debug, Serialize)]
struct Panel {
    title: String,
    alt: String,
    bars: Vec<Bar>,
}

#[derive(Debug, Serialize)]
struct Bar {
    label: String,
    values: Vec<BarValue>,
}

#[derive(Debug, Serialize)]
struct BarValue {
    /// The year, where there are two.
    year: Option<String>,
    /// The number beside the bar.
    text: String,
    /// Length of the bar, in thousandths of the longest of its panel.
    permille: u16,
}

#[derive(Debug, Serialize)]
struct SignatureLine {
    /// More than one line for a name that is longer than one.
    lines: Vec<String>,
    right_pt: f64,
}

/// What texts and tables are prepared with.
struct Context<'a> {
    metrics: Metrics<'a>,
    fonts: &'a Fonts,
}

/// The data of a report, as JSON, and what can be found again on its pages.
pub(super) fn json(document: &Document, fonts: &Fonts, metrics: Metrics<'_>) -> (String, Vec<Spot>) {
    let context = Context { metrics, fonts };
    let text = |text: &str, role| printable(text, role, fonts);
    let mut pages = PagePlan::new(document, metrics, &Printed { text: &text });
    let mut letterhead = pages.letterhead.take();
    if let Some(head) = letterhead.as_mut().and_then(|letterhead| letterhead.head.as_mut()) {
        head.text = printable(&head.text, Role::Title, fonts);
    }
    let report = Report {
        letterhead,
        title_block_pt: metrics.layout.title_block_lines(pages.title_lines.len()) * metrics.layout.pitch_pt(),
        title: pages.title_lines.iter().map(|line| context.running(line, Role::Title)).collect(),
        watermark: document.watermark.as_ref().map(|text| context.running(text, Role::Hei)),
        blocks: context.blocks(&document.blocks, &pages),
    };
    let title = Spot::Text { text: normalized(&report.title.concat()), target: Target::Title };
    let spots = std::iter::once(title).chain(pages.blocks.iter().zip(&document.blocks).filter_map(spot));
    let spots = spots.collect();
    (serde_json::to_string(&report).expect("strings, numbers and lists are always JSON"), spots)
}

/// What can be found again of a block.
fn spot((plan, block): (&BlockPlan, &Block)) -> Option<Spot> {
    let runs = |text: &TextPlan| text.runs.iter().map(|(_, text)| text.as_str()).collect::<String>();
    Some(match (block, plan) {
        (Block::Heading(heading), BlockPlan::Text(text)) => Spot::of_heading(&runs(text), &heading.section),
        (Block::Paragraph(paragraph), BlockPlan::Text(text)) => {
            Spot::of_paragraph(&runs(text), &paragraph.section)
        }
        (Block::Table(table), BlockPlan::Table(plan)) => {
            Spot::Table { section: table.section.to_string(), pieces: table::spots(table, plan) }
        }
        (Block::Signature(signature), _) => {
            let text = |text: &Option<String>| normalized(text.as_deref().unwrap_or_default());
            Spot::Signature { name: text(&signature.name), date: text(&signature.date) }
        }
        _ => return None,
    })
}

impl Context<'_> {
    /// A text as it can be set in running text: printable, and with places to break in long runs of
    /// characters that have none (a web address), so that no line is wider than the page.
    fn running(&self, text: &str, role: Role) -> String {
        let text = printable(text, role, self.fonts);
        line_breaks::with_breaks(text, self.metrics.advances, self.metrics.layout.unbroken_chars())
    }

    fn blocks(&self, blocks: &[Block], pages: &PagePlan) -> Vec<Item> {
        let layout = self.metrics.layout;
        let mut levels = StructureLevels::default();
        let mut items = Vec::with_capacity(blocks.len());
        let mut pictures = 0;
        for (at, planned) in blocks.iter().zip(&pages.blocks).enumerate() {
            let under_heading = at > 0 && matches!(blocks[at - 1], Block::Heading(_));
            // A new page begins with the first of several headings.
            let new_page = || !under_heading && pages.begins_page(at);
            items.push(match planned {
                // An empty heading is no heading; accessible files must not have one.
                (Block::Heading(heading), _) if heading.text.trim().is_empty() => continue,
                (Block::Heading(_), BlockPlan::Text(text)) => {
                    levels.section();
                    Item::Heading { lines: lines(text, layout), new_page: new_page() }
                }
                (Block::Paragraph(p), BlockPlan::Caption) => {
                    Item::Caption { text: self.running(&p.text(), Role::Hei), new_page: new_page() }
                }
                (Block::Paragraph(p), BlockPlan::Text(text)) => {
                    let lines = lines(text, layout);
                    // Before the first section it is set as a paragraph: PDF/UA-1 forbids a heading of level
                    // two without one of level one before it.
                    match text.level.and_then(|level| levels.below(level)) {
                        Some(level) => Item::Subheading { level, lines },
                        None => Item::Paragraph { lines, outline: self.outline_entry(p, &levels) },
                    }
                }
                (Block::Figure(figure), BlockPlan::Figure(plan)) => {
                    pictures += 1;
                    Item::Picture(self.picture(figure, plan, pictures - 1))
                }
                (Block::Table(table), BlockPlan::Table(plan)) => Item::Table(TableData::new(table, plan)),
                (Block::Chart(chart), _) => self.chart(chart),
                (Block::Signature(signature), BlockPlan::Signature(plan)) => self.signature(signature, plan),
                (block, plan) => unreachable!("a plan of another kind: {block:?}, {plan:?}"),
            });
        }
        items
    }

    /// The picture of a number in the document.
    fn picture(&self, figure: &Figure, plan: &FigurePlan, number: usize) -> PictureData {
        PictureData {
            file: picture_name(number),
            format: figure.picture.kind().endings()[0],
            width: plan.width_pt,
            height: plan.height_pt,
            lines: plan.picture_lines,
            alt: printable(&figure.alt, Role::Hei, self.fonts),
            caption: self.running(&figure.caption, Role::Hei),
        }
    }

    /// What the outline says of a paragraph that begins with a lead-in.
    fn outline_entry(&self, paragraph: &Paragraph, levels: &StructureLevels) -> Option<String> {
        let lead_in = headings::lead_in(paragraph).filter(|_| levels.in_section())?;
        Some(printable(&lead_in, Role::Kai, self.fonts))
    }

    fn chart(&self, chart: &Chart) -> Item {
        let set = |text: &str| self.running(text, Role::Song);
        let years: Vec<Option<String>> =
            chart.years.iter().map(|year| (chart.years.len() > 1).then(|| set(year))).collect();
        let bar = |bar: &document::Bar| Bar {
            label: set(&bar.label),
            values: years
                .iter()
                .zip(&bar.values)
                .map(|(year, value)| BarValue {
                    year: year.clone(),
                    text: set(&value.text),
                    permille: value.permille,
                })
                .collect(),
        };
        let panel = |panel: &document::Panel| Panel {
            title: self.running(&panel.title, Role::Kai),
            alt: chart.panel_description(panel),
            bars: panel.bars.iter().map(bar).collect(),
        };
        Item::Chart {
            title: self.running(&chart.title, Role::Hei),
            panels: chart.panels.iter().map(panel).collect(),
        }
    }

    fn signature(&self, signature: &Signature, plan: &SignaturePlan) -> Item {
        let date: Vec<String> = signature.date.iter().cloned().collect();
        let parts = [(&plan.name_lines, plan.name_right_pt), (&date, plan.date_right_pt)];
        let line = |(lines, right_pt): (&Vec<String>, f64)| SignatureLine {
            lines: lines.iter().map(|line| self.running(line, Role::Fang)).collect(),
            right_pt,
        };
        let lines = parts.into_iter().filter(|part| !part.0.is_empty()).map(line).collect();
        Item::Signature { lines, height_pt: plan.height_lines * self.metrics.layout.pitch_pt() }
    }
}

/// The planned lines of a text as the pieces they are set in.
fn lines(text: &TextPlan, layout: &Layout) -> Vec<Vec<Piece>> {
    let lines = text.lines.lines.iter();
    lines.map(|line| pieces(cut(&text.runs, line.bytes.clone()), line.spare_pt, layout)).collect()
}

/// The part of some runs that stands in a line, given by its bytes.
fn cut(runs: &[(Role, String)], line: Range<usize>) -> impl Iterator<Item = (Role, &str)> {
    let mut at = 0;
    runs.iter().filter_map(move |(role, text)| {
        let start = at;
        at += text.len();
        let (from, to) = (line.start.max(start), line.end.min(at));
        (from < to).then(|| (*role, &text[from - start..to - start]))
    })
}
