//! Fixes that the reader offers: changes of the text that leave no choice.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::number::Slip;
use super::{Span, nearest};
use crate::diagnostic::Fix;
use crate::form::normal_label;
use crate::text::{half_width_digit, half_width_figure};
use crate::yaml::{Node, Source, plain_or_quoted};

/// The shortest name that a fix is offered for, in characters: shorter ones are one slip of the finger away
/// from too many others, as 小计 is from 总计.
const MIN_NAME: usize = 3;

/// Writes a figure as it was read: 0 for a blank, half-width digits for full-width ones. `span` is that of
/// the value, or of its key where there is no value.
pub(super) fn slip(source: &Source, slip: Slip, span: &Span) -> Option<Fix> {
    let written = source.text().get(span.clone())?;
    match slip {
        Slip::FullWidth => {
            // A remark in brackets stays as it is.
            let digits = written.find(['（', '(']).unwrap_or(written.len());
            let folded: String = written[..digits].chars().map(half_width_figure).collect();
            let changed = folded != written[..digits];
            changed.then(|| Fix::replace("改用半角数字", span.start..span.start + digits, folded))
        }
        Slip::Blank if is_blank_value(written) => Some(Fix::replace("改为 0", span.clone(), "0")),
        Slip::Blank => {
            let colon = span.end + source.text()[span.end..].find(|c| c != ' ')?;
            let is_key = source.text()[colon..].starts_with(':');
            is_key.then(|| Fix::replace("写上 0", colon + 1..colon + 1, " 0"))
        }
    }
}

/// Whether a value, as it is written in the file, is blank or a sign for "none".
fn is_blank_value(written: &str) -> bool {
    let bare = written.trim_matches(['"', '\'']);
    let is_stroke = |c| matches!(c, '/' | '／' | '-' | '－' | '—' | '–' | '―');
    matches!(written, "~" | "null" | "Null" | "NULL")
        || (!written.is_empty() && bare.trim().chars().all(is_stroke))
}

/// Writes a year in half-width digits.
pub(super) fn year(source: &Source, span: &Span) -> Option<Fix> {
    let written = source.text().get(span.clone())?;
    let folded: String = written.chars().map(half_width_digit).collect();
    (folded != written).then(|| Fix::replace("改用半角数字", span.clone(), folded))
}

/// The keys of a mapping as the form compares them, made when the first is asked for: once for a mapping, as
/// it may have thousands of misspelt keys.
pub(super) struct Siblings<'a> {
    pub entries: &'a [(Node, Node)],
    normal: OnceCell<BTreeSet<String>>,
}

impl<'a> Siblings<'a> {
    pub(super) fn new(entries: &'a [(Node, Node)]) -> Self {
        Self { entries, normal: OnceCell::new() }
    }

    fn has(&self, name: &str) -> bool {
        let keys = || self.entries.iter().filter_map(|(key, _)| key.as_str().map(normal_label)).collect();
        self.normal.get_or_init(keys).contains(&normal_label(name))
    }
}

/// Writes the name that was meant for a misspelt key: the only one of `names` that is one slip away (a
/// character missing, too many, wrong, or two exchanged), unless the mapping has that key already.
pub(super) fn key<'n>(
    key: &Node,
    siblings: &Siblings<'_>,
    names: impl Iterator<Item = &'n str>,
) -> Option<Fix> {
    let name = key.as_str()?;
    let length = name.chars().count();
    let one_slip = |candidate: &&str| {
        let other = candidate.chars().count();
        other.min(length) >= MIN_NAME
            && other.abs_diff(length) <= 1
            && nearest::distance(name, candidate) == 1
    };
    let mut near = names.filter(one_slip);
    let meant = near.next().filter(|_| near.next().is_none())?;
    let change = || Fix::replace(format!("改为“{meant}”"), key.span.clone(), plain_or_quoted(meant));
    (!siblings.has(meant)).then(change)
}
