//! `nianbao merge`.

use super::args::{MergeArgs, Output};
use super::findings::Printer;
use super::{Failure, Status, output};
use crate::merge;
use crate::pipeline::inputs::{self, Wanted};
use crate::pipeline::sum_of;
use crate::publish::{NewPlace, create_new, refuse_existing};

/// Adds the figures of all files into one data file. If a file has errors, nothing is written.
pub fn run(args: &MergeArgs) -> Result<Status, Failure> {
    let templates = args.form.templates()?;
    let forms = &templates.forms;
    let wanted = Wanted {
        arguments: &args.files,
        list: args.files_from.as_deref(),
        pattern: args.pattern.as_deref(),
        forms: Some(forms),
        ..Wanted::default()
    };
    let inputs = inputs::expand(wanted)?;
    let out = args.out.as_deref().filter(|p| p.as_os_str() != "-");
    if let Some(out) = out {
        refuse_existing(out, NewPlace::File)?;
    }
    let printer = Printer::beside_results(Output::Human);
    let (mut status, mut printed) = (Status::Clean, Ok(()));
    let sum = sum_of(&inputs, forms, |problem| match printer.not_summed(&problem) {
        Ok(worse) => status = status.max(worse),
        Err(failure) => printed = Err(failure),
    })?;
    printed?;
    let Some(sum) = sum.filter(|_| status == Status::Clean) else {
        output::say("有错误，没有汇总");
        return Ok(status.max(Status::Findings));
    };
    let text = merge::data_file(&sum, &args.agency, &templates.data.text)?;
    merge::prove(&text, forms)?;
    let Some(out) = out else { return output::data(text.as_bytes()).map(|()| Status::Clean) };
    create_new(out, text.as_bytes())?;
    output::remark(&format!(
        "已汇总 {} 份，写到 {}；正文待补充，写好后用 nianbao check 核对",
        sum.count(),
        out.display()
    ));
    Ok(Status::Clean)
}
