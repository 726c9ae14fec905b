//! Texts as YAML scalars.

/// A short text as a value: plain where YAML reads it back as this very text, else in double quotes.
///
/// ```
/// use nianbao::yaml::plain_or_quoted;
/// assert_eq!(plain_or_quoted("济源市人民政府办公室"), "济源市人民政府办公室");
/// assert_eq!(plain_or_quoted("甲: 乙"), r#""甲: 乙""#);
/// ```
pub fn plain_or_quoted(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { double_quoted(text) }
}

/// Conservative: what is refused here is only quoted.
fn is_plain(text: &str) -> bool {
    let bad = |c: char| {
        c.is_control()
            || matches!(
                c,
                '"' | '\''
                    | '`'
                    | '#'
                    | '{'
                    | '}'
                    | '['
                    | ']'
                    | ','
                    | '&'
                    | '*'
                    | '!'
                    | '|'
                    | '>'
                    | '%'
                    | '@'
                    | '\\'
                    | ':'
                    | '~'
            )
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{85}' | '\u{FEFF}')
    };
    let words = ["null", "true", "false", "yes", "no", "on", "off"];
    let first = text.chars().next();
    first.is_some_and(|c| !matches!(c, '-' | '?' | '.' | '=' | '<' | '+') && !c.is_ascii_digit())
        && !text.contains(bad)
        && text.trim() == text
        && !words.contains(&text.to_lowercase().as_str())
}

/// A text in double quotes.
pub(crate) fn double_quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\u{2028}' => out.push_str("\\L"),
            '\u{2029}' => out.push_str("\\P"),
            '\u{A0}' => out.push_str("\\_"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
