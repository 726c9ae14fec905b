//! The layers of ARCHITECTURE.md hold, and so do its words.
//!
//! `cargo run --example import_graph` prints the same graph.
#![allow(clippy::disallowed_methods, reason = "tests read the files that they have written themselves")]

#[allow(dead_code, reason = "shared with examples/import_graph.rs")]
#[path = "architecture/graph.rs"]
mod graph;
#[path = "architecture/rules.rs"]
mod rules;
#[path = "architecture/style.rs"]
mod style;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use graph::Graph;
use graph::source::Sources;
use graph::table::{Layers, words};

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn architecture() -> String {
    fs::read_to_string(repository().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md")
}

/// The violations of the crate in `root`, against the table of the repository.
fn violations(root: &Path) -> Vec<String> {
    let layers = Layers::parse(&architecture()).expect("the table of layers");
    rules::violations(&Graph::new(Sources::read(root).expect("the sources")), &layers)
}

fn assert_none(found: &[String], what: &str) {
    assert!(found.is_empty(), "{} {what}:\n{}", found.len(), found.join("\n"));
}

#[test]
fn imports_keep_to_the_layers() {
    assert_none(&violations(&repository()), "violations of the layers in ARCHITECTURE.md");
}

#[test]
fn every_file_is_named() {
    let graph = Graph::new(Sources::read(&repository()).expect("the sources"));
    let found = rules::unnamed_files(&graph, &graph::table::files(&architecture()));
    assert_none(&found, "differences between src/ and the table of files in ARCHITECTURE.md");
}

#[test]
fn lines_and_names_keep_to_the_style() {
    let sources = Sources::read(&repository()).expect("the sources");
    let words = words(&architecture());
    assert!(words.len() > 10, "the table of words in ARCHITECTURE.md");
    for long in style::long_files(&sources) {
        println!("more than {} lines: {long}", style::MANY_LINES);
    }
    let found = [style::wide_lines(&sources), style::private_words(&sources, &words)].concat();
    assert_none(&found, "lines too wide or names in words of our own");
}

/// A crate with the source of this one in a temporary folder.
fn copy() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for entry in Sources::read(&repository()).expect("the sources").files {
        let path = folder.path().join(&entry.path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, entry.text).expect("a copied file");
    }
    folder
}

/// Appends code to a file of a copy, or makes the file.
fn append(folder: &Path, file: &str, code: &str) {
    let path = folder.join(file);
    let text = fs::read_to_string(&path).unwrap_or_default();
    fs::write(path, format!("{text}\n{code}\n")).expect("a changed file");
}

/// What is found in a copy in which each of `changes` is appended to its file, and is not in the original.
fn found_after(changes: &[(&str, &str)]) -> Vec<String> {
    static BEFORE: OnceLock<Vec<String>> = OnceLock::new();
    let before = BEFORE.get_or_init(|| violations(&repository()));
    let folder = copy();
    for (file, code) in changes {
        append(folder.path(), file, code);
    }
    let mut after = violations(folder.path());
    after.retain(|line| !before.contains(line));
    after
}

/// The tests of the test: `yaml` is far below `rules`, however the import is written.
#[test]
fn a_forbidden_import_is_found() {
    let forms = [
        "use crate::rules::check;",
        "use crate::{diagnostic::Finding, rules::{self as above, check}};",
        "use super::super::rules::check as above;",
        "mod inside { pub(in super::super::super::rules) fn above() {} }",
        "fn above(_: &crate::rules::CheckOptions) {}",
        "fn above() { let _ = crate::rules::check; }",
        "fn above() { println!(\"{:?}\", Some(crate::rules::CheckOptions::default())); }",
        "#[arg(default_value = crate::rules::MAX)] struct Above;",
        "#[serde(default = \"crate::rules::check\")] struct Above;",
        "macro_rules! above { () => { $crate::rules::check() } }",
        "use crate as all; fn above() { all::rules::check(); }",
        "#[cfg(feature = \"pdf\")] use crate::rules as above;",
        "#[cfg(test)] mod inside { use super::super::super::rules; }",
    ];
    let files: Vec<String> = (0..forms.len()).map(|n| format!("src/yaml/form_{n}.rs")).collect();
    let modules: String = (0..forms.len()).map(|n| format!("mod form_{n};")).collect();
    let mut changes = vec![("src/yaml/mod.rs", modules.as_str())];
    changes.extend(files.iter().map(String::as_str).zip(forms));
    let found = found_after(&changes);
    for (file, form) in files.iter().zip(forms) {
        let names_both = |line: &String| line.contains(file) && line.contains("src/rules/mod.rs");
        assert!(found.iter().any(names_both), "not found: {form}\n{}", found.join("\n"));
    }
}

