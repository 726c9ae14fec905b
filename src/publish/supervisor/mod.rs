//! Many reports, made in a process of their own: one that takes the process with it, or never ends, fails
//! alone.
//!
//! # How it works
//! A panic is caught in its thread; a full stack, memory that runs out, or a font file cut off while it is
//! mapped end a process, and no thread can be ended that hangs. So the engines run in a **worker process**,
//! and the process that was called, the **run**, never touches one.
//!
//! ```text
//! run                                  worker process (the same program)
//! ├ inputs, names that clash, shards   ├ faces, templates, engines
//! ├ Schedule: what is begun next  ───▶ ├ as many threads as --jobs: read, check, render, write
//! └ results in order, printing    ◀─── └ one line for each report
//! ```
//!
//! * The run hands over exactly as many reports as the worker has threads, so it knows what was being made
//!   when the process ends, and since when (`schedule`).
//! * When it ends by itself, a new one is started, and the reports that were being made are tried one by one.
//! * When a report is past the time limit, the process is killed and a new one is started.
//! * Outputs are written to temporary files and renamed, so that a process can be killed at any moment.
//! * The worker ends when its standard input does, and that is also when the run dies, however it dies.
//!
//! One process with all the threads, not one for each report: faces are read and templates parsed once, and
//! what the engine remembers is shared. What that costs, and what a process for each report would, stands in
//! docs/performance.md.

mod child;
mod ending;
mod protocol;
mod schedule;
mod single;
pub mod worker;

use std::collections::BTreeMap;
use std::io;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use self::child::{Child, Event};
use self::protocol::{Make, Message, Task, line};
use self::schedule::Schedule;
use super::Published;
use super::durable::sync_system;
use super::workers::{AHEAD, Panicked};
use crate::pipeline::inputs::{Input, InputError};

pub use self::ending::Ending;
pub use self::protocol::Ready;
pub use self::single::single;

/// How long a worker process may take to begin: it reads faces and templates only.
const START_LIMIT: Duration = Duration::from_secs(120);

/// How often a run looks whether a stop was asked for while no report ends.
const TICK: Duration = Duration::from_millis(200);

/// A wait that took so much longer than it should was none of the reports' time: the run was suspended.
const STANDSTILL: Duration = Duration::from_secs(2);

/// How many worker processes in a row may end without having made anything, before the run gives up.
const MAX_IDLE_ENDINGS: u32 = 3;

/// Why there is no result for a report.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// It could not be published, for this reason.
    #[error("{0}")]
    Failed(String),
    /// It is standard input or a pipe, and cannot be read.
    #[error(transparent)]
    Input(#[from] InputError),
    /// It made the program panic.
    #[error(transparent)]
    Panicked(#[from] Panicked),
    /// It was not done within the time limit.
    #[error(
        "{} 秒还没有做完，已停止；请检查这份数据和版式文件，确实要更久的，加 --time-limit {}",
        .0.as_secs(), .0.as_secs().saturating_mul(5)
    )]
    TimeLimit(Duration),
    /// It ended the worker process twice, the second time alone.
    #[error(transparent)]
    Ended(Ending),
    /// It cannot be handed to the worker process.
    #[error("不能交给另一进程：{0}")]
    Line(#[from] serde_json::Error),
}

/// Why a run cannot begin or cannot go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SupervisorError {
    /// The system starts no process.
    #[error("不能另起进程：{}", crate::files::reason(.0))]
    Start(#[source] io::Error),
    /// The worker process can make no report: no faces, a template that is wrong.
    #[error("{0}")]
    Refused(String),
    /// Worker processes end before they have begun.
    #[error("另起的进程一再结束，没有做成任何一份：{0}")]
    Unsteady(Ending),
    /// What was written may not be on the disk.
    #[error("{0}")]
    NotSynced(String),
    /// A worker process does not begin.
    #[error("另起的进程 {} 秒还没有就绪，多半是字体所在的磁盘没有反应", START_LIMIT.as_secs())]
    Slow,
}

/// What a run hands on as it goes.
#[derive(Debug)]
#[non_exhaustive]
pub enum Update {
    /// What became of a report, in the order of the inputs.
    Report {
        /// Its number.
        index: usize,
        /// The result.
        outcome: Result<Box<Published>, ReportError>,
        /// How long it took, in milliseconds.
        ms: f64,
    },
    /// Something that the user should know.
    Notice(String),
}

/// How a run ended.
#[derive(Debug)]
#[non_exhaustive]
pub struct Summary {
    /// How many reports were handed on. The others were not begun, or were given up after a stop.
    pub delivered: usize,
    /// How many worker processes ended before their time. They may have left temporary files behind.
    pub lost: u64,
    /// Why the run could not go on, or what was written may not be on the disk.
    pub failure: Option<SupervisorError>,
}

/// The reports of a run, and how they are made.
#[derive(Clone, Copy)]
pub struct Order<'a> {
    /// The reports.
    pub inputs: &'a [Input],
    /// How long one may take; none for any time.
    pub time_limit: Option<Duration>,
    /// Becomes true when no further report is to be begun.
    pub stop: &'a AtomicBool,
}

