//! The outcome as a workbook: findings to be marked, all figures with their sums, the reports, the rules.

use std::collections::BTreeMap;

use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook,
    Worksheet, XlsxError,
};

use super::marks::{AGENCY, FINGERPRINT, MESSAGE, REASON, RULE, VERIFIED, YEAR};
use super::{Review, ReviewedReport, Standing, page};
use crate::diagnostic::Severity;
use crate::form::Form;
use crate::report::Number;

/// The columns of findings, with their widths in characters.
const FINDING_COLUMNS: [(&str, f64); 11] = [
    (AGENCY, 24.0),
    (YEAR, 7.0),
    (RULE, 7.0),
    ("级别", 6.0),
    ("位置", 26.0),
    (MESSAGE, 60.0),
    ("怎样改", 40.0),
    ("文件", 30.0),
    (VERIFIED, 9.0),
    (REASON, 30.0),
    (FINGERPRINT, 34.0),
];
/// The numbers of the columns to be filled in.
const VERIFIED_COLUMN: u16 = 8;
const REASON_COLUMN: u16 = 9;
/// Of cells to fill in.
const INPUT_FILL: Color = Color::RGB(0x00FF_FDE7);
/// The most characters of a cell, of which Excel allows 32,767.
const MAX_CELL: usize = 30_000;

/// The most rows of findings; Excel has 1,048,576 on a sheet.
const MAX_ROWS: u32 = 1_000_000;

/// Writes the workbook. The same review gives the same bytes.
pub(super) fn write(review: &Review) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_ymd(review.year.unwrap_or(2024).clamp(1900, 9999), 12, 31)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let styles = Styles::new();
    findings(review, book.add_worksheet(), &styles)?;
    figures(review, book.add_worksheet(), &styles)?;
    reports(review, book.add_worksheet(), &styles)?;
    rules(review, book.add_worksheet(), &styles)?;
    kept_marks(review, book.add_worksheet(), &styles)?;
    book.save_to_buffer()
}

/// The formats of cells.
struct Styles {
    head: Format,
    cell: Format,
    input: Format,
    sum: Format,
}

impl Styles {
    fn new() -> Self {
        let base = Format::new().set_font_name("宋体").set_font_size(10).set_align(FormatAlign::Top);
        let cell = base.set_text_wrap().set_border(FormatBorder::Thin);
        Self {
            head: cell.clone().set_bold().set_background_color(Color::RGB(0x00E4_E7EB)),
            input: cell.clone().set_background_color(INPUT_FILL),
            sum: cell.clone().set_bold(),
            cell,
        }
    }
}

/// A sheet written row by row.
struct Lines<'s> {
    sheet: &'s mut Worksheet,
    styles: &'s Styles,
    row: u32,
}

impl<'s> Lines<'s> {
    /// Begins a sheet with its heads.
    fn new(
        sheet: &'s mut Worksheet,
        name: &str,
        heads: &[(&str, f64)],
        styles: &'s Styles,
    ) -> Result<Self, XlsxError> {
        sheet.set_name(name)?.set_freeze_panes(1, 1)?;
        for (column, (head, width)) in (0..).zip(heads) {
            sheet.set_column_width(column, *width)?;
            sheet.write_with_format(0, column, *head, &styles.head)?;
        }
        Ok(Self { sheet, styles, row: 1 })
    }

    /// Writes a row of texts.
    fn texts(&mut self, texts: &[&str]) -> Result<(), XlsxError> {
        for (column, text) in (0..).zip(texts) {
            self.text(column, text)?;
        }
        self.row += 1;
        Ok(())
    }

    fn text(&mut self, column: u16, text: &str) -> Result<(), XlsxError> {
        let text: String = text.chars().take(MAX_CELL).collect();
        self.sheet.write_with_format(self.row, column, text, &self.styles.cell)?;
        Ok(())
    }

    fn number(&mut self, column: u16, number: Option<Number>, format: &Format) -> Result<(), XlsxError> {
        match number {
            // A figure has 12 digits at most: the cells of a workbook hold 15.
            Some(number) => {
                let value: f64 = number.to_string().parse().unwrap_or_default();
                self.sheet.write_with_format(self.row, column, value, format)?
            }
            None => self.sheet.write_with_format(self.row, column, "读不出", format)?,
        };
        Ok(())
    }

