//! The workbook to fill in: a sheet for each agency laid out as the form, one with the sums of all, and a
//! hidden one that says which cell is what ([`layout`](super::layout)).
//!
//! The tables of a form have different columns but share one sheet. So a sheet has a number of equally wide
//! columns, and each table merges as many of them as its own columns need ([`edges`]): of 15 columns, the
//! four columns of 主动公开 get 4, 4, 3 and 4.
//!
//! Totals are formulas and locked, cells to fill in are yellow and checked by the spreadsheet program, and a
//! row below a table compares the sums that the form prescribes.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties, ExcelDateTime,
    Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};

use super::layout::{MARK, SHEET};
use super::{CellRef, cell_name};
use crate::form::CellKind;
use crate::form::{Content, FigureForm, FigureId, Form, Kind, TableForm, Total};

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
}

impl WorkbookOptions {
    /// A workbook of a format for these agencies and this year.
    pub fn new(form: Arc<Form>, agencies: Vec<String>, year: u16) -> Self {
        Self { form, agencies, year }
    }
}

/// The least number of columns of a sheet; it has more if a table has more.
const MIN_COLUMNS: usize = 15;
/// Width of a column, in characters of Excel's default face.
const COLUMN_WIDTH: f64 = 8.5;
/// Height of the cell for a section of prose, in points.
const PROSE_HEIGHT: f64 = 220.0;
/// The most UTF-16 units that Excel allows in the name of a sheet.
const NAME_LENGTH: usize = 31;
/// The sheet of sums.
const SUMS: &str = "汇总";
/// The largest figure that a data file may have: 12 digits.
const LARGEST: f64 = 999_999_999_999.0;
/// Of the four 第二十条 rows of the blank form.
const BAND_FILL: Color = Color::RGB(0x00C6_D9F1);
/// Of cells to fill in.
const INPUT_FILL: Color = Color::RGB(0x00FF_FDE7);

