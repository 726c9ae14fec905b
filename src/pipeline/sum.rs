//! Many reports, added into one sum.

use super::inputs::{Input, InputError};
use super::{CheckedReport, Pipeline, Previous};
use crate::form::Forms;
use crate::report::{Sum, SumError};
use crate::rules;

/// Why a report is not part of the sum.
#[derive(Debug)]
#[non_exhaustive]
pub enum NotSummed {
    /// It cannot be read.
    Input(InputError),
    /// It has errors; the findings of the report are these alone, without warnings.
    Errors(Box<CheckedReport>),
}

/// Adds the figures of all reports without errors; prose that nobody has written yet is none here. The others
/// are passed to `skipped`, in order. Only one report is in memory at a time. None if no report could be
/// added.
///
/// # Errors
/// A report is of another year or format than those before it.
pub fn sum_of(
    inputs: &[Input],
    forms: &Forms,
    mut skipped: impl FnMut(NotSummed),
) -> Result<Option<Sum>, SumError> {
    // Last year's reports of the parts do not matter for their sum.
    let pipeline = Pipeline::checks_only().with_forms(forms.clone());
    let mut sum: Option<Sum> = None;
    for input in inputs {
        let mut checked = match pipeline.open(input) {
            Ok(opened) => pipeline.check(opened, Previous::default()),
            Err(error) => {
                skipped(NotSummed::Input(error));
                continue;
            }
        };
        // Prose that is still to be written changes no figure.
        checked.findings.retain(|finding| finding.is_error() && !rules::is_unwritten(finding));
        match (&checked.report, &mut sum) {
            (Some(report), None) if checked.findings.is_empty() => sum = Some(Sum::begin(report)),
            (Some(report), Some(sum)) if checked.findings.is_empty() => sum.add(report)?,
            _ => skipped(NotSummed::Errors(Box::new(checked))),
        }
    }
    Ok(sum)
}
