//! Rows of figures as `import` and `merge` write them: a flow mapping without columns that are 0, and without
//! totals that the program computes. `{自然人: 16, 其他: 2}`. Cells that were blank in a report stay blank, so
//! that the check finds them.

use super::Data;
use crate::form::{Axis, FigureId, FigureRowColumn, FigureRowId};
use crate::report::{Number, number};
use crate::yaml::{double_quoted, plain_or_quoted};

/// Whether a total need not be written: it is what would be computed if it were not. A total with a remark,
/// or one that cannot be read, has to be.
fn is_silent_total(data: &Data, id: FigureId) -> bool {
    // A figure that is the total of both its row and its column is computed along its row.
    let total = data.form.total(id, Axis::Row).or(data.form.total(id, Axis::Column));
    let Some(total) = total else { return false };
    let Some(text) = &data.cells[id.index()] else { return true };
    let sum =
        total.parts.iter().map(|&part| data.number(part)).reduce(Number::plus).unwrap_or(Number::Count(0));
    match number::read(text, data.form.figure(id).kind) {
        Ok(written) => {
            written.remark.is_none() && (written.number == sum || written.slip == Some(number::Slip::Blank))
        }
        Err(_) => false,
    }
}

/// Whether a column need not be written: it is 0, or a total that is computed.
pub(crate) fn is_silent(data: &Data, column: &FigureRowColumn) -> bool {
    if data.form.is_total(column.figure) {
        is_silent_total(data, column.figure)
    } else {
        data.is_nothing(column.figure)
    }
}

/// Whether a column's cell was blank. A blank total is computed like one that is not written.
fn is_blank(data: &Data, column: &FigureRowColumn) -> bool {
    data.is_blank(column.figure) && !data.form.is_total(column.figure)
}

/// An entry of a row's mapping, `自然人: 16`; without a value for a blank cell.
pub(crate) fn column_entry(data: &Data, column: &FigureRowColumn) -> String {
    let key = plain_or_quoted(column.key.as_deref().unwrap_or_default());
    if is_blank(data, column) {
        return format!("{key}: ");
    }
    format!("{key}: {}", figure_value(data, column.figure))
}

/// A figure as a YAML value: a number as it is, in quotes what has a remark (`"22（其中修订16件）"`).
pub(crate) fn figure_value(data: &Data, id: FigureId) -> String {
    let text = data.cell(id);
    let bare = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-'));
    if bare { text } else { double_quoted(&text) }
}

/// The value of a row of figures: the figure itself if the row has only one without a name, else a mapping;
/// empty if all its cells were blank. None if no column needs to be written.
pub(crate) fn row_value(data: &Data, id: FigureRowId) -> Option<String> {
    let row = data.form.figure_row(id);
    let mut written = row.columns.iter().filter(|c| !data.form.is_total(c.figure)).peekable();
    let has_parts = written.peek().is_some();
    let are_blank = has_parts && written.all(|column| is_blank(data, column));
    if are_blank && row.columns.iter().all(|column| is_silent(data, column)) {
        return Some(String::new());
    }
    if let [only] = row.columns.as_slice()
        && only.key.is_none()
    {
        return (!is_silent(data, only)).then(|| figure_value(data, only.figure));
    }
    let columns: Vec<String> = row
        .columns
        .iter()
        .filter(|c| !is_silent(data, c) || is_blank(data, c))
        .map(|c| column_entry(data, c))
        .collect();
    (!columns.is_empty()).then(|| format!("{{{}}}", columns.join(", ")))
}

/// The value of a row of figures with all cells that there are, as they are written; empty if all of them are
/// blank, none if there are none. A blank total is left out, as it is computed then.
pub(crate) fn whole_row(data: &Data, id: FigureRowId) -> Option<String> {
    let row = data.form.figure_row(id);
    let has_cell = |column: &&FigureRowColumn| data.cells[column.figure.index()].is_some();
    let columns: Vec<&FigureRowColumn> = row.columns.iter().filter(has_cell).collect();
    if columns.is_empty() {
        return None;
    }
    if columns.iter().all(|column| data.is_blank(column.figure)) {
        return Some(String::new());
    }
    let value = |column: &FigureRowColumn| {
        let text = data.cells[column.figure.index()].as_deref().unwrap_or_default().trim();
        let bare = text.bytes().all(|b| b.is_ascii_digit());
        if bare { text.to_owned() } else { double_quoted(text) }
    };
    if let [only] = columns.as_slice()
        && only.key.is_none()
    {
        return Some(value(only));
    }
    let written =
        columns.iter().filter(|column| !(data.is_blank(column.figure) && data.form.is_total(column.figure)));
    let entry = |column: &&FigureRowColumn| {
        format!("{}: {}", plain_or_quoted(column.key.as_deref().unwrap_or_default()), value(column))
    };
    let entries: Vec<String> = written.map(entry).collect();
    Some(format!("{{{}}}", entries.join(", ")))
}
