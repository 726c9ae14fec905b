//! The pages of the first example laid under the layout ruler: a statement of where lines must stand that knows
//! nothing of the engine, and a reader that had no part in making them.

use std::process::Command;

use nianbao::layout::{Layout, ruler};
use serde_json::Value as Json;

use crate::tools::{nianbao, python, repository, run};

/// What a printed page cannot show, in mm.
const NOTHING: f64 = 0.05;

fn number(line: &Json, key: &str) -> f64 {
    line[key].as_f64().unwrap()
}

#[test]
fn lines_stand_where_the_ruler_says() {
    let layout =
        Layout::parse(&std::fs::read_to_string(repository("templates/2021/layout.yaml")).unwrap()).unwrap();
    let (lines, columns, dashes) =
        (ruler::lines(&layout), ruler::columns(&layout), ruler::page_number(&layout));
    let folder = tempfile::tempdir().unwrap();
    let pdf = folder.path().join("a.pdf");
    run(nianbao()
        .arg("build")
        .arg(repository("examples/jiyuan-2024.yaml"))
        .arg("--no-system-fonts")
        .arg("-o")
        .arg(&pdf));
    let read = run(Command::new(python()).arg(repository("tests/tools/read_lines.py")).arg(&pdf));
    let pages: Vec<Vec<Json>> = serde_json::from_str(&read).unwrap();
    let is_number = |line: &&Json| line["text"].as_str().unwrap().starts_with('—');

    for (page, number_at) in pages.iter().zip(1..) {
        let at = number(page.iter().find(is_number).unwrap(), "base");
        // The dash is in the middle of the face's box, which stands on the base line as that of the text
        // does.
        let up = (layout.text.ascent_em - 0.5) * layout.page_number.size_pt * 25.4 / 72.0;
        assert!((at - up - dashes).abs() < NOTHING, "page number {number_at} at {at}");
    }

    // Page 2 is full of running text: each line on a line of the ruler, from the first one on, none left out.
    let text: Vec<&Json> = pages[1].iter().filter(|line| !is_number(line)).collect();
    assert!((20..=22).contains(&text.len()), "{} lines", text.len());
    for (line, want) in text.iter().zip(&lines) {
        assert!((number(line, "base") - want).abs() < NOTHING, "{line}: {want}");
        let starts = [columns[0], columns[layout.text.indent_chars as usize]];
        // A bracket or quotation mark at the start of a line may lose its empty half.
        assert!(starts.iter().any(|x| (number(line, "left") - x).abs() < 0.5), "{line}: {starts:?}");
        // So may a mark at its end, the half behind it.
        let ends_in_mark = line["text"].as_str().unwrap().ends_with(['，', '。', '、', '；', '：']);
        let half = if ends_in_mark { (columns[1] - columns[0]) / 2.0 } else { 0.0 };
        assert!(number(line, "right") < columns[columns.len() - 1] + half + 0.5, "{line}");
    }

    // Below the title of page 1 the lines have the ruler's distance, inside its frame.
    let body: Vec<&Json> =
        pages[0].iter().filter(|line| !is_number(line) && number(line, "size") < 17.0).collect();
    assert!(body.len() > 10);
    for pair in body.windows(2) {
        let distance = number(pair[1], "base") - number(pair[0], "base");
        assert!((distance - (lines[1] - lines[0])).abs() < NOTHING, "{}: {distance}", pair[1]);
    }
    assert!(body.iter().all(|line| number(line, "base") < lines[lines.len() - 1] + NOTHING));
}
