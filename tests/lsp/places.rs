//! What is shown of a place, and where the editor goes from it.

use serde_json::Value as Json;

use crate::Office;
use crate::client::{list, marked};

/// This year's report: 16 + 2 were filed, 3 of them are still open at its end.
const TABLE: &str = "依申请公开:\n  本年新收: {自然人: 16, 商业企业: 2}\n  上年结转: {自然人: 1}\n  予以公开: {自然人: 13, 商业企业: 2}\n  不予公开:\n    属于国家秘密: {自然人: 1}\n    属于行政查询事项: {自然人: 2}\n  结转下年度: {自然人: 1}\n";
const HEAD: &str = "机关名称: 甲局\n年度: 2024\n";

/// What is shown at the mark of a text.
fn shown(office: &mut Office, text: &str) -> String {
    let (text, position) = marked(text);
    let uri = office.open("a.yaml", &text);
    let hover = office.client.at("textDocument/hover", &uri, position);
    hover["contents"]["value"].as_str().unwrap_or_default().to_owned()
}

/// The table with a mark before the first place of `before`.
fn table(before: &str) -> String {
    format!("{HEAD}{}", TABLE.replacen(before, &format!("^{before}"), 1))
}

#[test]
fn a_figure_is_shown_with_its_sums() {
    let mut office = Office::new();
    let text = shown(&mut office, &table("16"));
    assert!(text.starts_with("本年新收·自然人：16\n"), "{text}");
    assert!(text.contains("{{ 依申请公开.本年新收.自然人 }}"), "{text}");
    // The row: 16 + 2 = 18. The column: 16 + 1 came in; 13 + 1 + 2 = 16 were answered, 1 is open.
    assert!(text.contains("自然人 16 + 商业企业 2 = 18"), "{text}");
    assert!(text.contains("N101") && text.contains("= 17；") && text.contains("= 17，相等"), "{text}");
    // A part of a group: 不予公开 1 + 2, with 13 in the total of the column.
    let text = shown(&mut office, &table("1}\n    属于行政查询事项"));
    assert!(text.contains("属于国家秘密·自然人：1\n"), "{text}");
    assert!(text.contains("= 16"), "{text}");
}

#[test]
fn a_row_and_a_group_are_shown_with_what_is_computed() {
    let mut office = Office::new();
    let row = shown(&mut office, &table("本年新收"));
    assert!(row.contains("一、本年新收政府信息公开申请数量"), "{row}");
    assert!(row.contains("自然人：16") && row.contains("总计：自然人 16 + 商业企业 2 = 18"), "{row}");
    let group = shown(&mut office, &table("不予公开"));
    assert!(group.contains("各行之和·自然人：3") && group.contains("各行之和·总计：3"), "{group}");
    assert!(!group.contains("属于国家秘密"), "{group}");
}

#[test]
fn a_name_in_braces_is_shown_with_its_value() {
    let mut office = Office::new();
    let prose = |name: &str| {
        format!("{HEAD}变量: {{热线: 12345}}\n总体情况: |\n  𬭎 共 {{{{ {name} }}}} 件\n{TABLE}")
    };
    let text = shown(&mut office, &prose("依申请公开.本年^新收.总计"));
    assert!(text.starts_with("本年新收·总计：18（由程序计算）\n"), "{text}");
    assert!(shown(&mut office, &prose("热^线")).starts_with("热线：12345\n"));
    let sum = shown(&mut office, &prose("依申请公开.不予公开.^自然人"));
    assert!(sum.starts_with("依申请公开.不予公开.自然人：3\n"), "{sum}");
    // The section lacks what it must have: that stands below.
    assert!(sum.contains("N205（警告）"), "{sum}");
}

