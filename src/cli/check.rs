//! `nianbao check`.

use super::args::{CheckArgs, Output};
use super::findings::{self, Deny, Printer};
use super::previous::{self, Unmatched};
#[cfg(feature = "import")]
use super::reading;
use super::{Failure, Status, output};
use crate::form::Forms;
use crate::pipeline::inputs::{self, Input, InputError, PassedOver, Takes, Wanted};
use crate::pipeline::{CheckedReport, Pipeline, sum_of};
use crate::printing::human;
use crate::report::Sum;

/// Checks every file; never writes one. The findings are what the command is asked for and go to stdout, in
/// every format; what is said of the run goes to stderr.
pub fn run(args: &CheckArgs) -> Result<Status, Failure> {
    let forms = &args.form.templates()?.forms;
    let mut passed_over = Vec::new();
    let wanted = Wanted {
        takes: Takes::AnyReport,
        arguments: &args.files,
        list: args.files_from.as_deref(),
        pattern: args.pattern.as_deref(),
        forms: Some(forms),
    };
    let files = inputs::expand_noting(wanted, &mut passed_over)?;
    for PassedOver { folder, count } in &passed_over {
        output::notice(format!(
            "{} 里有数据文件，只核对了数据文件；另有 {count} 份文稿没有核对，要核对时写明文件，如 {}",
            folder.display(),
            folder.join("*.docx").display()
        ));
    }
    let mut status = Status::Clean;
    let printer = Printer::of_results(args.output);
    let parts = parts(args, &files, forms, printer, &mut status)?;
    let pipeline = Pipeline::checks_only().with_forms(forms.clone()).with_parts(parts);
    let pipeline = previous::attach(pipeline, &args.files, &args.previous, files.len(), output::notice)?;
    let deny = if args.deny_warnings { Deny::Warnings } else { Deny::Errors };
    let mut results = Results { count: files.len(), ..Results::default() };
    for file in &files {
        match one(&pipeline, file) {
            Ok(checked) => {
                let subject = file.subject(checked.agency.as_deref());
                #[cfg(feature = "import")]
                if let Some(received) = &checked.received {
                    let subject = (files.len() > 1).then_some(subject.as_str());
                    reading::say(subject, &received.notes, &received.unplaced, "没有核对");
                }
                results.heading(&subject, &checked, args.output)?;
                printer.print(
                    checked.about().row(file.row()),
                    &checked.findings,
                    checked.shown.as_deref(),
                )?;
                status = status.max(findings::verdict(&checked.findings, deny));
                results.add(&subject, &checked);
            }
            Err(error) => {
                let subject = file.subject(None);
                output::say_error(&subject, &error.to_string());
                status = Status::Failed;
                results.add_unread(&subject);
            }
        }
    }
    results.print(args.output);
    Ok(status)
}

/// What a run found, for its end: a line for each report that has something to be said of it, and the total.
#[derive(Default)]
struct Results {
    /// How many reports the run has.
    count: usize,
    lines: Vec<String>,
    unmatched: Unmatched,
    clean: usize,
    /// Reports with errors.
    wrong: usize,
    /// Reports with warnings alone.
    doubtful: usize,
    unread: usize,
    errors: usize,
    warnings: usize,
}

impl Results {
    /// Says whose findings follow, where there are several reports.
    fn heading(&self, subject: &str, checked: &CheckedReport, mode: Output) -> Result<(), Failure> {
        if mode == Output::Human && self.count > 1 && !checked.findings.is_empty() {
            return output::text(&format!("—— {subject}\n"));
        }
        Ok(())
    }

    fn add(&mut self, subject: &str, checked: &CheckedReport) {
        let errors = checked.findings.iter().filter(|finding| finding.is_error()).count();
        let warnings = checked.findings.len() - errors;
        self.errors += errors;
        self.warnings += warnings;
        match (errors, warnings) {
            (0, 0) => self.clean += 1,
            (0, _) => self.doubtful += 1,
            _ => self.wrong += 1,
        }
        if self.count == 1 || !checked.findings.is_empty() {
            self.lines.push(format!("{subject}：{}", result(checked)));
        }
        let note = self.unmatched.add(subject, &checked.last_year);
        self.lines.extend(note.map(|note| format!("{subject}：{note}")));
    }

    fn add_unread(&mut self, subject: &str) {
        self.unread += 1;
        self.lines.push(format!("{subject}：未能核对"));
    }

    /// `共 4 份：无误 2 份，有错误 1 份，只有警告 1 份；合计 3 个错误，2 个警告`; what there is none of is left
    /// out.
    fn total(&self) -> String {
        let reports = [
            ("无误", self.clean),
            ("有错误", self.wrong),
            ("只有警告", self.doubtful),
            ("未能核对", self.unread),
        ];
        let listed = |parts: &mut dyn Iterator<Item = String>| parts.collect::<Vec<_>>().join("，");
        let there = |(_, count): &&(&str, usize)| *count > 0;
        let reports = listed(&mut reports.iter().filter(there).map(|(what, n)| format!("{what} {n} 份")));
        let findings = [("错误", self.errors), ("警告", self.warnings)];
        let findings = listed(&mut findings.iter().filter(there).map(|(what, n)| format!("{n} 个{what}")));
        let findings = if findings.is_empty() { findings } else { format!("；合计 {findings}") };
        format!("共 {} 份：{reports}{findings}", self.count)
    }

    /// A log of annotations has no room for a line for each report, and a program that reads JSON counts for
    /// itself.
    fn print(&self, mode: Output) {
        if mode == Output::Human {
            self.lines.iter().for_each(|line| output::remark(line));
        }
        if self.count > 1 {
            self.unmatched.summary().iter().for_each(|summary| output::remark(summary));
            if mode != Output::Json {
                output::remark(&self.total());
            }
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
    printer: Printer,
    status: &mut Status,
) -> Result<Option<Sum>, Failure> {
    if args.parts.is_empty() {
        return Ok(None);
    }
    let mut parts = inputs::expand(Wanted {
        takes: Takes::AnyReport,
        arguments: &args.parts,
        pattern: args.pattern.as_deref(),
        forms: Some(forms),
        ..Wanted::default()
    })?;
    parts.retain(|part| !files.iter().any(|file| file.is_same_file(part)));
    let mut printed = Ok(());
    let sum = sum_of(&parts, forms, |problem| match printer.not_summed(&problem) {
        Ok(worse) => *status = (*status).max(worse),
        Err(failure) => printed = Err(failure),
    })?;
    printed?;
    match sum {
        Some(sum) => Ok(Some(sum)),
        None => Err(Failure::Because("--parts 里没有可以汇总的数据文件".to_owned())),
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
