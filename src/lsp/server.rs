//! The loop: messages in, answers and findings out.
//!
//! Messages that have come in are taken together before the first is answered. So a request that was
//! cancelled meanwhile is not worked on, and a text that has changed again is not checked. A panic ends the
//! request it happens in, with an error to the editor, and not the server.

use std::collections::{BTreeMap, VecDeque};
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::mpsc::{self, Receiver};

use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::notification::{self as notify, Notification as _};
use lsp_types::request::{self, Request as _};
use lsp_types::{
    CodeActionParams, CompletionParams, DidChangeTextDocumentParams, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, GotoDefinitionParams, HoverParams,
    InitializeParams, LogMessageParams, MarkupKind, MessageType, PublishDiagnosticsParams,
    TextDocumentPositionParams, Uri,
};
use serde::Serialize;
use serde_json::{Value as Json, json};

use super::capabilities::capabilities;
use super::diagnostics::{RelatedPlaces, diagnostics};
use super::documents::{Analysis, Document};
use super::hover::Style;
use super::position::Lines;
use super::problem::{Problem, guarded, parsed, to_json, unwritten};
use super::transport::{self, Incoming};
use super::uri::path_of;
use super::{actions, completion, definition, hover};
use crate::diagnostic::{Finding, RuleCode};
use crate::form::Forms;
use crate::pipeline::Pipeline;
use crate::yaml::Source;

/// How the editor has ended the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// It has asked for the end first.
    AfterShutdown,
    /// It has not: it was ended itself, or has lost track.
    WithoutShutdown,
}

/// Serves an editor until it ends the server or goes away. Data files are of one of these forms.
///
/// # Errors
/// The output cannot be written.
pub fn serve(input: impl Read + Send + 'static, output: impl Write, forms: Forms) -> io::Result<Ending> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut input = BufReader::new(input);
        // An input that cannot be read any more has ended.
        while let Ok(Some(incoming)) = transport::read(&mut input) {
            if sender.send(incoming).is_err() {
                break;
            }
        }
    });
    Server::new(output, forms).run(&receiver)
}

/// What an editor may ask for when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// It has not said yet who it is.
    Starting,
    Running,
    /// It has asked for the end.
    ShuttingDown,
}

struct Server<W> {
    output: W,
    forms: Forms,
    pipeline: Pipeline,
    /// The folders that the editor shows, and that 上年数据 may lead to.
    folders: Vec<PathBuf>,
    stage: Stage,
    related: RelatedPlaces,
    style: Style,
    waiting: VecDeque<Incoming>,
    documents: BTreeMap<String, Document>,
}

impl<W: Write> Server<W> {
    fn new(output: W, forms: Forms) -> Self {
        Self {
            output,
            pipeline: Pipeline::checks_only().with_forms(forms.clone()),
            forms,
            folders: Vec::new(),
            stage: Stage::Starting,
            related: RelatedPlaces::Unknown,
            style: Style::Plain,
            waiting: VecDeque::new(),
            documents: BTreeMap::new(),
        }
    }

    fn run(mut self, receiver: &Receiver<Incoming>) -> io::Result<Ending> {
        loop {
            while let Ok(incoming) = receiver.try_recv() {
                self.take(incoming)?;
            }
            match self.waiting.pop_front() {
                Some(incoming) => {
                    if let Some(ending) = self.handle(incoming)? {
                        return Ok(ending);
                    }
                }
                None if self.publish_next()? => {}
                None => match receiver.recv() {
                    Ok(incoming) => self.take(incoming)?,
                    // The editor has gone.
                    Err(_) => return Ok(self.ending()),
                },
            }
        }
    }

    fn ending(&self) -> Ending {
        match self.stage {
            Stage::ShuttingDown => Ending::AfterShutdown,
            _ => Ending::WithoutShutdown,
        }
    }

    /// Lets a message wait; one that cancels another which is still waiting is carried out at once.
    fn take(&mut self, incoming: Incoming) -> io::Result<()> {
        let cancelled = match &incoming {
            Incoming::Message(Message::Notification(n)) if n.method == notify::Cancel::METHOD => {
                serde_json::from_value::<RequestId>(n.params["id"].clone())
            }
            _ => {
                self.waiting.push_back(incoming);
                return Ok(());
            }
        };
        let Ok(id) = cancelled else { return Ok(()) };
        let is_meant = |waiting: &Incoming| match waiting {
            Incoming::Message(Message::Request(request)) => request.id == id,
            _ => false,
        };
        let Some(index) = self.waiting.iter().position(is_meant) else { return Ok(()) };
        self.waiting.remove(index);
        self.answer(id, Err(Problem::new(ErrorCode::RequestCanceled, "请求已取消")))
    }

