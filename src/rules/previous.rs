//! N105, N106 and N209: what last year's report left behind, and that it is this agency's and last year's.

use super::rule::{CheckOptions, DATA_FILE, OFFICIAL_FORMAT, Rule, severity};
use crate::diagnostic::{Finding, Place, RuleCode, Severity};
use crate::form::{Axis, FigureId, Path};
use crate::report::{Identity, Number, Report};

/// What last year carried over is what this year begins with.
pub(super) const N105: Rule<'static> = Rule {
    code: RuleCode::N105,
    severity: Severity::Error,
    title: "上年结转 = 上年报告的结转下年度，逐列核对",
    meaning: "第三张表“上年结转”每一列都要等于上年度报告“结转下年度继续办理”的同一列。用 --previous 或“上年数据”指明上年的数据文件后核对。",
    source: OFFICIAL_FORMAT,
    wrong: "依申请公开:\n  上年结转: {自然人: 1}          # 上年报告的结转下年度是 2",
    right: "依申请公开:\n  上年结转: {自然人: 2}",
};

/// What is in force goes on from last year's.
pub(super) const N106: Rule<'static> = Rule {
    code: RuleCode::N106,
    severity: Severity::Error,
    title: "现行有效件数 = 上年现行有效 + 本年制发 − 本年废止",
    meaning: "第二张表规章、行政规范性文件两行的现行有效件数，要等于上年度报告的现行有效件数加本年制发件数、减本年废止件数。用 --previous 或“上年数据”指明上年的数据文件后核对。",
    source: OFFICIAL_FORMAT,
    wrong: "主动公开:\n  行政规范性文件: [17, 0, 240]     # 上年现行有效 229，229 + 17 − 0 = 246",
    right: "主动公开:\n  行政规范性文件: [17, 0, 246]",
};

/// The path of last year's data file.
pub(super) const N020: Rule<'static> = Rule {
    code: RuleCode::N020,
    severity: Severity::Error,
    title: "“上年数据”的路径不能用",
    meaning: "“上年数据”写从本文件所在文件夹起的相对路径，文件要在所给的文件夹、或运行命令的文件夹里面。绝对路径、网络路径、盘符、设备名、标准输入（-），以及通到这些文件夹以外的路径（经过链接的也算），一律不打开；没有这个文件、读不了的，也在这里报告。",
    source: DATA_FILE,
    wrong: "上年数据: /srv/年报/2023.yaml",
    right: "上年数据: 2023.yaml",
};

/// What is given as last year's is last year's, and of the same agency.
pub(super) const N209: Rule<'static> = Rule {
    code: RuleCode::N209,
    severity: Severity::Error,
    title: "上年数据是本机关上一年度的",
    meaning: "“上年数据”或 --previous 指明的文件，“年度”要正好比本文件早一年，“机关名称”要与本文件的相同，或者是其中一个文件的“曾用名”。不是的，什么也不与它核对。--previous 给出许多份报告，其中有两份都像是上年的，列出这两份，也不核对（警告）。",
    source: OFFICIAL_FORMAT,
    wrong: "年度: 2024\n上年数据: 2022.yaml            # 其中年度: 2022",
    right: "年度: 2024\n上年数据: 2023.yaml            # 其中年度: 2023",
};

/// A figure of last year's report, by its path: last year may have used another format.
fn last(previous: &Report, path: &Path) -> Option<(FigureId, Number)> {
    let id = previous.form.figure_at(path)?;
    let figure = previous.figure(id);
    (!figure.unreadable).then_some((id, figure.number))
}

/// True for the total of a row that is computed: if it differs from last year's, so does one of its columns,
/// which is reported there.
fn is_computed(report: &Report, id: FigureId) -> bool {
    report.figure(id).span.is_none() && report.form.total(id, Axis::Row).is_some()
}

/// N105: what this year begins with is what last year carried over.
pub(super) fn carry_overs(report: &Report, options: &CheckOptions, findings: &mut Vec<Finding>) {
    let Some(previous) = options.previous else { return };
    let form = &report.form;
    for carry in &form.carry_overs {
        let Some((id, number)) = last(previous, &form.figure(carry.last_year).path) else { continue };
        let figure = report.figure(carry.this_year);
        let computed = is_computed(report, carry.this_year) && is_computed(previous, id);
        if figure.unreadable || computed || figure.number == number {
            continue;
        }
        let (this, that) = (form.figure(carry.this_year), form.figure(carry.last_year));
        let message = format!(
            "{}是 {}，上年报告的{}是 {number}",
            form.figure_name(carry.this_year),
            figure.number,
            form.figure_name(carry.last_year)
        );
        let help = format!(
            "“{}”改为 {number}，或核对上年报告（{}）的{}",
            this.row_label,
            previous.source.file(),
            that.row_label
        );
        let severity = severity(report, &carry.rule, Severity::Error);
        let finding =
            Finding::new(carry.rule.clone(), severity, message, report.figure_place(carry.this_year))
                .with_path(this.path.clone());
        findings.push(
            finding.with_help(help).with_note(previous.figure_place(id), format!("上年报告：{number}")),
        );
    }
}

