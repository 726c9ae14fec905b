//! The text of a report of any kind: a data file as it is, a received report as the text that is made of it.

use std::path::Path;
use std::sync::Arc;

use super::data_files::open_as;
use super::{InputError, LineOrigins};
use crate::diagnostic::Finding;
use crate::files::NamedBy;
use crate::form::Forms;
#[cfg(feature = "import")]
use crate::import;
#[cfg(feature = "import")]
use crate::pipeline::Received;
use crate::report::{self, Report};
use crate::yaml::Source;

/// The text of an input, and where it comes from.
#[derive(Debug)]
pub(in crate::pipeline) struct InputText {
    pub source: Arc<Source>,
    pub origins: LineOrigins,
    /// Of a received report: what is to be said of the reading.
    #[cfg(feature = "import")]
    pub received: Option<Received>,
}

impl InputText {
    /// The text of a data file.
    pub fn own(source: Arc<Source>) -> Self {
        Self {
            source,
            origins: LineOrigins::own(),
            #[cfg(feature = "import")]
            received: None,
        }
    }

    /// Its report, with the findings of the reader.
    pub fn report(&self, forms: &Forms) -> (Option<Report>, Vec<Finding>) {
        #[cfg_attr(not(feature = "import"), expect(unused_mut, reason = "only a received one is changed"))]
        let (mut report, findings) = report::read_with(self.source.clone(), forms);
        #[cfg(feature = "import")]
        if let (Some(received), Some(report)) = (&self.received, &mut report) {
            received.mark_unread(report);
        }
        (report, findings)
    }
}

/// Reads a file of any kind, by what its name ends in. A text may be either: it is a data file if it says
/// whose report it is as one does.
///
/// # Errors
/// The file cannot be read, or is no report.
pub(in crate::pipeline) fn read_any(
    path: &Path,
    named_by: NamedBy,
    forms: &Forms,
) -> Result<InputText, InputError> {
    read_any_as("", path, named_by, forms)
}

fn read_any_as(
    what: &'static str,
    path: &Path,
    named_by: NamedBy,
    forms: &Forms,
) -> Result<InputText, InputError> {
    #[cfg(feature = "import")]
    if import::is_document(path) && !is_data_text(path, named_by, forms) {
        let (source, received) = Received::read(path, named_by, forms)?;
        return Ok(InputText { received: Some(received), ..InputText::own(source) });
    }
    let _ = forms;
    open_as(what, path, named_by).map(InputText::own)
}

/// Whether a file that is named like a text holds a data file.
#[cfg(feature = "import")]
fn is_data_text(path: &Path, named_by: NamedBy, forms: &Forms) -> bool {
    import::is_text(path)
        && open_as("", path, named_by).is_ok_and(|source| report::identity(&source, forms).is_some())
}

/// A report of any kind that is named as last year's.
///
/// # Errors
/// The file cannot be read, or has errors.
pub fn open_previous(path: &Path, named_by: NamedBy, forms: &Forms) -> Result<Report, InputError> {
    let what = "上年数据 ";
    match read_any_as(what, path, named_by, forms)?.report(forms) {
        (Some(report), findings) if !findings.iter().any(Finding::is_error) => Ok(report),
        _ => Err(InputError::HasErrors { what, path: path.to_path_buf() }),
    }
}
