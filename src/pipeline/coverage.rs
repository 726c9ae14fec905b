//! N301: characters that no face has, found before a page is laid out.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::diagnostic::{Finding, RuleCode};
use crate::document::Role;
use crate::fonts::Fonts;
use crate::report::{Report, Span};
use crate::text::is_forbidden;

/// The role in which a report's prose is set.
const PROSE: Role = Role::Fang;

/// Adds a warning for each character that would come out as an empty box, at the first place where it stands.
pub(super) fn findings(report: &Report, fonts: &Fonts, findings: &mut Vec<Finding>) {
    let mut seen = BTreeSet::new();
    let mut check = |role: Role, text: &str, locate: &dyn Fn(Range<usize>) -> Span| {
        for c in fonts.missing(role, text) {
            if c.is_whitespace() || is_forbidden(c) || !seen.insert(c) {
                continue;
            }
            let at = text.find(c).unwrap_or(0);
            let place = report.place(&locate(at..at + c.len_utf8()));
            let message = format!("字体里没有“{c}”（U+{:04X}）这个字，印出来会是空框", u32::from(c));
            findings.push(
                Finding::warning(RuleCode::N301, message, place)
                    .with_help("核对这个字；确实要用的，用 --font-path 指定一种有这个字的字体"),
            );
        }
    };
    check(Role::Title, &report.printed_title(), &|_| {
        report.title.as_ref().map_or(report.agency.span.clone(), |t| t.span.clone())
    });
    for prose in report.preface.iter().chain(report.prose.iter().flatten()) {
        for (number, paragraph) in prose.paragraphs.iter().enumerate() {
            check(PROSE, &paragraph.text, &|range| prose.source_range(&report.source, number, range));
        }
    }
    for figure in &report.figures {
        if let (Some(remark), Some(span)) = (&figure.remark, &figure.span) {
            check(Role::Song, remark, &|_| span.clone());
        }
    }
    if let Some(name) = report.signature.as_ref().and_then(|s| s.name.as_ref()) {
        check(PROSE, &name.text, &|_| name.span.clone());
    }
}