/// N106: every stock is last year's, plus what was added, minus what was removed.
pub(super) fn stock_balances(report: &Report, options: &CheckOptions, findings: &mut Vec<Finding>) {
    let Some(previous) = options.previous else { return };
    let form = &report.form;
    for stock in &form.stock_balances {
        let of = form.figure(stock.stock);
        let Some((id, before)) = last(previous, &of.path) else { continue };
        if [stock.stock, stock.added, stock.removed].iter().any(|&id| report.figure(id).unreadable) {
            continue;
        }
        let (now, added, removed) =
            (report.number(stock.stock), report.number(stock.added), report.number(stock.removed));
        let wanted = before.plus(added).minus(removed);
        if now == wanted {
            continue;
        }
        let message = format!(
            "“{}”{}是 {now}，上年 {before} + {} {added} − {} {removed} = {wanted}",
            of.row_label,
            of.column_label,
            form.figure(stock.added).column_label,
            form.figure(stock.removed).column_label
        );
        let severity = severity(report, &stock.rule, Severity::Error);
        let finding = Finding::new(stock.rule.clone(), severity, message, report.figure_place(stock.stock))
            .with_path(of.path.clone());
        let help =
            format!("改为 {wanted}，或核对{}和上年报告（{}）", stock.movements, previous.source.file());
        findings.push(
            finding.with_help(help).with_note(previous.figure_place(id), format!("上年报告：{before}")),
        );
    }
}

/// N209: the report that is given as last year's, if it is. None if it is another agency's or another year's,
/// or if it cannot be known whether it is: then there is an error of reading where it would be known from.
pub(super) fn comparable<'a>(
    report: &Report,
    options: &CheckOptions<'a>,
    findings: &mut Vec<Finding>,
) -> Option<&'a Report> {
    let previous = options.previous?;
    let is_unreadable = |place: &Place| findings.iter().any(|f| f.is_error() && f.place == *place);
    let (agency, year) = (report.place(&report.agency.span), report.place(&report.year.span));
    if is_unreadable(&agency) || is_unreadable(&year) {
        return None;
    }
    let (this, that) = (Identity::of(report), Identity::of(previous));
    let wrong_year = that.year() + 1 != this.year();
    let wrong_agency = !options.is_same_agency && !this.is_same_agency(&that);
    if wrong_year {
        findings.push(of_another_year(report, previous, year));
    }
    if wrong_agency {
        findings.push(of_another_agency(report, previous, agency));
    }
    Some(previous).filter(|_| !wrong_year && !wrong_agency)
}

fn of_another_year(report: &Report, previous: &Report, place: Place) -> Finding {
    let (wanted, that) = (report.year.number - 1, previous.year.number);
    let key = report.form.general.year.key.as_str();
    let message = format!(
        "作为上年数据的文件（{}）是 {that} 年度的，不是 {wanted} 年度的，没有核对",
        previous.source.file()
    );
    let help = format!("换成 {wanted} 年度的数据文件，或核对两个文件的“{key}”");
    let finding = Finding::error(RuleCode::N209, message, place).with_path(Path::new(key));
    finding.with_help(help).with_note(previous.place(&previous.year.span), format!("{key}：{that}"))
}

fn of_another_agency(report: &Report, previous: &Report, place: Place) -> Finding {
    let (name, general) = (&previous.agency.text, &report.form.general);
    let key = general.agency.key.as_str();
    let message = format!("作为上年数据的文件（{}）是“{name}”的，没有核对", previous.source.file());
    let help = match &general.former_names {
        Some(former) => {
            format!("换成本机关的上年数据文件；是本机关的简称或原名称，加一行“{}: {name}”", former.key)
        }
        None => "换成本机关的上年数据文件".to_owned(),
    };
    let finding = Finding::error(RuleCode::N209, message, place).with_path(Path::new(key));
    finding.with_help(help).with_note(previous.place(&previous.agency.span), format!("{key}：{name}"))
}
