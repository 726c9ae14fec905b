//! Reading a reference document. It may be anything that has its name: sizes, numbers and nesting are
//! bounded, no entity is expanded, and of what it refers to only pictures inside of it are followed.

use std::io::Cursor;

use zip::ZipArchive;

use super::super::parts::MAIN;
use super::super::post_process::sort_children;
use super::{Around, AroundKind, Media, PageBox, Reference, ReferenceError, Target};
use crate::xml::{self, Element, Limits, PartError, XmlError};

/// Bytes of the file, of a part after inflating, and of all parts that are read together.
const MAX_FILE: usize = 16 << 20;
const MAX_PART: usize = 8 << 20;
const MAX_TOTAL: usize = 32 << 20;
/// Parts of the package.
const MAX_PARTS: usize = 1000;
/// Headers and footers of a section are at most six; relationships of one of them are a few.
const MAX_RELATIONSHIPS: usize = 200;
/// Elements of a part, and elements inside elements.
const LIMITS: Limits = Limits { depth: 100, nodes: 200_000, bytes: MAX_PART };

/// Pictures by the ending of their names, with their media types.
const PICTURES: [(&str, &str); 10] = [
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("gif", "image/gif"),
    ("bmp", "image/bmp"),
    ("tif", "image/tiff"),
    ("tiff", "image/tiff"),
    ("emf", "image/x-emf"),
    ("wmf", "image/x-wmf"),
    ("svg", "image/svg+xml"),
];

/// What of a section is taken over; the rest of it is about the reference's own text.
const SECTION: [&str; 12] = [
    "w:pgSz",
    "w:pgMar",
    "w:pgBorders",
    "w:lnNumType",
    "w:pgNumType",
    "w:cols",
    "w:vAlign",
    "w:titlePg",
    "w:textDirection",
    "w:bidi",
    "w:rtlGutter",
    "w:docGrid",
];

struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Bytes that may still be read.
    left: usize,
}

impl<'a> Package<'a> {
    fn open(bytes: &'a [u8]) -> Result<Self, ReferenceError> {
        if bytes.len() > MAX_FILE {
            return Err(ReferenceError::TooLarge { what: "文件大小", limit: megabytes(MAX_FILE) });
        }
        if xml::has_more_parts(bytes, MAX_PARTS) {
            return Err(ReferenceError::TooLarge {
                what: "压缩包内的文件数", limit: MAX_PARTS.to_string()
            });
        }
        Ok(Self { archive: ZipArchive::new(Cursor::new(bytes))?, left: MAX_TOTAL })
    }

    /// The bytes of a part, none where there is no such part.
    fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, ReferenceError> {
        let limit = self.left.min(MAX_PART);
        let bytes = xml::read_part(&mut self.archive, name, limit).map_err(|error| match error {
            PartError::TooLarge => {
                ReferenceError::TooLarge { what: "解压后的内容", limit: megabytes(limit) }
            }
            PartError::Package(error) => error.into(),
            PartError::Inflate(source) => ReferenceError::Inflate { part: name.to_owned(), source },
        })?;
        self.left -= bytes.as_ref().map_or(0, Vec::len);
        Ok(bytes)
    }

    fn text(&mut self, name: &str) -> Result<Option<String>, ReferenceError> {
        let Some(bytes) = self.part(name)? else { return Ok(None) };
        let text = String::from_utf8(bytes).map_err(|_| broken(name, XmlError::Encoding))?;
        Ok(Some(text.trim_start_matches('\u{FEFF}').to_owned()))
    }

    fn relationships(&mut self, part: &str) -> Result<Vec<Relationship>, ReferenceError> {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        let rels = format!("{folder}/_rels/{name}.rels");
        let Some(text) = self.text(&rels)? else { return Ok(Vec::new()) };
        let root = parse(&rels, &text)?;
        let value = |e: &Element, name| e.value(name).unwrap_or_default().into_owned();
        let all = root.elements().map(|e| Relationship {
            id: value(e, "Id"),
            kind: value(e, "Type").rsplit('/').next().unwrap_or_default().to_owned(),
            external: e.value("TargetMode").is_some_and(|mode| mode == "External"),
            target: value(e, "Target"),
        });
        let all: Vec<_> = all.take(MAX_RELATIONSHIPS + 1).collect();
        if all.len() > MAX_RELATIONSHIPS {
            return Err(ReferenceError::TooLarge {
                what: "引用的部件数",
                limit: MAX_RELATIONSHIPS.to_string(),
            });
        }
        Ok(all)
    }
}

