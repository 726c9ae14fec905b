//! `nianbao build`.

mod index;
mod target;
mod teller;

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use super::args::BuildArgs;
use super::{Failure, Status, output};
use crate::files::reason;
use crate::pipeline::inputs::{self, Input, Wanted};
use crate::pipeline::{BuildOptions, Builder, Built, Format, OnErrors, Picture};
use crate::publish::manifest::{self, State};
use crate::publish::workers::{Panicked, in_order};
use crate::render::docx::{Controls, DocxOptions};
use crate::render::pdf::PdfOptions;
use crate::report;
use crate::rules::CheckOptions;
use crate::yaml::Source;

use self::target::Target;
use self::teller::Teller;

/// Builds every file; a bad one stops none of the others.
pub fn run(args: &BuildArgs) -> Result<Status, Failure> {
    let all = inputs::expand(Wanted {
        arguments: &args.files,
        list: args.files_from.as_deref(),
        pattern: args.pattern.as_deref(),
    })?;
    let (target, formats) = Target::of(args, all.len())?;
    let jobs = args.jobs.or(std::thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN);
    let stop = interrupted()?;
    if all.len() > 1 {
        // All of them, whatever the shard: two shards must not write one file either.
        target.refuse_clashes(&all, jobs, &stop)?;
    }
    let inputs = inputs::shard(all, args.shard);
    let builder = Builder::new(options(args, formats, jobs)?)?;
    for notice in builder.fonts().notices() {
        output::say(&format!("提示：{notice}"));
    }
    target.sweep(&inputs);
    let worker = Worker { builder: &builder, target: &target, args };
    let mut teller = Teller::new(args, inputs.len())?;
    let quiet = QuietPanics::begin();
    let done = in_order(
        inputs.len(),
        jobs,
        &stop,
        |index| {
            let started = Instant::now();
            let outcome = worker.one(&inputs[index]);
            (outcome, started.elapsed().as_secs_f64() * 1000.0)
        },
        |index, result| {
            let (outcome, ms) =
                result.unwrap_or_else(|Panicked(text)| (Err(Failure(format!("程序内部出错：{text}"))), 0.0));
            teller.tell(&inputs[index].name(), outcome, ms)
        },
    )?;
    drop(quiet);
    teller.finish(inputs.len() - done)
}

fn options(args: &BuildArgs, formats: Vec<Format>, jobs: NonZeroUsize) -> Result<BuildOptions, Failure> {
    let standards = match &args.pdf_standard {
        Some(standards) => standards.iter().flatten().copied().collect(),
        None => PdfOptions::default().standards,
    };
    Ok(BuildOptions {
        formats,
        on_errors: on_errors(args),
        fonts: args.look.faces.options(),
        pdf: PdfOptions { memory: jobs.get() + 2, standards },
        docx: DocxOptions::default().controls(if args.controls { Controls::Figures } else { Controls::None }),
        date: epoch()?,
        picture: if args.chart { Picture::Year } else { Picture::None },
        templates: args.look.templates()?,
    })
}

fn on_errors(args: &BuildArgs) -> OnErrors {
    if args.draft { OnErrors::Draft } else { OnErrors::Refuse }
}

/// The date of SOURCE_DATE_EPOCH (https://reproducible-builds.org/specs/source-date-epoch/), in UTC.
fn epoch() -> Result<Option<(u16, u8, u8)>, Failure> {
    let Some(text) = std::env::var_os("SOURCE_DATE_EPOCH").filter(|t| !t.is_empty()) else { return Ok(None) };
    let seconds = text.to_str().and_then(|t| t.parse::<i64>().ok());
    let date = seconds.and_then(|s| time::OffsetDateTime::from_unix_timestamp(s).ok());
    let date = date.and_then(|d| Some((u16::try_from(d.year()).ok()?, u8::from(d.month()), d.day())));
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

/// While it lives a panic prints nothing: it is told as the failure of its report.
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

/// What became of a data file.
#[derive(Default)]
struct Done {
    built: Option<Built>,
    source: Option<Arc<Source>>,
    /// Outputs written.
    written: Vec<PathBuf>,
    /// Outputs that were up to date.
    current: Vec<PathBuf>,
    /// Outputs left alone because somebody has edited them.
    kept: Vec<PathBuf>,
    /// Copies of edited outputs that were replaced.
    copies: Vec<PathBuf>,
    /// Its errors forbid outputs.
    refused: bool,
}

struct Worker<'a> {
    builder: &'a Builder,
    target: &'a Target,
    args: &'a BuildArgs,
}

impl Worker<'_> {
    /// Reads, checks and, where something is to be made anew, renders one data file.
    fn one(&self, input: &Input) -> Result<Done, Failure> {
        let refused = |built, source| Done { built: Some(built), source, refused: true, ..Done::default() };
        let opened = match input.open()? {
            Ok(opened) => opened,
            Err(finding) => return Ok(refused(Built::refused(vec![*finding]), None)),
        };
        let source = opened.source.clone();
        let (report, findings) = report::read(source.clone());
        let Some(report) = report else {
            return Ok(refused(Built::refused(opened.placed(findings)), opened.shown()));
        };
        let previous = inputs::previous(self.args.previous.as_deref(), &report)?;
        let mut built = self.builder.examine(
            &report,
            findings,
            &CheckOptions { previous: previous.as_ref(), ..CheckOptions::default() },
        );
        built.findings = opened.placed(built.findings);
        let (true, Some(name)) = (built.may_be_built(on_errors(self.args)), built.name.clone()) else {
            return Ok(refused(built, opened.shown()));
        };
        let mut done = Done { source: opened.shown(), ..Done::default() };
        let mut formats = Vec::new();
        for &format in self.builder.formats() {
            // How many pictures there are is known when they are made.
            let path =
                (format != Format::Png).then(|| self.target.path(input, &name, format.ending())).flatten();
            match self.state(
                path.as_deref(),
                &self.builder.recipe(&source, previous.as_ref().map(|p| &*p.source), format),
            )? {
                State::Current => done.current.extend(path),
                State::Edited => done.kept.extend(path),
                State::Missing | State::Stale => formats.push(format),
            }
        }
        let rendered = if formats.is_empty() {
            Vec::new()
        } else {
            self.builder.render_report(&report, previous.as_ref(), &formats)?
        };
        let mut outputs = Vec::new();
        for made in &rendered {
            let recipe = self.builder.recipe(&source, previous.as_ref().map(|p| &*p.source), made.format);
            match self.target.path(input, &name, &made.ending) {
                None => output::data(&made.bytes)?,
                Some(path) if self.state(Some(&path), &recipe)? == State::Edited => done.kept.push(path),
                Some(path) => outputs.push(manifest::Output { path, bytes: &made.bytes, recipe }),
            }
        }
        done.copies = manifest::publish(&outputs)?;
        done.written = outputs.into_iter().map(|o| o.path).collect();
        done.built = Some(built);
        Ok(done)
    }

    /// How an output stands; with `--force` none is current and none is kept.
    fn state(&self, path: Option<&Path>, recipe: &blake3::Hash) -> Result<State, Failure> {
        match path {
            Some(path) if !self.args.force => manifest::state(path, recipe)
                .map_err(|e| Failure(format!("{} 读不了：{}", path.display(), reason(&e)))),
            _ => Ok(State::Missing),
        }
    }
}
