//! `nianbao man-page`: a page for every command, in Chinese throughout.

use crate::tools::{nianbao, run};

fn page(command: &[&str]) -> String {
    run(nianbao().arg("man-page").args(command)).replace("\\-", "-")
}

/// Names of the pages that a page lists, without its own name.
fn listed(page: &str, name: &str) -> Vec<String> {
    let lines = page.lines().filter_map(|line| line.strip_suffix("(1)"));
    lines.filter_map(|line| line.strip_prefix(&format!("{name}-"))).map(str::to_owned).collect()
}

#[test]
fn every_command_has_a_page_and_no_heading_is_left_in_english() {
    let main = page(&[]);
    let commands = listed(&main, "nianbao");
    let help = run(nianbao().arg("help"));
    for command in &commands {
        assert!(help.contains(&format!("\n  {command} ")), "{command} is in the help:\n{help}");
    }
    assert!(commands.len() >= 15 && commands.contains(&"completions".to_owned()), "{commands:?}");
    assert!(!commands.contains(&"man-page".to_owned()), "only packages need it");
    let mut pages = vec![("nianbao".to_owned(), main)];
    for command in &commands {
        let page = page(&[command]);
        let name = format!("nianbao-{command}");
        for inner in listed(&page, &name) {
            pages.push((format!("{name}-{inner}"), self::page(&[command, &inner])));
        }
        pages.push((name, page));
    }
    assert!(
        pages.iter().any(|(name, _)| name == "nianbao-template-export"),
        "commands of commands have pages"
    );
    for (name, page) in &pages {
        assert!(page.contains(&format!("\n.SH 名称\n{name} - ")), "what whatis reads:\n{page}");
        assert!(page.contains("\n.SH 用法\n"), "{page}");
        for heading in page.lines().filter_map(|line| line.strip_prefix(".SH ")) {
            assert!(!heading.is_ascii(), "{name}: {heading}");
        }
        for english in ["Possible values", "[default", "May also be"] {
            assert!(!page.contains(english), "{name}: {english}");
        }
    }
}

#[test]
fn an_unknown_command_is_named() {
    let (status, out, err) = crate::outcome(nianbao().args(["man-page", "biuld"]));
    assert_eq!((status, out.as_str()), (2, ""));
    assert!(err.contains("没有“biuld”这个命令"), "{err}");
}
