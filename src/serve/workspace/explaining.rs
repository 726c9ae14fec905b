//! What a rule asks, for the panel beside the form.

use serde::Serialize;

use super::super::ServeError;
use super::Workspace;
use crate::rules::{explained, rule};

/// A rule explained: what `nianbao explain` prints, in parts.
#[derive(Debug, Serialize)]
pub struct Explanation {
    rule: String,
    severity: &'static str,
    word: &'static str,
    title: String,
    parts: Vec<ExplanationPart>,
}

/// A part of an explanation under its heading.
#[derive(Debug, Serialize)]
pub struct ExplanationPart {
    heading: &'static str,
    text: String,
}

impl Workspace {
    /// What a rule asks, where it comes from, and an example.
    ///
    /// # Errors
    /// There is no such rule.
    pub fn explain(&self, code: &str) -> Result<Explanation, ServeError> {
        let forms = self.pipeline.forms();
        let preferred = forms.preferred();
        // Rules that only another form brings along.
        let rule = rule(code, &preferred).or_else(|| forms.iter().find_map(|form| rule(code, form)));
        let rule = rule.ok_or_else(|| ServeError::Invalid(format!("没有“{code}”这条规则")))?;
        let part = |(heading, text): (&'static str, &str)| ExplanationPart { heading, text: text.to_owned() };
        Ok(Explanation {
            rule: rule.code.to_string(),
            severity: rule.severity.as_str(),
            word: rule.severity.chinese(),
            title: rule.title.to_owned(),
            parts: explained(&rule).map(part).collect(),
        })
    }
}
