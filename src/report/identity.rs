//! Whose report it is, and of which year: by this last year's report is found.
//!
//! Agencies are renamed, and write their name in full or in short. A report names both under 曾用名, and two
//! reports are of one agency if they have a name in common. Nothing is guessed from names that are alike.
//!
//! ```text
//! 2024.yaml    机关名称: 甲市数据局      曾用名: 甲市大数据局
//! 2023.yaml    机关名称: 甲市大数据局                          the same agency, by its former name
//! 2023.yaml    机关名称: 甲市数据局办公室                      another one
//! ```

use super::Report;
use crate::form::normal_label;

/// Whose report it is, and of which year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    agency: String,
    /// All names in their normal form, sorted, without repetitions.
    names: Vec<String>,
    year: u16,
}

impl Identity {
    pub(super) fn new(agency: String, former: impl IntoIterator<Item = String>, year: u16) -> Self {
        let mut names: Vec<String> =
            [agency.clone()].into_iter().chain(former).map(|name| normal_label(&name)).collect();
        names.sort();
        names.dedup();
        Self { agency, names, year }
    }

    /// That of an agency without former names, and a year.
    pub fn of_agency(agency: &str, year: u16) -> Self {
        Self::new(agency.to_owned(), [], year)
    }

    /// That of a report.
    ///
    /// ```
    /// use nianbao::{report::{self, Identity}, yaml::Source};
    /// let read = |text: &str| report::read(Source::new("a.yaml", text).into()).0.unwrap();
    /// let this = read("机关名称: 甲市数据局\n年度: 2024\n曾用名: 甲市大数据局\n");
    /// let last = read("机关名称: 甲市 大数据局\n年度: 2023\n");
    /// assert!(Identity::of(&last).is_year_before(&Identity::of(&this)));
    /// ```
    pub fn of(report: &Report) -> Self {
        let former = report.former_names.iter().map(|name| name.text.clone());
        Self::new(report.agency.text.clone(), former, report.year.number)
    }

    /// 机关名称 as it is written.
    pub fn agency(&self) -> &str {
        &self.agency
    }

    /// The names of the agency in a form in which equal names are equal: without white space, full-width
    /// brackets made half-width.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// 年度.
    pub fn year(&self) -> u16 {
        self.year
    }

    /// True if both are of one agency: they have a name in common.
    pub fn is_same_agency(&self, other: &Identity) -> bool {
        self.names.iter().any(|name| other.names.binary_search(name).is_ok())
    }

    /// True for the report of the same agency on the year before that of `other`.
    pub fn is_year_before(&self, other: &Identity) -> bool {
        self.year + 1 == other.year && self.is_same_agency(other)
    }
}
