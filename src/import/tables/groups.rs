//! A table whose only row is long, as a file has it in several: a small table for each group of its columns,
//! or a row for each.
//!
//! ```text
//! form                                file
//! 行政复议 5 │ 未经复议直接起诉 5 │ …       行政复议                       caption of a table
//!                                     结果维持 │ 结果纠正 │ … │ 总计     heads
//!                                     27     │ 10     │ … │ 61      the five of 行政复议
//! ```

use super::super::labels::bare;
use super::super::rows::{FileRow, FormRow, is_meant_as_figure};
use super::MAX_ROWS;
use crate::form::{Axis, Form};

/// Numbers of rows of the form, each with that of a row of the file.
pub(super) type Pairs = Vec<(usize, usize)>;

/// The groups of the only row as rows, each with the row of the file that has its figures; none if a row of
/// the file may be the whole.
pub(super) fn rows(form: &Form, whole: &FormRow, file_rows: &[FileRow]) -> Option<(Vec<FormRow>, Pairs)> {
    let groups = groups(form, whole)?;
    let size = groups.first()?.figures.len();
    let candidates: Vec<usize> =
        (0..file_rows.len().min(MAX_ROWS)).filter(|&at| figures(&file_rows[at]) > 0).collect();
    // A tab too many, or a column that covers another, leaves a blank cell or two.
    let is_group = |&at: &usize| (size..=size + 2).contains(&places(&file_rows[at]));
    if groups.len() < 2 || candidates.is_empty() || !candidates.iter().all(is_group) {
        return None;
    }
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    let mut unnamed = Vec::new();
    for at in candidates {
        let is_free = |group: &usize| pairs.iter().all(|pair| pair.0 != *group);
        match named(&groups, &file_rows[at]).filter(is_free) {
            Some(group) => pairs.push((group, at)),
            None => unnamed.push(at),
        }
    }
    // What nobody names is in the order of the form, if it is all that is left.
    let left: Vec<usize> =
        (0..groups.len()).filter(|group| pairs.iter().all(|pair| pair.0 != *group)).collect();
    if left.len() == unnamed.len() {
        pairs.extend(left.into_iter().zip(unnamed));
    }
    pairs.sort_unstable();
    (!pairs.is_empty()).then_some((groups, pairs))
}

/// The columns up to each total, named by the key above them.
fn groups(form: &Form, whole: &FormRow) -> Option<Vec<FormRow>> {
    let mut groups = Vec::new();
    let mut rest = whole.figures.as_slice();
    while !rest.is_empty() {
        let end = rest.iter().position(|figure| form.total(figure.id, Axis::Row).is_some())?;
        let (own, after) = rest.split_at(end + 1);
        rest = after;
        let key = form.figure(own[0].id).path.keys().rev().nth(1).map(bare)?;
        groups.push(FormRow {
            names: Vec::new(),
            groups: vec![key],
            group: Vec::new(),
            figures: own.to_vec(),
        });
    }
    let size = groups.first()?.figures.len();
    groups.iter().all(|group| group.figures.len() == size).then_some(groups)
}

/// The group that a row itself, or what stands above its table, names.
fn named(groups: &[FormRow], row: &FileRow) -> Option<usize> {
    let in_text = |text: &str| {
        let text = crate::form::normal_label(text);
        let names = groups.iter().enumerate().map(|(at, group)| (at, group.groups[0].as_str()));
        names.filter(|(_, name)| text.contains(name)).max_by_key(|(_, name)| name.len()).map(|(at, _)| at)
    };
    let own: String = row.cells.iter().filter(|cell| cell.is_text()).map(|cell| cell.text.as_str()).collect();
    in_text(&own).or_else(|| row.caption.lines().rev().find_map(in_text))
}

/// Figures that begin in a row.
fn figures(row: &FileRow) -> usize {
    row.cells.iter().filter(|cell| cell.own && !cell.is_blank() && is_meant_as_figure(&cell.text)).count()
}

/// Cells of a row that are figures or may be.
fn places(row: &FileRow) -> usize {
    row.cells.iter().filter(|cell| cell.own && !cell.is_text()).count()
}
