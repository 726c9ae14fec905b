//! Reports as texts: the same report in every shape in which people have one, each read back whole.

use nianbao::document::{Block, Cell, Document, DocumentOptions, Table};
use nianbao::form::Content;
use nianbao::import::{self, Imported, Limits};
use nianbao::report::Report;

use crate::generate::{Random, assert_same, data, read};
use crate::round_trip::many;

/// How a text has its tables and its paragraphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// A browser's selection: a cell a line with blank lines between, a blank cell only one more of these.
    Selection,
    /// As above, and blank cells hold a space of their own.
    Spaces,
    /// An office program: a cell a line without blank lines; blank cells, and those that a label above
    /// covers, are empty lines.
    Saved,
    /// Rows of a line, cells between tabs.
    Tabs,
    /// Rows of a line, figures parted by one space: copied from a PDF.
    OneSpace,
    /// Columns; labels and paragraphs broken over printed lines; pages with numbers.
    Columns,
    /// As above, but paragraphs are not indented, and a cell is on a line of its own.
    Printed,
    /// Markdown with a table for each table of the form.
    Markdown,
    /// Rows of a line with a stroke behind each cell, and more where cells are merged.
    Strokes,
    /// A cell a line with a stroke behind it, and a line of strokes below each row.
    StrokeEnds,
}

const SHAPES: [Shape; 10] = [
    Shape::Selection,
    Shape::Spaces,
    Shape::Saved,
    Shape::Tabs,
    Shape::OneSpace,
    Shape::Columns,
    Shape::Printed,
    Shape::Markdown,
    Shape::Strokes,
    Shape::StrokeEnds,
];

impl Shape {
    /// Whether paragraphs are cut into printed lines.
    fn is_cut(self) -> bool {
        matches!(self, Shape::Columns | Shape::Printed)
    }

    /// Whether a figure of 0 may be left blank.
    fn has_blanks(self) -> bool {
        !matches!(self, Shape::OneSpace | Shape::Printed)
    }
}

const PROSE: [&str; 9] = [
    "（一）主动公开",
    "全年通过门户网站主动公开政府信息一千余条，其中规划计划类三十条，财政资金类十二条，人事任免类九条，均在信息形成之日起二十个工作日内公开，未出现超期公开和应公开未公开的情形。",
    "（二）依申请公开情况。坚持把便民利民贯穿申请办理全过程，畅通当面、邮寄和网络三种提交渠道，主动联系申请人了解需求，对内容不明确的一次性告知补正，答复文书逐件由法制机构审核把关。",
    "（三）政府信息管理",
    "落实公文属性源头认定制度，拟制公文时同步确定公开方式，不予公开的说明理由；对已公开信息开展清理，修订指南和目录，补充缺失栏目。",
    "一是机制还不够健全，个别科室对公开时限把握不准；二是解读形式单一，群众看得懂、记得住的产品不多；三是培训覆盖面有待扩大。",
    "下一步，本机关将细化流程、压实责任，定期通报公开情况；综合运用图解、短视频等形式解读政策；每半年组织一次全员培训，并把公开工作纳入年度考核内容。",
    "本年度未收取信息处理费。",
    "没有其他需要报告的事项。",
];

/// A report with figures and agency of their own, and with prose that no mark of a text is in.
fn report(seed: u64) -> Report {
    let mut random = Random(seed ^ 0x7E87);
    let mut data = data(seed);
    let form = data.form.clone();
    data.title = None;
    data.preface = vec![format!(
        "根据《中华人民共和国政府信息公开条例》编制本报告，所列数据的统计期限自{0}年1月1日起至{0}年12月31日止。",
        data.year.unwrap()
    )];
    for (number, section) in form.sections.iter().enumerate() {
        if matches!(section.content, Content::Prose(_)) {
            let from = random.below(3);
            data.prose[number] = match number {
                0 => PROSE[..5].iter().map(|&p| p.to_owned()).collect(),
                4 => PROSE[5..7].iter().map(|&p| p.to_owned()).collect(),
                _ => PROSE[7..7 + from.clamp(1, 2)].iter().map(|&p| p.to_owned()).collect(),
            };
        }
    }
    data.signature_name = Some(data.agency.clone());
    data.signature_date = nianbao::date::Date::new(data.year.unwrap() + 1, 1, 20);
    read(&data.to_yaml())
}

