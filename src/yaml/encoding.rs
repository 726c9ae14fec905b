//! Bytes to text. Only UTF-8 is read; what Chinese editors save instead is recognised, so that the message
//! can name it.

use std::sync::Arc;

use super::Source;
use crate::diagnostic::{Finding, RuleCode};

/// How the packages of Word and Excel begin; a small one may be valid UTF-8 otherwise.
const ZIP: &[u8] = b"PK\x03\x04";
const SAVE_AS: &str = "用记事本或编辑器打开，“另存为”时编码选 UTF-8，再运行一次";

impl Source {
    /// A source from the bytes of a file: UTF-8, with or without a byte order mark.
    ///
    /// # Errors
    /// A finding N002 that names the encoding where it can be told (UTF-16, GBK/GB18030), at the first byte
    /// that is not UTF-8.
    #[expect(clippy::result_large_err, reason = "made once per file")]
    pub fn from_bytes(file: impl Into<Arc<str>>, bytes: &[u8]) -> Result<Self, Finding> {
        let file = file.into();
        let (message, good) = match std::str::from_utf8(bytes) {
            // ASCII in UTF-16 is valid UTF-8 with every other byte a NUL.
            Ok(_) if bytes.starts_with(ZIP) => name(bytes, 0),
            Ok(text) => match utf16(bytes) {
                Some(name) => (format!("文件是 {name} 编码，不是 UTF-8"), 0),
                None => return Ok(Self::new(file, text)),
            },
            Err(error) => name(bytes, error.valid_up_to()),
        };
        let readable = Self::new(file, String::from_utf8_lossy(&bytes[..good]).into_owned());
        let end = readable.text().len();
        let help = if bytes.starts_with(ZIP) {
            "这里要的是 YAML 数据文件；Word 文件请用 nianbao import 读入"
        } else {
            SAVE_AS
        };
        Err(Finding::error(RuleCode::N002, message, readable.place(end..end)).with_help(help))
    }
}

/// What the file seems to be, and how many of its first bytes can be read as UTF-8.
fn name(bytes: &[u8], valid: usize) -> (String, usize) {
    if bytes.starts_with(ZIP) {
        return ("文件是 Word、Excel 或压缩文件，不是文本".to_owned(), 0);
    }
    if let Some(name) = utf16(bytes) {
        return (format!("文件是 {name} 编码，不是 UTF-8"), 0);
    }
    let lossy = String::from_utf8_lossy(bytes);
    let bad = lossy.matches('\u{FFFD}').count();
    let good = lossy.chars().filter(|&character| character >= '\u{80}' && character != '\u{FFFD}').count();
    // GBK read as UTF-8 is nearly all errors: a file whose characters are mostly sound is a damaged UTF-8
    // file.
    if good > 4 * bad {
        return (format!("文件从这里起不是 UTF-8 编码（字节 0x{:02X}），文件可能损坏", bytes[valid]), valid);
    }
    let (_, malformed) = encoding_rs::GB18030.decode_without_bom_handling(bytes);
    if malformed {
        (format!("文件从这里起不是 UTF-8 编码（字节 0x{:02X}）", bytes[valid]), valid)
    } else {
        ("文件是 GBK（GB18030）编码，不是 UTF-8".to_owned(), valid)
    }
}

/// UTF-16 by its byte order mark, or by the NULs that line breaks, spaces and digits have in it.
fn utf16(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xFF, 0xFE, ..] => return Some("UTF-16 LE"),
        [0xFE, 0xFF, ..] => return Some("UTF-16 BE"),
        _ => {}
    }
    let sample = &bytes[..bytes.len().min(4096)];
    let nuls = |parity: usize| sample.iter().skip(parity).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (nuls(0), nuls(1));
    let enough = sample.len() / 20 + 1;
    match () {
        () if sample.len() < 4 || sample.len() % 2 == 1 => None,
        () if odd > enough && even == 0 => Some("UTF-16 LE"),
        () if even > enough && odd == 0 => Some("UTF-16 BE"),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_named() {
        let text = "# 数据文件\n机关名称: 济源市人民政府办公室\n年度: 2024\n";
        let gbk = encoding_rs::GBK.encode(text).0.into_owned();
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let ascii: Vec<u8> = "year: 2024\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut damaged = text.as_bytes().to_vec();
        damaged[20] = 0xFF;
        let table: [(&[u8], &str, u32, u32); 7] = [
            (&gbk, "GBK", 1, 3),
            (&[b"\xFF\xFE", &little[..]].concat(), "UTF-16 LE", 1, 1),
            (&[b"\xFE\xFF", &big[..]].concat(), "UTF-16 BE", 1, 1),
            (&little, "UTF-16 LE", 1, 1),
            (&ascii, "UTF-16 LE", 1, 1),
            (&damaged, "损坏", 2, 2),
            (b"PK\x03\x04\xFF\xFF", "Word", 1, 1),
        ];
        for (bytes, wanted, line, column) in table {
            let finding = Source::from_bytes("a.yaml", bytes).expect_err(wanted);
            assert_eq!(finding.rule, RuleCode::N002);
            assert!(finding.message.contains(wanted), "{wanted}: {}", finding.message);
            assert_eq!((finding.place.start.line, finding.place.start.column), (line, column), "{wanted}");
        }
    }

    #[test]
    fn utf8_is_read_with_and_without_a_byte_order_mark() {
        for bytes in ["年度: 1".as_bytes(), "\u{FEFF}年度: 1".as_bytes()] {
            assert_eq!(Source::from_bytes("a.yaml", bytes).expect("UTF-8").text(), "年度: 1");
        }
        assert_eq!(Source::from_bytes("a.yaml", b"").expect("empty").text(), "");
    }
}
