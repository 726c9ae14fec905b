//! `nianbao init`.

use std::path::Path;
#[cfg(feature = "spreadsheet")]
use std::path::PathBuf;
#[cfg(feature = "spreadsheet")]
use std::sync::Arc;

use super::args::InitArgs;
use super::{Failure, Status, output, schema};
use crate::files::NamedBy;
#[cfg(feature = "spreadsheet")]
use crate::files::{self, limits};
use crate::form::YEARS;
#[cfg(feature = "spreadsheet")]
use crate::form::{Form, Forms};
use crate::init::{InitOptions, PreviousProse, data_file};
#[cfg(feature = "spreadsheet")]
use crate::pipeline::PastReports;
use crate::pipeline::{inputs, path_of_previous};
use crate::publish::create_new;
#[cfg(feature = "spreadsheet")]
use crate::report::Identity;
#[cfg(feature = "spreadsheet")]
use crate::spreadsheet::{WorkbookOptions, write_workbook};
#[cfg(feature = "spreadsheet")]
use crate::tally::{RegisterOptions, write_register};

/// How many agencies a message lists.
#[cfg(feature = "spreadsheet")]
const MAX_LISTED: usize = 20;

/// Writes a data file to fill in. Never overwrites an existing file.
pub fn run(args: &InitArgs) -> Result<Status, Failure> {
    let templates = args.form.templates()?;
    let forms = &templates.forms;
    let form = schema::form(args.format.as_deref(), forms)?;
    let out = args.out.as_deref().filter(|p| p.as_os_str() != "-");
    if args.workbook {
        #[cfg(feature = "spreadsheet")]
        return workbook(args, form, forms, out);
        #[cfg(not(feature = "spreadsheet"))]
        return Err(Failure::Because("这个程序没有编入表格功能，写不了工作簿".to_owned()));
    }
    if args.register {
        #[cfg(feature = "spreadsheet")]
        return register(form, year(args, None)?, out);
        #[cfg(not(feature = "spreadsheet"))]
        return Err(Failure::Because("这个程序没有编入表格功能，写不了台账".to_owned()));
    }
    let previous = args
        .from
        .as_deref()
        .map(|path| inputs::open_previous(path, NamedBy::CommandLine, forms))
        .transpose()?;
    let year = year(args, previous.as_ref().map(|previous| previous.year.number))?;
    let folder = out.and_then(Path::parent).unwrap_or(Path::new(""));
    let previous_path = args.from.as_deref().and_then(|from| path_of_previous(from, folder));
    let mut options = InitOptions::new(form, year);
    options.template = &templates.data.text;
    options.agency = args.agency.clone();
    options.previous = previous.as_ref();
    options.previous_path = previous_path;
    if args.prose {
        options.prose = PreviousProse::CarriedOver;
    }
    let text = data_file(&options)?;
    if let (Some(from), None) = (&args.from, &options.previous_path) {
        output::notice(format!(
            "{} 不在当前文件夹里，没有写“{}”；核对时用 --previous 指明",
            from.display(),
            options.form.general.previous.key
        ));
    }
    let Some(out) = out else {
        output::data(text.as_bytes())?;
        say_of_prose(&options);
        return Ok(Status::Clean);
    };
    create_new(out, text.as_bytes())?;
    say_of_prose(&options);
    output::remark(&format!("已写好 {}，填好后用 nianbao check {} 核对", out.display(), out.display()));
    Ok(Status::Clean)
}

/// Says what became of last year's prose, and which sentences are to be gone over.
fn say_of_prose(options: &InitOptions) {
    let Some(prose) = options.carried_prose() else { return };
    prose.notes().iter().for_each(|note| output::say(&format!("提示：{note}")));
    prose.to_check.iter().for_each(|sentence| output::say(&format!("  {sentence}")));
}

/// 年度 of the new file: as it is asked for, else the one behind that of last year's report, else the one that
/// is due.
fn year(args: &InitArgs, previous: Option<u16>) -> Result<u16, Failure> {
    match (args.year, previous) {
        (Some(year), _) if YEARS.contains(&year) => Ok(year),
        (Some(year), _) => Err(Failure::Because(format!(
            "--year 应当是 {} 至 {} 之间的年份，这里是 {year}",
            YEARS.start(),
            YEARS.end()
        ))),
        (None, Some(previous)) => Ok(previous + 1),
        (None, None) => Ok(last_year()),
    }
}

