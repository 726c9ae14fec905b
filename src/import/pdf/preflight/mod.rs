//! A look through a PDF before the interpreter sees it. That one believes a file: it unpacks whatever a
//! stream unpacks to, as often as it is packed, and follows the tree of pages wherever it leads.
//!
//! All objects of the file are gone through, those in object streams too, without regard to the table that
//! says where they are (a file may have two of these).
//!
//! | found | because |
//! |---|---|
//! | too many bytes in a stream or in all of them | 1,800 bytes may unpack to 1 GiB |
//! | a stream packed twice | each time multiplies by a thousand |
//! | `/Kids` that lead back, or too deep, or to too many pages by many ways | the interpreter calls itself |
//! | arrays in arrays in arrays | so it does for these |
//! | very many objects | |
//!
//! Pictures are not unpacked, as nobody looks at them. What cannot be measured (an encrypted file, rare
//! filters) is said in [`Measured`]: where the reader has a process of its own, that one's limits hold.
//!
//! An example: of `4 0 obj << /Kids [3 0 R 4 0 R] >> endobj` the ways are 4 → 3 and 4 → 4, and the second one
//! leads back.

mod about;
mod tokens;
mod unpack;

use std::collections::{BTreeMap, BTreeSet};

use self::about::About;
use self::tokens::Token;
use super::error::PdfError;
use super::limits::{MAX_DEPTH, MAX_OBJECTS, MAX_PAGE_STREAM, MAX_PAGES, MAX_TREE_DEPTH, MAX_UNPACKED};

/// Whether all of a file was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Measured {
    #[default]
    Whole,
    /// Not all streams: the file is encrypted, or packed in a rare way.
    InPart,
}

/// Looks through a file.
///
/// # Errors
/// It is no PDF, or the interpreter should not see it.
pub(super) fn check(bytes: &[u8]) -> Result<Measured, PdfError> {
    let head = &bytes[..bytes.len().min(2_000)];
    if !head.windows(5).any(|window| window == b"%PDF-") {
        return Err(PdfError::NotPdf);
    }
    let mut look = Look::default();
    look.file(bytes)?;
    look.pages()?;
    Ok(look.measured)
}

#[derive(Default)]
struct Look {
    measured: Measured,
    objects: usize,
    unpacked: usize,
    /// Where the `/Kids` of an object lead, and the references of arrays, which may be the value of one.
    ways: BTreeMap<u64, Vec<u64>>,
    /// Streams that are read as text, faces or tables of characters, whatever they call themselves.
    read: BTreeSet<u64>,
    /// And those that are read as the text of a page.
    pages: BTreeSet<u64>,
    pictures: BTreeSet<u64>,
    faces: BTreeSet<u64>,
    /// Streams that are too large for the text of a page.
    large: BTreeSet<u64>,
}

impl Look {
    fn file(&mut self, bytes: &[u8]) -> Result<(), PdfError> {
        let mut at = 0;
        while let Some((number, start)) = next_object(bytes, at) {
            let words = tokens::read(&bytes[start..]);
            let about = self.object(number, &words.tokens)?;
            at = start + words.end;
            if words.has_stream {
                let data = stream(&bytes[at..], about.length);
                self.stream(number, &about, data)?;
                at += data.len();
            }
        }
        // What the trailer says stands outside of objects.
        if let Some(trailer) = bytes.windows(7).rposition(|window| window == b"trailer") {
            self.object(0, &tokens::read(&bytes[trailer + 7..]).tokens)?;
        }
        if self.large.intersection(&self.pages).next().is_some() {
            return Err(PdfError::too_large("一页的内容", format_args!("{} MB", MAX_PAGE_STREAM >> 20)));
        }
        self.read.extend(&self.pages);
        let strange =
            self.pictures.intersection(&self.read).chain(self.faces.intersection(&self.pages)).next();
        match strange {
            Some(_) => Err(PdfError::Strange("把图片或字体当作正文".to_owned())),
            None => Ok(()),
        }
    }

    fn object(&mut self, number: u64, tokens: &[Token]) -> Result<About, PdfError> {
        self.objects += 1;
        if self.objects > MAX_OBJECTS {
            return Err(PdfError::too_large("对象数", MAX_OBJECTS));
        }
        if depth(tokens) > MAX_DEPTH {
            return Err(PdfError::Strange("嵌套太深".to_owned()));
        }
        let about = About::of(tokens);
        self.read.extend(&about.read);
        self.pages.extend(&about.pages);
        if about.is_face {
            self.faces.insert(number);
        }
        if about.is_picture {
            self.pictures.insert(number);
        }
        if about.is_encrypted || about.hides_filters {
            self.measured = Measured::InPart;
        }
        if !about.kids.is_empty() {
            self.ways.entry(number).or_default().extend(&about.kids);
        }
        Ok(about)
    }

