//! Walking XML that is not trusted: no document types, no more depth than allowed, names resolved to what
//! they mean.

use quick_xml::NsReader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};

use super::super::{ImportError, Limits};

/// Whose element it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Vocabulary {
    /// WordprocessingML, transitional or strict.
    Word,
    /// Office Math.
    Math,
    /// Markup compatibility.
    Compatibility,
    /// Anything else.
    Other,
}

/// An event of a part.
pub(super) enum Tag<'e> {
    Start(Vocabulary, &'e BytesStart<'e>),
    End,
    Text(&'e str),
}

/// Walks a part. The visitor is told of every start, end and text.
pub(super) fn walk(
    part: &str,
    xml: &[u8],
    limits: &Limits,
    mut visit: impl FnMut(Tag) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let broken = |reason: String| ImportError::Part { part: part.to_owned(), reason };
    let mut reader = NsReader::from_reader(xml);
    reader.config_mut().expand_empty_elements = true;
    let mut depth = 0usize;
    let mut seen_root = false;
    let mut buffer = Vec::new();
    loop {
        let (namespace, event) =
            reader.read_resolved_event_into(&mut buffer).map_err(|e| broken(format!("XML 有误（{e}）")))?;
        match event {
            Event::Start(tag) => {
                depth += 1;
                seen_root = true;
                if depth > limits.depth {
                    return Err(ImportError::TooLarge {
                        what: "嵌套层数",
                        most: format!("{} 层", limits.depth),
                    });
                }
                visit(Tag::Start(vocabulary(namespace), &tag))?;
            }
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                visit(Tag::End)?;
            }
            Event::Text(text) => {
                let text = text.xml10_content().map_err(|_| broken("文字不是 UTF-8 编码".into()))?;
                visit(Tag::Text(&text))?;
            }
            Event::CData(text) => {
                let text = text.xml10_content().map_err(|_| broken("文字不是 UTF-8 编码".into()))?;
                visit(Tag::Text(&text))?;
            }
            Event::GeneralRef(name) => {
                let character = name.resolve_char_ref().map_err(|e| broken(format!("XML 有误（{e}）")))?;
                let text = match (character, &*name) {
                    (Some(c), _) => c.to_string(),
                    (None, b"lt") => "<".into(),
                    (None, b"gt") => ">".into(),
                    (None, b"amp") => "&".into(),
                    (None, b"quot") => "\"".into(),
                    (None, b"apos") => "'".into(),
                    (None, other) => {
                        return Err(broken(format!(
                            "引用了未定义的实体 &{};",
                            String::from_utf8_lossy(other)
                        )));
                    }
                };
                visit(Tag::Text(&text))?;
            }
            Event::DocType(_) => return Err(ImportError::Dtd(part.to_owned())),
            Event::Eof if depth > 0 || !seen_root => {
                return Err(broken("内容不完整，可能没有传完或没有保存完".into()));
            }
            Event::Eof => return Ok(()),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
        buffer.clear();
    }
}

fn vocabulary(namespace: ResolveResult) -> Vocabulary {
    let ResolveResult::Bound(Namespace(uri)) = namespace else { return Vocabulary::Other };
    match uri {
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        | b"http://purl.oclc.org/ooxml/wordprocessingml/main" => Vocabulary::Word,
        b"http://schemas.openxmlformats.org/officeDocument/2006/math"
        | b"http://purl.oclc.org/ooxml/officeDocument/math" => Vocabulary::Math,
        b"http://schemas.openxmlformats.org/markup-compatibility/2006" => Vocabulary::Compatibility,
        _ => Vocabulary::Other,
    }
}

/// The value of an attribute by its local name, unescaped; none where it is absent or broken.
pub(super) fn attribute(tag: &BytesStart, name: &str) -> Option<String> {
    let found = tag
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|a| a.key.local_name().as_ref() == name.as_bytes())?;
    let text = std::str::from_utf8(&found.value).ok()?;
    Some(quick_xml::escape::unescape(text).map_or_else(|_| text.to_owned(), |t| t.into_owned()))
}

/// The value of `w:val` of an on-off property: absent means on.
pub(super) fn is_on(tag: &BytesStart) -> bool {
    attribute(tag, "val").is_none_or(|v| !matches!(v.as_str(), "0" | "false" | "off" | "none"))
}

/// The target of the relationship to the main document.
pub(super) fn main_target(xml: &[u8], limits: &Limits) -> Result<Option<String>, ImportError> {
    let mut target = None;
    walk("_rels/.rels", xml, limits, |tag| {
        if let Tag::Start(_, tag) = tag
            && attribute(tag, "Type").is_some_and(|t| t.ends_with("/officeDocument"))
            && target.is_none()
        {
            target = attribute(tag, "Target");
        }
        Ok(())
    })?;
    Ok(target)
}

/// The text of the first element of a local name.
pub(super) fn text_of(xml: &[u8], name: &[u8], limits: &Limits) -> Result<Option<String>, ImportError> {
    let mut found: Option<String> = None;
    let (mut inside, mut depth) = (None, 0usize);
    walk("docProps/core.xml", xml, limits, |tag| {
        match tag {
            Tag::Start(_, tag) => {
                depth += 1;
                if found.is_none() && tag.local_name().as_ref() == name {
                    inside = Some(depth);
                    found = Some(String::new());
                }
            }
            Tag::End => {
                if inside == Some(depth) {
                    inside = None;
                }
                depth -= 1;
            }
            Tag::Text(text) => {
                if let (Some(found), Some(_)) = (&mut found, inside) {
                    found.push_str(text);
                }
            }
        }
        Ok(())
    })?;
    Ok(found)
}
