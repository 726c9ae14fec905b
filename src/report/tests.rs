//! What 2021 data files may say, statement by statement.

use super::*;
use crate::diagnostic::{Finding, RuleCode};

fn report(text: &str) -> (Report, Vec<Finding>) {
    let text = format!("机关名称: 甲市\n年度: 2024\n{text}");
    let (report, findings) = read(Source::new("a.yaml", text).into());
    (report.expect("a mapping"), findings)
}

/// Reads a text that must be without findings.
fn good(text: &str) -> Report {
    let (report, findings) = report(text);
    assert!(findings.is_empty(), "{text}\n{findings:#?}");
    report
}

fn printed(report: &Report, path: &str) -> String {
    report.figure_at(&Path::new(path)).unwrap_or_else(|| panic!("{path} is no figure")).printed()
}

#[test]
fn figures_are_written_in_many_ways() {
    for (text, path, want) in [
        ("主动公开:\n  规章: [1, 2, 3]", "主动公开.规章.现行有效件数", "3"),
        ("主动公开:\n  规章: {本年废止件数: 2}", "主动公开.规章.本年废止件数", "2"),
        ("主动公开:\n  规章: {本年废止件数: 2}", "主动公开.规章.本年制发件数", "0"),
        ("主动公开:\n  行政许可: 7", "主动公开.行政许可", "7"),
        ("主动公开:\n  行政许可: [7]", "主动公开.行政许可", "7"),
        ("主动公开:\n  行政许可: {本年处理决定数量: 7}", "主动公开.行政许可", "7"),
        ("主动公开:\n  行政事业性收费: 59237.2449", "主动公开.行政事业性收费", "59237.2449"),
        ("主动公开:\n  行政事业性收费: 12.50", "主动公开.行政事业性收费", "12.50"),
        (
            "主动公开:\n  规章: [\"22（其中修订16件）\", 0, 0]",
            "主动公开.规章.本年制发件数",
            "22（其中修订16件）",
        ),
        ("依申请公开:\n  本年新收: [1, 2, 3, 4, 5, 6]", "依申请公开.本年新收.总计", "21"),
        ("依申请公开:\n  本年新收: [1, 2, 3, 4, 5, 6, 21]", "依申请公开.本年新收.其他", "6"),
        ("依申请公开:\n  本年新收: 0", "依申请公开.本年新收.总计", "0"),
        ("依申请公开: 0", "依申请公开.本年新收.总计", "0"),
        ("依申请公开:\n  不予公开:\n    属于国家秘密: {自然人: 2}", "依申请公开.总计.自然人", "2"),
        ("依申请公开:\n  不予公开:\n    属于国家秘密: {自然人: 2, 其他: 1}", "依申请公开.总计.总计", "3"),
        // A written total is printed, whatever the sum.
        ("依申请公开:\n  本年新收: {自然人: 2, 总计: 9}", "依申请公开.本年新收.总计", "9"),
        ("依申请公开:\n  予以公开: {自然人: 2}\n  总计: {自然人: 5}", "依申请公开.总计.总计", "5"),
        ("复议诉讼:\n  行政复议: {尚未审结: 1}", "复议诉讼.行政复议.总计", "1"),
        ("复议诉讼:\n  复议后起诉: [0, 0, 2, 0]", "复议诉讼.复议后起诉.总计", "2"),
        ("复议诉讼:\n  行政诉讼:\n    复议后起诉: [0, 0, 2, 0]", "复议诉讼.复议后起诉.其他结果", "2"),
    ] {
        assert_eq!(printed(&good(text), path), want, "{text}");
    }
}

#[test]
fn official_labels_are_keys_too() {
    for (text, path) in [
        ("二、主动公开政府信息情况:\n  规章: [1, 0, 1]", "主动公开.规章.本年制发件数"),
        (
            "收到和处理政府信息公开申请情况:\n  一、本年新收政府信息公开申请数量: {自然人: 1}",
            "依申请公开.本年新收.自然人",
        ),
        ("依申请公开:\n  上年结转政府信息公开申请数量: {自然人: 1}", "依申请公开.上年结转.自然人"),
        (
            "依申请公开:\n  (三) 不予公开:\n    1. 属于国家秘密: {自然人: 1}",
            "依申请公开.不予公开.属于国家秘密.自然人",
        ),
        ("依申请公开:\n  三、本年度办理结果:\n    （二）部分公开: {自然人: 1}", "依申请公开.部分公开.自然人"),
        (
            "依申请公开:\n  （二）部分公开（区分处理的，只计这一情形，不计其他情形）: {自然人: 1}",
            "依申请公开.部分公开.自然人",
        ),
        (
            "依申请公开:\n  不予公开:\n    危及\"三安全一稳定\": {自然人: 1}",
            "依申请公开.不予公开.危及“三安全一稳定”.自然人",
        ),
        (
            "依申请公开:\n  其他处理:\n    申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请: {自然人: 1}",
            "依申请公开.其他处理.逾期不补正.自然人",
        ),
        ("依申请公开:\n  四、结转下年度继续办理: {自然人: 1}", "依申请公开.结转下年度.自然人"),
    ] {
        assert_eq!(printed(&good(text), path), "1", "{text}");
    }
}