    fn stream(&mut self, number: u64, about: &About, data: &[u8]) -> Result<(), PdfError> {
        if about.filters.iter().filter(|filter| unpack::is_packing(filter)).count() > 1 {
            return Err(PdfError::Strange("内容反复压缩".to_owned()));
        }
        if about.is_picture && !about.is_object_stream {
            return Ok(());
        }
        let unpacked = match about.filters.first() {
            Some(filter) => unpack::stream(filter, data)?,
            None => Some(unpack::Unpacked { size: data.len(), bytes: data.to_vec() }),
        };
        let Some(unpacked) = unpacked else {
            self.measured = Measured::InPart;
            return Ok(());
        };
        self.unpacked = self.unpacked.saturating_add(unpacked.size);
        if self.unpacked > MAX_UNPACKED {
            return Err(PdfError::too_large("解压后的大小", format_args!("{} MB", MAX_UNPACKED >> 20)));
        }
        if unpacked.size > MAX_PAGE_STREAM {
            self.large.insert(number);
        }
        if !about.is_face && is_nested(&unpacked.bytes) {
            return Err(PdfError::Strange("嵌套太深".to_owned()));
        }
        if about.is_object_stream { self.object_stream(&unpacked.bytes, about.first) } else { Ok(()) }
    }

    /// The objects of an object stream: numbers and places in front, then the objects.
    fn object_stream(&mut self, bytes: &[u8], first: usize) -> Result<(), PdfError> {
        let first = first.min(bytes.len());
        let numbers: Vec<usize> = tokens::read(&bytes[..first])
            .tokens
            .iter()
            .map(|token| match token {
                Token::Number(number) => usize::try_from(*number).unwrap_or(usize::MAX),
                _ => usize::MAX,
            })
            .collect();
        let places: Vec<(usize, usize)> =
            numbers.chunks_exact(2).map(|pair| (pair[0], first.saturating_add(pair[1]))).collect();
        for (i, (number, start)) in places.iter().enumerate() {
            let end = places.get(i + 1).map_or(bytes.len(), |next| next.1).min(bytes.len());
            let object = bytes.get(*start..end).unwrap_or_default();
            self.object(*number as u64, &tokens::read(object).tokens)?;
        }
        Ok(())
    }

    /// Follows `/Kids` from every object: no way may lead back, and no object may lead to too many pages.
    fn pages(&self) -> Result<(), PdfError> {
        let mut below: BTreeMap<u64, usize> = BTreeMap::new();
        for &start in self.ways.keys() {
            // The way to where we are: each object with the number of its next kid.
            let mut way: Vec<(u64, usize)> = vec![(start, 0)];
            let mut open: BTreeSet<u64> = [start].into();
            if below.contains_key(&start) {
                continue;
            }
            while let Some((at, next)) = way.last_mut() {
                let kids = self.ways.get(at).map(Vec::as_slice).unwrap_or_default();
                let Some(&kid) = kids.get(*next) else {
                    let own: usize = kids.iter().map(|kid| below.get(kid).copied().unwrap_or(1)).sum();
                    if own > 20 * MAX_PAGES {
                        return Err(PdfError::too_large("页数", format_args!("{MAX_PAGES} 页")));
                    }
                    open.remove(at);
                    below.insert(*at, own);
                    way.pop();
                    continue;
                };
                *next += 1;
                if below.contains_key(&kid) || !self.ways.contains_key(&kid) {
                    continue;
                }
                if !open.insert(kid) {
                    return Err(PdfError::Strange("页面目录循环".to_owned()));
                }
                way.push((kid, 0));
                if way.len() > MAX_TREE_DEPTH {
                    return Err(PdfError::Strange("页面目录太深".to_owned()));
                }
            }
        }
        Ok(())
    }
}

fn depth(tokens: &[Token]) -> usize {
    let (mut depth, mut most) = (0_usize, 0);
    for token in tokens {
        match token {
            Token::OpenArray | Token::OpenDict => depth += 1,
            Token::CloseArray | Token::CloseDict => depth = depth.saturating_sub(1),
            _ => {}
        }
        most = most.max(depth);
    }
    most
}

/// Whether the bytes of a stream open very many brackets that they do not close. Bytes of tables and strings
/// are no brackets, so that only very many count.
fn is_nested(bytes: &[u8]) -> bool {
    /// The interpreter's stack holds as many.
    const MAX_OPEN: i64 = 20_000;
    let mut open = 0_i64;
    bytes.iter().any(|byte| {
        open =
            (open + i64::from(matches!(byte, b'[' | b'<')) - i64::from(matches!(byte, b']' | b'>'))).max(0);
        open > MAX_OPEN
    })
}

