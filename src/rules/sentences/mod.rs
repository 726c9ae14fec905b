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

use super::rule::{CheckOptions, OFFICIAL_FORMAT, Rule};
use super::text::Section;
use crate::diagnostic::{Finding, RuleCode, Severity};
use crate::report::Report;
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

/// N201: every number in the prose that can be understood is one of the tables'.
pub(super) fn figures_in_prose(report: &Report, _: &CheckOptions, findings: &mut Vec<Finding>) {
    let Some(vocabulary) = Vocabulary::of(&report.form) else { return };
    let context = Context::new(&report.agency.text, report.year.number);
    for section in Section::all(report) {
        let mut reader = reader::ClauseReader::new(report, &section, &vocabulary, &context, findings);
        for number in 0..section.paragraphs.len() {
            reader.paragraph(number);
        }
    }
}
