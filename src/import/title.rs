//! The title: which agency, which year.

use super::content::{Paragraph, Style};
use crate::date::Date;
use crate::form::{TitleWords, YEARS};
use crate::report::parse_date;
use crate::text::{chinese_digit, half_width_digit, without_space};

/// What a title says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Title {
    pub agency: String,
    pub year: Option<u16>,
}

/// Whether a text reads like the title of such a report, by the form's words for it.
pub(super) fn is_title(text: &str, words: &TitleWords) -> bool {
    let text = without_space(text);
    words.subject.iter().any(|word| text.contains(word.as_str()))
        && (text.contains("年度报告") || text.ends_with("报告"))
        && text.chars().count() <= 100
}

/// A title without what a page puts around it: the name of its field before it (`标题：`), and the site behind
/// it (`-甲市教育局`, `_甲市人民政府网`).
pub(super) fn bare<'t>(text: &'t str, words: &TitleWords) -> &'t str {
    /// No name of a field has more bytes: four characters.
    const MAX_FIELD: usize = 12;
    let mut text = text.trim().trim_start_matches('#').trim_start();
    if let Some((field, rest)) = text.split_once(['：', ':'])
        && field.trim().len() <= MAX_FIELD
        && is_title(rest, words)
    {
        text = rest.trim_start();
    }
    let site = ['-', '_', '|', '—', '－', '＿', '｜'];
    if let Some(end) = text.rfind("报告").map(|at| at + "报告".len())
        && text[end..].trim_start().starts_with(site)
    {
        text = &text[..end];
    }
    text
}

/// Which of the paragraphs before section one are the title: those of its style, or else those that say most
/// of what a title does. Pages have the title in several places, and the report begins below the last.
pub(super) fn range(paragraphs: &[&Paragraph], words: &TitleWords) -> (usize, usize) {
    if let Some(start) = paragraphs.iter().position(|p| p.style == Style::Title) {
        let end = start + paragraphs[start..].iter().take_while(|p| p.style == Style::Title).count();
        return (start, end);
    }
    let text = |start: usize, end: usize| -> String {
        paragraphs[start..end].iter().map(|p| p.text.as_str()).collect()
    };
    let mut best: Option<((bool, usize), (usize, usize))> = None;
    for end in 1..=paragraphs.len() {
        // The last lines that make a title: what stands above it (附件1) is none of it.
        let start = (end.saturating_sub(4)..end).rev().find(|&start| is_title(&text(start, end), words));
        let Some(start) = start else { continue };
        // The agency stands above, where the last line begins with the year.
        let alone = read(bare(&text(start, end), words), words).agency.is_empty();
        // So it does where the year stands there: 2024年甲市人民政府 above 办公厅政府信息公开工作年度报告.
        let begins_above = |i: usize| {
            let undated = |start: usize| read(bare(&text(start, end), words), words).year.is_none();
            let is_line =
                !paragraphs[i].text.contains(['，', '。', '：', ':']) && date(&paragraphs[i].text).is_none();
            is_line && undated(start) && !undated(i) && is_alone(&text(i, end), words)
        };
        let above = start
            .checked_sub(1)
            .filter(|&i| paragraphs[i].text.chars().count() <= 40 && (alone || begins_above(i)));
        let start = above.unwrap_or(start);
        let said = |text: &str| {
            let title = read(bare(text, words), words);
            usize::from(title.year.is_some()) + usize::from(!title.agency.is_empty())
        };
        let whole = text(start, end);
        // A line below that adds nothing is the first of the text, though it may begin as the name of a
        // site does: with a dash.
        let above = text(start, end - 1);
        if end - start > 1 && is_alone(&above, words) && said(&above) >= said(&whole) {
            continue;
        }
        let rank = (is_name(bare(&whole, words)), said(&whole));
        // A sentence counts only where there is nothing better, and then the first.
        let is_better =
            best.as_ref().is_none_or(|(other, _)| if rank.0 { rank >= *other } else { rank > *other });
        if is_better {
            best = Some((rank, (start, end)));
        }
    }
    best.map_or((0, 0), |(_, range)| range)
}

/// Whether a text is a title and nothing else.
pub(super) fn is_alone(text: &str, words: &TitleWords) -> bool {
    is_title(text, words) && is_name(bare(text, words))
}

/// Whether a title is nothing but one: it ends as titles do and is no sentence.
fn is_name(title: &str) -> bool {
    let title = without_space(title);
    let title = title
        .strip_suffix(['）', ')'])
        .and_then(|t| t.rfind(['（', '(']).map(|at| &t[..at]))
        .unwrap_or(&title);
    title.ends_with("报告") && !title.contains(['，', '。', '；', ',', '：', '>', '＞', '»'])
}

