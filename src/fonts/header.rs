//! The few facts about a face that decide whether it is wanted: names, weight, slant, licence.
//!
//! ttf-parser reads the tables; this file only sees to it that of a face of 14 MB no more is read than the
//! table directory at the start and the tables `name` and `OS/2`. Mapping the file would be shorter, but
//! takes two and a half times as long over a machine's fonts, as every table touched costs page faults.

use std::io;

use encoding_rs::{Encoding, GBK, UTF_8, UTF_16BE};
use ttf_parser::name::{self, Name};
use ttf_parser::{FaceParsingError, PlatformId, RawFace, Style, TableRecord, Tag, name_id, os2};

use super::file::{FontFile, PieceReader};
use super::licence::Refusal;

/// A table larger than this is not a table of names.
const MAX_TABLE: u32 = 1 << 20;
/// A collection with more faces than this is damaged.
const MAX_FACES: u32 = 256;
/// The longest of what ttf-parser asks an `OS/2` table to have, over its versions.
const MAX_OS2: u32 = 100;

/// What is known of a face from its tables `name` and `OS/2`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    /// Which face of the file.
    pub index: u32,
    /// Names of the family in all languages (name IDs 1 and 16), each once.
    pub names: Vec<String>,
    /// 1 to 1000; 400 is regular.
    pub weight: u16,
    pub italic: bool,
    /// What the licence bits forbid of the things a PDF does with a face.
    pub refusal: Option<Refusal>,
}

/// The headers of all faces of a file.
///
/// # Errors
/// The file cannot be read, or is damaged, or is no font file; the error says which in Chinese.
pub(super) fn read(file: &FontFile) -> io::Result<Vec<Header>> {
    let mut pieces = PieceReader::open(file)?;
    let count = ttf_parser::fonts_in_collection(pieces.start()).unwrap_or(1);
    if count > MAX_FACES {
        return Err(damaged("字体集的字体数不合理"));
    }
    (0..count)
        .map(|index| {
            let records = match Records::find(pieces.start(), index) {
                // The directories of a collection mostly stand together at its start, but need not.
                Err(FaceParsingError::MalformedFont) if count > 1 => {
                    Records::find(file.data()?.as_ref(), index)
                }
                found => found,
            };
            header(&mut pieces, index, records.map_err(reason)?)
        })
        .collect()
}

fn damaged(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

fn reason(error: FaceParsingError) -> io::Error {
    damaged(match error {
        FaceParsingError::UnknownMagic => "不是 TrueType 或 OpenType 字体",
        _ => "文件不完整",
    })
}

/// Where in the file the tables of one face are.
struct Records {
    name: Option<TableRecord>,
    os2: Option<TableRecord>,
}

impl Records {
    /// Reads the table directory of a face. It ought to be sorted by name; that of a face put together by
    /// hand may not be, so it is searched from the start.
    fn find(data: &[u8], index: u32) -> Result<Self, FaceParsingError> {
        let records = RawFace::parse(data, index)?.table_records;
        let find = |tag| records.into_iter().find(|r| r.tag == Tag::from_bytes(tag));
        Ok(Self { name: find(b"name"), os2: find(b"OS/2") })
    }
}

fn header(pieces: &mut PieceReader, index: u32, records: Records) -> io::Result<Header> {
    let names = match records.name {
        Some(record) => family_names(&table(pieces, record.offset, record.length)?),
        None => Vec::new(),
    };
    if names.is_empty() {
        return Err(damaged("没有字体名"));
    }
    let mut header = Header { index, names, weight: 400, italic: false, refusal: None };
    if let Some(record) = records.os2 {
        let mut bytes = table(pieces, record.offset, record.length.min(MAX_OS2))?;
        // Tables of version 0 by Apple end early; what they lack counts as 0.
        bytes.resize(MAX_OS2 as usize, 0);
        if let Some(os2) = os2::Table::parse(&bytes) {
            header.weight = os2.weight().to_number();
            header.italic = os2.style() == Style::Italic;
            header.refusal = Refusal::of(&os2);
        }
    }
    Ok(header)
}

fn table(pieces: &mut PieceReader, offset: u32, len: u32) -> io::Result<Vec<u8>> {
    if len > MAX_TABLE {
        return Err(damaged("表的长度不合理"));
    }
    pieces.bytes(u64::from(offset), len as usize).map_err(|e| match e.kind() {
        io::ErrorKind::UnexpectedEof => damaged("文件不完整"),
        _ => e,
    })
}

/// The family names of a `name` table, each once.
fn family_names(table: &[u8]) -> Vec<String> {
    let names = name::Table::parse(table).unwrap_or_default().names;
    let mut out: Vec<String> = Vec::new();
    // By index: the table's own iterator ends at the first name that points outside the table.
    for name in (0..names.len()).filter_map(|i| names.get(i)) {
        if matches!(name.name_id, name_id::FAMILY | name_id::TYPOGRAPHIC_FAMILY)
            && let Some(text) = decode(&name)
            && !text.is_empty()
            && !out.contains(&text)
        {
            out.push(text);
        }
    }
    out
}

/// The text of a name, `None` if it is in an encoding that no face we look for uses, or is malformed.
fn decode(name: &Name<'_>) -> Option<String> {
    let raw = name.name;
    match (name.platform_id, name.encoding_id) {
        // Half a character at the end is dropped.
        (PlatformId::Unicode, _) | (PlatformId::Windows, 0 | 1 | 10) => {
            text(UTF_16BE, &raw[..raw.len() & !1])
        }
        // Old Chinese faces. Windows PRC writes each character in two bytes, a Latin letter after a zero.
        (PlatformId::Windows, 3) => {
            let bytes: Vec<u8> = raw.iter().copied().filter(|&b| b != 0).collect();
            text(GBK, &bytes)
        }
        // Macintosh, simplified Chinese.
        (PlatformId::Macintosh, 25) => text(GBK, raw),
        // Macintosh, Latin.
        (PlatformId::Macintosh, 0) if raw.is_ascii() => text(UTF_8, raw),
        _ => None,
    }
}

fn text(encoding: &'static Encoding, raw: &[u8]) -> Option<String> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(raw)?;
    Some(text.trim().to_owned())
}
