//! What the reader makes of whole files: trees, findings, and hostile input.

use crate::diagnostic::RuleCode;
use crate::printing::About;
use crate::printing::human::{self, HumanOptions};

use super::{Node, ScalarStyle, Source, Value, parse};

/// The tree in one line: `{a: 'x', b: [~]}` with every scalar's raw text after `@`.
fn show(source: &Source, node: &Node) -> String {
    let raw = &source.text()[node.span.clone()];
    match &node.value {
        Value::Null => format!("~@{raw}"),
        Value::Scalar(scalar) => {
            let style = match scalar.style {
                ScalarStyle::Plain => "",
                ScalarStyle::SingleQuoted => "'",
                ScalarStyle::DoubleQuoted => "\"",
                ScalarStyle::Literal => "|",
                ScalarStyle::Folded => ">",
            };
            if scalar.text == raw { raw.to_owned() } else { format!("{style}{:?}@{raw:?}", scalar.text) }
        }
        Value::Sequence(items) => {
            format!("[{}]", items.iter().map(|item| show(source, item)).collect::<Vec<_>>().join(", "))
        }
        Value::Mapping(entries) => {
            let entries =
                entries.iter().map(|(key, value)| format!("{}: {}", show(source, key), show(source, value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

#[test]
fn values_keep_their_text_and_their_bytes() {
    let table = [
        (
            "费: 59237.2449\n八: 0o17\n七: 007\n全: １６\n假: no\n",
            "{费: 59237.2449, 八: 0o17, 七: 007, 全: １６, 假: no}",
        ),
        (
            "a:\nb: ~\nc: null\nd: '~'\ne: \"\"\n",
            "{a: ~@, b: ~@~, c: ~@null, d: '\"~\"@\"'~'\", e: \"\"\"@\"\\\"\\\"\"}",
        ),
        ("a: 22（其中修订16件）  # 注\n", "{a: 22（其中修订16件）}"),
        ("a: [0, , 3]\n", ""),
        ("a: {x: , y}\n", "{a: {x: ~@, y: ~@}}"),
        ("a: |\n  一\n\n    二  \n\nb: 1\n", "{a: |\"一\\n\\n  二  \\n\"@\"一\\n\\n    二\", b: 1}"),
        ("a: >-\n  一\n  二\n", "{a: >\"一 二\"@\"一\\n  二\"}"),
        ("a: 一\n  二   # 注\n", "{a: \"一 二\"@\"一\\n  二\"}"),
        ("a: |\n", "{a: |\"\"@\"|\"}"),
        ("a:\n- 1\n-\n- [2]\n", "{a: [1, ~@, [2]]}"),
        (
            "a: -\nb: [0, -, 3]\nc: {x: -, y: - }\nd: —\ne: /\n",
            "{a: -, b: [0, -, 3], c: {x: -, y: -}, d: —, e: /}",
        ),
        ("a: https://例.cn:80/?a=b#c\n", "{a: https://例.cn:80/?a=b#c}"),
        ("---\na: 1\n...\n", "{a: 1}"),
        ("\u{FEFF}a: 1\r\nb: 2\r\n", "{a: 1, b: 2}"),
        (
            "a: 说明：见附件\nb:\n  第一段：这里有说明文字，\n  第二段。\n",
            "{a: 说明：见附件, b: \"第一段：这里有说明文字， 第二段。\"@\"第一段：这里有说明文字，\\n  第二段。\"}",
        ),
    ];
    for (text, wanted) in table.into_iter().filter(|(_, wanted)| !wanted.is_empty()) {
        let source = Source::new("a.yaml", text);
        let (root, findings) = parse(&source);
        assert_eq!(findings, [], "{text:?}");
        assert_eq!(show(&source, &root.expect("the table holds valid files")), wanted, "{text:?}");
    }
}

#[test]
fn collections_span_their_brackets_or_their_entries() {
    let source = Source::new("a.yaml", "a: [1, 2]  # 注\nb:\n  c: |\n    一\n\nd: {}\n");
    let (root, _) = parse(&source);
    let root = root.expect("valid");
    for (key, wanted) in [("a", "[1, 2]"), ("b", "c: |\n    一"), ("d", "{}")] {
        assert_eq!(&source.text()[root.get(key).expect(key).span.clone()], wanted);
    }
}

/// One row: a file, and what is found: code, line, columns, words of the message or help.
type Row = (&'static str, &'static [(&'static str, u32, u32, u32, &'static str)]);

fn assert_findings(table: &[Row]) {
    for (text, wanted) in table {
        let (_, findings) = parse(&Source::new("a.yaml", *text));
        let found: Vec<_> = findings
            .iter()
            .map(|finding| {
                (
                    finding.rule.as_str(),
                    finding.place.start.line,
                    finding.place.start.column,
                    finding.place.end.column,
                )
            })
            .collect();
        let expected: Vec<_> =
            wanted.iter().map(|&(rule, line, start, end, _)| (rule, line, start, end)).collect();
        assert_eq!(found, expected, "{text:?} {findings:#?}");
        for (finding, (.., words)) in findings.iter().zip(*wanted) {
            let said = format!("{} {}", finding.message, finding.help.as_deref().unwrap_or_default());
            assert!(said.contains(words), "{text:?}: {words} is not in {said}");
            assert!(finding.help.is_some(), "{text:?}");
        }
    }
}

#[test]
fn full_width_signs_are_all_found_at_their_place() {
    assert_findings(&[
        ("年度：2024\n机关名称：某\n", &[("N001", 1, 3, 4, "“年度: ”"), ("N001", 2, 5, 6, "半角")]),
        ("年度：2024\n机关名称: 某\n", &[("N001", 1, 3, 4, "半角")]),
        ("年度: 2024\n机关名称：某\n下: 1\n", &[("N001", 2, 5, 6, "半角")]),
        (
            "年度: 2024\n机关名称：某\n下: 1\n年度: 1\n",
            &[("N001", 2, 5, 6, "半角"), ("N005", 4, 1, 3, "年度")],
        ),
        ("申请:\n  新收：3\n  结转: 0\n", &[("N001", 2, 5, 6, "半角")]),
        ("申请:\n  新收：3\n复议: 1\n", &[("N001", 2, 5, 6, "半角")]),
        ("申请：\n  新收: 3\n", &[("N001", 1, 3, 4, "半角")]),
        ("申请: {自然人：1, 其他:2}\n", &[("N001", 1, 9, 10, "半角"), ("N001", 1, 15, 16, "空格")]),
        ("申请: {自然人: 1，其他: 2}\n", &[("N001", 1, 12, 13, "逗号")]),
        (
            "申请: {自然人：1，其他: 2（共3，全）}\n",
            &[("N001", 1, 9, 10, "冒号"), ("N001", 1, 11, 12, "逗号")],
        ),
        ("规章: [0，0，0]\n", &[("N001", 1, 7, 8, "逗号"), ("N001", 1, 9, 10, "逗号")]),
        (
            "申请: {自然人：1，其他：2}\n",
            &[("N001", 1, 9, 10, "冒号"), ("N001", 1, 11, 12, "逗号"), ("N001", 1, 14, 15, "冒号")],
        ),
        ("变量: {甲: 共3件，5人, 乙: 说明：一}\n", &[]),
        ("a: |\n  甲\n乙方：丙\n", &[("N001", 3, 3, 4, "继续")]),
        ("a: “甲: 乙”\n", &[("N001", 1, 6, 7, "双引号")]),
        ("a: “甲”: 乙\n", &[("N001", 1, 7, 8, "双引号")]),
        ("年度:2024\n机关名称: 某\n", &[("N001", 1, 3, 4, "空格")]),
        ("年度:2024\n机关名称:某\n", &[("N001", 1, 3, 4, "空格"), ("N001", 2, 5, 6, "空格")]),
    ]);
}

#[test]
fn syntax_is_explained_where_it_went_wrong() {
    assert_findings(&[
        ("", &[("N003", 1, 1, 1, "没有内容")]),
        ("# 注\n", &[("N003", 1, 1, 1, "没有内容")]),
        ("文字\n", &[("N003", 1, 1, 3, "键: 值")]),
        ("- 1\n", &[("N003", 1, 1, 4, "列表")]),
        ("a:\n\tb: 1\n", &[("N001", 2, 1, 2, "制表符")]),
        ("a:\n  b: 1\n \tc: 1\n", &[("N001", 3, 2, 3, "制表符")]),
        ("a: \"x\nb: 1\n", &[("N001", 1, 4, 5, "引号没有配对")]),
        ("a: 'x\n", &[("N001", 1, 4, 5, "引号没有配对")]),
        ("a: \"x\" y\n", &[("N001", 1, 8, 9, "引号后面")]),
        ("a: \"\\q\"\n", &[("N001", 1, 4, 5, "反斜杠")]),
        ("前言: {{年度}}年，本机关\n", &[("N001", 1, 5, 16, "双引号")]),
        ("标题: {{年度}}\n", &[("N001", 1, 5, 11, "双引号")]),
        ("a: 通知: 关于\n", &[("N001", 1, 6, 7, "冒号")]),
        ("a: [1, 2\nb: 3\n", &[("N001", 2, 2, 3, "括号")]),
        ("a: [1, 2\n", &[("N001", 1, 4, 5, "“[”没有配对")]),
        ("a: [1, 2}\n", &[("N001", 1, 4, 5, "不配对")]),
        ("a: }x\n", &[("N001", 1, 4, 5, "右括号")]),
        ("a: [1,2]3\n", &[("N001", 1, 9, 10, "多余")]),
        ("a: @x\n", &[("N001", 1, 4, 5, "“@”开头")]),
        ("a: %x\n", &[("N001", 1, 4, 5, "“%”开头")]),
        ("a: ,x\n", &[("N001", 1, 4, 5, "逗号开头")]),
        ("a: 1\n甲乙\n", &[("N001", 2, 1, 2, "冒号")]),
        ("a: |\n  甲\n乙丙\nb: 1\n", &[("N001", 3, 1, 2, "缩进")]),
        ("a: |文字\n", &[("N001", 1, 4, 5, "换行")]),
        (" a: 1\nb: 2\n", &[("N001", 2, 1, 2, "缩进")]),
        ("a: 1\n b: 2\n", &[("N001", 2, 3, 4, "空格要一样多")]),
        ("a: {自然人:[ 1}\n", &[("N001", 1, 8, 9, "空格")]),
        ("- a\nb: 1\n", &[("N001", 2, 1, 2, "混在")]),
        ("? [a]\n: b\n", &[("N001", 1, 3, 6, "键必须是文字")]),
        (": b\n", &[("N001", 1, 1, 1, "键是空的")]),
        ("a: 甲 #1\n  乙\n", &[("N001", 1, 6, 7, "注释")]),
    ]);
}

#[test]
fn duplicate_keys_are_all_reported_with_their_first_place() {
    let source = Source::new("a.yaml", "年度: 1\n申请: {自然人: 1, 自然人: 2, 自然人: 3}\n年度: 2\n");
    let (root, findings) = parse(&source);
    let found: Vec<_> = findings
        .iter()
        .map(|finding| {
            let path = finding.path.as_ref().map(|path| path.as_str().to_owned()).unwrap_or_default();
            (
                finding.rule.as_str(),
                finding.place.start.line,
                finding.place.start.column,
                path,
                finding.notes[0].place.start.line,
            )
        })
        .collect();
    let path = "申请.自然人".to_owned();
    assert_eq!(
        found,
        [("N005", 2, 14, path.clone(), 2), ("N005", 2, 22, path, 2), ("N005", 3, 1, "年度".to_owned(), 1)]
    );
    assert_eq!(show(&source, &root.expect("the rest is read")), "{年度: 1, 申请: {自然人: 1}}");
}

#[test]
fn yaml_features_without_use_here_are_refused() {
    assert_findings(&[
        (
            "a: &甲 1\nb: *甲\nc: *乙\n",
            &[("N016", 1, 4, 6, "锚点"), ("N016", 2, 4, 6, "引用"), ("N016", 3, 4, 6, "引用 *乙")],
        ),
        ("a: !!str 3\nb: !x\n", &[("N016", 1, 4, 9, "!!str"), ("N016", 2, 4, 6, "标签")]),
        ("a: {x: 1}\n<<: {y: 2}\n", &[("N016", 2, 1, 3, "合并键")]),
        ("a: 1\n---\nb: 1\n---\nc: 1\n", &[("N016", 2, 1, 4, "第二份")]),
        ("%YAML 1.2\n---\na: 1\n", &[("N016", 1, 1, 2, "指令")]),
        ("*a : 1\nb: 2\n", &[("N016", 1, 1, 3, "引用")]),
        ("a: *重点 内容\n", &[("N016", 1, 4, 7, "双引号")]),
    ]);
}

#[test]
fn a_placeholder_without_quotes_is_reported_and_read_as_text() {
    let source = Source::new("a.yaml", "标题: {{年度}}\n年度: 2024\n");
    let (root, findings) = parse(&source);
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert_eq!(show(&source, &root.expect("the rest is read")), "{标题: {{年度}}, 年度: 2024}");
}

#[test]
fn a_form_full_of_dashes_is_read() {
    let text: String = (0..300).map(|row| format!("行{row}: {{自然人: -, 其他: [-,-]}}\n")).collect();
    let (root, findings) = parse(&Source::new("a.yaml", text));
    assert_eq!(findings, []);
    let node = root.as_ref().and_then(|root| root.get("行299")?.get("自然人")).expect("read to the end");
    assert_eq!(node.as_str(), Some("-"));
}

#[test]
fn limits_are_findings() {
    let deep = format!("a: {}{}", "[".repeat(40), "]".repeat(40));
    let block: String = (0..40).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    let many = format!("a: [{}]", "0, ".repeat(100_001));
    let large = format!("a: {}", "年".repeat(1 << 21));
    for (text, words) in [(deep, "32 层"), (block, "32 层"), (many, "100000 个"), (large, "字节")] {
        let (root, findings) = parse(&Source::new("a.yaml", text));
        assert!(root.is_none());
        assert_eq!(findings.len(), 1, "{findings:#?}");
        assert_eq!(findings[0].rule, RuleCode::N019);
        assert!(findings[0].message.contains(words), "{}", findings[0].message);
    }
}

#[test]
fn an_empty_key_behind_an_anchor_is_reported() {
    let (_, findings) = parse(&Source::new("a.yaml", "\n&年：: 甲\n"));
    assert!(findings.iter().all(|f| !f.message.contains("内部错误")), "{findings:#?}");
    assert!(!findings.is_empty());
}

#[test]
fn long_prose_in_one_line_is_read() {
    let long = "长".repeat(5000);
    for text in [
        format!("a: {long}"),
        format!("a: \"{long}\""),
        format!("a: ['{long}', {long}]"),
        format!("a: {{b: '{long}'}}"),
    ] {
        let (root, findings) = parse(&Source::new("a.yaml", text));
        assert_eq!(findings, []);
        assert!(root.is_some());
    }
}

/// Cuts, swaps and inserts at random (a fixed sequence): nothing may panic, and where there is no tree there
/// is an error.
#[test]
fn broken_files_end_in_findings() {
    const SEED: &str = "机关名称: 济源市\n年度: 2024\n总体情况: |\n  （一）主动公开\n\n    {{年度}} 年\n主动公开:\n  规章: [0, 0, 0]   # 注\n  \
                        行政许可: {本年: 17（其中1件）, \"引\\u4e00\": '它''s'}\n  折: >-\n    甲\n    乙\n落款: {日期: 2025-01-20}\n";
    const PIECES: [&str; 24] = [
        "：", "，", "\t", "\n", "{{", "}", "[", "]", "\"", "'", "|", ">", "-", "- ", ": ", "#", " #", "&a ",
        "*a", "!x ", "\u{0}", "\r", "  ", "---\n",
    ];
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for _ in 0..6000 {
        let mut characters: Vec<char> = SEED.chars().collect();
        for _ in 0..=random(5) {
            let at = random(characters.len());
            match random(3) {
                0 => {
                    characters.remove(at);
                }
                1 => {
                    let end = (at + random(12)).min(characters.len());
                    characters.drain(at..end);
                }
                _ => {
                    characters.splice(at..at, PIECES[random(PIECES.len())].chars());
                }
            }
        }
        let text: String = characters.into_iter().collect();
        let source = Source::new("a.yaml", text.as_str());
        let (root, findings) = parse(&source);
        assert!(findings.iter().all(|finding| !finding.message.contains("内部错误")), "{text:?}");
        human::render(
            About::default(),
            &findings,
            &|_| Some(&source),
            &HumanOptions { width: 40, ..HumanOptions::default() },
        );
        match root {
            None => assert!(!findings.is_empty(), "{text:?}"),
            Some(root) => check_spans(&source, &root),
        }
    }
}

/// Every span lies in the text, and every character of every scalar can be located inside its span.
fn check_spans(source: &Source, node: &Node) {
    assert!(source.text().get(node.span.clone()).is_some(), "{node:?}");
    match &node.value {
        Value::Null => {}
        Value::Scalar(scalar) => {
            for (at, character) in scalar.text.char_indices() {
                let range = node.source_range(source, at..at + character.len_utf8());
                assert!(
                    range.start >= node.span.start && range.end <= node.span.end && range.start <= range.end,
                    "{node:?} {range:?}"
                );
                if !character.is_whitespace() && !character.is_control() {
                    let raw = &source.text()[range.clone()];
                    assert!(!raw.is_empty(), "{character} of {node:?} in {:?}", source.text());
                }
            }
        }
        Value::Sequence(items) => items.iter().for_each(|item| check_spans(source, item)),
        Value::Mapping(entries) => entries.iter().for_each(|(key, value)| {
            check_spans(source, key);
            check_spans(source, value);
        }),
    }
}