/// Writes a workbook to fill in. Never overwrites an existing file.
#[cfg(feature = "spreadsheet")]
fn workbook(args: &InitArgs, form: Arc<Form>, forms: &Forms, out: Option<&Path>) -> Result<Status, Failure> {
    refuse_no_workbook("工作簿", out)?;
    let from: Vec<PathBuf> = args.from.iter().cloned().collect();
    let past = PastReports::open(&from, forms)?;
    past.unknown().iter().for_each(|file| output::say(&format!("提示：没有用来带入：{file}")));
    let year = year(args, past.identities().map(Identity::year).max())?;
    let mut agencies = match &args.agencies {
        None => args.agency.iter().cloned().collect(),
        Some(list) => {
            let text = files::read_text(list, NamedBy::CommandLine, limits::LIST)?;
            text.trim_start_matches('\u{FEFF}')
                .lines()
                .map(str::trim)
                .filter(|l| !l.is_empty())
                .map(str::to_owned)
                .collect::<Vec<_>>()
        }
    };
    if agencies.is_empty() {
        // Those that have reported last year.
        let last_year = past.identities().filter(|past| past.year() + 1 == year);
        agencies = last_year.map(|past| past.agency().to_owned()).collect();
    }
    let mut options = WorkbookOptions::new(form, agencies, year);
    if !past.is_empty() {
        carry_over(&mut options, &past, forms);
    }
    if args.prose {
        options.prose = PreviousProse::CarriedOver;
    }
    let bytes = write_workbook(&options)?;
    let Some(out) = out else { return output::data(&bytes).map(|()| Status::Clean) };
    create_new(out, &bytes)?;
    output::remark(&format!(
        "已写好 {0}，填好后用 nianbao check {0} 核对，用 nianbao build {0} 生成",
        out.display()
    ));
    Ok(Status::Clean)
}

/// Finds last year's report of each agency, and says for which there is none.
#[cfg(feature = "spreadsheet")]
fn carry_over(options: &mut WorkbookOptions, past: &PastReports, forms: &Forms) {
    let mut without = Vec::new();
    for agency in &options.agencies {
        match past.year_before(&Identity::of_agency(agency, options.year), forms) {
            Ok(report) => options.previous.push(report),
            Err(why) => without.push(format!("  {agency}：{why}")),
        }
    }
    if !without.is_empty() {
        output::say(&format!("提示：下列 {} 个机关没有带入上年的数：", without.len()));
        without.iter().take(MAX_LISTED).for_each(|line| output::say(line));
        if without.len() > MAX_LISTED {
            output::say(&format!("  …另有 {} 个", without.len() - MAX_LISTED));
        }
    }
}

/// Refuses to write a workbook where it would be taken for something else: under a name of other files, or
/// onto a terminal.
#[cfg(feature = "spreadsheet")]
fn refuse_no_workbook(what: &str, out: Option<&Path>) -> Result<(), Failure> {
    let Some(out) = out else {
        let message = format!("{what}不是文本，不能显示在终端上；用 -o 指明文件，例如 -o {what}.xlsx");
        return if output::is_terminal() { Err(Failure::Because(message)) } else { Ok(()) };
    };
    let is_workbook = out.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
    let other = out.with_extension("xlsx");
    let message =
        format!("{what}只能写成 .xlsx 文件，-o 写的是 {}；改成 -o {}", out.display(), other.display());
    if is_workbook { Ok(()) } else { Err(Failure::Because(message)) }
}

/// Writes a register to keep. Never overwrites an existing file.
#[cfg(feature = "spreadsheet")]
fn register(form: Arc<Form>, year: u16, out: Option<&Path>) -> Result<Status, Failure> {
    refuse_no_workbook("台账", out)?;
    let bytes = write_register(&RegisterOptions::new(form, year))?;
    let Some(out) = out else { return output::data(&bytes).map(|()| Status::Clean) };
    create_new(out, &bytes)?;
    output::remark(&format!(
        "已写好 {0}，每件申请填一行；年底用 nianbao tally {0} --year {year} -o {year}.yaml 数成报告的数据",
        out.display()
    ));
    Ok(Status::Clean)
}

/// The year that reports are due for: the one before this. This is the only use of the clock in the program,
/// and only if no year is given.
#[expect(
    clippy::disallowed_methods,
    reason = "a default for a person at the keyboard; the data file then says the year"
)]
fn last_year() -> u16 {
    let now = time::OffsetDateTime::from(std::time::SystemTime::now());
    u16::try_from(now.year() - 1).unwrap_or(2024)
}
