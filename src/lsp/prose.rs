//! `{{ }}` and numbers in prose, by the text alone.

use std::ops::Range;

use crate::text::{half_width_digit, is_chinese_numeral};

/// The name in the tag that a byte is in, empty where none is begun; none outside of tags. A tag that is not
/// closed yet ends with its line.
///
/// ```text
/// 共 {{ 依申请公开.本^年 }} 件      依申请公开.本年
/// 共 {{#if 依^                      依
/// ```
pub(super) fn name_at(text: &str, byte: usize) -> Option<Range<usize>> {
    let start = text[..byte].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let line = &text[start..byte];
    let open = line.rfind("{{")?;
    if line[open..].contains("}}") || line[..open].ends_with('\\') {
        return None;
    }
    let inside = start + open + 2;
    let is_name = |c: char| !c.is_whitespace() && !"{}()#/^&~\"'=".contains(c);
    let begin = text[inside..byte]
        .rfind(|c| !is_name(c))
        .map_or(inside, |at| inside + at + text[inside + at..].chars().next().map_or(0, char::len_utf8));
    let rest = &text[byte..];
    let end = byte + rest.find(|c| !is_name(c)).unwrap_or(rest.len());
    Some(begin..end)
}

/// The number that a text begins with: digits of either width, or Chinese numerals.
pub(super) fn leading_number(text: &str) -> Option<&str> {
    let is_number = |c: char| half_width_digit(c).is_ascii_digit() || is_chinese_numeral(c);
    let length = text.find(|c| !is_number(c)).unwrap_or(text.len());
    (length > 0).then(|| &text[..length])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_at_the_cursor_is_found_in_closed_and_open_tags() {
        for (marked, want) in [
            ("共 {{ 依申请公开.本^年新收 }} 件", Some("依申请公开.本年新收")),
            ("共 {{^}} 件", Some("")),
            ("共 {{年度}} 年 {{ 依^\n  下一行 }}", Some("依")),
            ("{{#if 有^}}", Some("有")),
            ("{{{甲^}}}", Some("甲")),
            ("{{年度}}^ 年", None),
            ("{^{年度}}", None),
            ("\\{{ 依^", None),
            ("{{\n依^", None),
        ] {
            let byte = marked.find('^').expect("the text has a mark");
            let text = marked.replace('^', "");
            assert_eq!(name_at(&text, byte).map(|name| &text[name]), want, "{marked}");
        }
    }

    #[test]
    fn numbers_are_taken_from_the_start() {
        for (text, want) in [
            ("18件", Some("18")),
            ("１８ 件", Some("１８")),
            ("十八件", Some("十八")),
            ("件18", None),
            ("", None),
        ] {
            assert_eq!(leading_number(text), want);
        }
    }
}
