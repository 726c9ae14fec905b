//! The requests of the page: what each sends, and what it is answered.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::ServeError;
use super::assets;
use super::drafts::Draft;
use super::lane::{ANSWER_TIME, Lane, NotDone};
use super::workspace::{Upload, Workspace};
use crate::data_file::{ChangeKind, Changes, Side};
use crate::import::Clipboard;
use crate::init::PreviousProse;
use crate::pipeline::{Format, FormatError, OnErrors};

/// How a browser keeps the picture of a page: its address says what is on it, so it never changes.
const KEPT: &str = "private, max-age=86400, immutable";

/// What a request is answered from: the workspace, and the lane of its kind of work.
#[derive(Clone)]
pub(super) struct Site {
    pub workspace: Arc<Workspace>,
    pub lane: Lane,
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

pub(super) type Answer = Result<Json<Value>, ServeError>;

fn value(value: impl serde::Serialize) -> Answer {
    serde_json::to_value(value).map(Json).map_err(|e| ServeError::Failed(e.to_string()))
}

/// A file of the page itself.
pub(super) async fn asset(Path(name): Path<String>) -> Response {
    match assets::find(&name) {
        Some((kind, body)) => ([(CONTENT_TYPE, kind)], body).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

#[derive(Deserialize)]
pub(super) struct File {
    file: String,
}

pub(super) async fn files(State(site): State<Site>) -> Answer {
    value(site.ask(Workspace::list).await?)
}

#[derive(Deserialize)]
pub(super) struct Files {
    files: Vec<String>,
}

pub(super) async fn status(State(site): State<Site>, Json(asked): Json<Files>) -> Answer {
    value(site.ask(move |workspace| Ok(workspace.states(&asked.files))).await?)
}

pub(super) async fn report(State(site): State<Site>, Query(File { file }): Query<File>) -> Answer {
    value(site.ask(move |workspace| workspace.open(&file)).await?)
}

pub(super) async fn version(State(site): State<Site>, Query(File { file }): Query<File>) -> Answer {
    value(json!({ "version": site.ask(move |workspace| workspace.version(&file)).await? }))
}

#[derive(Deserialize)]
pub(super) struct RuleCode {
    rule: String,
}

pub(super) async fn explain(State(site): State<Site>, Query(RuleCode { rule }): Query<RuleCode>) -> Answer {
    value(site.ask(move |workspace| workspace.explain(&rule)).await?)
}

#[derive(Deserialize)]
pub(super) struct Wanted {
    file: String,
    format: String,
    /// `1` for a draft, with its watermark, whatever errors there are.
    draft: Option<String>,
}

/// A finished file to download.
pub(super) async fn output(
    State(site): State<Site>,
    Query(Wanted { file, format, draft }): Query<Wanted>,
) -> Result<Response, ServeError> {
    let format: Format = format.parse().map_err(|e: FormatError| ServeError::Invalid(e.to_string()))?;
    let on_errors = if draft.as_deref() == Some("1") { OnErrors::Draft } else { OnErrors::Refuse };
    let kind = match format {
        Format::Pdf => "application/pdf",
        // What programs call it; IANA has registered none.
        Format::Ofd => "application/ofd",
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
pub(super) async fn page(
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
pub(super) struct ViewRequest {
    file: String,
    text: String,
    #[serde(default)]
    changes: Changes,
    /// That of the form which the browser has.
    shape: Option<String>,
}

pub(super) async fn view(State(site): State<Site>, Json(asked): Json<ViewRequest>) -> Answer {
    let looked = move |workspace: &Workspace| {
        workspace.view(&asked.file, &asked.text, &asked.changes, asked.shape.as_deref())
    };
    value(site.ask(looked).await?)
}

#[derive(Deserialize)]
pub(super) struct PagesRequest {
    file: String,
    text: String,
    /// The hash of the places which the browser has.
    places: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct PasteRequest {
    file: String,
    text: String,
    at: String,
    clipboard: Clipboard,
}

pub(super) async fn paste(State(site): State<Site>, Json(asked): Json<PasteRequest>) -> Answer {
    let pasted =
        move |workspace: &Workspace| workspace.paste(&asked.file, &asked.text, &asked.at, &asked.clipboard);
    value(site.ask(pasted).await?)
}

#[derive(Deserialize)]
pub(super) struct Text {
    file: String,
    text: String,
}

pub(super) async fn names(State(site): State<Site>, Json(asked): Json<Text>) -> Answer {
    value(site.ask(move |workspace| workspace.names(&asked.file, &asked.text)).await?)
}

pub(super) async fn pages(State(site): State<Site>, Json(asked): Json<PagesRequest>) -> Answer {
    let laid_out =
        move |workspace: &Workspace| workspace.lay_out(&asked.file, &asked.text, asked.places.as_deref());
    value(site.ask(laid_out).await?)
}

#[derive(Deserialize)]
pub(super) struct Saved {
    file: String,
    text: String,
    /// None for a file that was removed and is to be written anew.
    version: Option<String>,
}

pub(super) async fn save(State(site): State<Site>, Json(asked): Json<Saved>) -> Answer {
    let saved =
        move |workspace: &Workspace| workspace.save(&asked.file, &asked.text, asked.version.as_deref());
    value(json!({ "version": site.ask(saved).await? }))
}

#[derive(Deserialize)]
pub(super) struct Unsaved {
    file: String,
    draft: Draft,
}

pub(super) async fn keep_draft(State(site): State<Site>, Json(asked): Json<Unsaved>) -> Answer {
    let kept = move |workspace: &Workspace| workspace.keep_draft(&asked.file, &asked.draft);
    value(json!({ "kept": site.ask(kept).await? }))
}

pub(super) async fn discard_draft(State(site): State<Site>, Json(File { file }): Json<File>) -> Answer {
    site.ask(move |workspace| workspace.discard_draft(&file)).await?;
    value(json!({}))
}

#[derive(Deserialize)]
pub(super) struct Merge {
    file: String,
    base: String,
    mine: String,
    #[serde(default)]
    choices: Vec<Choice>,
}

#[derive(Deserialize)]
pub(super) struct Choice {
    kind: Option<ChangeKind>,
    key: String,
    side: Side,
}

pub(super) async fn merge(State(site): State<Site>, Json(asked): Json<Merge>) -> Answer {
    let choices = asked.choices.into_iter().map(|choice| ((choice.kind, choice.key), choice.side)).collect();
    value(site.ask(move |workspace| workspace.merge(&asked.file, &asked.base, &asked.mine, &choices)).await?)
}

#[derive(Deserialize)]
pub(super) struct New {
    agency: String,
    year: u16,
    /// Whether last year's prose is carried over.
    #[serde(default)]
    prose: bool,
}

pub(super) async fn create(State(site): State<Site>, Json(asked): Json<New>) -> Answer {
    let prose = if asked.prose { PreviousProse::CarriedOver } else { PreviousProse::Left };
    value(site.ask(move |workspace| workspace.create(&asked.agency, asked.year, prose)).await?)
}

/// Reads a file that was given to the page; the body is its bytes.
pub(super) async fn read(State(site): State<Site>, Query(upload): Query<Upload>, bytes: Bytes) -> Answer {
    value(site.ask(move |workspace| workspace.read_upload(&upload, &bytes)).await?)
}

/// Reads it again and keeps it.
pub(super) async fn keep(State(site): State<Site>, Query(upload): Query<Upload>, bytes: Bytes) -> Answer {
    value(json!({ "file": site.ask(move |workspace| workspace.keep_upload(&upload, &bytes)).await? }))
}

#[derive(Deserialize)]
pub(super) struct Compared {
    file: String,
    text: String,
    /// A data file of the folder; last year's where none is named.
    with: Option<String>,
}

pub(super) async fn compare(State(site): State<Site>, Json(asked): Json<Compared>) -> Answer {
    let compared =
        move |workspace: &Workspace| workspace.compare(&asked.file, &asked.text, asked.with.as_deref());
    value(site.ask(compared).await?)
}

/// The report as a Word file with tracked changes.
pub(super) async fn revisions(
    State(site): State<Site>,
    Json(asked): Json<Compared>,
) -> Result<Response, ServeError> {
    let made =
        move |workspace: &Workspace| workspace.revisions(&asked.file, &asked.text, asked.with.as_deref());
    Ok(([(CONTENT_TYPE, DOCX)], site.ask(made).await?).into_response())
}
