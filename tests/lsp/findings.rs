//! What is found, and where: the same as `nianbao check` of the same text, in the editor's positions.

use std::process::Command;

use serde_json::Value as Json;

use crate::Office;
use crate::client::list;

/// What `nianbao check --output json` says of a file of an office.
fn check(office: &Office, name: &str) -> Vec<Json> {
    let path = office.folder.path().join(name);
    let output = Command::new(env!("CARGO_BIN_EXE_nianbao"))
        .current_dir(office.folder.path())
        .args(["check", "--output", "json"])
        .arg(path)
        .output()
        .expect("the program runs");
    let lines = String::from_utf8(output.stdout).expect("UTF-8");
    lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// A line and a column in characters, both from 1, as the editor counts them.
fn units(text: &str, line: &Json, column: &Json) -> (u64, u64) {
    let (line, column) = (line.as_u64().unwrap(), column.as_u64().unwrap());
    let content = text.split('\n').nth(usize::try_from(line).unwrap() - 1).unwrap();
    let before = content.chars().take(usize::try_from(column).unwrap() - 1);
    (line - 1, before.map(|c| c.len_utf16() as u64).sum())
}

fn position(json: &Json) -> (u64, u64) {
    (json["line"].as_u64().unwrap(), json["character"].as_u64().unwrap())
}

/// Opens a text and compares its findings with those of the command; gives them.
fn same_as_check(office: &mut Office, name: &str, text: &str) -> Vec<Json> {
    office.write(name, text);
    let uri = office.open(name, text);
    let found = office.client.findings(&uri, 1);
    let wanted = check(office, name);
    assert_eq!(found.len(), wanted.len(), "{text}\n{found:#?}\n{wanted:#?}");
    for (found, wanted) in found.iter().zip(&wanted) {
        assert_eq!(found["code"], wanted["rule"]);
        assert_eq!(found["source"], "nianbao");
        assert_eq!(found["severity"], if wanted["severity"] == "error" { 1 } else { 2 });
        let message = match wanted["help"].as_str() {
            Some(help) => format!("{}\n{help}", wanted["message"].as_str().unwrap()),
            None => wanted["message"].as_str().unwrap().to_owned(),
        };
        assert_eq!(found["message"], message);
        assert_eq!(position(&found["range"]["start"]), units(text, &wanted["line"], &wanted["column"]));
        assert_eq!(position(&found["range"]["end"]), units(text, &wanted["end_line"], &wanted["end_column"]));
    }
    found
}

#[test]
fn findings_are_those_of_the_command() {
    let mut office = Office::new();
    office.write(
        "2023.yaml",
        "机关名称: 甲局\n年度: 2023\n依申请公开:\n  本年新收: {自然人: 2}\n  结转下年度: {自然人: 2}\n",
    );
    let broken = "机关名称: 甲局\n年度: 2024\n依申请公开: {本年新收: [1, 2\n总体情况: \"没有结束\n";
    for (name, text) in [
        ("1.yaml", crate::GOOD),
        ("2.yaml", "机关名称: 𬭎局\n年度: 2O24\n变量: {𬭎𬭎: 一}\n主动公开: {𬭎: 1, 行政许可: 𬭎}\n"),
        ("3.yaml", "机关名称：甲局\n年度: 2024\n主动公开:\n  规范性文件: [1, 2, 3]\n"),
        ("4.yaml", broken),
        (
            "5.yaml",
            "机关名称: 甲局\n年度: 2024\n上年数据: 2023.yaml\n依申请公开:\n  上年结转: {自然人: 1}\n  予以公开: {自然人: 1}\n",
        ),
        ("6.yaml", "机关名称: 甲局\n年度: 2024\n上年数据: ../../2023.yaml\n"),
        (
            "7.yaml",
            "机关名称: 甲局\n年度: 2024\n总体情况: |\n  𬭎𬭎收到政府信息公开申请 18 件。{{ 没有的 }}\n依申请公开:\n  本年新收: {自然人: 16}\n",
        ),
    ] {
        same_as_check(&mut office, name, text);
    }
    let example = include_str!("../../examples/jiyuan-2024.yaml");
    assert!(same_as_check(&mut office, "8.yaml", example).is_empty());
    // Lines of Windows, and a byte order mark.
    let windows = "\u{FEFF}机关名称: 𬭎局\r\n年度: 2024\r\n主动公开: {行政许可: 壹, 行政处罚: 贰}\r\n";
    assert!(!same_as_check(&mut office, "9.yaml", windows).is_empty());
}

#[test]
fn characters_outside_the_basic_plane_are_two_units() {
    let mut office = Office::new();
    // 𬭎 is U+2CB4E. In the flow mapping it takes the units 7 and 8, the colon 9, the blank 10, 壹 stands in 11.
    let text = "机关名称: 甲局\n年度: 2024\n主动公开: {\"𬭎\": 0, 行政许可: 壹}\n";
    let uri = office.open("a.yaml", text);
    let found = office.client.findings(&uri, 1);
    let range = |code: &str| {
        let found = found.iter().find(|found| found["code"] == code).expect(code);
        (position(&found["range"]["start"]), position(&found["range"]["end"]))
    };
    // 主动公开: {"𬭎": 0, 行政许可: 壹}
    // 0   4 6 7 8 10  13  16   20 22
    assert_eq!(range("N004"), ((2, 7), (2, 11)));
    assert_eq!(range("N008"), ((2, 22), (2, 23)));
}

#[test]
fn findings_follow_what_is_typed() {
    let mut office = Office::new();
    let uri = office.open("a.yaml", crate::GOOD);
    let codes = |found: Vec<Json>| -> Vec<String> {
        found.iter().map(|found| found["code"].as_str().unwrap().to_owned()).collect()
    };
    let before = codes(office.client.findings(&uri, 1));
    assert!(!before.contains(&"N101".to_owned()), "{before:?}");
    // 15 becomes 14 by one replaced character: the 5 stands at 15 of line 4.
    let start = serde_json::json!({"line": 4, "character": 15});
    let end = serde_json::json!({"line": 4, "character": 16});
    office.client.notify(
        "textDocument/didChange",
        serde_json::json!({
            "textDocument": {"uri": uri, "version": 2},
            "contentChanges": [{"range": {"start": start, "end": end}, "text": "4"}],
        }),
    );
    let after = office.client.findings(&uri, 2);
    let sum = after.iter().find(|found| found["code"] == "N101").expect("the column is out of balance");
    assert!(sum["message"].as_str().unwrap().contains("= 16"), "{sum}");
    assert!(sum["message"].as_str().unwrap().contains("= 15"), "{sum}");
    // The other side of the sum: 予以公开 is a part of a computed total, 结转下年度 is written.
    let places = list(&sum["relatedInformation"]);
    assert!(places.iter().any(|place| place["message"].as_str().unwrap().contains("结转")), "{places:?}");
    assert_eq!(places[0]["location"]["uri"], uri.as_str());
    // A closed document has no findings.
    office.client.notify("textDocument/didClose", serde_json::json!({"textDocument": {"uri": uri}}));
    loop {
        let message = office.client.message();
        if message["method"] == "textDocument/publishDiagnostics" && message["params"]["version"].is_null() {
            assert!(list(&message["params"]["diagnostics"]).is_empty());
            break;
        }
    }
}

#[test]
fn last_year_is_read_again_when_it_was_saved() {
    let mut office = Office::new();
    let last = |count: u32| {
        format!(
            "机关名称: 甲局\n年度: 2023\n依申请公开:\n  本年新收: {{自然人: {count}}}\n  结转下年度: {{自然人: {count}}}\n"
        )
    };
    office.write("2023.yaml", &last(2));
    let text = "机关名称: 甲局\n年度: 2024\n上年数据: 2023.yaml\n依申请公开:\n  上年结转: {自然人: 1}\n  予以公开: {自然人: 1}\n";
    let uri = office.open("2024.yaml", text);
    let is_carried = |found: &Json| found["code"] == "N105";
    let found = office.client.findings(&uri, 1);
    let carried = found.iter().find(|found| is_carried(found)).expect("2 were carried over, not 1");
    // The place in last year's file: line 4 is `  结转下年度: {自然人: 2}`, whose figure stands at 15.
    let place = &list(&carried["relatedInformation"])[0]["location"];
    assert_eq!(place["uri"], office.uri("2023.yaml"));
    assert_eq!(position(&place["range"]["start"]), (4, 15));
    office.write("2023.yaml", &last(1));
    let saved = serde_json::json!({"textDocument": {"uri": office.uri("2023.yaml")}});
    office.client.notify("textDocument/didSave", saved);
    assert!(!office.client.findings(&uri, 1).iter().any(is_carried));
}

#[test]
fn other_yaml_is_left_alone() {
    let mut office = Office::new();
    let compose = office.open("compose.yaml", "services:\n  web: {image: a}\n  年度: [\n");
    let uri = office.open("a.yaml", "年度: 2024\n");
    // Answers come in order: the findings of the second document without any of the first before them.
    assert!(!office.client.findings(&uri, 1).is_empty());
    let method = "textDocument/hover";
    assert!(office.client.at(method, &compose, (0, 1)).is_null());
    assert_eq!(list(&office.client.at("textDocument/completion", &compose, (1, 2))), Vec::<Json>::new());
}

#[test]
fn a_text_that_is_too_large_is_said_to_be() {
    let mut office = Office::new();
    // 4 MB and a little more.
    let text = format!("年度: 2024\n# {}\n", "年".repeat((4 << 20) / 3));
    let uri = office.open("a.yaml", &text);
    let found = office.client.findings(&uri, 1);
    assert_eq!((found.len(), found[0]["code"].as_str()), (1, Some("N019")));
    assert!(found[0]["message"].as_str().unwrap().contains("超过上限 4 MB"), "{}", found[0]);
    assert_eq!(list(&office.client.at("textDocument/completion", &uri, (0, 0))), Vec::<Json>::new());
    office.client.change(&uri, 2, "年度: 2024\n");
    assert!(office.client.findings(&uri, 2).iter().all(|found| found["code"] != "N019"));
}
