//! Why a picture is not shown.

use super::{MAX_PIXELS, PictureKind};
use crate::files::ReadError;
use crate::xml::XmlError;

/// Bytes that are no picture, or one that not every output can show.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum PictureError {
    /// It is neither PNG nor JPEG nor SVG.
    #[error("它不是 PNG、JPEG 或 SVG 图片；请另存为 PNG")]
    UnknownKind,
    /// The name of the file says one kind, its bytes another.
    #[error("文件名说它是 {}，内容却是 {}；请改文件名，或另存为 {}", named.name(), is.name(), named.name())]
    OtherKind {
        /// By its name.
        named: PictureKind,
        /// By its bytes.
        is: PictureKind,
    },
    /// It is cut off or changed.
    #[error("这个 {} 图片不完整或已损坏；请重新导出", .0.name())]
    Damaged(PictureKind),
    /// It has more pixels than any page can show.
    #[error("它有 {width}×{height} 个像素，超过上限 {} 万；请缩小后再用", MAX_PIXELS / 10_000)]
    TooManyPixels {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// A JPEG in inks, whose colours depend on the press.
    #[error("它是印刷用的 CMYK 颜色，各处显示不一；请另存为 RGB 颜色的图片")]
    Cmyk,
    /// A JPEG of a variant that few programs read.
    #[error("它是少见的 JPEG 格式（SOF{0}），许多程序打不开；请另存为普通 JPEG 或 PNG")]
    RareJpeg(u8),
    /// A JPEG in so many passes that decoding it would take very long.
    #[error("它分作 {0} 遍以上存放，打开很慢；请另存一次")]
    TooManyScans(usize),
    /// A photograph with the mark that it is to be turned, which not every program heeds.
    #[error("它带有旋转标记，有的程序会横着显示；请用看图程序转正后另存")]
    Turned,
    /// An SVG whose XML cannot be read.
    #[error("SVG 读不了：{0}")]
    Xml(#[from] XmlError),
    /// An SVG with something that is more than a drawing, or that not every program draws alike.
    #[error("SVG 里有“{0}”，不能用；请另存为 PNG")]
    Forbidden(String),
    /// An SVG that refers to something outside of itself.
    #[error("SVG 里引用了别的文件或网址“{0}”，没有打开；请另存为 PNG")]
    Outside(String),
    /// An SVG that repeats parts of itself too often.
    #[error("SVG 里重复引用太多；请另存为 PNG")]
    TooManyCopies,
    /// An SVG that does not say how large it is.
    #[error("SVG 没有写明大小（width、height 或 viewBox），或者大小不合理；请另存为 PNG")]
    NoSize,
}

/// A file that is not read as a picture.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The file cannot be read.
    #[error("{}", .0.cause)]
    File(#[from] ReadError),
    /// It is no picture that can be shown.
    #[error(transparent)]
    Picture(#[from] PictureError),
}
