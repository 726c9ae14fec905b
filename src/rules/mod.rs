//! The rules: what a report must satisfy beyond being readable. Every finding is collected; printing is the
//! work of `diagnostic`.

mod blanks;
mod copied;
mod dates;
mod parts;
mod previous;
mod reading;
pub mod registry;
mod sections;
mod sentences;
mod sums;
mod text;
mod words;

use crate::diagnostic::{Finding, Severity};
use crate::report::Report;
use crate::report::Sum;

pub use registry::{RULES, Rule};

/// Code: a waiver of a rule that is unknown or an error.
pub const BAD_WAIVER: &str = "N018";

/// What a check may lean on besides the report itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct CheckOptions<'a> {
    /// Last year's report, for N105, N106, N207 and N209.
    pub previous: Option<&'a Report>,
    /// The sum of the reports that this one is to be the sum of, for N110.
    pub parts: Option<&'a Sum>,
}

/// What a check found.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// What stands, in the order of the file.
    pub findings: Vec<Finding>,
    /// Warnings silenced by 豁免.
    pub waived: Vec<Finding>,
}

/// Checks a report that was read. `read` is what the reader found; it comes back among the findings.
pub fn check(report: &Report, read: Vec<Finding>, options: &CheckOptions) -> Checked {
    let mut findings = read;
    for rule in RULES {
        if let Some(check) = rule.check {
            check(report, options, &mut findings);
        }
    }
    let mut checked = waive(report, findings);
    checked.findings.sort_by(|a, b| (a.place.start, a.rule).cmp(&(b.place.start, b.rule)));
    checked
}

/// Takes out the warnings that 豁免 names.
fn waive(report: &Report, mut findings: Vec<Finding>) -> Checked {
    for waiver in &report.waivers {
        let code = waiver.rule.text.as_str();
        let place = report.place(&waiver.rule.span);
        let problem = match registry::rule(code) {
            None => Some((format!("没有“{code}”这条规则"), "规则编号见 nianbao explain")),
            Some(rule) if rule.severity == Severity::Error => {
                Some((format!("{code} 是错误，不能豁免"), "改正数据，删去这一条豁免"))
            }
            Some(_) => None,
        };
        if let Some((message, help)) = problem {
            findings.push(Finding::error(BAD_WAIVER, message, place).with_help(help));
        }
    }
    let named =
        |f: &Finding| f.severity == Severity::Warning && report.waivers.iter().any(|w| w.rule.text == f.rule);
    let (waived, findings) = findings.into_iter().partition(named);
    Checked { findings, waived }
}
