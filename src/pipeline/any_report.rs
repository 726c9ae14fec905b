//! A report from any file that has one: a data file, or a file that can be imported (Word, web page, text).

use std::path::{Path, PathBuf};

use super::inputs::{self, InputError};
use crate::diagnostic::Finding;
use crate::files::NamedBy;
use crate::form::Forms;
#[cfg(feature = "import")]
use crate::import;
use crate::report::{self, Report};
#[cfg(feature = "import")]
use crate::yaml::Source;

/// Why no report can be read from a file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AnyReportError {
    /// It cannot be read.
    #[error(transparent)]
    Input(#[from] InputError),
    /// It cannot be imported.
    #[cfg(feature = "import")]
    #[error(transparent)]
    Import(#[from] import::ImportFileError),
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

/// Reads the report of a file in any of these forms. Errors in the report do not matter here: it is compared
/// with another one, and errors are differences too.
///
/// # Errors
/// See [`AnyReportError`].
pub fn any_report(path: &Path, forms: &Forms) -> Result<Report, AnyReportError> {
    let source = match () {
        #[cfg(feature = "import")]
        () if import::is_importable(path) => {
            let text = import::read_file(path, &import::Limits::default(), forms)?.to_yaml();
            Source::new(path.display().to_string(), text).into()
        }
        () => inputs::open(path, NamedBy::CommandLine)?,
    };
    let (report, findings) = report::read_with(source, forms);
    let fatal = findings.into_iter().find(|f| report::is_fatal(std::slice::from_ref(f)));
    match (report, fatal) {
        (Some(report), None) => Ok(report),
        (_, Some(finding)) => {
            Err(AnyReportError::Fatal { path: path.to_path_buf(), finding: Box::new(finding) })
        }
        (None, None) => Err(AnyReportError::NoReport(path.to_path_buf())),
    }
}