/// A run's worker process.
pub struct Supervisor {
    command: Command,
    sender: Sender<Event>,
    events: Receiver<Event>,
    child: Child,
    /// When the child was started, until it is ready.
    starting: Option<Instant>,
}

impl Supervisor {
    /// Starts a worker process with a command whose program calls [`worker::work`]. It begins to read faces
    /// and templates.
    ///
    /// # Errors
    /// [`SupervisorError::Start`].
    pub fn start(mut command: Command) -> Result<Self, SupervisorError> {
        let (sender, events) = mpsc::channel();
        let child = Child::start(&mut command, 0, sender.clone()).map_err(SupervisorError::Start)?;
        Ok(Self { command, sender, events, child, starting: Some(Instant::now()) })
    }

    /// Waits until the process can make reports.
    ///
    /// # Errors
    /// It cannot, or does not within two minutes.
    pub fn ready(&mut self) -> Result<Ready, SupervisorError> {
        loop {
            match self.events.recv_timeout(START_LIMIT) {
                Ok(Event::Message(_, message)) => match *message {
                    Message::Ready(ready) => {
                        self.starting = None;
                        return Ok(ready);
                    }
                    Message::Refused(reason) => return Err(SupervisorError::Refused(reason)),
                    Message::Done(_) | Message::Finished(_) => {}
                },
                Ok(Event::End(_)) => {
                    let ending = self.child.ending().map_err(SupervisorError::Start)?;
                    return Err(SupervisorError::Unsteady(ending));
                }
                Err(_) => return Err(SupervisorError::Slow),
            }
        }
    }

    /// Makes the reports of a run and hands on what becomes of each, in their order. `ready` is what
    /// [`Supervisor::ready`] gave.
    ///
    /// # Errors
    /// The first error of `receive`; no further report is begun then.
    pub fn run<E>(
        self,
        order: Order<'_>,
        ready: Ready,
        receive: impl FnMut(Update) -> Result<(), E>,
    ) -> Result<Summary, E> {
        let schedule =
            Schedule::new(order.inputs.len(), ready.threads, AHEAD * ready.threads, order.time_limit);
        let run = Run {
            supervisor: self,
            order,
            schedule,
            fingerprint: ready.fingerprint,
            lines: BTreeMap::new(),
            results: BTreeMap::new(),
            notices: Vec::new(),
            summary: Summary { delivered: 0, lost: 0, failure: None },
            idle_endings: 0,
            is_finished: false,
            receive,
        };
        run.complete()
    }

    /// Starts a new process in the place of one that has ended; gives how that ended.
    fn restart(&mut self) -> Result<Ending, SupervisorError> {
        let ending = self.child.ending().map_err(SupervisorError::Start)?;
        self.replace()?;
        Ok(ending)
    }

    /// Starts a new process in the place of the present one, which has ended.
    fn replace(&mut self) -> Result<(), SupervisorError> {
        let number = self.child.number + 1;
        let child = Child::start(&mut self.command, number, self.sender.clone());
        self.starting = Some(Instant::now());
        self.child = child.map_err(SupervisorError::Start)?;
        Ok(())
    }
}

/// A run under way.
struct Run<'a, F> {
    supervisor: Supervisor,
    order: Order<'a>,
    schedule: Schedule,
    /// Of the first worker process.
    fingerprint: String,
    /// The lines of reports that were handed over and are not done: what can be read only once is not read
    /// again when it is begun again.
    lines: BTreeMap<usize, String>,
    /// Results that wait for earlier ones, with their milliseconds.
    results: BTreeMap<usize, (Result<Published, ReportError>, f64)>,
    notices: Vec<String>,
    summary: Summary,
    idle_endings: u32,
    /// The worker process has put onto the disk what it has written.
    is_finished: bool,
    receive: F,
}

