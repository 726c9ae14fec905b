//! The workbook to fill in: a sheet for each agency laid out as the form, two with the sums of all, and a
//! hidden one that says which cell is what ([`layout`](super::layout)).
//!
//! A sheet starts as the data file of `nianbao init` does, with what last year's report carries over. Names in
//! its prose are shown as 【本年新收·总计】 ([`placeholders`](super::placeholders)).
//!
//! The tables of a form have different columns but share one sheet. So a sheet has a number of equally wide
//! columns, and each table merges as many of them as its own columns need ([`edges`]): of 15 columns, the
//! four columns of 主动公开 get 4, 4, 3 and 4.
//!
//! Totals are formulas and locked, cells to fill in are yellow and checked by the spreadsheet program, and a
//! row below a table compares the sums that the form prescribes.

mod start;
mod sums;

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties, ExcelDateTime,
    Format, FormatAlign, FormatBorder, Formula, ProtectionOptions, Workbook, Worksheet, XlsxError,
};

use self::start::Start;
use super::layout::{MARK, SHEET};
use super::placeholders::Placeholders;
use super::{CellRef, cell_name};
use crate::form::CellKind;
use crate::form::{Content, FigureForm, FigureId, Form, GeneralKey, Kind, TableForm, Total};
use crate::init::{InitError, PreviousProse};
use crate::report::{Number, Report};

/// What a workbook starts with.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct WorkbookOptions {
    /// The official format.
    pub form: Arc<Form>,
    /// 机关名称 of each sheet; one blank sheet where there is none.
    pub agencies: Vec<String>,
    /// 年度.
    pub year: u16,
    /// Last year's reports: those of the same agencies and the year before are carried over.
    pub previous: Vec<Report>,
    /// What becomes of their prose.
    pub prose: PreviousProse,
}

