//! Reading a part event by event, for what may be too large or too strange to hold as a tree.

use std::borrow::Cow;
use std::ops::Range;

use quick_xml::NsReader;
use quick_xml::escape::{resolve_xml_entity, unescape};
use quick_xml::events::{BytesRef, BytesStart, Event as RawEvent};
use quick_xml::name::{Namespace, ResolveResult};

use super::{Limits, Meter, XmlError};

/// An event of a part. An empty element is a start and an end.
pub(crate) enum Event<'e> {
    Start(Tag<'e>),
    /// The name of the element without its prefix.
    End(&'e [u8]),
    /// Unescaped text. One text may come in several events.
    Text(Cow<'e, str>),
}

/// A start tag.
pub(crate) struct Tag<'e> {
    namespace: Option<&'e [u8]>,
    start: BytesStart<'e>,
}

impl Tag<'_> {
    /// The URI of its namespace; none where it has none or its prefix is not declared.
    pub fn namespace(&self) -> Option<&[u8]> {
        self.namespace
    }

    /// Its name without the prefix.
    pub fn local_name(&self) -> &[u8] {
        self.start.local_name().into_inner()
    }

    /// How many bytes it has, its attributes included.
    pub fn bytes(&self) -> usize {
        self.start.len()
    }

    /// The unescaped value of an attribute by its local name; none where it is absent or not UTF-8.
    pub fn attribute(&self, local_name: &str) -> Option<String> {
        self.find(|key| key.local_name().into_inner() == local_name.as_bytes())
    }

    /// The unescaped value of an attribute by its name with the prefix: where two differ only by that.
    pub fn prefixed_attribute(&self, name: &str) -> Option<String> {
        self.find(|key| key.into_inner() == name.as_bytes())
    }

    fn find(&self, wanted: impl Fn(quick_xml::name::QName) -> bool) -> Option<String> {
        let found = self.start.attributes().with_checks(false).flatten().find(|a| wanted(a.key))?;
        let text = std::str::from_utf8(&found.value).ok()?;
        Some(unescape(text).map_or_else(|_| text.to_owned(), Cow::into_owned))
    }
}

/// The events of a part in order.
pub(crate) struct Events<'x> {
    reader: NsReader<&'x [u8]>,
    meter: Meter,
    /// The name of the element that ended last.
    ended: Vec<u8>,
    /// The bytes of the last event.
    range: Range<usize>,
    skips_document_type: bool,
}

impl<'x> Events<'x> {
    pub fn new(xml: &'x [u8], limits: Limits) -> Result<Self, XmlError> {
        let mut reader = NsReader::from_reader(xml);
        reader.config_mut().expand_empty_elements = true;
        let meter = Meter::new(limits, xml.len())?;
        Ok(Self { reader, meter, ended: Vec::new(), range: 0..0, skips_document_type: false })
    }

    /// These events, passing over a document type instead of refusing it: for files of the system, which have
    /// one. Nothing of it is used, so that entities that it declares stay unknown.
    pub fn skipping_document_type(self) -> Self {
        Self { skips_document_type: true, ..self }
    }

    /// Where the last event stands in the part, in bytes; the part must have no byte order mark. The end of
    /// an empty element is an empty range behind its tag.
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// The next event; none at the end of the part.
    pub fn next(&mut self) -> Result<Option<Event<'_>>, XmlError> {
        let position =
            |reader: &NsReader<&[u8]>| usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        loop {
            let from = position(&self.reader);
            let raw = self.reader.read_event()?;
            self.range = from..position(&self.reader);
            let event = match raw {
                RawEvent::Start(start) => {
                    self.meter.open()?;
                    let namespace = match self.reader.resolver().resolve_element(start.name()).0 {
                        ResolveResult::Bound(Namespace(uri)) => Some(uri),
                        ResolveResult::Unbound | ResolveResult::Unknown(_) => None,
                    };
                    Event::Start(Tag { namespace, start })
                }
                RawEvent::End(end) => {
                    self.meter.close();
                    self.ended.clear();
                    self.ended.extend_from_slice(end.local_name().into_inner());
                    Event::End(&self.ended)
                }
                RawEvent::Text(text) => Event::Text(text.xml10_content().map_err(|_| XmlError::Encoding)?),
                RawEvent::CData(text) => Event::Text(text.xml10_content().map_err(|_| XmlError::Encoding)?),
                RawEvent::GeneralRef(name) => Event::Text(resolve(&name)?),
                RawEvent::DocType(_) if self.skips_document_type => continue,
                RawEvent::DocType(_) => return Err(XmlError::DocumentType),
                RawEvent::Eof => return self.meter.end().map(|()| None),
                RawEvent::Empty(_) | RawEvent::Comment(_) | RawEvent::Decl(_) | RawEvent::PI(_) => continue,
            };
            return Ok(Some(event));
        }
    }
}

