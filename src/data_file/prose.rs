//! Paragraphs as lines of prose.

/// A paragraph as a line of prose: `{{` as text must not be taken for a figure.
///
/// ```
/// use nianbao::data_file::prose_line;
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
