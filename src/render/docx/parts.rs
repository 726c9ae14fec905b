//! The parts that are the same in every draft of one layout but for a few values: types, relationships,
//! settings, properties, fonts.

use std::collections::BTreeSet;

use super::measure::{Measures, face};
use super::media::Media;
use super::text::clean;
use crate::document::{Meta, Role};
use crate::fonts::WordClass;
use crate::layout::Layout;
use crate::picture::PictureKind;
use crate::xml::{DECLARATION, escape};

/// A header or footer of the package.
#[derive(Debug, Clone, Copy)]
pub(super) struct HeaderFooter {
    /// Its name, `word/footer1.xml`.
    pub name: &'static str,
    /// The id under which docx-rs refers to it from the body.
    pub id: &'static str,
    kind: &'static str,
}

pub(super) const HEADERS: [HeaderFooter; 2] = [
    HeaderFooter { name: "word/header1.xml", id: "rIdHeader1", kind: "header" },
    HeaderFooter { name: "word/header2.xml", id: "rIdHeader2", kind: "header" },
];

pub(super) const FOOTERS: [HeaderFooter; 2] = [
    HeaderFooter { name: "word/footer1.xml", id: "rIdFooter1", kind: "footer" },
    HeaderFooter { name: "word/footer2.xml", id: "rIdFooter2", kind: "footer" },
];

