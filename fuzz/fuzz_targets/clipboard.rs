//! Any bytes as what a clipboard holds, put into any cell of the form.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nianbao::import::{self, Clipboard, Limits, decode};

fuzz_target!(|bytes: &[u8]| {
    let [cell, kinds, content @ ..] = bytes else { return };
    let report = nianbao_fuzz::last_year();
    let figures = &report.form.figures;
    let at = &figures[usize::from(*cell) % figures.len()].path;
    let content = decode(content);
    let taken = |bit: u8| if kinds & bit == 0 { content.to_string() } else { String::new() };
    let clipboard = Clipboard { text: taken(1), html: taken(2) };
    let at = report.form.figure_at(at).expect("a figure of the form");
    if let Ok(pasted) = import::paste(report, &clipboard, at, &Limits::default()) {
        for figure in &pasted.figures {
            let place = report.form.figure_at(&nianbao::form::Path::new(&figure.path));
            assert!(place.is_some(), "no figure of the form: {}", figure.path);
        }
    }
});
