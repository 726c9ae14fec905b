//! Bytes of pages and texts to characters: many of both are still GBK.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// The text of a web page or text file: by its byte order mark, by what a page says of itself, as UTF-8 if it
/// is, else as GB 18030.
///
/// ```
/// assert_eq!(nianbao::import::decode("年报".as_bytes()), "年报");
/// assert_eq!(nianbao::import::decode(&[0xC4, 0xEA, 0xB1, 0xA8]), "年报");
/// ```
pub fn decode(bytes: &[u8]) -> String {
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let encoding = marked.unwrap_or_else(|| {
        if std::str::from_utf8(bytes).is_ok() { UTF_8 } else { declared(bytes).unwrap_or(GB18030) }
    });
    let encoding = if [UTF_16LE, UTF_16BE].contains(&encoding) || encoding == UTF_8 {
        encoding
    } else {
        declared(bytes).unwrap_or(encoding)
    };
    encoding.decode(bytes).0.into_owned()
}

/// The encoding that a page declares in its first kilobyte; UTF-8 is not believed, as it has been tried.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).to_lowercase();
    let (_, rest) = head.split_once("charset=")?;
    let name: String = rest
        .trim_start_matches(['"', '\''])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        .collect();
    Encoding::for_label(name.as_bytes()).filter(|e| *e != UTF_8)
}
