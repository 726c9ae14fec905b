//! N207: prose taken over from last year.

use indexmap::IndexSet;
use std::ops::Range;

use super::CheckOptions;
use super::blanks::has_blank;
use super::registry::Rule;
use super::text::{Section, sentences};
use crate::diagnostic::{Finding, Place, Severity};
use crate::report::Report;

/// Most of the prose is new.
pub(super) const N207: Rule = Rule {
    code: "N207",
    severity: Severity::Warning,
    title: "正文与上年报告一半以上相同",
    meaning: "用 --previous 或“上年数据”指明上年的数据文件后，比较两年的正文。数字和标点不计，与上年报告有连续 8 个字相同的文字算作相同；相同的超过 50% 时提醒。",
    source: "《中华人民共和国政府信息公开条例》第五十条",
    wrong: "正文照抄上年报告，只改了数字",
    right: "写出本年度的工作和问题",
    check: Some(copied),
};

/// So many characters in a row make a passage the same.
const SHINGLE: usize = 8;
/// Prose shorter than this says nothing about copying.
const MIN_CHARACTERS: usize = 40;
/// The share in percent that is too much.
const MAX_SHARE_PERCENT: usize = 50;

/// The characters of a text that count: no white space, digits or punctuation, so that a sentence with new
/// figures is still the same.
fn counting(text: &str) -> impl Iterator<Item = (usize, char)> {
    text.char_indices().filter(|(_, c)| c.is_alphabetic())
}

/// Every run of [`SHINGLE`] characters, paragraph by paragraph.
fn shingles(report: &Report) -> IndexSet<[char; SHINGLE]> {
    let mut all = IndexSet::new();
    for section in Section::all(report) {
        for paragraph in &section.paragraphs {
            let characters: Vec<char> = counting(&paragraph.text).map(|(_, c)| c).collect();
            all.extend(characters.windows(SHINGLE).filter_map(|w| <[char; SHINGLE]>::try_from(w).ok()));
        }
    }
    all
}

/// Which of the counting characters of a paragraph stand in a passage of last year's.
fn same(characters: &[(usize, char)], last: &IndexSet<[char; SHINGLE]>) -> Vec<bool> {
    let mut same = vec![false; characters.len()];
    for (start, window) in characters.windows(SHINGLE).enumerate() {
        let mut shingle = ['\0'; SHINGLE];
        shingle.iter_mut().zip(window).for_each(|(to, (_, from))| *to = *from);
        if last.contains(&shingle) {
            same[start..start + SHINGLE].fill(true);
        }
    }
    same
}

fn copied(report: &Report, options: &CheckOptions, findings: &mut Vec<Finding>) {
    let Some(previous) = options.previous else { return };
    if report.prose.iter().flatten().any(|prose| has_blank(&prose.text())) {
        // It is still being written, and N208 says so.
        return;
    }
    let last = shingles(previous);
    let (mut all, mut taken) = (0, 0);
    // The longest sentence that is wholly last year's: the place to look at first.
    let mut longest: Option<(usize, Place)> = None;
    for section in Section::all(report) {
        for (number, paragraph) in section.paragraphs.iter().enumerate() {
            let characters: Vec<(usize, char)> = counting(&paragraph.text).collect();
            let same = same(&characters, &last);
            all += same.len();
            taken += same.iter().filter(|same| **same).count();
            for sentence in sentences(&paragraph.text) {
                let within = |at: usize, range: &Range<usize>| range.contains(&at);
                let flags = characters.iter().zip(&same).filter(|((at, _), _)| within(*at, &sentence));
                let (length, whole) = flags.fold((0, true), |(n, whole), (_, same)| (n + 1, whole && *same));
                if whole && length > longest.as_ref().map_or(0, |(n, _)| *n) {
                    longest = Some((length, section.place(report, number, sentence)));
                }
            }
        }
    }
    if all < MIN_CHARACTERS || taken * 100 <= all * MAX_SHARE_PERCENT {
        return;
    }
    let share = taken * 100 / all;
    let place = longest.map_or_else(|| report.place(&report.year.span), |(_, place)| place);
    let message = format!("正文有 {share}% 与上年报告相同（{all} 个字中 {taken} 个）");
    let help =
        format!("写出本年度的工作和问题；最长的一句相同文字在这里（上年报告：{}）", previous.source.file());
    findings.push(Finding::warning("N207", message, place).with_help(help));
}
