//! The package (GB/T 33190-2016, chapter 6): the parts and the entry that names them, zipped to the same
//! bytes each time.

use typst_layout::PagedDocument;

use crate::document::Document;
use crate::render::pdf::{PdfError, Spot};
use crate::xml::{Element, zip_parts};

use super::font::Faces;
use super::object::{Id, NAMESPACE, text_element};
use super::resources::{Lists, Resources};
use super::tags::{TAG_NAMESPACE, Tags};
use super::units::Rectangle;
use super::{OfdError, outline, page, readable};

/// The folder of the only document.
const FOLDER: &str = "Doc_0";
const TAG_INDEX: &str = "CustomTags.xml";
const TAG_FILE: &str = "Tags/Report.xml";

/// The parts of a package, in their order.
#[derive(Default)]
struct Parts(Vec<(String, Vec<u8>)>);

impl Parts {
    fn add(&mut self, name: &str, element: &Element<'_>) {
        self.0.push((format!("{FOLDER}/{name}"), element.to_part(4096).into_bytes()));
    }
}

/// The file of some laid-out pages.
///
/// # Errors
/// A face cannot be cut, or the engine cannot draw something that has to be a bitmap.
pub(super) fn package(
    pages: &PagedDocument,
    spots: &[Spot],
    document: &Document,
    faces: &Faces,
) -> Result<Vec<u8>, OfdError> {
    let mut resources = Resources::default();
    let mut tags = Tags::new(document, spots);
    let ids: Vec<Id> = pages.pages().iter().map(|_| resources.ids.next()).collect();
    let first = pages.pages().first().ok_or_else(|| PdfError::Engine("no page".to_owned()))?;
    let size = page::size(first);
    let mut contents = Vec::with_capacity(ids.len());
    for (page, id) in pages.pages().iter().zip(&ids) {
        contents.push(page::content(page, *id, size, &mut resources, &mut tags)?);
    }
    let lists = resources.into_parts(faces)?;
    let tags = tags.into_part();
    let mut parts = Parts::default();
    parts.add("Document.xml", &root(pages, &ids, size, &lists, tags.is_some()));
    if let Some(list) = &lists.public {
        parts.add("PublicRes.xml", list);
    }
    if let Some(list) = &lists.document {
        parts.add("DocumentRes.xml", list);
    }
    for (number, content) in contents.iter().enumerate() {
        parts.add(&page_file(number), content);
    }
    if let Some(tags) = &tags {
        parts.add(TAG_INDEX, &tag_index());
        parts.add(TAG_FILE, tags);
    }
    parts.0.extend(lists.parts.into_iter().map(|part| (format!("{FOLDER}/{}", part.name), part.bytes)));
    // The entry comes first, and names the document by a hash of all the others.
    let entry = entry(document, &parts).to_part(1024).into_bytes();
    let parts = parts.0.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
    Ok(zip_parts(std::iter::once(("OFD.xml", entry.as_slice())).chain(parts))?)
}

fn page_file(number: usize) -> String {
    format!("Pages/Page_{number}/Content.xml")
}

/// `OFD.xml` (7.4): what the document is, whose, of which day, and where it begins. It keeps to GB/T 42133
/// (OFD/A): faces are embedded, nothing lies outside, there is no script, no permission, no encryption, and
/// the only actions lead to places of the document.
fn entry(document: &Document, parts: &Parts) -> Element<'static> {
    let mut info = Element::new("ofd:DocInfo");
    info.push(text_element("ofd:DocID", &document_id(document, parts)));
    info.push(text_element("ofd:Title", &readable(&document.meta.title)));
    info.push(text_element("ofd:Author", &readable(&document.meta.author)));
    info.push(text_element("ofd:CreationDate", &document.meta.date.iso()));
    info.push(text_element("ofd:Creator", "nianbao"));
    info.push(text_element("ofd:CreatorVersion", env!("CARGO_PKG_VERSION")));
    let mut body = Element::new("ofd:DocBody");
    body.push(info);
    body.push(text_element("ofd:DocRoot", &format!("{FOLDER}/Document.xml")));
    let mut root = Element::new("ofd:OFD");
    root.set("xmlns:ofd", NAMESPACE);
    root.set("Version", "1.0");
    root.set("DocType", "OFD-A");
    root.push(body);
    root
}

/// The document's id, a UUID as 32 hexadecimal digits: one of version 8 (RFC 9562), whose bits are a hash of
/// the content, so that the same report has the same id and a changed one another.
fn document_id(document: &Document, parts: &Parts) -> String {
    let mut hasher = blake3::Hasher::new();
    for text in [&document.meta.title, &document.meta.author] {
        hasher.update(text.as_bytes()).update(&[0]);
    }
    hasher.update(document.meta.date.iso().as_bytes());
    for (name, bytes) in &parts.0 {
        hasher.update(name.as_bytes()).update(&(bytes.len() as u64).to_le_bytes()).update(bytes);
    }
    let mut id = [0; 16];
    hasher.finalize_xof().fill(&mut id);
    id[6] = id[6] & 0x0F | 0x80;
    id[8] = id[8] & 0x3F | 0x80;
    id.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `Document.xml` (7.5): the size of the pages, the resources, the pages, the outline, the tags.
fn root(
    pages: &PagedDocument,
    ids: &[Id],
    size: Rectangle,
    lists: &Lists,
    has_tags: bool,
) -> Element<'static> {
    let mut common = Element::new("ofd:CommonData");
    common.push(text_element("ofd:MaxUnitID", &lists.last_id.to_string()));
    common.push(page::page_area("ofd:PageArea", size));
    if lists.public.is_some() {
        common.push(text_element("ofd:PublicRes", "PublicRes.xml"));
    }
    if lists.document.is_some() {
        common.push(text_element("ofd:DocumentRes", "DocumentRes.xml"));
    }
    let mut tree = Element::new("ofd:Pages");
    for (number, id) in ids.iter().enumerate() {
        let mut page = Element::new("ofd:Page");
        page.set("ID", id.to_string());
        page.set("BaseLoc", page_file(number));
        tree.push(page);
    }
    let mut root = Element::new("ofd:Document");
    root.set("xmlns:ofd", NAMESPACE);
    root.push(common);
    root.push(tree);
    if let Some(outlines) = outline::outlines(pages, ids) {
        root.push(outlines);
    }
    if has_tags {
        root.push(text_element("ofd:CustomTags", TAG_INDEX));
    }
    root
}

/// `CustomTags.xml` (chapter 16): where the tags are.
fn tag_index() -> Element<'static> {
    let mut tag = Element::new("ofd:CustomTag");
    tag.set("NameSpace", TAG_NAMESPACE);
    tag.push(text_element("ofd:FileLoc", TAG_FILE));
    let mut root = Element::new("ofd:CustomTags");
    root.set("xmlns:ofd", NAMESPACE);
    root.push(tag);
    root
}
