//! Published web pages to paragraphs and tables. Pages put whole articles into tables to lay them out: a
//! table with a table in it, or of one cell, is such a one, and only its content counts.

use ego_tree::NodeRef;
use ego_tree::iter::Edge;
use scraper::node::Element;
use scraper::{Html, Node};

use super::content::{Align, Grid, GridCell, Item, Paragraph, Style, Trust, readable};
use super::{ImportError, Limits};

/// What a page holds.
pub(super) struct Page {
    pub items: Vec<Item>,
    /// Pictures, forms and charts that are not read.
    pub left_out: usize,
}

/// Reads a page or a part of one.
pub(super) fn read(text: &str, limits: &Limits) -> Result<Page, ImportError> {
    if text.len() > limits.part_bytes {
        return Err(ImportError::TooLarge {
            what: "网页大小",
            most: format!("{} MB", limits.part_bytes >> 20),
        });
    }
    if nesting(text) > MAX_NESTING {
        return Err(ImportError::TooLarge { what: "嵌套层数", most: format!("{MAX_NESTING} 层") });
    }
    let html = Html::parse_document(text);
    let mut reader = Reader {
        limits,
        items: Vec::new(),
        paragraph: Paragraph::default(),
        tables: Vec::new(),
        lists: Vec::new(),
        left_out: 0,
        signature: 0,
    };
    let mut skip = 0usize;
    let mut cells = 0usize;
    // Edges, not recursion: a page may be nested as deeply as it likes.
    for edge in html.tree.root().traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Element(element) => {
                    if skip > 0 || is_skipped(element) {
                        skip += 1;
                        reader.left_out += usize::from(skip == 1 && is_content(element));
                        continue;
                    }
                    cells += usize::from(matches!(element.name(), "td" | "th"));
                    if cells > limits.cells {
                        return Err(ImportError::TooLarge {
                            what: "表格单元格数",
                            most: limits.cells.to_string(),
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
    Ok(Page { items: reader.items, left_out: reader.left_out })
}

/// Elements inside elements that a page may have: the time a parser of pages takes grows with their square.
const MAX_NESTING: usize = 1000;

/// The most elements that are open at once, by the tags alone. Elements that end by themselves do not count.
fn nesting(text: &str) -> usize {
    const UNCLOSED: [&str; 36] = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
        "track", "wbr", "p", "li", "dt", "dd", "td", "th", "tr", "thead", "tbody", "tfoot", "colgroup",
        "caption", "option", "optgroup", "rp", "rt", "html", "head", "body", "basefont", "frame", "bgsound",
    ];
    let (mut open, mut most) = (0usize, 0usize);
    for tag in text.split('<').skip(1) {
        let closing = tag.starts_with('/');
        let name = tag.trim_start_matches('/');
        let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        let name = &name[..end.min(32)];
        if !name.starts_with(|c: char| c.is_ascii_alphabetic())
            || UNCLOSED.iter().any(|u| name.eq_ignore_ascii_case(u))
        {
            continue;
        }
        if closing {
            open = open.saturating_sub(1);
        } else {
            open += 1;
            most = most.max(open);
        }
    }
    most
}

/// Elements whose text is no part of what a page says.
fn is_skipped(element: &Element) -> bool {
    let chart = element.classes().any(|c| c == "chart");
    let hidden = element.attr("hidden").is_some()
        || element.attr("style").is_some_and(|s| s.replace(' ', "").contains("display:none"));
    chart
        || hidden
        || matches!(
            element.name(),
            "head"
                | "script"
                | "style"
                | "noscript"
                | "template"
                | "svg"
                | "img"
                | "video"
                | "audio"
                | "iframe"
                | "object"
                | "canvas"
                | "button"
                | "select"
                | "textarea"
                | "input"
                | "nav"
                | "caption"
        )
}

/// Skipped elements that a reader of the page sees.
fn is_content(element: &Element) -> bool {
    matches!(element.name(), "img" | "svg" | "video" | "audio" | "iframe" | "object" | "canvas")
        || element.classes().any(|c| c == "chart")
}

/// A table that only lays out a page.
fn is_layout(table: NodeRef<Node>) -> bool {
    let mut cells = 0;
    for node in table.descendants().skip(1) {
        if let Node::Element(element) = node.value() {
            match element.name() {
                "table" | "h1" | "h2" | "h3" => return true,
                "td" | "th" => cells += 1,
                _ => {}
            }
        }
    }
    cells <= 1
}

/// Elements that begin and end a paragraph.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "li"
            | "ul"
            | "ol"
            | "dl"
            | "dt"
            | "dd"
            | "section"
            | "article"
            | "header"
            | "footer"
            | "main"
            | "aside"
            | "blockquote"
            | "pre"
            | "figure"
            | "figcaption"
            | "address"
            | "form"
            | "fieldset"
            | "hr"
            | "table"
            | "thead"
            | "tbody"
            | "tfoot"
            | "tr"
            | "td"
            | "th"
            | "body"
            | "html"
            | "center"
    )
}

/// A table being read.
enum Table {
    /// One that only lays out the page.
    Layout,
    Data(OpenTable),
}

#[derive(Default)]
struct OpenTable {
    rows: Vec<Vec<GridCell>>,
    /// For each column, how many rows below are covered by a cell above.
    covered: Vec<usize>,
    row: Vec<GridCell>,
    in_row: bool,
    cell: Option<GridCell>,
}

struct Reader<'a> {
    limits: &'a Limits,
    items: Vec<Item>,
    paragraph: Paragraph,
    tables: Vec<Table>,
    /// The next number of each open list; none for one with bullets.
    lists: Vec<Option<usize>>,
    left_out: usize,
    /// Open elements that hold 署名 and date.
    signature: usize,
}

