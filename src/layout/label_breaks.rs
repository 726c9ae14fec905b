//! Labels in columns a few characters wide, broken where a reader would break them.
//!
//! A line of Chinese may break between any two characters, so an engine left to itself sets 社会公益组织 in a
//! column five characters wide as 社会公益组 | 织. Labels of official forms are built of words of two
//! characters, groups carry their number in front, and the form names the words that are longer (`words` of a
//! table in form.yaml).
//!
//! How it works: a head is cut into words (a number such as 三、 or （四）, a word of the form, else two
//! characters), and lines are filled with whole words. The number of a group stands on a line of its own
//! where the label takes more than one. Example, with 本年度 as a word of the form:
//!
//! | 三、本年度办理结果 in a column of | lines |
//! |---|---|
//! | 3 em | 三、 / 本年度 / 办理 / 结果 |
//! | 4 em | 三、 / 本年度 / 办理结果 |
//! | 9 em | 三、本年度办理结果 |
//!
//! The label of a row is a sentence, and lines are filled with as much of it as fits; but its last line is
//! not a single character, as in 不再处理其政府信息公开申 / 请: then the line before gives one away.

use super::Metrics;
use super::line_breaks::spaced_em;
use crate::document::CellKind;
use crate::text::{is_basic_han, segments};

/// Widths are quotients and not exact: a line of three ems must hold three characters.
const SLACK_EM: f64 = 1e-6;

/// The lines of a cell's text where there is room for `max_em` ems. A text with a part that no line holds is
/// left to the engine.
pub(crate) fn lines(
    kind: CellKind,
    text: &str,
    max_em: f64,
    form_words: &[String],
    metrics: Metrics<'_>,
) -> Vec<String> {
    let room = Room { em: max_em + SLACK_EM, metrics };
    if room.holds(text) {
        return vec![text.to_owned()];
    }
    let broken = match kind {
        CellKind::GroupHead => {
            let (number, rest) = text.split_at(number_len(text));
            let mut lines = if number.is_empty() { Vec::new() } else { vec![number.to_owned()] };
            lines.extend(room.filled(words(rest, form_words)));
            lines
        }
        CellKind::ColumnHead => room.filled(words(text, form_words)),
        CellKind::Band | CellKind::Corner | CellKind::RowHead => room.without_lone_end(segments(text)),
        CellKind::Figure | CellKind::Text => room.filled(segments(text)),
    };
    let fit = broken.iter().all(|line| room.holds(line.trim_end()));
    if fit { broken } else { vec![text.to_owned()] }
}

/// Width in ems of the longest word of a label.
pub(super) fn widest_word_em(kind: CellKind, text: &str, form_words: &[String], metrics: Metrics<'_>) -> f64 {
    let widest = |parts: &[&str]| parts.iter().map(|part| spaced_em(part, metrics)).fold(0.0, f64::max);
    match kind {
        CellKind::GroupHead | CellKind::ColumnHead => {
            let (number, rest) = text.split_at(number_len(text));
            widest(&words(rest, form_words)).max(spaced_em(number, metrics))
        }
        _ => widest(&segments(text).collect::<Vec<_>>()),
    }
}

/// The bytes of a number in front: of 三、 or （十二）; 0 where there is none.
fn number_len(text: &str) -> usize {
    /// No number of a group is longer: （十二）.
    const MAX_NUMBER_CHARS: usize = 5;
    let end = text.char_indices().take(MAX_NUMBER_CHARS).find(|&(_, c)| c == '、' || c == '）');
    end.map_or(0, |(at, c)| at + c.len_utf8())
}

/// A text as words: those of the form, numbers and Latin letters as [`segments`] has them, Chinese characters
/// in twos where their number is even.
fn words<'t>(text: &'t str, form_words: &[String]) -> Vec<&'t str> {
    let mut words = Vec::new();
    let mut rest = text;
    // Bytes in front of the next word of the form.
    let mut plain = 0;
    while plain < rest.len() {
        let here = &rest[plain..];
        let known = form_words.iter().filter(|word| !word.is_empty() && here.starts_with(word.as_str()));
        if let Some(word) = known.max_by_key(|word| word.len()) {
            words.extend(plain_words(&rest[..plain]));
            words.push(&here[..word.len()]);
            rest = &here[word.len()..];
            plain = 0;
        } else {
            plain += here.chars().next().map_or(1, char::len_utf8);
        }
    }
    words.extend(plain_words(rest));
    words
}

/// Words of a text that has none of the form's.
fn plain_words(text: &str) -> Vec<&str> {
    let of_pairs = text.chars().all(is_basic_han) && text.chars().count().is_multiple_of(2);
    if !of_pairs {
        return segments(text).collect();
    }
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).step_by(2).chain([text.len()]).collect();
    starts.windows(2).map(|pair| &text[pair[0]..pair[1]]).collect()
}

