//! N204 and N206: the year in the period statement, and the title.

use super::rule::{CheckOptions, OFFICIAL_FORMAT, Rule};
use super::text::{NormalizedText, Section, sentences, years};
use super::words::{WORDS, holds};
use crate::diagnostic::{Finding, Fix, Place, RuleCode, Severity};
use crate::report::Report;
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
    meaning: "报告标题由机关全称、年度和“年政府信息公开工作年度报告”组成，不漏“工作”二字，不重复“年度”，年份与年度一致。不写标题时由程序生成。",
    source: OFFICIAL_FORMAT,
    wrong: "机关名称: 济源市人民政府办公室\n年度: 2024\n标题: 济源市人民政府办公室2024年度政府信息公开年度报告",
    right: "机关名称: 济源市人民政府办公室\n年度: 2024\n标题: 济源市人民政府办公室2024年政府信息公开工作年度报告",
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
    if written == official {
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

/// What is wrong with a title, in the words of a reviewer.
fn difference(report: &Report, written: &str) -> String {
    let year = report.year.number;
    let mut faults = Vec::new();
    if !written.starts_with(&NormalizedText::new(&report.agency.text).text) {
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
