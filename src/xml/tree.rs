//! A part as a tree. It borrows from the text it was read from and keeps text and attribute values escaped as
//! they stand there: most of a part goes back out as it came in, and what is not looked into costs no copy.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

use super::{Limits, Meter, XmlError, escape};

/// An element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Element<'a> {
    /// The name with its prefix.
    pub name: Cow<'a, str>,
    /// Names and escaped values.
    pub attributes: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    pub children: Vec<Node<'a>>,
}

/// What stands in an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node<'a> {
    Element(Element<'a>),
    /// Escaped text.
    Text(Cow<'a, str>),
}

impl<'a> Element<'a> {
    pub fn new(name: &'a str) -> Self {
        Self { name: Cow::Borrowed(name), attributes: Vec::new(), children: Vec::new() }
    }

    /// Adds an attribute, escaping its value.
    pub fn with(mut self, name: &'a str, value: &str) -> Self {
        self.set(name, escape(value));
        self
    }

    /// Adds text, escaping it.
    #[cfg(test)]
    pub fn text(mut self, text: &str) -> Self {
        self.add_text(text);
        self
    }

    /// Adds text, escaping it.
    #[cfg(any(test, feature = "ofd"))]
    pub fn add_text(&mut self, text: &str) {
        self.children.push(Node::Text(escape(text).into()));
    }

    /// Adds or replaces an attribute with an escaped value.
    pub fn set(&mut self, name: &'a str, escaped: impl Into<Cow<'a, str>>) {
        match self.attributes.iter_mut().find(|(n, _)| n == name) {
            Some((_, value)) => *value = escaped.into(),
            None => self.attributes.push((Cow::Borrowed(name), escaped.into())),
        }
    }

    /// The escaped value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&Cow<'a, str>> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, value)| value)
    }

    /// The unescaped value of an attribute; as it stands where it holds an unknown entity.
    pub fn value(&self, name: &str) -> Option<Cow<'_, str>> {
        self.attribute(name).map(|value| unescaped(value))
    }

    pub fn remove_attribute(&mut self, name: &str) {
        self.attributes.retain(|(n, _)| n != name);
    }

    /// The name without its prefix.
    pub fn local_name(&self) -> &str {
        self.name.rsplit(':').next().unwrap_or_default()
    }

    /// The child elements.
    pub fn elements(&self) -> impl Iterator<Item = &Element<'a>> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The child elements, to be changed.
    pub fn elements_mut(&mut self) -> impl Iterator<Item = &mut Element<'a>> {
        self.children.iter_mut().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first child of a name, made where there is none.
    pub fn child(&mut self, name: &'a str) -> &mut Element<'a> {
        let found = self.children.iter().position(|n| matches!(n, Node::Element(e) if e.name == name));
        let at = found.unwrap_or_else(|| {
            self.children.push(Node::Element(Element::new(name)));
            self.children.len() - 1
        });
        match &mut self.children[at] {
            Node::Element(element) => element,
            Node::Text(_) => unreachable!("the index was found or made as an element's"),
        }
    }

    /// The first element of a local name, this one or any inside it, in reading order.
    pub fn find(&self, local_name: &str) -> Option<&Element<'a>> {
        if self.local_name() == local_name {
            return Some(self);
        }
        self.elements().find_map(|child| child.find(local_name))
    }

    /// All text inside it, unescaped; as it stands where it holds an unknown entity.
    pub fn content(&self) -> String {
        let mut out = String::new();
        for node in &self.children {
            match node {
                Node::Element(element) => out.push_str(&element.content()),
                Node::Text(text) => out.push_str(&unescaped(text)),
            }
        }
        out
    }

    pub fn push(&mut self, element: Element<'a>) {
        self.children.push(Node::Element(element));
    }

    /// The element with texts of its own, of whatever it was read from.
    pub fn into_owned<'o>(self) -> Element<'o> {
        let owned = |text: Cow<'a, str>| Cow::Owned(text.into_owned());
        let children = self.children.into_iter().map(|node| match node {
            Node::Element(element) => Node::Element(element.into_owned()),
            Node::Text(text) => Node::Text(owned(text)),
        });
        Element {
            name: owned(self.name),
            children: children.collect(),
            attributes: self
                .attributes
                .into_iter()
                .map(|(name, value)| (owned(name), owned(value)))
                .collect(),
        }
    }

    /// Reads a part.
    pub fn parse(xml: &'a str, limits: Limits) -> Result<Self, XmlError> {
        let mut meter = Meter::new(limits, xml.len())?;
        let mut reader = Reader::from_str(xml);
        let mut open: Vec<Element<'a>> = Vec::new();
        loop {
            let closed = match reader.read_event()? {
                Event::Start(tag) => {
                    meter.open()?;
                    open.push(read_tag(xml, &tag)?);
                    continue;
                }
                Event::Empty(tag) => {
                    meter.open()?;
                    read_tag(xml, &tag)?
                }
                // The reader has refused an end without a start.
                Event::End(_) => open.pop().ok_or(XmlError::Unfinished)?,
                Event::Text(text) => {
                    add_text(&mut open, borrowed(xml, &text));
                    continue;
                }
                Event::CData(text) => {
                    add_text(&mut open, escape(&borrowed(xml, &text)).into());
                    continue;
                }
                Event::GeneralRef(name) => {
                    add_text(&mut open, format!("&{};", borrowed(xml, &name)).into());
                    continue;
                }
                Event::DocType(_) => return Err(XmlError::DocumentType),
                Event::Eof => return Err(XmlError::Unfinished),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => continue,
            };
            meter.close();
            match open.last_mut() {
                Some(parent) => parent.push(closed),
                None => return Ok(closed),
            }
        }
    }
}

