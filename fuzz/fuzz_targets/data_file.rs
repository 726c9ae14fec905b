//! Any bytes as a data file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nianbao::yaml::Source;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(source) = Source::from_bytes("fuzz.yaml", bytes) {
        nianbao_fuzz::try_data_file(source);
    }
});
