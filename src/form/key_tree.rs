//! The keys of the data file as a tree: groups down to rows of figures.

use super::{FigureId, Path};

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
