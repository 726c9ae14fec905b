//! The path of a figure: its one name in every output and every message.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// The path of a figure, a row or a section: the keys of the form from the section down, joined by `.`, for
/// example `依申请公开.不予公开.属于国家秘密.自然人`.
///
/// It is at once the YAML path, the name in Handlebars, the name in diagnostics and JSON, the `data-path` of
/// the web page and the tag of the Word draft's content control. Cloning is cheap.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Path(Arc<str>);

impl Path {
    /// A path from its dotted text.
    pub fn new(text: impl AsRef<str>) -> Self {
        Self(Arc::from(text.as_ref()))
    }

    /// The path one key further down.
    ///
    /// ```
    /// use nianbao::form::Path;
    /// assert_eq!(Path::new("依申请公开").child("本年新收").as_str(), "依申请公开.本年新收");
    /// assert_eq!(Path::new("").child("年度").as_str(), "年度");
    /// ```
    pub fn child(&self, key: &str) -> Self {
        if self.0.is_empty() { Self::new(key) } else { Self(format!("{}.{key}", self.0).into()) }
    }

    /// The dotted text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The keys from the section down.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('.')
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &self.0)
    }
}
