//! Which section of the form a table of a file belongs to, and what says no more than its labels.

use std::collections::BTreeSet;

use super::super::content::{Grid, Item};
use super::super::labels::{at_most, bare, likeness};
use super::super::rows::{self, FileCell, FileRow, FormRow};
use super::{MAX_ROWS, REWORDED_THRESHOLD, SAME_LABEL_THRESHOLD, groups, labels_of};
use crate::form::{Content, Form};
use crate::report::number;

/// The share of a table's labels that a table of a file must have to be taken for it.
const SECTION_THRESHOLD: f64 = 0.35;
/// Longer or shorter than a label by more characters than this, a text is no rewording of it.
const MAX_LENGTH_DIFFERENCE: usize = 6;
/// What a reworded label counts for against one that is the same.
const REWORDED_WEIGHT: f64 = 0.8;
/// The share of a table's texts that must be labels of the form where it holds only some of these.
const PART_THRESHOLD: f64 = 0.6;
/// So many texts a table must have for that share to mean something.
const MIN_PART_TEXTS: usize = 4;

/// How well a table of a file fits a table of a form, from 0 to 1, and which section that is.
pub(in super::super) fn best_section(form: &Form, grid: &Grid) -> Option<(usize, f64)> {
    let found: BTreeSet<String> = grid.rows.iter().take(MAX_ROWS).flatten().map(|c| bare(&c.text)).collect();
    let fit = |section: usize| {
        let labels = labels_of(form, section);
        if labels.is_empty() {
            return 0.0;
        }
        // A table that goes on over a page has only some of the labels, but hardly any other.
        let common = labels.intersection(&found).count() as f64;
        let texts = found
            .iter()
            .filter(|t| !t.is_empty() && number::read(t, crate::form::Kind::Amount).is_err())
            .count();
        let reworded = labels
            .iter()
            .filter(|l| !found.contains(*l))
            .filter(|l| found.iter().any(|f| is_rewording(f, l)))
            .count() as f64;
        let share = (common + REWORDED_WEIGHT * reworded) / labels.len() as f64;
        let part = if texts >= MIN_PART_TEXTS { common / texts as f64 } else { 0.0 };
        share.max(if part >= PART_THRESHOLD { part } else { 0.0 })
    };
    let best = (0..form.sections.len()).map(|s| (s, fit(s))).max_by(|a, b| a.1.total_cmp(&b.1))?;
    (best.1 >= SECTION_THRESHOLD).then_some(best)
}

/// Whether a table of a file has a row of a section's table, with its figures.
fn has_row(form: &Form, section: usize, grid: &Grid) -> bool {
    let Content::Table(table) = &form.sections[section].content else { return false };
    let form_rows = rows::of_form(form, table);
    let file_rows = rows::of_file(grid, 0, 0);
    if table.label_columns == 0 {
        let wanted = form_rows[0].figures.len();
        let is_whole = |row: &FileRow| row.cells.len() == wanted && !row.cells.iter().any(FileCell::is_text);
        return file_rows.iter().any(is_whole) || groups::rows(form, &form_rows[0], &file_rows).is_some();
    }
    let is_row = |row: &FileRow, of_form: &FormRow| {
        let is_name = |cell: &FileCell| of_form.names.iter().any(|name| is_same(&cell.label, name));
        let label = row.cells.iter().position(is_name);
        label.is_some_and(|label| row.cells.len() - label > of_form.figures.len() / 2)
    };
    file_rows.iter().take(MAX_ROWS).any(|row| form_rows.iter().any(|of_form| is_row(row, of_form)))
}

/// Whether a text says no more than a label of a section's table, or the key of one of its rows.
pub(in super::super) fn is_label(form: &Form, section: usize) -> impl Fn(&str) -> bool {
    let mut labels = labels_of(form, section);
    if let Content::Table(table) = &form.sections[section].content {
        labels.extend(table.body.iter().flat_map(|row| row.names.iter().chain(&row.groups)).cloned());
    }
    move |text| {
        let text = bare(text);
        labels.contains(&text) || labels.iter().any(|label| is_rewording(&text, label))
    }
}

fn is_same(found: &str, label: &str) -> bool {
    found == label || is_alike(found, label, SAME_LABEL_THRESHOLD)
}

fn is_rewording(found: &str, label: &str) -> bool {
    is_alike(found, label, REWORDED_THRESHOLD)
}

fn is_alike(found: &str, label: &str, least: f64) -> bool {
    found.chars().count().abs_diff(label.chars().count()) <= MAX_LENGTH_DIFFERENCE
        && at_most(found, label) >= least
        && likeness(found, label) >= least
}

/// The section of a table: the one whose labels it has, or, where it has too few, as one of four rows that
/// was torn off, the one below whose heading it stands, if a row of it is one of that section's.
pub(in super::super) fn section_of(
    form: &Form,
    headings: &[Option<usize>],
    at: usize,
    grid: &Grid,
) -> Option<usize> {
    best_section(form, grid).map(|(section, _)| section).or_else(|| {
        let above =
            headings.iter().enumerate().filter_map(|(section, item)| item.map(|item| (item, section)));
        let (_, section) = above.filter(|(item, _)| *item < at).max()?;
        has_row(form, section, grid).then_some(section)
    })
}

/// Writes into each table what stands between it and the table or heading above.
pub(in super::super) fn write_captions(items: &mut [Item], headings: &[Option<usize>]) {
    let mut caption = String::new();
    for (at, item) in items.iter_mut().enumerate() {
        match item {
            Item::Paragraph(_) if headings.contains(&Some(at)) => caption.clear(),
            Item::Paragraph(paragraph) if caption.len() < MAX_CAPTION => {
                caption.push_str(paragraph.text.trim());
                caption.push('\n');
            }
            Item::Table(grid) => grid.caption = std::mem::take(&mut caption),
            Item::Paragraph(_) | Item::Picture(_) => {}
        }
    }
}

/// Bytes of a caption that are kept.
const MAX_CAPTION: usize = 1000;
