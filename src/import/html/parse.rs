//! The tree of a page, built only as far as the limits allow.
//!
//! A parser of pages builds more than a page has. Formatting that is left open is opened again in every
//! paragraph that follows, as browsers do it: after `<p><font a1></x><p><font a2></x>…` the thousandth
//! paragraph has a thousand elements, and 147 KB make a tree of gigabytes. What is built is therefore counted
//! while it is built: the page is fed to the parser in small pieces, and after each the count is looked at.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};
use std::collections::BTreeMap;

use ego_tree::NodeId;
use html5ever::driver::{ParseOpts, Parser, parse_document};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::{Attribute, QualName};
use scraper::{Html, HtmlTreeSink};

use super::super::{ImportError, Limits};
use super::attributes;

/// Elements inside elements: the time a parser of pages takes grows with their square.
const MAX_NESTING: usize = 1000;
/// Attributes of one element: the parser compares each with all before it.
const MAX_ATTRIBUTES: usize = 2000;
/// How many bytes are fed to the parser at once.
const PIECE: usize = 1024;
/// An attribute counts as a node, and once more for so many bytes of its value.
const BYTES_OF_A_NODE: usize = 32;

/// Parses a page or a part of one.
///
/// # Errors
/// [`ImportError::TooLarge`]: more nodes or levels would be built.
pub(super) fn parse(text: &str, limits: &Limits) -> Result<Html, ImportError> {
    if attributes::most(text) > MAX_ATTRIBUTES {
        return Err(too_large("一个标签的属性数", format!("{MAX_ATTRIBUTES} 个")));
    }
    let sink = CountingSink {
        tree: HtmlTreeSink::new(Html::new_document()),
        nodes: Cell::new(0),
        depth: Cell::new(0),
        depths: RefCell::default(),
    };
    let mut parser: Parser<CountingSink> = parse_document(sink, ParseOpts::default());
    let mut rest = text;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(rest.ceil_char_boundary(PIECE));
        parser.process(piece.into());
        rest = after;
        let sink = &parser.tokenizer.sink.sink;
        if sink.nodes.get() > limits.nodes {
            return Err(too_large("网页的元素数", format!("{} 个", limits.nodes)));
        }
        if sink.depth.get() > MAX_NESTING {
            return Err(too_large("嵌套层数", format!("{MAX_NESTING} 层")));
        }
    }
    Ok(parser.finish())
}

fn too_large(what: &'static str, limit: String) -> ImportError {
    ImportError::TooLarge { what, limit }
}

/// Builds the tree of scraper and counts what it builds.
struct CountingSink {
    tree: HtmlTreeSink,
    /// Nodes and attributes so far, whether they are still in the tree or not.
    nodes: Cell<usize>,
    /// The deepest node so far.
    depth: Cell<usize>,
    /// How deep each node was when it was put into the tree.
    depths: RefCell<BTreeMap<NodeId, usize>>,
}

impl CountingSink {
    fn count(&self, nodes: usize) {
        self.nodes.set(self.nodes.get().saturating_add(nodes));
    }

    /// Notes that a node is put into another one.
    fn enter(&self, parent: &NodeId, child: &NodeOrText<NodeId>) {
        match child {
            NodeOrText::AppendNode(child) => {
                let mut depths = self.depths.borrow_mut();
                let depth = depths.get(parent).map_or(1, |depth| depth + 1);
                depths.insert(*child, depth);
                self.depth.set(self.depth.get().max(depth));
            }
            NodeOrText::AppendText(_) => self.count(1),
        }
    }

    fn count_attributes(&self, attributes: &[Attribute]) {
        self.count(attributes.iter().map(|a| 1 + a.value.len() / BYTES_OF_A_NODE).sum());
    }
}

