//! What can go wrong on the way to an OFD file.

use crate::render::pdf::PdfError;

use super::font::FaceError;

/// The OFD file could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OfdError {
    /// The pages could not be laid out, or something on them not be drawn.
    #[error(transparent)]
    Pages(#[from] PdfError),
    /// A face could not be cut to the glyphs in use.
    #[error(transparent)]
    Face(#[from] FaceError),
    /// The package could not be put together.
    #[error("OFD 文件无法打包：{0}")]
    Package(#[from] zip::result::ZipError),
}
