//! Labels in columns a few characters wide, broken where a reader would break them.

use crate::text::{is_basic_han, is_wide};

/// The label of a group, broken after its number, the rest into lines of nearly the same length:
/// 三、/本年度/办理/结果.
pub(crate) fn group_label(text: &str, max_em: f64) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let per_line = per_line(max_em);
    let number = chars.iter().take(5).position(|&c| c == '、' || c == '）').map_or(0, |i| i + 1);
    if chars.len() <= per_line || number > per_line || !chars.iter().all(|&c| is_wide(c)) {
        return vec![text.to_owned()];
    }
    let (number, mut rest) = chars.split_at(number);
    let count = rest.len().div_ceil(per_line).max(1);
    let (short, longer) = (rest.len() / count, rest.len() % count);
    let mut lines = vec![number.iter().collect::<String>()];
    for i in 0..count {
        let (line, tail) = rest.split_at(short + usize::from(i < longer));
        lines.push(line.iter().collect());
        rest = tail;
    }
    lines.retain(|line| !line.is_empty());
    lines
}

/// The head of a column. Chinese words mostly have two characters, so a head of an even number of them is
/// broken after every second or fourth: 结果/维持, 社会/公益/组织.
pub(crate) fn column_head(text: &str, max_em: f64) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let per_line = per_line(max_em);
    if chars.len() <= per_line
        || !chars.len().is_multiple_of(2)
        || per_line < 2
        || !chars.iter().all(|&c| is_basic_han(c))
    {
        return vec![text.to_owned()];
    }
    chars.chunks(per_line - per_line % 2).map(|line| line.iter().collect()).collect()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few ems, never negative")]
fn per_line(max_em: f64) -> usize {
    (max_em + 1e-6) as usize
}
