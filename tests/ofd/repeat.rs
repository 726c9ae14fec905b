//! The same report gives the same bytes, whatever else is made and by how many threads.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;

use crate::contents::reports;
use crate::package::Package;
use crate::reports::{EXAMPLE, document, made, ofd};
use crate::tools;
use crate::validate::complaints;

#[test]
fn the_same_report_gives_the_same_bytes() {
    let files: Vec<Vec<u8>> = reports().iter().map(|(_, document)| ofd(document)).collect();
    // In another order, and with the PDF.
    for ((name, document), file) in reports().iter().zip(&files).rev() {
        assert!(made(document).ofd == *file, "{name}");
    }
}

#[test]
fn a_changed_report_has_another_id() {
    let id = |yaml: &str| {
        let package = Package::read(&ofd(&document(yaml))).unwrap();
        package.xml("OFD.xml").every("DocID")[0].text.clone()
    };
    let first = id(EXAMPLE);
    assert_eq!(first, id(EXAMPLE));
    assert_ne!(first, id(&EXAMPLE.replacen("一", "二", 1)));
    assert_ne!(first, id(&EXAMPLE.replace("济源市", "甲市")));
}

/// Builds reports into a folder; gives its files.
fn built(data: &Path, jobs: &str, formats: &str) -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let mut command = tools::nianbao();
    command.arg("build").arg(data).args(["--no-system-fonts", "--jobs", jobs, "--to", formats, "-q", "-o"]);
    tools::run(command.arg(folder.path()));
    let entries = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.filter(|path| path.extension().is_some_and(|ending| ending == "ofd"));
    files
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap()))
        .collect()
}

#[test]
fn jobs_and_other_formats_change_no_byte() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..6 {
        let text = crate::corpus::report(number);
        std::fs::write(folder.path().join(format!("{number}.yaml")), text).unwrap();
    }
    let alone = built(folder.path(), "1", "ofd");
    assert_eq!(alone.len(), 6);
    for file in alone.values() {
        assert_eq!(complaints(file), [""; 0]);
    }
    assert!(alone == built(folder.path(), "2", "ofd"));
    assert!(alone == built(folder.path(), "2", "pdf,ofd,docx"));
}

#[test]
fn the_zip_is_the_same_everywhere() {
    let mut archive = zip::ZipArchive::new(Cursor::new(ofd(&document(EXAMPLE)))).unwrap();
    let mut names = Vec::new();
    for number in 0..archive.len() {
        let file = archive.by_index(number).unwrap();
        let time = file.last_modified().unwrap();
        assert_eq!((time.year(), time.month(), time.day(), time.hour(), time.minute()), (1980, 1, 1, 0, 0));
        assert_eq!(file.compression(), zip::CompressionMethod::Deflated, "{}", file.name());
        assert!(file.name().is_ascii() && !file.is_dir(), "{}", file.name());
        assert_eq!((file.comment(), file.extra_data().unwrap_or_default()), ("", &[][..]));
        names.push(file.name().to_owned());
    }
    assert_eq!(names[..2], ["OFD.xml", "Doc_0/Document.xml"]);
    let pages: Vec<String> = names.into_iter().filter(|name| name.contains("/Pages/")).collect();
    let wanted: Vec<String> =
        (0..pages.len()).map(|number| format!("Doc_0/Pages/Page_{number}/Content.xml")).collect();
    assert_eq!(pages, wanted);
}
