//! Comma-separated text, and the text of OpenDocument tables.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{MAX_CELLS, Sheet};

/// Reads comma- or tab-separated text in UTF-8, UTF-16 with a mark, or GBK, which Excel writes in China.
pub(super) fn read(bytes: &[u8]) -> Result<Sheet, String> {
    let text = decode(bytes)?;
    let first = text.lines().next().unwrap_or_default();
    let delimiter = if first.contains('\t') && !first.contains(',') { b'\t' } else { b',' };
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let mut sheet = Sheet::default();
    let mut record = csv::StringRecord::new();
    let mut row = 0;
    while reader.read_record(&mut record).map_err(|e| format!("第 {} 行不是正确的 CSV：{e}", row + 1))? {
        // The row of a spreadsheet, which counts records; a quoted cell may have lines of its own.
        for (column, text) in (0..).zip(&record) {
            sheet.put((row, column), text)?;
        }
        row += 1;
    }
    Ok(sheet)
}

fn decode(bytes: &[u8]) -> Result<String, String> {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, malformed) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return if malformed {
            Err(format!("文件标明是 {} 编码，内容却不是", encoding.name()))
        } else {
            Ok(text.into_owned())
        };
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        if text.contains('\0') {
            return Err("文件里有空字节，可能是没有标记的 UTF-16，请另存为 UTF-8".to_owned());
        }
        return Ok(text.to_owned());
    }
    let valid = std::str::from_utf8(bytes).map_or_else(|e| e.valid_up_to(), str::len);
    let sound = String::from_utf8_lossy(bytes);
    let (good, bad) = (sound.chars().filter(|c| !c.is_ascii()).count(), sound.matches('\u{FFFD}').count());
    let (text, malformed) = encoding_rs::GB18030.decode_without_bom_handling(bytes);
    // GBK read as UTF-8 is nearly all errors: mostly sound characters are a damaged UTF-8 file.
    if malformed || good > 5 * bad {
        let line = bytes[..valid].iter().filter(|&&b| b == b'\n').count() + 1;
        return Err(format!("第 {line} 行起既不是 UTF-8 也不是 GBK 编码，请另存为 UTF-8"));
    }
    Ok(text.into_owned())
}

/// Reads the tables of an OpenDocument `content.xml`. A cell that is repeated is so only as far as it has content.
pub(super) fn open_document(xml: &str) -> Result<Vec<Sheet>, String> {
    let mut reader = Reader::from_str(xml);
    let mut walk = Walk::default();
    loop {
        match reader.read_event().map_err(|e| format!("文件已损坏（{e}）"))? {
            Event::Start(tag) => walk.start(&tag)?,
            Event::Empty(tag) => {
                walk.start(&tag)?;
                walk.end(tag.local_name().as_ref())?;
            }
            Event::End(tag) => walk.end(tag.local_name().as_ref())?,
            Event::Text(text) => walk.text(&text.decode().map_err(|e| format!("文件已损坏（{e}）"))?),
            Event::GeneralRef(name) => {
                let name = name.decode().map_err(|e| format!("文件已损坏（{e}）"))?;
                let text = quick_xml::escape::unescape(&format!("&{name};")).map(|t| t.into_owned());
                walk.text(&text.map_err(|e| format!("文件已损坏（{e}）"))?);
            }
            Event::Eof => return Ok(walk.sheets),
            _ => {}
        }
    }
}

/// Where in the document the reader is.
#[derive(Default)]
struct Walk {
    sheets: Vec<Sheet>,
    row: u32,
    row_repeat: u32,
    /// The cells of the row so far: column, how often, text.
    cells: Vec<(u32, u32, String)>,
    column: u32,
    cell: Option<Cell>,
    /// Depth of what is no content of a cell: notes.
    aside: u32,
}

#[derive(Default)]
struct Cell {
    repeat: u32,
    value: Option<String>,
    paragraphs: Vec<String>,
}

impl Walk {
    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), String> {
        let attribute = |name: &str| -> Option<String> {
            let found = tag.attributes().with_checks(false).flatten().find(|a| a.key.as_ref() == name.as_bytes())?;
            let text = std::str::from_utf8(&found.value).ok()?;
            Some(quick_xml::escape::unescape(text).ok()?.into_owned())
        };
        let times = |name: &str| attribute(name).and_then(|n| n.parse::<u32>().ok()).unwrap_or(1).max(1);
        match tag.local_name().as_ref() {
            b"table" => {
                self.sheets.push(Sheet::named(attribute("table:name")));
                self.row = 0;
            }
            b"table-row" => (self.row_repeat, self.column) = (times("table:number-rows-repeated"), 0),
            b"table-cell" | b"covered-table-cell" => {
                let numeric = matches!(attribute("office:value-type").as_deref(), Some("float" | "currency" | "percentage"));
                let date = attribute("office:date-value").map(|d| d.split('T').next().unwrap_or_default().to_owned());
                let value = if numeric { attribute("office:value") } else { date };
                self.cell = Some(Cell { repeat: times("table:number-columns-repeated"), value, paragraphs: Vec::new() });
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
        Ok(())
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
                let size = cells.iter().map(|(_, repeat, _)| u64::from(*repeat)).sum::<u64>() * u64::from(self.row_repeat);
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
    fn text_comes_in_many_encodings() {
        let text = "机关名称,年度\n\"甲局，\n乙科\",2024\n";
        let gbk = encoding_rs::GBK.encode(text).0.into_owned();
        let mut utf16 = vec![0xFF, 0xFE];
        utf16.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        for bytes in
            [text.as_bytes().to_vec(), format!("\u{FEFF}{text}").into_bytes(), gbk, utf16, text.replace(',', "\t").into_bytes()]
        {
            let sheet = read(&bytes).unwrap();
            assert_eq!(
                (sheet.text((0, 0)), sheet.text((1, 0)), sheet.text((1, 1))),
                (Some("机关名称"), Some("甲局，\n乙科"), Some("2024"))
            );
        }
        let mut damaged = "机关名称,年度\n甲局甲局甲局甲局,2024\n".repeat(3).into_bytes();
        damaged[60] = 0xFF;
        assert!(read(&damaged).unwrap_err().contains("第 3 行"));
    }

    #[test]
    fn open_document_cells_are_repeated_and_noted() {
        let xml = "<office:document-content><table:table table:name=\"一&amp;二\"><table:table-row table:number-rows-repeated=\"2\">\
            <table:table-cell office:value-type=\"float\" office:value=\"16\" table:number-columns-repeated=\"2\"><text:p>16.00</text:p></table:table-cell>\
            <table:table-cell/><table:table-cell office:value-type=\"string\"><office:annotation><text:p>批注</text:p></office:annotation>\
            <text:p>甲&amp;乙</text:p><text:p>丙</text:p></table:table-cell></table:table-row>\
            <table:table-row table:number-rows-repeated=\"1048574\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>\
            </table:table></office:document-content>";
        let sheets = open_document(xml).unwrap();
        assert_eq!(sheets[0].name.as_deref(), Some("一&二"));
        assert_eq!(sheets[0].rows().collect::<Vec<_>>(), [0, 1]);
        assert_eq!(sheets[0].row(1).collect::<Vec<_>>(), [(0, "16"), (1, "16"), (3, "甲&乙\n丙")]);
        let hostile = xml.replace("repeated=\"2\"", "repeated=\"4000000000\"");
        assert!(open_document(&hostile).is_err());
    }
}
