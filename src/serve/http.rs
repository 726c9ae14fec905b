//! The workspace behind HTTP: which path does what, how large and slow a request may be, and how many are
//! answered at once.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::extract::{DefaultBodyLimit, Path, Query, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::Notify;
use tower::ServiceExt;

use super::ServeError;
use super::access::{Access, Permit, harden, proven, refused, to_page};
use super::assets;
use super::connections::{self, Activity};
use super::drafts::Draft;
use super::lane::{ANSWER_TIME, Lane, NotDone, WhenFull};
use super::workspace::{Upload, Workspace};
use crate::data_file::{ChangeKind, Changes, Side};
use crate::import::Clipboard;
use crate::init::PreviousProse;
use crate::pipeline::{Format, FormatError, OnErrors};

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

/// How a browser keeps the picture of a page: its address says what is on it, so it never changes.
const KEPT: &str = "private, max-age=86400, immutable";

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

/// What a request is answered from: the workspace, and the lane of its kind of work.
#[derive(Clone)]
struct Site {
    workspace: Arc<Workspace>,
    lane: Lane,
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
        .route("/api/report", get(report))
        .route("/api/version", get(version))
        .route("/api/explain", get(explain))
        .route("/api/look", post(view))
        .route("/api/paste", post(paste))
        .route("/api/save", post(save))
        .route("/api/new", post(create))
        .route("/api/draft", post(keep_draft))
        .route("/api/draft/discard", post(discard_draft))
        .route("/api/merge", post(merge))
        .route("/api/names", post(names))
        .route_layer(from_fn_with_state(edits.lane.clone(), admit))
        .with_state(edits);
    let rendering = Router::new()
        .route("/api/files", get(files))
        .route("/api/status", post(status))
        .route("/api/output", get(output))
        .route("/api/pages", post(pages))
        .route("/api/compare", post(compare))
        .route("/api/revisions", post(revisions))
        .route_layer(from_fn_with_state(renders.lane.clone(), admit))
        .with_state(renders);
    let drawing = Router::new()
        .route("/api/page/{id}/{width}", get(page))
        .route_layer(from_fn_with_state(drawings.lane.clone(), admit))
        .with_state(drawings);
    let end = end.clone();
    let quit = async move || {
        end.notify_one();
        Json(json!({}))
    };
    let uploading = Router::new()
        .route("/api/read", post(read))
        .route("/api/keep", post(keep))
        .route_layer(from_fn_with_state(uploads.lane.clone(), admit_upload))
        .with_state(uploads);
    Router::new()
        .route("/", get(async || asset(Path("index.html".to_owned())).await))
        .route("/page/{name}", get(asset))
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

impl IntoResponse for ServeError {
    fn into_response(self) -> Response {
        let status = match self {
            ServeError::NotFound(_) => StatusCode::NOT_FOUND,
            ServeError::Changed(_) => StatusCode::CONFLICT,
            ServeError::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            ServeError::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
            ServeError::Busy | ServeError::Late(_) => StatusCode::SERVICE_UNAVAILABLE,
            ServeError::Slow(_) => StatusCode::REQUEST_TIMEOUT,
            ServeError::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
        };
        (status, Json(json!({ "message": self.to_string() }))).into_response()
    }
}

impl Site {
    /// Runs a request of the workspace in its lane.
    async fn ask<T: Send + 'static>(
        self,
        question: impl FnOnce(&Workspace) -> Result<T, ServeError> + Send + 'static,
    ) -> Result<T, ServeError> {
        let workspace = self.workspace;
        self.lane.run(move || question(&workspace)).await.unwrap_or_else(|e| {
            Err(match e {
                NotDone::Late => ServeError::Late(ANSWER_TIME.as_secs()),
                NotDone::Panicked => ServeError::Failed("程序内部出错".to_owned()),
            })
        })
    }
}

/// The content type of a Word file.
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

type Answer = Result<Json<Value>, ServeError>;

fn value(value: impl serde::Serialize) -> Answer {
    serde_json::to_value(value).map(Json).map_err(|e| ServeError::Failed(e.to_string()))
}

