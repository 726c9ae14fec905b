//! Where comments can be anchored in the main part of a Word file: its paragraphs, cells and runs, with their
//! bytes. It counts paragraphs and tables as [`DocxPlace`](crate::diagnostic::DocxPlace) says.
//!
//! # How it works
//! One pass over the events. A stack has what is open; a run (or whatever else has text in a paragraph, as a
//! formula) is noted with three ranges: its own, that of the outermost container that a comment must not cut
//! (a content control, a simple field), and that of the child of the paragraph that holds it.
//!
//! ```text
//! <w:p> <w:pPr/> <w:ins> <w:sdt>…<w:r>十五</w:r>…</w:sdt> </w:ins> <w:r>件</w:r> </w:p>
//!               ^top    ^outer  ^run                               ^run, outer and top are one
//! ```

use std::ops::Range;

use super::places::{Paragraph, Piece, Scan, Unit};
use crate::diagnostic::DocxPlace;
use crate::import::{DocxCounter, Limits};
use crate::xml::{self, Event, Events, Tag, XmlError};

/// What is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Other,
    Paragraph,
    ParagraphProperties,
    Run,
    RunProperties,
    Text,
    Cell,
    Control,
    ControlProperties,
    Field,
    TextBox,
    /// Formulas: text that is not cut.
    Whole,
}

/// A paragraph that is open, with the marks of what is open in it.
struct OpenParagraph {
    paragraph: Paragraph,
    /// How deep its children stand.
    depth: usize,
    /// The units that are not complete: their outer container or their child of the paragraph is open.
    open_units: usize,
    /// Where it belongs; none in a text box, where nothing is anchored.
    place: Option<DocxPlace>,
}

struct Scanner {
    scan: Scan,
    open: Vec<(Open, usize)>,
    skip: Option<usize>,
    counter: DocxCounter,
    paragraphs: Vec<OpenParagraph>,
    /// The cells that are open, the innermost last.
    cells: Vec<Option<DocxPlace>>,
    text_boxes: usize,
    /// The unit that is open, in the innermost paragraph, and how deep it stands.
    unit: Option<(Unit, usize)>,
    hidden: bool,
    choice_passed: bool,
}

/// Reads the places of a part.
pub(super) fn scan(xml: &[u8], limits: &Limits) -> Result<Scan, XmlError> {
    let mut scanner = Scanner {
        scan: Scan::default(),
        open: Vec::new(),
        skip: None,
        counter: DocxCounter::default(),
        paragraphs: Vec::new(),
        cells: Vec::new(),
        text_boxes: 0,
        unit: None,
        hidden: false,
        choice_passed: false,
    };
    let limits = xml::Limits { depth: limits.depth, nodes: usize::MAX, bytes: limits.part_bytes };
    let mut events = Events::new(xml, limits)?;
    loop {
        let (step, place) = match events.next()? {
            None => return Ok(scanner.scan),
            Some(Event::Start(tag)) => {
                let (open, mark) = scanner.classify(&tag);
                (Step::Start(open, mark), scanner.counter.start(&tag))
            }
            Some(Event::End(_)) => {
                scanner.counter.end();
                (Step::End, None)
            }
            Some(Event::Text(text)) => (Step::Text(text.into_owned()), None),
        };
        let range = events.range();
        match step {
            Step::Start(open, mark) => scanner.start(open, mark, place, range, xml),
            Step::End => scanner.end(range),
            Step::Text(text) => scanner.text(text, range, xml),
        }
    }
}

/// An event, without what it borrows from the reader.
enum Step {
    Start(Open, Option<Mark>),
    End,
    Text(String),
}

/// An element that changes the state besides being open.
enum Mark {
    /// A character.
    Character(&'static str),
    Hidden,
    Skip,
    Comment(u64),
}

const WORD: [&[u8]; 2] = [
    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/wordprocessingml/main",
];
const MATH: [&[u8]; 2] = [
    b"http://schemas.openxmlformats.org/officeDocument/2006/math",
    b"http://purl.oclc.org/ooxml/officeDocument/math",
];
const COMPATIBILITY: &[u8] = b"http://schemas.openxmlformats.org/markup-compatibility/2006";

impl Scanner {
    fn within(&self) -> Open {
        self.open.last().map_or(Open::Other, |(open, _)| *open)
    }

