//! The labels that a table of the form prints, by which its rows are known in a text.

use super::super::super::labels::{at_most, bare, likeness};
use crate::form::{CellKind, Content, Form, GridCell, TableForm, bare_label, normal_label};
use crate::text::{half_width, is_ordinal_numeral};

/// No label has more characters.
const MAX_LABEL: usize = 60;

/// A label of the form.
#[derive(Debug, Clone)]
pub(super) struct Label {
    pub role: Role,
    /// As the form prints it.
    pub text: String,
    /// In the form in which labels are compared.
    bare: String,
    /// The letters and digits that it may be written with, the longest first: with and without what stands in
    /// brackets behind it, and its key.
    pub spellings: Vec<String>,
    /// Its number, as digits or numerals: `1`, `三`.
    pub number: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Of a row of figures, by its number among them.
    Row(usize),
    /// Of rows that belong together.
    Group,
    /// Of columns, or of all of the table.
    Head,
}

/// The labels of a table.
pub(super) struct Known<'f> {
    pub table: &'f TableForm,
    pub labels: Vec<Label>,
}

impl<'f> Known<'f> {
    /// The labels of a section's table; none for a section of prose.
    pub fn of(form: &'f Form, section: usize) -> Option<Self> {
        let Content::Table(table) = &form.sections[section].content else { return None };
        let mut labels: Vec<Label> = Vec::new();
        let mut body = 0;
        for row in &table.rows {
            for cell in row.cells.iter().filter(|cell| !cell.label.is_empty()) {
                let role = match cell.kind {
                    CellKind::RowHead => Role::Row(body),
                    CellKind::GroupHead => Role::Group,
                    _ => Role::Head,
                };
                let is_new = labels.iter().all(|label| label.text != cell.label || label.role != role);
                if is_new || matches!(role, Role::Row(_)) {
                    labels.push(label(cell, role, table, body));
                }
            }
            body += usize::from(row.cells.iter().any(|cell| cell.figure.is_some()));
        }
        Some(Self { table, labels })
    }

    /// Whether a text is a part of a label.
    pub fn has_part(&self, text: &str) -> bool {
        let part = letters(split_number(&normal_label(text)).1);
        !part.is_empty() && self.labels.iter().any(|label| label.spellings.iter().any(|s| s.contains(&part)))
    }

    /// Figures of a row of the form.
    pub fn width(&self, row: usize) -> usize {
        self.table.body[row].figures.len()
    }

    /// The labels of the lowest heads of the columns, from left to right, where the table has one head.
    pub fn lowest_heads(&self) -> Vec<&str> {
        let rows =
            self.table.rows.iter().take_while(|row| row.cells.iter().all(|cell| cell.figure.is_none()));
        let count = rows.clone().count();
        let mut heads: Vec<&GridCell> = rows
            .enumerate()
            .flat_map(|(at, row)| row.cells.iter().filter(move |cell| at + cell.rowspan == count))
            .filter(|cell| cell.kind == CellKind::ColumnHead)
            .collect();
        heads.sort_by_key(|cell| cell.column);
        heads.into_iter().map(|cell| cell.label.as_str()).collect()
    }

    /// The label that a text is, if it is written a little differently; not one of these rows.
    pub fn nearest(&self, text: &str, taken: &[bool], least: f64) -> Option<usize> {
        if text.chars().count() > MAX_LABEL {
            return None;
        }
        let text = bare(text);
        let fit = |label: &Label| {
            if at_most(&text, &label.bare) < least { 0.0 } else { likeness(&text, &label.bare) }
        };
        let free = self
            .labels
            .iter()
            .enumerate()
            .filter(|(at, label)| !(matches!(label.role, Role::Row(_)) && taken[*at]));
        let best = free.map(|(at, label)| (at, fit(label))).max_by(|a, b| a.1.total_cmp(&b.1))?;
        (best.1 >= least).then_some(best.0)
    }
}

fn label(cell: &GridCell, role: Role, table: &TableForm, body: usize) -> Label {
    let normal = normal_label(&cell.label);
    let (number, rest) = split_number(&normal);
    let mut spellings = vec![letters(rest), letters(bare_label(&normal))];
    if let (Role::Row(_), Some(row)) = (role, table.body.get(body)) {
        spellings.extend(row.names.iter().map(|name| letters(split_number(name).1)));
    }
    spellings.retain(|spelling| !spelling.is_empty());
    spellings.sort_by_key(|spelling| std::cmp::Reverse(spelling.len()));
    spellings.dedup();
    let (text, bare) = (cell.label.clone(), bare(&cell.label));
    Label { role, text, bare, spellings, number: number.to_owned() }
}

/// The number of a label in normal form, without its marks, and the rest: `(三)不予公开` → `三`, `不予公开`.
pub(super) fn split_number(normal: &str) -> (&str, &str) {
    let numeral = |c: char| c.is_ascii_digit() || is_ordinal_numeral(c);
    if let Some((number, rest)) = normal.strip_prefix('(').and_then(|rest| rest.split_once(')'))
        && !number.is_empty()
        && number.chars().all(numeral)
    {
        return (number, rest);
    }
    let rest = normal.trim_start_matches(numeral);
    let number = &normal[..normal.len() - rest.len()];
    match rest.strip_prefix(['、', '.', ',']) {
        Some(rest) if !number.is_empty() => (number, rest),
        _ => ("", normal),
    }
}

/// The letters, digits and Chinese characters of a text.
pub(super) fn letters(text: &str) -> String {
    text.chars().map(half_width).filter(|c| c.is_alphanumeric()).collect()
}
