//! Tracked changes: `w:ins` and `w:del` (ECMA-376 part 1, 17.13.5), each with a number of its own.

use std::ops::Range;

use super::super::{Piece, State};
use super::xml::{Element, escape};

/// Makes marks.
pub(super) struct Marks<'a> {
    author: &'a str,
    date: String,
    next: std::cell::Cell<u32>,
}

/// A change of the part.
type Edit = (Range<usize>, String);

/// The first number: far from those of the draft.
const FIRST: u32 = 90_000;

impl<'a> Marks<'a> {
    pub fn new(author: &'a str, date: &str) -> Self {
        Self { author, date: date.to_owned(), next: std::cell::Cell::new(FIRST) }
    }

    fn attributes(&self) -> String {
        let id = self.next.get();
        self.next.set(id + 1);
        format!(" w:id=\"{id}\" w:author=\"{}\" w:date=\"{}\"", escape(self.author), self.date)
    }

    fn inserted(&self, runs: &str) -> String {
        format!("<w:ins{}>{runs}</w:ins>", self.attributes())
    }

    /// A deleted text with the properties of a run.
    fn deleted(&self, properties: &str, text: &str) -> String {
        let text = escape(&visible(text));
        format!(
            "<w:del{}><w:r>{properties}<w:delText xml:space=\"preserve\">{text}</w:delText></w:r></w:del>",
            self.attributes()
        )
    }

    /// A paragraph that is gone.
    pub fn deleted_paragraph(&self, text: &str) -> String {
        let mark = format!("<w:pPr><w:rPr><w:del{}/></w:rPr></w:pPr>", self.attributes());
        format!("<w:p>{mark}{}</w:p>", self.deleted("", text))
    }

    /// A paragraph that is new: its runs, and the mark at its end.
    pub fn inserted_paragraph(&self, xml: &str, paragraph: &Element) -> Vec<Edit> {
        let mark = format!("<w:ins{}/>", self.attributes());
        let mut edits = vec![match paragraph.find("w:pPr") {
            Some(properties) => match properties.find("w:rPr") {
                Some(run) if run.inner_start < run.end => (run.inner_start..run.inner_start, mark),
                Some(run) => (run.start..run.end, format!("<w:rPr>{mark}</w:rPr>")),
                None if properties.inner_start == properties.end => {
                    (properties.start..properties.end, format!("<w:pPr><w:rPr>{mark}</w:rPr></w:pPr>"))
                }
                None => {
                    let last = properties
                        .children
                        .iter()
                        .find(|e| matches!(e.name.as_str(), "w:sectPr" | "w:pPrChange"));
                    let at = last.map_or(properties.inner_end, |e| e.start);
                    (at..at, format!("<w:rPr>{mark}</w:rPr>"))
                }
            },
            None => (
                paragraph.inner_start..paragraph.inner_start,
                format!("<w:pPr><w:rPr>{mark}</w:rPr></w:pPr>"),
            ),
        }];
        edits.extend(
            paragraph
                .runs()
                .into_iter()
                .map(|run| (run.start..run.end, self.inserted(&xml[run.start..run.end]))),
        );
        edits
    }

    /// Runs that stand for another text than before.
    pub fn replaced(&self, xml: &str, runs: &[&Element], old: &str) -> Vec<Edit> {
        let Some(first) = runs.first() else { return Vec::new() };
        let mut edits = Vec::new();
        if !old.is_empty() {
            edits.push((first.start..first.start, self.deleted(properties(xml, first), old)));
        }
        edits.extend(runs.iter().map(|run| (run.start..run.end, self.inserted(&xml[run.start..run.end]))));
        edits
    }

    /// A paragraph with changes: its runs cut where the pieces end.
    pub fn changed_paragraph(&self, xml: &str, paragraph: &Element, pieces: &[Piece]) -> Vec<Edit> {
        let runs = paragraph.runs();
        let (Some(first), Some(last)) = (runs.first(), runs.last()) else { return Vec::new() };
        let mut letters = Letters::new(xml, &runs);
        let mut out = String::new();
        for piece in pieces {
            match piece.state {
                State::Removed => out.push_str(&self.deleted(letters.properties(), &piece.text)),
                State::Added => out.push_str(&self.inserted(&letters.take(&visible(&piece.text)))),
                State::Same | State::Changed => out.push_str(&letters.take(&visible(&piece.text))),
            }
        }
        out.push_str(&letters.rest());
        vec![(first.start..last.end, out)]
    }
}

/// The text as the renderer writes it: without what XML cannot hold or nobody sees.
pub(super) fn visible(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_whitespace() && c != '\u{3000}' { ' ' } else { c })
        .filter(|c| !c.is_control() && !crate::text::is_forbidden(*c))
        .collect()
}

fn properties<'x>(xml: &'x str, run: &Element) -> &'x str {
    run.find("w:rPr").map_or("", |p| &xml[p.start..p.end])
}

/// The characters of a paragraph with the properties of their runs.
struct Letters<'x> {
    all: Vec<(char, &'x str)>,
    at: usize,
}

impl<'x> Letters<'x> {
    fn new(xml: &'x str, runs: &[&Element]) -> Self {
        let mut all = Vec::new();
        for run in runs {
            let properties = properties(xml, run);
            for text in run.children.iter().filter(|e| e.name == "w:t") {
                let raw = &xml[text.inner_start..text.inner_end];
                let text =
                    quick_xml::escape::unescape(raw).map_or_else(|_| raw.to_owned(), |t| t.into_owned());
                all.extend(text.chars().map(|c| (c, properties)));
            }
        }
        Self { all, at: 0 }
    }

    /// The properties of the character before, else of the next one.
    fn properties(&self) -> &'x str {
        self.all.get(self.at.saturating_sub(1)).map_or("", |c| c.1)
    }

    /// The runs of a text that comes next. Characters that the renderer left out are passed over.
    fn take(&mut self, text: &str) -> String {
        let start = self.at;
        for c in text.chars() {
            if self.all.get(self.at).is_some_and(|(have, _)| *have == c) {
                self.at += 1;
            }
        }
        runs(&self.all[start..self.at])
    }

    /// The runs of what has not been taken.
    fn rest(&mut self) -> String {
        runs(&self.all[std::mem::replace(&mut self.at, self.all.len())..])
    }
}

fn runs(letters: &[(char, &str)]) -> String {
    letters
        .chunk_by(|a, b| std::ptr::eq(a.1, b.1))
        .map(|run| {
            let text: String = run.iter().map(|c| c.0).collect();
            format!("<w:r>{}<w:t xml:space=\"preserve\">{}</w:t></w:r>", run[0].1, escape(&text))
        })
        .collect()
}
