//! Changes that are offered: each is made in the text as an editor makes it, and the text is looked at again.

use serde_json::{Value as Json, json};

use crate::Office;
use crate::client::{edited, list};

/// The changes that are offered for the findings of a rule in a text.
fn offered(office: &mut Office, text: &str, rule: &str) -> (String, Vec<Json>) {
    let uri = office.open("2024.yaml", text);
    let found = office.client.findings(&uri, 1);
    let finding =
        found.iter().find(|found| found["code"] == rule).unwrap_or_else(|| panic!("{rule}: {found:?}"));
    let params = json!({
        "textDocument": {"uri": uri},
        "range": finding["range"],
        "context": {"diagnostics": [finding]},
    });
    let actions = list(&office.client.request("textDocument/codeAction", params));
    let quick = |action: &Json| action["kind"] == "quickfix" && action["diagnostics"][0]["code"] == rule;
    (uri, actions.into_iter().filter(quick).collect())
}

/// Makes the change of this title and gives the text, in which the finding is not found any more.
fn made(office: &mut Office, text: &str, rule: &str, title: &str) -> String {
    let (uri, actions) = offered(office, text, rule);
    let titles: Vec<&str> = actions.iter().map(|action| action["title"].as_str().unwrap()).collect();
    let action = actions.iter().find(|action| action["title"] == title);
    let text = edited(text, &uri, action.unwrap_or_else(|| panic!("{title} of {titles:?}")));
    office.client.change(&uri, 2, &text);
    let after = office.client.findings(&uri, 2);
    assert!(after.iter().all(|found| found["code"] != rule), "{text}\n{after:?}");
    office.client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    text
}

const HEAD: &str = "机关名称: 甲局\n年度: 2024\n";
const NEW: &str = "依申请公开:\n  本年新收: {自然人: 16}\n  予以公开: {自然人: 16}\n";

#[test]
fn a_written_number_becomes_a_name_or_the_number_of_the_table() {
    let mut office = Office::new();
    // 𬭎 in front of the number takes two units.
    let text =
        format!("{HEAD}总体情况: |\n  （二）𬭎公开\n  2024年，本机关共受理政府信息公开申请 18 件。\n{NEW}");
    let name = "{{ 依申请公开.本年新收.总计 }}";
    assert_eq!(made(&mut office, &text, "N201", &format!("写成 {name}")), text.replace("18", name));
    assert_eq!(made(&mut office, &text, "N201", "改为 16"), text.replace("18", "16"));
    let words = text.replace("18 件", "十八件");
    assert_eq!(made(&mut office, &words, "N201", &format!("写成 {name}")), words.replace("十八", name));
}

#[test]
fn a_fix_of_the_finding_itself_is_offered_first() {
    let mut office = Office::new();
    let text = format!(
        "{HEAD}依申请公开:\n  本年新收: {{自然人: 3, 商业企业: 1, 总计: 5}}\n  予以公开: {{自然人: 3, 商业企业: 1}}\n"
    );
    let (_, actions) = offered(&mut office, &text, "N103");
    assert_eq!(
        (actions[0]["title"].as_str(), actions[0]["isPreferred"].as_bool()),
        (Some("改为 4"), Some(true))
    );
    office.client.notify("textDocument/didClose", json!({"textDocument": {"uri": office.uri("2024.yaml")}}));
    assert_eq!(made(&mut office, &text, "N103", "改为 4"), text.replace("总计: 5", "总计: 4"));
    let wide = format!("{HEAD}主动公开:\n  行政许可: １６\n");
    assert_eq!(made(&mut office, &wide, "N108", "改用半角数字"), wide.replace("１６", "16"));
}

#[test]
fn all_fixes_are_made_at_once() {
    let mut office = Office::new();
    let text = format!("{HEAD}主动公开:\n  行政许可: １６\n  行政处罚: /\n  行政强制: 壹\n");
    let uri = office.open("2024.yaml", &text);
    let params = |only: &str| {
        json!({
            "textDocument": {"uri": uri},
            "range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}},
            "context": {"diagnostics": [], "only": [only]},
        })
    };
    for only in ["source", "source.fixAll"] {
        let actions = list(&office.client.request("textDocument/codeAction", params(only)));
        assert_eq!(actions.len(), 1);
        assert_eq!(edited(&text, &uri, &actions[0]), text.replace("１６", "16").replace('/', "0"));
    }
    for only in ["refactor", "source.organizeImports"] {
        assert!(list(&office.client.request("textDocument/codeAction", params(only))).is_empty());
    }
}

