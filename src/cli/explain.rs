//! `nianbao explain`.

use super::args::ExplainArgs;
use super::{Failure, Status, output};
use crate::check::registry::{RULES, rule};
use crate::diagnostic::Severity;
use crate::report::nearest;

/// Explains one rule, or lists all.
pub fn run(args: &ExplainArgs) -> Result<Status, Failure> {
    let word = |severity| match severity {
        Severity::Error => "错误",
        Severity::Warning => "警告",
    };
    let Some(code) = &args.rule else {
        let list: String = RULES.iter().map(|r| format!("{}  {}  {}\n", r.code, word(r.severity), r.title)).collect();
        return output::data(list.as_bytes()).map(|()| Status::Clean);
    };
    let Some(rule) = rule(code) else {
        let near = nearest(&code.to_uppercase(), RULES.iter().map(|r| r.code));
        let near = near.map(|n| format!("，最接近的是 {n}")).unwrap_or_default();
        return Err(Failure(format!("没有“{code}”这条规则{near}；全部规则见 nianbao explain")));
    };
    let indent = |text: &str| text.lines().map(|l| format!("  {l}\n")).collect::<String>();
    let text = format!(
        "{}（{}）：{}\n\n要求\n{}\n依据\n{}\n错例\n{}\n改法\n{}",
        rule.code,
        word(rule.severity),
        rule.title,
        indent(rule.meaning),
        indent(rule.source),
        indent(rule.wrong),
        indent(rule.right)
    );
    output::data(text.as_bytes()).map(|()| Status::Clean)
}
