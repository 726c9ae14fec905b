//! The main job: the real report this project began with, from its data file to a PDF and a Word draft that
//! say the same.

use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use crate::tools::{nianbao, read_tables, repository, run, squeezed};

const NAME: &str = "济源市人民政府办公室2024年政府信息公开工作年度报告";

/// The published report: prose paragraphs, and the figures of its three tables.
struct Published {
    paragraphs: Vec<String>,
    two: Vec<String>,
    three: Vec<Vec<String>>,
    four: Vec<String>,
}

/// Reads the text as it was copied off the web page: tables are lines with tabs, the last line of section
/// four has one 0 too many.
fn published() -> Published {
    let text = std::fs::read_to_string(repository("tests/golden/jiyuan-2024.txt")).unwrap();
    let number = |s: &&str| !s.is_empty() && s.chars().all(|c| c.is_ascii_digit());
    let mut out = Published { paragraphs: Vec::new(), two: Vec::new(), three: Vec::new(), four: Vec::new() };
    for line in text.lines().filter(|l| !l.trim().is_empty()) {
        let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        let figures: Vec<String> = cells.iter().filter(|c| number(c)).map(|c| (*c).to_owned()).collect();
        match figures.len() {
            0 if cells.len() == 1 => out.paragraphs.push(line.trim().to_owned()),
            1 | 3 => out.two.extend(figures),
            7 => out.three.push(figures),
            16 => out.four.extend_from_slice(&figures[..15]),
            _ => {}
        }
    }
    assert_eq!((out.paragraphs.len(), out.two.len(), out.three.len(), out.four.len()), (21, 10, 25, 15));
    out
}

fn built(folder: &Path) -> [PathBuf; 2] {
    run(nianbao().arg("build").arg(repository("examples/jiyuan-2024.yaml")).arg("-o").arg(folder));
    ["pdf", "docx"].map(|extension| folder.join(format!("{NAME}.{extension}")))
}

#[test]
fn every_figure_and_paragraph_of_the_published_report_is_in_both() {
    let folder = tempfile::tempdir().unwrap();
    let published = published();
    for file in built(folder.path()) {
        let read = read_tables(&file);
        let want = serde_json::json!([published.two, published.three, published.four]);
        assert_eq!(read["tables"], want, "{}", file.display());
        let text = without_page_numbers(&read["text"]);
        for paragraph in &published.paragraphs {
            assert!(text.contains(&squeezed(paragraph)), "{} lacks “{paragraph}”", file.display());
        }
    }
}

/// The text of all pages in one piece; `— 1 —` stands between the lines of a paragraph that goes on over a
/// page.
fn without_page_numbers(text: &Json) -> String {
    let number = |line: &str| line.starts_with('—') && line.ends_with('—') && line.len() < 20;
    squeezed(&text.as_str().unwrap().lines().filter(|l| !number(l.trim())).collect::<String>())
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for (a, b) in built(one.path()).iter().zip(built(two.path())) {
        assert!(std::fs::read(a).unwrap() == std::fs::read(&b).unwrap(), "{}", b.display());
    }
}

#[test]
fn the_example_is_clean() {
    let output = nianbao()
        .arg("check")
        .arg("--deny-warnings")
        .arg(repository("examples/jiyuan-2024.yaml"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
