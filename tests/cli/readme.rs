//! What the READMEs say must be so.

use crate::tools::repository;

/// `NIANBAO_UPDATE=1 cargo test --test cli readme` writes the table anew.
#[test]
fn the_table_of_rules_is_the_registry() {
    let path = repository("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let (start, end) = ("<!-- rules: generated from the registry, do not edit -->\n", "<!-- /rules -->");
    let (head, rest) = readme.split_once(start).expect("the marker of the table");
    let (table, tail) = rest.split_once(end).expect("the marker of its end");
    let wanted = nianbao::rules::markdown_table();
    if std::env::var_os("NIANBAO_UPDATE").is_some() {
        std::fs::write(&path, format!("{head}{start}{wanted}{end}{tail}")).unwrap();
    } else {
        assert_eq!(table, wanted, "run NIANBAO_UPDATE=1 cargo test --test cli readme");
    }
}

/// The block of a language that holds some words, with its lines as they stand.
fn block(readme: &str, language: &str, words: &str) -> String {
    let start = format!("```{language}\n");
    let mut blocks = readme.split(&start).skip(1).filter_map(|rest| Some(rest.split_once("```")?.0));
    blocks.find(|block| block.contains(words)).expect("the block").to_owned()
}

/// The finding that README.md shows is that of its own data file with an answer too few.
#[test]
fn the_finding_is_the_program_s_own() {
    let readme = std::fs::read_to_string(repository("README.md")).unwrap();
    let data = block(&readme, "yaml", "机关名称").replace("予以公开: {自然人: 15}", "予以公开: {自然人: 14}");
    let folder = tempfile::tempdir().unwrap();
    crate::write(folder.path(), "2024.yaml", &data);
    let (status, findings, _) = crate::nianbao(folder.path(), &["check", "2024.yaml"]);
    assert_eq!(status, 1);
    let quoted = block(&readme, "text", "N101");
    assert!(findings.contains(quoted.trim_end()), "README.md quotes\n{quoted}\nthe program says\n{findings}");
}
