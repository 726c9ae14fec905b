//! Last year's prose as the prose of a new file, its figures bound to the tables.
//!
//! # How it works
//! 1. What last year's file writes as `{{ }}` stays as it is written.
//! 2. A number whose words say which figure of last year's tables it is, and which agrees with that figure
//!    (the reader of N201), becomes that figure's `{{ }}`.
//! 3. The report year becomes `{{年度}}`.
//! 4. Every other number is last year's still. The sentences that have one are listed, to be gone over.
//!
//! ```text
//! last year   2024年，我局收到政府信息公开申请16件，开展培训3次。
//! new file    {{年度}}年，我局收到政府信息公开申请{{依申请公开.本年新收.总计}}件，开展培训3次。
//! to check    2024年，我局收到政府信息公开申请16件，开展培训3次。
//! ```

use std::ops::Range;

use crate::data_file::prose_line;
use crate::form::{Content, Form};
use crate::report::{Prose, ProsePart, Report};
use crate::rules::named_figures;
use crate::text::is_line_break;
use crate::yaml::Value;

/// The prose of a new file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CarriedProse {
    /// The lines of 前言, as a data file writes them.
    pub preface: Vec<String>,
    /// The lines of each section of the form by its number; none for tables and where last year has none.
    pub sections: Vec<Vec<String>>,
    /// 变量, which the lines may name.
    pub variables: Vec<(String, String)>,
    /// How many numbers come from the tables: those that were `{{ }}` already, and those that are now.
    pub bound: usize,
    /// Sentences in which a number is still last year's.
    pub to_check: Vec<String>,
}

impl CarriedProse {
    /// That of last year's report, for a new file of a form. A report on another form gives its text only:
    /// its figures are not those of the new one.
    pub fn of(previous: &Report, form: &Form) -> Self {
        let is_same_form = previous.form.format == form.format;
        let mut carried = Self::default();
        let named = if is_same_form { named_figures(previous) } else { Vec::new() };
        let mut lines = |prose: Option<&Prose>, number: Option<usize>| {
            let Some(prose) = prose else { return Vec::new() };
            if !is_same_form {
                carried.to_check.extend(sentences_with_numbers(prose, &[]));
                return prose.paragraphs.iter().map(|p| one_line(&prose_line(&p.text))).collect();
            }
            let own = named.iter().filter(|figure| figure.section == number);
            let figures = own.map(|figure| (figure.paragraph, figure.at.clone(), figure.path.to_string()));
            let (lines, bound, left) = bound_lines(prose, figures, previous);
            carried.bound += bound;
            carried.to_check.extend(left);
            lines
        };
        let preface = lines(previous.preface.as_ref(), None);
        let sections = form.sections.iter().map(|section| {
            let old = previous.form.sections.iter().position(|old| old.path == section.path);
            let old = old.filter(|_| matches!(section.content, Content::Prose(_)));
            lines(old.and_then(|number| previous.prose.get(number)?.as_ref()), old)
        });
        let sections = sections.collect();
        if is_same_form {
            carried.variables = variables(previous);
        }
        Self { preface, sections, ..carried }
    }

    /// What a person has to know of it.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.bound > 0 {
            notes.push(format!("正文是上年的，其中 {} 个数取自表格，表里填了，正文跟着变", self.bound));
        } else if self.sections.iter().any(|lines| !lines.is_empty()) {
            notes.push("正文是上年的，没有一个数能与表格对上".to_owned());
        }
        if !self.to_check.is_empty() {
            notes.push(format!("下列 {} 句里还有上年的数，请逐句改成今年的", self.to_check.len()));
        }
        notes
    }
}

