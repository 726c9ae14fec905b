//! Any text as the prose of a sound report.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| nianbao_fuzz::prose::try_prose(text));
