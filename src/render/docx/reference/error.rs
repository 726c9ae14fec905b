//! Why a document is no reference for drafts.

use crate::xml::XmlError;

/// A `reference.docx` that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReferenceError {
    /// It is no Word file, or cut off.
    #[error("它不是完整的 Word 文档（.docx）；请在 Word 或 WPS 中另存为 .docx：{0}")]
    Package(#[from] zip::result::ZipError),
    /// A part of it cannot be inflated.
    #[error("“{part}”解压失败，文件可能没有传完或被改动过")]
    Inflate {
        /// The part's name in the package.
        part: String,
        /// What the reader of packages says.
        source: std::io::Error,
    },
    /// It has more of something than a reference needs.
    #[error("{what}超过上限 {limit}；请删去正文和不用的图片再存")]
    TooLarge {
        /// What there is too much of.
        what: &'static str,
        /// How much is read.
        limit: String,
    },
    /// A part that a Word file must have is not there.
    #[error("里面没有“{0}”；请在 Word 或 WPS 中另存为 .docx")]
    Missing(&'static str),
    /// A part is not what it must be.
    #[error("“{part}”读不了：{source}")]
    Part {
        /// The part's name in the package.
        part: String,
        /// What is wrong with it.
        source: XmlError,
    },
    /// It is written in another vocabulary than Word's usual one.
    #[error("“{0}”不是通常的写法；请在 Word 中另存为“Word 文档（*.docx）”，不要选“Strict Open XML”")]
    Vocabulary(String),
    /// A header or footer holds what a draft cannot take over.
    #[error("“{part}”里有不能带入文稿的内容（{what}）；页眉页脚里请只留文字、页码和图片")]
    Content {
        /// The part's name in the package.
        part: String,
        /// What it is.
        what: String,
    },
    /// The page leaves no room for text.
    #[error("纸张减去页边距后放不下正文（宽 {width_mm:.0} 毫米、高 {height_mm:.0} 毫米）；请检查页面设置")]
    Page {
        /// What is left of the width.
        width_mm: f64,
        /// What is left of the height.
        height_mm: f64,
    },
}
