//! Where the editor goes from a place: from a figure to last year's, from a name in `{{ }}` to the figure it
//! stands for, from 上年数据 to the file.
//!
//! ```text
//! 上年结转: {自然人: 2}      last year's 结转下年度.自然人, from which it is carried over
//! 现行有效件数: 246          last year's 现行有效件数
//! {{ 依申请公开.总计.总计 }}   the figure in this file; what it is computed from, where it is not written
//! 上年数据: 2023.yaml        that file
//! ```

use lsp_types::{Location, Position, Uri};

use super::diagnostics::{location, range};
use super::documents::Analysis;
use super::hover::{What, subject};
use super::position::Lines;
use super::prose::name_at;
use super::uri::uri_of;
use crate::form::FigureId;
use crate::report::Report;

/// Where the editor goes from a position; nowhere if the list is empty.
pub(super) fn definition(uri: &Uri, analysis: &Analysis, position: Position) -> Vec<Location> {
    let byte = analysis.lines.byte(position);
    let Some(report) = &analysis.report else { return Vec::new() };
    let text = analysis.lines.text();
    let is_previous = report.previous.as_ref().is_some_and(|text| holds(&text.span, byte));
    if let (true, Some(previous)) = (is_previous, &analysis.previous) {
        return start_of(previous).into_iter().collect();
    }
    let Some(subject) = subject(report, text, byte) else { return Vec::new() };
    match (subject.what, &analysis.previous) {
        (What::Figure(id), _) if name_at(text, byte).is_some() => {
            location(uri, analysis, &report.figure_place(id)).into_iter().collect()
        }
        (What::Figure(id), Some(previous)) => {
            last_year(report, previous, id).into_iter().filter_map(|id| place_in(previous, id)).collect()
        }
        (What::Row(_, row), Some(previous)) => {
            let figures = row.parts().flat_map(|column| last_year(report, previous, column.figure));
            figures.filter_map(|id| place_in(previous, id)).take(1).collect()
        }
        _ => Vec::new(),
    }
}

fn holds(span: &std::ops::Range<usize>, byte: usize) -> bool {
    (span.start..=span.end).contains(&byte)
}

/// The figures of last year's report that a figure is compared with; else the one of the same name.
fn last_year(report: &Report, previous: &Report, id: FigureId) -> Vec<FigureId> {
    let form = &report.form;
    let then = |id: FigureId| previous.form.figure_at(&form.figure(id).path);
    let carried = form.carry_overs.iter().filter(|carry| carry.this_year == id);
    let carried: Vec<FigureId> = carried.filter_map(|carry| then(carry.last_year)).collect();
    if carried.is_empty() { then(id).into_iter().collect() } else { carried }
}

fn place_in(previous: &Report, id: FigureId) -> Option<Location> {
    let lines = Lines::new(previous.source.text());
    let uri = uri_of(previous.source.file().as_ref().as_ref())?;
    Some(Location { uri, range: range(&lines, &previous.figure_place(id)) })
}

fn start_of(previous: &Report) -> Option<Location> {
    let uri = uri_of(previous.source.file().as_ref().as_ref())?;
    Some(Location { uri, range: lsp_types::Range::default() })
}
