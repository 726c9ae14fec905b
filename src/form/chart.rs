//! The chart of a form: from names of rows and columns to the figures that each bar sums.

use super::spec::ChartSpec;
use super::{FigureId, FigureRow, FormError, Path};

/// The chart of a form: the optional last page of a report, with bars for its main figures.
#[derive(Debug, Clone)]
pub struct ChartForm {
    /// The title of its page.
    pub title: String,
    /// Its groups of bars.
    pub panels: Vec<PanelForm>,
}

/// A group of bars on one scale.
#[derive(Debug, Clone)]
pub struct PanelForm {
    /// What its bars count, with the unit.
    pub title: String,
    /// The bars from top to bottom.
    pub bars: Vec<BarForm>,
}

/// A bar.
#[derive(Debug, Clone)]
pub struct BarForm {
    /// What it is called.
    pub label: String,
    /// The figures it sums.
    pub figures: Vec<FigureId>,
}

/// Resolves the rows and columns that form.yaml names to figures: one bar for each row and column of a panel.
///
/// A row that is a group of rows means their sum, without the totals among them, which would count the others
/// twice. Example: the bar 不予公开 in the column 总计 sums the 总计 of its eight rows.
///
/// # Errors
/// [`FormError::Shape`] if the form has no figure at such a row and column.
pub(super) fn form(spec: &ChartSpec, rows: &[FigureRow]) -> Result<ChartForm, FormError> {
    let mut panels = Vec::new();
    for panel in &spec.panels {
        let mut bars = Vec::new();
        for row in &panel.rows {
            let path = Path::new(&panel.section).child(row);
            let below = format!("{path}.");
            for column in &panel.columns {
                let of_row = rows
                    .iter()
                    .filter(|r| r.path == path || (r.path.as_str().starts_with(&below) && !r.is_total));
                let cells =
                    of_row.flat_map(|r| r.columns.iter().filter(|c| c.key.as_deref() == Some(column)));
                let figures: Vec<_> = cells.map(|c| c.figure).collect();
                if figures.is_empty() {
                    return Err(FormError::Shape(format!(
                        "the chart asks for {path}·{column}, which is no figure"
                    )));
                }
                // A panel compares rows or columns: bars are called after what differs.
                let label = if panel.rows.len() > 1 { row } else { column };
                bars.push(BarForm { label: label.clone(), figures });
            }
        }
        panels.push(PanelForm { title: panel.title.clone(), bars });
    }
    Ok(ChartForm { title: spec.title.clone(), panels })
}
