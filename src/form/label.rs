//! Official labels as keys: two spellings are the same label when their normal forms are equal.
//!
//! A data file may name a row by its short key or by its official label, and reports that are read back have
//! the labels only, in whatever spelling an office typed them. [`names`] lists every form under which a node
//! of form.yaml is known; a label that is looked up is brought into normal form and compared with these.
//!
//! ```text
//! （二）部分公开（区分处理的，只计这一情形）      as printed
//! (二)部分公开(区分处理的,只计这一情形)           normal form
//! 部分公开(区分处理的,只计这一情形)               without its number
//! (二)部分公开                                    without its remark
//! 部分公开                                        without both
//! ```

use crate::text::{half_width, is_ordinal_numeral};

/// The normal form of a label or key: no white space, half-width brackets and digits, no quotation marks, one
/// kind of comma.
///
/// ```
/// use nianbao::form::normal_label;
/// assert_eq!(normal_label("(三) 不予公开"), normal_label("（三）不予公开"));
/// assert_eq!(normal_label("3. 危及\"三安全一稳定\""), normal_label("3.危及“三安全一稳定”"));
/// ```
pub fn normal_label(label: &str) -> String {
    label
        .chars()
        .filter(|c| {
            !c.is_whitespace() && !matches!(c, '"' | '\'' | '“' | '”' | '‘' | '’' | '＂' | '「' | '」')
        })
        .map(half_width)
        .collect()
}

/// A normal form without its number and without a bracketed remark at its end.
///
/// ```
/// use nianbao::form::{bare_label, normal_label};
/// assert_eq!(bare_label(&normal_label("（二）部分公开（区分处理的，只计这一情形）")), "部分公开");
/// ```
pub fn bare_label(normal: &str) -> &str {
    without_remark(without_number(normal))
}

/// A normal form without its number: `(三)`, `三、`, `3.`, `3、`. A numeral alone is no number: 一带一路 stays.
pub(super) fn without_number(normal: &str) -> &str {
    let numeral = |c: char| c.is_ascii_digit() || is_ordinal_numeral(c);
    if let Some(rest) = normal.strip_prefix('(')
        && let Some((number, rest)) = rest.split_once(')')
        && !number.is_empty()
        && number.chars().all(numeral)
    {
        return rest;
    }
    let rest = normal.trim_start_matches(numeral);
    match rest.strip_prefix(['、', '.']) {
        Some(tail) if rest.len() < normal.len() => tail,
        _ => normal,
    }
}

/// A normal form without a bracketed remark at its end. A label that is nothing but a remark stays.
pub(super) fn without_remark(normal: &str) -> &str {
    match (normal.strip_suffix(')'), normal.rfind('(')) {
        (Some(_), Some(open)) if open > 0 => &normal[..open],
        _ => normal,
    }
}

/// Every normal form under which a node is known: its key and its label, each with and without number and
/// remark, none of them twice and the key's own first.
pub(super) fn names(key: Option<&str>, label: &str) -> Vec<String> {
    let mut names = Vec::new();
    for text in key.into_iter().chain([label]) {
        let normal = normal_label(text);
        for form in [
            normal.as_str(),
            without_number(&normal),
            without_remark(&normal),
            without_remark(without_number(&normal)),
        ] {
            if !form.is_empty() && !names.iter().any(|n| n == form) {
                names.push(form.to_owned());
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_lose_numbers_and_remarks() {
        for (label, want) in [
            ("一、本年新收政府信息公开申请数量", "本年新收政府信息公开申请数量"),
            ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "部分公开"),
            ("(四) 无法提供", "无法提供"),
            ("8.属于行政查询事项", "属于行政查询事项"),
            ("8．属于行政查询事项", "属于行政查询事项"),
            ("三、本年度办理结果", "本年度办理结果"),
            ("本年收费金额（单位：万元）", "本年收费金额"),
            ("一带一路", "一带一路"),
        ] {
            let normal = normal_label(label);
            assert_eq!(without_remark(without_number(&normal)), want);
        }
    }
}
