//! Findings of a received report at places of the file that was received.
//!
//! Rules find places in the text that was made of the report. Each of them is one of a few things, and what
//! that is called in the form, and where it stood in the file, is known:
//!
//! ```text
//! made text                            what it is                          where it stood
//! 总体情况: |
//!   2024年，我局收到申请16件。            paragraph 1 of section one,         Word paragraph 7, characters 11 to 13
//!                   ^^                  characters 11 to 13
//! 依申请公开:
//!   本年新收: {自然人: 16, 总计: 15}      the figure 本年新收.总计              Word table 2, row 4, column 9
//!                               ^^
//! ```

use std::ops::Range;

use crate::diagnostic::{DocxPlace, Finding, FormPlace, Place, Position, Provenance};
use crate::form::{Content, FigureId, Path};
use crate::import::{CellSource, Origins, Sources};
use crate::report::{Prose, Report, Span};

/// What a place of the made text is.
#[derive(Debug, Clone)]
enum Target {
    /// The title, and whatever else stands nowhere.
    Title,
    Signature,
    /// A section as a whole, by its number.
    Section(usize),
    /// A row of figures, by the first of its figures.
    Row(FigureId),
    Figure(FigureId),
    /// Characters of a paragraph, in the preface (none) or a section.
    Words(Option<usize>, usize, Range<usize>),
}

/// Moves findings from the text that was made to the file that was received.
pub(super) struct Places<'a> {
    pub report: &'a Report,
    pub origins: &'a Origins,
}

