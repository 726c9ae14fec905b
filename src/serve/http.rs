//! The workspace behind HTTP: which path does what, and which requests are allowed.
//!
//! Any web site that the user visits can make the browser send requests to this machine. So only requests are
//! answered that name one of our own hosts and do not come from a page of another site.

use std::net::TcpListener;
use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, Path, Query, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, HeaderValue, ORIGIN,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::workspace::{ServeError, Workspace};
use crate::data_file::Changes;
use crate::pipeline::{Format, FormatError};

/// The most that a request may send, in bytes: more than the largest data file (4 MiB) as a JSON string.
const MAX_BODY_BYTES: usize = 32 << 20;

/// The content security policy of the page: it loads nothing from elsewhere and sends nothing elsewhere.
/// Inline styles are allowed, as tables have style attributes.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Serves until the process ends.
pub async fn serve(
    listener: TcpListener,
    workspace: Arc<Workspace>,
    hosts: [String; 2],
) -> std::io::Result<()> {
    listener.set_nonblocking(true)?;
    axum::serve(tokio::net::TcpListener::from_std(listener)?, router(workspace, hosts)).await
}

fn router(workspace: Arc<Workspace>, hosts: [String; 2]) -> Router {
    Router::new()
        .route("/", get(|| text("text/html; charset=utf-8", include_str!("page.html"))))
        .route("/page.css", get(|| text("text/css; charset=utf-8", include_str!("page.css"))))
        .route("/page.js", get(|| text("text/javascript; charset=utf-8", include_str!("page.js"))))
        .route("/api/files", get(files))
        .route("/api/report", get(report))
        .route("/api/version", get(version))
        .route("/api/output", get(output))
        .route("/api/page/{id}/{number}", get(page))
        .route("/api/look", post(view))
        .route("/api/pages", post(pages))
        .route("/api/save", post(save))
        .route("/api/new", post(create))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(from_fn_with_state(Arc::new(hosts), guard))
        .with_state(workspace)
}

/// Answers requests of our own page, and refuses what another site makes the browser send.
async fn guard(State(hosts): State<Arc<[String; 2]>>, request: Request, next: Next) -> Response {
    let own = is_own(request.headers(), hosts.as_slice());
    let mut response = if own { next.run(request).await } else { StatusCode::FORBIDDEN.into_response() };
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Whether a request has one of our own names as its `Host` and no foreign `Origin`. Both are needed: another
/// site may send requests to our name, and may give a name of its own to our address (DNS rebinding).
fn is_own(headers: &HeaderMap, hosts: &[String]) -> bool {
    let header = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let Some(host) = header(HOST).filter(|host| hosts.iter().any(|h| h == host)) else { return false };
    !headers.contains_key(ORIGIN)
        || header(ORIGIN).and_then(|origin| origin.strip_prefix("http://")) == Some(host)
}

impl IntoResponse for ServeError {
    fn into_response(self) -> Response {
        let status = match self {
            ServeError::NotFound(_) => StatusCode::NOT_FOUND,
            ServeError::Changed(_) => StatusCode::CONFLICT,
            ServeError::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            ServeError::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        (status, Json(json!({ "message": self.to_string() }))).into_response()
    }
}

type Answer = Result<Json<Value>, ServeError>;

/// Runs a request of the workspace on a thread for blocking work, as rendering takes a while.
async fn ask<T: Send + 'static>(
    workspace: Arc<Workspace>,
    question: impl FnOnce(&Workspace) -> Result<T, ServeError> + Send + 'static,
) -> Result<T, ServeError> {
    let answer = tokio::task::spawn_blocking(move || question(&workspace)).await;
    answer.unwrap_or_else(|_| Err(ServeError::Failed("程序内部出错".to_owned())))
}

fn value(value: impl serde::Serialize) -> Answer {
    serde_json::to_value(value).map(Json).map_err(|e| ServeError::Failed(e.to_string()))
}

async fn text(kind: &'static str, body: &'static str) -> impl IntoResponse {
    ([(CONTENT_TYPE, kind)], body)
}

#[derive(Deserialize)]
struct File {
    file: String,
}

async fn files(State(workspace): State<Arc<Workspace>>) -> Answer {
    value(ask(workspace, Workspace::list).await?)
}

async fn report(State(workspace): State<Arc<Workspace>>, Query(File { file }): Query<File>) -> Answer {
    value(ask(workspace, move |workspace| workspace.open(&file)).await?)
}

async fn version(State(workspace): State<Arc<Workspace>>, Query(File { file }): Query<File>) -> Answer {
    value(json!({ "version": ask(workspace, move |workspace| workspace.version(&file)).await? }))
}

#[derive(Deserialize)]
struct Wanted {
    file: String,
    format: String,
}

/// A finished file to download.
async fn output(
    State(workspace): State<Arc<Workspace>>,
    Query(Wanted { file, format }): Query<Wanted>,
) -> Result<Response, ServeError> {
    let format: Format = format.parse().map_err(|e: FormatError| ServeError::Invalid(e.to_string()))?;
    let kind = match format {
        Format::Pdf => "application/pdf",
        Format::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Format::Html | Format::HtmlFragment => "text/html; charset=utf-8",
        Format::Png => {
            return Err(ServeError::Invalid(
                "页面图片不止一个文件，用 nianbao build --to png 生成".to_owned(),
            ));
        }
    };
    let (name, bytes) = ask(workspace, move |workspace| workspace.output(&file, format)).await?;
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

async fn page(
    State(workspace): State<Arc<Workspace>>,
    Path((id, number)): Path<(String, usize)>,
) -> Response {
    match workspace.page(&id, number) {
        Some(bytes) => ([(CONTENT_TYPE, "image/png")], bytes).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

#[derive(Deserialize)]
struct ViewRequest {
    file: String,
    text: String,
    #[serde(default)]
    changes: Changes,
}

async fn view(State(workspace): State<Arc<Workspace>>, Json(asked): Json<ViewRequest>) -> Answer {
    value(ask(workspace, move |workspace| workspace.view(&asked.file, &asked.text, &asked.changes)).await?)
}

#[derive(Deserialize)]
struct Text {
    file: String,
    text: String,
}

async fn pages(State(workspace): State<Arc<Workspace>>, Json(asked): Json<Text>) -> Answer {
    let (id, count) = ask(workspace, move |workspace| workspace.lay_out(&asked.file, &asked.text)).await?;
    value(json!({ "id": id, "count": count }))
}

#[derive(Deserialize)]
struct Saved {
    file: String,
    text: String,
    version: String,
}

async fn save(State(workspace): State<Arc<Workspace>>, Json(asked): Json<Saved>) -> Answer {
    let saved = move |workspace: &Workspace| workspace.save(&asked.file, &asked.text, &asked.version);
    value(json!({ "version": ask(workspace, saved).await? }))
}

#[derive(Deserialize)]
struct New {
    agency: String,
    year: u16,
}

async fn create(State(workspace): State<Arc<Workspace>>, Json(asked): Json<New>) -> Answer {
    let created = move |workspace: &Workspace| workspace.create(&asked.agency, asked.year);
    value(json!({ "file": ask(workspace, created).await? }))
}