#[test]
fn an_import_handed_on_by_another_module_is_found() {
    let found = found_after(&[
        ("src/yaml/mod.rs", "mod hands_on;"),
        ("src/yaml/hands_on.rs", "pub use crate::rules::CheckOptions;"),
        ("src/diagnostic/mod.rs", "use crate::yaml::hands_on::*; fn f(_: CheckOptions) {}"),
    ]);
    let named = |line: &String| line.contains("src/diagnostic/mod.rs") && line.contains("src/rules/mod.rs");
    assert!(found.iter().any(named), "{}", found.join("\n"));
}

#[test]
fn comments_and_strings_import_nothing() {
    let code = "/// [`crate::rules::check`]\n// crate::rules::check\nconst A: &str = \"crate::rules::check\";\n\
                #[deprecated(note = \"crate::rules::check\")] const B: &str = r#\"use crate::rules;\"#;";
    assert_none(&found_after(&[("src/yaml/mod.rs", code)]), "imports in comments and strings");
}

#[test]
fn a_circle_between_siblings_is_found() {
    let found = found_after(&[
        ("src/yaml/mod.rs", "mod left; mod right; mod upper { pub use super::right::Right; }"),
        ("src/yaml/left.rs", "use super::upper::Right; pub struct Left(Right);"),
        ("src/yaml/right.rs", "pub struct Right; fn f(_: super::left::Left) {}"),
    ]);
    let [circle] = found.as_slice() else { panic!("one circle, not {found:#?}") };
    assert!(circle.contains("src/yaml/left.rs:2") && circle.contains("src/yaml/right.rs:2"), "{circle}");
}

#[test]
fn a_parent_and_its_child_may_know_each_other() {
    let found = found_after(&[
        ("src/yaml/mod.rs", "mod child; use self::child::Child; pub struct Parent(Child);"),
        ("src/yaml/child.rs", "pub struct Child; fn f(_: super::Parent) {}"),
    ]);
    assert_none(&found, "violations");
}

#[test]
fn modules_without_a_row_and_files_without_a_module_are_found() {
    let found = found_after(&[
        ("src/lib.rs", "mod unnamed;"),
        ("src/unnamed.rs", ""),
        ("src/yaml/left_over.rs", "pub struct Unused;"),
    ]);
    assert_eq!(
        found,
        ["`unnamed` has no row in ARCHITECTURE.md", "src/yaml/left_over.rs: no `mod` leads to it"]
    );
}

#[test]
fn methods_of_a_type_of_another_module_are_found() {
    let found = found_after(&[("src/rules/mod.rs", "impl crate::report::Report { fn forbidden() {} }")]);
    assert!(found.iter().any(|line| line.contains("methods of a type")), "{}", found.join("\n"));
}

#[test]
fn private_words_are_found_as_parts_of_names() {
    let folder = copy();
    append(folder.path(), "src/yaml/mod.rs", "fn old_ledger() {} struct LedgerPage; fn pledger() {}");
    let sources = Sources::read(folder.path()).expect("the sources");
    let word = graph::table::Word { not: "ledger".into(), but: "build manifest".into() };
    let found = style::private_words(&sources, &[word]);
    let named = |name: &str| found.iter().any(|line| line.contains(name));
    assert!(named("`old_ledger`") && named("`LedgerPage`") && !named("pledger"), "{}", found.join("\n"));
}
