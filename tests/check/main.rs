//! The checker from outside: a table of bad data files, mutated reports, sentences of prose.
#![allow(clippy::disallowed_methods, reason = "tests read the files that they have written themselves")]

mod cases;
mod fixes;
mod kept;
mod mutations;
mod sentences;
mod smoke;

/// What a file would be told, as `nianbao check` does it: read, then checked.
pub fn findings(name: &str, bytes: &[u8], previous: Option<&[u8]>) -> Vec<nianbao::diagnostic::Finding> {
    use nianbao::{report, rules, yaml::Source};
    use std::sync::Arc;
    let source = match Source::from_bytes(name, bytes) {
        Ok(source) => source,
        Err(finding) => return vec![finding],
    };
    let previous = previous.map(|bytes| {
        let source = Source::from_bytes("上年.yaml", bytes).expect("last year's file is UTF-8");
        report::read(Arc::new(source)).0.expect("last year's file can be read")
    });
    let (report, found) = report::read(Arc::new(source));
    match report {
        Some(report) => {
            let options = rules::CheckOptions::default().previous(previous.as_ref());
            rules::check(&report, found, &options).findings
        }
        None => found,
    }
}
