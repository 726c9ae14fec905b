//! The main part with the marks of comments in it. All of its bytes stay as they are and where they are;
//! marks are put in between.
//!
//! # How it works
//! Every comment becomes a few points: where it begins, where it ends, and where the run stands that refers
//! to it. A point inside a run splits the run. All points are collected by their byte first, then the part
//! is written once. Example, a comment on 十五件 in one run:
//!
//! ```text
//! <w:r><w:rPr>A</w:rPr><w:t>共十五件。</w:t></w:r>
//!                            ^begins  ^ends
//! <w:r><w:rPr>A</w:rPr><w:t>共</w:t></w:r>
//!   <w:commentRangeStart/>
//!   <w:r><w:rPr>A</w:rPr><w:t>十五件</w:t></w:r>
//!   <w:commentRangeEnd/><w:r><w:commentReference/></w:r>
//!   <w:r><w:rPr>A</w:rPr><w:t>。</w:t></w:r>
//! ```
//!
//! Content controls, simple fields and formulas are not split: the comment is on the whole of them. The run
//! that refers to it is a child of the paragraph, so that it is no part of an insertion or a link.

use std::collections::BTreeMap;

use super::Anchor;
use super::places::{Paragraph, Piece, Scan, Unit};

/// What is put in at a byte.
#[derive(Default)]
struct Point {
    /// Comments that begin and end here.
    empty: Vec<u64>,
    ends: Vec<u64>,
    references: Vec<u64>,
    starts: Vec<u64>,
    /// The run that is split here.
    split: Option<Split>,
    /// The names of elements put in: the prefix of the paragraph.
    prefix: String,
    /// The paragraph is an empty element, whose `/>` ends here.
    expands: Option<String>,
}

/// What ends a run and begins it anew.
struct Split {
    close: String,
    open: String,
}

/// The marks of all comments of a part.
pub(super) struct Marks<'a> {
    xml: &'a [u8],
    is_strict: bool,
    points: BTreeMap<usize, Point>,
    /// Start tags that get `xml:space`, by where their `>` stands.
    preserved: BTreeMap<usize, ()>,
}

/// The namespace of the vocabulary, as the part uses it.
pub(super) fn namespace(is_strict: bool) -> &'static str {
    match is_strict {
        true => "http://purl.oclc.org/ooxml/wordprocessingml/main",
        false => "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    }
}

/// A place in the units of some paragraphs: paragraph, unit, piece, bytes of the piece's text.
type Spot = (usize, usize, usize, usize);

impl<'a> Marks<'a> {
    pub fn new(xml: &'a [u8], is_strict: bool) -> Self {
        Self { xml, is_strict, points: BTreeMap::new(), preserved: BTreeMap::new() }
    }

    /// Marks a comment. False where the part has no paragraph at all.
    pub fn add(&mut self, id: u64, anchor: &Anchor, scan: &Scan) -> bool {
        let found = match anchor {
            Anchor::Document => None,
            Anchor::Whole(place) | Anchor::Words { place, .. } => scan.paragraphs(*place),
        };
        let Some(paragraphs) = found else {
            // The first line that has text is the title.
            let has_text = |p: &&Paragraph| p.units.iter().any(|unit| !unit.pieces.is_empty());
            let Some(title) = scan.all().find(has_text).or_else(|| scan.all().next()) else { return false };
            self.whole(id, std::slice::from_ref(title));
            return true;
        };
        match anchor {
            Anchor::Words { text, start, .. } => match words(paragraphs, text, *start) {
                Some((from, to)) => self.between(id, paragraphs, from, to),
                None => self.whole(id, paragraphs),
            },
            _ => self.whole(id, paragraphs),
        }
        true
    }

    /// A comment on all of some paragraphs.
    fn whole(&mut self, id: u64, paragraphs: &[Paragraph]) {
        let units = || paragraphs.iter().flat_map(|p| p.units.iter().map(move |unit| (p, unit)));
        match (units().next(), units().last()) {
            (Some((first, from)), Some((last, to))) => {
                self.point(from.outer.start, first).starts.push(id);
                self.point(to.outer.end, last).ends.push(id);
                self.point(to.top.end, last).references.push(id);
            }
            _ => {
                let Some(paragraph) = paragraphs.first() else { return };
                self.point(paragraph.content, paragraph).empty.push(id);
            }
        }
    }

