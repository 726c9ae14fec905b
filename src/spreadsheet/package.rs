//! The package of a workbook, a ZIP file, looked through before a reader is handed it.
//!
//! A few kilobytes can unpack to gigabytes, name a million parts, or make a reader that believes them reserve
//! all memory. So every part is unpacked once, piece by piece, and counted; the parts that a reader of XLSX
//! keeps in memory are looked into. Only what passes is read. Names are compared as the reader does: whatever
//! their case, and with either slash.

use std::io::{self, Cursor, Read, Seek, SeekFrom};

use calamine_zip::ZipArchive;
use calamine_zip::read::ZipFile;

use super::MAX_CELLS;
use crate::files::limits::in_words;
use crate::xml::{self, Event, Events, XmlError};

/// Parts of a package. Each sheet of a workbook has some, and each agency may have a sheet.
const MAX_PARTS: usize = 20_000;
/// Bytes of all parts when unpacked: those of a workbook of ten thousand agencies with every figure.
const MAX_UNPACKED: u64 = 512 << 20;
/// Bytes of one part when unpacked. The longest comment or text in it is held in memory.
const MAX_PART: u64 = 128 << 20;
/// Bytes of the table of texts, which is held in memory whole.
const MAX_STRINGS: u64 = 64 << 20;
/// Bytes of the parts that say what is where.
const MAX_DIRECTORY: u64 = 8 << 20;
/// Bytes of the cell formats.
const MAX_STYLES: u64 = 32 << 20;
/// Elements of the cell formats: a workbook may have 64,000 of them. The reader takes some hundred bytes for
/// each.
const MAX_STYLE_NODES: usize = 200_000;
/// Elements of the cell formats, times the bytes of the longest of their texts, as each format has a copy of
/// the texts that it names.
const MAX_STYLE_TEXT: usize = 64 << 20;

/// Bytes that a reader may read of the smallest package: to find its directory, it looks at the end.
const MIN_READ: u64 = 64 << 10;

/// A package that may be read.
pub(super) struct Package<'b> {
    bytes: &'b [u8],
    archive: ZipArchive<Cursor<&'b [u8]>>,
}

impl<'b> Package<'b> {
    /// Opens a package.
    ///
    /// # Errors
    /// A message in Chinese: it is damaged, or has too many parts.
    pub fn open(bytes: &'b [u8]) -> Result<Self, String> {
        if xml::has_more_parts(bytes, MAX_PARTS) {
            return Err(format!("压缩包内的文件超过 {MAX_PARTS} 个"));
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged(&e))?;
        Ok(Self { bytes, archive })
    }

    /// The bytes of the part with this name; none where there is no such part.
    ///
    /// # Errors
    /// It cannot be unpacked, or has more bytes than `limit`.
    pub fn part(&mut self, name: &str, limit: u64) -> Result<Option<Vec<u8>>, String> {
        for index in 0..self.archive.len() {
            let part = self.archive.by_index(index).map_err(|e| damaged(&e))?;
            if part.name().map_err(|e| damaged(&e))? == name {
                return unpacked(part, limit).map(Some);
            }
        }
        Ok(None)
    }

    /// Looks through a workbook in XLSX, and gives its bytes to the reader if it may have them: they end with
    /// an error when more are read than reading each part twice takes.
    ///
    /// # Errors
    /// A message in Chinese: the package is damaged, or larger than any workbook.
    pub fn checked_workbook(mut self) -> Result<Metered<'b>, String> {
        let directories = self.directories()?;
        let mut left = MAX_UNPACKED;
        for index in 0..self.archive.len() {
            let part = self.archive.by_index(index).map_err(|e| damaged(&e))?;
            let name = plain(&part.name().map_err(|e| damaged(&e))?);
            let size = if name.ends_with("sharedstrings.xml") {
                let part = unpacked(part, MAX_STRINGS)?;
                check_strings(&part)?;
                part.len() as u64
            } else if name.ends_with("styles.xml") {
                let part = unpacked(part, MAX_STYLES)?;
                check_styles(&part)?;
                part.len() as u64
            } else if directories.contains(&name) || name.ends_with(".rels") {
                unpacked(part, MAX_DIRECTORY)?.len() as u64
            } else {
                let size =
                    io::copy(&mut part.take(MAX_PART + 1), &mut io::sink()).map_err(|e| damaged(&e))?;
                if size > MAX_PART { return Err(too_large(MAX_PART)) } else { size }
            };
            left = left.checked_sub(size).ok_or_else(|| too_large(MAX_UNPACKED))?;
        }
        let allowed = self.bytes.len() as u64 * 2 + MIN_READ;
        Ok(Metered { bytes: Cursor::new(self.bytes), left: allowed })
    }

    /// The parts that may be the one that lists the sheets: those that the package itself names.
    fn directories(&mut self) -> Result<Vec<String>, String> {
        let mut names = Vec::new();
        for index in 0..self.archive.len() {
            let part = self.archive.by_index(index).map_err(|e| damaged(&e))?;
            if plain(&part.name().map_err(|e| damaged(&e))?) != "_rels/.rels" {
                continue;
            }
            let part = unpacked(part, MAX_DIRECTORY)?;
            walk(&part, 10_000, |event| {
                if let Event::Start(tag) = event {
                    names.extend(tag.attribute("Target").map(|name| plain(name.trim_start_matches('/'))));
                }
            })
            .map_err(|e| damaged(&e))?;
        }
        Ok(names)
    }
}

