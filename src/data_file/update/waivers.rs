//! 豁免 in the text of a data file: put in, given another reason, taken back.
//!
//! ```text
//! 豁免:                          + N107 上年漏报        豁免:
//! - 规则: N202                                         - 规则: N202
//!   理由: 无          # 注       ───────────────▶        理由: 无          # 注
//!                                                     - 规则: N107
//!                                                       理由: 上年漏报
//! ```
//! A list is written on as it was begun: item below item with its indentation, or between brackets.

use std::collections::BTreeMap;
use std::ops::Range;

use super::edits::Edits;
use super::entry;
use crate::diagnostic::Edit;
use crate::report::{Report, Waiver};
use crate::yaml::{Node, Value, plain_or_quoted};

/// The change that waives a rule with this reason; none where 豁免 holds something else than a list.
pub fn waiver_edit(report: &Report, rule: &str, reason: &str) -> Option<Edit> {
    let mut edits = Edits::new(report.source.text());
    add(report, &[(rule, reason)], &mut edits)?;
    edits.only()
}

/// Makes the waivers of these rules those of the file: with this reason, or none where it is empty. All other
/// waivers stay as they are.
pub(super) fn waivers(wanted: &BTreeMap<String, String>, report: &Report, edits: &mut Edits) {
    let mut new: Vec<(&str, &str)> = Vec::new();
    for (rule, reason) in wanted.iter().map(|(rule, reason)| (rule.as_str(), reason.as_str())) {
        let own: Vec<&Waiver> =
            report.waivers.iter().filter(|waiver| waiver.rule.text.eq_ignore_ascii_case(rule)).collect();
        match own.as_slice() {
            [] if !reason.is_empty() => new.push((rule, reason)),
            [first, ..] if !reason.is_empty() && first.reason.text != reason => {
                edits.replace(first.reason.span.clone(), plain_or_quoted(reason));
            }
            _ => {}
        }
    }
    let is_taken_back = |waiver: &Waiver| {
        wanted.iter().any(|(rule, reason)| reason.is_empty() && waiver.rule.text.eq_ignore_ascii_case(rule))
    };
    let gone: Vec<&Waiver> = report.waivers.iter().filter(|waiver| is_taken_back(waiver)).collect();
    if !gone.is_empty() {
        remove(report, &gone, edits);
    }
    if !new.is_empty() {
        // Where 豁免 is no list, the finding about that stays.
        let _ = add(report, &new, edits);
    }
}

fn list_of(report: &Report) -> Option<(&Node, &Node)> {
    entry(&report.tree, std::slice::from_ref(&report.form.general.waivers.key))
}

fn add(report: &Report, new: &[(&str, &str)], edits: &mut Edits) -> Option<()> {
    let general = &report.form.general;
    let (rule_key, reason_key) = (&general.waiver_rule.key, &general.waiver_reason.key);
    let end = if report.source.text().contains("\r\n") { "\r\n" } else { "\n" };
    let blocks = |indent: &str| {
        let block = |(rule, reason): &(&str, &str)| {
            let reason = plain_or_quoted(reason);
            format!("{indent}- {rule_key}: {rule}{end}{indent}  {reason_key}: {reason}")
        };
        new.iter().map(block).collect::<Vec<_>>().join(end)
    };
    let text = report.source.text();
    match list_of(report).map(|(key, value)| (key, &value.value, value.span.clone())) {
        None => {
            let gap = if text.ends_with('\n') || text.is_empty() { "" } else { end };
            let key = &general.waivers.key;
            edits.insert(text.len(), format!("{gap}{key}:{end}{}{end}", blocks("  ")));
        }
        Some((_, Value::Sequence(items), span)) if text[span.clone()].starts_with('[') => {
            let flow = |(rule, reason): &(&str, &str)| {
                format!("{{{rule_key}: {rule}, {reason_key}: {}}}", plain_or_quoted(reason))
            };
            let flows = new.iter().map(flow).collect::<Vec<_>>().join(", ");
            let comma = if items.is_empty() { "" } else { ", " };
            edits.insert(span.start + text[span].rfind(']')?, format!("{comma}{flows}"));
        }
        Some((_, Value::Sequence(items), _)) => {
            let (first, last) = (items.first()?, items.last()?);
            let line = edits.line_start(first.span.start);
            let dash = text[line..first.span.start].find('-')?;
            let at = edits.line_end(last.span.end);
            edits.insert(at, format!("{end}{}", blocks(&text[line..line + dash])));
        }
        Some((key, Value::Null, _)) => {
            edits.insert(edits.line_end(key.span.end), format!("{end}{}", blocks("  ")));
        }
        Some(_) => return None,
    }
    Some(())
}

