//! What is proposed at the cursor, in text that is mostly no YAML yet.

use serde_json::Value as Json;

use crate::Office;
use crate::client::{edited, list, marked};

/// What is proposed at the mark of a text.
fn proposals(text: &str) -> Vec<Json> {
    let mut office = Office::new();
    let (text, position) = marked(text);
    let uri = office.open("a.yaml", &text);
    list(&office.client.at("textDocument/completion", &uri, position))
}

fn labels(proposals: &[Json]) -> Vec<&str> {
    proposals.iter().map(|proposal| proposal["label"].as_str().expect("a label")).collect()
}

/// The text after the proposal of this label was taken.
fn taken(text: &str, label: &str) -> String {
    let all = proposals(text);
    let proposal = all.iter().find(|proposal| proposal["label"] == label).expect(label);
    let (text, _) = marked(text);
    let action = serde_json::json!({"edit": {"changes": {"a": [proposal["textEdit"]]}}});
    edited(&text, "a", &action)
}

/// The head of a data file.
const HEAD: &str = "机关名称: 甲局\n年度: 2024\n";

#[test]
fn keys_of_the_place_are_proposed_in_the_order_of_the_form() {
    let columns = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"];
    assert_eq!(labels(&proposals(&format!("{HEAD}依申请公开:\n  本年新收: {{^}}\n"))), columns);
    // Not closed, and half a key: what is there already is not proposed again.
    let open = format!("{HEAD}依申请公开:\n  本年新收: {{自然人: 1, 商业企业: 2, 科^\n  予以公开: 0\n");
    assert_eq!(labels(&proposals(&open)), &columns[2..]);
    // Keys below the cursor are there already, too.
    let rows = proposals(&format!("{HEAD}依申请公开:\n  本年新收: 0\n  ^\n  予以公开: 0\n"));
    let rows = labels(&rows);
    assert_eq!(&rows[..3], ["上年结转", "部分公开", "不予公开"]);
    assert!(!rows.contains(&"本年新收") && !rows.contains(&"予以公开"), "{rows:?}");
    // An official label is the key, too.
    let labelled = format!("{HEAD}依申请公开:\n  一、本年新收政府信息公开申请数量: 0\n  ^\n");
    assert!(!labels(&proposals(&labelled)).contains(&"本年新收"));
    let reasons = proposals(&format!("{HEAD}依申请公开:\n  不予公开:\n    属^"));
    assert_eq!(labels(&reasons)[0], "属于国家秘密");
    assert_eq!(labels(&proposals(&format!("{HEAD}落款: {{署名: 甲, ^"))), ["日期"]);
    assert_eq!(labels(&proposals(&format!("{HEAD}豁免:\n  - ^"))), ["规则", "理由"]);
    assert_eq!(labels(&proposals(&format!("{HEAD}豁免:\n  - 规则: N201\n    ^"))), ["理由"]);
}

#[test]
fn keys_at_the_top_are_those_that_are_missing() {
    let top = proposals(&format!("{HEAD}^\n主动公开:\n  行政许可: 1\n"));
    let top = labels(&top);
    for key in ["格式", "标题", "前言", "落款", "总体情况", "依申请公开", "复议诉讼", "其他事项"]
    {
        assert!(top.contains(&key), "{key} of {top:?}");
    }
    for key in ["机关名称", "年度", "主动公开"] {
        assert!(!top.contains(&key), "{key}");
    }
    // A new file, of which nobody knows yet what it will be.
    assert!(labels(&proposals("机^")).contains(&"机关名称"));
    assert_eq!(labels(&proposals("^")), Vec::<&str>::new());
    assert_eq!(labels(&proposals("ser^")), Vec::<&str>::new());
}

#[test]
fn what_is_taken_becomes_text_that_can_be_gone_on_with() {
    let text = |rest: &str| format!("{HEAD}依申请公开:\n{rest}");
    for (before, label, after) in [
        (text("  部^"), "部分公开", text("  部分公开: ")),
        (text("  不^\n"), "不予公开", text("  不予公开:\n")),
        (text("  本年新收: {自然人: 1, 商^}\n"), "商业企业", text("  本年新收: {自然人: 1, 商业企业: }\n")),
        // What stands behind the key stays.
        (text("  本^: {自然人: 1}\n"), "本年新收", text("  本年新收: {自然人: 1}\n")),
        (format!("{HEAD}总^"), "总体情况", format!("{HEAD}总体情况: |")),
        (format!("{HEAD}𬭎总^"), "主动公开", format!("{HEAD}主动公开:")),
    ] {
        assert_eq!(taken(&before, label), after);
    }
}

#[test]
fn names_are_proposed_in_braces_with_their_values() {
    let table = "依申请公开:\n  本年新收: {自然人: 16, 其他: 2}\n  不予公开: {属于国家秘密: {自然人: 1}}\n变量: {热线: 12345}\n";
    let text = format!("{HEAD}总体情况: |\n  𬭎𬭎 共收到 {{{{ 依申请公开.本^ }}}} 件\n{table}");
    let all = proposals(&text);
    let value = |name: &str| {
        let found = all.iter().find(|proposal| proposal["label"] == name).expect(name);
        found["detail"].as_str().expect("a value").to_owned()
    };
    assert_eq!(value("年度"), "2024");
    assert_eq!(value("机关名称"), "甲局");
    // 16 + 2, computed; the sum of a group; the office's own name.
    assert_eq!(value("依申请公开.本年新收.总计"), "18");
    assert_eq!(value("依申请公开.不予公开.自然人"), "1");
    assert_eq!(value("热线"), "12345");
    // The whole name is replaced, and nothing beside it.
    let written = taken(&text, "依申请公开.本年新收.总计");
    assert_eq!(written, text.replace("依申请公开.本^", "依申请公开.本年新收.总计"));
}

#[test]
fn names_are_proposed_while_the_text_is_no_yaml() {
    let broken = format!("{HEAD}主动公开: [1, 2\n总体情况: |\n  共 {{{{ 依^\n");
    assert!(labels(&proposals(&broken)).contains(&"依申请公开.本年新收.总计"));
    // Values of the last text that was a report.
    let mut office = Office::new();
    let (text, position) =
        marked(&format!("{HEAD}主动公开: {{行政许可: 7}}\n总体情况: |\n  共 {{{{ 主^ }}}}\n"));
    let uri = office.open("a.yaml", &text);
    office.client.findings(&uri, 1);
    office.client.change(&uri, 2, &text.replace("7}", "7"));
    let all = list(&office.client.at("textDocument/completion", &uri, position));
    let found = all.iter().find(|proposal| proposal["label"] == "主动公开.行政许可").expect("the name");
    assert_eq!(found["detail"], "7");
}

#[test]
fn values_of_which_there_are_few_are_proposed() {
    assert_eq!(labels(&proposals(&format!("{HEAD}格式: ^"))), ["2021", "2019"]);
    let codes = proposals(&format!("{HEAD}豁免: [{{规则: N2^"));
    let codes = labels(&codes);
    assert!(codes.contains(&"N201") && codes.contains(&"N208"), "{codes:?}");
    // An error cannot be waived.
    assert!(!codes.contains(&"N101"));
    // The keys are those of the form that the file names: only the trial format has 本年增/减.
    let trial = proposals(&format!("{HEAD}格式: 2019\n主动公开:\n  行政许可: {{^"));
    assert!(labels(&trial).iter().any(|label| label.contains("本年增")), "{:?}", labels(&trial));
}
