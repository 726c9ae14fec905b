//! An element as text.

use super::{Element, Node};

/// The first line of every part.
pub(crate) const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

impl Element<'_> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::Limits;

    #[test]
    fn a_part_comes_back_as_it_was() {
        let xml =
            r#"<w:p w:id="a &amp; b"><w:t xml:space="preserve"> 1 &lt; 2 &amp;&#x41; </w:t><w:br/></w:p>"#;
        let part = Element::parse(xml, Limits::OWN).unwrap().to_part(0);
        assert_eq!(part, format!("{DECLARATION}{xml}"));
    }

    #[test]
    fn whatever_is_put_in_is_text_when_read_again() {
        let text = "<w:t> & \"'\u{3000}]]> &amp;";
        let part = Element::new("a").with("b", text).text(text).to_part(0);
        let back = Element::parse(&part, Limits::OWN).unwrap();
        assert_eq!(back.value("b").as_deref(), Some(text));
        assert_eq!(back.content(), text);
    }
}
