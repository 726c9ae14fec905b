//! Drafts made after an office's own reference.docx.

use std::io::{Cursor, Write};

use nianbao::document::Document;
use nianbao::fonts::FontOptions;
use nianbao::pipeline::{BuildOptions, Pipeline};
use nianbao::render::docx::{DocxOptions, DocxRenderer, Reference};
use nianbao::templates::Templates;

use crate::package::Tree;
use crate::sample;

/// Saved by LibreOffice: margins of 3 cm, a green 标题 1 of 18 pt, a header with a picture, a footer.
const LIBREOFFICE: &[u8] = include_bytes!("reference-libreoffice.docx");

const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn draft(reference: &[u8], document: &Document) -> Vec<u8> {
    let layout = sample::layout();
    let renderer = DocxRenderer::new(&layout, &layout.fonts(&FontOptions::bundled_only()).unwrap());
    let renderer = renderer.with_reference(Reference::read(reference).unwrap()).unwrap();
    renderer.render(document, &DocxOptions::default()).unwrap()
}

/// Names and bytes: pictures are no text.
fn parts(docx: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(Cursor::new(docx)).unwrap();
    (0..zip.len())
        .map(|i| {
            let mut file = zip.by_index(i).unwrap();
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
            (file.name().to_owned(), bytes)
        })
        .collect()
}

fn bytes(docx: &[u8], name: &str) -> Vec<u8> {
    parts(docx).into_iter().find(|(other, _)| other == name).unwrap_or_else(|| panic!("no part {name}")).1
}

fn part(docx: &[u8], name: &str) -> Tree {
    Tree::read(std::str::from_utf8(&bytes(docx, name)).unwrap())
}

fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A reference as Word in Chinese writes its styles, with this section, these relationships of the document
/// and these other parts.
fn handmade(section: &str, relationships: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let document = format!(
        "<w:document xmlns:w=\"{W}\" xmlns:r=\"{R}\"><w:body><w:p><w:r><w:t>旧文</w:t></w:r></w:p>\
         <w:sectPr>{section}</w:sectPr></w:body></w:document>"
    );
    let style = |id: &str, name: &str, more: &str| {
        format!(
            "<w:style w:type=\"paragraph\" w:styleId=\"{id}\"{more}><w:name w:val=\"{name}\"/><w:pPr><w:numPr><w:numId w:val=\"3\"/></w:numPr></w:pPr></w:style>"
        )
    };
    let styles = format!(
        "<w:styles xmlns:w=\"{W}\">{}{}<w:style w:type=\"character\" w:styleId=\"Title\"><w:name w:val=\"另一种\"/></w:style></w:styles>",
        style("a", "Normal", " w:default=\"1\""),
        style("1", "heading 1", ""),
    );
    let relationships = format!("<Relationships>{relationships}</Relationships>");
    let mut parts = vec![
        ("word/document.xml", document.as_str()),
        ("word/styles.xml", styles.as_str()),
        ("word/_rels/document.xml.rels", relationships.as_str()),
    ];
    parts.extend(more);
    package(&parts)
}

const PAGE: &str = "<w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1440\" w:right=\"1800\" w:bottom=\"1440\" w:left=\"1800\" w:header=\"851\" w:footer=\"992\" w:gutter=\"0\"/>";

fn style<'t>(styles: &'t Tree, id: &str) -> &'t Tree {
    let found: Vec<_> = styles.each("w:style").filter(|s| s.get("w:styleId") == Some(id)).collect();
    assert_eq!(found.len(), 1, "{id}");
    found[0]
}

