//! The rules: what a report must satisfy beyond being readable. Every finding is collected; printing is the
//! work of [`printing`](crate::printing).
//!
//! A file holds a family of rules: their texts, and the checks that find where they are broken.
//! `registry` lists both; rule files do not import it.

mod advice;
mod blanks;
mod copied;
mod dates;
mod parts;
mod personal;
mod pictures;
mod previous;
mod reading;
mod register;
mod registry;
mod rule;
mod sections;
mod sentences;
mod sums;
mod text;
mod words;

use std::collections::BTreeSet;

use crate::diagnostic::{Finding, RuleCode, Severity};
use crate::form::{Form, Path};
use crate::report::Report;

pub use advice::{Audience, advice};
pub use blanks::is_unwritten;
pub use registry::{RULES, explain, explained, markdown_table, rule, rules_of};
pub use rule::{CheckOptions, Rule};
pub use sentences::{NamedFigure, named_figures};

/// What a check found.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// What stands, in the order of the file.
    pub findings: Vec<Finding>,
    /// Warnings silenced by 豁免.
    pub waived: Vec<Finding>,
}

/// Checks a report that was read. `read` is what the reader found; it comes back among the findings.
///
/// ```
/// use nianbao::{diagnostic::RuleCode, report, rules, yaml::Source};
/// let read = |text: &str| report::read(Source::new("甲.yaml", text.to_owned()).into());
/// let (last_year, _) = read("机关名称: 甲局\n年度: 2023\n依申请公开:\n  结转下年度: {自然人: 2}\n");
/// let (report, findings) = read("机关名称: 甲局\n年度: 2024\n依申请公开:\n  上年结转: {自然人: 1}\n");
/// let options = rules::CheckOptions::default().previous(last_year.as_ref());
/// let checked = rules::check(&report.expect("a report"), findings, &options);
/// // Two applications were carried over, not one.
/// assert!(checked.findings.iter().any(|finding| finding.rule == RuleCode::N105));
/// ```
pub fn check(report: &Report, read: Vec<Finding>, options: &CheckOptions) -> Checked {
    let mut findings = read;
    // What is larger than a report can be is no report, and is not judged as one.
    if !findings.iter().any(|finding| finding.rule == RuleCode::N019) {
        let comparable = previous::comparable(report, options, &mut findings);
        let options = options.previous(comparable);
        for check in registry::CHECKS {
            check(report, &options, &mut findings);
        }
    }
    for finding in &mut findings {
        finding.section = section_of(report, finding);
    }
    let mut checked = waive(report, findings);
    checked.findings.sort_by(|a, b| a.place.start.cmp(&b.place.start).then_with(|| a.rule.cmp(&b.rule)));
    checked
}

/// The section of the form that a finding's place is in.
fn section_of(report: &Report, finding: &Finding) -> Option<Path> {
    let bytes = finding.place.bytes().filter(|_| finding.place.file == *report.source.file())?;
    let holds = |span: &std::ops::Range<usize>| span.start <= bytes.start && bytes.end <= span.end;
    let number = report.section_spans.iter().position(|span| span.as_ref().is_some_and(holds))?;
    Some(report.form.sections[number].path.clone())
}

/// Takes out the warnings that 豁免 names.
fn waive(report: &Report, mut findings: Vec<Finding>) -> Checked {
    for waiver in &report.waivers {
        let place = report.place(&waiver.rule.span);
        if let Some((message, help)) = refusal(&waiver.rule.text, &report.form) {
            findings.push(Finding::error(RuleCode::N018, message, place).with_help(help));
        }
    }
    let codes: BTreeSet<RuleCode> = report.waivers.iter().filter_map(|w| w.rule.text.parse().ok()).collect();
    let named = |f: &Finding| f.severity == Severity::Warning && codes.contains(&f.rule);
    let (waived, findings) = findings.into_iter().partition(named);
    Checked { findings, waived }
}

/// Whether warnings of a rule may be kept with a reason: it is one of the program or the form, and no error.
pub fn is_waivable(code: &str, form: &Form) -> bool {
    refusal(code, form).is_none()
}

/// Why a code cannot be waived, and what to do about it; none where it can.
fn refusal(code: &str, form: &Form) -> Option<(String, &'static str)> {
    match rule(code, form) {
        None => Some((format!("没有“{code}”这条规则"), "规则编号见 nianbao explain")),
        Some(rule) if rule.severity == Severity::Error => {
            Some((format!("{code} 是错误，不能豁免"), "改正数据，删去这一条豁免"))
        }
        Some(_) => None,
    }
}