impl Places<'_> {
    /// A finding at its place in the file. A fix would replace bytes of the made text, which nobody has.
    pub fn moved(&self, mut finding: Finding) -> Finding {
        let path = finding.path.clone().or_else(|| finding.section.clone());
        finding.place = self.place(&finding.place, path.as_ref());
        finding.fix = None;
        finding.help = finding.help.map(|help| without_advice_on_data_files(&help));
        for note in &mut finding.notes {
            note.place = self.place(&note.place, None);
        }
        finding
    }

    /// A place in the file. One in another file, such as last year's report, stays.
    pub fn place(&self, place: &Place, path: Option<&Path>) -> Place {
        match place.bytes() {
            Some(bytes) if place.file == *self.report.source.file() => {
                self.located(&self.target(bytes, path))
            }
            _ => place.clone(),
        }
    }

    /// The place of a figure in the file.
    pub fn of_figure(&self, id: FigureId) -> Place {
        self.located(&Target::Figure(id))
    }

    /// The place of what a path names.
    pub fn of_path(&self, path: &Path) -> Place {
        self.located(&self.named(path).unwrap_or(Target::Title))
    }

    /// The place of a section in the file.
    pub fn of_section(&self, number: usize) -> Place {
        self.located(&Target::Section(number))
    }

    /// What bytes of the made text are: words of a paragraph, a figure; else what the path of the finding
    /// names; else what stands around them.
    fn target(&self, bytes: Span, path: Option<&Path>) -> Target {
        let report = self.report;
        let holds = |span: &Option<Span>| span.as_ref().is_some_and(|span| touches(span, &bytes));
        let own = || report.figures.iter().position(|figure| holds(&figure.span));
        let id = |at: usize| FigureId(u16::try_from(at).unwrap_or_default());
        self.words(&bytes)
            .or_else(|| own().map(|at| Target::Figure(id(at))))
            .or_else(|| path.and_then(|path| self.named(path)))
            .or_else(|| {
                let row = report.row_spans.iter().position(holds)?;
                report.form.figure_rows[row].columns.first().map(|column| Target::Row(column.figure))
            })
            .or_else(|| report.section_spans.iter().position(holds).map(Target::Section))
            .unwrap_or_else(|| match &report.signature {
                Some(signature) if self.is_signature(signature, &bytes) => Target::Signature,
                _ => Target::Title,
            })
    }

    fn is_signature(&self, signature: &crate::report::Signature, bytes: &Span) -> bool {
        signature.name.as_ref().is_some_and(|name| touches(&name.span, bytes))
            || signature.date.as_ref().is_some_and(|date| touches(&date.span, bytes))
    }

    /// What a path is that a finding names.
    fn named(&self, path: &Path) -> Option<Target> {
        let form = &self.report.form;
        let figure = form.figure_at(path).map(Target::Figure);
        let row = || form.figure_rows.iter().find(|row| row.path == *path)?.columns.first();
        let section = || form.sections.iter().position(|section| section.path == *path);
        figure
            .or_else(|| row().map(|column| Target::Row(column.figure)))
            .or_else(|| section().map(Target::Section))
    }

    /// The words of one paragraph that bytes are. Those of several are the section as a whole.
    fn words(&self, bytes: &Span) -> Option<Target> {
        let all = std::iter::once((None, self.report.preface.as_ref())).chain(
            self.report.prose.iter().enumerate().map(|(number, prose)| (Some(number), prose.as_ref())),
        );
        for (section, prose) in all.filter_map(|(section, prose)| Some((section, prose?))) {
            if !touches(&prose.span, bytes) {
                continue;
            }
            let found = self.paragraph(prose, bytes);
            return Some(match (found, section) {
                (Some((number, characters)), _) => Target::Words(section, number, characters),
                (None, Some(section)) => Target::Section(section),
                (None, None) => Target::Title,
            });
        }
        None
    }

    /// The only paragraph that bytes are in, and its characters.
    fn paragraph(&self, prose: &Prose, bytes: &Span) -> Option<(usize, Range<usize>)> {
        let source = &self.report.source;
        let range = |number: usize| {
            let text = &prose.paragraphs[number].text;
            prose.source_range(source, number, 0..text.len())
        };
        let number = (0..prose.paragraphs.len()).find(|&number| touches(&range(number), bytes))?;
        let own = range(number);
        if bytes.end > own.end {
            return None;
        }
        // What stands before, without the marks that keep braces from being names.
        let characters = |end: usize| {
            let before = source.text().get(own.start..end.max(own.start)).unwrap_or_default();
            before.replace("\\{{!}}\\{{", "\\{{").replace("\\{{", "{{").chars().count()
        };
        Some((number, characters(bytes.start)..characters(bytes.end)))
    }

    /// The place of a target.
    fn located(&self, target: &Target) -> Place {
        let (report, origins) = (self.report, self.origins);
        let last = u32::try_from(report.form.sections.len() + 1).unwrap_or(u32::MAX);
        let heading = |number: usize| report.form.sections[number].heading();
        let at = |sources: Option<&Sources>| sources.and_then(Sources::first).cloned();
        match target {
            Target::Title => self.whole(FormPlace::new(0, "标题"), at(Some(&origins.title))),
            Target::Signature => self.whole(FormPlace::new(last, "落款"), at(Some(&origins.signature))),
            Target::Section(number) => {
                let form = FormPlace::new(order(*number), heading(*number));
                let form = self.in_section(form, *number);
                self.whole(form, at(origins.sections.get(*number)))
            }
            Target::Row(id) => self.cell(*id, None),
            Target::Figure(id) => self.cell(*id, Some(&report.form.figure(*id).column_label)),
            Target::Words(section, number, characters) => self.in_paragraph(*section, *number, characters),
        }
    }

    /// A place that is no cell and no words.
    fn whole(&self, form: FormPlace, source: Option<Provenance>) -> Place {
        let start = Position { line: 1, column: 1 };
        self.at((start, start), form, source)
    }

    fn in_section(&self, form: FormPlace, number: usize) -> FormPlace {
        FormPlace { section: Some(self.report.form.sections[number].path.clone()), ..form }
    }

    /// The cell of a figure, or where its row begins if no column is named.
    fn cell(&self, id: FigureId, column: Option<&str>) -> Place {
        let form = &self.report.form;
        let section = form.figure(id).section;
        let row = self.row_label(section, id);
        let words: Vec<String> = std::iter::once(form.sections[section].heading())
            .chain(
                [row.as_str(), column.unwrap_or_default()]
                    .iter()
                    .filter(|l| !l.is_empty())
                    .map(|l| format!("“{l}”")),
            )
            .collect();
        let mut place = self.in_section(FormPlace::new(order(section), words.join(" → ")), section);
        let source = self.origins.figures.get(id.index()).and_then(Option::as_ref);
        let Some(CellSource { place: source, row, column: at }) = source else {
            let heading = self.origins.sections.get(section).and_then(Sources::first);
            return self.whole(place, heading.cloned());
        };
        place.excerpt = column.map(|_| self.report.figure(id).printed().into());
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).saturating_add(1);
        let start = Position { line: number(*row), column: number(*at) };
        let end = Position { column: start.column.saturating_add(1), ..start };
        self.at((start, end), place, source.clone())
    }

    /// The printed labels of a figure's row, from the outside in.
    fn row_label(&self, section: usize, id: FigureId) -> String {
        let Content::Table(table) = &self.report.form.sections[section].content else { return String::new() };
        let own = table.rows.iter().position(|row| row.cells.iter().any(|cell| cell.figure == Some(id)));
        let Some(own) = own.filter(|_| table.label_columns > 0) else { return String::new() };
        let mut labels: Vec<(usize, &str)> = Vec::new();
        for (at, row) in table.rows.iter().enumerate().take(own + 1).skip(table.head_rows) {
            let covers = row.cells.iter().filter(|cell| {
                at + cell.rowspan.max(1) > own && cell.column < table.label_columns && !cell.label.is_empty()
            });
            labels.extend(covers.map(|cell| (cell.column, cell.label.as_str())));
        }
        labels.sort_by_key(|(column, _)| *column);
        labels.into_iter().map(|(_, label)| label).collect::<Vec<_>>().join(" ")
    }

    /// Words of a paragraph.
    fn in_paragraph(&self, section: Option<usize>, number: usize, characters: &Range<usize>) -> Place {
        let report = self.report;
        let (prose, sources, heading) = match section {
            None => (
                report.preface.as_ref(),
                self.origins.preface.get(number),
                report.form.general.preface.key.clone(),
            ),
            Some(section) => (
                report.prose[section].as_ref(),
                self.origins.prose.get(section).and_then(|all| all.get(number)),
                report.form.sections[section].heading(),
            ),
        };
        let text = prose.and_then(|prose| prose.paragraphs.get(number)).map_or("", |p| p.text.as_str());
        let form = FormPlace::new(section.map_or(0, order), format!("{heading} 第 {} 段", number + 1));
        let mut form = section.map_or(form.clone(), |section| self.in_section(form, section));
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        form.paragraph = Some(small(number + 1));
        form.text = Some(text.into());
        let words: String = text.chars().skip(characters.start).take(characters.len()).collect();
        form.excerpt = (!words.is_empty()).then(|| words.into());
        let found = sources.and_then(|sources| sources.of(characters.start));
        form.characters = found.map(|(_, first)| small(first)..small(first + characters.len()));
        let position = |character: usize| Position { line: small(number + 1), column: small(character + 1) };
        let ends = (position(characters.start), position(characters.end));
        self.at(ends, form, found.map(|(place, _)| place.clone()))
    }

    /// A place of the file; what the format knows of it is added to the words.
    fn at(
        &self,
        (start, end): (Position, Position),
        mut form: FormPlace,
        source: Option<Provenance>,
    ) -> Place {
        let in_format = match &source {
            Some(
                Provenance::Docx(DocxPlace::Cell { table, row, column })
                | Provenance::Flow(DocxPlace::Cell { table, row, column }),
            ) => {
                format!("（第 {} 个表格第 {} 行第 {} 列）", table + 1, row + 1, column + 1)
            }
            Some(Provenance::Pdf(area)) => format!("（第 {} 页）", area.page),
            _ => String::new(),
        };
        if !in_format.is_empty() {
            form.words = format!("{}{in_format}", form.words).into();
        }
        let file = self.report.source.file().clone();
        let provenance = source.unwrap_or(Provenance::Flow(DocxPlace::Paragraph(0)));
        Place { file, start, end, provenance, form: Some(Box::new(form)) }
    }
}

