//! How much of a file is read as a report.

/// How much of a file is read before it is refused. The defaults hold any report a hundred times over.
///
/// ```
/// let mut limits = nianbao::import::Limits::default();
/// limits.file_bytes = 1 << 20;
/// assert!(nianbao::import::docx(&vec![0; 2 << 20], &limits).is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of the file as it is given. Default: 64 MiB.
    pub file_bytes: usize,
    /// Parts (files) in the package of a Word file. Default: 4096.
    pub parts: usize,
    /// Bytes of one part after inflating; of the whole of a web page or text. Default: 16 MiB.
    pub part_bytes: usize,
    /// Elements inside elements of a part. Default: 200.
    pub depth: usize,
    /// Elements, attributes, texts and comments that the tree of a web page is built of; a long attribute
    /// counts for more than one. Default: 500,000.
    pub nodes: usize,
    /// Tables of the file. Default: 500.
    pub tables: usize,
    /// Tables inside tables. Default: 4.
    pub nested_tables: usize,
    /// Grid columns of a table. Default: 64.
    pub columns: usize,
    /// Cells of all tables together. Default: 50,000.
    pub cells: usize,
    /// Paragraphs, those in cells included. Default: 50,000.
    pub paragraphs: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 64 << 20,
            parts: 4096,
            part_bytes: 16 << 20,
            depth: 200,
            nodes: 500_000,
            tables: 500,
            nested_tables: 4,
            columns: 64,
            cells: 50_000,
            paragraphs: 50_000,
        }
    }
}
