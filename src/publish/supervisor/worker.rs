//! The inside of a worker process: takes reports from standard input, makes them on a few threads, says on
//! standard output what became of each.

use std::io::{self, BufRead, Write};
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use super::protocol::{self, Done, Make, Message, Ready, Task};
use crate::pipeline::inputs::Input;
use crate::publish::workers::{Panicked, STACK};
use crate::publish::{Published, Publisher};

/// The reports that the run hands over.
pub struct Tasks(Receiver<Task>);

impl Tasks {
    /// From standard input. Its end ends the process at once, whatever is being made: the run closes it when
    /// it is done, and the system does when the run has died.
    ///
    /// # Errors
    /// The system gives no thread.
    #[expect(clippy::disallowed_methods, reason = "the run writes it, one line for each report, and ends it")]
    pub fn from_stdin() -> io::Result<Self> {
        let (sender, tasks) = mpsc::channel();
        std::thread::Builder::new().name("tasks".to_owned()).spawn(move || {
            for line in io::stdin().lock().lines().map_while(Result::ok) {
                if let Some(task) = protocol::value(&line) {
                    // The receiver lives as long as the process.
                    let _ = sender.send(task);
                }
            }
            std::process::exit(0)
        })?;
        Ok(Self(tasks))
    }
}

/// Memory that this process may reserve in bytes, whatever it does: the allocator reserves a gigabyte before
/// it uses any.
const MEMORY: u64 = 2 << 30;

/// And for each thread: a report of 500,000 characters, the most that one may have, takes 300 MB.
const MEMORY_PER_THREAD: u64 = 512 << 20;

/// Sets a limit to the memory of this process, so that an engine that runs away ends this process and not the
/// machine. Only where the system has such a limit: Linux counts private memory by it (RLIMIT_DATA).
pub fn limit_memory(jobs: NonZeroUsize) {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let wanted = MEMORY + MEMORY_PER_THREAD * jobs.get() as u64;
        let Rlimit { current, maximum } = getrlimit(Resource::Data);
        let limit = [current, maximum].into_iter().flatten().fold(wanted, u64::min);
        // A system that refuses leaves the process as it was.
        let _ = setrlimit(Resource::Data, Rlimit { current: Some(limit), maximum });
    }
    #[cfg(not(target_os = "linux"))]
    let _ = (jobs, MEMORY, MEMORY_PER_THREAD);
}

/// Says that no report can be made, for this reason.
///
/// # Errors
/// The run no longer listens.
pub fn refuse(reason: String) -> io::Result<()> {
    say(&Message::Refused(reason))
}

/// Makes the reports of a run on `jobs` threads until standard input ends, which ends the process. Returns
/// only if the system gives no thread or the run no longer listens.
///
/// # Errors
/// These two.
pub fn work(
    tasks: Tasks,
    jobs: NonZeroUsize,
    (notices, fingerprint): (Vec<String>, String),
    publisher: &Publisher<'_>,
) -> io::Result<()> {
    let tasks = Mutex::new(tasks.0);
    let next = || tasks.lock().unwrap_or_else(PoisonError::into_inner).recv();
    let run = || {
        while let Ok(task) = next() {
            say(&match task {
                Task::Make(task) => Message::Done(make(task, publisher)),
                Task::Finish => Message::Finished(publisher.finish().err().map(|e| e.to_string())),
            })?;
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let thread = || std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, run);
        // Where the system gives no further thread, those that are there do the work.
        let threads: Vec<_> = (0..jobs.get()).map_while(|_| thread().ok()).collect();
        if threads.is_empty() {
            return Err(io::Error::from(io::ErrorKind::OutOfMemory));
        }
        say(&Message::Ready(Ready { threads: threads.len(), notices, fingerprint }))?;
        let ended =
            |thread: std::thread::ScopedJoinHandle<'_, io::Result<()>>| thread.join().unwrap_or(Ok(()));
        threads.into_iter().try_for_each(ended)
    })
}

fn make(task: Make, publisher: &Publisher<'_>) -> Done {
    let (index, input) = (task.index, Input::Portable(task.input));
    let started = Instant::now();
    let outcome = match catch_unwind(AssertUnwindSafe(|| publisher.publish(&input))) {
        Ok(done) => done.map(without_needless_text).map_err(|error| error.to_string()),
        Err(panic) => Err(Panicked::of(&*panic).to_string()),
    };
    Done { index, ms: started.elapsed().as_secs_f64() * 1000.0, outcome }
}

/// The text of a data file is sent only with findings that point into it.
fn without_needless_text(mut published: Published) -> Published {
    published.shown = published.shown.filter(|_| !published.findings.is_empty());
    published
}

fn say(message: &Message) -> io::Result<()> {
    let line = protocol::line(message)?;
    let mut out = io::stdout().lock();
    out.write_all(line.as_bytes())?;
    out.flush()
}
