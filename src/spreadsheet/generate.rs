//! From the cells of one report to the text of its data file, each line of which knows where it came from.
//!
//! # How it works
//! The text is written from top to bottom: general keys, sections in the order of the form, and at the end
//! what only the template has. Each part comes from the cells of the table; where these do not give it, the
//! lines of the template are copied. With every line its origin is kept, a cell or a line of the template.
//! The text is then read and checked as any data file, and findings are moved from its lines to the origins
//! ([`GeneratedFile::placed`]).
//!
//! # Example
//! A table with the heads 机关名称 and 本年新收 自然人, whose row 2 is `甲局, 两件`, and a template:
//!
//! ```text
//! template (样板.yaml)       generated text            origin
//! 年度: 2024                 机关名称: 甲局            cell A2
//!                            年度: 2024                template, line 1
//!                            依申请公开:               none: it only groups what follows
//!                              本年新收:               cell B2, as its first figure
//!                                自然人: 两件          cell B2
//! ```
//!
//! N008 (两件 is no figure) in the last line is reported at `各局.xlsx!Sheet1!B2`.

use std::collections::BTreeMap;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{CellRef, CellTarget, Sheet, Table, TableError, Template, cell_name};
use crate::diagnostic::{Finding, Place, Position, SheetCell};
use crate::form::{Content, FigureId, Form, Forms, KeyNode, KeyTarget};
use crate::report;
use crate::yaml::{Source, Value, word_or_quoted};

/// Where a line of a data file came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Origin {
    /// A cell of the table.
    Cell(CellRef),
    /// A line of the template, copied as it stands.
    Template(u32),
    /// Neither: a key that only groups what is under it.
    Neither,
}

/// The data file of one report of a table.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GeneratedFile {
    /// Its text.
    pub source: Arc<Source>,
    /// The template, for printing the lines of it that findings point to.
    pub template: Option<Arc<Source>>,
    /// How messages name the sheet.
    sheet: String,
    /// The first cell of the report: the place of findings on lines without an origin.
    first: CellRef,
    /// The origin of each line of the text.
    origins: Vec<Origin>,
}

impl GeneratedFile {
    /// Findings on the text, moved to the cells of the table and the lines of the template.
    pub fn placed(&self, findings: Vec<Finding>) -> Vec<Finding> {
        let moved = |mut finding: Finding| {
            finding.place = self.place(&finding.place);
            // A fix replaces bytes of the generated text, which is not what the user edits.
            finding.fix = None;
            for note in &mut finding.notes {
                note.place = self.place(&note.place);
            }
            finding
        };
        findings.into_iter().map(moved).collect()
    }

    fn origin(&self, line: u32) -> Origin {
        self.origins.get(line as usize - 1).copied().unwrap_or(Origin::Neither)
    }

    /// A place in the generated text, moved to its origin. Other files, such as last year's report, stay.
    fn place(&self, place: &Place) -> Place {
        if place.file != *self.source.file() {
            return place.clone();
        }
        match (self.origin(place.start.line), &self.template) {
            (Origin::Template(line), Some(template)) => {
                let end = match self.origin(place.end.line) {
                    Origin::Template(line) => Position { line, ..place.end },
                    _ => Position { line, ..place.start },
                };
                template.place_between(Position { line, ..place.start }, end)
            }
            (Origin::Cell(at), _) => self.cell(at),
            _ => self.cell(self.first),
        }
    }

    fn cell(&self, (row, column): CellRef) -> Place {
        let name = cell_name((row, column));
        Place::in_cell(SheetCell { sheet: self.sheet.as_str().into(), row, column }, &name)
    }
}

/// Writes the data file of a report: its name in messages, the row it starts in, and its cells with content.
pub(super) fn write(
    table: &Table,
    sheet: &Sheet,
    (name, row): (Arc<str>, u32),
    cells: &[(CellRef, CellTarget, String)],
) -> GeneratedFile {
    let mut writer = Writer {
        form: &table.form,
        template: table.template.as_ref(),
        cells,
        text: String::new(),
        origins: Vec::new(),
    };
    writer.general();
    writer.sections();
    writer.rest();
    let first = cells.first().map_or((row, 0), |(at, ..)| *at);
    GeneratedFile {
        source: Source::new(name, writer.text).into(),
        template: table.template.as_ref().map(|p| p.source.clone()),
        sheet: table.named(sheet),
        first,
        origins: writer.origins,
    }
}

