//! The registry: every rule with its texts, and every check. The table of rules in the README is made from
//! it.

use super::rule::{Check, Rule};
use super::{
    blanks, copied, dates, parts, personal, pictures, previous, reading, register, sections, sentences, sums,
};
use crate::diagnostic::RuleCode;
use crate::form::Form;

/// Every rule of the program, by code.
pub const RULES: &[&Rule<'static>] = &[
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
    &previous::N020,
    &pictures::N021,
    &pictures::N022,
    &reading::N023,
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
    &pictures::N210,
    &dates::N211,
    &personal::N212,
    &reading::N301,
    &register::N401,
    &register::N402,
    &register::N403,
    &register::N404,
    &register::N405,
    &register::N406,
    &register::N407,
    &register::N408,
];

/// Every check of a report that was read, in the order in which they run. The rules of `reading` have none:
/// they are found while the file is read.
pub(super) const CHECKS: &[Check] = &[
    sums::balances,
    sums::totals,
    previous::carry_overs,
    previous::stock_balances,
    sums::stocks_at_least,
    parts::equal_sums,
    pictures::in_prose,
    sentences::figures_in_prose,
    sections::required_topics,
    sections::fee_statements,
    dates::period,
    dates::title,
    dates::stale_years,
    copied::taken_over,
    blanks::left_over,
    personal::numbers,
];

/// All rules that apply to reports on a form: the program's, then those that the form brings along.
pub fn rules_of(form: &Form) -> impl Iterator<Item = Rule<'_>> {
    RULES.iter().map(|&rule| rule.clone()).chain(form.rules.iter().map(Rule::from))
}

/// The rule of a code, among the program's and those that a form brings along. Codes of the program may be
/// written in either case of their letter.
pub fn rule<'f>(code: &str, form: &'f Form) -> Option<Rule<'f>> {
    let code: RuleCode = code.parse().ok()?;
    rules_of(form).find(|rule| rule.code == code)
}

/// What `nianbao explain` prints of a rule.
///
/// ```
/// use nianbao::form::Form;
/// use nianbao::rules::{explain, rule};
/// let text = explain(&rule("n101", &Form::standard()).expect("a rule"));
/// assert!(text.starts_with("N101（错误）：依申请公开各列"));
/// ```
pub fn explain(rule: &Rule) -> String {
    let mut out = format!("{}（{}）：{}\n", rule.code, rule.severity.chinese(), rule.title);
    for (heading, text) in explained(rule) {
        out.push_str(&format!("\n{heading}\n"));
        text.lines().for_each(|line| out.push_str(&format!("  {line}\n")));
    }
    out
}

/// What is said of a rule, each part under its heading; parts that a form's own rule leaves empty are left
/// out.
pub fn explained<'a>(rule: &Rule<'a>) -> impl Iterator<Item = (&'static str, &'a str)> + use<'a> {
    let parts = [("要求", rule.meaning), ("依据", rule.source), ("错例", rule.wrong), ("改法", rule.right)];
    parts.into_iter().filter(|(_, text)| !text.is_empty())
}

/// The table of the program's rules in Markdown, as the README shows it: code, severity, what is asked, where
/// it comes from.
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
    fn every_code_has_its_rule_in_order() {
        assert!(RULES.iter().map(|rule| &rule.code).eq(RuleCode::ALL));
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
    fn codes_are_found_in_either_case() {
        let form = Form::standard();
        assert_eq!(rule("n101", &form).map(|rule| rule.code), Some(RuleCode::N101));
        assert_eq!(rule("Z101", &form), None, "the standard form brings no rules along");
    }
}
