//! `nianbao tally`.

use std::path::Path;

use serde::Serialize;

use super::args::{Output, TallyArgs};
use super::findings::{self, Deny, Printer};
use super::{Failure, Status, output, schema};
use crate::files::NamedBy;
use crate::form::{FigureId, Path as FigurePath, YEARS};
use crate::init::InitOptions;
use crate::pipeline::{inputs, path_of_previous};
use crate::printing::{About, json};
use crate::publish::{NewPlace, create_new, refuse_existing};
use crate::report::{Report, nearest};
use crate::tally::{Register, RowRef, Tally, TallyOptions, data_file, tally, update};
use crate::templates::Templates;

/// Counts a register into a data file. If it has errors, nothing is written: a figure of which one row is
/// missing looks like any other.
pub fn run(args: &TallyArgs) -> Result<Status, Failure> {
    let templates = args.form.templates()?;
    let out = args.out.as_deref().filter(|p| p.as_os_str() != "-");
    if let Some(out) = out {
        refuse_existing(out, NewPlace::File)?;
    }
    let files = Files::open(args, &templates)?;
    let mut options = match &files.original {
        Some(original) => TallyOptions::new(original.form.clone()),
        None => TallyOptions::new(schema::form(args.format.as_deref(), &templates.forms)?),
    };
    options.year = year(args, files.original.as_ref())?;
    options.previous = files.previous.as_ref();
    let register = Register::open(&args.register)?;
    let counted = tally(&register, &options)?;
    say_what_was_assumed(&counted);
    let source = files.previous.as_ref().map(|previous| &*previous.source);
    let agency = args.agency.as_deref().or(files.previous.as_ref().map(|p| p.agency.text.as_str()));
    let about = About::default().agency(agency).year(Some(counted.year));
    Printer::beside_results(args.output).print(about, &counted.findings, source)?;
    let is_asked = args.ids || !args.explain.is_empty();
    if is_asked {
        explain(args, &counted)?;
    }
    let status = findings::verdict(&counted.findings, Deny::Errors);
    // Standard output is the data file's only where nothing else was asked for.
    let writes = out.is_some() || (!is_asked && args.output == Output::Human);
    output::remark(&format!("{} 年：{}", counted.year, counted.summary));
    if status != Status::Clean {
        let rest = if writes { "，没有写出数据文件" } else { "" };
        output::say(&format!("台账有错误，有的申请没有计入{rest}；改正后再数一次"));
        return Ok(status);
    }
    if writes {
        write(args, &files, &counted, &templates, out)?;
    }
    Ok(status)
}

/// The reports that a register is counted beside.
struct Files {
    previous: Option<Report>,
    /// The data file that is updated.
    original: Option<Report>,
}

impl Files {
    fn open(args: &TallyArgs, templates: &Templates) -> Result<Self, Failure> {
        let forms = &templates.forms;
        let previous = args
            .previous
            .as_deref()
            .map(|path| inputs::open_previous(path, NamedBy::CommandLine, forms))
            .transpose()?;
        let original = args
            .update
            .as_deref()
            .map(|path| inputs::open_valid(path, NamedBy::CommandLine, forms))
            .transpose()?;
        Ok(Self { previous, original })
    }
}

/// The year that was asked for, or that of the data file that is updated.
fn year(args: &TallyArgs, original: Option<&Report>) -> Result<Option<u16>, Failure> {
    match args.year {
        Some(year) if !YEARS.contains(&year) => Err(Failure::Because(format!(
            "--year 应当是 {} 至 {} 之间的年份，这里是 {year}",
            YEARS.start(),
            YEARS.end()
        ))),
        year => Ok(year.or(original.map(|report| report.year.number))),
    }
}

fn say_what_was_assumed(counted: &Tally) {
    if counted.year_is_assumed {
        output::notice(format!("没有写年度，按答复最多的 {} 年数；不对的用 --year 写明", counted.year));
    }
    for note in &counted.notes {
        output::notice(note.clone());
    }
}

fn write(
    args: &TallyArgs,
    files: &Files,
    counted: &Tally,
    templates: &Templates,
    out: Option<&Path>,
) -> Result<(), Failure> {
    let text = match &files.original {
        Some(original) => update(counted, original),
        None => {
            let folder = out.and_then(Path::parent).unwrap_or(Path::new(""));
            let mut options = InitOptions::new(counted.form.clone(), counted.year);
            options.template = &templates.data.text;
            options.agency = args.agency.clone();
            options.previous = files.previous.as_ref();
            options.previous_path = args.previous.as_deref().and_then(|from| path_of_previous(from, folder));
            data_file(counted, &options)?
        }
    };
    let Some(out) = out else { return output::data(text.as_bytes()) };
    create_new(out, text.as_bytes())?;
    output::remark(&format!("已写好 {0}；其余各项填好后用 nianbao check {0} 核对", out.display()));
    Ok(())
}

/// A figure with the rows behind it.
#[derive(Serialize)]
struct Explained<'a> {
    path: &'a str,
    value: usize,
    rows: Vec<ExplainedRow<'a>>,
}

#[derive(Serialize)]
struct ExplainedRow<'a> {
    id: Option<&'a str>,
    cell: &'a str,
}

/// Says which rows are behind the figures that were asked for.
fn explain(args: &TallyArgs, counted: &Tally) -> Result<(), Failure> {
    let mut asked: Vec<FigureId> = Vec::new();
    if args.ids {
        asked.extend(counted.figures().keys().filter(|id| !counted.rows(**id).is_empty()));
    }
    for path in &args.explain {
        let found = counted.figures_under(&FigurePath::new(path));
        if found.is_empty() {
            return Err(Failure::Because(unknown(path, counted)));
        }
        let only = found.len() == 1;
        asked.extend(found.into_iter().filter(|id| only || !counted.rows(*id).is_empty()));
        if asked.is_empty() && args.output == Output::Human {
            output::text(&format!("{path}：各栏都是 0\n"))?;
        }
    }
    asked.dedup();
    for id in asked {
        let path = counted.form.figure(id).path.as_str();
        let rows = counted.rows(id);
        if args.output == Output::Human {
            output::text(&human(path, &rows))?;
            continue;
        }
        let rows: Vec<_> =
            rows.iter().map(|row| ExplainedRow { id: row.id.as_deref(), cell: &row.cell }).collect();
        let line = json::to_string(&Explained { path, value: rows.len(), rows })?;
        output::data(format!("{line}\n").as_bytes())?;
    }
    Ok(())
}

fn human(path: &str, rows: &[&RowRef]) -> String {
    let mut text = format!("{path}：{} 件\n", rows.len());
    for row in rows {
        match &row.id {
            Some(id) => text.push_str(&format!("  {id}（{}）\n", row.cell)),
            None => text.push_str(&format!("  {}\n", row.cell)),
        }
    }
    text
}

fn unknown(path: &str, counted: &Tally) -> String {
    let figures = counted.form.figures.iter().map(|figure| &figure.path);
    let filled = figures.filter(|path| !counted.figures_under(path).is_empty());
    match nearest(path, filled.map(|path| path.as_str())) {
        Some(near) => format!("台账数的没有“{path}”，最接近的是“{near}”"),
        None => format!("台账数的没有“{path}”；路径照数据文件写，例如 {}", counted.form.example_path()),
    }
}
