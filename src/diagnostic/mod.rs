//! Findings: what is wrong with a data file, and where. Findings are data: what they say is decided by the
//! stage that finds it, how they are written by [`printing`](crate::printing).

mod code;
mod finding;
mod fingerprint;
mod fix;
mod path;
mod place;

pub use code::{FormCode, RuleCode, UnknownCode};
pub use finding::{Finding, MAX_LISTED, Note, counts, in_order, listed};
pub use fingerprint::Fingerprint;
pub use fix::{Edit, Fix, FixError, apply};
pub use path::Path;
pub use place::{DocxPlace, FormPlace, PageBox, Place, Position, Provenance, SheetCell};

use serde::{Deserialize, Serialize};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The report must not be published as it stands; it is not built.
    Error,
    /// Probably a slip; the report is built all the same.
    Warning,
}

impl Severity {
    /// The word used in JSON and GitHub output.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }

    /// The word for people.
    pub(crate) fn chinese(self) -> &'static str {
        match self {
            Severity::Error => "错误",
            Severity::Warning => "警告",
        }
    }
}
