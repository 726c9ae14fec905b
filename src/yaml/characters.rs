//! Characters that no report may hold: they are invisible, they turn the direction of text, or they are no
//! characters at all, and both engines would carry them into the published file.

use super::{Node, ScalarStyle, Source};
use crate::diagnostic::{Finding, RuleCode};
use crate::text::{is_bidi_control, is_forbidden};

/// So many characters are reported one by one; a file that holds more is not text.
const MAX_FINDINGS: usize = 20;

/// Finds forbidden characters in the raw text, comments included. The `\r` of a Windows line end is none.
pub(super) fn scan_raw(source: &Source) -> Vec<Finding> {
    let text = source.text();
    let hits =
        text.char_indices().filter(|&(at, character)| is_forbidden(character) && !is_line_end(text, at));
    let mut findings = Vec::new();
    let mut total = 0_usize;
    let mut first_unlisted = 0;
    for (at, character) in hits {
        total += 1;
        if total <= MAX_FINDINGS {
            findings.push(finding(source, character, at..at + character.len_utf8()));
        } else if total == MAX_FINDINGS + 1 {
            first_unlisted = at;
        }
    }
    if total > MAX_FINDINGS {
        let message =
            format!("从这里起还有 {} 个不可见的控制字符或非字符，不再逐个列出", total - MAX_FINDINGS);
        findings.push(
            Finding::error(RuleCode::N012, message, source.place(first_unlisted..first_unlisted + 1))
                .with_help("这个文件可能不是文本文件，请用文本编辑器另存为 UTF-8 纯文本"),
        );
    }
    findings
}

/// Finds forbidden characters that escapes of double-quoted scalars stand for; those written as they are
/// [`scan_raw`] has found.
pub(super) fn scan_escapes(source: &Source, root: &Node) -> Vec<Finding> {
    let mut findings = Vec::new();
    let escaped = root.scalars().filter(|(_, scalar)| scalar.style == ScalarStyle::DoubleQuoted);
    for (node, scalar) in escaped {
        let hits = scalar.text.char_indices().filter(|&(_, character)| is_forbidden(character));
        for (at, character) in hits.take(MAX_FINDINGS) {
            let range = node.source_range(source, at..at + character.len_utf8());
            if source.text()[range.clone()].starts_with('\\') {
                findings.push(finding(source, character, range));
            }
        }
    }
    findings
}

/// The text with a visible placeholder of the same length for every forbidden character, so that the parser
/// can go on.
pub(super) fn with_placeholders(text: &str) -> String {
    let replace = |(at, character): (usize, char)| match character {
        _ if !is_forbidden(character) || is_line_end(text, at) => character,
        _ => match character.len_utf8() {
            1 => '_',
            2 => '¿',
            3 => '□',
            _ => '𝄀',
        },
    };
    text.char_indices().map(replace).collect()
}

fn is_line_end(text: &str, at: usize) -> bool {
    text[at..].starts_with("\r\n")
}

fn finding(source: &Source, character: char, range: std::ops::Range<usize>) -> Finding {
    let code = u32::from(character);
    let kind = match character {
        '\u{FEFF}' => "夹在文中的字节顺序标记",
        _ if is_bidi_control(character) => "改变文字方向的控制字符",
        _ if character.is_control() => "控制字符",
        _ => "Unicode 非字符",
    };
    Finding::error(RuleCode::N012, format!("文中有{kind} U+{code:04X}"), source.place(range))
        .with_help("删去这个看不见的字符；它多半是从网页或 Word 粘贴来的，可删去前后两个字再重新键入")
}

#[cfg(test)]
mod tests {
    use super::super::{Source, parse};
    use crate::diagnostic::RuleCode;

    #[test]
    fn forbidden_characters_are_named_at_their_place() {
        // text, code, line, column, characters it takes in the file
        let table = [
            ("a: x\u{0}y", "U+0000", 1, 5, 1),
            ("a: \u{0}", "U+0000", 1, 4, 1),
            ("a: |\n  甲\u{202E}乙\n", "U+202E", 2, 4, 1),
            ("a: 甲\u{FEFF}乙", "U+FEFF", 1, 5, 1),
            ("a: 甲\u{FFFE}乙", "U+FFFE", 1, 5, 1),
            ("a: 甲\u{1FFFF}乙", "U+1FFFF", 1, 5, 1),
            ("a: 甲\u{85}乙", "U+0085", 1, 5, 1),
            ("a: 甲\u{7F}乙", "U+007F", 1, 5, 1),
            ("a: 甲\r乙", "U+000D", 1, 5, 1),
            ("a\u{200E}: 1", "U+200E", 1, 2, 1),
            ("# \u{2066}\na: 1", "U+2066", 1, 3, 1),
            ("\u{1}: 1", "U+0001", 1, 1, 1),
            (r#"a: "甲\u202e乙""#, "U+202E", 1, 6, 6),
            (r#"a: "甲\0""#, "U+0000", 1, 6, 2),
            (r#""\a": 1"#, "U+0007", 1, 2, 2),
        ];
        for (text, code, line, column, width) in table {
            let (root, findings) = parse(&Source::new("a.yaml", text));
            assert!(root.is_some(), "{text:?}");
            assert_eq!(findings.len(), 1, "{text:?} {findings:#?}");
            let finding = &findings[0];
            assert_eq!(finding.rule, RuleCode::N012, "{text:?}");
            assert!(finding.message.ends_with(code), "{text:?} {}", finding.message);
            let place = &finding.place;
            assert_eq!(
                (place.start.line, place.start.column, place.end.column),
                (line, column, column + width),
                "{text:?}"
            );
        }
    }

    #[test]
    fn rare_characters_and_windows_line_ends_are_text() {
        let (_, findings) = parse(&Source::new(
            "a.yaml",
            "a: 镕堃喆淼垚赟昇玥珺翀䶮㛃𬭎\u{3000}\u{A0}\tx\r\nb: “‘…—·①‰’”\r\n",
        ));
        assert_eq!(findings, []);
    }

    #[test]
    fn a_binary_file_is_not_reported_byte_by_byte() {
        let (_, findings) = parse(&Source::new("a.yaml", "\u{1}".repeat(5000)));
        assert_eq!(findings.iter().filter(|finding| finding.rule == RuleCode::N012).count(), 21);
    }
}
