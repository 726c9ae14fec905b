//! A block that was copied from a table with labels: which of its cells hold which figures.
//!
//! A report is read as a whole, a block may be any piece of a table. So rows are found by their labels as in
//! a report ([`pairing`](super::pairing)), and columns by the first of these that holds:
//!
//! 1. by heads, if each cell with a number stands under the head of one figure of the row;
//! 2. by order, if the row has as many cells as the form;
//! 3. from the column of the caret on, if it has fewer.
//!
//! ```text
//! clipboard                            caret in 规章, second column
//! 规章          │ 3 │ 1                  规章:          废止 3, 有效 1
//! 规范性文件     │ 2 │ 0                  行政规范性文件: 废止 2, 有效 0, and a note on the label
//! ```
//!
//! Where labels end and figures begin is the same column in all rows (`first_figure_column`), so that blank
//! cells at the start of a row count as figures, and those beside the label of a merged cell do not.

use std::collections::BTreeSet;

use super::super::Unplaced;
use super::super::content::{Grid, Trust};
use super::super::labels::closest;
use super::super::rows::{FileCell, FileRow, FormFigure, FormRow, is_meant_as_figure};
use super::{Matched, SAME_LABEL_THRESHOLD, Sheet, is_label, matched};
use crate::form::{FigureId, Form};

/// What was found in a block by its labels.
#[derive(Debug, Default)]
pub(in super::super) struct Labelled {
    /// Figures with the texts of their cells.
    pub figures: Vec<(FigureId, String)>,
    pub unplaced: Vec<Unplaced>,
    pub notes: Vec<String>,
}

/// The figures of a section in pieces of its table that have labels. `caret` is the place of the caret in its
/// row, from 0, and how many figures that row has.
///
/// None if no row is known by its labels, or if the labels do not say which cell is which: a table without
/// labels of rows of which a piece was copied.
pub(in super::super) fn by_labels(
    form: &Form,
    section: usize,
    grids: &[&Grid],
    caret: (usize, usize),
) -> Option<Labelled> {
    let grids: Vec<Grid> = grids.iter().map(|grid| Grid { trust: Trust::Order, ..(*grid).clone() }).collect();
    let grids: Vec<&Grid> = grids.iter().collect();
    let Matched { form_rows, mut file_rows, groups } = matched(form, section, &grids)?;
    let first = first_figure_column(&file_rows)?;
    let heads = match groups {
        Some(_) => Vec::new(),
        None => take_heads(&mut file_rows, first, is_label(form, section)),
    };
    let mut sheet =
        Sheet { form, section, form_rows: &form_rows, file_rows: &file_rows, used: BTreeSet::new() };
    let mut out = Labelled::default();
    for (form_row, file_row) in sheet.all_pairs(groups.as_ref()) {
        if sheet.pasted_row(&mut out, (form_row, file_row), first, caret)? {
            sheet.used.insert(file_row);
        }
    }
    if out.figures.is_empty() {
        return None;
    }
    out.unplaced.extend(heads.into_iter().map(|text| Unplaced { place: sheet.place(), text }));
    out.unplaced.extend(sheet.leftovers());
    Some(out)
}

/// The column in which the figures begin: behind the last label that stands before a figure, if all rows
/// together are looked at. A text among figures (`见说明`) is no label, as figures of other rows stand left of
/// its end.
fn first_figure_column(rows: &[FileRow]) -> Option<usize> {
    let ends = rows.iter().filter_map(|row| {
        let text = row.cells.iter().position(FileCell::is_label)?;
        let figure = row.cells.iter().skip(text).position(FileCell::is_number)? + text;
        let last = row.cells[..figure].iter().rposition(FileCell::is_label)?;
        Some((row.cells[last + 1].column, row.cells[figure].column))
    });
    let ends: Vec<(usize, usize)> = ends.collect();
    let first = ends.iter().map(|end| end.1).min()?;
    ends.iter().map(|end| end.0).filter(|&end| end <= first).max()
}