    /// Filters over all rows that were written.
    fn filter(&mut self, columns: usize) -> Result<(), XlsxError> {
        let last = u16::try_from(columns).unwrap_or(u16::MAX).saturating_sub(1);
        if self.row > 1 {
            self.sheet.autofilter(0, 0, self.row - 1, last)?;
        }
        Ok(())
    }
}

/// The findings, with two columns to be filled in.
fn findings(review: &Review, sheet: &mut Worksheet, styles: &Styles) -> Result<(), XlsxError> {
    let mut lines = Lines::new(sheet, "问题", &FINDING_COLUMNS, styles)?;
    for report in review.parent.iter().chain(&review.reports) {
        let year = report.year.map(|year| year.to_string()).unwrap_or_default();
        for finding in &report.findings {
            if lines.row >= MAX_ROWS {
                break;
            }
            let (verified, reason) = match &finding.verified {
                Some(reason) => ("是", reason.as_str()),
                None => ("", ""),
            };
            let row = lines.row;
            lines.texts(&[
                report.name(),
                &year,
                &finding.rule,
                finding.severity.chinese(),
                &finding.place,
                &finding.message,
                finding.help.as_deref().unwrap_or_default(),
                &report.place,
                "",
                "",
                &finding.fingerprint,
            ])?;
            lines.sheet.write_with_format(row, VERIFIED_COLUMN, verified, &styles.input)?;
            lines.sheet.write_with_format(row, REASON_COLUMN, reason, &styles.input)?;
        }
    }
    if lines.row > 1 {
        let yes = DataValidation::new().allow_list_strings(&["是"])?;
        let yes = yes
            .set_input_title("已核实")?
            .set_input_message("核实过、不必再报的写“是”，并在右边写理由；存盘后下次审核不再报")?;
        lines.sheet.add_data_validation(1, VERIFIED_COLUMN, lines.row - 1, VERIFIED_COLUMN, &yes)?;
    }
    lines.filter(FINDING_COLUMNS.len())
}

/// All figures: a row for each report, then the sums, the parent's and the difference.
fn figures(review: &Review, sheet: &mut Worksheet, styles: &Styles) -> Result<(), XlsxError> {
    let heads = [(AGENCY, 28.0), (YEAR, 7.0), ("文件", 30.0), ("计入合计", 9.0)];
    let mut lines = Lines::new(sheet, "数据", &heads, styles)?;
    let Some(form) = &review.form else { return Ok(()) };
    for (column, figure) in (FIRST_FIGURE..).zip(&form.figures) {
        lines.sheet.write_with_format(0, column, figure.path.as_str(), &styles.head)?;
        lines.sheet.set_column_width(column, 12)?;
    }
    for report in &review.reports {
        let Some(figures) = report.figures.as_ref().filter(|f| f.form.format == form.format) else {
            continue;
        };
        let year = report.year.map(|year| year.to_string()).unwrap_or_default();
        let counted = if report.standing == Standing::Counted { "是" } else { "否" };
        for (column, text) in (0..).zip([report.name(), &year, &report.place, counted]) {
            lines.text(column, text)?;
        }
        for (column, number) in (FIRST_FIGURE..).zip(&figures.numbers) {
            lines.number(column, *number, &styles.cell)?;
        }
        lines.row += 1;
    }
    sums(review, form, &mut lines)
}

/// The column of the first figure.
const FIRST_FIGURE: u16 = 4;

fn sums(review: &Review, form: &Form, lines: &mut Lines) -> Result<(), XlsxError> {
    let sum = lines.styles.sum.clone();
    let row = |lines: &mut Lines, name: &str, of: &dyn Fn(usize) -> Option<Number>| {
        lines.sheet.write_with_format(lines.row, 0, name, &sum)?;
        for (column, number) in (FIRST_FIGURE..).zip(0..form.figures.len()) {
            lines.number(column, of(number), &sum)?;
        }
        lines.row += 1;
        Ok::<(), XlsxError>(())
    };
    row(lines, "合计", &|number| review.totals.get(number).map(|total| total.sum))?;
    let Some(parent) = &review.parent else { return Ok(()) };
    row(lines, &format!("{}（上级报告）", parent.name()), &|number| review.totals.get(number)?.parent)?;
    row(lines, "上级减合计", &|number| review.totals.get(number)?.difference())
}

