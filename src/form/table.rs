//! A table of the form: its printed grid, and its figures as the data file names them.

use super::{FigureId, GridRow, KeyNode, Mentions};

/// A table of the form.
#[derive(Debug)]
pub struct TableForm {
    /// Grid column widths in twips of the blank form.
    pub widths: Vec<u32>,
    /// How many columns hold labels.
    pub label_columns: usize,
    /// Words at which labels in narrow columns may break, beside those of two characters.
    pub words: Vec<String>,
    /// How many rows are the head.
    pub head_rows: usize,
    /// All rows as they are printed.
    pub rows: Vec<GridRow>,
    /// The printed rows that hold figures, with every name under which each is known.
    pub body: Vec<BodyRow>,
    /// The keys of the data file under this section.
    pub keys: Vec<KeyNode>,
    /// The words with which sentences give its figures.
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
