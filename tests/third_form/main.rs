//! The form is data: a made-up yearly report that shares no key, no label, no code and no number of sections with
//! the built-in forms goes through the whole program as a folder, and no line of `src/` knows it.
#![allow(clippy::disallowed_methods, reason = "tests read the files that they have written themselves")]

#[path = "../tools/mod.rs"]
#[allow(dead_code, reason = "the tools are shared by several test binaries")]
mod tools;

use std::path::Path;
use std::process::Command;

use nianbao::form::Forms;
use nianbao::report::{self, Report};
use nianbao::spreadsheet::{Table, WorkbookOptions, write_workbook};
use nianbao::templates::Templates;
use nianbao::yaml::Source;

/// The folder with nothing in it but form.yaml.
const TEMPLATE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/third_form/template");

/// A report on the form without an error: 小微 is 3 + 1, every total is computed.
const REPORT: &str = "报告种类: 执法\n填报单位: 甲市城管局\n年份: 2024\n签署: {单位: 甲市城管局, 时间: 2025-01-20}\n\
案件:\n  处罚:\n    警告: {企业: {大型: 2, 小微: 3}, 其他对象: {个人: 4}}\n    罚款: {企业: {小微: 1}, 其他对象: {团体: 5}}\n  \
强制:\n    查封: {企业: {大型: 7}}\n证件:\n  主办证: [1, 2, 3]\n  协办证: [1, 2, 3]\n\
做法: |\n  全年培训执法人员，接受社会监督，办理案件{{案件.全部.合计}}件。\n";

fn forms() -> Forms {
    Templates::load(Path::new(TEMPLATE)).unwrap().forms
}

fn read(text: &str) -> Report {
    let (report, findings) = report::read_with(Source::new("甲.yaml", text).into(), &forms());
    assert!(findings.is_empty(), "{findings:#?}\n{text}");
    report.unwrap()
}

/// Runs a command with the folder; gives exit status, stdout, stderr.
fn run(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let output =
        tools::nianbao().current_dir(folder).args(args).args(["--template", TEMPLATE]).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

fn figure(report: &Report, path: &str) -> String {
    report.figure_at(&nianbao::form::Path::new(path)).unwrap_or_else(|| panic!("{path}")).printed()
}

#[track_caller]
fn assert_same(report: &Report, other: &Report) {
    let figures = |r: &Report| r.figures.iter().map(|f| f.printed()).collect::<Vec<_>>();
    let prose = |r: &Report| r.prose.iter().map(|p| p.as_ref().map(|p| p.text())).collect::<Vec<_>>();
    assert_eq!(figures(report), figures(other));
    assert_eq!(prose(report), prose(other));
    assert_eq!((&report.agency.text, report.year.number), (&other.agency.text, other.year.number));
}

#[test]
fn totals_of_totals_are_computed_once() {
    let report = read(REPORT);
    for (path, want) in [
        ("案件.处罚.警告.企业.企业小计", "5"),
        ("案件.处罚.警告.合计", "9"),
        ("案件.处罚.处罚小计.企业.小微", "4"),
        ("案件.处罚.处罚小计.合计", "15"),
        ("案件.强制.强制小计.合计", "7"),
        ("案件.全部.企业.企业小计", "13"),
        ("案件.全部.合计", "22"),
    ] {
        assert_eq!(figure(&report, path), want, "{path}");
    }
    assert!(report.prose[1].as_ref().unwrap().text().contains("案件22件"));
}

#[test]
fn sums_fail_with_the_codes_of_the_form() {
    for (from, to, code) in [
        ("{大型: 2, 小微: 3}", "{大型: 2, 小微: 3, 企业小计: 6}", "X101"),
        ("其他对象: {团体: 5}}", "其他对象: {团体: 5}, 合计: 7}", "X102"),
        ("\n  强制:", "\n    处罚小计: {企业: {小微: 5}}\n  强制:", "X103"),
        ("\n证件:", "\n  全部: {其他对象: {个人: 5}}\n证件:", "X104"),
        ("协办证: [1, 2, 3]", "协办证: [1, 2, 4]", "X105"),
        ("培训", "学习", "X203"),
    ] {
        let text = REPORT.replacen(from, to, 1);
        assert_ne!(text, REPORT);
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("甲.yaml"), &text).unwrap();
        let (status, out, err) = run(folder.path(), &["check", "甲.yaml", "--output", "json"]);
        assert_eq!(status, i32::from(code != "X203"), "{out}{err}");
        assert!(out.contains(&format!("\"rule\":\"{code}\"")), "{code}: {out}");
        assert!(!out.contains("\"rule\":\"N1"), "{out}");
    }
}

