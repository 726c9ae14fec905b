//! A table of the form: its printed grid, and its figures as the data file names them.

use super::{FigureId, GridRow, Mentions, Path};

/// A table of the form.
#[derive(Debug)]
pub struct TableForm {
    /// Grid column widths in twips of the blank form.
    pub widths: Vec<u32>,
    /// How many columns hold labels.
    pub label_columns: usize,
    /// How many rows are the head.
    pub head_rows: usize,
    /// All rows as they are printed.
    pub rows: Vec<GridRow>,
    /// The printed rows that hold figures, with every name under which each is known.
    pub body: Vec<BodyRow>,
    /// The keys of the data file under this section.
    pub keys: Vec<KeyNode>,
    /// How sentences speak of it.
    pub mentions: Mentions,
}

/// A printed row of figures. Names are in normal form, see [`normal_label`](super::normal_label).
#[derive(Debug, Clone)]
pub struct BodyRow {
    /// Names of the row itself; none in a table without labels.
    pub names: Vec<String>,
    /// Names of all groups it belongs to.
    pub groups: Vec<String>,
    /// Names of the innermost group, where it is one of the form's keys.
    pub group: Vec<String>,
    /// Its figures from left to right.
    pub figures: Vec<FigureId>,
}

/// A key of the data file.
#[derive(Debug, Clone)]
pub struct KeyNode {
    /// The short key; for a node that is no part of a path, the label.
    pub key: String,
    /// The official label as the form prints it.
    pub label: String,
    /// Every accepted spelling in normal form, see [`normal_label`](super::normal_label).
    pub names: Vec<String>,
    /// The path of what is under it.
    pub path: Path,
    /// What is under it.
    pub target: KeyTarget,
}

/// What stands under a key.
#[derive(Debug, Clone)]
pub enum KeyTarget {
    /// Further keys.
    Group(Vec<KeyNode>),
    /// A group of the form that is no part of a path (三、本年度办理结果): its keys may be written under it or
    /// beside it.
    UnkeyedGroup(Vec<KeyNode>),
    /// A row of figures.
    Row(FigureRowId),
}

/// A row of figures by its number in [`Form::figure_rows`](super::Form::figure_rows).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FigureRowId(pub u16);

/// A row of figures as the data file writes it: a mapping, a list, or one figure.
#[derive(Debug, Clone)]
pub struct FigureRow {
    /// Its path.
    pub path: Path,
    /// Its columns in the order of the form.
    pub columns: Vec<FigureRowColumn>,
    /// True for a row whose every figure is a total of other rows or columns: a data file need not write it.
    pub is_total: bool,
}

impl FigureRow {
    /// The columns that are not totals.
    pub fn parts(&self) -> impl Iterator<Item = &FigureRowColumn> {
        self.columns.iter().filter(|c| !c.is_total)
    }
}

/// A column of a row of figures.
#[derive(Debug, Clone)]
pub struct FigureRowColumn {
    /// The key; none for the only column of a row with one figure.
    pub key: Option<String>,
    /// Accepted spellings in normal form.
    pub names: Vec<String>,
    /// The figure.
    pub figure: FigureId,
    /// A total over the others.
    pub is_total: bool,
}
