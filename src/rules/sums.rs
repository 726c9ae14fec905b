//! N101–N104, N107: the sums of the tables, as the form states them.
//!
//! Which figures are summed, and under which code an uneven sum is reported, stands in the form. The texts
//! below explain the codes that the official formats use; a form with codes of its own brings its own texts.

use super::rule::{CheckOptions, OFFICIAL_FORMAT, Rule, severity};
use crate::diagnostic::{Finding, Fix, RuleCode, Severity};
use crate::form::{Axis, FigureId};
use crate::report::Report;

/// Column by column: what came in equals what was dealt with and what is carried over.
pub(super) const N101: Rule<'static> = Rule {
    code: RuleCode::N101,
    severity: Severity::Error,
    title: "依申请公开各列：本年新收 + 上年结转 = 总计 + 结转下年度",
    meaning: "第三张表每一列（自然人、五类法人或其他组织、总计，共 7 列）都要满足：第一项“本年新收”加第二项“上年结转”，等于第三项“本年度办理结果”的总计加第四项“结转下年度继续办理”。",
    source: OFFICIAL_FORMAT,
    wrong: "依申请公开:\n  本年新收: {自然人: 16}\n  予以公开: {自然人: 14}\n  结转下年度: {自然人: 1}       # 16 + 0 ≠ 14 + 1",
    right: "依申请公开:\n  本年新收: {自然人: 16}\n  予以公开: {自然人: 15}\n  结转下年度: {自然人: 1}       # 16 + 0 = 15 + 1",
};

/// Each column's written 总计 of 三 equals the sum of its rows.
pub(super) const N102: Rule<'static> = Rule {
    code: RuleCode::N102,
    severity: Severity::Error,
    title: "依申请公开各列：写出的办理结果总计 = （一）至（六）各行之和",
    meaning: "第三张表“三、本年度办理结果”的“（七）总计”一行如果写出，每一列都要等于（一）予以公开至（六）其他处理各行之和。不写时由程序计算。",
    source: OFFICIAL_FORMAT,
    wrong: "依申请公开:\n  本年新收: {自然人: 4}\n  予以公开: {自然人: 3}\n  部分公开: {自然人: 1}\n  总计: {自然人: 5}              # 3 + 1 = 4",
    right: "依申请公开:\n  本年新收: {自然人: 4}\n  予以公开: {自然人: 3}\n  部分公开: {自然人: 1}\n  总计: {自然人: 4}",
};

/// Each row's written 总计 equals its six columns.
pub(super) const N103: Rule<'static> = Rule {
    code: RuleCode::N103,
    severity: Severity::Error,
    title: "依申请公开各行：写出的总计 = 六类申请人之和",
    meaning: "第三张表 25 行数据中，写出的“总计”一栏要等于自然人、商业企业、科研机构、社会公益组织、法律服务机构、其他六栏之和。不写时由程序计算。",
    source: OFFICIAL_FORMAT,
    wrong: "依申请公开:\n  本年新收: {自然人: 3, 商业企业: 1, 总计: 3}\n  予以公开: {自然人: 3, 商业企业: 1}",
    right: "依申请公开:\n  本年新收: {自然人: 3, 商业企业: 1, 总计: 4}\n  予以公开: {自然人: 3, 商业企业: 1}",
};

/// Each block's written 总计 equals its four results.
pub(super) const N104: Rule<'static> = Rule {
    code: RuleCode::N104,
    severity: Severity::Error,
    title: "复议诉讼各组：写出的总计 = 四种结果之和",
    meaning: "第四张表行政复议、未经复议直接起诉、复议后起诉三组中，写出的“总计”要等于结果维持、结果纠正、其他结果、尚未审结之和。不写时由程序计算。",
    source: OFFICIAL_FORMAT,
    wrong: "复议诉讼:\n  行政复议: [10, 1, 0, 0, 0]     # 10 + 1 = 11",
    right: "复议诉讼:\n  行政复议: [10, 1, 0, 0, 11]",
};

/// What is in force is not less than what was issued in the year.
pub(super) const N107: Rule<'static> = Rule {
    code: RuleCode::N107,
    severity: Severity::Warning,
    title: "现行有效件数不应少于本年制发件数",
    meaning: "第二张表规章和行政规范性文件两行中，年末现行有效件数一般不会少于本年制发件数，除非当年制发的文件当年又被废止。请核对两个数是否填反或漏填。",
    source: OFFICIAL_FORMAT,
    wrong: "主动公开:\n  行政规范性文件: {本年制发件数: 17, 现行有效件数: 6}",
    right: "主动公开:\n  行政规范性文件: {本年制发件数: 17, 现行有效件数: 246}",
};

/// True if a sum cannot be compared, because one of its figures could not be read.
fn unreadable(report: &Report, ids: &[FigureId]) -> bool {
    ids.iter().any(|&id| report.figure(id).unreadable)
}

/// `3 + 1 + 0 = `, nothing for a single summand; zeros are left out where there are more than four summands.
fn summands(report: &Report, ids: &[FigureId]) -> String {
    let all = ids.len() <= 4;
    let shown: Vec<String> = ids
        .iter()
        .map(|&id| report.number(id))
        .filter(|n| all || !n.is_zero())
        .map(|n| n.to_string())
        .collect();
    if shown.len() > 1 { format!("{} = ", shown.join(" + ")) } else { String::new() }
}