/// The lines of a value of prose with its figures bound, how many numbers come from the tables, and the
/// sentences with others.
fn bound_lines(
    prose: &Prose,
    figures: impl Iterator<Item = (usize, Range<usize>, String)>,
    report: &Report,
) -> (Vec<String>, usize, Vec<String>) {
    let text_of = |paragraph: usize| prose.paragraphs[paragraph].text.as_str();
    // 十六 and 1.6万 would come out as 16 and 16000.
    let plain = |(paragraph, at, _): &(usize, Range<usize>, String)| {
        text_of(*paragraph)[at.clone()].bytes().all(|b| b.is_ascii_digit())
    };
    let mut places: Vec<(usize, Range<usize>, String)> = figures.filter(plain).collect();
    let year = report.year.number.to_string();
    let key = &report.form.general.year.key;
    for (number, paragraph) in prose.paragraphs.iter().enumerate() {
        let is_year = |at: &usize| {
            let (before, behind) = (&paragraph.text[..*at], paragraph.text[at + year.len()..].trim_start());
            !before.ends_with(|c: char| c.is_ascii_digit()) && behind.starts_with('年')
        };
        let years = paragraph.text.match_indices(&year).map(|(at, _)| at).filter(is_year);
        places.extend(years.map(|at| (number, at..at + year.len(), key.clone())));
    }
    let mut edits: Vec<(Range<usize>, String)> = places
        .iter()
        .filter_map(|(paragraph, at, path)| {
            Some((prose.template_range(*paragraph, at.clone())?, format!("{{{{{path}}}}}")))
        })
        .collect();
    // The same bytes may be read more than once, in a block that repeats: only where it is said in one way.
    edits.sort_by(|a, b| (a.0.start, a.0.end, &a.1).cmp(&(b.0.start, b.0.end, &b.1)));
    edits.dedup();
    let mut template = prose.template.clone();
    let mut written_from = template.len();
    for (range, tag) in edits.iter().rev() {
        if range.end <= written_from {
            template.replace_range(range.clone(), tag);
            written_from = range.start;
        }
    }
    // {{年度}} and {{机关名称}} are no figures: these have a point between their keys.
    let tags = (0..prose.paragraphs.len()).flat_map(|number| prose.filled_in(number)).map(|(_, tag)| tag);
    let bound = tags.chain(edits.iter().map(|(_, tag)| tag.as_str())).filter(|tag| tag.contains('.')).count();
    let lines = template.lines().map(|line| one_line(line.trim())).filter(|line| !line.is_empty()).collect();
    let known: Vec<(usize, Range<usize>)> = places.into_iter().map(|(number, at, _)| (number, at)).collect();
    (lines, bound, sentences_with_numbers(prose, &known))
}

/// The sentences of the running text that have a number which is neither filled in nor among `known`. Numbers
/// of paragraphs and documents count nothing: （1）, 第711号.
fn sentences_with_numbers(prose: &Prose, known: &[(usize, Range<usize>)]) -> Vec<String> {
    let mut found = Vec::new();
    for part in prose.parts() {
        let ProsePart::Text(_) = part else { continue };
        for number in part.paragraphs() {
            let paragraph = &prose.paragraphs[number];
            let mut start = 0;
            for sentence in paragraph.text.split_inclusive(['。', '；', '！', '？']) {
                let range = start..start + sentence.len();
                start = range.end;
                let is_left = |at: &Range<usize>| {
                    let is_known = known.iter().any(|(of, own)| *of == number && own.start == at.start);
                    !is_known && !paragraph.is_filled(at.clone())
                };
                if numbers(&paragraph.text, range).iter().any(is_left) {
                    found.push(sentence.trim().to_owned());
                }
            }
        }
    }
    found
}

/// The numbers in digits of a part of a text that may count something.
fn numbers(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, _) in text[range.clone()].char_indices().filter(|(_, c)| c.is_ascii_digit()) {
        let at = range.start + at;
        match found.last_mut().filter(|last| last.end == at) {
            Some(last) => last.end += 1,
            None => found.push(at..at + 1),
        }
    }
    let counts = |at: &Range<usize>| {
        let (before, behind) = (text[..at.start].trim_end(), text[at.end..].trim_start());
        let is_numbering = before.is_empty() || before.ends_with(['（', '(']);
        let is_item = is_numbering && behind.starts_with(['、', '.', '．', '）', ')']);
        let is_of_document = before.ends_with(['第', '〔', '[']) || behind.starts_with('号');
        !is_item && !is_of_document && !is_end_of_year(text, at)
    };
    found.retain(counts);
    found
}

