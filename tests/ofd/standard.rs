//! Reads `standard.txt`, the table of what may stand in an OFD file.

use std::collections::BTreeMap;

use crate::model::Model;
use crate::values::Simple;

/// The table.
pub struct Standard {
    types: BTreeMap<String, Type>,
    simple: BTreeMap<String, Simple>,
}

/// What an element may hold.
pub struct Type {
    /// The clause that says so.
    pub clause: String,
    pub attributes: Vec<Attribute>,
    pub content: Content,
}

pub struct Attribute {
    pub name: String,
    pub is_required: bool,
    pub value: Simple,
}

pub enum Content {
    Elements(Model),
    Text(Simple),
}

/// The type of a child.
pub enum ChildType<'s> {
    Complex(&'s Type),
    Simple(Simple),
}

/// A type as it stands in the table.
#[derive(Default, Clone)]
struct Row {
    clause: String,
    base: Option<String>,
    attributes: Vec<(String, bool, String)>,
    model: String,
    text: Option<String>,
}

impl Standard {
    /// The table of this repository.
    pub fn read() -> Self {
        let (mut rows, mut simple) = (BTreeMap::new(), BTreeMap::new());
        let mut at = String::new();
        for line in include_str!("standard.txt").lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words[..] {
                [] | ["#", ..] => {}
                [first, ..] if first.starts_with('#') => {}
                ["enum", name, ref values @ ..] => {
                    let values = values.iter().map(|&value| value.to_owned()).collect();
                    assert!(simple.insert(name.to_owned(), Simple::OneOf(values)).is_none(), "{line}");
                }
                ["type", name, ref rest @ ..] => {
                    let (base, clause) = match *rest {
                        [":", base, clause] => (Some(base.to_owned()), clause),
                        [clause] => (None, clause),
                        _ => panic!("{line}"),
                    };
                    let row = Row { clause: clause.to_owned(), base, ..Row::default() };
                    assert!(rows.insert(name.to_owned(), row).is_none(), "{line}");
                    name.clone_into(&mut at);
                }
                _ => add(rows.get_mut(&at).unwrap(), line.trim()),
            }
        }
        let mut standard = Self { types: BTreeMap::new(), simple };
        for name in rows.keys() {
            let (row, base) = (inherited(&rows, name), name);
            standard.types.insert(base.clone(), standard.complete(row));
        }
        standard.assert_whole();
        standard
    }

    fn complete(&self, row: Row) -> Type {
        let attributes = row.attributes.into_iter().map(|(name, is_required, value)| {
            let value = self.simple(&value).unwrap_or_else(|| panic!("{name}: no type {value}"));
            Attribute { name, is_required, value }
        });
        let content = match row.text {
            Some(text) => Content::Text(self.simple(&text).unwrap_or_else(|| panic!("no type {text}"))),
            None => Content::Elements(Model::new(&row.model)),
        };
        Type { clause: row.clause, attributes: attributes.collect(), content }
    }

    fn simple(&self, name: &str) -> Option<Simple> {
        self.simple.get(name).cloned().or_else(|| Simple::named(name))
    }

    /// Every child has a type.
    fn assert_whole(&self) {
        for (name, row) in &self.types {
            let Content::Elements(model) = &row.content else { continue };
            for child in model.names() {
                assert!(self.child_type(model, child).is_some(), "{name}: {child} has no type");
            }
        }
    }

    /// The type of a root element; none if no part begins with it.
    pub fn root(&self, name: &str) -> Option<&Type> {
        self.types.get(name)
    }

    /// The type of a child.
    pub fn child_type(&self, model: &Model, child: &str) -> Option<ChildType<'_>> {
        let name = model.type_of(child)?;
        let complex = self.types.get(name).map(ChildType::Complex);
        complex.or_else(|| self.simple(name).map(ChildType::Simple))
    }
}

/// An indented line of the table.
fn add(row: &mut Row, line: &str) {
    if let Some(text) = line.strip_prefix("= text ") {
        row.text = Some(text.to_owned());
    } else if let Some(model) = line.strip_prefix("= ") {
        row.model.push_str(&format!(" {model}"));
    } else {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [name, usage @ ("required" | "optional"), value] = words[..] else { panic!("{line}") };
        row.attributes.push((name[1..].to_owned(), usage == "required", value.to_owned()));
    }
}

/// A row with what it takes from its base.
fn inherited(rows: &BTreeMap<String, Row>, name: &str) -> Row {
    let mut row = rows.get(name).unwrap_or_else(|| panic!("no type {name}")).clone();
    if let Some(base) = &row.base {
        let base = inherited(rows, base);
        row.model = format!("{} {}", base.model, row.model);
        row.attributes.splice(0..0, base.attributes);
    }
    row
}
