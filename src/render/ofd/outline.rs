//! The outline (GB/T 33190-2016, 7.8): the entries of the PDF's, each of which leads to the place where its
//! heading stands.

use typst::foundations::{NativeElement, Packed, StyleChain};
use typst::introspection::Introspector;
use typst::model::{HeadingElem, OutlineNode};
use typst_layout::PagedDocument;

use crate::xml::Element;

use super::object::Id;
use super::readable;
use super::units::Position;

/// `Outlines`; none without headings. `pages` are the ids of the pages.
pub(super) fn outlines(document: &PagedDocument, pages: &[Id]) -> Option<Element<'static>> {
    let headings = document.introspector().query(&HeadingElem::ELEM.select());
    let headings = headings.iter().filter_map(|heading| {
        let heading = heading.to_packed::<HeadingElem>()?;
        let styles = StyleChain::default();
        let is_shown = heading.bookmarked.get(styles).unwrap_or_else(|| heading.outlined.get(styles));
        Some((heading, heading.resolve_level(styles), is_shown))
    });
    let tree = OutlineNode::build_tree(headings);
    let mut outlines = Element::new("ofd:Outlines");
    for node in &tree {
        push_entries(node, document, pages, &mut outlines);
    }
    (!outlines.children.is_empty()).then_some(outlines)
}

/// Adds a heading, with those below it inside.
fn push_entries(
    node: &OutlineNode<&Packed<HeadingElem>>,
    document: &PagedDocument,
    pages: &[Id],
    parent: &mut Element<'static>,
) {
    let position = node.entry.location().and_then(|location| document.introspector().position(location));
    let page = position.as_ref().and_then(|position| pages.get(position.page.get() - 1));
    let (Some(position), Some(page)) = (position, page) else { return };
    let title = readable(&node.entry.body.plain_text());
    let mut entry = Element::new("ofd:OutlineElem").with("Title", &title);
    if !node.children.is_empty() {
        entry.set("Count", node.children.len().to_string());
    }
    let place = Position::new(position.point);
    let mut target = Element::new("ofd:Dest");
    target.set("Type", "XYZ");
    target.set("PageID", page.to_string());
    target.set("Left", place.x.to_string());
    target.set("Top", place.y.to_string());
    let mut action = Element::new("ofd:Action");
    action.set("Event", "CLICK");
    action.push(containing("ofd:Goto", target));
    entry.push(containing("ofd:Actions", action));
    for child in &node.children {
        push_entries(child, document, pages, &mut entry);
    }
    parent.push(entry);
}

fn containing(name: &'static str, child: Element<'static>) -> Element<'static> {
    let mut element = Element::new(name);
    element.push(child);
    element
}
