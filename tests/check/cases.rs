//! The table of bad files, `cases/*.txt`. A case is
//!
//! ```text
//! === what is wrong
//! 依申请公开:
//!   本年新收: {自然人: ⟦N101 16⟧}
//! --- last year            (optional: the file of `--previous`)
//! > 16 + 上年结转 0        (optional: words that a message or its help must hold)
//! ```
//!
//! `⟦CODE text⟧` says by hand which finding must point at exactly this text; the brackets and the code are
//! taken out before the file is read. `⟦CODE⟧` points at a place without width, `⟦A+B text⟧` stands for two
//! findings. Nothing else may be found. What a whole report needs besides is added below, unless the title
//! ends with `(bare)`. `␉` is a tab, `␍` a carriage return, `␀` a NUL, `⍽` a space at the end.

use std::fmt::Write as _;
use std::path::Path;

use nianbao::diagnostic::RuleCode;

/// What every report needs, by key; added below a case that does not have the key.
const REST: &[(&str, &str)] = &[
    ("机关名称", "机关名称: 某市某局\n"),
    ("年度", "年度: 2024\n"),
    (
        "总体情况",
        "总体情况: |\n  （一）主动公开\n  及时公开各类信息。\n  （二）依申请公开\n  规范办理申请。\n  （三）政府信息管理\n  \
         严格审核。\n  （四）政府信息公开平台建设\n  维护网站。\n  （五）监督保障\n  开展培训，做好工作考核、社会评议、责任追究。\n",
    ),
    (
        "问题与改进",
        "问题与改进: |\n  存在的主要问题：一是解读形式单一。改进措施：一是丰富解读形式，二是加强业务培训。\n",
    ),
    ("其他事项", "其他事项: |\n  本年度未收取信息处理费。\n"),
];

/// The same for last year's file, in other words.
const LAST_REST: &[(&str, &str)] = &[
    ("机关名称", "机关名称: 某市某局\n"),
    ("年度", "年度: 2023\n"),
    (
        "总体情况",
        "总体情况: 主动公开、依申请公开、政府信息管理、平台建设、监督保障都做了很多努力，成效明显。\n",
    ),
    ("问题与改进", "问题与改进: 不足之处是目录更新迟缓，专栏内容偏少。下一步要逐月检查，按季通报。\n"),
    ("其他事项", "其他事项: 没有收取任何费用。\n"),
];

pub(crate) struct Case {
    pub title: String,
    pub text: String,
    pub previous: Option<String>,
    words: Vec<String>,
    /// Code, byte range of the text.
    wanted: Vec<(String, usize, usize)>,
}

/// One character for another that could not be seen in the table.
fn visible(text: &str) -> String {
    text.replace('␉', "\t").replace('␍', "\r").replace('␀', "\0").replace('⍽', " ")
}

fn complete(text: &mut String, all: &[(&str, &str)]) {
    for (key, rest) in all {
        let written =
            text.lines().any(|line| line.strip_prefix(key).is_some_and(|l| l.starts_with([':', '：'])));
        if !written {
            if !text.ends_with('\n') {
                text.push('\n');
            }
            text.push_str(rest);
        }
    }
}

/// Takes the marks out.
fn unmark(marked: &str, title: &str) -> (String, Vec<(String, usize, usize)>) {
    let (mut text, mut wanted, mut open) = (String::new(), Vec::new(), Vec::new());
    let mut rest = marked;
    while let Some(at) = rest.find(['⟦', '⟧']) {
        text.push_str(&rest[..at]);
        let opens = rest[at..].starts_with('⟦');
        rest = &rest[at + '⟦'.len_utf8()..];
        if opens {
            let end = rest.find([' ', '⟧']).unwrap_or_else(|| panic!("{title}: a mark has no end"));
            open.push((rest[..end].to_owned(), text.len()));
            rest = rest[end..].strip_prefix(' ').unwrap_or(&rest[end..]);
        } else {
            let (codes, start) = open.pop().unwrap_or_else(|| panic!("{title}: a mark has no start"));
            wanted.extend(codes.split('+').map(|code| (code.to_owned(), start, text.len())));
        }
    }
    assert!(open.is_empty(), "{title}: a mark has no end");
    text.push_str(rest);
    (text, wanted)
}

