//! The headings of the sections in a file, which renumbers and rewords them and sets them in any style.
//!
//! Every short paragraph is a candidate. It is scored against every section by how alike the words are, with
//! something added for the section's own number and for the style of a heading; sections and candidates are
//! then paired in order so that the sum of scores is greatest. So in
//!
//! ```text
//! 一、总体情况 … 五、存在的主要问题及改进情况 … 一、存在的主要问题 … 二、改进情况
//! ```
//!
//! the fifth heading is section five, and the two below it are none: they are less like it, carry the numbers
//! of sections with other words, and come too late for those.

use super::content::{Item, Paragraph, Style};
use super::labels::{align, at_most, likeness};
use crate::form::{Form, normal_label};
use crate::text::{is_ordinal_numeral, write_chinese};

/// Characters a heading may have.
const MAX_HEADING: usize = 40;
/// How alike a heading must be to a section's title if it has the section's number,
const SAME_NUMBER_THRESHOLD: f64 = 0.45;
/// if it has another one,
const OTHER_NUMBER_THRESHOLD: f64 = 0.85;
/// and if it has none.
const NO_NUMBER_THRESHOLD: f64 = 0.8;

/// For each section, the item that is its heading.
pub(super) fn headings(form: &Form, items: &[Item]) -> Vec<Option<usize>> {
    let candidates: Vec<(usize, Candidate)> = items
        .iter()
        .enumerate()
        .filter_map(|(at, item)| match item {
            Item::Paragraph(paragraph) => Candidate::of(paragraph).map(|c| (at, c)),
            Item::Table(_) | Item::Picture(_) => None,
        })
        .collect();
    let titles: Vec<(String, String)> =
        form.sections.iter().map(|s| (normal_label(&s.title), normal_label(&s.number))).collect();
    let pairs =
        align(titles.len(), candidates.len(), |i, j| candidates[j].1.score(&titles[i].0, &titles[i].1));
    let mut found = vec![None; form.sections.len()];
    for (section, candidate) in pairs {
        found[section] = Some(candidates[candidate].0);
    }
    found
}

/// A paragraph that may be a heading.
struct Candidate {
    /// Its text without its number.
    text: String,
    /// Its number of level one in Chinese, `一`; none where it has none.
    number: Option<String>,
    styled: bool,
}

impl Candidate {
    fn of(paragraph: &Paragraph) -> Option<Self> {
        // Most of a file is text, which need not be looked at any closer.
        if paragraph.text.chars().filter(|c| !c.is_whitespace()).nth(2 * MAX_HEADING).is_some() {
            return None;
        }
        let normal = normal_label(&paragraph.text);
        let count = normal.chars().count();
        if count == 0 || count > MAX_HEADING || normal.contains('。') || normal.starts_with('(') {
            return None;
        }
        let styled = paragraph.style == Style::Heading;
        let numeral = |c: char| c.is_ascii_digit() || is_ordinal_numeral(c);
        let rest = normal.trim_start_matches(numeral);
        let number = &normal[..normal.len() - rest.len()];
        let (number, text) = match rest.strip_prefix(['、', '.', ',']) {
            Some(text) if !number.is_empty() => (Some(chinese(number)), text),
            _ => (None, normal.as_str()),
        };
        let text = text.trim_end_matches([':', ';', ',', '.']).to_owned();
        Some(Self { text, number, styled })
    }

    /// How much speaks for this being the heading of a section; 0 for too little.
    fn score(&self, title: &str, number: &str) -> f64 {
        let number = number.trim_end_matches('、');
        let threshold = match &self.number {
            Some(own) if own == number => SAME_NUMBER_THRESHOLD,
            // Renumbered: then it should say the same.
            Some(_) => OTHER_NUMBER_THRESHOLD,
            None => NO_NUMBER_THRESHOLD,
        };
        if at_most(&self.text, title) < threshold {
            return 0.0;
        }
        let alike = likeness(&self.text, title);
        if alike < threshold {
            return 0.0;
        }
        let numbered = f64::from(u8::from(self.number.as_deref() == Some(number)));
        alike * alike + 0.5 * numbered + f64::from(u8::from(self.styled))
    }
}

/// 1 to 9 as Chinese numerals; anything else stays.
fn chinese(number: &str) -> String {
    match number.parse() {
        Ok(n @ 1..=9) => write_chinese(n),
        _ => number.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(lines: &[&str]) -> Vec<Item> {
        lines
            .iter()
            .map(|t| Item::Paragraph(Paragraph { text: (*t).into(), ..Paragraph::default() }))
            .collect()
    }

    #[test]
    fn headings_are_found_however_they_are_written() {
        let form = Form::standard();
        for lines in [
            [
                "一、总体情况",
                "二、主动公开政府信息情况",
                "三、收到和处理政府信息公开申请情况",
                "四、政府信息公开行政复议、行政诉讼情况",
                "五、存在的主要问题及改进情况",
                "六、其他需要报告的事项",
            ],
            [
                "一、 总体情况：",
                "二、政府信息主动公开情况",
                "三、依申请公开政府信息情况",
                "四、因政府信息公开被申请行政复议、提起行政诉讼情况",
                "五、存在问题及改进措施",
                "六、其他事项",
            ],
            [
                "1. 总体情况",
                "2. 主动公开政府信息情况",
                "3. 收到和处理政府信息公开申请情况",
                "4. 政府信息公开行政复议、行政诉讼情况",
                "5. 存在的主要问题及改进情况",
                "6. 其他需要报告的事项",
            ],
            [
                "总体情况",
                "主动公开政府信息情况",
                "收到和处理政府信息公开申请情况",
                "政府信息公开行政复议行政诉讼情况",
                "存在的主要问题及改进情况",
                "其他需要报告的事项",
            ],
        ] {
            let found = headings(&form, &items(&lines));
            assert_eq!(found, [Some(0), Some(1), Some(2), Some(3), Some(4), Some(5)], "{lines:?}");
        }
    }

    #[test]
    fn what_reads_like_a_heading_inside_the_text_is_none() {
        let form = Form::standard();
        let lines = [
            "一、总体情况",
            "（一）主动公开",
            "（二）依申请公开",
            "五、存在的主要问题及改进情况",
            "一、存在的主要问题",
            "二、改进情况",
        ];
        assert_eq!(headings(&form, &items(&lines)), [Some(0), None, None, None, Some(3), None]);
    }
}
