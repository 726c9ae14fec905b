//! The received reports beside each other: of which year they are, which of them count, who has not reported,
//! and what they sum to.
//!
//! A report counts if it can be read, is of the year and the form of most of them (or of the parent's), and
//! is the only one of its agency. The same report sent as Word file and PDF is one: their figures are the
//! same. Two with different figures are a question to the agency, and neither counts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::agencies::Agency;
use super::reviewed::{Figures, ReviewedReport, Standing};
use crate::form::{FigureId, Form, normal_label};
use crate::report::{Number, Report};

/// Whose report it would be to which the others sum up, and what is known of it.
#[derive(Debug, Clone)]
pub(super) struct Parent {
    pub year: u16,
    pub figures: Figures,
}

impl Parent {
    pub fn of(report: &Report) -> Self {
        let number = |figure: &crate::report::Figure| (!figure.unreadable).then_some(figure.number);
        let numbers = report.figures.iter().map(number).collect();
        Self { year: report.year.number, figures: Figures { form: report.form.clone(), numbers } }
    }
}

/// An agency of the list of which nothing was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The agency.
    pub agency: Agency,
    /// What was received instead, perhaps: its report of another year, or one of an agency with a name much
    /// like it.
    pub hint: Option<String>,
}

/// A figure over all reports that count.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Total {
    /// The figure.
    pub id: FigureId,
    /// The sum.
    pub sum: Number,
    /// In how many reports it could not be read.
    pub unread: usize,
    /// What the parent's report says; none without it, or where it cannot be read.
    pub parent: Option<Number>,
}

impl Total {
    /// The parent's figure less the sum, where both are known.
    pub fn difference(&self) -> Option<Number> {
        self.parent.filter(|_| self.unread == 0).map(|parent| parent.minus(self.sum))
    }
}

/// The year that most reports are of; of two as frequent the later one. The parent's goes before.
pub(super) fn year(reports: &[ReviewedReport], parent: Option<&Parent>) -> Option<u16> {
    let mut counts: BTreeMap<u16, usize> = BTreeMap::new();
    for year in reports.iter().filter_map(|report| report.year) {
        *counts.entry(year).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|(year, count)| (*count, *year)).map(|(year, _)| year);
    parent.map(|parent| parent.year).or(most)
}

/// The form that most of the reports of a year are on, or the parent's.
pub(super) fn form(
    reports: &[ReviewedReport],
    year: Option<u16>,
    parent: Option<&Parent>,
) -> Option<Arc<Form>> {
    let mut counts: BTreeMap<&str, (usize, &Arc<Form>)> = BTreeMap::new();
    for report in reports.iter().filter(|report| report.year == year) {
        if let Some(figures) = &report.figures {
            counts.entry(&figures.form.format).or_insert((0, &figures.form)).0 += 1;
        }
    }
    let most = counts.into_values().max_by_key(|(count, _)| *count).map(|(_, form)| form.clone());
    parent.map(|parent| parent.figures.form.clone()).or(most)
}

/// Says of each report how it stands.
pub(super) fn settle(reports: &mut [ReviewedReport], year: Option<u16>, form: Option<&Form>) {
    let mut owner: BTreeMap<String, usize> = BTreeMap::new();
    for number in 0..reports.len() {
        let report = &reports[number];
        let Some(figures) = report.figures.as_ref().filter(|_| report.agency.is_some()) else {
            reports[number].standing = Standing::Unread;
            continue;
        };
        if report.year != year {
            reports[number].standing = Standing::OtherYear;
            continue;
        }
        if form.is_some_and(|form| form.format != figures.form.format) {
            reports[number].standing = Standing::OtherForm;
            continue;
        }
        let names = report.names.clone();
        let Some(first) = names.iter().find_map(|name| owner.get(name).copied()) else {
            owner.extend(names.into_iter().map(|name| (name, number)));
            continue;
        };
        let is_same = reports[first].figures.as_ref().is_some_and(|other| other.numbers == figures.numbers);
        let (here, there) = (report.place.clone(), reports[first].place.clone());
        if is_same && reports[first].standing == Standing::Counted {
            reports[number].standing = Standing::SameAs(there);
        } else {
            reports[first].standing = Standing::Conflict(here);
            reports[number].standing = Standing::Conflict(there);
        }
    }
}