impl TreeSink for CountingSink {
    type Handle = NodeId;
    type Output = Html;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Html {
        self.tree.finish()
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> NodeId {
        self.count(1);
        self.count_attributes(&attributes);
        self.tree.create_element(name, attributes, flags)
    }

    fn create_comment(&self, text: StrTendril) -> NodeId {
        self.count(1);
        self.tree.create_comment(text)
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> NodeId {
        self.count(1);
        self.tree.create_pi(target, data)
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        self.enter(parent, &child);
        self.tree.append(parent, child);
    }

    fn append_before_sibling(&self, sibling: &NodeId, child: NodeOrText<NodeId>) {
        let parent = self.tree.0.borrow().tree.get(*sibling).and_then(|node| node.parent()).map(|p| p.id());
        self.enter(&parent.unwrap_or(*sibling), &child);
        self.tree.append_before_sibling(sibling, child);
    }

    fn append_based_on_parent_node(&self, element: &NodeId, previous: &NodeId, child: NodeOrText<NodeId>) {
        self.enter(previous, &child);
        self.tree.append_based_on_parent_node(element, previous, child);
    }

    fn add_attrs_if_missing(&self, target: &NodeId, attributes: Vec<Attribute>) {
        self.count_attributes(&attributes);
        self.tree.add_attrs_if_missing(target, attributes);
    }

    fn parse_error(&self, message: Cow<'static, str>) {
        self.tree.parse_error(message);
    }

    fn get_document(&self) -> NodeId {
        self.tree.get_document()
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Ref<'a, QualName> {
        self.tree.elem_name(target)
    }

    fn append_doctype_to_document(&self, name: StrTendril, public: StrTendril, system: StrTendril) {
        self.tree.append_doctype_to_document(name, public, system);
    }

    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        self.tree.get_template_contents(target)
    }

    fn same_node(&self, one: &NodeId, other: &NodeId) -> bool {
        self.tree.same_node(one, other)
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.tree.set_quirks_mode(mode);
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.tree.remove_from_parent(target);
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        self.tree.reparent_children(node, new_parent);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> Option<String> {
        let limits = Limits { nodes: 10_000, ..Limits::default() };
        parse(text, &limits).err().map(|error| error.to_string())
    }

    #[test]
    fn the_tree_is_that_of_the_parser() {
        let page = "<!doctype html><!-- 注 --><title>甲</title><table>乙<tr><td>丙<table></table></td></tr></table>\
                    <p><b>丁<p>戊</b><template><i>己</i></template><ol><li>庚<li>辛</ol>\
                    <svg><path/></svg><select><option>壬</select><body class=x>";
        let page = page.repeat(10);
        assert!(page.len() > 2 * PIECE);
        assert_eq!(parse(&page, &Limits::default()).unwrap(), Html::parse_document(&page));
    }

    #[test]
    fn what_is_built_is_counted() {
        let reopened: String = (0..200).map(|n| format!("<p><font a{n}></x>")).collect();
        let long = format!("<p><b title='{}'>{}", "x".repeat(3000), "<p>x".repeat(1000));
        for page in [reopened, long] {
            assert!(refusal(&page).unwrap().contains("网页的元素数"), "{page}");
        }
        assert_eq!(refusal(&"<p>甲</p>".repeat(3000)), None);
    }

    #[test]
    fn levels_are_counted_whatever_the_end_tags_say() {
        for tag in ["<div>", "<span><div></span>", "<font></x>"] {
            assert!(refusal(&tag.repeat(1100)).unwrap().contains("嵌套层数"), "{tag}");
        }
        assert_eq!(refusal(&"<div></div>".repeat(2000)), None);
        assert_eq!(refusal(&"<b><i></b></i>".repeat(500)), None);
    }

    #[test]
    fn attributes_are_counted_before_they_are_parsed() {
        let many: String = (0..=MAX_ATTRIBUTES).map(|n| format!(" a{n}='>'")).collect();
        assert!(refusal(&format!("<p{many}>")).unwrap().contains("属性数"));
    }
}
