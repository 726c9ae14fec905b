//! Any bytes as a Word file to import, and what comes of it as a data file, without a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| nianbao_fuzz::import::docx_never_panics(bytes));
