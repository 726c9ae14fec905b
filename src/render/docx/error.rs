//! What can go wrong while a Word draft is written.

use crate::xml::XmlError;

/// The Word draft could not be written. Neither case depends on the report: each says that a part was not
/// what it must be.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DocxError {
    /// A part that docx-rs built is not well-formed.
    #[error("Word 文件的部件 {part} 不是有效的 XML：{source}")]
    Part {
        /// The part's name in the package.
        part: &'static str,
        /// What the parser says.
        source: XmlError,
    },
    /// The package could not be put together.
    #[error("Word 文件无法打包：{0}")]
    Package(#[from] zip::result::ZipError),
    /// The package could not be written to memory.
    #[error("Word 文件无法写出：{0}")]
    Write(#[from] std::io::Error),
}
