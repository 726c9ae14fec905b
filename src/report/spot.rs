//! What a place of a data file is in the form, and what it is called there. Who fills in the form, or has
//! sent in a report, knows no lines of a file but sections, rows and columns.
//!
//! ```text
//! 总体情况: |
//!   2024年，我局收到申请{{ 依申请公开.本年新收.总计 }}件。
//!                   ^^                                characters of paragraph 1 of section one
//! 依申请公开:
//!   本年新收: {自然人: 16, 总计: 15}
//!                          ^^                        the figure 依申请公开.本年新收.总计:
//!                                                    三、收到和处理… → “本年新收” → “总计”
//! ```

use std::ops::Range;

use super::{Prose, Report, Span, TextPlace};
use crate::form::{Content, FigureId, Path, normal_label};
use crate::yaml::{Node, Value};

/// What a place of a data file is in the form.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Spot {
    /// The report as a whole.
    Whole,
    /// The value of a key outside the sections: `年度`, `落款.日期`.
    General(Path),
    /// A section as a whole, by its number.
    Section(usize),
    /// A row of figures, by the first of its figures.
    Row(FigureId),
    /// A figure.
    Figure(FigureId),
    /// Words of the preface (none) or of a section, by its number.
    Words(Option<usize>, Range<TextPlace>),
}

impl Spot {
    /// Its place in the order of the form: 0 before section one, then the number of the section, from 1;
    /// behind them what stands at the end.
    pub fn order(&self, report: &Report) -> u32 {
        let form = &report.form;
        let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let behind = small(form.sections.len() + 1);
        let general = &form.general;
        let first = |path: &Path| path.keys().next().unwrap_or_default().to_owned();
        match self {
            Spot::Whole | Spot::Words(None, _) => 0,
            Spot::General(path) => match first(path) {
                key if key == general.signature.key => behind,
                key if [&general.variables.key, &general.waivers.key, &general.previous.key]
                    .contains(&&key) =>
                {
                    behind + 1
                }
                _ => 0,
            },
            Spot::Section(number) | Spot::Words(Some(number), _) => small(number + 1),
            Spot::Row(id) | Spot::Figure(id) => small(form.figure(*id).section + 1),
        }
    }

    /// What it is called: `三、收到和处理政府信息公开申请情况 → “本年新收” → “自然人”`.
    pub fn words(&self, report: &Report) -> String {
        let form = &report.form;
        match self {
            Spot::Whole => "整份报告".to_owned(),
            Spot::General(path) => path.keys().collect::<Vec<_>>().join(" → "),
            Spot::Section(number) => form.sections[*number].heading(),
            Spot::Row(id) => self.in_table(report, *id, ""),
            Spot::Figure(id) => self.in_table(report, *id, &form.figure(*id).column_label),
            Spot::Words(section, range) => {
                let heading = section.map_or_else(
                    || form.general.preface.key.clone(),
                    |number| form.sections[number].heading(),
                );
                format!("{heading} 第 {} 段", range.start.paragraph + 1)
            }
        }
    }

    fn in_table(&self, report: &Report, id: FigureId, column: &str) -> String {
        let form = &report.form;
        let section = form.figure(id).section;
        let row = row_label(report, section, id);
        let labels = [row.as_str(), column].into_iter().filter(|label| !label.is_empty());
        let words =
            std::iter::once(form.sections[section].heading()).chain(labels.map(|label| format!("“{label}”")));
        words.collect::<Vec<_>>().join(" → ")
    }
}

