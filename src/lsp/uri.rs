//! Addresses of documents, and the paths of files that they stand for.
//!
//! ```text
//! file:///home/a/%E5%B9%B4.yaml      /home/a/年.yaml
//! file:///c%3A/a.yaml                c:\a.yaml               on Windows
//! file://server/share/a.yaml         \\server\share\a.yaml   on Windows
//! untitled:Untitled-1                no file
//! ```

use std::path::{Path, PathBuf};

use lsp_types::Uri;

/// The path of the file that an address stands for; none for a document that is no file of this machine, or
/// whose path is no text.
pub(super) fn path_of(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.as_str().strip_prefix("file://")?;
    let (host, path) = rest.split_at(rest.find('/')?);
    let path = decode(path)?;
    match host {
        "" | "localhost" if cfg!(windows) => {
            Some(PathBuf::from(path.trim_start_matches('/').replace('/', "\\")))
        }
        "" | "localhost" => Some(PathBuf::from(path)),
        host if cfg!(windows) => Some(PathBuf::from(format!("\\\\{host}{}", path.replace('/', "\\")))),
        _ => None,
    }
}

/// The address of a file; none where its path is no text, or cannot be made absolute.
pub(super) fn uri_of(path: &Path) -> Option<Uri> {
    let path = std::path::absolute(path).ok()?;
    let path = if cfg!(windows) { path.to_str()?.replace('\\', "/") } else { path.to_str()?.to_owned() };
    let start = match path.strip_prefix("//") {
        Some(share) if cfg!(windows) => return format!("file://{}", encode(share)).parse().ok(),
        _ if path.starts_with('/') => "file://",
        _ => "file:///",
    };
    format!("{start}{}", encode(&path)).parse().ok()
}

/// A text with its `%E5` made bytes; none where that is not UTF-8, or holds the end mark of C's texts.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        rest = behind;
        let digits =
            rest.get(..2).filter(|_| byte == b'%').and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(decoded) => {
                bytes.push(decoded);
                rest = &rest[2..];
            }
            None => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

/// A path with everything but plain letters, digits and strokes written as `%E5`.
fn encode(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(uri: &str) -> Option<PathBuf> {
        path_of(&uri.parse().expect("an address"))
    }

    #[cfg(unix)]
    #[test]
    fn addresses_and_paths_lead_to_each_other() {
        for (name, address) in [
            ("/home/甲 局/a+b.yaml", "file:///home/%E7%94%B2%20%E5%B1%80/a%2Bb.yaml"),
            ("/a/100%.yaml", "file:///a/100%25.yaml"),
        ] {
            assert_eq!(path(address), Some(PathBuf::from(name)));
            assert_eq!(uri_of(Path::new(name)).expect("an absolute path").as_str(), address);
        }
        assert_eq!(path("file://localhost/a"), Some(PathBuf::from("/a")));
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_here_has_no_path() {
        for address in [
            "untitled:Untitled-1",
            "file://server/share/a",
            "file:///a%00b",
            "file:///a%FFb",
            "https://a.cn/b",
        ] {
            assert_eq!(path(address), None, "{address}");
        }
    }
}
