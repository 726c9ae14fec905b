//! An editor in a few lines: it starts the program, writes frames to its standard input and reads those that
//! come back. It shares no code with the server.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use serde_json::{Value as Json, json};

/// How long an answer may take before the test fails; it takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(60);

/// An editor with its server.
pub struct Client {
    child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Json>,
    /// Notifications that came while something else was waited for.
    kept: Vec<Json>,
    next_id: i32,
}

impl Client {
    /// Starts the program; nothing has been said yet.
    pub fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_nianbao"))
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("the program starts");
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().expect("it is piped"));
        let (sender, messages) = mpsc::channel();
        std::thread::spawn(move || frames(output, |message| sender.send(message).is_ok()));
        Self { child, input, messages, kept: Vec::new(), next_id: 1 }
    }

    /// Starts the program as an editor does that shows this folder.
    pub fn in_folder(folder: &Path) -> Self {
        let mut client = Self::start();
        let capabilities = json!({"textDocument": {
            "publishDiagnostics": {"relatedInformation": true},
            "hover": {"contentFormat": ["plaintext"]},
        }});
        let answer = client.request(
            "initialize",
            json!({"processId": null, "capabilities": capabilities, "workspaceFolders":
                [{"uri": uri(folder), "name": "年报"}]}),
        );
        assert_eq!(answer["capabilities"]["positionEncoding"], "utf-16");
        client.notify("initialized", json!({}));
        client
    }

    /// Writes bytes as they are.
    pub fn write(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("it is open");
        input.write_all(bytes).and_then(|()| input.flush()).expect("the server reads");
    }

    /// Sends a message.
    pub fn send(&mut self, message: &Json) {
        let body = message.to_string();
        self.write(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    pub fn notify(&mut self, method: &str, params: Json) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request and gives its id.
    pub fn ask(&mut self, method: &str, params: Json) -> i32 {
        let id = self.next_id;
        self.next_id += 1;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        id
    }

    /// The answer to a request, an error or a result.
    pub fn answer(&mut self, id: i32) -> Json {
        loop {
            let message = self.message();
            if message["id"] == id {
                return message;
            }
            self.kept.push(message);
        }
    }

    /// Sends a request and gives its result.
    pub fn request(&mut self, method: &str, params: Json) -> Json {
        let id = self.ask(method, params);
        let answer = self.answer(id);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// The next message, whatever it is.
    pub fn message(&mut self) -> Json {
        self.messages.recv_timeout(PATIENCE).expect("the server answers")
    }

    /// Opens a document.
    pub fn open(&mut self, uri: &str, text: &str) {
        let document = json!({"uri": uri, "languageId": "yaml", "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document}));
    }

    /// Replaces the text of a document.
    pub fn change(&mut self, uri: &str, version: i32, text: &str) {
        let document = json!({"uri": uri, "version": version});
        self.notify(
            "textDocument/didChange",
            json!({"textDocument": document, "contentChanges": [{"text": text}]}),
        );
    }

    /// The findings of a version of a document.
    pub fn findings(&mut self, uri: &str, version: i32) -> Vec<Json> {
        let is_meant = |message: &Json| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
                && message["params"]["version"] == version
        };
        if let Some(index) = self.kept.iter().position(is_meant) {
            return list(&self.kept.remove(index)["params"]["diagnostics"]);
        }
        loop {
            let message = self.message();
            if is_meant(&message) {
                return list(&message["params"]["diagnostics"]);
            }
            self.kept.push(message);
        }
    }

    /// Asks for something at a position, line and unit from 0.
    pub fn at(&mut self, method: &str, uri: &str, (line, character): (usize, usize)) -> Json {
        let position = json!({"line": line, "character": character});
        self.request(method, json!({"textDocument": {"uri": uri}, "position": position}))
    }

    /// Ends the server as the protocol asks; gives its exit status.
    pub fn shut_down(mut self) -> Option<i32> {
        assert_eq!(self.request("shutdown", Json::Null), Json::Null);
        self.notify("exit", Json::Null);
        self.child.wait().expect("the server ends").code()
    }

    /// Closes the server's standard input, or lets it end by what was sent; gives its exit status.
    pub fn hang_up(mut self) -> Option<i32> {
        self.input = None;
        self.child.wait().expect("the server ends").code()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // A test that failed leaves no server behind.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads frames until the output ends or nobody wants them.
fn frames(mut output: impl BufRead, mut want: impl FnMut(Json) -> bool) {
    loop {
        let (mut length, mut line) = (0, String::new());
        while output.read_line(&mut line).is_ok_and(|read| read > 0) && line != "\r\n" {
            if let Some(value) = line.strip_prefix("Content-Length: ") {
                length = value.trim_end().parse().expect("a length");
            }
            line.clear();
        }
        if line.is_empty() {
            return;
        }
        let mut body = vec![0; length];
        output.read_exact(&mut body).expect("a whole frame");
        if !want(serde_json::from_slice(&body).expect("JSON")) {
            return;
        }
    }
}

/// The items of a list.
pub fn list(json: &Json) -> Vec<Json> {
    json.as_array().expect("a list").clone()
}

/// The address of a path: every byte that is no plain letter, digit or stroke is written as `%E5`.
pub fn uri(path: &Path) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
    let text = path.to_str().expect("paths of tests are UTF-8");
    let byte = |b: u8| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") };
    format!("file://{}", text.bytes().map(byte).collect::<String>())
}

/// Where a mark `^` stands in a text, as line and UTF-16 unit, and the text without it.
pub fn marked(text: &str) -> (String, (usize, usize)) {
    let (before, after) = text.split_once('^').expect("the text has a mark");
    let line = before.matches('\n').count();
    let character = before.rsplit('\n').next().unwrap_or_default().encode_utf16().count();
    (format!("{before}{after}"), (line, character))
}

/// A text with the edits of a code action made, as an editor makes them: counted in UTF-16, from the last to
/// the first.
pub fn edited(text: &str, uri: &str, action: &Json) -> String {
    let units: Vec<u16> = text.encode_utf16().collect();
    let index = |position: &Json| {
        let (line, character) = (number(&position["line"]), number(&position["character"]));
        let mut starts = vec![0];
        starts
            .extend(units.iter().enumerate().filter(|(_, u)| **u == u16::from(b'\n')).map(|(at, _)| at + 1));
        starts[line] + character
    };
    let edits = list(&action["edit"]["changes"][uri]);
    let mut edits: Vec<(usize, usize, String)> = edits
        .iter()
        .map(|edit| {
            let text = edit["newText"].as_str().expect("a text").to_owned();
            (index(&edit["range"]["start"]), index(&edit["range"]["end"]), text)
        })
        .collect();
    edits.sort();
    let mut units = units.clone();
    for (start, end, text) in edits.into_iter().rev() {
        units.splice(start..end, text.encode_utf16());
    }
    String::from_utf16(&units).expect("no half of a character is left")
}

fn number(json: &Json) -> usize {
    usize::try_from(json.as_u64().expect("a number")).expect("a small one")
}
