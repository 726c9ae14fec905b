//! Asks the page of `nianbao serve` as a browser does, and as no browser would.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

/// The page that a run of `serve` has printed the address of.
#[derive(Clone)]
pub struct Page {
    /// `127.0.0.1:8765`
    pub host: String,
    /// What stands before every path: a slash and the token.
    pub base: String,
}

/// An answer: status, head, body.
pub struct Answer(pub u16, pub String, pub Vec<u8>);

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.2)
            .unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&self.2)))
    }

    /// Why a request was refused.
    pub fn message(&self) -> String {
        self.json()["message"].as_str().unwrap_or_default().to_owned()
    }
}

impl Page {
    /// The page whose address stands in what the program has printed.
    pub fn named_in(printed: &str) -> Option<Self> {
        let address = printed.split_once("http://")?.1.split_once(' ')?.0;
        let (host, token) = address.strip_suffix('/')?.split_once('/')?;
        Some(Self { host: host.to_owned(), base: format!("/{token}") })
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(120))).unwrap();
        stream
    }

    /// Sends a request for a path under the address of the page, `GET /api/files`, with header lines.
    pub fn send(&self, request: &str, headers: &[&str], body: &str) -> Answer {
        let (method, path) = request.split_once(' ').unwrap();
        self.send_to(&format!("{method} {}{path}", self.base), headers, body)
    }

    /// Sends a request for any path.
    pub fn send_to(&self, request: &str, headers: &[&str], body: &str) -> Answer {
        self.try_send(request, headers, body).unwrap_or_else(|e| panic!("{request}: {e}"))
    }

    pub fn try_send(&self, request: &str, headers: &[&str], body: &str) -> std::io::Result<Answer> {
        let mut stream = TcpStream::connect(&self.host)?;
        stream.set_read_timeout(Some(Duration::from_secs(120)))?;
        let headers: String = headers.iter().map(|h| format!("{h}\r\n")).collect();
        let length = body.len();
        write!(
            stream,
            "{request} HTTP/1.1\r\n{headers}Connection: close\r\nContent-Length: {length}\r\n\r\n{body}"
        )?;
        answer(&mut stream)
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send(&format!("GET {path}"), &[&format!("Host: {}", self.host)], "")
    }

    pub fn post(&self, path: &str, body: &Value) -> Answer {
        let headers = [&format!("Host: {}", self.host), "Content-Type: application/json"];
        self.send(&format!("POST {path}"), &headers.map(|h: &str| h), &body.to_string())
    }
}

/// Reads an answer after which the connection is closed.
pub fn answer(stream: &mut TcpStream) -> std::io::Result<Answer> {
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let end = answer.windows(4).position(|w| w == b"\r\n\r\n");
    let end = end.ok_or_else(|| std::io::Error::other(format!("no head: {answer:?}")))?;
    let head = String::from_utf8(answer[..end].to_vec()).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Ok(Answer(status, head, answer[end + 4..].to_vec()))
}
