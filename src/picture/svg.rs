//! SVG: a drawing of shapes, text and colours, and nothing else.
//!
//! An SVG may run scripts, fetch files, and repeat parts of itself until no memory is left: a group of two
//! copies of a group of two copies … Therefore only elements that a chart is drawn with are let through,
//! every reference begins with `#`, and what is copied holds no copies itself, so that the whole drawing has
//! at most as many shapes as are counted here. A clip path holds plain shapes only, as clip paths of clip
//! paths are drawn as often as copies of copies.

use std::collections::BTreeMap;

use super::{MAX_SIDE, PictureError};
use crate::xml::{Element, Limits, XmlError};

pub(super) const LIMITS: Limits = Limits { depth: 64, nodes: 50_000, bytes: 4 << 20 };
/// The most elements when all copies are made.
const MAX_COPIES: usize = 200_000;
const NAMESPACE: &str = "http://www.w3.org/2000/svg";

/// The elements of a drawing. Those with a prefix (of Inkscape, or of a licence) are drawn by nobody and let
/// through, unless the prefix is `svg`.
const ELEMENTS: [&str; 24] = [
    "a",
    "circle",
    "clipPath",
    "defs",
    "desc",
    "ellipse",
    "g",
    "line",
    "linearGradient",
    "metadata",
    "path",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "stop",
    "style",
    "svg",
    "symbol",
    "text",
    "textPath",
    "title",
    "tspan",
    "use",
];

/// Width and height in pixels of CSS.
pub(super) fn read(bytes: &[u8]) -> Result<(f64, f64), PictureError> {
    let text = text(bytes)?;
    let root = Element::parse(&text, LIMITS)?;
    if root.name != "svg" || root.value("xmlns").as_deref() != Some(NAMESPACE) {
        return Err(PictureError::UnknownKind);
    }
    check(&root, false)?;
    count_copies(&root)?;
    let sides = size(&root).ok_or(PictureError::NoSize)?;
    let allowed = 1.0..=f64::from(MAX_SIDE);
    if allowed.contains(&sides.0) && allowed.contains(&sides.1) {
        Ok(sides)
    } else {
        Err(PictureError::NoSize)
    }
}

/// The text of the file, without a document type.
pub(super) fn text(bytes: &[u8]) -> Result<String, PictureError> {
    let text = std::str::from_utf8(bytes).map_err(|_| PictureError::UnknownKind)?;
    let text = text.trim_start_matches('\u{FEFF}');
    if !text.trim_start().starts_with('<') {
        return Err(PictureError::UnknownKind);
    }
    without_document_type(text)
}

/// The text without a document type that only names the standard, as many programs write it. One with
/// declarations of its own stays, and is refused.
fn without_document_type(text: &str) -> Result<String, PictureError> {
    let Some(start) = text.find("<!DOCTYPE") else { return Ok(text.to_owned()) };
    let end = text[start..].find('>').map(|at| start + at + 1).ok_or(XmlError::Unfinished)?;
    if text[start..end].contains('[') {
        return Err(XmlError::DocumentType.into());
    }
    Ok([&text[..start], &text[end..]].concat())
}

/// Looks for elements and references that no drawing needs.
fn check(element: &Element, in_clip: bool) -> Result<(), PictureError> {
    let forbidden = |what: &str| Err(PictureError::Forbidden(what.to_owned()));
    let is_foreign = element.name.contains(':') && !element.name.starts_with("svg:");
    let in_clip = in_clip || element.name == "clipPath";
    if !is_foreign && (!ELEMENTS.contains(&&*element.name) || (in_clip && element.name == "use")) {
        return forbidden(&element.name);
    }
    for (name, _) in &element.attributes {
        let value = element.value(name).unwrap_or_default();
        let local = name.rsplit(':').next().unwrap_or_default();
        // What has no prefix is SVG, and what has one is not.
        let is_other_meaning = match &**name {
            "xmlns" => value != NAMESPACE,
            name => name.starts_with("xmlns:") && local != "svg" && value == NAMESPACE,
        };
        let is_clip_of_clip = in_clip && (local == "clip-path" || value.contains("clip-path"));
        if is_other_meaning || is_clip_of_clip || local.to_lowercase().starts_with("on") {
            return forbidden(name);
        }
        if is_foreign {
            continue;
        }
        // A link to read on leads nowhere in print; it is not followed either.
        if local == "href" && element.name != "a" && !value.trim_start().starts_with('#') {
            return Err(outside(&value));
        }
        if local == "style" && value.contains('\\') {
            return forbidden(name);
        }
        check_urls(&value)?;
    }
    if element.name == "style" {
        let css = element.content();
        if css.contains(['@', '\\']) || css.contains("clip-path") {
            return forbidden("style");
        }
        check_urls(&css)?;
    }
    element.elements().try_for_each(|child| check(child, in_clip))
}

