//! Repair of YAML: full-width signs and dashes that a clerk typed where YAML wants something else.
//!
//! # How it works
//! The parser stops at its first error, but one run is to report every slip. So what can be mended with
//! certainty is mended, and the text is parsed again until nothing is left to mend
//! ([`parse`](super::parse())):
//!
//! 1. A reading ends with a [failure](super::outcome::Failure) somewhere, or with *suspects*: plain scalars
//!    that look like several entries joined by full-width signs.
//! 2. The lines in which the cause can lie are scanned ([`separators`]) for a full-width colon behind a key
//!    and a full-width comma between the items of a bracket.
//! 3. Each is reported, and replaced by its half-width form and two spaces. That is three bytes for three
//!    bytes, so a byte of the mended text is the same byte of the file and every place stays right.
//!
//! # Example
//! ```text
//! 年度：2024                        the first reading takes this for text without a key and stops at the
//! 申请: {自然人：1，其他: 2}         colon behind 申请; both lines are scanned
//!
//! 年度:  2024                       three signs are mended and reported;
//! 申请: {自然人:  1,  其他: 2}       the second reading gives the tree
//! ```
//! A full-width colon in prose (`其他事项：说明：无`) is only mended as the first of its entry, and one
//! inside full-width brackets (`22（其中：修订16件）`) not at all: it belongs to a remark.
//!
//! A `-` alone is not wrong to a clerk, who means 0, but begins a list to YAML. It is replaced by `~` without
//! a finding, and the tree gives `-` back ([`is_placeholder`]).

use std::ops::Range;

use granit_parser::ErrorKind;

use super::Source;
use super::lines::{line_range, lines};
use super::outcome::{Failure, Outcome, SyntaxFailure};
use super::slips::{full_width_colon, full_width_comma, is_key, split_entry};
use crate::diagnostic::Finding;

/// Bytes of the longest line that is searched for dashes; the search is quadratic.
const MAX_DASH_LINE: usize = 10_000;
/// A file with more slips than this is not gone through to its end.
const MAX_REPAIRS: usize = 1000;

/// A text mended, and what was wrong with it.
pub(super) struct Mended {
    pub text: String,
    pub findings: Vec<Finding>,
}

/// Mends what stopped this reading, if it is something that can be mended.
pub(super) fn mend(source: &Source, text: &str, outcome: &Outcome) -> Option<Mended> {
    let mut windows = outcome.suspects.clone();
    if let Some(Failure::Syntax(failure)) = &outcome.failure {
        if let Some(mended) = lone_dash(text, failure) {
            return Some(mended);
        }
        windows.push(failure.window(text));
    }
    let mut mended = text.to_owned();
    let mut findings = Vec::new();
    for window in windows {
        for line in lines(text, window).take(MAX_REPAIRS) {
            for (at, sign, key) in
                separators(&text[line.clone()]).into_iter().take(MAX_REPAIRS.saturating_sub(findings.len()))
            {
                let at = line.start + at;
                // Two windows may share a line.
                if !mended[at..].starts_with(sign) {
                    continue;
                }
                let (half, finding) = match sign {
                    '：' => (":  ", full_width_colon(source, at, key)),
                    _ => (",  ", full_width_comma(source, at)),
                };
                mended.replace_range(at..at + sign.len_utf8(), half);
                findings.push(after_prose(finding, outcome));
            }
        }
    }
    (!findings.is_empty()).then_some(Mended { text: mended, findings })
}

/// A line under a block of prose may be a key, or prose that lost its indentation.
fn after_prose(mut finding: Finding, outcome: &Outcome) -> Finding {
    if let (Some(Failure::Syntax(SyntaxFailure { after_block: true, .. })), Some(help)) =
        (&outcome.failure, &mut finding.help)
    {
        help.push_str("；若这一行是上面文字的继续，行首要有同样多的空格");
    }
    finding
}