fn unescaped(text: &str) -> Cow<'_, str> {
    unescape(text).unwrap_or(Cow::Borrowed(text))
}

fn add_text<'a>(open: &mut [Element<'a>], text: Cow<'a, str>) {
    let Some(parent) = open.last_mut() else { return };
    match parent.children.last_mut() {
        Some(Node::Text(last)) => last.to_mut().push_str(&text),
        _ => parent.children.push(Node::Text(text)),
    }
}

fn read_tag<'a>(xml: &'a str, tag: &BytesStart) -> Result<Element<'a>, XmlError> {
    let mut element = Element {
        name: borrowed(xml, tag.name().into_inner()),
        attributes: Vec::new(),
        children: Vec::new(),
    };
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute?;
        let (name, value) = (borrowed(xml, attribute.key.into_inner()), borrowed(xml, &attribute.value));
        element.attributes.push((name, value));
    }
    Ok(element)
}

/// The parser hands out slices of the text it reads but with the lifetime of its event: this is the same
/// slice with that of the text, or a copy of what the parser made itself.
fn borrowed<'a>(xml: &'a str, slice: &[u8]) -> Cow<'a, str> {
    let start = (slice.as_ptr() as usize).wrapping_sub(xml.as_ptr() as usize);
    match xml.get(start..start.wrapping_add(slice.len())) {
        Some(same) => Cow::Borrowed(same),
        None => Cow::Owned(String::from_utf8_lossy(slice).into_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_tree_are_found_by_name() {
        let xml = r#"<a:r><a:p><b:t x="1 &lt; 2">甲<![CDATA[ & ]]><i>乙</i>&#x4E19;</b:t></a:p><t/></a:r>"#;
        let root = Element::parse(xml, Limits::OWN).unwrap();
        let text = root.find("t").unwrap();
        assert_eq!((text.value("x").as_deref(), text.content().as_str()), (Some("1 < 2"), "甲 & 乙丙"));
        assert_eq!(root.elements().map(|e| &*e.name).collect::<Vec<_>>(), ["a:p", "t"]);
        assert_eq!(root.find("q"), None);
    }

    #[test]
    fn a_broken_part_is_an_error() {
        for broken in ["", "<w:p>", "<w:p></w:q>", "</w:p>", "<w:p a=1/>"] {
            assert!(Element::parse(broken, Limits::OWN).is_err(), "{broken}");
        }
    }

    #[test]
    fn a_hostile_part_ends() {
        let limits = Limits { depth: 3, nodes: 5, bytes: 1000 };
        for (xml, want) in [
            ("<!DOCTYPE a [<!ENTITY b 'b'>]><a>&b;</a>", "含有 DTD 声明"),
            ("<a><a><a><a></a></a></a></a>", "嵌套层数超过 3 层"),
            ("<a><b/><b/><b/><b/><b/></a>", "元素数超过 5 个"),
            (&format!("<a>{}</a>", "x".repeat(1000)), "大小超过 1000 字节"),
        ] {
            assert_eq!(Element::parse(xml, limits).unwrap_err().to_string(), want, "{xml}");
        }
        // An entity is never expanded: it stays what it is.
        let unknown = Element::parse("<a>&b;</a>", limits).unwrap();
        assert_eq!(unknown.content(), "&b;");
    }
}
