//! Two reports side by side: this year's and last year's, or a draft and its edited copy. Figures with their
//! differences and growth, prose sentence by sentence. The comparison is data; [text](Comparison::to_text)
//! and JSON (serde) show it, and [`Document::revised`](crate::document::Document::revised) makes tracked
//! changes of it.
//!
//! ```
//! use nianbao::{compare::compare, report, yaml::Source};
//! let read = |text: &str| report::read(Source::new("甲.yaml", text.to_owned()).into()).0.unwrap();
//! let a = read("机关名称: 甲市\n年度: 2023\n依申请公开: {本年新收: {自然人: 16}}\n");
//! let b = read("机关名称: 甲市\n年度: 2024\n依申请公开: {本年新收: {自然人: 20}}\n");
//! let figure = &compare(&a, &b).figures[0];
//! assert_eq!(figure.path.as_str(), "依申请公开.本年新收.自然人");
//! assert_eq!((figure.difference.as_deref(), figure.growth.as_deref()), (Some("4"), Some("25.0")));
//! ```

mod prose;
mod text;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Serialize, Serializer};

use crate::form::{Content, Path};
use crate::report::{Figure, Prose, Report};

/// Two reports side by side. Only what differs is listed.
#[derive(Debug, Clone, Serialize)]
pub struct Comparison {
    /// The first report.
    pub a: Side,
    /// The second report.
    pub b: Side,
    /// 机关名称, 年度, 标题, 落款 where they differ.
    pub general: Vec<GeneralChange>,
    /// Figures that differ, in the order of the form; those of the first report that the second's form does
    /// not have come last.
    pub figures: Vec<FigureChange>,
    /// How many figures are the same.
    pub same_figures: usize,
    /// Prose that differs, by section.
    pub prose: Vec<ProseChange>,
    /// Sections that were not found in one of the files: their content is not compared.
    pub unread: Vec<UnreadSection>,
}

/// A section that was not found in one of the files, and is not compared therefore.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnreadSection {
    /// The section.
    #[serde(serialize_with = "path_text")]
    pub section: Path,
    /// Its heading.
    pub title: String,
    /// True if it was not found in the first file.
    pub a: bool,
    /// True if it was not found in the second file.
    pub b: bool,
}

/// What reading a file has left to say, which no comparison shows: of a Word file, a PDF, a page or a text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Reading {
    /// What had to be guessed or put right.
    pub notes: Vec<String>,
    /// Texts that have no place in the form, each behind where it stood.
    pub unplaced: Vec<String>,
    /// Sections that were not found.
    #[serde(skip)]
    pub unread: Vec<Path>,
}

/// Which report it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Side {
    /// The file as the user named it.
    pub file: String,
    /// 机关名称.
    pub agency: String,
    /// 年度.
    pub year: u16,
    /// What reading it has left to say; none for a data file.
    pub reading: Option<Reading>,
}

/// A general key that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GeneralChange {
    /// The key.
    pub key: String,
    /// What the first report says.
    pub a: String,
    /// What the second one says.
    pub b: String,
}

/// A figure that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FigureChange {
    /// Its path.
    #[serde(serialize_with = "path_text")]
    pub path: Path,
    /// How a person names it: `本年新收·自然人`.
    pub name: String,
    /// 万元, where it is not pieces.
    pub unit: Option<String>,
    /// As the first report prints it; none where its form does not have the figure.
    pub a: Option<String>,
    /// As the second one prints it.
    pub b: Option<String>,
    /// Second less first, exact; none where one is missing or no figure.
    pub difference: Option<String>,
    /// The difference in per cent of the first, to one decimal; none where that is 0.
    pub growth: Option<String>,
}

/// A section of prose that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProseChange {
    /// `前言` or the key of the section.
    #[serde(serialize_with = "path_text")]
    pub section: Path,
    /// Its heading.
    pub title: String,
    /// All of its paragraphs, those of both reports merged.
    pub paragraphs: Vec<ParagraphChange>,
}