struct Writer<'a> {
    form: &'a Form,
    template: Option<&'a Template>,
    cells: &'a [(CellRef, CellTarget, String)],
    text: String,
    origins: Vec<Origin>,
}

impl<'a> Writer<'a> {
    fn line(&mut self, text: &str, origin: Origin) {
        self.text.push_str(text);
        self.text.push('\n');
        self.origins.push(origin);
    }

    /// The general keys, each from its own cell, from cells for names under it, or from the template.
    fn general(&mut self) {
        let general = &self.form.general;
        for key in general.keys().map(|(key, _)| key.key.as_str()) {
            let cells = self.cells;
            let own =
                cells.iter().find(|(_, target, _)| matches!(target, CellTarget::General(k) if k == key));
            let under: Vec<_> = cells
                .iter()
                .filter_map(|(at, target, text)| match target {
                    CellTarget::Under(k, name) if k == key => {
                        Some((name.as_str(), text.as_str(), Origin::Cell(*at)))
                    }
                    _ => None,
                })
                .collect();
            let copied = self.template.is_some_and(|p| p.entries.iter().any(|e| e.key == key));
            if let Some((at, _, text)) = own {
                self.words(key, text, Origin::Cell(*at));
            } else if !under.is_empty() {
                self.mapping(key, under);
            } else if copied {
                self.copy(|k| k == key);
            } else if key == general.format.key && self.form.format != Form::DEFAULT {
                // Nobody wrote the format: it follows from the heads. Without this line the reader would take
                // the standard form.
                let line = format!("{key}: {}", self.form.format);
                self.line(&line, Origin::Neither);
            }
        }
    }

    /// A key under which some names come from cells, the others from the template.
    fn mapping(&mut self, key: &str, mut under: Vec<(&'a str, &'a str, Origin)>) {
        self.line(&format!("{key}:"), Origin::Neither);
        let entry = self.template.and_then(|p| p.entries.iter().find(|e| e.key == key));
        for (name, text, line) in entry.map(|e| e.children.as_slice()).unwrap_or_default() {
            if !under.iter().any(|(n, ..)| n == name) {
                under.push((name, text, Origin::Template(*line)));
            }
        }
        for (name, text, origin) in under {
            self.line(&format!("  {}: {}", word_or_quoted(name), value(text)), origin);
        }
    }

    fn sections(&mut self) {
        let form = self.form;
        for (number, section) in form.sections.iter().enumerate() {
            match &section.content {
                Content::Prose(_) => {
                    match self.cells.iter().find(|(_, target, _)| *target == CellTarget::Prose(number)) {
                        Some((at, _, text)) => self.words(&section.key, text, Origin::Cell(*at)),
                        None => self.copy(|key| section.names.iter().any(|n| n == key)),
                    }
                }
                Content::Table(table) => {
                    let figures = self.figures(number);
                    if figures.is_empty() {
                        self.copy(|key| section.names.iter().any(|n| n == key));
                    } else {
                        self.line(&format!("{}:", section.key), Origin::Neither);
                        self.keys(&table.keys, 1, &figures);
                    }
                }
            }
        }
    }

    /// The figures of a section: those of cells, and if there are any, also those that the template writes
    /// and no cell gives. Totals of the template are left out: with other figures beside them they would be
    /// wrong.
    fn figures(&self, section: usize) -> BTreeMap<FigureId, (String, Origin)> {
        let mut figures = BTreeMap::new();
        for (at, target, text) in self.cells {
            if let CellTarget::Figure(id) = target
                && self.form.figure(*id).section == section
            {
                figures.insert(*id, (text.clone(), Origin::Cell(*at)));
            }
        }
        if let (false, Some(template)) = (figures.is_empty(), self.template) {
            for (number, figure) in (0..).zip(&template.report.figures) {
                let id = FigureId(number);
                let wanted = !self.form.is_total(id) && self.form.figure(id).section == section;
                if let (Some(span), true) = (&figure.span, wanted) {
                    let line = template.source.position(span.start).line;
                    figures.entry(id).or_insert_with(|| (figure.printed(), Origin::Template(line)));
                }
            }
        }
        figures
    }

