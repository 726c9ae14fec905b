//! Prose as the rules read it: without white space, with half-width digits and letters, and with the way
//! back.

use std::ops::Range;

use crate::diagnostic::Place;
use crate::report::{Prose, ProseParagraph, ProsePart, Report};
use crate::text::half_width_word;

/// A text without white space; every byte of it leads back to the text it came from.
#[derive(Debug, Clone, Default)]
pub(super) struct NormalizedText {
    pub text: String,
    /// Start of each character here, and its bytes there.
    back: Vec<(usize, Range<usize>)>,
}

impl NormalizedText {
    pub fn new(original: &str) -> Self {
        let mut normalized = Self::default();
        for (at, character) in original.char_indices().filter(|(_, c)| !c.is_whitespace()) {
            normalized.back.push((normalized.text.len(), at..at + character.len_utf8()));
            normalized.text.push(half_width_word(character));
        }
        normalized
    }

    /// Where a range of this text stands in the original.
    pub fn original(&self, range: Range<usize>) -> Range<usize> {
        let index = |byte: usize| self.back.partition_point(|(start, _)| *start <= byte).saturating_sub(1);
        let Some((_, first)) = self.back.get(index(range.start)) else { return 0..0 };
        let last = &self.back[index(range.end.max(range.start + 1) - 1)].1;
        first.start..last.end
    }
}

/// A value of prose with where its section stands in the form.
pub(super) struct Section<'a> {
    pub prose: &'a Prose,
    pub paragraphs: Vec<NormalizedText>,
}

impl<'a> Section<'a> {
    /// As it is read sentence by sentence: without pictures and tables, of which the paragraphs are empty.
    pub fn new(prose: &'a Prose) -> Self {
        let mut section = Self::with_tables(prose);
        for part in prose.parts() {
            if !matches!(part, ProsePart::Text(_)) {
                section.paragraphs[part.paragraphs()].fill(NormalizedText::default());
            }
        }
        section
    }

    /// With the pictures and tables, as they are written.
    pub fn with_tables(prose: &'a Prose) -> Self {
        Self { prose, paragraphs: prose.paragraphs.iter().map(|p| NormalizedText::new(&p.text)).collect() }
    }

    /// All prose of a report: 前言, then the sections in order.
    pub fn all(report: &Report) -> Vec<Section<'_>> {
        report.preface.iter().chain(report.prose.iter().flatten()).map(Section::new).collect()
    }

    /// The paragraph as it was read.
    pub fn paragraph(&self, number: usize) -> &'a ProseParagraph {
        &self.prose.paragraphs[number]
    }

    /// True if any of these bytes of a normalized paragraph come from `{{ }}`.
    pub fn is_filled(&self, paragraph: usize, range: Range<usize>) -> bool {
        self.paragraph(paragraph).is_filled(self.paragraphs[paragraph].original(range))
    }

    /// The place of a range of a normalized paragraph.
    pub fn place(&self, report: &Report, paragraph: usize, range: Range<usize>) -> Place {
        let original = self.paragraphs[paragraph].original(range);
        report.place(&self.prose.source_range(&report.source, paragraph, original))
    }
}

/// The sentences of a text, each with its closing sign.
pub(super) fn sentences(text: &str) -> impl Iterator<Item = Range<usize>> {
    pieces(text, &['。', '！', '？'])
}

/// Splits behind any of some signs.
pub(super) fn pieces<'t>(text: &'t str, signs: &'t [char]) -> impl Iterator<Item = Range<usize>> + 't {
    let mut start = 0;
    text.split_inclusive(signs).map(move |piece| {
        let range = start..start + piece.len();
        start = range.end;
        range
    })
}

/// The numbers followed by 年 in a text, four digits each: bytes and year.
pub(super) fn years(text: &str) -> Vec<(Range<usize>, u16)> {
    let digits =
        |at: usize| text[..at].len() - text[..at].trim_end_matches(|c: char| c.is_ascii_digit()).len();
    text.match_indices('年')
        .filter(|(at, _)| digits(*at) == 4)
        .filter_map(|(at, _)| Some((at - 4..at, text[at - 4..at].parse().ok()?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normalized_text_leads_back() {
        let original = "自 ２024 年 1 月";
        let normalized = NormalizedText::new(original);
        assert_eq!(normalized.text, "自2024年1月");
        let (range, year) = years(&normalized.text)[0].clone();
        assert_eq!(year, 2024);
        assert_eq!(&original[normalized.original(range)], "２024");
        assert_eq!(&original[normalized.original(0..normalized.text.len())], original);
    }
}