/// A paragraph of either report or of both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ParagraphChange {
    /// Whether it is in both.
    pub state: State,
    /// Its text in pieces of one state each. The first report's text is those that are not added, the
    /// second's those that are not removed.
    pub pieces: Vec<Piece>,
}

/// Text of one state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// Where it is.
    pub state: State,
    /// The text.
    pub text: String,
}

/// In which of two reports a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// In both, the same.
    Same,
    /// Only in the first.
    Removed,
    /// Only in the second.
    Added,
    /// In both, with differences (paragraphs only).
    Changed,
}

fn path_text<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(path.as_str())
}

impl Comparison {
    /// True if nothing differs.
    pub fn is_same(&self) -> bool {
        self.general.is_empty() && self.figures.is_empty() && self.prose.is_empty() && self.unread.is_empty()
    }
}

/// Compares two reports.
pub fn compare(a: &Report, b: &Report) -> Comparison {
    compare_read((a, None), (b, None))
}

/// Compares two reports, each with what reading it has left to say. A section that was not found in one of
/// them is no difference: see [`Comparison::unread`].
pub fn compare_read(a: (&Report, Option<Reading>), b: (&Report, Option<Reading>)) -> Comparison {
    let unread = unread(&a, &b);
    let ((a, reading_of_a), (b, reading_of_b)) = (a, b);
    let is_unread = |path: &Path| {
        let section = path.keys().next().unwrap_or_default();
        unread.iter().any(|unread| unread.section.as_str() == section)
    };
    let (mut figures, mut same_figures) = (Vec::new(), 0);
    for change in
        every_figure(a, b).into_iter().filter(|(path, _)| !is_unread(path)).map(|(_, change)| change)
    {
        match change {
            Some(change) => figures.push(change),
            None => same_figures += 1,
        }
    }
    let prose = sections(a, b).into_iter().filter(|change| !is_unread(&change.section)).collect();
    Comparison {
        a: side(a, reading_of_a),
        b: side(b, reading_of_b),
        general: general(a, b),
        figures,
        same_figures,
        prose,
        unread,
    }
}

fn unread(a: &(&Report, Option<Reading>), b: &(&Report, Option<Reading>)) -> Vec<UnreadSection> {
    let lacks = |reading: &Option<Reading>, path: &Path| {
        reading.as_ref().is_some_and(|reading| reading.unread.contains(path))
    };
    let own = b.0.form.sections.iter().map(|section| UnreadSection {
        section: section.path.clone(),
        title: section.heading(),
        a: lacks(&a.1, &section.path),
        b: lacks(&b.1, &section.path),
    });
    own.filter(|section| section.a || section.b).collect()
}

fn side(report: &Report, reading: Option<Reading>) -> Side {
    Side {
        file: report.source.file().to_string(),
        agency: report.agency.text.clone(),
        year: report.year.number,
        reading,
    }
}

fn general(a: &Report, b: &Report) -> Vec<GeneralChange> {
    let keys = &b.form.general;
    let name = |r: &Report| {
        r.signature.as_ref().and_then(|s| s.name.as_ref()).map(|n| n.text.clone()).unwrap_or_default()
    };
    let date = |r: &Report| {
        r.signature
            .as_ref()
            .and_then(|s| s.date.as_ref())
            .map(|date| date.value.chinese())
            .unwrap_or_default()
    };
    let all = [
        (&keys.agency.key, a.agency.text.clone(), b.agency.text.clone()),
        (&keys.year.key, a.year.number.to_string(), b.year.number.to_string()),
        (&keys.format.key, a.form.format.clone(), b.form.format.clone()),
        (&keys.title.key, a.printed_title(), b.printed_title()),
        (&keys.signature_name.key, name(a), name(b)),
        (&keys.signature_date.key, date(a), date(b)),
    ];
    all.into_iter()
        .filter(|(_, a, b)| a != b)
        .map(|(key, a, b)| GeneralChange { key: key.clone(), a, b })
        .collect()
}

