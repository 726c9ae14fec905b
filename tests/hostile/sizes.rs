//! Sizes of a data file: beyond each limit is a finding, and nothing is built, not even a draft; at the limit
//! is none.

use crate::{Attack, HEAD};

/// U+0301 after a letter, so many times.
fn marks(count: usize) -> String {
    format!("乙{}", "\u{301}".repeat(count))
}

/// A file is refused with N019 by `check`, and neither built nor drafted.
#[track_caller]
fn is_refused(text: &str) {
    let attack = Attack::new();
    attack.file("a.yaml", text);
    attack.run(&["check", "a.yaml"]).refuses("N019").within(200, 20);
    let run = attack.run(&["build", "--draft", "a.yaml", "-o", "out"]);
    run.refuses("N019").within(200, 20);
    assert!(attack.path("out").read_dir().map_or(0, Iterator::count) == 0, "{run}");
}

/// A file has no N019.
#[track_caller]
fn is_read(text: &str) {
    let attack = Attack::new();
    attack.file("a.yaml", text);
    let run = attack.run(&["check", "a.yaml"]);
    run.is_calm().within(250, 20);
    assert!(!run.stdout.contains("N019"), "{run}");
}

#[test]
fn names_have_two_hundred_characters() {
    for (count, judge) in [(200, is_read as fn(&str)), (201, is_refused), (20_000, is_refused)] {
        let name = "甲".repeat(count);
        judge(&format!("{HEAD}标题: {name}\n"));
        judge(&HEAD.replace('甲', &name));
        judge(&format!("{HEAD}落款: {{署名: {name}}}\n"));
    }
}

#[test]
fn thirty_marks_stand_in_a_row() {
    for (count, judge) in [(30, is_read as fn(&str)), (31, is_refused), (10_000, is_refused)] {
        let row = marks(count);
        judge(&format!("{HEAD}总体情况: {row}\n"));
        judge(&format!("{HEAD}总体情况: \"{}\"\n", row.replace('\u{301}', "\\u0301")));
        judge(&format!("{HEAD}主动公开: {{规章: [\"1（{row}）\", 0, 1]}}\n").replace("（乙", "（"));
        if count < 200 {
            judge(&HEAD.replace('甲', &row));
            judge(&format!("{HEAD}标题: {row}\n"));
        }
    }
    // Sixteen thousand rows took more than a gigabyte.
    is_refused(&format!("{HEAD}总体情况: {}\n", marks(30).repeat(1_700)));
    let attack = Attack::new();
    attack.file("a.yaml", format!("{HEAD}总体情况: {}\n", marks(30).repeat(1_600)));
    attack.run(&["build", "a.yaml", "-o", "out"]).exits(0).within(400, 30);
    // Rows that arise where values meet, and behind characters that no page shows.
    let half = "\u{301}".repeat(16);
    is_refused(&format!("{HEAD}变量: {{丙: \"{half}\"}}\n总体情况: '乙{{{{丙}}}}{{{{丙}}}}'\n"));
    is_refused(&format!("{HEAD}总体情况: 乙{half}\u{200B}{half}\n"));
}

#[test]
fn prose_has_half_a_million_characters_and_two_thousand_tags() {
    is_read(&format!("{HEAD}总体情况: {}\n", "甲".repeat(500_000)));
    is_refused(&format!("{HEAD}总体情况: {}\n", "甲".repeat(500_001)));
    let third = "甲".repeat(170_000);
    is_refused(&format!("{HEAD}总体情况: {third}\n问题与改进: {third}\n其他事项: {third}\n"));
    is_read(&format!("{HEAD}总体情况: '{}'\n", "{{年度}}".repeat(2000)));
    is_refused(&format!("{HEAD}总体情况: '{}'\n", "{{年度}}".repeat(2001)));
    is_refused(&format!("{HEAD}总体情况: '{}'\n", "\\{{".repeat(2001)));
}

/// What is within the limits is laid out in a time and with a memory that a run of hundreds can bear.
#[test]
fn the_longest_prose_is_laid_out() {
    let attack = Attack::new();
    let line = format!("  {}。\n", "深入推进政务公开工作".repeat(30));
    attack.file("a.yaml", format!("{HEAD}标题: {}\n总体情况: |\n{}", "甲".repeat(200), line.repeat(1_600)));
    attack.run(&["build", "a.yaml", "--to", "pdf,ofd,docx,html", "-o", "out"]).exits(0).within(500, 60);
    attack.file("b.yaml", format!("{HEAD}总体情况: {}\n", "深入推进政务公开工作".repeat(49_000)));
    attack
        .run(&["build", "b.yaml", "--to", "pdf,ofd,docx,html", "-o", "out", "--force"])
        .exits(0)
        .within(500, 60);
}

