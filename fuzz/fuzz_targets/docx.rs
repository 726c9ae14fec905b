//! Any bytes as a Word file: imported, and what comes of it read as a data file and imported into once more,
//! without a panic. Errors are fine.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nianbao::data_file;
use nianbao::import::{self, Limits};
use nianbao::report;
use nianbao::yaml::Source;

fuzz_target!(|bytes: &[u8]| {
    let Ok(imported) = import::docx(bytes, &Limits::default()) else { return };
    let source = Source::new("fuzz.yaml", imported.to_yaml());
    if let (Some(report), _) = report::read(source.into()) {
        let _ = data_file::update(&imported.data, &report);
    }
});