/// What our own pages put 署名 and date into.
fn is_signature(element: &Element) -> bool {
    element.attr("class").is_some_and(|c| c.split_whitespace().any(|c| c == "signature"))
}

impl Reader<'_> {
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
                    table.end_row();
                    let rows = std::mem::take(&mut table.rows);
                    self.tables.pop();
                    self.items.push(Item::Table(Grid { rows, trust: Trust::Columns }));
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

impl OpenTable {
    fn start_row(&mut self) {
        self.end_row();
        self.in_row = true;
    }

    fn start_cell(&mut self, element: &Element, limits: &Limits) -> Result<(), ImportError> {
        self.end_cell();
        self.in_row = true;
        let span =
            |name: &str| element.attr(name).and_then(|s| s.trim().parse::<usize>().ok()).unwrap_or(1).max(1);
        let (colspan, rowspan) = (span("colspan"), span("rowspan").min(1000));
        let mut column = self.row.last().map_or(0, |c| c.column + c.colspan);
        while self.covered.get(column).is_some_and(|rows| *rows > 0) {
            column += 1;
        }
        let end = column.saturating_add(colspan);
        if end > limits.columns {
            return Err(ImportError::TooLarge {
                what: "表格列数", most: format!("{} 列", limits.columns)
            });
        }
        let path = element.attr("data-path").map(str::to_owned);
        self.cell = Some(GridCell { column, colspan, rowspan, text: String::new(), path });
        Ok(())
    }

    fn end_cell(&mut self) {
        if let Some(mut cell) = self.cell.take() {
            cell.text = readable(&cell.text).trim().to_owned();
            self.row.push(cell);
        }
    }

    fn end_row(&mut self) {
        self.end_cell();
        if !std::mem::take(&mut self.in_row) {
            return;
        }
        self.covered.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
        for cell in &self.row {
            let end = cell.column + cell.colspan;
            self.covered.resize(self.covered.len().max(end), 0);
            self.covered[cell.column..end].fill(cell.rowspan - 1);
        }
        self.rows.push(std::mem::take(&mut self.row));
    }
}
