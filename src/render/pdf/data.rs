//! What the template gets of a report.

use serde::Serialize;

use crate::document::{self, Block, Chart, Document, Paragraph, ParagraphKind, Role, Signature};
use crate::fonts::{Fonts, role_name};
use crate::layout::Layout;

use super::measure::Widths;
use super::table::{self, Piece};
use super::text;

/// The file `report.json` of the template.
#[derive(Debug, Serialize)]
struct Report {
    title: Vec<String>,
    watermark: Option<String>,
    blocks: Vec<Item>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
enum Item {
    /// Section title, outline level 1.
    Heading {
        text: String,
    },
    /// （一） on a line of its own, outline level 2.
    Heading2 {
        runs: Vec<Run>,
    },
    Paragraph {
        runs: Vec<Run>,
    },
    /// A table in one piece, or in several where no page holds it whole.
    Table {
        title: String,
        size: f64,
        columns: Vec<f64>,
        pieces: Vec<Piece>,
    },
    /// The picture of the year.
    Chart {
        title: String,
        panels: Vec<Panel>,
    },
    /// 署名 and date, each with the space to its right in points.
    Signature {
        lines: Vec<SignatureLine>,
    },
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
    text: String,
    permille: u16,
}

#[derive(Debug, Serialize)]
struct Run {
    role: &'static str,
    text: String,
}

#[derive(Debug, Serialize)]
struct SignatureLine {
    text: String,
    right_pt: f64,
}

struct Context<'a> {
    layout: &'a Layout,
    fonts: &'a Fonts,
    widths: &'a Widths,
}

/// The data of a report, as JSON.
pub(super) fn json(document: &Document, layout: &Layout, fonts: &Fonts, widths: &Widths) -> String {
    let context = Context { layout, fonts, widths };
    let report = Report {
        title: document.title.iter().map(|line| context.settable(line, Role::Title)).collect(),
        watermark: document.watermark.as_ref().map(|w| context.settable(w, Role::Hei)),
        blocks: context.blocks(&document.blocks),
    };
    serde_json::to_string(&report).expect("strings, numbers and lists are always JSON")
}

impl Context<'_> {
    /// A text as it can be set in running text.
    fn settable(&self, text: &str, role: Role) -> String {
        text::settable(
            text,
            role,
            self.fonts,
            self.widths,
            f64::from(self.layout.text.chars_per_line - self.layout.text.indent_chars) - 1.0,
        )
    }

    fn blocks(&self, blocks: &[Block]) -> Vec<Item> {
        let mut seen_heading = false;
        let mut after_heading = false;
        let mut items = Vec::with_capacity(blocks.len());
        for block in blocks {
            items.push(match block {
                // An empty heading is no heading; accessible files must not have one.
                Block::Heading(heading) if heading.text.trim().is_empty() => continue,
                Block::Heading(heading) => {
                    seen_heading = true;
                    Item::Heading { text: self.settable(&heading.text, Role::Hei) }
                }
                // Before the first section there is nothing that a heading of level two could stand under.
                Block::Paragraph(p)
                    if p.kind == ParagraphKind::Heading2 && seen_heading && !p.text().trim().is_empty() =>
                {
                    Item::Heading2 { runs: self.runs(p) }
                }
                Block::Paragraph(p) => Item::Paragraph { runs: self.runs(p) },
                Block::Table(t) => {
                    let set = |text: &str, max_em| {
                        text::settable(text, Role::Song, self.fonts, self.widths, max_em)
                    };
                    let plan = table::plan(t, self.layout, self.widths, after_heading, set);
                    Item::Table {
                        title: t.title.clone(),
                        size: plan.size,
                        columns: plan.columns,
                        pieces: plan.pieces,
                    }
                }
                Block::Chart(chart) => self.chart(chart),
                Block::Signature(s) => Item::Signature { lines: self.signature(s) },
            });
            after_heading = matches!(block, Block::Heading(_));
        }
        items
    }

    fn runs(&self, paragraph: &Paragraph) -> Vec<Run> {
        paragraph
            .runs
            .iter()
            .map(|r| Run { role: role_name(r.role), text: self.settable(&r.text, r.role) })
            .collect()
    }

    fn chart(&self, chart: &Chart) -> Item {
        let set = |text: &str| self.settable(text, Role::Song);
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
            title: self.settable(&panel.title, Role::Kai),
            alt: chart.panel_description(panel),
            bars: panel.bars.iter().map(bar).collect(),
        };
        Item::Chart {
            title: self.settable(&chart.title, Role::Hei),
            panels: chart.panels.iter().map(panel).collect(),
        }
    }

    /// GB/T 9704 7.3.5: the date stands four characters from the right, the name is centred over it; a name
    /// too long for that ends at the right edge.
    fn signature(&self, signature: &Signature) -> Vec<SignatureLine> {
        let advance = self.layout.advance_pt();
        let width = |text: &str| self.widths.text_em(text) * advance;
        let date_right = f64::from(self.layout.signature.date_right_chars) * advance;
        let date_width = signature.date.as_deref().map_or(0.0, width);
        let mut lines = Vec::new();
        if let Some(name) = &signature.name {
            let right = date_right + (date_width - width(name)) / 2.0;
            lines.push(SignatureLine { text: self.settable(name, Role::Fang), right_pt: right.max(0.0) });
        }
        if let Some(date) = &signature.date {
            lines.push(SignatureLine { text: self.settable(date, Role::Fang), right_pt: date_right });
        }
        lines
    }
}
