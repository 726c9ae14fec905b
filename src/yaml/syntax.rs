//! What the parser stumbled over, in the words of someone who never heard of YAML.

use std::ops::Range;

use granit_parser::ErrorKind;

use super::Source;
use super::lines::{end_of_line, line_range, lines};
use super::outcome::SyntaxFailure;
use super::slips::{missing_space, split_entry};
use crate::diagnostic::{Finding, RuleCode};

/// So many lines with the same slip are listed.
const MAX_FINDINGS: usize = 20;

/// Says what is wrong where the parser gave up. `reported` are the findings made before: a line that has
/// one needs no second.
pub(super) fn explain(
    source: &Source,
    text: &str,
    failure: &SyntaxFailure,
    reported: &[Finding],
) -> Vec<Finding> {
    let line = source.position(failure.at).line;
    if reported.iter().any(|finding| finding.rule == RuleCode::N016 && finding.place.start.line == line) {
        return Vec::new();
    }
    let quoted =
        matches!(failure.kind, ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar);
    if !quoted {
        for detect in [tabs, handlebars, colon_in_value, missing_spaces] {
            let mut found = detect(source, text, failure);
            if !found.is_empty() {
                found.retain(|finding| reported.iter().all(|other| other.place.start != finding.place.start));
                return found;
            }
        }
    }
    let (message, help) = words(&failure.kind, text, failure);
    let width =
        text[failure.at..].chars().next().map_or(0, |first| if first == '\n' { 0 } else { first.len_utf8() });
    let mut finding = Finding::error(RuleCode::N001, message, source.place(failure.at..failure.at + width));
    let line = &text[line_range(text, failure.at)];
    finding.help = Some(match line.find(['“', '”', '‘', '’', '｛', '｝', '［', '］', '＂', '＇'])
    {
        Some(at) if !quoted => {
            let sign = line[at..].chars().next().unwrap_or('“');
            format!("{help}；这一行里的“{sign}”是全角符号，YAML 只认半角的引号和括号")
        }
        _ => help.to_owned(),
    });
    vec![finding]
}

/// Tabs at the start of lines.
fn tabs(source: &Source, text: &str, failure: &SyntaxFailure) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut window = failure.window(text);
    if matches!(failure.kind, ErrorKind::TabInPlainScalar) {
        // The parser points at the line above.
        window.end = end_of_line(text, (window.end + 1).min(text.len()));
    }
    for line in lines(text, window).take(MAX_FINDINGS) {
        let indent = text[line.clone()].len() - text[line.clone()].trim_start_matches([' ', '\t']).len();
        let indent = line.start..line.start + indent;
        if indent.end < line.end
            && let Some(tab) = text[indent.clone()].find('\t')
        {
            found.push(
                Finding::error(
                    RuleCode::N001,
                    "行首的缩进里有制表符（Tab）",
                    source.place(indent.start + tab..indent.end),
                )
                .with_help("缩进只能用半角空格，把制表符换成空格，每层两个"),
            );
        }
    }
    found
}

/// `{{ 年度 }} 年……` without quotes.
fn handlebars(source: &Source, text: &str, failure: &SyntaxFailure) -> Vec<Finding> {
    for line in lines(text, failure.window(text)) {
        let Some(at) = text[line.clone()].find("{{") else { continue };
        let at = line.start + at;
        if text[line.start..at].trim_end().ends_with([':', '-']) || text[line.start..at].trim().is_empty() {
            let end = line.start + text[line.clone()].trim_end().len();
            return vec![
                Finding::error(
                    RuleCode::N001,
                    "以 {{ 开头的值没有加引号，YAML 把它当成了映射",
                    source.place(at..end),
                )
                .with_help("用双引号把整个值括起来，或在冒号后写 | 并换行缩进"),
            ];
        }
    }
    Vec::new()
}

/// `标题: 通知: 关于……`.
fn colon_in_value(source: &Source, text: &str, failure: &SyntaxFailure) -> Vec<Finding> {
    if failure.kind != ErrorKind::MappingValueNotAllowed || !text[failure.at..].starts_with(':') {
        return Vec::new();
    }
    let line = line_range(text, failure.at);
    let before = &text[line.start..failure.at];
    if !before.contains(": ") {
        return Vec::new();
    }
    vec![
        Finding::error(
            RuleCode::N001,
            "值里又有半角冒号加空格，YAML 会当成另一个键",
            source.place(failure.at..failure.at + 1),
        )
        .with_help("用双引号把整个值括起来，或把值里的冒号改为全角“：”"),
    ]
}

fn missing_spaces(source: &Source, text: &str, failure: &SyntaxFailure) -> Vec<Finding> {
    missing_spaces_in(source, text, failure.window(text))
}

/// `年度:2024`.
pub(super) fn missing_spaces_in(source: &Source, text: &str, window: Range<usize>) -> Vec<Finding> {
    let mut found = Vec::new();
    for line in lines(text, window).take(MAX_FINDINGS) {
        let written = text[line.clone()].trim_start_matches([' ', '-']);
        let start = line.end - written.len();
        if let Some((key, ':', value)) = split_entry(written)
            && !value.is_empty()
            && !written[key.len() + 1..].starts_with([' ', '\t', '\r'])
        {
            found.push(missing_space(source, start + key.len(), key));
        }
    }
    found
}

