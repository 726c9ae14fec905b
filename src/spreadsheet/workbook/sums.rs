//! The sums of all agencies: 汇总, laid out as the form and printed on one page, and 各单位 with a row for each
//! agency, which 汇总 takes its figures from.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Format, FormatAlign, Formula, Worksheet, XlsxError};

use super::page::{Page, Styles};
use super::{AGENCIES, SUMS, lines, narrow};
use crate::form::{Content, FigureId, Form};
use crate::report::Number;
use crate::spreadsheet::{CellRef, cell_name};

/// Width of a column of 各单位, in characters.
const WIDTH: f64 = 9.0;
/// Height of the row of its heads, which are paths of several words.
const HEAD_HEIGHT: f64 = 96.0;

/// The sheet 汇总: the tables of the form with the sums of so many agencies.
pub(super) fn overview(
    form: &Form,
    sheet: &mut Worksheet,
    (places, agencies): (&BTreeMap<FigureId, CellRef>, usize),
    numbers: Vec<Number>,
) -> Result<(), XlsxError> {
    sheet.set_name(SUMS)?;
    // The row of sums stands below the agencies, a column for each figure.
    let formula = |column: u32| format!("='{AGENCIES}'!{}", cell_name((lines(agencies) + 1, column)));
    let counted = (1..).zip(places.keys()).filter(|(_, id)| !form.is_total(**id));
    let counted = counted.map(|(column, id)| (*id, formula(column))).collect();
    let mut page = Page { counted, numbers, row: 2, ..Page::new(form, sheet)? };
    let title =
        Format::new().set_font_name("宋体").set_font_size(16).set_bold().set_align(FormatAlign::Center);
    page.merged(0, 0, page.columns, 1, &format!("汇总（{agencies} 个单位之和）"), &title)?;
    for section in &form.sections {
        let Content::Table(table) = &section.content else { continue };
        let heading = page.styles.heading.clone();
        page.sheet.write_with_format(page.row, 0, section.heading(), &heading)?;
        page.row += 1;
        page.table(table)?;
        page.row += 1;
    }
    sheet.set_print_fit_to_pages(1, 1).set_print_center_horizontally(true);
    sheet.protect();
    Ok(())
}

/// The sheet 各单位: a row for each agency, a column for each figure, and a last row with the sums.
pub(super) fn agencies(
    form: &Form,
    sheet: &mut Worksheet,
    (names, all): (&[String], &[Vec<Number>]),
    places: &BTreeMap<FigureId, CellRef>,
    numbers: &[Number],
) -> Result<(), XlsxError> {
    let styles = Styles::new();
    sheet.set_name(AGENCIES)?.set_freeze_panes(1, 1)?;
    sheet.set_column_width(0, 30)?;
    sheet.set_row_height(0, HEAD_HEIGHT)?;
    sheet.write_with_format(0, 0, &form.general.agency.key, &styles.head)?;
    for (column, (id, _)) in (1..).zip(places) {
        sheet.set_column_width(column, WIDTH)?;
        sheet.write_with_format(0, column, form.figure(*id).path.as_str(), &styles.head)?;
    }
    let last = lines(names.len());
    let result = |numbers: &[Number], id: FigureId| {
        numbers.get(id.index()).map_or_else(|| "0".to_owned(), Number::to_string)
    };
    for ((row, name), own) in (1..).zip(names).zip(all) {
        let from = |cell: &str| Formula::new(format!("='{name}'!{cell}"));
        sheet.write_formula_with_format(row, 0, from("D2").set_result(name), &styles.label)?;
        for (column, (id, at)) in (1..).zip(places) {
            let cell = from(&cell_name(*at)).set_result(result(own, *id));
            sheet.write_formula_with_format(row, column, cell, &styles.head)?;
        }
    }
    sheet.write_with_format(last + 1, 0, "合计", &styles.sum)?;
    for (column, id) in (1..).zip(places.keys()) {
        let range = format!("{}:{}", cell_name((1, column)), cell_name((last, column)));
        let formula = Formula::new(format!("=SUM({range})")).set_result(result(numbers, *id));
        sheet.write_formula_with_format(last + 1, narrow(column), formula, &styles.sum)?;
    }
    // On paper, each page has the names and the heads.
    sheet.set_landscape().set_paper_size(9).set_print_scale(70);
    sheet.set_repeat_rows(0, 0)?.set_repeat_columns(0, 0)?;
    sheet.protect();
    Ok(())
}
