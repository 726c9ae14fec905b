//! What the objects of pages have in common (GB/T 33190-2016, 7.7 and 8.5): an id, a boundary, an element.

use std::fmt;

use crate::xml::Element;

use super::units::Rectangle;

/// The namespace of all parts (6.4).
pub(super) const NAMESPACE: &str = "http://www.ofdspec.org/2016";

/// `ST_ID`: the number of a page, a layer, an object or a resource, unique in the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Id(u32);

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Gives out ids, from 1 on.
#[derive(Debug, Default)]
pub(super) struct Ids(u32);

impl Ids {
    pub(super) fn next(&mut self) -> Id {
        self.0 += 1;
        Id(self.0)
    }

    /// The one given last: `MaxUnitID` of the document.
    pub(super) fn last(&self) -> Id {
        Id(self.0)
    }
}

/// An object of a page.
pub(super) struct Object {
    pub id: Id,
    /// What it is drawn in, on the page. Readers cut off what lies outside.
    pub boundary: Rectangle,
    pub element: Element<'static>,
}

impl Object {
    pub(super) fn new(name: &'static str, id: Id, boundary: Rectangle) -> Self {
        let mut element = Element::new(name);
        element.set("ID", id.to_string());
        element.set("Boundary", boundary.to_string());
        Self { id, boundary, element }
    }

    pub(super) fn is_text(&self) -> bool {
        self.element.name == "ofd:TextObject"
    }
}

/// Something that OFD has no means for, or that readers do not agree on: a color that is a gradient or a
/// pattern. It is drawn as a bitmap.
pub(super) struct Unsupported;

/// An element that holds a text and nothing else.
pub(super) fn text_element(name: &'static str, text: &str) -> Element<'static> {
    let mut element = Element::new(name);
    element.add_text(text);
    element
}