    fn handle(&mut self, incoming: Incoming) -> io::Result<Option<Ending>> {
        match incoming {
            Incoming::Message(Message::Request(request)) => self.request(request)?,
            Incoming::Message(Message::Notification(n)) if n.method == notify::Exit::METHOD => {
                return Ok(Some(self.ending()));
            }
            Incoming::Message(Message::Notification(notification)) => {
                let method = notification.method.clone();
                let outcome = guarded(|| self.notification(notification));
                if let Err(problem) = outcome.and_then(|outcome| outcome) {
                    self.log(&format!("{method}：{}", problem.message))?;
                }
            }
            // The server asks nothing.
            Incoming::Message(Message::Response(_)) => {}
            Incoming::Malformed(problem) => transport::write_malformed(&mut self.output, &problem)?,
        }
        Ok(None)
    }

    fn request(&mut self, request: Request) -> io::Result<()> {
        let Request { id, method, params } = request;
        let refused = |code, message: &str| Err(Problem::new(code, message));
        let outcome = match (self.stage, method.as_str()) {
            (Stage::Starting, request::Initialize::METHOD) => {
                parsed(params).map(|params| self.initialize(&params))
            }
            (Stage::Starting, _) => refused(ErrorCode::ServerNotInitialized, "还没有收到 initialize"),
            (Stage::Running, request::Initialize::METHOD) => {
                refused(ErrorCode::InvalidRequest, "initialize 只能有一次")
            }
            (Stage::Running, request::Shutdown::METHOD) => {
                self.stage = Stage::ShuttingDown;
                Ok(Json::Null)
            }
            (Stage::Running, _) => guarded(|| self.running(&method, params)).and_then(|outcome| outcome),
            (Stage::ShuttingDown, _) => refused(ErrorCode::InvalidRequest, "已经收到 shutdown"),
        };
        self.answer(id, outcome)
    }

    fn initialize(&mut self, params: &InitializeParams) -> Json {
        self.stage = Stage::Running;
        let documents = params.capabilities.text_document.as_ref();
        let published = documents.and_then(|documents| documents.publish_diagnostics.as_ref());
        if published.and_then(|published| published.related_information) == Some(true) {
            self.related = RelatedPlaces::Shown;
        }
        let formats = documents.and_then(|documents| documents.hover.as_ref()?.content_format.as_ref());
        if formats.is_some_and(|formats| formats.contains(&MarkupKind::Markdown)) {
            self.style = Style::Markdown;
        }
        let folders = params.workspace_folders.iter().flatten().map(|folder| &folder.uri);
        self.folders = folders.filter_map(path_of).collect();
        #[expect(deprecated, reason = "editors that know no workspace folders name the one folder here")]
        if self.folders.is_empty() {
            self.folders = params.root_uri.iter().filter_map(path_of).collect();
        }
        self.renew_pipeline();
        json!({
            "capabilities": capabilities(),
            "serverInfo": {"name": "nianbao", "version": env!("CARGO_PKG_VERSION")},
        })
    }

    fn renew_pipeline(&mut self) {
        self.pipeline =
            Pipeline::checks_only().with_forms(self.forms.clone()).with_roots(self.folders.clone());
        self.documents.values_mut().for_each(Document::look_again);
    }

    /// Answers a request of a running server.
    fn running(&mut self, method: &str, params: Json) -> Result<Json, Problem> {
        match method {
            request::HoverRequest::METHOD => {
                let HoverParams { text_document_position_params: at, .. } = parsed(params)?;
                let style = self.style;
                let found = self.checked(&at.text_document.uri);
                to_json(found.and_then(|found| hover::hover(&found, at.position, style)))
            }
            request::Completion::METHOD => {
                let CompletionParams { text_document_position: at, .. } = parsed(params)?;
                to_json(self.complete(&at))
            }
            request::GotoDefinition::METHOD => {
                let GotoDefinitionParams { text_document_position_params: at, .. } = parsed(params)?;
                let uri = &at.text_document.uri;
                let found = self.checked(uri);
                to_json(found.map(|found| definition::definition(uri, &found, at.position)))
            }
            request::CodeActionRequest::METHOD => {
                let params: CodeActionParams = parsed(params)?;
                let uri = &params.text_document.uri;
                let Some(found) = self.checked(uri) else { return Ok(Json::Null) };
                let related = self.related;
                let check = |text: &str| self.check_changed(uri, text);
                let request = actions::Request { uri, analysis: &found, related, params: &params };
                to_json(actions::actions(&request, &check))
            }
            _ => Err(Problem::new(ErrorCode::MethodNotFound, format!("没有“{method}”这个请求"))),
        }
    }

