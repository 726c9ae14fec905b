//! What one reading of a text gave: a tree, or why there is none.

use std::ops::Range;

use granit_parser::ErrorKind;

use super::Node;
use super::lines::end_of_line;
use crate::diagnostic::Finding;

/// What one reading gave.
pub(super) struct Outcome {
    pub root: Option<Node>,
    pub findings: Vec<Finding>,
    pub failure: Option<Failure>,
    /// Plain scalars that are probably keys and values joined by a full-width colon.
    pub suspects: Vec<Range<usize>>,
}

/// Why a reading stopped.
pub(super) enum Failure {
    /// The parser gave up.
    Syntax(SyntaxFailure),
    /// This stage gave up and a finding says why.
    Refused,
}

/// Where and why the parser gave up.
pub(super) struct SyntaxFailure {
    pub kind: ErrorKind,
    /// The byte it points at.
    pub at: usize,
    /// Where the trouble may have begun: the start of the last value that was read, or its end if that was a
    /// block scalar.
    pub since: usize,
    /// Whether the last value was a block scalar.
    pub after_block: bool,
}

impl SyntaxFailure {
    /// The lines in which the trouble may lie: from the last value that was read to the byte the parser
    /// points at.
    pub(super) fn window(&self, text: &str) -> Range<usize> {
        let since = self.since.min(self.at);
        let start = text[..since].rfind('\n').map_or(0, |at| at + 1);
        start..end_of_line(text, self.at)
    }
}
