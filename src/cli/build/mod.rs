//! `nianbao build`.

mod index;
mod reporter;
mod worker;

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::args::{BuildArgs, Output};
use super::{Failure, Status, output, previous};
use crate::date::Date;
use crate::files::NamedBy;
use crate::form::Forms;
use crate::pipeline::inputs::{self, Input, Takes, Wanted};
use crate::pipeline::{BuildOptions, ChartPage, Format, OnErrors, Pipeline};
use crate::publish::supervisor::{self, Order, ReportError, Supervisor, SupervisorError, Update};
use crate::publish::workers::in_order;
use crate::publish::{Publisher, Rebuild, Target};
#[cfg(feature = "docx")]
use crate::render::docx::{Controls, DocxOptions};
#[cfg(feature = "pdf")]
use crate::render::pdf::PdfOptions;

use self::reporter::Reporter;
use crate::templates::Templates;

/// Builds every file. One with errors does not stop the others, nor does one that never ends or takes its
/// process with it.
pub fn run(args: &BuildArgs) -> Result<Status, Failure> {
    if worker::is_one() {
        return worker::run(args);
    }
    let templates = args.look.templates()?;
    let forms = templates.forms.clone();
    let all = inputs::expand(Wanted {
        takes: Takes::DataFiles,
        arguments: &args.files,
        list: args.files_from.as_deref(),
        pattern: args.pattern.as_deref(),
        forms: Some(&forms),
    })?;
    let (target, formats) = Target::of(args.out.as_deref(), args.to.clone(), all.len())?;
    if target == Target::Stdout && args.mode != Output::Human {
        return Err(Failure::Because(
            "-o - 已把报告写到标准输出，不能再用 --output 把结果写到那里；去掉其中一个".to_owned(),
        ));
    }
    let stop = interrupted()?;
    // It reads the faces while names are compared here.
    let supervisor = if all.len() > 1 { supervisor(args)? } else { None };
    if all.len() > 1 {
        // All of them, whatever the shard: two shards must not write one file either.
        target.refuse_clashes(&all, jobs(args), &stop, &forms)?;
    }
    let count = all.len();
    let inputs = inputs::shard(all, args.shard, &forms);
    let run = BuildRun { args, count, inputs: &inputs, target, stop: &stop };
    match supervisor {
        Some(supervisor) => run.in_worker_process(supervisor, forms),
        None => run.in_this_process(templates, formats),
    }
}

