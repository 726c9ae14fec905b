//! The number that a report gives for a figure, or none.

use rust_decimal::Decimal;

use crate::form::{Axis, FigureId, normal_label};
use crate::report::{Report, Span, number as figures};

/// The number of a figure; none where the report does not say one.
///
/// | in the report | number |
/// |---|---|
/// | `自然人: 16` | 16 |
/// | `自然人: 22（其中修订16件）` | 22 |
/// | `自然人: /` | 0: a sign for none |
/// | `自然人:` and nothing behind it | none |
/// | `自然人: 约16` | none |
/// | the row or the column is left out | 0, as data files leave out what is 0 |
/// | the whole table is left out | none |
/// | a total that is not written | the sum; none where none of its parts has a number |
pub(super) fn number(report: &Report, id: FigureId) -> Option<Decimal> {
    let figure = report.figure(id);
    if figure.unreadable {
        return None;
    }
    let known = match &figure.span {
        Some(span) => is_value(report, span, id),
        None if report.is_computed(id) => parts(report, id).any(|part| number(report, part).is_some()),
        None => is_left_out_as_nothing(report, id),
    };
    known.then(|| figure.number.decimal())
}

/// Whether a figure is written: of a blank value the reader keeps the place of its key.
fn is_value(report: &Report, span: &Span, id: FigureId) -> bool {
    let text = report.source.text().get(span.clone()).unwrap_or_default();
    let text = text.trim().trim_matches(['"', '\'']);
    !text.is_empty() && figures::read(text, report.form.figure(id).kind).is_ok()
}

/// What a total sums, in the direction in which it is computed.
fn parts(report: &Report, id: FigureId) -> impl Iterator<Item = FigureId> + '_ {
    let total = report.form.total(id, Axis::Row).or(report.form.total(id, Axis::Column));
    total.into_iter().flat_map(|total| total.parts.iter().copied())
}

/// Whether a figure that is not written is 0: its table is there, and its row is not there with nothing in
/// it.
fn is_left_out_as_nothing(report: &Report, id: FigureId) -> bool {
    let form = &report.form;
    let section = form.figure(id).section;
    let Some(table) = &report.section_spans[section] else { return false };
    if is_one_of(report, table, &form.sections[section].names) {
        return false;
    }
    let row = form.figure_rows.iter().position(|row| row.columns.iter().any(|column| column.figure == id));
    let Some((row, span)) = row.and_then(|row| Some((row, report.row_spans[row].as_ref()?))) else {
        return true;
    };
    let key = form.figure_rows[row].path.keys().next_back().map(normal_label);
    !is_one_of(report, span, key.as_slice())
}

/// Whether the text of a place is one of these keys, as it is where there is no value.
fn is_one_of(report: &Report, span: &Span, names: &[String]) -> bool {
    let text = report.source.text().get(span.clone()).unwrap_or_default();
    names.contains(&normal_label(text))
}
