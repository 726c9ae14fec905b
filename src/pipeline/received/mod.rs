//! A received report: a Word file, PDF, web page or text, read back by `import` and then treated as the data
//! file that it would have been made from.
//!
//! ```text
//! 甲局.docx ─ import ─▶ what it says ─ data_file ─▶ text ─ report ─▶ Report ─ rules ─▶ findings
//!                  └──▶ Received: notes of reading, what had no place, sections that were not found
//! ```
//!
//! The text exists only in memory. What reading could not find says nothing about the report: figures of a
//! table that was not found are marked as unreadable, so that no rule takes them for 0.

mod places;

use std::collections::BTreeMap;
use std::sync::Arc;

use self::places::Places;
use crate::data_file::Data;
use crate::diagnostic::{Finding, RuleCode};
use crate::files::NamedBy;
use crate::form::{Content, FigureId, FigureRow, Forms, Path};
use crate::import::{self, ImportFileError, Imported, Limits, Note, Origins, Unplaced};
use crate::picture::{Picture, Pictures};
use crate::report::Report;
use crate::yaml::Source;

/// What reading a received report has left to say, beside its content.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Received {
    /// What had to be guessed or put right.
    pub notes: Vec<Note>,
    /// Texts that have no place in the form.
    pub unplaced: Vec<Unplaced>,
    /// Sections of the form that were not found.
    pub unread: Vec<Path>,
    /// Where all of it stood.
    pub origins: Origins,
    /// Rows of the form that the tables of the file do not have.
    missing_rows: Vec<Path>,
    /// Totals whose cells are blank.
    blank_totals: Vec<FigureId>,
    /// Rows with several blank cells, totals aside.
    blank_rows: Vec<BlankRow>,
    /// The pictures of its prose, by the names that the text gives them.
    pictures: BTreeMap<String, Arc<Picture>>,
}

/// Blank cells of one row, which are one finding: a form that is filled in with figures alone has hundreds.
#[derive(Debug, Clone)]
struct BlankRow {
    path: Path,
    /// The blank cells, and how their columns are called.
    cells: Vec<(FigureId, String)>,
}

impl Received {
    /// Reads a file: the text of the data file that it would have been made from, and what is to be said of
    /// the reading.
    pub(super) fn read(
        path: &std::path::Path,
        named_by: NamedBy,
        forms: &Forms,
    ) -> Result<(Arc<Source>, Self), ImportFileError> {
        let imported = import::read_named(path, named_by, &Limits::default(), forms)?;
        let source = Source::new(path.display().to_string(), imported.data.to_whole_yaml());
        let (blank_totals, blank_rows) = (blank_totals(&imported.data), blank_rows(&imported.data));
        let Imported { data, notes, unplaced, unread, pictures, origins, .. } = imported;
        let missing_rows = missing_rows(&data, &unread);
        let pictures = pictures.into_iter().collect();
        let read =
            Self { notes, unplaced, unread, origins, missing_rows, blank_totals, blank_rows, pictures };
        Ok((source.into(), read))
    }

    /// Findings at places of the file, with those that only a received report has: what was not found, and
    /// totals that are blank.
    pub(super) fn placed(&self, report: Option<&Report>, findings: Vec<Finding>) -> Vec<Finding> {
        let Some(report) = report else { return findings };
        let places = Places { report, origins: &self.origins };
        let is_in_row = |finding: &Finding| self.is_in_blank_row(report, finding);
        let own = findings.into_iter().filter(|finding| !self.is_of_reading(finding) && !is_in_row(finding));
        let mut placed: Vec<Finding> = own.map(|finding| places.moved(finding)).collect();
        placed.extend(self.unread.iter().filter_map(|path| not_found(report, &places, path)));
        placed.extend(self.missing_rows.iter().map(|path| missing_row(report, &places, path)));
        placed.extend(self.blank_rows.iter().map(|row| blank_row(report, &places, row)));
        placed.extend(self.blank_totals.iter().map(|&id| blank_total(report, &places, id)));
        placed
    }

    /// Findings of another report, their notes about this one at places of the file.
    pub(super) fn placed_notes(&self, report: &Report, findings: Vec<Finding>) -> Vec<Finding> {
        let places = Places { report, origins: &self.origins };
        let moved = |mut finding: Finding| {
            finding.notes.iter_mut().for_each(|note| note.place = places.place(&note.place, None));
            finding
        };
        findings.into_iter().map(moved).collect()
    }

    /// Whether a finding says of the report what is only so because of the reading: that a section says
    /// nothing which was not found, or that pictures and tables are not written as a data file writes them.
    fn is_of_reading(&self, finding: &Finding) -> bool {
        let of_data_files = [RuleCode::N021, RuleCode::N022, RuleCode::N210].contains(&finding.rule);
        let of_section = [RuleCode::N202, RuleCode::N203, RuleCode::N205].contains(&finding.rule);
        let is_unread = finding.path.as_ref().is_some_and(|path| self.unread.contains(path));
        of_data_files || (of_section && is_unread)
    }

    /// Whether a finding says that a cell is blank which the finding of its row names.
    fn is_in_blank_row(&self, report: &Report, finding: &Finding) -> bool {
        let Some(id) = finding.path.as_ref().and_then(|path| report.form.figure_at(path)) else {
            return false;
        };
        let is_named = self.blank_rows.iter().flat_map(|row| &row.cells).any(|(cell, _)| *cell == id);
        is_named && finding.rule == RuleCode::N108
    }

