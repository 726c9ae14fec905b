//! Connections: how many there are, and which one must go when there are too many.
//!
//! Whoever may connect to this machine can open as many connections as they like, and send nothing, or
//! slowly. Three rules keep the page answering:
//!
//! - A connection on which no request comes is closed after a while.
//! - There are no more than [`MAX_CONNECTIONS`]. For one more, the oldest goes on which nothing is being
//!   answered and nothing came of late; so it is those who hold connections that lose them, and new ones are
//!   heard. Where there is none, new ones wait.
//! - Where the system has no descriptor left for a new connection, fewer are allowed from then on.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::io::ErrorKind;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;
use tokio::time::Instant;

/// The most connections at once. A browser opens six to one server; a descriptor is taken by each.
const MAX_CONNECTIONS: usize = 64;

/// The fewest that are allowed where descriptors are short, and how many are then left for the files that
/// answers need.
const MIN_CONNECTIONS: usize = 8;
const FOR_FILES: usize = 8;

/// How long a connection may take to send the head of a request, or to send none. The page asks every two
/// seconds whether its file has changed.
const HEAD_TIME: Duration = Duration::from_secs(15);

/// The most bytes of the head of a request. Ours have one, names of files included.
const MAX_HEAD_BYTES: usize = 16 << 10;

/// How long a connection without a request is spared where there are too many: a request that is on its way
/// arrives within this time.
const SPARED: Duration = Duration::from_millis(500);

/// How long to wait for a descriptor, or for a connection that may go.
const PAUSE: Duration = Duration::from_millis(50);

/// What happens on a connection.
#[derive(Clone)]
pub(super) struct Activity(Arc<Mutex<State>>);

#[derive(Clone, Copy)]
enum State {
    /// A request is being answered that was let in.
    Active,
    /// Nothing of the kind, since then.
    Idle(Instant),
}

impl Activity {
    /// Until the value is dropped, a request is being answered.
    pub fn begin(&self) -> Active<'_> {
        self.set(State::Active);
        Active(self)
    }

    fn new() -> Self {
        Self(Arc::new(Mutex::new(State::Idle(Instant::now()))))
    }

    fn set(&self, state: State) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = state;
    }

    fn may_end(&self) -> bool {
        match *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            State::Active => false,
            State::Idle(since) => since.elapsed() >= SPARED,
        }
    }
}

/// See [`Activity::begin`].
pub(super) struct Active<'a>(&'a Activity);

impl Drop for Active<'_> {
    fn drop(&mut self) {
        self.0.set(State::Idle(Instant::now()));
    }
}

struct Connection {
    activity: Activity,
    task: AbortHandle,
}

/// Accepts connections and hands their requests to `answer`, until the process ends.
pub(super) async fn run<F, A>(listener: TcpListener, answer: A) -> Infallible
where
    A: Fn(Request, Activity) -> F + Clone + Send + 'static,
    F: Future<Output = Response> + Send + 'static,
{
    let mut open: VecDeque<Connection> = VecDeque::new();
    let mut most = MAX_CONNECTIONS;
    loop {
        open.retain(|connection| !connection.task.is_finished());
        if open.len() >= most {
            if !close_oldest_idle(&mut open).await {
                tokio::time::sleep(PAUSE).await;
            }
            continue;
        }
        match listener.accept().await {
            Ok((stream, _)) => {
                open.push_back(start(stream, answer.clone()));
                // Its request may be there already. It is read before the next connection is accepted.
                tokio::task::yield_now().await;
            }
            // The other side has gone away again.
            Err(e) if matches!(e.kind(), ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset) => {}
            // The system has no descriptor, or no memory for one. From now on some are left for files.
            Err(_) => {
                most = open.len().saturating_sub(FOR_FILES).max(MIN_CONNECTIONS);
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Closes the oldest connection that may go. False if there is none.
async fn close_oldest_idle(open: &mut VecDeque<Connection>) -> bool {
    let oldest = open.iter().position(|connection| connection.activity.may_end());
    let Some(connection) = oldest.and_then(|index| open.remove(index)) else { return false };
    connection.task.abort();
    // The task goes when the runtime gets to it, and its descriptor with it.
    tokio::task::yield_now().await;
    true
}

fn start<F, A>(stream: TcpStream, answer: A) -> Connection
where
    A: Fn(Request, Activity) -> F + Send + 'static,
    F: Future<Output = Response> + Send + 'static,
{
    let activity = Activity::new();
    let of_requests = activity.clone();
    let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let answering = answer(request.map(Body::new), of_requests.clone());
        async move { Ok::<_, Infallible>(answering.await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_header_size(MAX_HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service);
    // A connection that breaks is of no concern to the others.
    let task = tokio::spawn(async move { drop(connection.await) });
    Connection { activity, task: task.abort_handle() }
}