/// The bytes of a workbook, which can be read only so often. Sheets may be named a thousand times and be one
/// part, which would be read a thousand times.
pub(super) struct Metered<'b> {
    bytes: Cursor<&'b [u8]>,
    left: u64,
}

impl Read for Metered<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read(buffer)?;
        self.left = self
            .left
            .checked_sub(read as u64)
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "同一部分被引用了太多次"))?;
        Ok(read)
    }
}

impl Seek for Metered<'_> {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.bytes.seek(position)
    }
}

/// A part's name as the reader compares it.
fn plain(name: &str) -> String {
    name.replace('\\', "/").to_ascii_lowercase()
}

fn damaged(error: &dyn std::fmt::Display) -> String {
    format!("文件已损坏（{error}）")
}

fn too_large(limit: u64) -> String {
    format!("文件解开后超过 {}，不像是报告的表格", in_words(limit))
}

fn unpacked<R: Read + ?Sized>(part: ZipFile<'_, R>, limit: u64) -> Result<Vec<u8>, String> {
    // What the directory says of the size is not believed; but a part of which it is true is not moved while
    // it grows.
    let mut bytes = Vec::with_capacity(usize::try_from(part.size().min(limit) + 1).unwrap_or(0));
    part.take(limit + 1).read_to_end(&mut bytes).map_err(|e| damaged(&e))?;
    if bytes.len() as u64 > limit { Err(too_large(limit)) } else { Ok(bytes) }
}

/// Reads the XML of a part, up to so many elements.
fn walk(part: &[u8], nodes: usize, mut visit: impl FnMut(Event<'_>)) -> Result<(), XmlError> {
    let limits = xml::Limits { depth: 64, nodes, bytes: usize::MAX };
    let mut events = Events::new(part, limits)?;
    while let Some(event) = events.next()? {
        visit(event);
    }
    Ok(())
}

/// Checks the table of texts. The reader reserves memory for as many texts as the table says it has, before
/// it reads any. Each takes several bytes, so a count above the size of the part is a lie, wherever it
/// stands.
fn check_strings(part: &[u8]) -> Result<(), String> {
    const COUNT: &[u8] = b"uniqueCount";
    let counts = part.windows(COUNT.len()).enumerate().filter(|(_, window)| *window == COUNT);
    for (at, _) in counts {
        let rest = &part[at + COUNT.len()..];
        let digits = rest
            .iter()
            .skip_while(|byte| matches!(byte, b'=' | b'"' | b'\'' | b'+' | b' ' | b'\t' | b'\r' | b'\n'))
            .take_while(|byte| byte.is_ascii_digit());
        let count =
            digits.fold(0usize, |n, digit| n.saturating_mul(10).saturating_add((digit - b'0').into()));
        if count > part.len() {
            return Err("文件已损坏（字符串的个数不对）".to_owned());
        }
    }
    let is_text =
        |w: &&[u8]| matches!(w, [b'<' | b':', b's', b'i', b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n']);
    if part.windows(4).filter(is_text).count() > MAX_CELLS {
        return Err(format!("文字超过 {MAX_CELLS} 条"));
    }
    Ok(())
}

const TOO_MANY_STYLES: &str = "单元格样式过多；请把数据复制到新的工作簿";

fn check_styles(part: &[u8]) -> Result<(), String> {
    let (mut nodes, mut longest) = (0usize, 0);
    let read = walk(part, MAX_STYLE_NODES, |event| match event {
        Event::Start(tag) => {
            // The root element has the long names of the vocabularies, and is not copied.
            longest = if nodes > 0 { tag.bytes().max(longest) } else { longest };
            nodes += 1;
        }
        Event::Text(text) => longest = text.len().max(longest),
        Event::End(_) => {}
    });
    match read {
        Err(XmlError::TooManyNodes(_)) => Err(TOO_MANY_STYLES.to_owned()),
        Ok(()) if nodes.saturating_mul(longest) > MAX_STYLE_TEXT => Err(TOO_MANY_STYLES.to_owned()),
        read => read.map_err(|e| damaged(&e)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_of_texts_is_not_believed() {
        for (part, fits) in [
            ("<sst uniqueCount=\"2\"><si><t>a</t></si><si/></sst>", true),
            ("<sst count='9' uniqueCount = '400000000'/>", false),
            ("<!-- uniqueCount=\"1\" --><sst uniqueCount=\"400000000\"/>", false),
            ("<sst uniqueCount=\"99999999999999999999999999\"/>", false),
            ("<sst/>", true),
        ] {
            assert_eq!(check_strings(part.as_bytes()).is_ok(), fits, "{part}");
        }
    }

    #[test]
    fn formats_that_share_a_long_text_are_refused() {
        let styles = |length: usize, formats: usize| {
            let text = "0".repeat(length);
            format!("<styleSheet><numFmt formatCode='{text}'/>{}</styleSheet>", "<xf/>".repeat(formats))
        };
        for (length, formats, fits) in
            [(255, 64_000, true), (1 << 20, 100, false), (20, MAX_STYLE_NODES, false), (1 << 20, 10, true)]
        {
            assert_eq!(check_styles(styles(length, formats).as_bytes()).is_ok(), fits, "{length} {formats}");
        }
    }

    #[test]
    fn a_workbook_can_be_read_only_so_often() {
        let mut metered = Metered { bytes: Cursor::new(b"1234"), left: 6 };
        let mut out = Vec::new();
        assert_eq!(metered.read_to_end(&mut out).unwrap(), 4);
        metered.rewind().unwrap();
        assert!(metered.read_to_end(&mut out).is_err());
    }
}
