//! What the styles of a Word file say of the paragraphs that use them.

use std::collections::BTreeMap;

use super::super::content::{Align, Style};
use super::super::{ImportError, Limits};
use super::part::{Vocabulary, vocabulary, walk};
use crate::xml::Event;

/// The paragraph styles of a file by their ids.
#[derive(Debug, Default)]
pub(super) struct Styles {
    all: BTreeMap<String, Entry>,
}

#[derive(Debug, Default, Clone)]
struct Entry {
    name: String,
    based_on: Option<String>,
    outline: Option<u8>,
    align: Option<Align>,
    numbering: Option<(String, usize)>,
}

/// How many styles a style is looked up through.
const MAX_CHAIN: usize = 16;

impl Styles {
    fn chain<'s>(&'s self, id: &'s str) -> impl Iterator<Item = &'s Entry> {
        let mut next = self.all.get(id);
        std::iter::from_fn(move || {
            let entry = next?;
            next = entry.based_on.as_deref().and_then(|id| self.all.get(id));
            Some(entry)
        })
        .take(MAX_CHAIN)
    }

    /// What a style says a paragraph is.
    pub fn kind(&self, id: &str) -> Style {
        let name = self.all.get(id).map(|e| e.name.to_lowercase()).unwrap_or_default();
        match name.as_str() {
            "title" | "标题" => Style::Title,
            "signature" | "签名" => Style::Signature,
            "caption" | "题注" => Style::Caption,
            _ => self.chain(id).find_map(|e| e.outline).map_or(Style::Text, outline),
        }
    }

    /// Whether paragraphs of a style are lines of a table of contents.
    pub fn is_contents(&self, id: &str) -> bool {
        self.all.get(id).is_some_and(|e| {
            e.name.to_lowercase().strip_prefix("toc ").is_some_and(|n| n.parse::<u8>().is_ok())
        })
    }

    pub fn align(&self, id: &str) -> Align {
        self.chain(id).find_map(|e| e.align).unwrap_or_default()
    }

    /// List and level by which a style numbers its paragraphs.
    pub fn numbering(&self, id: &str) -> Option<(String, usize)> {
        self.chain(id).find_map(|e| e.numbering.clone())
    }
}

/// What an outline level, from 0, makes of a paragraph; 9 is running text.
pub(super) fn outline(level: u8) -> Style {
    match level {
        0 => Style::Heading,
        1..=8 => Style::Subheading,
        _ => Style::Text,
    }
}

pub(super) fn align(value: &str) -> Align {
    match value {
        "center" => Align::Centre,
        "right" | "end" => Align::Right,
        _ => Align::Other,
    }
}

pub(super) fn read(xml: &[u8], limits: &Limits) -> Result<Styles, ImportError> {
    let mut styles = Styles::default();
    let mut current: Option<(String, Entry)> = None;
    walk("styles.xml", xml, limits, |event| {
        let Event::Start(tag) = event else { return Ok(()) };
        if vocabulary(&tag) != Vocabulary::Word {
            return Ok(());
        }
        let value = || tag.attribute("val").unwrap_or_default();
        if tag.local_name() == b"style" {
            if let Some((id, entry)) = current.take() {
                styles.all.insert(id, entry);
            }
            current = tag.attribute("styleId").map(|id| (id, Entry::default()));
            return Ok(());
        }
        let Some((_, entry)) = &mut current else { return Ok(()) };
        match tag.local_name() {
            b"name" if entry.name.is_empty() => entry.name = value(),
            b"basedOn" => entry.based_on = Some(value()),
            b"outlineLvl" => entry.outline = value().parse().ok(),
            b"jc" if entry.align.is_none() => entry.align = Some(align(&value())),
            b"numId" => entry.numbering.get_or_insert_default().0 = value(),
            b"ilvl" => entry.numbering.get_or_insert_default().1 = value().parse().unwrap_or(0),
            _ => {}
        }
        Ok(())
    })?;
    if let Some((id, entry)) = current {
        styles.all.insert(id, entry);
    }
    Ok(styles)
}
