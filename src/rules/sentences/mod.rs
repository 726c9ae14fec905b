//! N201: figures in the prose against the tables.
//!
//! A sentence is only judged where every word around a number is known (`templates/prose.yaml`, `mentions` of
//! form.yaml): 通过邮寄收到申请 5 件 counts a part that no table has, and the one word 邮寄 is enough to keep
//! silent. What is known is turned into the sums of figures that the number may be, and only a number that is
//! none of them is told. Figures from `{{ }}` are never asked.

mod clause;
mod judge;
mod numerals;
mod reader;
mod vocabulary;

use super::rule::{CheckOptions, OFFICIAL_FORMAT, Rule};
use super::text::Section;
use crate::diagnostic::{Finding, RuleCode, Severity};
use crate::report::Report;
use vocabulary::{Context, Vocabulary};

/// Figures in the prose agree with the tables.
pub(super) const N201: Rule<'static> = Rule {
    code: RuleCode::N201,
    severity: Severity::Warning,
    title: "正文中的数字与表格不一致",
    meaning: "正文写到的申请受理、结转、答复件数，予以公开等各类办理结果，自然人、法人或其他组织的申请件数，行政复议、行政诉讼件数，规章和行政规范性文件的制发、废止、现行有效件数，要与表格一致。表格能够说明的都算一致，例如受理件数可以是本年新收，也可以是本年新收加上年结转。全市、各部门的数字，上年的数字，计划和增减的数字不核对；用 {{ }} 从表格取的数字不会不一致。",
    source: OFFICIAL_FORMAT,
    wrong: "总体情况: |\n  共受理政府信息公开申请 18 件。\n依申请公开:\n  本年新收: {自然人: 16}\n  予以公开: {自然人: 16}",
    right: "总体情况: |\n  共受理政府信息公开申请 {{依申请公开.本年新收.总计}} 件。\n依申请公开:\n  本年新收: {自然人: 16}\n  予以公开: {自然人: 16}",
};

/// N201: every number in the prose that can be understood is one of the tables'.
pub(super) fn figures_in_prose(report: &Report, _: &CheckOptions, findings: &mut Vec<Finding>) {
    let Some(vocabulary) = Vocabulary::of(&report.form) else { return };
    let context = Context::new(&report.agency.text, report.year.number);
    for section in Section::all(report) {
        let mut reader = reader::Reader::new(report, &section, &vocabulary, &context, findings);
        for number in 0..section.paragraphs.len() {
            reader.paragraph(number);
        }
    }
}