    /// A comment on the characters from one spot to just before another.
    fn between(&mut self, id: u64, paragraphs: &[Paragraph], from: Spot, to: Spot) {
        let (first, last) = (&paragraphs[from.0], &paragraphs[to.0]);
        let (unit, end_unit) = (&first.units[from.1], &last.units[to.1]);
        match self.split_at(unit, from.2, from.3, first) {
            Some(at) => self.point(at, first).starts.push(id),
            None => self.point(unit.outer.start, first).starts.push(id),
        }
        match self.split_at(end_unit, to.2, to.3, last) {
            Some(at) => {
                self.point(at, last).ends.push(id);
                // In a run that is a child of the paragraph, the reference stands right behind.
                let reference = if end_unit.top == end_unit.run { at } else { end_unit.top.end };
                self.point(reference, last).references.push(id);
            }
            None => {
                self.point(end_unit.outer.end, last).ends.push(id);
                self.point(end_unit.top.end, last).references.push(id);
            }
        }
    }

    /// Splits a run before a byte of the text of one of its pieces; none where that is at an end of the run,
    /// or where it cannot be split: then the comment goes on to the end of it.
    fn split_at(&mut self, unit: &Unit, piece: usize, offset: usize, paragraph: &Paragraph) -> Option<usize> {
        let text_before = unit.pieces[..piece].iter().any(|p| !p.text.is_empty()) || offset > 0;
        let this = unit.pieces.get(piece)?;
        let text_after =
            offset < this.text.len() || unit.pieces[piece + 1..].iter().any(|p| !p.text.is_empty());
        let tag = this.tag.clone().filter(|_| unit.may_split() && text_before && text_after)?;
        let at = byte_of(this, offset)?;
        let xml = self.xml;
        let (run_name, text_name) = (name_at(xml, unit.run.start), name_at(xml, tag.start));
        let start_tag = &xml[tag.clone()];
        let preserves = contains(start_tag, b"xml:space");
        let is_space = |c: Option<char>| c.is_some_and(char::is_whitespace);
        if !preserves && is_space(this.text[..offset].chars().next_back()) {
            self.preserved.insert(tag.end - 1, ());
        }
        let properties = String::from_utf8_lossy(&xml[unit.properties.clone()]).into_owned();
        let split = Split {
            close: format!("</{text_name}></{run_name}>"),
            open: format!("<{run_name}>{properties}<{text_name} xml:space=\"preserve\">"),
        };
        self.point(at, paragraph).split = Some(split);
        Some(at)
    }

    fn point(&mut self, at: usize, paragraph: &Paragraph) -> &mut Point {
        let name = name_at(self.xml, paragraph.start);
        let point = self.points.entry(at).or_default();
        point.prefix = name.split_once(':').map_or_else(String::new, |(prefix, _)| prefix.to_owned());
        point.expands = paragraph.empty_tag.as_ref().filter(|tag| tag.end == at).map(|_| name);
        point
    }

