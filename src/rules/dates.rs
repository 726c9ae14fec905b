//! N204, N206 and N211: the year in the period statement, in the title, and at the head of a sentence.

use super::rule::{CheckOptions, OFFICIAL_FORMAT, Rule};
use super::text::{NormalizedText, Section, sentences, years};
use super::words::{WORDS, holds};
use crate::diagnostic::{Finding, Fix, Place, RuleCode, Severity};
use crate::form::Content;
use crate::report::Report;
use crate::text::is_ordinal_numeral;
use crate::yaml::plain_or_quoted;

/// The period statement is of the report year.
pub(super) const N204: Rule<'static> = Rule {
    code: RuleCode::N204,
    severity: Severity::Warning,
    title: "统计期限的年份与年度不一致",
    meaning: "正文中写明统计期限（该年 1 月 1 日至 12 月 31 日）的一句，年份要与“年度”一致。多是沿用上年文字时漏改。",
    source: "《中华人民共和国政府信息公开条例》第四十九条",
    wrong: "年度: 2024\n总体情况: |\n  统计期限自2023年1月1日起至2023年12月31日止。",
    right: "年度: 2024\n总体情况: |\n  统计期限自{{年度}}年1月1日起至{{年度}}年12月31日止。",
};

/// The title is agency, year and the official words.
pub(super) const N206: Rule<'static> = Rule {
    code: RuleCode::N206,
    severity: Severity::Warning,
    title: "标题不是“机关名称 + 年度 + 年政府信息公开工作年度报告”",
    meaning: "报告标题由机关全称、年度和“年政府信息公开工作年度报告”组成，不漏“工作”二字，不重复“年度”，年份与年度一致。有的地方年份写在前面（2024年某市政府信息公开工作年度报告），也可以。不写标题时由程序生成。",
    source: OFFICIAL_FORMAT,
    wrong: "机关名称: 济源市人民政府办公室\n年度: 2024\n标题: 济源市人民政府办公室2024年度政府信息公开年度报告",
    right: "机关名称: 济源市人民政府办公室\n年度: 2024\n标题: 济源市人民政府办公室2024年政府信息公开工作年度报告",
};

/// Sentences are of the report year.
pub(super) const N211: Rule<'static> = Rule {
    code: RuleCode::N211,
    severity: Severity::Warning,
    title: "一句话以上年的年份开头，讲的却是报告年度的工作",
    meaning: "第一部分、第五部分里以“2023年，我局……”这样开头的句子，年份要是报告年度。统计期限改了、正文还留着上年的年份，多是沿用旧文时漏改。讲结转、与上年相比、上年的考核和决算的句子不算。",
    source: "《中华人民共和国政府信息公开条例》第五十条",
    wrong: "年度: 2024\n总体情况: |\n  2023年，我局认真做好政府信息公开工作。",
    right: "年度: 2024\n总体情况: |\n  {{年度}}年，我局认真做好政府信息公开工作。",
};

/// N204: the period statement names the report year.
pub(super) fn period(report: &Report, _: &CheckOptions, findings: &mut Vec<Finding>) {
    let words = &WORDS.period;
    for section in Section::all(report) {
        for (number, paragraph) in section.paragraphs.iter().enumerate() {
            for sentence in sentences(&paragraph.text) {
                let text = &paragraph.text[sentence.clone()];
                let both = text.contains(&words.first_day) && text.contains(&words.last_day);
                if !both && !holds(text, &words.words) {
                    continue;
                }
                for (range, year) in years(text) {
                    let day = &text[range.end + '年'.len_utf8()..];
                    let ends =
                        [&words.first_day, &words.last_day].iter().any(|d| day.starts_with(d.as_str()));
                    if year == report.year.number || !ends {
                        continue;
                    }
                    let range = sentence.start + range.start..sentence.start + range.end;
                    let message = format!("统计期限写的是 {year} 年，报告年度是 {}", report.year.number);
                    let help = format!(
                        "改为 {}，或写成 {{{{ {} }}}}",
                        report.year.number, report.form.general.year.key
                    );
                    let place = section.place(report, number, range);
                    let fix = year_fix(report, &place);
                    findings
                        .push(Finding::warning(RuleCode::N204, message, place).with_help(help).with_fix(fix));
                }
            }
        }
    }
}

/// N211: no sentence reports the work of the year under an earlier one.
pub(super) fn stale_years(report: &Report, _: &CheckOptions, findings: &mut Vec<Finding>) {
    let prose = report.form.sections.iter().zip(&report.prose).filter_map(|(section, prose)| {
        let Content::Prose(spec) = &section.content else { return None };
        spec.required_topics.as_ref()?;
        prose.as_ref()
    });
    for section in prose.map(Section::new) {
        for (number, paragraph) in section.paragraphs.iter().enumerate() {
            let text = paragraph.text.as_str();
            for sentence in sentences(text) {
                let start = sentence.start + ordinal(&text[sentence.clone()]);
                let Some(year) = stale_year(&text[start..sentence.end], report.year.number) else { continue };
                let range = start..start + 4;
                if section.is_filled(number, range.clone()) {
                    continue;
                }
                let message =
                    format!("这一句以 {year} 年开头，报告年度是 {}，像是沿用上年的文字", report.year.number);
                let help = format!(
                    "讲报告年度的工作，改为 {}；讲的确是 {year} 年的事，写明是哪一年结转、与哪一年相比，或用“豁免”说明",
                    report.year.number
                );
                let place = section.place(report, number, range);
                findings.push(Finding::warning(RuleCode::N211, message, place).with_help(help));
            }
        }
    }
}

