//! PDFs: ours, and what other programs make of our reports. `NIANBAO_PDF_TRIPS` is how many of ours.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, LazyLock};

use nianbao::document::{Chart, Document, DocumentOptions};
use nianbao::fonts::FontOptions;
use nianbao::import::{self, Imported, Limits};
use nianbao::render::html::{HtmlOptions, HtmlRenderer};
use nianbao::render::pdf::{PdfOptions, PdfRenderer};
use nianbao::report::Report;
use nianbao::templates::Templates;

use crate::generate::{data, layout, read};
use crate::round_trip::many;

#[allow(dead_code, reason = "the other tests ask for last year's reports, too")]
#[path = "../bulk/corpus.rs"]
mod corpus;

static RENDERER: LazyLock<PdfRenderer> = LazyLock::new(|| {
    let (layout, templates) = (layout(), Templates::default());
    let fonts = Arc::new(layout.fonts(&FontOptions::bundled_only()).unwrap());
    PdfRenderer::new(&layout, &templates.report, fonts, PdfOptions::default()).unwrap()
});

fn build(report: &Report) -> Vec<u8> {
    RENDERER.render(&Document::of(report, &DocumentOptions::default())).unwrap()
}

fn import(bytes: &[u8], what: &str) -> Imported {
    import::pdf(bytes, &Limits::default()).unwrap_or_else(|error| panic!("{what}: {error}"))
}

/// A paragraph without its spaces: where a line ends, a page shows none.
fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// What must come back: every figure as printed, every paragraph, the general keys. Gives what does not.
fn differences(a: &Report, b: &Report) -> Vec<String> {
    let mut out = Vec::new();
    let mut same = |what: &str, x: String, y: String| {
        if x != y {
            out.push(format!("{what}: {x:?} came back as {y:?}"));
        }
    };
    same("format", a.form.format.clone(), b.form.format.clone());
    same("agency", shown(&a.agency.text), shown(&b.agency.text));
    same("year", format!("{:?}", a.year.number), format!("{:?}", b.year.number));
    let title = |report: &Report| report.title.as_ref().map(|title| shown(&title.text)).unwrap_or_default();
    same("title", title(a), title(b));
    for (figure, (x, y)) in a.form.figures.iter().zip(a.figures.iter().zip(&b.figures)) {
        same(figure.path.as_str(), x.printed(), y.printed());
    }
    let prose = |report: &Report| -> Vec<String> {
        let all = std::iter::once(report.preface.as_ref()).chain(report.prose.iter().map(Option::as_ref));
        all.map(|prose| {
            let paragraphs = prose.map(|prose| prose.paragraphs.iter().map(|p| shown(&p.text)).collect());
            paragraphs.map(|paragraphs: Vec<_>| paragraphs.join("\n")).unwrap_or_default()
        })
        .collect()
    };
    for (x, y) in prose(a).into_iter().zip(prose(b)) {
        same("prose", x, y);
    }
    let signature = |report: &Report| {
        let signature = report.signature.as_ref();
        let name = signature.and_then(|s| s.name.as_ref()).map(|name| shown(&name.text));
        (name, signature.and_then(|s| s.date.as_ref()).map(|date| date.value.chinese()))
    };
    same("signature", format!("{:?}", signature(a)), format!("{:?}", signature(b)));
    out
}

#[test]
fn our_own_come_back() {
    for number in 0..many("NIANBAO_PDF_TRIPS", 20) {
        let report = read(&corpus::report(number as usize));
        let imported = import(&build(&report), &format!("report {number}"));
        let found = differences(&report, &read(&imported.to_yaml()));
        assert_eq!(
            (&found[..], &imported.unplaced[..], &imported.notes[..]),
            (&[][..], &[][..], &[][..]),
            "report {number}"
        );
    }
}

