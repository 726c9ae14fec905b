//! Spreadsheets by their parts: rows and cells that repeat, shared strings and their counts, merged cells, odd
//! references, parts twice or in other letters. The heads are those of a table of reports, so that rows become
//! reports.
#![no_main]

use std::fmt::Write;

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use nianbao_fuzz::sheets::{self, CONTENT_TYPES, RELATIONS, WORKBOOK, WORKBOOK_RELATIONS};

/// No part longer than this is tried: what grows with the square shows itself before.
const MAX_PART: usize = 150_000;

fuzz_target!(init: nianbao_fuzz::allow_caught_panics(), |book: Book| {
    match book {
        Book::Ods(tables, file) => {
            let content = ods(&tables);
            sheets::try_table("fuzz.ods", &packed(&[("content.xml", content.as_bytes())], &file));
        }
        Book::Xlsx(rows, strings, more, file) => {
            let (sheet, strings) = (xlsx(&rows, &more), shared_strings(&strings));
            let parts = [
                ("[Content_Types].xml", CONTENT_TYPES),
                ("_rels/.rels", RELATIONS),
                ("xl/workbook.xml", WORKBOOK),
                ("xl/_rels/workbook.xml.rels", WORKBOOK_RELATIONS),
                ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
                ("xl/sharedStrings.xml", strings.as_bytes()),
            ];
            sheets::try_table("fuzz.xlsx", &packed(&parts, &file));
        }
        Book::Csv(rows) => sheets::try_table("fuzz.csv", csv(&rows).as_bytes()),
    }
});

#[derive(Arbitrary, Debug)]
enum Book {
    Ods(Vec<OdsTable>, Package),
    Xlsx(Vec<XlsxRow>, Strings, Vec<More>, Package),
    Csv(Vec<Vec<(Value, Quotes)>>),
}

/// What is odd about a package.
#[derive(Arbitrary, Debug)]
struct Package {
    /// The part of this number is named in capitals, as Windows finds it all the same.
    capitals: Option<u8>,
    /// A part of this number is left out.
    without: Option<u8>,
    /// Bytes of the package that are changed.
    damage: Vec<(u16, u8)>,
}

fn packed(parts: &[(&str, &[u8])], file: &Package) -> Vec<u8> {
    let is = |number: Option<u8>, index: usize| number.is_some_and(|n| usize::from(n) % 8 == index);
    let named =
        parts.iter().enumerate().filter(|(index, _)| !is(file.without, *index)).map(|(index, part)| {
            let name = if is(file.capitals, index) { part.0.to_uppercase() } else { part.0.to_owned() };
            (name, part.1)
        });
    let named: Vec<(String, &[u8])> = named.collect();
    let mut bytes = nianbao_fuzz::package(named.iter().map(|(name, content)| (name.as_str(), *content)));
    for (at, byte) in file.damage.iter().take(4) {
        let at = usize::from(*at) % bytes.len();
        bytes[at] = *byte;
    }
    bytes
}

/// How often, or how many: as programs write it, and as nobody does.
#[derive(Arbitrary, Debug, Clone, Copy)]
enum Count {
    One,
    Small(u8),
    Sheet,
    Any(u64),
    Negative,
}

impl Count {
    fn text(self) -> String {
        match self {
            Self::One => "1".to_owned(),
            Self::Small(n) => n.to_string(),
            Self::Sheet => "1048576".to_owned(),
            Self::Any(n) => n.to_string(),
            Self::Negative => "-1".to_owned(),
        }
    }
}

#[derive(Arbitrary, Debug, Clone, Copy)]
enum Value {
    Agency,
    Year,
    Number(i32),
    Decimal(f64),
    Date(i16),
    Head,
    Path,
    Unknown,
    Long(u16),
    Markup,
    Blank,
    Yaml,
}

impl Value {
    fn text(self) -> String {
        match self {
            Self::Agency => "甲市教育局".to_owned(),
            Self::Year => "2024".to_owned(),
            Self::Number(n) => n.to_string(),
            Self::Decimal(n) => n.to_string(),
            Self::Date(days) => format!("2024-{:02}-{:02}", days % 14, days % 33),
            Self::Head => "机关名称".to_owned(),
            Self::Path => "依申请公开.本年新收.自然人".to_owned(),
            Self::Unknown => "没有这一列".to_owned(),
            Self::Long(times) => "长".repeat(usize::from(times)),
            Self::Markup => "&lt;b&gt;&#x4E00;<text:s/>".to_owned(),
            Self::Blank => " ".to_owned(),
            Self::Yaml => "'\": {a: [\n  - #".to_owned(),
        }
    }
}

