//! Any bytes as a PDF; or, where they do not begin as one, as the drawing instructions of a page.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nianbao::import::{self, Limits};

/// A page with a face whose letters are known, and its drawing instructions to come.
const HEAD: &[u8] = b"%PDF-1.7\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj\n3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >> endobj\n5 0 obj << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> endobj\n4 0 obj << >> stream\n";
const TAIL: &[u8] = b"\nendstream endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n";

fuzz_target!(init: nianbao_fuzz::panic_is_a_crash_unless_in(&["hayro-"]), |bytes: &[u8]| {
    let page;
    let file = if bytes.starts_with(b"%PDF-") {
        bytes
    } else {
        page = [HEAD, bytes, TAIL].concat();
        &page
    };
    nianbao_fuzz::try_imported(import::pdf(file, &Limits::default()));
});
