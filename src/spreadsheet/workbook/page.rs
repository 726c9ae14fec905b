//! The sheet of an agency, laid out as the form.
//!
//! The tables of a form have different columns but share one sheet. So a sheet has a number of equally wide
//! columns, and each table merges as many of them as its own columns need ([`edges`]): of 15 columns, the
//! four columns of 主动公开 get 4, 4, 3 and 4.
//!
//! Totals are formulas and locked, cells to fill in are yellow and checked by the spreadsheet program, and a
//! row below a table compares the sums that the form prescribes.

use std::collections::BTreeMap;

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DataValidationRule, Format, FormatAlign, FormatBorder,
    Formula, ProtectionOptions, Worksheet, XlsxError,
};

use super::start::Start;
use super::{lines, narrow, small};
use crate::form::{CellKind, Content, FigureForm, FigureId, Form, GeneralKey, Kind, TableForm, Total};
use crate::report::Number;
use crate::spreadsheet::{CellRef, cell_name};

/// The least number of columns of a sheet; it has more if a table has more.
const MIN_COLUMNS: usize = 15;
/// Width of a column, in characters of Excel's default face.
const COLUMN_WIDTH: f64 = 8.5;
/// The least height of the cell for a section of prose, in points.
const PROSE_HEIGHT: f64 = 220.0;
/// The most that Excel allows for a row; longer prose has several.
const ROW_HEIGHT: f64 = 409.0;
/// Height of a line of prose.
const LINE_HEIGHT: f64 = 14.0;
/// The most characters that Excel allows in the hint of a cell.
const HINT_LENGTH: usize = 255;
/// The largest figure that a data file may have: 12 digits.
const LARGEST: f64 = 999_999_999_999.0;
/// Of the four 第二十条 rows of the blank form.
const BAND_FILL: Color = Color::RGB(0x00C6_D9F1);
/// Of cells to fill in.
const INPUT_FILL: Color = Color::RGB(0x00FF_FDE7);

/// The formats of cells.
pub(super) struct Styles {
    pub plain: Format,
    pub label: Format,
    pub head: Format,
    pub band: Format,
    pub heading: Format,
    pub input: Format,
    pub words: Format,
    pub sum: Format,
}

impl Styles {
    pub fn new() -> Self {
        let base = Format::new().set_font_name("宋体").set_font_size(10);
        let boxed = base
            .clone()
            .set_border(FormatBorder::Thin)
            .set_text_wrap()
            .set_align(FormatAlign::VerticalCenter);
        let centred = boxed.clone().set_align(FormatAlign::Center);
        Self {
            plain: base.clone().set_text_wrap().set_align(FormatAlign::VerticalCenter),
            label: boxed.clone(),
            head: centred.clone(),
            band: centred.clone().set_background_color(BAND_FILL),
            heading: base.set_font_size(12).set_bold(),
            input: centred.clone().set_background_color(INPUT_FILL).set_unlocked(),
            words: boxed.set_align(FormatAlign::Top).set_background_color(INPUT_FILL).set_unlocked(),
            sum: centred.set_bold(),
        }
    }
}

/// The sheet of an agency, written from top to bottom.
pub(super) struct Page<'a> {
    pub form: &'a Form,
    pub sheet: &'a mut Worksheet,
    pub styles: Styles,
    /// How many columns the sheet has.
    pub columns: usize,
    /// The next row to write.
    pub row: u32,
    /// Where each figure stands.
    pub places: BTreeMap<FigureId, CellRef>,
    /// Cells to be read back, with their paths. Totals are not among them: they are computed.
    pub described: Vec<(CellRef, String)>,
    /// Figures that are counted elsewhere in the workbook, by their formulas; nobody fills them in.
    pub counted: BTreeMap<FigureId, String>,
    /// What each figure starts as: the results of formulas, until a program computes them.
    pub numbers: Vec<Number>,
}

/// Writes the tables of a form that have figures with these formulas onto a sheet, from a row down: labels,
/// formulas, totals, and the comparison of sums. Gives where each figure stands, and the row behind them.
pub(crate) fn write_counted_tables(
    form: &Form,
    sheet: &mut Worksheet,
    first: u32,
    counted: BTreeMap<FigureId, String>,
) -> Result<(BTreeMap<FigureId, CellRef>, u32), XlsxError> {
    let sections: Vec<usize> = counted.keys().map(|id| form.figure(*id).section).collect();
    let mut page = Page { row: first, counted, ..Page::new(form, sheet)? };
    for (number, section) in form.sections.iter().enumerate() {
        let Content::Table(table) = &section.content else { continue };
        if !sections.contains(&number) {
            continue;
        }
        let heading = page.styles.heading.clone();
        page.sheet.write_with_format(page.row, 0, section.heading(), &heading)?;
        page.row += 1;
        page.table(table)?;
        page.row += 1;
    }
    Ok((page.places, page.row))
}