#[test]
fn page_styles_headers_and_pictures_are_those_of_the_reference() {
    let docx = draft(LIBREOFFICE, &sample::report());
    let body = part(&docx, "word/document.xml");
    let section = body.at(&["w:body", "w:sectPr"]).unwrap();
    let margins = section.each("w:pgMar").next().unwrap();
    assert_eq!(["w:left", "w:right"].map(|side| margins.number(side)), [1701, 1701]);
    assert!(!body.words().contains("不会出现在文稿里"));
    // Tables are as wide as the page of the reference has room.
    let width: i64 = body.all("w:tblGrid")[0].each("w:gridCol").map(|c| c.number("w:w")).sum();
    assert!((width - (11_906 - 2 * 1701)).abs() < 10, "{width}");

    let styles = part(&docx, "word/styles.xml");
    let color = style(&styles, "Heading1").at(&["w:rPr", "w:color"]).unwrap();
    assert_eq!(color.get("w:val").map(str::to_lowercase).as_deref(), Some("1f7a3a"));

    let references: Vec<_> = section.children.iter().filter(|c| c.name.ends_with("Reference")).collect();
    assert_eq!(references.len(), 2);
    let relationships = part(&docx, "word/_rels/document.xml.rels");
    let target = |id: &str| {
        let found = relationships.children.iter().find(|r| r.get("Id") == Some(id)).unwrap();
        format!("word/{}", found.get("Target").unwrap())
    };
    let texts: Vec<_> =
        references.iter().map(|r| part(&docx, &target(r.get("r:id").unwrap())).words()).collect();
    assert!(texts[0].contains("某市政务公开办公室") && texts[1].contains("第"), "{texts:?}");
    let header = target(references[0].get("r:id").unwrap());
    let rels = part(&docx, &header.replace("word/", "word/_rels/").replace(".xml", ".xml.rels"));
    let picture = format!("word/{}", rels.children[0].get("Target").unwrap());
    assert_eq!(bytes(&docx, &picture), bytes(LIBREOFFICE, "word/media/image1.png"));
    assert!(parts(&docx).iter().all(|(name, _)| !name.starts_with("word/footer")));
}

#[test]
fn styles_are_found_by_name_and_those_that_lack_are_added() {
    let docx = draft(&handmade(PAGE, "", &[]), &sample::report());
    let styles = part(&docx, "word/styles.xml");
    let ids: Vec<_> = styles.each("w:style").map(|s| s.get("w:styleId").unwrap().to_owned()).collect();
    assert!(!ids.contains(&"Heading1".to_owned()) && !ids.contains(&"Normal".to_owned()), "{ids:?}");
    for added in ["Heading2", "TableText", "TableFigure", "Signature", "ReportTitle"] {
        assert!(ids.contains(&added.to_owned()), "{added}");
    }
    // 标题 is a style of characters there, so the draft's has another identifier.
    assert_eq!(style(&styles, "ReportTitle").get("w:type"), Some("paragraph"));
    assert_eq!(style(&styles, "TableText").at(&["w:basedOn"]).unwrap().get("w:val"), Some("ReportBase"));
    assert_eq!(style(&styles, "TableText").at(&["w:next"]).unwrap().get("w:val"), Some("TableText"));
    assert!(styles.all("w:numPr").is_empty());
    // Every style that is named is there.
    let body = part(&docx, "word/document.xml");
    let named = ["w:pStyle", "w:rStyle"].into_iter().flat_map(|name| body.all(name));
    let based = ["w:basedOn", "w:next"].into_iter().flat_map(|name| styles.all(name));
    for name in named.chain(based) {
        assert!(ids.iter().any(|id| Some(id.as_str()) == name.get("w:val")), "{name:?}");
    }
    let first = body.at(&["w:body"]).unwrap().each("w:p").nth(1).unwrap();
    assert_eq!(first.at(&["w:pPr", "w:pStyle"]).unwrap().get("w:val"), Some("1"));
    // Its style does not keep with what follows; a heading never stands alone.
    assert!(first.at(&["w:pPr", "w:keepNext"]).is_some());
    // Faces are those of the reference in every run.
    assert!(body.all("w:rFonts").iter().all(|fonts| fonts.get("w:eastAsia").is_none()));
}

#[test]
fn page_numbers_stay_where_the_reference_has_no_footer() {
    let docx = draft(&handmade(PAGE, "", &[]), &sample::report());
    let body = part(&docx, "word/document.xml");
    let kinds: Vec<_> =
        body.all("w:footerReference").iter().map(|f| f.get("w:type").unwrap().to_owned()).collect();
    assert_eq!(kinds, ["default", "even"]);
    assert_eq!(part(&docx, "word/footer1.xml").words(), "— 1 —");
    assert!(!part(&docx, "word/settings.xml").all("w:evenAndOddHeaders").is_empty());
    let docx = draft(LIBREOFFICE, &sample::report());
    assert!(part(&docx, "word/settings.xml").all("w:evenAndOddHeaders").is_empty());
}

#[test]
fn the_watermark_of_a_draft_is_in_every_header_of_the_reference() {
    let marked = Document { watermark: Some("草稿".into()), ..sample::report() };
    for reference in [LIBREOFFICE.to_vec(), handmade(&format!("{PAGE}<w:titlePg/>"), "", &[])] {
        let docx = draft(&reference, &marked);
        let body = part(&docx, "word/document.xml");
        let relationships = part(&docx, "word/_rels/document.xml.rels");
        let headers = body.all("w:headerReference");
        assert!(!headers.is_empty());
        for header in &headers {
            let id = header.get("r:id");
            let target = relationships.children.iter().find(|r| r.get("Id") == id).unwrap();
            let header = part(&docx, &format!("word/{}", target.get("Target").unwrap()));
            assert_eq!(header.all("v:textpath").last().unwrap().get("string"), Some("草稿"));
        }
        // A title page has a header of its own.
        let first = headers.iter().any(|h| h.get("w:type") == Some("first"));
        assert_eq!(first, !body.all("w:titlePg").is_empty());
    }
}

