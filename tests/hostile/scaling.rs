//! Time grows no faster than the input: each case with n, 2n and 4n of something.

use crate::harness::{Run, scales};
use crate::{Attack, HEAD};

/// Checks the file that `text` makes for each size.
#[track_caller]
fn check(n: usize, text: impl Fn(usize) -> String) {
    scales(n, |n| {
        let attack = Attack::new();
        attack.file("a.yaml", text(n));
        calm(attack.run(&["check", "a.yaml"]))
    });
}

#[track_caller]
fn calm(run: Run) -> Run {
    run.is_calm();
    run
}

/// Sentences with a figure that the table does not have, each of which is a finding.
fn sentences(n: usize, end: &str) -> String {
    (0..n).map(|i| format!("本年收到政府信息公开申请{}件{end}", i + 5)).collect()
}

#[test]
fn sentences_in_paragraphs() {
    check(4000, |n| format!("{HEAD}总体情况: |\n  {}\n", sentences(n, "。\n  ")));
}

#[test]
fn sentences_in_one_line() {
    check(4000, |n| format!("{HEAD}总体情况: {}\n", sentences(n, "。")));
}

#[test]
fn clauses_of_one_sentence() {
    check(4000, |n| format!("{HEAD}总体情况: {}\n", sentences(n, "，")));
}

#[test]
fn unknown_names_in_prose() {
    check(500, |n| {
        let names: String = (0..n).map(|i| format!("{{{{依申请{i}公开.本年新收.总}}}}")).collect();
        format!("{HEAD}总体情况: '{names}'\n")
    });
}

#[test]
fn unknown_keys() {
    check(10_000, |n| {
        let keys: String = (0..n).map(|i| format!("行政许可{i}: 1\n")).collect();
        format!("{HEAD}{keys}")
    });
    // Each of them is one slip from 行政许可, which the mapping does not have.
    check(5_000, |n| {
        let letter = |i: usize| char::from_u32(0x4E00 + i as u32).unwrap();
        let keys: String = (0..n).map(|i| format!("  行政许{}可: 1\n", letter(i))).collect();
        format!("{HEAD}主动公开:\n{keys}")
    });
}

#[test]
fn tags_and_blocks_in_long_prose() {
    let text = "甲".repeat(200);
    check(500, |n| format!("{HEAD}总体情况: '{}'\n", format!("{text}{{{{年度}}}}").repeat(n)));
    check(450, |n| {
        let tags = format!("{text}{{{{年度}}}}").repeat(n);
        format!("{HEAD}总体情况: '{{{{#if 年度}}}}{tags}{{{{/if}}}}'\n")
    });
    check(450, |n| format!("{HEAD}总体情况: '{}{}'\n", "{{!--".repeat(n), text.repeat(n)));
}

#[test]
fn a_comparison_of_paragraphs() {
    for (old, new) in [("甲", "乙"), ("共收到申请", "共收到的申请")] {
        scales(10_000, |n| {
            let attack = Attack::new();
            for (name, word) in [("a.yaml", old), ("b.yaml", new)] {
                let lines: String = (0..n).map(|i| format!("  {word}{i}\n")).collect();
                attack.file(name, format!("{HEAD}总体情况: |\n{lines}"));
            }
            calm(attack.run(&["compare", "a.yaml", "b.yaml"]))
        });
    }
}

#[test]
fn a_comparison_of_the_same_paragraphs_in_another_order() {
    scales(10_000, |n| {
        let attack = Attack::new();
        let line = |i: usize| format!("  第{i}段文字\n");
        let (a, b): (String, String) = ((0..n).map(line).collect(), (0..n).rev().map(line).collect());
        attack.file("a.yaml", format!("{HEAD}总体情况: |\n{a}"));
        attack.file("b.yaml", format!("{HEAD}总体情况: |\n{b}"));
        calm(attack.run(&["compare", "a.yaml", "b.yaml"]))
    });
}

#[test]
fn a_comparison_of_sentences_in_one_paragraph() {
    scales(5_000, |n| {
        let attack = Attack::new();
        for (name, word) in [("a.yaml", "甲乙"), ("b.yaml", "丙丁")] {
            let text: String = (0..n).map(|i| format!("{word}{i}有一句话。")).collect();
            attack.file(name, format!("{HEAD}总体情况: {text}相同的结尾。\n"));
        }
        calm(attack.run(&["compare", "a.yaml", "b.yaml"]))
    });
}

#[test]
fn prose_taken_over_from_last_year() {
    scales(2_000, |n| {
        let attack = Attack::new();
        let text = "深入推进政务公开工作，提升服务水平。".repeat(n);
        attack.file("a.yaml", format!("机关名称: 甲\n年度: 2023\n总体情况: {text}\n"));
        attack.file("b.yaml", format!("机关名称: 甲\n年度: 2024\n总体情况: {text}\n"));
        let run = calm(attack.run(&["check", "b.yaml", "--previous", "a.yaml"]));
        assert!(run.stdout.contains("N207"), "{run}");
        run
    });
}
