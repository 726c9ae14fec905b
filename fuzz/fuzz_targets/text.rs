//! Any bytes as a text, in whatever encoding they seem to be, and as a saved web page.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nianbao::form::Forms;
use nianbao::import::{self, Importer, Limits, decode};

fuzz_target!(|bytes: &[u8]| {
    nianbao_fuzz::try_imported(import::text(&decode(bytes), &Limits::default()));
    nianbao_fuzz::try_imported(Importer::new(Limits::default(), Forms::built_in()).mht(bytes));
});