/// The agencies of the list that no report names. One that sent two different reports has sent something.
pub(super) fn missing(list: &[Agency], reports: &[ReviewedReport], year: Option<u16>) -> Vec<Missing> {
    let of_year = || reports.iter().filter(|report| report.year == year);
    let there: BTreeSet<&String> = of_year().flat_map(|report| &report.names).collect();
    let listed: BTreeSet<String> = list.iter().map(|agency| normal_label(&agency.name)).collect();
    let is_listed = |report: &&ReviewedReport| report.names.iter().any(|name| listed.contains(name));
    let unlisted: Vec<&ReviewedReport> = of_year().filter(|r| !is_listed(r)).take(MAX_COMPARED).collect();
    let similar = |agency: &Agency| {
        let wanted = normal_label(&agency.name);
        let alike = |report: &&&ReviewedReport| {
            report.names.iter().any(|name| strsim::jaro_winkler(name, &wanted) > ALIKE)
        };
        let found = unlisted.iter().find(alike);
        found.map(|report| {
            format!(
                "收到的 {}（{}）名称相近，可能就是它：核对名单或报告里的机关名称",
                report.name(),
                report.place
            )
        })
    };
    let other_year = |agency: &Agency| {
        let name = normal_label(&agency.name);
        let own = reports.iter().find(|report| report.year != year && report.names.contains(&name))?;
        Some(format!("收到的 {} 是 {} 年度的", own.place, own.year?))
    };
    let unread = |agency: &Agency| {
        let name = normal_label(&agency.name);
        let own = |report: &&ReviewedReport| {
            report.standing == Standing::Unread && normal_label(&report.place).contains(&name)
        };
        Some(format!("收到的 {} 读不了，可能就是它", reports.iter().find(own)?.place))
    };
    let hint = |agency: &Agency| other_year(agency).or_else(|| unread(agency)).or_else(|| similar(agency));
    let absent = list.iter().filter(|agency| !there.contains(&normal_label(&agency.name)));
    absent.map(|agency| Missing { agency: agency.clone(), hint: hint(agency) }).collect()
}

/// With how many names a missing one is compared.
const MAX_COMPARED: usize = 1_000;
/// How alike two names are that may be meant as one.
const ALIKE: f64 = 0.9;

/// The reports of agencies that are not on the list, by their number.
pub(super) fn unlisted(list: &[Agency], reports: &[ReviewedReport]) -> Vec<usize> {
    let listed: BTreeSet<String> = list.iter().map(|agency| normal_label(&agency.name)).collect();
    let is_unlisted = |report: &ReviewedReport| {
        !report.names.is_empty() && !report.names.iter().any(|name| listed.contains(name))
    };
    (0..reports.len()).filter(|number| is_unlisted(&reports[*number])).collect()
}

/// The sums of all figures over the reports that count.
pub(super) fn totals(reports: &[ReviewedReport], form: &Form, parent: Option<&Parent>) -> Vec<Total> {
    let counted: Vec<&Figures> = reports
        .iter()
        .filter(|report| report.standing == Standing::Counted)
        .filter_map(|report| report.figures.as_ref())
        .collect();
    let total = |(number, figure): (usize, &crate::form::FigureForm)| {
        let own = counted.iter().map(|figures| figures.numbers.get(number).copied().flatten());
        let zero = Number::zero(figure.kind);
        let sum = own.clone().flatten().fold(zero, Number::plus);
        let parent = parent.filter(|parent| parent.figures.form.format == form.format);
        Total {
            id: FigureId(u16::try_from(number).unwrap_or(u16::MAX)),
            sum,
            unread: own.filter(Option::is_none).count(),
            parent: parent.and_then(|parent| parent.figures.numbers.get(number).copied().flatten()),
        }
    };
    form.figures.iter().enumerate().map(total).collect()
}
