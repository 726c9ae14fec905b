//! One received report, opened and checked: what is kept of it for the page, the workbook and the sums.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::comments::{Anchor, Author, Comment, with_comments};
use super::finding::ReviewedFinding;
use super::inbox::Found;
use super::marks::Marks;
use crate::diagnostic::{self, DocxPlace, Finding, Provenance, Severity};
use crate::files::{self, NamedBy};
use crate::form::Form;
use crate::import::{self, Limits};
use crate::pipeline::{CheckedReport, LastYear, Pipeline};
use crate::report::{Identity, Number, Report};

/// A received report.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct ReviewedReport {
    /// Where it lies, from the inbox.
    pub place: String,
    /// The file.
    pub path: PathBuf,
    /// 机关名称, where it can be read.
    pub agency: Option<String>,
    /// 年度, where it can be read.
    pub year: Option<u16>,
    /// Its figures; none where there is no report.
    pub figures: Option<Figures>,
    /// All findings, those that are marked 已核实 too.
    pub findings: Vec<ReviewedFinding>,
    /// What is said of the reading and of last year's report.
    pub notes: Vec<String>,
    /// Why it cannot be read.
    pub error: Option<String>,
    /// How it stands among the others.
    pub standing: Standing,
    /// The names of the agency in their normal form.
    pub(super) names: Vec<String>,
}

/// The figures of a report.
#[derive(Debug, Clone)]
pub struct Figures {
    /// The form that they are of.
    pub form: Arc<Form>,
    /// By [`FigureId`](crate::form::FigureId); none where a figure could not be read.
    pub numbers: Vec<Option<Number>>,
}

/// How a report stands among the others.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Standing {
    /// It counts.
    #[default]
    Counted,
    /// It cannot be read, or does not say whose it is.
    Unread,
    /// It is of another year than the others.
    OtherYear,
    /// It is on another form than the others.
    OtherForm,
    /// The same figures of the same agency are in another file, which counts.
    SameAs(String),
    /// Another file of the same agency has other figures; neither counts.
    Conflict(String),
}

impl ReviewedReport {
    /// Its agency, or where it lies.
    pub fn name(&self) -> &str {
        self.agency.as_deref().unwrap_or(&self.place)
    }

    /// The findings that are not marked.
    pub fn open_findings(&self) -> impl Iterator<Item = &ReviewedFinding> {
        self.findings.iter().filter(|finding| finding.verified.is_none())
    }

    /// How many of these are errors, and how many warnings.
    pub fn counts(&self) -> (usize, usize) {
        let errors = self.open_findings().filter(|f| f.severity == Severity::Error).count();
        (errors, self.open_findings().count() - errors)
    }
}

/// A report that was opened and checked, with its Word file in which the findings are comments.
pub(super) struct Outcome {
    pub report: ReviewedReport,
    /// The file with comments; none where it is no Word file or nothing was found.
    pub commented: Option<Vec<u8>>,
}

/// Opens and checks a report.
pub(super) fn review(found: &Found, pipeline: &Pipeline, marks: &Marks, author: &Author) -> Outcome {
    let input = match &found.input {
        Ok(input) => input,
        Err(error) => return unread(found, error.clone()),
    };
    let checked = pipeline.open(input).and_then(|opened| {
        let previous = pipeline.previous(&opened)?;
        Ok(pipeline.check(opened, previous))
    });
    match checked {
        Ok(checked) => of_checked(found, &checked, marks, author),
        Err(error) => unread(found, without_path(&error.to_string(), &found.path)),
    }
}

/// A file of which nothing can be read, with the reason.
pub(super) fn unread(found: &Found, error: String) -> Outcome {
    let report = ReviewedReport {
        place: found.place.clone(),
        path: found.path.clone(),
        error: Some(error),
        standing: Standing::Unread,
        ..ReviewedReport::default()
    };
    Outcome { report, commented: None }
}

/// The reason without the path that it begins with: the page has the file beside it.
fn without_path(error: &str, path: &Path) -> String {
    let shown = path.display().to_string();
    let rest = error.strip_prefix(&shown).map(|rest| rest.trim_start_matches(['：', ' ']));
    rest.unwrap_or(error).to_owned()
}

