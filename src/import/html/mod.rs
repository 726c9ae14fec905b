//! Published web pages to paragraphs and tables. Pages put whole articles into tables to lay them out: a
//! table with a table in it, or of one cell, is taken for such a layout, and only its content counts.

mod attributes;
mod elements;
mod parse;
mod table;

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ego_tree::iter::Edge;
use scraper::Node;
use scraper::node::Element;

use self::elements::{is_block, is_content, is_layout, is_signature, is_skipped};
use self::table::OpenTable;
use super::content::{Align, Drawing, Item, Paragraph, Style, readable};
use super::{ImportError, Limits};
use crate::picture::{MAX_PICTURES, Picture};

/// What a page holds.
pub(super) struct Page {
    pub items: Vec<Item>,
    /// What the page calls itself.
    pub title: Option<String>,
    /// Pictures, forms and charts that are not read.
    pub left_out: usize,
}

/// Reads a page or a part of one.
pub(super) fn read(text: &str, limits: &Limits) -> Result<Page, ImportError> {
    if text.len() > limits.part_bytes {
        return Err(ImportError::TooLarge {
            what: "网页大小",
            limit: format!("{} MB", limits.part_bytes >> 20),
        });
    }
    let html = parse::parse(text, limits)?;
    let mut reader = PageReader {
        limits,
        items: Vec::new(),
        paragraph: Paragraph::default(),
        tables: Vec::new(),
        lists: Vec::new(),
        left_out: 0,
        pictures: 0,
        signature: 0,
    };
    let mut skip = 0usize;
    let mut cells = 0usize;
    // Edges, not recursion: a page may be nested as deeply as it likes.
    for edge in html.tree.root().traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Element(element) => {
                    if skip == 0 && element.name() == "img" && reader.picture(element) {
                        continue;
                    }
                    if skip > 0 || is_skipped(element) {
                        skip += 1;
                        reader.left_out += usize::from(skip == 1 && is_content(element));
                        continue;
                    }
                    cells += usize::from(matches!(element.name(), "td" | "th"));
                    if cells > limits.cells {
                        return Err(ImportError::TooLarge {
                            what: "表格单元格数",
                            limit: limits.cells.to_string(),
                        });
                    }
                    let layout = element.name() == "table" && is_layout(node);
                    reader.open(element, layout)?;
                }
                Node::Text(text) if skip == 0 => reader.text(text),
                _ => {}
            },
            Edge::Close(node) => {
                if let Node::Element(element) = node.value() {
                    if skip > 0 {
                        skip -= 1;
                    } else {
                        reader.close(element);
                    }
                }
            }
        }
    }
    reader.flush();
    Ok(Page { items: reader.items, title: title(&html), left_out: reader.left_out })
}

/// What a page says in `<title>`. A drawing has titles too; that of the page is the first.
fn title(html: &scraper::Html) -> Option<String> {
    let mut nodes = html.tree.nodes();
    let element = nodes.find(|node| node.value().as_element().is_some_and(|e| e.name() == "title"))?;
    let text: String = element.children().filter_map(|node| node.value().as_text().map(|t| &**t)).collect();
    let text = readable(&text).split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty() && text.len() <= MAX_TITLE).then_some(text)
}

/// Bytes that the title of a page may have.
const MAX_TITLE: usize = 300;

/// A table being read.
enum Table {
    /// One that only lays out the page.
    Layout,
    Data(OpenTable),
}

struct PageReader<'a> {
    limits: &'a Limits,
    items: Vec<Item>,
    paragraph: Paragraph,
    tables: Vec<Table>,
    /// The next number of each open list; none for one with bullets.
    lists: Vec<Option<usize>>,
    left_out: usize,
    /// Pictures that are read.
    pictures: usize,
    /// Open elements that hold 署名 and date.
    signature: usize,
}

