//! The figures of many reports as one table, for others to reckon with: a row for each report, a row for each
//! figure, or the years of each agency side by side. As CSV, as a workbook, as JSON.
//!
//! Columns are named by the paths of the figures, so that tables of different years and agencies fit
//! together. What a report leaves blank is blank in the table, and what cannot be read is too: a 0 that
//! nobody has written would be counted by others. A row that a data file leaves out is 0, as everywhere.
//!
//! ```
//! use nianbao::{export::{self, Shape}, report, yaml::Source};
//! let read = |text: &str| report::read(Source::new("甲.yaml", text.to_owned()).into()).0.unwrap();
//! let reports = [
//!     read("机关名称: 甲局\n年度: 2023\n主动公开: {行政许可: 8}\n"),
//!     read("机关名称: 甲局\n年度: 2024\n主动公开: {行政许可: 10}\n"),
//! ];
//! let table = export::table(&reports, Shape::Years)?;
//! let csv = export::csv(&table);
//! assert!(csv.contains("甲局,主动公开.行政许可,行政许可,,8,10,2,25.0\r\n"));
//! # Ok::<(), export::ExportError>(())
//! ```

mod csv;
mod json;
mod shown;
mod xlsx;
mod years;

use rust_decimal::Decimal;

use crate::form::{Form, Path};
use crate::report::Report;

pub use self::csv::csv;
pub use self::json::json;
pub use self::xlsx::xlsx;
use shown::number;

/// What a row of the table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Shape {
    /// A report; a column for each figure.
    Reports,
    /// A figure of a report.
    Figures,
    /// A figure of an agency; a column for each year, and for each change from one to the next.
    Years,
}

/// Reports that make no table.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// Two of one agency and year, so that it is not clear whose figures to take.
    #[error("{agency}{year}年的报告有两份：{first}、{second}；各年并列时每年只能有一份，请去掉一份")]
    SameYear {
        /// 机关名称.
        agency: String,
        /// 年度.
        year: u16,
        /// The first file.
        first: String,
        /// The second file.
        second: String,
    },
    /// The workbook cannot be written, as it would have too many rows or columns.
    #[error("写不成工作簿：{0}；行数太多的写成 .csv")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Value {
    /// Nothing: it is not known.
    Blank,
    /// A text, which no program is to take for a formula.
    Text(String),
    /// A number, exact.
    Number(Decimal),
}

impl Value {
    fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Value::Blank } else { Value::Text(text) }
    }

    fn number(number: Option<Decimal>) -> Self {
        number.map_or(Value::Blank, Value::Number)
    }
}

/// A table: heads, and rows of as many cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataTable {
    /// The names of the columns; none stands there twice.
    pub heads: Vec<String>,
    /// The rows, as long as the heads.
    pub rows: Vec<Vec<Value>>,
    /// How many columns in front say what the row is about.
    pub labels: usize,
}

/// The figures of reports, in the order given, as a table. Reports may be of different forms: a figure that
/// the form of a report does not have is blank.
///
/// # Errors
/// [`ExportError::SameYear`] for [`Shape::Years`].
pub fn table(reports: &[Report], shape: Shape) -> Result<DataTable, ExportError> {
    match shape {
        Shape::Reports => Ok(by_report(reports)),
        Shape::Figures => Ok(by_figure(reports)),
        Shape::Years => years::table(reports),
    }
}

fn by_report(reports: &[Report]) -> DataTable {
    let paths = paths(reports.iter().map(|report| &*report.form));
    let general = reports.first().map_or_else(Form::standard, |report| report.form.clone());
    let general = &general.general;
    let mut heads: Vec<String> =
        [&general.agency, &general.year, &general.format].map(|key| key.key.clone()).into();
    heads.extend(paths.iter().map(|path| path.as_str().to_owned()));
    let rows = reports.iter().map(|report| {
        let mut row = whose(report);
        row.push(Value::text(&report.form.format));
        let figure = |path| Value::number(report.form.figure_at(path).and_then(|id| number(report, id)));
        row.extend(paths.iter().map(figure));
        row
    });
    DataTable { heads, rows: rows.collect(), labels: 2 }
}

fn by_figure(reports: &[Report]) -> DataTable {
    let general = reports.first().map_or_else(Form::standard, |report| report.form.clone());
    let general = &general.general;
    let mut heads: Vec<String> = [&general.agency, &general.year].map(|key| key.key.clone()).into();
    heads.extend(["路径", "部分", "名称", "单位", "数", "原文"].map(str::to_owned));
    let mut rows = Vec::new();
    for report in reports {
        let form = &report.form;
        for figure in &form.figures {
            let Some(id) = form.figure_at(&figure.path) else { continue };
            let mut row = whose(report);
            row.push(Value::text(figure.path.as_str()));
            row.push(Value::text(&form.sections[figure.section].title));
            row.push(Value::text(form.figure_name(id)));
            row.push(Value::text(figure.unit.clone().unwrap_or_default()));
            row.push(Value::number(number(report, id)));
            row.push(Value::text(report.figure(id).remark.clone().unwrap_or_default()));
            rows.push(row);
        }
    }
    DataTable { heads, rows, labels: 3 }
}

fn whose(report: &Report) -> Vec<Value> {
    vec![Value::text(&report.agency.text), Value::Number(Decimal::from(report.year.number))]
}

/// The paths of all figures of these forms, each once: those of the first form in its order, then what the
/// others have besides.
fn paths<'f>(forms: impl Iterator<Item = &'f Form>) -> Vec<Path> {
    let mut paths: indexmap::IndexSet<Path> = indexmap::IndexSet::new();
    let mut seen: Vec<&str> = Vec::new();
    for form in forms {
        if !seen.contains(&form.format.as_str()) {
            seen.push(&form.format);
            paths.extend(form.figures.iter().map(|figure| figure.path.clone()));
        }
    }
    paths.into_iter().collect()
}

#[cfg(test)]
mod tests;