/// Reads a title.
pub(super) fn read(text: &str, words: &TitleWords) -> Title {
    let text = without_gaps(text);
    let digits: Vec<(usize, char)> = text.char_indices().map(|(i, c)| (i, digit(c))).collect();
    let year = digits.windows(4).enumerate().find_map(|(at, window)| {
        let number: String = window.iter().map(|(_, c)| *c).collect();
        let alone = |c: Option<&(usize, char)>| c.is_none_or(|(_, c)| !c.is_ascii_digit());
        let year = number.parse::<u16>().ok().filter(|y| YEARS.contains(y))?;
        (alone(at.checked_sub(1).and_then(|i| digits.get(i))) && alone(digits.get(at + 4)))
            .then_some((window[0].0, year))
    });
    let before = match year {
        Some((at, _)) if at > 0 => &text[..at],
        // 2024年××市政府信息公开…
        Some((at, _)) => text[at..].split_once('年').map_or("", |(_, rest)| rest.trim_start_matches('度')),
        None => &text,
    };
    let unnamed = words.after_agency.iter().any(|mark| before.starts_with(mark.as_str()));
    let mut agency = if unnamed { "" } else { before };
    for mark in &words.after_agency {
        // 市人民政府信息公开…: 政府 belongs to the name.
        if let Some(at) = agency.find(mark.as_str()).filter(|&at| at > 0) {
            let people = agency[..at].ends_with("人民") && mark.starts_with("政府");
            agency = if people { &agency[..at + "政府".len()] } else { &agency[..at] };
        }
    }
    let agency = agency.trim().trim_end_matches("关于").trim_matches(['《', '》', '-', '—', ' ']).to_owned();
    Title { agency, year: year.map(|(_, y)| y) }
}

/// A digit of a year in any writing. A circle is often typed for 〇.
fn digit(c: char) -> char {
    let value = if c == '○' { Some(0) } else { chinese_digit(c) };
    value.and_then(|value| char::from_digit(value, 10)).unwrap_or_else(|| half_width_digit(c))
}

/// Without the white space that stands only for looks: any that touches a character that is not Latin.
pub(super) fn without_gaps(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut out = String::new();
    for word in words {
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic() || c == '.');
        if latin(out.chars().next_back()) && latin(word.chars().next()) {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// A date in Arabic or Chinese numerals: `2025年1月20日`, `二〇二五年一月二十日`.
pub(super) fn date(text: &str) -> Option<Date> {
    let text = without_space(text);
    let is_whole = text.contains('年') && text.ends_with(['日', '号']);
    is_whole.then(|| parse_date(&text)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_name_agency_and_year() {
        let words = &crate::form::Form::standard().title_words;
        for (text, agency, year) in [
            ("济源市人民政府办公室2024年政府信息公开工作年度报告", "济源市人民政府办公室", Some(2024)),
            ("济源市人民政府办公室 2024 年政府信息公开工作年度报告", "济源市人民政府办公室", Some(2024)),
            ("甲县２０２３年度政府信息公开工作年度报告", "甲县", Some(2023)),
            ("甲市人民政府二〇二三年政府信息公开工作年度报告", "甲市人民政府", Some(2023)),
            ("甲市人民政府信息公开工作2023年度报告", "甲市人民政府", Some(2023)),
            ("甲市教育局政府信息公开2023年年度报告", "甲市教育局", Some(2023)),
            ("2023年甲市教育局政府信息公开工作年度报告", "甲市教育局", Some(2023)),
            ("甲市教育局政府信息公开工作年度报告", "甲市教育局", None),
        ] {
            assert!(is_title(text, words), "{text}");
            assert_eq!(read(text, words), Title { agency: agency.into(), year }, "{text}");
        }
    }

    #[test]
    fn a_title_of_two_lines_is_taken_whole_and_the_text_below_is_none_of_it() {
        let words = &crate::form::Form::standard().title_words;
        let title = |lines: &[&str]| {
            let paragraphs: Vec<Paragraph> = lines
                .iter()
                .map(|line| Paragraph { text: (*line).to_owned(), ..Paragraph::default() })
                .collect();
            let (start, end) = range(&paragraphs.iter().collect::<Vec<_>>(), words);
            lines[start..end].join("|")
        };
        for (lines, want) in [
            (
                &["附件1", "2019年甲市人民政府", "办公厅政府信息公开工作年度报告", "根据条例编制。"][..],
                "2019年甲市人民政府|办公厅政府信息公开工作年度报告",
            ),
            (
                &["甲市教育局2024年政府信息公开工作年度报告", "--- 根据条例编制。"],
                "甲市教育局2024年政府信息公开工作年度报告",
            ),
            (&["2025年1月20日", "甲市教育局政府信息公开工作年度报告"], "甲市教育局政府信息公开工作年度报告"),
            (&["甲市教育局", "2024年政府信息公开工作年度报告"], "甲市教育局|2024年政府信息公开工作年度报告"),
        ] {
            assert_eq!(title(lines), want);
        }
    }

    #[test]
    fn dates_are_read_in_both_numerals() {
        for (text, want) in [
            ("2025年1月20日", Some((2025, 1, 20))),
            ("2025 年 01 月 20 日", Some((2025, 1, 20))),
            ("二〇二五年一月二十日", Some((2025, 1, 20))),
            ("二○二五年十二月三十一日", Some((2025, 12, 31))),
            ("二〇二五年十月十日", Some((2025, 10, 10))),
            ("2025年2月30日", None),
            ("自2024年1月1日起至2024年12月31日", None),
            ("2025年1月", None),
        ] {
            assert_eq!(date(text), want.and_then(|(year, month, day)| Date::new(year, month, day)), "{text}");
        }
    }
}
