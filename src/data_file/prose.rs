//! Paragraphs as lines of prose.

use std::collections::BTreeSet;
use std::ops::Range;

/// A paragraph as a line of prose, in which `{{` is text and must not be taken for a figure: a backslash goes
/// before it.
///
/// ```
/// use nianbao::data_file::prose_line;
/// assert_eq!(prose_line("写作 {{年度}}"), r"写作 \{{年度}}");
/// ```
pub fn prose_line(paragraph: &str) -> String {
    TagNames::default().line(paragraph)
}

/// The names whose `{{ }}` in a paragraph stand for figures; every other `{{` is text.
///
/// In what was read from a published report no `{{` is a figure. What somebody types on the form is one where
/// it names a figure: nobody prints `{{年度}}` in a report.
#[derive(Debug, Default)]
pub(super) struct TagNames(BTreeSet<String>);

impl TagNames {
    pub fn new(names: impl IntoIterator<Item = String>) -> Self {
        Self(names.into_iter().collect())
    }

    /// The tags of a paragraph that name a figure, as bytes of it, in order.
    pub fn tags(&self, paragraph: &str) -> Vec<Range<usize>> {
        let mut tags = Vec::new();
        let mut from = 0;
        while let Some(start) = paragraph[from..].find("{{").map(|at| from + at) {
            let inside = start + 2;
            let end = paragraph[inside..].find(['{', '}']).map(|at| inside + at);
            match end.filter(|&end| paragraph[end..].starts_with("}}")) {
                Some(end) if self.0.contains(paragraph[inside..end].trim()) => {
                    tags.push(start..end + 2);
                    from = end + 2;
                }
                _ => from = inside,
            }
        }
        tags
    }

    /// A paragraph as a line of prose.
    pub fn line(&self, paragraph: &str) -> String {
        let mut out = String::with_capacity(paragraph.len());
        let mut from = 0;
        for tag in self.tags(paragraph) {
            push_text(&paragraph[from..tag.start], &mut out);
            if out.ends_with('\\') {
                // Handlebars takes two backslashes before a tag for one of the text.
                out.push('\\');
            }
            out.push_str(&paragraph[tag.clone()]);
            from = tag.end;
        }
        push_text(&paragraph[from..], &mut out);
        out
    }
}

/// Writes text, in which `{{` is no tag.
fn push_text(text: &str, out: &mut String) {
    let mut rest = text;
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
}

#[cfg(test)]
mod tests {
    use super::TagNames;

    #[test]
    fn only_what_names_a_figure_is_one() {
        let names = TagNames::new(["年度".to_owned(), "甲.乙".to_owned()]);
        for (typed, line) in [
            ("{{年度}}年", "{{年度}}年"),
            ("共{{ 甲.乙 }}件", "共{{ 甲.乙 }}件"),
            ("{{年度}}和{{月}}", r"{{年度}}和\{{月}}"),
            ("{{年度", r"\{{年度"),
            ("{{{年度}}}", r"\{{{年度}}}"),
            ("{{#if 年度}}", r"\{{#if 年度}}"),
            ("{{年{{年度}}", r"\{{年{{年度}}"),
            (r"\{{年度}}", r"\\{{年度}}"),
        ] {
            assert_eq!(names.line(typed), line, "{typed}");
        }
    }
}
