//! `--index`: a page that lists what a run has made, with links.

use std::path::{Path, PathBuf};

use super::super::Failure;
use crate::diagnostic::{Finding, Severity};
use crate::files::way;
use crate::list_page::{Link, ListPage, Note, NoteKind, Row, State, relative_url};
use crate::pipeline::LastYear;
use crate::pipeline::inputs::Input;
use crate::publish::{Published, refuse_foreign, replace_own};

/// Under this name the page is known to the manifest.
const COMMAND: &str = "index";

/// The page as it grows, row by row. No clock: the same run gives the same page.
pub struct Index {
    file: PathBuf,
    page: ListPage,
}

impl Index {
    /// A page for this file.
    ///
    /// # Errors
    /// The file is there and is no earlier page of a run.
    pub fn new(file: &Path) -> Result<Self, Failure> {
        refuse_foreign(file, COMMAND)?;
        Ok(Self { file: file.to_path_buf(), page: ListPage::new("年度报告目录") })
    }

    /// Adds a report of this agency; `word` is its status in the results for programs.
    pub fn row(
        &mut self,
        input: &Input,
        agency: Option<&str>,
        word: &str,
        outcome: &Result<Published, Failure>,
    ) {
        let place = input.subject(None);
        let name = agency.unwrap_or(&place).to_owned();
        let row = match outcome {
            Err(failure) => Row {
                name,
                place,
                state: State::Failed,
                result: "失败".to_owned(),
                links: Vec::new(),
                notes: vec![Note::new(NoteKind::Error, None, failure.to_string())],
            },
            Ok(done) => {
                let notes = notes(done);
                let (state, result) = match word {
                    "failed" => (State::Failed, "失败"),
                    _ if !done.kept.is_empty() => (State::Attention, "没有覆盖"),
                    "skipped" => (State::Fine, "已是最新"),
                    _ => (State::Fine, "已生成"),
                };
                let needs_a_look = state == State::Fine && !notes.is_empty();
                Row {
                    name,
                    place,
                    state: if needs_a_look { State::Attention } else { state },
                    result: result.to_owned(),
                    links: self.links(done),
                    notes,
                }
            }
        };
        self.page.add(&row);
    }

    fn links(&self, done: &Published) -> Vec<Link> {
        let files = done.written.iter().chain(&done.current).chain(&done.kept);
        let link = |path: &PathBuf| {
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            Link { label: kind(&name).to_owned(), name, href: self.href(path) }
        };
        files.map(link).collect()
    }

    /// Writes the page; `totals` are what the run says of the whole.
    pub fn write(self, totals: &[String]) -> Result<(), Failure> {
        let page = self.page.to_html(totals);
        replace_own(&self.file, page.as_bytes(), COMMAND)?;
        Ok(())
    }

    /// The relative URL from the page to a file.
    fn href(&self, path: &Path) -> String {
        let whole = |p: &Path| std::path::absolute(p).unwrap_or_else(|_| p.to_path_buf());
        let (file, path) = (whole(&self.file), whole(path));
        let names = way(file.parent().unwrap_or(&file), &path);
        relative_url(names.map(|name| name.to_string_lossy()))
    }
}

/// What is said of a report that was read: errors first, then what a person has changed, warnings, and last
/// year's.
fn notes(done: &Published) -> Vec<Note> {
    let of = |severity: Severity, kind: NoteKind| {
        let own = done.findings.iter().filter(move |finding| finding.severity == severity);
        own.map(move |finding| Note::new(kind, Some(finding.rule.as_str()), said(finding)))
    };
    let kept = done.kept.iter().map(|path| {
        let name = path.file_name().map(|n| n.to_string_lossy()).unwrap_or_default();
        Note::new(NoteKind::Warning, None, format!("{name} 被人工改过，没有覆盖"))
    });
    let last_year = match &done.last_year {
        LastYear::Compared { note: Some(note), .. } | LastYear::NoMatch { note } => Some(note),
        _ => None,
    };
    let last_year = last_year.map(|note| Note::new(NoteKind::Remark, None, note));
    let (errors, warnings) = (of(Severity::Error, NoteKind::Error), of(Severity::Warning, NoteKind::Warning));
    errors.chain(kept).chain(warnings).chain(last_year).collect()
}

/// A finding with its place: the line of a data file, or the cell of a table, which its file names.
fn said(finding: &Finding) -> String {
    let (place, message) = (&finding.place, &finding.message);
    match place.file.rsplit_once('!') {
        Some((_, cell)) => format!("{cell}：{message}"),
        None => format!("第 {} 行：{message}", place.start.line),
    }
}

/// The kind of a file in a word.
fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("pdf") => "PDF",
        Some("ofd") => "OFD",
        Some("docx") => "Word",
        Some("html") => "网页",
        Some("png") => "图片",
        _ => "文件",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_from_the_page_to_the_file() {
        for (page, file, link) in [
            ("out/index.html", "out/甲 局.pdf", "甲%20局.pdf"),
            ("index.html", "out/a#b.pdf", "out/a%23b.pdf"),
            ("web/index.html", "out/a.pdf", "../out/a.pdf"),
        ] {
            assert_eq!(Index::new(Path::new(page)).unwrap().href(Path::new(file)), link);
        }
    }
}
