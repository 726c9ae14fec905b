//! OpenDocument tables (`.ods`).
//!
//! A row or cell that repeats is written once with a count. Spreadsheet programs fill the sheet to its last
//! row that way (`table:number-rows-repeated="1048574"`), and a hostile file may give any count. So counts
//! only move the position; cells are put into the sheet only if they have content, and only as far as there
//! is an [`Allowance`] for their number and their text.

use super::Sheet;
use super::cells::Allowance;
use crate::xml::{Event, Events, Limits, Tag, XmlError};

/// The deepest table of a spreadsheet program has some ten elements inside each other, and some two for each
/// cell. How many bytes they take is bounded by those that were unpacked.
const LIMITS: Limits = Limits { depth: 200, nodes: 10_000_000, bytes: usize::MAX };

/// Reads the tables of an OpenDocument `content.xml`. A cell that is repeated is so only as far as it has
/// content.
pub(super) fn read(xml: &[u8], allowance: &Allowance) -> Result<Vec<Sheet>, String> {
    let damaged = |error| match error {
        XmlError::TooManyNodes(most) => format!("单元格和段落超过 {most} 个，不像是报告的表格"),
        error => format!("文件已损坏（{error}）"),
    };
    let mut events = Events::new(xml, LIMITS).map_err(damaged)?;
    let mut walk = Walk { allowance: allowance.clone(), ..Walk::default() };
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
    allowance: Allowance,
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
    /// How many paragraphs have begun.
    paragraphs: usize,
    /// Their text, a line for each.
    text: String,
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
                self.cell =
                    Some(Cell { repeat: times("table:number-columns-repeated"), value, ..Cell::default() });
            }
            b"annotation" => self.aside += 1,
            b"p" if self.aside == 0 => {
                if let Some(cell) = &mut self.cell {
                    cell.text.extend((cell.paragraphs > 0).then_some('\n'));
                    cell.paragraphs += 1;
                }
            }
            b"s" => self.text(" "),
            b"line-break" => self.text("\n"),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.aside == 0
            && let Some(cell) = self.cell.as_mut().filter(|cell| cell.paragraphs > 0)
        {
            cell.text.push_str(text);
        }
    }

    fn end(&mut self, name: &[u8]) -> Result<(), String> {
        match name {
            b"annotation" => self.aside = self.aside.saturating_sub(1),
            b"table-cell" | b"covered-table-cell" => {
                let Some(cell) = self.cell.take() else { return Ok(()) };
                let text = cell.value.unwrap_or(cell.text);
                if !text.trim().is_empty() {
                    self.cells.push((self.column, cell.repeat, text));
                }
                self.column = self.column.saturating_add(cell.repeat);
            }
            b"table-row" => {
                let cells = std::mem::take(&mut self.cells);
                let of_row = |each: fn(&str) -> u64| {
                    let taken = |(_, repeat, text): &(u32, u32, String)| {
                        u64::from(*repeat).saturating_mul(each(text))
                    };
                    let row = cells.iter().map(taken).fold(0, u64::saturating_add);
                    row.saturating_mul(u64::from(self.row_repeat))
                };
                // All of the row and its repetitions at once, before any of it is put down.
                self.allowance.clone().take(of_row(|_| 1), of_row(|text| text.len() as u64))?;
                if let Some(sheet) = self.sheets.last_mut().filter(|_| !cells.is_empty()) {
                    for row in self.row..self.row.saturating_add(self.row_repeat) {
                        for (first, repeat, text) in &cells {
                            for column in *first..first.saturating_add(*repeat) {
                                sheet.put((row, column), text, &mut self.allowance)?;
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
        let sheets = read(xml.as_bytes(), &Allowance::default()).unwrap();
        assert_eq!(sheets[0].name.as_deref(), Some("一&二"));
        assert_eq!(sheets[0].rows().collect::<Vec<_>>(), [0, 1]);
        assert_eq!(sheets[0].row(1).collect::<Vec<_>>(), [(0, "16"), (1, "16"), (3, "甲&乙\n丙")]);
        let hostile = xml.replace("repeated=\"2\"", "repeated=\"4000000000\"");
        assert!(read(hostile.as_bytes(), &Allowance::default()).is_err());
    }
}