    fn notification(&mut self, notification: Notification) -> Result<(), Problem> {
        if self.stage != Stage::Running {
            return Ok(());
        }
        let params = notification.params;
        match notification.method.as_str() {
            notify::DidOpenTextDocument::METHOD => {
                let DidOpenTextDocumentParams { text_document: opened } = parsed(params)?;
                let key = opened.uri.as_str().to_owned();
                let document = Document::new(opened.uri, opened.version, &opened.text, &self.forms);
                self.documents.insert(key, document);
            }
            notify::DidChangeTextDocument::METHOD => self.change(parsed(params)?)?,
            notify::DidCloseTextDocument::METHOD => {
                let DidCloseTextDocumentParams { text_document } = parsed(params)?;
                let closed = self.documents.remove(text_document.uri.as_str());
                if closed.is_some_and(|document| document.is_data_file) {
                    self.publish(text_document.uri, None, Vec::new()).map_err(unwritten)?;
                }
            }
            // What was saved may be last year's report of another document.
            notify::DidSaveTextDocument::METHOD | notify::DidChangeWatchedFiles::METHOD => {
                self.documents.values_mut().for_each(Document::look_again);
            }
            notify::DidChangeWorkspaceFolders::METHOD => {
                let DidChangeWorkspaceFoldersParams { event } = parsed(params)?;
                let removed: Vec<_> =
                    event.removed.iter().filter_map(|folder| path_of(&folder.uri)).collect();
                self.folders.retain(|folder| !removed.contains(folder));
                self.folders.extend(event.added.iter().filter_map(|folder| path_of(&folder.uri)));
                self.renew_pipeline();
            }
            // Others are no concern of this server; the protocol asks to pass them over.
            _ => {}
        }
        Ok(())
    }

    /// Makes the changes of a text, one after the other.
    fn change(&mut self, params: DidChangeTextDocumentParams) -> Result<(), Problem> {
        let uri = params.text_document.uri;
        let Some(document) = self.documents.get_mut(uri.as_str()) else {
            let message = format!("没有打开 {}", uri.as_str());
            return Err(Problem::new(ErrorCode::InvalidParams, message));
        };
        for change in params.content_changes {
            let lines = match change.range {
                Some(range) => document.lines.replaced(range, &change.text),
                None => Lines::new(&change.text),
            };
            document.set(params.text_document.version, lines, &self.forms);
        }
        Ok(())
    }

    /// What was found in a document that is a data file.
    fn checked(&mut self, uri: &Uri) -> Option<Rc<Analysis>> {
        let workspace = self.folders.first().map(PathBuf::as_path);
        let document = self.documents.get_mut(uri.as_str()).filter(|document| document.is_data_file)?;
        Some(document.analysis(&self.pipeline, workspace))
    }

    /// What would be found in a document if it had another text.
    fn check_changed(&self, uri: &Uri, text: &str) -> Rc<Analysis> {
        let workspace: Option<&Path> = self.folders.first().map(PathBuf::as_path);
        Document::new(uri.clone(), 0, text, &self.forms).analysis(&self.pipeline, workspace)
    }

    fn complete(&mut self, at: &TextDocumentPositionParams) -> Option<Vec<lsp_types::CompletionItem>> {
        let uri = &at.text_document.uri;
        let document = self.documents.get(uri.as_str())?;
        if completion::shows_values(document, at.position) {
            self.checked(uri);
        }
        let document = self.documents.get(uri.as_str())?;
        Some(completion::completions(document, &self.forms, at.position))
    }

    /// Checks a document of which the editor has not the findings, and sends them; false if there is none.
    fn publish_next(&mut self) -> io::Result<bool> {
        let next = self.documents.values().find(|document| !document.is_published);
        let Some(Document { uri, version, is_data_file, .. }) = next else { return Ok(false) };
        let (uri, version, is_data_file) = (uri.clone(), *version, *is_data_file);
        let outcome = guarded(|| self.checked(&uri));
        if let Some(document) = self.documents.get_mut(uri.as_str()) {
            document.is_published = true;
        }
        if !is_data_file {
            return Ok(true);
        }
        let found = match outcome {
            Ok(found) => found.map(|found| diagnostics(&uri, &found, self.related)),
            Err(problem) => {
                self.log(&problem.message)?;
                // Nobody may take a text that could not be checked for one without mistakes.
                let place = Source::new("", "").place(0..0);
                let finding = Finding::error(RuleCode::N019, problem.message, place);
                let analysis = Analysis {
                    lines: Rc::new(Lines::new("")),
                    findings: vec![finding],
                    report: None,
                    previous: None,
                };
                Some(diagnostics(&uri, &analysis, self.related))
            }
        };
        self.publish(uri, Some(version), found.unwrap_or_default())?;
        Ok(true)
    }

    fn publish(
        &mut self,
        uri: Uri,
        version: Option<i32>,
        diagnostics: Vec<lsp_types::Diagnostic>,
    ) -> io::Result<()> {
        let params = PublishDiagnosticsParams { uri, diagnostics, version };
        self.notify(notify::PublishDiagnostics::METHOD, &params)
    }

    /// Says something where the editor keeps what its servers say.
    fn log(&mut self, message: &str) -> io::Result<()> {
        let params = LogMessageParams { typ: MessageType::ERROR, message: message.to_owned() };
        self.notify(notify::LogMessage::METHOD, &params)
    }

    fn notify(&mut self, method: &str, params: &impl Serialize) -> io::Result<()> {
        let params = serde_json::to_value(params)?;
        let message = Notification { method: method.to_owned(), params };
        transport::write(&mut self.output, &message.into())
    }

    fn answer(&mut self, id: RequestId, outcome: Result<Json, Problem>) -> io::Result<()> {
        let response = match outcome {
            Ok(result) => Response { id, response_result: Ok(result) },
            Err(Problem { code, message }) => Response::new_err(id, code as i32, message),
        };
        transport::write(&mut self.output, &response.into())
    }
}
