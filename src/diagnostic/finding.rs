//! A finding and the order of findings.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Fix, Path, Place, RuleCode, Severity};

/// A second place that belongs to a finding, with a few words of its own (the other side of a sum, say).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Note {
    /// Where it stands.
    pub place: Place,
    /// What it is.
    pub text: String,
}

/// One finding about a data file.
///
/// ```
/// use nianbao::diagnostic::{Finding, RuleCode};
/// use nianbao::yaml::Source;
/// let source = Source::new("甲.yaml", "年度: 2O24\n");
/// let at = source.text().find("2O24").unwrap_or(0);
/// let finding = Finding::error(RuleCode::N009, "“2O24”不是年份", source.place(at..at + 4))
///     .with_help("年度写四位数字");
/// assert_eq!((finding.place.start.line, finding.place.start.column), (1, 5));
/// assert_eq!(finding.rule.to_string(), "N009");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Finding {
    /// The rule's code, for example `N101`.
    pub rule: RuleCode,
    /// Error or warning.
    pub severity: Severity,
    /// What is wrong, in Chinese, with the figures on both sides.
    pub message: String,
    /// The very figure or sentence.
    pub place: Place,
    /// The figure or key concerned, where there is one.
    pub path: Option<Path>,
    /// The section of the form that the place is in, where it is in one.
    pub section: Option<Path>,
    /// What to change, in Chinese.
    pub help: Option<String>,
    /// The change itself, where there is only one that can be right.
    pub fix: Option<Fix>,
    /// Further places.
    pub notes: Vec<Note>,
}

impl Finding {
    /// A finding that stops the report.
    pub fn error(rule: RuleCode, message: impl Into<String>, place: Place) -> Self {
        Self::new(rule, Severity::Error, message, place)
    }

    /// A finding that does not.
    pub fn warning(rule: RuleCode, message: impl Into<String>, place: Place) -> Self {
        Self::new(rule, Severity::Warning, message, place)
    }

    /// Whether it stops the report.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// A finding of either severity, for rules whose severity a form gives.
    pub fn new(rule: RuleCode, severity: Severity, message: impl Into<String>, place: Place) -> Self {
        Self {
            rule,
            severity,
            message: message.into(),
            place,
            path: None,
            section: None,
            help: None,
            fix: None,
            notes: Vec::new(),
        }
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

    /// The same finding, with the change that puts it right; none if there is no such change.
    pub fn with_fix(mut self, fix: impl Into<Option<Fix>>) -> Self {
        self.fix = fix.into();
        self
    }

    /// The same finding, pointing at one more place.
    pub fn with_note(mut self, place: Place, text: impl Into<String>) -> Self {
        self.notes.push(Note { place, text: text.into() });
        self
    }
}

/// So many findings of a file are listed. A file with more is corrected in rounds, and a terminal, a web page
/// or the annotations of a change hold no more.
pub const MAX_LISTED: usize = 1_000;

/// The findings that an output lists, in order: all of them, or the first [`MAX_LISTED`], errors before
/// warnings. Then one more says how many are left out, in the place of the first of these: an N019, of the
/// severity of the worst of them, so that who reads only the list still knows that it is not whole.
///
/// ```
/// use nianbao::diagnostic::{Finding, MAX_LISTED, RuleCode, listed};
/// use nianbao::yaml::Source;
/// let source = Source::new("甲.yaml", "年度: 2024\n");
/// let finding = Finding::warning(RuleCode::N208, "没有填写", source.place(0..1));
/// let findings = vec![finding; MAX_LISTED + 7];
/// let listed = listed(&findings);
/// assert_eq!(listed.len(), MAX_LISTED + 1);
/// assert_eq!(listed[MAX_LISTED].message, "还有 7 个警告没有列出");
/// ```
pub fn listed(findings: &[Finding]) -> Vec<Cow<'_, Finding>> {
    let ordered = in_order(findings);
    if ordered.len() <= MAX_LISTED {
        return ordered.into_iter().map(Cow::Borrowed).collect();
    }
    let errors = ordered.iter().filter(|finding| finding.is_error()).count();
    let (mut errors_left, mut warnings_left) = (MAX_LISTED, MAX_LISTED.saturating_sub(errors));
    let (listed, more): (Vec<&Finding>, Vec<&Finding>) = ordered.into_iter().partition(|finding| {
        let left = if finding.is_error() { &mut errors_left } else { &mut warnings_left };
        let listed = *left > 0;
        *left = left.saturating_sub(1);
        listed
    });
    let worst = more.iter().map(|finding| finding.severity).min();
    let last = more.first().zip(worst).map(|(first, severity)| {
        let message = format!("还有 {}没有列出", counts(more.iter().copied()));
        Finding::new(RuleCode::N019, severity, message, first.place.clone())
            .with_help("先改正列出的，再运行一次")
    });
    listed.into_iter().map(Cow::Borrowed).chain(last.map(Cow::Owned)).collect()
}

/// `2 个错误，1 个警告`; a severity without findings is left out. Empty if there are none at all.
pub fn counts<'f>(findings: impl Iterator<Item = &'f Finding> + Clone) -> String {
    let count = |severity| findings.clone().filter(|finding| finding.severity == severity).count();
    let parts = [Severity::Error, Severity::Warning].map(|severity| (count(severity), severity.chinese()));
    let parts = parts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} 个{word}"));
    parts.collect::<Vec<_>>().join("，")
}

/// The findings in the order in which every output lists them: by file, line, column and code.
pub fn in_order(findings: &[Finding]) -> Vec<&Finding> {
    let mut ordered: Vec<_> = findings.iter().collect();
    ordered.sort_by(|a, b| {
        // A received report has no lines of its own: its parts come in the order of the form.
        let part = |f: &Finding| f.place.form.as_ref().map(|form| form.order);
        let key = |f: &Finding| (f.place.start, f.place.end);
        let ((a_start, a_end), (b_start, b_end)) = (key(a), key(b));
        a.place
            .file
            .cmp(&b.place.file)
            .then_with(|| part(a).cmp(&part(b)))
            .then_with(|| a_start.cmp(&b_start))
            .then_with(|| a.rule.cmp(&b.rule))
            .then_with(|| a_end.cmp(&b_end))
            .then_with(|| a.message.cmp(&b.message))
    });
    ordered
}
