//! The workbook to fill in: a sheet for each agency laid out as the form, two with the sums of all, and a
//! hidden one that says which cell is what ([`layout`](super::layout)).
//!
//! A sheet starts as the data file of `nianbao init` does, with what last year's report carries over. Names
//! in its prose are shown as 【本年新收·总计】 ([`placeholders`](super::placeholders)).

mod page;
mod start;
mod sums;

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use self::page::Page;
pub(crate) use self::page::write_counted_tables;
use self::start::Start;
use super::cell_name;
use super::layout::{MARK, SHEET};
use super::placeholders::Placeholders;
use crate::form::Form;
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

/// The most UTF-16 units that Excel allows in the name of a sheet.
const NAME_LENGTH: usize = 31;
/// The sheet of sums, laid out as the form.
const SUMS: &str = "汇总";
/// The sheet with a row for each agency.
const AGENCIES: &str = "各单位";

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
}
