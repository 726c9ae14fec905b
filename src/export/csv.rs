//! CSV, as Excel opens it by a double click: UTF-8 with a mark, lines that end with CR LF.

use super::{DataTable, Value};

/// The table as CSV.
///
/// A text that a spreadsheet program would take for a formula gets an apostrophe in front, which such
/// programs do not show: the name of an agency comes from somebody else's file, and `=HYPERLINK(…)` must not
/// act on who opens the table. Numbers are written as they are, also those below 0.
pub fn csv(table: &DataTable) -> String {
    let mut out = String::from('\u{FEFF}');
    line(&mut out, table.heads.iter().map(|head| guarded(head)));
    for row in &table.rows {
        line(&mut out, row.iter().map(cell));
    }
    out
}

fn line(out: &mut String, cells: impl Iterator<Item = String>) {
    for (number, cell) in cells.enumerate() {
        if number > 0 {
            out.push(',');
        }
        if cell.contains(['"', ',', '\n', '\r']) {
            out.push_str(&format!("\"{}\"", cell.replace('"', "\"\"")));
        } else {
            out.push_str(&cell);
        }
    }
    out.push_str("\r\n");
}

fn cell(value: &Value) -> String {
    match value {
        Value::Blank => String::new(),
        Value::Text(text) => guarded(text),
        Value::Number(number) => number.to_string(),
    }
}

/// A text that is no formula. Blanks before the sign do not help: programs drop them.
fn guarded(text: &str) -> String {
    let is_formula = text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if is_formula || text.starts_with(['\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}
