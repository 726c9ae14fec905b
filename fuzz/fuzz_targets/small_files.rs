//! Any bytes as one of the small files beside a report; the first one says which.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nianbao::form::{Form, Forms};
use nianbao::init::{self, InitOptions};
use nianbao::layout::Layout;
use nianbao::pipeline::inputs::{self, Wanted};
use nianbao::publish::manifest;
use nianbao::yaml::Source;

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, content)) = bytes.split_first() else { return };
    let text = str::from_utf8(content);
    match (kind % 4, text) {
        (0, Ok(text)) => form(text),
        (1, Ok(text)) => layout(text),
        (2, _) => list(content),
        (3, _) => build_manifest(content),
        _ => {}
    }
});

/// A form: a new data file of it is one that can be read.
fn form(text: &str) {
    let Ok(form) = Form::parse(text) else { return };
    let forms = Forms::built_in().with(form);
    if let Ok(data) = init::data_file(&InitOptions::new(forms.preferred(), 2024)) {
        nianbao::report::read_with(Source::new("fuzz.yaml", data).into(), &forms);
    }
}

fn layout(text: &str) {
    if let Ok(layout) = Layout::parse(text) {
        let lines =
            layout.title_lines("甲市人民政府办公室2024年政府信息公开工作年度报告", "甲市人民政府办公室");
        assert!(!lines.is_empty(), "a title without lines");
    }
}

/// A list of names that may be anything but must not be opened: folders and tables of this machine.
fn list(content: &[u8]) {
    if content.iter().all(|byte| !b"/.*?[~".contains(byte)) {
        let list = nianbao_fuzz::file("list", content);
        let _ = inputs::expand(Wanted { list: Some(&list), ..Wanted::default() });
    }
}

fn build_manifest(content: &[u8]) {
    let output = nianbao_fuzz::file("out.pdf", b"an output");
    let folder = output.with_file_name(nianbao::files::MANIFEST_FOLDER);
    std::fs::create_dir_all(&folder).expect("a temporary folder is made");
    // The manifest of a report has its name without an ending.
    std::fs::write(folder.join("out.json"), content).expect("a temporary file is written");
    let _ = manifest::state(&output, &blake3::hash(b"its sources"));
}
