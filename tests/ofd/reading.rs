//! An OFD file as a reader sees it: pages with the objects on them, what they show and where.

use std::collections::BTreeMap;

use crate::package::{Node, Package, folder, resolved};
use crate::values::{deltas, numbers, path_points, rectangle};

/// A document.
pub struct Document {
    /// The folder of the part of the document.
    pub folder: String,
    pub root: Node,
    pub pages: Vec<Page>,
    /// The parts of faces and pictures by their ids.
    pub files: BTreeMap<String, String>,
}

/// A page.
pub struct Page {
    pub id: String,
    pub part: String,
    /// Left, top, width, height in mm.
    pub area: [f64; 4],
    /// The objects in their order, those in blocks among them.
    pub objects: Vec<Object>,
}

/// An object of a page.
pub struct Object {
    pub node: Node,
    /// Left, top, width, height in mm.
    pub boundary: [f64; 4],
    /// What places in the object are multiplied with.
    matrix: [f64; 6],
}

impl Document {
    /// The document of a package, as far as it can be read.
    pub fn of(package: &Package) -> Self {
        let entry = package.xml("OFD.xml");
        let place =
            entry.every("DocRoot").first().map(|root| root.text.trim().to_owned()).unwrap_or_default();
        let place = resolved("", &place);
        let folder_name = folder(&place).to_owned();
        let root = package.xml(&place);
        let usual = root.every("PageArea").first().and_then(|area| area_of(area)).unwrap_or_default();
        let pages = root.child("Pages").into_iter().flat_map(|pages| pages.named("Page"));
        let pages = pages.map(|page| {
            let part = resolved(&folder_name, page.attribute("BaseLoc").unwrap_or_default());
            let content = package.xml(&part);
            let area = content.child("Area").and_then(area_of).unwrap_or(usual);
            let id = page.attribute("ID").unwrap_or_default().to_owned();
            Page { id, part, area, objects: content.child("Content").map(objects).unwrap_or_default() }
        });
        let pages = pages.collect();
        let mut files = BTreeMap::new();
        for list in ["PublicRes", "DocumentRes"].iter().flat_map(|name| root.every(name)) {
            let part = resolved(&folder_name, list.text.trim());
            if package.part(&part).is_none() {
                continue;
            }
            let list = package.xml(&part);
            let base = resolved(folder(&part), list.attribute("BaseLoc").unwrap_or_default());
            for resource in list.all() {
                let file = resource.child("FontFile").or_else(|| resource.child("MediaFile"));
                if let (Some(file), Some(id)) = (file, resource.attribute("ID")) {
                    files.insert(id.to_owned(), resolved(&base, file.text.trim()));
                }
            }
        }
        Self { folder: folder_name, root, pages, files }
    }

    /// A page and an object on it.
    pub fn object(&self, page: &str, object: &str) -> Option<&Object> {
        let page = self.pages.iter().find(|other| other.id == page)?;
        page.objects.iter().find(|other| other.node.attribute("ID") == Some(object))
    }
}

fn area_of(area: &Node) -> Option<[f64; 4]> {
    rectangle(&area.child("PhysicalBox")?.text)
}

fn objects(content: &Node) -> Vec<Object> {
    let objects = content.all().into_iter().filter(|node| node.name.ends_with("Object"));
    objects.filter_map(Object::of).collect()
}

impl Object {
    fn of(node: &Node) -> Option<Self> {
        let boundary = rectangle(node.attribute("Boundary")?)?;
        let matrix = node.attribute("CTM").and_then(numbers).and_then(|m| m.try_into().ok());
        Some(Self { node: node.clone(), boundary, matrix: matrix.unwrap_or([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]) })
    }

    /// The characters, each with the place on the page where it begins.
    pub fn characters(&self) -> Vec<(char, [f64; 2])> {
        let (mut all, mut start) = (Vec::new(), [0.0, 0.0]);
        for code in self.node.named("TextCode") {
            start = [code.number("X").unwrap_or(start[0]), code.number("Y").unwrap_or(start[1])];
            let of = |name| code.attribute(name).and_then(deltas).unwrap_or_default();
            let (across, down) = (of("DeltaX"), of("DeltaY"));
            let mut at = start;
            for (number, c) in code.text.chars().enumerate() {
                all.push((c, self.on_page(at)));
                at[0] += across.get(number).copied().unwrap_or_default();
                at[1] += down.get(number).copied().unwrap_or_default();
            }
        }
        all
    }

    /// The glyphs of a text whose characters have one each, with the places on the page where they begin;
    /// empty for others.
    pub fn glyphs(&self) -> Vec<(u16, [f64; 2])> {
        let listed = self
            .node
            .every("Glyphs")
            .iter()
            .flat_map(|list| numbers(&list.text).unwrap_or_default())
            .collect();
        let (listed, characters): (Vec<f64>, _) = (listed, self.characters());
        if listed.len() != characters.len() {
            return Vec::new();
        }
        // A number of a glyph is whole and fits, or the table has complained.
        listed.iter().zip(characters).map(|(glyph, (_, place))| (*glyph as u16, place)).collect()
    }

    /// Where a shift in the object leads on the page.
    pub fn shifted(&self, [x, y]: [f64; 2], [across, down]: [f64; 2]) -> [f64; 2] {
        let [a, b, c, d, ..] = self.matrix;
        [x + a * across + c * down, y + b * across + d * down]
    }

    /// What a text object says.
    pub fn text(&self) -> String {
        self.node.named("TextCode").map(|code| code.text.as_str()).collect()
    }

    /// Whether it stands upright.
    pub fn is_upright(&self) -> bool {
        self.matrix[1] == 0.0 && self.matrix[2] == 0.0
    }

    /// The points of a path on the page.
    pub fn points(&self) -> Vec<[f64; 2]> {
        let data = self.node.child("AbbreviatedData").map_or("", |data| data.text.as_str());
        path_points(data).unwrap_or_default().into_iter().map(|point| self.on_page(point)).collect()
    }

    /// The corners of the unit square, which a picture fills (10).
    pub fn corners(&self) -> Vec<[f64; 2]> {
        [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]
            .into_iter()
            .map(|point| self.on_page(point))
            .collect()
    }

    /// From the object to the page (8.1): the matrix, then the corner of the boundary.
    fn on_page(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let [a, b, c, d, e, f] = self.matrix;
        [self.boundary[0] + a * x + c * y + e, self.boundary[1] + b * x + d * y + f]
    }
}