/// The namespace of WordprocessingML.
pub(super) const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
pub(super) const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006";
pub(super) const WORD_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// `[Content_Types].xml`.
pub(super) fn content_types(around: &[HeaderFooter], media: &[Media]) -> String {
    let kinds: BTreeSet<PictureKind> = media.iter().map(|media| media.kind).collect();
    let kind = |kind: &PictureKind| {
        let (ending, media_type) = (kind.endings()[0], kind.media_type());
        format!("<Default Extension=\"{ending}\" ContentType=\"{media_type}\"/>")
    };
    let pictures: String = kinds.iter().map(kind).collect();
    let around: String =
        around.iter().map(|e| over(e.name, &format!("{WORD_TYPE}.{}+xml", e.kind))).collect();
    [
        DECLARATION,
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">",
        "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>",
        "<Default Extension=\"xml\" ContentType=\"application/xml\"/>",
        &pictures,
        &over("word/document.xml", &format!("{WORD_TYPE}.document.main+xml")),
        &over("word/styles.xml", &format!("{WORD_TYPE}.styles+xml")),
        &over("word/settings.xml", &format!("{WORD_TYPE}.settings+xml")),
        &over("word/fontTable.xml", &format!("{WORD_TYPE}.fontTable+xml")),
        &around,
        &over("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
        &over("docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml"),
        "</Types>",
    ]
    .concat()
}

fn over(name: &str, kind: &str) -> String {
    format!("<Override PartName=\"/{name}\" ContentType=\"{kind}\"/>")
}

/// `_rels/.rels`.
pub(super) fn package_relationships() -> String {
    let core = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties";
    relationships(&[
        ("rId1", &format!("{OFFICE}/relationships/officeDocument"), "word/document.xml"),
        ("rId2", core, "docProps/core.xml"),
        ("rId3", &format!("{OFFICE}/relationships/extended-properties"), "docProps/app.xml"),
    ])
}

/// `word/_rels/document.xml.rels`.
pub(super) fn document_relationships(around: &[HeaderFooter], media: &[Media]) -> String {
    let kind = |name: &str| format!("{OFFICE}/relationships/{name}");
    let (styles, settings, fonts) = (kind("styles"), kind("settings"), kind("fontTable"));
    let around: Vec<_> =
        around.iter().map(|e| (e.id, kind(e.kind), e.name.trim_start_matches("word/"))).collect();
    let mut all: Vec<(&str, &str, &str)> = vec![
        ("rId1", &styles, "styles.xml"),
        ("rId2", &settings, "settings.xml"),
        ("rId3", &fonts, "fontTable.xml"),
    ];
    all.extend(around.iter().map(|(id, kind, target)| (*id, kind.as_str(), *target)));
    let image = kind("image");
    all.extend(media.iter().map(|m| (m.id.as_str(), image.as_str(), m.name.trim_start_matches("word/"))));
    relationships(&all)
}

fn relationships(all: &[(&str, &str, &str)]) -> String {
    let one = |(id, kind, target): &(&str, &str, &str)| {
        format!("<Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"{target}\"/>")
    };
    let all: String = all.iter().map(one).collect();
    format!(
        "{DECLARATION}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{all}</Relationships>"
    )
}

/// `docProps/core.xml`: title, author, language, dates.
pub(super) fn core_properties(meta: &Meta) -> String {
    let date = meta.date.iso_midnight();
    let (title, author, language) =
        (escape(&clean(&meta.title)), escape(&clean(&meta.author)), escape(meta.language));
    format!(
        "{DECLARATION}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:dcmitype=\"http://purl.org/dc/dcmitype/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\
         <dc:title>{title}</dc:title><dc:creator>{author}</dc:creator><cp:lastModifiedBy>{author}</cp:lastModifiedBy>\
         <dcterms:created xsi:type=\"dcterms:W3CDTF\">{date}</dcterms:created>\
         <dcterms:modified xsi:type=\"dcterms:W3CDTF\">{date}</dcterms:modified><dc:language>{language}</dc:language>\
         </cp:coreProperties>"
    )
}

/// `docProps/app.xml`.
pub(super) fn app_properties(meta: &Meta) -> String {
    let company = escape(&clean(&meta.author));
    format!(
        "{DECLARATION}<Properties xmlns=\"{OFFICE}/extended-properties\"><Application>nianbao</Application>\
         <Company>{company}</Company></Properties>"
    )
}

/// `word/settings.xml`: the rules of Chinese setting, and the ways of Word 2013 and later.
pub(super) fn settings(measures: &Measures, meta: &Meta) -> String {
    let language = escape(meta.language);
    let tab = measures.first_line;
    format!(
        "{DECLARATION}<w:settings xmlns:w=\"{MAIN}\"><w:zoom w:percent=\"100\"/><w:bordersDoNotSurroundHeader/>\
         <w:bordersDoNotSurroundFooter/><w:defaultTabStop w:val=\"{tab}\"/><w:evenAndOddHeaders/>\
         <w:drawingGridVerticalSpacing w:val=\"{pitch}\"/><w:characterSpacingControl w:val=\"compressPunctuation\"/>\
         <w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/>\
         <w:doNotExpandShiftReturn/><w:adjustLineHeightInTable/><w:useFELayout/>\
         <w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/>\
         <w:compatSetting w:name=\"overrideTableStyleFontSizeAndJustification\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"1\"/>\
         <w:compatSetting w:name=\"enableOpenTypeFeatures\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"1\"/>\
         <w:compatSetting w:name=\"doNotFlipMirrorIndents\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"1\"/>\
         <w:compatSetting w:name=\"differentiateMultirowTableHeaders\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"1\"/>\
         </w:compat><w:themeFontLang w:val=\"en-US\" w:eastAsia=\"{language}\"/><w:decimalSymbol w:val=\".\"/><w:listSeparator w:val=\",\"/>\
         </w:settings>",
        pitch = measures.pitch / 2,
    )
}

/// `word/fontTable.xml`: the faces by their official names, and what Word may take where one is not
/// installed.
pub(super) fn font_table(layout: &Layout) -> String {
    let roles = [Role::Title, Role::Hei, Role::Kai, Role::Fang, Role::Song, Role::Latin];
    let fonts: String = roles.into_iter().map(|role| font(layout, role)).collect();
    format!("{DECLARATION}<w:fonts xmlns:w=\"{MAIN}\">{fonts}</w:fonts>")
}

fn font(layout: &Layout, role: Role) -> String {
    let name = escape(face(layout, role));
    let faces = layout.faces.get(&role);
    let others = faces.map(|faces| escape(&faces.alternatives.join(","))).unwrap_or_default();
    let others = if others.is_empty() { String::new() } else { format!("<w:altName w:val=\"{others}\"/>") };
    let class = faces.and_then(|faces| faces.word_class.as_ref()).map(font_class).unwrap_or_default();
    format!("<w:font w:name=\"{name}\">{others}{class}</w:font>")
}

fn font_class(class: &WordClass) -> String {
    let WordClass { panose, charset, family, pitch, .. } = class;
    let (family, pitch) = (family.name(), pitch.name());
    let signature: String = class.signature().map(|(name, word)| format!(" w:{name}=\"{word}\"")).collect();
    format!(
        "<w:panose1 w:val=\"{panose}\"/><w:charset w:val=\"{charset}\"/><w:family w:val=\"{family}\"/>\
         <w:pitch w:val=\"{pitch}\"/><w:sig{signature}/>"
    )
}
