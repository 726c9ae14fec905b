//! A report from any file that has one: a data file, or a received report (Word, PDF, web page, text).

use std::path::{Path, PathBuf};

#[cfg(feature = "import")]
use super::Received;
use super::inputs::{self, InputError};
use crate::diagnostic::Finding;
use crate::files::NamedBy;
use crate::form::Forms;
use crate::report::{self, Report};

/// Why no report can be read from a file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AnyReportError {
    /// It cannot be read, or is no report.
    #[error(transparent)]
    Input(#[from] InputError),
    /// Its text is no report.
    #[error("{}：{message}", path.display(), message = finding.message)]
    Fatal {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        finding: Box<Finding>,
    },
    /// Its text is no report, and no finding says why.
    #[error("{} 不是一份报告的数据", .0.display())]
    NoReport(PathBuf),
}

/// A report, and what reading it has left to say.
#[derive(Debug)]
#[non_exhaustive]
pub struct AnyReport {
    /// The report.
    pub report: Report,
    /// What is to be said of the reading; none for a data file.
    #[cfg(feature = "import")]
    pub received: Option<Received>,
}

/// Reads the report of a file in any of these forms. Errors in the report do not matter here: it is compared
/// with another one, and errors are differences too.
///
/// # Errors
/// See [`AnyReportError`].
pub fn any_report(path: &Path, forms: &Forms) -> Result<AnyReport, AnyReportError> {
    let text = inputs::read_any(path, NamedBy::CommandLine, forms)?;
    let (report, findings) = text.report(forms);
    let fatal = findings.into_iter().find(|f| report::is_fatal(std::slice::from_ref(f)));
    match (report, fatal) {
        (Some(report), None) => Ok(AnyReport {
            report,
            #[cfg(feature = "import")]
            received: text.received,
        }),
        (_, Some(finding)) => {
            Err(AnyReportError::Fatal { path: path.to_path_buf(), finding: Box::new(finding) })
        }
        (None, None) => Err(AnyReportError::NoReport(path.to_path_buf())),
    }
}