/// A text in a shape.
struct Writer {
    shape: Shape,
    random: Random,
    out: String,
    page: usize,
}

impl Writer {
    fn write(report: &Report, shape: Shape, seed: u64) -> String {
        let document = Document::of(report, &DocumentOptions::default());
        let mut writer = Self { shape, random: Random(seed), out: String::new(), page: 1 };
        if shape == Shape::Markdown {
            writer.out.push_str("# ");
        }
        writer.out.push_str(&format!("{}\n", document.title));
        let mut blocks = 0;
        for block in &document.blocks {
            blocks += 1;
            if shape.is_cut() && blocks % 5 == 4 {
                writer.out.push_str(&format!("\n          - {} -\n\n\u{C}", writer.page));
                writer.page += 1;
            }
            match block {
                Block::Heading(heading) => {
                    let mark = if shape == Shape::Markdown { "## " } else { "" };
                    let gap = if shape == Shape::Saved || shape.is_cut() { "\n" } else { "\n\n" };
                    writer.out.push_str(&format!("{mark}{}{gap}", heading.text));
                }
                Block::Paragraph(paragraph) => writer.paragraph(&paragraph.text()),
                Block::Table(table) => writer.table(table),
                Block::Signature(signature) => {
                    for line in signature.name.iter().chain(&signature.date) {
                        let indent = if shape == Shape::Columns { " ".repeat(40) } else { String::new() };
                        writer.out.push_str(&format!("{indent}{line}\n"));
                    }
                }
                Block::Figure(_) | Block::Chart(_) => {}
            }
        }
        writer.out
    }

    fn paragraph(&mut self, text: &str) {
        let gap = if self.shape == Shape::Saved { "\n" } else { "\n\n" };
        if !self.shape.is_cut() {
            self.out.push_str(&format!("{text}{gap}"));
            return;
        }
        let indented = self.shape == Shape::Columns;
        let (mut line, mut width) = (String::new(), 2.0);
        if indented {
            line.push_str("    ");
        }
        for part in nianbao::text::segments(text) {
            let own = nianbao::text::ems(part);
            if width + own > 28.0 {
                self.out.push_str(&format!("{line}\n"));
                (line, width) = (String::new(), 0.0);
            }
            line.push_str(part);
            width += own;
        }
        self.out.push_str(&format!("{line}\n"));
    }

    /// What stands in the cell of a figure: 0 as it is, or nothing.
    fn figure(&mut self, cell: &Cell, some: bool) -> String {
        if cell.text == "0" && some && self.shape.has_blanks() && self.random.one_in(2) {
            String::new()
        } else {
            cell.text.clone()
        }
    }

    fn table(&mut self, table: &Table) {
        let covered = table.label_columns;
        for row in &table.rows {
            let figures = row.cells.iter().filter(|cell| cell.path.is_some()).count();
            // The last figure of a row is written, as a total is: behind blanks alone they cannot be distinguished.
            let last = row.cells.len().saturating_sub(1);
            let texts: Vec<(bool, String)> = row
                .cells
                .iter()
                .enumerate()
                .map(|(at, cell)| (cell.path.is_some(), self.figure(cell, at != last && figures > 1)))
                .collect();
            match self.shape {
                Shape::Selection | Shape::Spaces | Shape::Saved | Shape::Printed => {
                    let gap = if self.shape == Shape::Saved { "\n" } else { "\n\n" };
                    if self.shape == Shape::Saved {
                        self.out.push_str(&"\n".repeat(row.cells[0].column.min(covered)));
                    }
                    for (is_figure, text) in &texts {
                        match (text.is_empty(), self.shape) {
                            (true, Shape::Selection) if *is_figure => self.out.push('\n'),
                            (true, Shape::Spaces) => self.out.push_str(" \n\n"),
                            (_, Shape::Printed) if !is_figure => {
                                self.out.push_str(&format!("{}\n\n", cut(text, 14).join("\n")))
                            }
                            _ => self.out.push_str(&format!("{text}{gap}")),
                        }
                    }
                }
                Shape::Tabs => {
                    let texts: Vec<String> = texts.into_iter().map(|(_, text)| text).collect();
                    let before = "\t".repeat(row.cells[0].column.min(covered));
                    self.out.push_str(&format!("{before}{}\n", texts.join("\t")));
                }
                Shape::OneSpace => {
                    let texts: Vec<String> =
                        texts.into_iter().map(|(_, text)| text.replace(' ', "")).collect();
                    self.out.push_str(&format!("{}\n", texts.join(" ")));
                }
                Shape::Strokes => {
                    let merged: usize = row.cells.iter().map(|cell| cell.colspan - 1).sum();
                    for (_, text) in texts {
                        self.out.push_str(&format!("{text} | "));
                    }
                    self.out.push_str(&format!("{}\n", "|".repeat(merged)));
                }
                Shape::StrokeEnds => {
                    for (_, text) in texts {
                        self.out.push_str(format!("{text} |\n").trim_start());
                    }
                    self.out.push_str("|||\n");
                }
                Shape::Columns => self.columns(&row.cells, &texts, covered),
                Shape::Markdown => {
                    let mut columns = vec![String::new(); table.columns.len()];
                    for (cell, (_, text)) in row.cells.iter().zip(texts) {
                        columns[cell.column] = text;
                    }
                    self.out.push_str(&format!("| {} |\n", columns.join(" | ")));
                }
            }
        }
        self.out.push('\n');
    }

