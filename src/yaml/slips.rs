//! Slips of the Chinese keyboard: what looks like an entry but for the width of its colon, and how that is
//! reported. The repair, the tree and the explanation of errors all go by these.

use super::Source;
use crate::diagnostic::{Finding, Fix, RuleCode};

/// Characters of the longest text that is taken for a key; longer than any key of the form.
const MAX_KEY_CHARS: usize = 60;

/// Whether every line of a plain scalar is a key, a colon and a figure, a list or nothing: values that were
/// meant as a mapping.
pub(super) fn looks_like_entries(raw: &str) -> bool {
    raw.contains('：')
        && raw.lines().all(|line| {
            split_entry(line.trim()).is_some_and(|(_, _, value)| {
                value.is_empty()
                    || value.starts_with(['{', '['])
                    || value.starts_with(|c: char| c.is_ascii_digit())
            })
        })
}

/// Whether a plain scalar inside brackets is several figures or entries with full-width commas between them:
/// `0，0，0`.
pub(super) fn looks_like_list(raw: &str) -> bool {
    let is_figure = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    raw.contains('，')
        && raw
            .split('，')
            .map(str::trim)
            .all(|item| is_figure(item) || split_entry(item).is_some_and(|(_, _, value)| is_figure(value)))
}

/// Splits `自然人：1` or `自然人:1` into key, colon and value.
pub(super) fn split_entry(text: &str) -> Option<(&str, char, &str)> {
    let (at, colon) = text.char_indices().find(|&(_, character)| matches!(character, '：' | ':'))?;
    let (key, value) = (&text[..at], &text[at + colon.len_utf8()..]);
    (is_key(key) && !value.starts_with("//")).then(|| (key, colon, value.trim_start()))
}

/// Whether a text can be a key: short, and without what ends or begins another kind of value.
pub(super) fn is_key(text: &str) -> bool {
    !text.is_empty()
        && text.chars().count() <= MAX_KEY_CHARS
        && !text.starts_with(['"', '\'', '|', '>', '#'])
        && !text.contains(['，', '。', '；', '！', '？', '{', '[', '}', ']'])
}

/// The finding for `年度：2024`.
pub(super) fn full_width_colon(source: &Source, at: usize, key: &str) -> Finding {
    Finding::error(RuleCode::N001, "冒号要用半角，这里是全角“：”", source.place(at..at + '：'.len_utf8()))
        .with_help(format!("改为半角冒号加一个空格：“{key}: ”"))
        .with_fix(half_width_sign(source, at, '：', ":"))
}

/// The finding for `年度:2024`.
pub(super) fn missing_space(source: &Source, at: usize, key: &str) -> Finding {
    Finding::error(RuleCode::N001, "冒号后面缺一个空格", source.place(at..at + 1))
        .with_help(format!("冒号后加一个空格：“{key}: ”"))
        .with_fix(Fix::replace("冒号后加一个空格", at + 1..at + 1, " "))
}

/// The finding for `[0，0]`.
pub(super) fn full_width_comma(source: &Source, at: usize) -> Finding {
    Finding::error(
        RuleCode::N001,
        "括号里的逗号要用半角，这里是全角“，”",
        source.place(at..at + '，'.len_utf8()),
    )
    .with_help("改为半角逗号加一个空格")
    .with_fix(half_width_sign(source, at, '，', ","))
}

/// Writes a sign of YAML for a full-width one, with the space that must follow.
fn half_width_sign(source: &Source, at: usize, full_width: char, sign: &str) -> Fix {
    let end = at + full_width.len_utf8();
    let has_space = source.text()[end..].chars().next().is_none_or(char::is_whitespace);
    let replacement = if has_space { sign.to_owned() } else { format!("{sign} ") };
    Fix::replace(format!("改为半角“{sign}”"), at..end, replacement)
}