impl<'a> Page<'a> {
    pub fn new(form: &'a Form, sheet: &'a mut Worksheet) -> Result<Self, XlsxError> {
        let columns = columns_of(form);
        for column in 0..columns {
            sheet.set_column_width(small(column), COLUMN_WIDTH)?;
        }
        sheet.set_paper_size(9).set_print_fit_to_pages(1, 0);
        Ok(Self {
            form,
            sheet,
            styles: Styles::new(),
            columns,
            row: 0,
            places: BTreeMap::new(),
            described: Vec::new(),
            counted: BTreeMap::new(),
            numbers: Start::zeros(form).numbers,
        })
    }

    pub fn write(&mut self, agency: &str, year: u16, start: &Start) -> Result<(), XlsxError> {
        let form = self.form;
        let general = &form.general;
        let title =
            Format::new().set_font_name("宋体").set_font_size(16).set_bold().set_align(FormatAlign::Center);
        self.merged(0, 0, self.columns, 1, "", &title)?;
        let shown = Formula::new(format!("=IF(D4=\"\",D2&D3&\"{}\",D4)", form.title))
            .set_result(format!("{agency}{year}{}", form.title));
        self.sheet.write_formula_with_format(0, 0, shown, &title)?;
        self.row = 1;
        let input = self.styles.input.clone();
        let under = |key: &GeneralKey| format!("{}.{}", general.signature.key, key.key);
        let date = input.clone().set_num_format("yyyy-mm-dd");
        let optional = |key: &GeneralKey| format!("{}（可不填）", key.key);
        // The formula of the title names the first three by their cells.
        self.field(&general.agency, &general.agency.key, general.agency.key.clone(), agency, &input)?;
        self.field(&general.year, &general.year.key, general.year.key.clone(), &year.to_string(), &input)?;
        self.field(&general.title, &optional(&general.title), general.title.key.clone(), "", &input)?;
        for (key, format) in [(&general.signature_name, &input), (&general.signature_date, &date)] {
            self.field(key, &optional(key), under(key), "", format)?;
        }
        for (number, section) in form.sections.iter().enumerate() {
            self.row += 1;
            let heading = self.styles.heading.clone();
            self.sheet.write_with_format(self.row, 0, section.heading(), &heading)?;
            self.row += 1;
            match &section.content {
                Content::Prose(prose) => {
                    self.prose(&section.key, &prose.description, &start.prose[number])?
                }
                Content::Table(table) => self.table(table)?,
            }
        }
        // Who fills in may make a row higher, where prose is long.
        self.sheet.protect_with_options(&ProtectionOptions { format_rows: true, ..Default::default() });
        Ok(())
    }

    /// A key outside the sections, with what it is for beside its cell.
    fn field(
        &mut self,
        key: &GeneralKey,
        label: &str,
        path: String,
        value: &str,
        format: &Format,
    ) -> Result<(), XlsxError> {
        let head = self.styles.head.clone();
        self.merged(self.row, 0, 3, 1, label, &head)?;
        self.merged(self.row, 3, self.columns, 1, value, format)?;
        let hint: String = key.description.chars().take(HINT_LENGTH).collect();
        let hint =
            DataValidation::new().allow_any_value().set_input_title(&key.key)?.set_input_message(hint)?;
        self.sheet.add_data_validation(self.row, 3, self.row, small(self.columns - 1), &hint)?;
        self.described.push(((self.row, 3), path));
        self.row += 1;
        Ok(())
    }

    /// The cell of a section of prose under what is to be said of it, as high as its text needs.
    fn prose(&mut self, key: &str, description: &str, text: &str) -> Result<(), XlsxError> {
        let (plain, words) = (self.styles.plain.clone(), self.styles.words.clone());
        let hint = match text.contains('【') {
            true => format!("{description}。【 】里的由程序从表格取来，照样留着"),
            false => description.to_owned(),
        };
        self.merged(self.row, 0, self.columns, 1, &hint, &plain)?;
        self.sheet.set_row_height(self.row, 28)?;
        self.row += 1;
        let width = self.columns as f64 * COLUMN_WIDTH / 2.0 - 2.0;
        let needed =
            text.lines().map(|line| (line.chars().count() as f64 / width).ceil().max(1.0)).sum::<f64>();
        let height = (needed * LINE_HEIGHT + LINE_HEIGHT).max(PROSE_HEIGHT);
        let rows = (height / ROW_HEIGHT).ceil();
        for row in 0..rows as u32 {
            self.sheet.set_row_height(self.row + row, height / rows)?;
        }
        self.merged(self.row, 0, self.columns, rows as usize, text, &words)?;
        self.described.push(((self.row, 0), key.to_owned()));
        self.row += rows as u32;
        Ok(())
    }

