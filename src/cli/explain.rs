//! `nianbao explain`.

use super::args::ExplainArgs;
use super::{Failure, Status, output};
use crate::report::nearest;
use crate::rules::{explain, rule, rules_of};

/// Explains one rule, or lists all.
pub fn run(args: &ExplainArgs) -> Result<Status, Failure> {
    let form = args.form.templates()?.forms.preferred();
    let Some(code) = &args.rule else {
        let list: String =
            rules_of(&form).map(|r| format!("{}  {}  {}\n", r.code, r.severity.chinese(), r.title)).collect();
        return output::text(&list).map(|()| Status::Clean);
    };
    let Some(rule) = rule(code, &form) else {
        let codes: Vec<_> = rules_of(&form).map(|r| r.code).collect();
        let near = nearest(&code.to_uppercase(), codes.iter().map(|code| code.as_str()));
        let near = near.map(|n| format!("，最接近的是 {n}")).unwrap_or_default();
        return Err(Failure::Because(format!("没有“{code}”这条规则{near}；全部规则见 nianbao explain")));
    };
    output::text(&explain(&rule)).map(|()| Status::Clean)
}