/// Every figure of both reports with its change; none where it is the same.
fn every_figure<'r>(a: &'r Report, b: &'r Report) -> Vec<(&'r Path, Option<FigureChange>)> {
    let mut all = Vec::new();
    for (form, figure) in b.form.figures.iter().zip(&b.figures) {
        let id = b.form.figure_at(&form.path);
        let name = id.map(|id| b.form.figure_name(id)).unwrap_or_default();
        let changed = match a.figure_at(&form.path) {
            Some(old) if old.printed() == figure.printed() => None,
            old => Some(change(&form.path, name, form.unit.clone(), old, Some(figure))),
        };
        all.push((&form.path, changed));
    }
    for (form, figure) in a.form.figures.iter().zip(&a.figures) {
        if b.form.figure_at(&form.path).is_none() {
            let name = a.form.figure_at(&form.path).map(|id| a.form.figure_name(id)).unwrap_or_default();
            all.push((&form.path, Some(change(&form.path, name, form.unit.clone(), Some(figure), None))));
        }
    }
    all
}

/// Puts into each report, in place of the sections that were not found in it, those of the other, so that a
/// document with tracked changes does not show them as deleted or new.
pub fn fill_unread(a: (&mut Report, &[Path]), b: (&mut Report, &[Path])) {
    let ((a, unread_in_a), (b, unread_in_b)) = (a, b);
    take_sections(a, b, unread_in_a);
    take_sections(b, a, unread_in_b);
}

fn take_sections(to: &mut Report, from: &Report, unread: &[Path]) {
    let form = to.form.clone();
    for (number, section) in form.sections.iter().enumerate().filter(|(_, s)| unread.contains(&s.path)) {
        let same = from.form.sections.iter().position(|other| other.path == section.path);
        if let Some(same) = same {
            to.prose[number] = from.prose[same].clone();
        }
        let figures = form.figures.iter().zip(&mut to.figures);
        for (own, figure) in figures.filter(|(own, _)| own.section == number) {
            if let Some(other) = from.figure_at(&own.path) {
                *figure = other.clone();
            }
        }
    }
}

fn change(
    path: &Path,
    name: String,
    unit: Option<String>,
    a: Option<&Figure>,
    b: Option<&Figure>,
) -> FigureChange {
    let numbers = a.zip(b).filter(|(a, b)| !a.unreadable && !b.unreadable).map(|(a, b)| (a.number, b.number));
    let difference = numbers.map(|(a, b)| b.minus(a).decimal());
    let growth = numbers.and_then(|(a, b)| growth(a.decimal(), b.decimal())).map(|share| share.to_string());
    let difference = difference.map(|d| d.to_string());
    FigureChange {
        path: path.clone(),
        name,
        unit,
        a: a.map(Figure::printed),
        b: b.map(Figure::printed),
        difference,
        growth,
    }
}

/// A change in per cent of what was before, to one decimal; none where that is 0.
pub(crate) fn growth(before: Decimal, after: Decimal) -> Option<Decimal> {
    let share = (after.checked_sub(before)? * Decimal::ONE_HUNDRED).checked_div(before)?;
    let mut share = share.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero);
    share.rescale(1);
    Some(share)
}

fn sections(a: &Report, b: &Report) -> Vec<ProseChange> {
    let texts = |prose: Option<&Prose>| -> Vec<String> { prose.map(Prose::comparable).unwrap_or_default() };
    let preface = &b.form.general.preface.key;
    let mut all =
        vec![(Path::new(preface), preface.clone(), texts(a.preface.as_ref()), texts(b.preface.as_ref()))];
    for section in b.form.sections.iter().filter(|s| matches!(s.content, Content::Prose(_))) {
        let old = a.form.sections.iter().find(|s| s.path == section.path).and_then(|s| a.prose_of(s));
        all.push((section.path.clone(), section.heading(), texts(old), texts(b.prose_of(section))));
    }
    all.into_iter()
        .filter(|(_, _, a, b)| a != b)
        .map(|(section, title, a, b)| ProseChange { section, title, paragraphs: prose::paragraphs(&a, &b) })
        .collect()
}
