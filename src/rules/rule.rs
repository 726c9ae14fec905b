//! What a rule is, and what its check is given.

use crate::diagnostic::{Finding, RuleCode, Severity};
use crate::form::FormRule;
use crate::report::{Report, Sum};

/// What a check may lean on besides the report itself.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct CheckOptions<'a> {
    /// Last year's report, for N105, N106 and N207. One of another agency or year is reported (N209) and not
    /// compared.
    pub previous: Option<&'a Report>,
    /// Somebody has said that last year's report is of the same agency, whatever names the two have.
    pub is_same_agency: bool,
    /// The sum of the reports that this one is to be the sum of, for N110.
    pub parts: Option<&'a Sum>,
}

impl<'a> CheckOptions<'a> {
    /// The same options, with last year's report.
    pub fn previous(mut self, report: impl Into<Option<&'a Report>>) -> Self {
        self.previous = report.into();
        self
    }

    /// The same options, for a report of last year that was said to be of the same agency.
    pub fn is_same_agency(mut self, is_same: bool) -> Self {
        self.is_same_agency = is_same;
        self
    }

    /// The same options, with the sum that the report is compared with.
    pub fn parts(mut self, sum: impl Into<Option<&'a Sum>>) -> Self {
        self.parts = sum.into();
        self
    }
}

/// A check adds what it finds. One check may serve several rules: that of the totals serves every code that a
/// form gives its totals.
pub(super) type Check = fn(&Report, &CheckOptions, &mut Vec<Finding>);

/// A rule. Its texts are what `nianbao explain` prints; a form's own rules may leave all but the title empty.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule<'a> {
    /// The code. It never changes meaning and is never given again.
    pub code: RuleCode,
    /// How bad a breach is.
    pub severity: Severity,
    /// The rule in a few words.
    pub title: &'a str,
    /// What it asks, in full.
    pub meaning: &'a str,
    /// The regulation or document it comes from.
    pub source: &'a str,
    /// An example that breaks it.
    pub wrong: &'a str,
    /// The example put right.
    pub right: &'a str,
}

impl<'a> From<&'a FormRule> for Rule<'a> {
    fn from(rule: &'a FormRule) -> Self {
        let FormRule { code, severity, title, meaning, source, wrong, right } = rule;
        Self { code: code.clone(), severity: *severity, title, meaning, source, wrong, right }
    }
}

/// The document that prescribes the tables, as `explain` cites it.
pub(super) const OFFICIAL_FORMAT: &str =
    "《中华人民共和国政府信息公开工作年度报告格式》（国办公开办函〔2021〕30号）";
/// The source of rules that no document gives: how this program's data files are written.
pub(super) const DATA_FILE: &str = "数据文件的约定";

/// The severity of findings with a code that the form gives: the form's word for its own rules, else what the
/// check says.
pub(super) fn severity(report: &Report, code: &RuleCode, default: Severity) -> Severity {
    report.form.rule(code).map_or(default, |rule| rule.severity)
}