/// Whether a number is of 1月1日 or 12月31日, between which every report's figures lie.
fn is_end_of_year(text: &str, at: &Range<usize>) -> bool {
    let compact = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let (from, to) = (compact(&text[at.start..]), compact(&text[..at.end]));
    let ends = [("1月1", "1月1日"), ("12月31", "12月31日")];
    let is_day =
        |day: &str| to.strip_suffix(day).is_some_and(|rest| !rest.ends_with(|c: char| c.is_ascii_digit()));
    ends.iter().any(|(day, whole)| from.starts_with(whole) || (from.contains('日') && is_day(day)))
}

/// 变量 of a report, as they are written.
fn variables(report: &Report) -> Vec<(String, String)> {
    let node = report.tree.get(&report.form.general.variables.key);
    let Some(Value::Mapping(entries)) = node.map(|node| &node.value) else { return Vec::new() };
    let text = |node: &crate::yaml::Node| node.as_str().map(str::to_owned);
    entries.iter().filter_map(|(key, value)| Some((text(key)?, text(value)?))).collect()
}

/// A line without what some reader of YAML takes for a line break.
fn one_line(line: &str) -> String {
    line.replace(is_line_break, " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::init::{InitOptions, PreviousProse, data_file};
    use crate::report;
    use crate::yaml::Source;

    const LAST: &str = "机关名称: 甲局\n年度: 2024\n变量: {网站: 甲局网站}\n前言: 本报告由甲局编制。\n总体情况: |\n  \
        2024 年，收到政府信息公开申请16件，其中自然人申请16件，开展培训3次。\n  （1）通过{{网站}}公开。\n  \
        予以公开{{依申请公开.予以公开.总计}}件。\n依申请公开:\n  本年新收: {自然人: 16}\n  予以公开: {自然人: 15}\n  \
        结转下年度: {自然人: 1}\n";

    fn read(text: &str) -> Report {
        report::read(Source::new("甲.yaml", text).into()).0.unwrap()
    }

    #[test]
    fn numbers_become_the_figures_that_their_words_say_they_are() {
        let last = read(LAST);
        let carried = CarriedProse::of(&last, &last.form);
        let want = [
            "{{年度}} 年，收到政府信息公开申请{{依申请公开.本年新收.总计}}件，其中自然人申请{{依申请公开.本年新收.自然人}}件，\
             开展培训3次。",
            "（1）通过{{网站}}公开。",
            "予以公开{{依申请公开.予以公开.总计}}件。",
        ];
        assert_eq!(carried.sections[0], want);
        assert_eq!(carried.bound, 3);
        let to_check = "2024 年，收到政府信息公开申请16件，其中自然人申请16件，开展培训3次。";
        assert_eq!(carried.to_check, [to_check]);
    }

    #[test]
    fn a_new_file_reads_its_own_figures_in_last_years_words() {
        let last = read(LAST);
        let options = InitOptions {
            previous: Some(&last),
            prose: PreviousProse::CarriedOver,
            ..InitOptions::new(last.form.clone(), 2025)
        };
        let text = data_file(&options).unwrap();
        let (report, findings) = report::read(Source::new("新.yaml", text).into());
        assert!(findings.is_empty(), "{findings:?}");
        let report = report.unwrap();
        let prose = report.prose[0].as_ref().unwrap().text();
        assert!(prose.starts_with("2025 年，收到政府信息公开申请0件，其中自然人申请0件"), "{prose}");
        assert!(prose.contains("通过甲局网站公开"), "{prose}");
        assert_eq!(report.preface.unwrap().text(), "本报告由甲局编制。");
    }

    #[test]
    fn numerals_that_would_not_come_out_the_same_are_left() {
        let last =
            read(&LAST.replace("申请16件，其中", "申请十六件，其中").replace("年度: 2024", "年度: 2023"));
        let carried = CarriedProse::of(&last, &last.form);
        assert!(carried.sections[0][0].starts_with("2024 年，收到政府信息公开申请十六件"), "{carried:?}");
    }
}
