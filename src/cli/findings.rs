//! Findings as a command prints them, and how they end a run.

use super::args::Output;
use super::{Failure, Status, output};
use crate::diagnostic::Finding;
use crate::pipeline::NotSummed;
use crate::printing::{github, human, json};
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

/// Whose findings they are.
#[derive(Debug, Clone, Copy, Default)]
pub struct About<'a> {
    /// 机关名称.
    pub agency: Option<&'a str>,
    /// The row of a table that the report stands in, from 1.
    pub row: Option<u32>,
}

/// Prints findings in the format asked for: text for people on stderr, JSON and annotations on stdout.
pub fn print(findings: &[Finding], source: Option<&Source>, mode: Output) -> Result<(), Failure> {
    print_of(About::default(), findings, source, mode)
}

/// As [`print`]; JSON and annotations say whose findings they are.
pub fn print_of(
    about: About<'_>,
    findings: &[Finding],
    source: Option<&Source>,
    mode: Output,
) -> Result<(), Failure> {
    match mode {
        Output::Human => {
            let text =
                human::render(findings, &|file| source.filter(|s| &**s.file() == file), &output::human());
            if !text.is_empty() {
                output::say_drawn(&format!("{}\n", text.trim_end()));
            }
            Ok(())
        }
        Output::Json => {
            let mut lines = String::new();
            for mut finding in json::values(findings)? {
                finding["agency"] = about.agency.into();
                finding["row"] = about.row.into();
                lines.push_str(&json::to_string(&finding)?);
                lines.push('\n');
            }
            output::data(lines.as_bytes())
        }
        Output::Github => output::data(github::render(about.agency, findings).as_bytes()),
    }
}

/// Says why a report is not part of a sum, and how that ends the run.
pub fn report_not_summed(problem: &NotSummed) -> Result<Status, Failure> {
    match problem {
        NotSummed::Input(error) => {
            output::say(&format!("错误：{error}"));
            Ok(Status::Failed)
        }
        NotSummed::Errors(checked) => {
            print(&checked.findings, checked.shown.as_deref(), Output::Human)?;
            Ok(Status::Findings)
        }
    }
}
