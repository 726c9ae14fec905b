//! What was copied from a table elsewhere and is put into the form: which cell becomes which figure.
//!
//! A block with labels is read by its labels, wherever the caret stands; a block of numbers only is spread
//! from the caret's cell over the table ([`spread`]):
//!
//! ```text
//! clipboard            caret in 规章, 本年制发件数
//! 3 │ 1 │ 9            规章:          制发 3, 废止 1, 有效 9
//! 2 │ 0 │ 12           行政规范性文件: 制发 2, 废止 0, 有效 12
//! ```
//!
//! Totals that the form computes are not taken; one that differs from the sum is said. Nothing is dropped
//! silently: texts that are no label of the form, numbers beyond the edge of the table and rows that are
//! none of the form's are listed.

mod block;
mod outcome;
mod spread;

use self::block::{Block, blocks};
use self::outcome::Outcome;
use super::tables::{Labelled, best_section, by_labels, is_label};
use super::{ImportError, Limits, Unplaced};
use crate::form::{Content, FigureId};
use crate::report::Report;

/// What a clipboard holds.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub struct Clipboard {
    /// `text/plain`: cells parted by tabs, rows by line breaks.
    #[serde(default)]
    pub text: String,
    /// `text/html`: a page, or a part of one, with tables.
    #[serde(default)]
    pub html: String,
}

/// What became of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Pasted {
    /// The texts of figures, in reading order; empty for a blank cell.
    pub figures: Vec<PastedFigure>,
    /// Totals that were not taken, as they are computed.
    pub totals: usize,
    /// What was done and should be looked at, in Chinese.
    pub notes: Vec<String>,
    /// What has no place in the form.
    pub unplaced: Vec<Unplaced>,
}

/// A figure that was pasted.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PastedFigure {
    /// Its path, as text.
    pub path: String,
    /// Its text, as a data file may write it.
    pub text: String,
}

/// Finds the place of what a clipboard holds in the form of a report. `at` is the figure in whose cell the
/// caret stands.
///
/// ```
/// use nianbao::{form::Path, import::{self, Clipboard}, report, yaml::Source};
/// let source = Source::new("甲.yaml", "机关名称: 甲局\n年度: 2024\n");
/// let report = report::read(source.into()).0.expect("a report");
/// let at = report.form.figure_at(&Path::new("主动公开.规章.本年制发件数")).expect("a figure");
/// let clipboard = Clipboard { text: "1,016\t3\n2\t/".to_owned(), html: String::new() };
/// let pasted = import::paste(&report, &clipboard, at, &import::Limits::default())?;
/// let figures: Vec<&str> = pasted.figures.iter().map(|figure| figure.text.as_str()).collect();
/// assert_eq!(figures, ["1016", "3", "2", "0"]);
/// assert_eq!(pasted.figures[3].path, "主动公开.行政规范性文件.本年废止件数");
/// # Ok::<(), import::ImportError>(())
/// ```
///
/// # Errors
/// The clipboard holds more than `limits` allow. No content makes it panic.
pub fn paste(
    report: &Report,
    clipboard: &Clipboard,
    at: FigureId,
    limits: &Limits,
) -> Result<Pasted, ImportError> {
    let mut outcome = Outcome::new(report);
    for block in
        &merge_sections(report, blocks(clipboard, limits, &report.form, report.form.figure(at).section)?, at)
    {
        place(&mut outcome, block, at);
    }
    Ok(outcome.finish())
}

/// Tables with labels, and the section whose labels they are. Those of one section are one that was cut, by
/// the end of a page or by a blank line.
struct Tables {
    section: usize,
    blocks: Vec<Block>,
}

fn merge_sections(report: &Report, blocks: Vec<Block>, at: FigureId) -> Vec<Tables> {
    let own = report.form.figure(at).section;
    let mut all: Vec<Tables> = Vec::new();
    for block in blocks {
        let known = best_section(&report.form, &block.grid).map(|(section, _)| section);
        let section = known.unwrap_or(own);
        match all.last_mut().filter(|last| last.section == section) {
            Some(last) => last.blocks.push(block),
            None => all.push(Tables { section, blocks: vec![block] }),
        }
    }
    all
}

/// Finds the places of tables of one section.
fn place(outcome: &mut Outcome, tables: &Tables, at: FigureId) {
    let form = &outcome.report.form;
    let section = tables.section;
    let own = form.figure(at).section == section;
    let place = form.sections[section].heading();
    let unplaced = |text: String| Unplaced { place: place.clone(), text };
    let rest = tables.blocks.iter().flat_map(|block| block.rest.iter().cloned());
    outcome.take(Labelled { unplaced: rest.map(unplaced).collect(), ..Labelled::default() });
    let is_table = !tables.blocks.iter().any(Block::is_cell_by_cell);
    if is_table && tables.blocks.iter().any(Block::has_text) {
        let caret = if own { place_in_row(outcome.report, at) } else { (0, 0) };
        let grids: Vec<_> = tables.blocks.iter().map(|block| &block.grid).collect();
        if let Some(found) = by_labels(form, section, &grids, caret) {
            if !own {
                outcome.notes.push(format!("按栏目名称填入“{place}”"));
            }
            return outcome.take(found);
        }
    }
    let first = || form.figures.iter().position(|figure| figure.section == section);
    let start = if own { Some(at) } else { first().and_then(|n| u16::try_from(n).ok()).map(FigureId) };
    let Some(start) = start else { return };
    let is_known = is_label(form, section);
    for block in &tables.blocks {
        let place = form.sections[section].heading();
        if block.is_cell_by_cell() {
            let texts = block.grid.text().replace('\n', "\t");
            outcome.take(Labelled { unplaced: vec![Unplaced { place, text: texts }], ..Labelled::default() });
            continue;
        }
        let (numbers, strange) = block.without_labels(&is_known);
        let mut found = spread::from(outcome.report, &numbers, start);
        found.unplaced.extend(strange.into_iter().map(unplaced));
        outcome.take(found);
    }
}

/// The place of a figure in its row, from 0, and how many figures the row has.
fn place_in_row(report: &Report, at: FigureId) -> (usize, usize) {
    let Content::Table(table) = &report.form.sections[report.form.figure(at).section].content else {
        return (0, 0);
    };
    let place = table.body.iter().find_map(|row| {
        row.figures.iter().position(|figure| *figure == at).map(|place| (place, row.figures.len()))
    });
    place.unwrap_or_default()
}
