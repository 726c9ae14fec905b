//! `nianbao compare`.

use std::path::Path;

use super::args::{CompareArgs, Comparing};
use super::{Failure, Status, output};
use crate::compare::{Reading, compare_read, fill_unread};
use crate::pipeline::{AnyReport, any_report};
use crate::printing::json;
use crate::publish::{refuse_foreign, replace_own};
use crate::report::Report;
use crate::text::visible_controls;

/// Under this name its outputs are known to the manifest.
const COMMAND: &str = "compare";

/// Compares two reports, each from a data file or a file that can be imported. Differences are no failure of
/// the run, and errors in a report do not stop it: what stands in the two is compared.
pub fn run(args: &CompareArgs) -> Result<Status, Failure> {
    let templates = args.form.templates()?;
    let forms = &templates.forms;
    let out = args.out.as_deref().filter(|p| p.as_os_str() != "-");
    if let Some(out) = out {
        refuse_foreign(out, COMMAND)?;
    }
    let (mut before, mut after) = (any_report(&args.before, forms)?, any_report(&args.after, forms)?);
    let (reading_of_a, reading_of_b) = (reading(&before), reading(&after));
    let compared =
        || compare_read((&before.report, reading_of_a.clone()), (&after.report, reading_of_b.clone()));
    let bytes = match args.to {
        Comparing::Text => visible_controls(&compared().to_text()).into_owned().into_bytes(),
        Comparing::Json => format!("{}\n", json::to_string_pretty(&compared())?).into_bytes(),
        Comparing::Docx => {
            let unread = |reading: Option<Reading>| reading.map(|r| r.unread).unwrap_or_default();
            let (in_a, in_b) = (unread(reading_of_a), unread(reading_of_b));
            fill_unread((&mut before.report, &in_a), (&mut after.report, &in_b));
            revisions(&before.report, &after.report, &args.after)?
        }
    };
    match out {
        None => output::data(&bytes)?,
        Some(out) => {
            replace_own(out, &bytes, COMMAND)?;
            output::remark(&format!("已写好 {}", out.display()));
        }
    }
    Ok(Status::Clean)
}

/// What reading a report has left to say, which is said at once: a comparison cannot show it.
#[cfg(feature = "import")]
fn reading(read: &AnyReport) -> Option<Reading> {
    let received = read.received.as_ref()?;
    let file = read.report.source.file();
    super::reading::say(Some(&**file), &received.notes, &received.unplaced, "没有比较");
    Some(Reading {
        notes: received.notes.iter().map(|note| note.message.clone()).collect(),
        unplaced: received.unplaced.iter().map(|text| format!("{}：{}", text.place, text.text)).collect(),
        unread: received.unread.clone(),
    })
}

#[cfg(not(feature = "import"))]
fn reading(_: &AnyReport) -> Option<Reading> {
    None
}

/// The second report as a Word file, with the changes since the first as tracked changes.
#[cfg(feature = "docx")]
fn revisions(before: &Report, after: &Report, file: &Path) -> Result<Vec<u8>, Failure> {
    use crate::document::{Document, DocumentOptions};
    use crate::fonts::FontOptions;
    use crate::layout::Layout;
    use crate::pipeline::pictures_of;
    use crate::render::docx::{DocxOptions, DocxRenderer};
    let pictures = pictures_of(after, file.parent().unwrap_or(Path::new("")));
    let options = DocumentOptions { pictures, ..DocumentOptions::default() };
    let document = Document::revised(before, after, &options);
    let layout = Layout::parse(crate::templates::LAYOUT)?;
    let renderer = DocxRenderer::new(&layout, &layout.fonts(&FontOptions::default())?);
    Ok(renderer.render(&document, &DocxOptions::default())?)
}

#[cfg(not(feature = "docx"))]
fn revisions(_: &Report, _: &Report, _: &Path) -> Result<Vec<u8>, Failure> {
    Err(crate::pipeline::BuildError::NotCompiledIn(crate::pipeline::Format::Docx).into())
}