/// A file of the page itself.
async fn asset(Path(name): Path<String>) -> Response {
    match assets::find(&name) {
        Some((kind, body)) => ([(CONTENT_TYPE, kind)], body).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

#[derive(Deserialize)]
struct File {
    file: String,
}

async fn files(State(site): State<Site>) -> Answer {
    value(site.ask(Workspace::list).await?)
}

#[derive(Deserialize)]
struct Files {
    files: Vec<String>,
}

async fn status(State(site): State<Site>, Json(asked): Json<Files>) -> Answer {
    value(site.ask(move |workspace| Ok(workspace.states(&asked.files))).await?)
}

async fn report(State(site): State<Site>, Query(File { file }): Query<File>) -> Answer {
    value(site.ask(move |workspace| workspace.open(&file)).await?)
}

async fn version(State(site): State<Site>, Query(File { file }): Query<File>) -> Answer {
    value(json!({ "version": site.ask(move |workspace| workspace.version(&file)).await? }))
}

#[derive(Deserialize)]
struct RuleCode {
    rule: String,
}

async fn explain(State(site): State<Site>, Query(RuleCode { rule }): Query<RuleCode>) -> Answer {
    value(site.ask(move |workspace| workspace.explain(&rule)).await?)
}

#[derive(Deserialize)]
struct Wanted {
    file: String,
    format: String,
    /// `1` for a draft, with its watermark, whatever errors there are.
    draft: Option<String>,
}

/// A finished file to download.
async fn output(
    State(site): State<Site>,
    Query(Wanted { file, format, draft }): Query<Wanted>,
) -> Result<Response, ServeError> {
    let format: Format = format.parse().map_err(|e: FormatError| ServeError::Invalid(e.to_string()))?;
    let on_errors = if draft.as_deref() == Some("1") { OnErrors::Draft } else { OnErrors::Refuse };
    let kind = match format {
        Format::Pdf => "application/pdf",
        Format::Docx => DOCX,
        Format::Html | Format::HtmlFragment => "text/html; charset=utf-8",
        Format::Png => {
            return Err(ServeError::Invalid(
                "页面图片不止一个文件，用 nianbao build --to png 生成".to_owned(),
            ));
        }
    };
    let (name, bytes) = site.ask(move |workspace| workspace.output(&file, format, on_errors)).await?;
    // RFC 6266 with the encoding of RFC 8187.
    let encode = |byte: u8| {
        if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    let encoded: String = name.bytes().map(encode).collect();
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename*=UTF-8''{encoded}")) {
        headers.insert(CONTENT_DISPOSITION, disposition);
    }
    Ok((headers, bytes).into_response())
}

/// The picture of a page.
async fn page(
    State(site): State<Site>,
    Path((id, width)): Path<(String, u32)>,
) -> Result<Response, ServeError> {
    let image = site.ask(move |workspace| workspace.page(&id, width)).await?;
    Ok(match image {
        Some(image) => {
            let headers = [(CONTENT_TYPE, "image/png"), (CACHE_CONTROL, KEPT)];
            (headers, image.to_vec()).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    })
}

#[derive(Deserialize)]
struct ViewRequest {
    file: String,
    text: String,
    #[serde(default)]
    changes: Changes,
    /// That of the form which the browser has.
    shape: Option<String>,
}

async fn view(State(site): State<Site>, Json(asked): Json<ViewRequest>) -> Answer {
    let looked = move |workspace: &Workspace| {
        workspace.view(&asked.file, &asked.text, &asked.changes, asked.shape.as_deref())
    };
    value(site.ask(looked).await?)
}

#[derive(Deserialize)]
struct PagesRequest {
    file: String,
    text: String,
    /// The hash of the places which the browser has.
    places: Option<String>,
}

#[derive(Deserialize)]
struct PasteRequest {
    file: String,
    text: String,
    at: String,
    clipboard: Clipboard,
}

async fn paste(State(site): State<Site>, Json(asked): Json<PasteRequest>) -> Answer {
    let pasted =
        move |workspace: &Workspace| workspace.paste(&asked.file, &asked.text, &asked.at, &asked.clipboard);
    value(site.ask(pasted).await?)
}

#[derive(Deserialize)]
struct Text {
    file: String,
    text: String,
}

async fn names(State(site): State<Site>, Json(asked): Json<Text>) -> Answer {
    value(site.ask(move |workspace| workspace.names(&asked.file, &asked.text)).await?)
}

async fn pages(State(site): State<Site>, Json(asked): Json<PagesRequest>) -> Answer {
    let laid_out =
        move |workspace: &Workspace| workspace.lay_out(&asked.file, &asked.text, asked.places.as_deref());
    value(site.ask(laid_out).await?)
}

#[derive(Deserialize)]
struct Saved {
    file: String,
    text: String,
    /// None for a file that was removed and is to be written anew.
    version: Option<String>,
}

async fn save(State(site): State<Site>, Json(asked): Json<Saved>) -> Answer {
    let saved =
        move |workspace: &Workspace| workspace.save(&asked.file, &asked.text, asked.version.as_deref());
    value(json!({ "version": site.ask(saved).await? }))
}

#[derive(Deserialize)]
struct Unsaved {
    file: String,
    draft: Draft,
}

async fn keep_draft(State(site): State<Site>, Json(asked): Json<Unsaved>) -> Answer {
    let kept = move |workspace: &Workspace| workspace.keep_draft(&asked.file, &asked.draft);
    value(json!({ "kept": site.ask(kept).await? }))
}

async fn discard_draft(State(site): State<Site>, Json(File { file }): Json<File>) -> Answer {
    site.ask(move |workspace| workspace.discard_draft(&file)).await?;
    value(json!({}))
}

#[derive(Deserialize)]
struct Merge {
    file: String,
    base: String,
    mine: String,
    #[serde(default)]
    choices: Vec<Choice>,
}

#[derive(Deserialize)]
struct Choice {
    kind: Option<ChangeKind>,
    key: String,
    side: Side,
}

async fn merge(State(site): State<Site>, Json(asked): Json<Merge>) -> Answer {
    let choices = asked.choices.into_iter().map(|choice| ((choice.kind, choice.key), choice.side)).collect();
    value(site.ask(move |workspace| workspace.merge(&asked.file, &asked.base, &asked.mine, &choices)).await?)
}

#[derive(Deserialize)]
struct New {
    agency: String,
    year: u16,
    /// Whether last year's prose is carried over.
    #[serde(default)]
    prose: bool,
}

async fn create(State(site): State<Site>, Json(asked): Json<New>) -> Answer {
    let prose = if asked.prose { PreviousProse::CarriedOver } else { PreviousProse::Left };
    value(site.ask(move |workspace| workspace.create(&asked.agency, asked.year, prose)).await?)
}

/// Reads a file that was given to the page; the body is its bytes.
async fn read(State(site): State<Site>, Query(upload): Query<Upload>, bytes: Bytes) -> Answer {
    value(site.ask(move |workspace| workspace.read_upload(&upload, &bytes)).await?)
}

/// Reads it again and keeps it.
async fn keep(State(site): State<Site>, Query(upload): Query<Upload>, bytes: Bytes) -> Answer {
    value(json!({ "file": site.ask(move |workspace| workspace.keep_upload(&upload, &bytes)).await? }))
}

#[derive(Deserialize)]
struct Compared {
    file: String,
    text: String,
    /// A data file of the folder; last year's where none is named.
    with: Option<String>,
}

async fn compare(State(site): State<Site>, Json(asked): Json<Compared>) -> Answer {
    let compared =
        move |workspace: &Workspace| workspace.compare(&asked.file, &asked.text, asked.with.as_deref());
    value(site.ask(compared).await?)
}

/// The report as a Word file with tracked changes.
async fn revisions(State(site): State<Site>, Json(asked): Json<Compared>) -> Result<Response, ServeError> {
    let made =
        move |workspace: &Workspace| workspace.revisions(&asked.file, &asked.text, asked.with.as_deref());
    Ok(([(CONTENT_TYPE, DOCX)], site.ask(made).await?).into_response())
}
