//! Findings for people: the message, the line it is about with the place underlined, and what to change, in
//! the manner of rustc.
//!
//! ```text
//! 错误[N005]: 键“年度”重复
//!  --> a.yaml:3:1
//!   |
//! 1 | 年度: 2024
//!   | ---- 第一处
//! ...
//! 3 | 年度: 2025
//!   | ^^^^
//!   = 帮助: 只保留一处
//! ```
//!
//! The frame is ASCII: terminals do not agree on the width of box drawing characters beside Chinese.

use std::fmt::Write;

use super::snippet::{Mark, Snippet};
pub use super::style::HumanOptions;
use super::style::{Paint, clean};
use crate::diagnostic::{Finding, Note, Place, Severity, in_order};
use crate::yaml::Source;

/// Writes the findings, each followed by an empty line. `sources` gives the text of a file by its name;
/// without it only the place is named.
pub fn render<'s>(
    findings: &[Finding],
    sources: &dyn Fn(&str) -> Option<&'s Source>,
    options: &HumanOptions,
) -> String {
    let mut out = String::new();
    for finding in in_order(findings) {
        Writer { out: &mut out, sources, options }.finding(finding);
        out.push('\n');
    }
    out
}

/// `2 个错误，1 个警告`; a severity without findings is left out. Empty if there are none at all.
pub fn summary(findings: &[Finding]) -> String {
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let parts = [Severity::Error, Severity::Warning].map(|severity| (count(severity), severity.chinese()));
    let parts = parts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} 个{word}"));
    parts.collect::<Vec<_>>().join("，")
}

struct Writer<'a, 's> {
    out: &'a mut String,
    sources: &'a dyn Fn(&str) -> Option<&'s Source>,
    options: &'a HumanOptions,
}

impl Writer<'_, '_> {
    fn finding(&mut self, finding: &Finding) {
        let word = finding.severity.chinese();
        let head = Paint::Severity(finding.severity).on(&format!("{word}[{}]", finding.rule), self.options);
        let message = Paint::Message.on(&format!(": {}", clean(&finding.message)), self.options);
        self.line(&format!("{head}{message}"));
        let gutter = gutter(finding);
        let (same, other): (Vec<&Note>, Vec<&Note>) =
            finding.notes.iter().partition(|note| note.place.file == finding.place.file);
        self.place("-->", &finding.place, "", gutter);
        if let Some(source) = (self.sources)(&finding.place.file) {
            let mut marks =
                vec![Mark { place: &finding.place, label: "", paint: Paint::Severity(finding.severity) }];
            marks.extend(same.iter().map(|note| Mark {
                place: &note.place,
                label: &note.text,
                paint: Paint::Note,
            }));
            Snippet { source, gutter, options: self.options }.write(&marks, self.out);
        } else {
            same.iter().for_each(|note| self.place(":::", &note.place, &note.text, gutter));
        }
        for note in other {
            if let Some(source) = (self.sources)(&note.place.file) {
                self.place(":::", &note.place, "", gutter);
                let mark = Mark { place: &note.place, label: &note.text, paint: Paint::Note };
                Snippet { source, gutter, options: self.options }.write(&[mark], self.out);
            } else {
                self.place(":::", &note.place, &note.text, gutter);
            }
        }
        if let Some(help) = &finding.help {
            let frame = Paint::Frame.on(&format!("{:gutter$} =", ""), self.options);
            let head = Paint::Message.on("帮助", self.options);
            self.line(&format!("{frame} {head}: {}", clean(help)));
        }
    }

    /// Writes the line that names a place, with its label where no snippet will show it.
    fn place(&mut self, arrow: &str, place: &Place, label: &str, gutter: usize) {
        let arrow = Paint::Frame.on(&format!("{:gutter$}{arrow}", ""), self.options);
        let label = if label.is_empty() { String::new() } else { format!(": {}", clean(label)) };
        self.line(&format!(
            "{arrow} {}:{}:{}{label}",
            clean(&place.file),
            place.start.line,
            place.start.column
        ));
    }

    fn line(&mut self, text: &str) {
        let _ = writeln!(self.out, "{text}");
    }
}

