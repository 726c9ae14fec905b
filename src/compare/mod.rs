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
        self.general.is_empty() && self.figures.is_empty() && self.prose.is_empty()
    }
}

/// Compares two reports.
pub fn compare(a: &Report, b: &Report) -> Comparison {
    let (figures, same_figures) = figures(a, b);
    Comparison {
        a: side(a),
        b: side(b),
        general: general(a, b),
        figures,
        same_figures,
        prose: sections(a, b),
    }
}

fn side(report: &Report) -> Side {
    Side {
        file: report.source.file().to_string(),
        agency: report.agency.text.clone(),
        year: report.year.number,
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

fn figures(a: &Report, b: &Report) -> (Vec<FigureChange>, usize) {
    let mut changes = Vec::new();
    let mut same = 0;
    for (form, figure) in b.form.figures.iter().zip(&b.figures) {
        let id = b.form.figure_at(&form.path);
        let name = id.map(|id| b.form.figure_name(id)).unwrap_or_default();
        match a.figure_at(&form.path) {
            Some(old) if old.printed() == figure.printed() => same += 1,
            old => changes.push(change(&form.path, name, form.unit.clone(), old, Some(figure))),
        }
    }
    for (form, figure) in a.form.figures.iter().zip(&a.figures) {
        if b.form.figure_at(&form.path).is_none() {
            let name = a.form.figure_at(&form.path).map(|id| a.form.figure_name(id)).unwrap_or_default();
            changes.push(change(&form.path, name, form.unit.clone(), Some(figure), None));
        }
    }
    (changes, same)
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
