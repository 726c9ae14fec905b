//! The elements of a part with the bytes they stand at, so that the part can be changed without being written
//! anew.

use quick_xml::Reader;
use quick_xml::events::Event;

/// An element.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub name: String,
    /// First byte of its start tag.
    pub start: usize,
    /// First byte behind its start tag.
    pub inner_start: usize,
    /// First byte of its end tag.
    pub inner_end: usize,
    /// First byte behind its end tag.
    pub end: usize,
    pub children: Vec<Element>,
}

impl Element {
    /// Reads a part that our own renderer wrote.
    pub fn parse(xml: &str) -> Result<Self, String> {
        let mut reader = Reader::from_str(xml);
        let mut open = vec![Element::default()];
        loop {
            let start = position(&reader);
            let event = reader.read_event().map_err(|e| e.to_string())?;
            let end = position(&reader);
            let closed = match event {
                Event::Start(tag) => {
                    let name = String::from_utf8_lossy(tag.name().as_ref()).into_owned();
                    open.push(Element { name, start, inner_start: end, ..Element::default() });
                    continue;
                }
                Event::Empty(tag) => {
                    let name = String::from_utf8_lossy(tag.name().as_ref()).into_owned();
                    Element { name, start, inner_start: end, inner_end: end, end, children: Vec::new() }
                }
                Event::End(_) => {
                    let mut element = open.pop().ok_or("多余的结束标签")?;
                    (element.inner_end, element.end) = (start, end);
                    element
                }
                Event::Eof => break,
                _ => continue,
            };
            open.last_mut().ok_or("多余的结束标签")?.children.push(closed);
        }
        let mut root = open.pop().filter(|_| open.is_empty()).ok_or("没有写完")?;
        root.children.pop().ok_or_else(|| "没有根元素".into())
    }

    /// The first child of a name.
    pub fn find(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|e| e.name == name)
    }

    /// All elements of a name inside it, in order.
    pub fn all<'e>(&'e self, name: &str) -> Vec<&'e Element> {
        let mut out = Vec::new();
        self.collect(name, &mut out);
        out
    }

    fn collect<'e>(&'e self, name: &str, out: &mut Vec<&'e Element>) {
        for child in &self.children {
            if child.name == name {
                out.push(child);
            }
            child.collect(name, out);
        }
    }

    /// The runs right inside it.
    pub fn runs(&self) -> Vec<&Element> {
        self.children.iter().filter(|e| e.name == "w:r").collect()
    }

    /// Its text, still escaped.
    pub fn text(&self, xml: &str) -> String {
        self.all("w:t").iter().map(|t| &xml[t.inner_start..t.inner_end]).collect()
    }

    /// The escaped value of an attribute.
    pub fn attribute<'x>(&self, xml: &'x str, name: &str) -> Option<&'x str> {
        let tag = &xml[self.start..self.inner_start];
        let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
        rest.split_once('"').map(|(value, _)| value)
    }
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

/// Escapes text.
pub(super) fn escape(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}