/// `-` alone stands for 0, but YAML takes it for the start of a list: it is read as `~` and given back as
/// `-`.
fn lone_dash(text: &str, failure: &SyntaxFailure) -> Option<Mended> {
    let fits = matches!(
        failure.kind,
        ErrorKind::BlockSequenceEntryNotAllowed
            | ErrorKind::BlockEntryInFlowCollection
            | ErrorKind::PlainScalarStartsWithDashFlowIndicator
            | ErrorKind::InvalidBlockEntryWhitespace
    );
    let line = line_range(text, failure.at);
    let alone = |at: usize| {
        let before = text[line.start..at].trim_end_matches([' ', '\t']);
        let rest = text[at + 1..line.end].trim_start_matches([' ', '\t']);
        before.ends_with([':', '[', ',', '{'])
            && (rest.is_empty() || rest.starts_with([',', ']', '}', '#', '\r']))
    };
    // The parser points at the dash or just after it. The others of the line are mended with it.
    let near = [failure.at, failure.at.saturating_sub(1)]
        .into_iter()
        .any(|at| text.as_bytes().get(at) == Some(&b'-') && alone(at));
    (fits && near && line.len() < MAX_DASH_LINE).then(|| {
        let mut mended = text.to_owned();
        for (at, _) in text[line.clone()].match_indices('-').filter(|&(at, _)| alone(line.start + at)) {
            mended.replace_range(line.start + at..=line.start + at, "~");
        }
        Mended { text: mended, findings: Vec::new() }
    })
}

/// Whether these bytes were replaced by [`lone_dash`].
pub(super) fn is_placeholder(source: &Source, span: &Range<usize>) -> bool {
    source.text().get(span.clone()) == Some("-")
}

/// Finds full-width signs that were meant as YAML's in one line: byte, sign, and the key before a colon.
///
/// One pass over the characters, with what is open at each ([`LineScan`]): a quotation mark, brackets, a
/// remark in full-width brackets. `{自然人：1，其他: 2}` gives the colon behind 自然人 and the comma behind
/// 1; in `甲: 共3件，5人` there is nothing, as the comma stands in no bracket.
fn separators(line: &str) -> Vec<(usize, char, &str)> {
    let mut found = Vec::new();
    let first = line.len() - line.trim_start_matches([' ', '\t', '-', '?']).len();
    let mut scan = LineScan { start: first, ..LineScan::default() };
    for (at, character) in line.char_indices().skip_while(|&(at, _)| at < first) {
        let rest = &line[at + character.len_utf8()..];
        match (scan.quote, character) {
            (Some(quote), _) if character == quote => scan.quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if line[scan.start..at].trim().is_empty() => scan.quote = Some(character),
            (None, '#') if line[..at].is_empty() || line[..at].ends_with([' ', '\t']) => break,
            (None, '{' | '[') if scan.depth > 0 || line[scan.start..at].trim().is_empty() => {
                scan.depth += 1;
                scan.next(at + 1);
            }
            (None, '}' | ']') => scan.depth = scan.depth.saturating_sub(1),
            (None, '（') => scan.remark += 1,
            (None, '）') => scan.remark = scan.remark.saturating_sub(1),
            (None, ',') if scan.depth > 0 => scan.next(at + 1),
            (None, '，') if scan.depth > 0 && scan.remark == 0 && continues(rest) => {
                found.push((at, character, ""));
                scan.next(at + character.len_utf8());
            }
            (None, ':') if !scan.keyed && (rest.is_empty() || rest.starts_with([' ', '\t', '\r'])) => {
                scan.value(at + 1)
            }
            (None, '：') if !scan.keyed && scan.remark == 0 && is_key(line[scan.start..at].trim()) => {
                found.push((at, character, line[scan.start..at].trim()));
                scan.value(at + character.len_utf8());
            }
            _ => {}
        }
    }
    found
}

/// What one line has shown so far.
#[derive(Default)]
struct LineScan {
    /// Where the key or value at hand starts.
    start: usize,
    /// Whether the entry at hand has its colon.
    keyed: bool,
    /// Open brackets and braces.
    depth: usize,
    /// Open full-width parentheses: a remark of a figure.
    remark: usize,
    /// The quotation mark that is open.
    quote: Option<char>,
}

impl LineScan {
    fn next(&mut self, start: usize) {
        (self.start, self.keyed) = (start, false);
    }

    fn value(&mut self, start: usize) {
        (self.start, self.keyed) = (start, true);
    }
}

/// Whether what follows a full-width comma is the next figure or entry of a list.
fn continues(rest: &str) -> bool {
    let rest = rest.trim_start();
    let piece = rest.split(['，', ',', '}', ']']).next().unwrap_or_default();
    rest.starts_with(|c: char| c.is_ascii_digit()) || split_entry(piece).is_some()
}