/// The next `12 0 obj` from a place on: its number, and where its object begins.
fn next_object(bytes: &[u8], from: usize) -> Option<(u64, usize)> {
    let mut at = from;
    loop {
        at += bytes.get(at..)?.windows(3).position(|window| window == b"obj")?;
        let before = &bytes[from.max(at.saturating_sub(40))..at];
        if let Some(number) = number_before(before) {
            return Some((number, at + 3));
        }
        at += 3;
    }
}

/// The object number that some bytes end in: `… 12 0 `.
fn number_before(bytes: &[u8]) -> Option<u64> {
    let trim = |bytes: &[u8]| bytes.trim_ascii_end().len();
    let digits = |bytes: &[u8]| bytes.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let generation = &bytes[..trim(bytes)];
    let count = digits(generation);
    let number = &generation[..generation.len() - count];
    let rest = &number[..trim(number)];
    let length = digits(rest);
    if count == 0 || length == 0 || rest.len() == number.len() {
        return None;
    }
    std::str::from_utf8(&rest[rest.len() - length..]).ok()?.parse().ok()
}

/// The bytes of a stream, from behind the word `stream` on.
fn stream(bytes: &[u8], length: Option<usize>) -> &[u8] {
    const END: &[u8] = b"endstream";
    let skipped = match bytes {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    };
    let data = &bytes[skipped..];
    let ends = |at: usize| data.get(at..).is_some_and(|rest| rest.trim_ascii_start().starts_with(END));
    // The length is believed only where the stream ends there.
    match length.filter(|length| ends(*length)) {
        Some(length) => &data[..length],
        None => &data[..data.windows(END.len()).position(|window| window == END).unwrap_or(data.len())],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pdf(objects: &[&str]) -> Vec<u8> {
        format!("%PDF-1.7\n{}\ntrailer << /Root 1 0 R >>", objects.join("\n")).into_bytes()
    }

    #[test]
    fn a_tree_that_leads_back_is_refused() {
        for objects in [
            &["2 0 obj << /Kids [3 0 R 2 0 R] >> endobj"][..],
            &["2 0 obj << /Kids [3 0 R] >> endobj", "3 0 obj << /K#69ds [2 0 R] /Parent 2 0 R >> endobj"],
            &["2 0 obj << /Kids 4 0 R >> endobj", "4 0 obj [2 0 R] endobj"],
        ] {
            assert_eq!(
                check(&pdf(objects)),
                Err(PdfError::Strange("页面目录循环".to_owned())),
                "{objects:?}"
            );
        }
        let sound = ["2 0 obj << /Kids [3 0 R 4 0 R] >> endobj", "3 0 obj << /Parent 2 0 R >> endobj"];
        assert_eq!(check(&pdf(&sound)), Ok(Measured::Whole));
    }

    #[test]
    fn a_tree_with_very_many_ways_is_refused() {
        let node =
            |n: usize| format!("{n} 0 obj << /Kids [{0} 0 R {0} 0 R {0} 0 R {0} 0 R] >> endobj", n + 1);
        let objects: Vec<String> = (2..40).map(node).collect();
        let objects: Vec<&str> = objects.iter().map(String::as_str).collect();
        assert!(matches!(check(&pdf(&objects)), Err(PdfError::TooLarge { .. })));
    }

    #[test]
    fn what_is_packed_twice_or_nested_is_refused() {
        let twice = "4 0 obj << /Filter [/FlateDecode /Fl] /Length 2 >> stream\nxx\nendstream endobj";
        assert_eq!(check(&pdf(&[twice])), Err(PdfError::Strange("内容反复压缩".to_owned())));
        let nested = format!("4 0 obj {} endobj", "[".repeat(100_000));
        assert_eq!(check(&pdf(&[&nested])), Err(PdfError::Strange("嵌套太深".to_owned())));
        let text = format!("4 0 obj << >> stream\n{}\nendstream endobj", "[".repeat(100_000));
        assert_eq!(check(&pdf(&[&text])), Err(PdfError::Strange("嵌套太深".to_owned())));
    }

    #[test]
    fn a_picture_that_is_text_is_refused() {
        let picture = "4 0 obj << /Subtype /Image /Filter /FlateDecode >> stream\nxx\nendstream endobj";
        assert_eq!(check(&pdf(&[picture])), Ok(Measured::Whole));
        let page = "3 0 obj << /Contents 4 0 R >> endobj";
        assert_eq!(check(&pdf(&[page, picture])), Err(PdfError::Strange("把图片或字体当作正文".to_owned())));
    }

    #[test]
    fn other_files_are_no_pdf() {
        assert_eq!(check(b"PK\x03\x04"), Err(PdfError::NotPdf));
        assert_eq!(check(b""), Err(PdfError::NotPdf));
    }
}
