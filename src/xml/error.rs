//! Why a part is not read.

/// Why XML could not be read. Messages are Chinese, as they end up in the user's.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum XmlError {
    /// It is not well-formed.
    #[error("XML 有误（{0}）")]
    Syntax(#[source] quick_xml::Error),
    /// Its text is not UTF-8.
    #[error("文字不是 UTF-8 编码")]
    Encoding,
    /// It names an entity other than the five that XML has of its own.
    #[error("引用了未定义的实体 &{0};")]
    UnknownEntity(String),
    /// It declares a document type.
    #[error("含有 DTD 声明")]
    DocumentType,
    /// It ends before its root element does, or has none.
    #[error("内容不完整，可能没有传完或没有保存完")]
    Unfinished,
    /// Its elements are nested deeper than this.
    #[error("嵌套层数超过 {0} 层")]
    TooDeep(usize),
    /// It has more elements than this.
    #[error("元素数超过 {0} 个")]
    TooManyNodes(usize),
    /// It has more bytes than this.
    #[error("大小超过 {0} 字节")]
    TooLong(usize),
}

impl From<quick_xml::Error> for XmlError {
    fn from(error: quick_xml::Error) -> Self {
        Self::Syntax(error)
    }
}

impl From<quick_xml::events::attributes::AttrError> for XmlError {
    fn from(error: quick_xml::events::attributes::AttrError) -> Self {
        Self::Syntax(error.into())
    }
}
