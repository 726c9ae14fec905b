//! Tables of reports, and the parts of a workbook that say nothing.

use nianbao::form::Form;
use nianbao::spreadsheet::Table;
use nianbao::tally::{Register, TallyOptions, tally};

/// What kind of file each part of a workbook is.
pub const CONTENT_TYPES: &[u8] = br#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;
/// Where the workbook is.
pub const RELATIONS: &[u8] = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
/// A workbook of one sheet.
pub const WORKBOOK: &[u8] = br#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
/// Where its sheet and its strings are.
pub const WORKBOOK_RELATIONS: &[u8] = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;

/// As many reports of a table as are read.
const REPORTS: usize = 8;

/// Reads a table and takes its first reports as `build` does.
pub fn try_table(name: &str, content: &[u8]) {
    crate::keep(content);
    match Table::open(&crate::file(name, content), None) {
        Ok(table) => {
            for index in 0..table.len().min(REPORTS) {
                let generated = table.generate(index);
                let (_, findings) = nianbao::report::read(generated.source.clone());
                let placed = generated.placed(findings);
                nianbao::printing::json::render(nianbao::printing::About::default(), &placed)
                    .expect("findings are JSON");
                table.data_file(index);
            }
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// Counts a register. What must hold: a reason where it cannot be counted, every finding in a cell, as many rows
/// behind each figure as the figure says.
pub fn try_register(name: &str, content: &[u8]) {
    crate::keep(content);
    let counted = Register::open(&crate::file(name, content)).and_then(|register| {
        let counted = tally(&register, &TallyOptions::new(Form::standard()))?;
        assert!(counted.findings.len() <= 20 * register.len());
        Ok(counted)
    });
    match counted {
        Ok(counted) => {
            for finding in &counted.findings {
                assert!(finding.place.file.contains('!'), "{finding:?}");
            }
            for (id, number) in counted.figures() {
                assert_eq!(number.to_string(), counted.rows(id).len().to_string());
            }
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}
