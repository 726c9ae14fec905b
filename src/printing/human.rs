//! Findings for people: the message, the line it is about with the place underlined, and what to change, in
//! the manner of rustc, drawn by annotate-snippets.
//!
//! ```text
//! 错误[N005]: 键“年度”重复
//!  --> a.yaml:3:1（甲局）
//!   |
//! 1 | 年度: 2024
//!   | ---- 第一处
//! ...
//! 3 | 年度: 2025
//!   | ^^^^
//!   |
//!   = 帮助: 只保留一处
//! ```
//!
//! The frame is ASCII: terminals do not agree on the width of box drawing characters beside Chinese.

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer};

use super::About;
use super::excerpt::{Mark, clean, excerpts, paragraph};
use crate::diagnostic::{Finding, Severity, counts, listed};
use crate::yaml::Source;

/// How findings are written for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct HumanOptions {
    /// Colours, as escape sequences of a terminal. Ask for them only where a terminal reads them.
    pub color: bool,
    /// Columns of the terminal; longer lines of the file are cut to the part around the place. At least 40
    /// are used.
    pub width: usize,
}

impl Default for HumanOptions {
    fn default() -> Self {
        Self { color: false, width: 120 }
    }
}

/// Writes the findings that are [`listed`], each followed by an empty line; behind its place stands whose it
/// is. `sources` gives the text of a file by its name; without it only the place is named.
pub fn render<'s>(
    about: About<'_>,
    findings: &[Finding],
    sources: &dyn Fn(&str) -> Option<&'s Source>,
    options: &HumanOptions,
) -> String {
    let renderer = if options.color { Renderer::styled() } else { Renderer::plain() };
    let width = options.width.max(40);
    let renderer = renderer.term_width(width);
    let mut out = String::new();
    for finding in listed(findings) {
        // Lines of the file may end with spaces.
        for line in renderer.render(&[group(about, &finding, sources, width)]).lines() {
            if !is_bare_separator(line) {
                out.push_str(line.trim_end());
                out.push('\n');
            }
        }
        out.push('\n');
    }
    out
}

/// Whether a line is the renderer's mark of another file, `:::`, without a name behind it: it draws one
/// between a place that is named by itself and the lines of that same place. No line of a report looks so, as
/// those begin with their number.
fn is_bare_separator(line: &str) -> bool {
    // The parts behind an escape begin with the rest of its sequence, up to `m`.
    let (first, styled) = line.split_once('\u{1b}').unwrap_or((line, ""));
    let rest = styled.split('\u{1b}').filter_map(|part| part.split_once('m')).map(|(_, text)| text);
    std::iter::once(first).chain(rest).flat_map(str::chars).filter(|c| *c != ' ').eq(":::".chars())
}

/// `2 个错误，1 个警告`; a severity without findings is left out. Empty if there are none at all.
pub fn summary(findings: &[Finding]) -> String {
    counts(findings.iter())
}

/// What is drawn of one finding: its message; the lines of its file with the notes that stand in the same
/// file; the notes in other files; the help.
fn group<'s>(
    about: About<'_>,
    finding: &Finding,
    sources: &dyn Fn(&str) -> Option<&'s Source>,
    width: usize,
) -> Group<'static> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level
        .with_name(finding.severity.chinese())
        .primary_title(clean(&finding.message))
        .id(finding.rule.to_string());
    let own = Mark { kind: AnnotationKind::Primary, place: &finding.place, label: "", agency: about.agency };
    let notes = finding.notes.iter().map(|note| Mark {
        kind: AnnotationKind::Context,
        place: &note.place,
        label: &note.text,
        agency: None,
    });
    // Places of a received report are each drawn by themselves: they have no lines in common.
    let is_beside = |note: &Mark<'_>| note.place.file == finding.place.file && finding.place.form.is_none();
    let (same, other): (Vec<_>, Vec<_>) = notes.partition(is_beside);
    let in_file = std::iter::once(own).chain(same).collect();
    let files = std::iter::once(in_file).chain(other.into_iter().map(|note| vec![note]));

    let mut group = Group::with_title(title);
    for marks in files {
        group = match sources(&marks[0].place.file).filter(|_| marks[0].place.form.is_none()) {
            None if marks[0].place.form.is_some() => group.elements(in_form(&marks[0], width)),
            Some(source) => group.elements(excerpts(source, &marks, width)),
            None => group.elements(marks.iter().map(origin)),
        };
    }
    if let Some(help) = &finding.help {
        group = group.element(Level::HELP.with_name("帮助").message(clean(help)));
    }
    group
}

