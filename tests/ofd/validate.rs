//! Validates a package by the table of the standard: every part that the entry leads to, element by element;
//! then whether ids are unique, references lead to something and every part is reached; then the objects
//! (`objects.rs`).

use std::collections::{BTreeMap, BTreeSet};

use crate::objects;
use crate::package::{Node, OFD, Package, folder, resolved};
use crate::standard::{ChildType, Content, Standard, Type};
use crate::values::Simple;

/// What is wrong with a file, one line each: part, place, clause, fault.
pub fn complaints(bytes: &[u8]) -> Vec<String> {
    match Package::read(bytes) {
        Ok(package) => package_complaints(&package),
        Err(error) => vec![format!("no zip: {error}")],
    }
}

/// What is wrong with a package.
pub fn package_complaints(package: &Package) -> Vec<String> {
    let standard = Standard::read();
    let mut validator = Validator::new(&standard, package);
    validator.queue.push(("OFD.xml".to_owned(), "OFD".to_owned()));
    while let Some((part, root)) = validator.queue.pop() {
        validator.part(&part, &root);
    }
    validator.ids_and_references();
    validator.unreached();
    let mut complaints = validator.complaints;
    // Counts and places mean something where everything is what it should be.
    if complaints.is_empty() {
        complaints = objects::complaints(package);
    }
    complaints
}

/// A reference to an id.
struct Reference {
    id: String,
    target: String,
    place: String,
}

struct Validator<'v> {
    standard: &'v Standard,
    package: &'v Package,
    complaints: Vec<String>,
    /// The parts to come, with their root elements.
    queue: Vec<(String, String)>,
    reached: BTreeSet<String>,
    /// The trees that were read.
    roots: BTreeMap<String, Node>,
    /// The elements of the ids.
    ids: BTreeMap<String, String>,
    largest: Option<u32>,
    references: Vec<Reference>,
}

/// Where an element stands.
struct Place<'p> {
    part: &'p str,
    /// What paths are counted from: the folder of the part, or what a list of resources says.
    base: &'p str,
    /// The names of the elements.
    path: String,
}

impl Place<'_> {
    fn complain(&self, clause: &str, fault: &str) -> String {
        format!("{}: {}: {clause}: {fault}", self.part, self.path)
    }
}

impl<'v> Validator<'v> {
    fn new(standard: &'v Standard, package: &'v Package) -> Self {
        let (ids, roots) = (BTreeMap::new(), BTreeMap::new());
        let (complaints, queue, references) = (Vec::new(), Vec::new(), Vec::new());
        let reached = BTreeSet::new();
        Self { standard, package, complaints, queue, reached, roots, ids, largest: None, references }
    }

    fn part(&mut self, part: &str, root: &str) {
        let is_new = self.reached.insert(part.to_owned());
        let Some(bytes) =
            self.package.part(part).filter(|_| root == "file" || !self.roots.contains_key(part))
        else {
            if is_new {
                self.complaints.push(format!("{part}: 7.2: there is no such part"));
            }
            return;
        };
        // A list of signatures names parts, too, that others lead to as what they are.
        if root == "file" {
            return;
        }
        let node = match Node::read(bytes) {
            Ok(node) => node,
            Err(error) => return self.complaints.push(format!("{part}: 6.4: {error}")),
        };
        if root == "tags" {
            self.tags(part, &node);
        } else {
            let base = folder(part).to_owned();
            let base = match node.attribute("BaseLoc").filter(|_| root == "Res") {
                Some(folder) => resolved(&base, folder),
                None => base,
            };
            let place = Place { part, base: &base, path: node.name.clone() };
            if node.name != root {
                self.complaints.push(place.complain("6", &format!("the root is not {root}")));
            }
            match self.standard.root(root) {
                Some(kind) => self.element(&node, kind, &place),
                None => self.complaints.push(place.complain("6", "no such root")),
            }
        }
        self.roots.insert(part.to_owned(), node);
    }

