//! Slips of the Chinese keyboard that can be mended in place: a full-width colon or comma becomes its
//! half-width form and two spaces, the same three bytes, so every place in the mended text is a place in the
//! file.

use std::ops::Range;

use granit_parser::ErrorKind;

use super::parse::{Failure, Outcome, SyntaxFailure};
use super::{Source, rule, syntax};
use crate::diagnostic::Finding;

/// Longer than any key of the form.
const LONGEST_KEY: usize = 60;

/// Bytes of the longest line that is searched for dashes; the search is quadratic.
const LONGEST_LINE: usize = 10_000;
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
        for line in syntax::lines(text, window).take(MAX_REPAIRS) {
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
    let line = syntax::line_range(text, failure.at);
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
    (fits && near && line.len() < LONGEST_LINE).then(|| {
        let mut mended = text.to_owned();
        for (at, _) in text[line.clone()].match_indices('-').filter(|&(at, _)| alone(line.start + at)) {
            mended.replace_range(line.start + at..=line.start + at, "~");
        }
        Mended { text: mended, findings: Vec::new() }
    })
}

/// Whether these bytes were replaced by [`lone_dash`].
pub(super) fn is_stand_in(source: &Source, span: &Range<usize>) -> bool {
    source.text().get(span.clone()) == Some("-")
}

/// Whether every line of a plain scalar is a key, a colon and a figure, a list or nothing: values that were
/// meant as a mapping.
pub(super) fn looks_like_entries(raw: &str) -> bool {
    raw.contains('：')
        && raw.lines().all(|line| {
            split_entry(line.trim()).is_some_and(|(_, _, value)| {
                value.is_empty()
                    || value.starts_with(['{', '['])
                    || value.starts_with(|c: char| c.is_ascii_digit())
            })
        })
}

/// Whether a plain scalar inside brackets is several figures or entries with full-width commas between them:
/// `0，0，0`.
pub(super) fn looks_like_list(raw: &str) -> bool {
    let figure = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    raw.contains('，')
        && raw
            .split('，')
            .map(str::trim)
            .all(|piece| figure(piece) || split_entry(piece).is_some_and(|(_, _, value)| figure(value)))
}

/// Splits `自然人：1` or `自然人:1` into key, colon and value.
pub(super) fn split_entry(text: &str) -> Option<(&str, char, &str)> {
    let (at, colon) = text.char_indices().find(|&(_, character)| matches!(character, '：' | ':'))?;
    let (key, value) = (&text[..at], &text[at + colon.len_utf8()..]);
    (is_key(key) && !value.starts_with("//")).then(|| (key, colon, value.trim_start()))
}

/// Finds full-width signs that were meant as YAML's in one line: byte, sign, and the key before a colon.
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

fn is_key(text: &str) -> bool {
    !text.is_empty()
        && text.chars().count() <= LONGEST_KEY
        && !text.starts_with(['"', '\'', '|', '>', '#'])
        && !text.contains(['，', '。', '；', '！', '？', '{', '[', '}', ']'])
}

/// The finding for `年度：2024`.
pub(super) fn full_width_colon(source: &Source, at: usize, key: &str) -> Finding {
    Finding::error(rule::SYNTAX, "冒号要用半角，这里是全角“：”", source.place(at..at + '：'.len_utf8()))
        .with_help(format!("改为半角冒号加一个空格：“{key}: ”"))
}

/// The finding for `年度:2024`.
pub(super) fn missing_space(source: &Source, at: usize, key: &str) -> Finding {
    Finding::error(rule::SYNTAX, "冒号后面缺一个空格", source.place(at..at + 1))
        .with_help(format!("冒号后加一个空格：“{key}: ”"))
}

fn full_width_comma(source: &Source, at: usize) -> Finding {
    Finding::error(
        rule::SYNTAX,
        "括号里的逗号要用半角，这里是全角“，”",
        source.place(at..at + '，'.len_utf8()),
    )
    .with_help("改为半角逗号加一个空格")
}
