//! Texts as YAML scalars.

/// A short text as a value: plain where YAML reads it back as this very text, else in double quotes.
///
/// ```
/// use nianbao::write::plain_or_quoted;
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
pub(super) fn double_quoted(text: &str) -> String {
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

/// A paragraph as a line of prose: `{{` as text must not be taken for a figure.
///
/// ```
/// use nianbao::write::prose_line;
/// assert_eq!(prose_line("写作 {{年度}}"), r"写作 \{{年度}}");
/// ```
pub fn prose_line(paragraph: &str) -> String {
    let mut out = String::with_capacity(paragraph.len());
    let mut rest = paragraph;
    while let Some(at) = rest.find("{{") {
        out.push_str(&rest[..at]);
        if out.ends_with('\\') {
            // Backslashes before a tag lose one of them: here the tag is an empty comment, so that they do
            // not touch the braces.
            out.push_str("\\{{!}}");
        }
        out.push_str("\\{{");
        rest = &rest[at + 2..];
    }
    out.push_str(rest);
    out
}