#[test]
fn prose_takes_its_figures_from_the_tables() {
    let data = "依申请公开:\n  本年新收: {自然人: 3, 其他: 1}\n  不予公开:\n    属于国家秘密: {自然人: 2}\n    属于行政查询事项: {其他: 1}\n  其他处理:\n    其他: {自然人: 1}\n主动公开:\n  行政事业性收费: 1.50\n变量: {联系电话: 0391-6633, 份: 2}\n";
    for (prose, want) in [
        ("{{年度}}年{{机关名称}}", "2024年甲市"),
        ("{{依申请公开.本年新收.总计}}件", "4件"),
        ("{{依申请公开.不予公开.属于国家秘密.自然人}}", "2"),
        ("{{依申请公开.不予公开.总计}}", "3"),
        ("{{依申请公开.不予公开.自然人}}", "2"),
        ("{{依申请公开.其他处理.其他.自然人}}", "1"),
        ("{{依申请公开.其他处理.总计}}", "1"),
        ("{{依申请公开.总计.总计}}", "4"),
        ("{{主动公开.行政事业性收费}}万元", "1.50万元"),
        ("{{变量.联系电话}}、{{份}}", "0391-6633、2"),
        ("{{#if 主动公开.行政许可}}有{{else}}无{{/if}}", "无"),
        ("<b> & \"x\" #$*_@\\ {一}", "<b> & \"x\" #$*_@\\ {一}"),
        ("\\{{不是}}", "{{不是}}"),
    ] {
        let report = good(&format!("{data}总体情况: |\n  {prose}\n"));
        assert_eq!(report.prose[0].as_ref().expect("prose").text(), want, "{prose}");
    }
}

#[test]
fn every_unknown_name_is_found_at_its_place() {
    let text = "总体情况: |\n  甲{{依申请公开.新收.总计}}乙{{年度}}丙{{依申请公开.本年新收}}\n其他事项: \"丁{{没有}}\"\n";
    let (_, findings) = report(text);
    let found: Vec<_> =
        findings.iter().map(|f| (f.rule.as_str(), f.place.start.line, f.place.start.column)).collect();
    assert_eq!(found, [("N011", 4, 6), ("N011", 4, 29), ("N011", 5, 11)]);
    assert!(
        findings[0].help.as_deref().unwrap_or_default().contains("依申请公开.本年新收.总计"),
        "{findings:#?}"
    );
}

#[test]
fn templates_cannot_run_away() {
    let nested = "{{#if 年度}}".repeat(100) + &"{{/if}}".repeat(100);
    let bracket = format!("{{{{lookup {}}}}}", "(".repeat(5000));
    for prose in [
        "{{> 甲}}",
        "{{#*inline \"甲\"}}{{> 甲}}{{/inline}}",
        "{{log 年度}}",
        &nested,
        &bracket,
        "{{{{raw}}}}",
        "{{",
        "}}",
        "{{}}",
    ] {
        let (_, findings) = report(&format!("总体情况: |\n  {prose}\n"));
        let expected = prose != "}}";
        assert_eq!(
            findings.iter().any(|f| matches!(f.rule, RuleCode::N010 | RuleCode::N011)),
            expected,
            "{prose:.40}\n{findings:#?}"
        );
    }
}

#[test]
fn a_place_in_the_text_leads_back_to_the_file() {
    let text = "总体情况: |\n\n    　　甲乙{{年度}}丙丁。\n  \n    {{#if 年度}}戊己{{/if}}庚\n";
    let report = good(text);
    let prose = report.prose[0].as_ref().expect("prose");
    assert_eq!(prose.text(), "甲乙2024丙丁。\n戊己庚");
    for (paragraph, word, line, column) in
        [(0, "乙", 5, 8), (0, "2024", 5, 9), (0, "丁", 5, 16), (1, "己", 7, 16), (1, "庚", 7, 24)]
    {
        let at = prose.paragraphs[paragraph].text.find(word).expect(word);
        let place = report.place(&prose.source_range(&report.source, paragraph, at..at + word.len()));
        assert_eq!((place.start.line, place.start.column), (line, column), "{word}");
        assert_eq!(prose.paragraphs[paragraph].is_filled(at..at + word.len()), word == "2024", "{word}");
    }
}
