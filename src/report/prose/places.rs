//! Places of finished prose, both ways: what of it comes from `{{ }}`, and where a range of the file is read.

use std::ops::Range;

use super::{Prose, ProsePiece, TextPlace};
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

    /// The other way: what bytes of the file are in the finished text, from the first character to just
    /// behind the last. Of a `{{ }}` that they touch it is all that was filled in there. None if nothing of
    /// the text comes from these bytes.
    ///
    /// ```text
    /// file     全年新收{{ 依申请公开.本年新收.总计 }}件。     bytes of the braces
    /// text     全年新收16件。                            characters 4 to 6
    /// ```
    pub fn text_range(&self, source: &Source, bytes: &Span) -> Option<Range<TextPlace>> {
        let at = |byte| self.index.decoded_at(&self.node, source, byte);
        let start = at(bytes.start);
        let template = start..at(bytes.end).max(start + 1);
        let touches = |p: &ProsePiece| p.template.start < template.end && template.start < p.template.end;
        let all = self.paragraphs.iter().enumerate();
        let mut hits = all
            .flat_map(|(paragraph, own)| own.pieces.iter().map(move |piece| (paragraph, piece)))
            .skip_while(|(_, piece)| !touches(piece))
            // A loop puts the same template down again further on: only the first time counts.
            .take_while(|(_, piece)| touches(piece));
        let in_text = |(paragraph, piece): (usize, &ProsePiece)| {
            let cut =
                |byte: usize| byte.clamp(piece.template.start, piece.template.end) - piece.template.start;
            let text = match piece.filled {
                true => piece.text.clone(),
                false => piece.text.start + cut(template.start)..piece.text.start + cut(template.end),
            };
            TextPlace { paragraph, byte: text.start }..TextPlace { paragraph, byte: text.end }
        };
        let first = in_text(hits.next()?);
        let end = hits.last().map_or(first.end, |last| in_text(last).end);
        let is_empty = bytes.is_empty() && first.start.paragraph == end.paragraph;
        Some(first.start..if is_empty { first.start } else { end })
    }
}
