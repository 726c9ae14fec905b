//! The states of a report between the stages of the pipeline: opened, then checked.

use std::path::{Path, PathBuf};
use std::sync::Arc;

#[cfg(feature = "import")]
use super::Received;
use super::inputs::{InputError, InputText, LineOrigins};
use super::{LastYear, OnErrors, Previous};
use crate::diagnostic::{Finding, RuleCode};
use crate::form::{Forms, YEARS};
use crate::picture::Pictures;
use crate::printing::About;
use crate::report::{self, Report};
use crate::yaml::Source;

/// A report that was read, or why there is none.
#[derive(Debug)]
pub struct Opened {
    /// The report; none if the text is no data file at all.
    pub report: Option<Report>,
    /// Of a received report: what is to be said of the reading.
    #[cfg(feature = "import")]
    pub received: Option<Received>,
    /// Findings of the reader, at places in [`Opened::source`].
    pub(super) findings: Vec<Finding>,
    /// The text; none if the bytes of the file are not text.
    source: Option<Arc<Source>>,
    pub(super) origins: LineOrigins,
    /// The folder of the file, where 上年数据 and the names of pictures begin.
    pub(super) folder: PathBuf,
    /// The pictures of the report's prose.
    pub(super) pictures: Pictures,
}

impl Opened {
    pub(super) fn read(text: InputText, forms: &Forms) -> Self {
        let (report, findings) = text.report(forms);
        let folder = Path::new(&**text.source.file()).parent().map(Path::to_path_buf).unwrap_or_default();
        Self {
            report,
            #[cfg(feature = "import")]
            received: text.received,
            findings,
            source: Some(text.source),
            origins: text.origins,
            folder,
            pictures: Pictures::new(),
        }
    }

    /// A file whose bytes are not text is opened as one without a report: that is a finding, so that the
    /// other files of a run are built all the same. If the system refuses a file, that stays an error.
    pub(super) fn unreadable(error: InputError) -> Result<Self, InputError> {
        match error {
            InputError::NotText { finding, .. } => Ok(Self {
                report: None,
                #[cfg(feature = "import")]
                received: None,
                findings: vec![*finding],
                source: None,
                origins: LineOrigins::own(),
                folder: PathBuf::new(),
                pictures: Pictures::new(),
            }),
            error => Err(error),
        }
    }

    /// The pictures that came with the report; none where they lie beside a data file.
    pub(super) fn own_pictures(&self) -> Option<Pictures> {
        #[cfg(feature = "import")]
        if let Some(received) = &self.received {
            return Some(received.pictures());
        }
        None
    }
}

/// A report that was checked.
#[derive(Debug)]
pub struct CheckedReport {
    /// The report; none where the text is no data file at all.
    pub report: Option<Report>,
    /// 机关名称, where it can be read.
    pub agency: Option<String>,
    /// 年度, where it can be read.
    pub year: Option<u16>,
    /// The pictures of its prose that can be shown.
    pub pictures: Pictures,
    /// Last year's, where there is one.
    pub previous: Option<Report>,
    /// What it was compared with.
    pub last_year: LastYear,
    /// All findings in the order of the file, at places in the file that the user has: for a row of a table,
    /// its cells.
    pub findings: Vec<Finding>,
    /// Warnings that 豁免 silences.
    pub waived: Vec<Finding>,
    /// Of a received report: what is to be said of the reading.
    #[cfg(feature = "import")]
    pub received: Option<Received>,
    /// The text that findings may point into: the data file, or the template of a table.
    pub shown: Option<Arc<Source>>,
    /// Name of its outputs without extension; none if it cannot be built.
    pub name: Option<String>,
}

impl CheckedReport {
    /// Puts together what was opened and the findings of the rules.
    pub(super) fn new(
        opened: Opened,
        previous: Previous,
        findings: Vec<Finding>,
        waived: Vec<Finding>,
    ) -> Self {
        #[cfg(feature = "import")]
        let received = opened.received;
        let Opened { report, origins, source, pictures, .. } = opened;
        let name = report.as_ref().filter(|_| !report::is_fatal(&findings)).map(report::file_name);
        let shown = origins.shown(source);
        let agency = report.as_ref().and_then(agency_of);
        let year = report.as_ref().and_then(|report| year_of(report, &findings));
        #[cfg(feature = "import")]
        let (received_before, findings) = (previous.received, findings);
        let Previous { report: previous, outcome: last_year, .. } = previous;
        let findings = origins.placed(findings);
        #[cfg(feature = "import")]
        let (findings, waived, shown) = match &received {
            Some(received) => {
                let placed = |findings| received.placed(report.as_ref(), findings);
                (placed(findings), waived, None)
            }
            None => (findings, waived, shown),
        };
        #[cfg(feature = "import")]
        let findings = match (&received_before, &previous) {
            (Some(received), Some(previous)) => received.placed_notes(previous, findings),
            _ => findings,
        };
        Self {
            report,
            agency,
            year,
            pictures,
            previous,
            last_year,
            findings,
            waived,
            #[cfg(feature = "import")]
            received,
            shown,
            name,
        }
    }

    /// The report and the name of its outputs, if what was found allows to build it.
    pub fn buildable(&self, on_errors: OnErrors) -> Option<(&Report, &str)> {
        let allowed = on_errors == OnErrors::Draft || !self.has_errors();
        Some((self.report.as_ref()?, self.name.as_deref()?)).filter(|_| allowed)
    }

    /// Whose findings they are.
    pub fn about(&self) -> About<'_> {
        About::default().agency(self.agency.as_deref()).year(self.year)
    }

    /// True if an error was found.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(Finding::is_error)
    }
}

/// 机关名称 of a report; none if the reader has put its key in its place, as it could not be read.
fn agency_of(report: &Report) -> Option<String> {
    let agency = &report.agency.text;
    (*agency != report.form.general.agency.key).then(|| agency.clone())
}

/// 年度 of a report; none if the reader has put the first possible year in its place, as it could not be read.
fn year_of(report: &Report, findings: &[Finding]) -> Option<u16> {
    let year = report.year.number;
    let may_be_placeholder = year == *YEARS.start() && findings.iter().any(|f| f.rule == RuleCode::N009);
    (!may_be_placeholder).then_some(year)
}