/// The reports and the agencies that have sent none.
fn reports(review: &Review, sheet: &mut Worksheet, styles: &Styles) -> Result<(), XlsxError> {
    let heads = [
        (AGENCY, 28.0),
        (YEAR, 7.0),
        ("结果", 20.0),
        ("错误", 6.0),
        ("警告", 6.0),
        ("已核实", 7.0),
        ("文件", 36.0),
        ("说明", 80.0),
    ];
    let mut lines = Lines::new(sheet, "机关", &heads, styles)?;
    for missing in review.missing.iter().flatten() {
        let place = format!("名单第 {} 行", missing.agency.line);
        let hint = missing.hint.as_deref().unwrap_or_default();
        lines.texts(&[&missing.agency.name, "", "没有收到", "", "", "", &place, hint])?;
    }
    for report in review.parent.iter().chain(&review.reports) {
        line(&mut lines, report)?;
    }
    lines.filter(heads.len())
}

fn line(lines: &mut Lines, report: &ReviewedReport) -> Result<(), XlsxError> {
    let (errors, warnings) = report.counts();
    let verified = report.findings.len() - errors - warnings;
    let year = report.year.map(|year| year.to_string()).unwrap_or_default();
    let notes: Vec<&str> = report.error.iter().chain(&report.notes).map(String::as_str).collect();
    let (name, result) = (report.name(), page::result(report));
    let cell = lines.styles.cell.clone();
    for (column, count) in [(3, errors), (4, warnings), (5, verified)] {
        lines.sheet.write_with_format(lines.row, column, count as f64, &cell)?;
    }
    for (column, text) in [(0, name), (1, &year), (2, &result), (6, &report.place), (7, &notes.join("\n"))] {
        lines.text(column, text)?;
    }
    lines.row += 1;
    Ok(())
}

/// How often each rule is broken, and in how many reports.
fn rules(review: &Review, sheet: &mut Worksheet, styles: &Styles) -> Result<(), XlsxError> {
    let heads = [(RULE, 8.0), ("级别", 8.0), ("条数", 8.0), ("份数", 8.0)];
    let mut lines = Lines::new(sheet, "规则", &heads, styles)?;
    let mut counts: BTreeMap<(&str, Severity), (u32, u32)> = BTreeMap::new();
    for report in &review.reports {
        let mut own: BTreeMap<(&str, Severity), u32> = BTreeMap::new();
        for finding in report.open_findings() {
            *own.entry((&finding.rule, finding.severity)).or_default() += 1;
        }
        for (key, count) in own {
            let total = counts.entry(key).or_default();
            *total = (total.0 + count, total.1 + 1);
        }
    }
    for ((rule, severity), (count, reports)) in counts {
        let cell = styles.cell.clone();
        lines.sheet.write_with_format(lines.row, 2, count, &cell)?;
        lines.sheet.write_with_format(lines.row, 3, reports, &cell)?;
        lines.texts(&[rule, severity.chinese()])?;
    }
    Ok(())
}

/// The marks whose findings did not come up this time: they are kept for the next.
fn kept_marks(review: &Review, sheet: &mut Worksheet, styles: &Styles) -> Result<(), XlsxError> {
    let heads = [
        (AGENCY, 24.0),
        (YEAR, 7.0),
        (RULE, 7.0),
        (MESSAGE, 60.0),
        (VERIFIED, 9.0),
        (REASON, 30.0),
        (FINGERPRINT, 34.0),
    ];
    let mut lines = Lines::new(sheet, "已核实（这次没有出现）", &heads, styles)?;
    let all = review.parent.iter().chain(&review.reports);
    let findings =
        all.flat_map(|report| report.findings.iter().map(move |f| (report.name(), report.year, f)));
    for mark in review.marks.unused(findings) {
        lines.texts(&[
            &mark.agency,
            &mark.year,
            &mark.rule,
            &mark.message,
            "是",
            &mark.reason,
            &mark.fingerprint,
        ])?;
    }
    Ok(())
}
