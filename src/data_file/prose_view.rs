//! Prose as a page shows it: which of its words are figures, and which are doubted by findings.
//!
//! The text of a part is its paragraphs, one a line. Ranges of it are in UTF-16 code units, as browsers count:
//!
//! ```text
//! 收到 16 件。⏎办结 3 件。      paragraphs 收到 16 件。 and 办结 3 件。
//! 0  3     8   11            16 is 3..5, 3 is 11..12
//! ```

use std::ops::Range;

use serde::Serialize;

use crate::diagnostic::{Finding, Provenance};
use crate::form::{Content, Form, Path};
use crate::report::{Prose, Report, Span};

/// A range of the text of a part, in UTF-16 code units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct TextRange {
    /// The first.
    pub start: usize,
    /// Behind the last.
    pub end: usize,
}

/// What `{{ }}` has filled in.
#[derive(Debug, Serialize)]
pub struct Bound {
    #[serde(flatten)]
    range: TextRange,
    /// The name in the braces.
    name: String,
    /// Whether it is a figure of the form.
    figure: bool,
}

/// Where in the prose of the form a finding stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mark {
    /// Which one of the findings, from 0.
    pub finding: usize,
    /// The key of the part.
    pub part: String,
    /// The words.
    #[serde(flatten)]
    pub range: TextRange,
}

/// What of a prose is filled in, in order.
pub(super) fn bound(prose: &Prose, form: &Form) -> Vec<Bound> {
    let mut found = Vec::new();
    for (number, start) in starts(prose).into_iter().enumerate() {
        let text = &prose.paragraphs[number].text;
        for (range, tag) in prose.filled(number) {
            let name = tag.trim_matches(['{', '}', '~', '&']).trim().to_owned();
            let figure = form.figure_at(&Path::new(&name)).is_some();
            found.push(Bound { range: in_utf16(text, start, range), name, figure });
        }
    }
    found
}

/// The words that findings of a report doubt. A finding about a whole section has none.
pub fn marks(report: &Report, findings: &[Finding]) -> Vec<Mark> {
    let spans: Vec<(usize, Span)> = findings.iter().enumerate().filter_map(span).collect();
    let form = &report.form;
    let preface = report.preface.as_ref().map(|prose| (form.general.preface.key.as_str(), prose));
    let sections = form.sections.iter().zip(&report.prose).filter_map(|(section, prose)| {
        let is_prose = matches!(section.content, Content::Prose(_));
        prose.as_ref().filter(|_| is_prose).map(|prose| (section.key.as_str(), prose))
    });
    preface
        .into_iter()
        .chain(sections)
        .flat_map(|(key, prose)| marks_in(report, key, prose, &spans))
        .collect()
}

fn span((number, finding): (usize, &Finding)) -> Option<(usize, Span)> {
    match &finding.place.provenance {
        Provenance::Text(span) => Some((number, span.clone())),
        _ => None,
    }
}

fn marks_in(report: &Report, key: &str, prose: &Prose, spans: &[(usize, Span)]) -> Vec<Mark> {
    let within = |span: &Span| {
        prose.span.start <= span.start
            && span.end <= prose.span.end
            && *span != prose.span
            && !span.is_empty()
    };
    let (numbers, spans): (Vec<usize>, Vec<Span>) =
        spans.iter().filter(|(_, span)| within(span)).cloned().unzip();
    let starts = starts(prose);
    let mark = |finding: usize, (paragraph, range): (usize, Range<usize>)| Mark {
        finding,
        part: key.to_owned(),
        range: in_utf16(&prose.paragraphs[paragraph].text, starts[paragraph], range),
    };
    let ranges = prose.text_ranges(&report.source, &spans);
    numbers
        .into_iter()
        .zip(ranges)
        .flat_map(|(n, ranges)| ranges.into_iter().map(move |r| (n, r)))
        .map(|(n, r)| mark(n, r))
        .collect()
}

/// Where each paragraph begins in the text of the part.
fn starts(prose: &Prose) -> Vec<usize> {
    let mut at = 0;
    let start = |text: &str| {
        let start = at;
        at += text.encode_utf16().count() + 1;
        start
    };
    prose.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).map(start).collect()
}

/// Bytes of a paragraph in the units of the text, in which the paragraph begins at `start`.
fn in_utf16(text: &str, start: usize, range: Range<usize>) -> TextRange {
    let unit = |byte: usize| start + text[..byte].encode_utf16().count();
    TextRange { start: unit(range.start), end: unit(range.end) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::RuleCode;
    use crate::report;
    use crate::yaml::Source;

    #[test]
    fn words_are_found_by_what_browsers_count() {
        let text = "机关名称: 甲局\n年度: 2024\n总体情况: |\n  𠮷收到 {{依申请公开.本年新收.总计}} 件，办结 3 件。\n  全年无复议。\n其他事项: \"共\\t4 件。\"\n依申请公开:\n  本年新收: {自然人: 16}\n";
        let report = report::read(Source::new("甲.yaml", text).into()).0.expect("a report");
        let prose = report.prose[0].as_ref().expect("prose");
        let bound = bound(prose, &report.form);
        let shown: Vec<u16> = prose.text().encode_utf16().collect();
        let read = |range: TextRange| String::from_utf16(&shown[range.start..range.end]).expect("text");
        assert_eq!(bound.len(), 1);
        assert_eq!((read(bound[0].range).as_str(), bound[0].figure), ("16", true));
        assert_eq!(bound[0].name, "依申请公开.本年新收.总计");
        let finding = |words: &str| {
            let at = text.find(words).expect("words");
            Finding::warning(RuleCode::N201, "", report.source.place(at..at + words.len()))
        };
        let words = ["件，办结 3 件", "{{依申请公开.本年新收.总计}} 件", "件。\n  全年", "4 件"];
        let mut findings: Vec<Finding> = words.map(finding).into();
        findings.push(Finding::warning(RuleCode::N201, "", report.source.place(prose.span.clone())));
        let marks = marks(&report, &findings);
        let words: Vec<(usize, String)> =
            marks.iter().filter(|m| m.part == "总体情况").map(|m| (m.finding, read(m.range))).collect();
        let want = [(0, "件，办结 3 件"), (1, "16 件"), (2, "件。"), (2, "全年")];
        assert_eq!(words, want.map(|(finding, words)| (finding, words.to_owned())));
        let other: Vec<&Mark> = marks.iter().filter(|m| m.part == "其他事项").collect();
        assert_eq!(other[0].range, TextRange { start: 2, end: 5 });
        assert_eq!((other.len(), marks.len()), (1, 5));
    }
}
