//! Work of one kind in bounds: so many pieces at once, so many waiting, and no answer later than a limit.
//!
//! Laying out pages takes many times as long as checking what was typed. In a lane of its own it holds up
//! nobody who types. A request has a place in its lane before its body is read, so the places bound the
//! memory too. Where all places are taken, what is quick waits with its body unread; what is slow is refused,
//! as its waiting requests would take up all connections.
//!
//! Who goes away gives up the place: the page ends its request for pages of an older text when it asks for
//! those of a newer one, so among the pages that wait it is always the newest text of each window.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// How long an answer may take, waiting included.
pub(super) const ANSWER_TIME: Duration = Duration::from_secs(60);

/// A lane; clones are the same one.
#[derive(Clone)]
pub(super) struct Lane {
    places: Arc<Semaphore>,
    threads: Arc<Semaphore>,
    when_full: WhenFull,
}

/// What becomes of a request for which its lane has no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WhenFull {
    /// It waits for one.
    Wait,
    /// It is refused.
    Refuse,
}

/// Why a piece of work was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotDone {
    /// It took too long. What was begun goes on, and holds its thread until it ends.
    Late,
    /// It panicked.
    Panicked,
}

impl Lane {
    /// So many pieces at once, and so many that wait.
    pub fn new(at_once: usize, waiting: usize, when_full: WhenFull) -> Self {
        let semaphore = |permits| Arc::new(Semaphore::new(permits));
        Self { places: semaphore(at_once + waiting), threads: semaphore(at_once), when_full }
    }

    /// A place, until it is dropped; none where all are taken, for too long if it is to wait.
    pub async fn place(&self) -> Option<OwnedSemaphorePermit> {
        let places = self.places.clone();
        match self.when_full {
            WhenFull::Wait => timeout(ANSWER_TIME, places.acquire_owned()).await.ok()?.ok(),
            WhenFull::Refuse => places.try_acquire_owned().ok(),
        }
    }

    /// Does a piece of work on a thread for blocking work.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, NotDone> {
        let threads = self.threads.clone();
        let working = async move {
            // The semaphore is never closed.
            let permit = threads.acquire_owned().await.map_err(|_| NotDone::Late)?;
            // The permit goes with the work: it may go on after the request is gone.
            let work = move || {
                let _permit = permit;
                work()
            };
            tokio::task::spawn_blocking(work).await.map_err(|_| NotDone::Panicked)
        };
        timeout(ANSWER_TIME, working).await.unwrap_or(Err(NotDone::Late))
    }
}
