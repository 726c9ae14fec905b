//! Any bytes as an office's reference.docx, or, where they are no ZIP package, as one part of it; the first
//! one says which. What is taken for one makes a draft.
#![no_main]

use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;
use nianbao::document::{Document, DocumentOptions};
use nianbao::fonts::{FontOptions, Fonts};
use nianbao::layout::Layout;
use nianbao::render::docx::{DocxOptions, DocxRenderer, Reference};
use nianbao::report;
use nianbao::templates::Templates;
use nianbao::yaml::Source;

const DOCUMENT: &[u8] = br#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body><w:sectPr><w:headerReference w:type="default" r:id="h"/><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>"#;
const STYLES: &[u8] = br#"<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style></w:styles>"#;
const HEADER: &[u8] =
    br#"<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p/></w:hdr>"#;
const RELATIONS: &[u8] =
    br#"<Relationships><Relationship Id="h" Type="/header" Target="header1.xml"/></Relationships>"#;
const PICTURES: &[u8] =
    br#"<Relationships><Relationship Id="i" Type="/image" Target="media/a.png"/></Relationships>"#;

const PARTS: [(&str, &[u8]); 6] = [
    ("word/document.xml", DOCUMENT),
    ("word/styles.xml", STYLES),
    ("word/header1.xml", HEADER),
    ("word/_rels/document.xml.rels", RELATIONS),
    ("word/_rels/header1.xml.rels", PICTURES),
    ("word/media/a.png", b"PNG"),
];

static LAYOUT: LazyLock<(Layout, Arc<Fonts>)> = LazyLock::new(|| {
    let layout = Layout::parse(&Templates::default().layout.text).expect("the built-in layout is one");
    let fonts = layout.fonts(&FontOptions::bundled_only()).expect("the bundled faces are there");
    (layout, Arc::new(fonts))
});

static REPORT: LazyLock<Document> = LazyLock::new(|| {
    let source = Source::new("a.yaml", "机关名称: 甲局\n年度: 2024\n总体情况: |\n  （一）主动公开。16件。\n");
    let report = report::read(source.into()).0.expect("it is a report");
    let mut options = DocumentOptions::default();
    options.watermark = Some("草稿".into());
    Document::of(&report, &options)
});

fuzz_target!(|bytes: &[u8]| {
    let package;
    let word = if bytes.starts_with(b"PK") {
        bytes
    } else {
        let Some((at, content)) = bytes.split_first() else { return };
        let mut parts = PARTS;
        parts[usize::from(*at) % PARTS.len()].1 = content;
        package = nianbao_fuzz::package(parts);
        &package
    };
    let reference = match Reference::read(word) {
        Ok(reference) => reference,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    let (layout, fonts) = &*LAYOUT;
    let Ok(renderer) = DocxRenderer::new(layout, fonts).with_reference(reference) else { return };
    renderer.render(&REPORT, &DocxOptions::default()).expect("what was read can be written");
});