/// The length of what may stand before the first word of a sentence: （二）, 一是, 1., a heading up to its
/// stop is a sentence of its own.
fn ordinal(sentence: &str) -> usize {
    let behind = |sign: char| sentence.find(sign).map(|at| (at, at + sign.len_utf8()));
    let numbered = |(at, end): (usize, usize)| {
        let number = sentence[..at].trim_start_matches(['（', '(']);
        let is_number = |c: char| c.is_ascii_digit() || is_ordinal_numeral(c);
        (!number.is_empty() && number.chars().count() <= 3 && number.chars().all(is_number)).then_some(end)
    };
    ['）', ')', '、', '.', '是'].into_iter().filter_map(behind).find_map(numbered).unwrap_or(0)
}

/// The year that a sentence opens with, if it is an earlier one and the sentence is not about it.
fn stale_year(sentence: &str, report_year: u16) -> Option<u16> {
    let (range, year) = years(sentence).into_iter().next().filter(|(range, _)| range.start == 0)?;
    let behind = &sentence[range.end + '年'.len_utf8()..];
    let behind = behind.strip_prefix('度').unwrap_or(behind);
    let words = &WORDS.stale_year;
    let is_date = behind.starts_with(|c: char| c.is_ascii_digit());
    let is_about_it = words.not_behind.iter().any(|word| behind.starts_with(word.as_str()));
    let names_own_year = years(sentence).iter().any(|(_, other)| *other == report_year);
    let is_stale = year < report_year && !is_date && !is_about_it && !names_own_year;
    let is_period = holds(sentence, &WORDS.period.words);
    (is_stale && !is_period && !holds(behind, &words.not_with)).then_some(year)
}

/// Writes the report year instead; none where the place is not a year written out in the file.
fn year_fix(report: &Report, place: &Place) -> Option<Fix> {
    let bytes = place.bytes()?;
    let written = report.source.text().get(bytes.clone())?;
    let is_year = written.chars().count() == 4 && written.chars().all(char::is_numeric);
    let year = report.year.number.to_string();
    is_year.then(|| Fix::replace(format!("改为 {year}"), bytes, year))
}

/// N206: a title of one's own is the official one.
pub(super) fn title(report: &Report, _: &CheckOptions, findings: &mut Vec<Finding>) {
    let Some(title) = &report.title else { return };
    let official = NormalizedText::new(&report.official_title()).text;
    let written = NormalizedText::new(&title.text).text;
    if written == official || year_first(report).contains(&written) {
        return;
    }
    let message = format!("标题{}", difference(report, &written));
    let help = format!("改为“{official}”，或删去标题由程序生成");
    // A block scalar is left to the author: its lines may be broken on purpose.
    let written = report.source.text().get(title.span.clone());
    let one_line = written.is_some_and(|text| !text.contains('\n'));
    let fix = one_line.then(|| {
        let replacement = plain_or_quoted(&report.official_title());
        Fix::replace(format!("改为“{official}”"), title.span.clone(), replacement)
    });
    findings.push(
        Finding::warning(RuleCode::N206, message, report.place(&title.span)).with_help(help).with_fix(fix),
    );
}

/// The title with the year first, as some places have it: 2024年甲市教育局政府信息公开工作年度报告, and for a
/// government also 2024年甲市政府信息公开工作年度报告.
fn year_first(report: &Report) -> Vec<String> {
    let agency = NormalizedText::new(&report.agency.text).text;
    let Some(words) = report.form.title.strip_prefix('年') else { return Vec::new() };
    let place = WORDS.government_names.iter().find_map(|name| agency.strip_suffix(name.as_str()));
    let names = std::iter::once(agency.as_str()).chain(place);
    names.map(|name| format!("{}年{name}{words}", report.year.number)).collect()
}

/// What is wrong with a title, in the words of a reviewer.
fn difference(report: &Report, written: &str) -> String {
    let year = report.year.number;
    let mut faults = Vec::new();
    let agency = NormalizedText::new(&report.agency.text).text;
    let behind_year = written.strip_prefix(&format!("{year}年")).unwrap_or(written);
    if !behind_year.starts_with(&agency) {
        faults.push(format!("不以机关名称“{}”开头", report.agency.text));
    }
    let found: Vec<u16> = years(written).into_iter().map(|(_, year)| year).collect();
    if let Some(wrong) = found.iter().find(|&&found| found != year) {
        faults.push(format!("的年份是 {wrong}，报告年度是 {year}"));
    } else if found.is_empty() {
        faults.push(format!("没有写明 {year} 年"));
    }
    // The words behind 年 that the official title ends with, as the form spells them.
    let ending = report.form.title.trim_start_matches('年');
    if !written.ends_with(ending) {
        faults.push(format!("没有以“{ending}”结尾"));
    } else {
        let word = report.form.general.year.key.as_str();
        let count = |text: &str| text.matches(word).count();
        if count(written) > count(ending) + count(&report.agency.text) {
            faults.push(format!("重复写了“{word}”"));
        }
    }
    if faults.is_empty() { "与规定的写法不同".to_owned() } else { faults.join("，") }
}
