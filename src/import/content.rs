//! What every reader of a report hands on: paragraphs, tables and pictures in reading order, with nothing
//! of the file format left.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::sources::Sources;
use crate::diagnostic::{DocxPlace, Provenance};
use crate::picture::Picture;
use crate::text::{is_forbidden, is_line_break};

/// A paragraph, a table or a picture.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Item {
    Paragraph(Paragraph),
    Table(Grid),
    Picture(Drawing),
}

/// A picture in running text.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Drawing {
    /// What the file says that it shows.
    pub alt: String,
    /// The name under which the file holds it, until it is looked up.
    pub reference: String,
    /// The picture, once it was.
    pub picture: Option<Arc<Picture>>,
}

/// A paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Paragraph {
    /// Its text; a line feed where the paragraph breaks a line.
    pub text: String,
    /// What its style says it is.
    pub style: Style,
    /// The place of the paragraph's text on its line.
    pub align: Align,
    /// How far its first line stands from the margin, in twips, where the paragraph itself says so.
    pub indent: Option<i32>,
    /// Where it stood.
    pub sources: Sources,
}

impl Paragraph {
    /// Its lines, and where each stood.
    pub fn lines(&self) -> impl Iterator<Item = (&str, Sources)> {
        let mut at = 0;
        self.text.split('\n').map(move |line| {
            let first = at;
            at += line.chars().count() + 1;
            (line, self.sources.from(first))
        })
    }
}

/// What the style of a paragraph says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) enum Style {
    #[default]
    Text,
    Title,
    /// Outline level one.
    Heading,
    /// Deeper outline levels.
    Subheading,
    /// The caption of a picture or a table.
    Caption,
    Signature,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) enum Align {
    #[default]
    Other,
    Centre,
    Right,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Grid {
    pub rows: Vec<Vec<GridCell>>,
    pub trust: Trust,
    /// What stands between it and the table or heading above.
    pub caption: String,
}

/// What the places of cells are worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) enum Trust {
    /// Cells stand in their columns.
    #[default]
    Columns,
    /// Only the order of the cells of a row is known: merged cells have lost their width.
    Order,
}

/// A cell in the row in which it begins.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct GridCell {
    pub column: usize,
    pub colspan: usize,
    pub rowspan: usize,
    pub text: String,
    /// The path of the figure that a content control or an attribute says stands in it.
    pub path: Option<String>,
    /// Where it stood.
    pub source: Option<Provenance>,
}

impl Grid {
    /// The text of the table, cells parted by tabs.
    pub fn text(&self) -> String {
        let row = |row: &Vec<GridCell>| row.iter().map(|c| c.text.as_str()).collect::<Vec<_>>().join("\t");
        self.rows.iter().map(row).collect::<Vec<_>>().join("\n")
    }
}

/// Numbers what a reader has noted no place for: paragraphs, and tables with their cells.
pub(super) fn number(items: &mut [Item]) {
    let (mut paragraphs, mut tables) = (0, 0);
    for item in items {
        match item {
            Item::Paragraph(paragraph) => {
                if paragraph.sources == Sources::default() {
                    paragraph.sources = Sources::whole(Provenance::Flow(DocxPlace::Paragraph(paragraphs)));
                }
                paragraphs += 1;
            }
            Item::Table(grid) => {
                number_cells(grid, tables);
                tables += 1;
            }
            Item::Picture(_) => {}
        }
    }
}

fn number_cells(grid: &mut Grid, table: u32) {
    for (row, cells) in (0..).zip(&mut grid.rows) {
        for cell in cells.iter_mut().filter(|cell| cell.source.is_none()) {
            let column = u32::try_from(cell.column).unwrap_or(u32::MAX);
            cell.source = Some(Provenance::Flow(DocxPlace::Cell { table, row, column }));
        }
    }
}

/// The text without characters that no data file may hold and no reader sees. Line separators become line
/// feeds.
pub(super) fn readable(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .map(|c| if is_line_break(c) { '\n' } else { c })
        .filter(|c| !is_forbidden(*c))
        .collect()
}
