//! Any bytes as a data file: read and checked, also against a sound report of last year, without a panic;
//! every finding points into the text.
#![no_main]

use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;
use nianbao::report::{self, Report};
use nianbao::rules::{CheckOptions, check};
use nianbao::yaml::Source;

static LAST_YEAR: LazyLock<Report> = LazyLock::new(|| {
    let source = Source::new("last.yaml", include_str!("../../examples/jiyuan-2024.yaml"));
    report::read(Arc::new(source)).0.expect("the example is a report")
});

fuzz_target!(|bytes: &[u8]| {
    let Ok(source) = Source::from_bytes("fuzz.yaml", bytes) else { return };
    let source = Arc::new(source);
    let (report, found) = report::read(source.clone());
    let Some(report) = report else {
        assert!(!found.is_empty(), "no report and no reason");
        return;
    };
    let checked =
        check(&report, found, &CheckOptions::default().previous(&*LAST_YEAR));
    let lines = u32::try_from(source.text().matches('\n').count()).unwrap_or(u32::MAX).saturating_add(1);
    for finding in checked.findings.iter().chain(&checked.waived) {
        assert!(finding.place.start <= finding.place.end && finding.place.end.line <= lines, "{finding:?}");
    }
});
