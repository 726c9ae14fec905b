//! From a report to the document tree.

use super::figure::prose_blocks;
use super::paragraph::clean;
use super::{Block, Cell, CellKind, Document, Heading, Meta, Row, Signature, Table};
use crate::date::Date;
use crate::form::{Content, Path, Section, TableForm};
use crate::picture::Pictures;
use crate::report::Report;

/// How a document is made of a report.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct DocumentOptions {
    /// Text of a watermark on every page.
    pub watermark: Option<String>,
    /// Date for the file's timestamps where the report has none of its own:
    /// SOURCE_DATE_EPOCH.
    pub date: Option<Date>,
    /// The pictures of the prose. A line with one that is not among them is shown as it is written.
    pub pictures: Pictures,
}

impl Document {
    /// Makes the document of a report.
    ///
    /// ```
    /// use nianbao::document::{Document, DocumentOptions};
    /// use nianbao::{report, yaml::Source};
    /// let source = Source::new("甲.yaml", "机关名称: 甲市人民政府\n年度: 2024\n");
    /// let (report, findings) = report::read(source.into());
    /// assert!(findings.is_empty());
    /// let document = Document::of(&report.unwrap(), &DocumentOptions::default());
    /// assert_eq!(document.title, "甲市人民政府2024年政府信息公开工作年度报告");
    /// ```
    pub fn of(report: &Report, options: &DocumentOptions) -> Document {
        let title = clean(&report.printed_title());
        let mut blocks = Vec::new();
        if let Some(preface) = &report.preface {
            let section = Path::new(&report.form.general.preface.key);
            blocks.extend(prose_blocks(preface, &section, &options.pictures));
        }
        for (number, section) in report.form.sections.iter().enumerate() {
            blocks.push(Block::Heading(Heading { text: section.heading(), section: section.path.clone() }));
            match &section.content {
                Content::Prose(_) => {
                    if let Some(text) = &report.prose[number] {
                        blocks.extend(prose_blocks(text, &section.path, &options.pictures));
                    }
                }
                Content::Table(table) => blocks.push(Block::Table(fill(report, section, table))),
            }
        }
        let signature = report.signature.as_ref();
        if let Some(signature) = signature.filter(|s| s.name.is_some() || s.date.is_some()) {
            let name = signature.name.as_ref().map(|t| clean(&t.text));
            blocks.push(Block::Signature(Signature {
                name,
                date: signature.date.as_ref().map(|date| date.value.chinese()),
                name_before: None,
                date_before: None,
            }));
        }
        let date = signature.and_then(|s| s.date.as_ref()).map(|date| date.value);
        let meta = Meta {
            title: title.clone(),
            author: clean(&report.agency.text),
            language: "zh-CN",
            date: date.or(options.date).unwrap_or(Date::first_of(report.year.number + 1)),
        };
        Document { meta, title, title_before: None, blocks, watermark: options.watermark.clone() }
    }
}

/// A table of the form with the report's figures in it.
fn fill(report: &Report, section: &Section, table: &TableForm) -> Table {
    let rows = table
        .rows
        .iter()
        .map(|row| Row {
            group: row.group,
            cells: row
                .cells
                .iter()
                .map(|cell| Cell {
                    column: cell.column,
                    colspan: cell.colspan,
                    rowspan: cell.rowspan,
                    kind: cell.kind,
                    text: cell
                        .figure
                        .map_or_else(|| cell.label.clone(), |id| clean(&report.figure(id).printed())),
                    path: cell.figure.map(|id| report.form.figure(id).path.clone()),
                    before: None,
                })
                .collect(),
        })
        .collect();
    debug_assert!(
        table.rows.iter().flat_map(|r| &r.cells).all(|c| c.figure.is_some() == (c.kind == CellKind::Figure))
    );
    Table {
        section: section.path.clone(),
        title: section.title.clone(),
        columns: table.widths.clone(),
        head_rows: table.head_rows,
        label_columns: table.label_columns,
        words: table.words.clone(),
        rows,
    }
}
