//! Places of finished prose, both ways: what of it comes from `{{ }}`, and where a range of the file is read.

use std::ops::Range;

use super::{Prose, ProsePiece};
use crate::report::Span;
use crate::yaml::Source;

impl Prose {
    /// What of a paragraph comes from `{{ }}`: bytes of its text, and the tag as it is written.
    ///
    /// ```
    /// use nianbao::{report, yaml::Source};
    /// let text = "机关名称: 甲局\n年度: 2024\n总体情况: 共 {{ 依申请公开.本年新收.自然人 }} 件。\n依申请公开: {本年新收: {自然人: 16}}\n";
    /// let report = report::read(Source::new("甲.yaml", text).into()).0.expect("a report");
    /// let prose = report.prose[0].as_ref().expect("prose");
    /// let filled = prose.filled(0);
    /// assert_eq!(filled, [(4..6, "{{ 依申请公开.本年新收.自然人 }}")]);
    /// assert_eq!(&prose.paragraphs[0].text[filled[0].0.clone()], "16");
    /// ```
    pub fn filled(&self, paragraph: usize) -> Vec<(Range<usize>, &str)> {
        let pieces = self.paragraphs.get(paragraph).map(|p| p.pieces.as_slice()).unwrap_or_default();
        let filled = pieces.iter().filter(|piece| piece.filled);
        let tag = |piece: &ProsePiece| self.template.get(piece.template.clone()).unwrap_or_default();
        filled.map(|piece| (piece.text.clone(), tag(piece))).collect()
    }

    /// Where these bytes of the file are read: paragraphs, each with bytes of its text. What a tag fills in
    /// is read from the whole of the tag. The way back of [`Prose::source_range`].
    ///
    /// ```
    /// use nianbao::{report, yaml::Source};
    /// let text = "机关名称: 甲局\n年度: 2024\n总体情况: |\n  无。\n  办结 3 件。\n";
    /// let report = report::read(Source::new("甲.yaml", text).into()).0.expect("a report");
    /// let prose = report.prose[0].as_ref().expect("prose");
    /// let at = text.find("3 件").expect("a figure");
    /// assert_eq!(prose.text_ranges(&report.source, &[at..at + 5]), [vec![(1, 7..12)]]);
    /// ```
    pub fn text_ranges(&self, source: &Source, spans: &[Span]) -> Vec<Vec<(usize, Range<usize>)>> {
        let mut found = vec![Vec::new(); spans.len()];
        if spans.is_empty() {
            return found;
        }
        for (number, paragraph) in self.paragraphs.iter().enumerate() {
            for piece in &paragraph.pieces {
                let written = self.index.source_range(&self.node, source, piece.template.clone());
                for (span, ranges) in spans.iter().zip(&mut found) {
                    if span.start >= written.end || span.end <= written.start {
                        continue;
                    }
                    let range = self.part_of(piece, &paragraph.text, source, span);
                    match ranges.last_mut() {
                        Some((last, joined)) if *last == number && joined.end == range.start => {
                            joined.end = range.end;
                        }
                        _ if range.is_empty() => {}
                        _ => ranges.push((number, range)),
                    }
                }
            }
        }
        found
    }

    /// The bytes of a piece's text that are written in this span of the file.
    fn part_of(&self, piece: &ProsePiece, text: &str, source: &Source, span: &Span) -> Range<usize> {
        if piece.filled {
            return piece.text.clone();
        }
        let characters: Vec<(usize, char)> = text[piece.text.clone()].char_indices().collect();
        let written = |&(at, c): &(usize, char)| {
            let start = piece.template.start + at;
            self.index.source_range(&self.node, source, start..start + c.len_utf8())
        };
        let end = piece.text.len();
        let byte = |index: usize| piece.text.start + characters.get(index).map_or(end, |(at, _)| *at);
        let first = characters.partition_point(|c| written(c).end <= span.start);
        let behind = characters.partition_point(|c| written(c).start < span.end);
        byte(first)..byte(behind.max(first))
    }
}
