//! `nianbao watch`.
//!
//! # How it works
//! Files are looked at again and again: that works on every file system, network drives included, and for
//! editors that replace a file instead of writing into it. Three groups are watched:
//!
//! 1. the data files or tables themselves: one that has changed is built again;
//! 2. last year's file of each, as its data file names it: its report is checked again;
//! 3. what all share: templates, faces, the reports of `--previous`. When they change, everything is read
//!    anew.
//!
//! A file counts as changed when it has changed and then stayed the same for one look, so that a file that is
//! being written is left to be finished. What fails all the same (a table that Excel still holds, a file half
//! copied) is tried again after a while, and its error is printed once.

mod files;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use self::files::{Compare, Files, New, data_files_of, files_below};
use super::args::{Output, WatchArgs};
use super::findings::Printer;
use super::{Failure, Status, desktop, output, previous};
use crate::pipeline::inputs::{self, Input, Wanted};
use crate::pipeline::{BuildOptions, LastYear, OnErrors, Pipeline};
use crate::printing::human;
use crate::publish::{Published, Publisher, Rebuild, Target};

/// Between two looks.
const INTERVAL: Duration = Duration::from_millis(200);
/// After how many looks what failed is tried again: three seconds.
const RETRY: u32 = 15;

/// Builds whatever changes; errors are shown and the last good outputs stay. Ends with Ctrl-C.
pub fn run(args: &WatchArgs) -> Result<Status, Failure> {
    output::remark(&format!("正在看着 {}，存盘后自动生成；按 Ctrl-C 结束", args.file.display()));
    let mut watch = Watch::new(args);
    // What the templates or options have wrong at the start is a mistake of the command.
    watch.pipeline = Some(watch.new_pipeline()?);
    loop {
        watch.look();
        std::thread::sleep(INTERVAL);
    }
}

/// What is watched, and how it was when it was last built.
struct Watch<'a> {
    args: &'a WatchArgs,
    target: Target,
    pipeline: Option<Pipeline>,
    /// Templates, faces, the reports of `--previous`.
    shared: Files,
    /// Data files or tables.
    data: Files,
    /// Last year's files.
    last_years: Files,
    /// Of each data file, those of last year that it was compared with.
    compared: BTreeMap<PathBuf, Vec<PathBuf>>,
    /// What failed, with the error that was printed and the looks until it is tried again.
    failed: BTreeMap<PathBuf, (String, u32)>,
    is_missing: bool,
    is_opened: bool,
}

impl<'a> Watch<'a> {
    fn new(args: &'a WatchArgs) -> Self {
        Self {
            args,
            target: args.out.clone().map_or(Target::Beside, Target::Folder),
            pipeline: None,
            shared: Files::new(Compare::Time, New::KnownAtFirst),
            data: Files::new(Compare::Content, New::Changed),
            last_years: Files::new(Compare::Content, New::Known),
            compared: BTreeMap::new(),
            failed: BTreeMap::new(),
            is_missing: false,
            is_opened: !args.open,
        }
    }

    fn new_pipeline(&self) -> Result<Pipeline, Failure> {
        let args = self.args;
        let options = BuildOptions {
            formats: args.to.clone(),
            on_errors: if args.draft { OnErrors::Draft } else { OnErrors::Refuse },
            fonts: args.look.faces.options(),
            templates: args.look.templates()?,
            ..BuildOptions::default()
        };
        let arguments = std::slice::from_ref(&args.file);
        let count = if self.is_single() { 1 } else { usize::MAX };
        previous::attach(Pipeline::new(options)?, arguments, &args.previous, count, output::notice)
    }

    /// True for one data file.
    fn is_single(&self) -> bool {
        !self.args.file.is_dir() && !inputs::is_table(&self.args.file)
    }

    /// Looks at everything once and builds what has changed.
    fn look(&mut self) {
        let look = &self.args.look;
        let shared = look.template.iter().chain(&look.faces.font_path).chain(&self.args.previous);
        let shared = shared.chain(&self.args.pattern).flat_map(|path| files_below(path));
        if !self.shared.changed(shared).is_empty() {
            match self.new_pipeline() {
                Ok(pipeline) => {
                    self.pipeline = Some(pipeline);
                    self.data.forget();
                }
                Err(failure) => output::say(&format!("错误：{failure}；改好后自动再试")),
            }
        }
        let Some(files) = self.data_files() else {
            // It is new when it comes back.
            self.data.changed([]);
            return;
        };
        let last_years = self.last_years.changed(self.compared.values().flatten().cloned());
        let mut changed = self.data.changed(files.iter().cloned());
        changed.retain(|file| files.contains(file));
        let is_due = |file: &&PathBuf| {
            let compared = self.compared.get(*file);
            compared.is_some_and(|paths| paths.iter().any(|path| last_years.contains(path)))
                || self.failed.get(*file).is_some_and(|(_, looks)| *looks == 0)
        };
        changed.extend(files.iter().filter(is_due).cloned());
        self.failed.values_mut().for_each(|(_, looks)| *looks = looks.saturating_sub(1));
        changed.sort();
        changed.dedup();
        if !changed.is_empty() {
            self.build(&files, &changed);
        }
    }

