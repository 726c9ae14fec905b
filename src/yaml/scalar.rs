//! Texts as YAML scalars: the one place that decides how a value is written.
//!
//! A text is written plain where YAML is certain to read it back as this very text, else in double quotes,
//! and always in one line. Two functions differ in what they leave plain:
//!
//! | text | [`plain_or_quoted`] | [`word_or_quoted`] |
//! |---|---|---|
//! | `甲市（本级）` | plain | plain |
//! | `甲 局` | plain | quoted: the quotes show where the text begins and ends |
//! | `“甲”` | plain | quoted |
//! | `2023年/甲.yaml` | quoted: it begins like a number | plain: it has a letter |
//! | `2024` | quoted | quoted |
//! | `null`, `yes` | quoted | quoted |
//!
//! The first is for texts that a report already holds (`import`, `merge`), where quotes would only disturb.
//! The second is for values that come from outside and are shown to be replaced (`init`, tables), where a
//! person is to see at once what belongs to the value.

use crate::text::{is_forbidden, is_line_break};

/// A short text as a value: plain wherever YAML reads it back as this very text, else in double quotes.
///
/// ```
/// use nianbao::yaml::plain_or_quoted;
/// assert_eq!(plain_or_quoted("济源市人民政府办公室"), "济源市人民政府办公室");
/// assert_eq!(plain_or_quoted("甲: 乙"), r#""甲: 乙""#);
/// ```
pub fn plain_or_quoted(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { double_quoted(text) }
}

/// A name or a path as a value: plain where it is made of letters, digits and the marks of names and paths,
/// else in double quotes.
///
/// ```
/// use nianbao::yaml::word_or_quoted;
/// assert_eq!(word_or_quoted("2023年/甲.yaml"), "2023年/甲.yaml");
/// assert_eq!(word_or_quoted("甲 局"), r#""甲 局""#);
/// ```
pub fn word_or_quoted(text: &str) -> String {
    if is_word(text) { text.to_owned() } else { double_quoted(text) }
}

/// Words that some reader of YAML takes for something else than text.
fn is_reserved(text: &str) -> bool {
    ["null", "true", "false", "yes", "no", "on", "off"].contains(&text.to_lowercase().as_str())
}

/// On the strict side of YAML: an indicator is refused wherever it stands, and so is a beginning that makes a
/// number, a list or a document mark for some reader. What is refused here is only quoted.
fn is_plain(text: &str) -> bool {
    let is_indicator = |c: char| "\"'`#{}[],&*!|>%@\\:~".contains(c);
    let begins_text = |c: char| !"-?.=<+".contains(c) && !c.is_ascii_digit();
    text.starts_with(begins_text)
        && !text.contains(|c: char| is_indicator(c) || is_forbidden(c) || is_line_break(c) || c == '\t')
        && text.trim() == text
        && !is_reserved(text)
}

fn is_word(text: &str) -> bool {
    let is_edge = |c: char| c.is_alphanumeric() || c == '×';
    let is_inner = |c: char| is_edge(c) || "（）《》。，、_-./".contains(c);
    text.starts_with(is_edge)
        && text.chars().all(is_inner)
        // Else a number or a date.
        && text.chars().any(char::is_alphabetic)
        && !is_reserved(text)
}

/// A text in double quotes. Line ends, tabs and all that a reader would not see are written as escapes.
pub(crate) fn double_quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{2028}' => out.push_str("\\L"),
            '\u{2029}' => out.push_str("\\P"),
            '\u{A0}' => out.push_str("\\_"),
            c if is_forbidden(c) => match u32::from(c) {
                code @ 0x1_0000.. => out.push_str(&format!("\\U{code:08x}")),
                code => out.push_str(&format!("\\u{code:04x}")),
            },
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::super::{Source, parse};
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        for text in [
            "济源市人民政府办公室",
            "甲 局",
            " 甲",
            "“甲”",
            "甲: 乙",
            "甲 #1",
            "- 甲",
            "-",
            "~",
            "Null",
            "no",
            "2024",
            "2023年/甲.yaml",
            "2025-01-20",
            "×× 局",
            "{{年度}}",
            "C:\\年报\\甲.yaml",
            "甲\n乙\t丙\"丁\u{A0}戊\u{2028}己",
        ] {
            for written in [plain_or_quoted(text), word_or_quoted(text), double_quoted(text)] {
                let source = Source::new("a.yaml", format!("k: {written}\n"));
                let (root, findings) = parse(&source);
                assert_eq!(findings, [], "{written}");
                assert_eq!(root.expect("one key").get("k").and_then(|n| n.as_str()), Some(text), "{written}");
            }
        }
    }

    #[test]
    fn each_rule_leaves_plain_what_its_table_says() {
        for (text, plain, word) in [
            ("甲市（本级）", true, true),
            ("甲 局", true, false),
            ("“甲”", true, false),
            ("2023年/甲.yaml", false, true),
            ("2024", false, false),
            ("null", false, false),
            ("", false, false),
        ] {
            assert_eq!((is_plain(text), is_word(text)), (plain, word), "{text}");
        }
    }
}