/// What a part refers to.
struct Relationship {
    id: String,
    /// The last part of its type: `header`, `image`.
    kind: String,
    external: bool,
    target: String,
}

impl Relationship {
    /// The part that it leads to from the folder `word`.
    fn part(&self) -> String {
        match self.target.strip_prefix('/') {
            Some(absolute) => absolute.to_owned(),
            None => format!("word/{}", self.target),
        }
    }
}

fn megabytes(bytes: usize) -> String {
    format!("{} MB", bytes >> 20)
}

fn broken(part: &str, source: XmlError) -> ReferenceError {
    ReferenceError::Part { part: part.to_owned(), source }
}

fn parse<'t>(part: &str, text: &'t str) -> Result<Element<'t>, ReferenceError> {
    Element::parse(text, LIMITS).map_err(|source| broken(part, source))
}

/// A part of WordprocessingML whose elements have the usual prefix.
fn word_part<'t>(part: &str, text: &'t str, root: &str) -> Result<Element<'t>, ReferenceError> {
    let element = parse(part, text)?;
    if element.name != root || element.value("xmlns:w").is_none_or(|namespace| namespace != MAIN) {
        return Err(ReferenceError::Vocabulary(part.to_owned()));
    }
    Ok(element)
}

impl Reference {
    /// Reads a Word file as a reference.
    ///
    /// # Errors
    /// It is no Word file, larger than a reference may be, or its headers hold what cannot be taken over.
    pub fn read(bytes: &[u8]) -> Result<Self, ReferenceError> {
        let mut package = Package::open(bytes)?;
        let document = package.text(DOCUMENT)?.ok_or(ReferenceError::Missing(DOCUMENT))?;
        let body = word_part(DOCUMENT, &document, "w:document")?;
        let styles = package.text(STYLES)?.ok_or(ReferenceError::Missing(STYLES))?;
        word_part(STYLES, &styles, "w:styles")?;
        let section = last_section(&body).ok_or(ReferenceError::Missing("页面设置（w:sectPr）"))?;
        let page = PageBox::of(section);
        let even_and_odd = match package.text("word/settings.xml")? {
            Some(settings) => is_on(&parse("word/settings.xml", &settings)?, "w:evenAndOddHeaders"),
            None => false,
        };
        let relationships = package.relationships(DOCUMENT)?;
        let mut media = Vec::new();
        let around = read_around(&mut package, section, &relationships, &mut media)?;
        let theme = match relationships.iter().find(|r| r.kind == "theme" && !r.external) {
            Some(theme) => read_theme(&mut package, &theme.part())?,
            None => None,
        };
        let title_page = is_on(section, "w:titlePg");
        let section = kept(section).to_part(0);
        Ok(Self { styles, section, around, media, theme, even_and_odd, title_page, page })
    }
}

const DOCUMENT: &str = "word/document.xml";
const STYLES: &str = "word/styles.xml";

/// The settings of the last section, which are those of the document where there is only one.
fn last_section<'e, 't>(document: &'e Element<'t>) -> Option<&'e Element<'t>> {
    let body = document.elements().find(|e| e.name == "w:body")?;
    body.elements().filter(|e| e.name == "w:sectPr").last()
}

/// Whether a switch is there and on.
fn is_on(parent: &Element, name: &str) -> bool {
    let off = |e: &Element| e.value("w:val").is_some_and(|v| matches!(&*v, "0" | "false" | "off"));
    parent.elements().find(|e| e.name == name).is_some_and(|e| !off(e))
}

/// What is taken over of a section: known elements with attributes of Word's own vocabulary.
fn kept<'t>(section: &Element<'t>) -> Element<'t> {
    let mut kept = Element::new("w:sectPr");
    for name in SECTION {
        if let Some(element) = section.elements().find(|e| e.name == name) {
            kept.push(own_vocabulary(element));
        }
    }
    kept
}

fn own_vocabulary<'t>(element: &Element<'t>) -> Element<'t> {
    let mut own = Element { name: element.name.clone(), attributes: Vec::new(), children: Vec::new() };
    own.attributes.extend(element.attributes.iter().filter(|(name, _)| name.starts_with("w:")).cloned());
    for child in element.elements().filter(|child| child.name.starts_with("w:")) {
        own.push(own_vocabulary(child));
    }
    own
}