impl PageReader<'_> {
    fn table(&mut self) -> Option<&mut OpenTable> {
        match self.tables.last_mut() {
            Some(Table::Data(table)) => Some(table),
            _ => None,
        }
    }

    fn open(&mut self, element: &Element, layout: bool) -> Result<(), ImportError> {
        let (name, limits) = (element.name(), self.limits);
        if let Some(table) = self.table() {
            if let (Some(cell), Some(path)) = (&mut table.cell, element.attr("data-path")) {
                cell.path = Some(path.to_owned());
            }
            match name {
                "tr" => table.start_row(),
                "td" | "th" => table.start_cell(element, limits)?,
                "br" => self.text(" "),
                _ => {}
            }
            return Ok(());
        }
        match name {
            "br" => self.paragraph.text.push('\n'),
            "ol" => self.lists.push(Some(element.attr("start").and_then(|s| s.parse().ok()).unwrap_or(1))),
            "ul" => self.lists.push(None),
            _ => {}
        }
        if is_block(name) {
            self.flush();
            self.paragraph.style = match name {
                "h1" => Style::Title,
                "h2" => Style::Heading,
                "h3" | "h4" | "h5" | "h6" => Style::Subheading,
                "figcaption" => Style::Caption,
                _ => Style::Text,
            };
            self.signature += usize::from(is_signature(element));
            if self.signature > 0 {
                self.paragraph.style = Style::Signature;
            }
            let style = element.attr("style").unwrap_or_default().replace(' ', "").to_lowercase();
            let align = element.attr("align").unwrap_or_default().to_lowercase();
            if style.contains("text-align:right") || align == "right" {
                self.paragraph.align = Align::Right;
            }
        }
        if name == "table" {
            self.tables.push(if layout { Table::Layout } else { Table::Data(OpenTable::default()) });
        }
        if name == "li"
            && let Some(Some(number)) = self.lists.last_mut()
        {
            self.paragraph.text = format!("{number}.");
            *number += 1;
        }
        Ok(())
    }

    /// Reads a picture that the page itself holds, outside of tables of data; false if it is none.
    fn picture(&mut self, element: &Element) -> bool {
        if self.table().is_some() || self.pictures >= MAX_PICTURES {
            return false;
        }
        let data = element.attr("src").and_then(|source| source.strip_prefix("data:image/"));
        let data = data.and_then(|data| data.split_once(";base64,"));
        let bytes = data.and_then(|(_, data)| STANDARD.decode(data.trim()).ok());
        let Some(picture) = bytes.and_then(|bytes| Picture::read(bytes).ok()) else { return false };
        self.flush();
        self.pictures += 1;
        self.items.push(Item::Picture(Drawing {
            alt: readable(element.attr("alt").unwrap_or_default()),
            reference: String::new(),
            picture: Some(Arc::new(picture)),
        }));
        true
    }

    fn text(&mut self, text: &str) {
        let target = match self.tables.last_mut() {
            Some(Table::Data(table)) => match &mut table.cell {
                Some(cell) => &mut cell.text,
                None => return,
            },
            _ => &mut self.paragraph.text,
        };
        for c in text.chars() {
            if !matches!(c, ' ' | '\t' | '\n' | '\r') {
                target.push(c);
            } else if !target.ends_with([' ', '\n']) && !target.is_empty() {
                target.push(' ');
            }
        }
    }

    fn close(&mut self, element: &Element) {
        let name = element.name();
        if let Some(table) = self.table() {
            match name {
                "td" | "th" => table.end_cell(),
                "tr" => table.end_row(),
                "table" => {
                    let grid = table.finish();
                    self.tables.pop();
                    self.items.push(Item::Table(grid));
                }
                _ => {}
            }
            return;
        }
        match name {
            "ol" | "ul" => {
                self.lists.pop();
            }
            "table" => {
                self.tables.pop();
            }
            _ => {}
        }
        if is_block(name) {
            self.flush();
            self.signature -= usize::from(self.signature > 0 && is_signature(element));
        }
    }

    fn flush(&mut self) {
        let mut paragraph = std::mem::take(&mut self.paragraph);
        let lines: Vec<String> = readable(&paragraph.text)
            .lines()
            .map(|l| l.trim().to_owned())
            .filter(|l| !l.is_empty())
            .collect();
        if !lines.is_empty() {
            paragraph.text = lines.join("\n");
            self.items.push(Item::Paragraph(paragraph));
        }
    }
}
