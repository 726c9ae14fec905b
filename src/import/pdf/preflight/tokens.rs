//! The words of a PDF, as far as a look through it needs them.

/// A word of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    OpenArray,
    CloseArray,
    OpenDict,
    CloseDict,
    /// A name without its slash, `#xx` read.
    Name(Vec<u8>),
    Number(i64),
    /// The number of another object.
    Reference(u64),
    /// A string, a number with a point, a word.
    Other,
}

/// An object, up to its end.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub tokens: Vec<Token>,
    /// Where it ends.
    pub end: usize,
    /// It ends in `stream`, and its bytes follow.
    pub has_stream: bool,
}

/// Reads an object from the start of some bytes.
pub(super) fn read(bytes: &[u8]) -> Words {
    let mut words = Words::default();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\0' | b'\t' | b'\n' | b'\x0C' | b'\r' | b' ' => at += 1,
            b'%' => at = end_of_line(bytes, at),
            b'(' => {
                at = after_string(bytes, at);
                words.tokens.push(Token::Other);
            }
            b'[' | b']' => {
                words.tokens.push(if byte == b'[' { Token::OpenArray } else { Token::CloseArray });
                at += 1;
            }
            b'<' | b'>' if bytes.get(at + 1) == Some(&byte) => {
                words.tokens.push(if byte == b'<' { Token::OpenDict } else { Token::CloseDict });
                at += 2;
            }
            b'/' => {
                let end = end_of_word(bytes, at + 1);
                words.tokens.push(Token::Name(unescaped(&bytes[at + 1..end])));
                at = end;
            }
            b'<' | b'>' | b'{' | b'}' | b')' => at += 1,
            _ => {
                let end = end_of_word(bytes, at).max(at + 1);
                match &bytes[at..end] {
                    b"endobj" | b"endstream" => {
                        words.end = end;
                        return words;
                    }
                    b"stream" => {
                        words.end = end;
                        words.has_stream = true;
                        return words;
                    }
                    b"R" => reference(&mut words.tokens),
                    word => words.tokens.push(number(word).map_or(Token::Other, Token::Number)),
                }
                at = end;
            }
        }
    }
    words.end = bytes.len();
    words
}

/// Makes `12 0 R` of its two numbers.
fn reference(tokens: &mut Vec<Token>) {
    if let [.., Token::Number(to), Token::Number(_)] = tokens[..] {
        tokens.truncate(tokens.len() - 2);
        tokens.push(u64::try_from(to).map_or(Token::Other, Token::Reference));
    }
}

fn number(word: &[u8]) -> Option<i64> {
    std::str::from_utf8(word).ok()?.parse().ok()
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%') || byte <= b' '
}

fn end_of_word(bytes: &[u8], from: usize) -> usize {
    from + bytes[from.min(bytes.len())..].iter().take_while(|byte| !is_delimiter(**byte)).count()
}

fn end_of_line(bytes: &[u8], from: usize) -> usize {
    from + bytes[from..].iter().take_while(|byte| !matches!(byte, b'\n' | b'\r')).count()
}

fn after_string(bytes: &[u8], from: usize) -> usize {
    let (mut depth, mut at) = (0_usize, from);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            break;
        }
    }
    at.min(bytes.len())
}

/// A name with its `#xx` read: `K#69ds` is `Kids`.
fn unescaped(name: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(name.len());
    let mut at = 0;
    while at < name.len() {
        let digits = name.get(at + 1..at + 3).and_then(|two| std::str::from_utf8(two).ok());
        let byte = digits.filter(|_| name[at] == b'#').and_then(|two| u8::from_str_radix(two, 16).ok());
        out.push(byte.unwrap_or(name[at]));
        at += if byte.is_some() { 3 } else { 1 };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_read_to_its_end() {
        let words = read(b"<< /K#69ds [3 0 R 4.5 (a\\)b(c)) % note\n] /N 7 >> endobj 5 0 obj");
        assert_eq!(
            words.tokens,
            [
                Token::OpenDict,
                Token::Name(b"Kids".to_vec()),
                Token::OpenArray,
                Token::Reference(3),
                Token::Other,
                Token::Other,
                Token::CloseArray,
                Token::Name(b"N".to_vec()),
                Token::Number(7),
                Token::CloseDict,
            ]
        );
        assert!(!words.has_stream);
    }

    #[test]
    fn bytes_without_sense_end() {
        for bytes in [&b"((((("[..], b"<<<<", b"/", b"#", b"1 R R", b"\\", b")", b"< >", b"%"] {
            assert!(read(bytes).end <= bytes.len(), "{bytes:?}");
        }
    }
}
