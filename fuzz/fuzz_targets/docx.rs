//! Any bytes as a Word file, or, where they are no ZIP package, as the part of one that has its text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nianbao::import::{self, Limits};

const RELATIONS: &[u8] = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;

fuzz_target!(|bytes: &[u8]| {
    let package;
    let word = if bytes.starts_with(b"PK") {
        bytes
    } else {
        package = nianbao_fuzz::package([("_rels/.rels", RELATIONS), ("word/document.xml", bytes)]);
        &package
    };
    nianbao_fuzz::try_imported(import::docx(word, &Limits::default()));
});