/// How much a line holds.
struct Room<'a> {
    em: f64,
    metrics: Metrics<'a>,
}

impl Room<'_> {
    fn holds(&self, line: &str) -> bool {
        spaced_em(line, self.metrics) <= self.em
    }

    /// Lines filled with whole words. A word too long for a line is broken between its characters.
    fn filled<'t>(&self, words: impl IntoIterator<Item = &'t str>) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut line = String::new();
        for word in words {
            let parts: Vec<&str> = if self.holds(word) { vec![word] } else { segments(word).collect() };
            for part in parts {
                if !line.is_empty() && !self.holds(&format!("{line}{}", part.trim_end())) {
                    lines.push(std::mem::take(&mut line));
                }
                line.push_str(part);
            }
        }
        lines.push(line);
        lines.retain(|line| !line.is_empty());
        lines
    }

    /// Filled lines of which the last is not a single character.
    fn without_lone_end<'t>(&self, parts: impl Iterator<Item = &'t str>) -> Vec<String> {
        let mut lines = self.filled(parts);
        let [.., before, last] = lines.as_mut_slice() else { return lines };
        let is_alone = last.chars().filter(|c| c.is_alphanumeric()).count() == 1;
        let taken = segments(before).last().map_or(0, str::len);
        if is_alone && taken < before.len() {
            *last = format!("{}{last}", before.split_off(before.len() - taken));
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::{AdvanceTable, Layout};

    fn with_metrics<T>(f: impl FnOnce(Metrics<'_>) -> T) -> T {
        let layout = Layout::parse(include_str!("../../templates/2021/layout.yaml")).unwrap();
        f(Metrics { layout: &layout, advances: &AdvanceTable::default() })
    }

    fn broken(kind: CellKind, text: &str, max_em: f64) -> String {
        let form_words = ["本年度".to_owned(), "自然人".to_owned()];
        with_metrics(|metrics| lines(kind, text, max_em, &form_words, metrics).join("/"))
    }

    #[test]
    fn heads_break_between_words() {
        for (kind, text, max_em, wanted) in [
            (CellKind::GroupHead, "三、本年度办理结果", 3.0, "三、/本年度/办理/结果"),
            (CellKind::GroupHead, "三、本年度办理结果", 4.0, "三、/本年度/办理结果"),
            (CellKind::GroupHead, "三、本年度办理结果", 9.0, "三、本年度办理结果"),
            (CellKind::GroupHead, "（四）无法提供", 4.2, "（四）/无法提供"),
            // Not even the number fits: left to the engine.
            (CellKind::GroupHead, "（四）无法提供", 2.9, "（四）无法提供"),
            (CellKind::GroupHead, "三、2024年办理", 3.2, "三、/2024年/办理"),
            (CellKind::ColumnHead, "社会公益组织", 3.1, "社会/公益/组织"),
            (CellKind::ColumnHead, "社会公益组织", 5.0, "社会公益/组织"),
            (CellKind::ColumnHead, "社会公益组织", 6.0, "社会公益组织"),
            (CellKind::ColumnHead, "自然人", 3.0, "自然人"),
            // The word is longer than the line.
            (CellKind::ColumnHead, "自然人", 2.0, "自然/人"),
        ] {
            assert_eq!(broken(kind, text, max_em), wanted, "{text} in {max_em} em");
        }
    }

    #[test]
    fn the_label_of_a_row_does_not_end_in_a_single_character() {
        assert_eq!(broken(CellKind::RowHead, "不再处理其公开申请", 8.0), "不再处理其公开/申请");
        assert_eq!(broken(CellKind::RowHead, "不再处理其公开申请", 7.0), "不再处理其公开/申请");
        assert_eq!(broken(CellKind::RowHead, "（不计其他情形）", 7.0), "（不计其他/情形）");
    }

    #[test]
    fn a_remark_breaks_between_its_parts_with_the_gap_between_scripts_counted() {
        // 提交12件） is 2 + 1 + 2 ems and two gaps of a fifth.
        assert_eq!(broken(CellKind::Figure, "16（其中提交12件）", 4.2), "16（其中/提交12/件）");
        // A number that no line holds.
        assert_eq!(broken(CellKind::Figure, "1234567890123（补）", 4.0), "1234567890123（补）");
    }

    #[test]
    fn the_longest_word_is_what_a_column_must_hold() {
        let form_words = ["自然人".to_owned()];
        let widest = |kind, text| with_metrics(|metrics| widest_word_em(kind, text, &form_words, metrics));
        assert_eq!(widest(CellKind::ColumnHead, "自然人"), 3.0);
        assert_eq!(widest(CellKind::ColumnHead, "商业企业"), 2.0);
        assert_eq!(widest(CellKind::GroupHead, "（十二）不予公开"), 4.0);
    }
}