/// A worker process for a run over many reports. None, with a notice, where the system starts none: the
/// reports are made in this process then. So are those of a run whose --previous is standard input or a pipe,
/// which a second worker process could not read again.
fn supervisor(args: &BuildArgs) -> Result<Option<Supervisor>, Failure> {
    if args.previous.iter().any(|path| inputs::is_read_here(path, NamedBy::CommandLine)) {
        return Ok(None);
    }
    match worker::command().and_then(Supervisor::start) {
        Ok(supervisor) => Ok(Some(supervisor)),
        Err(error @ SupervisorError::Start(_)) => {
            output::notice(format!("{error}；在本进程里生成，没有时限，一份使程序异常结束时其余也会中断"));
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

/// The reports of a run, before they are made.
struct BuildRun<'a> {
    args: &'a BuildArgs,
    /// How many reports all shards have together.
    count: usize,
    inputs: &'a [Input],
    target: Target,
    stop: &'a Arc<AtomicBool>,
}

impl BuildRun<'_> {
    fn in_worker_process(self, mut supervisor: Supervisor, forms: Forms) -> Result<Status, Failure> {
        let Self { args, inputs, target, stop, .. } = self;
        let ready = supervisor.ready()?;
        ready.notices.iter().cloned().for_each(output::notice);
        target.remove_stale_temp_files(inputs);
        let mut reporter = Reporter::new(args, forms, inputs.len())?;
        let order = Order { inputs, time_limit: time_limit(args), stop };
        let mut summary = supervisor.run(order, ready, |update| match update {
            Update::Report { index, outcome, ms } => {
                let outcome = outcome.map(|done| *done).map_err(Failure::from);
                reporter.report(&inputs[index], outcome, ms)
            }
            Update::Notice(notice) => {
                reporter.notice(&notice);
                Ok(())
            }
        })?;
        if summary.lost > 0 {
            target.remove_stale_temp_files(inputs);
        }
        let failure = summary.failure.take();
        let status = reporter.finish(inputs.len() - summary.delivered)?;
        failure.map_or(Ok(status), |error| Err(error.into()))
    }

    /// One report, or many where no process can be started for them.
    fn in_this_process(self, templates: Templates, formats: Vec<Format>) -> Result<Status, Failure> {
        let Self { args, count, inputs, target, stop } = self;
        let (pipeline, notices) = pipeline(args, templates, formats, count)?;
        notices.into_iter().for_each(output::notice);
        target.remove_stale_temp_files(inputs);
        let mut reporter = Reporter::new(args, pipeline.forms().clone(), inputs.len())?;
        let rebuild = rebuild(args);
        let quiet = QuietPanics::begin();
        let mut synced = Ok(());
        let done = if let [input] = inputs {
            let (started, own) = (Instant::now(), input.clone());
            let publish = move || {
                let publisher = Publisher::new(&pipeline, &target, rebuild);
                let outcome = publisher.publish(&own);
                let ms = started.elapsed().as_secs_f64() * 1000.0;
                (outcome.map_err(Failure::from), ms, publisher.finish())
            };
            let limit = time_limit(args);
            match supervisor::single(limit, stop, publish) {
                Some(result) => {
                    let gave_up = |error: ReportError| (Err(error.into()), 0.0, Ok(()));
                    let (outcome, ms, finished) = result.unwrap_or_else(gave_up);
                    synced = finished;
                    reporter.report(input, outcome, ms)?;
                    1
                }
                None => 0,
            }
        } else {
            let publisher = Publisher::new(&pipeline, &target, rebuild);
            let publish = |index: usize| {
                let started = Instant::now();
                let outcome = publisher.publish(&inputs[index]);
                (outcome, started.elapsed().as_secs_f64() * 1000.0)
            };
            let done = in_order(inputs.len(), jobs(args), stop, publish, |index, result| {
                let (outcome, ms) = result.map_or_else(
                    |panic| (Err(panic.into()), 0.0),
                    |(done, ms)| (done.map_err(Failure::from), ms),
                );
                reporter.report(&inputs[index], outcome, ms)
            })?;
            synced = publisher.finish();
            done
        };
        drop(quiet);
        let status = reporter.finish(inputs.len() - done)?;
        synced?;
        Ok(status)
    }
}

fn jobs(args: &BuildArgs) -> NonZeroUsize {
    args.jobs.or(std::thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN)
}

fn time_limit(args: &BuildArgs) -> Option<Duration> {
    (args.time_limit > 0).then(|| Duration::from_secs(args.time_limit))
}

fn rebuild(args: &BuildArgs) -> Rebuild {
    if args.force { Rebuild::All } else { Rebuild::Changed }
}

/// What reads, checks and renders the reports of a run over so many, in whichever process that is done, and
/// what the user should know of it.
fn pipeline(
    args: &BuildArgs,
    templates: Templates,
    formats: Vec<Format>,
    count: usize,
) -> Result<(Pipeline, Vec<String>), Failure> {
    let options = options(args, templates, formats, jobs(args))?;
    let mut notices = Vec::new();
    let pipeline = Pipeline::new(options)?;
    let pipeline =
        previous::attach(pipeline, &args.files, &args.previous, count, |notice| notices.push(notice))?;
    let faces = pipeline.fonts().map(|fonts| fonts.notices()).unwrap_or_default();
    notices.extend(faces.iter().map(ToString::to_string));
    Ok((pipeline, notices))
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
pub fn epoch() -> Result<Option<Date>, Failure> {
    let Some(text) = std::env::var_os("SOURCE_DATE_EPOCH").filter(|t| !t.is_empty()) else { return Ok(None) };
    let seconds = text.to_str().and_then(|t| t.parse::<i64>().ok());
    let date = seconds.and_then(|s| time::OffsetDateTime::from_unix_timestamp(s).ok());
    let date = date.and_then(|d| Date::new(u16::try_from(d.year()).ok()?, d.month().into(), d.day()));
    date.map(Some).ok_or_else(|| {
        Failure::Because(format!("环境变量 SOURCE_DATE_EPOCH 应当是秒数，这里是“{}”", text.to_string_lossy()))
    })
}

/// Becomes true with the first Ctrl-C (or SIGTERM, SIGHUP): reports that are begun are finished, if they do
/// not take longer than some seconds. The second one ends the program at once; no file is half written even
/// then.
fn interrupted() -> Result<Arc<AtomicBool>, Failure> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = stop.clone();
    let handler = move || {
        if flag.swap(true, Ordering::Relaxed) {
            // A worker process ends with this one, as its standard input does.
            std::process::exit(Status::Failed as i32);
        }
    };
    ctrlc::set_handler(handler).map_err(|e| Failure::Because(format!("不能处理 Ctrl-C：{e}")))?;
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