#[test]
fn a_finding_is_shown_with_its_rule() {
    let mut office = Office::new();
    let text = shown(&mut office, &format!("{HEAD}主动公开:\n  行政许可: ^壹\n"));
    assert!(text.starts_with("N008（错误）：不是数字\n"), "{text}");
    assert!(text.contains("要求：件数写成不小于 0 的整数"), "{text}");
    assert!(text.contains("依据：《中华人民共和国政府信息公开工作年度报告格式》"), "{text}");
    let waiver = shown(&mut office, &format!("{HEAD}豁免: [{{规则: N2^01, 理由: 无}}]\n"));
    assert!(waiver.starts_with("N201（警告）：正文中的数字与表格不一致"), "{waiver}");
    assert!(shown(&mut office, &format!("{HEAD}其他^事项: 无\n")).starts_with("六、其他需要报告的事项"));
    // Where there is nothing to explain there is no hover.
    assert_eq!(shown(&mut office, &format!("{HEAD}# 说^明\n")), "");
}

#[test]
fn markdown_is_written_where_the_editor_reads_it() {
    let mut client = crate::client::Client::start();
    let capabilities =
        serde_json::json!({"textDocument": {"hover": {"contentFormat": ["markdown", "plaintext"]}}});
    client.request("initialize", serde_json::json!({"capabilities": capabilities}));
    client.notify("initialized", serde_json::json!({}));
    // What the office has written does not act as Markdown.
    client.open(
        "file:///a.yaml",
        "年度: 2024\n机关名称: '*<b>'\n前言: '{{ 机关名称 }}'\n主动公开: {行政许可: 壹}\n",
    );
    let hover = client.at("textDocument/hover", "file:///a.yaml", (2, 9));
    assert_eq!(hover["contents"]["value"], "**机关名称**：\\*\\<b>");
    let hover = client.at("textDocument/hover", "file:///a.yaml", (3, 13));
    assert_eq!(hover["contents"]["kind"], "markdown");
    let text = hover["contents"]["value"].as_str().unwrap();
    assert!(text.starts_with("**N008（错误）**：不是数字"), "{text}");
}

/// Where the editor goes from the mark of a text: file, line, unit.
fn target(office: &mut Office, text: &str) -> Option<(String, u64, u64)> {
    let (text, position) = marked(text);
    let uri = office.open("2024.yaml", &text);
    let found = list(&office.client.at("textDocument/definition", &uri, position));
    let found = found.first()?;
    let start: &Json = &found["range"]["start"];
    let number = |json: &Json| json.as_u64().expect("a number");
    let file = found["uri"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    Some((file, number(&start["line"]), number(&start["character"])))
}

#[test]
fn the_editor_goes_to_last_years_figure() {
    let mut office = Office::new();
    // Line 4: `  结转下年度: {自然人: 1}`, the figure at 15. Line 6: `  行政规范性文件: {…现行有效件数: 9}`.
    office.write(
        "2023.yaml",
        "机关名称: 甲局\n年度: 2023\n依申请公开:\n  本年新收: {自然人: 1}\n  结转下年度: {自然人: 1}\n主动公开:\n  行政规范性文件: {现行有效件数: 9}\n",
    );
    let file = |line, unit| Some(("2023.yaml".to_owned(), line, unit));
    let this = |rest: &str| format!("{HEAD}上年数据: 2023.yaml\n{rest}");
    // What is carried over, from the figure and from the row.
    assert_eq!(target(&mut office, &this("依申请公开:\n  上年结转: {自然人: ^1}\n")), file(4, 15));
    assert_eq!(target(&mut office, &this("依申请公开:\n  上年^结转: {自然人: 1}\n")), file(4, 15));
    // The figure of the same name.
    let stock = "主动公开:\n  行政规范性文件: {现行有效件数: ^9}\n";
    assert_eq!(target(&mut office, &this(stock)), file(6, 20));
    // The file itself.
    assert_eq!(target(&mut office, &format!("{HEAD}上年数据: 20^23.yaml\n")), file(0, 0));
    // A name in braces: the figure in this file, line 4, unit 14.
    let prose = format!(
        "{HEAD}依申请公开:\n  本年新收: {{自然人: 7}}\n总体情况: |\n  共 {{{{ 依申请公开.本年^新收.自然人 }}}} 件\n"
    );
    assert_eq!(target(&mut office, &prose), Some(("2024.yaml".to_owned(), 3, 14)));
    // Without last year's file there is nowhere to go.
    assert_eq!(target(&mut office, &format!("{HEAD}依申请公开:\n  上年结转: {{自然人: ^1}}\n")), None);
}
