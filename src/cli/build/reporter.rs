//! Reports the progress of a run: to people as lines or a progress bar, to programs as one JSON object for
//! each data file.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressState, ProgressStyle};
use serde_json::{Value as Json, json};

use super::super::args::{BuildArgs, Output};
use super::super::findings::{self, Deny, Printer};
use super::super::previous::Unmatched;
use super::super::{Failure, Status, output};
use super::index::Index;
use crate::form::Forms;
use crate::pipeline::LastYear;
use crate::pipeline::inputs::Input;
use crate::printing::{About, human, json};
use crate::publish::Published;
use crate::report::Identity;

/// Counts what becomes of the data files of a run, and reports it.
pub struct Reporter {
    mode: Output,
    printer: Printer,
    deny: Deny,
    /// The forms of the run, to find out whose a report is that could not be made.
    forms: Forms,
    count: usize,
    bar: Option<ProgressBar>,
    index: Option<Index>,
    status: Status,
    built: usize,
    current: usize,
    kept: usize,
    reported: usize,
    failures: Vec<String>,
    unmatched: Unmatched,
}

impl Reporter {
    /// For a run over so many data files.
    pub fn new(args: &BuildArgs, forms: Forms, count: usize) -> Result<Self, Failure> {
        let has_bar = args.mode == Output::Human && count > 1 && !output::is_quiet();
        let bar = (has_bar && std::io::stderr().is_terminal()).then(|| bar(count));
        let index = args.index.as_deref().map(Index::new).transpose()?;
        Ok(Self {
            mode: args.mode,
            printer: Printer::beside_results(args.mode),
            forms,
            deny: if args.deny_warnings { Deny::Warnings } else { Deny::Errors },
            count,
            bar: bar.transpose()?,
            index,
            status: Status::Clean,
            built: 0,
            current: 0,
            kept: 0,
            reported: 0,
            failures: Vec::new(),
            unmatched: Unmatched::default(),
        })
    }

    /// Reports what became of a data file.
    pub fn report(
        &mut self,
        input: &Input,
        outcome: Result<Published, Failure>,
        ms: f64,
    ) -> Result<(), Failure> {
        self.reported += 1;
        if let Ok(done) = &outcome {
            done.stdout.iter().try_for_each(|output| output::data(&output.bytes))?;
        }
        // What could not be made still has an owner, who is to be found.
        let identity = match &outcome {
            Ok(_) => None,
            Err(_) => input.identity(&self.forms).ok().flatten(),
        };
        let whose = match (&outcome, &identity) {
            (Ok(done), _) => done.about(),
            (Err(_), identity) => {
                let agency = identity.as_ref().map(Identity::agency);
                About::default().agency(agency).year(identity.as_ref().map(Identity::year)).row(input.row())
            }
        };
        let subject = input.subject(whose.agency);
        let word = match &outcome {
            Err(failure) => {
                self.failures.push(format!("{subject}：{failure}"));
                self.status = Status::Failed;
                "failed"
            }
            Ok(done) => {
                let findings = &done.findings;
                self.status = self.status.max(findings::verdict(findings, self.deny));
                if self.deny == Deny::Warnings && !done.kept.is_empty() {
                    self.status = self.status.max(Status::Findings);
                }
                self.kept += done.kept.len();
                if done.refused {
                    self.failures.push(format!("{subject}：{}", human::summary(findings)));
                    "failed"
                } else if done.written.is_empty() && !(done.current.is_empty() && done.kept.is_empty()) {
                    self.current += 1;
                    "skipped"
                } else {
                    self.built += 1;
                    "built"
                }
            }
        };
        let note = outcome.as_ref().ok().and_then(|done| self.unmatched.add(&subject, &done.last_year));
        let note = note.map(str::to_owned);
        if let Some(index) = &mut self.index {
            index.row(input, whose.agency, word, &outcome);
        }
        if self.mode == Output::Json {
            return self.written(line(input, whose, word, &outcome, ms));
        }
        match &self.bar {
            None => self.say(&subject, note.as_deref(), outcome),
            Some(bar) => {
                if !self.failures.is_empty() {
                    bar.set_message(format!("，失败 {}", self.failures.len()));
                }
                bar.inc(1);
                bar.suspend(|| self.say(&subject, note.as_deref(), outcome))
            }
        }
    }

    /// What comes of a result that nobody reads: the run ends, as whoever wanted it has gone, and unless it
    /// was the last one that is no success, as reports are left out.
    fn written(&self, result: Result<(), Failure>) -> Result<(), Failure> {
        match result {
            Err(Failure::Unread) if self.reported < self.count => Err(Failure::Because(format!(
                "{}，余下的没有做完；再次运行同一命令，会接着做",
                Failure::Unread
            ))),
            Err(Failure::Unread) => Ok(()),
            result => result,
        }
    }

    /// Says something beside the results.
    pub fn notice(&self, text: &str) {
        match &self.bar {
            None => output::say(text),
            Some(bar) => bar.suspend(|| output::say(text)),
        }
    }