#[test]
fn a_reference_that_is_none_is_an_error_in_words() {
    let header = |xml: &str, rels: &str| {
        let section = format!("<w:headerReference w:type=\"default\" r:id=\"h\"/>{PAGE}");
        let relationship = format!("<Relationship Id=\"h\" Type=\"{R}/header\" Target=\"header1.xml\"/>");
        let xml = format!("<w:hdr xmlns:w=\"{W}\">{xml}</w:hdr>");
        let rels = format!("<Relationships>{rels}</Relationships>");
        handmade(
            &section,
            &relationship,
            &[("word/header1.xml", &xml), ("word/_rels/header1.xml.rels", &rels)],
        )
    };
    let image = |target: &str, more: &str| {
        header("<w:p/>", &format!("<Relationship Id=\"i\" Type=\"{R}/image\" Target=\"{target}\"{more}/>"))
    };
    let cut = &LIBREOFFICE[..LIBREOFFICE.len() / 2];
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (Vec::new(), "不是完整的 Word 文档"),
        (b"%PDF-1.7".to_vec(), "不是完整的 Word 文档"),
        (cut.to_vec(), "不是完整的 Word 文档"),
        (package(&[("word/styles.xml", "<w:styles/>")]), "没有“word/document.xml”"),
        (package(&[("word/document.xml", "<w:document")]), "“word/document.xml”读不了"),
        (package(&[("word/document.xml", "<!DOCTYPE a [<!ENTITY b 'b'>]><a>&b;</a>")]), "DTD"),
        (package(&[("word/document.xml", "<x:document xmlns:x=\"y\"/>")]), "不是通常的写法"),
        (handmade("<w:pgMar w:left=\"6000\" w:right=\"6000\"/>", "", &[]), "放不下正文"),
        (image("https://example.org/a.png", " TargetMode=\"External\""), "文档以外的图片"),
        (image("../../../etc/passwd", ""), "不能带入文稿"),
        (image("media/none.png", ""), "缺少图片"),
        (
            header("<w:p/>", &format!("<Relationship Id=\"i\" Type=\"{R}/oleObject\" Target=\"a.bin\"/>")),
            "oleObject",
        ),
        (header(&"<w:p>".repeat(5000), ""), "“word/header1.xml”读不了"),
    ];
    let layout = sample::layout();
    for (bytes, wanted) in cases {
        let result = Reference::read(&bytes).and_then(|reference| reference.layout(&layout).map(drop));
        let message = result.expect_err(wanted).to_string();
        assert!(message.contains(wanted), "{wanted}: {message}");
    }
}

#[test]
fn a_template_folder_with_a_reference_is_used_and_a_broken_one_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("reference.docx");
    let pipeline = || {
        let mut options = BuildOptions::default();
        options.templates = Templates::load(folder.path()).unwrap();
        options.fonts = FontOptions::bundled_only();
        Pipeline::new(options)
    };
    std::fs::write(&file, LIBREOFFICE).unwrap();
    let with = pipeline().unwrap().common_fingerprint().unwrap();
    std::fs::write(&file, handmade(PAGE, "", &[])).unwrap();
    assert_ne!(pipeline().unwrap().common_fingerprint().unwrap(), with);
    std::fs::write(&file, "PK").unwrap();
    let message = pipeline().err().expect("broken").to_string();
    assert!(message.contains(&file.display().to_string()) && message.contains("不能用"), "{message}");
}

/// Writes the drafts for outside programs, as those of the other tests.
#[test]
fn drafts_for_outside_programs() {
    let Some(folder) = std::env::var_os("DOCX_OUT").map(std::path::PathBuf::from) else { return };
    std::fs::create_dir_all(&folder).unwrap();
    let marked = Document { watermark: Some("草稿".into()), ..sample::report() };
    for (name, bytes) in [
        ("reference", draft(LIBREOFFICE, &sample::report())),
        ("reference-draft", draft(LIBREOFFICE, &marked)),
        ("reference-by-name", draft(&handmade(PAGE, "", &[]), &marked)),
    ] {
        std::fs::write(folder.join(format!("{name}.docx")), bytes).unwrap();
    }
}
