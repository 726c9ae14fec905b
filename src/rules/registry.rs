//! The registry: code → rule → severity → text of `explain`. The table of rules in the README is made from
//! it.

use super::{CheckOptions, blanks, copied, dates, parts, previous, reading, sections, sentences, sums};
use crate::diagnostic::{Finding, Severity};
use crate::report::Report;

/// A rule. Its texts are what `nianbao explain` prints.
#[derive(Debug)]
pub struct Rule {
    /// The code. It never changes meaning and is never given again.
    pub code: &'static str,
    /// How bad a breach is.
    pub severity: Severity,
    /// The rule in a few words.
    pub title: &'static str,
    /// What it asks, in full.
    pub meaning: &'static str,
    /// The regulation or document it comes from.
    pub source: &'static str,
    /// An example that breaks it.
    pub wrong: &'static str,
    /// The example put right.
    pub right: &'static str,
    /// How it is checked; none for what the reader finds while reading.
    pub check: Option<Check>,
}

/// Checks one rule and adds its findings.
pub type Check = fn(&Report, &CheckOptions, &mut Vec<Finding>);

/// Every rule, by code.
pub const RULES: &[&Rule] = &[
    &reading::N001,
    &reading::N002,
    &reading::N003,
    &reading::N004,
    &reading::N005,
    &reading::N006,
    &reading::N007,
    &reading::N008,
    &reading::N009,
    &reading::N010,
    &reading::N011,
    &reading::N012,
    &reading::N013,
    &reading::N014,
    &reading::N016,
    &reading::N018,
    &reading::N019,
    &sums::N101,
    &sums::N102,
    &sums::N103,
    &sums::N104,
    &previous::N105,
    &previous::N106,
    &sums::N107,
    &reading::N108,
    &parts::N110,
    &sentences::N201,
    &sections::N202,
    &sections::N203,
    &dates::N204,
    &sections::N205,
    &dates::N206,
    &copied::N207,
    &blanks::N208,
    &previous::N209,
    &reading::N301,
];

/// The rule of a code, in either case of its letter.
pub fn rule(code: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.code.eq_ignore_ascii_case(code))
}

/// What `nianbao explain` prints of a rule.
///
/// ```
/// use nianbao::rules::registry::{explain, rule};
/// let text = explain(rule("n101").expect("a rule"));
/// assert!(text.starts_with("N101（错误）：依申请公开各列"));
/// ```
pub fn explain(rule: &Rule) -> String {
    let indent = |text: &str| text.lines().map(|line| format!("  {line}\n")).collect::<String>();
    format!(
        "{}（{}）：{}\n\n要求\n{}\n依据\n{}\n错例\n{}\n改法\n{}",
        rule.code,
        rule.severity.chinese(),
        rule.title,
        indent(rule.meaning),
        indent(rule.source),
        indent(rule.wrong),
        indent(rule.right)
    )
}

/// The table of all rules in Markdown, as the README shows it: code, severity, what is asked, where it comes
/// from.
pub fn markdown_table() -> String {
    let cell = |text: &str| text.replace('|', "\\|").replace('\n', " ");
    let mut table = String::from("| 编号 | 级别 | 规则 | 依据 |\n|---|---|---|---|\n");
    for rule in RULES {
        let severity = rule.severity.chinese();
        table.push_str(&format!(
            "| {} | {severity} | {} | {} |\n",
            rule.code,
            cell(rule.title),
            cell(rule.source)
        ));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_in_order_and_stand_once() {
        assert!(RULES.windows(2).all(|w| w[0].code < w[1].code));
    }

    #[test]
    fn every_rule_explains_itself() {
        for rule in RULES {
            for (what, text) in [
                ("title", rule.title),
                ("meaning", rule.meaning),
                ("source", rule.source),
                ("wrong", rule.wrong),
                ("right", rule.right),
            ] {
                assert!(!text.trim().is_empty(), "{} has no {what}", rule.code);
            }
        }
    }

    #[test]
    fn the_table_has_a_row_for_every_rule() {
        let table = markdown_table();
        assert_eq!(table.lines().count(), RULES.len() + 2);
        assert!(
            table.lines().all(|line| line.matches('|').count() - line.matches("\\|").count() == 5),
            "{table}"
        );
    }

    #[test]
    fn every_rule_of_a_form_is_registered() {
        for name in crate::form::Form::names() {
            let form = crate::form::Form::of(name).expect("built in");
            let stocks = form.stock_balances.iter().flat_map(|s| [&s.rule, &s.at_least]);
            let named = form
                .totals
                .iter()
                .map(|t| &t.rule)
                .chain(form.balances.iter().map(|b| &b.rule))
                .chain(form.carry_overs.iter().map(|c| &c.rule));
            for code in named.chain(stocks) {
                assert!(rule(code).is_some(), "{code}");
            }
        }
    }
}
