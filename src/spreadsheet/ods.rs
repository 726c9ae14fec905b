//! OpenDocument tables (`.ods`).
//!
//! A row or cell that repeats is written once with a count. Spreadsheet programs fill the sheet to its last
//! row that way (`table:number-rows-repeated="1048574"`), and a hostile file may give any count. So counts
//! only move the position; cells are put into the sheet only if they have content, and only up to
//! [`MAX_CELLS`].

use super::{MAX_CELLS, Sheet};
use crate::xml::{Event, Events, Limits, Tag};

/// The deepest table of a spreadsheet program has some ten elements inside each other. How many there may be
/// is bounded by the bytes that were unpacked.
const LIMITS: Limits = Limits { depth: 200, nodes: usize::MAX, bytes: usize::MAX };

/// Reads the tables of an OpenDocument `content.xml`. A cell that is repeated is so only as far as it has
/// content.
pub(super) fn read(xml: &str) -> Result<Vec<Sheet>, String> {
    let damaged = |error| format!("文件已损坏（{error}）");
    let mut events = Events::new(xml.as_bytes(), LIMITS).map_err(damaged)?;
    let mut walk = Walk::default();
    while let Some(event) = events.next().map_err(damaged)? {
        match event {
            Event::Start(tag) => walk.start(&tag),
            Event::End(name) => walk.end(name)?,
            Event::Text(text) => walk.text(&text),
        }
    }
    Ok(walk.sheets)
}

/// The state of the reader between two events of the XML.
#[derive(Default)]
struct Walk {
    sheets: Vec<Sheet>,
    row: u32,
    row_repeat: u32,
    /// The cells of the row so far: column, how often, text.
    cells: Vec<(u32, u32, String)>,
    column: u32,
    cell: Option<Cell>,
    /// How many `office:annotation` elements are open: a comment stands inside the cell but is not its
    /// content.
    aside: u32,
}

#[derive(Default)]
struct Cell {
    repeat: u32,
    value: Option<String>,
    paragraphs: Vec<String>,
}

impl Walk {
    fn start(&mut self, tag: &Tag) {
        // By the name with its prefix: LibreOffice writes the type of a cell twice, as `office:value-type`
        // and as `calcext:value-type`.
        let attribute = |name: &str| tag.prefixed_attribute(name);
        let times = |name: &str| attribute(name).and_then(|n| n.parse::<u32>().ok()).unwrap_or(1).max(1);
        match tag.local_name() {
            b"table" => {
                self.sheets.push(Sheet::named(attribute("table:name")));
                self.row = 0;
            }
            b"table-row" => (self.row_repeat, self.column) = (times("table:number-rows-repeated"), 0),
            b"table-cell" | b"covered-table-cell" => {
                let numeric = matches!(
                    attribute("office:value-type").as_deref(),
                    Some("float" | "currency" | "percentage")
                );
                let date = attribute("office:date-value")
                    .map(|d| d.split('T').next().unwrap_or_default().to_owned());
                // The value, not the text shown: `16.00` is the number 16, and dates are shown in many ways.
                let value = if numeric { attribute("office:value") } else { date };
                self.cell = Some(Cell {
                    repeat: times("table:number-columns-repeated"),
                    value,
                    paragraphs: Vec::new(),
                });
            }
            b"annotation" => self.aside += 1,
            b"p" if self.aside == 0 => {
                if let Some(cell) = &mut self.cell {
                    cell.paragraphs.push(String::new());
                }
            }
            b"s" => self.text(" "),
            b"line-break" => self.text("\n"),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.aside == 0
            && let Some(paragraph) = self.cell.as_mut().and_then(|cell| cell.paragraphs.last_mut())
        {
            paragraph.push_str(text);
        }
    }

    fn end(&mut self, name: &[u8]) -> Result<(), String> {
        match name {
            b"annotation" => self.aside = self.aside.saturating_sub(1),
            b"table-cell" | b"covered-table-cell" => {
                let Some(cell) = self.cell.take() else { return Ok(()) };
                let text = cell.value.unwrap_or_else(|| cell.paragraphs.join("\n"));
                if !text.trim().is_empty() {
                    self.cells.push((self.column, cell.repeat, text));
                }
                self.column = self.column.saturating_add(cell.repeat);
            }
            b"table-row" => {
                let cells = std::mem::take(&mut self.cells);
                let size = cells.iter().map(|(_, repeat, _)| u64::from(*repeat)).sum::<u64>()
                    * u64::from(self.row_repeat);
                if size > MAX_CELLS as u64 {
                    return Err(format!("有内容的单元格超过 {MAX_CELLS} 个"));
                }
                if let (false, Some(sheet)) = (cells.is_empty(), self.sheets.last_mut()) {
                    for row in self.row..self.row.saturating_add(self.row_repeat) {
                        for (first, repeat, text) in &cells {
                            for column in *first..first.saturating_add(*repeat) {
                                sheet.put((row, column), text)?;
                            }
                        }
                    }
                }
                self.row = self.row.saturating_add(self.row_repeat);
            }
            _ => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_document_cells_are_repeated_and_noted() {
        let xml = "<office:document-content><table:table table:name=\"一&amp;二\"><table:table-row table:number-rows-repeated=\"2\">\
            <table:table-cell office:value-type=\"float\" office:value=\"16\" table:number-columns-repeated=\"2\"><text:p>16.00</text:p></table:table-cell>\
            <table:table-cell/><table:table-cell office:value-type=\"string\"><office:annotation><text:p>批注</text:p></office:annotation>\
            <text:p>甲&amp;乙</text:p><text:p>丙</text:p></table:table-cell></table:table-row>\
            <table:table-row table:number-rows-repeated=\"1048574\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>\
            </table:table></office:document-content>";
        let sheets = read(xml).unwrap();
        assert_eq!(sheets[0].name.as_deref(), Some("一&二"));
        assert_eq!(sheets[0].rows().collect::<Vec<_>>(), [0, 1]);
        assert_eq!(sheets[0].row(1).collect::<Vec<_>>(), [(0, "16"), (1, "16"), (3, "甲&乙\n丙")]);
        let hostile = xml.replace("repeated=\"2\"", "repeated=\"4000000000\"");
        assert!(read(&hostile).is_err());
    }
}
