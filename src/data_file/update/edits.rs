//! Changes of a text, collected and then made all at once.
//!
//! All places are bytes of the original text, so no change shifts the place of another, and figures and prose
//! can collect theirs in any order. Example: `自然人: 3, 其他: 2` with the replacement of bytes 11–12 by `14` and
//! an insertion of `, 总计: 16` at the end becomes `自然人: 14, 其他: 2, 总计: 16`.

use std::ops::Range;

use crate::yaml::{Node, Value};

/// Changes of a text.
pub(super) struct Edits<'t> {
    text: &'t str,
    all: Vec<Edit>,
    /// What comes behind everything else.
    appended: String,
    /// Rank of the edits that come next: 0 for those of general keys, then the number of the section, from 1.
    rank: usize,
}

struct Edit {
    /// The bytes to replace; empty for an insertion.
    range: Range<usize>,
    with: String,
    /// Insertions at the same byte are made in this order: two missing sections go to the same place, in the
    /// order of the form, though tables and prose are collected one after the other.
    rank: usize,
}

impl<'t> Edits<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { text, all: Vec::new(), appended: String::new(), rank: 0 }
    }

    pub fn text(&self) -> &'t str {
        self.text
    }

    /// The edits that follow belong to the section of this number, from 0.
    pub fn begin_section(&mut self, number: usize) {
        self.rank = number + 1;
    }

    pub fn replace(&mut self, range: Range<usize>, with: String) {
        self.all.push(Edit { range, with, rank: self.rank });
    }

    pub fn insert(&mut self, at: usize, text: String) {
        self.replace(at..at, text);
    }

    /// Adds a key with its value at the end of the file, behind a blank line.
    pub fn append(&mut self, text: String) {
        self.appended.push('\n');
        self.appended.push_str(&text);
    }

    /// The end of the line of a byte, before its line break.
    pub fn line_end(&self, at: usize) -> usize {
        let end = self.text[at..].find('\n').map_or(self.text.len(), |i| at + i);
        if self.text[..end].ends_with('\r') && end > at { end - 1 } else { end }
    }

    /// The start of the line of a byte.
    pub fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |i| i + 1)
    }

    /// The byte behind the colon of a key.
    pub fn behind_colon(&self, key: &Node) -> usize {
        let rest = &self.text[key.span.end..];
        key.span.end + rest.find(':').map_or(0, |i| i + 1)
    }

    /// Gives a key another value on its line.
    pub fn set_value(&mut self, key: &Node, value: &Node, text: String) {
        match value.value {
            Value::Null if value.span.is_empty() => self.insert(self.behind_colon(key), format!(" {text}")),
            // A block mapping stands on the lines below its key; the new value follows the colon, so the line
            // break between the two goes too.
            Value::Mapping(_) if self.line_start(value.span.start) > key.span.start => {
                self.replace(self.behind_colon(key)..value.span.end, format!(" {text}"));
            }
            _ => self.replace(value.span.clone(), text),
        }
    }

    /// Removes whole lines, together with the line break before and not behind them: an insertion at the end
    /// of the last of them then lies outside and is not lost.
    pub fn remove_lines(&mut self, range: Range<usize>) {
        let (start, end) = (self.line_start(range.start), self.line_end(range.end));
        // The first line has no line break before it.
        if start == 0 {
            let end = self.text[end..].find('\n').map_or(self.text.len(), |i| end + i + 1);
            return self.replace(0..end, String::new());
        }
        let before = self.text[..start].strip_suffix("\r\n").map_or(start - 1, str::len);
        self.replace(before..end, String::new());
    }

    /// The only change, where there is one.
    pub fn only(mut self) -> Option<crate::diagnostic::Edit> {
        let Edit { range, with, .. } = self.all.pop().filter(|_| self.all.is_empty())?;
        Some(crate::diagnostic::Edit { range, replacement: with })
    }

    /// Makes all changes and returns the new text. Of two that overlap, the one that begins first is made.
    pub fn apply(mut self) -> String {
        self.all.sort_by_key(|edit| (edit.range.start, edit.range.end, edit.rank));
        let mut out = String::with_capacity(self.text.len() + 256);
        let mut at = 0;
        for Edit { range, with, .. } in &self.all {
            if range.start < at {
                continue;
            }
            out.push_str(&self.text[at..range.start]);
            out.push_str(with);
            at = range.end;
        }
        out.push_str(&self.text[at..]);
        if !self.appended.is_empty() {
            if !out.ends_with('\n') {
                out.push('\n');
            }
            out.push_str(&self.appended);
        }
        out
    }
}
