//! What a number may be by the tables, and the finding if it is none of it.

use crate::diagnostic::{Finding, Place, RuleCode};
use crate::form::{ColumnMention, Mentions, Path, Term};
use crate::report::{Number, Report};

/// What a phrase says that its number counts: rows and columns of one section.
#[derive(Debug, Clone, Default)]
pub(super) struct Claim {
    pub section: usize,
    /// Numbers of rows in the section's [`Mentions`].
    pub rows: Vec<usize>,
    pub columns: Vec<usize>,
}

/// The rows of an earlier number of the sentence, and which of their sums it was.
#[derive(Debug, Clone, Default)]
pub(super) struct Inherited {
    pub section: usize,
    pub rows: Vec<usize>,
    /// Numbers of the sums that the earlier number agreed with; empty if it is not known or agreed with none.
    pub ways: Vec<usize>,
}

/// A sum of figures that a number may be.
struct Sum {
    /// `本年新收·总计 16 + 上年结转·总计 2`
    shown: String,
    value: i64,
    /// The figure in the data, if it is one.
    path: Option<Path>,
}

/// The keys of the columns meant; none where the section needs one to be named.
fn column_keys(mentions: &Mentions, claim: &Claim) -> Option<Vec<String>> {
    if claim.columns.is_empty() {
        return mentions.default_column.clone().map(|key| vec![key]);
    }
    Some(claim.columns.iter().flat_map(|&c| mentions.columns[c].is.iter().cloned()).collect())
}

/// The column itself where it is one, else the word for them all.
fn column_name(column: &ColumnMention) -> Option<&str> {
    let name = if column.is.len() == 1 { column.is.first() } else { column.words.first() };
    name.map(String::as_str)
}

/// Every way to add up the alternatives of several rows.
fn products<'a>(rows: &[&'a Vec<Vec<Term>>]) -> Vec<Vec<&'a Term>> {
    rows.iter().fold(vec![Vec::new()], |sums, alternatives| {
        let with = |sum: &Vec<&'a Term>, terms: &'a Vec<Term>| sum.iter().copied().chain(terms).collect();
        sums.iter().flat_map(|sum| alternatives.iter().map(move |terms| with(sum, terms))).collect()
    })
}

/// One sum with its value; none if a figure of it could not be read.
fn sum(
    report: &Report,
    mentions: &Mentions,
    claim: &Claim,
    terms: &[&Term],
    columns: &[String],
) -> Option<Sum> {
    let column = match claim.columns.as_slice() {
        [] => columns.first().cloned().unwrap_or_default(),
        several => {
            several.iter().filter_map(|&c| column_name(&mentions.columns[c])).collect::<Vec<_>>().join("、")
        }
    };
    let mut value = 0_i64;
    let mut shown = String::new();
    for term in terms {
        let figures = term.figures(&report.form, columns);
        if figures.is_empty() || figures.iter().any(|&id| report.figure(id).unreadable) {
            return None;
        }
        let Number::Count(count) = report.sum(&figures) else { return None };
        value = if term.minus { value.saturating_sub(count) } else { value.saturating_add(count) };
        let sign = match (shown.is_empty(), term.minus) {
            (true, _) => "",
            (false, true) => " − ",
            (false, false) => " + ",
        };
        let row = term.path.keys().next_back().unwrap_or_default();
        shown.push_str(&format!("{sign}{row}·{column} {count}"));
    }
    if terms.len() > 1 {
        shown.push_str(&format!(" = {value}"));
    }
    let path = match (terms, columns) {
        ([term], [column]) => Some(term.path.child(column)),
        _ => None,
    };
    Some(Sum { shown, value, path })
}

/// Every sum that a number may be; none if that cannot be said.
fn sums(report: &Report, mentions: &Mentions, claim: &Claim, inherited: &Inherited) -> Option<Vec<Sum>> {
    let columns = column_keys(mentions, claim)?;
    let alternatives =
        |rows: &[usize]| products(&rows.iter().map(|&r| &mentions.rows[r].is).collect::<Vec<_>>());
    let mut ways = Vec::new();
    if !claim.rows.is_empty() {
        ways.extend(alternatives(&claim.rows));
    } else if !inherited.ways.is_empty() {
        let all = alternatives(&inherited.rows);
        ways.extend(inherited.ways.iter().filter_map(|&way| all.get(way).cloned()));
    } else {
        if !inherited.rows.is_empty() {
            ways.extend(alternatives(&inherited.rows));
        }
        ways.extend(mentions.column_rows.iter().map(|terms| terms.iter().collect::<Vec<_>>()));
    }
    ways.iter().map(|terms| sum(report, mentions, claim, terms, &columns)).collect()
}

/// A number in the prose with what it is said to count.
pub(super) struct Said<'a> {
    pub claim: &'a Claim,
    /// What was named earlier in the sentence, for 其中自然人 15 件.
    pub inherited: &'a Inherited,
    pub value: i64,
    /// What stands in the text: `16件`, or the clause that says there was none.
    pub written: &'a str,
}

/// Which of its sums a number is.
pub(super) fn ways(report: &Report, mentions: &Mentions, said: &Said) -> Vec<usize> {
    let sums = sums(report, mentions, said.claim, said.inherited).unwrap_or_default();
    sums.iter().enumerate().filter(|(_, sum)| sum.value == said.value).map(|(way, _)| way).collect()
}

/// The finding, if no sum of the tables is the number.
pub(super) fn judge(
    report: &Report,
    mentions: &Mentions,
    said: &Said,
    place: impl FnOnce() -> Place,
) -> Option<Finding> {
    let sums = sums(report, mentions, said.claim, said.inherited)?;
    let first = sums.first()?;
    if sums.iter().any(|sum| sum.value == said.value) {
        return None;
    }
    // Sums of the same value are one possibility for the reader.
    let mut shown: Vec<&Sum> = Vec::new();
    for sum in &sums {
        if !shown.iter().any(|s| s.value == sum.value) {
            shown.push(sum);
        }
    }
    let tables: Vec<&str> = shown.iter().map(|sum| sum.shown.as_str()).collect();
    let message = format!("正文写的是“{}”，表中{}", said.written, tables.join("，或"));
    let path = first.path.clone();
    let help = match &path {
        Some(path) => {
            format!("核对后改正文为 {}（可写成 {{{{ {path} }}}}，由程序填写），或改正表格", first.value)
        }
        None => format!("核对后改正文为 {}，或改正表格", first.value),
    };
    let mut finding = Finding::warning(RuleCode::N201, message, place()).with_help(help);
    finding.path = path;
    Some(finding)
}