fn parse(file: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    for block in file.split("\n=== ").skip(1) {
        let (title, body) = block.split_once('\n').unwrap_or((block, ""));
        let (mut text, mut previous, mut words) = (String::new(), None::<String>, Vec::new());
        for line in body.lines() {
            if line == "--- last year" {
                previous = Some(String::new());
            } else if let Some(said) = line.strip_prefix("> ") {
                words.push(said.to_owned());
            } else {
                let to = previous.as_mut().unwrap_or(&mut text);
                to.push_str(line);
                to.push('\n');
            }
        }
        // The blank line before the next title is no part of the file.
        while text.ends_with("\n\n") {
            text.pop();
        }
        let (bare, title) = match title.strip_suffix(" (bare)") {
            Some(title) => (true, title),
            None => (false, title),
        };
        let (mut text, wanted) = unmark(&visible(&text), title);
        if !bare {
            complete(&mut text, REST);
        } else if text == "\n" {
            text.clear();
        }
        if let Some(previous) = &mut previous {
            complete(previous, LAST_REST);
        }
        cases.push(Case { title: title.to_owned(), text, previous, words, wanted });
    }
    cases
}

/// Line and column (both from 1, in characters) of a byte, counted anew here.
fn position(text: &str, byte: usize) -> (u32, u32) {
    let before = &text[..byte];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    (line as u32, column as u32)
}

/// What is wrong with what was found for a case; empty if nothing.
fn complaint(case: &Case) -> String {
    let found =
        super::findings("case.yaml", case.text.as_bytes(), case.previous.as_deref().map(str::as_bytes));
    let show = |code: &str, start: (u32, u32), end: (u32, u32)| {
        format!("{code} {}:{}-{}:{}", start.0, start.1, end.0, end.1)
    };
    let mut wanted: Vec<String> = case
        .wanted
        .iter()
        .map(|(code, start, end)| show(code, position(&case.text, *start), position(&case.text, *end)))
        .collect();
    let mut got: Vec<String> = found
        .iter()
        .map(|f| {
            show(
                f.rule.as_str(),
                (f.place.start.line, f.place.start.column),
                (f.place.end.line, f.place.end.column),
            )
        })
        .collect();
    wanted.sort();
    got.sort();
    let mut out = String::new();
    if wanted != got {
        let _ = writeln!(out, "  wanted {wanted:?}\n  found  {got:?}");
        for finding in &found {
            let _ = writeln!(
                out,
                "    {} {} ({})",
                finding.rule,
                finding.message,
                finding.help.as_deref().unwrap_or("no help")
            );
        }
    }
    let said: String =
        found.iter().map(|f| format!("{}\n{}\n", f.message, f.help.as_deref().unwrap_or(""))).collect();
    for words in case.words.iter().filter(|words| !said.contains(words.as_str())) {
        let _ = writeln!(out, "  no message says “{words}”:\n{said}");
    }
    for finding in found.iter().filter(|f| f.help.is_none()) {
        let _ = writeln!(out, "  no help: {} {}", finding.rule, finding.message);
    }
    out
}

pub(crate) fn all() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/cases");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder of cases")
        .map(|e| e.expect("an entry").path())
        .collect();
    files.sort();
    files.iter().flat_map(|file| parse(&std::fs::read_to_string(file).expect("a file of cases"))).collect()
}

#[test]
fn every_case_is_told_exactly() {
    let cases = all();
    let mut complaints = String::new();
    for case in &cases {
        let complaint = complaint(case);
        if !complaint.is_empty() {
            let _ = writeln!(complaints, "=== {}\n{}\n{complaint}", case.title, case.text);
        }
    }
    assert!(complaints.is_empty(), "\n{complaints}");
    eprintln!("{} cases", cases.len());
}

/// Files that cannot stand in a text table.
#[test]
fn encodings_and_limits_are_told_at_their_place() {
    let text = "机关名称: 某市某局\n年度: 2024\n";
    let gbk = b"\xBB\xFA\xB9\xD8\xC3\xFB\xB3\xC6: \xC4\xB3\xCA\xD0\n".to_vec();
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let mut damaged = format!("{text}其他事项: 本年度未收取信息处理费。\n").into_bytes();
    // The first byte of 度 in the second line: 27 bytes and a character before it.
    damaged[30] = 0xFF;
    let deep = format!("{text}主动公开: {}{}", "[".repeat(40), "]".repeat(40));
    let large = format!("{text}前言: {}\n", "年".repeat(1 << 21));
    // Nine values come before the first item, which stands in column 10: the item past the limit is the
    // 99,992nd.
    let many = format!("{text}变量: {{a: [{}]}}\n", "0, ".repeat(100_001));
    let table: [(&str, Vec<u8>, &str, u32, u32); 7] = [
        ("GBK", gbk, "N002", 1, 1),
        ("UTF-16 LE", utf16, "N002", 1, 1),
        ("损坏", damaged, "N002", 2, 2),
        ("Word", b"PK\x03\x04\x14\x00".to_vec(), "N002", 1, 1),
        ("32 层", deep.into_bytes(), "N019", 3, 38),
        ("字节", large.into_bytes(), "N019", 1, 1),
        ("100000 个", many.into_bytes(), "N019", 3, 10 + 3 * 99_991),
    ];
    for (words, bytes, code, line, column) in table {
        let found = super::findings("case.yaml", &bytes, None);
        let at: Vec<_> =
            found.iter().map(|f| (f.rule.as_str(), f.place.start.line, f.place.start.column)).collect();
        assert_eq!(at, [(code, line, column)], "{words}: {found:#?}");
        assert!(found[0].message.contains(words), "{words}: {}", found[0].message);
        assert!(found[0].help.is_some(), "{words}");
    }
}

