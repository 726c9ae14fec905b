//! `nianbao merge`.

use super::args::{MergeArgs, Output};
use super::{Failure, Status, check, output};
use crate::diagnostic::Severity;
use crate::init;
use crate::merge;
use crate::pipeline::inputs::{self, Input, Wanted};
use crate::publish::write_all;
use crate::report::Sum;
use crate::report::{self, Report};
use crate::rules::{CheckOptions, check as check_report};
use crate::yaml::Source;

/// Adds the figures of all files into one data file. Where one has errors, nothing is written.
pub fn run(args: &MergeArgs) -> Result<Status, Failure> {
    let wanted =
        Wanted { arguments: &args.files, list: args.files_from.as_deref(), pattern: args.pattern.as_deref() };
    let inputs = inputs::expand(wanted)?;
    let out = args.out.as_deref().filter(|p| p.as_os_str() != "-");
    if let Some(out) = out.filter(|out| out.exists()) {
        return Err(Failure(format!("{} 已经有了，没有覆盖；换一个名字，或先移走它", out.display())));
    }
    let (sum, status) = sum(&inputs)?;
    let Some(sum) = sum.filter(|_| status == Status::Clean) else {
        output::say("有错误，没有汇总");
        return Ok(status.max(Status::Findings));
    };
    let text = merge::data_file(&sum, &args.agency, init::TEMPLATE)?;
    let name = out.map_or_else(|| "-".to_owned(), |p| p.display().to_string());
    prove(&name, &text)?;
    let Some(out) = out else { return output::data(text.as_bytes()).map(|()| Status::Clean) };
    write_all(&[(out.to_path_buf(), text.as_bytes())])?;
    output::say(&format!(
        "已汇总 {} 份，写到 {}；正文待补充，写好后用 nianbao check 核对",
        sum.count(),
        out.display()
    ));
    Ok(Status::Clean)
}

/// The sum of all reports, with the findings of those that have errors told.
pub fn sum(inputs: &[Input]) -> Result<(Option<Sum>, Status), Failure> {
    let mut sum: Option<Sum> = None;
    let mut status = Status::Clean;
    for input in inputs {
        match read(input) {
            Ok(Some(report)) => match &mut sum {
                None => sum = Some(Sum::begin(&report)),
                Some(sum) => sum.add(&report)?,
            },
            Ok(None) => status = status.max(Status::Findings),
            Err(Failure(message)) => {
                output::say(&format!("错误：{message}"));
                status = Status::Failed;
            }
        }
    }
    Ok((sum, status))
}

/// A report without errors; the errors of one that has some are told.
fn read(input: &Input) -> Result<Option<Report>, Failure> {
    let opened = match input.open()? {
        Ok(opened) => opened,
        Err(finding) => return check::print(&[*finding], None, Output::Human).map(|()| None),
    };
    let (report, mut findings) = report::read(opened.source.clone());
    if let Some(report) = &report {
        findings = check_report(report, findings, &CheckOptions::default()).findings;
    }
    findings.retain(|f| f.severity == Severity::Error);
    if findings.is_empty() {
        return Ok(report);
    }
    check::print(&opened.placed(findings), opened.shown().as_deref(), Output::Human)?;
    Ok(None)
}

/// The result must be a report without errors: sums of more digits than a figure may have are none.
fn prove(name: &str, text: &str) -> Result<(), Failure> {
    let source = Source::new(name, text).into();
    let (report, findings) = report::read(source);
    let findings =
        report.map(|r| check_report(&r, findings, &CheckOptions::default()).findings).unwrap_or_default();
    match findings.iter().find(|f| f.severity == Severity::Error) {
        Some(error) => {
            Err(Failure(format!("汇总的结果有错误，没有写出：{}（{}）", error.message, error.rule)))
        }
        None => Ok(()),
    }
}
