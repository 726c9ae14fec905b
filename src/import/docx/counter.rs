//! How the paragraphs and cells of a Word document are counted, for whoever reads or writes its main part.
//!
//! All counts begin with 0 and follow the order of the elements in `word/document.xml`, whatever becomes of
//! them when the report is read: tracked deletions, content controls, fields and tables of contents count.
//!
//! - **A paragraph** is a `w:p` outside of all `w:tbl` and `w:txbxContent`.
//! - **A table** is a `w:tbl`, one inside of another or in a text box too; the outer one begins first.
//! - **A row** is a `w:tr` of its table, not of one inside.
//! - **A column** is one of the grid: a `w:tc` stands in the column after those that `w:gridBefore` of its
//!   row leaves free and that the cells before it span (`w:gridSpan`). A cell that only goes on from above
//!   (`w:vMerge`) has its own row.
//!
//! ```text
//! <w:p/>                                         paragraph 0
//! <w:tbl><w:tr><w:tc><w:p/></w:tc>               table 0, row 0, column 0: its paragraph is not counted
//!   <w:tc>…<w:gridSpan w:val="2"/>…</w:tc>       table 0, row 0, column 1
//!   <w:tc/></w:tr></w:tbl>                       table 0, row 0, column 3
//! <w:sdt><w:sdtContent><w:p/></w:sdtContent>     paragraph 1
//! ```

use super::part::{Vocabulary, vocabulary};
use crate::diagnostic::DocxPlace;
use crate::xml::Tag;

/// Counts while the elements of a document go by.
#[derive(Debug, Default)]
pub(crate) struct DocxCounter {
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
        let counted =
            if vocabulary(tag) == Vocabulary::Word { kind(tag.local_name()) } else { Counted::Other };
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

    /// How many columns a cell spans, or a row leaves free. What a tracked change says of it before is
    /// further inside.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::Limits;
    use crate::import::docx::part::walk;
    use crate::xml::Event;

    fn places(body: &str) -> Vec<DocxPlace> {
        let xml = format!(
            r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>"#
        );
        let (mut counter, mut found) = (DocxCounter::default(), Vec::new());
        walk("document.xml", xml.as_bytes(), &Limits::default(), |event| {
            match event {
                Event::Start(tag) => found.extend(counter.start(&tag)),
                Event::End(_) => counter.end(),
                Event::Text(_) => {}
            }
            Ok(())
        })
        .unwrap();
        found
    }

    #[test]
    fn paragraphs_outside_of_tables_and_cells_by_their_grid() {
        let found = places(
            r#"<w:p/><w:tbl><w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>
            <w:tc><w:tcPr><w:gridSpan w:val="2"/><w:tcPrChange><w:tcPr><w:gridSpan w:val="7"/></w:tcPr></w:tcPrChange></w:tcPr><w:p/></w:tc>
            <w:tc><w:p/><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl></w:tc><w:tc/></w:tr><w:tr><w:tc/></w:tr></w:tbl>
            <w:sdt><w:sdtContent><w:p><w:r><w:txbxContent><w:p/></w:txbxContent></w:r></w:p></w:sdtContent></w:sdt><w:p/>"#,
        );
        let cell = |table, row, column| DocxPlace::Cell { table, row, column };
        assert_eq!(
            found,
            [
                DocxPlace::Paragraph(0),
                cell(0, 0, 1),
                cell(0, 0, 3),
                cell(1, 0, 0),
                cell(0, 0, 4),
                cell(0, 1, 0),
                DocxPlace::Paragraph(1),
                DocxPlace::Paragraph(2)
            ]
        );
    }
}