    /// One cell over columns `from..to` and so many rows.
    pub fn merged(
        &mut self,
        row: u32,
        from: usize,
        to: usize,
        rows: usize,
        text: &str,
        format: &Format,
    ) -> Result<(), XlsxError> {
        if to - from == 1 && rows == 1 {
            self.sheet.write_with_format(row, small(from), text, format)?;
        } else {
            self.sheet.merge_range(row, small(from), row + lines(rows) - 1, small(to - 1), text, format)?;
        }
        Ok(())
    }

    pub fn table(&mut self, table: &TableForm) -> Result<(), XlsxError> {
        let edges = edges(&table.widths, self.columns);
        let first = self.row;
        for (line, row) in (first..).zip(&table.rows) {
            for cell in &row.cells {
                let (from, to) = (edges[cell.column], edges[cell.column + cell.colspan]);
                if let Some(id) = cell.figure {
                    self.places.insert(id, (line, u32::from(small(from))));
                    self.figure(id, line, from, to)?;
                    continue;
                }
                let format = match cell.kind {
                    CellKind::Band => self.styles.band.clone(),
                    CellKind::RowHead => self.styles.label.clone(),
                    _ => self.styles.head.clone(),
                };
                self.merged(line, from, to, cell.rowspan, &cell.label, &format)?;
            }
            // Excel does not fit the height of rows with merged cells. A Chinese character is two of the
            // characters that widths are counted in; a line is 15 points.
            let needed = row.cells.iter().filter(|c| c.rowspan == 1).map(|c| {
                let width = (edges[c.column + c.colspan] - edges[c.column]) as f64 * COLUMN_WIDTH;
                (c.label.chars().count() as f64 * 2.0 / width).ceil().max(1.0)
            });
            self.sheet.set_row_height(line, 15.0 * needed.fold(1.0, f64::max) + 3.0)?;
        }
        self.row = first + lines(table.rows.len());
        self.formulas(first)?;
        self.balances(table, first)
    }

    /// What the formula of a figure comes to at first.
    fn result(&self, id: FigureId) -> String {
        self.numbers.get(id.index()).map_or_else(|| "0".to_owned(), Number::to_string)
    }

    /// The cell of a figure, over columns `from..to`. A figure to fill in starts as 0, or as what last year's
    /// report carries over; a total is left empty
    /// for its formula, which needs the places of all cells ([`Page::formulas`]).
    fn figure(&mut self, id: FigureId, line: u32, from: usize, to: usize) -> Result<(), XlsxError> {
        let figure = self.form.figure(id);
        if self.form.is_total(id) {
            let sum = self.styles.sum.clone();
            return self.merged(line, from, to, 1, "", &sum);
        }
        if let Some(formula) = self.counted.get(&id) {
            let formula = Formula::new(formula).set_result(self.result(id));
            let head = self.styles.head.clone();
            self.merged(line, from, to, 1, "", &head)?;
            self.sheet.write_formula_with_format(line, small(from), formula, &head)?;
            return Ok(());
        }
        let input = self.styles.input.clone();
        self.merged(line, from, to, 1, "", &input)?;
        // Digits and a point: what a figure may start as is no larger than what a cell holds.
        let number: f64 = self.result(id).parse().unwrap_or_default();
        self.sheet.write_with_format(line, small(from), number, &input)?;
        self.sheet.add_data_validation(line, small(from), line, small(to - 1), &validation(figure)?)?;
        self.described.push(((line, u32::from(small(from))), figure.path.to_string()));
        Ok(())
    }

    /// Writes the totals of the table that began in row `first` as formulas.
    fn formulas(&mut self, first: u32) -> Result<(), XlsxError> {
        let mut done = Vec::new();
        for total in &self.form.totals {
            let Some(&(row, column)) = self.places.get(&total.figure).filter(|(row, _)| *row >= first) else {
                continue;
            };
            // The 总计 at the lower right is the total of its row and of its column; both sums are the same.
            if done.contains(&total.figure) {
                continue;
            }
            done.push(total.figure);
            let formula = Formula::new(self.sum(total)).set_result(self.result(total.figure));
            self.sheet.write_formula_with_format(row, narrow(column), formula, &self.styles.sum)?;
        }
        Ok(())
    }