    /// Its pictures.
    pub(super) fn pictures(&self) -> Pictures {
        self.pictures.clone().into_iter().collect()
    }

    /// Marks the figures of tables that were not found.
    pub(super) fn mark_unread(&self, report: &mut Report) {
        let form = report.form.clone();
        for (figure, read) in form.figures.iter().zip(&mut report.figures) {
            read.unreadable |= self.unread.contains(&form.sections[figure.section].path);
        }
    }
}

/// N023 for a section that was not found in the file.
fn not_found(report: &Report, places: &Places, path: &Path) -> Option<Finding> {
    let number = report.form.sections.iter().position(|section| section.path == *path)?;
    let section = &report.form.sections[number];
    let (message, help) = match section.content {
        Content::Table(_) => (
            format!("没有找到“{}”的表格，这张表没有核对", section.heading()),
            "核对报告里有没有这张表、是不是图片；有而没有读出的，对照原件人工核对",
        ),
        Content::Prose(_) => (
            format!("没有找到“{}”这一部分的标题，这一部分没有核对", section.heading()),
            "核对报告里有没有这一部分，标题是否按格式写",
        ),
    };
    let finding = Finding::error(RuleCode::N023, message, places.of_section(number));
    Some(Finding { section: Some(path.clone()), ..finding.with_path(path.clone()).with_help(help) })
}

/// N023 for a row that a table does not have. Its figures are 0 all the same: without it the others must
/// agree.
fn missing_row(report: &Report, places: &Places, path: &Path) -> Finding {
    let message = format!("表里没有找到“{path}”这一行，按 0 处理");
    let finding = Finding::warning(RuleCode::N023, message, places.of_path(path));
    let section = report.form.sections.iter().map(|section| &section.path);
    let section = section.into_iter().find(|section| path.keys().next() == section.keys().next()).cloned();
    let finding = finding.with_path(path.clone()).with_help("表格要用规定的格式，各行齐全，没有数据的写 0");
    Finding { section, ..finding }
}

/// N108 for the blank cells of a row.
fn blank_row(report: &Report, places: &Places, row: &BlankRow) -> Finding {
    let columns: Vec<&str> = row.cells.iter().map(|(_, column)| column.as_str()).collect();
    let message = format!("“{}”有 {} 格是空的（{}），按 0 处理", row.path, columns.len(), columns.join("、"));
    let first = row.cells[0].0;
    let finding = Finding::warning(RuleCode::N108, message, places.of_figure(first));
    let finding = finding.with_path(row.path.clone()).with_help("没有数据的写 0，不要留空");
    Finding { section: Some(report.form.sections[report.form.figure(first).section].path.clone()), ..finding }
}

/// N108 for a total that is blank.
fn blank_total(report: &Report, places: &Places, id: FigureId) -> Finding {
    let figure = report.form.figure(id);
    let message = format!("“{}”是空的，按各项之和 {} 处理", figure.path, report.number(id));
    let finding = Finding::warning(RuleCode::N108, message, places.of_figure(id));
    let finding = finding.with_path(figure.path.clone()).with_help("合计要填写，没有数据的写 0，不要留空");
    Finding { section: Some(report.form.sections[figure.section].path.clone()), ..finding }
}

/// Rows without a cell, in tables that were found.
fn missing_rows(data: &Data, unread: &[Path]) -> Vec<Path> {
    let section = |figure: FigureId| &data.form.sections[data.form.figure(figure).section].path;
    let is_missing = |row: &&FigureRow| {
        row.columns.iter().all(|column| data.cells[column.figure.index()].is_none())
            && row.columns.first().is_some_and(|column| !unread.contains(section(column.figure)))
    };
    data.form.figure_rows.iter().filter(is_missing).map(|row| row.path.clone()).collect()
}

/// Rows in which more than one cell is blank, and not all of them: a row that is blank is one finding anyway.
fn blank_rows(data: &Data) -> Vec<BlankRow> {
    let blank = |row: &FigureRow| {
        let cells: Vec<(FigureId, String)> = row
            .parts()
            .filter(|column| is_blank(data, column.figure))
            .map(|column| (column.figure, column.key.clone().unwrap_or_default()))
            .collect();
        (cells.len() > 1).then(|| BlankRow { path: row.path.clone(), cells })
    };
    begun_rows(data).filter_map(blank).collect()
}

/// Totals whose cells are blank, but for those of rows that are blank altogether.
fn blank_totals(data: &Data) -> Vec<FigureId> {
    let figures = begun_rows(data).flat_map(|row| row.columns.iter().map(|column| column.figure));
    figures.filter(|&id| data.form.is_total(id) && is_blank(data, id)).collect()
}

/// Rows in which something stands.
fn begun_rows(data: &Data) -> impl Iterator<Item = &FigureRow> {
    let is_filled = |id: FigureId| data.cells[id.index()].is_some() && !is_blank(data, id);
    data.form.figure_rows.iter().filter(move |row| row.columns.iter().any(|column| is_filled(column.figure)))
}

/// Whether the file has a cell for a figure, with nothing in it.
fn is_blank(data: &Data, id: FigureId) -> bool {
    data.cells[id.index()].as_deref().is_some_and(|text| text.trim().is_empty())
}
