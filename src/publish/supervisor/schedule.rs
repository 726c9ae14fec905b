//! Which report is begun next, and what becomes of those that were being made when the worker process ended.
//! No process and no clock here: the time is handed in.
//!
//! # How it works
//! Reports are begun in their order, as many at once as the worker process has threads, and none that lies
//! further past the first undelivered one than `ahead`. When the process ends by itself, any report that was
//! being made may have ended it. All of them become suspects. Before anything else is begun, each suspect is
//! made once more, alone: its trial. One that ends the process again has failed; the others are done as ever.
//!
//! A report past the time limit needs no trial. The process is killed, that report has failed, and the
//! others that were being made are begun again.
//!
//! # Example
//! Two threads, reports 0 to 5; report 2 overflows the stack.
//!
//! ```text
//! running 0, 1     both are done
//! running 2, 3     the process ends: 2 and 3 are suspects
//! running 2        its trial, in a new process, which ends too: 2 has failed
//! running 3        its trial, in a new process: done
//! running 4, 5     both are done
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

/// How long reports that are begun may still take after a stop was asked for. Systems that end jobs (Slurm,
/// Kubernetes, systemd) wait 30 seconds or more between their first signal and the last one.
pub(crate) const STOP_GRACE: Duration = Duration::from_secs(10);

/// The reports of a run by their state.
pub(super) struct Schedule {
    count: usize,
    threads: usize,
    ahead: usize,
    limit: Option<Duration>,
    /// The first report that was never begun.
    next: usize,
    /// When each report that is being made was begun.
    running: BTreeMap<usize, Instant>,
    /// The suspect that is being made, alone.
    trial: Option<usize>,
    suspects: BTreeSet<usize>,
    /// Reports that were lost because another one was past its time limit.
    again: BTreeSet<usize>,
    /// When a stop was asked for.
    stop: Option<Instant>,
}

impl Schedule {
    /// Of `count` reports, each to be done within `limit`, if there is one.
    pub(super) fn new(count: usize, threads: usize, ahead: usize, limit: Option<Duration>) -> Self {
        Self {
            count,
            threads,
            ahead,
            limit,
            next: 0,
            running: BTreeMap::new(),
            trial: None,
            suspects: BTreeSet::new(),
            again: BTreeSet::new(),
            stop: None,
        }
    }

    /// The report to begin now, if one may be begun; `delivered` were handed on.
    pub(super) fn begin(&mut self, now: Instant, delivered: usize) -> Option<usize> {
        if self.stop.is_some() || self.trial.is_some() {
            return None;
        }
        let index = if self.suspects.is_empty() {
            let free = self.running.len() < self.threads;
            let again = if free { self.again.pop_first() } else { None };
            let new = free && self.next < self.count && self.next < delivered + self.ahead;
            again.or_else(|| {
                self.next += usize::from(new);
                new.then(|| self.next - 1)
            })?
        } else if self.running.is_empty() {
            self.trial = self.suspects.pop_first();
            self.trial?
        } else {
            return None;
        };
        self.running.insert(index, now);
        Some(index)
    }

    /// A report is done, well or not.
    pub(super) fn done(&mut self, index: usize) {
        self.running.remove(&index);
        self.trial = self.trial.filter(|&trial| trial != index);
    }

    /// The process has ended by itself. Gives the report that has failed by it, if that is known.
    pub(super) fn process_ended(&mut self) -> Option<usize> {
        let lost = std::mem::take(&mut self.running);
        let failed = self.trial.take();
        if failed.is_none() {
            self.suspects.extend(lost.into_keys());
        }
        failed
    }

    /// The reports that are past the time limit. If there are any, the process must be killed; the others
    /// that were being made will be begun again.
    pub(super) fn overdue(&mut self, now: Instant) -> Vec<usize> {
        let Some(limit) = self.limit else { return Vec::new() };
        let is_overdue = |begun: &Instant| now.duration_since(*begun) >= limit;
        if !self.running.values().any(is_overdue) {
            return Vec::new();
        }
        self.trial = None;
        let running = std::mem::take(&mut self.running).into_iter();
        let (overdue, lost): (Vec<_>, Vec<_>) = running.partition(|(_, begun)| is_overdue(begun));
        self.again.extend(lost.into_iter().map(|(index, _)| index));
        overdue.into_iter().map(|(index, _)| index).collect()
    }

    /// No report is begun from now on.
    pub(super) fn stop(&mut self, now: Instant) {
        self.stop.get_or_insert(now);
    }

