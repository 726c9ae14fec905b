//! The codes that a form names, and the rules that it brings along for them.

use super::{Content, Form, FormError};
use crate::diagnostic::RuleCode;

/// Refuses a form with a code that is neither the program's nor declared under `rules`, as `explain` would
/// know nothing of it, and one with a declaration that is given twice or not used.
pub(super) fn validate(form: &Form) -> Result<(), FormError> {
    let refuse = |code: &RuleCode, what: &str| Err(FormError::Shape(format!("rule {code} {what}")));
    let named = named(form);
    for code in named.iter().filter(|code| matches!(code, RuleCode::Form(_))) {
        if form.rule(code).is_none() {
            return refuse(code, "is named but not declared under `rules`");
        }
    }
    for (number, rule) in form.rules.iter().enumerate() {
        if !matches!(rule.code, RuleCode::Form(_)) {
            return refuse(&rule.code, "is the program's and cannot be declared");
        }
        if form.rules[..number].iter().any(|other| other.code == rule.code) {
            return refuse(&rule.code, "is declared twice");
        }
        if !named.contains(&&rule.code) {
            return refuse(&rule.code, "is declared, but nothing in the form names it");
        }
    }
    Ok(())
}

/// Every code that the sums and the prose of a form name.
fn named(form: &Form) -> Vec<&RuleCode> {
    let totals = form.totals.iter().map(|total| &total.rule);
    let balances = form.balances.iter().map(|balance| &balance.rule);
    let carries = form.carry_overs.iter().map(|carry| &carry.rule);
    let stocks = form.stock_balances.iter().flat_map(|stock| [&stock.rule, &stock.at_least]);
    let prose = form.sections.iter().filter_map(|section| match &section.content {
        Content::Prose(prose) => Some(prose),
        Content::Table(_) => None,
    });
    let prose = prose.flat_map(|p| {
        p.required_topics
            .as_ref()
            .map(|topics| &topics.rule)
            .into_iter()
            .chain(p.fee.as_ref().map(|fee| &fee.rule))
    });
    totals.chain(balances).chain(carries).chain(stocks).chain(prose).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STANDARD: &str = include_str!("../../templates/2021/form.yaml");

    /// The standard form with another code for its row totals, and rules declared at its end.
    fn with_rules(rules: &str) -> Result<Form, FormError> {
        Form::parse(&format!("{}\n{rules}", STANDARD.replace("total: N103", "total: Z103")))
    }

    #[test]
    fn own_codes_are_declared_once_and_used() {
        let z103 = "  - {code: Z103, severity: warning, title: 各行}\n";
        let form = with_rules(&format!("rules:\n{z103}")).expect("declared and named");
        assert_eq!(form.rules.len(), 1);
        for (rules, words) in [
            (String::new(), "not declared"),
            (format!("rules:\n{z103}{z103}"), "twice"),
            (format!("rules:\n{z103}  - {{code: Z9, severity: error, title: x}}\n"), "nothing in the form"),
            (format!("rules:\n{z103}  - {{code: N101, severity: error, title: x}}\n"), "the program's"),
        ] {
            let error = with_rules(&rules).expect_err(words).to_string();
            assert!(error.contains(words), "{error}");
        }
    }
}
