//! The few facts about a face that decide whether it is wanted, read without the rest of the file.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// A table larger than this is not a table of names.
const MAX_TABLE: u32 = 1 << 20;
/// How much of a file is read at once; the directory of tables is in it, often the small tables too.
const START: usize = 4096;
/// A collection with more faces than this is damaged.
const MAX_FACES: u32 = 256;

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
    /// What the licence allows.
    pub fs_type: u16,
}

/// The headers of all faces of a file.
pub(super) fn read(path: &Path) -> io::Result<Vec<Header>> {
    let mut file = Reader::open(path)?;
    let start = file.bytes(0, 12)?;
    match &start[..4] {
        b"ttcf" => {
            let count = be32(&start, 8).unwrap_or_default();
            if count > MAX_FACES {
                return Err(damaged("字体集的字体数不合理"));
            }
            let offsets = file.bytes(12, count * 4)?;
            (0..count)
                .map(|i| {
                    let offset = be32(&offsets, 4 * i as usize).unwrap_or_default();
                    face(&mut file, offset, i)
                })
                .collect()
        }
        [0, 1, 0, 0] | b"OTTO" | b"true" => Ok(vec![face(&mut file, 0, 0)?]),
        _ => Err(damaged("不是 TrueType 或 OpenType 字体")),
    }
}

fn damaged(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

fn face(file: &mut Reader, offset: u32, index: u32) -> io::Result<Header> {
    let start = file.bytes(offset, 12)?;
    let count = u32::from(be16(&start, 4).unwrap_or_default());
    let directory = file.bytes(offset.saturating_add(12), count * 16)?;
    let mut header = Header { index, names: Vec::new(), weight: 400, italic: false, fs_type: 0 };
    for record in directory.chunks_exact(16) {
        let (at, len) = (be32(record, 8).unwrap_or_default(), be32(record, 12).unwrap_or_default());
        match &record[..4] {
            b"name" => header.names = names(&file.bytes(at, len)?),
            b"OS/2" => {
                let table = file.bytes(at, len.min(96))?;
                header.weight = be16(&table, 4).unwrap_or(400);
                header.fs_type = be16(&table, 8).unwrap_or_default();
                header.italic = be16(&table, 62).unwrap_or_default() & 1 != 0;
            }
            _ => {}
        }
    }
    if header.names.is_empty() { Err(damaged("没有字体名")) } else { Ok(header) }
}

/// The family names of a `name` table.
fn names(table: &[u8]) -> Vec<String> {
    const FAMILY: u16 = 1;
    const TYPOGRAPHIC_FAMILY: u16 = 16;
    let count = be16(table, 2).unwrap_or_default();
    let storage = usize::from(be16(table, 4).unwrap_or_default());
    let mut out: Vec<String> = Vec::new();
    for record in table.get(6..).unwrap_or_default().chunks_exact(12).take(usize::from(count)) {
        let field = |at| be16(record, at).unwrap_or_default();
        let (platform, encoding, id) = (field(0), field(2), field(6));
        if id != FAMILY && id != TYPOGRAPHIC_FAMILY {
            continue;
        }
        let start = storage + usize::from(field(10));
        let Some(raw) = table.get(start..start + usize::from(field(8))) else { continue };
        if let Some(name) = decode(platform, encoding, raw)
            && !name.is_empty()
            && !out.contains(&name)
        {
            out.push(name);
        }
    }
    out
}

fn decode(platform: u16, encoding: u16, raw: &[u8]) -> Option<String> {
    match (platform, encoding) {
        // Unicode, and Windows with Unicode.
        (0, _) | (3, 0 | 1 | 10) => {
            let units: Vec<u16> = raw.chunks_exact(2).map(|b| u16::from_be_bytes([b[0], b[1]])).collect();
            String::from_utf16(&units).ok().map(|s| s.trim().to_owned())
        }
        // Old Chinese faces: Windows PRC (each character in two bytes, a Latin letter after a zero) and
        // Macintosh simplified Chinese.
        (3, 3) | (1, 25) => {
            let raw: Vec<u8> =
                if platform == 3 { raw.iter().copied().filter(|&b| b != 0).collect() } else { raw.to_vec() };
            let (text, _, bad) = encoding_rs::GBK.decode(&raw);
            (!bad).then(|| text.trim().to_owned())
        }
        (1, 0) if raw.is_ascii() => Some(String::from_utf8_lossy(raw).trim().to_owned()),
        _ => None,
    }
}

/// A file with its first bytes at hand.
struct Reader {
    file: File,
    start: Vec<u8>,
}

impl Reader {
    fn open(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let mut start = vec![0; START];
        let mut filled = 0;
        while filled < START {
            match file.read(&mut start[filled..])? {
                0 => break,
                n => filled += n,
            }
        }
        start.truncate(filled);
        Ok(Self { file, start })
    }

    fn bytes(&mut self, at: u32, len: u32) -> io::Result<Vec<u8>> {
        if len > MAX_TABLE {
            return Err(damaged("表的长度不合理"));
        }
        let (from, len) = (at as usize, len as usize);
        if let Some(bytes) = self.start.get(from..from.saturating_add(len)) {
            return Ok(bytes.to_vec());
        }
        self.file.seek(SeekFrom::Start(u64::from(at)))?;
        let mut out = vec![0; len];
        self.file.read_exact(&mut out).map_err(|e| match e.kind() {
            io::ErrorKind::UnexpectedEof => damaged("文件不完整"),
            _ => e,
        })?;
        Ok(out)
    }
}

fn be16(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(data.get(at..at + 2)?.try_into().ok()?))
}

fn be32(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(data.get(at..at + 4)?.try_into().ok()?))
}
