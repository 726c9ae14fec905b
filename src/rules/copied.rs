//! N207: prose taken over from last year.
//!
//! The prose of both years is reduced to its letters and characters, without digits and punctuation. Every
//! run of [`SHINGLE`] of them in last year's prose is put into a set; a character of this year's prose counts
//! as taken over if it is part of a run that is in the set.
//!
//! Example with runs of 3: last year wrote `收到申请16件，均已办结`, this year writes
//! `收到申请18件，全部办结`. Reduced, these are `收到申请件均已办结` and `收到申请件全部办结`. The runs
//! `收到申`, `到申请`, `申请件` are in the set, `请件全` and those behind it are not, so 5 of 9 characters count
//! as taken over.

use indexmap::IndexSet;
use std::ops::Range;

use super::blanks::has_blank;
use super::rule::{CheckOptions, Rule};
use super::text::{Section, sentences};
use crate::diagnostic::{Finding, RuleCode, Severity};
use crate::report::Report;

/// Most of the prose is new.
pub(super) const N207: Rule<'static> = Rule {
    code: RuleCode::N207,
    severity: Severity::Warning,
    title: "正文与上年报告一半以上相同",
    meaning: "用 --previous 或“上年数据”指明上年的数据文件后，比较两年的正文。数字和标点不计，与上年报告有连续 8 个字相同的文字算作相同；相同的超过 50% 时提醒。",
    source: "《中华人民共和国政府信息公开条例》第五十条",
    wrong: "正文照抄上年报告，只改了数字",
    right: "写出本年度的工作和问题",
};

/// Characters in a row that make a passage the same.
const SHINGLE: usize = 8;
/// Prose with fewer characters is not compared: a few standard phrases would be most of it.
const MIN_CHARACTERS: usize = 40;
/// The share in percent above which the finding is reported.
const MAX_SAME_PERCENT: usize = 50;

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

/// N207: compares the prose with last year's.
pub(super) fn taken_over(report: &Report, options: &CheckOptions, findings: &mut Vec<Finding>) {
    let Some(previous) = options.previous else { return };
    if report.prose.iter().flatten().any(|prose| has_blank(&prose.text())) {
        // It is still being written, and N208 says so.
        return;
    }
    let last = shingles(previous);
    let (mut all, mut taken) = (0, 0);
    // The longest sentence that is wholly last year's: the place to look at first.
    let mut longest: Option<(usize, &Section<'_>, usize, Range<usize>)> = None;
    let sections = Section::all(report);
    for section in &sections {
        for (number, paragraph) in section.paragraphs.iter().enumerate() {
            let characters: Vec<(usize, char)> = counting(&paragraph.text).collect();
            let same = same(&characters, &last);
            all += same.len();
            taken += same.iter().filter(|same| **same).count();
            let mut from = 0;
            for sentence in sentences(&paragraph.text) {
                let length = characters[from..].partition_point(|(at, _)| *at < sentence.end);
                let whole = same[from..from + length].iter().all(|same| *same);
                from += length;
                if whole && length > longest.as_ref().map_or(0, |(n, ..)| *n) {
                    longest = Some((length, section, number, sentence));
                }
            }
        }
    }
    if all < MIN_CHARACTERS || taken * 100 <= all * MAX_SAME_PERCENT {
        return;
    }
    let share = taken * 100 / all;
    let place = longest.map_or_else(
        || report.place(&report.year.span),
        |(_, section, number, sentence)| section.place(report, number, sentence),
    );
    let message = format!("正文有 {share}% 与上年报告相同（{all} 个字中 {taken} 个）");
    let help =
        format!("写出本年度的工作和问题；最长的一句相同文字在这里（上年报告：{}）", previous.source.file());
    findings.push(Finding::warning(RuleCode::N207, message, place).with_help(help));
}