/// `本年新收 16 + 上年结转 0`.
fn named_summands(report: &Report, ids: &[FigureId]) -> String {
    let one = |&id: &FigureId| format!("{} {}", report.form.figure(id).row_label, report.number(id));
    ids.iter().map(one).collect::<Vec<_>>().join(" + ")
}

/// The first written figure of a balance, or of what a computed total in it sums. None where nothing is
/// written, and for a computed 总计 of rows: it is out of balance only because another column is, which is
/// reported there.
fn first_written(report: &Report, figures: &[FigureId]) -> Option<FigureId> {
    let written = |id: &FigureId| report.figure(*id).span.is_some();
    let form = &report.form;
    figures.iter().copied().find(written).or_else(|| {
        let columns = figures.iter().filter(|id| form.total(**id, Axis::Row).is_none());
        let totals = columns.filter_map(|id| form.total(*id, Axis::Column));
        totals.flat_map(|t| t.parts.iter().copied()).find(written)
    })
}

/// N101: both sides of every balance are equal.
pub(super) fn balances(report: &Report, _: &CheckOptions, findings: &mut Vec<Finding>) {
    for balance in &report.form.balances {
        if unreadable(report, &balance.left) || unreadable(report, &balance.right) {
            continue;
        }
        let (left, right) = (report.sum(&balance.left), report.sum(&balance.right));
        if left == right {
            continue;
        }
        let figures: Vec<FigureId> = balance.left.iter().chain(&balance.right).copied().collect();
        // The very figure: the first that is written, since what is not written is 0 or computed.
        let Some(at) = first_written(report, &figures) else { continue };
        let form = &report.form;
        let column = &form.figure(at).column_label;
        let message = format!(
            "“{column}”一列不平：{} = {left}，{} = {right}",
            named_summands(report, &balance.left),
            named_summands(report, &balance.right)
        );
        let difference = left.minus(right);
        let help = format!("{}，现在左边减右边为 {difference}，请核对这一列各数", balance.meaning);
        let severity = severity(report, &balance.rule, Severity::Error);
        let mut finding = Finding::new(balance.rule.clone(), severity, message, report.figure_place(at))
            .with_path(form.figure(at).path.clone())
            .with_help(help);
        for &id in figures.iter().filter(|&&id| id != at && report.figure(id).span.is_some()) {
            let text = format!("{} {}", form.figure(id).row_label, report.number(id));
            finding = finding.with_note(report.figure_place(id), text);
        }
        findings.push(finding);
    }
}

/// N102, N103, N104: every written total is the sum of its parts.
pub(super) fn totals(report: &Report, _: &CheckOptions, findings: &mut Vec<Finding>) {
    for total in &report.form.totals {
        let figure = report.figure(total.figure);
        if figure.span.is_none() || figure.unreadable || unreadable(report, &total.parts) {
            continue;
        }
        let (written, sum) = (figure.number, report.sum(&total.parts));
        if written == sum {
            continue;
        }
        let form = &report.form;
        let of = form.figure(total.figure);
        // What the form calls this total: the last key of its row or column.
        let label = if total.axis == Axis::Column { &of.row_label } else { &of.column_label };
        let name = label.rsplit(' ').next().unwrap_or_default();
        let what = match total.axis {
            Axis::Column => format!("“{}”一列的{}", of.column_label, of.row_label),
            Axis::Row if of.row_label.is_empty() => format!("“{}”", of.column_label.replace(' ', "·")),
            Axis::Row => format!("“{}”一行的{name}", of.row_label),
        };
        let message = format!("{what}写的是 {written}，各项之和为 {}{sum}", summands(report, &total.parts));
        let help = format!("改为 {sum}，或核对各项；删去{name}，程序会自动计算");
        // A figure with a remark, `22（其中修订16件）`, may be explained by it.
        let fix = figure.span.clone().filter(|_| figure.remark.is_none());
        let fix = fix.map(|span| Fix::replace(format!("改为 {sum}"), span, sum.to_string()));
        let severity = severity(report, &total.rule, Severity::Error);
        findings.push(
            Finding::new(total.rule.clone(), severity, message, report.figure_place(total.figure))
                .with_path(of.path.clone())
                .with_help(help)
                .with_fix(fix),
        );
    }
}

/// N107: no stock is less than what was added to it in the year.
pub(super) fn stocks_at_least(report: &Report, _: &CheckOptions, findings: &mut Vec<Finding>) {
    for stock in &report.form.stock_balances {
        let ids = [stock.stock, stock.added];
        let (now, added) = (report.number(stock.stock), report.number(stock.added));
        if unreadable(report, &ids) || now >= added {
            continue;
        }
        let form = &report.form;
        let (of, by) = (form.figure(stock.stock), form.figure(stock.added));
        let message = format!("“{}”{} {now}，少于{} {added}", of.row_label, of.column_label, by.column_label);
        let place = report.figure_place(if report.figure(stock.stock).span.is_some() {
            stock.stock
        } else {
            stock.added
        });
        let severity = severity(report, &stock.at_least, Severity::Warning);
        let finding =
            Finding::new(stock.at_least.clone(), severity, message, place).with_path(of.path.clone());
        findings.push(finding.with_help("核对两个数是否填反、漏填"));
    }
}