    /// The formula of a total: `=SUM(I9:N9)`. Cells side by side or one above another become a range, as one
    /// that lists all cells is hard to read and has a bounded number of arguments.
    fn sum(&self, total: &Total) -> String {
        let mut cells: Vec<CellRef> =
            total.parts.iter().filter_map(|id| self.places.get(id).copied()).collect();
        cells.sort_unstable();
        let mut ranges: Vec<(CellRef, CellRef)> = Vec::new();
        for cell in cells {
            match ranges.last_mut() {
                Some((from, to)) if cell == (to.0, to.1 + 1) && from.0 == to.0 => *to = cell,
                Some((from, to)) if cell == (to.0 + 1, to.1) && from.1 == to.1 => *to = cell,
                _ => ranges.push((cell, cell)),
            }
        }
        let range = |(from, to): &(CellRef, CellRef)| {
            if from == to { cell_name(*from) } else { format!("{}:{}", cell_name(*from), cell_name(*to)) }
        };
        format!("=SUM({})", ranges.iter().map(range).collect::<Vec<_>>().join(","))
    }

    /// Writes a row below the table that compares, column by column, the two sides of each sum that the form
    /// prescribes (N101): 平 if they are equal, else 差 and the difference.
    fn balances(&mut self, table: &TableForm, first: u32) -> Result<(), XlsxError> {
        let mut any = false;
        for balance in &self.form.balances {
            let side = |ids: &[FigureId]| -> Option<String> {
                let cells: Option<Vec<String>> =
                    ids.iter().map(|id| self.places.get(id).map(|at| cell_name(*at))).collect();
                Some(cells?.join("+"))
            };
            let Some(&(row, column)) = balance.left.first().and_then(|id| self.places.get(id)) else {
                continue;
            };
            let (Some(left), Some(right)) = (side(&balance.left), side(&balance.right)) else { continue };
            if row < first {
                continue;
            }
            let formula = format!("=IF({left}={right},\"平\",\"差\"&({left}-({right})))");
            let formula = Formula::new(formula).set_result("平");
            self.sheet.write_formula_with_format(self.row, narrow(column), formula, &self.styles.head)?;
            any = true;
        }
        if any {
            let (to, head) =
                (edges(&table.widths, self.columns)[table.label_columns], self.styles.head.clone());
            self.merged(self.row, 0, to, 1, "勾稽核对", &head)?;
            self.row += 1;
        }
        Ok(())
    }
}

/// How many columns a sheet has: enough for the table with most.
fn columns_of(form: &Form) -> usize {
    let widths = form.sections.iter().filter_map(|section| match &section.content {
        Content::Table(table) => Some(table.widths.len()),
        Content::Prose(_) => None,
    });
    widths.fold(MIN_COLUMNS, usize::max)
}

/// Where each column of a table begins among the columns of the sheet, and where the last one ends: in
/// proportion to the form's widths. Example: widths 1, 1, 2 over 8 columns begin at 0, 2 and 4 and end at 8.
fn edges(widths: &[u32], columns: usize) -> Vec<usize> {
    let total: u32 = widths.iter().sum::<u32>().max(1);
    let mut edges = vec![0];
    let mut passed = 0;
    for (number, width) in widths.iter().enumerate() {
        passed += width;
        let share = (f64::from(passed) / f64::from(total) * columns as f64).round() as usize;
        // Every column of the table is at least one wide, and leaves at least one for each that follows.
        edges.push(share.clamp(edges[number] + 1, columns - (widths.len() - number - 1)));
    }
    edges
}

fn validation(figure: &FigureForm) -> Result<DataValidation, XlsxError> {
    let whole = |least: &str| {
        let most = Formula::new(format!("{LARGEST}"));
        DataValidation::new()
            .allow_whole_number_formula(DataValidationRule::Between(Formula::new(least), most))
    };
    let (rule, message) = match figure.kind {
        Kind::Count => (whole("0"), "不小于 0 的整数"),
        Kind::Amount => (
            DataValidation::new().allow_decimal_number(DataValidationRule::Between(0.0, LARGEST)),
            "不小于 0 的数",
        ),
        Kind::Change => (whole(&format!("-{LARGEST}")), "整数，减少的写负数"),
    };
    // A warning, not a bar: a figure may have a remark, 22（其中修订16件）.
    let rule = rule.set_error_style(DataValidationErrorStyle::Warning).set_error_title("请核对")?;
    rule.set_error_message(format!("这里应当填{message}。确实要加说明的，写成“22（其中修订16件）”这样。"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_every_table_fit_the_sheet() {
        for form in Form::names().filter_map(Form::of) {
            for section in &form.sections {
                if let Content::Table(table) = &section.content {
                    let columns = columns_of(&form);
                    let edges = edges(&table.widths, columns);
                    assert!(edges.windows(2).all(|w| w[0] < w[1]), "{edges:?}");
                    assert_eq!((edges.len(), edges.last()), (table.widths.len() + 1, Some(&columns)));
                }
            }
        }
    }
}