    /// The part with all marks.
    pub fn write(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.xml.len() + self.points.len() * 200);
        let mut from = 0;
        let mut places: Vec<usize> = self.points.keys().chain(self.preserved.keys()).copied().collect();
        places.sort_unstable();
        places.dedup();
        for at in places {
            let expands = self.points.get(&at).and_then(|point| point.expands.as_ref());
            // Without the `/>` of an empty paragraph.
            let to = if expands.is_some() { at - 2 } else { at };
            out.extend_from_slice(&self.xml[from..to]);
            if let Some(point) = self.points.get(&at) {
                out.extend_from_slice(self.marks(point).as_bytes());
            }
            if self.preserved.contains_key(&at) {
                out.extend_from_slice(b" xml:space=\"preserve\"");
            }
            from = at;
        }
        out.extend_from_slice(&self.xml[from..]);
        out
    }

    fn marks(&self, point: &Point) -> String {
        let mut out = String::new();
        if point.expands.is_some() {
            out.push('>');
        }
        if let Some(split) = &point.split {
            out.push_str(&split.close);
        }
        let start = |id: u64| self.mark(&point.prefix, "commentRangeStart", id);
        let end = |id: u64| self.mark(&point.prefix, "commentRangeEnd", id);
        let reference = |id: u64| {
            let (prefix, declared) = self.prefix(&point.prefix);
            let mark = self.mark(&point.prefix, "commentReference", id);
            format!("<{prefix}:r{declared}>{mark}</{prefix}:r>")
        };
        point.ends.iter().for_each(|id| out.push_str(&end(*id)));
        point.references.iter().for_each(|id| out.push_str(&reference(*id)));
        for id in &point.empty {
            out.push_str(&(start(*id) + &end(*id) + &reference(*id)));
        }
        point.starts.iter().for_each(|id| out.push_str(&start(*id)));
        if let Some(split) = &point.split {
            out.push_str(&split.open);
        }
        if let Some(name) = &point.expands {
            out.push_str(&format!("</{name}>"));
        }
        out
    }

    fn mark(&self, prefix: &str, name: &str, id: u64) -> String {
        let (prefix, declared) = self.prefix(prefix);
        format!("<{prefix}:{name}{declared} {prefix}:id=\"{id}\"/>")
    }

    /// The prefix of elements put in, with its declaration where the part has none: attributes need one.
    fn prefix<'p>(&self, prefix: &'p str) -> (&'p str, String) {
        match prefix {
            "" => ("w", format!(" xmlns:w=\"{}\"", namespace(self.is_strict))),
            prefix => (prefix, String::new()),
        }
    }
}

/// Where some words stand: the occurrence that is nearest to a character of the text. Where the text has them
/// nowhere as they are, spaces do not count.
fn words(paragraphs: &[Paragraph], wanted: &str, near: usize) -> Option<(Spot, Spot)> {
    let find = |skips_space: bool| {
        let keep = |c: &char| !skips_space || !c.is_whitespace();
        let wanted: String = wanted.chars().filter(keep).collect();
        let mut text = String::new();
        // The spot of each character, by its first byte in the text.
        let mut spots: Vec<(usize, Spot, usize)> = Vec::new();
        let mut number = 0;
        for (p, paragraph) in paragraphs.iter().enumerate() {
            for (u, unit) in paragraph.units.iter().enumerate() {
                for (i, piece) in unit.pieces.iter().enumerate() {
                    for (offset, c) in piece.text.char_indices() {
                        if keep(&c) {
                            spots.push((text.len(), (p, u, i, offset), number));
                            text.push(c);
                        }
                        number += 1;
                    }
                }
            }
        }
        let spot = |byte: usize| spots.binary_search_by_key(&byte, |(at, ..)| *at).ok().map(|n| spots[n]);
        let found = text.match_indices(&wanted).filter(|_| !wanted.is_empty());
        let nearest = found.min_by_key(|(at, _)| spot(*at).map_or(usize::MAX, |(_, _, n)| n.abs_diff(near)));
        let (at, _) = nearest?;
        let (_, from, _) = spot(at)?;
        let last = wanted.chars().next_back()?.len_utf8();
        let (_, (p, u, i, offset), _) = spot(at + wanted.len() - last)?;
        Some((from, (p, u, i, offset + last)))
    };
    find(false).or_else(|| find(true))
}

/// The byte of the part before which a byte of a piece's text stands.
fn byte_of(piece: &Piece, offset: usize) -> Option<usize> {
    match offset {
        0 => Some(piece.bytes.start),
        offset if offset == piece.text.len() => Some(piece.bytes.end),
        offset => piece.is_plain.then_some(piece.bytes.start + offset),
    }
}

/// The name of the element whose tag begins at a byte.
fn name_at(xml: &[u8], start: usize) -> String {
    let rest = xml.get(start + 1..).unwrap_or_default();
    let end = rest.iter().position(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/')).unwrap_or(0);
    String::from_utf8_lossy(&rest[..end]).into_owned()
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}
