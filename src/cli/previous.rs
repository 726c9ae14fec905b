//! `--previous`: last year's reports, and what a run says of them.

use std::path::PathBuf;

use super::Failure;
use crate::form::Forms;
use crate::pipeline::{LastYear, PastReports, Pipeline};

/// How many names a summary lists; what is beyond is counted. Machines read all of them in JSON.
const MAX_LISTED: usize = 20;

/// The pipeline of a run over so many reports, with last year's reports and the folders that 上年数据 may lead
/// to: those that the command was given, and the one that it was started in. What is to be said of the former
/// goes to `notice`.
pub fn attach(
    pipeline: Pipeline,
    arguments: &[PathBuf],
    previous: &[PathBuf],
    count: usize,
    notice: impl FnOnce(String),
) -> Result<Pipeline, Failure> {
    let past = open(previous, pipeline.forms(), notice)?.for_reports(count);
    let mut roots: Vec<PathBuf> = arguments.iter().filter(|path| path.is_dir()).cloned().collect();
    roots.push(std::env::current_dir().unwrap_or_else(|_| PathBuf::from(".")));
    Ok(pipeline.with_previous(past).with_roots(roots))
}

/// Last year's reports; those that do not say whose they are are named.
fn open(previous: &[PathBuf], forms: &Forms, notice: impl FnOnce(String)) -> Result<PastReports, Failure> {
    let past = PastReports::open(previous, forms)?;
    if !past.unknown().is_empty() {
        notice(format!("上年报告中有 {} 份不能用：{}", past.unknown().len(), list(past.unknown())));
    }
    Ok(past)
}

/// Collects, over a run, which reports were not compared with last year's.
#[derive(Debug, Default)]
pub struct Unmatched {
    compared: usize,
    subjects: Vec<String>,
}

impl Unmatched {
    /// Takes note of a report, by its agency and place, and gives the note on it that people are to read.
    pub fn add<'a>(&mut self, subject: &str, last_year: &'a LastYear) -> Option<&'a str> {
        match last_year {
            LastYear::Compared { note, .. } => {
                self.compared += 1;
                note.as_deref()
            }
            LastYear::NoMatch { note } => {
                self.subjects.push(subject.to_owned());
                Some(note)
            }
            LastYear::Refused { .. } => {
                self.subjects.push(subject.to_owned());
                None
            }
            _ => None,
        }
    }

    /// How many were not compared, where any was to be.
    pub fn count(&self) -> Option<usize> {
        Some(self.subjects.len()).filter(|count| *count > 0)
    }

    /// The lines of the summary; none if nothing was to be compared.
    pub fn summary(&self) -> Option<String> {
        (!self.subjects.is_empty()).then(|| {
            format!(
                "与上年核对 {} 份；没有核对 {} 份：{}",
                self.compared,
                self.subjects.len(),
                list(&self.subjects)
            )
        })
    }
}

fn list(names: &[String]) -> String {
    let more = names.len().saturating_sub(MAX_LISTED);
    let shown = names.iter().take(MAX_LISTED).map(String::as_str).collect::<Vec<_>>().join("\n  ");
    match more {
        0 => format!("\n  {shown}"),
        more => format!("\n  {shown}\n  …还有 {more} 份，全部见 --output json"),
    }
}
