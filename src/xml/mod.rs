//! XML, as much of it as the parts of Word files and spreadsheets, and the configuration of fonts, need: a
//! small tree (`Element`) to take a part apart, change it and write it again, and a reader of events
//! (`Events`) for parts too large to hold whole.
//!
//! Nothing read here is trusted. A part may be cut off, nested without end or full of entities, so every read
//! runs under `Limits`, a document type is refused or passed over (it could make a file grow without end or
//! name other files), and the only entities are the five of XML and characters by their number.

mod error;
mod escape;
mod events;
mod package;
mod tree;
mod write;

pub use error::XmlError;
pub(crate) use escape::escape;
pub(crate) use events::{Event, Events, Tag};
pub(crate) use package::has_more_parts;
#[cfg(any(feature = "docx", feature = "ofd"))]
pub(crate) use package::zip_parts;
#[cfg(any(feature = "docx", feature = "import"))]
pub(crate) use package::{PartError, read_part};
pub(crate) use tree::{Element, Node};
pub(crate) use write::DECLARATION;

/// How much of a part is read before it is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Elements inside elements.
    pub depth: usize,
    /// Elements of the whole part. A tree takes some hundred bytes for each.
    pub nodes: usize,
    /// Bytes of the part.
    pub bytes: usize,
}

impl Limits {
    /// For a part that this program has just written: only as deep as the call stack can follow.
    pub const OWN: Self = Self { depth: 256, nodes: usize::MAX, bytes: usize::MAX };
}

/// Counts what has been read of a part and refuses more than the limits allow.
#[derive(Debug)]
struct Meter {
    limits: Limits,
    depth: usize,
    nodes: usize,
}

impl Meter {
    fn new(limits: Limits, bytes: usize) -> Result<Self, XmlError> {
        if bytes > limits.bytes {
            return Err(XmlError::TooLong(limits.bytes));
        }
        Ok(Self { limits, depth: 0, nodes: 0 })
    }

    fn open(&mut self) -> Result<(), XmlError> {
        self.nodes += 1;
        self.depth += 1;
        if self.depth > self.limits.depth {
            return Err(XmlError::TooDeep(self.limits.depth));
        }
        if self.nodes > self.limits.nodes {
            return Err(XmlError::TooManyNodes(self.limits.nodes));
        }
        Ok(())
    }

    fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// The end of the part: an error unless one element began and all have ended.
    fn end(&self) -> Result<(), XmlError> {
        if self.depth > 0 || self.nodes == 0 { Err(XmlError::Unfinished) } else { Ok(()) }
    }
}
