//! N110: a report that sums others has their sums.

use super::rule::{CheckOptions, Rule};
use crate::diagnostic::{Finding, RuleCode, Severity};
use crate::form::FigureId;
use crate::report::Report;

/// Each figure of a report over several agencies is the sum of theirs.
pub(super) const N110: Rule<'static> = Rule {
    code: RuleCode::N110,
    severity: Severity::Error,
    title: "汇总报告的各数 = 下级机关各报告之和",
    meaning: "用 --parts 指明下级机关的数据文件时，汇总报告三张表中的每一个数都要等于各下级机关同一栏的数之和；年度和格式也要相同。总计由各项算出，各项相等，总计就相等，不另外核对。",
    source: "《中华人民共和国政府信息公开条例》第四十九条、第五十条；县级以上人民政府的报告要汇总所属部门和下级政府的数据",
    wrong: "# 下级两个机关：本年新收 自然人 3 件、4 件\n依申请公开:\n  本年新收: {自然人: 6}\n  予以公开: {自然人: 6}",
    right: "依申请公开:\n  本年新收: {自然人: 7}\n  予以公开: {自然人: 7}      # 用 nianbao merge 汇总，不会加错",
};

pub(super) fn equal_sums(report: &Report, options: &CheckOptions, findings: &mut Vec<Finding>) {
    let Some(parts) = options.parts else { return };
    let form = &report.form;
    if parts.year() != report.year.number || parts.form().format != form.format {
        let message = format!(
            "本报告是 {} 年度 {} 格式，下级机关的报告是 {} 年度 {} 格式，无法核对汇总",
            report.year.number,
            form.format,
            parts.year(),
            parts.form().format
        );
        let finding = Finding::error(RuleCode::N110, message, report.place(&report.year.span));
        findings.push(finding.with_help("用 --parts 指明同一年度、同一格式的数据文件"));
        return;
    }
    for number in 0..form.figures.len() {
        let id = FigureId(u16::try_from(number).unwrap_or(u16::MAX));
        if form.is_total(id) || report.figure(id).unreadable || report.number(id) == parts.number(id) {
            continue;
        }
        let (here, sum) = (report.number(id), parts.number(id));
        let message =
            format!("“{}”是 {here}，{} 个下级机关之和是 {sum}", form.figure_name(id), parts.count());
        let help =
            format!("相差 {}；核对这个数和下级机关的数据，或用 nianbao merge 重新汇总", here.minus(sum));
        findings.push(
            Finding::error(RuleCode::N110, message, report.figure_place(id))
                .with_path(form.figure(id).path.clone())
                .with_help(help),
        );
    }
}