/// `&#x41;` and the five entities of XML; a document cannot declare others, as document types are refused.
fn resolve(name: &BytesRef) -> Result<Cow<'static, str>, XmlError> {
    if let Some(character) = name.resolve_char_ref()? {
        return Ok(character.to_string().into());
    }
    let name = String::from_utf8_lossy(name);
    resolve_xml_entity(&name).map(Cow::Borrowed).ok_or_else(|| XmlError::UnknownEntity(name.into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { depth: 3, nodes: 5, bytes: 1000 };

    fn read(xml: &str) -> Result<String, XmlError> {
        let mut events = Events::new(xml.as_bytes(), LIMITS)?;
        let mut out = String::new();
        while let Some(event) = events.next()? {
            match event {
                Event::Start(tag) => {
                    let space = String::from_utf8_lossy(tag.namespace().unwrap_or(b"-"));
                    out += &format!("<{space}:{}", String::from_utf8_lossy(tag.local_name()));
                    out += &tag.attribute("a").map(|v| format!(" {v}")).unwrap_or_default();
                }
                Event::End(_) => out.push('>'),
                Event::Text(text) => out += &text,
            }
        }
        Ok(out)
    }

    #[test]
    fn names_are_resolved_and_text_is_unescaped() {
        let xml = "<?xml version=\"1.0\"?><!-- 注 --><p:r xmlns:p='u' xmlns='d'><e p:a='1 &lt; 2'/>\
                   甲&amp;&#x4E59;<![CDATA[<丙>]]>\r\n<q:f/></p:r>";
        assert_eq!(read(xml).unwrap(), "<u:r<d:e 1 < 2>甲&乙<丙>\n<-:f>>");
    }

    #[test]
    fn attributes_differ_by_their_prefix() {
        let mut events = Events::new(b"<a x:v='1' y:v='2'/>", LIMITS).unwrap();
        let Ok(Some(Event::Start(tag))) = events.next() else { panic!("a start tag") };
        assert_eq!(tag.prefixed_attribute("y:v").as_deref(), Some("2"));
        assert_eq!(tag.attribute("v").as_deref(), Some("1"));
        assert_eq!(tag.attribute("w"), None);
    }

    #[test]
    fn hostile_parts_end() {
        for (xml, want) in [
            ("", "内容不完整，可能没有传完或没有保存完"),
            ("<a><b></b>", "内容不完整，可能没有传完或没有保存完"),
            ("<!DOCTYPE a [<!ENTITY b 'b'>]><a>&b;</a>", "含有 DTD 声明"),
            ("<a>&b;</a>", "引用了未定义的实体 &b;"),
            ("<a><a><a><a></a></a></a></a>", "嵌套层数超过 3 层"),
            ("<a><b/><b/><b/><b/><b/></a>", "元素数超过 5 个"),
            (&format!("<a>{}</a>", "x".repeat(1000)), "大小超过 1000 字节"),
        ] {
            assert_eq!(read(xml).unwrap_err().to_string(), want, "{xml}");
        }
        assert!(matches!(read("<a></b>").unwrap_err(), XmlError::Syntax(_)));
        assert!(matches!(Events::new(b"<a>\xFF</a>", LIMITS).unwrap().last_error(), XmlError::Encoding));
    }

    impl Events<'_> {
        fn last_error(mut self) -> XmlError {
            loop {
                match self.next() {
                    Ok(Some(_)) => {}
                    Ok(None) => panic!("the part was read to its end"),
                    Err(error) => return error,
                }
            }
        }
    }
}
