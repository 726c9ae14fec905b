//! Messages on the wire: a header with the length of the body, a blank line, the body as JSON.
//!
//! ```text
//! Content-Length: 52␍␊
//! ␍␊
//! {"jsonrpc":"2.0","method":"initialized","params":{}}
//! ```
//! What comes in may be anything. A body that is no message is reported, and the next one is read; so is what
//! stands where a header should be. No more than [`MAX_MESSAGE`] bytes are kept in memory for one message.

use std::io::{self, BufRead, Read, Write};

use lsp_server::{ErrorCode, Message};
use serde_json::json;

use crate::files::limits::{DATA_FILE, in_words};

/// Bytes of a message: a data file of the largest size with every character written as an escape, and some.
pub(super) const MAX_MESSAGE: u64 = 8 * DATA_FILE;

/// Bytes of a line of the header.
const MAX_HEADER: u64 = 4096;

/// What came in.
#[derive(Debug)]
pub(super) enum Incoming {
    /// A message.
    Message(Message),
    /// Something else, and what is wrong with it.
    Malformed(String),
}

/// Reads the next message; none at the end of the input.
///
/// # Errors
/// The input cannot be read.
pub(super) fn read(input: &mut impl BufRead) -> io::Result<Option<Incoming>> {
    let Some(length) = header(input)? else { return Ok(None) };
    let length = match length {
        Ok(length) => length,
        Err(problem) => return Ok(Some(Incoming::Malformed(problem))),
    };
    if length > MAX_MESSAGE {
        io::copy(&mut input.take(length), &mut io::sink())?;
        let (size, limit) = (in_words(length), in_words(MAX_MESSAGE));
        return Ok(Some(Incoming::Malformed(format!("消息有 {size}，超过上限 {limit}，没有处理"))));
    }
    let mut body = Vec::new();
    input.take(length).read_to_end(&mut body)?;
    if (body.len() as u64) < length {
        return Ok(None);
    }
    Ok(Some(match serde_json::from_slice(&body) {
        Ok(message) => Incoming::Message(message),
        Err(error) => Incoming::Malformed(format!("收到的不是 JSON-RPC 消息：{error}")),
    }))
}

/// The length that a header gives, or what is wrong with it; none at the end of the input.
fn header(input: &mut impl BufRead) -> io::Result<Option<Result<u64, String>>> {
    let (mut length, mut stray) = (None, false);
    loop {
        let mut line = Vec::new();
        input.by_ref().take(MAX_HEADER).read_until(b'\n', &mut line)?;
        if line.is_empty() {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_ascii();
        match line.split_once(':') {
            _ if line.is_empty() => break,
            Some((name, value)) if name.trim().eq_ignore_ascii_case("Content-Length") => {
                length = value.trim().parse::<u64>().ok();
            }
            Some((name, _)) if name.trim().eq_ignore_ascii_case("Content-Type") => {}
            // What stands here is no header. It goes on until one begins.
            _ => stray = true,
        }
    }
    let missing = || "消息没有 Content-Length，或写得不对".to_owned();
    Ok(Some(match length {
        Some(length) => Ok(length),
        None if stray => Err("收到的不是 Content-Length 开头的消息".to_owned()),
        None => Err(missing()),
    }))
}

/// Writes a message.
///
/// # Errors
/// The output cannot be written.
pub(super) fn write(output: &mut impl Write, message: &Message) -> io::Result<()> {
    message.write(output)
}

/// Answers what is no message: an error that belongs to no request.
///
/// # Errors
/// The output cannot be written.
pub(super) fn write_malformed(output: &mut impl Write, problem: &str) -> io::Result<()> {
    let code = ErrorCode::ParseError as i32;
    let body = json!({"jsonrpc": "2.0", "id": null, "error": {"code": code, "message": problem}}).to_string();
    write!(output, "Content-Length: {}\r\n\r\n{body}", body.len())?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is read from these bytes, in a word each.
    fn all(bytes: &[u8]) -> Vec<String> {
        let mut input = bytes;
        let mut all = Vec::new();
        while let Some(incoming) = read(&mut input).expect("bytes can be read") {
            all.push(match incoming {
                Incoming::Message(Message::Notification(n)) => n.method,
                Incoming::Message(message) => format!("{message:?}"),
                Incoming::Malformed(problem) => problem.chars().take(6).collect(),
            });
        }
        all
    }

    fn frame(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    #[test]
    fn what_is_no_message_is_reported_and_the_next_is_read() {
        let good = frame(r#"{"jsonrpc":"2.0","method":"initialized","params":{}}"#);
        let long = "x".repeat(5000);
        for (bad, problem) in [
            (frame("{"), "收到的不是 J"),
            (frame("[]"), "收到的不是 J"),
            (frame(&"[".repeat(100_000)), "收到的不是 J"),
            ("Content-Length: minus\r\n\r\n".to_owned(), "消息没有 C"),
            ("\r\n".to_owned(), "消息没有 C"),
            (format!("{long}\r\n\r\n"), "收到的不是 C"),
        ] {
            let problem: String = problem.chars().take(6).collect();
            assert_eq!(
                all(format!("{bad}{good}").as_bytes()),
                [problem.as_str(), "initialized"],
                "{bad:.60}"
            );
        }
    }

    #[test]
    fn headers_are_read_in_any_spelling() {
        let body = r#"{"jsonrpc":"2.0","method":"exit"}"#;
        let header = format!("Content-Type: application/vscode-jsonrpc\ncontent-length:{}\n\n", body.len());
        assert_eq!(all(format!("{header}{body}").as_bytes()), ["exit"]);
    }

    #[test]
    fn a_message_that_is_too_long_is_passed_over_without_being_kept() {
        let length = MAX_MESSAGE + 1;
        let header = format!("Content-Length: {length}\r\n\r\n");
        let good = frame(r#"{"jsonrpc":"2.0","method":"exit"}"#);
        let input = header.as_bytes().chain(io::repeat(b' ').take(length)).chain(good.as_bytes());
        let mut input = io::BufReader::new(input);
        let first = read(&mut input).expect("bytes can be read");
        assert!(matches!(first, Some(Incoming::Malformed(problem)) if problem.contains("超过上限 32 MB")));
        assert!(matches!(read(&mut input), Ok(Some(Incoming::Message(_)))));
    }

    #[test]
    fn an_input_that_ends_in_a_message_ends_there() {
        assert!(all(b"Content-Length: 5\r\n\r\n{").is_empty());
        assert!(all(b"Content-Length: 5").is_empty());
    }
}
