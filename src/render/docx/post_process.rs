//! Post-processing of the parts that docx-rs built: puts children into the order of the schema, repairs what
//! docx-rs gets wrong, adds what it cannot say, and numbers everything afresh so that the same report gives
//! the same bytes.

use super::DocxError;
use super::watermark::Watermark;
use super::{order, styles, watermark};
use crate::document::Table;
use crate::xml::{Element, Limits, Node, XmlError};

/// The pass over all parts of one package: the numbers it gives are unique in the package.
#[derive(Debug)]
pub(super) struct PostProcess<'d> {
    /// The tables of the document that are still to come, in reading order.
    tables: std::vec::IntoIter<&'d Table>,
    /// The runs that show the pictures still to come, in reading order.
    drawings: std::vec::IntoIter<String>,
    paragraphs: u32,
    controls: u32,
    revisions: u32,
}

impl<'d> PostProcess<'d> {
    /// A pass for a document with these tables, and with these runs for its pictures.
    pub fn new(tables: Vec<&'d Table>, drawings: Vec<String>) -> Self {
        let drawings = drawings.into_iter();
        Self { tables: tables.into_iter(), drawings, paragraphs: 0, controls: 0, revisions: 0 }
    }

    /// Processes the body, a header or a footer.
    pub fn part(&mut self, part: &'static str, xml: &[u8]) -> Result<String, DocxError> {
        let mut root = parse(part, xml)?;
        self.element(&mut root);
        self.show_pictures(part, &mut root)?;
        Ok(root.to_part(xml.len()))
    }

    /// Puts the drawings into the paragraphs that wait for one.
    fn show_pictures(&mut self, part: &'static str, element: &mut Element) -> Result<(), DocxError> {
        if element.name == "w:p" && style_of(element).is_some_and(|style| style == styles::PICTURE) {
            let Some(run) = self.drawings.next() else { return Ok(()) };
            let run = Element::parse(&run, Limits::OWN).map_err(|source| DocxError::Part { part, source })?;
            element.push(run.into_owned());
            return Ok(());
        }
        element.elements_mut().try_for_each(|child| self.show_pictures(part, child))
    }

    /// Processes a header that is to carry a watermark.
    pub fn header(&mut self, part: &'static str, xml: &[u8], mark: &Watermark) -> Result<String, DocxError> {
        let mut root = parse(part, xml)?;
        self.element(&mut root);
        let run = watermark::run(mark);
        let run = Element::parse(&run, Limits::OWN).map_err(|source| DocxError::Part { part, source })?;
        root.child("w:p").push(run);
        Ok(root.to_part(xml.len()))
    }

    fn element(&mut self, element: &mut Element) {
        // From the outside in, so that numbers follow the reading order.
        match &*element.name {
            "w:p" => self.number_paragraph(element),
            "w:tbl" => self.describe_table(element),
            "w:sdtPr" => self.name_control(element),
            "w:ins" | "w:del" => self.number_revision(element),
            "w:gridCol" => element.remove_attribute("w:type"),
            "w:fldChar" => element.remove_attribute("w:dirty"),
            "w:instrText" => pad_instruction(element),
            _ => {}
        }
        for child in element.elements_mut() {
            self.element(child);
        }
        drop_empty_properties(element);
        sort_children(element);
    }

    /// Paragraph ids that do not depend on what else this process has built.
    fn number_paragraph(&mut self, paragraph: &mut Element) {
        self.paragraphs += 1;
        paragraph.set("w14:paraId", format!("{:08X}", self.paragraphs));
    }

    /// Numbers of tracked changes: docx-rs takes them from a counter of the whole process.
    fn number_revision(&mut self, revision: &mut Element) {
        self.revisions += 1;
        revision.set("w:id", self.revisions.to_string());
    }

    /// Head rows that repeat on the next page, and a title for readers who cannot see the table.
    fn describe_table(&mut self, element: &mut Element) {
        let Some(table) = self.tables.next() else { return };
        let properties = element.child("w:tblPr");
        properties.push(Element::new("w:tblLook").with("w:val", "0420"));
        let title = super::text::clean(&table.title);
        properties.push(Element::new("w:tblCaption").with("w:val", &title));
        properties.push(Element::new("w:tblDescription").with("w:val", &title));
        let rows = element.elements_mut().filter(|e| e.name == "w:tr");
        for row in rows.take(table.head_rows) {
            row.child("w:trPr").push(Element::new("w:tblHeader"));
        }
    }

    /// A content control gets the tag that Word keeps beside the alias that LibreOffice keeps, a number, and
    /// its kind: plain text.
    fn name_control(&mut self, properties: &mut Element) {
        self.controls += 1;
        let alias = properties.child("w:alias").attribute("w:val").map(|v| v.to_string()).unwrap_or_default();
        properties.child("w:tag").set("w:val", alias);
        properties.child("w:id").set("w:val", self.controls.to_string());
        properties.push(Element::new("w:text"));
    }
}

/// The style of a paragraph.
fn style_of<'e>(paragraph: &'e Element) -> Option<std::borrow::Cow<'e, str>> {
    let properties = paragraph.elements().find(|child| child.name == "w:pPr")?;
    properties.elements().find(|child| child.name == "w:pStyle")?.value("w:val")
}

fn parse<'a>(part: &'static str, xml: &'a [u8]) -> Result<Element<'a>, DocxError> {
    let error = |source| DocxError::Part { part, source };
    let text = std::str::from_utf8(xml).map_err(|_| error(XmlError::Encoding))?;
    Element::parse(text, Limits::OWN).map_err(error)
}

/// Word finds a field by its instruction between spaces, and drops spaces at the ends of a text without
/// `xml:space`.
fn pad_instruction(instruction: &mut Element) {
    if let Some(Node::Text(text)) = instruction.children.first_mut() {
        *text = format!(" {} ", text.trim()).into();
        instruction.set("xml:space", "preserve");
    }
}

/// docx-rs writes an empty `w:rPr` into every run and paragraph.
fn drop_empty_properties(element: &mut Element) {
    let is_empty = |e: &Element| matches!(&*e.name, "w:rPr" | "w:pPr" | "w:trPr") && e.children.is_empty();
    element.children.retain(|node| !matches!(node, Node::Element(e) if is_empty(e)));
}

/// Puts children into the order of the schema.
pub(super) fn sort_children(element: &mut Element) {
    let Some(order) = order::of(&element.name) else { return };
    element.children.sort_by_key(|node| match node {
        Node::Element(e) => order.iter().position(|name| *name == e.name).unwrap_or(order.len()),
        Node::Text(_) => order.len(),
    });
}
