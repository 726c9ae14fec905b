//! `nianbao check`.

use super::args::{CheckArgs, Output};
use super::findings::{self, About, Deny};
use super::previous::{self, Unmatched};
use super::{Failure, Status, output};
use crate::form::Forms;
use crate::pipeline::inputs::{self, Input, InputError, Wanted};
use crate::pipeline::{CheckedReport, Pipeline, sum_of};
use crate::printing::human;
use crate::report::Sum;

/// Checks every file; never writes one.
pub fn run(args: &CheckArgs) -> Result<Status, Failure> {
    let forms = &args.form.templates()?.forms;
    let files = inputs::expand(Wanted {
        arguments: &args.files,
        list: args.files_from.as_deref(),
        pattern: args.pattern.as_deref(),
        forms: Some(forms),
    })?;
    let mut status = Status::Clean;
    let parts = parts(args, &files, forms, &mut status)?;
    let pipeline = Pipeline::checks_only().with_forms(forms.clone()).with_parts(parts);
    let pipeline = previous::attach(pipeline, &args.files, &args.previous, files.len(), output::notice)?;
    let deny = if args.deny_warnings { Deny::Warnings } else { Deny::Errors };
    let mut results = Results::default();
    for file in &files {
        match one(&pipeline, file) {
            Ok(checked) => {
                let subject = file.subject(checked.agency.as_deref());
                let about = About { agency: checked.agency.as_deref(), row: file.row() };
                results.heading(&subject, &checked, args.output, files.len());
                findings::print_of(about, &checked.findings, checked.shown.as_deref(), args.output)?;
                status = status.max(findings::verdict(&checked.findings, deny));
                let note = results.unmatched.add(&subject, &checked.last_year).map(str::to_owned);
                results.lines.push(format!("{subject}：{}", result(&checked)));
                results.lines.extend(note.map(|note| format!("{subject}：{note}")));
            }
            Err(error) => {
                output::say(&format!("错误：{}：{error}", file.subject(None)));
                status = Status::Failed;
                results.lines.push(format!("{}：未能核对", file.subject(None)));
            }
        }
    }
    results.print(args.output);
    Ok(status)
}

/// What a run found, a line for each report, for the end of the run.
#[derive(Default)]
struct Results {
    lines: Vec<String>,
    unmatched: Unmatched,
}

impl Results {
    /// Says whose findings follow, where there are several reports.
    fn heading(&self, subject: &str, checked: &CheckedReport, mode: Output, count: usize) {
        if mode == Output::Human && count > 1 && !checked.findings.is_empty() {
            output::say(&format!("—— {subject}"));
        }
    }

    fn print(&self, mode: Output) {
        if mode == Output::Human {
            self.lines.iter().for_each(|line| output::say(line));
        }
        if let (true, Some(unmatched)) = (self.lines.len() > 1, self.unmatched.summary()) {
            output::say(&unmatched);
        }
    }
}

fn one(pipeline: &Pipeline, file: &Input) -> Result<CheckedReport, InputError> {
    let opened = pipeline.open(file)?;
    let previous = pipeline.previous(&opened)?;
    Ok(pipeline.check(opened, previous))
}

/// The sum of the parts, from which the files that are checked are left out where they lie among them.
fn parts(
    args: &CheckArgs,
    files: &[Input],
    forms: &Forms,
    status: &mut Status,
) -> Result<Option<Sum>, Failure> {
    if args.parts.is_empty() {
        return Ok(None);
    }
    let mut parts = inputs::expand(Wanted {
        arguments: &args.parts,
        pattern: args.pattern.as_deref(),
        forms: Some(forms),
        ..Wanted::default()
    })?;
    parts.retain(|part| !files.iter().any(|file| file.is_same_file(part)));
    let mut printed = Ok(());
    let sum = sum_of(&parts, forms, |problem| match findings::report_not_summed(&problem) {
        Ok(worse) => *status = (*status).max(worse),
        Err(failure) => printed = Err(failure),
    })?;
    printed?;
    match sum {
        Some(sum) => Ok(Some(sum)),
        None => Err(Failure("--parts 里没有可以汇总的数据文件".to_owned())),
    }
}

/// What was found in a file, in a few words.
fn result(checked: &CheckedReport) -> String {
    let found = match checked.findings.as_slice() {
        [] => "没有发现问题".to_owned(),
        findings => human::summary(findings),
    };
    match checked.waived.len() {
        0 => found,
        n => format!("{found}（另有 {n} 个警告已豁免）"),
    }
}
