//! The parts of a Word file: their elements by vocabulary, and the two small parts of which one value
//! matters.

use std::collections::BTreeMap;

use super::super::{ImportError, Limits};
use crate::xml::{self, Element, Event, Events, Tag, XmlError};

/// Whose element it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Vocabulary {
    /// WordprocessingML, transitional or strict.
    Word,
    /// Office Math.
    Math,
    /// Markup compatibility.
    Compatibility,
    /// Anything else.
    Other,
}

/// Reads a part event by event, which takes no more memory than the part itself.
pub(super) fn walk(
    part: &str,
    xml: &[u8],
    limits: &Limits,
    mut visit: impl FnMut(Event) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    // How many elements a part has is bounded by its bytes; paragraphs and cells have limits of their own.
    let limits = xml::Limits { depth: limits.depth, nodes: usize::MAX, bytes: limits.part_bytes };
    let broken = |error| broken(part, error);
    let mut events = Events::new(xml, limits).map_err(broken)?;
    while let Some(event) = events.next().map_err(broken)? {
        visit(event)?;
    }
    Ok(())
}

fn broken(part: &str, error: XmlError) -> ImportError {
    match error {
        XmlError::TooDeep(limit) => {
            ImportError::TooLarge { what: "嵌套层数", limit: format!("{limit} 层") }
        }
        XmlError::DocumentType => ImportError::Dtd(part.to_owned()),
        source => ImportError::Part { part: part.to_owned(), source },
    }
}

pub(super) fn vocabulary(tag: &Tag) -> Vocabulary {
    match tag.namespace() {
        Some(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
            | b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        ) => Vocabulary::Word,
        Some(
            b"http://schemas.openxmlformats.org/officeDocument/2006/math"
            | b"http://purl.oclc.org/ooxml/officeDocument/math",
        ) => Vocabulary::Math,
        Some(b"http://schemas.openxmlformats.org/markup-compatibility/2006") => Vocabulary::Compatibility,
        _ => Vocabulary::Other,
    }
}

/// The value of `w:val` of an on-off property: absent means on.
pub(super) fn is_on(tag: &Tag) -> bool {
    tag.attribute("val").is_none_or(|v| !matches!(v.as_str(), "0" | "false" | "off" | "none"))
}

/// The target of the relationship to the main document.
pub(super) fn main_target(xml: &[u8], limits: &Limits) -> Result<Option<String>, ImportError> {
    tree("_rels/.rels", xml, limits, |root| {
        let is_main = |e: &&Element| e.value("Type").is_some_and(|t| t.ends_with("/officeDocument"));
        Some(root.elements().find(is_main)?.value("Target")?.into_owned())
    })
}

/// The targets of relationships inside the package, by their ids.
pub(super) fn targets(
    part: &str,
    xml: &[u8],
    limits: &Limits,
) -> Result<BTreeMap<String, String>, ImportError> {
    let targets = tree(part, xml, limits, |root| {
        let inside = root.elements().filter(|e| e.value("TargetMode").is_none_or(|mode| mode != "External"));
        let target = |e: &Element| Some((e.value("Id")?.into_owned(), e.value("Target")?.into_owned()));
        Some(inside.filter_map(target).collect())
    })?;
    Ok(targets.unwrap_or_default())
}

/// The author that the properties of a file name.
pub(super) fn creator(xml: &[u8], limits: &Limits) -> Result<Option<String>, ImportError> {
    tree("docProps/core.xml", xml, limits, |root| root.find("creator").map(Element::content))
}

/// Elements that a part read as a tree may have: those have a handful.
const MAX_NODES: usize = 10_000;

/// Reads a small part whole and takes something out of it.
fn tree<T>(
    part: &str,
    xml: &[u8],
    limits: &Limits,
    take: impl FnOnce(&Element) -> Option<T>,
) -> Result<Option<T>, ImportError> {
    let limits = xml::Limits { depth: limits.depth, nodes: MAX_NODES, bytes: limits.part_bytes };
    let text = std::str::from_utf8(xml).map_err(|_| broken(part, XmlError::Encoding))?;
    let root = Element::parse(text.trim_start_matches('\u{FEFF}'), limits).map_err(|e| broken(part, e))?;
    Ok(take(&root))
}
