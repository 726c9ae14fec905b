//! The places of the main part of a Word file where comments can be anchored, with their bytes.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diagnostic::DocxPlace;

/// The places of a part.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// The paragraphs of each place: one outside of tables, those of a cell.
    places: BTreeMap<Key, Vec<Paragraph>>,
    /// The largest number of a comment that the part refers to.
    pub last_comment: Option<u64>,
}

/// A place in an order: paragraphs outside of tables first.
type Key = (bool, u32, u32, u32);

fn key(place: DocxPlace) -> Key {
    match place {
        DocxPlace::Paragraph(number) => (false, number, 0, 0),
        DocxPlace::Cell { table, row, column } => (true, table, row, column),
    }
}

impl Scan {
    /// Adds a paragraph to a place.
    pub fn add(&mut self, place: DocxPlace, paragraph: Paragraph) {
        self.places.entry(key(place)).or_default().push(paragraph);
    }

    /// The paragraphs of a place; none where there is no such place, or it has no paragraph.
    pub fn paragraphs(&self, place: DocxPlace) -> Option<&[Paragraph]> {
        self.places.get(&key(place)).map(Vec::as_slice)
    }

    /// All paragraphs, first those outside of tables.
    pub fn all(&self) -> impl Iterator<Item = &Paragraph> {
        self.places.values().flatten()
    }

    /// All places with their paragraphs.
    #[cfg(test)]
    pub fn places(&self) -> impl Iterator<Item = (DocxPlace, &[Paragraph])> {
        self.places.iter().map(|(&(is_cell, first, row, column), paragraphs)| {
            let place = match is_cell {
                true => DocxPlace::Cell { table: first, row, column },
                false => DocxPlace::Paragraph(first),
            };
            (place, paragraphs.as_slice())
        })
    }
}

/// A paragraph.
#[derive(Debug, Clone, Default)]
pub(super) struct Paragraph {
    /// Where its tag begins.
    pub start: usize,
    /// Where its content begins, behind its properties.
    pub content: usize,
    /// Its tag, where it is an empty element.
    pub empty_tag: Option<Range<usize>>,
    pub units: Vec<Unit>,
}

/// A run, or something else with text that a comment must not cut.
#[derive(Debug, Clone, Default)]
pub(super) struct Unit {
    /// The run itself.
    pub run: Range<usize>,
    /// The outermost container around it that must not be cut; the run itself where there is none.
    pub outer: Range<usize>,
    /// The child of the paragraph that it is in.
    pub top: Range<usize>,
    /// Its properties, to be repeated where it is split.
    pub properties: Range<usize>,
    /// It is a run, no formula.
    pub is_run: bool,
    /// What is to be read in it, in order.
    pub pieces: Vec<Piece>,
}

impl Unit {
    /// True if it may be split: it is a run in no container that must stay whole.
    pub fn may_split(&self) -> bool {
        self.is_run && self.run == self.outer
    }
}

/// Text of a run.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub text: String,
    /// Its bytes in the part.
    pub bytes: Range<usize>,
    /// The start tag of the `w:t` of the run that it is in; none where it stands for an element or lies
    /// deeper. Only such a text can be split.
    pub tag: Option<Range<usize>>,
    /// It stands in the part as it reads: no reference, no folded line end.
    pub is_plain: bool,
}
