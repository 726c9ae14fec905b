//! Prose: what stands in `{{ }}` is small, ends, and is nothing but names and three kinds of blocks.

use crate::{Attack, HEAD};

/// A data file whose first section is this prose, in single quotes.
fn with_prose(prose: &str) -> String {
    format!("{HEAD}总体情况: '{}'\n", prose.replace('\'', "''"))
}

/// The places of the findings of a rule, as `check --output json` gives them: line, first and last column.
fn places(stdout: &str, rule: &str) -> Vec<(u64, u64, u64)> {
    let findings = stdout.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let number = |finding: &serde_json::Value, key: &str| finding[key].as_u64().unwrap();
    findings
        .filter(|finding| finding["rule"] == rule)
        .map(|f| (number(&f, "line"), number(&f, "column"), number(&f, "end_column")))
        .collect()
}

/// The text starts in column 8 of line 3.
const FIRST: u64 = 8;

#[test]
fn what_prose_does_not_need_is_refused_at_its_place() {
    for (before, tag, behind) in [
        ("", "{{#*inline \"x\"}}", "{{> x}}{{/inline}}{{> x}}"),
        ("甲", "{{> x}}", ""),
        ("甲", "{{#> x}}", "{{/x}}"),
        ("甲", "{{* x}}", ""),
        ("甲", "{{{{raw}}}}", "{{x}}{{{{/raw}}}}"),
        ("甲", "{{lookup 依申请公开 \"总计\"}}", ""),
        ("甲", "{{log 年度}}", ""),
        ("甲", "{{len 机关名称}}", ""),
        ("甲", "{{if}}", ""),
        ("甲", "{{eq 年度 年度}}", ""),
        ("甲", "{{(eq 年度 年度)}}", ""),
        ("甲", "{{年度 机关名称}}", ""),
        ("甲", "{{#unless 年度}}", "乙{{/unless}}"),
        ("甲", "{{#eq 年度 年度}}", "乙{{/eq}}"),
        ("甲", "{{#if (lookup 依申请公开 \"总计\")}}", "乙{{/if}}"),
        ("甲", "{{#if (if 年度)}}", "乙{{/if}}"),
        ("甲", "{{#if}}", "乙{{/if}}"),
        ("甲", "{{#if 年度}}", "乙"),
        ("甲{{#if 年度}}乙", "{{/each}}", "{{/if}}"),
        ("甲", "{{else}}", ""),
        ("甲", "{{/if}}", ""),
        ("{{#if 年度}}甲{{else}}乙", "{{else}}", "丙{{/if}}"),
        ("甲", "{{年度", "{{机关名称}}"),
    ] {
        let attack = Attack::new();
        let prose = format!("{before}{tag}{behind}");
        attack.file("a.yaml", with_prose(&prose));
        let run = attack.run(&["check", "--output", "json", "a.yaml"]);
        run.refuses("N010").within(150, 10);
        let start = FIRST + before.chars().count() as u64;
        let wanted = (3, start, start + tag.chars().count() as u64);
        assert_eq!(places(&run.stdout, "N010"), [wanted], "{prose}\n{run}");
    }
}

#[test]
fn names_that_are_called_as_a_refused_helper_are_names() {
    let attack = Attack::new();
    attack.file("a.yaml", format!("{HEAD}变量: {{len: 三}}\n总体情况: '{{{{len}}}}{{{{log}}}}'\n"));
    let run = attack.run(&["check", "--output", "json", "a.yaml"]);
    run.refuses("N011");
    assert_eq!(places(&run.stdout, "N011"), [(4, 17, 20)], "{run}");
}

