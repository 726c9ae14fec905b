//! The conditions of GB/T 42133-2022 for archived files (OFD/A), clause by clause, as far as they say what
//! a file must be and not how it comes about. Left out: recommendations (metadata as custom data, 6.2.1 b;
//! colors and lines as drawing parameters, 6.4 and 6.6 e), and what can only be seen by eye.

use std::collections::BTreeSet;

use crate::package::{Node, Package, resolved};
use crate::reading::Document;

/// What in a file is against the profile, one line each with the clause.
pub fn archive_complaints(bytes: &[u8]) -> Vec<String> {
    match Package::read(bytes) {
        Ok(package) => archive_complaints_of(&package),
        Err(error) => vec![error],
    }
}

/// What in a package is against the profile.
pub fn archive_complaints_of(package: &Package) -> Vec<String> {
    let mut faults = Faults { package, document: Document::of(package), found: Vec::new() };
    faults.entry();
    faults.document();
    faults.pages();
    faults.public_resources();
    faults.document_resources();
    faults.files();
    faults.objects();
    faults.found
}

struct Faults<'p> {
    package: &'p Package,
    document: Document,
    found: Vec<String>,
}

impl Faults<'_> {
    fn unless(&mut self, is_good: bool, fault: &str) {
        if !is_good {
            self.found.push(fault.to_owned());
        }
    }

    fn entry(&mut self) {
        let entry = self.package.xml("OFD.xml");
        self.unless(entry.attribute("DocType") == Some("OFD-A"), "6.2.1 a: DocType is not OFD-A");
        self.unless(entry.named("DocBody").count() == 1, "6.2.1 c: more than one document");
        self.unless(entry.every("Signatures").is_empty(), "6.13: signed");
        let is_sealed = self.package.parts.iter().any(|(name, _)| name.to_lowercase().contains("encrypt"));
        self.unless(!is_sealed, "6.16: encrypted");
    }

    fn document(&mut self) {
        let root = self.document.root.clone();
        for (name, fault) in [
            ("Permissions", "6.2.2 a: permissions"),
            ("VPreferences", "6.2.2 b: preferences of the view"),
            ("Extensions", "6.2.2 e: extensions"),
            ("Attachments", "6.15: attachments"),
            ("Annotations", "6.10: annotations"),
        ] {
            self.unless(root.child(name).is_none(), fault);
        }
        for action in root.every("Action") {
            self.unless(
                action.child("Goto").is_some(),
                "6.2.2 c, 6.2.5 a: an action that does not lead to a place",
            );
        }
        let pages: BTreeSet<&str> = self.document.pages.iter().map(|page| page.id.as_str()).collect();
        let marks: BTreeSet<&str> = root.every("Bookmarks").iter().flat_map(|list| names_of(list)).collect();
        let is_lost = root.every("Goto").iter().any(|goto| {
            let page = goto.child("Dest").and_then(|dest| dest.attribute("PageID"));
            let mark = goto.child("Bookmark").and_then(|mark| mark.attribute("Name"));
            !page.is_some_and(|page| pages.contains(page)) && !mark.is_some_and(|mark| marks.contains(mark))
        });
        self.unless(!is_lost, "6.2.5 b: an entry of the outline leads nowhere");
    }

    fn pages(&mut self) {
        let usual = self.document.root.every("PageArea").first().map(|area| shown(area));
        for part in self.document.pages.iter().map(|page| page.part.clone()).collect::<Vec<_>>() {
            let root = self.package.xml(&part);
            let own = root.child("Area").map(shown);
            self.unless(own.is_none() || own != usual, "6.2.3 b: a page repeats the size of all");
            self.unless(root.every("Action").is_empty(), "6.2.3 c, 6.3.3 b: an action on a page");
            let names: Vec<_> =
                root.every("Layer").into_iter().filter_map(|layer| layer.attribute("Name")).collect();
            let distinct: BTreeSet<_> = names.iter().collect();
            self.unless(distinct.len() == names.len(), "6.2.3 d: two layers of one name");
            self.unless(blocks(&root) <= 3, "6.2.3 e: blocks in blocks");
            let layers = root.every("Layer");
            let is_main =
                |layer: &&Node| matches!(layer.attribute("Type"), None | Some("Body" | "Background"));
            self.unless(layers.iter().all(is_main), "6.2.4 a: content outside the body and the background");
        }
    }

    /// The lists of resources of a kind that there are.
    fn lists(&self, kind: &str) -> Vec<Node> {
        let places = self.document.root.every(kind);
        let parts = places.iter().map(|place| resolved(&self.document.folder, place.text.trim()));
        parts.filter(|part| self.package.part(part).is_some()).map(|part| self.package.xml(&part)).collect()
    }

    fn public_resources(&mut self) {
        for list in self.lists("PublicRes") {
            for name in ["MultiMedias", "DrawParams", "CompositeGraphicUnits"] {
                self.unless(list.child(name).is_none(), &format!("6.2.6 a: {name} in PublicRes"));
            }
            for font in list.every("Font") {
                self.unless(font.child("FontFile").is_some(), "6.2.6 b: a face that is not embedded");
            }
        }
    }

    fn document_resources(&mut self) {
        for list in self.lists("DocumentRes") {
            for name in ["Fonts", "ColorSpaces"] {
                self.unless(list.child(name).is_none(), &format!("6.2.6 a: {name} in DocumentRes"));
            }
            for media in list.every("MultiMedia") {
                self.unless(media.attribute("Type") == Some("Image"), "6.2.6 g: sound or film");
            }
        }
    }

    fn files(&mut self) {
        let files: Vec<String> = self.document.files.values().cloned().collect();
        for file in files {
            let bytes = self.package.part(&file).unwrap_or_default();
            match file.rsplit('.').next().unwrap_or_default().to_ascii_lowercase().as_str() {
                "ttf" | "otf" => {
                    self.unless(has_tables(bytes), "6.2.6 c: a face without one of its ten tables")
                }
                "png" | "jpg" | "jpeg" | "bmp" | "tif" | "tiff" | "jp2" | "jb2" => {}
                ending => self.found.push(format!("6.2.6 e: a picture of the kind {ending}")),
            }
        }
    }

    fn objects(&mut self) {
        let nodes =
            self.document.pages.iter().flat_map(|page| &page.objects).map(|object| object.node.clone());
        for node in nodes.collect::<Vec<_>>() {
            let has = |name: &str| node.attribute(name).is_some();
            let is_stroked = match node.attribute("Stroke") {
                Some(value) => value == "true",
                None => node.name == "PathObject",
            };
            let of_lines = ["LineWidth", "Cap", "Join", "MiterLimit", "DashOffset", "DashPattern"];
            self.unless(
                is_stroked || !of_lines.iter().any(|name| has(name)),
                "6.3.3 c: a line that is not drawn",
            );
            if node.name == "ImageObject" {
                self.unless(
                    !has("Fill") && node.child("FillColor").is_none(),
                    "6.3.3 e: a picture with a color",
                );
                self.unless(node.attribute("Interpolate") != Some("true"), "6.5 b: an interpolated picture");
            }
            if node.name == "TextObject" {
                self.unless(has("Size"), "6.6 c: a text without a size");
                let matrix = node.attribute("CTM").and_then(crate::values::numbers).unwrap_or_default();
                let is_stretch = matches!(matrix[..], [a, b, c, d, ..]
                    if a != 1.0 && b == 0.0 && c == 0.0 && d == 1.0);
                self.unless(!is_stretch, "6.6 d: a matrix where HScale would do");
            }
            self.clips(&node);
        }
    }

    /// 6.3.2: no clip that cuts nothing, none without an area.
    fn clips(&mut self, object: &Node) {
        let size = object.attribute("Boundary").and_then(crate::values::rectangle).unwrap_or_default();
        for path in object.every("Clip").iter().flat_map(|clip| clip.every("Path")) {
            let clip = path.attribute("Boundary").and_then(crate::values::rectangle).unwrap_or_default();
            let data = path.child("AbbreviatedData").map_or("", |data| data.text.as_str());
            let is_straight = !data.contains(['B', 'Q', 'A']) && data.matches('L').count() <= 4;
            let holds = clip[0] <= 0.0
                && clip[1] <= 0.0
                && clip[0] + clip[2] >= size[2]
                && clip[1] + clip[3] >= size[3];
            self.unless(
                !(holds && is_straight && path.attribute("CTM").is_none()),
                "6.3.2 a: a clip that cuts nothing",
            );
            self.unless(clip[2] > 0.0 && clip[3] > 0.0, "6.3.2 b: a clip without an area");
        }
    }
}

fn names_of(list: &Node) -> Vec<&str> {
    list.named("Bookmark").filter_map(|mark| mark.attribute("Name")).collect()
}

fn shown(area: &Node) -> String {
    area.children.iter().map(|area| format!("{} {}; ", area.name, area.text)).collect()
}

/// How deep blocks stand in blocks.
fn blocks(node: &Node) -> usize {
    let below = node.children.iter().map(blocks).max().unwrap_or_default();
    below + usize::from(node.name == "PageBlock")
}

/// The tables that an embedded face keeps.
fn has_tables(bytes: &[u8]) -> bool {
    let Ok(face) = ttf_parser::RawFace::parse(bytes, 0) else { return false };
    [b"cmap", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"name", b"OS/2", b"post"]
        .iter()
        .all(|tag| face.table(ttf_parser::Tag::from_bytes(tag)).is_some())
}
