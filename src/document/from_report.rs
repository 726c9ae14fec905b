//! From a report to the document tree.

use super::title::break_title;
use super::{
    Block, Cell, CellKind, Document, Heading, Meta, Paragraph, ParagraphKind, Role, Row, Run, Signature,
    Table,
};
use crate::date::Date;
use crate::form::{Content, Path, Section, TableForm};
use crate::report::{Prose, Report};
use crate::text::{is_forbidden, is_joiner, plain_space};

/// How a document is made of a report.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentOptions {
    /// How many full-width characters of the title's size stand in a line; 156 mm hold 20 of 22 pt.
    pub title_chars: usize,
    /// Text of a watermark on every page.
    pub watermark: Option<String>,
    /// Date for the file's timestamps where the report has none of its own:
    /// SOURCE_DATE_EPOCH.
    pub date: Option<Date>,
}

impl Default for DocumentOptions {
    fn default() -> Self {
        Self { title_chars: 20, watermark: None, date: None }
    }
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
    /// assert_eq!(document.title, ["甲市人民政府", "2024年政府信息公开工作年度报告"]);
    /// ```
    pub fn of(report: &Report, options: &DocumentOptions) -> Document {
        let title = clean(&report.printed_title());
        let mut blocks = Vec::new();
        if let Some(preface) = &report.preface {
            prose(preface, &Path::new(&report.form.general.preface.key), &mut blocks);
        }
        for (number, section) in report.form.sections.iter().enumerate() {
            blocks.push(Block::Heading(Heading { text: section.heading(), section: section.path.clone() }));
            match &section.content {
                Content::Prose(_) => {
                    if let Some(text) = &report.prose[number] {
                        prose(text, &section.path, &mut blocks);
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
            }));
        }
        let date = signature.and_then(|s| s.date.as_ref()).map(|date| date.value);
        let meta = Meta {
            title: title.clone(),
            author: clean(&report.agency.text),
            language: "zh-CN",
            date: date.or(options.date).unwrap_or(Date::first_of(report.year.number + 1)),
        };
        let title = break_title(&title, &clean(&report.agency.text), options.title_chars);
        Document { meta, title, blocks, watermark: options.watermark.clone() }
    }
}

/// Text without what no page can show: control characters go, white space of any kind but the full-width one
/// becomes a space.
fn clean(text: &str) -> String {
    text.chars().filter(|c| !is_forbidden(*c) && !is_joiner(*c)).map(plain_space).collect()
}

fn prose(prose: &Prose, section: &Path, blocks: &mut Vec<Block>) {
    for paragraph in &prose.paragraphs {
        let text = clean(&paragraph.text);
        if text.trim().is_empty() {
            continue;
        }
        let (kind, lead) = level(&text);
        let role = if kind == ParagraphKind::Heading2 { Role::Kai } else { Role::Fang };
        let runs = match lead {
            Some(end) => {
                let (lead, rest) = text.split_at(end);
                vec![Run { text: lead.to_owned(), role: Role::Kai }, Run { text: rest.to_owned(), role }]
            }
            None => vec![Run { text, role }],
        };
        blocks.push(Block::Paragraph(Paragraph { kind, runs, section: section.clone() }));
    }
}

/// The level of a paragraph by the numbering of 公文 (GB/T 9704-2012 7.3.3), and the end of its lead-in where
/// it runs in.
fn level(text: &str) -> (ParagraphKind, Option<usize>) {
    let chinese = |c: char| "一二三四五六七八九十百".contains(c);
    let digit = |c: char| c.is_ascii_digit();
    if bracketed(text, chinese) {
        return match text.find('。').map(|at| at + '。'.len_utf8()) {
            Some(end) if end < text.len() => (ParagraphKind::RunIn2, Some(end)),
            // A whole sentence is running text even if it is the only one; a heading has no full stop.
            Some(_) => (ParagraphKind::RunIn2, None),
            None => (ParagraphKind::Heading2, None),
        };
    }
    if bracketed(text, digit) {
        return (ParagraphKind::Level4, None);
    }
    let after = text.trim_start_matches(digit);
    let number = text.len() - after.len();
    let point = after.strip_prefix(['.', '．']);
    if (1..=2).contains(&number) && point.is_some_and(|rest| !rest.starts_with(digit)) {
        return (ParagraphKind::Level3, None);
    }
    (ParagraphKind::Body, None)
}

/// True for `（…）…` with only such characters inside the brackets.
fn bracketed(text: &str, inside: impl Fn(char) -> bool) -> bool {
    let Some(rest) = text.strip_prefix(['（', '(']) else { return false };
    let Some(close) = rest.find(['）', ')']) else { return false };
    close > 0 && rest[..close].chars().all(inside)
}

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
        rows,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_know_their_level() {
        for (text, kind, lead) in [
            ("（一）主动公开", ParagraphKind::Heading2, None),
            ("(十二) 监督保障", ParagraphKind::Heading2, None),
            ("（一）主动公开方面。坚持公开。", ParagraphKind::RunIn2, Some("（一）主动公开方面。")),
            ("（一）全年公开1万条。", ParagraphKind::RunIn2, None),
            ("1.加强培训", ParagraphKind::Level3, None),
            ("1．加强培训。", ParagraphKind::Level3, None),
            ("1.5万人次", ParagraphKind::Body, None),
            ("2024.加强", ParagraphKind::Body, None),
            ("（1）按时", ParagraphKind::Level4, None),
            ("（以下简称《条例》）", ParagraphKind::Body, None),
            ("（）空", ParagraphKind::Body, None),
            ("一是", ParagraphKind::Body, None),
        ] {
            let (got, end) = level(text);
            assert_eq!((got, end.map(|e| &text[..e])), (kind, lead), "{text}");
        }
    }

    #[test]
    fn what_no_page_can_show_goes() {
        assert_eq!(
            clean("甲\u{202E}乙\u{0}丙\u{FFFE}\t丁\u{A0}戊\u{3000}己\u{200B}"),
            "甲乙丙 丁 戊\u{3000}己"
        );
    }
}