    /// True if a stop was asked for so long ago that what is still being made is given up.
    pub(super) fn is_out_of_grace(&self, now: Instant) -> bool {
        self.stop.is_some_and(|stop| now.duration_since(stop) >= STOP_GRACE)
    }

    /// The run stood still for so long, suspended by a shell for example: no report is to blame for that.
    pub(super) fn stood_still(&mut self, pause: Duration) {
        self.running.values_mut().chain(&mut self.stop).for_each(|time| *time += pause);
    }

    /// When [`Schedule::overdue`] or [`Schedule::is_out_of_grace`] may have something to say.
    pub(super) fn next_deadline(&self) -> Option<Instant> {
        let limit = self.limit.and_then(|limit| self.running.values().min()?.checked_add(limit));
        let grace = self.stop.map(|stop| stop + STOP_GRACE);
        limit.into_iter().chain(grace).min()
    }

    /// True if no report is being made.
    pub(super) fn is_idle(&self) -> bool {
        self.running.is_empty()
    }

    /// True if no report is being made and none will be begun.
    pub(super) fn is_finished(&self) -> bool {
        let left = self.next < self.count || !self.suspects.is_empty() || !self.again.is_empty();
        self.is_idle() && (self.stop.is_some() || !left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn begin_all(schedule: &mut Schedule, now: Instant, delivered: usize) -> Vec<usize> {
        std::iter::from_fn(|| schedule.begin(now, delivered)).collect()
    }

    #[test]
    fn the_report_that_ends_the_process_is_found_by_trial() {
        let now = Instant::now();
        let mut schedule = Schedule::new(6, 2, 32, None);
        assert_eq!(begin_all(&mut schedule, now, 0), [0, 1]);
        (0..2).for_each(|index| schedule.done(index));
        assert_eq!(begin_all(&mut schedule, now, 2), [2, 3]);
        assert_eq!(schedule.process_ended(), None);
        assert_eq!(begin_all(&mut schedule, now, 2), [2]);
        assert_eq!(schedule.process_ended(), Some(2));
        assert_eq!(begin_all(&mut schedule, now, 2), [3]);
        schedule.done(3);
        assert_eq!(begin_all(&mut schedule, now, 4), [4, 5]);
        (4..6).for_each(|index| schedule.done(index));
        assert!(schedule.is_finished());
    }

    #[test]
    fn only_the_report_past_its_limit_fails() {
        let now = Instant::now();
        let mut schedule = Schedule::new(3, 2, 32, Some(60 * SECOND));
        assert_eq!(schedule.begin(now, 0), Some(0));
        assert_eq!(schedule.begin(now + 30 * SECOND, 0), Some(1));
        assert_eq!(schedule.next_deadline(), Some(now + 60 * SECOND));
        assert!(schedule.overdue(now + 59 * SECOND).is_empty());
        assert_eq!(schedule.overdue(now + 60 * SECOND), [0]);
        // Report 1 begins again, with all its time.
        let later = now + 61 * SECOND;
        assert_eq!(begin_all(&mut schedule, later, 0), [1, 2]);
        assert!(schedule.overdue(now + 119 * SECOND).is_empty());
        // Time in which nothing ran is given back.
        schedule.stood_still(600 * SECOND);
        assert!(schedule.overdue(now + 700 * SECOND).is_empty());
        assert_eq!(schedule.overdue(later + 660 * SECOND), [1, 2]);
        assert!(schedule.is_finished());
    }

    #[test]
    fn no_report_is_begun_far_past_the_first_undelivered_one() {
        let now = Instant::now();
        let mut schedule = Schedule::new(10, 2, 4, None);
        assert_eq!(begin_all(&mut schedule, now, 0), [0, 1]);
        for index in 1..4 {
            schedule.done(index);
            schedule.begin(now, 0);
        }
        assert_eq!(schedule.begin(now, 0), None);
        schedule.done(0);
        assert_eq!(begin_all(&mut schedule, now, 4), [4, 5]);
    }

    #[test]
    fn a_stop_begins_nothing_and_has_a_grace() {
        let now = Instant::now();
        let mut schedule = Schedule::new(10, 2, 32, None);
        assert_eq!(begin_all(&mut schedule, now, 0), [0, 1]);
        schedule.stop(now);
        schedule.stop(now + 5 * SECOND);
        schedule.done(0);
        assert_eq!(schedule.begin(now, 1), None);
        assert!(!schedule.is_finished() && !schedule.is_out_of_grace(now + 9 * SECOND));
        assert!(schedule.is_out_of_grace(now + STOP_GRACE));
        schedule.done(1);
        assert!(schedule.is_finished());
    }
}