/// Why a workbook cannot be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WorkbookError {
    /// It would have more sheets or longer texts than a workbook holds.
    #[error("工作簿写不出：{0}")]
    Workbook(#[from] XlsxError),
    /// The data file that a sheet starts as cannot be made.
    #[error(transparent)]
    Start(#[from] InitError),
    /// This is no name of an agency.
    #[error("“{0}”不能作机关名称")]
    Agency(String),
}

impl WorkbookOptions {
    /// A workbook of a format for these agencies and this year.
    pub fn new(form: Arc<Form>, agencies: Vec<String>, year: u16) -> Self {
        Self { form, agencies, year, previous: Vec::new(), prose: PreviousProse::Left }
    }
}

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
/// The most UTF-16 units that Excel allows in the name of a sheet.
const NAME_LENGTH: usize = 31;
/// The sheet of sums, laid out as the form.
const SUMS: &str = "汇总";
/// The sheet with a row for each agency.
const AGENCIES: &str = "各单位";
/// The most characters that Excel allows in the hint of a cell.
const HINT_LENGTH: usize = 255;
/// The largest figure that a data file may have: 12 digits.
const LARGEST: f64 = 999_999_999_999.0;
/// Of the four 第二十条 rows of the blank form.
const BAND_FILL: Color = Color::RGB(0x00C6_D9F1);
/// Of cells to fill in.
const INPUT_FILL: Color = Color::RGB(0x00FF_FDE7);

/// Writes the workbook. The same options give the same bytes.
///
/// # Errors
/// See [`WorkbookError`].
pub fn write(options: &WorkbookOptions) -> Result<Vec<u8>, WorkbookError> {
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_ymd(options.year, 12, 31)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let blank = [String::new()];
    let agencies = if options.agencies.is_empty() { &blank[..] } else { &options.agencies };
    let placeholders = Placeholders::of(&options.form);
    let mut names: Vec<String> = Vec::new();
    let mut places = BTreeMap::new();
    let mut described = Vec::new();
    let mut sums = Start::zeros(&options.form);
    let mut all: Vec<Vec<Number>> = Vec::new();
    for agency in agencies {
        let name = sheet_name(agency, &names);
        let start = Start::of(options, agency, &placeholders)?;
        sums.add(&start);
        let mut page = Page::new(&options.form, book.add_worksheet())?;
        page.sheet.set_name(&name)?;
        page.numbers = start.numbers.clone();
        page.write(agency, options.year, &start)?;
        (places, described) = (page.places, page.described);
        names.push(name);
        all.push(start.numbers);
    }
    // 汇总 stands before the sheet that it adds up.
    sums::overview(&options.form, book.add_worksheet(), (&places, names.len()), sums.numbers.clone())?;
    sums::agencies(&options.form, book.add_worksheet(), (&names, &all), &places, &sums.numbers)?;
    let layout = book.add_worksheet();
    layout.set_name(SHEET)?.set_very_hidden(true);
    layout.write(0, 0, MARK)?.write(0, 1, &options.form.format)?.write(0, 2, SUMS)?;
    layout.write(0, 3, AGENCIES)?;
    for (row, (at, path)) in (1..).zip(&described) {
        layout.write(row, 0, cell_name(*at))?.write(row, 1, path)?;
    }
    Ok(book.save_to_buffer()?)
}

/// A name for the sheet of an agency that Excel allows and no other sheet has: characters that Excel forbids
/// replaced, cut to its length, with a number where it is taken. Excel compares names without case.
fn sheet_name(agency: &str, taken: &[String]) -> String {
    let safe: String =
        agency.chars().map(|c| if "[]:*?/\\'".contains(c) || c.is_control() { '_' } else { c }).collect();
    let base = if safe.trim().is_empty() { "报告".to_owned() } else { safe.trim().to_owned() };
    let cut = |ending: &str| {
        let mut name = base.clone();
        while name.encode_utf16().count() + ending.len() > NAME_LENGTH && name.pop().is_some() {}
        name + ending
    };
    let free = |name: &String| {
        ![SUMS, AGENCIES, SHEET].contains(&name.as_str())
            && !taken.iter().any(|t| t.to_lowercase() == name.to_lowercase())
    };
    let mut name = cut("");
    let mut number = 2;
    while !free(&name) {
        name = cut(&format!("-{number}"));
        number += 1;
    }
    name
}

/// The formats of cells.
struct Styles {
    plain: Format,
    label: Format,
    head: Format,
    band: Format,
    heading: Format,
    input: Format,
    words: Format,
    sum: Format,
}

impl Styles {
    fn new() -> Self {
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
struct Page<'a> {
    form: &'a Form,
    sheet: &'a mut Worksheet,
    styles: Styles,
    /// How many columns the sheet has.
    columns: usize,
    /// The next row to write.
    row: u32,
    /// Where each figure stands.
    places: BTreeMap<FigureId, CellRef>,
    /// Cells to be read back, with their paths. Totals are not among them: they are computed.
    described: Vec<(CellRef, String)>,
    /// Figures that are counted elsewhere in the workbook, by their formulas; nobody fills them in.
    counted: BTreeMap<FigureId, String>,
    /// What each figure starts as: the results of formulas, until a program computes them.
    numbers: Vec<Number>,
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
    fn new(form: &'a Form, sheet: &'a mut Worksheet) -> Result<Self, XlsxError> {
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

    fn write(&mut self, agency: &str, year: u16, start: &Start) -> Result<(), XlsxError> {
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
    fn merged(
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

    fn table(&mut self, table: &TableForm) -> Result<(), XlsxError> {
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

fn small(column: usize) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}

fn narrow(column: u32) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}

fn lines(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report;
    use crate::spreadsheet::Table;
    use crate::spreadsheet::cells::{Allowance, cell_at};

    fn options(format: &str, agencies: &[&str]) -> WorkbookOptions {
        let agencies = agencies.iter().map(|a| (*a).to_owned()).collect();
        WorkbookOptions::new(Form::of(format).unwrap(), agencies, 2024)
    }

    #[test]
    fn a_workbook_comes_back_as_the_reports_it_was_made_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("form.xlsx");
        for format in Form::names() {
            let long = "某某省某某市某某县某某镇人民政府某某某某街道办事处甲乙丙丁";
            let bytes = write(&options(format, &["甲市/教育局", long, &format!("{long}二")])).unwrap();
            assert!(bytes == write(&options(format, &["甲市/教育局", long, &format!("{long}二")])).unwrap());
            std::fs::write(&path, bytes).unwrap();
            let table = Table::open(&path, None).unwrap();
            assert_eq!(table.len(), 3);
            let file = table.generate(0);
            let (report, findings) = report::read(file.source.clone());
            let report = report.unwrap();
            assert!(findings.is_empty(), "{findings:?}");
            assert_eq!(
                (report.agency.text.as_str(), report.year.number, report.form.format.as_str()),
                ("甲市/教育局", 2024, format)
            );
            // Every figure but the totals is written.
            for (figure, form) in report.figures.iter().zip(&report.form.figures) {
                let total = report.form.figure_at(&form.path).is_some_and(|id| report.form.is_total(id));
                assert_eq!(figure.span.is_some(), !total, "{}", form.path);
            }
        }
    }

    /// A workbook, read, with these cells filled in on its first sheet.
    fn filled_in(options: &WorkbookOptions, cells: &[(&str, &str)]) -> Table {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("form.xlsx");
        std::fs::write(&path, write(options).unwrap()).unwrap();
        let mut table = Table::open(&path, None).unwrap();
        for (at, text) in cells {
            table.sheets[0].0.put(cell_at(at).unwrap(), text, &mut Allowance::default()).unwrap();
        }
        table
    }

    #[test]
    fn title_and_signature_have_cells() {
        let cells = [("D4", "甲局年报"), ("D5", "甲市教育局办公室"), ("D6", "2025年1月20日")];
        let table = filled_in(&options("2021", &["甲市教育局"]), &cells);
        for (at, label) in [("A4", "标题"), ("A5", "署名"), ("A6", "日期")] {
            assert!(table.sheets[0].0.text(cell_at(at).unwrap()).unwrap().starts_with(label));
        }
        let (report, findings) = report::read(table.generate(0).source.clone());
        assert!(findings.is_empty(), "{findings:?}");
        let report = report.unwrap();
        assert_eq!(report.printed_title(), "甲局年报");
        let signature = report.signature.unwrap();
        assert_eq!(signature.name.unwrap().text, "甲市教育局办公室");
        assert_eq!(signature.date.unwrap().value.iso(), "2025-01-20");
    }

    #[test]
    fn names_in_prose_are_readable_and_stay_bound() {
        for format in Form::names() {
            let table = filled_in(&options(format, &["甲市教育局"]), &[]);
            let sheet = &table.sheets[0].0;
            let texts: Vec<&str> =
                sheet.rows().flat_map(|row| sheet.row(row)).map(|(_, text)| text).collect();
            assert!(texts.iter().all(|text| !text.contains("{{")));
            assert!(texts.iter().any(|text| text.contains("【本年新收·总计】件")));
            let text = table.generate(0).source.text().to_owned();
            assert!(text.contains("{{依申请公开.本年新收.总计}}件") && !text.contains('【'), "{text}");
        }
    }

    #[test]
    fn last_year_is_carried_over_into_the_sheet_of_its_agency() {
        let last = "机关名称: 甲局\n年度: 2023\n变量: {站: 甲局网站}\n总体情况: |\n  2023年，{{站}}公开。收到政府信息公开申请2件。\n\
                    依申请公开:\n  本年新收: {自然人: 2}\n  结转下年度: {自然人: 2}\n";
        let last = report::read(crate::yaml::Source::new("上年.yaml", last).into()).0.unwrap();
        let options = WorkbookOptions {
            previous: vec![last],
            prose: PreviousProse::CarriedOver,
            ..options("2021", &["乙局", "甲局"])
        };
        let table = filled_in(&options, &[]);
        let read = |index: usize| report::read(table.generate(index).source.clone()).0.unwrap();
        let carried =
            |report: &Report, path: &str| report.figure_at(&crate::form::Path::new(path)).unwrap().number;
        let (other, own) = (read(0), read(1));
        for path in ["依申请公开.上年结转.自然人", "依申请公开.结转下年度.总计"] {
            assert_eq!((carried(&other, path), carried(&own, path)), (Number::Count(0), Number::Count(2)));
        }
        let prose = own.prose[0].as_ref().unwrap();
        assert_eq!(
            prose.template.trim(),
            "{{年度}}年，甲局网站公开。收到政府信息公开申请{{依申请公开.本年新收.总计}}件。"
        );
        // The sums that a program shows before it computes them.
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("form.xlsx");
        std::fs::write(&path, write(&options).unwrap()).unwrap();
        let sheets = crate::spreadsheet::sheets(&path).unwrap();
        let sums = sheets.iter().find(|sheet| sheet.name.as_deref() == Some(SUMS)).unwrap();
        assert!(sums.rows().flat_map(|row| sums.row(row)).any(|(_, text)| text == "2"));
    }

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
