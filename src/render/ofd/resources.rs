//! What the pages of a report draw with: faces and pictures (GB/T 33190-2016, 7.9). Faces stand in
//! `PublicRes.xml`, pictures in `DocumentRes.xml`, as GB/T 42133-2022, 6.2.6 asks of archived files.

use typst::text::{FontInstance, FontStyle, FontWeight};

use crate::xml::Element;

use super::bitmap::Bitmap;
use super::font::{FaceError, Faces, UsedGlyphs};
use super::object::{Id, Ids, NAMESPACE, text_element};

/// The folder of the faces and pictures, beside the two lists.
const FOLDER: &str = "Res";

/// The faces and pictures in use so far.
#[derive(Default)]
pub(super) struct Resources {
    pub ids: Ids,
    faces: Vec<FaceUse>,
    pictures: Vec<(Id, Bitmap)>,
}

/// A face in use.
pub(super) struct FaceUse {
    pub id: Id,
    font: FontInstance,
    pub glyphs: UsedGlyphs,
}

/// The number of a face in [`Resources`].
#[derive(Debug, Clone, Copy)]
pub(super) struct FaceNumber(usize);

/// A file of the package.
pub(super) struct Part {
    /// Its name in the folder of the document.
    pub name: String,
    pub bytes: Vec<u8>,
}

impl Resources {
    /// The number of a face, new or known.
    pub(super) fn face(&mut self, font: &FontInstance) -> FaceNumber {
        // The last one is asked first: most runs are set in the face of the run before.
        let known = self.faces.iter().rposition(|face| is_same(&face.font, font));
        FaceNumber(known.unwrap_or_else(|| {
            self.faces.push(FaceUse {
                id: self.ids.next(),
                font: font.clone(),
                glyphs: UsedGlyphs::default(),
            });
            self.faces.len() - 1
        }))
    }

    pub(super) fn face_mut(&mut self, number: FaceNumber) -> &mut FaceUse {
        &mut self.faces[number.0]
    }

    /// The id of a picture; the same for the same content.
    pub(super) fn picture(&mut self, bitmap: Bitmap) -> Id {
        let known = self.pictures.iter().find(|(_, known)| known.bytes == bitmap.bytes).map(|known| known.0);
        known.unwrap_or_else(|| {
            let id = self.ids.next();
            self.pictures.push((id, bitmap));
            id
        })
    }

    /// The faces and pictures as files, and the two lists of them.
    ///
    /// # Errors
    /// A face cannot be cut.
    pub(super) fn into_parts(self, faces: &Faces) -> Result<Lists, FaceError> {
        let mut parts = Vec::new();
        let mut list = Element::new("ofd:Fonts");
        for face in &self.faces {
            let name = subset_name(face);
            let file = format!("Font_{}.ttf", face.id);
            list.push(font_element(face, &name, &file));
            let bytes = faces.subset(&face.font, &face.glyphs, &name)?;
            parts.push(Part { name: format!("{FOLDER}/{file}"), bytes });
        }
        let public = (!self.faces.is_empty()).then(|| resource_list(list));
        let mut list = Element::new("ofd:MultiMedias");
        let has_pictures = !self.pictures.is_empty();
        for (id, picture) in self.pictures {
            let file = format!("Image_{id}.{}", picture.format.ending());
            let mut element = Element::new("ofd:MultiMedia");
            element.set("ID", id.to_string());
            element.set("Type", "Image");
            element.set("Format", picture.format.name());
            element.push(text_element("ofd:MediaFile", &file));
            list.push(element);
            parts.push(Part { name: format!("{FOLDER}/{file}"), bytes: picture.bytes });
        }
        let document = has_pictures.then(|| resource_list(list));
        Ok(Lists { public, document, parts, last_id: self.ids.last() })
    }
}

/// The lists of resources and the files that they name.
pub(super) struct Lists {
    /// `PublicRes.xml`: the faces. None without text.
    pub public: Option<Element<'static>>,
    /// `DocumentRes.xml`: the pictures. None without any.
    pub document: Option<Element<'static>>,
    pub parts: Vec<Part>,
    /// The largest id given.
    pub last_id: Id,
}

fn resource_list(list: Element<'static>) -> Element<'static> {
    let mut element = Element::new("ofd:Res");
    element.set("xmlns:ofd", NAMESPACE);
    element.set("BaseLoc", FOLDER);
    element.push(list);
    element
}

/// Two faces are the same if they are the same bytes of memory; to compare these would take long.
fn is_same(one: &FontInstance, other: &FontInstance) -> bool {
    one.data().as_ptr() == other.data().as_ptr()
        && one.index() == other.index()
        && one.variations() == other.variations()
}

/// `CT_Font` (11.1). The embedded face is a part of the one it is named after, so it has a name of its own:
/// a reader that prefers a face of the system would take glyphs by numbers that only the embedded one has.
fn font_element(face: &FaceUse, name: &str, file: &str) -> Element<'static> {
    let variant = &face.font.info().variant;
    let mut element = Element::new("ofd:Font");
    element.set("ID", face.id.to_string());
    element.set("FontName", crate::xml::escape(name));
    element.set("FamilyName", crate::xml::escape(&face.font.info().family));
    if variant.style != FontStyle::Normal {
        element.set("Italic", "true");
    }
    if variant.weight >= FontWeight::SEMIBOLD {
        element.set("Bold", "true");
    }
    element.push(text_element("ofd:FontFile", file));
    element
}

/// `NIANBAO3+FandolFang R`: what begins with capitals and a plus is known to be a part of a face, as in PDF.
fn subset_name(face: &FaceUse) -> String {
    format!("NIANBAO{}+{}", face.id, face.font.info().family)
}