#[test]
fn what_follows_from_last_year_is_offered() {
    let mut office = Office::new();
    office.write(
        "2023.yaml",
        "机关名称: 甲局\n年度: 2023\n主动公开:\n  行政规范性文件: {现行有效件数: 229}\n依申请公开:\n  本年新收: {自然人: 2}\n  结转下年度: {自然人: 2}\n",
    );
    let head = format!("{HEAD}上年数据: 2023.yaml\n");
    let carried = format!(
        "{head}依申请公开:\n  上年结转: {{自然人: 3}}   # 结转\n  予以公开: {{自然人: 2}}\n主动公开: {{行政规范性文件: [0, 0, 229]}}\n"
    );
    assert_eq!(made(&mut office, &carried, "N105", "改为 2"), carried.replace("自然人: 3", "自然人: 2"));
    // 229 + 17 − 1 = 245.
    let stock = format!(
        "{head}主动公开:\n  行政规范性文件: {{本年制发件数: 17, 本年废止件数: 1, 现行有效件数: 246}}\n依申请公开: {{上年结转: {{自然人: 2}}, 予以公开: {{自然人: 2}}}}\n"
    );
    assert_eq!(made(&mut office, &stock, "N106", "改为 245"), stock.replace("246", "245"));
    // A row that is not written yet is added.
    let absent =
        format!("{head}主动公开: {{行政规范性文件: [0, 0, 229]}}\n依申请公开:\n  予以公开: {{自然人: 2}}\n");
    let after = made(&mut office, &absent, "N105", "改为 2");
    assert!(after.contains("上年结转: {自然人: 2}"), "{after}");
}

#[test]
fn misspelt_names_and_keys_are_put_right() {
    let mut office = Office::new();
    let text = format!("{HEAD}总体情况: |\n  共 {{{{ 依申请公开.本年新收.总记 }}}} 件\n{NEW}");
    assert_eq!(
        made(&mut office, &text, "N011", "改为“依申请公开.本年新收.总计”"),
        text.replace("总记", "总计")
    );
    let key = format!("{HEAD}主动公开:\n  规范性文件: [1, 0, 1]\n");
    assert_eq!(made(&mut office, &key, "N004", "改为“行政规范性文件”"), key.replace("规范性", "行政规范性"));
}

#[test]
fn a_warning_is_waived_with_a_reason_to_be_written() {
    let mut office = Office::new();
    let item = "规则: N107";
    let text = |rest: &str| format!("{HEAD}主动公开:\n  行政规范性文件: [17, 0, 6]\n{rest}");
    for (before, after) in [
        ("", "豁免:\n  - 规则: N107\n    理由: 待补充\n"),
        ("豁免:\n", "豁免:\n  - 规则: N107\n    理由: 待补充\n"),
        ("豁免: []\n", "豁免: [{规则: N107, 理由: 待补充}]\n"),
        ("豁免: [{规则: N202, 理由: 无}]\n", "豁免: [{规则: N202, 理由: 无}, {规则: N107, 理由: 待补充}]\n"),
        (
            "豁免:\n- 规则: N202\n  理由: 无 # 注\n其他事项: 无\n",
            "豁免:\n- 规则: N202\n  理由: 无 # 注\n- 规则: N107\n  理由: 待补充\n其他事项: 无\n",
        ),
        (
            "豁免:\n    - {规则: N202, 理由: 无}\n",
            "豁免:\n    - {规则: N202, 理由: 无}\n    - 规则: N107\n      理由: 待补充\n",
        ),
    ] {
        let made = made(&mut office, &text(before), "N107", "豁免 N107（再写上理由）");
        assert_eq!(made, text(after));
        assert!(made.contains(item));
    }
    // An error cannot be waived.
    let (_, actions) = offered(&mut office, &format!("{HEAD}主动公开:\n  行政许可: 壹\n"), "N008");
    assert!(
        actions.iter().all(|action| !action["title"].as_str().unwrap().starts_with("豁免")),
        "{actions:?}"
    );
}