/// The printed labels of a figure's row, from the outside in.
fn row_label(report: &Report, section: usize, id: FigureId) -> String {
    let Content::Table(table) = &report.form.sections[section].content else { return String::new() };
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

impl Report {
    /// What bytes of the data file are: words of its prose, a figure; else what the path of a finding names;
    /// else what stands around them.
    pub fn spot(&self, bytes: &Span, path: Option<&Path>) -> Spot {
        let holds = |span: &Option<Span>| span.as_ref().is_some_and(|span| begins_in(span, bytes));
        let number = |at: usize| FigureId(u16::try_from(at).unwrap_or_default());
        let own = || self.figures.iter().position(|figure| holds(&figure.span)).map(number);
        let row = || {
            let row = self.row_spans.iter().position(holds)?;
            self.form.figure_rows[row].columns.first().map(|column| Spot::Row(column.figure))
        };
        self.words_at(bytes)
            .or_else(|| own().map(Spot::Figure))
            .or_else(|| path.and_then(|path| self.spot_named(path)))
            .or_else(row)
            .or_else(|| self.section_spans.iter().position(holds).map(Spot::Section))
            .or_else(|| self.general_at(bytes).map(Spot::General))
            .unwrap_or(Spot::Whole)
    }

    /// What a path names: a figure, a row, a section, a key outside the sections.
    pub fn spot_named(&self, path: &Path) -> Option<Spot> {
        let form = &self.form;
        let row = || form.figure_rows.iter().find(|row| row.path == *path)?.columns.first();
        let section = || form.sections.iter().position(|section| section.path == *path);
        let general = || {
            let first = path.keys().next()?;
            form.general.key_named(first).map(|_| Spot::General(path.clone()))
        };
        form.figure_at(path)
            .map(Spot::Figure)
            .or_else(|| row().map(|column| Spot::Row(column.figure)))
            .or_else(|| section().map(Spot::Section))
            .or_else(general)
    }

    /// The words that bytes are. A value as a whole, of several paragraphs, is its section.
    fn words_at(&self, bytes: &Span) -> Option<Spot> {
        let sections = self.prose.iter().enumerate().map(|(number, prose)| (Some(number), prose.as_ref()));
        let all = std::iter::once((None, self.preface.as_ref())).chain(sections);
        let mut all = all.filter_map(|(section, prose)| Some((section, prose?)));
        let (section, prose) = all.find(|(_, prose): &(_, &Prose)| begins_in(&prose.span, bytes))?;
        let is_whole = bytes.start <= prose.span.start && bytes.end >= prose.span.end;
        let range =
            prose.text_range(&self.source, bytes).filter(|_| !is_whole || prose.paragraphs.len() == 1);
        Some(match (range, section) {
            (Some(range), _) => Spot::Words(section, range),
            (None, Some(section)) => Spot::Section(section),
            (None, None) => Spot::General(Path::new(&self.form.general.preface.key)),
        })
    }

    /// The key outside the sections under which bytes stand.
    fn general_at(&self, bytes: &Span) -> Option<Path> {
        let (key, value) = entry_at(&self.tree, bytes)?;
        let general = self.form.general.key_named(&normal_label(key))?;
        let path = Path::new(&general.key);
        Some(match entry_at(value, bytes) {
            Some((key, _)) if general.key == self.form.general.signature.key => path.child(key),
            _ => path,
        })
    }
}

/// The entry of a mapping that bytes begin in.
fn entry_at<'n>(node: &'n Node, bytes: &Span) -> Option<(&'n str, &'n Node)> {
    let Value::Mapping(entries) = &node.value else { return None };
    let at = entries
        .iter()
        .find(|(key, value)| begins_in(&(key.span.start..value.span.end.max(key.span.end)), bytes));
    at.and_then(|(key, value)| Some((key.as_str()?, value)))
}

/// Whether a place begins in a span.
fn begins_in(span: &Span, bytes: &Span) -> bool {
    span.start <= bytes.start && bytes.start < span.end.max(span.start + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::read;
    use crate::yaml::Source;

    const TEXT: &str = "机关名称: 甲局\n年度: 2024\n前言: 共{{年度}}年。\n总体情况: |\n  第一段。\n  新收{{ 依申请公开.本年新收.总计 }}件。\n  第三段，{{年度}}年的事。\n依申请公开:\n  本年新收: {自然人: 16, 商业企业: 2}\n落款: {署名: 甲局, 日期: 2025-01-20}\n豁免: [{规则: N107, 理由: 无}]\n";

    fn spot(written: &str) -> (Spot, String, u32) {
        let report = read(Source::new("甲.yaml", TEXT).into()).0.expect("a report");
        let at = TEXT.find(written).unwrap_or_else(|| panic!("{written} is not in the text"));
        let spot = report.spot(&(at..at + written.len()), None);
        let (words, order) = (spot.words(&report), spot.order(&report));
        (spot, words, order)
    }

    #[test]
    fn places_are_called_as_the_form_calls_them() {
        for (written, words, order) in [
            ("16", "三、收到和处理政府信息公开申请情况 → “一、本年新收政府信息公开申请数量” → “自然人”", 3),
            ("第三段", "一、总体情况 第 3 段", 1),
            ("{{ 依申请公开.本年新收.总计 }}", "一、总体情况 第 2 段", 1),
            ("2024", "年度", 0),
            ("2025-01-20", "落款 → 日期", 7),
            ("N107", "豁免", 8),
        ] {
            let (_, found, at) = spot(written);
            assert_eq!((found.as_str(), at), (words, order), "{written}");
        }
    }

    #[test]
    fn words_are_characters_of_the_text_that_is_shown() {
        for (written, paragraph, bytes) in [
            ("第一段", 0, 0..9),
            // What was filled in is 18.
            ("{{ 依申请公开.本年新收.总计 }}", 1, 6..8),
            ("本年新收.总计 }}件。", 1, 6..14),
            ("新收{{ 依申请公开.本年新收.总计 }}件", 1, 0..11),
            ("年的事", 2, 16..25),
        ] {
            let (found, ..) = spot(written);
            let place = |byte| TextPlace { paragraph, byte };
            assert_eq!(found, Spot::Words(Some(0), place(bytes.start)..place(bytes.end)), "{written}");
        }
    }

    #[test]
    fn several_paragraphs_are_words_and_the_whole_value_is_the_section() {
        let (found, ..) = spot("一段。\n  新收");
        let (from, to) = (TextPlace { paragraph: 0, byte: 3 }, TextPlace { paragraph: 1, byte: 6 });
        assert_eq!(found, Spot::Words(Some(0), from..to));
        let report = read(Source::new("甲.yaml", TEXT).into()).0.expect("a report");
        let span = report.prose[0].as_ref().expect("a section").span.clone();
        assert_eq!(report.spot(&span, None), Spot::Section(0));
    }
}
