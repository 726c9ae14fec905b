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
