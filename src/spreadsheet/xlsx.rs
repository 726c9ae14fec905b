//! Workbooks (`.xlsx`).

use calamine::{Data, DataRef, Reader, SheetVisible, Xlsx};

use super::Sheet;
use super::cells::{Allowance, Merged};
use super::package::Package;
use crate::date::Date;

/// The most regions of merged cells of a sheet that are kept.
const MAX_MERGED: usize = 100_000;

/// Reads the sheets of a workbook.
pub(super) fn read(bytes: &[u8], allowance: &Allowance, merged: Merged) -> Result<Vec<Sheet>, String> {
    let broken = |e: calamine::XlsxError| format!("文件已损坏（{e}）");
    let mut book: Xlsx<_> = Xlsx::new(Package::open(bytes)?.checked_workbook()?).map_err(broken)?;
    let mut allowance = allowance.clone();
    let hidden: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.visible != SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let mut sheet = Sheet::named(Some(name.clone()));
        sheet.hidden = hidden.contains(&name);
        if merged == Merged::Read {
            let regions = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
            sheet.merged = regions.iter().take(MAX_MERGED).map(|region| (region.start, region.end)).collect();
        }
        // Cell by cell: the reader's own `Range` takes memory for every cell between the first and the last,
        // which may be A1 and XFD1048576.
        let Ok(mut cells) = book.worksheet_cells_reader(&name) else { continue };
        while let Some(cell) = cells.next_cell().map_err(broken)? {
            let at = cell.get_position();
            match cell.get_value() {
                DataRef::Empty => {}
                DataRef::SharedString(text) => sheet.put(at, text, &mut allowance)?,
                value => sheet.put(at, &written(&value.clone().into()), &mut allowance)?,
            }
        }
        sheets.push(sheet);
    }
    Ok(sheets)
}

/// A value as it is typed in.
fn written(value: &Data) -> String {
    match value {
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(n) => n.to_string(),
        Data::Float(n) => number(*n),
        Data::Bool(true) => "TRUE".to_owned(),
        Data::Bool(false) => "FALSE".to_owned(),
        Data::DateTime(date) => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            Date::new(year, month, day).map_or_else(|| date.as_f64().to_string(), Date::iso)
        }
        Data::Error(error) => error.to_string(),
        Data::Empty => String::new(),
    }
}

/// A number as it was typed in. Spreadsheet programs keep 15 digits, but write more when a number was
/// computed (`0.30000000000000004`); so it is rounded to 15 digits and written as short as possible.
fn number(n: f64) -> String {
    let text = format!("{n:.15e}");
    let rounded: f64 = format!("{n:.14e}").parse().unwrap_or(n);
    if text.len() > 40 { text } else { format!("{rounded}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_they_were_typed() {
        for (n, text) in [
            (16.0, "16"),
            (59237.2449, "59237.2449"),
            (0.1 + 0.2, "0.3"),
            (12.5, "12.5"),
            (123456789012.0, "123456789012"),
        ] {
            assert_eq!(number(n), text);
        }
    }
}
