//! Pictures beside a data file or a template: what kind one is, how large, and whether it is one that every
//! output can show.
//!
//! Nothing is decoded here. A picture's bytes go to the engines as they are, and an engine believes them: a
//! PNG of a hundred bytes may claim a billion pixels, an SVG may name other files or repeat itself without
//! end. So each is looked through first, in time that grows with its bytes:
//!
//! - What it is follows from its first bytes; the ending of its name must agree.
//! - A bitmap has a header with its size, at most [`MAX_PIXELS`], and is whole: every part of it is there
//!   and, in a PNG, has the sum that is written behind it.
//! - An SVG has only shapes, text and colours, and refers to nothing outside of itself.

mod error;
mod jpeg;
mod png;
mod svg;
mod svg_text;

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

pub use error::{OpenError, PictureError};

use crate::files::{self, NamedBy, limits};

/// The most pixels of a bitmap. A page 156 mm wide, printed at 600 dots an inch, shows 20 million; an engine
/// takes 4 bytes for each.
pub const MAX_PIXELS: u64 = 25_000_000;
/// The most pictures of a report.
pub const MAX_PICTURES: usize = 40;
/// The longest side, in pixels.
const MAX_SIDE: u32 = 20_000;
/// Pixels of an inch where a picture does not say: those of CSS, by which browsers show them.
const DEFAULT_DPI: f64 = 96.0;
/// Dots per inch that a picture may claim. Others are a slip of the program that wrote it.
const DPI: std::ops::RangeInclusive<f64> = 30.0..=2400.0;
const PT_PER_INCH: f64 = 72.0;

/// What a picture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PictureKind {
    /// Portable Network Graphics.
    Png,
    /// JPEG, in grey or RGB.
    Jpeg,
    /// Scalable Vector Graphics, uncompressed.
    Svg,
}

impl PictureKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Png, Self::Jpeg, Self::Svg];

    /// Its name in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::Svg => "SVG",
        }
    }

    /// The endings of its files in lower case; the first is the usual one.
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Svg => &["svg"],
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Svg => "image/svg+xml",
        }
    }

    /// The kind that a name ends in.
    pub fn of_name(name: &str) -> Option<Self> {
        let ending = name.rsplit_once('.')?.1.to_lowercase();
        Self::ALL.into_iter().find(|kind| kind.endings().contains(&ending.as_str()))
    }
}

/// A picture that was looked through.
#[derive(Clone, PartialEq)]
pub struct Picture {
    kind: PictureKind,
    size_px: (u32, u32),
    /// Width and height as the picture itself says.
    size_pt: (f64, f64),
    bytes: Vec<u8>,
}

/// The pictures of a report, by their names as its prose writes them.
pub type Pictures = BTreeMap<String, Arc<Picture>>;

/// What a reader finds out about a bitmap.
struct Bitmap {
    width: u32,
    height: u32,
    /// Pixels of an inch, across and down.
    dpi: Option<(f64, f64)>,
}

impl Picture {
    /// A picture from its bytes.
    ///
    /// ```
    /// use nianbao::picture::{Picture, PictureKind};
    /// let svg = r#"<svg xmlns="http://www.w3.org/2000/svg" width="96" height="48"><g/></svg>"#;
    /// let picture = Picture::read(svg.into())?;
    /// assert_eq!((picture.kind(), picture.size_pt()), (PictureKind::Svg, (72.0, 36.0)));
    /// # Ok::<(), nianbao::picture::PictureError>(())
    /// ```
    ///
    /// # Errors
    /// It is none, or none that every output can show.
    pub fn read(bytes: Vec<u8>) -> Result<Self, PictureError> {
        if bytes.starts_with(png::SIGNATURE) {
            Self::bitmap(PictureKind::Png, png::read(&bytes)?, bytes)
        } else if bytes.starts_with(jpeg::SIGNATURE) {
            Self::bitmap(PictureKind::Jpeg, jpeg::read(&bytes)?, bytes)
        } else {
            let (width, height) = svg::read(&bytes)?;
            let px = |side: f64| {
                // Between 1 and MAX_SIDE.
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "checked by `svg`"
                )]
                let px = side.ceil() as u32;
                px
            };
            let pt = |side: f64| side * PT_PER_INCH / DEFAULT_DPI;
            let (size_px, size_pt) = ((px(width), px(height)), (pt(width), pt(height)));
            Ok(Self { kind: PictureKind::Svg, size_px, size_pt, bytes })
        }
    }

    fn bitmap(kind: PictureKind, bitmap: Bitmap, bytes: Vec<u8>) -> Result<Self, PictureError> {
        let Bitmap { width, height, dpi } = bitmap;
        if width == 0 || height == 0 {
            return Err(PictureError::Damaged(kind));
        }
        let too_many = u64::from(width) * u64::from(height) > MAX_PIXELS;
        if too_many || width > MAX_SIDE || height > MAX_SIDE {
            return Err(PictureError::TooManyPixels { width, height });
        }
        let known = dpi.filter(|(x, y)| DPI.contains(x) && DPI.contains(y));
        let (x, y) = known.unwrap_or((DEFAULT_DPI, DEFAULT_DPI));
        let size_pt = (f64::from(width) * PT_PER_INCH / x, f64::from(height) * PT_PER_INCH / y);
        Ok(Self { kind, size_px: (width, height), size_pt, bytes })
    }

    /// The picture in a file whose name says what it is.
    ///
    /// # Errors
    /// The file cannot be read or is too large, its name ends in something else, or [`Picture::read`]
    /// refuses what is in it.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        let kind = PictureKind::of_name(&name).ok_or(PictureError::UnknownKind)?;
        let picture = Self::read(files::read(path, NamedBy::Content, limits::PICTURE)?)?;
        if picture.kind != kind {
            return Err(PictureError::OtherKind { named: kind, is: picture.kind }.into());
        }
        Ok(picture)
    }

    /// This picture as a bitmap that was drawn of it: the same on paper, whatever the bitmap itself says.
    ///
    /// # Errors
    /// As [`Picture::read`].
    pub fn as_bitmap(&self, bytes: Vec<u8>) -> Result<Self, PictureError> {
        Ok(Self { size_pt: self.size_pt, ..Self::read(bytes)? })
    }

    /// A drawing with all its text in one family, for an engine that has no other; `shown` gives for each
    /// character the one to be set. Other pictures stay as they are.
    ///
    /// # Errors
    /// Never: it was read before.
    pub fn in_family(&self, family: &str, shown: &dyn Fn(char) -> char) -> Result<Self, PictureError> {
        let bytes = match self.kind {
            PictureKind::Svg => svg_text::in_family(&self.bytes, family, shown)?,
            PictureKind::Png | PictureKind::Jpeg => self.bytes.clone(),
        };
        Ok(Self { bytes, ..self.clone() })
    }

    /// What it is.
    pub fn kind(&self) -> PictureKind {
        self.kind
    }

    /// Width and height in pixels; of an SVG in those of CSS, rounded up.
    pub fn size_px(&self) -> (u32, u32) {
        self.size_px
    }

    /// Width and height in points, by the dots per inch that it says it has, 96 if it says nothing.
    pub fn size_pt(&self) -> (f64, f64) {
        self.size_pt
    }

    /// The file.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// Without the bytes, which nobody reads.
impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Picture({:?}, {:?} px, {} bytes)", self.kind, self.size_px, self.bytes.len())
    }
}

#[cfg(test)]
mod tests;
