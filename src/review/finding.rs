//! A finding of a received report, as the page, the workbook and the comments give it.

use std::path::Path;

use crate::diagnostic::{Finding, Provenance, Severity};
use crate::form::Form;
use crate::pipeline::inputs;
use crate::rules::{Audience, advice};

/// A finding of a received report.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReviewedFinding {
    /// The code of its rule.
    pub rule: String,
    /// Error or warning.
    pub severity: Severity,
    /// Where it is, in the words of the form; empty where nothing is known.
    pub place: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// By what it is recognised in the next run.
    pub fingerprint: String,
    /// Why it stands, where somebody has marked it.
    pub verified: Option<String>,
}

impl ReviewedFinding {
    /// Place, message and help in one text.
    pub fn text(&self) -> String {
        let place = if self.place.is_empty() { String::new() } else { format!("{}：", self.place) };
        let help = self.help.as_ref().map(|help| format!("（{help}）")).unwrap_or_default();
        format!("{place}{}{help}", self.message)
    }

    /// What is kept of a finding of a report on this form.
    pub(super) fn of(finding: &Finding, form: Option<&Form>) -> Self {
        Self {
            rule: finding.rule.to_string(),
            severity: finding.severity,
            place: place(finding, form),
            message: finding.message.clone(),
            help: finding.help.as_deref().map(|help| advice(help, Audience::Report)),
            fingerprint: finding.fingerprint().to_string(),
            verified: None,
        }
    }
}

/// Where a finding is: of a received report in the words of the form, with page or cell; of a data file or a
/// table by its line or cell.
fn place(finding: &Finding, form: Option<&Form>) -> String {
    let section = || {
        let path = finding.section.as_ref()?;
        form?.sections.iter().find(|section| section.path == *path).map(|section| section.heading())
    };
    let words = finding.place.form.as_ref().map(|place| place.words.to_string()).or_else(section);
    let spot = match &finding.place.provenance {
        Provenance::Cell(_) => finding.place.file.rsplit_once('!').map(|(_, cell)| cell.to_owned()),
        Provenance::Text(_) if finding.place.form.is_none() && is_data_file(&finding.place.file) => {
            Some(format!("第 {} 行", finding.place.start.line))
        }
        _ => None,
    };
    [words, spot].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn is_data_file(file: &str) -> bool {
    inputs::has_ending(Path::new(file))
}
