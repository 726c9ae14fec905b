//! A register that was counted as the data file of a report, a new one or one that is there.

use super::Tally;
use crate::data_file::{Data, update_figures};
use crate::init::{InitError, InitOptions, data_file_over};
use crate::report::Report;

/// A data file to fill in, as `init` writes it, with the figures of a register. What the register does not
/// count is 0, or what last year's report carries over.
///
/// # Errors
/// The template has a mistake in it.
pub fn data_file(tally: &Tally, options: &InitOptions<'_>) -> Result<String, InitError> {
    data_file_over(options, &tally.figures())
}

/// The text of a data file with the figures of a register in it; all else stays as it is. Totals that the
/// file does not write are computed anew; written ones are written anew.
pub fn update(tally: &Tally, original: &Report) -> String {
    let mut data = Data::of(original);
    for (id, number) in tally.figures() {
        data.cells[id.index()] = Some(number.to_string());
    }
    for total in &original.form.totals {
        let id = total.figure;
        if tally.is_filled(id) {
            let count = tally.rows(id).len();
            data.cells[id.index()] = (!original.is_computed(id)).then(|| count.to_string());
        } else if original.is_computed(id) {
            data.cells[id.index()] = None;
        }
    }
    update_figures(&data, original)
}
