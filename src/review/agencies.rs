//! The list of agencies that have to report: a text with one a line, or a table with a column of them.

use std::path::Path;

use super::ReviewError;
use crate::files::{self, NamedBy, limits};
use crate::form::{Forms, normal_label};
use crate::pipeline::inputs;
use crate::spreadsheet::{self, Sheet};

/// An agency of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agency {
    /// Its name as it is written.
    pub name: String,
    /// The line or row where it stands, from 1.
    pub line: u32,
}

/// What the column of agencies is called besides the key of the form.
const HEADS: [&str; 6] = ["机关", "单位", "单位名称", "机关全称", "名称", "部门"];

/// Reads a list; each agency counts once. Of a table it is the column that is named like one of agencies,
/// else the first.
///
/// # Errors
/// The list cannot be read, or names nobody.
pub(super) fn read(list: &Path, forms: &Forms) -> Result<Vec<Agency>, ReviewError> {
    let mut agencies: Vec<Agency> = match inputs::is_table(list) {
        true => spreadsheet::sheets(list)?.iter().flat_map(|sheet| of_sheet(sheet, forms)).collect(),
        false => of_text(&files::read_text(list, NamedBy::CommandLine, limits::LIST)?),
    };
    let mut seen = std::collections::BTreeSet::new();
    agencies.retain(|agency| seen.insert(normal_label(&agency.name)));
    if agencies.is_empty() { Err(ReviewError::EmptyList(list.to_path_buf())) } else { Ok(agencies) }
}

fn of_text(text: &str) -> Vec<Agency> {
    let lines = (1..).zip(text.trim_start_matches('\u{FEFF}').lines());
    let named = lines.map(|(line, text)| Agency { name: text.trim().to_owned(), line });
    named.filter(|agency| !agency.name.is_empty() && !agency.name.starts_with('#')).collect()
}

fn of_sheet(sheet: &Sheet, forms: &Forms) -> Vec<Agency> {
    let rows: Vec<u32> = sheet.rows().collect();
    let is_head = |text: &str| {
        let text = normal_label(text);
        HEADS.contains(&text.as_str()) || forms.iter().any(|form| form.general.agency.key == text)
    };
    // The head stands in one of the first rows, below a title perhaps.
    let mut column = 0;
    let mut first = 0;
    'search: for row in rows.iter().take(5) {
        for candidate in 0..MAX_COLUMNS {
            if sheet.text((*row, candidate)).is_some_and(is_head) {
                (column, first) = (candidate, *row + 1);
                break 'search;
            }
        }
    }
    let rows = rows.into_iter().filter(|row| *row >= first);
    let agency = |row: u32| {
        let name = sheet.text((row, column))?.trim();
        (!name.is_empty()).then(|| Agency { name: name.to_owned(), line: row + 1 })
    };
    rows.filter_map(agency).collect()
}

/// How far to the right the column of agencies is looked for.
const MAX_COLUMNS: u32 = 50;
