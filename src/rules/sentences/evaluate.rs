//! Which sums of the tables a number may be, and the finding if it is none of them.
//!
//! A word of the prose does not always name one figure: 受理 may count what came in this year, or that and what
//! was carried over. The form gives every row word its alternatives, each a list of rows to add up (or to
//! take away). The alternatives of several row words are combined, every one with every other, and summed in
//! the columns that the phrase names, or else in the section's default column. The number agrees with the
//! tables if it is any of these sums.
//!
//! Example: `受理自然人申请18件` with 本年新收·自然人 16 and 上年结转·自然人 2 has the sums 16 and 16 + 2 = 18, and
//! agrees. 17 would be reported as `表中本年新收·自然人 16，或本年新收·自然人 16 + 上年结转·自然人 2 = 18`.
//!
//! A phrase that names only a column, 其中自然人15件, is about the rows of the number before it, and of their sums
//! only about those that number agreed with: if 18 was 16 + 2, then 15 is compared with both rows added.
//! Where it agreed with none, all sums of those rows are tried, and those that the form means by a column
//! alone.

use crate::diagnostic::{Finding, Place, RuleCode};
use crate::form::{ColumnMention, Mentions, Path, Term};
use crate::report::{Number, Report};

/// What a number counts by the words around it: rows and columns of one section.
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
    /// Indices of the sums that the earlier number agreed with; empty if it agreed with none.
    pub matching_sums: Vec<usize>,
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
fn column_name(column: &ColumnMention) -> &str {
    match column.is.as_slice() {
        [key] => key,
        _ => &column.name,
    }
}

/// True if the first row is a part of the second: 不予公开 holds 属于国家秘密.
fn is_part(mentions: &Mentions, part: usize, whole: usize) -> bool {
    let rows = |row: usize| match mentions.rows[row].is.as_slice() {
        [terms] if terms.len() == 1 => terms[0].rows.as_slice(),
        _ => &[],
    };
    part != whole && !rows(part).is_empty() && rows(part).iter().all(|id| rows(whole).contains(id))
}

/// Every way to add up the alternatives of several rows.
fn products<'a>(rows: &[&'a Vec<Vec<Term>>]) -> Vec<Vec<&'a Term>> {
    rows.iter().fold(vec![Vec::new()], |sums, alternatives| {
        let with = |sum: &Vec<&'a Term>, terms: &'a Vec<Term>| sum.iter().copied().chain(terms).collect();
        sums.iter().flat_map(|sum| alternatives.iter().map(move |terms| with(sum, terms))).collect()
    })
}

/// The sums that rows named together may be: those of all of them added up, or of each by itself where one is
/// a part of the other or all are steps that the same applications go through.
///
/// Example: in 收到并办理24件 the 24 may be what came in or what was dealt with, and never 24 + 24.
fn alternatives<'a>(mentions: &'a Mentions, rows: &[usize]) -> Vec<Vec<&'a Term>> {
    let of = |rows: &[usize]| products(&rows.iter().map(|&r| &mentions.rows[r].is).collect::<Vec<_>>());
    let are_steps = rows.iter().all(|&row| mentions.rows[row].step);
    let overlap = match *rows {
        [first, second] => is_part(mentions, first, second) || is_part(mentions, second, first),
        _ => false,
    };
    if are_steps || overlap { rows.iter().flat_map(|&row| of(&[row])).collect() } else { of(rows) }
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
        several => several.iter().map(|&c| column_name(&mentions.columns[c])).collect::<Vec<_>>().join("、"),
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

/// Every sum that a number may be. None if the phrase names no column where one is needed, or if a figure of
/// a sum could not be read.
fn sums(report: &Report, mentions: &Mentions, claim: &Claim, inherited: &Inherited) -> Option<Vec<Sum>> {
    let columns = column_keys(mentions, claim)?;
    let mut summands = Vec::new();
    if !claim.rows.is_empty() {
        summands.extend(alternatives(mentions, &claim.rows));
    } else if !inherited.matching_sums.is_empty() {
        let all = alternatives(mentions, &inherited.rows);
        summands.extend(inherited.matching_sums.iter().filter_map(|&index| all.get(index).cloned()));
    } else {
        if !inherited.rows.is_empty() {
            summands.extend(alternatives(mentions, &inherited.rows));
        }
        summands.extend(mentions.column_rows.iter().map(|terms| terms.iter().collect::<Vec<_>>()));
    }
    summands.iter().map(|terms| sum(report, mentions, claim, terms, &columns)).collect()
}

/// A number in the prose with what it counts.
pub(super) struct Statement<'a> {
    pub claim: &'a Claim,
    /// What was named earlier in the sentence, for 其中自然人 15 件.
    pub inherited: &'a Inherited,
    pub value: i64,
    /// What stands in the text: `16件`, or the clause that says there was none.
    pub written: &'a str,
}

/// The indices of the sums that a number agrees with.
pub(super) fn matching_sums(report: &Report, mentions: &Mentions, statement: &Statement) -> Vec<usize> {
    let sums = sums(report, mentions, statement.claim, statement.inherited).unwrap_or_default();
    sums.iter().enumerate().filter(|(_, sum)| sum.value == statement.value).map(|(index, _)| index).collect()
}

/// The figure that a number agrees with; none where it agrees only with a sum of several.
pub(super) fn agreeing_figure(report: &Report, mentions: &Mentions, statement: &Statement) -> Option<Path> {
    let sums = sums(report, mentions, statement.claim, statement.inherited)?;
    sums.into_iter().filter(|sum| sum.value == statement.value).find_map(|sum| sum.path)
}

/// Compares a number with its sums; the finding if it is none of them.
pub(super) fn evaluate(
    report: &Report,
    mentions: &Mentions,
    statement: &Statement,
    place: impl FnOnce() -> Place,
) -> Option<Finding> {
    let sums = sums(report, mentions, statement.claim, statement.inherited)?;
    let first = sums.first()?;
    if sums.iter().any(|sum| sum.value == statement.value) {
        return None;
    }
    // Sums of the same value are shown once.
    let mut shown: Vec<&Sum> = Vec::new();
    for sum in &sums {
        if !shown.iter().any(|s| s.value == sum.value) {
            shown.push(sum);
        }
    }
    let tables: Vec<&str> = shown.iter().map(|sum| sum.shown.as_str()).collect();
    let message = format!("正文写的是“{}”，表中{}", statement.written, tables.join("，或"));
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
