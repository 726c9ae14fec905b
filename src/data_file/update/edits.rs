//! Changes of a text, collected and then made all at once.

use std::ops::Range;

use crate::yaml::{Node, Value};

/// Changes of a text.
pub(super) struct Edits<'t> {
    text: &'t str,
    all: Vec<Edit>,
    appended: String,
    /// Rank of the edits that come next: 0 for what stands outside the sections.
    rank: usize,
}

struct Edit {
    range: Range<usize>,
    with: String,
    /// Among insertions at one byte, that of an earlier section comes first.
    rank: usize,
}

impl<'t> Edits<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { text, all: Vec::new(), appended: String::new(), rank: 0 }
    }

    pub fn text(&self) -> &'t str {
        self.text
    }

    /// What follows changes the section of this number.
    pub fn begin_section(&mut self, number: usize) {
        self.rank = number + 1;
    }

    pub fn replace(&mut self, range: Range<usize>, with: String) {
        self.all.push(Edit { range, with, rank: self.rank });
    }

    pub fn insert(&mut self, at: usize, text: String) {
        self.replace(at..at, text);
    }

    /// Adds a key at the end of the file.
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
            // A value that stands on lines of its own begins behind the colon now.
            Value::Mapping(_) if self.line_start(value.span.start) > key.span.start => {
                self.replace(self.behind_colon(key)..value.span.end, format!(" {text}"));
            }
            _ => self.replace(value.span.clone(), text),
        }
    }

    /// Takes whole lines out, with the line break before them: what is inserted at their end stays.
    pub fn remove_lines(&mut self, range: Range<usize>) {
        let (start, end) = (self.line_start(range.start), self.line_end(range.end));
        if start == 0 {
            let end = self.text[end..].find('\n').map_or(self.text.len(), |i| end + i + 1);
            return self.replace(0..end, String::new());
        }
        let before = self.text[..start].strip_suffix("\r\n").map_or(start - 1, str::len);
        self.replace(before..end, String::new());
    }

    /// Makes all changes. Of two that overlap the first one counts.
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
