//! Prose as a page shows it: which of its words are figures.
//!
//! The text of a part is its paragraphs, one a line. Ranges of it are in UTF-16 code units, as browsers
//! count:
//!
//! ```text
//! 收到 16 件。⏎办结 3 件。      paragraphs 收到 16 件。 and 办结 3 件。
//! 0  3     8   11            16 is 3..5, 3 is 11..12
//! ```

use std::ops::Range;

use serde::Serialize;

use crate::form::{Form, Path};
use crate::report::Prose;

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
    }
}
