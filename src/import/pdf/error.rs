//! Why a PDF cannot be read as a report. Goes from one process to another, so it is data.

use serde::{Deserialize, Serialize};

/// Why a PDF cannot be read as a report. Messages are Chinese, for the user.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[non_exhaustive]
pub enum PdfError {
    /// It does not begin as a PDF does.
    #[error("这不是 PDF 文件；请确认没有改错文件名的后缀")]
    NotPdf,
    /// It is cut off, or not as a PDF is.
    #[error("这个 PDF 已损坏或没有下载完整，无法读取；请重新下载，或用 WPS 打开后另存为 PDF")]
    Damaged,
    /// It is opened only with a password.
    #[error("这个 PDF 设有打开密码，无法读取；请打开后另存为不加密的 PDF")]
    Password,
    /// It is encrypted in a way that is not read.
    #[error("这个 PDF 的加密方式无法读取；请打开后另存为不加密的 PDF")]
    Encrypted,
    /// It has no pages.
    #[error("这个 PDF 一页也没有")]
    NoPages,
    /// Its pages are pictures.
    #[error(
        "这是扫描件：{pages} 页全是图片，没有文字，读不出内容；请导入起草时的 Word 文档，或用 WPS 的文字识别（OCR）转成 Word 文档后导入"
    )]
    Scanned {
        /// How many pages there are.
        pages: usize,
    },
    /// There is no text, and there are no pictures that could hold it.
    #[error("这个 PDF 里没有文字（可能已转成图形），读不出内容；请导入起草时的 Word 文档")]
    NoText,
    /// Its faces do not say what characters they show.
    #[error(
        "这个 PDF 的字体没有带文字编码，{glyphs} 个字中有 {unknown} 个认不出来；请导入起草时的 Word 文档，或用 WPS 转成 Word 文档后导入"
    )]
    UnknownCharacters {
        /// How many glyphs there are.
        glyphs: usize,
        /// How many of them are unknown.
        unknown: usize,
    },
    /// Its text is written by tables of characters that are not in the file.
    #[error(
        "这个 PDF 的文字所用的编码表不在文件里，读不出来；请用 WPS 打开后另存为 PDF，或导入起草时的 Word 文档"
    )]
    MissingTables,
    /// There is more in it than in a report.
    #[error("这个 PDF 超出了读取上限：{what}超过 {limit}，不像是一份年度报告")]
    TooLarge {
        /// What there is too much of.
        what: String,
        /// The limit, with its unit.
        limit: String,
    },
    /// It is made as no program makes one.
    #[error("这个 PDF 的结构不正常（{0}），拒绝读取；请用 WPS 打开后另存为 PDF")]
    Strange(String),
    /// It took too long.
    #[error("读这个 PDF 用时太久，已停止；请用 WPS 打开后另存为 PDF")]
    TimeLimit,
    /// The process that read it came to its end.
    #[error("读这个 PDF 时内存或层数超出上限，已停止；请用 WPS 打开后另存为 PDF")]
    Stopped,
    /// No process could be started to read it.
    #[error("读 PDF 的进程没有启动：{0}")]
    NoProcess(String),
}

impl PdfError {
    pub(super) fn too_large(what: &str, limit: impl std::fmt::Display) -> Self {
        PdfError::TooLarge { what: what.to_owned(), limit: limit.to_string() }
    }
}
