//! What the table cannot say of objects: they lie on their page, counts agree, glyphs and pictures are there.

use std::collections::BTreeMap;

use crate::package::{Node, Package};
use crate::reading::{Document, Object, Page};
use crate::values::{deltas, numbers};

/// How far a place may be off by rounding, in mm.
const ROUNDING: f64 = 0.002;

/// What is wrong with the objects of a package that is as the table wants it.
pub fn complaints(package: &Package) -> Vec<String> {
    let document = Document::of(package);
    let mut complaints = Vec::new();
    for (id, part) in &document.files {
        let fault = package.part(part).and_then(|bytes| file_fault(part, bytes));
        complaints.extend(fault.map(|fault| format!("{part} (id {id}): {fault}")));
    }
    let glyphs: BTreeMap<&str, u16> = document
        .files
        .iter()
        .filter_map(|(id, part)| {
            let face = ttf_parser::Face::parse(package.part(part)?, 0).ok()?;
            Some((id.as_str(), face.number_of_glyphs()))
        })
        .collect();
    for page in &document.pages {
        for object in &page.objects {
            let mut faults = on_page(object, page);
            faults.extend(text_faults(&object.node, &glyphs));
            let id = object.node.attribute("ID").unwrap_or_default();
            complaints.extend(
                faults.into_iter().map(|fault| format!("{}: {} {id}: {fault}", page.part, object.node.name)),
            );
        }
    }
    complaints
}

/// A face that cannot be read, a picture that is none.
fn file_fault(part: &str, bytes: &[u8]) -> Option<String> {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    match part.rsplit('.').next()?.to_ascii_lowercase().as_str() {
        "ttf" | "otf" => ttf_parser::Face::parse(bytes, 0).err().map(|error| format!("11.1: {error}")),
        "png" => (!starts(b"\x89PNG\r\n\x1a\n")).then(|| "7.9: no PNG".to_owned()),
        "jpg" | "jpeg" => (!starts(b"\xFF\xD8\xFF")).then(|| "7.9: no JPEG".to_owned()),
        _ => None,
    }
}

/// 8.5: an object that lies wholly beside the page is never seen.
fn on_page(object: &Object, page: &Page) -> Vec<String> {
    let ([left, top, width, height], area) = (object.boundary, page.area);
    let is_seen = left < area[0] + area[2]
        && left + width > area[0]
        && top < area[1] + area[3]
        && top + height > area[1];
    if is_seen { Vec::new() } else { vec![format!("8.5: {:?} is not on the page {area:?}", object.boundary)] }
}

/// The counts of a text object, in its clips too.
fn text_faults(object: &Node, glyphs: &BTreeMap<&str, u16>) -> Vec<String> {
    let mut faults = Vec::new();
    for text in object.all().into_iter().filter(|node| node.child("TextCode").is_some()) {
        let mut count = 0;
        for (number, code) in text.named("TextCode").enumerate() {
            let characters = code.text.chars().count();
            if characters == 0 {
                faults.push("11.3: a TextCode without text".to_owned());
            }
            if number == 0 && (code.attribute("X").is_none() || code.attribute("Y").is_none()) {
                faults.push("11.3: the first TextCode has no X or no Y".to_owned());
            }
            for name in ["DeltaX", "DeltaY"] {
                let Some(found) = code.attribute(name).and_then(deltas) else { continue };
                if found.len() + 1 != characters {
                    faults.push(format!("11.3: {characters} characters have {} {name}", found.len()));
                }
            }
            count += characters;
        }
        let of_face = text.attribute("Font").and_then(|font| glyphs.get(font).copied());
        faults.extend(transform_faults(text, count, of_face));
    }
    faults
}

