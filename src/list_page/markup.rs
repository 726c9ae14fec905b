//! Text and links as HTML has them.

use std::fmt::Write;

use crate::text::is_html_forbidden;

/// The relative URL of a file, from the names that lead to it: what would end it or be markup is
/// percent-encoded, Chinese stays readable (RFC 3987).
///
/// ```
/// use nianbao::list_page::relative_url;
/// assert_eq!(relative_url(["..", "甲 局#1.pdf"]), "../甲%20局%231.pdf");
/// ```
pub fn relative_url<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> String {
    let parts = names.into_iter().map(|name| percent_encoded(name.as_ref()));
    parts.collect::<Vec<_>>().join("/")
}

fn percent_encoded(name: &str) -> String {
    name.chars().fold(String::new(), |mut out, c| {
        if c.is_ascii_alphanumeric()
            || matches!(c, '-' | '.' | '_' | '~')
            || (!c.is_ascii() && !c.is_control())
        {
            out.push(c);
        } else {
            let mut buffer = [0; 4];
            for byte in c.encode_utf8(&mut buffer).bytes() {
                // Writing to a string cannot fail.
                let _ = write!(out, "%{byte:02X}");
            }
        }
        out
    })
}

/// Text as HTML has it, in elements and in attributes between double quotes.
pub(super) fn escape(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if is_html_forbidden(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
        out
    })
}
