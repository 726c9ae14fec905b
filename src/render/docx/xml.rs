//! A small DOM: enough of XML to take a part apart, change it and write it again. Text and attribute values
//! stay escaped as they were read, as nothing here looks into them.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// An element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Element<'a> {
    /// The name with its prefix.
    pub name: Cow<'a, str>,
    /// Names and escaped values.
    pub attributes: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    pub children: Vec<Node<'a>>,
}

/// What stands in an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node<'a> {
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

    pub fn remove_attribute(&mut self, name: &str) {
        self.attributes.retain(|(n, _)| n != name);
    }

    /// The child elements.
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

    pub fn push(&mut self, element: Element<'a>) {
        self.children.push(Node::Element(element));
    }

    /// Reads a part.
    pub fn parse(xml: &'a str) -> Result<Self, String> {
        let mut reader = Reader::from_str(xml);
        let mut open: Vec<Element<'a>> = Vec::new();
        loop {
            let event = reader.read_event().map_err(|e| format!("{} 处：{e}", reader.error_position()))?;
            let closed = match event {
                Event::Start(tag) => {
                    open.push(read_tag(xml, &tag)?);
                    continue;
                }
                Event::Empty(tag) => read_tag(xml, &tag)?,
                Event::End(_) => open.pop().ok_or("多余的结束标签")?,
                Event::Text(text) => {
                    add_text(&mut open, borrowed(xml, &text)?.into());
                    continue;
                }
                Event::GeneralRef(name) => {
                    add_text(&mut open, format!("&{};", borrowed(xml, &name)?).into());
                    continue;
                }
                Event::Eof => return Err("没有根元素，或没有写完".into()),
                _ => continue,
            };
            match open.last_mut() {
                Some(parent) => parent.push(closed),
                None => return Ok(closed),
            }
        }
    }

    /// Writes the element and what it holds as a whole part.
    pub fn to_part(&self, size_hint: usize) -> String {
        let mut out = String::with_capacity(size_hint);
        out.push_str(DECLARATION);
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        out.push('<');
        out.push_str(&self.name);
        for (name, value) in &self.attributes {
            out.push(' ');
            out.push_str(name);
            out.push_str("=\"");
            out.push_str(value);
            out.push('"');
        }
        if self.children.is_empty() {
            out.push_str("/>");
            return;
        }
        out.push('>');
        for node in &self.children {
            match node {
                Node::Element(element) => element.write(out),
                Node::Text(text) => out.push_str(text),
            }
        }
        out.push_str("</");
        out.push_str(&self.name);
        out.push('>');
    }
}

/// The first line of every part.
pub(super) const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// Escapes text for an element or an attribute in double quotes.
pub(super) fn escape(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}

fn add_text<'a>(open: &mut [Element<'a>], text: Cow<'a, str>) {
    let Some(parent) = open.last_mut() else { return };
    match parent.children.last_mut() {
        Some(Node::Text(last)) => last.to_mut().push_str(&text),
        _ => parent.children.push(Node::Text(text)),
    }
}

fn read_tag<'a>(xml: &'a str, tag: &BytesStart) -> Result<Element<'a>, String> {
    let mut element = Element {
        name: borrowed(xml, tag.name().as_ref())?.into(),
        attributes: Vec::new(),
        children: Vec::new(),
    };
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(|e| e.to_string())?;
        let value = borrowed(xml, &attribute.value)?;
        element.attributes.push((borrowed(xml, attribute.key.as_ref())?.into(), value.into()));
    }
    Ok(element)
}

/// The parser hands out slices of the text it reads but with the lifetime of its event: this is the same
/// slice with that of the text.
fn borrowed<'a>(xml: &'a str, slice: &[u8]) -> Result<&'a str, String> {
    let start = (slice.as_ptr() as usize).wrapping_sub(xml.as_ptr() as usize);
    xml.get(start..start.wrapping_add(slice.len())).ok_or_else(|| "解析器给出的文字不在原文之中".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_comes_back_as_it_was() {
        let xml =
            r#"<w:p w:id="a &amp; b"><w:t xml:space="preserve"> 1 &lt; 2 &amp;&#x41; </w:t><w:br/></w:p>"#;
        assert_eq!(Element::parse(xml).unwrap().to_part(0), format!("{DECLARATION}{xml}"));
    }

    #[test]
    fn a_torn_part_is_an_error() {
        for torn in ["", "<w:p>", "<w:p></w:q>", "</w:p>", "<w:p a=1/>"] {
            assert!(Element::parse(torn).is_err(), "{torn}");
        }
    }
}