    /// The data files or tables that there are now; none, with a sentence the first time, where there is
    /// nothing.
    fn data_files(&mut self) -> Option<Vec<PathBuf>> {
        let files = data_files_of(&self.args.file);
        if files.is_empty() && !self.is_missing {
            let file = self.args.file.display();
            let what = if self.args.file.is_dir() { "里还没有数据文件" } else { "不在" };
            output::say(&format!("错误：{file} {what}；等它出现，按 Ctrl-C 结束"));
        }
        self.is_missing = files.is_empty();
        (!self.is_missing).then_some(files)
    }

    /// Builds the reports of files that have changed, unless two of all would have one name.
    fn build(&mut self, all: &[PathBuf], changed: &[PathBuf]) {
        let Some(pipeline) = self.pipeline.take() else { return };
        let target = self.target.clone();
        let publisher = Publisher::new(&pipeline, &target, Rebuild::Changed);
        let (forms, stop) = (pipeline.forms(), AtomicBool::new(false));
        let inputs = |files: &[PathBuf]| {
            let pattern = self.args.pattern.as_deref();
            inputs::expand(Wanted { arguments: files, pattern, forms: Some(forms), ..Wanted::default() })
        };
        let data: Vec<PathBuf> = all.iter().filter(|file| !inputs::is_table(file)).cloned().collect();
        if data.len() > 1
            && let Ok(inputs) = inputs(&data)
            && let Err(error) = self.target.refuse_clashes(&inputs, NonZeroUsize::MIN, &stop, forms)
        {
            output::say(&format!("错误：{error}"));
            self.pipeline = Some(pipeline);
            return;
        }
        for file in changed {
            let result = match inputs(std::slice::from_ref(file)) {
                Ok(inputs) => self.build_file(&publisher, file, &inputs),
                Err(error) => Err(error.into()),
            };
            self.remember(file, result);
        }
        if let Err(error) = publisher.finish() {
            output::say(&format!("错误：{error}"));
        }
        drop(publisher);
        self.pipeline = Some(pipeline);
    }

    fn build_file(
        &mut self,
        publisher: &Publisher<'_>,
        file: &Path,
        inputs: &[Input],
    ) -> Result<(), Failure> {
        let mut compared = Vec::new();
        for input in inputs {
            let started = Instant::now();
            let published = publisher.publish(input)?;
            let (path, was_there) = match &published.last_year {
                LastYear::Compared { file, .. } => (Some(file), true),
                LastYear::Refused { file } => (file.as_ref(), false),
                _ => (None, false),
            };
            if let Some(path) = path.map(PathBuf::from) {
                self.last_years.add(&path, was_there);
                compared.push(path);
            }
            self.report(input, &published, started.elapsed(), inputs.len())?;
        }
        self.compared.insert(file.to_path_buf(), compared);
        Ok(())
    }

    /// Notes what failed, and prints its error if it is a new one.
    fn remember(&mut self, file: &Path, result: Result<(), Failure>) {
        let Err(failure) = result else {
            self.failed.remove(file);
            return;
        };
        let message = failure.to_string();
        if self.failed.get(file).is_none_or(|(printed, _)| *printed != message) {
            output::say_error(&file.display().to_string(), &message);
        }
        self.failed.insert(file.to_path_buf(), (message, RETRY));
    }

    /// Shows what became of a report. Where there are many, those that are up to date are passed over.
    fn report(
        &mut self,
        input: &Input,
        published: &Published,
        took: Duration,
        count: usize,
    ) -> Result<(), Failure> {
        let printer = Printer::beside_results(Output::Human);
        printer.print(published.about(), &published.findings, published.shown.as_deref())?;
        let subject = input.subject(published.agency.as_deref());
        if !published.findings.is_empty() {
            output::remark(&format!("{subject}：{}", human::summary(&published.findings)));
        }
        if let LastYear::Compared { note: Some(note), .. } | LastYear::NoMatch { note } = &published.last_year
        {
            output::remark(&format!("{subject}：{note}"));
        }
        for path in &published.kept {
            let path = path.display();
            output::say(&format!("{path} 生成后被人工改过，没有覆盖；先移走它，或用 nianbao build --force"));
        }
        let ms = took.as_millis();
        for path in &published.written {
            output::remark(&format!("已生成 {}（{ms} 毫秒）", path.display()));
        }
        if count == 1 && self.data.len() == 1 {
            published.current.iter().for_each(|path| output::remark(&format!("已是最新 {}", path.display())));
        }
        if let (false, Some(first)) =
            (self.is_opened, published.written.iter().chain(&published.current).next())
        {
            desktop::open(first);
            self.is_opened = true;
        }
        Ok(())
    }
}