/// Digits of the largest line number that a finding shows.
fn gutter(finding: &Finding) -> usize {
    let places = std::iter::once(&finding.place).chain(finding.notes.iter().map(|note| &note.place));
    let largest = places.map(|place| place.end.line.max(place.start.line)).max().unwrap_or(1);
    largest.to_string().len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Position, RuleCode};

    fn place(file: &str, (line, column): (u32, u32), (end_line, end_column): (u32, u32)) -> Place {
        let (start, end) = (Position { line, column }, Position { line: end_line, column: end_column });
        Place::in_text(file.into(), 0..0, start, end)
    }

    /// One file, one finding, the exact output.
    fn assert_output(text: &str, finding: Finding, options: &HumanOptions, wanted: &[&str]) {
        let source = Source::new("a.yaml", text);
        let output = render(&[finding], &|file| (file == "a.yaml").then_some(&source), options);
        let mut wanted = wanted.join("\n");
        wanted.push_str("\n\n");
        assert_eq!(output, wanted, "\n{output}");
    }

    #[test]
    fn the_caret_stands_under_chinese_text() {
        assert_output(
            "年度: 2024\n依申请公开:\n  本年新收: {自然人: 16}\n",
            Finding::error(RuleCode::N101, "自然人一列不平", place("a.yaml", (3, 15), (3, 17)))
                .with_help("请核对"),
            &HumanOptions::default(),
            &[
                "错误[N101]: 自然人一列不平",
                " --> a.yaml:3:15",
                "  |",
                "3 |   本年新收: {自然人: 16}",
                "  |                      ^^",
                "  = 帮助: 请核对",
            ],
        );
    }

    #[test]
    fn notes_share_the_snippet_in_the_order_of_the_lines() {
        let text = "年度: 2024\n".repeat(12);
        assert_output(
            &text,
            Finding::error(RuleCode::N005, "键“年度”重复", place("a.yaml", (11, 1), (11, 3)))
                .with_note(place("a.yaml", (1, 1), (1, 3)), "第一处")
                .with_note(place("a.yaml", (12, 5), (12, 9)), "还有")
                .with_note(place("上年.yaml", (7, 3), (7, 4)), "上年")
                .with_help("只保留一处"),
            &HumanOptions::default(),
            &[
                "错误[N005]: 键“年度”重复",
                "  --> a.yaml:11:1",
                "   |",
                " 1 | 年度: 2024",
                "   | ---- 第一处",
                "...",
                "11 | 年度: 2024",
                "   | ^^^^",
                "12 | 年度: 2024",
                "   |       ---- 还有",
                "  ::: 上年.yaml:7:3: 上年",
                "   = 帮助: 只保留一处",
            ],
        );
    }

    #[test]
    fn tabs_and_hostile_characters_keep_the_columns() {
        assert_output(
            "\ta: \u{202E}甲 乙\u{1B}\n",
            Finding::warning(RuleCode::N208, "看\u{1B}[2J\n这里", place("a.yaml", (1, 8), (1, 9))),
            &HumanOptions::default(),
            &[
                "警告[N208]: 看\u{FFFD}[2J 这里",
                " --> a.yaml:1:8",
                "  |",
                "1 |     a: \u{FFFD}甲 乙\u{FFFD}",
                "  |            ^^",
            ],
        );
    }

    #[test]
    fn an_empty_place_is_one_caret() {
        assert_output(
            "年度: \n",
            Finding::warning(RuleCode::N108, "空", place("a.yaml", (1, 5), (1, 5))),
            &HumanOptions::default(),
            &["警告[N108]: 空", " --> a.yaml:1:5", "  |", "1 | 年度:", "  |       ^"],
        );
        assert_output(
            "",
            Finding::error(RuleCode::N001, "空", place("a.yaml", (1, 1), (1, 1))),
            &HumanOptions::default(),
            &["错误[N001]: 空", " --> a.yaml:1:1", "  |", "1 |", "  | ^"],
        );
    }

    #[test]
    fn a_place_of_several_lines_shows_its_first_and_last() {
        for end in [(4, 5), (5, 1)] {
            assert_output(
                "问题: |\n  一是\n  二是\n  三是\n",
                Finding::warning(RuleCode::N202, "过短", place("a.yaml", (2, 3), end)),
                &HumanOptions::default(),
                &[
                    "警告[N202]: 过短",
                    " --> a.yaml:2:3",
                    "  |",
                    "2 |   一是",
                    "  |   ^^^^",
                    "...",
                    "4 |   三是",
                    "  |   ^^^^",
                ],
            );
        }
    }

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let options = HumanOptions { width: 40, ..HumanOptions::default() };
        let long = "长".repeat(50);
        let short = "短".repeat(50);
        let table = [
            (
                format!("a: {long}16{short}"),
                54,
                56,
                format!("...{}16{}...", "长".repeat(5), "短".repeat(9)),
                13,
                2,
            ),
            (format!("a: {long}16"), 54, 56, format!("...{}16", "长".repeat(14)), 31, 2),
            (format!("a: {long}"), 1, 2, format!("a: {}...", "长".repeat(13)), 0, 1),
            // Longer than the window: underlined up to the cut.
            (format!("a: {long}{short}"), 4, 104, format!("a: {}...", "长".repeat(13)), 3, 26),
        ];
        for (text, from, to, shown, before, under) in table {
            let wanted = [
                "警告[N201]: 长".to_owned(),
                format!(" --> a.yaml:1:{from}"),
                "  |".to_owned(),
                format!("1 | {shown}"),
                format!("  | {}{}", " ".repeat(before), "^".repeat(under)),
            ];
            let wanted: Vec<_> = wanted.iter().map(String::as_str).collect();
            assert_output(
                &text,
                Finding::warning(RuleCode::N201, "长", place("a.yaml", (1, from), (1, to))),
                &options,
                &wanted,
            );
        }
    }

    #[test]
    fn without_the_text_the_places_are_named() {
        let finding = Finding::error(RuleCode::N001, "空", place("-", (3, 1), (3, 2)))
            .with_note(place("-", (1, 1), (1, 2)), "第一处");
        let output = render(&[finding], &|_| None, &HumanOptions::default());
        assert_eq!(output, "错误[N001]: 空\n --> -:3:1\n ::: -:1:1: 第一处\n\n");
    }

    #[test]
    fn colours_are_asked_for() {
        assert_output(
            "甲\n",
            Finding::error(RuleCode::N001, "空", place("a.yaml", (1, 1), (1, 2))).with_help("写"),
            &HumanOptions { color: true, ..HumanOptions::default() },
            &[
                "\u{1B}[1;31m错误[N001]\u{1B}[0m\u{1B}[1m: 空\u{1B}[0m",
                "\u{1B}[1;34m -->\u{1B}[0m a.yaml:1:1",
                "\u{1B}[1;34m  |\u{1B}[0m",
                "\u{1B}[1;34m1 |\u{1B}[0m 甲",
                "\u{1B}[1;34m  |\u{1B}[0m \u{1B}[1;31m^^\u{1B}[0m",
                "\u{1B}[1;34m  =\u{1B}[0m \u{1B}[1m帮助\u{1B}[0m: 写",
            ],
        );
    }

    #[test]
    fn findings_come_in_the_order_of_file_line_column_and_code() {
        let finding =
            |rule, file, line, column| Finding::error(rule, "x", place(file, (line, column), (line, column)));
        let findings = [
            finding(RuleCode::N101, "b.yaml", 1, 1),
            finding(RuleCode::N103, "a.yaml", 10, 1),
            finding(RuleCode::N102, "a.yaml", 2, 5),
            finding(RuleCode::N101, "a.yaml", 2, 5),
            finding(RuleCode::N201, "a.yaml", 2, 4),
        ];
        let output = render(&findings, &|_| None, &HumanOptions::default());
        let codes: Vec<_> =
            output.lines().filter_map(|line| line.strip_prefix("错误[")).map(|line| &line[..4]).collect();
        assert_eq!(codes, ["N201", "N101", "N102", "N103", "N101"]);
    }

    #[test]
    fn the_summary_counts() {
        let error = Finding::error(RuleCode::N001, "x", place("a", (1, 1), (1, 1)));
        let warning = Finding::warning(RuleCode::N108, "x", place("a", (1, 1), (1, 1)));
        assert_eq!(summary(&[error.clone(), warning.clone(), error.clone()]), "2 个错误，1 个警告");
        assert_eq!(summary(&[warning]), "1 个警告");
        assert_eq!(summary(&[error]), "1 个错误");
        assert_eq!(summary(&[]), "");
    }
}
