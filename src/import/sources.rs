//! Where in a file stood what was read.
//!
//! Readers note it with each paragraph and each cell; it goes along through joining, splitting and placing,
//! so that a finding can be shown where the report has it. Of
//!
//! ```text
//! <w:p> 7    2024年，我市坚持以习近平新时代中国特色社会主义思想为      two paragraphs of a converter
//! <w:p> 8    指导，认真学习。
//! ```
//!
//! a paragraph is made that knows: characters 0 to 25 stood in paragraph 7 from its first character on, those
//! from 26 on in paragraph 8.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Provenance;

/// Where the parts of a text stood. Everything counts in characters, from 0.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Sources(Vec<Part>);

/// A part of a text that stood in one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Part {
    /// Its first character in the text.
    at: usize,
    /// The same character in its place.
    start: usize,
    place: Provenance,
}

impl Sources {
    /// Those of a text that stood in one place.
    pub(super) fn whole(place: Provenance) -> Self {
        Self(vec![Part { at: 0, start: 0, place }])
    }

    /// Takes note that so many characters were put before the text, which the file does not have.
    pub(super) fn put_before(&mut self, characters: usize) {
        let own = self.0.clone();
        self.0.truncate(1);
        self.0.extend(own.into_iter().map(|part| Part { at: part.at + characters, ..part }));
    }

    /// Takes note that another text was added, beginning at this character.
    pub(super) fn append(&mut self, at: usize, other: Sources) {
        self.0.extend(other.0.into_iter().map(|part| Part { at: part.at + at, ..part }));
    }

    /// Those of the text from a character on.
    pub(super) fn from(&self, first: usize) -> Self {
        let begun = self.0.iter().rposition(|part| part.at <= first).unwrap_or(0);
        let part = |part: &Part| Part {
            at: part.at.saturating_sub(first),
            start: part.start + first.saturating_sub(part.at),
            place: part.place.clone(),
        };
        Self(self.0.iter().skip(begun).map(part).collect())
    }

    /// Where a character stood, and which character of that place it was.
    pub fn of(&self, character: usize) -> Option<(&Provenance, usize)> {
        let part = self.0.iter().rev().find(|part| part.at <= character).or(self.0.first())?;
        Some((&part.place, part.start + character.saturating_sub(part.at)))
    }

    /// Where the text begins.
    pub fn first(&self) -> Option<&Provenance> {
        self.0.first().map(|part| &part.place)
    }
}

/// Where a figure stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellSource {
    /// The place in the file.
    pub place: Option<Provenance>,
    /// Row of its table, from 0.
    pub row: usize,
    /// Column of its table, from 0.
    pub column: usize,
}

/// Where all of a report stood.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Origins {
    /// The title.
    pub title: Sources,
    /// The heading of each section of the form, or its first cell where it has none.
    pub sections: Vec<Sources>,
    /// Every figure of the form, by its number.
    pub figures: Vec<Option<CellSource>>,
    /// The paragraphs of the preface.
    pub preface: Vec<Sources>,
    /// The paragraphs of each section.
    pub prose: Vec<Vec<Sources>>,
    /// 署名 and date.
    pub signature: Sources,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::DocxPlace;

    fn place(number: u32) -> Provenance {
        Provenance::Docx(DocxPlace::Paragraph(number))
    }

    #[test]
    fn each_character_knows_its_place_through_joining_and_splitting() {
        // 甲乙丙 (paragraph 7) and 丁戊 (paragraph 8) joined, then cut behind 甲.
        let mut sources = Sources::whole(place(7));
        sources.append(3, Sources::whole(place(8)));
        assert_eq!(sources.of(2), Some((&place(7), 2)));
        assert_eq!(sources.of(4), Some((&place(8), 1)));
        let rest = sources.from(1);
        assert_eq!(rest.of(0), Some((&place(7), 1)));
        assert_eq!(rest.of(2), Some((&place(8), 0)));
    }

    #[test]
    fn the_number_of_a_list_is_not_in_its_paragraph() {
        let mut sources = Sources::whole(place(7));
        sources.put_before(3);
        assert_eq!(sources.of(3), Some((&place(7), 0)));
        assert_eq!(sources.of(5), Some((&place(7), 2)));
        assert_eq!(sources.of(0), Some((&place(7), 0)));
    }
}