#[derive(Arbitrary, Debug)]
struct OdsTable {
    with_heads: bool,
    rows: Vec<OdsRow>,
}

#[derive(Arbitrary, Debug)]
struct OdsRow {
    repeated: Count,
    /// The row stands in a row, which no program writes.
    nested: bool,
    cells: Vec<OdsCell>,
}

#[derive(Arbitrary, Debug)]
struct OdsCell {
    repeated: Count,
    kind: Kind,
    value: Value,
    annotation: bool,
    nested: bool,
}

#[derive(Arbitrary, Debug, Clone, Copy)]
enum Kind {
    Text,
    Float,
    Date,
    Boolean,
    Covered,
}

const HEADS: [&str; 4] = ["机关名称", "年度", "依申请公开.本年新收.自然人", "总体情况"];

fn ods(tables: &[OdsTable]) -> String {
    let mut out = "<office:document-content><office:body><office:spreadsheet>".to_owned();
    for table in tables {
        out.push_str("<table:table table:name=\"各局\">");
        if table.with_heads {
            out.push_str("<table:table-row>");
            for head in HEADS {
                let _ = write!(out, "<table:table-cell><text:p>{head}</text:p></table:table-cell>");
            }
            out.push_str("</table:table-row>");
        }
        for row in &table.rows {
            if out.len() > MAX_PART {
                break;
            }
            ods_row(row, &mut out);
        }
        out.push_str("</table:table>");
    }
    out + "</office:spreadsheet></office:body></office:document-content>"
}

fn ods_row(row: &OdsRow, out: &mut String) {
    let start = format!("<table:table-row table:number-rows-repeated=\"{}\">", row.repeated.text());
    let times = 1 + usize::from(row.nested);
    out.push_str(&start.repeat(times));
    for cell in &row.cells {
        let name = if matches!(cell.kind, Kind::Covered) { "covered-table-cell" } else { "table-cell" };
        let value = cell.value.text();
        let _ = write!(out, "<table:{name} table:number-columns-repeated=\"{}\"", cell.repeated.text());
        let _ = match cell.kind {
            Kind::Float => write!(out, " office:value-type=\"float\" office:value=\"{}\"", attribute(&value)),
            Kind::Date => {
                write!(out, " office:value-type=\"date\" office:date-value=\"{}\"", attribute(&value))
            }
            Kind::Boolean => write!(out, " office:value-type=\"boolean\" office:boolean-value=\"true\""),
            Kind::Text | Kind::Covered => Ok(()),
        };
        out.push('>');
        if cell.annotation {
            out.push_str("<office:annotation><text:p>批注</text:p></office:annotation>");
        }
        let _ = write!(out, "<text:p>{value}</text:p>");
        if cell.nested {
            out.push_str("<table:table-cell><text:p>内</text:p></table:table-cell>");
        }
        let _ = write!(out, "</table:{name}>");
    }
    out.push_str(&"</table:table-row>".repeat(times));
}

/// A value as it may stand in an attribute.
fn attribute(value: &str) -> String {
    value.replace('<', "&lt;").replace('"', "&quot;")
}

#[derive(Arbitrary, Debug)]
struct XlsxRow {
    number: Option<Count>,
    cells: Vec<XlsxCell>,
}

#[derive(Arbitrary, Debug)]
struct XlsxCell {
    at: Reference,
    kind: XlsxKind,
    value: Value,
    style: Option<Count>,
}

#[derive(Arbitrary, Debug)]
enum Reference {
    None,
    Near(u8, u8),
    Last,
    Beyond,
    Huge(Count),
    Rubbish,
}

impl Reference {
    fn text(&self) -> String {
        match self {
            Self::None => String::new(),
            Self::Near(column, row) => format!("{}{}", char::from(b'A' + column % 26), 2 + row % 8),
            Self::Last => "XFD1048576".to_owned(),
            Self::Beyond => "XFE1048577".to_owned(),
            Self::Huge(count) => format!("ZZZZZZZZZ{}", count.text()),
            Self::Rubbish => "甲$1:".to_owned(),
        }
    }
}

#[derive(Arbitrary, Debug)]
enum XlsxKind {
    Number,
    Shared(Count),
    Inline,
    Formula,
    Boolean,
    Error,
    IsoDate,
    Unknown,
}

/// The table of shared strings.
#[derive(Arbitrary, Debug)]
struct Strings {
    count: Option<Count>,
    unique: Option<Count>,
    strings: Vec<(Value, bool)>,
    repeated: u16,
}

/// What else a sheet may have.
#[derive(Arbitrary, Debug)]
enum More {
    Dimension(Reference),
    Merged(Reference, Reference, Count),
    Columns(Count),
    Unclosed,
    DocumentType,
}

