//! One face in one font file.

use std::fmt;
use std::io;
use std::sync::OnceLock;

use super::file::{FontData, FontFile, PieceReader};
use super::header::Header;
use super::licence::Refusal;

/// Where a face comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// A path the user gave.
    Path,
    /// The machine's font folders.
    System,
    /// The faces that come with the program.
    Bundled,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Source::Path => "--font-path",
            Source::System => "本机",
            Source::Bundled => "随程序提供",
        })
    }
}

/// A face in a font file.
#[derive(Clone)]
pub struct Face {
    /// The file.
    pub file: FontFile,
    /// Which face of the file, for collections.
    pub index: u32,
    /// Where it was found.
    pub source: Source,
    /// Why it may not be used.
    pub refusal: Option<Refusal>,
    /// The name under which typst's font book has it.
    pub(super) key: String,
    names: Vec<String>,
    distance: u32,
    data: OnceLock<Option<FontData>>,
    #[cfg(feature = "pdf")]
    font: OnceLock<Option<typst::text::Font>>,
}

impl Face {
    pub(super) fn new(file: FontFile, source: Source, header: Header) -> Self {
        Self {
            file,
            index: header.index,
            source,
            refusal: header.refusal,
            key: String::new(),
            distance: u32::from(header.weight.abs_diff(400)) + if header.italic { 10_000 } else { 0 },
            names: header.names,
            data: OnceLock::new(),
            #[cfg(feature = "pdf")]
            font: OnceLock::new(),
        }
    }

    /// The family's name, the English one if there is one.
    pub fn family(&self) -> &str {
        self.names.iter().find(|n| n.is_ascii()).or_else(|| self.names.first()).map_or("", String::as_str)
    }

    /// The family's names in all languages.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The name under which typst knows the face.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Whether the family is known by this name in any language. Case does not count.
    pub fn has_name(&self, name: &str) -> bool {
        self.names.iter().any(|n| n == name || n.to_lowercase() == name.to_lowercase())
    }

    /// How far weight and slant are from a regular upright face; 0 for one.
    pub(super) fn distance_from_regular(&self) -> u32 {
        self.distance
    }

    /// Whether the face has a glyph for a character. For many characters at once
    /// [`Fonts::missing`](super::Fonts::missing) is quicker.
    pub fn has(&self, c: char) -> bool {
        let mut found = false;
        self.with_glyphs(|has| found = has(c));
        found
    }

    /// Answers for many characters with one parse of the file's tables.
    pub(super) fn with_glyphs(&self, f: impl FnOnce(&dyn Fn(char) -> bool)) {
        self.with_ttf(|ttf| f(&|c| ttf.glyph_index(c).is_some_and(|g| g.0 != 0)));
    }

    /// The advance width of a character, in ems; `None` if the face has no glyph for it.
    #[cfg(any(feature = "pdf", feature = "docx"))]
    pub(crate) fn advance_em(&self, c: char) -> Option<f64> {
        self.with_ttf(|ttf| {
            let advance = ttf.glyph_hor_advance(ttf.glyph_index(c)?)?;
            Some(f64::from(advance) / f64::from(ttf.units_per_em()))
        })?
    }

    /// Checks that the file can be used, without reading it whole.
    pub(super) fn probe(&self) -> Result<(), String> {
        self.with_ttf(|ttf| {
            if ttf.tables().cmap.is_none() {
                return Err("没有字符表（cmap）".to_owned());
            }
            if ttf.tables().glyf.is_none() && ttf.tables().cff.is_none() && ttf.tables().cff2.is_none() {
                return Err("没有字形轮廓".to_owned());
            }
            // typst ignores a face without a name it can read, and reports nothing.
            let mac_roman = |n: &ttf_parser::name::Name<'_>| {
                n.platform_id == ttf_parser::PlatformId::Macintosh && n.encoding_id == 0
            };
            let readable = |n: ttf_parser::name::Name<'_>| {
                n.name_id == ttf_parser::name_id::FAMILY && (n.is_unicode() || mac_roman(&n))
            };
            if !ttf.names().into_iter().any(readable) {
                return Err("没有 Unicode 编码的字体名".to_owned());
            }
            Ok(())
        })
        .unwrap_or_else(|| Err("表结构不完整".to_owned()))
    }

    /// The table directory and the length of the file. The directory holds a checksum of every table
    /// (OpenType, "Table Directory"), so this kilobyte changes with the content of a file of up to 50 MB.
    ///
    /// # Errors
    /// The file cannot be read, or is shorter than its headers say.
    pub(crate) fn directory(&self) -> io::Result<Vec<u8>> {
        let mut file = PieceReader::open(&self.file)?;
        let mut start = 0;
        let mut head = file.bytes(0, 12)?;
        if head.starts_with(b"ttcf") {
            let offset = file.bytes(12 + 4 * u64::from(self.index), 4)?;
            start = u64::from(u32::from_be_bytes([offset[0], offset[1], offset[2], offset[3]]));
            head = file.bytes(start, 12)?;
        }
        let tables = usize::from(u16::from_be_bytes([head[4], head[5]]));
        let mut bytes = file.len()?.to_le_bytes().to_vec();
        bytes.extend(file.bytes(start, 12 + 16 * tables)?);
        Ok(bytes)
    }

    /// The face for typst; loaded on first use.
    #[cfg(feature = "pdf")]
    pub(super) fn font(&self) -> Option<typst::text::Font> {
        use typst::{foundations::Bytes, text::Font, utils};
        let load = || {
            let font = Font::new(Bytes::new(self.data()?.clone()), self.index)?;
            // The engine knows a face by a hash of its file, which stays with it once it is computed.
            utils::hash128(&font);
            Some(font)
        };
        self.font.get_or_init(load).clone()
    }

    fn with_ttf<T>(&self, f: impl FnOnce(&ttf_parser::Face<'_>) -> T) -> Option<T> {
        ttf_parser::Face::parse(self.data()?.as_ref(), self.index).ok().map(|ttf| f(&ttf))
    }

    fn data(&self) -> Option<&FontData> {
        self.data.get_or_init(|| self.file.data().ok()).as_ref()
    }
}

impl fmt::Debug for Face {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Face({}, {}, {})", self.family(), self.source, self.file)
    }
}
