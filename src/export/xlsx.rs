//! A workbook: numbers as numbers, the heads and what a row is about stay in sight, every column has a
//! filter.

use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, XlsxError};

use super::{DataTable, ExportError, Value};

/// The sheet.
const SHEET: &str = "数据";
/// The height of the row of heads, in points: paths are long and broken over several lines.
const HEAD_HEIGHT: f64 = 60.0;
/// Widths of columns of labels and of numbers, in characters of Excel's default face.
const LABEL_WIDTH: f64 = 28.0;
const NUMBER_WIDTH: f64 = 14.0;

/// The table as a workbook (`.xlsx`). The same table gives the same bytes.
///
/// # Errors
/// More rows or columns than a sheet has.
pub fn xlsx(table: &DataTable) -> Result<Vec<u8>, ExportError> {
    let mut book = Workbook::new();
    // The writer would take the time of the clock.
    let properties = DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    book.set_properties(&properties);
    let sheet = book.add_worksheet();
    sheet.set_name(SHEET)?;
    let head =
        Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Center).set_align(FormatAlign::Top);
    sheet.set_row_height(0, HEAD_HEIGHT)?;
    for (column, text) in table.heads.iter().enumerate() {
        let at = column_number(column)?;
        sheet.set_column_width(at, if column < table.labels { LABEL_WIDTH } else { NUMBER_WIDTH })?;
        sheet.write_string_with_format(0, at, text, &head)?;
    }
    for (line, row) in (1u32..).zip(&table.rows) {
        for (column, value) in row.iter().enumerate() {
            match value {
                Value::Blank => {}
                Value::Text(text) => {
                    sheet.write_string(line, column_number(column)?, text)?;
                }
                Value::Number(number) => {
                    let number = number.to_f64().unwrap_or_default();
                    sheet.write_number(line, column_number(column)?, number)?;
                }
            }
        }
    }
    sheet.set_freeze_panes(1, column_number(table.labels)?)?;
    if let (Some(last), Ok(rows)) = (table.heads.len().checked_sub(1), u32::try_from(table.rows.len())) {
        sheet.autofilter(0, 0, rows, column_number(last)?)?;
    }
    Ok(book.save_to_buffer()?)
}

fn column_number(column: usize) -> Result<u16, XlsxError> {
    u16::try_from(column).map_err(|_| XlsxError::RowColumnLimitError)
}