fn of_checked(found: &Found, checked: &CheckedReport, marks: &Marks, author: &Author) -> Outcome {
    let form = checked.report.as_ref().map(|report| &*report.form);
    let listed = diagnostic::listed(&checked.findings);
    let findings: Vec<&Finding> = listed.iter().map(|finding| &**finding).collect();
    let mut reviewed: Vec<ReviewedFinding> =
        findings.iter().map(|finding| ReviewedFinding::of(finding, form)).collect();
    let name = checked.agency.clone().unwrap_or_else(|| found.place.clone());
    marks.apply(&name, checked.year.unwrap_or_default(), &mut reviewed);
    let mut report = ReviewedReport {
        place: found.place.clone(),
        path: found.path.clone(),
        agency: checked.agency.clone(),
        year: checked.year,
        names: checked.report.as_ref().map(|r| Identity::of(r).names().to_vec()).unwrap_or_default(),
        figures: checked.report.as_ref().map(figures),
        notes: notes(checked),
        findings: reviewed,
        ..ReviewedReport::default()
    };
    let open = findings.iter().zip(&report.findings).filter(|(_, reviewed)| reviewed.verified.is_none());
    let comments: Vec<Comment> = open.map(|(finding, reviewed)| comment(finding, reviewed)).collect();
    let commented = match is_word(&found.path) && !comments.is_empty() {
        true => commented(&found.path, &comments, author, &mut report.notes),
        false => None,
    };
    Outcome { report, commented }
}

fn is_word(path: &Path) -> bool {
    import::extension(path) == "docx"
}

/// The Word file with comments. That it gets none stops nothing: the findings stand on the page too.
fn commented(path: &Path, comments: &[Comment], author: &Author, notes: &mut Vec<String>) -> Option<Vec<u8>> {
    let limits = Limits::default();
    let bytes = match files::read(path, NamedBy::Content, limits.file_bytes as u64) {
        Ok(bytes) => bytes,
        Err(error) => {
            notes.push(format!("没有加批注：{}", error.cause));
            return None;
        }
    };
    match with_comments(&bytes, comments, author, &limits) {
        Ok(bytes) => Some(bytes),
        Err(error) => {
            notes.push(error.to_string());
            None
        }
    }
}

fn comment(finding: &Finding, reviewed: &ReviewedFinding) -> Comment {
    let help = reviewed.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
    let text = format!("【{} {}】{}{help}", reviewed.rule, reviewed.severity.chinese(), reviewed.message);
    Comment { anchor: anchor(finding), text }
}

/// What a comment on a finding is on: the cell, or the words of the paragraph.
fn anchor(finding: &Finding) -> Anchor {
    let Provenance::Docx(place) = finding.place.provenance else { return Anchor::Document };
    let words = finding.place.form.as_ref().and_then(|form| {
        let start = usize::try_from(form.characters.as_ref()?.start).ok()?;
        Some((form.excerpt.as_ref()?.to_string(), start))
    });
    match (place, words) {
        (DocxPlace::Paragraph(_), Some((text, start))) => Anchor::Words { place, text, start },
        (place, _) => Anchor::Whole(place),
    }
}

fn figures(report: &Report) -> Figures {
    let number = |figure: &crate::report::Figure| (!figure.unreadable).then_some(figure.number);
    Figures { form: report.form.clone(), numbers: report.figures.iter().map(number).collect() }
}

/// What is said of the reading, and of last year's report.
fn notes(checked: &CheckedReport) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(received) = &checked.received {
        notes.extend(received.notes.iter().map(|note| note.message.clone()));
        let unplaced = |unplaced: &import::Unplaced| {
            format!("没有找到位置的文字（{}）：{}", unplaced.place, shortened(&unplaced.text))
        };
        notes.extend(received.unplaced.iter().take(MAX_UNPLACED).map(unplaced));
        if let Some(more) = received.unplaced.len().checked_sub(MAX_UNPLACED + 1) {
            notes.push(format!("还有 {} 处没有找到位置的文字", more + 1));
        }
    }
    match &checked.last_year {
        LastYear::Compared { note: Some(note), .. } | LastYear::NoMatch { note } => notes.push(note.clone()),
        _ => {}
    }
    notes
}

/// How many texts without a place are listed for a report: a page has menus and links.
const MAX_UNPLACED: usize = 10;
/// How many characters of such a text are shown.
const MAX_SHOWN: usize = 60;

fn shortened(text: &str) -> String {
    let mut line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((at, _)) = line.char_indices().nth(MAX_SHOWN) {
        line.truncate(at);
        line.push('…');
    }
    line
}
