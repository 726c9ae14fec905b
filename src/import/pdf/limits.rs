//! How much of a PDF is read before it is refused. A report has some pages with some thousand characters; the
//! limits hold a hundred times as much.

/// Pages.
pub(super) const MAX_PAGES: usize = 1_000;
/// Characters of a page.
pub(super) const MAX_GLYPHS: usize = 100_000;
/// Characters of the whole file.
pub(super) const MAX_ALL_GLYPHS: usize = 2_000_000;
/// Straight lines of a page, as they are drawn.
pub(super) const MAX_SEGMENTS: usize = 50_000;
/// And as they are once their pieces are put together: what has more is a drawing, and the longest are taken.
pub(super) const MAX_LINES: usize = 2_000;
/// Calls of the interpreter for one file.
pub(super) const MAX_CALLS: usize = 2_000_000;
/// Calls in a row that show nothing: forms that show forms that show forms make any number of them.
pub(super) const MAX_IDLE_CALLS: usize = 20_000;
/// Marked contents inside of one another.
pub(super) const MAX_NESTED_MARKS: usize = 1_000;
/// Elements of the tree of tags.
pub(super) const MAX_TAGS: usize = 500_000;
/// And how deep it goes.
pub(super) const MAX_TAG_DEPTH: usize = 64;
/// Objects of the file.
pub(super) const MAX_OBJECTS: usize = 500_000;
/// Arrays and dictionaries inside of one another.
pub(super) const MAX_DEPTH: usize = 100;
/// Nodes above a page.
pub(super) const MAX_TREE_DEPTH: usize = 100;
/// Bytes of one stream after unpacking.
pub(super) const MAX_STREAM: usize = 64 << 20;
/// Bytes of the drawing instructions of a page: those of a report take some ten thousand.
pub(super) const MAX_PAGE_STREAM: usize = 16 << 20;
/// Bytes of all streams but pictures after unpacking.
pub(super) const MAX_UNPACKED: usize = 256 << 20;
/// The stack of the thread that reads: the interpreter calls itself for what is nested.
pub(super) const STACK: usize = 64 << 20;
