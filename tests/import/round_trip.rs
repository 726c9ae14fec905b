//! `import(build(x)) == x`.

use nianbao::document::{Chart, Document, DocumentOptions};
use nianbao::import::{self, Limits};
use nianbao::render::docx::{Controls, DocxOptions};

use crate::generate::{RENDERER, assert_same, build, build_with, data, read};

/// How many generated reports a test goes through: few by default, as many as asked for in the long run.
pub fn many(variable: &str, few: u64) -> u64 {
    std::env::var(variable).ok().and_then(|n| n.parse().ok()).unwrap_or(few)
}

#[test]
fn the_example_comes_back() {
    let report = read(include_str!("../../examples/jiyuan-2024.yaml"));
    let imported = import::docx(&build(&report), &Limits::default()).unwrap();
    assert_eq!(imported.unplaced, []);
    assert_eq!(imported.notes, []);
    assert_same(&report, &read(&imported.to_yaml()), "jiyuan");
}

#[test]
fn what_is_written_is_read_back() {
    for seed in 0..many("NIANBAO_ROUND_TRIPS", 200) {
        let data = data(seed);
        let report = read(&data.to_yaml());
        for (number, cell) in data.cells.iter().enumerate() {
            if let Some(cell) = cell {
                assert_eq!(
                    report.figures[number].printed(),
                    *cell,
                    "{seed} {}",
                    data.form.figures[number].path
                );
            }
        }
        for (number, paragraphs) in data.prose.iter().enumerate() {
            let read: Vec<&str> =
                report.prose[number].iter().flat_map(|p| &p.paragraphs).map(|p| p.text.as_str()).collect();
            assert_eq!(read, *paragraphs, "{seed}");
        }
    }
}

#[test]
fn generated_reports_come_back() {
    for seed in 0..many("NIANBAO_ROUND_TRIPS", 60) {
        let report = read(&data(seed).to_yaml());
        let controls = if seed % 3 == 0 { Controls::Figures } else { Controls::None };
        let bytes = build_with(&report, &DocxOptions::default().controls(controls));
        let imported = import::docx(&bytes, &Limits::default()).unwrap();
        assert_eq!(imported.unplaced, [], "{seed}");
        assert_same(&report, &read(&imported.to_yaml()), &format!("seed {seed}"));
    }
}

#[test]
fn the_chart_is_not_taken_for_text() {
    let report = read(include_str!("../../examples/jiyuan-2024.yaml"));
    let document =
        Document::of(&report, &DocumentOptions::default()).with_chart(Chart::of(&report, None).unwrap());
    let bytes = RENDERER.render(&document, &DocxOptions::default()).unwrap();
    let imported = import::docx(&bytes, &Limits::default()).unwrap();
    assert_eq!(imported.unplaced, []);
    assert_eq!(imported.notes.len(), 1, "{:#?}", imported.notes);
    assert_same(&report, &read(&imported.to_yaml()), "with a chart");
}