/// The parser's category in Chinese, and what to change.
fn words(kind: &ErrorKind, text: &str, failure: &SyntaxFailure) -> (String, &'static str) {
    use ErrorKind as E;
    const INDENT: &str = "同一层的键，行首空格要一样多；下一层多两个空格";
    const QUOTE: &str = "用双引号把整个值括起来";
    let (message, help) = match kind {
        E::UnexpectedEofFlowSequence | E::UnexpectedEofFlowMapping | E::UnexpectedEofImplicitFlowMapping => {
            ("括号没有配对", "补上缺少的 ] 或 }")
        }
        E::UnclosedFlowCollection { open } => {
            return (
                format!("括号“{open}”没有配对"),
                if *open == '[' { "补上缺少的 ]" } else { "补上缺少的 }" },
            );
        }
        E::MisplacedFlowCollectionEnd => {
            ("多了一个右括号", "删去它，或补上前面的左括号；若是文字，用双引号把整个值括起来")
        }
        E::MismatchedFlowCollectionEnd { open, close } => {
            return (format!("括号不配对：以“{open}”开始，却以“{close}”结束"), "列表用 [ ]，映射用 { }");
        }
        E::ExpectedFlowMappingSeparator | E::ExpectedFlowSequenceSeparator | E::InvalidColonPlacement => (
            "括号里的各项没有用半角逗号隔开，或括号没有配对",
            "各项之间用半角逗号加空格，如 {自然人: 1, 其他: 0}；检查 [ ] { } 是否成对",
        ),
        E::FlowMappingValueAdjacentCollection | E::InvalidMappingValueWhitespace => {
            ("冒号后面缺一个空格", "冒号后加一个空格，如 {自然人: 1}；检查 [ ] { } 是否成对")
        }
        E::UnclosedQuotedScalar | E::DocumentIndicatorInQuotedScalar => {
            ("引号没有配对", "在值的末尾补上同样的引号")
        }
        E::InvalidTrailingSingleQuotedScalar | E::InvalidTrailingDoubleQuotedScalar => {
            ("引号后面还有内容", "把整个值都括在引号里；双引号内的双引号写作 \\\"，单引号内的单引号写两个")
        }
        E::UnknownQuotedScalarEscape
        | E::InvalidQuotedScalarHexEscape
        | E::InvalidLowSurrogateHexEscape
        | E::InvalidLowSurrogate
        | E::MissingLowSurrogate
        | E::UnpairedLowSurrogate
        | E::InvalidUnicodeEscape => ("双引号里的反斜杠转义无效", "反斜杠写作 \\\\，或改用单引号"),
        E::TabNotAllowed
        | E::TabInBlockIndentation
        | E::TabInIndentation
        | E::TabInPlainScalar
        | E::TabAtBlockScalarStart => ("这里不能用制表符（Tab）", "把制表符换成半角空格"),
        E::CommentInterceptedScalar | E::CommentNotSeparated => {
            ("“ #”之后被当成注释，值在这里断开了", "值里有 # 时，用双引号把整个值括起来")
        }
        E::SimpleKeyExpected | E::ExpectedBlockMappingKey if failure.after_block => (
            "这一行不是“键: 值”，也没有缩进到上面的文字里",
            "若是上面文字的继续，行首要有同样多的空格；若是新的键，键后加半角冒号和空格",
        ),
        E::SimpleKeyExpected | E::InvalidSimpleKey => {
            ("这一行缺少“键: 值”的冒号", "键后加半角冒号和一个空格，如“年度: 2024”")
        }
        E::ExpectedBlockMappingKey if !starts_line(text, failure.at) => ("这个值后面还有多余的内容", QUOTE),
        E::ExpectedBlockMappingKey => ("这里应是“键: 值”", INDENT),
        E::MappingValueNotAllowed | E::MappingKeyNotAllowed => ("这里不能再有“键: 值”", INDENT),
        E::UnexpectedEofBlockSequence | E::ExpectedBlockSequenceEntry => {
            ("以“- ”开头的列表和“键: 值”混在了同一层", "同一层或者都是“- ”，或者都是“键: 值”")
        }
        E::BlockSequenceEntryNotAllowed | E::BlockEntryInFlowCollection => {
            ("这里不能有列表符号“-”", "列表写成 [0, 0, 0]，或另起一行再写 - ；若是文字，用双引号括起来")
        }
        E::InvalidIndentation
        | E::InvalidBlockScalarIndent
        | E::InvalidQuotedScalarIndent
        | E::InvalidFlowScalarIndent
        | E::ExpectedDocumentStart => ("缩进与前面的行对不上", INDENT),
        E::InvalidBlockScalarHeader | E::ZeroBlockScalarIndent => {
            ("“|”或“>”后面不能直接写文字", "在“|”后换行，文字从下一行起缩进两个空格")
        }
        E::UnexpectedCharacter { character } => {
            return (format!("值不能以“{character}”开头"), QUOTE);
        }
        E::InvalidDocumentEnd => ("... 之后不能再有内容", "删去 ... 这一行"),
        _ if text[failure.at..].starts_with(',') => ("值不能以逗号开头", QUOTE),
        _ => return (format!("不是有效的 YAML（{kind}）"), "检查这一行和上一行的冒号、引号、括号和缩进"),
    };
    (message.to_owned(), help)
}

fn starts_line(text: &str, at: usize) -> bool {
    text[line_range(text, at).start..at].trim().is_empty()
}