/// Rules that no text of a case can break: N002 and N019 have a test of their own, N020 and N021 ask for
/// files, N023 for a received report (`tests/cli/received.rs`), N110 for the parts of a sum, N301 is found by the faces.
const ELSEWHERE: &[&str] = &[
    "N002", "N019", "N020", "N021", "N023", "N110", "N301", "N401", "N402", "N403", "N404", "N405", "N406",
    "N407", "N408",
];

#[test]
fn every_rule_is_broken_by_a_case() {
    let cases = all();
    assert!(cases.len() >= 150, "{} cases", cases.len());
    for rule in nianbao::rules::RULES {
        let broken = cases.iter().flat_map(|c| &c.wanted).any(|(code, ..)| code == rule.code.as_str());
        assert!(broken || ELSEWHERE.contains(&rule.code.as_str()), "no case breaks {}", rule.code);
    }
}

/// The examples of `explain`: what is called wrong breaks the rule, what is called right does not.
#[test]
fn the_examples_of_the_rules_are_what_they_say() {
    // What can only be seen in a whole file or against another one, or is described rather than written out.
    const DESCRIBED: &[&str] = &[
        "N002", "N003", "N009", "N019", "N020", "N021", "N023", "N105", "N106", "N110", "N203", "N205",
        "N207", "N209", "N301", "N401", "N402", "N403", "N404", "N405", "N406", "N407", "N408",
    ];
    for rule in nianbao::rules::RULES.iter().filter(|rule| !DESCRIBED.contains(&rule.code.as_str())) {
        let codes = |example: &str| -> Vec<RuleCode> {
            let mut text = format!("{example}\n");
            complete(&mut text, REST);
            super::findings("example.yaml", text.as_bytes(), None).into_iter().map(|f| f.rule).collect()
        };
        assert!(codes(rule.wrong).contains(&rule.code), "{}: {:?}", rule.code, codes(rule.wrong));
        assert!(!codes(rule.right).contains(&rule.code), "{}: {:?}", rule.code, codes(rule.right));
    }
}

#[test]
fn good_reports_stay_silent() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let example = std::fs::read(root.join("examples/jiyuan-2024.yaml")).expect("the example");
    assert_eq!(super::findings("jiyuan-2024.yaml", &example, None), []);
}

/// What `init` writes has blanks to fill in, and nothing else to say of it: with last year's report, for a
/// government, in both formats.
#[test]
fn a_new_file_is_only_blank() {
    use nianbao::form::Form;
    use nianbao::init::{InitOptions, data_file};
    let example = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/jiyuan-2024.yaml"))
        .expect("the example");
    let source = nianbao::yaml::Source::from_bytes("2024.yaml", &example).expect("UTF-8");
    let last = nianbao::report::read(std::sync::Arc::new(source)).0.expect("the example is a report");
    for format in Form::names() {
        for agency in [None, Some("济源市人民政府".to_owned())] {
            for previous in [None, Some(&last)] {
                let form = Form::of(format).expect("built in");
                let mut options = InitOptions::new(form, 2025);
                (options.agency, options.previous) = (agency.clone(), previous);
                let file = data_file(&options).expect("the built-in template");
                let found =
                    super::findings("new.yaml", file.as_bytes(), previous.map(|_| example.as_slice()));
                let others: Vec<_> = found.iter().filter(|f| f.rule != RuleCode::N208).collect();
                assert!(others.is_empty(), "{format} {agency:?} {}: {others:#?}\n{file}", previous.is_some());
                assert!(!found.is_empty(), "{file}");
            }
        }
    }
}