fn xlsx(rows: &[XlsxRow], more: &[More]) -> String {
    let mut out = "<?xml version=\"1.0\"?>".to_owned();
    if more.iter().any(|m| matches!(m, More::DocumentType)) {
        out.push_str("<!DOCTYPE a [<!ENTITY b \"b\"><!ENTITY c \"&b;&b;&b;\">]>");
    }
    out.push_str("<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">");
    for part in more {
        if let More::Dimension(reference) = part {
            let _ = write!(out, "<dimension ref=\"A1:{}\"/>", reference.text());
        }
    }
    out.push_str("<sheetData><row r=\"1\">");
    for head in HEADS {
        let _ = write!(out, "<c t=\"inlineStr\"><is><t>{head}</t></is></c>");
    }
    out.push_str("</row>");
    for row in rows {
        if out.len() > MAX_PART {
            break;
        }
        let _ = match &row.number {
            Some(number) => write!(out, "<row r=\"{}\">", number.text()),
            None => write!(out, "<row>"),
        };
        row.cells.iter().for_each(|cell| xlsx_cell(cell, &mut out));
        out.push_str("</row>");
    }
    if !more.iter().any(|m| matches!(m, More::Unclosed)) {
        out.push_str("</sheetData>");
    }
    for part in more {
        let _ = match part {
            More::Merged(from, to, count) => write!(
                out,
                "<mergeCells count=\"{}\"><mergeCell ref=\"{}:{}\"/></mergeCells>",
                count.text(),
                from.text(),
                to.text()
            ),
            More::Columns(count) => write!(out, "<cols><col min=\"1\" max=\"{}\"/></cols>", count.text()),
            _ => Ok(()),
        };
    }
    out + "</worksheet>"
}

fn xlsx_cell(cell: &XlsxCell, out: &mut String) {
    out.push_str("<c");
    if !matches!(cell.at, Reference::None) {
        let _ = write!(out, " r=\"{}\"", cell.at.text());
    }
    if let Some(style) = &cell.style {
        let _ = write!(out, " s=\"{}\"", style.text());
    }
    let value = cell.value.text();
    let _ = match &cell.kind {
        XlsxKind::Number => write!(out, "><v>{value}</v></c>"),
        XlsxKind::Shared(index) => write!(out, " t=\"s\"><v>{}</v></c>", index.text()),
        XlsxKind::Inline => write!(out, " t=\"inlineStr\"><is><t>{value}</t><r><t>又</t></r></is></c>"),
        XlsxKind::Formula => write!(out, " t=\"str\"><f>SUM(A1:A9)</f><v>{value}</v></c>"),
        XlsxKind::Boolean => write!(out, " t=\"b\"><v>{value}</v></c>"),
        XlsxKind::Error => write!(out, " t=\"e\"><v>{value}</v></c>"),
        XlsxKind::IsoDate => write!(out, " t=\"d\"><v>{value}</v></c>"),
        XlsxKind::Unknown => write!(out, " t=\"x\"><v>{value}</v></c>"),
    };
}

fn shared_strings(strings: &Strings) -> String {
    let mut out = "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"".to_owned();
    for (name, count) in [("count", &strings.count), ("uniqueCount", &strings.unique)] {
        if let Some(count) = count {
            let _ = write!(out, " {name}=\"{}\"", count.text());
        }
    }
    out.push('>');
    for _ in 0..=strings.repeated {
        for (value, rich) in &strings.strings {
            let _ = match rich {
                true => write!(out, "<si><r><t>{}</t></r><rPh><t>音</t></rPh></si>", value.text()),
                false => write!(out, "<si><t>{}</t></si>", value.text()),
            };
        }
        if out.len() > MAX_PART || strings.strings.is_empty() {
            break;
        }
    }
    out + "</sst>"
}

#[derive(Arbitrary, Debug, Clone, Copy)]
enum Quotes {
    None,
    Double,
    Open,
    Inside,
}

fn csv(rows: &[Vec<(Value, Quotes)>]) -> String {
    let mut out = HEADS.join(",") + "\n";
    for row in rows {
        for (value, quotes) in row {
            let value = value.text();
            let _ = match quotes {
                Quotes::None => write!(out, "{value},"),
                Quotes::Double => write!(out, "\"{}\",", value.replace('"', "\"\"")),
                Quotes::Open => write!(out, "\"{value},"),
                Quotes::Inside => write!(out, "{value}\"\"{value},"),
            };
        }
        out.push('\n');
        if out.len() > MAX_PART {
            break;
        }
    }
    out
}
