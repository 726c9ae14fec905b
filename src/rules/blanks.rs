//! N208: leftover scaffold and unfilled blanks.

use std::ops::Range;

use super::rule::{CheckOptions, DATA_FILE, Rule};
use super::text::Section;
use super::words::WORDS;
use crate::diagnostic::{Finding, Place, RuleCode, Severity};
use crate::report::{Report, Text};

/// Nothing is left to fill in.
pub(super) const N208: Rule<'static> = Rule {
    code: RuleCode::N208,
    severity: Severity::Warning,
    title: "还有没填的空白或模板文字",
    meaning: "“待补充”“××”“XX”“___”这样的文字是起草时留下的，发布前要换成真实内容。init 写下的“待补充”是错误，还留着的报告不能生成正式文件；其他空白是警告。“有待完善”“亟待补充”是普通的词，不算。",
    source: DATA_FILE,
    wrong: "机关名称: ××市人民政府办公室",
    right: "机关名称: 济源市人民政府办公室",
};

/// Something that is still to be filled in.
struct Blank {
    range: Range<usize>,
    /// Left by `init`: nobody has written anything there yet.
    is_scaffold: bool,
}

/// True if something in a text is still to be filled in.
pub(super) fn has_blank(text: &str) -> bool {
    !find(text).is_empty()
}

/// The blanks of a text: leftover words, and runs of two or more of one blank sign.
fn find(text: &str) -> Vec<Blank> {
    let mut found: Vec<Blank> = WORDS
        .scaffold_words
        .iter()
        .map(|word| (word, true))
        .chain(WORDS.blank_words.iter().map(|word| (word, false)))
        .flat_map(|(word, is_scaffold)| {
            // 有待完善 is a word.
            let is_blank = |at: &usize| !text[..*at].ends_with(|c| WORDS.awaiting.contains(c));
            let places = text.match_indices(word.as_str()).map(|(at, _)| at).filter(is_blank);
            places.map(move |at| Blank { range: at..at + word.len(), is_scaffold })
        })
        .collect();
    found.extend(sign_runs(text).map(|range| Blank { range, is_scaffold: false }));
    found.sort_by_key(|blank| (blank.range.start, std::cmp::Reverse(blank.range.end), !blank.is_scaffold));
    found.dedup_by(|next, first| next.range.start < first.range.end);
    found
}

/// Runs of two or more of one blank sign. XXL and maxx are words, and 138****1234 is a number that was hidden
/// on purpose.
fn sign_runs(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut characters = text.char_indices().peekable();
    let mut before: Option<char> = None;
    std::iter::from_fn(move || {
        loop {
            let (start, sign) = characters.next()?;
            let mut end = start + sign.len_utf8();
            let mut count = 1;
            while let Some((at, _)) = characters.next_if(|(_, next)| *next == sign) {
                end = at + sign.len_utf8();
                count += 1;
            }
            let behind = text[end..].chars().next();
            let latin =
                |c: Option<char>| sign.is_ascii_alphabetic() && c.is_some_and(|c| c.is_ascii_alphanumeric());
            let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
            let is_hidden = digit(before) && digit(behind);
            let is_blank = count >= 2 && WORDS.blank_signs.contains(sign);
            let is_word = latin(before) || latin(behind);
            before = Some(sign);
            if is_blank && !is_word && !is_hidden {
                return Some(start..end);
            }
        }
    })
}

fn finding(blank: &Blank, text: &str, place: Place) -> Finding {
    let message = format!("这里还留着“{}”，没有填写", &text[blank.range.clone()]);
    if blank.is_scaffold {
        Finding::error(RuleCode::N208, message, place)
            .with_help("换成真实内容，没有要写的就删去；没有写完要先看样子，用 build --draft")
    } else {
        Finding::warning(RuleCode::N208, message, place).with_help("换成真实内容，没有要写的就删去")
    }
}

/// Whether a finding is an error only because a text is not written yet: `init` left a word there to be
/// replaced. Such a report cannot be published, but its figures can be added up.
///
/// ```
/// use nianbao::{report, rules, yaml::Source};
/// let text = "机关名称: 甲局\n年度: 2024\n总体情况: 待补充\n";
/// let (report, read) = report::read(Source::new("甲.yaml", text).into());
/// let found = rules::check(&report.expect("a report"), read, &Default::default()).findings;
/// assert!(found.iter().any(rules::is_unwritten));
/// ```
pub fn is_unwritten(finding: &Finding) -> bool {
    finding.rule == N208.code && finding.is_error()
}

/// N208: reports every blank, in the short texts and in the prose.
pub(super) fn left_over(report: &Report, _: &CheckOptions, findings: &mut Vec<Finding>) {
    let mut text = |text: &Text| {
        let place = || report.place(&text.span);
        findings.extend(find(&text.text).first().map(|blank| finding(blank, &text.text, place())));
    };
    text(&report.agency);
    report.title.iter().for_each(&mut text);
    report.signature.iter().filter_map(|s| s.name.as_ref()).for_each(&mut text);
    report.waivers.iter().map(|waiver| &waiver.reason).for_each(&mut text);
    for prose in report.preface.iter().chain(report.prose.iter().flatten()) {
        let section = Section::with_tables(prose);
        for (number, paragraph) in section.paragraphs.iter().enumerate() {
            for blank in find(&paragraph.text) {
                let written = &paragraph.text[blank.range.clone()];
                // A blank in the name of the agency is reported there, not at every {{ }} that repeats it.
                if section.is_filled(number, blank.range.clone()) && report.agency.text.contains(written) {
                    continue;
                }
                let place = section.place(report, number, blank.range.clone());
                findings.push(finding(&blank, &paragraph.text, place));
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
            ("机制有待完善，人员亟待补充，办法尚待完善", vec![]),
            ("待完善、已待补充", vec!["待完善", "待补充"]),
            ("电话138****5678", vec![]),
            ("收到**件", vec!["**"]),
        ] {
            let found: Vec<&str> = find(text).into_iter().map(|blank| &text[blank.range]).collect();
            assert_eq!(found, blanks, "{text}");
        }
    }

    #[test]
    fn what_init_wrote_is_an_error() {
        for (text, is_scaffold) in [("待补充存在的主要问题。", true), ("待填写", false), ("XX局", false)]
        {
            assert_eq!(find(text)[0].is_scaffold, is_scaffold, "{text}");
        }
    }
}
