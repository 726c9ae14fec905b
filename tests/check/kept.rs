//! Data files of earlier versions stay readable, with the same figures: the promise of CHANGELOG.md.
//!
//! `tests/kept/VERSION/*.yaml` are files as that version wrote and accepted them, and stay as they are. Beside
//! each stands, in a `.txt` of the same name, what a reader must find in it, worked out without this program
//! (`tests/kept/README.md` says how). Of these a later version may change one thing: a new rule may add a
//! warning to `[findings]`.
//!
//! ```text
//! [findings]
//! N108 13                             the rule and the line; `waived N107 13` if 豁免 silences it
//! [figures]
//! 依申请公开.本年新收.自然人 = 16          as it is printed, where that is not 0
//! [text]
//! 总体情况: （一）主动公开                a line for each paragraph
//! [parts]
//! 总体情况: picture 图1.png              what a reader shows otherwise than as text
//! ```

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use nianbao::diagnostic::{Finding, RuleCode};
use nianbao::pipeline::inputs::Input;
use nianbao::pipeline::{CheckedReport, Pipeline};
use nianbao::report::{Prose, ProsePart, Report};

fn kept() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kept")
}

/// The files of a folder and of the folders in it, with this ending, in order.
fn files(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, ending, found);
        } else if path.extension().is_some_and(|extension| extension == ending) {
            found.push(path);
        }
    }
}

/// Reads and checks a file as `nianbao check` does, with last year's that it names and its pictures.
fn checked(path: &Path) -> CheckedReport {
    let pipeline = Pipeline::checks_only();
    let opened = pipeline.open(&Input::argument(path)).unwrap();
    let previous = pipeline.previous(&opened).unwrap();
    pipeline.check(opened, previous)
}

fn finding_line(report: &Report, finding: &Finding) -> String {
    let at = finding.place.bytes().map_or(0, |bytes| bytes.start);
    let line = report.source.text()[..at].matches('\n').count() + 1;
    format!("{} {line}", finding.rule)
}

fn prose_lines(key: &str, prose: &Prose, text: &mut String, parts: &mut String) {
    for paragraph in &prose.paragraphs {
        writeln!(text, "{key}: {}", paragraph.text).unwrap();
    }
    for part in prose.parts() {
        match part {
            ProsePart::Text(_) => {}
            ProsePart::Picture(number, picture) => {
                let line = &prose.paragraphs[number].text;
                writeln!(parts, "{key}: picture {}", &line[picture.file]).unwrap();
            }
            ProsePart::Table(table) => {
                let caption = table.caption.map_or("no caption", |at| &prose.paragraphs[at].text);
                let cells: Vec<String> = table.rows.iter().map(|row| row.join("/")).collect();
                writeln!(parts, "{key}: table {caption}: {}", cells.join(" ")).unwrap();
            }
            other => writeln!(parts, "{key}: {other:?}").unwrap(),
        }
    }
}

/// What is found in a file, as the `.txt` says it.
fn reading(checked: &CheckedReport) -> String {
    let report = checked.report.as_ref().expect("a kept file is a data file");
    let mut out = String::from("[findings]\n");
    for finding in &checked.findings {
        writeln!(out, "{}", finding_line(report, finding)).unwrap();
    }
    for finding in &checked.waived {
        writeln!(out, "waived {}", finding_line(report, finding)).unwrap();
    }
    out.push_str("[figures]\n");
    for figure in &report.form.figures {
        let value = report.figure_at(&figure.path).expect("a figure of the form");
        if !value.number.is_zero() {
            writeln!(out, "{} = {}", figure.path, value.printed()).unwrap();
        }
    }
    let (mut text, mut parts) = (String::new(), String::new());
    if let Some(preface) = &report.preface {
        prose_lines(&report.form.general.preface.key, preface, &mut text, &mut parts);
    }
    for (section, prose) in report.form.sections.iter().zip(&report.prose) {
        if let Some(prose) = prose {
            prose_lines(&section.key, prose, &mut text, &mut parts);
        }
    }
    write!(out, "[text]\n{text}[parts]\n{parts}").unwrap();
    out
}

/// The lines below a heading, sorted where their order says nothing.
fn section(text: &str, heading: &str) -> Vec<String> {
    let lines = text.lines().skip_while(|line| *line != heading).skip(1);
    let mut lines: Vec<String> = lines.take_while(|line| !line.starts_with('[')).map(str::to_owned).collect();
    if heading == "[figures]" {
        lines.sort();
    }
    lines
}

#[test]
fn old_data_files_read_as_they_did() {
    let mut paths = Vec::new();
    files(&kept(), "yaml", &mut paths);
    assert!(!paths.is_empty(), "no kept files");
    let mut wrong = String::new();
    for path in &paths {
        let name = path.strip_prefix(kept()).unwrap().display();
        let wanted = std::fs::read_to_string(path.with_extension("txt")).unwrap_or_default();
        let read = reading(&checked(path));
        for heading in ["[findings]", "[figures]", "[text]", "[parts]"] {
            let (wanted, read) = (section(&wanted, heading), section(&read, heading));
            let missing = wanted.iter().filter(|line| !read.contains(line)).map(|line| format!("- {line}"));
            let added = read.iter().filter(|line| !wanted.contains(line)).map(|line| format!("+ {line}"));
            let difference: Vec<String> = missing.chain(added).collect();
            if wanted != read {
                writeln!(wrong, "{name} {heading}\n{}", difference.join("\n")).unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn no_old_data_file_becomes_wrong() {
    let mut paths = Vec::new();
    files(&kept(), "yaml", &mut paths);
    for path in &paths {
        let checked = checked(path);
        // What `init` and `merge` wrote to be filled in was never a finished report: since it is an error to
        // leave it there, `merge.yaml`, kept as it comes, has such errors and no others.
        let is_wrong = |finding: &&Finding| finding.is_error() && finding.rule != RuleCode::N208;
        let errors: Vec<&Finding> = checked.findings.iter().filter(is_wrong).collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", path.display());
        assert!(checked.name.is_some(), "{} can be built", path.display());
    }
}
