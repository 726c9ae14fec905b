//! N201: figures in the prose against the tables.
//!
//! How a sentence is read, step by step:
//!
//! 1. The prose is normalized (`rules/text.rs`): no white space, half-width digits. Figures that come
//!    from `{{ }}` are the tables' own and are never compared.
//! 2. `vocabulary` takes a clause apart into known words: rows and columns of a table (收到, 自然人), what it
//!    counts (申请), whose figures these are (全市), of which year (上年), and words without meaning here. `names`
//!    has those that each report brings: its agency's name in all its shorter forms, its area, its years.
//! 3. `numerals` finds the numbers that count pieces: 16件, 十六件, 1.2万件.
//! 4. `clause` gives each number the words that belong to it, and takes out what changes nothing
//!    (通过网站、邮寄等途径, 因不掌握等原因).
//! 5. `reader` keeps what the sentences so far have established (`scope`), and `claims` makes a claim of each
//!    number: the rows and columns it counts.
//! 6. `evaluate` computes every sum of the tables that a claim may mean, and reports a number that is none.
//!
//! A number is only compared where every word around it is known (`templates/prose.yaml`, `mentions` of
//! form.yaml). 通过邮寄收到申请5件 counts a part that no table has, and 经补正后收到5件 has a word that is not
//! known: both are left alone. A false alarm costs a reader's trust, a missed slip costs what it costs today.

mod claims;
mod clause;
mod evaluate;
mod names;
mod numerals;
mod reader;
mod scope;
mod token;
mod vocabulary;

use std::ops::Range;

use super::rule::{CheckOptions, OFFICIAL_FORMAT, Rule};
use super::text::Section;
use crate::diagnostic::{Finding, RuleCode, Severity};
use crate::form::Path;
use crate::report::{Prose, Report};
use names::Context;
use vocabulary::Vocabulary;

/// Figures in the prose agree with the tables.
pub(super) const N201: Rule<'static> = Rule {
    code: RuleCode::N201,
    severity: Severity::Warning,
    title: "正文中的数字与表格不一致",
    meaning: "正文写到的申请受理、结转、答复件数，予以公开等各类办理结果，自然人、法人或其他组织的申请件数，行政复议、行政诉讼件数，规章和行政规范性文件的制发、废止、现行有效件数，要与表格一致。表格能够说明的都算一致，例如受理件数可以是本年新收，也可以是本年新收加上年结转。各级人民政府的表包括全市（县、区）时，“全市共收到”也要一致。别的机关、各部门的数字，上年的数字，计划和增减的数字不核对；用 {{ }} 从表格取的数字不会不一致。",
    source: OFFICIAL_FORMAT,
    wrong: "总体情况: |\n  共受理政府信息公开申请 18 件。\n依申请公开:\n  本年新收: {自然人: 16}\n  予以公开: {自然人: 16}",
    right: "总体情况: |\n  共受理政府信息公开申请 {{依申请公开.本年新收.总计}} 件。\n依申请公开:\n  本年新收: {自然人: 16}\n  予以公开: {自然人: 16}",
};

/// A number in the prose that is a figure of the tables, by the words around it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NamedFigure {
    /// Number of the section; none for 前言.
    pub section: Option<usize>,
    /// Which of its paragraphs, from 0.
    pub paragraph: usize,
    /// Bytes of the paragraph's text: the digits without their unit.
    pub at: Range<usize>,
    /// Path of the figure, or of a group's sum: `依申请公开.不予公开.总计`.
    pub path: Path,
}

/// What a reader has found in the prose so far.
#[derive(Default)]
struct Found {
    findings: Vec<Finding>,
    /// Of the section that is being read: paragraph, bytes of its normalized text, path.
    agreeing: Vec<(usize, Range<usize>, Path)>,
}

/// N201: every number in the prose that can be understood is one of the tables'.
pub(super) fn figures_in_prose(report: &Report, _: &CheckOptions, findings: &mut Vec<Finding>) {
    let mut found = Found::default();
    read(report, &mut found, |_, _, _| {});
    findings.append(&mut found.findings);
}

/// The numbers in the prose that are understood and agree with one figure of the tables, those that come from
/// `{{ }}` left out: what could be written as `{{ }}` without a change in the text.
///
/// ```
/// use nianbao::{report, rules::named_figures, yaml::Source};
/// let text = "机关名称: 甲局\n年度: 2024\n总体情况: 收到政府信息公开申请16件，培训3次。\n依申请公开: {本年新收: {自然人: 16}}\n";
/// let (report, _) = report::read(Source::new("甲.yaml", text).into());
/// let named = named_figures(&report.expect("a report"));
/// assert_eq!(named.len(), 1);
/// assert_eq!(named[0].path.as_str(), "依申请公开.本年新收.总计");
/// ```
pub fn named_figures(report: &Report) -> Vec<NamedFigure> {
    let (mut found, mut named) = (Found::default(), Vec::new());
    read(report, &mut found, |number, section, agreeing| {
        named.extend(agreeing.drain(..).map(|(paragraph, at, path)| {
            let at = section.paragraphs[paragraph].original(at);
            NamedFigure { section: number, paragraph, at, path }
        }));
    });
    named
}

/// Reads all prose of a report; `behind` is called behind each section, with its number (none for 前言) and
/// what was found in it to agree.
fn read(
    report: &Report,
    found: &mut Found,
    mut behind: impl FnMut(Option<usize>, &Section<'_>, &mut Vec<(usize, Range<usize>, Path)>),
) {
    let Some(vocabulary) = Vocabulary::of(&report.form) else { return };
    let context = Context::new(&report.agency.text, report.year.number);
    let sections =
        (0..).zip(&report.prose).filter_map(|(number, prose)| Some((Some(number), prose.as_ref()?)));
    let all: Vec<(Option<usize>, &Prose)> =
        report.preface.iter().map(|prose| (None, prose)).chain(sections).collect();
    for (number, prose) in all {
        let section = Section::new(prose);
        let mut reader = reader::ClauseReader::new(report, &section, &vocabulary, &context, found);
        for paragraph in 0..section.paragraphs.len() {
            reader.paragraph(paragraph);
        }
        behind(number, &section, &mut found.agreeing);
    }
}
