//! What an object of a PDF says of itself, as far as it matters before the interpreter sees it.

use super::tokens::Token;

/// What an object says of itself.
#[derive(Default)]
pub(super) struct About {
    pub filters: Vec<Vec<u8>>,
    pub length: Option<usize>,
    pub kids: Vec<u64>,
    pub read: Vec<u64>,
    pub pages: Vec<u64>,
    /// Where in an object stream the first object begins.
    pub first: usize,
    pub is_picture: bool,
    pub is_face: bool,
    pub is_object_stream: bool,
    pub is_encrypted: bool,
    /// Its filters are named elsewhere.
    pub hides_filters: bool,
}

impl About {
    /// Reads the words of an object.
    pub fn of(tokens: &[Token]) -> Self {
        let mut about = Self::default();
        for (at, token) in tokens.iter().enumerate() {
            let Token::Name(name) = token else { continue };
            let value = value(&tokens[at + 1..]);
            match (name.as_slice(), value) {
                (b"Kids", _) => about.kids.extend(references(value)),
                (b"Contents", _) => about.pages.extend(references(value)),
                (b"ToUnicode" | b"FontFile" | b"FontFile2" | b"FontFile3", _) => {
                    about.read.extend(references(value));
                }
                // How long a face is as a file.
                (b"Length1", _) => about.is_face = true,
                (b"Filter" | b"F", _) => {
                    about.filters.extend(value.iter().filter_map(|token| match token {
                        Token::Name(name) => Some(name.clone()),
                        _ => None,
                    }));
                    about.hides_filters |= name == b"Filter" && references(value).next().is_some();
                }
                (b"Length", [Token::Number(length)]) => about.length = usize::try_from(*length).ok(),
                (b"First", [Token::Number(first)]) => about.first = usize::try_from(*first).unwrap_or(0),
                (b"Type", [Token::Name(kind)]) => about.is_object_stream |= kind == b"ObjStm",
                (b"Subtype", [Token::Name(kind)]) => {
                    about.is_picture |= kind == b"Image";
                    about.is_face |= matches!(kind.as_slice(), b"Type1C" | b"CIDFontType0C" | b"OpenType");
                }
                (b"Encrypt", _) => about.is_encrypted = true,
                _ => {}
            }
        }
        // An array of its own may be what `/Kids` of another object names.
        if tokens.first() == Some(&Token::OpenArray) {
            about.kids.extend(references(tokens));
        }
        about
    }
}

/// The words of the value that some words begin with.
fn value(tokens: &[Token]) -> &[Token] {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::OpenArray | Token::OpenDict => depth += 1,
            Token::CloseArray | Token::CloseDict => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return &tokens[..=at];
        }
    }
    tokens
}

/// The references among some words but those to a parent.
fn references(tokens: &[Token]) -> impl Iterator<Item = u64> {
    let to_parent = |at: usize| {
        at.checked_sub(1)
            .is_some_and(|before| matches!(&tokens[before], Token::Name(name) if name == b"Parent"))
    };
    tokens.iter().enumerate().filter_map(move |(at, token)| match token {
        Token::Reference(to) if !to_parent(at) => Some(*to),
        _ => None,
    })
}