/// The order of a section among the parts of a report.
fn order(section: usize) -> u32 {
    u32::try_from(section + 1).unwrap_or(u32::MAX)
}

/// Whether a place begins in a span.
fn touches(span: &Span, bytes: &Span) -> bool {
    span.start <= bytes.start && bytes.start < span.end.max(span.start + 1)
}

/// What rules advise beside putting the report right, which only a data file allows: how the advice begins,
/// and how it ends where something follows.
const ADVICE_ON_DATA_FILES: [(&str, Option<&str>); 7] = [
    ("（可写成 {{", Some("）")),
    ("，或写成 {{", Some("}}")),
    ("，或用“豁免”", None),
    ("，或删去标题由程序生成", None),
    ("；删去", None),
    ("；是本机关的简称或原名称", None),
    ("；没有写完要先看样子", None),
];

/// Help for who has a report and no data file.
fn without_advice_on_data_files(help: &str) -> String {
    let mut help = help.to_owned();
    for (begin, end) in ADVICE_ON_DATA_FILES {
        let Some(at) = help.find(begin) else { continue };
        let rest = &help[at + begin.len()..];
        let tail = end.and_then(|end| rest.find(end).map(|to| rest[to + end.len()..].to_owned()));
        help.truncate(at);
        help.push_str(&tail.unwrap_or_default());
    }
    help
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_speaks_of_the_report() {
        for (help, want) in [
            (
                "核对后改正文为 16（可写成 {{ 依申请公开.本年新收.总计 }}，由程序填写），或改正表格",
                "核对后改正文为 16，或改正表格",
            ),
            ("改为 16，或核对各项；删去总计，程序会自动计算", "改为 16，或核对各项"),
            (
                "改为“甲局2024年政府信息公开工作年度报告”，或删去标题由程序生成",
                "改为“甲局2024年政府信息公开工作年度报告”",
            ),
            ("没有数据的写 0，不要留空", "没有数据的写 0，不要留空"),
        ] {
            assert_eq!(without_advice_on_data_files(help), want);
        }
    }
}