    /// Prints it for people; with a progress bar, only if it needs their attention.
    fn say(
        &self,
        name: &str,
        note: Option<&str>,
        outcome: Result<Published, Failure>,
    ) -> Result<(), Failure> {
        let done = match outcome {
            Err(failure) => {
                output::say_error(name, &failure.to_string());
                return Ok(());
            }
            Ok(done) => done,
        };
        self.written(self.printer.print(done.about(), &done.findings, done.shown.as_deref()))?;
        if !done.findings.is_empty() {
            output::remark(&format!("{name}：{}", human::summary(&done.findings)));
        }
        if let Some(note) = note {
            output::remark(&format!("{name}：{note}"));
        }
        if done.refused {
            output::say(&format!("{name}：有错误，没有生成。改正后再试；要先看样子，加 --draft"));
        }
        for path in &done.kept {
            let path = path.display();
            output::say(&format!(
                "{path} 生成后被人工改过，没有覆盖；要重新生成，加 --force（改过的会另存为 .bak）"
            ));
        }
        for path in &done.copies {
            output::say(&format!("原有的文件不是这里生成的，或者人工改过，已另存为 {}", path.display()));
        }
        if self.bar.is_none() {
            let counter =
                if self.count > 1 { format!("[{}/{}] ", self.reported, self.count) } else { String::new() };
            for path in &done.written {
                output::remark(&format!("{counter}已生成 {}", path.display()));
            }
            for path in &done.current {
                output::remark(&format!("{counter}已是最新 {}", path.display()));
            }
        }
        Ok(())
    }

    /// Reports how the run ended; `left` data files were not begun.
    pub fn finish(mut self, left: usize) -> Result<Status, Failure> {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        if left > 0 {
            self.status = Status::Failed;
        }
        let mut counts =
            format!("生成 {} 份，已是最新 {} 份，失败 {} 份", self.built, self.current, self.failures.len());
        if self.kept > 0 {
            counts.push_str(&format!("，人工改过而没有覆盖的文件 {} 个", self.kept));
        }
        if let Some(index) = self.index.take() {
            let mut totals = vec![format!("共 {} 份", self.count)];
            totals.extend(counts.split('，').map(str::to_owned));
            totals.extend(self.unmatched.count().map(|count| format!("没有与上年核对 {count} 份")));
            totals.extend((left > 0).then(|| format!("没有做 {left} 份")));
            index.write(&totals)?;
        }
        if self.mode != Output::Json && self.count > 1 {
            output::remark(&format!("共 {} 份：{counts}", self.count));
            if !self.failures.is_empty() {
                output::remark(&format!("失败的是：\n  {}", self.failures.join("\n  ")));
            }
            if let Some(unmatched) = self.unmatched.summary() {
                output::remark(&unmatched);
            }
        }
        if left > 0 {
            output::say(&format!("已中止，还有 {left} 份没有做；再次运行同一命令，会接着做"));
        }
        Ok(self.status)
    }
}

fn bar(count: usize) -> Result<ProgressBar, Failure> {
    let rate = |state: &ProgressState, out: &mut dyn std::fmt::Write| {
        let _ = write!(out, "每秒 {:.1} 份", state.per_sec());
    };
    let style = ProgressStyle::with_template("{bar:24} {pos}/{len} 份{msg}，{rate}，剩余 {eta}")?
        .with_key("rate", rate);
    let bar = ProgressBar::new(count as u64).with_style(style);
    bar.enable_steady_tick(Duration::from_millis(250));
    Ok(bar)
}

/// Prints one JSON object on a line of its own and flushes it, so that a program that reads along knows how
/// far the run is.
fn line(
    input: &Input,
    about: About<'_>,
    word: &str,
    outcome: &Result<Published, Failure>,
    ms: f64,
) -> Result<(), Failure> {
    let ms = (ms * 10.0).round() / 10.0;
    let mut line = json!({
        "input": input.name(),
        "agency": about.agency,
        "year": about.year,
        "row": about.row,
        "status": word,
        "outputs": [],
        "findings": [],
        "ms": ms,
    });
    match outcome {
        Err(failure) => line["error"] = Json::from(failure.to_string()),
        Ok(done) => {
            if done.last_year != LastYear::NotGiven {
                line["previous"] = serde_json::to_value(&done.last_year)?;
            }
            line["outputs"] = done.written.iter().chain(&done.current).map(path).collect();
            line["findings"] = json::values(about, &done.findings)?.into();
            if !done.kept.is_empty() {
                line["kept"] = done.kept.iter().map(path).collect();
            }
            if !done.copies.is_empty() {
                line["copies"] = done.copies.iter().map(path).collect();
            }
        }
    }
    output::data(format!("{}\n", json::to_string(&line)?).as_bytes())
}

fn path(path: &PathBuf) -> Json {
    Json::from(Path::new(path).display().to_string())
}