    fn classify(&mut self, tag: &Tag) -> (Open, Option<Mark>) {
        if self.skip.is_some() {
            return (Open::Other, None);
        }
        let Some(namespace) = tag.namespace() else { return (Open::Other, None) };
        if namespace == COMPATIBILITY {
            return (Open::Other, self.compatibility(tag));
        }
        if MATH.contains(&namespace) {
            return match tag.local_name() {
                b"oMath" | b"oMathPara" => (Open::Whole, None),
                b"t" => (Open::Text, None),
                _ => (Open::Other, None),
            };
        }
        if WORD.contains(&namespace) { self.word(tag) } else { (Open::Other, None) }
    }

    /// As the importer reads drawings that are said twice.
    fn compatibility(&mut self, tag: &Tag) -> Option<Mark> {
        let symbol = tag.attribute("Requires").is_some_and(|requires| requires.contains("w16se"));
        match tag.local_name() {
            b"Choice" => {
                self.choice_passed = symbol;
                symbol.then_some(Mark::Skip)
            }
            b"Fallback" if !std::mem::take(&mut self.choice_passed) => Some(Mark::Skip),
            _ => None,
        }
    }

    fn word(&self, tag: &Tag) -> (Open, Option<Mark>) {
        let within = self.within();
        let is_on =
            || tag.attribute("val").is_none_or(|v| !matches!(v.as_str(), "0" | "false" | "off" | "none"));
        let open = match tag.local_name() {
            b"p" => Open::Paragraph,
            b"pPr" => Open::ParagraphProperties,
            b"r" => Open::Run,
            b"rPr" => Open::RunProperties,
            b"t" => Open::Text,
            b"tc" => Open::Cell,
            b"sdt" => Open::Control,
            b"sdtPr" => Open::ControlProperties,
            b"fldSimple" => Open::Field,
            b"txbxContent" => Open::TextBox,
            _ => Open::Other,
        };
        let mark = match (tag.local_name(), within) {
            // The mark of a change in properties says nothing of what is inside.
            (b"del" | b"moveFrom", Open::RunProperties) => None,
            (
                b"del" | b"moveFrom" | b"rt" | b"pPrChange" | b"rPrChange" | b"tblPrChange" | b"trPrChange"
                | b"tcPrChange" | b"sectPrChange" | b"tblGridChange" | b"tblPrExChange" | b"sectPr",
                _,
            ) => Some(Mark::Skip),
            (b"tab" | b"ptab", Open::Run) => Some(Mark::Character("\t")),
            (b"br" | b"cr", Open::Run) => Some(Mark::Character("\n")),
            (b"noBreakHyphen", Open::Run) => Some(Mark::Character("-")),
            (b"vanish", Open::RunProperties) if is_on() => Some(Mark::Hidden),
            (b"commentReference" | b"commentRangeStart" | b"commentRangeEnd", _) => {
                tag.attribute("id").and_then(|id| id.parse().ok()).map(Mark::Comment)
            }
            _ => None,
        };
        (open, mark)
    }

    fn start(
        &mut self,
        open: Open,
        mark: Option<Mark>,
        place: Option<DocxPlace>,
        range: Range<usize>,
        xml: &[u8],
    ) {
        let depth = self.open.len();
        match open {
            Open::Paragraph => self.start_paragraph(place, range.clone(), xml),
            Open::Run | Open::Whole => self.start_unit(open, range.start, depth),
            Open::RunProperties => {
                if let Some((unit, at)) = &mut self.unit
                    && depth == *at + 1
                {
                    unit.properties.start = range.start;
                }
            }
            Open::Cell => self.cells.push(place),
            Open::TextBox => self.text_boxes += 1,
            _ => {}
        }
        self.open.push((open, range.start));
        self.mark(mark, &range, depth);
    }

    fn mark(&mut self, mark: Option<Mark>, range: &Range<usize>, depth: usize) {
        match mark {
            Some(Mark::Character(text)) => self.push(text.to_owned(), range.clone(), None, false),
            Some(Mark::Hidden) => self.hidden = true,
            Some(Mark::Skip) => self.skip = Some(depth),
            Some(Mark::Comment(id)) => self.scan.last_comment = self.scan.last_comment.max(Some(id)),
            None => {}
        }
    }

    fn start_paragraph(&mut self, own: Option<DocxPlace>, range: Range<usize>, xml: &[u8]) {
        let is_empty = xml[range.clone()].ends_with(b"/>");
        let (start, content) = (range.start, range.end);
        let paragraph = Paragraph { start, content, empty_tag: is_empty.then_some(range), units: Vec::new() };
        let place = own.or_else(|| self.cells.last().copied().flatten()).filter(|_| self.text_boxes == 0);
        self.paragraphs.push(OpenParagraph { paragraph, depth: self.open.len(), open_units: 0, place });
    }