/// Every `url(…)` is one of `#`.
fn check_urls(value: &str) -> Result<(), PictureError> {
    let value = value.to_lowercase();
    let mut urls = value.split("url(").skip(1);
    match urls.find(|url| {
        !url.trim_start_matches(|c: char| c.is_whitespace() || "'\"".contains(c)).starts_with('#')
    }) {
        Some(url) => Err(outside(url.split(')').next().unwrap_or_default())),
        None => Ok(()),
    }
}

/// With the beginning of what it refers to: data may be long.
fn outside(reference: &str) -> PictureError {
    PictureError::Outside(reference.trim().chars().take(60).collect())
}

/// Refuses copies of copies, and more elements than [`MAX_COPIES`] when all are made.
fn count_copies(root: &Element) -> Result<(), PictureError> {
    let mut sizes = BTreeMap::new();
    let mut uses = Vec::new();
    let all = measure(root, &mut sizes, &mut uses).0;
    let mut count = all;
    for id in uses {
        match sizes.get(&id) {
            Some((_, true)) => return Err(PictureError::TooManyCopies),
            Some((size, false)) => count += size,
            None => {}
        }
    }
    if count > MAX_COPIES { Err(PictureError::TooManyCopies) } else { Ok(()) }
}

/// How many elements an element is, itself and all inside, and whether there are copies among them, or paint
/// that may be copies. Goes into `sizes` for all that have an `id`; what is copied goes into `uses`.
fn measure(
    element: &Element,
    sizes: &mut BTreeMap<String, (usize, bool)>,
    uses: &mut Vec<String>,
) -> (usize, bool) {
    let is_use = element.name == "use";
    if is_use {
        let hrefs = ["href", "xlink:href"].into_iter().filter_map(|name| element.value(name));
        uses.extend(hrefs.map(|href| href.trim().trim_start_matches('#').to_owned()));
    }
    let inside = element.elements().map(|child| measure(child, sizes, uses));
    let (size, has_uses) = inside.fold((1, is_use), |(n, any), (m, one)| (n + m, any || one));
    if let Some(id) = element.value("id") {
        // The same `id` twice: the larger counts.
        let known = sizes.entry(id.into_owned()).or_default();
        *known = (known.0.max(size), known.1 || has_uses);
    }
    (size, has_uses)
}

/// Width and height in pixels: its own, else those of its `viewBox`.
fn size(root: &Element) -> Option<(f64, f64)> {
    let own = |name: &str| root.value(name).map(|value| length(&value));
    let view = root.value("viewBox").and_then(|value| {
        let numbers: Option<Vec<f64>> = value
            .split(|c: char| c == ',' || c.is_whitespace())
            .filter(|part| !part.is_empty())
            .map(|part| part.parse().ok())
            .collect();
        numbers.filter(|n| n.len() == 4).map(|n| (n[2], n[3]))
    });
    match (own("width").flatten(), own("height").flatten(), view) {
        (Some(width), Some(height), _) => Some((width, height)),
        (Some(width), None, Some((w, h))) => Some((width, width * h / w)),
        (None, Some(height), Some((w, h))) => Some((height * w / h, height)),
        (_, _, view) => view,
    }
}

/// A length in pixels of CSS; none for a share (`100%`) or a unit of fonts.
fn length(value: &str) -> Option<f64> {
    let value = value.trim();
    let number = value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    let px = match &value[number.len()..] {
        "" | "px" => 1.0,
        "pt" => 96.0 / 72.0,
        "pc" => 16.0,
        "mm" => 96.0 / 25.4,
        "cm" => 96.0 / 2.54,
        "in" => 96.0,
        _ => return None,
    };
    number.parse::<f64>().ok().map(|n| n * px).filter(|n| n.is_finite())
}
