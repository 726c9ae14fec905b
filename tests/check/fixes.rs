//! Fixes put right what they promise, and fingerprints stay what they were, on every bad file of `cases/`.

use std::collections::{BTreeMap, BTreeSet};

use nianbao::diagnostic::{Finding, Fingerprint};

use crate::cases::{Case, all};

fn found(case: &Case, text: &str) -> Vec<Finding> {
    super::findings("case.yaml", text.as_bytes(), case.previous.as_deref().map(str::as_bytes))
}

/// How often each fingerprint stands among the findings.
fn counts(findings: &[Finding]) -> BTreeMap<Fingerprint, usize> {
    let mut counts = BTreeMap::new();
    for finding in findings {
        *counts.entry(finding.fingerprint()).or_default() += 1;
    }
    counts
}

#[test]
fn every_fix_makes_its_finding_vanish() {
    let (mut fixed, mut codes) = (0, BTreeSet::new());
    for case in all() {
        let before = found(&case, &case.text);
        for finding in &before {
            let Some(fix) = &finding.fix else { continue };
            let title = &case.title;
            let text = fix.apply(&case.text).unwrap_or_else(|e| panic!("{title}: {e}"));
            let after = found(&case, &text);
            let print = finding.fingerprint();
            let count = |findings: &[Finding]| counts(findings).get(&print).copied().unwrap_or(0);
            assert!(
                count(&after) < count(&before),
                "{title}: {} is still there after “{}”\n{}\n{text}\n{after:#?}",
                finding.rule,
                fix.title,
                finding.message
            );
            fixed += 1;
            codes.insert(finding.rule.to_string());
        }
    }
    let wanted = ["N001", "N004", "N102", "N103", "N104", "N108", "N204", "N206"];
    let missing: Vec<_> = wanted.iter().filter(|code| !codes.contains(**code)).collect();
    assert!(missing.is_empty(), "no case has a fix for {missing:?}");
    eprintln!("{fixed} fixes of {codes:?}");
}

/// All fixes of a file together leave nothing to find.
#[test]
fn fixes_are_made_together() {
    let text = "机关名称: 某市某局\n年度: ２０２４\n标题: 某市某局2024年度政府信息公开年度报告\n\
                总体情况: |\n  （一）主动公开\n  统计期限自2023年1月1日起至2024年12月31日止。\n  依申请公开、政府信息管理、\
                政府信息公开平台建设、监督保障按要求办理。\n\
                主动公开:\n  行政许克: 3\n  行政处罚: /\n  行政强制:\n\
                依申请公开:\n  本年新收: {自然人：１６, 商业企业: 1, 总计: 16}\n  予以公开: {自然人: 16, 商业企业: 1}\n\
                复议诉讼:\n  行政复议: [1，0, 0, 0]\n\
                问题与改进: 存在的主要问题是解读形式单一，改进措施是丰富解读形式。\n其他事项: 本年度未收取信息处理费。\n";
    let mut text = text.to_owned();
    // Slips of YAML and of keys hide what stands behind them, so a second look is needed.
    for _ in 0..3 {
        let found = super::findings("a.yaml", text.as_bytes(), None);
        let edits: Vec<_> =
            found.iter().filter_map(|f| f.fix.as_ref()).flat_map(|f| f.edits.clone()).collect();
        text = nianbao::diagnostic::apply(&text, &edits).expect("the fixes do not overlap");
    }
    assert_eq!(super::findings("a.yaml", text.as_bytes(), None), [], "{text}");
}

/// Lines put in above and a finding more do not change how the others are recognised.
#[test]
fn fingerprints_stay_when_lines_move_and_findings_come() {
    for case in all() {
        let before = found(&case, &case.text);
        // A text with slips of YAML, or without a mapping, is not read the same with more lines around it.
        let readable = before.iter().all(|f| !matches!(f.rule.as_str(), "N001" | "N003" | "N012" | "N016"));
        if !readable || case.text.starts_with([' ', '\t', '-', '%']) || case.text.contains("落款") {
            continue;
        }
        let moved = format!("# 注\n# 注\n落款: {{日期: 2025-02-30}}\n{}", case.text);
        let after = counts(&found(&case, &moved));
        for (print, count) in counts(&before) {
            let now = after.get(&print).copied().unwrap_or(0);
            assert!(now >= count, "{}: {print} is lost\n{moved}\n{before:#?}", case.title);
        }
    }
}
