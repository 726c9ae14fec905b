//! The validator can fail: each fault that is put into a good package is found, where it is and under its clause.

use crate::by_hand;
use crate::package::{Node, OFD, Package};
use crate::reports::{EXAMPLE, document, ofd};
use crate::standard::{ChildType, Content, Standard, Type};
use crate::validate::package_complaints;
use crate::values::Simple;

/// The package with a text in a part replaced, which must be there once.
pub fn replaced(package: &Package, part: &str, from: &str, to: &str) -> Package {
    let mut package = package.clone();
    let (_, bytes) = package.parts.iter_mut().find(|(name, _)| name.ends_with(part)).unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    assert!(text.contains(from), "{part}: {from}");
    *bytes = text.replacen(from, to, 1).into_bytes();
    package
}

/// Each fault: the part, what is replaced, by what, and what a complaint must say.
fn assert_found(package: &Package, faults: &[(&str, &str, &str, &str)]) {
    assert_eq!(package_complaints(package), [""; 0]);
    let mut missed = Vec::new();
    for (part, from, to, wanted) in faults {
        let found = package_complaints(&replaced(package, part, from, to));
        if !found.iter().any(|complaint| complaint.contains(wanted)) {
            missed.push(format!("{part}: {from} → {to}: {wanted} is wanted, there is {found:#?}"));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn faults_of_structure_are_found() {
    assert_found(
        &by_hand::package(),
        &[
            // Order and number of children.
            (
                "OFD.xml",
                "<o:Title>甲局&amp;乙局</o:Title>\n<o:CreationDate>2025-01-20</o:CreationDate>",
                "<o:CreationDate>2025-01-20</o:CreationDate><o:Title>a</o:Title>",
                "7.4: Title where",
            ),
            ("OFD.xml", "<o:DocID>0123456789abcdef0123456789abcdef</o:DocID>", "", "7.4: Title where DocID"),
            ("OFD.xml", "<o:Keyword>公开</o:Keyword>", "", "7.4: nothing where Keyword"),
            ("Document.xml", "<MaxUnitID>40</MaxUnitID>", "", "7.5: PageArea where MaxUnitID"),
            (
                "Document.xml",
                "<DefaultCS>3</DefaultCS>",
                "<DefaultCS>3</DefaultCS><DefaultCS>3</DefaultCS>",
                "7.5: DefaultCS",
            ),
            ("Document.xml", "<Page ID=\"2\" BaseLoc=\"Pages/Page_0.xml\"/>", "", "7.6: nothing where Page"),
            (
                "Document.xml",
                "<Zoom>1.5</Zoom>",
                "<Zoom>1</Zoom><ZoomMode>Default</ZoomMode>",
                "7.5: ZoomMode where",
            ),
            (
                "Document.xml",
                "<Bookmark Name=\"一\"/>",
                "<Bookmark Name=\"一\"/><Bookmark Name=\"一\"/>",
                "14.2: Bookmark where",
            ),
            (
                "Pages/Page_0.xml",
                "<FillColor Value=\"0 0 0\" Alpha=\"128\"/>",
                "<StrokeColor/><FillColor/>",
                "FillColor where",
            ),
            (
                "Pages/Page_0.xml",
                "<TextCode X=\"30\">情</TextCode>",
                "<CGTransform CodePosition=\"1\"/>",
                "nothing where CGTransform or TextCode",
            ),
            (
                "Pages/Page_0.xml",
                "<Segment Position=\"0\"><Color Value=\"0 0 0\"/></Segment>",
                "",
                "nothing where Segment",
            ),
            // Names and namespaces.
            ("Document.xml", "<Edit>false</Edit>", "<Edit>false</Edit><Copy>true</Copy>", "7.5: Copy where"),
            ("Document.xml", "http://www.ofdspec.org/2016", "http://www.ofdspec.org", "6.4: the namespace"),
            (
                "Tags/a.xml",
                "xmlns:ofd=\"http://www.ofdspec.org/2016\"",
                "xmlns:ofd=\"urn:b\"",
                "6.4: the namespace",
            ),
            ("OFD.xml", "<o:OFD ", "<o:Ofd ", "Ofd"),
            ("OFD.xml", "</o:OFD>", "", "too early"),
            ("OFD.xml", "甲局&amp;", "甲局&nbsp;", "no entity nbsp"),
            ("OFD.xml", "甲局&amp;", "甲局&#1;", "may not stand in XML"),
            ("Document.xml", "<Pages>", "<Pages>页", "text between the elements"),
            // Attributes.
            ("OFD.xml", " DocType=\"OFD\"", "", "7.4: no DocType"),
            ("OFD.xml", "DocType=\"OFD\"", "DocType=\"PDF\"", "7.4: DocType is \"PDF\""),
            ("Pages/Page_0.xml", " Font=\"4\"", "", "no Font"),
            ("Pages/Page_0.xml", " Size=\"5.6\"", "", "no Size"),
            ("Pages/Page_0.xml", "Boundary=\"28 37 60 8\"", "", "no Boundary"),
            ("Pages/Page_0.xml", "Rule=\"Even-Odd\"", "Rule=\"EvenOdd\"", "Rule is"),
            ("Pages/Page_0.xml", "Join=\"Bevel\"", "Joint=\"Bevel\"", "Joint is not known"),
            ("DocumentRes.xml", " BaseLoc=\"Res\"", "", "7.9: no BaseLoc"),
            ("CustomTags.xml", " NameSpace=\"urn:a\"", "", "neither TypeID nor NameSpace"),
            ("Annots/Page_0.xml", " Creator=\"甲\"", "", "15.2: no Creator"),
            // Types.
            ("OFD.xml", "2025-01-20", "2025-01-20T00:00:00", "CreationDate: 7.4"),
            ("Document.xml", "0 0 210 297", "0 0 210", "PhysicalBox: 7.5"),
            ("Document.xml", "Top=\"10.5\"", "Top=\"10.5mm\"", "Top is"),
            ("Document.xml", "Expanded=\"false\"", "Expanded=\"no\"", "Expanded is"),
            ("Pages/Page_0.xml", "Boundary=\"28 60 100 20\"", "Boundary=\"28 60 100 0\"", "Boundary is"),
            ("Pages/Page_0.xml", "Alpha=\"128\"", "Alpha=\"0.5\"", "Alpha is"),
            ("Pages/Page_0.xml", "Value=\"255 0 0\"", "Value=\"256 0 0\"", "Value is"),
            ("Pages/Page_0.xml", "M 0 0 Q 1 1 2 2", "M 0 0 Q 1 1 2", "AbbreviatedData"),
            ("Pages/Page_0.xml", "M 0 0 Q", "L 0 0 Q", "AbbreviatedData"),
            ("Tpl_0.xml", "CTM=\"20 0 0 20 0 0\"", "CTM=\"20 0 0 20\"", "CTM is"),
        ],
    );
}

#[test]
fn faults_of_ids_references_and_parts_are_found() {
    let package = by_hand::package();
    assert_found(
        &package,
        &[
            ("Document.xml", "<MaxUnitID>40", "<MaxUnitID>30", "the id 31 is above MaxUnitID"),
            ("Pages/Page_0.xml", "ID=\"24\"", "ID=\"21\"", "the id 21 is there twice"),
            ("Pages/Page_0.xml", "ID=\"24\"", "ID=\"0\"", "ID is \"0\""),
            ("Pages/Page_0.xml", "Font=\"4\"", "Font=\"5\"", "Font: 5 is Some(\"DrawParam\"), not Font"),
            ("Pages/Page_0.xml", "TemplateID=\"1\"", "TemplateID=\"2\"", "not TemplatePage"),
            ("Pages/Page_0.xml", "DrawParam=\"6\"", "DrawParam=\"40\"", "40 is None, not DrawParam"),
            ("Pages/Page_0.xml", "ResourceID=\"8\"", "ResourceID=\"7\"", "not CompositeGraphicUnit"),
            ("Tpl_0.xml", "ResourceID=\"7\"", "ResourceID=\"8\"", "not MultiMedia"),
            ("Document.xml", "Type=\"XYZ\" PageID=\"2\"", "Type=\"XYZ\" PageID=\"1\"", "not Page"),
            ("Document.xml", "<DefaultCS>3", "<DefaultCS>4", "not ColorSpace"),
            ("Tags/a.xml", ">21<", ">22<", "not object"),
            ("Tags/a.xml", "PageRef=\"2\"", "PageRef=\"21\"", "not Page"),
            (
                "Document.xml",
                "Pages/Page_0.xml",
                "Pages/Page_1.xml",
                "Doc_0/Pages/Page_1.xml: 7.2: there is no such part",
            ),
            (
                "Document.xml",
                "Pages/Page_0.xml",
                "Pages/Page_1.xml",
                "Doc_0/Pages/Page_0.xml: 6: nothing leads",
            ),
            ("Document.xml", "/Doc_0/DocumentRes.xml", "DocumentRes_0.xml", "no such part"),
            ("OFD.xml", "Doc_0/Document.xml", "Document.xml", "Document.xml: 7.2: there is no such part"),
            ("OFD.xml", "Doc_0/Document.xml", "Doc_0/Tags/a.xml", "the root is not Document"),
            ("DocumentRes.xml", "BaseLoc=\"Res\"", "BaseLoc=\"Bilder\"", "Doc_0/Bilder/a.png: 7.2"),
            ("DocumentRes.xml", "a.png", "http://example.com/a.png", "the text is \"http:"),
            ("CustomTags.xml", "a.xml", "b.xml", "no such part"),
        ],
    );
    let mut more = package.clone();
    more.parts.push(("Doc_0/script.js".to_owned(), Vec::new()));
    assert!(
        package_complaints(&more)
            .iter()
            .any(|complaint| complaint.starts_with("Doc_0/script.js: 6: nothing leads"))
    );
    more.parts.push(("OFD.xml".to_owned(), Vec::new()));
    assert!(package_complaints(&more).contains(&"OFD.xml: 6: there are two of it".to_owned()));
    let fewer = Package { parts: package.parts[1..].to_vec() };
    assert!(package_complaints(&fewer).contains(&"OFD.xml: 7.2: there is no such part".to_owned()));
}

#[test]
fn faults_of_objects_are_found() {
    assert_found(
        &by_hand::package(),
        &[
            ("Pages/Page_0.xml", "g 2 5.6 -1.5", "g 2 5.6", "4 characters have 2 DeltaX"),
            ("Pages/Page_0.xml", "g 2 5.6 -1.5", "5.6 5.6 -1.5 1", "4 characters have 4 DeltaX"),
            ("Pages/Page_0.xml", "一、总体", "𬭎、总体情", "5 characters have 3 DeltaX"),
            ("Pages/Page_0.xml", "<TextCode X=\"0\" Y=\"6\"", "<TextCode X=\"0\"", "no X or no Y"),
            ("Pages/Page_0.xml", ">情<", "><", "without text"),
            ("Pages/Page_0.xml", "GlyphCount=\"1\"", "GlyphCount=\"2\"", "1 glyphs for GlyphCount 2"),
            ("Pages/Page_0.xml", "<Glyphs>17", "<Glyphs>17 18", "2 glyphs for GlyphCount 1"),
            ("Pages/Page_0.xml", "CodePosition=\"0\"", "CodePosition=\"4\"", "ends at 6 of 5"),
            ("Pages/Page_0.xml", "CodeCount=\"2\"", "CodeCount=\"0\"", "CodeCount is"),
            ("Pages/Page_0.xml", "Boundary=\"28 37 60 8\"", "Boundary=\"300 37 60 8\"", "is not on the page"),
            ("Pages/Page_0.xml", "Boundary=\"5 5 10 10\"", "Boundary=\"5 -20 10 10\"", "is not on the page"),
            (
                "Pages/Page_0.xml",
                "<CGTransform",
                "<CGTransform CodePosition=\"1\"><Glyphs>1</Glyphs></CGTransform><CGTransform",
                "before the end of another",
            ),
        ],
    );
    // A picture that is none, a face that is none, a glyph that the face has not.
    let mut package = by_hand::package();
    package.parts.last_mut().unwrap().1[1] = b'p';
    assert!(package_complaints(&package)[0].contains("no PNG"));
    let mut package = Package::read(&ofd(&document(EXAMPLE))).unwrap();
    let beyond = replaced(&package, "Page_0/Content.xml", "<ofd:Glyphs>1 ", "<ofd:Glyphs>60000 ");
    assert!(package_complaints(&beyond)[0].contains("the face has no glyph 60000"));
    let (_, face) = package.parts.iter_mut().find(|(name, _)| name.ends_with(".ttf")).unwrap();
    face.truncate(100);
    assert!(!package_complaints(&package).is_empty());
}

/// A change that is made to an element, and what to call it.
type Change = (String, Box<dyn Fn(&mut Node)>);

/// Everything that can be done wrong with an element by the table.
fn changes(standard: &Standard, node: &Node, kind: &Type) -> Vec<Change> {
    let mut changes: Vec<Change> = vec![
        ("an attribute too many".into(), Box::new(|node| node.attributes.push(("Foo".into(), "1".into())))),
        ("another namespace".into(), Box::new(|node| node.namespace.push('x'))),
        (
            "a child too many".into(),
            Box::new(|node| {
                let (name, namespace) = ("Foo".into(), OFD.into());
                let child =
                    Node { namespace, name, attributes: vec![], children: vec![], text: String::new() };
                node.children.insert(0, child);
            }),
        ),
    ];
    for (at, (name, _)) in node.attributes.iter().enumerate() {
        let attribute = kind.attributes.iter().find(|attribute| attribute.name == *name).unwrap();
        if attribute.is_required {
            changes.push((format!("without {name}"), Box::new(move |node| drop(node.attributes.remove(at)))));
        }
        if attribute.value != Simple::Text {
            changes
                .push((format!("a bad {name}"), Box::new(move |node| node.attributes[at].1 = "?:".into())));
        }
    }
    let Content::Elements(model) = &kind.content else { return changes };
    for at in 0..node.children.len() {
        let name = node.children[at].name.clone();
        let names: Vec<&str> = node.children.iter().map(|child| child.name.as_str()).collect();
        let without: Vec<&str> =
            names.iter().enumerate().filter(|(n, _)| *n != at).map(|(_, name)| *name).collect();
        if model.fault(without).is_some() {
            changes.push((format!("without {name}"), Box::new(move |node| drop(node.children.remove(at)))));
        }
        if at > 0 && names[at - 1] != name {
            let mut swapped = names.clone();
            swapped.swap(at - 1, at);
            if model.fault(swapped).is_some() {
                changes
                    .push((format!("{name} earlier"), Box::new(move |node| node.children.swap(at - 1, at))));
            }
        }
        if let Some(ChildType::Simple(simple)) = standard.child_type(model, &name)
            && simple != Simple::Text
        {
            let change = move |node: &mut Node| node.children[at].text = "?:".into();
            changes.push((format!("a bad {name}"), Box::new(change)));
        }
    }
    changes
}

/// One of each kind of element of real files and of the one by hand, with each thing wrong that the table
/// knows.
#[test]
fn whatever_is_wrong_with_any_element_is_found() {
    let standard = Standard::read();
    let mut count = 0;
    for package in [by_hand::package(), Package::read(&ofd(&document(EXAMPLE))).unwrap()] {
        let mut seen = std::collections::BTreeSet::new();
        for (part, _) in
            package.parts.iter().filter(|(part, _)| part.ends_with(".xml") && !part.contains("Tags/"))
        {
            let root = package.xml(part);
            let mut open = vec![(Vec::new(), root.name.clone())];
            while let Some((path, shown)) = open.pop() {
                let node = at(&root, &path);
                let Some(kind) = kind(&standard, &root, &path) else { continue };
                for number in 0..node.children.len() {
                    let path = [&path[..], &[number]].concat();
                    open.push((path, format!("{shown}/{}", node.children[number].name)));
                }
                if !seen.insert(shown.clone()) {
                    continue;
                }
                for (what, change) in changes(&standard, node, kind) {
                    let mut changed = root.clone();
                    change(at_mut(&mut changed, &path));
                    let mut package = package.clone();
                    let (_, bytes) = package.parts.iter_mut().find(|(name, _)| name == part).unwrap();
                    *bytes = changed.to_xml().into_bytes();
                    count += 1;
                    assert_ne!(package_complaints(&package), [""; 0], "{part}: {shown}: {what}");
                }
            }
        }
    }
    assert!(count > 500, "{count}");
}

fn at<'n>(root: &'n Node, path: &[usize]) -> &'n Node {
    path.iter().fold(root, |node, &number| &node.children[number])
}

fn at_mut<'n>(root: &'n mut Node, path: &[usize]) -> &'n mut Node {
    path.iter().fold(root, |node, &number| &mut node.children[number])
}

/// The type of an element; none if it is a simple one.
fn kind<'s>(standard: &'s Standard, root: &Node, path: &[usize]) -> Option<&'s Type> {
    let (mut node, mut kind) = (root, standard.root(&root.name)?);
    for &number in path {
        node = &node.children[number];
        let Content::Elements(model) = &kind.content else { return None };
        let Some(ChildType::Complex(next)) = standard.child_type(model, &node.name) else { return None };
        kind = next;
    }
    Some(kind)
}
