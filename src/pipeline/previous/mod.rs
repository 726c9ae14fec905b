//! Last year's report of a report: the one among those of `--previous` that is of the same agency and of the
//! year before, else the one that 上年数据 of the data file names.
//!
//! # How it works
//! [`PastReports`] reads the outlines of all reports of `--previous` once, at the beginning of a run: agency,
//! former names, year. That makes a map from name and year to reports. Reports themselves are not kept: one
//! is read in full when it is compared with, and dropped with the report that it was compared with, so that
//! memory does not grow with their number.
//!
//! ```text
//! 上年/a.yaml       甲局, 2023           (甲局, 2023)   ─▶ a.yaml
//! 上年/b.yaml       乙局, 2023           (乙局, 2023)   ─▶ b.yaml
//! 上年/c.yaml       丙局, 2022           (丙局, 2022)   ─▶ c.yaml
//!
//! 2024: 甲局                             ─▶ a.yaml
//! 2024: 丁局, 曾用名 乙局                ─▶ b.yaml, by its former name
//! 2024: 丙局                             ─▶ none: c.yaml is of 2022
//! 2024: 丁局, 曾用名 [甲局, 乙局]        ─▶ a.yaml or b.yaml: N209 lists both, neither is compared with
//! ```

mod index;
mod list;
mod path;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

pub use index::PastReports;
pub use path::path_of_previous;

use self::index::Found;
#[cfg(feature = "import")]
use super::Received;
use super::inputs::{self, InputError, InputText};
use super::named_file::{self, Refusal};
use crate::diagnostic::{Finding, RuleCode};
use crate::files::NamedBy;
use crate::form::{Form, Forms, Path};
use crate::report::{self, Identity, Report};

/// What a report was compared with: part of the result of a run.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
#[non_exhaustive]
pub enum LastYear {
    /// Nothing: nobody named last year's report.
    #[default]
    NotGiven,
    /// Last year's report.
    Compared {
        /// Its file, or its row of a table.
        file: String,
        /// What of it could not be read, and is not compared therefore.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// Nothing: none of the reports that were given is this agency's of the year before.
    NoMatch {
        /// What was looked for.
        note: String,
    },
    /// Nothing: more than one could be it, or the one that the report names cannot be opened. A finding says
    /// so.
    Refused {
        /// The file that cannot be read, where it may be opened.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        file: Option<String>,
    },
}

/// Last year's report for [`Pipeline::check`](super::Pipeline::check), or why there is none.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Previous {
    /// The report.
    pub report: Option<Report>,
    /// How it was found.
    pub outcome: LastYear,
    /// Of a received report: what is to be said of the reading.
    #[cfg(feature = "import")]
    pub received: Option<Received>,
    /// Somebody has said that it is of the same agency, whatever names the two have.
    pub(super) is_same_agency: bool,
    /// What is wrong with how the report names it.
    pub(super) findings: Vec<Finding>,
}

impl From<Option<Report>> for Previous {
    fn from(report: Option<Report>) -> Self {
        let outcome = report.as_ref().map_or(LastYear::NotGiven, |report| LastYear::Compared {
            file: report.source.file().to_string(),
            note: None,
        });
        Self { report, outcome, ..Self::default() }
    }
}

/// Where last year's report is looked for.
pub(super) struct Search<'a> {
    pub past: &'a PastReports,
    /// Folders that 上年数据 may lead to, besides that of the data file.
    pub roots: &'a [PathBuf],
    pub forms: &'a Forms,
}

