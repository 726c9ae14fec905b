//! An OFD file taken apart: the parts of the zip, and XML as trees.

use std::io::{Cursor, Read};

use quick_xml::NsReader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;

/// The namespace of the standard.
pub const OFD: &str = "http://www.ofdspec.org/2016";

/// The parts of a file, in the order of the zip.
#[derive(Clone, Default)]
pub struct Package {
    pub parts: Vec<(String, Vec<u8>)>,
}

/// An element.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub namespace: String,
    pub name: String,
    /// Without declarations of namespaces; names with a prefix keep it.
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Node>,
    pub text: String,
}

impl Package {
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
        let mut parts = Vec::new();
        for number in 0..archive.len() {
            let mut file = archive.by_index(number).map_err(|error| error.to_string())?;
            if file.is_dir() {
                continue;
            }
            let mut content = Vec::new();
            file.read_to_end(&mut content).map_err(|error| error.to_string())?;
            parts.push((file.name().to_owned(), content));
        }
        Ok(Self { parts })
    }

    pub fn part(&self, name: &str) -> Option<&[u8]> {
        self.parts.iter().find(|(part, _)| part == name).map(|(_, bytes)| bytes.as_slice())
    }

    /// A part that must be XML.
    pub fn xml(&self, name: &str) -> Node {
        let bytes = self.part(name).unwrap_or_else(|| panic!("no part {name}"));
        Node::read(bytes).unwrap_or_else(|error| panic!("{name}: {error}"))
    }
}

/// The part that a path in another part leads to: from the root of the package, or from that part's folder
/// (7.2).
pub fn resolved(folder: &str, path: &str) -> String {
    let whole = if path.starts_with('/') { path.to_owned() } else { format!("{folder}/{path}") };
    let mut names: Vec<&str> = Vec::new();
    for name in whole.split('/') {
        match name {
            "" | "." => {}
            ".." => drop(names.pop()),
            name => names.push(name),
        }
    }
    names.join("/")
}

/// The folder of a part, empty for the root.
pub fn folder(part: &str) -> &str {
    part.rsplit_once('/').map_or("", |(folder, _)| folder)
}

impl Node {
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
        let text = text.trim_start_matches('\u{FEFF}');
        if let Some(c) = text.chars().find(|&c| !is_xml(c)) {
            return Err(format!("{c:?} may not stand in XML"));
        }
        let mut reader = NsReader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        let mut open: Vec<Self> = Vec::new();
        let mut root = None;
        loop {
            let (namespace, event) = reader.read_resolved_event().map_err(|error| error.to_string())?;
            let at = open.last_mut();
            match event {
                Event::Start(start) => {
                    let namespace = match namespace {
                        ResolveResult::Bound(namespace) => {
                            String::from_utf8_lossy(namespace.as_ref()).into_owned()
                        }
                        ResolveResult::Unbound => String::new(),
                        ResolveResult::Unknown(prefix) => return Err(format!("{prefix:?} is not declared")),
                    };
                    open.push(Self::start(&start, namespace)?);
                }
                Event::End(_) => {
                    let node = open.pop().ok_or("an end without a start")?;
                    match open.last_mut() {
                        Some(parent) => parent.children.push(node),
                        None if root.is_some() => return Err("two roots".into()),
                        None => root = Some(node),
                    }
                }
                Event::Text(text) => {
                    let text = text.xml10_content().map_err(|error| error.to_string())?;
                    match at {
                        Some(at) => at.text.push_str(&text),
                        None if text.trim().is_empty() => {}
                        None => return Err("text outside the root".into()),
                    }
                }
                Event::CData(text) => {
                    let text = text.xml10_content().map_err(|error| error.to_string())?;
                    at.ok_or("text outside the root")?.text.push_str(&text);
                }
                Event::GeneralRef(name) => {
                    let character = name.resolve_char_ref().map_err(|error| error.to_string())?;
                    let name = name.decode().map_err(|error| error.to_string())?;
                    let text = match character {
                        Some(c) if !is_xml(c) => return Err(format!("&{name}; may not stand in XML")),
                        Some(c) => c.to_string(),
                        None => resolve_xml_entity(&name).ok_or(format!("no entity {name}"))?.to_owned(),
                    };
                    at.ok_or("text outside the root")?.text.push_str(&text);
                }
                Event::DocType(_) => return Err("a document type".into()),
                Event::Eof if open.is_empty() => return root.ok_or("no root".into()),
                Event::Eof => return Err("it ends too early".into()),
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
    }

    fn start(start: &BytesStart<'_>, namespace: String) -> Result<Self, String> {
        let name = String::from_utf8_lossy(start.local_name().as_ref()).into_owned();
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| error.to_string())?;
            let name = String::from_utf8_lossy(attribute.key.as_ref()).into_owned();
            let value = std::str::from_utf8(&attribute.value).map_err(|error| error.to_string())?;
            if value.contains('<') {
                return Err(format!("< in {name}"));
            }
            let value = quick_xml::escape::unescape(value).map_err(|error| error.to_string())?.into_owned();
            if let Some(c) = value.chars().find(|&c| !is_xml(c)) {
                return Err(format!("{c:?} may not stand in {name}"));
            }
            if name != "xmlns" && !name.starts_with("xmlns:") {
                attributes.push((name, value));
            }
        }
        Ok(Self { namespace, name, attributes, children: Vec::new(), text: String::new() })
    }

    /// The element as a part.
    pub fn to_xml(&self) -> String {
        use quick_xml::escape::escape;
        let Self { namespace, name, attributes, children, text } = self;
        let attributes: String = attributes
            .iter()
            .map(|(name, value)| format!(" {name}=\"{}\"", escape(value.as_str())))
            .collect();
        let children: String = children.iter().map(Self::to_xml).collect();
        format!("<{name} xmlns=\"{namespace}\"{attributes}>{}{children}</{name}>", escape(text.as_str()))
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(attribute, _)| attribute == name).map(|(_, value)| value.as_str())
    }

    /// An attribute that is a number.
    pub fn number(&self, name: &str) -> Option<f64> {
        self.attribute(name).and_then(crate::values::number)
    }

    pub fn child(&self, name: &str) -> Option<&Self> {
        self.named(name).next()
    }

    /// The children of a name.
    pub fn named(&self, name: &str) -> impl Iterator<Item = &Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The element and all those in it, in their order.
    pub fn all(&self) -> Vec<&Self> {
        let mut all = vec![self];
        for child in &self.children {
            all.extend(child.all());
        }
        all
    }

    /// All elements of a name, in their order.
    pub fn every(&self, name: &str) -> Vec<&Self> {
        self.all().into_iter().filter(|node| node.name == name).collect()
    }
}

/// The characters that XML 1.0 takes.
pub fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}
