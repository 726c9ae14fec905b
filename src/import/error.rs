//! Why a file cannot be read as a report.

use super::pdf::PdfError;
use crate::xml::XmlError;

/// Why a file cannot be read as a report. Messages are Chinese, for the user.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// Not a Word file at all.
    #[error("这不是 Word 文档（.docx）：{0}")]
    NotWord(&'static str),
    /// The zip file is cut off or damaged, or packed in a way that is not read.
    #[error("这个 Word 文档已损坏，无法读取：{reason}")]
    Package {
        /// What that means for the user, in Chinese.
        reason: String,
        /// What the reader of zip files says.
        source: zip::result::ZipError,
    },
    /// The package lacks the part it names as its document.
    #[error("这个 Word 文档已损坏，无法读取：缺少 {0}")]
    NoDocument(String),
    /// A part is not the XML it should be.
    #[error("这个 Word 文档的“{part}”部分有误，无法读取：{source}")]
    Part {
        /// Name of the part.
        part: String,
        /// What is wrong with it.
        source: XmlError,
    },
    /// A part declares a document type, by which a file can read other files or grow without end.
    #[error("这个 Word 文档的“{0}”部分含有 DTD 声明，正常的 Word 文档没有，拒绝读取")]
    Dtd(String),
    /// A PDF that cannot be read.
    #[error(transparent)]
    Pdf(#[from] PdfError),
    /// More than a report can hold.
    #[error("这个文件超出了读取上限：{what}超过 {limit}，不像是一份年度报告")]
    TooLarge {
        /// What there is too much of.
        what: &'static str,
        /// The limit, with its unit.
        limit: String,
    },
    /// A file of a saved page has no page in it.
    #[error("这个文件里没有网页；请用浏览器打开，另存为“网页，仅 HTML”，再导入")]
    NoPage,
    /// Nothing of the report was found.
    #[error(
        "没有在文件中找到年度报告的内容：{}个部分的标题和{}张表格一个也没有认出来",
        chinese(*sections), chinese(*tables)
    )]
    NoReport {
        /// How many sections the form has.
        sections: usize,
        /// How many tables.
        tables: usize,
    },
}

/// A number of things in Chinese numerals up to ten, beyond in digits. Two are 两.
pub(super) fn chinese(count: usize) -> String {
    const NUMERALS: [&str; 11] = ["零", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十"];
    NUMERALS.get(count).map_or_else(|| count.to_string(), |numeral| (*numeral).to_owned())
}
