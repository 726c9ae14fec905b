//! `nianbao export`.

use std::path::Path;

use super::args::{ExportArgs, Exporting, RowShape};
use super::{Failure, Status, output};
use crate::export::{self, DataTable, Shape};
use crate::pipeline::inputs::{self, Input, Takes, Wanted};
use crate::pipeline::{Pipeline, Previous};
use crate::publish::{refuse_foreign, replace_own};
use crate::report::{Report, is_fatal};

/// Under this name its outputs are known to the manifest.
const COMMAND: &str = "export";

/// Writes the figures of all reports as one table. If one of them cannot be read, nothing is written: a table
/// in which an agency is missing looks whole.
pub fn run(args: &ExportArgs) -> Result<Status, Failure> {
    let templates = args.form.templates()?;
    let forms = &templates.forms;
    let out = args.out.as_deref().filter(|p| p.as_os_str() != "-");
    if let Some(out) = out {
        refuse_foreign(out, COMMAND)?;
    }
    let kind = kind(args, out)?;
    let files = inputs::expand(Wanted {
        takes: Takes::AnyReport,
        arguments: &args.files,
        list: args.files_from.as_deref(),
        pattern: args.pattern.as_deref(),
        forms: Some(forms),
    })?;
    let pipeline = Pipeline::checks_only().with_forms(forms.clone());
    let mut reports = Vec::new();
    for file in &files {
        match report(&pipeline, file) {
            Ok(report) => reports.push(report),
            Err(message) => output::say_error(&file.subject(None), &message),
        }
    }
    if reports.len() < files.len() {
        let missing = files.len() - reports.len();
        return Err(Failure::Because(format!("有 {missing} 份报告读不出，没有写出数据")));
    }
    let shape = match args.shape {
        RowShape::Reports => Shape::Reports,
        RowShape::Figures => Shape::Figures,
        RowShape::Years => Shape::Years,
    };
    let table = export::table(&reports, shape)?;
    let bytes = bytes(&table, kind)?;
    let Some(out) = out else { return output::data(&bytes).map(|()| Status::Clean) };
    replace_own(out, &bytes, COMMAND)?;
    output::remark(&format!(
        "已写好 {}：{} 份报告，{} 行，{} 列",
        out.display(),
        reports.len(),
        table.rows.len(),
        table.heads.len()
    ));
    Ok(Status::Clean)
}

/// The report of a file. Findings are the business of `check`; that there are errors is said, as figures are
/// blank or wrong then.
fn report(pipeline: &Pipeline, file: &Input) -> Result<Report, String> {
    let opened = pipeline.open(file).map_err(|error| error.to_string())?;
    let checked = pipeline.check(opened, Previous::default());
    let subject = file.subject(checked.agency.as_deref());
    let fatal = checked.findings.iter().find(|finding| is_fatal(std::slice::from_ref(finding)));
    let errors = checked.findings.iter().filter(|finding| finding.is_error()).count();
    match (fatal, checked.report) {
        (None, Some(report)) => {
            if errors > 0 {
                output::notice(format!(
                    "{subject} 有 {errors} 个错误，数据照原样导出，读不出的留空；用 nianbao check 核对"
                ));
            }
            Ok(report)
        }
        (Some(finding), _) => Err(finding.message.clone()),
        (None, None) => Err("不是一份报告的数据".to_owned()),
    }
}

/// What is written: what was asked for, else what the name of the output ends in, else CSV.
fn kind(args: &ExportArgs, out: Option<&Path>) -> Result<Exporting, Failure> {
    if let Some(kind) = args.to {
        return Ok(kind);
    }
    let Some(out) = out else { return Ok(Exporting::Csv) };
    let ending = out.extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
    match ending.as_str() {
        "csv" => Ok(Exporting::Csv),
        "xlsx" => Ok(Exporting::Xlsx),
        "json" => Ok(Exporting::Json),
        _ => Err(Failure::Because(format!(
            "{} 的扩展名应当是 .csv、.xlsx 或 .json；用别的名称时以 --to 指明格式",
            out.display()
        ))),
    }
}

fn bytes(table: &DataTable, kind: Exporting) -> Result<Vec<u8>, Failure> {
    Ok(match kind {
        Exporting::Csv => export::csv(table).into_bytes(),
        Exporting::Json => export::json(table)?.into_bytes(),
        Exporting::Xlsx => export::xlsx(table)?,
    })
}
