//! Any text as the prose of a sound report: filled in, read sentence by sentence, compared with last year's,
//! without a panic. The text stands in a double-quoted string, so that all of it reaches the prose.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use nianbao::report;
use nianbao::rules::{CheckOptions, check};
use nianbao::yaml::Source;

const TABLES: &str = include_str!("../../tests/check/sentences.yaml");

fuzz_target!(|text: &str| {
    let mut quoted = String::new();
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            c => quoted.push(c),
        }
    }
    let file = format!(
        "机关名称: 甲市教育局\n年度: 2024\n总体情况: \"{quoted}\"\n问题与改进: \"{quoted}\"\n{TABLES}"
    );
    let (report, found) = report::read(Arc::new(Source::new("fuzz.yaml", file)));
    if let Some(report) = report {
        let checked =
            check(&report, found, &CheckOptions::default().previous(&report));
        for finding in &checked.findings {
            assert!(finding.place.start <= finding.place.end, "{finding:?}");
        }
    }
});