/// A template folder of one's own is trusted for what it prints, not to be free of mistakes.
#[test]
fn a_page_template_that_calls_itself_is_refused() {
    let attack = Attack::new();
    attack.file("a.yaml", HEAD);
    attack.file("own/page.html.hbs", "{{#*inline \"x\"}}{{> x}}{{/inline}}{{> x}}");
    let run = attack.run(&["build", "a.yaml", "--to", "html", "--template", "own", "-o", "out"]);
    run.is_calm().says(2, "page.html.hbs:1:1");
}

#[test]
fn other_texts_are_limited_too() {
    is_refused(&format!("{HEAD}主动公开: {{规章: [\"1（{}）\", 0, 1]}}\n", "甲".repeat(500)));
    is_refused(&format!("{HEAD}变量: {{甲: {}}}\n", "乙".repeat(20_001)));
    is_refused(&format!("{HEAD}? {}\n: 1\n", "甲".repeat(201)));
    // A thousand paths, each with a key of a megabyte.
    is_refused(&format!("{HEAD}? {}\n: {{{}}}\n", "a".repeat(1_000_000), "b: 1, ".repeat(20_000)));
}

#[test]
fn yaml_that_nests_repeats_or_goes_on_is_refused() {
    for text in [
        format!("{HEAD}甲: {}", "[".repeat(100_000)),
        format!("{HEAD}甲: {}", "{a: ".repeat(100_000)),
        format!("{HEAD}{}", (0..1500).map(|i| " ".repeat(i) + "a:\n").collect::<String>()),
        format!("{HEAD}甲: [{}]\n", "1,".repeat(100_001)),
        format!("{HEAD}总体情况: {}\n", "甲".repeat(1_300_000)),
    ] {
        is_refused(&text);
    }
    for (text, rule) in [
        (format!("{HEAD}甲: {}1\n", "&a ".repeat(100_000)), "N016"),
        (format!("{HEAD}甲: {}1\n", "!!str ".repeat(100_000)), "N016"),
        (bomb(9_000), "N016"),
        (format!("{HEAD}\"{}\": 1\n", "a".repeat(1_000_000)), "N001"),
        (format!("{HEAD}甲: \"{}", "b\n".repeat(500_000)), "N001"),
        ("机关：甲\n".repeat(100_000), "N001"),
        (format!("{HEAD}甲: [{}0]\n", "0，".repeat(100_000)), "N001"),
        (format!("{HEAD}{}", "行政许可: 1\n".repeat(49_000)), "N005"),
        (format!("{HEAD}豁免: [{}]\n", "{规则: N1, 理由: 无},".repeat(15_000)), "N018"),
    ] {
        let attack = Attack::new();
        attack.file("a.yaml", text);
        attack.run(&["check", "a.yaml"]).refuses(rule).within(200, 30);
    }
}

/// Anchors of which each stands for two of the one before.
fn bomb(count: usize) -> String {
    let lines = (1..count).map(|i| format!("b{i}: &b{i} [*b{0}, *b{0}]\n", i - 1));
    format!("{HEAD}b0: &b0 [1, 1]\n{}", lines.collect::<String>())
}

#[test]
fn a_thousand_findings_are_printed_errors_first() {
    let attack = Attack::new();
    // Below the errors by their lines, and the first to be left out.
    let errors: String = (0..1200).map(|i| format!("没有的键{i}: 1\n")).collect();
    let blanks = "××件。".repeat(300);
    attack.file("a.yaml", format!("{HEAD}总体情况: {blanks}\n{errors}"));

    let run = attack.run(&["check", "--output", "json", "a.yaml"]);
    run.exits(1);
    let all: Vec<serde_json::Value> =
        run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let (last, listed) = all.split_last().unwrap();
    assert_eq!(listed.len(), 1000);
    assert!(listed.iter().all(|finding| finding["rule"] == "N004"), "{run}");
    assert_eq!((&last["rule"], &last["severity"]), (&"N019".into(), &"error".into()));
    let message = last["message"].as_str().unwrap();
    assert!(message.contains("还有 200 个错误，3") && message.ends_with("个警告没有列出"), "{message}");
    assert!(last.as_object().unwrap().keys().eq(listed[0].as_object().unwrap().keys()), "{last}");

    let run = attack.run(&["check", "--output", "github", "a.yaml"]);
    assert_eq!(run.stdout.lines().count(), 1001);
    assert!(run.stdout.lines().last().unwrap().contains("还有 200 个错误"), "{run}");

    let run = attack.run(&["check", "a.yaml"]);
    run.exits(1);
    assert_eq!(run.stdout.matches("错误[N004]").count(), 1000);
    assert_eq!(run.stdout.matches("还有 200 个错误").count(), 1);
    assert!(run.stderr.trim_end().ends_with("个警告") && run.stderr.contains("：1200 个错误，"), "{run}");
}
