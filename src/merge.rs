//! The figures of subordinate agencies, added into one report.
//!
//! ```
//! use nianbao::{init, merge, report::{self, Sum}, yaml::Source};
//! let read = |text: &str| report::read(Source::new("a.yaml", text).into()).0.unwrap();
//! let parts = [
//!     read("机关名称: 甲局\n年度: 2024\n主动公开:\n  行政许可: 3\n"),
//!     read("机关名称: 乙局\n年度: 2024\n主动公开:\n  行政许可: 4\n"),
//! ];
//! let sum = Sum::of(&parts)?;
//! assert!(merge::data_file(&sum, "甲县人民政府", init::TEMPLATE)?.contains("行政许可: 7"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::diagnostic::Finding;
use crate::form::Forms;
use crate::init::{InitError, InitOptions, data_file_of};
use crate::report::{self, Sum};
use crate::rules;
use crate::yaml::Source;

/// Sums that make no report: those of more digits than a figure may have, say.
#[derive(Debug, thiserror::Error)]
#[error("汇总的结果有错误，没有写出：{}（{}）", .0.message, .0.rule)]
pub struct InvalidSum(Box<Finding>);

/// Makes sure that a data file with sums is a report without errors, but for prose that is still to be
/// written.
///
/// # Errors
/// It has one.
pub fn prove(text: &str, forms: &Forms) -> Result<(), InvalidSum> {
    let (report, read) = report::read_with(Source::new("-", text).into(), forms);
    let findings = report.map(|r| rules::check(&r, read, &Default::default()).findings).unwrap_or_default();
    let error = findings.into_iter().find(|finding| finding.is_error() && !rules::is_unwritten(finding));
    error.map_or(Ok(()), |error| Err(InvalidSum(Box::new(error))))
}

/// A data file with the sums, written by a template of data files ([`init::TEMPLATE`](crate::init::TEMPLATE)
/// or one's own). Its prose is to be filled in; totals are left to be computed.
///
/// # Errors
/// The template has a mistake in it.
pub fn data_file(sum: &Sum, agency: &str, template: &str) -> Result<String, InitError> {
    let mut options = InitOptions::new(sum.form().clone(), sum.year());
    options.agency = Some(agency.to_owned());
    options.template = template;
    data_file_of(&options, &sum.numbers().collect())
}