/// Each of these overflowed the stack, or never ended, or is like one that did.
#[test]
fn prose_that_multiplies_or_nests_ends_with_a_finding() {
    let each = |depth: usize, inner: &str| {
        format!("{}{inner}{}", "{{#each @root.依申请公开}}".repeat(depth), "{{/each}}".repeat(depth))
    };
    let lists = "变量: {甲: [".to_owned() + &"1, ".repeat(9000) + "1]}\n";
    let texts = format!("变量: {{甲: {}}}\n", "乙".repeat(19_000));
    for (variables, prose) in [
        ("", each(9, "")),
        ("", each(9, "甲")),
        ("", each(9, "{{@key}}")),
        ("", each(9, "{{#if this}}{{/if}}")),
        ("", each(14, "")),
        ("", "{{#if 年度}}".repeat(900)),
        ("", format!("{}{}", "{{ #if 年度}}".repeat(900), "{{ /if}}".repeat(900))),
        ("", format!("{}{}", "{{\n~ # if 年度}}".repeat(900), "{{/if}}".repeat(900))),
        ("", format!("{{{{#if 年度}}}}{}{{{{/if}}}}", "{{else if 年度}}".repeat(900))),
        ("", format!("{{{{#if 年度}}}}{}{{{{/if}}}}", "{{^ if 年度}}".repeat(900))),
        ("", format!("{{{{#if {}1{}}}}}{{{{/if}}}}", "(not ".repeat(400), ")".repeat(400))),
        ("", format!("{{{{{}}}}}", "(".repeat(5000))),
        ("", format!("{{{{a {}}}}}", "[".repeat(5000))),
        ("", format!("{{{{{}年度}}}}", "../".repeat(100_000))),
        ("", "{{".repeat(1999)),
        (lists.as_str(), "{{#each 甲}}{{#each ../甲}}{{/each}}{{/each}}".to_owned()),
        (lists.as_str(), "{{甲}}".repeat(1900)),
        (texts.as_str(), "{{甲}}".repeat(1900)),
    ] {
        let attack = Attack::new();
        attack.file("a.yaml", format!("{variables}{}", with_prose(&prose)));
        attack.file("b.yaml", HEAD.replace('甲', "乙"));
        attack.run(&["check", "a.yaml"]).refuses("N010").within(150, 20);
        // The others of a run are made.
        let run = attack.run(&["build", "a.yaml", "b.yaml", "--to", "html", "-o", "out"]);
        run.refuses("N010").within(250, 30);
        assert!(attack.path("out").read_dir().is_ok_and(|mut files| files.next().is_some()), "{run}");
    }
}

/// Comparing long texts in loops is work that puts down nothing.
#[test]
fn conditions_in_loops_are_cheap() {
    let attack = Attack::new();
    let texts = "乙".repeat(9_900);
    let same = " (eq 甲 丙)".repeat(15);
    let prose = format!(
        "{}{{{{#if (and{same})}}}}{{{{/if}}}}{}",
        "{{#each @root.依申请公开}}".repeat(3),
        "{{/each}}".repeat(3)
    );
    let text = format!("变量: {{甲: {texts}, 丙: {texts}}}\n{}", with_prose(&prose));
    attack.file("a.yaml", text.replace("甲 丙", "@root.甲 @root.丙"));
    let run = attack.run(&["check", "a.yaml"]);
    run.is_calm().within(150, 20);
}

#[test]
fn nothing_is_filled_in_after_the_first_problem() {
    let attack = Attack::new();
    attack.file("a.yaml", with_prose("甲{{年度}}乙{{没有}}丙{{> x}}丁"));
    attack.run(&["build", "--draft", "a.yaml", "--to", "html", "-o", "a.html"]).exits(1);
    let page = std::fs::read_to_string(attack.path("a.html")).unwrap();
    assert!(page.contains("甲{{年度}}乙{{没有}}丙{{&gt; x}}丁"), "{page}");
}

#[test]
fn what_prose_needs_still_works() {
    let attack = Attack::new();
    let prose = "{{! 注 }}{{年度}}、{{{年度}}}、{{&年度}}、{{@root.年度}}；\
                 {{#if (and (gt 依申请公开.本年新收.总计 1) (eq 年度 2024))}}多{{else if 主动公开.行政许可}}许可\
                 {{else}}少{{/if}}；\
                 {{#each 依申请公开.上年结转}}{{@key}}{{this}}{{#unless_}}{{/unless_}}{{/each}}";
    let prose = prose.replace("{{#unless_}}{{/unless_}}", "{{#if @last}}{{else}}、{{/if}}");
    let prose =
        format!("{prose}；{{{{#with 依申请公开.本年新收}}}}{{{{自然人}}}} {{{{~../年度~}}}} 件{{{{/with}}}}");
    attack.file("a.yaml", format!("{}依申请公开: {{本年新收: {{自然人: 3}}}}\n", with_prose(&prose)));
    attack.run(&["build", "--draft", "a.yaml", "--to", "html", "-o", "a.html"]);
    let page = std::fs::read_to_string(attack.path("a.html")).unwrap();
    let wanted = "2024、2024、2024、2024；多；自然人0、商业企业0、科研机构0、社会公益组织0、法律服务机构0、\
                  其他0、总计0；32024件";
    assert!(page.contains(wanted), "{page}");
}