/// Empties rows that have nothing but texts in the columns of the figures, which are heads: the cells below
/// know them, and no row of the form shall be looked for in them. Returns what such rows say beside the
/// form's labels.
fn take_heads(rows: &mut [FileRow], first: usize, is_known: impl Fn(&str) -> bool) -> Vec<String> {
    let mut strange = Vec::new();
    for row in rows {
        let mut behind = row.cells.iter().filter(|cell| cell.column >= first);
        let is_head = behind.clone().any(FileCell::is_label) && !behind.any(FileCell::is_number);
        if !is_head {
            continue;
        }
        let own: Vec<&str> =
            row.cells.iter().filter(|c| c.own && !c.is_blank()).map(|c| c.text.trim()).collect();
        if !own.iter().all(|text| is_known(text)) {
            strange.push(own.join("\t"));
        }
        row.cells.clear();
    }
    strange
}

impl FileCell {
    fn is_number(&self) -> bool {
        !self.is_blank() && is_meant_as_figure(&self.text)
    }

    fn is_label(&self) -> bool {
        !self.is_blank() && !is_meant_as_figure(&self.text)
    }
}

impl Sheet<'_> {
    /// Reads a row of the block. False if it has nothing; none if it is not clear which cell is which.
    fn pasted_row(
        &self,
        out: &mut Labelled,
        (form_row, file_row): (usize, usize),
        first: usize,
        caret: (usize, usize),
    ) -> Option<bool> {
        let (row, file) = (&self.form_rows[form_row], &self.file_rows[file_row]);
        let cells: Vec<&FileCell> = file.cells.iter().filter(|cell| cell.column >= first).collect();
        if cells.is_empty() {
            return Some(false);
        }
        let (chosen, extra) = match by_heads(row, &cells) {
            Some(chosen) => (chosen, Vec::new()),
            None => by_order(row, &cells, caret)?,
        };
        let label = file.cells.iter().rfind(|cell| cell.column < first && cell.is_label());
        if let Some(label) = label
            && !row.names.is_empty()
            && closest(&label.label, &row.names) < SAME_LABEL_THRESHOLD
        {
            out.notes.push(format!("“{}”一行按“{}”填入", label.text.trim(), self.row_name(row)));
        }
        for cell in extra.into_iter().filter(|cell| cell.own && !cell.is_blank()) {
            let place = format!("{} {}", self.place(), self.row_name(row));
            out.unplaced.push(Unplaced { place, text: cell.text.trim().to_owned() });
        }
        out.figures.extend(chosen.into_iter().map(|(figure, cell)| (figure.id, cell.text.trim().to_owned())));
        Some(true)
    }
}

type Chosen<'r, 'c> = Vec<(&'r FormFigure, &'c FileCell)>;

/// The figures of cells by their heads, if every number stands under that of exactly one.
fn by_heads<'r, 'c>(row: &'r FormRow, cells: &[&'c FileCell]) -> Option<Chosen<'r, 'c>> {
    let mut chosen: Chosen = Vec::new();
    for &cell in cells {
        let mut under = row.figures.iter().filter(|figure| figure.names.contains(&cell.head));
        match (under.next(), under.next()) {
            (Some(figure), None) if chosen.iter().all(|(taken, _)| taken.id != figure.id) => {
                chosen.push((figure, cell));
            }
            _ if cell.is_blank() => {}
            _ => return None,
        }
    }
    (row.figures.len() > 1 && !chosen.is_empty()).then_some(chosen)
}

/// The figures of cells by their order, and the cells that are left. None where fewer cells than figures
/// leave open which are meant: in a table without labels of rows.
fn by_order<'r, 'c>(
    row: &'r FormRow,
    cells: &[&'c FileCell],
    (place, of): (usize, usize),
) -> Option<(Chosen<'r, 'c>, Vec<&'c FileCell>)> {
    let wanted = row.figures.len();
    let mut cells = cells.to_vec();
    while cells.len() > wanted && cells.last().is_some_and(|cell| cell.is_blank()) {
        cells.pop();
    }
    while cells.len() > wanted && cells.first().is_some_and(|cell| cell.is_blank()) {
        cells.remove(0);
    }
    if cells.len() < wanted && row.names.is_empty() {
        return None;
    }
    let fits = of == wanted && place + cells.len() <= wanted;
    let skip = if fits && cells.len() < wanted { place } else { 0 };
    let extra = cells.split_off(cells.len().min(wanted));
    Some((row.figures.iter().skip(skip).zip(cells).collect(), extra))
}
