//! Any bytes as a text copied off a web page, in whatever encoding they seem to be.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nianbao::import::{self, Limits, decode};

fuzz_target!(|bytes: &[u8]| {
    nianbao_fuzz::try_imported(import::text(&decode(bytes), &Limits::default()));
});