/// Prose of marks, gaps, rare characters and lines that look like headings.
#[test]
fn reports_of_any_shape_come_back() {
    let mut found = Vec::new();
    // The four at the end have few full lines, and margins that are hard to see.
    for seed in (0..many("NIANBAO_PDF_TRIPS", 20)).chain([85, 170, 178, 186]) {
        let report = read(&data(seed).to_yaml());
        let imported = import(&build(&report), &format!("seed {seed}"));
        let differences = differences(&report, &read(&imported.to_yaml()));
        found.extend(differences.into_iter().map(|difference| format!("seed {seed}: {difference}")));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_chart_is_not_taken_for_text() {
    let report = read(include_str!("../../examples/jiyuan-2024.yaml"));
    let chart = Chart::of(&report, None).unwrap();
    let document = Document::of(&report, &DocumentOptions::default()).with_chart(chart);
    let imported = import(&RENDERER.render(&document).unwrap(), "with a chart");
    assert_eq!(differences(&report, &read(&imported.to_yaml())), [""; 0]);
    assert_eq!(imported.unplaced, []);
}

/// Runs a program; false if it is not on this machine.
fn run(command: &mut Command) -> bool {
    match command.stdout(Stdio::null()).stderr(Stdio::null()).status() {
        Ok(status) => {
            assert!(status.success(), "{command:?}");
            true
        }
        Err(_) => {
            eprintln!("{} is not on this machine: nothing tested", command.get_program().display());
            false
        }
    }
}

/// What another program made of a report comes back; running heads with their numbers and addresses may be left.
fn assert_comes_back(report: &Report, file: &Path, what: &str) {
    let imported = import(&std::fs::read(file).unwrap(), what);
    assert_eq!(differences(report, &read(&imported.to_yaml())), [""; 0], "{what}");
    assert!(
        imported.unplaced.iter().all(|unplaced| unplaced.place == "页眉页脚"),
        "{what}: {:?}",
        imported.unplaced
    );
}

fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/import/pdf");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn untagged_files_of_ghostscript_come_back() {
    for number in 100..103 {
        let report = read(&corpus::report(number));
        let (before, after) =
            (folder().join(format!("{number}.pdf")), folder().join(format!("{number}-gs.pdf")));
        std::fs::write(&before, build(&report)).unwrap();
        if run(Command::new("gs").args(["-q", "-sDEVICE=pdfwrite", "-o"]).arg(&after).arg(&before)) {
            assert_comes_back(&report, &after, &format!("Ghostscript's {number}"));
        }
    }
}

#[test]
fn drafts_that_libreoffice_printed_come_back() {
    if !run(Command::new("soffice").arg("--version")) {
        return;
    }
    let reports: Vec<(PathBuf, Report)> = (103..106)
        .map(|number| {
            let report = read(&corpus::report(number));
            let draft = folder().join(format!("{number}-office.docx"));
            std::fs::write(&draft, crate::generate::build(&report)).unwrap();
            (draft, report)
        })
        .collect();
    let tool = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools/office-pdf");
    assert!(run(Command::new(tool).arg(folder()).args(reports.iter().map(|(draft, _)| draft))));
    for (draft, report) in reports {
        assert_comes_back(&report, &draft.with_extension("pdf"), "LibreOffice's");
    }
}

#[test]
fn pages_that_a_browser_printed_come_back() {
    // The faces of browsers without Chinese ones of their own have no 〈, and the file has a box for it.
    let report = read(&corpus::report(106).replace('〈', "《").replace('〉', "》"));
    let renderer = HtmlRenderer::new(&layout(), &Templates::default().page).unwrap();
    let document = Document::of(&report, &DocumentOptions::default());
    let page = folder().join("106.html");
    std::fs::write(&page, renderer.render(&document, &HtmlOptions::default()).unwrap()).unwrap();
    for (name, tags) in [("tagged", None), ("untagged", Some("--disable-pdf-tagging"))] {
        let printed = folder().join(format!("106-{name}.pdf"));
        let print = format!("--print-to-pdf={}", printed.display());
        let mut browser = Command::new("chromium");
        browser.args(["--headless", "--no-sandbox", "--disable-gpu", &print]).args(tags).arg(&page);
        if run(&mut browser) {
            assert_comes_back(&report, &printed, name);
        }
    }
}
