//! The outcome as a page: totals, rules, sums against the parent's report, then the reports with what was
//! found in them.

use std::path::Path;

use super::{COMMENTED, Review, ReviewOptions, ReviewedReport, Standing, Total};
use crate::diagnostic::Severity;
use crate::files::way;
use crate::list_page::{Link, ListPage, Note, NoteKind, Row, State, Table, relative_url};
use crate::report::Number;

/// What the states are called.
const STATES: [&str; 3] = ["有错误或不能用", "只有警告", "没有问题"];

/// The page. The same review gives the same bytes.
pub(super) fn page(review: &Review, options: &ReviewOptions) -> String {
    let year = review.year.map(|year| format!("{year} 年度")).unwrap_or_default();
    let mut page = ListPage::new(format!("{year}政府信息公开工作年度报告审核结果")).with_states(STATES);
    if let Some(table) = sums(review) {
        page.add_table(&table);
    }
    for missing in review.missing.iter().flatten() {
        let hint = missing.hint.as_ref().map(|hint| Note::new(NoteKind::Remark, None, hint));
        page.add(&Row {
            name: missing.agency.name.clone(),
            place: format!("名单第 {} 行", missing.agency.line),
            state: State::Failed,
            result: "没有收到".to_owned(),
            links: Vec::new(),
            notes: hint.into_iter().collect(),
        });
    }
    if let Some(parent) = &review.parent {
        let row = row(review, options, None, parent);
        page.add(&Row { result: format!("{}（上级报告）", row.result), ..row });
    }
    for (number, report) in review.reports.iter().enumerate() {
        page.add(&row(review, options, Some(number), report));
    }
    page.to_html(&review.summary())
}

fn row(review: &Review, options: &ReviewOptions, number: Option<usize>, report: &ReviewedReport) -> Row {
    let (state, result) = state(report);
    let mut links = vec![link(options, "原文", &report.path)];
    let commented = number.and_then(|number| {
        let at = review.commented.binary_search_by_key(&number, |(of, _)| *of).ok()?;
        review.commented.get(at)
    });
    links.extend(commented.map(|(_, path)| link(options, COMMENTED, path)));
    let is_unlisted = number.is_some_and(|number| review.unlisted.binary_search(&number).is_ok());
    Row {
        name: report.name().to_owned(),
        place: report.place.clone(),
        state,
        result,
        links,
        notes: notes(review, report, is_unlisted),
    }
}

/// How a report stands, in a word.
pub(super) fn result(report: &ReviewedReport) -> String {
    state(report).1
}

fn state(report: &ReviewedReport) -> (State, String) {
    let (errors, warnings) = report.counts();
    let (state, word) = match &report.standing {
        Standing::Unread => (State::Failed, "读不了".to_owned()),
        Standing::OtherYear => (State::Failed, "年度不符".to_owned()),
        Standing::OtherForm => (State::Failed, "格式不符".to_owned()),
        Standing::Conflict(_) => (State::Failed, "重复，数据不同".to_owned()),
        _ if errors > 0 => (State::Failed, format!("{errors} 个错误")),
        Standing::SameAs(_) if warnings == 0 => (State::Fine, "重复，数据相同".to_owned()),
        _ if warnings > 0 => (State::Attention, format!("{warnings} 个警告")),
        _ => (State::Fine, "没有问题".to_owned()),
    };
    (state, word)
}

/// What is said of a report: why it does not count, errors, warnings, then the rest.
fn notes(review: &Review, report: &ReviewedReport, is_unlisted: bool) -> Vec<Note> {
    let standing = match &report.standing {
        Standing::Unread => {
            Some(report.error.clone().unwrap_or_else(|| "读不出机关名称，或不是年度报告".to_owned()))
        }
        Standing::OtherYear => Some(match (report.year, review.year) {
            (Some(own), Some(year)) => {
                format!("这是 {own} 年度的报告，这次审核的是 {year} 年度，没有计入合计")
            }
            _ => "读不出年度，没有计入合计".to_owned(),
        }),
        Standing::OtherForm => Some("所用格式与其余报告不同，没有计入合计".to_owned()),
        Standing::Conflict(other) => Some(format!(
            "与 {other} 是同一机关同一年度的报告，数据不同，都没有计入合计：请机关说明以哪一份为准"
        )),
        Standing::SameAs(_) | Standing::Counted => None,
    };
    let mut notes: Vec<Note> =
        standing.into_iter().map(|text| Note::new(NoteKind::Error, None, text)).collect();
    for severity in [Severity::Error, Severity::Warning] {
        let kind = if severity == Severity::Error { NoteKind::Error } else { NoteKind::Warning };
        let own = report.open_findings().filter(|finding| finding.severity == severity);
        notes.extend(own.map(|finding| Note::new(kind, Some(&finding.rule), finding.text())));
    }
    let remark = |text: String| Note::new(NoteKind::Remark, None, text);
    if let Standing::SameAs(other) = &report.standing {
        notes.push(remark(format!("与 {other} 是同一份报告，只计入一次")));
    }
    if is_unlisted {
        notes.push(remark("这个机关不在名单里".to_owned()));
    }
    notes.extend(report.notes.iter().cloned().map(remark));
    let verified = report.findings.iter().filter_map(|finding| Some((finding, finding.verified.as_ref()?)));
    notes.extend(
        verified.map(|(f, reason)| remark(format!("已核实 {}：{}；理由：{reason}", f.rule, f.message))),
    );
    notes
}

/// The figures in which the parent's report differs from the sums.
fn sums(review: &Review) -> Option<Table> {
    let (form, parent) = (review.form.as_ref()?, review.parent.as_ref()?);
    let printed = |number: Option<Number>| number.map_or_else(|| "读不出".to_owned(), |n| n.to_string());
    let differs = |total: &&Total| total.difference().is_none_or(|difference| !difference.is_zero());
    let different: Vec<_> = review.totals.iter().filter(differs).collect();
    let row = |total: &&Total| {
        let sum = match total.unread {
            0 => total.sum.to_string(),
            unread => format!("{}（{unread} 份读不出）", total.sum),
        };
        let difference = total.difference().map_or_else(|| "—".to_owned(), |n| n.to_string());
        vec![form.figure(total.id).path.to_string(), sum, printed(total.parent), difference]
    };
    let equal = review.totals.len() - different.len();
    let lacking = match review.lacks_reports() {
        true => "；有报告没有收到、读不了或没有计入，差额可能由此而来",
        false => "",
    };
    Some(Table {
        heading: "与上级报告核对".to_owned(),
        remark: format!(
            "{} 份报告之和与 {} 核对：{equal} 个数相等，{} 个不等或无法核对{lacking}",
            review.counted(),
            parent.name(),
            different.len()
        ),
        columns: ["数据", "各报告之和", "上级报告", "上级减和"].map(str::to_owned).to_vec(),
        rows: different.iter().map(row).collect(),
    })
}

fn link(options: &ReviewOptions, label: &str, path: &Path) -> Link {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let (from, to) = (whole(&options.out), whole(path));
    let href = relative_url(way(&from, &to).map(|name| name.to_string_lossy()));
    Link { label: label.to_owned(), name, href }
}
