use std::io::{Cursor, Write};

use super::*;
use crate::xml::Limits as XmlLimits;

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// A Word file with this body.
fn docx(body: &str) -> Vec<u8> {
    with_parts(&format!("<w:document xmlns:w=\"{WORD}\"><w:body>{body}</w:body></w:document>"), &[])
}

fn with_parts(document: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" \
                 ContentType=\"application/xml\"/></Types>";
    let rels = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship \
                Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" \
                Target=\"word/document.xml\"/></Relationships>";
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let parts = [("[Content_Types].xml", types), ("_rels/.rels", rels), ("word/document.xml", document)];
    for (name, text) in parts.iter().filter(|(n, _)| !more.iter().any(|(m, _)| m == n)).chain(more) {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn part(docx: &[u8], name: &str) -> String {
    let limits = Limits::default();
    String::from_utf8(Package::open(docx, &limits).unwrap().part(name).unwrap().unwrap()).unwrap()
}

fn words(place: DocxPlace, text: &str) -> Anchor {
    Anchor::Words { place, text: text.to_owned(), start: 0 }
}

fn commented(docx: &[u8], anchors: &[Anchor]) -> Vec<u8> {
    let comments: Vec<Comment> =
        anchors.iter().map(|anchor| Comment { anchor: anchor.clone(), text: "核对".to_owned() }).collect();
    with_comments(docx, &comments, &Author::new("年报核对", "核"), &Limits::default()).unwrap()
}

/// The body with comments, in which the marks are short: `[0`, `0]` and `*0`, and `T` is the tag of a text
/// that keeps its spaces.
fn body(input: &str, anchors: &[Anchor]) -> String {
    let xml = part(&commented(&docx(input), anchors), "word/document.xml");
    Element::parse(&xml, XmlLimits::OWN).unwrap();
    let body = xml.split_once("<w:body>").unwrap().1.split_once("</w:body>").unwrap().0.to_owned();
    (0..9).fold(body.replace("<w:t xml:space=\"preserve\">", "T"), |text, id| {
        text.replace(&format!("<w:commentRangeStart w:id=\"{id}\"/>"), &format!("[{id}"))
            .replace(&format!("<w:commentRangeEnd w:id=\"{id}\"/>"), &format!("{id}]"))
            .replace(&format!("<w:r><w:commentReference w:id=\"{id}\"/></w:r>"), &format!("*{id}"))
    })
}

const FIRST: DocxPlace = DocxPlace::Paragraph(0);

#[test]
fn words_of_a_run_are_split_out_with_its_properties() {
    let run = "<w:p><w:r w:rsidR=\"1\"><w:rPr><w:b/></w:rPr><w:t>共十五件。</w:t></w:r></w:p>";
    assert_eq!(
        body(run, &[words(FIRST, "十五件")]),
        "<w:p><w:r w:rsidR=\"1\"><w:rPr><w:b/></w:rPr><w:t>共</w:t></w:r>[0<w:r><w:rPr><w:b/></w:rPr>T十五件</w:t></w:r>0]*0\
         <w:r><w:rPr><w:b/></w:rPr>T。</w:t></w:r></w:p>"
    );
}

#[test]
fn words_at_the_ends_of_runs_split_nothing() {
    let runs = "<w:p><w:pPr><w:jc w:val=\"both\"/></w:pPr><w:r><w:t>共</w:t></w:r><w:r><w:t>十五</w:t></w:r><w:r><w:t>件</w:t></w:r></w:p>";
    let all = "<w:p><w:pPr><w:jc w:val=\"both\"/></w:pPr>[1<w:r><w:t>共</w:t></w:r>[0<w:r><w:t>十五</w:t></w:r><w:r><w:t>件</w:t></w:r>0]1]*0*1</w:p>";
    assert_eq!(body(runs, &[words(FIRST, "十五件"), Anchor::Whole(FIRST)]), all);
    // What is not there is all of the paragraph.
    assert_eq!(body(runs, &[words(FIRST, "十五件"), words(FIRST, "十六件")]), all);
}

#[test]
fn spaces_at_a_split_are_kept_and_references_stay_whole() {
    let run = "<w:p><w:r><w:t>甲 &amp; 乙 15 件</w:t></w:r></w:p>";
    assert_eq!(
        body(run, &[words(FIRST, "&"), words(FIRST, "15")]),
        "<w:p><w:r>T甲 </w:t></w:r>[0<w:r>T&amp;</w:t></w:r>0]*0<w:r>T 乙 </w:t></w:r>[1<w:r>T15</w:t></w:r>1]*1<w:r>T 件</w:t></w:r></w:p>"
    );
}

#[test]
fn controls_fields_and_formulas_are_not_cut() {
    for (inner, name) in [
        ("<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>十五件</w:t></w:r></w:sdtContent></w:sdt>", "a control"),
        ("<w:fldSimple w:instr=\"PAGE\"><w:r><w:t>十五件</w:t></w:r></w:fldSimple>", "a field"),
    ] {
        let text = format!("<w:p><w:r><w:t>共</w:t></w:r>{inner}<w:r><w:t>。</w:t></w:r></w:p>");
        let wanted = format!("<w:p><w:r><w:t>共</w:t></w:r>[0{inner}0]*0<w:r><w:t>。</w:t></w:r></w:p>");
        assert_eq!(body(&text, &[words(FIRST, "五")]), wanted, "{name}");
    }
}

#[test]
fn the_reference_is_no_part_of_an_insertion_or_a_link() {
    for tag in ["ins", "hyperlink", "smartTag"] {
        let text =
            format!("<w:p><w:{tag}><w:r><w:t>共十五件</w:t></w:r></w:{tag}><w:r><w:t>。</w:t></w:r></w:p>");
        let wanted = format!(
            "<w:p><w:{tag}><w:r><w:t>共</w:t></w:r>[0<w:r>T十五</w:t></w:r>0]<w:r>T件</w:t></w:r></w:{tag}>*0<w:r><w:t>。</w:t></w:r></w:p>"
        );
        assert_eq!(body(&text, &[words(FIRST, "十五")]), wanted);
    }
}

#[test]
fn what_was_deleted_is_not_there() {
    let text = "<w:p><w:del><w:r><w:delText>十五</w:delText></w:r></w:del><w:r><w:t>十六</w:t></w:r></w:p>";
    let wanted = text.replace("<w:r><w:t>十六</w:t></w:r>", "[0<w:r><w:t>十六</w:t></w:r>0]*0");
    assert_eq!(body(text, &[words(FIRST, "十六")]), wanted);
    assert_eq!(body(text, &[Anchor::Whole(FIRST)]), wanted);
}

#[test]
fn cells_are_found_by_their_grid() {
    let cell =
        |properties: &str, text: &str| format!("<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{text}</w:p></w:tc>");
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let table = format!(
        "<w:tbl><w:tr>{}{}</w:tr><w:tr><w:trPr><w:del w:id=\"9\"/></w:trPr>{}</w:tr><w:tr>{}{}</w:tr></w:tbl>",
        cell("<w:gridSpan w:val=\"2\"/>", &run("甲")),
        cell("", &run("乙")),
        cell("", &run("删")),
        cell("", &run("丙")),
        // A cell without text, with a table in it.
        format_args!("<w:tc><w:tbl><w:tr>{}</w:tr></w:tbl><w:p/></w:tc>", cell("", &run("丁"))),
    );
    let at = |table, row, column| Anchor::Whole(DocxPlace::Cell { table, row, column });
    let body = body(&format!("<w:p/>{table}<w:p/>"), &[at(0, 0, 2), at(0, 2, 1), at(1, 0, 0), at(0, 2, 0)]);
    for (id, text) in [(0, "乙"), (2, "丁"), (3, "丙")] {
        assert!(body.contains(&format!("[{id}{}{id}]*{id}", run(text))), "{id} {body}");
    }
    assert!(body.contains("</w:tbl><w:p>[11]*1</w:p></w:tc>"), "{body}");
}

#[test]
fn a_comment_without_a_place_stands_at_the_title() {
    let text = "<w:p><w:pPr/></w:p><w:p><w:r><w:t>题目</w:t></w:r></w:p>";
    let wanted = "<w:p><w:pPr/></w:p><w:p>[0[1<w:r><w:t>题目</w:t></w:r>0]1]*0*1</w:p>";
    assert_eq!(body(text, &[Anchor::Document, Anchor::Whole(DocxPlace::Paragraph(99))]), wanted);
    // Where the paragraph is an empty element it gets an end.
    assert_eq!(body("<w:p w:rsidR=\"1\" />", &[Anchor::Document]), "<w:p w:rsidR=\"1\" >[00]*0</w:p>");
    let none = with_comments(&docx(""), &[], &Author::new("甲", "甲"), &Limits::default());
    assert!(none.is_ok());
    let one = [Comment { anchor: Anchor::Document, text: String::new() }];
    let empty = with_comments(&docx(""), &one, &Author::new("甲", "甲"), &Limits::default());
    assert_eq!(empty, Err(CommentError::Empty));
}

#[test]
fn of_several_occurrences_the_nearest_is_meant() {
    let text = "<w:p><w:r><w:t>5件，又5件</w:t></w:r></w:p>";
    let anchor = Anchor::Words { place: FIRST, text: "5件".to_owned(), start: 5 };
    assert_eq!(body(text, &[anchor]), "<w:p><w:r><w:t>5件，又</w:t></w:r>[0<w:r>T5件</w:t></w:r>0]*0</w:p>");
}

#[test]
fn text_boxes_do_not_count() {
    let text = "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val=\"Table of Contents\"/></w:docPartObj></w:sdtPr><w:sdtContent><w:p/>\
                </w:sdtContent></w:sdt><w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>盒</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>\
                <w:p><w:r><w:t>文</w:t></w:r></w:p>";
    let wanted = text.replace("<w:r><w:t>文</w:t></w:r>", "[0<w:r><w:t>文</w:t></w:r>0]*0");
    assert_eq!(body(text, &[Anchor::Whole(DocxPlace::Paragraph(2))]), wanted);
}

#[test]
fn comments_that_are_there_stay_and_numbers_go_on() {
    let document = format!(
        "<x:document xmlns:x=\"{WORD}\"><x:body><x:p><x:commentRangeStart x:id=\"7\"/><x:r><x:t>甲</x:t></x:r><x:commentRangeEnd x:id=\"7\"/>\
         </x:p></x:body></x:document>"
    );
    let rels = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" \
                Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments\" Target=\"comments.xml\"/></Relationships>";
    let old = format!("<c:comments xmlns:c=\"{WORD}\"><c:comment c:id=\"3\" c:author=\"乙\"/></c:comments>");
    let file = with_parts(&document, &[("word/_rels/document.xml.rels", rels), ("word/comments.xml", &old)]);
    let new = commented(&file, &[Anchor::Whole(FIRST)]);
    assert_eq!(
        part(&new, "word/comments.xml"),
        old.replace(
            "</c:comments>",
            "<c:comment c:id=\"8\" c:author=\"年报核对\" c:initials=\"核\"><c:p><c:r><c:t xml:space=\"preserve\">核对</c:t></c:r></c:p></c:comment></c:comments>"
        )
    );
    assert!(part(&new, "word/document.xml").contains("<x:commentRangeStart x:id=\"8\"/>"));
    assert_eq!(part(&new, "word/_rels/document.xml.rels"), rels);
}

#[test]
fn a_file_without_comments_gets_the_part_its_type_and_its_relationship() {
    let new = commented(&docx("<w:p><w:r><w:t>甲</w:t></w:r></w:p>"), &[Anchor::Document]);
    assert!(part(&new, "[Content_Types].xml").contains("PartName=\"/word/comments.xml\""));
    assert!(part(&new, "word/_rels/document.xml.rels").contains("Target=\"comments.xml\""));
    // Again: the same part goes on.
    let twice = commented(&new, &[Anchor::Document]);
    let comments = part(&twice, "word/comments.xml");
    assert!(comments.contains("w:id=\"0\"") && comments.contains("w:id=\"1\""), "{comments}");
    assert_eq!(part(&twice, "[Content_Types].xml"), part(&new, "[Content_Types].xml"));
    assert!(commented(&new, &[Anchor::Document]) == twice);
}

#[test]
fn what_a_comment_says_is_text() {
    let comment = Comment { anchor: Anchor::Document, text: "<w:p>&\u{1}\n第二行".to_owned() };
    let file = docx("<w:p><w:r><w:t>甲</w:t></w:r></w:p>");
    let mut author = Author::new("<甲>", "\"");
    author.date = Date::new(2025, 1, 20);
    let new = with_comments(&file, &[comment], &author, &Limits::default()).unwrap();
    let comments = part(&new, "word/comments.xml");
    let root = Element::parse(&comments, XmlLimits::OWN).unwrap();
    let comment = root.find("comment").unwrap();
    assert_eq!(comment.value("w:author").as_deref(), Some("<甲>"));
    assert_eq!(comment.value("w:date").as_deref(), Some("2025-01-20T00:00:00Z"));
    let lines: Vec<String> = comment.elements().map(Element::content).collect();
    assert_eq!(lines, ["<w:p>&\u{FFFD}", "第二行"]);
}

#[test]
fn damaged_files_end_in_an_error() {
    let comments = [Comment { anchor: Anchor::Document, text: String::new() }];
    let all = |bytes: &[u8]| with_comments(bytes, &comments, &Author::new("甲", "甲"), &Limits::default());
    assert_eq!(all(b""), Err(CommentError::Package));
    let good = docx("<w:p><w:r><w:t>甲</w:t></w:r></w:p>");
    for cut in 0..good.len() {
        let _ = all(&good[..cut]);
    }
    for broken in ["<w:p>", "<!DOCTYPE a><a/>", "", "<w:p xmlns:w='u'/>"] {
        assert!(all(&with_parts(broken, &[])).is_err(), "{broken}");
    }
}

/// All text of the elements that have some, in order.
fn texts(xml: &str) -> String {
    fn add(element: &Element, out: &mut String) {
        match element.local_name() {
            "t" | "delText" => out.push_str(&element.content()),
            _ => element.elements().for_each(|child| add(child, out)),
        }
    }
    let mut out = String::new();
    add(&Element::parse(xml, XmlLimits::OWN).unwrap(), &mut out);
    out
}

/// A comment on every paragraph and cell, and on some words in the middle of each.
fn everywhere(docx: &[u8]) -> Vec<Anchor> {
    let limits = Limits::default();
    let mut package = Package::open(docx, &limits).unwrap();
    let main = package.main_part().unwrap();
    let scan = scan::scan(&package.part(&main).unwrap().unwrap(), &limits).unwrap();
    let mut anchors = Vec::new();
    for (place, paragraphs) in scan.places() {
        anchors.push(Anchor::Whole(place));
        let pieces = paragraphs.iter().flat_map(|p| &p.units).flat_map(|unit| &unit.pieces);
        let text: Vec<char> = pieces.flat_map(|piece| piece.text.chars()).collect();
        let third = text.len() / 3;
        if third > 0 {
            let words: String = text[third..text.len() - third].iter().collect();
            anchors.push(Anchor::Words { place, text: words, start: third });
        }
    }
    anchors
}

#[test]
fn comments_everywhere_in_files_of_others_change_nothing_else() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    for file in
        ["import/blank-form-2021.docx", "render/reference-libreoffice.docx"].map(|name| root.join(name))
    {
        let before = std::fs::read(&file).unwrap();
        let anchors = everywhere(&before);
        assert!(anchors.len() > 1);
        let after = commented(&before, &anchors);
        // For .ci/validate-docx.
        if let Some(out) = std::env::var_os("DOCX_OUT").map(std::path::PathBuf::from) {
            std::fs::create_dir_all(&out).unwrap();
            let name = file.file_name().unwrap().to_string_lossy();
            std::fs::write(out.join(format!("before-{name}")), &before).unwrap();
            std::fs::write(out.join(format!("after-{name}")), &after).unwrap();
        }
        let (old, new) = (part(&before, "word/document.xml"), part(&after, "word/document.xml"));
        assert_eq!(texts(&new), texts(&old), "{}", file.display());
        for mark in ["commentRangeStart", "commentRangeEnd", "commentReference"] {
            let added = new.matches(mark).count() - old.matches(mark).count();
            assert_eq!(added, anchors.len(), "{mark} in {}", file.display());
        }
        let limits = Limits::default();
        match (crate::import::docx(&before, &limits), crate::import::docx(&after, &limits)) {
            (Ok(before), Ok(after)) => {
                assert_eq!(before.to_yaml(), after.to_yaml(), "{}", file.display());
                assert_eq!(before.notes, after.notes);
            }
            (before, after) => assert_eq!(before.is_err(), after.is_err()),
        }
    }
}