/// The headers and footers that a section names.
fn read_around(
    package: &mut Package,
    section: &Element,
    relationships: &[Relationship],
    media: &mut Vec<Media>,
) -> Result<Vec<Around>, ReferenceError> {
    let mut around: Vec<Around> = Vec::new();
    for reference in section.elements() {
        let kind = match &*reference.name {
            "w:headerReference" => AroundKind::Header,
            "w:footerReference" => AroundKind::Footer,
            _ => continue,
        };
        let which = reference.value("w:type").unwrap_or_default();
        let Some(which) = ["default", "even", "first"].into_iter().find(|known| *known == which) else {
            continue;
        };
        let (id, repeated) =
            (reference.value("r:id"), around.iter().any(|a| a.kind == kind && a.which == which));
        let found = relationships.iter().find(|r| !r.external && Some(r.id.as_str()) == id.as_deref());
        let (Some(found), false) = (found, repeated) else { continue };
        let part = found.part();
        let Some(text) = package.text(&part)? else { continue };
        let mut root = word_part(&part, &text, kind.root())?;
        make_portable(&mut root);
        let targets = read_targets(package, &part, media)?;
        around.push(Around { kind, which, xml: root.to_part(text.len()), targets });
    }
    Ok(around)
}

/// Takes out what has a meaning only among the other parts of its own document, numbers of lists and of
/// paragraphs, and mends what some programs write against the schema: LibreOffice puts properties into an
/// order of its own and aligns text at its `start`.
pub(super) fn make_portable(element: &mut Element) {
    element.remove_attribute("w14:paraId");
    element.remove_attribute("w14:textId");
    element.children.retain(|node| !matches!(node, xml::Node::Element(e) if e.name == "w:numPr"));
    if element.name == "w:jc" {
        match element.value("w:val").as_deref() {
            Some("start") => element.set("w:val", "left"),
            Some("end") => element.set("w:val", "right"),
            _ => {}
        }
    }
    element.elements_mut().for_each(make_portable);
    sort_children(element);
}

/// What a header or footer refers to: pictures, which are read, and addresses.
fn read_targets(
    package: &mut Package,
    part: &str,
    media: &mut Vec<Media>,
) -> Result<Vec<(String, Target)>, ReferenceError> {
    let mut targets = Vec::new();
    for relationship in package.relationships(part)? {
        let content = |what: &str| ReferenceError::Content { part: part.to_owned(), what: what.to_owned() };
        let target = match (relationship.kind.as_str(), relationship.external) {
            ("image", false) => {
                let name = relationship.part();
                let ending = name.rsplit('.').next().unwrap_or_default().to_lowercase();
                let known = PICTURES.iter().find(|(known, _)| *known == ending);
                let (ending, media_type) = known.ok_or_else(|| content(&format!("图片 {name}")))?;
                let bytes = package.part(&name)?.ok_or_else(|| content(&format!("缺少图片 {name}")))?;
                media.push(Media { ending, media_type, bytes });
                Target::Media(media.len() - 1)
            }
            ("hyperlink", true) if is_address(&relationship.target) => Target::Link(relationship.target),
            ("image", true) => return Err(content("文档以外的图片")),
            (other, _) => return Err(content(other)),
        };
        targets.push((relationship.id, target));
    }
    Ok(targets)
}

fn is_address(target: &str) -> bool {
    ["http://", "https://", "mailto:"].into_iter().any(|scheme| target.starts_with(scheme))
}

/// The colours and faces that styles may name. One that refers to pictures is left out.
fn read_theme(package: &mut Package, part: &str) -> Result<Option<String>, ReferenceError> {
    let Some(text) = package.text(part)? else { return Ok(None) };
    let root = parse(part, &text)?;
    Ok(package.relationships(part)?.is_empty().then(|| root.to_part(text.len())))
}

impl PageBox {
    fn of(section: &Element) -> Self {
        let part = |name: &str| section.elements().find(|e| e.name == name);
        let twips = |element: Option<&Element>, name: &str, otherwise: i32| {
            let value = element.and_then(|e| e.value(name));
            value
                .and_then(|value| value.parse().ok())
                .filter(|n: &i32| n.abs() <= MAX_TWIPS)
                .unwrap_or(otherwise)
        };
        // What Word takes where a section does not say: A4, as this program has it, and an inch on each side.
        let (size, margin) = (part("w:pgSz"), part("w:pgMar"));
        let inch = |name| twips(margin, name, 1440);
        Self {
            width: twips(size, "w:w", 11_906),
            height: twips(size, "w:h", 16_838),
            // A negative margin is one that no header may push away.
            top: inch("w:top").abs(),
            bottom: inch("w:bottom").abs(),
            left: inch("w:left") + twips(margin, "w:gutter", 0),
            right: inch("w:right"),
        }
    }
}

/// Word's sheets are at most 22 inches long.
const MAX_TWIPS: i32 = 22 * 1440;
