//! Web pages that a browser or an office program has saved as one file (MHTML, RFC 2557): a mail of several
//! parts, of which the first that is a page is read. What else is in it, pictures and styles, is not.
//!
//! ```text
//! Content-Type: multipart/related; boundary="x"
//!
//! --x
//! Content-Type: text/html; charset="utf-8"
//! Content-Transfer-Encoding: quoted-printable
//!
//! <p>=E5=B9=B4=E6=8A=A5            soft line ends and =XX are decoded: <p>年报
//! --x--
//! ```

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use encoding_rs::{Encoding, UTF_8};

use super::{ImportError, decode};

/// The text of the page in such a file.
pub(super) fn page(bytes: &[u8]) -> Result<String, ImportError> {
    let mut boundaries: Vec<Vec<u8>> = Vec::new();
    let mut part = Part::default();
    let mut lines = bytes.split_inclusive(|b| *b == b'\n');
    loop {
        let line = lines.next();
        let text = line.map(trimmed);
        let ends = text.is_none_or(|text| boundaries.iter().any(|boundary| is_boundary(text, boundary)));
        if ends {
            if let Some(page) = part.page() {
                return Ok(page);
            }
            part = Part::default();
        }
        let (Some(line), Some(text)) = (line, text) else { return Err(ImportError::NoPage) };
        if ends {
            continue;
        }
        if part.in_body {
            part.body.extend_from_slice(line);
        } else if text.is_empty() {
            part.in_body = true;
            let boundary = part.parameter("boundary").filter(|_| boundaries.len() < MAX_BOUNDARIES);
            boundaries.extend(boundary.map(String::into_bytes));
        } else if part.head.len() < MAX_HEAD {
            // A field goes on in lines that begin with a space.
            part.head.push(if text.starts_with(b" ") || text.starts_with(b"\t") { ' ' } else { '\n' });
            part.head.push_str(String::from_utf8_lossy(text).trim());
        }
    }
}

/// Parts inside parts are as deep as this.
const MAX_BOUNDARIES: usize = 4;
/// Bytes of a head that are looked at.
const MAX_HEAD: usize = 16 << 10;

fn trimmed(line: &[u8]) -> &[u8] {
    line.trim_ascii_end()
}

fn is_boundary(line: &[u8], boundary: &[u8]) -> bool {
    let rest = line.strip_prefix(b"--").and_then(|rest| rest.strip_prefix(boundary));
    rest.is_some_and(|rest| rest.is_empty() || rest == b"--")
}

/// A part of a file.
#[derive(Default)]
struct Part {
    head: String,
    in_body: bool,
    body: Vec<u8>,
}

impl Part {
    fn field(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (field, value) = line.split_once(':')?;
            field.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }

    /// A parameter of the type of the content.
    fn parameter(&self, name: &str) -> Option<String> {
        let value = self.field("content-type")?.split(';').skip(1).find_map(|part| {
            let (key, value) = part.split_once('=')?;
            key.trim().eq_ignore_ascii_case(name).then_some(value)
        })?;
        let value = value.trim().trim_matches('"');
        (!value.is_empty()).then(|| value.to_owned())
    }

    /// The page in it, if it is one.
    fn page(&self) -> Option<String> {
        let kind = self.field("content-type")?.to_ascii_lowercase();
        if !kind.starts_with("text/html") && !kind.starts_with("application/xhtml") {
            return None;
        }
        let encoding = self.field("content-transfer-encoding").unwrap_or_default().to_ascii_lowercase();
        let bytes = match encoding.as_str() {
            "base64" => {
                let text: Vec<u8> = self.body.iter().copied().filter(|b| !b.is_ascii_whitespace()).collect();
                STANDARD.decode(text).ok()?
            }
            "quoted-printable" => quoted_printable(&self.body),
            _ => self.body.clone(),
        };
        let named = self.parameter("charset").and_then(|name| Encoding::for_label(name.as_bytes()));
        Some(match named.filter(|encoding| *encoding != UTF_8) {
            Some(encoding) => encoding.decode(&bytes).0.into_owned(),
            None => decode(&bytes),
        })
    }
}

/// Decodes `=E5` and lines that end in `=`.
fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'=' {
            out.push(byte);
            continue;
        }
        let digit = |at: usize| after.get(at).and_then(|b| char::from(*b).to_digit(16));
        if let Some(end) = after.strip_prefix(b"\r\n").or_else(|| after.strip_prefix(b"\n")) {
            rest = end;
        } else if let (Some(high), Some(low)) = (digit(0), digit(1)) {
            out.push((16 * high + low) as u8);
            rest = &after[2..];
        } else {
            out.push(byte);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(head: &str, body: &str) -> Vec<u8> {
        let text = format!(
            "From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\
             \tboundary=\"--x=\"\r\n\r\n----x=\r\nContent-Type: image/png\r\n\r\nabc\r\n----x=\r\n{head}\r\n\r\n{body}\r\n----x=--\r\n"
        );
        text.into_bytes()
    }

    #[test]
    fn the_page_is_found_and_decoded() {
        let quoted = file(
            "Content-Type: text/html; charset=\"utf-8\"\r\nContent-Transfer-Encoding: quoted-printable",
            "<p id=3D\"a\">=E5=B9=B4=\r\n=E6=8A=A5",
        );
        assert_eq!(page(&quoted).expect("a page").trim(), "<p id=\"a\">年报");
        let gbk = file(
            "Content-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: base64",
            "xOqx\r\nqA==",
        );
        assert_eq!(page(&gbk).expect("a page"), "年报");
        let alone = b"Content-Type: text/html\n\n<p>a";
        assert_eq!(page(alone).expect("a page"), "<p>a");
    }

    #[test]
    fn what_has_no_page_is_named() {
        for bytes in [
            &b""[..],
            b"abc",
            b"Content-Type: text/plain\n\nabc",
            b"\n\n\n",
            b"Content-Type: multipart/x; boundary=a\n\n--a\n--a\n",
        ] {
            assert!(matches!(page(bytes), Err(ImportError::NoPage)), "{bytes:?}");
        }
    }
}