    /// Writes the keys of a level, a line for each figure so that each has its own origin. Returns false if
    /// no figure was written.
    fn keys(
        &mut self,
        nodes: &[KeyNode],
        depth: usize,
        figures: &BTreeMap<FigureId, (String, Origin)>,
    ) -> bool {
        let indent = "  ".repeat(depth);
        let form = self.form;
        let mut any = false;
        for node in nodes {
            // Whether a group has figures shows only when it is written; if not, its key is taken back.
            let before = (self.text.len(), self.origins.len());
            let written = match &node.target {
                KeyTarget::UnkeyedGroup(children) => self.keys(children, depth, figures),
                KeyTarget::Group(children) => {
                    self.line(&format!("{indent}{}:", node.key), Origin::Neither);
                    self.keys(children, depth + 1, figures)
                }
                KeyTarget::Row(id) => {
                    let columns: Vec<_> = form
                        .figure_row(*id)
                        .columns
                        .iter()
                        .filter_map(|c| Some((c, figures.get(&c.figure)?)))
                        .collect();
                    match columns.as_slice() {
                        [] => {}
                        [(column, (text, origin))] if column.key.is_none() => {
                            self.line(&format!("{indent}{}: {}", node.key, value(text)), *origin);
                        }
                        columns => {
                            self.line(&format!("{indent}{}:", node.key), columns[0].1.1);
                            for (column, (text, origin)) in columns {
                                let key = column.key.as_deref().unwrap_or_default();
                                self.line(&format!("{indent}  {key}: {}", value(text)), *origin);
                            }
                        }
                    }
                    !columns.is_empty()
                }
            };
            if !written {
                self.text.truncate(before.0);
                self.origins.truncate(before.1);
            }
            any |= written;
        }
        any
    }

    /// A key with a text: on its line if that is short, else as a block scalar. A block scalar has as many
    /// lines as the text, all with the cell as their origin.
    fn words(&mut self, key: &str, text: &str, origin: Origin) {
        if !text.contains('\n') && text.chars().count() < 60 {
            self.line(&format!("{key}: {}", value(text)), origin);
            return;
        }
        self.line(&format!("{key}: |"), origin);
        for line in text.lines().map(str::trim_end) {
            let shown = if line.is_empty() { String::new() } else { format!("  {}", line.trim_start()) };
            self.line(&shown, origin);
        }
    }

    /// Copies the entries of the template whose key is wanted, line by line, comments included.
    fn copy(&mut self, wanted: impl Fn(&str) -> bool) {
        let Some(template) = self.template else { return };
        for entry in template.entries.iter().filter(|e| wanted(&e.key)) {
            for line in entry.lines.clone() {
                self.line(template.source.line(line), Origin::Template(line));
            }
        }
    }

    /// Copies what the template has and the form does not know. It is not dropped silently: the reader
    /// reports it as an unknown key, at its line of the template.
    fn rest(&mut self) {
        let form = self.form;
        self.copy(|key| {
            form.general.key_named(key).is_none()
                && !form.sections.iter().any(|s| s.names.iter().any(|n| n == key))
        });
    }
}

/// A figure or short text as a YAML value: digits as they are, all else quoted where YAML would read it as
/// something other than text.
fn value(text: &str) -> String {
    let number = text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || c == '.');
    if number { text.to_owned() } else { word_or_quoted(text) }
}

/// A top-level entry of a template.
#[derive(Debug)]
pub(super) struct Entry {
    /// Its key in normal form.
    pub key: String,
    /// Its lines, key included.
    pub lines: std::ops::RangeInclusive<u32>,
    /// The entries under it, if it is a mapping of texts: key, text, line.
    pub children: Vec<(String, String, u32)>,
}

