//! How the paragraphs and cells of a Word document are counted, for whoever reads or writes its main part.
//!
//! All counts begin with 0 and follow the order of the elements in `word/document.xml`, whatever becomes of
//! them when the report is read: tracked deletions, content controls, fields and tables of contents count.
//!
//! - **A paragraph** is a `w:p` outside of all `w:tbl` and `w:txbxContent`.
//! - **A table** is a `w:tbl`, one inside of another or in a text box too; the outer one begins first.
//! - **A row** is a `w:tr` of its table, not of one inside.
//! - **A column** is one of the grid: a `w:tc` stands in the column after those that `w:gridBefore` of its row
//!   leaves free and that the cells before it span (`w:gridSpan`). A cell that only goes on from above
//!   (`w:vMerge`) has its own row.
//!
//! ```text
//! <w:p/>                                         paragraph 0
//! <w:tbl><w:tr><w:tc><w:p/></w:tc>               table 0, row 0, column 0: its paragraph is not counted
//!   <w:tc>…<w:gridSpan w:val="2"/>…</w:tc>       table 0, row 0, column 1
//!   <w:tc/></w:tr></w:tbl>                       table 0, row 0, column 3
//! <w:sdt><w:sdtContent><w:p/></w:sdtContent>     paragraph 1
//! ```

use crate::diagnostic::DocxPlace;
use crate::xml::Tag;

/// Counts while the elements of a document go by.
#[derive(Debug, Default)]
pub struct DocxCounter {
    open: Vec<Counted>,
    paragraphs: u32,
    tables: u32,
    /// The tables that are open, the innermost last.
    stack: Vec<OpenTable>,
    boxes: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counted {
    Paragraph,
    Table,
    Row,
    RowProperties,
    Cell,
    CellProperties,
    TextBox,
    Other,
}

#[derive(Debug)]
struct OpenTable {
    number: u32,
    /// Rows that have begun.
    rows: u32,
    column: u32,
    /// Columns of the open cell.
    span: u32,
}

impl DocxCounter {
    /// An element begins. The place of the paragraph or cell, where it is one that counts.
    pub fn start(&mut self, tag: &Tag) -> Option<DocxPlace> {
        let counted = if tag.namespace().is_some_and(|n| super::scan::WORD.contains(&n)) {
            kind(tag.local_name())
        } else {
            Counted::Other
        };
        let place = match counted {
            Counted::Paragraph if self.stack.is_empty() && self.boxes == 0 => {
                self.paragraphs += 1;
                Some(DocxPlace::Paragraph(self.paragraphs - 1))
            }
            Counted::Table => {
                self.stack.push(OpenTable { number: self.tables, rows: 0, column: 0, span: 1 });
                self.tables += 1;
                None
            }
            Counted::Row => {
                if let Some(table) = self.stack.last_mut() {
                    table.rows += 1;
                    table.column = 0;
                }
                None
            }
            Counted::Cell => self.stack.last_mut().map(|table| {
                table.span = 1;
                let row = table.rows.saturating_sub(1);
                DocxPlace::Cell { table: table.number, row, column: table.column }
            }),
            Counted::TextBox => {
                self.boxes += 1;
                None
            }
            Counted::Other => {
                self.width(tag);
                None
            }
            _ => None,
        };
        self.open.push(counted);
        place
    }

    /// How many columns a cell spans, or a row leaves free. What a tracked change says of it before is further
    /// inside.
    fn width(&mut self, tag: &Tag) {
        let columns = |tag: &Tag| tag.attribute("val").and_then(|v| v.trim().parse::<u32>().ok());
        let Some(table) = self.stack.last_mut() else { return };
        match (self.open.as_slice(), tag.local_name()) {
            ([.., Counted::Cell, Counted::CellProperties], b"gridSpan") => {
                table.span = columns(tag).unwrap_or(1).max(1);
            }
            ([.., Counted::Row, Counted::RowProperties], b"gridBefore") => {
                table.column = table.column.saturating_add(columns(tag).unwrap_or(0));
            }
            _ => {}
        }
    }

    /// An element ends.
    pub fn end(&mut self) {
        match self.open.pop() {
            Some(Counted::Table) => {
                self.stack.pop();
            }
            Some(Counted::Cell) => {
                if let Some(table) = self.stack.last_mut() {
                    table.column = table.column.saturating_add(table.span);
                    table.span = 1;
                }
            }
            Some(Counted::TextBox) => self.boxes = self.boxes.saturating_sub(1),
            _ => {}
        }
    }
}

fn kind(name: &[u8]) -> Counted {
    match name {
        b"p" => Counted::Paragraph,
        b"tbl" => Counted::Table,
        b"tr" => Counted::Row,
        b"trPr" => Counted::RowProperties,
        b"tc" => Counted::Cell,
        b"tcPr" => Counted::CellProperties,
        b"txbxContent" => Counted::TextBox,
        _ => Counted::Other,
    }
}