impl Search<'_> {
    /// Last year's report of a report that lies in `folder`.
    pub fn of(&self, report: &Report, folder: &std::path::Path) -> Result<Previous, InputError> {
        let identity = Identity::of(report);
        let found = self.past.find(&identity);
        match (found, &report.previous) {
            (Found::One(past), _) => {
                let file = past.name();
                let read = whole(&*past.open(self.forms)?, file, self.forms);
                Ok(Previous { is_same_agency: past.is_of(&identity), ..read })
            }
            // What the file itself names is no guess, where the reports of `--previous` leave one.
            (_, Some(text)) => self.named(report, text, folder),
            (Found::Several(names), None) => Ok(ambiguous(report, &names)),
            (Found::Nothing, None) if self.past.is_empty() => Ok(Previous::default()),
            (Found::Nothing, None) => {
                let note = self.past.why_not(&identity);
                Ok(Previous { outcome: LastYear::NoMatch { note }, ..Previous::default() })
            }
        }
    }

    /// The file that 上年数据 names.
    fn named(
        &self,
        report: &Report,
        text: &report::Text,
        folder: &std::path::Path,
    ) -> Result<Previous, InputError> {
        let refused = |refusal: &Refusal| {
            let finding = path::finding(refusal, report, text);
            let file = refusal.is_inside().then(|| folder.join(&text.text).display().to_string());
            Previous { outcome: LastYear::Refused { file }, findings: vec![finding], ..Previous::default() }
        };
        let path = match named_file::locate(&text.text, folder, self.roots) {
            Ok(path) => path,
            Err(refusal) => return Ok(refused(&refusal)),
        };
        match inputs::read_any(&path, NamedBy::Content, self.forms) {
            Ok(text) => Ok(whole(&text, path.display().to_string(), self.forms)),
            Err(InputError::Read(error)) => Refusal::unless_passing(error).map(|refusal| refused(&refusal)),
            Err(InputError::NotText { finding, .. }) => Ok(refused(&Refusal::NotText(finding.message))),
            #[cfg(feature = "import")]
            Err(InputError::Received(error)) => Ok(refused(&Refusal::NotText(error.cause.to_string()))),
            Err(error) => Err(error),
        }
    }
}

/// N209 for a report that several of last year's could belong to.
fn ambiguous(report: &Report, names: &[String]) -> Previous {
    let key = report.form.general.agency.key.as_str();
    let place = report.place(&report.agency.span);
    let message = format!("上年报告有不止一份可能是本机关的，没有核对：{}", names.join("、"));
    let previous = &report.form.general.previous.key;
    let help = format!("移走不是的，或用“{previous}”指明是哪一份");
    let finding = Finding::warning(RuleCode::N209, message, place).with_path(Path::new(key)).with_help(help);
    Previous { outcome: LastYear::Refused { file: None }, findings: vec![finding], ..Previous::default() }
}

/// Last year's report with what could be read of it, and a note on what could not.
fn whole(text: &InputText, file: String, forms: &Forms) -> Previous {
    let (report, findings) = text.report(forms);
    let errors: Vec<&Finding> = findings.iter().filter(|f| f.is_error()).collect();
    let note = errors.first().map(|first| {
        let line = first.place.start.line;
        format!(
            "上年报告 {file} 有 {} 处读不出的（第一处在第 {line} 行：{}），读不出的没有核对",
            errors.len(),
            first.message
        )
    });
    let hides_figures = errors.iter().any(|finding| hides_figures(&finding.rule));
    let Some(mut report) = report else {
        let note = note.unwrap_or_else(|| format!("上年报告 {file} 读不出"));
        return Previous { outcome: LastYear::NoMatch { note }, ..Previous::default() };
    };
    if hides_figures {
        // A figure that is not written may be the one under a key that could not be read.
        report.figures.iter_mut().filter(|f| f.span.is_none()).for_each(|f| f.unreadable = true);
    }
    let outcome = LastYear::Compared { file, note };
    Previous {
        report: Some(report),
        outcome,
        #[cfg(feature = "import")]
        received: text.received.clone(),
        ..Previous::default()
    }
}

/// True for errors after which figures that are written may look as if they were not. The others concern
/// prose, dates and waivers, or a figure at their place, which is marked already.
fn hides_figures(rule: &RuleCode) -> bool {
    use RuleCode::{N008, N010, N011, N013, N018};
    ![N008, N010, N011, N013, N018].contains(rule)
}

/// An example of a path, as help lines give it.
fn example(form: &Form) -> &str {
    &form.general.previous.example
}