/// Writes the workbook. The same options give the same bytes.
///
/// # Errors
/// The options make more sheets or longer texts than a workbook holds.
pub fn write(options: &WorkbookOptions) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_ymd(options.year, 12, 31)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let blank = [String::new()];
    let agencies = if options.agencies.is_empty() { &blank[..] } else { &options.agencies };
    let mut names: Vec<String> = Vec::new();
    let mut places = BTreeMap::new();
    let mut described = Vec::new();
    for agency in agencies {
        let name = sheet_name(agency, &names);
        let mut page = Page::new(&options.form, book.add_worksheet())?;
        page.sheet.set_name(&name)?;
        page.write(agency, options.year)?;
        (places, described) = (page.places, page.described);
        names.push(name);
    }
    sums(&options.form, book.add_worksheet(), &names, &places)?;
    let layout = book.add_worksheet();
    layout.set_name(SHEET)?.set_very_hidden(true);
    layout.write(0, 0, MARK)?.write(0, 1, &options.form.format)?.write(0, 2, SUMS)?;
    for (row, (at, path)) in (1..).zip(&described) {
        layout.write(row, 0, cell_name(*at))?.write(row, 1, path)?;
    }
    book.save_to_buffer()
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
        ![SUMS, SHEET].contains(&name.as_str())
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
        })
    }

    fn write(&mut self, agency: &str, year: u16) -> Result<(), XlsxError> {
        let form = self.form;
        let general = &form.general;
        let title =
            Format::new().set_font_name("宋体").set_font_size(16).set_bold().set_align(FormatAlign::Center);
        self.merged(0, 0, self.columns, 1, "", &title)?;
        let shown = Formula::new(format!("=D2&D3&\"{}\"", form.title))
            .set_result(format!("{agency}{year}{}", form.title));
        self.sheet.write_formula_with_format(0, 0, shown, &title)?;
        self.row = 1;
        for (key, value) in [(&general.agency, agency.to_owned()), (&general.year, year.to_string())] {
            let (head, input) = (self.styles.head.clone(), self.styles.input.clone());
            self.merged(self.row, 0, 3, 1, &key.key, &head)?;
            self.merged(self.row, 3, self.columns, 1, &value, &input)?;
            self.described.push(((self.row, 3), key.key.clone()));
            self.row += 1;
        }
        for section in &form.sections {
            self.row += 1;
            let heading = self.styles.heading.clone();
            self.sheet.write_with_format(self.row, 0, section.heading(), &heading)?;
            self.row += 1;
            match &section.content {
                Content::Prose(prose) => {
                    let (plain, words) = (self.styles.plain.clone(), self.styles.words.clone());
                    self.merged(self.row, 0, self.columns, 1, &prose.description, &plain)?;
                    self.sheet.set_row_height(self.row, 28)?;
                    self.row += 1;
                    self.merged(self.row, 0, self.columns, 1, prose.scaffold.trim_end(), &words)?;
                    self.sheet.set_row_height(self.row, PROSE_HEIGHT)?;
                    self.described.push(((self.row, 0), section.key.clone()));
                    self.row += 1;
                }
                Content::Table(table) => self.table(table)?,
            }
        }
        self.sheet.protect();
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

    /// The cell of a figure, over columns `from..to`. A figure to fill in starts as 0; a total is left empty
    /// for its formula, which needs the places of all cells ([`Page::formulas`]).
    fn figure(&mut self, id: FigureId, line: u32, from: usize, to: usize) -> Result<(), XlsxError> {
        let figure = self.form.figure(id);
        if self.form.is_total(id) {
            let sum = self.styles.sum.clone();
            return self.merged(line, from, to, 1, "", &sum);
        }
        if let Some(formula) = self.counted.get(&id) {
            let (formula, head) = (Formula::new(formula).set_result("0"), self.styles.head.clone());
            self.merged(line, from, to, 1, "", &head)?;
            self.sheet.write_formula_with_format(line, small(from), formula, &head)?;
            return Ok(());
        }
        let input = self.styles.input.clone();
        self.merged(line, from, to, 1, "", &input)?;
        self.sheet.write_with_format(line, small(from), 0, &input)?;
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
            let formula = Formula::new(self.sum(total)).set_result("0");
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

/// The sheet of sums: a row for each agency, a column for each figure, and a last row with the sums.
fn sums(
    form: &Form,
    sheet: &mut Worksheet,
    names: &[String],
    places: &BTreeMap<FigureId, CellRef>,
) -> Result<(), XlsxError> {
    let styles = Styles::new();
    sheet.set_name(SUMS)?.set_freeze_panes(1, 1)?;
    sheet.set_column_width(0, 30)?;
    sheet.write_with_format(0, 0, &form.general.agency.key, &styles.head)?;
    for (column, (id, _)) in (1..).zip(places) {
        sheet.write_with_format(0, column, form.figure(*id).path.as_str(), &styles.head)?;
    }
    let last = lines(names.len());
    for (row, name) in (1..).zip(names) {
        let from = |cell: &str| Formula::new(format!("='{name}'!{cell}"));
        sheet.write_formula_with_format(row, 0, from("D2").set_result(name), &styles.label)?;
        for (column, at) in (1..).zip(places.values()) {
            sheet.write_formula_with_format(
                row,
                column,
                from(&cell_name(*at)).set_result("0"),
                &styles.head,
            )?;
        }
    }
    sheet.write_with_format(last + 1, 0, "合计", &styles.sum)?;
    for (column, _) in (1..).zip(places) {
        let range = format!("{}:{}", cell_name((1, u32::from(column))), cell_name((last, u32::from(column))));
        let formula = Formula::new(format!("=SUM({range})")).set_result("0");
        sheet.write_formula_with_format(last + 1, column, formula, &styles.sum)?;
    }
    sheet.protect();
    Ok(())
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

    fn options(format: &str, agencies: &[&str]) -> WorkbookOptions {
        let agencies = agencies.iter().map(|a| (*a).to_owned()).collect();
        WorkbookOptions { form: Form::of(format).unwrap(), agencies, year: 2024 }
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