impl<E, F: FnMut(Update) -> Result<(), E>> Run<'_, F> {
    fn complete(mut self) -> Result<Summary, E> {
        loop {
            if self.order.stop.load(Ordering::Relaxed) {
                self.schedule.stop(Instant::now());
            }
            self.begin();
            self.deliver(false)?;
            if self.schedule.is_finished() || self.summary.failure.is_some() {
                break;
            }
            // Where reports failed before they could be handed over, the next ones can be begun.
            if self.supervisor.starting.is_none() && self.schedule.is_idle() {
                continue;
            }
            self.wait();
            if self.schedule.is_out_of_grace(Instant::now()) {
                self.summary.lost += 1;
                self.supervisor.child.kill();
                break;
            }
        }
        self.sync_outputs();
        // After a stop there may be gaps: what is done is reported all the same.
        self.deliver(true)?;
        Ok(self.summary)
    }

    /// Has the worker process put onto the disk what it has written. One that is lost cannot: then the whole
    /// system is asked to.
    fn sync_outputs(&mut self) {
        if self.supervisor.starting.is_none()
            && self.schedule.is_idle()
            && let Ok(line) = line(&Task::Finish)
        {
            self.supervisor.child.send(line);
            while !self.is_finished && self.supervisor.starting.is_none() && self.summary.failure.is_none() {
                self.wait();
            }
        }
        if self.summary.lost > 0 {
            sync_system();
        }
    }

    /// Hands over what may be begun.
    fn begin(&mut self) {
        let now = Instant::now();
        while self.supervisor.starting.is_none()
            && let Some(index) = self.schedule.begin(now, self.summary.delivered)
        {
            match self.line(index) {
                Ok(line) => self.supervisor.child.send(line),
                Err(error) => self.done(index, Err(error), 0.0),
            }
        }
    }

    fn line(&mut self, index: usize) -> Result<String, ReportError> {
        if let Some(line) = self.lines.get(&index) {
            return Ok(line.clone());
        }
        let make = Make { index, input: self.order.inputs[index].portable()? };
        let line = line(&Task::Make(make))?;
        self.lines.insert(index, line.clone());
        Ok(line)
    }

    fn done(&mut self, index: usize, outcome: Result<Published, ReportError>, ms: f64) {
        self.schedule.done(index);
        self.lines.remove(&index);
        self.results.insert(index, (outcome, ms));
    }

    /// Hands on results up to the first report that has none, or all there are.
    fn deliver(&mut self, all: bool) -> Result<(), E> {
        for notice in self.notices.drain(..) {
            (self.receive)(Update::Notice(notice))?;
        }
        while let Some(entry) = self.results.first_entry()
            && (all || *entry.key() == self.summary.delivered)
        {
            let (index, (outcome, ms)) = entry.remove_entry();
            self.summary.delivered += 1;
            (self.receive)(Update::Report { index, outcome: outcome.map(Box::new), ms })?;
        }
        Ok(())
    }

    /// Waits until the worker process says something, ends, or has to be ended.
    fn wait(&mut self) {
        let before = Instant::now();
        let deadline = self.schedule.next_deadline().map(|at| at.saturating_duration_since(before));
        let longest = deadline.map_or(TICK, |deadline| deadline.min(TICK));
        let event = self.supervisor.events.recv_timeout(longest);
        let now = Instant::now();
        let pause = now.duration_since(before).saturating_sub(longest);
        if pause > STANDSTILL {
            self.schedule.stood_still(pause);
        }
        match event {
            Ok(Event::Message(number, message)) if number == self.supervisor.child.number => {
                self.hear(*message);
            }
            Ok(Event::End(number)) if number == self.supervisor.child.number => self.ended(),
            // Of a process that was killed; or the time is up. The channel is never closed: this side has a
            // sender too.
            Ok(_) | Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
        }
        self.end_overdue(now);
        if self.supervisor.starting.is_some_and(|since| now.duration_since(since) > START_LIMIT) {
            self.summary.failure.get_or_insert(SupervisorError::Slow);
        }
    }

    fn hear(&mut self, message: Message) {
        match message {
            Message::Ready(ready) => {
                self.supervisor.starting = None;
                if ready.fingerprint != self.fingerprint {
                    self.fingerprint = ready.fingerprint;
                    self.notices.extend(ready.notices);
                    let notice = "字体、版式文件或程序在生成期间变了，其后的报告按变了的生成；查明原因后请再次运行同一命令，\
                                  前后会重新一致";
                    self.notices.push(notice.to_owned());
                }
            }
            Message::Refused(reason) => {
                self.summary.failure = Some(SupervisorError::Refused(reason));
            }
            Message::Done(done) => {
                self.idle_endings = 0;
                self.done(done.index, done.outcome.map_err(ReportError::Failed), done.ms);
            }
            Message::Finished(error) => {
                self.is_finished = true;
                self.summary.failure = error.map(SupervisorError::NotSynced);
            }
        }
    }

    /// The worker process has ended by itself.
    fn ended(&mut self) {
        self.summary.lost += 1;
        let ending = match self.supervisor.restart() {
            Ok(ending) => ending,
            Err(error) => {
                self.summary.failure = Some(error);
                return;
            }
        };
        if self.schedule.is_idle() {
            self.idle_endings += 1;
            if self.idle_endings >= MAX_IDLE_ENDINGS {
                self.summary.failure = Some(SupervisorError::Unsteady(ending));
            }
        } else if let Some(index) = self.schedule.process_ended() {
            self.done(index, Err(ReportError::Ended(ending)), 0.0);
        }
    }

    /// Ends the worker process if a report is past the time limit.
    fn end_overdue(&mut self, now: Instant) {
        let overdue = self.schedule.overdue(now);
        if overdue.is_empty() {
            return;
        }
        let limit = self.order.time_limit.unwrap_or_default();
        for index in overdue {
            self.done(index, Err(ReportError::TimeLimit(limit)), limit.as_secs_f64() * 1000.0);
        }
        self.summary.lost += 1;
        self.supervisor.child.kill();
        if let Err(error) = self.supervisor.replace() {
            self.summary.failure = Some(error);
        }
    }
}