    fn element(&mut self, node: &Node, kind: &Type, place: &Place<'_>) {
        let clause = kind.clause.as_str();
        if node.namespace != OFD {
            self.complaints.push(place.complain("6.4", &format!("the namespace is {:?}", node.namespace)));
        }
        for attribute in kind.attributes.iter().filter(|attribute| attribute.is_required) {
            if node.attribute(&attribute.name).is_none() {
                self.complaints.push(place.complain(clause, &format!("no {}", attribute.name)));
            }
        }
        if node.name == "CustomTag" && node.attributes.is_empty() {
            self.complaints.push(place.complain(clause, "neither TypeID nor NameSpace"));
        }
        for (name, value) in &node.attributes {
            match kind.attributes.iter().find(|attribute| attribute.name == *name) {
                Some(attribute) => self.value(value, &attribute.value, node, place, (clause, name)),
                None => self.complaints.push(place.complain(clause, &format!("{name} is not known"))),
            }
        }
        match &kind.content {
            Content::Text(simple) => {
                self.value(&node.text, simple, node, place, (clause, "the text"));
                if let Some(child) = node.children.first() {
                    self.complaints.push(place.complain(clause, &format!("{} is not known", child.name)));
                }
            }
            Content::Elements(model) => {
                if !node.text.trim().is_empty() {
                    self.complaints.push(place.complain(clause, "text between the elements"));
                }
                if let Some((at, expected)) = model.fault(node.children.iter().map(|c| c.name.as_str())) {
                    let found = node.children.get(at).map_or("nothing", |child| &child.name);
                    let fault = format!("{found} where {expected} is expected");
                    self.complaints.push(place.complain(clause, &fault));
                }
                for child in &node.children {
                    let place = Place { path: format!("{}/{}", place.path, child.name), ..*place };
                    match self.standard.child_type(model, &child.name) {
                        Some(ChildType::Complex(kind)) => self.element(child, kind, &place),
                        Some(ChildType::Simple(simple)) => {
                            self.simple_element(child, &simple, &place, clause)
                        }
                        None => {}
                    }
                }
            }
        }
    }

    /// An element that holds a value and nothing else.
    fn simple_element(&mut self, node: &Node, simple: &Simple, place: &Place<'_>, clause: &str) {
        if node.namespace != OFD {
            self.complaints.push(place.complain("6.4", &format!("the namespace is {:?}", node.namespace)));
        }
        let children = node.children.iter().map(|child| child.name.as_str());
        for name in children.chain(node.attributes.iter().map(|(name, _)| name.as_str())) {
            self.complaints.push(place.complain(clause, &format!("{name} is not known")));
        }
        self.value(&node.text, simple, node, place, (clause, "the text"));
    }

    fn value(
        &mut self,
        value: &str,
        simple: &Simple,
        node: &Node,
        place: &Place<'_>,
        (clause, name): (&str, &str),
    ) {
        if !simple.takes(value) {
            let shown: String = value.chars().take(40).collect();
            return self.complaints.push(place.complain(clause, &format!("{name} is {shown:?}")));
        }
        match simple {
            Simple::Id => {
                let other = self.ids.insert(value.to_owned(), node.name.clone());
                if other.is_some() {
                    self.complaints.push(place.complain("7.3", &format!("the id {value} is there twice")));
                }
            }
            Simple::Max => self.largest = value.parse().ok(),
            Simple::Reference(target) => self.references.push(Reference {
                id: value.to_owned(),
                target: target.clone(),
                place: place.complain(clause, name),
            }),
            Simple::Place(root) if root == "folder" => {}
            Simple::Place(root) => {
                let base = if place.part == "OFD.xml" { "" } else { place.base };
                self.queue.push((resolved(base, value), root.clone()));
            }
            _ => {}
        }
    }

    /// A tag file: elements of whatever namespace, and references to objects (chapter 16).
    fn tags(&mut self, part: &str, node: &Node) {
        for node in node.all().into_iter().filter(|node| node.name == "ObjectRef") {
            let place = Place { part, base: "", path: node.name.clone() };
            if let Some(kind) = self.standard.root("ObjectRef") {
                self.element(node, kind, &place);
            }
        }
    }

    fn ids_and_references(&mut self) {
        for id in self.ids.keys() {
            if id.parse::<u32>().ok() > self.largest {
                self.complaints.push(format!("the id {id} is above MaxUnitID (7.5): {:?}", self.largest));
            }
        }
        for Reference { id, target, place } in &self.references {
            let found = self.ids.get(id).map(String::as_str);
            let is_good = match target.as_str() {
                "any" => found.is_some(),
                "object" => found.is_some_and(|name| name.ends_with("Object")),
                target => found == Some(target),
            };
            if !is_good {
                self.complaints.push(format!("{place}: {id} is {found:?}, not {target}"));
            }
        }
    }

    fn unreached(&mut self) {
        let mut seen = BTreeSet::new();
        for (name, _) in &self.package.parts {
            if !self.reached.contains(name) {
                self.complaints.push(format!("{name}: 6: nothing leads to this part"));
            }
            if !seen.insert(name) {
                self.complaints.push(format!("{name}: 6: there are two of it"));
            }
        }
    }
}
