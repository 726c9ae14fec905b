//! Files that lie: a clear error, soon, and in little memory.

use std::io::{Cursor, Write};
use std::time::{Duration, Instant};

use nianbao::import::{self, ImportError, Limits};
use nianbao::report;
use nianbao::yaml::Source;

use crate::generate::{Random, build, data, read};

const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="TARGET"/></Relationships>"#;

/// A package of these parts.
pub fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A Word file of a body.
pub fn word(body: &str) -> Vec<u8> {
    let rels = RELS.replace("TARGET", "word/document.xml");
    let document = format!(r#"<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>"#);
    package(&[("_rels/.rels", &rels), ("word/document.xml", &document)])
}

fn refuse(what: &str, bytes: &[u8]) -> ImportError {
    let start = Instant::now();
    let error = import::docx(bytes, &Limits::default()).map(|i| i.to_yaml()).expect_err(what);
    assert!(start.elapsed() < Duration::from_secs(2), "{what}: {:?}", start.elapsed());
    assert!(error.to_string().chars().any(|c| c > '\u{4E00}'), "{what}: {error}");
    error
}

#[test]
fn what_is_no_word_file_is_named() {
    for (what, bytes, word) in [
        ("empty", &b""[..], "空的"),
        ("pdf", b"%PDF-1.7\n...", "PDF"),
        ("doc", &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "另存为 .docx"),
        ("html", b"<!DOCTYPE html><html>", "网页"),
        ("rtf", b"{\\rtf1", "RTF"),
        ("text", "济源市".as_bytes(), "不是 Word 文档"),
        ("zip start", b"PK\x03\x04rubbish", "不完整"),
    ] {
        let error = refuse(what, bytes).to_string();
        assert!(error.contains(word), "{what}: {error}");
    }
    let xlsx = package(&[
        ("_rels/.rels", &RELS.replace("TARGET", "xl/workbook.xml")),
        ("xl/workbook.xml", "<workbook/>"),
    ]);
    assert!(refuse("xlsx", &xlsx).to_string().contains("Excel"));
    assert!(matches!(refuse("a zip", &package(&[("a.txt", "a")])), ImportError::NotWord(_)));
    let notice = word("<w:p><w:r><w:t>通知</w:t></w:r></w:p>");
    assert!(matches!(refuse("no report", &notice), ImportError::NoReport { sections: 6, tables: 3 }));
}

#[test]
fn bombs_and_tricks_are_refused() {
    let huge = "<w:p/>".repeat(20_000_000 / 6);
    assert!(matches!(refuse("zip bomb", &word(&huge)), ImportError::TooLarge { .. }));
    let many = "<w:p/>".repeat(60_000);
    assert!(matches!(refuse("paragraphs", &word(&many)), ImportError::TooLarge { .. }));
    let deep = format!("{}{}", "<w:x>".repeat(100_000), "</w:x>".repeat(100_000));
    assert!(matches!(refuse("depth", &word(&deep)), ImportError::TooLarge { .. }));
    let nested = format!("{}{}", "<w:tbl><w:tr><w:tc>".repeat(30), "</w:tc></w:tr></w:tbl>".repeat(30));
    assert!(matches!(
        refuse("nested tables", &word(&nested)),
        ImportError::TooLarge { what: "表格嵌套", .. }
    ));
    let wide = format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", "<w:tc><w:p/></w:tc>".repeat(10_000));
    assert!(matches!(refuse("10,000 columns", &word(&wide)), ImportError::TooLarge { what: "表格列数", .. }));
    let many = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>规章</w:t></w:r></w:p></w:tc></w:tr></w:tbl>".repeat(4000);
    assert!(matches!(refuse("4,000 tables", &word(&many)), ImportError::TooLarge { what: "表格数", .. }));
    let span =
        r#"<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="4294967295"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>"#;
    assert!(matches!(refuse("gridSpan", &word(span)), ImportError::TooLarge { .. }));
    for dtd in [
        r#"<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>"#,
        r#"<!DOCTYPE a [<!ENTITY x "xx"><!ENTITY y "&x;&x;">]>"#,
    ] {
        let rels = RELS.replace("TARGET", "word/document.xml");
        let document = format!(
            r#"{dtd}<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>"#
        );
        let bytes = package(&[("_rels/.rels", &rels), ("word/document.xml", &document)]);
        assert!(matches!(refuse("DTD", &bytes), ImportError::Dtd(_)));
    }
    assert!(matches!(
        refuse("entity", &word("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>")),
        ImportError::Part { .. }
    ));
    assert!(matches!(refuse("unclosed", &word("<w:p>")), ImportError::Part { .. }));
}

#[test]
fn a_bomb_of_ten_thousand_to_one_is_not_inflated() {
    // 1 GB of spaces in about 1 MB.
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let block = vec![b' '; 1 << 20];
    for _ in 0..256 {
        writer.write_all(&block).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    assert!(matches!(refuse("bomb", &bytes), ImportError::TooLarge { .. }));
}

/// Imports bytes as a Word file and reads what comes of it as a data file, as the fuzz target `docx` does.
fn import_and_read_back(bytes: &[u8]) {
    if let Ok(imported) = import::docx(bytes, &Limits::default())
        && let (Some(report), _) = report::read(Source::new("a.yaml", imported.to_yaml()).into())
    {
        let _ = nianbao::data_file::update(&imported.data, &report);
    }
}

#[test]
fn a_torn_or_spoilt_draft_never_panics() {
    let bytes = build(&read(&data(1).to_yaml()));
    for length in (0..bytes.len()).step_by(bytes.len() / 40) {
        refuse("torn", &bytes[..length]);
    }
    let mut random = Random(3);
    for _ in 0..150 {
        let mut spoilt = bytes.clone();
        for _ in 0..1 + random.below(8) {
            let at = random.below(spoilt.len());
            spoilt[at] = random.next() as u8;
        }
        import_and_read_back(&spoilt);
    }
    // Inside the package too: the text of the body, spoilt and zipped again.
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let mut xml = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("word/document.xml").unwrap(), &mut xml).unwrap();
    let tags: Vec<&str> = xml.split_inclusive('>').collect();
    for _ in 0..60 {
        let mut tags = tags.clone();
        for _ in 0..1 + random.below(20) {
            let (at, from) = (random.below(tags.len()), random.below(tags.len()));
            match random.below(3) {
                0 => tags[at] = tags[from],
                1 => {
                    tags.remove(at);
                }
                _ => tags.swap(at, from),
            }
        }
        let rels = RELS.replace("TARGET", "word/document.xml");
        import_and_read_back(&package(&[("_rels/.rels", &rels), ("word/document.xml", &tags.concat())]));
    }
}

#[test]
fn hostile_pages_are_refused_or_read_in_time() {
    let deep = "<div>".repeat(50_000) + "一、总体情况" + &"</div>".repeat(50_000);
    let wide = format!("<h2>一、总体情况</h2><table><tr>{}</tr><tr><td>a</table>", "<td>1".repeat(10_000));
    let span =
        "<h2>一、总体情况</h2><table><tr><td colspan=999999999 rowspan=999999999>1<td>2<tr><td>3</table>";
    for page in [deep.as_str(), &wide, span] {
        let start = Instant::now();
        let _ = import::html(page, &Limits::default());
        assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    }
}
