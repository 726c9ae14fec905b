//! What the fuzz targets share: the limit of memory, and what must hold of a report whatever it was read from.

pub mod prose;
pub mod sheets;

use std::alloc::System;
use std::io::{Cursor, Write};
use std::panic::PanicHookInfo;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use cap::Cap;
use nianbao::data_file;
use nianbao::document::{Document, DocumentOptions};
use nianbao::import::{ImportError, Imported};
use nianbao::layout::Layout;
use nianbao::printing::{self, About};
use nianbao::report::{self, Report};
use nianbao::rules::{CheckOptions, check};
use nianbao::templates::Templates;
use nianbao::yaml::Source;

/// The most bytes that a target may have at a time. Whoever asks for more is refused, which ends the process
/// and shows who it was.
const MAX_BYTES: usize = 500 << 20;

#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, MAX_BYTES);

static LAST_YEAR: LazyLock<Report> = LazyLock::new(|| {
    let source = Source::new("last.yaml", include_str!("../../examples/jiyuan-2024.yaml"));
    report::read(Arc::new(source)).0.expect("the example is a report")
});

static LAYOUT: LazyLock<Layout> =
    LazyLock::new(|| Layout::parse(&Templates::default().layout.text).expect("the built-in layout is one"));

/// A sound report, with the form that it fills in.
pub fn last_year() -> &'static Report {
    &LAST_YEAR
}

/// Reads and checks a data file, also against a sound report of last year, prints its findings in every way
/// and takes the report as far as its document and the lines of its title.
///
/// What must hold: no panic, a reason where there is no report, every finding at a place inside the text.
pub fn try_data_file(source: Source) {
    let source = Arc::new(source);
    let (report, found) = report::read(source.clone());
    let Some(report) = report else {
        assert!(!found.is_empty(), "no report and no reason");
        return;
    };
    let options = CheckOptions::default().previous(&*LAST_YEAR);
    let checked = check(&report, found, &options);
    let lines = u32::try_from(source.text().matches('\n').count()).unwrap_or(u32::MAX).saturating_add(1);
    for finding in checked.findings.iter().chain(&checked.waived) {
        assert!(finding.place.start <= finding.place.end && finding.place.end.line <= lines, "{finding:?}");
    }
    let about = About::default().agency(Some(&report.agency.text)).year(Some(report.year.number));
    printing::json::render(about, &checked.findings).expect("findings are JSON");
    printing::github::render(about, &checked.findings);
    if report::is_fatal(&checked.findings) {
        return;
    }
    let document = Document::of(&report, &DocumentOptions::default());
    LAYOUT.title_lines(&document.title, &document.meta.author);
}

/// Takes what was imported, or the reason why nothing was, as `nianbao import` does: written as a data file,
/// read again, and written into one that is there.
pub fn try_imported(imported: Result<Imported, ImportError>) {
    let imported = match imported {
        Ok(imported) => imported,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    let source = Source::new("fuzz.yaml", imported.to_yaml());
    if let (Some(report), _) = report::read(source.into()) {
        data_file::update(&imported.data, &report);
    }
    data_file::update(&imported.data, &LAST_YEAR);
}

/// A panic in one of these crates is caught by nianbao and ends in an error of the file: it is no crash. libFuzzer
/// would stop at every panic before anybody can catch it.
pub fn panic_is_a_crash_unless_in(crates: &'static [&'static str]) {
    let stop = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic: &PanicHookInfo<'_>| {
        let file = panic.location().map_or("", |place| place.file());
        // A crate of the registry stands in a folder of its name and version.
        if !crates.iter().any(|name| file.split(['/', '\\']).any(|part| part.starts_with(name))) {
            stop(panic);
        }
    }));
}

/// A ZIP package of these parts.
pub fn package<'a>(parts: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        // Refused where a part has the name of another: the package is then without it.
        if writer.start_file(name, options).is_ok() {
            writer.write_all(content).expect("memory is written");
        }
    }
    writer.finish().expect("memory is written").into_inner()
}

/// The path of a file of this content, which the next one of the same name overwrites.
pub fn file(name: &str, content: &[u8]) -> PathBuf {
    static FOLDER: LazyLock<tempfile::TempDir> =
        LazyLock::new(|| tempfile::tempdir().expect("there is a folder for temporary files"));
    let path = FOLDER.path().join(name);
    std::fs::write(&path, content).expect("a temporary file is written");
    path
}

/// Writes what a grammar has made to the file that `FUZZ_KEEP` names, if it names one: the input of the engine
/// is of no use to anybody else.
pub fn keep(content: &[u8]) {
    static FILE: LazyLock<Option<std::ffi::OsString>> = LazyLock::new(|| std::env::var_os("FUZZ_KEEP"));
    if let Some(file) = &*FILE {
        std::fs::write(file, content).expect("the file is written");
    }
}

/// Lets the panics that the program catches pass: a reader below may panic on a damaged file, and one bad file
/// must not end a run over many. The engine's own hook would end the process before they are caught; those
/// that nobody catches end it all the same.
pub fn allow_caught_panics() {
    let _ = std::panic::take_hook();
}
