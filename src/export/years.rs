//! The years of each agency side by side.
//!
//! ```text
//! 机关名称  路径                          名称           单位  2022  2024  2024比2022增减  2024比2022增长（%）
//! 甲局      依申请公开.本年新收.自然人    本年新收·自然人        16    20               4                 25.0
//! ```
//!
//! Agencies are distinguished as everywhere, by 机关名称 and 曾用名, and come in the order of their first reports.

use indexmap::IndexMap;
use rust_decimal::Decimal;

use super::{DataTable, ExportError, Value, number, paths};
use crate::compare::growth;
use crate::form::{Form, Path};
use crate::report::{Identity, Report};

/// The reports of one agency by year.
struct Agency<'r> {
    identities: Vec<Identity>,
    reports: IndexMap<u16, &'r Report>,
}

pub(super) fn table(reports: &[Report]) -> Result<DataTable, ExportError> {
    let agencies = agencies(reports)?;
    let mut years: Vec<u16> = reports.iter().map(|report| report.year.number).collect();
    years.sort_unstable();
    years.dedup();
    let general = reports.first().map_or_else(Form::standard, |report| report.form.clone());
    let mut heads = vec![general.general.agency.key.clone()];
    heads.extend(["路径", "名称", "单位"].map(str::to_owned));
    heads.extend(years.iter().map(u16::to_string));
    for pair in years.windows(2) {
        heads.push(format!("{}比{}增减", pair[1], pair[0]));
        heads.push(format!("{}比{}增长（%）", pair[1], pair[0]));
    }
    let mut rows = Vec::new();
    for agency in &agencies {
        for path in paths(agency.reports.values().map(|report| &*report.form)) {
            rows.push(row(agency, &path, &years));
        }
    }
    Ok(DataTable { heads, rows, labels: 4 })
}

/// The agencies, with the newest report last: a name that has changed is the one of the newest.
fn agencies(reports: &[Report]) -> Result<Vec<Agency<'_>>, ExportError> {
    let mut agencies: Vec<Agency<'_>> = Vec::new();
    for report in reports {
        let identity = Identity::of(report);
        let known = |agency: &&mut Agency<'_>| agency.identities.iter().any(|i| i.is_same_agency(&identity));
        let agency = match agencies.iter_mut().find(known) {
            Some(agency) => agency,
            None => {
                agencies.push(Agency { identities: Vec::new(), reports: IndexMap::new() });
                let last = agencies.len() - 1;
                &mut agencies[last]
            }
        };
        agency.identities.push(identity);
        if let Some(first) = agency.reports.insert(report.year.number, report) {
            return Err(ExportError::SameYear {
                agency: report.agency.text.clone(),
                year: report.year.number,
                first: first.source.file().to_string(),
                second: report.source.file().to_string(),
            });
        }
    }
    for agency in &mut agencies {
        agency.reports.sort_unstable_keys();
    }
    Ok(agencies)
}

fn row(agency: &Agency<'_>, path: &Path, years: &[u16]) -> Vec<Value> {
    let newest = agency.reports.values().last();
    let named = agency.reports.values().rev().find_map(|r| Some((&r.form, r.form.figure_at(path)?)));
    let name = newest.map(|report| report.agency.text.clone()).unwrap_or_default();
    let (label, unit) = named
        .map(|(form, id)| (form.figure_name(id), form.figure(id).unit.clone().unwrap_or_default()))
        .unwrap_or_default();
    let mut row = vec![Value::text(name), Value::text(path.as_str()), Value::text(label), Value::text(unit)];
    let of_year = |year: &u16| -> Option<Decimal> {
        let report = agency.reports.get(year)?;
        number(report, report.form.figure_at(path)?)
    };
    let numbers: Vec<Option<Decimal>> = years.iter().map(of_year).collect();
    row.extend(numbers.iter().map(|number| Value::number(*number)));
    for pair in numbers.windows(2) {
        let both = pair[0].zip(pair[1]);
        row.push(Value::number(both.map(|(before, after)| after - before)));
        row.push(Value::number(both.and_then(|(before, after)| growth(before, after))));
    }
    row
}
