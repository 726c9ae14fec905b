//! N212: numbers that belong to a person: of identity cards, mobile telephones and bank cards.
//!
//! The whole file is searched, its comments too: data files are handed on. A run of digits is taken for such
//! a number only where it proves itself one: by its check digit and its date of birth, by the ranges of
//! mobile numbers, by the check digit of bank cards and what stands before it. Groups of digits written
//! apart (138-1234-5678) are one number.

use std::ops::Range;

use super::rule::{CheckOptions, Rule};
use super::words::{WORDS, holds};
use crate::date::Date;
use crate::diagnostic::{Finding, RuleCode, Severity};
use crate::form::Content;
use crate::report::Report;
use crate::text::half_width_digit;

/// No personal data is published.
pub(super) const N212: Rule<'static> = Rule {
    code: RuleCode::N212,
    severity: Severity::Warning,
    title: "写有个人的身份证号码、手机号码或银行卡号",
    meaning: "年度报告向社会公开，不应写有个人信息。正文、数字的说明和数据文件的注释里，身份证号码（按 GB 11643 校验）、手机号码、银行卡号（按校验位）都会指出。联系电话请写办公电话；确经本人同意公开的，用“豁免”说明理由。",
    source: "《中华人民共和国个人信息保护法》第二十五条；《中华人民共和国政府信息公开条例》第十五条",
    wrong: "前言: 如有疑问，请联系张某（13800138000）。",
    right: "前言: 如有疑问，请与本机关办公室联系（电话：0391-6633333）。",
};

/// What a number is, as the message calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Identity,
    Mobile,
    Card,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Identity => "身份证号码",
            Kind::Mobile => "手机号码",
            Kind::Card => "银行卡号",
        }
    }
}

/// A run of digits, half-width; an X may stand at its end.
#[derive(Debug, Clone)]
struct Run {
    digits: String,
    range: Range<usize>,
}

/// N212: every such number, wherever it stands in the file.
pub(super) fn numbers(report: &Report, _: &CheckOptions, findings: &mut Vec<Finding>) {
    let text = report.source.text();
    let tables: Vec<Range<usize>> = report
        .form
        .sections
        .iter()
        .zip(&report.section_spans)
        .filter(|(section, _)| matches!(section.content, Content::Table(_)))
        .filter_map(|(_, span)| span.clone())
        .collect();
    for (range, kind) in find(text, report.year.number) {
        let in_table = tables.iter().any(|table| table.start <= range.start && range.end <= table.end);
        if in_table && !is_said(&text[..range.start]) {
            continue;
        }
        let message = format!("这里写着{}（末四位 {}）", kind.name(), last_four(&text[range.clone()]));
        let finding = Finding::warning(RuleCode::N212, message, report.place(&range));
        findings.push(finding.with_help("公开前删去；联系方式请写办公电话"));
    }
}

/// In a table, whether a number stands in a remark (`"22（联系人……）"`) or a comment and is no figure.
fn is_said(before: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or(before);
    line.contains(['（', '(', '#'])
}

fn last_four(number: &str) -> String {
    let digits: Vec<char> =
        number.chars().map(half_width_digit).filter(char::is_ascii_alphanumeric).collect();
    digits[digits.len().saturating_sub(4)..].iter().collect()
}

/// The numbers of persons in a text, with their bytes.
fn find(text: &str, year: u16) -> Vec<(Range<usize>, Kind)> {
    let runs = runs(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < runs.len() {
        let end = at + grouped(text, &runs[at..]);
        // Several groups first: 6222 0212 3456 … is one number and not some.
        let all = joined(&runs[at..end]).and_then(|run| judged(text, &run, year));
        match all {
            Some(number) => found.push(number),
            None => found.extend(runs[at..end].iter().filter_map(|run| judged(text, run, year))),
        }
        at = end;
    }
    found
}

/// Every run of digits of a text. An X ends a run of seventeen digits, and one of three: the last group of an
/// identity number that is written in groups (`110105 19491231 002X`).
fn runs(text: &str) -> Vec<Run> {
    const DIGITS_BEFORE_X: [usize; 2] = [17, 3];
    let mut runs: Vec<Run> = Vec::new();
    for (at, character) in text.char_indices() {
        let digit = half_width_digit(character);
        let end = at + character.len_utf8();
        let last = runs.last_mut().filter(|run| run.range.end == at);
        match last {
            Some(run) if digit.is_ascii_digit() && !run.digits.ends_with('X') => {
                run.digits.push(digit);
                run.range.end = end;
            }
            Some(run)
                if matches!(character, 'X' | 'x' | 'Ｘ' | 'ｘ')
                    && DIGITS_BEFORE_X.contains(&run.digits.len()) =>
            {
                run.digits.push('X');
                run.range.end = end;
            }
            _ if digit.is_ascii_digit() => runs.push(Run { digits: digit.into(), range: at..end }),
            _ => {}
        }
    }
    runs
}

/// How many of the runs at the head of a list stand apart by one space or hyphen only. No number has more
/// groups than five.
fn grouped(text: &str, runs: &[Run]) -> usize {
    const MAX_GROUPS: usize = 5;
    let near =
        |pair: &&[Run]| matches!(&text[pair[0].range.end..pair[1].range.start], " " | "-" | "－" | "　");
    1 + runs.windows(2).take(MAX_GROUPS - 1).take_while(near).count()
}

/// Several runs as one, if they are grouped as such numbers are.
fn joined(runs: &[Run]) -> Option<Run> {
    let lengths: Vec<usize> = runs.iter().map(|run| run.digits.len()).collect();
    let is_usual = matches!(
        lengths.as_slice(),
        [3, 4, 4] | [2, 3, 4, 4] | [2, 11] | [6, 8, 4] | [4, 4, 4, 4] | [4, 4, 4, 4, 1..=4]
    );
    let digits = runs.iter().map(|run| run.digits.as_str()).collect();
    is_usual.then(|| Run { digits, range: runs[0].range.start..runs[runs.len() - 1].range.end })
}

/// What a run is, and where it stands; none if it is no number of a person.
fn judged(text: &str, run: &Run, year: u16) -> Option<(Range<usize>, Kind)> {
    let before = text[..run.range.start].chars().next_back();
    let behind = text[run.range.end..].chars().next();
    // Parts of an address on the web, a file's name, a code with letters.
    let continues = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '=' | '.' | '&' | '%');
    let dotted =
        behind == Some('.') && text[run.range.end + 1..].starts_with(|c: char| c.is_ascii_alphanumeric());
    if before.is_some_and(continues) || dotted || behind.is_some_and(|c| continues(c) && c != '.') {
        return None;
    }
    let digits = run.digits.as_str();
    let kind = match digits.len() {
        11 if is_mobile(digits) => Kind::Mobile,
        13 if digits.strip_prefix("86").is_some_and(is_mobile) => Kind::Mobile,
        18 if is_identity(digits, year) => Kind::Identity,
        16..=19 if is_card(digits, &text[..run.range.start]) => Kind::Card,
        _ => return None,
    };
    Some((run.range.clone(), kind))
}

