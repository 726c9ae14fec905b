//! Findings as a command prints them, and how they end a run.

use super::args::Output;
use super::output::Channel;
use super::{Failure, Status, output};
use crate::diagnostic::Finding;
use crate::pipeline::NotSummed;
use crate::printing::{About, github, human, json};
use crate::yaml::Source;

/// Which findings end a run with [`Status::Findings`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deny {
    /// Errors.
    Errors,
    /// Errors and warnings.
    Warnings,
}

/// How findings end a run.
pub fn verdict(findings: &[Finding], deny: Deny) -> Status {
    let counts = |f: &Finding| f.is_error() || deny == Deny::Warnings;
    if findings.iter().any(counts) { Status::Findings } else { Status::Clean }
}

/// Prints findings in the format asked for. JSON and annotations go to stdout always; text for people does
/// where findings are what the command is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Printer {
    mode: Output,
    people: Channel,
}

impl Printer {
    /// For a command that is asked for findings.
    pub fn of_results(mode: Output) -> Self {
        Self { mode, people: Channel::Stdout }
    }

    /// For a command that is asked for something else.
    pub fn beside_results(mode: Output) -> Self {
        Self { mode, people: Channel::Stderr }
    }

    /// Prints findings and says whose they are. `source` is the text that they may point into.
    pub fn print(
        self,
        about: About<'_>,
        findings: &[Finding],
        source: Option<&Source>,
    ) -> Result<(), Failure> {
        match self.mode {
            Output::Human => {
                let source = |file: &str| source.filter(|s| &**s.file() == file);
                let text = human::render(about, findings, &source, &output::human(self.people));
                if text.is_empty() { Ok(()) } else { output::drawn(&text, self.people) }
            }
            Output::Json => output::data(json::render(about, findings)?.as_bytes()),
            Output::Github => output::data(github::render(about, findings).as_bytes()),
        }
    }

    /// Says why a report is not part of a sum, and how that ends the run.
    pub fn not_summed(self, problem: &NotSummed) -> Result<Status, Failure> {
        match problem {
            NotSummed::Input(error) => {
                output::say(&format!("错误：{error}"));
                Ok(Status::Failed)
            }
            NotSummed::Errors(checked) => {
                self.print(checked.about(), &checked.findings, checked.shown.as_deref())?;
                Ok(Status::Findings)
            }
        }
    }
}
