//! A Word file taken apart: its parts, and a part as a tree.

use std::io::Read;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// A part: its name in the package, its text.
pub type Part = (String, String);

/// All parts in the order of the package.
pub fn parts(docx: &[u8]) -> Vec<Part> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    (0..zip.len())
        .map(|i| {
            let mut file = zip.by_index(i).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            // A picture is no text.
            (file.name().to_owned(), String::from_utf8_lossy(&bytes).into_owned())
        })
        .collect()
}

/// One part as a tree.
pub fn part(docx: &[u8], name: &str) -> Tree {
    let parts = parts(docx);
    Tree::read(&parts.iter().find(|(n, _)| n == name).unwrap_or_else(|| panic!("no part {name}")).1)
}

/// An element with what it holds, unescaped.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Tree>,
    /// Text directly inside.
    pub text: String,
}

impl Tree {
    pub fn read(xml: &str) -> Tree {
        let mut reader = Reader::from_str(xml);
        reader.config_mut().expand_empty_elements = true;
        let mut open = vec![Tree::default()];
        loop {
            match reader.read_event().unwrap() {
                Event::Start(tag) => open.push(Tree::start(&tag)),
                Event::End(_) => {
                    let closed = open.pop().unwrap();
                    open.last_mut().unwrap().children.push(closed);
                }
                Event::Text(text) => open.last_mut().unwrap().text.push_str(&text.decode().unwrap()),
                Event::GeneralRef(name) => {
                    let entity = format!("&{};", name.decode().unwrap());
                    open.last_mut().unwrap().text.push_str(&quick_xml::escape::unescape(&entity).unwrap());
                }
                Event::Eof => return open.pop().unwrap().children.pop().unwrap(),
                _ => {}
            }
        }
    }

    fn start(tag: &BytesStart) -> Tree {
        let text = |bytes: &[u8]| String::from_utf8(bytes.into()).unwrap();
        let attribute = |a: quick_xml::events::attributes::Attribute| {
            (text(a.key.as_ref()), quick_xml::escape::unescape(&text(&a.value)).unwrap().into_owned())
        };
        let attributes = tag.attributes().map(|a| attribute(a.unwrap())).collect();
        Tree { name: text(tag.name().as_ref()), attributes, ..Tree::default() }
    }

    /// Child elements of a name.
    pub fn each<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Tree> + use<'a> {
        self.children.iter().filter(move |c| c.name == name)
    }

    /// The first child of the first child … by their names.
    pub fn at(&self, path: &[&str]) -> Option<&Tree> {
        path.iter().try_fold(self, |tree, name| tree.children.iter().find(|c| c.name == *name))
    }

    /// All elements of a name below, in reading order.
    pub fn all(&self, name: &str) -> Vec<&Tree> {
        let below = self.children.iter().flat_map(|child| {
            let own = (child.name == name).then_some(child);
            own.into_iter().chain(child.all(name))
        });
        below.collect()
    }

    /// An attribute.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// An attribute that is a number.
    pub fn number(&self, name: &str) -> i64 {
        let value = self.get(name).unwrap_or_else(|| panic!("<{}> has no {name}", self.name));
        value.parse().unwrap_or_else(|_| panic!("{name} is {value}"))
    }

    /// The text of all `w:t` below.
    pub fn words(&self) -> String {
        self.all("w:t").iter().map(|t| t.text.as_str()).collect()
    }
}
