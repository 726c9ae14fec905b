//! Paragraphs as lines of prose.

/// A paragraph as a line of prose, in which `{{` is text and must not be taken for a figure: a backslash goes
/// before it.
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
            // Handlebars drops one of the backslashes before a tag. An empty comment between the text's own
            // backslash and ours takes that loss: `\{{` becomes `\\{{!}}\{{`.
            out.push_str("\\{{!}}");
        }
        out.push_str("\\{{");
        rest = &rest[at + 2..];
    }
    out.push_str(rest);
    out
}
