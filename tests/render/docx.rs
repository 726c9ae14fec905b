//! The Word draft.

use nianbao::render::docx::{Controls, DocxOptions, render};

use crate::sample;

/// Writes the drafts that outside programs look at. `DOCX_OUT` names the folder; without it nothing is written.
#[test]
fn drafts_for_outside_programs() {
    let Some(folder) = std::env::var_os("DOCX_OUT").map(std::path::PathBuf::from) else { return };
    std::fs::create_dir_all(&folder).unwrap();
    let layout = sample::layout();
    let plain = sample::report();
    let mut draft = sample::report();
    draft.watermark = Some("草稿".into());
    let controls = DocxOptions::default().controls(Controls::Figures);
    for (name, document, options) in
        [("plain", &plain, &DocxOptions::default()), ("draft", &draft, &DocxOptions::default()), ("controls", &plain, &controls)]
    {
        std::fs::write(folder.join(format!("{name}.docx")), render(document, &layout, options).unwrap()).unwrap();
    }
}
