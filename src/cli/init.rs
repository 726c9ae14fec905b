//! `nianbao init`.

use std::path::Path;
#[cfg(feature = "spreadsheet")]
use std::sync::Arc;

use super::args::InitArgs;
use super::{Failure, Status, output, schema};
use crate::files::NamedBy;
#[cfg(feature = "spreadsheet")]
use crate::files::{self, limits};
#[cfg(feature = "spreadsheet")]
use crate::form::Form;
use crate::form::YEARS;
use crate::init::{InitOptions, PreviousProse, data_file};
use crate::pipeline::{inputs, path_of_previous};
use crate::publish::create_new;
#[cfg(feature = "spreadsheet")]
use crate::spreadsheet::{WorkbookOptions, write_workbook};
#[cfg(feature = "spreadsheet")]
use crate::tally::{RegisterOptions, write_register};

/// Writes a data file to fill in. Never overwrites an existing file.
pub fn run(args: &InitArgs) -> Result<Status, Failure> {
    let templates = args.form.templates()?;
    let forms = &templates.forms;
    let form = schema::form(args.format.as_deref(), forms)?;
    let previous = args
        .from
        .as_deref()
        .map(|path| inputs::open_previous(path, NamedBy::CommandLine, forms))
        .transpose()?;
    let year = match (args.year, &previous) {
        (Some(year), _) if YEARS.contains(&year) => year,
        (Some(year), _) => {
            return Err(Failure::Because(format!(
                "--year 应当是 {} 至 {} 之间的年份，这里是 {year}",
                YEARS.start(),
                YEARS.end()
            )));
        }
        (None, Some(previous)) => previous.year.number + 1,
        (None, None) => last_year(),
    };
    let out = args.out.as_deref().filter(|p| p.as_os_str() != "-");
    if args.workbook {
        #[cfg(feature = "spreadsheet")]
        return workbook(args, form, year, out);
        #[cfg(not(feature = "spreadsheet"))]
        return Err(Failure::Because("这个程序没有编入表格功能，写不了工作簿".to_owned()));
    }
    if args.register {
        #[cfg(feature = "spreadsheet")]
        return register(form, year, out);
        #[cfg(not(feature = "spreadsheet"))]
        return Err(Failure::Because("这个程序没有编入表格功能，写不了台账".to_owned()));
    }
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

/// Writes a workbook to fill in. Never overwrites an existing file.
#[cfg(feature = "spreadsheet")]
fn workbook(args: &InitArgs, form: Arc<Form>, year: u16, out: Option<&Path>) -> Result<Status, Failure> {
    if args.from.is_some() {
        return Err(Failure::Because("工作簿不能由上年数据带入，--workbook 不与 --from 同用".to_owned()));
    }
    let agencies = match &args.agencies {
        None => args.agency.iter().cloned().collect(),
        Some(list) => {
            let text = files::read_text(list, NamedBy::CommandLine, limits::LIST)?;
            text.trim_start_matches('\u{FEFF}')
                .lines()
                .map(str::trim)
                .filter(|l| !l.is_empty())
                .map(str::to_owned)
                .collect()
        }
    };
    let bytes = write_workbook(&WorkbookOptions { form, agencies, year })?;
    let Some(out) = out else { return output::data(&bytes).map(|()| Status::Clean) };
    create_new(out, &bytes)?;
    output::remark(&format!(
        "已写好 {0}，填好后用 nianbao check {0} 核对，用 nianbao build {0} 生成",
        out.display()
    ));
    Ok(Status::Clean)
}

/// Writes a register to keep. Never overwrites an existing file.
#[cfg(feature = "spreadsheet")]
fn register(form: Arc<Form>, year: u16, out: Option<&Path>) -> Result<Status, Failure> {
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
