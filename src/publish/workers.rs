//! Many pieces of work on a few threads, with the results handed on in the order of the work.
//!
//! # How it works
//! Each thread takes the number of the next piece, does it, sends the result with its number to the calling
//! thread, and takes the next. The calling thread keeps results that come too early and hands on whatever is
//! next in order. A thread waits before it takes a piece that lies more than `AHEAD` per thread past what
//! was handed on: so one piece that takes long cannot make the finished ones pile up.
//!
//! # Example
//! Two threads, pieces 0 to 5; piece 0 takes long. Let three pieces be the most that may lie ahead.
//!
//! ```text
//! thread 1   0 ─────────────────────▶ sent           4 ▶ sent
//! thread 2   1 ▶ sent  2 ▶ sent  waits: 3 ≥ 0 + 3 …  3 ▶ sent  5 ▶ sent
//! kept       1         1, 2                          (5 until 4 is there)
//! handed on                           0, 1, 2        3, 4, 5
//! ```
//!
//! The lock holds two numbers only, the next piece and how many were handed on; the condition variable wakes
//! the threads that wait whenever the second one grows. A piece that panics is a result like any other, so
//! that the order has no gap. A stop, or an error of the receiver, ends the taking; what was begun is still
//! finished and, for a stop, handed on.

use std::any::Any;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, mpsc};

/// Stack of a working thread; only what is used takes memory.
pub(super) const STACK: usize = 16 << 20;

/// Results that may wait for an earlier one, for each thread: what bounds memory when one piece of work takes
/// long. Many more than one, as some reports take several times as long as others, and no thread should stand
/// idle for those.
pub(super) const AHEAD: usize = 16;

/// A piece of work that panicked: a defect of the program. The others go on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("程序内部出错：{0}")]
pub struct Panicked(pub String);

impl Panicked {
    /// From what `catch_unwind` gives.
    pub(super) fn of(panic: &(dyn Any + Send)) -> Self {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
        Self(text.unwrap_or("panic").to_owned())
    }
}

/// Which piece is next, and how many were handed on.
struct Place {
    next: usize,
    delivered: usize,
}

/// Does `work(0)` … `work(count - 1)` on `jobs` threads and hands each result to `receive` on the calling
/// thread, in that order. Threads of their own, no rayon iterator: the PDF engine spreads into the pool it
/// finds itself in, and would pile up whole reports on one stack.
///
/// When `stop` becomes true no further piece is begun; those begun are finished and handed on. Gives the
/// number of pieces handed on.
///
/// # Errors
/// The first error of `receive`; no further piece is begun then.
pub fn in_order<T: Send, E>(
    count: usize,
    jobs: NonZeroUsize,
    stop: &AtomicBool,
    work: impl Fn(usize) -> T + Sync,
    mut receive: impl FnMut(usize, Result<T, Panicked>) -> Result<(), E>,
) -> Result<usize, E> {
    let place = Mutex::new(Place { next: 0, delivered: 0 });
    let moved = Condvar::new();
    let given_up = AtomicBool::new(false);
    let ended = || stop.load(Ordering::Relaxed) || given_up.load(Ordering::Relaxed);
    let ahead = AHEAD * jobs.get();
    let take = || {
        let mut at = held(&place);
        while !ended() && at.next < count && at.next >= at.delivered + ahead {
            at = moved.wait(at).unwrap_or_else(PoisonError::into_inner);
        }
        (!ended() && at.next < count).then(|| {
            at.next += 1;
            at.next - 1
        })
    };
    let (sender, results) = mpsc::channel();
    let mut outcome = Ok(());
    std::thread::scope(|scope| {
        for _ in 0..jobs.get().min(count) {
            let (sender, take, work) = (sender.clone(), &take, &work);
            let run = move || {
                while let Some(index) = take() {
                    let result =
                        catch_unwind(AssertUnwindSafe(|| work(index))).map_err(|panic| Panicked::of(&*panic));
                    if sender.send((index, result)).is_err() {
                        break;
                    }
                }
            };
            // Where the system gives no further thread, those that are there do the work.
            let _ = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, run);
        }
        drop(sender);
        let mut waiting = BTreeMap::new();
        for (index, result) in results {
            waiting.insert(index, result);
            let mut delivered = held(&place).delivered;
            while let Some(result) = waiting.remove(&delivered) {
                if outcome.is_ok() {
                    outcome = receive(delivered, result);
                    given_up.fetch_or(outcome.is_err(), Ordering::Relaxed);
                }
                delivered += 1;
            }
            held(&place).delivered = delivered;
            moved.notify_all();
        }
    });
    outcome.map(|()| held(&place).delivered)
}

fn held(place: &Mutex<Place>) -> MutexGuard<'_, Place> {
    place.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::time::Duration;

    use super::*;

    const FOUR: NonZeroUsize = NonZeroUsize::new(4).unwrap();

    #[test]
    fn results_come_in_order_however_long_each_takes() {
        let mut seen = Vec::new();
        let work = |i: usize| {
            std::thread::sleep(Duration::from_micros(((i * 7919) % 13) as u64 * 100));
            i * 2
        };
        let done = in_order(300, FOUR, &AtomicBool::new(false), work, |i, result| {
            assert_eq!(result, Ok(i * 2));
            seen.push(i);
            Ok::<_, Infallible>(())
        });
        assert_eq!(done, Ok(300));
        assert_eq!(seen, (0..300).collect::<Vec<_>>());
    }

    #[test]
    fn a_slow_first_piece_does_not_let_results_pile_up() {
        let begun = std::sync::atomic::AtomicUsize::new(0);
        let work = |i: usize| {
            begun.fetch_add(1, Ordering::Relaxed);
            if i == 0 {
                std::thread::sleep(Duration::from_millis(200));
                assert!(begun.load(Ordering::Relaxed) <= AHEAD * 4);
            }
        };
        let done = in_order(1000, FOUR, &AtomicBool::new(false), work, |_, result| result);
        assert_eq!(done, Ok(1000));
    }

    #[test]
    fn a_panic_is_the_failure_of_its_own_piece() {
        let mut failed = Vec::new();
        let work = |i: usize| assert!(i != 5, "five");
        let done = in_order(10, FOUR, &AtomicBool::new(false), work, |i, result| {
            if let Err(Panicked(text)) = result {
                failed.push((i, text));
            }
            Ok::<_, Infallible>(())
        });
        assert_eq!(done, Ok(10));
        assert_eq!(failed, [(5, "five".to_owned())]);
    }

    #[test]
    fn a_stop_finishes_what_is_begun_and_no_more() {
        let stop = AtomicBool::new(false);
        let mut seen = 0;
        let done = in_order(
            1000,
            FOUR,
            &stop,
            |i| i,
            |i, _| {
                seen += 1;
                stop.fetch_or(i == 10, Ordering::Relaxed);
                Ok::<_, Infallible>(())
            },
        );
        assert_eq!(done, Ok(seen));
        assert!((11..1000).contains(&seen), "{seen}");
    }

    #[test]
    fn an_error_of_the_receiver_ends_the_run() {
        let done = in_order(
            1000,
            FOUR,
            &AtomicBool::new(false),
            |i| i,
            |i, _| if i == 3 { Err("full") } else { Ok(()) },
        );
        assert_eq!(done, Err("full"));
    }
}
