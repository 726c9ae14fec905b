//! `nianbao check`.

use std::path::Path;
use std::sync::Arc;

use super::args::{CheckArgs, Output};
use super::{Failure, Status, merge, output};
use crate::diagnostic::{Finding, Severity};
use crate::pipeline::inputs::{self, Input, Wanted};
use crate::printing::{github, human, json};
use crate::report;
use crate::report::Sum;
use crate::rules::{CheckOptions, Checked, check};
use crate::yaml::Source;

/// What was found in one file.
struct FileCheck {
    name: String,
    source: Option<Arc<Source>>,
    checked: Checked,
}

/// Checks every file; never writes one.
pub fn run(args: &CheckArgs) -> Result<Status, Failure> {
    let files = inputs::expand(Wanted {
        arguments: &args.files,
        list: args.files_from.as_deref(),
        pattern: args.pattern.as_deref(),
    })?;
    let mut status = Status::Clean;
    let parts = parts(args, &files, &mut status)?;
    let mut rows = Vec::new();
    for file in &files {
        match one(file, args.previous.as_deref(), parts.as_ref()) {
            Ok(result) => {
                print(&result.checked.findings, result.source.as_deref(), args.output)?;
                status = status.max(verdict(&result.checked.findings, args.deny_warnings));
                rows.push((result.name, Some(result.checked)));
            }
            Err(Failure(message)) => {
                output::say(&format!("错误：{message}"));
                status = Status::Failed;
                rows.push((file.name(), None));
            }
        }
    }
    if args.output == Output::Human {
        summary(&rows);
    }
    Ok(status)
}

/// The sum of the parts, from which the files that are checked are left out where they lie among them.
fn parts(args: &CheckArgs, files: &[Input], status: &mut Status) -> Result<Option<Sum>, Failure> {
    if args.parts.is_empty() {
        return Ok(None);
    }
    let mut parts = inputs::expand(Wanted {
        arguments: &args.parts,
        pattern: args.pattern.as_deref(),
        ..Wanted::default()
    })?;
    parts.retain(|part| !files.iter().any(|file| file.is_same_file(part)));
    let (sum, told) = merge::sum(&parts)?;
    *status = (*status).max(told);
    match sum {
        Some(sum) => Ok(Some(sum)),
        None => Err(Failure("--parts 里没有可以汇总的数据文件".to_owned())),
    }
}

fn one(input: &Input, previous: Option<&Path>, parts: Option<&Sum>) -> Result<FileCheck, Failure> {
    let name = input.name();
    let opened = match input.open()? {
        Ok(opened) => opened,
        Err(finding) => {
            return Ok(FileCheck {
                name,
                source: None,
                checked: Checked { findings: vec![*finding], waived: Vec::new() },
            });
        }
    };
    let source = opened.source.clone();
    let (report, findings) = report::read(source.clone());
    let mut checked = match &report {
        Some(report) => {
            let previous = inputs::previous(previous, report)?;
            check(report, findings, &CheckOptions { previous: previous.as_ref(), parts })
        }
        None => Checked { findings, waived: Vec::new() },
    };
    checked.findings = opened.placed(checked.findings);
    Ok(FileCheck { name, source: opened.shown(), checked })
}

/// How findings end a run.
pub fn verdict(findings: &[Finding], deny_warnings: bool) -> Status {
    let counts = |f: &Finding| f.severity == Severity::Error || deny_warnings;
    if findings.iter().any(counts) { Status::Findings } else { Status::Clean }
}

/// Prints findings in the way asked for: people's on stderr, programs' on stdout.
pub fn print(findings: &[Finding], source: Option<&Source>, mode: Output) -> Result<(), Failure> {
    match mode {
        Output::Human => {
            let text =
                human::render(findings, &|file| source.filter(|s| &**s.file() == file), &output::human());
            if !text.is_empty() {
                output::say(&format!("{}\n", text.trim_end()));
                output::say("");
            }
            Ok(())
        }
        Output::Json => output::data(json::render(findings)?.as_bytes()),
        Output::Github => output::data(github::render(findings).as_bytes()),
    }
}

fn summary(rows: &[(String, Option<Checked>)]) {
    for (name, checked) in rows {
        let line = match checked {
            None => "未能核对".to_owned(),
            Some(checked) if checked.findings.is_empty() => "没有发现问题".to_owned(),
            Some(checked) => human::summary(&checked.findings),
        };
        let waived = match checked.as_ref().map_or(0, |c| c.waived.len()) {
            0 => String::new(),
            n => format!("（另有 {n} 个警告已豁免）"),
        };
        output::say(&format!("{name}：{line}{waived}"));
    }
}