/// A place of a received report in the words of the form, with the paragraph it is in.
fn in_form(mark: &Mark<'_>, width: usize) -> Vec<Element<'static>> {
    let Some(form) = &mark.place.form else { return Vec::new() };
    let label = if mark.label.is_empty() { String::new() } else { format!(": {}", clean(mark.label)) };
    let origin = format!("{}：{}{}{label}", clean(&mark.place.file), clean(&form.words), mark.agency());
    let mut elements = vec![Origin::path(origin).into()];
    // A note shows in its words where it stands; its paragraph is seldom what is to be changed.
    if let (Some(text), Some(number), AnnotationKind::Primary) = (&form.text, form.paragraph, mark.kind) {
        elements.push(paragraph(text, number, mark.place, width));
    }
    elements
}

/// The line that names a place, with its label, where there is no text to show.
fn origin(mark: &Mark<'_>) -> Origin<'static> {
    let Mark { place, label, .. } = mark;
    let label = if label.is_empty() { String::new() } else { format!(": {}", clean(label)) };
    let (position, agency) = (place.start, mark.agency());
    Origin::path(format!("{}:{}:{}{agency}{label}", clean(&place.file), position.line, position.column))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Place, Position, RuleCode};
    use crate::text::columns;

    fn place(file: &str, (line, column): (u32, u32), (end_line, end_column): (u32, u32)) -> Place {
        let (start, end) = (Position { line, column }, Position { line: end_line, column: end_column });
        Place::in_text(file.into(), 0..0, start, end)
    }

    /// One file, one finding, the exact output.
    fn assert_output(text: &str, finding: Finding, options: &HumanOptions, wanted: &[&str]) {
        let source = Source::new("a.yaml", text);
        let output =
            render(About::default(), &[finding], &|file| (file == "a.yaml").then_some(&source), options);
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
                "  |",
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
                "警告[N208]: 看\\u{1b}[2J 这里",
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
    fn a_place_of_several_lines_is_braced() {
        for end in [(4, 5), (5, 1)] {
            assert_output(
                "问题: |\r\n  一是\r\n  二是\r\n  三是\r\n",
                Finding::warning(RuleCode::N202, "过短", place("a.yaml", (2, 3), end)),
                &HumanOptions::default(),
                &[
                    "警告[N202]: 过短",
                    " --> a.yaml:2:3",
                    "  |",
                    "2 | /   一是",
                    "3 | |   二是",
                    "4 | |   三是",
                    "  | |______^",
                ],
            );
        }
    }

    #[test]
    fn the_end_of_the_file_can_be_a_place() {
        for (text, at, line) in
            [("年度: 2024\n", (2, 1), "2 |"), ("年度: 2024\n\n\n", (2, 1), "2 |"), ("", (7, 9), "7 |")]
        {
            assert_output(
                text,
                Finding::error(RuleCode::N001, "完", place("a.yaml", at, at)),
                &HumanOptions::default(),
                &["错误[N001]: 完", &format!(" --> a.yaml:{}:1", at.0), "  |", line, "  | ^"],
            );
        }
    }

    /// Every line of the drawing is as wide as the terminal at most, wherever the places are.
    #[test]
    fn no_drawing_is_wider_than_the_terminal() {
        let long = "长".repeat(300);
        let text = format!("a: {long}\n  短\n  {long}\n  {long}短\n");
        let source = Source::new("a.yaml", text.as_str());
        let ends = [(1, 1), (1, 150), (1, 303), (2, 3), (3, 3), (3, 200), (4, 303), (5, 1)];
        let places: Vec<_> = ends
            .iter()
            .flat_map(|&start| ends.iter().filter(move |&&end| end >= start).map(move |&end| (start, end)))
            .map(|(start, end)| place("a.yaml", start, end))
            .collect();
        for (own, other) in places.iter().flat_map(|own| places.iter().map(move |other| (own, other))) {
            let finding = Finding::error(RuleCode::N001, "宽", own.clone()).with_note(other.clone(), "另见");
            for width in [40, 120] {
                let options = HumanOptions { width, ..HumanOptions::default() };
                let output =
                    render(About::default(), std::slice::from_ref(&finding), &|_| Some(&source), &options);
                let origin = format!(" --> a.yaml:{}:{}\n", own.start.line, own.start.column);
                assert!(output.contains(&origin), "{own:?}\n{output}");
                for line in output.lines() {
                    assert!(columns(line) <= width, "{own:?} {other:?} {width}\n{output}");
                }
            }
        }
    }

    #[test]
    fn places_too_far_apart_for_one_line_are_drawn_apart() {
        let long = "长".repeat(50);
        assert_output(
            &format!("{{a: 1, b: {long}, a: 2}}\n"),
            Finding::error(RuleCode::N005, "键“a”重复", place("a.yaml", (1, 63), (1, 64)))
                .with_note(place("a.yaml", (1, 2), (1, 3)), "第一处"),
            &HumanOptions { width: 40, ..HumanOptions::default() },
            &[
                "错误[N005]: 键“a”重复",
                " --> a.yaml:1:63",
                "  |",
                "1 | ... 长长长长长, a: 2}",
                "  |                 ^",
                "  |",
                " ::: a.yaml:1:2",
                "  |",
                "1 | {a: 1, b: 长长长长长长长长长长长...",
                "  |  - 第一处",
            ],
        );
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
                format!("... {}16{}...", "长".repeat(6), "短".repeat(7)),
                16,
                2,
            ),
            (format!("a: {long}16"), 54, 56, format!("... {}16", "长".repeat(6)), 16, 2),
            (format!("a: {long}"), 1, 2, format!("a: {}...", "长".repeat(14)), 0, 1),
            // Longer than the window: underlined up to the margin.
            (format!("a: {long}{short}"), 4, 104, format!("a: {}...", "长".repeat(14)), 3, 26),
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
        let finding = Finding::error(RuleCode::N001, "空", place("各局.xlsx!Sheet1!B7", (7, 2), (7, 3)))
            .with_note(place("-", (1, 1), (1, 2)), "第一处")
            .with_help("写");
        let output = render(About::default(), &[finding], &|_| None, &HumanOptions::default());
        assert_eq!(output, "错误[N001]: 空\n--> 各局.xlsx!Sheet1!B7:7:2\n::: -:1:1: 第一处\n = 帮助: 写\n\n");
    }

    #[test]
    fn colours_are_asked_for() {
        assert_output(
            "甲\n",
            Finding::error(RuleCode::N001, "空", place("a.yaml", (1, 1), (1, 2))).with_help("写"),
            &HumanOptions { color: true, ..HumanOptions::default() },
            &[
                "\u{1B}[1m\u{1B}[91m错误[N001]\u{1B}[0m\u{1B}[1m: 空\u{1B}[0m",
                " \u{1B}[1m\u{1B}[94m--> \u{1B}[0ma.yaml:1:1",
                "  \u{1B}[1m\u{1B}[94m|\u{1B}[0m",
                "\u{1B}[1m\u{1B}[94m1\u{1B}[0m \u{1B}[1m\u{1B}[94m|\u{1B}[0m 甲",
                "  \u{1B}[1m\u{1B}[94m|\u{1B}[0m \u{1B}[1m\u{1B}[91m^^\u{1B}[0m",
                "  \u{1B}[1m\u{1B}[94m|\u{1B}[0m",
                "  \u{1B}[1m\u{1B}[94m= \u{1B}[0m\u{1B}[1m帮助\u{1B}[0m: 写",
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
        let output = render(About::default(), &findings, &|_| None, &HumanOptions::default());
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
