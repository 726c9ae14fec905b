//! The workspace behind HTTP: which path leads to which request, how large and slow one may be, and how many
//! are answered at once.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, HttpBody, to_bytes};
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::json;
use tokio::sync::Notify;
use tower::ServiceExt;

use super::ServeError;
use super::access::{Access, Permit, harden, proven, refused, to_page};
use super::assets;
use super::connections::{self, Activity};
use super::lane::{Lane, WhenFull};
use super::requests::{self, Site};
use super::workspace::Workspace;

/// The most that a request may send, in bytes: more than the largest data file (4 MiB) as a JSON string, in
/// which a line feed takes two, together with what was filled in.
const MAX_BODY_BYTES: usize = 16 << 20;

/// How long the body of a request may take to arrive.
const BODY_TIME: Duration = Duration::from_secs(20);

/// How many requests that check what was typed, open or save are worked on at once, and how many have their
/// bodies read beside these.
const EDITS: (usize, usize) = (2, 8);

/// The same for requests that lay out pages, make files or check the whole folder.
const RENDERS: (usize, usize) = (2, 4);

/// The same for requests that draw a page. A browser asks for several pictures at the same time.
const DRAWINGS: (usize, usize) = (1, 15);
/// The same for files that are given to the page to be read, which may be large and hostile: so few that the
/// memory they take is bounded.
const UPLOADS: (usize, usize) = (1, 1);

/// The most bytes of such a file. Published reports have some hundred KiB, with pictures a few MiB.
const MAX_UPLOAD_BYTES: usize = 32 << 20;

/// The threads on which [`serve`] does this work.
pub const THREADS: usize = EDITS.0 + RENDERS.0 + DRAWINGS.0 + UPLOADS.0;

/// How long answers that are on their way may take when the program is to end.
const LAST_WORDS_TIME: Duration = Duration::from_millis(300);

/// Serves until the page asks for the end. To be run on a tokio runtime with I/O, time and [`THREADS`]
/// threads for blocking work; what is being saved is on such a thread, and ends with it.
///
/// # Errors
/// The listener cannot be used.
pub async fn serve(listener: TcpListener, workspace: Arc<Workspace>, access: Access) -> std::io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let end = Arc::new(Notify::new());
    let (router, access) = (router(&workspace, &end), Arc::new(access));
    let connections = tokio::spawn(connections::run(listener, move |request, activity| {
        answer(access.clone(), router.clone(), request, activity)
    }));
    end.notified().await;
    tokio::time::sleep(LAST_WORDS_TIME).await;
    connections.abort();
    Ok(())
}

fn router(workspace: &Arc<Workspace>, end: &Arc<Notify>) -> Router {
    let site = |(at_once, waiting), when_full| Site {
        workspace: workspace.clone(),
        lane: Lane::new(at_once, waiting, when_full),
    };
    let (edits, renders) = (site(EDITS, WhenFull::Wait), site(RENDERS, WhenFull::Refuse));
    let drawings = site(DRAWINGS, WhenFull::Wait);
    let uploads = site(UPLOADS, WhenFull::Refuse);
    let editing = Router::new()
        .route("/api/report", get(requests::report))
        .route("/api/version", get(requests::version))
        .route("/api/explain", get(requests::explain))
        .route("/api/look", post(requests::view))
        .route("/api/paste", post(requests::paste))
        .route("/api/save", post(requests::save))
        .route("/api/new", post(requests::create))
        .route("/api/draft", post(requests::keep_draft))
        .route("/api/draft/discard", post(requests::discard_draft))
        .route("/api/merge", post(requests::merge))
        .route("/api/names", post(requests::names))
        .route_layer(from_fn_with_state(edits.lane.clone(), admit))
        .with_state(edits);
    let rendering = Router::new()
        .route("/api/files", get(requests::files))
        .route("/api/status", post(requests::status))
        .route("/api/output", get(requests::output))
        .route("/api/pages", post(requests::pages))
        .route("/api/compare", post(requests::compare))
        .route("/api/revisions", post(requests::revisions))
        .route_layer(from_fn_with_state(renders.lane.clone(), admit))
        .with_state(renders);
    let drawing = Router::new()
        .route("/api/page/{id}/{width}", get(requests::page))
        .route_layer(from_fn_with_state(drawings.lane.clone(), admit))
        .with_state(drawings);
    let end = end.clone();
    let quit = async move || {
        end.notify_one();
        Json(json!({}))
    };
    let uploading = Router::new()
        .route("/api/read", post(requests::read))
        .route("/api/keep", post(requests::keep))
        .route_layer(from_fn_with_state(uploads.lane.clone(), admit_upload))
        .with_state(uploads);
    Router::new()
        .route("/", get(async || requests::asset(Path("index.html".to_owned())).await))
        .route("/page/{name}", get(requests::asset))
        .route("/api/quit", post(quit))
        .merge(editing)
        .merge(rendering)
        .merge(drawing)
        .merge(uploading)
        // `admit` has its own.
        .layer(DefaultBodyLimit::disable())
}

/// Answers the requests that have access, and refuses the others.
async fn answer(access: Arc<Access>, router: Router, request: Request, activity: Activity) -> Response {
    let headers = request.headers().clone();
    let mut response = match access.check(request, is_public) {
        Ok(Permit::Answer(request)) => {
            let _active = activity.begin();
            let Ok(response) = router.oneshot(request).await;
            response
        }
        Ok(Permit::Page(address)) => to_page(address),
        Ok(Permit::Proof(proof)) => proven(proof),
        Err(refusal) => refused(refusal, &headers),
    };
    harden(response.headers_mut());
    response
}

/// Whether everybody is given what is at this path: the page as it comes with the program, without anything
/// of a report or of the folder.
fn is_public(path: &str) -> bool {
    path == "/" || path.strip_prefix("/page/").is_some_and(|name| assets::find(name).is_some())
}

/// Takes a place in the lane for a request and reads its body, within limits of bytes and time.
async fn admit(State(lane): State<Lane>, request: Request, next: Next) -> Response {
    admit_up_to(MAX_BODY_BYTES, lane, request, next).await
}

/// As [`admit`], for a file that is given to the page.
async fn admit_upload(State(lane): State<Lane>, request: Request, next: Next) -> Response {
    admit_up_to(MAX_UPLOAD_BYTES, lane, request, next).await
}

async fn admit_up_to(most: usize, lane: Lane, request: Request, next: Next) -> Response {
    let Some(_place) = lane.place().await else { return ServeError::Busy.into_response() };
    let (parts, body) = request.into_parts();
    if body.size_hint().lower() > most as u64 {
        return ServeError::TooLarge(most).into_response();
    }
    let body = match tokio::time::timeout(BODY_TIME, to_bytes(body, most)).await {
        Ok(Ok(body)) => body,
        // Beyond the limit; if the connection broke, nobody reads the answer.
        Ok(Err(_)) => return ServeError::TooLarge(most).into_response(),
        Err(_) => return ServeError::Slow(BODY_TIME.as_secs()).into_response(),
    };
    next.run(Request::from_parts(parts, Body::from(body))).await
}