    /// A row in columns: labels broken after some characters, with the figures beside the middle line, below
    /// their heads.
    fn columns(&mut self, cells: &[Cell], texts: &[(bool, String)], label_columns: usize) {
        let start = |column: usize| {
            if column < label_columns { 4 + 12 * column } else { 50 + 14 * (column - label_columns) }
        };
        let mut lines: Vec<String> = Vec::new();
        let labels: Vec<(usize, Vec<String>)> = cells
            .iter()
            .zip(texts)
            .filter(|(_, (is_figure, _))| !is_figure)
            .map(|(cell, (_, text))| (start(cell.column), cut(text, if cell.colspan > 1 { 22 } else { 9 })))
            .collect();
        let height = labels.iter().map(|(_, parts)| parts.len()).max().unwrap_or(1);
        lines.resize(height, String::new());
        for (start, parts) in &labels {
            let top = (height - parts.len()) / 2;
            for (line, part) in lines[top..].iter_mut().zip(parts) {
                let gap = start.saturating_sub(line.chars().count()).max(if line.is_empty() { 0 } else { 2 });
                line.push_str(&" ".repeat(gap));
                line.push_str(part);
            }
        }
        let middle = &mut lines[(height - 1) / 2];
        for (cell, (is_figure, text)) in cells.iter().zip(texts) {
            if *is_figure && !text.is_empty() {
                let gap = start(cell.column).saturating_sub(middle.chars().count()).max(2);
                middle.push_str(&" ".repeat(gap));
                middle.push_str(text);
            }
        }
        for line in lines {
            self.out.push_str(&format!("{line}\n"));
        }
    }
}

/// A text in pieces of so many characters.
fn cut(text: &str, size: usize) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    characters.chunks(size).map(|piece| piece.iter().collect()).collect()
}

fn text(text: &str) -> Imported {
    import::text(text, &Limits::default()).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

#[test]
fn a_report_comes_back_from_every_shape_of_text() {
    for seed in 0..many("NIANBAO_TEXT_TRIPS", 12) {
        let report = report(seed);
        for shape in SHAPES {
            let written = Writer::write(&report, shape, seed);
            let context = format!("{shape:?}, seed {seed}");
            let imported = text(&written);
            let unplaced: Vec<&str> = imported.unplaced.iter().map(|u| u.text.as_str()).collect();
            assert!(unplaced.is_empty(), "{context}: {unplaced:#?}\n{written}");
            assert_same(&report, &read(&imported.to_yaml()), &context);
        }
    }
}

#[test]
fn line_ends_and_encodings_do_not_matter() {
    let report = report(3);
    for shape in [Shape::Selection, Shape::Saved, Shape::Columns, Shape::Markdown] {
        let written = Writer::write(&report, shape, 3);
        let windows = written.replace('\n', "\r\n");
        let (gbk, _, lost) = encoding_rs::GB18030.encode(&windows);
        assert!(!lost, "GB 18030 has every character");
        let utf16: Vec<u8> =
            std::iter::once(0xFEFF).chain(windows.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        for bytes in [windows.as_bytes(), &gbk[..], &utf16[..]] {
            let imported = text(&import::decode(bytes));
            assert_same(&report, &read(&imported.to_yaml()), &format!("{shape:?}"));
        }
    }
}
