//! Opens OFD files with two readers that had no part in writing them, and says all that they find wrong:
//! ofd-core (its check of the structure) and sofd (its audit against the archival profile of GB/T 42133-2022).
//! Both then draw every page.
//!
//! ```text
//! ofd-reader FOLDER DPI FILE.ofd…     FOLDER/NAME.ofd-core-1.png, …, FOLDER/NAME.sofd-1.png, …
//! ```
//!
//! Each page is drawn by one reader after the other, the files two at a time. Status 1 if anything is wrong.

// The files are those that the check has just made.
#![allow(clippy::disallowed_methods)]

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// What sofd's audit asks for and a report cannot have: it is signed where it is filed, not where it is made.
const NOT_OURS: &str = "ARCH-006";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), Some(dpi)) = (arguments.next(), arguments.next().and_then(|dpi| dpi.parse().ok()))
    else {
        eprintln!("usage: ofd-reader FOLDER DPI FILE.ofd…");
        return ExitCode::from(2);
    };
    let folder = PathBuf::from(folder);
    let files = Mutex::new(arguments.collect::<Vec<_>>().into_iter());
    let wrong = Mutex::new(0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(file) = { files.lock().unwrap().next() } {
                    let problems = read(Path::new(&file), &folder, dpi);
                    *wrong.lock().unwrap() += problems.len();
                    problems.iter().for_each(|line| println!("{file}: {line}"));
                }
            });
        }
    });
    ExitCode::from(u8::from(wrong.into_inner().unwrap() > 0))
}

/// What is wrong with a file, by both readers.
fn read(file: &Path, folder: &Path, dpi: f64) -> Vec<String> {
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    let mut problems = Vec::new();
    for (reader, pages) in
        [("ofd-core", by_ofd_core(file, dpi, &mut problems)), ("sofd", by_sofd(file, dpi, &mut problems))]
    {
        let written = pages.and_then(|pages| {
            for (page, png) in (1..).zip(pages) {
                fs::write(folder.join(format!("{name}.{reader}-{page}.png")), png)?;
            }
            Ok(())
        });
        problems.extend(written.err().map(|error| format!("{reader}: {error}")));
    }
    problems
}

fn by_ofd_core(file: &Path, dpi: f64, problems: &mut Vec<String>) -> Outcome<Vec<Vec<u8>>> {
    let report = ofd_core::check_path(file);
    problems.extend(report.problems.iter().map(|problem| format!("ofd-core: {problem}")));
    let mut reader = ofd_core::OfdReader::open(file)?;
    let [body] = &reader.ofd().doc_bodies[..] else {
        return Err("not one document".into());
    };
    let body = body.clone();
    let document = reader.load_document(&body)?;
    let options = ofd_core::RenderOptions::with_dpi(dpi);
    (0..document.pages().len())
        .map(|page| {
            Ok(reader.render_page_to_bytes(&document, page, &options, ofd_core::render::ImageFormat::Png)?)
        })
        .collect()
}

fn by_sofd(file: &Path, dpi: f64, problems: &mut Vec<String>) -> Outcome<Vec<Vec<u8>>> {
    let mut document = sofd::Document::open_bytes(&fs::read(file)?)?;
    for finding in document.audit()?.findings {
        if finding.code != NOT_OURS {
            problems.push(format!(
                "sofd: {} ({}) {}: {}",
                finding.code, finding.clause, finding.location, finding.detail
            ));
        }
    }
    let options = sofd::RenderOptions { dpi, ..Default::default() };
    let mut pages = Vec::new();
    for page in 0..document.page_count() {
        let drawn = document.render_page(page, &options)?;
        if !drawn.is_complete() {
            problems.push(format!(
                "sofd: page {}: {} glyphs, {} faces and {} pictures could not be drawn",
                page + 1,
                drawn.missing_glyphs,
                drawn.missing_fonts.len(),
                drawn.skipped_image_ops
            ));
        }
        pages.push(drawn.pixmap().encode_png()?);
    }
    Ok(pages)
}