#[test]
fn last_years_figures_and_waivers_go_by_the_codes_of_the_form() {
    let folder = tempfile::tempdir().unwrap();
    let last = REPORT.replace("年份: 2024", "年份: 2023");
    for (text, waived, code) in [
        (last.clone(), "", None),
        (last.replace("[1, 2, 3]", "[1, 2, 4]"), "", Some("X106")),
        (last, "不改: [{编号: X203, 缘由: 已核实}]\n", Some("X203")),
    ] {
        std::fs::write(folder.path().join("去年.yaml"), &text).unwrap();
        let mut report = format!("{waived}{REPORT}");
        if code == Some("X203") {
            report = report.replace("培训", "学习");
        }
        std::fs::write(folder.path().join("甲.yaml"), report).unwrap();
        let (status, out, err) =
            run(folder.path(), &["check", "甲.yaml", "--previous", "去年.yaml", "--output", "json"]);
        let reported = code.filter(|code| *code != "X203");
        assert_eq!(status, i32::from(reported.is_some()), "{out}{err}");
        assert_eq!(reported.is_none(), out.is_empty(), "{out}");
        assert!(reported.is_none_or(|code| out.contains(&format!("\"rule\":\"{code}\""))), "{out}");
    }
}

#[test]
fn the_form_goes_through_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    // A new file is of the form, and only its blanks are to be mended.
    let (status, _, err) = run(at, &["init", "--year", "2024", "-o", "新.yaml"]);
    assert_eq!(status, 0, "{err}");
    let new = std::fs::read_to_string(at.join("新.yaml")).unwrap();
    assert!(new.contains("报告种类: 执法") && new.contains("# 行政执法年报数据文件"), "{new}");
    let (status, out, err) = run(at, &["check", "新.yaml", "--output", "json"]);
    assert_eq!(status, 1, "{out}{err}");
    assert!(out.lines().all(|line| line.contains("\"rule\":\"N208\"")), "{out}");

    // Every output, and back from each that is text.
    std::fs::write(at.join("甲.yaml"), REPORT).unwrap();
    let (status, out, err) = run(at, &["check", "甲.yaml"]);
    assert_eq!((status, out.as_str()), (0, ""), "{err}");
    let (status, _, err) =
        run(at, &["build", "甲.yaml", "-o", "out", "--to", "pdf,ofd,docx,html", "--chart"]);
    assert_eq!(status, 0, "{err}");
    let report = read(REPORT);
    let pdf =
        tools::run(Command::new("pdftotext").arg(at.join("out/甲市城管局2024年行政执法年报.pdf")).arg("-"));
    let pdf = tools::squeezed(&pdf);
    for wanted in
        ["一、案件办理数量", "丙、全部案件94134522", "三、执法证件", "办理案件22件", "2025年1月20日"]
    {
        assert!(pdf.contains(wanted), "{wanted}: {pdf}");
    }
    let ofd = std::fs::File::open(at.join("out/甲市城管局2024年行政执法年报.ofd")).unwrap();
    let mut ofd = zip::ZipArchive::new(ofd).unwrap();
    let first = std::io::read_to_string(ofd.by_name("Doc_0/Pages/Page_0/Content.xml").unwrap()).unwrap();
    assert!(first.contains("一、案件办理数量"), "{first}");
    for ending in ["docx", "html"] {
        let output = format!("out/甲市城管局2024年行政执法年报.{ending}");
        let (status, text, err) = run(at, &["import", &output]);
        assert_eq!(status, 0, "{err}");
        assert_same(&report, &read(&text));
        let (status, text, err) = run(at, &["compare", "甲.yaml", &output]);
        assert!(status == 0 && text.trim().ends_with("两份报告的数据和文字完全相同。"), "{text}{err}");
    }
    let (status, schema, err) = run(at, &["schema"]);
    assert_eq!(status, 0, "{err}");
    assert!(schema.contains("行政执法年报数据文件") && schema.contains("处罚小计"), "{schema}");
    let (status, text, err) = run(at, &["explain", "X101"]);
    assert_eq!(status, 0, "{err}");
    assert!(text.starts_with("X101（错误）：企业小计等于大型加小微"), "{text}");
    let (status, text, err) = run(at, &["merge", "甲.yaml", "--agency", "甲县"]);
    assert_eq!(status, 0, "{err}");
    let (merged, _) = report::read_with(Source::new("甲县.yaml", text).into(), &forms());
    assert_eq!(figure(&merged.unwrap(), "案件.全部.合计"), "22");
}

#[test]
fn a_table_and_a_workbook_are_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("各局.csv");
    std::fs::write(&table, "填报单位,年份,警告 企业 大型,案件.强制.查封.其他对象.团体\n甲局,2024,3,2\n")
        .unwrap();
    let table = Table::open_with(&table, None, &forms()).unwrap();
    let report = read(table.generate(0).source.text());
    assert_eq!((report.agency.text.as_str(), figure(&report, "案件.全部.合计").as_str()), ("甲局", "5"));

    let form = forms().preferred();
    let bytes = write_workbook(&WorkbookOptions::new(form, vec!["甲局".into()], 2024)).unwrap();
    let book = folder.path().join("填报.xlsx");
    std::fs::write(&book, bytes).unwrap();
    let table = Table::open_with(&book, None, &forms()).unwrap();
    let report = read(table.generate(0).source.text());
    assert_eq!((report.form.format.as_str(), report.agency.text.as_str()), ("执法", "甲局"));
    let written = report.figures.iter().filter(|figure| figure.span.is_some()).count();
    let totals =
        (0..).map(nianbao::form::FigureId).take(report.figures.len()).filter(|&id| report.form.is_total(id));
    assert_eq!(written, report.figures.len() - totals.count());
}
