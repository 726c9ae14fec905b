//! `nianbao build`.

mod index;
mod reporter;

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use super::args::BuildArgs;
use super::{Failure, Status, output, previous};
use crate::date::Date;
use crate::pipeline::inputs::{self, Wanted};
use crate::pipeline::{BuildOptions, ChartPage, Format, OnErrors, Pipeline};
use crate::publish::workers::in_order;
use crate::publish::{Publisher, Rebuild, Target};
#[cfg(feature = "docx")]
use crate::render::docx::{Controls, DocxOptions};
#[cfg(feature = "pdf")]
use crate::render::pdf::PdfOptions;

use self::reporter::Reporter;
use crate::templates::Templates;

/// Builds every file. One with errors does not stop the others.
pub fn run(args: &BuildArgs) -> Result<Status, Failure> {
    let templates = args.look.templates()?;
    let forms = templates.forms.clone();
    let all = inputs::expand(Wanted {
        arguments: &args.files,
        list: args.files_from.as_deref(),
        pattern: args.pattern.as_deref(),
        forms: Some(&forms),
    })?;
    let (target, formats) = Target::of(args.out.as_deref(), args.to.clone(), all.len())?;
    let jobs = args.jobs.or(std::thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN);
    let stop = interrupted()?;
    if all.len() > 1 {
        // All of them, whatever the shard: two shards must not write one file either.
        target.refuse_clashes(&all, jobs, &stop, &forms)?;
    }
    let count = all.len();
    let inputs = inputs::shard(all, args.shard, &forms);
    let pipeline = Pipeline::new(options(args, templates, formats, jobs)?)?;
    let pipeline = previous::attach(pipeline, &args.files, &args.previous, count)?;
    for notice in pipeline.fonts().map(|fonts| fonts.notices()).unwrap_or_default() {
        output::say(&format!("提示：{notice}"));
    }
    target.remove_stale_temp_files(&inputs);
    let rebuild = if args.force { Rebuild::All } else { Rebuild::Changed };
    let publisher = Publisher::new(&pipeline, &target, rebuild);
    let mut reporter = Reporter::new(args, inputs.len())?;
    let quiet = QuietPanics::begin();
    let done = in_order(
        inputs.len(),
        jobs,
        &stop,
        |index| {
            let started = Instant::now();
            let outcome = publisher.publish(&inputs[index]);
            (outcome, started.elapsed().as_secs_f64() * 1000.0)
        },
        |index, result| {
            let (outcome, ms) = result.map_or_else(
                |panic| (Err(panic.into()), 0.0),
                |(done, ms)| (done.map_err(Failure::from), ms),
            );
            reporter.report(&inputs[index], outcome, ms)
        },
    )?;
    drop(quiet);
    let synced = publisher.finish();
    let status = reporter.finish(inputs.len() - done)?;
    synced?;
    Ok(status)
}

#[cfg_attr(not(feature = "pdf"), allow(unused_variables, reason = "only the PDF engine shares its memory"))]
fn options(
    args: &BuildArgs,
    templates: Templates,
    formats: Vec<Format>,
    jobs: NonZeroUsize,
) -> Result<BuildOptions, Failure> {
    Ok(BuildOptions {
        formats,
        on_errors: if args.draft { OnErrors::Draft } else { OnErrors::Refuse },
        fonts: args.look.faces.options(),
        #[cfg(feature = "pdf")]
        pdf: PdfOptions {
            memory: jobs.get() + 2,
            standards: match &args.pdf_standard {
                Some(standards) => standards.iter().flatten().copied().collect(),
                None => PdfOptions::default().standards,
            },
        },
        #[cfg(feature = "docx")]
        docx: DocxOptions::default().controls(if args.controls { Controls::Figures } else { Controls::None }),
        date: epoch()?,
        chart: if args.chart { ChartPage::Year } else { ChartPage::None },
        templates,
    })
}

/// The date of SOURCE_DATE_EPOCH (https://reproducible-builds.org/specs/source-date-epoch/), in UTC.
fn epoch() -> Result<Option<Date>, Failure> {
    let Some(text) = std::env::var_os("SOURCE_DATE_EPOCH").filter(|t| !t.is_empty()) else { return Ok(None) };
    let seconds = text.to_str().and_then(|t| t.parse::<i64>().ok());
    let date = seconds.and_then(|s| time::OffsetDateTime::from_unix_timestamp(s).ok());
    let date = date.and_then(|d| Date::new(u16::try_from(d.year()).ok()?, d.month().into(), d.day()));
    date.map(Some).ok_or_else(|| {
        Failure(format!("环境变量 SOURCE_DATE_EPOCH 应当是秒数，这里是“{}”", text.to_string_lossy()))
    })
}

/// Becomes true with the first Ctrl-C (or SIGTERM, SIGHUP): reports that are begun are finished. The second
/// one ends the program at once; no file is half written even then.
fn interrupted() -> Result<Arc<AtomicBool>, Failure> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = stop.clone();
    let handler = move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(Status::Failed as i32);
        }
    };
    ctrlc::set_handler(handler).map_err(|e| Failure(format!("不能处理 Ctrl-C：{e}")))?;
    Ok(stop)
}

type Hook = Box<dyn Fn(&std::panic::PanicHookInfo<'_>) + Sync + Send>;

/// While this value exists, panics are not printed: each is reported as the failure of its report.
struct QuietPanics(Option<Hook>);

impl QuietPanics {
    fn begin() -> Self {
        let usual = std::panic::take_hook();
        if std::env::var_os("RUST_BACKTRACE").is_some() {
            std::panic::set_hook(usual);
            return Self(None);
        }
        std::panic::set_hook(Box::new(|_| {}));
        Self(Some(usual))
    }
}

impl Drop for QuietPanics {
    fn drop(&mut self) {
        if let Some(usual) = self.0.take() {
            std::panic::set_hook(usual);
        }
    }
}