/// Removes items; with the last of them the key goes too.
fn remove(report: &Report, gone: &[&Waiver], edits: &mut Edits) {
    let Some((key, list)) = list_of(report) else { return };
    let Value::Sequence(items) = &list.value else { return };
    let holds = |item: &Node, waiver: &Waiver| {
        item.span.start <= waiver.rule.span.start && waiver.rule.span.end <= item.span.end
    };
    let is_gone = |item: &Node| gone.iter().any(|waiver| holds(item, waiver));
    if items.iter().all(is_gone) {
        return edits.remove_lines(key.span.start..list.span.end.max(key.span.end));
    }
    let is_flow = report.source.text()[list.span.clone()].starts_with('[');
    for (number, item) in items.iter().enumerate().filter(|(_, item)| is_gone(item)) {
        match items.get(number + 1) {
            _ if !is_flow => edits.remove_lines(trimmed(report.source.text(), &item.span)),
            // With the comma behind it, or before it where it is the last that stays behind none.
            Some(next) => edits.replace(item.span.start..next.span.start, String::new()),
            None => {
                let stays = items.iter().rfind(|item| !is_gone(item));
                let from = stays.map_or(item.span.start, |item| item.span.end);
                edits.replace(from..item.span.end, String::new());
            }
        }
    }
}

/// A range without the white space at its end: a block ends where the next one begins.
fn trimmed(text: &str, range: &Range<usize>) -> Range<usize> {
    range.start..range.start + text[range.clone()].trim_end().len()
}

#[cfg(test)]
mod tests {
    use super::super::super::Changes;
    use crate::report::read;
    use crate::yaml::Source;

    const HEAD: &str = "机关名称: 甲局\n年度: 2024\n";

    fn changed(before: &str, wanted: &str) -> String {
        let text = format!("{HEAD}{before}");
        let (report, _) = read(Source::new("甲.yaml", text).into());
        let changes: Changes = serde_json::from_str(&format!("{{\"waivers\": {wanted}}}")).expect("changes");
        let text = changes.apply(&report.expect("a report")).text;
        let after = text.strip_prefix(HEAD).unwrap_or_else(|| panic!("{text}")).to_owned();
        // What was written is read back.
        let (report, findings) = read(Source::new("甲.yaml", text).into());
        assert!(report.is_some() && findings.is_empty(), "{findings:?}");
        after
    }

    #[test]
    fn a_reason_is_put_in_where_the_list_is_written_on() {
        let new = r#"{"N107": "上年漏报: 今年补"}"#;
        for (before, after) in [
            ("", "豁免:\n  - 规则: N107\n    理由: \"上年漏报: 今年补\"\n"),
            ("豁免: []\n", "豁免: [{规则: N107, 理由: \"上年漏报: 今年补\"}]\n"),
            (
                "豁免:\n- 规则: N202\n  理由: 无 # 注\n其他事项: 无\n",
                "豁免:\n- 规则: N202\n  理由: 无 # 注\n- 规则: N107\n  理由: \"上年漏报: 今年补\"\n其他事项: 无\n",
            ),
            ("豁免:\n", "豁免:\n  - 规则: N107\n    理由: \"上年漏报: 今年补\"\n"),
        ] {
            assert_eq!(changed(before, new), after);
        }
        let both = r#"{"N107": "甲", "N211": "乙"}"#;
        let after = "豁免:\n  - 规则: N107\n    理由: 甲\n  - 规则: N211\n    理由: 乙\n";
        assert_eq!(changed("", both), after);
        assert_eq!(changed("豁免: []\n", both), "豁免: [{规则: N107, 理由: 甲}, {规则: N211, 理由: 乙}]\n");
    }

    #[test]
    fn a_reason_is_changed_where_it_stands() {
        let before = "豁免:\n  - 理由: 甲   # 核过\n    规则: N107\n";
        assert_eq!(changed(before, r#"{"N107": "乙"}"#), before.replace('甲', "乙"));
        assert_eq!(changed(before, r#"{"N107": "甲"}"#), before);
    }

    #[test]
    fn what_is_taken_back_goes_with_its_lines_and_the_last_one_with_the_key() {
        let block = |rules: &[&str]| -> String {
            let items = rules.iter().map(|rule| format!("- 规则: {rule}\n  理由: 有\n"));
            format!("豁免:\n{}其他事项: 无\n", items.collect::<String>())
        };
        let flow = |rules: &[&str]| -> String {
            let items: Vec<_> = rules.iter().map(|rule| format!("{{规则: {rule}, 理由: 有}}")).collect();
            format!("豁免: [{}]\n其他事项: 无\n", items.join(", "))
        };
        for list in [&block as &dyn Fn(&[&str]) -> String, &flow] {
            let all = ["N107", "N202", "N211"];
            let before = list(&all);
            assert_eq!(changed(&before, r#"{"N107": ""}"#), list(&all[1..]));
            assert_eq!(changed(&before, r#"{"N202": ""}"#), list(&["N107", "N211"]));
            assert_eq!(changed(&before, r#"{"N211": ""}"#), list(&all[..2]));
            assert_eq!(changed(&before, r#"{"N202": "", "N211": ""}"#), list(&all[..1]));
            assert_eq!(changed(&before, r#"{"N107": "", "N202": "", "N211": ""}"#), "其他事项: 无\n");
            assert_eq!(changed(&before, r#"{"N204": ""}"#), before);
        }
    }
}