fn is_mobile(digits: &str) -> bool {
    digits.len() == 11 && digits.starts_with('1') && matches!(digits.as_bytes()[1], b'3'..=b'9')
}

/// GB 11643: a region, the date of birth, a serial number, and a check digit after ISO 7064 MOD 11-2.
fn is_identity(digits: &str, year: u16) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: &[u8; 11] = b"10X98765432";
    let born = |range: Range<usize>| digits[range].parse::<u16>().ok();
    let (Some(region), Some(born_year), Some(month), Some(day)) =
        (born(0..2), born(6..10), born(10..12), born(12..14))
    else {
        return false;
    };
    let sum: u32 = digits.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    (11..=82).contains(&region)
        && (1900..=year).contains(&born_year)
        && Date::new(born_year, month as u8, day as u8).is_some()
        && digits.as_bytes()[17] == CHECKS[(sum % 11) as usize]
}

/// ISO/IEC 7812: the check digit after Luhn; of UnionPay (62), or named a card's or an account's before it.
fn is_card(digits: &str, before: &str) -> bool {
    const NEAR: usize = 12;
    let near: String = before.chars().rev().take(NEAR).collect::<Vec<_>>().into_iter().rev().collect();
    let values = digits.bytes().rev().enumerate().map(|(at, digit)| {
        let digit = u32::from(digit.wrapping_sub(b'0'));
        match at % 2 {
            0 => digit,
            _ if digit > 4 => digit * 2 - 9,
            _ => digit * 2,
        }
    });
    let is_varied = digits.bytes().any(|digit| digit != digits.as_bytes()[0]);
    let is_known = digits.starts_with("62") || holds(&near, &WORDS.card_words);
    digits.bytes().all(|digit| digit.is_ascii_digit())
        && is_varied
        && is_known
        && values.sum::<u32>() % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::{Kind, find};

    #[test]
    fn numbers_of_persons_are_found() {
        for (text, kind) in [
            // The example of GB 11643-1999.
            ("身份证号11010519491231002X", Kind::Identity),
            ("身份证号１１０１０５１９４９１２３１００２Ｘ", Kind::Identity),
            ("110105 19491231 002x", Kind::Identity),
            ("电话：13800138000。", Kind::Mobile),
            ("１３８００１３８０００", Kind::Mobile),
            ("138-0013-8000", Kind::Mobile),
            ("+86 138 0013 8000", Kind::Mobile),
            ("+8613800138000", Kind::Mobile),
            ("邮箱13800138000@example.com", Kind::Mobile),
            ("卡 6222020200112233446", Kind::Card),
            ("卡号：6222 0202 0011 2233 446", Kind::Card),
            ("账号4111111111111111", Kind::Card),
        ] {
            let found = find(text, 2024);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert_eq!(found[0].1, kind, "{text}");
        }
    }

    #[test]
    fn other_numbers_are_left_alone() {
        for text in [
            "电话：0391-6633333、12345、4008001234",
            "统一社会信用代码11341702486344515H",
            "http://www.example.gov.cn/art/13800138000.html",
            "11010519491231002",
            "110105194912310020",
            // The check digit is right, the month is none; and nobody was born in 1880.
            "110105194913310021",
            "440524188001010014",
            "23800138000",
            "138****8000",
            "收到16件，办结15件，2024年1月1日",
            "编号A13800138000",
            "6222020200112233441",
            "4111111111111111",
            "账号6222020200112233441",
            "1380 0138 000",
            "金额1380013800元",
        ] {
            assert!(find(text, 2024).is_empty(), "{text}: {:?}", find(text, 2024));
        }
    }
}
