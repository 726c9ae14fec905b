//! Findings: what is wrong with a data file, and where. Findings are data; printing them is the work of the
//! files beside this one.

mod path;

use std::sync::Arc;

pub use path::Path;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
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

/// A point in a text file. Lines and columns count from 1; a column is one Unicode character (not one byte,
/// not one terminal cell).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Character in the line, from 1.
    pub column: u32,
}

/// Where in which file something stands. `end` is exclusive: the position just after the last character.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// The file as the user named it, `-` for standard input.
    pub file: Arc<str>,
    /// The first character.
    pub start: Position,
    /// Just after the last character.
    pub end: Position,
}

/// A second place that a finding speaks of, with a few words of its own (the other side of a sum, say).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Note {
    /// Where it stands.
    pub place: Place,
    /// What it is.
    pub text: String,
}

/// One finding about a data file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Finding {
    /// The rule's code, for example `N101`. It never changes meaning.
    pub rule: &'static str,
    /// Error or warning.
    pub severity: Severity,
    /// What is wrong, in Chinese, with the figures on both sides.
    pub message: String,
    /// The very figure or sentence.
    pub place: Place,
    /// The figure or key concerned, where there is one.
    pub path: Option<Path>,
    /// What to change, in Chinese.
    pub help: Option<String>,
    /// Further places.
    pub notes: Vec<Note>,
}

impl Finding {
    /// A finding that stops the report.
    pub fn error(rule: &'static str, message: impl Into<String>, place: Place) -> Self {
        Self::new(rule, Severity::Error, message.into(), place)
    }

    /// A finding that does not.
    pub fn warning(rule: &'static str, message: impl Into<String>, place: Place) -> Self {
        Self::new(rule, Severity::Warning, message.into(), place)
    }

    fn new(rule: &'static str, severity: Severity, message: String, place: Place) -> Self {
        Self { rule, severity, message, place, path: None, help: None, notes: Vec::new() }
    }

    /// The same finding, saying what to change.
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same finding, naming the figure or key concerned.
    pub fn with_path(mut self, path: Path) -> Self {
        self.path = Some(path);
        self
    }

    /// The same finding, pointing at one more place.
    pub fn with_note(mut self, place: Place, text: impl Into<String>) -> Self {
        self.notes.push(Note { place, text: text.into() });
        self
    }
}

/// The findings in the order in which every output lists them: by file, line, column and code.
pub fn in_order(findings: &[Finding]) -> Vec<&Finding> {
    let mut ordered: Vec<_> = findings.iter().collect();
    ordered.sort_by(|a, b| {
        let key = |finding: &Finding| (finding.place.start, finding.rule, finding.place.end);
        a.place
            .file
            .cmp(&b.place.file)
            .then_with(|| key(a).cmp(&key(b)))
            .then_with(|| a.message.cmp(&b.message))
    });
    ordered
}