    /// A run that stands in another one (ruby) belongs to that.
    fn start_unit(&mut self, open: Open, start: usize, depth: usize) {
        if self.unit.is_some() || (open == Open::Whole && self.within() == Open::Whole) {
            return;
        }
        let Some(paragraph) = self.paragraphs.last() else { return };
        if paragraph.place.is_none() {
            return;
        }
        let above = self.open.get(paragraph.depth + 1..).unwrap_or_default();
        let top = above.first().map_or(start, |(_, start)| *start);
        let is_whole = |(open, _): &&(Open, usize)| matches!(open, Open::Control | Open::Field);
        let outer = above.iter().find(is_whole).map_or(start, |(_, start)| *start);
        let from = |start: usize| start..0;
        let is_run = open == Open::Run;
        let (run, outer, top) = (from(start), from(outer), from(top));
        let unit = Unit { run, outer, top, is_run, ..Unit::default() };
        self.hidden = false;
        self.unit = Some((unit, depth));
    }

    fn end(&mut self, range: Range<usize>) {
        let Some((open, start)) = self.open.pop() else { return };
        let depth = self.open.len();
        if self.skip.is_some_and(|skip| depth > skip) {
            return;
        }
        self.skip = None;
        match open {
            Open::RunProperties => {
                if let Some((unit, at)) = &mut self.unit
                    && depth == *at + 1
                {
                    unit.properties.end = range.end;
                }
            }
            Open::ParagraphProperties => {
                if let Some(paragraph) = self.paragraphs.last_mut()
                    && depth == paragraph.depth + 1
                {
                    paragraph.paragraph.content = range.end;
                }
            }
            Open::Run | Open::Whole => self.end_unit(range.end, depth),
            Open::Paragraph => self.end_paragraph(),
            Open::Cell => {
                self.cells.pop();
            }
            Open::TextBox => self.text_boxes = self.text_boxes.saturating_sub(1),
            _ => {}
        }
        self.close_containers(start, range.end, depth);
    }

    fn end_unit(&mut self, end: usize, depth: usize) {
        let Some((mut unit, at)) = self.unit.take() else { return };
        if depth != at {
            self.unit = Some((unit, at));
            return;
        }
        unit.run.end = end;
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        for range in [&mut unit.outer, &mut unit.top] {
            if range.start == unit.run.start {
                range.end = end;
            }
        }
        paragraph.paragraph.units.push(unit);
        paragraph.open_units += 1;
    }

    /// Gives the units whose container ends here the end of it.
    fn close_containers(&mut self, start: usize, end: usize, depth: usize) {
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        if depth <= paragraph.depth {
            return;
        }
        let first = paragraph.paragraph.units.len() - paragraph.open_units;
        for unit in &mut paragraph.paragraph.units[first..] {
            for range in [&mut unit.outer, &mut unit.top] {
                if range.start == start && range.end == 0 {
                    range.end = end;
                }
            }
        }
        if depth == paragraph.depth + 1 {
            paragraph.open_units = 0;
        }
    }

    fn end_paragraph(&mut self) {
        let Some(OpenParagraph { paragraph, place: Some(place), .. }) = self.paragraphs.pop() else { return };
        self.scan.add(place, paragraph);
    }

    fn text(&mut self, text: String, range: Range<usize>, xml: &[u8]) {
        if self.skip.is_some() || self.within() != Open::Text {
            return;
        }
        let start = self.open.last().map(|(_, start)| *start);
        let is_own = self.unit.as_ref().is_some_and(|(_, depth)| self.open.len() == depth + 2);
        let tag = start.filter(|_| is_own).map(|start| start..tag_end(xml, start));
        let is_plain = xml.get(range.clone()).is_some_and(|raw| raw == text.as_bytes());
        self.push(text, range, tag, is_plain);
    }

    fn push(&mut self, text: String, bytes: Range<usize>, tag: Option<Range<usize>>, is_plain: bool) {
        if self.skip.is_some() || self.hidden || self.text_boxes > 0 {
            return;
        }
        if let Some((unit, _)) = &mut self.unit {
            unit.pieces.push(Piece { text, bytes, tag, is_plain });
        }
    }
}

/// Where the start tag that begins at `start` ends.
fn tag_end(xml: &[u8], start: usize) -> usize {
    let mut quote = None;
    for (offset, &byte) in xml[start..].iter().enumerate() {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            (None, b'>') => return start + offset + 1,
            _ => {}
        }
    }
    xml.len()
}
