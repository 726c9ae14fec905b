//! Places: where in which file something stands, for people and for programs.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Path;

/// A point in a text file. Lines and columns count from 1; a column is one Unicode character (not one byte,
/// not one terminal cell).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Character in the line, from 1.
    pub column: u32,
}

/// Where in which file something stands. `end` is exclusive: the position just after the last character.
///
/// `file`, `start` and `end` are what is shown to people, whatever the file is: of a cell they are the name
/// of the cell, its row and its column. What a program needs to go there is the [`Provenance`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The file as the user named it, `-` for standard input; for a cell with the sheet and the cell:
    /// `各局.xlsx!Sheet1!B7`.
    pub file: Arc<str>,
    /// The first character.
    pub start: Position,
    /// Just after the last character.
    pub end: Position,
    /// What the place is in its file.
    pub provenance: Provenance,
    /// The place in the words of the form, in a received report.
    pub form: Option<Box<FormPlace>>,
}

/// A place in a received report as the form calls it. The file itself has no lines that could be named:
/// `start` and `end` of its [`Place`] are row and column of the table, or the paragraph of the section and
/// the character in it, all from 1.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FormPlace {
    /// Where it is in the report's order: 0 before section one, then the number of the section, then more.
    pub order: u32,
    /// The whole in words: `三、收到和处理政府信息公开申请情况 → “不予公开 属于国家秘密” → “自然人”`.
    pub words: Arc<str>,
    /// The section of the form.
    pub section: Option<Path>,
    /// The paragraph in its section, from 1.
    pub paragraph: Option<u32>,
    /// The text of that paragraph.
    pub text: Option<Arc<str>>,
    /// The characters that are meant, from 0, in the paragraph of the file that [`Place::provenance`] names.
    pub characters: Option<Range<u32>>,
    /// The very words, or what stands in the cell.
    pub excerpt: Option<Arc<str>>,
}

impl FormPlace {
    /// A place that is called so, in the part of the report of this order.
    pub fn new(order: u32, words: impl Into<Arc<str>>) -> Self {
        let words = words.into();
        Self { order, words, section: None, paragraph: None, text: None, characters: None, excerpt: None }
    }
}

/// What a place is in the file it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Provenance {
    /// A range of a text file, in bytes behind a byte order mark. Empty for a place between two characters.
    Text(Range<usize>),
    /// A cell of a sheet.
    Cell(SheetCell),
    /// A paragraph or a cell of a Word document.
    Docx(DocxPlace),
    /// A box on a page of a PDF.
    Pdf(PageBox),
    /// A paragraph or a cell of a web page or a text, counted as those of a Word document are.
    Flow(DocxPlace),
}

/// A cell of a sheet, with row and column from 0.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SheetCell {
    /// The file and, where it has several, the sheet, as messages name them: `各局.xlsx!Sheet1`.
    pub sheet: Arc<str>,
    /// Row, from 0.
    pub row: u32,
    /// Column, from 0.
    pub column: u32,
}

/// A place in the body of a Word document; everything counts from 0, as `import::DocxCounter` does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum DocxPlace {
    /// A paragraph outside the tables.
    Paragraph(u32),
    /// A cell of a table, by the grid of the table.
    Cell {
        /// Which table of the body.
        table: u32,
        /// Row of the table.
        row: u32,
        /// Column of the grid.
        column: u32,
    },
}

/// A box on a page of a PDF, in thousandths of a point from the top left corner of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct PageBox {
    /// The page, from 1.
    pub page: u32,
    /// Left edge.
    pub left: u32,
    /// Upper edge.
    pub top: u32,
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

impl Place {
    /// A range of a text file: its bytes, and the same as lines and columns.
    pub fn in_text(file: Arc<str>, bytes: Range<usize>, start: Position, end: Position) -> Self {
        Self { file, start, end, provenance: Provenance::Text(bytes), form: None }
    }

    /// A cell of a sheet; `name` is how people call the cell, `B7`.
    pub fn in_cell(cell: SheetCell, name: &str) -> Self {
        let (line, column) = (cell.row.saturating_add(1), cell.column.saturating_add(1));
        Self {
            file: format!("{}!{name}", cell.sheet).into(),
            start: Position { line, column },
            end: Position { line, column: column.saturating_add(1) },
            provenance: Provenance::Cell(cell),
            form: None,
        }
    }

    /// The bytes of the text file that the place is in; none for a place in anything else.
    pub fn bytes(&self) -> Option<Range<usize>> {
        match &self.provenance {
            Provenance::Text(bytes) => Some(bytes.clone()),
            _ => None,
        }
    }
}
