//! N208: leftover scaffold and unfilled blanks.

use std::ops::Range;

use super::rule::{CheckOptions, DATA_FILE, Rule};
use super::text::Section;
use super::words::WORDS;
use crate::diagnostic::{Finding, RuleCode, Severity};
use crate::report::{Report, Text};

/// Nothing is left to fill in.
pub(super) const N208: Rule<'static> = Rule {
    code: RuleCode::N208,
    severity: Severity::Warning,
    title: "还有没填的空白或模板文字",
    meaning: "“待补充”“××”“XX”“___”这样的文字是起草时留下的，发布前要换成真实内容。",
    source: DATA_FILE,
    wrong: "机关名称: ××市人民政府办公室",
    right: "机关名称: 济源市人民政府办公室",
};

/// True if something in a text is still to be filled in.
pub(super) fn has_blank(text: &str) -> bool {
    !find(text).is_empty()
}

/// The blanks of a text: leftover words, and runs of two or more of one blank sign.
fn find(text: &str) -> Vec<Range<usize>> {
    let words = &WORDS.blank_words;
    let mut found: Vec<Range<usize>> = words
        .iter()
        .flat_map(|word| text.match_indices(word.as_str()).map(|(at, w)| at..at + w.len()))
        .collect();
    let mut characters = text.char_indices().peekable();
    let mut before = None;
    while let Some((start, sign)) = characters.next() {
        let mut end = start + sign.len_utf8();
        let mut count = 1;
        while let Some((at, _)) = characters.next_if(|(_, next)| *next == sign) {
            end = at + sign.len_utf8();
            count += 1;
        }
        let is_blank = count >= 2 && WORDS.blank_signs.contains(sign);
        // XXL and maxx are words.
        let latin =
            |c: Option<char>| sign.is_ascii_alphabetic() && c.is_some_and(|c| c.is_ascii_alphanumeric());
        if is_blank && !latin(before) && !latin(text[end..].chars().next()) {
            found.push(start..end);
        }
        before = Some(sign);
    }
    found.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    found.dedup_by(|next, first| next.start < first.end);
    found
}

fn message(blank: &str) -> String {
    format!("这里还留着“{blank}”，没有填写")
}

const HELP: &str = "换成真实内容，没有要写的就删去";

/// N208: reports every blank, in the short texts and in the prose.
pub(super) fn left_over(report: &Report, _: &CheckOptions, findings: &mut Vec<Finding>) {
    let mut text = |text: &Text| {
        if let Some(range) = find(&text.text).first() {
            let message = message(&text.text[range.clone()]);
            findings
                .push(Finding::warning(RuleCode::N208, message, report.place(&text.span)).with_help(HELP));
        }
    };
    text(&report.agency);
    report.title.iter().for_each(&mut text);
    report.signature.iter().filter_map(|s| s.name.as_ref()).for_each(&mut text);
    report.waivers.iter().map(|waiver| &waiver.reason).for_each(&mut text);
    for prose in report.preface.iter().chain(report.prose.iter().flatten()) {
        let section = Section::with_tables(prose);
        for (number, paragraph) in section.paragraphs.iter().enumerate() {
            for range in find(&paragraph.text) {
                let blank = &paragraph.text[range.clone()];
                // A blank in the name of the agency is reported there, not at every {{ }} that repeats it.
                if section.is_filled(number, range.clone()) && report.agency.text.contains(blank) {
                    continue;
                }
                let place = section.place(report, number, range.clone());
                findings.push(Finding::warning(RuleCode::N208, message(blank), place).with_help(HELP));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn blanks_are_found_and_words_left_alone() {
        for (text, blanks) in [
            ("待补充", vec!["待补充"]),
            ("××市共××件", vec!["××", "××"]),
            ("收到XX件", vec!["XX"]),
            ("收到 ___ 件，____年", vec!["___", "____"]),
            ("XXL号、Maxx", vec![]),
            ("3×4、X光、a_b", vec![]),
            ("□□□待补充", vec!["□□□", "待补充"]),
        ] {
            let found: Vec<&str> = find(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, blanks, "{text}");
        }
    }
}
