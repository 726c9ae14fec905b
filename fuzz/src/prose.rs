//! Prose of a report.

use nianbao::yaml::Source;

const TABLES: &str = include_str!("../../tests/check/sentences.yaml");

/// Reads a text as the prose of a sound report: filled in, taken apart sentence by sentence, compared with last
/// year's. It stands in a double-quoted string, so that all of it reaches the prose.
pub fn try_prose(text: &str) {
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
    crate::try_data_file(Source::new("fuzz.yaml", file));
}