/// 11.4: transforms follow on another within the text, and their glyphs are there.
fn transform_faults(text: &Node, characters: usize, of_face: Option<u16>) -> Vec<String> {
    let mut faults = Vec::new();
    let mut end = 0;
    for transform in text.named("CGTransform") {
        let whole = |name: &str, otherwise: usize| {
            transform.attribute(name).map_or(Some(otherwise), |value| value.parse().ok()).unwrap_or_default()
        };
        let (position, codes) = (whole("CodePosition", 0), whole("CodeCount", 1));
        let listed = transform.child("Glyphs").map_or("", |glyphs| glyphs.text.as_str());
        let listed = numbers(listed).unwrap_or_default();
        if listed.len() != whole("GlyphCount", 1) {
            faults.push(format!("11.4: {} glyphs for GlyphCount {}", listed.len(), whole("GlyphCount", 1)));
        }
        if position < end {
            faults.push(format!("11.4: a transform begins at {position}, before the end of another"));
        }
        end = position + codes;
        if end > characters {
            faults.push(format!("11.4: a transform ends at {end} of {characters} characters"));
        }
        let beyond = listed.iter().find(|&&glyph| of_face.is_some_and(|count| glyph >= f64::from(count)));
        faults.extend(beyond.map(|glyph| format!("11.4: the face has no glyph {glyph}")));
    }
    faults
}

/// The corners of what the glyphs of a text draw.
fn ink(object: &Object, faces: &BTreeMap<&str, ttf_parser::Face<'_>>) -> Vec<[f64; 2]> {
    let face = object.node.attribute("Font").and_then(|font| faces.get(font));
    let (Some(face), Some(size)) = (face, object.node.number("Size")) else { return Vec::new() };
    let unit = size / f64::from(face.units_per_em());
    let mut corners = Vec::new();
    for (glyph, place) in object.glyphs() {
        let Some(bounds) = face.glyph_bounding_box(ttf_parser::GlyphId(glyph)) else { continue };
        for (x, y) in [(bounds.x_min, bounds.y_min), (bounds.x_max, bounds.y_max)] {
            corners.push(object.shifted(place, [f64::from(x) * unit, -f64::from(y) * unit]));
        }
    }
    corners
}

/// What of a document is drawn outside the boundary of its object, where readers cut it off, or in numbers
/// that not all of them take: not against the standard, but not good.
pub fn cut_off(package: &Package) -> Vec<String> {
    let document = Document::of(package);
    let mut faults = Vec::new();
    let faces: BTreeMap<&str, ttf_parser::Face<'_>> = document
        .files
        .iter()
        .filter_map(|(id, part)| Some((id.as_str(), ttf_parser::Face::parse(package.part(part)?, 0).ok()?)))
        .collect();
    for (page, object) in document.pages.iter().flat_map(|page| page.objects.iter().map(move |o| (page, o))) {
        let [left, top, width, height] = object.boundary;
        let places = match object.node.name.as_str() {
            "TextObject" => ink(object, &faces),
            "PathObject" => object.points(),
            _ => object.corners(),
        };
        let half = object.node.number("LineWidth").unwrap_or_default() / 2.0 - ROUNDING;
        let half = if object.node.attribute("Stroke") == Some("true") { half } else { -ROUNDING };
        let is_inside = |[x, y]: [f64; 2]| {
            x - half >= left && x + half <= left + width && y - half >= top && y + half <= top + height
        };
        let id = object.node.attribute("ID").unwrap_or_default();
        if let Some(place) = places.into_iter().find(|&place| !is_inside(place)) {
            faults.push(format!("{}: object {id}: {place:?} is outside {:?}", page.part, object.boundary));
        }
        let values = object.node.all().into_iter().flat_map(|node| &node.attributes);
        let exponent = values
            .filter(|(name, _)| {
                ["Boundary", "CTM", "X", "Y", "DeltaX", "DeltaY", "Size"].contains(&name.as_str())
            })
            .find(|(_, value)| value.contains(['e', 'E', '+']));
        faults.extend(exponent.map(|(name, value)| format!("{}: object {id}: {name} is {value}", page.part)));
    }
    faults
}
