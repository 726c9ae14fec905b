//! What a sheet starts as: the figures and the prose of the data file that `nianbao init` writes.

use std::sync::Arc;

use super::{WorkbookError, WorkbookOptions};
use crate::form::{Form, Forms, normal_label};
use crate::init::{InitOptions, data_file};
use crate::report::{self, Identity, Number, Prose, Report};
use crate::spreadsheet::placeholders::Placeholders;
use crate::yaml::{Source, Value};

/// What stands for an agency that is not known.
const NO_AGENCY: &str = "××××";

/// What a sheet starts as.
#[derive(Debug, Clone)]
pub(super) struct Start {
    /// By figure, totals too.
    pub numbers: Vec<Number>,
    /// By section, as a cell shows it; empty for tables.
    pub prose: Vec<String>,
}

impl Start {
    /// A sheet of zeros without prose.
    pub fn zeros(form: &Form) -> Self {
        let numbers = form.figures.iter().map(|figure| Number::zero(figure.kind)).collect();
        Self { numbers, prose: vec![String::new(); form.sections.len()] }
    }

    /// The sheet of an agency.
    pub fn of(
        options: &WorkbookOptions,
        agency: &str,
        placeholders: &Placeholders,
    ) -> Result<Self, WorkbookError> {
        let name = normal_label(agency);
        let is_last_year = |report: &&Report| {
            let identity = Identity::of(report);
            identity.year() + 1 == options.year && identity.names().contains(&name)
        };
        let mut init = InitOptions::new(options.form.clone(), options.year);
        init.agency = Some(if agency.is_empty() { NO_AGENCY } else { agency }.to_owned());
        init.previous = options.previous.iter().find(is_last_year);
        init.prose = options.prose;
        let text = data_file(&init)?;
        let forms = Forms::from(options.form.clone());
        let (report, _) = report::read_with(Arc::new(Source::new(agency, text)), &forms);
        let report = report.ok_or_else(|| WorkbookError::Agency(agency.to_owned()))?;
        let shown = |prose: &Option<Prose>| {
            let template = prose.as_ref().map(|prose| prose.template.trim_end()).unwrap_or_default();
            placeholders.shown(template, |name| variable(&report, name))
        };
        let numbers = report.figures.iter().map(|figure| figure.number).collect();
        Ok(Self { numbers, prose: report.prose.iter().map(shown).collect() })
    }

    /// Adds the figures of another sheet.
    pub fn add(&mut self, other: &Self) {
        for (sum, number) in self.numbers.iter_mut().zip(&other.numbers) {
            *sum = sum.plus(*number);
        }
    }
}

/// A value of 变量, which a workbook has no place for.
fn variable(report: &Report, name: &str) -> Option<String> {
    let variables = report.tree.get(&report.form.general.variables.key)?;
    let Value::Mapping(entries) = &variables.value else { return None };
    let (_, value) = entries.iter().find(|(key, _)| key.as_str() == Some(name))?;
    value.as_str().map(str::to_owned)
}
