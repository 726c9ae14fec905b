//! Where the bytes of a face are.

use std::borrow::Cow;
use std::fmt;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;

use memmap2::Mmap;

use super::map::{map, open};

/// How much of a file is read at once: the table directory is in it, often the small tables too.
const START: usize = 4096;

/// A font file on the disk or inside the program. Those on the disk come first in any order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum FontFile {
    /// A file.
    Disk(PathBuf),
    /// A file that was put into the program when it was built (feature `embed-fonts`).
    Embedded(EmbeddedFile),
}

/// A font file inside the program. It is part of the executable, which the system maps into memory page by
/// page, so that what no report needs is never read.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct EmbeddedFile {
    /// The name it has in `fonts/` of the source.
    pub name: &'static str,
    pub(super) bytes: &'static [u8],
}

impl fmt::Debug for EmbeddedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl fmt::Display for FontFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FontFile::Disk(path) => path.display().fmt(f),
            FontFile::Embedded(file) => write!(f, "程序内的 {}", file.name),
        }
    }
}

impl FontFile {
    /// All its bytes: mapped, not copied.
    pub(super) fn data(&self) -> io::Result<FontData> {
        match self {
            FontFile::Disk(path) => map(path).map(|map| FontData::Mapped(Arc::new(map))),
            FontFile::Embedded(file) => Ok(FontData::Embedded(file.bytes)),
        }
    }
}

/// The bytes of a font file, shared by all who use them.
#[derive(Debug, Clone)]
pub(super) enum FontData {
    Mapped(Arc<Mmap>),
    Embedded(&'static [u8]),
}

impl AsRef<[u8]> for FontData {
    fn as_ref(&self) -> &[u8] {
        match self {
            FontData::Mapped(map) => map,
            FontData::Embedded(bytes) => bytes,
        }
    }
}

/// Reads pieces of a font file without mapping it, its first bytes once.
pub(super) struct PieceReader {
    /// The start of a file, or all of an embedded one.
    start: Cow<'static, [u8]>,
    /// What comes after the start.
    rest: Option<File>,
}

impl PieceReader {
    pub fn open(file: &FontFile) -> io::Result<Self> {
        match file {
            FontFile::Disk(path) => {
                let mut file = open(path)?;
                let mut start = Vec::with_capacity(START);
                file.by_ref().take(START as u64).read_to_end(&mut start)?;
                Ok(Self { start: start.into(), rest: Some(file) })
            }
            FontFile::Embedded(file) => Ok(Self { start: file.bytes.into(), rest: None }),
        }
    }

    /// The first bytes: of a collection, at least where its faces begin.
    pub fn start(&self) -> &[u8] {
        &self.start
    }

    /// How long the file is, in bytes.
    pub fn len(&self) -> io::Result<u64> {
        match &self.rest {
            Some(file) => Ok(file.metadata()?.len()),
            None => Ok(self.start.len() as u64),
        }
    }

    /// A piece of the file.
    ///
    /// # Errors
    /// The file is shorter ([`io::ErrorKind::UnexpectedEof`]) or cannot be read.
    pub fn bytes(&mut self, offset: u64, len: usize) -> io::Result<Vec<u8>> {
        let from = usize::try_from(offset).unwrap_or(usize::MAX);
        if let Some(bytes) = self.start.get(from..from.saturating_add(len)) {
            return Ok(bytes.to_vec());
        }
        let Some(file) = &mut self.rest else { return Err(io::ErrorKind::UnexpectedEof.into()) };
        file.seek(SeekFrom::Start(offset))?;
        let mut out = vec![0; len];
        file.read_exact(&mut out)?;
        Ok(out)
    }
}