impl Template {
    /// Reads a template: a data file in block style, from which whole entries can be copied line by line.
    ///
    /// # Errors
    /// [`TableError::Template`] if it is no data file, or if two of its entries share a line.
    pub(super) fn read(source: Arc<Source>, forms: &Forms) -> Result<Self, TableError> {
        let error = |message: String| TableError::Template { file: source.file().to_string(), message };
        let (report, findings) = report::read_with(source.clone(), forms);
        let first = || findings.first().map(|f| f.message.clone()).unwrap_or_default();
        let report = report.ok_or_else(|| error(first()))?;
        let Value::Mapping(nodes) = &report.tree.value else { return Err(error(first())) };
        let line = |at: usize| source.position(at);
        let starts: Vec<Position> = nodes.iter().map(|(key, _)| line(key.span.start)).collect();
        if starts.iter().any(|at| at.column != 1) || starts.windows(2).any(|w| w[0].line == w[1].line) {
            return Err(error("每一项要另起一行，从第一个字符写起".to_owned()));
        }
        let last = line(source.text().trim_end().len()).line;
        let mut entries = Vec::new();
        for (number, (key, value)) in nodes.iter().enumerate() {
            let end = starts.get(number + 1).map_or(last, |next| next.line - 1);
            let mut children = Vec::new();
            if let Value::Mapping(under) = &value.value {
                for (key, value) in under {
                    if let (Some(name), Some(text)) = (key.as_str(), value.as_str()) {
                        children.push((name.to_owned(), text.to_owned(), line(key.span.start).line));
                    }
                }
            }
            let key = crate::form::normal_label(key.as_str().unwrap_or_default());
            entries.push(Entry { key, lines: starts[number].line..=end, children });
        }
        Ok(Self { source, report, entries })
    }
}

/// A readable listing of a file, for tests of its parts.
#[cfg(test)]
impl GeneratedFile {
    fn listing(&self) -> String {
        use std::fmt::Write;
        let mut out = String::new();
        for (line, origin) in self.source.text().lines().zip(&self.origins) {
            let from = match origin {
                Origin::Cell(at) => cell_name(*at),
                Origin::Template(line) => format!("样板 {line}"),
                Origin::Neither => "—".to_owned(),
            };
            let _ = writeln!(out, "{from}\t{line}");
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Provenance;

    fn table(csv: &str, template: Option<&str>) -> Table {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.csv");
        std::fs::write(&path, csv).unwrap();
        let mut table =
            Table::open(&path, template.map(|text| Source::new("样板.yaml", text).into())).unwrap();
        table.file = "t.csv".into();
        table
    }

    #[test]
    fn a_row_and_the_pattern_make_a_data_file() {
        let template = "# 注\n年度: 2024\n落款: {署名: 县政府, 日期: 2025-01-20}\n总体情况: |\n  第一段 {{机关名称}}\n\n  第二段\n依申请公开:\n  本年新收: {自然人: 9, 商业企业: 2, 总计: 11}\n  部分公开: 0\n其他事项: 无\n";
        let csv = "序号,机关名称,本年新收 自然人,属于国家秘密 自然人,落款.署名\n1,甲 局,3,22（其中1件）,甲局\n2,乙局,,,\n";
        let table = table(csv, Some(template));
        assert_eq!(table.len(), 2);
        let want = "B2\t机关名称: \"甲 局\"\n样板 2\t年度: 2024\n—\t落款:\nE2\t  署名: 甲局\n样板 3\t  日期: \"2025-01-20\"\n样板 4\t总体情况: |\n样板 5\t  第一段 {{机关名称}}\n样板 6\t\n样板 7\t  第二段\n—\t依申请公开:\nC2\t  本年新收:\nC2\t    自然人: 3\n样板 9\t    商业企业: 2\n—\t  不予公开:\nD2\t    属于国家秘密:\nD2\t      自然人: 22（其中1件）\n样板 11\t其他事项: 无\n";
        assert_eq!(table.generate(0).listing(), want);
        assert!(
            table.generate(1).listing().contains("样板 9\t  本年新收: {自然人: 9, 商业企业: 2, 总计: 11}")
        );
    }

    #[test]
    fn findings_stand_at_their_cell_or_at_their_line_of_the_pattern() {
        let csv = "年度报告汇总表\n机关名称,年度,本年新收 自然人,予以公开 自然人\n甲局,2024,十六,3\n";
        let table = table(csv, Some("总体情况: |\n  {{没有}} 件\n"));
        let file = table.generate(0);
        let (_, findings) = report::read(file.source.clone());
        let placed = file.placed(findings);
        let places: Vec<_> = placed
            .iter()
            .map(|f| (f.rule.as_str(), f.place.file.to_string(), f.place.start.line, f.place.start.column))
            .collect();
        assert!(places.contains(&("N008", "t.csv!C3".to_owned(), 3, 3)), "{places:?}");
        let cell = SheetCell { sheet: "t.csv".into(), row: 2, column: 2 };
        assert!(placed.iter().any(|f| f.place.provenance == Provenance::Cell(cell.clone())), "{placed:?}");
        assert!(places.iter().any(|(_, file, line, _)| file == "样板.yaml" && *line == 2), "{places:?}");
    }
}
