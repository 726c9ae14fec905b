//! One report alone, in this process: no run has to go on after it, so that it needs no process of its own,
//! only an end.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use super::schedule::Schedule;
use super::{ReportError, STANDSTILL, TICK};
use crate::publish::workers::{Panicked, STACK};

/// Does `work`, which makes a report, on a thread of its own and waits for it: at most until the time limit,
/// or for some seconds after `stop` becomes true; none then. Work that is given up may still be under way
/// when this returns: the caller is to end the process.
pub fn single<T: Send + 'static>(
    time_limit: Option<Duration>,
    stop: &AtomicBool,
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<Result<T, ReportError>> {
    let (sender, done) = mpsc::channel();
    let run = move || {
        // Nobody listens any more if the report was given up.
        let _ = sender.send(catch_unwind(AssertUnwindSafe(work)));
    };
    let mut schedule = Schedule::new(1, 1, 1, time_limit);
    let mut before = Instant::now();
    schedule.begin(before, 0);
    if let Err(error) = std::thread::Builder::new().stack_size(STACK).spawn(run) {
        return Some(Err(ReportError::Failed(crate::files::reason(&error))));
    }
    loop {
        match done.recv_timeout(TICK) {
            Ok(result) => return Some(result.map_err(|panic| Panicked::of(&*panic).into())),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
        }
        let now = Instant::now();
        if now.duration_since(before) > STANDSTILL {
            schedule.stood_still(now.duration_since(before));
        }
        before = now;
        if stop.load(Ordering::Relaxed) {
            schedule.stop(now);
        }
        if !schedule.overdue(now).is_empty() {
            return Some(Err(ReportError::TimeLimit(time_limit.unwrap_or_default())));
        }
        if schedule.is_out_of_grace(now) {
            return None;
        }
    }
}
