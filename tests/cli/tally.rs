//! `nianbao tally` and `init --register`: a register of applications counted into tables three and four.

use std::path::Path;
use std::process::{Command, Stdio};

use nianbao::diagnostic::{Finding, Severity};
use nianbao::form::Path as FigurePath;
use nianbao::report::{self, Report};
use nianbao::yaml::Source;

use crate::{nianbao, tools, write};

/// The report of a data file.
fn read(file: &Path) -> Report {
    let text = std::fs::read_to_string(file).unwrap();
    let (report, findings) = report::read(Source::new("a.yaml", text).into());
    let errors: Vec<Finding> = findings.into_iter().filter(|f| f.severity == Severity::Error).collect();
    assert_eq!(errors, []);
    report.unwrap()
}

fn number(report: &Report, path: &str) -> String {
    report.figure_at(&FigurePath::new(path)).unwrap_or_else(|| panic!("{path}")).number.to_string()
}

/// Asserts these figures, and that all others of tables three and four that are no totals are 0.
fn assert_figures(report: &Report, wanted: &[(&str, &str)]) {
    let form = &report.form;
    for (number_of, figure) in (0..).zip(&form.figures) {
        let id = nianbao::form::FigureId(number_of);
        let path = figure.path.as_str();
        let counted = path.starts_with("依申请公开.") || path.starts_with("复议诉讼.");
        if counted && !form.is_total(id) {
            let wanted = wanted.iter().find(|(p, _)| *p == path).map_or("0", |(_, n)| n);
            assert_eq!(report.number(id).to_string(), wanted, "{path}");
        }
    }
}

/// Codes and places of findings in JSON.
fn places(out: &str) -> Vec<(String, String)> {
    let lines = out.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let text = |line: &serde_json::Value, key: &str| line[key].as_str().unwrap().to_owned();
    lines
        .filter(|line| line["rule"].is_string())
        .map(|line| (text(&line, "rule"), text(&line, "file")))
        .collect()
}

const HEAD: &str = "登记编号,收件时间,申请人性质,答复类型,不予公开理由,答复时间,复议,诉讼\n";

/// A register in everyday words.
const REGISTER: &str = "登记编号,收件时间,申请人性质,答复类型,不予公开理由,答复时间,复议,诉讼\n\
    甲1,2025.3.3,公民,予以公开,,2025-03-20,,\n\
    甲2,2025年3月4日,企业,不予公开,涉及国家秘密,2025/3/28,维持,\n\
    甲3,20250401,律师事务所,部分公开（其余为个人隐私，不予公开）,,2025-04-20,,\n\
    甲4,2025-05-06,法人或其他组织（科研机构）,信息不存在,,2025-05-20,无,审理中\n\
    甲5,2024-12-25,自然人,重复申请,,2025-01-15,撤销,维持\n\
    甲6,2025-12-20,村委会,,,,,\n\
    甲7,2024-03-03,个人,全部公开,,2024-03-20,,\n\
    甲8,2026-01-04,个人,,,,,\n\
    甲9,2025-06-03,公益组织,申请人撤回申请,,2025-06-10,,\n\
    甲10,2025-11-28,个人,补正后仍不明确,,2026-01-08,,\n";

#[test]
fn every_row_lands_in_its_cells() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    write(at, "台账.csv", REGISTER);
    let (status, out, err) = nianbao(at, &["tally", "台账.csv", "--agency", "甲市教育局", "-o", "2025.yaml"]);
    assert_eq!((status, out.as_str()), (0, ""), "{err}");
    assert!(err.contains("按答复最多的 2025 年数"), "{err}");
    assert!(err.contains("2025 年：本年新收 7 件，上年结转 1 件，办结 6 件，结转下年度 2 件"), "{err}");
    assert!(err.contains("1 件在 2025 年以前已经答复") && err.contains("1 件在 2025 年以后收到"), "{err}");
    let report = read(&at.join("2025.yaml"));
    assert_figures(
        &report,
        &[
            ("依申请公开.本年新收.自然人", "2"),
            ("依申请公开.本年新收.商业企业", "1"),
            ("依申请公开.本年新收.科研机构", "1"),
            ("依申请公开.本年新收.社会公益组织", "1"),
            ("依申请公开.本年新收.法律服务机构", "1"),
            ("依申请公开.本年新收.其他", "1"),
            ("依申请公开.上年结转.自然人", "1"),
            ("依申请公开.予以公开.自然人", "1"),
            ("依申请公开.不予公开.属于国家秘密.商业企业", "1"),
            ("依申请公开.部分公开.法律服务机构", "1"),
            ("依申请公开.无法提供.本机关不掌握相关政府信息.科研机构", "1"),
            ("依申请公开.不予处理.重复申请.自然人", "1"),
            ("依申请公开.其他处理.其他.社会公益组织", "1"),
            ("依申请公开.结转下年度.自然人", "1"),
            ("依申请公开.结转下年度.其他", "1"),
            ("复议诉讼.行政复议.结果维持", "1"),
            ("复议诉讼.行政复议.结果纠正", "1"),
            ("复议诉讼.未经复议直接起诉.尚未审结", "1"),
            ("复议诉讼.复议后起诉.结果维持", "1"),
        ],
    );
    assert_eq!((report.agency.text.as_str(), report.year.number), ("甲市教育局", 2025));
    // Nothing is wrong with it but what is to be filled in.
    let (status, out, err) = nianbao(at, &["check", "--output", "json", "2025.yaml"]);
    assert!(status == 1 && out.lines().all(|line| line.contains("\"N208\"")), "{out}{err}");
    // What is there is not written over.
    let (status, _, err) = nianbao(at, &["tally", "台账.csv", "-o", "2025.yaml"]);
    assert!(status == 2 && err.contains("没有覆盖"), "{err}");
    // Another year.
    let (status, out, err) = nianbao(at, &["tally", "台账.csv", "--year", "2024"]);
    assert!(status == 0 && out.contains("年度: 2024"), "{err}");
    assert!(err.contains("本年新收 2 件，上年结转 0 件，办结 1 件，结转下年度 1 件"), "{err}");
}

#[test]
fn what_is_not_understood_is_a_finding_at_its_cell() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let rows = [
        ("甲1,3月3日,公民,予以公开,,2025-03-20,,", "N401", "B2"),
        ("甲2,2025-03-03,公民,予以公开,,45740,,", "N401", "F3"),
        ("甲3,2025-03-03,法人,予以公开,,2025-03-20,,", "N402", "C4"),
        ("甲4,2025-03-03,张三,予以公开,,2025-03-20,,", "N402", "C5"),
        ("甲5,2025-03-03,,予以公开,,2025-03-20,,", "N402", "C6"),
        ("甲6,2025-03-03,公民,不予公开,,2025-03-20,,", "N403", "D7"),
        ("甲7,2025-03-03,公民,不属于国家秘密,,2025-03-20,,", "N403", "D8"),
        ("甲8,2025-03-03,公民,予以公开、重复申请,,2025-03-20,,", "N403", "D9"),
        ("甲9,2025-03-03,公民,,,2025-03-20,,", "N403", "D10"),
        ("甲10,2025-03-03,公民,予以公开,,2025-03-20,是,", "N404", "G11"),
        ("甲11,2025-03-03,公民,予以公开,,2025-03-20,,一审维持后改判", "N404", "H12"),
        ("甲12,2025-03-03,公民,予以公开,,2025-03-01,,", "N405", "F13"),
        ("甲13,2025-03-03,公民,予以公开,,,,", "N405", "F14"),
        ("甲14,,公民,予以公开,,2025-03-20,,", "N405", "B15"),
        ("甲15,2025-03-03,公民,在办,,2025-03-20,,", "N405", "D16"),
        ("甲16,2025-03-03,公民,予以公开,,2025-04-10,,", "N407", "F17"),
        ("甲16,2025-03-03,公民,予以公开,,2025-03-20,,", "N408", "A18"),
    ];
    let text: String = rows.iter().map(|(row, ..)| format!("{row}\n")).collect();
    write(at, "台账.csv", &format!("{HEAD}{text}"));
    let (status, out, err) =
        nianbao(at, &["tally", "台账.csv", "--year", "2025", "--output", "json", "-o", "2025.yaml"]);
    assert_eq!(status, 1, "{err}");
    let wanted: Vec<(String, String)> =
        rows.iter().map(|(_, rule, cell)| ((*rule).to_owned(), format!("台账.csv!{cell}"))).collect();
    let mut found = places(&out);
    found.sort_by_key(|(_, cell)| cell.trim_start_matches(|c: char| !c.is_ascii_digit()).parse::<u32>().ok());
    assert_eq!(found, wanted, "{out}");
    assert!(!at.join("2025.yaml").exists() && err.contains("没有写出数据文件"), "{err}");
    // For people: the words, and what to write.
    let (status, out, err) = nianbao(at, &["tally", "台账.csv", "--year", "2025"]);
    assert_eq!((status, out.as_str()), (1, ""));
    for said in [
        "错误[N401]: 收到日期“3月3日”不是日期",
        "写明四位数字的年份",
        "像是没有设成日期格式的 2025-03-24",
        "申请人类型“法人”没有说是哪一种组织",
        "办理结果“不予公开”没有说是其中哪一种",
        "超期答复：2025-03-03 收到，第 27 个工作日（2025-04-10）才答复，应在 2025-03-31 以前",
        "有办理结果“予以公开”，没有写答复日期",
    ] {
        assert!(err.contains(said), "{said}\n{err}");
    }
}

#[test]
fn carry_over_is_compared_with_last_years_report() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    write(at, "台账.csv", REGISTER);
    let last = |carried: u32| {
        format!(
            "机关名称: 甲市教育局\n年度: 2024\n主动公开:\n  行政规范性文件: [0, 0, 7]\n依申请公开:\n  本年新收: {{自然人: {carried}}}\n  结转下年度: {{自然人: {carried}}}\n"
        )
    };
    write(at, "2024.yaml", &last(1));
    let (status, _, err) = nianbao(at, &["tally", "台账.csv", "--previous", "2024.yaml", "-o", "2025.yaml"]);
    assert_eq!(status, 0, "{err}");
    let report = read(&at.join("2025.yaml"));
    assert_eq!((report.agency.text.as_str(), report.year.number), ("甲市教育局", 2025));
    assert_eq!(number(&report, "主动公开.行政规范性文件.现行有效件数"), "7");
    assert_eq!(report.previous.map(|p| p.text).as_deref(), Some("2024.yaml"));
    let (_, out, _) = nianbao(at, &["check", "--output", "json", "2025.yaml"]);
    assert!(out.lines().all(|line| line.contains("\"N208\"")), "{out}");
    // Last year says that two were carried over.
    write(at, "2024.yaml", &last(2));
    let (status, out, err) =
        nianbao(at, &["tally", "台账.csv", "--previous", "2024.yaml", "--output", "json"]);
    let mut found = places(&out);
    found.retain(|(rule, _)| rule != "N407");
    assert_eq!((status, found), (1, vec![("N406".to_owned(), "2024.yaml".to_owned())]), "{err}");
    assert!(
        out.contains("台账数出的“上年结转·自然人”是 1 件，2024年报告的“结转下年度·自然人”是 2 件"),
        "{out}"
    );
    assert!(out.contains("甲5"), "{out}");
    // And it must be last year's.
    let (status, _, err) =
        nianbao(at, &["tally", "台账.csv", "--previous", "2024.yaml", "--year", "2026", "-o", "x.yaml"]);
    assert!(status == 2 && err.contains("台账数的是 2026 年，上年报告却是 2024 年的"), "{err}");
}

#[test]
fn a_figure_is_explained_by_its_rows() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    write(at, "台账.csv", REGISTER);
    let (status, out, err) = nianbao(
        at,
        &[
            "tally",
            "台账.csv",
            "--explain",
            "依申请公开.本年新收.自然人",
            "--explain",
            "依申请公开.总计.总计",
        ],
    );
    assert_eq!(status, 0, "{err}");
    assert!(
        out.starts_with("依申请公开.本年新收.自然人：2 件\n  甲1（台账.csv!A2）\n  甲10（台账.csv!A11）\n"),
        "{out}"
    );
    assert!(out.contains("依申请公开.总计.总计：6 件\n  甲1（台账.csv!A2）\n"), "{out}");
    assert!(!out.contains("机关名称"), "{out}");
    let (_, out, _) =
        nianbao(at, &["tally", "台账.csv", "--explain", "依申请公开.不予公开", "--output", "json"]);
    let lines: Vec<serde_json::Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let lines: Vec<_> = lines.iter().filter(|line| line["rows"].is_array()).collect();
    assert_eq!(lines[0]["path"], "依申请公开.不予公开.属于国家秘密.商业企业");
    assert_eq!((&lines[0]["value"], &lines[0]["rows"][0]["id"]), (&1.into(), &"甲2".into()));
    let (_, out, _) = nianbao(at, &["tally", "台账.csv", "--ids"]);
    assert_eq!(out.lines().filter(|line| line.contains("：1 件")).count(), 18, "{out}");
    let (status, _, err) = nianbao(at, &["tally", "台账.csv", "--explain", "依申请公开.本年新收.自燃人"]);
    assert!(status == 2 && err.contains("最接近的是“依申请公开.本年新收.自然人”"), "{err}");
}

#[test]
fn only_what_the_register_counts_is_changed_in_a_file_that_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    write(at, "台账.csv", REGISTER);
    let text = "# 我的注释\n机关名称: 甲市教育局\n年度: 2025\n总体情况: |\n  收到 {{依申请公开.本年新收.总计}} 件。\n主动公开:\n  行政许可: 3   # 件\n依申请公开:\n  本年新收: {自然人: 9, 总计: 9}\n  予以公开: {自然人: 9}\n";
    write(at, "2025.yaml", text);
    let (status, _, err) = nianbao(at, &["tally", "台账.csv", "--onto", "2025.yaml", "-o", "改后.yaml"]);
    assert_eq!(status, 0, "{err}");
    let after = std::fs::read_to_string(at.join("改后.yaml")).unwrap();
    for kept in ["# 我的注释\n", "  行政许可: 3   # 件\n", "收到 {{依申请公开.本年新收.总计}} 件。"]
    {
        assert!(after.contains(kept), "{after}");
    }
    let report = read(&at.join("改后.yaml"));
    for (path, n) in [
        ("依申请公开.本年新收.自然人", "2"),
        ("依申请公开.本年新收.总计", "7"),
        ("依申请公开.予以公开.自然人", "1"),
        ("依申请公开.总计.总计", "6"),
        ("复议诉讼.行政复议.总计", "2"),
        ("主动公开.行政许可", "3"),
    ] {
        assert_eq!(number(&report, path), n, "{path}\n{after}");
    }
}

#[test]
fn what_is_no_register_is_said_to_be_none() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    write(at, "各局.csv", "机关名称,年度\n甲局,2025\n");
    let (status, _, err) = nianbao(at, &["tally", "各局.csv"]);
    assert!(
        status == 2 && err.contains("没有这样的列：“收到日期”、“申请人类型”、“办理结果”、“答复日期”"),
        "{err}"
    );
    write(at, "台账.csv", "序号,收到日期,申请人类型,办理结果\n1,2025-01-02,公民,\n");
    let (status, _, err) = nianbao(at, &["tally", "台账.csv"]);
    assert!(status == 2 && err.contains("没有这样的列：“答复日期”"), "{err}");
    write(at, "台账.csv", "收到日期,申请人身份,申请人性质,办理结果,答复日期\n2025-01-02,公民,公民,,\n");
    let (status, _, err) = nianbao(at, &["tally", "台账.csv"]);
    assert!(status == 2 && err.contains("B 列和 C 列都像是“申请人类型”"), "{err}");
    std::fs::write(at.join("台账.xls"), b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1").unwrap();
    let (status, _, err) = nianbao(at, &["tally", "台账.xls"]);
    assert!(status == 2 && err.contains("另存为") && err.contains(".xlsx"), "{err}");
    write(at, "空.csv", "收到日期,申请人类型,办理结果,答复日期\n");
    let (status, _, err) = nianbao(at, &["tally", "空.csv"]);
    assert!(status == 2 && err.contains("--year"), "{err}");
}

/// A workbook as offices keep them: a title, heads of two rows, a sheet for each quarter, merged cells, totals,
/// a blank sheet, one that is hidden.
#[test]
fn a_workbook_as_offices_keep_it() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let script = "
import datetime, openpyxl
book = openpyxl.Workbook()
def sheet(name, rows):
    page = book.create_sheet(name)
    page.append(['甲市教育局2025年政府信息公开申请台账'])
    page.merge_cells('A1:H1')
    page.append(['序号', '收到日期', '申请人', None, '办理', None, '行政复议', None])
    page.append([None, None, '姓名', '类别', '结果', '办结日期', '结果', '审结日期'])
    for cells in ['A2:A3', 'B2:B3', 'C2:D2', 'E2:F2', 'G2:H2']:
        page.merge_cells(cells)
    for row in rows:
        page.append(row)
    return page
day = datetime.date
first = sheet('一季度', [
    [1, day(2025, 1, 6), '张三', '自然人', '予以公开', day(2025, 1, 20)],
    [2, None, '李四', '自然人', '予以公开', day(2025, 1, 21)],
    [3, day(2025, 2, 5), '甲公司', '商业企业', '不予公开', day(2025, 2, 20), '维持', day(2025, 5, 6)],
    [None, None, None, None, None, None, None, None],
    ['合计', None, 3],
])
first.merge_cells('B4:B5')
second = sheet('二季度', [
    [1, datetime.datetime(2025, 4, 1, 15, 30), '王五', '自然人', '本机关不掌握', day(2025, 4, 20)],
    [None, None, None, None, None, None, '撤销', day(2026, 2, 3)],
    ['填表人：某某', None, '审核人：某某'],
])
second.merge_cells('A4:A5')
hidden = sheet('旧', [[1, day(2025, 1, 6), '张三', '自然人', '予以公开', day(2025, 1, 20)]])
hidden.sheet_state = 'hidden'
first['E6'] = '不予公开（三类内部事务信息）'
book.save('台账.xlsx')
";
    tools::run(Command::new(tools::python()).current_dir(at).args(["-c", script]));
    let (status, out, err) = nianbao(at, &["tally", "台账.xlsx", "-o", "2025.yaml"]);
    assert_eq!((status, out.as_str()), (0, ""), "{err}");
    for said in [
        "工作表 旧 是隐藏的，没有计入",
        "台账.xlsx!一季度 有 1 行是合计",
        "台账.xlsx!二季度 第 6 行没有收到日期",
    ] {
        assert!(err.contains(said), "{said}\n{err}");
    }
    assert_figures(
        &read(&at.join("2025.yaml")),
        &[
            ("依申请公开.本年新收.自然人", "3"),
            ("依申请公开.本年新收.商业企业", "1"),
            ("依申请公开.予以公开.自然人", "2"),
            ("依申请公开.不予公开.属于三类内部事务信息.商业企业", "1"),
            ("依申请公开.无法提供.本机关不掌握相关政府信息.自然人", "1"),
            ("复议诉讼.行政复议.结果维持", "1"),
            // Decided in 2026: at the end of 2025 it was not.
            ("复议诉讼.行政复议.尚未审结", "1"),
        ],
    );
}

/// The live counts of the workbook, computed by LibreOffice over made-up applications, against those of this
/// program: two ways of counting that have nothing in common.
#[test]
fn the_counts_of_the_workbook_are_those_of_tally() {
    let there = Command::new("soffice").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if there.is_err() {
        eprintln!("no soffice on this machine: nothing tested");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let (status, _, err) = nianbao(at, &["init", "--register", "--year", "2025", "-o", "空.xlsx"]);
    assert!(status == 0 && err.contains("nianbao tally 空.xlsx"), "{err}");
    assert_eq!(nianbao(at, &["init", "--register", "-o", "空.xlsx"]).0, 2, "what is there stays");
    let tool = tools::repository("tests/tools/fill_register.py");
    let python =
        |args: &[&str]| tools::run(Command::new(tools::python()).current_dir(at).arg(&tool).args(args));
    let mut files = Vec::new();
    for seed in 1..=3 {
        let file = format!("台账{seed}.xlsx");
        python(&["fill", "空.xlsx", &file, &seed.to_string(), "2025", "400"]);
        files.push(file);
    }
    let office = tools::repository("tests/tools/office-pdf");
    let mut command = Command::new(office);
    command.current_dir(at).env("OFFICE_FORMAT", "xlsx").arg("算过").args(&files);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    for file in &files {
        let live: serde_json::Value =
            serde_json::from_str(&python(&["counts", &format!("算过/{file}")])).unwrap();
        let data = file.replace("xlsx", "yaml");
        // Half of what LibreOffice has written, half of what Python has.
        let register = if file.contains('1') { file.clone() } else { format!("算过/{file}") };
        let (status, _, err) = nianbao(at, &["tally", &register, "--year", "2025", "-o", &data]);
        assert_eq!(status, 0, "{err}");
        assert!(!err.contains("没有台账的列名"), "{err}");
        let report = read(&at.join(&data));
        let counted = |path: &str| path.starts_with("依申请公开.") || path.starts_with("复议诉讼.");
        let figures = report.form.figures.iter().zip(&report.figures);
        let ours: Vec<String> = figures
            .filter(|(form, _)| counted(form.path.as_str()))
            .map(|(_, figure)| figure.number.to_string())
            .collect();
        let theirs: Vec<String> =
            live["numbers"].as_array().unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(ours, theirs, "{file}");
        assert_eq!(live["check"], "台账里应计入的申请都已计入");
        assert!(ours.iter().filter(|n| *n != "0").count() > 120, "{ours:?}");
    }
}

/// A register of many thousand rows ends soon, one of more is refused.
#[test]
fn a_long_register_is_counted_and_one_without_end_refused() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let row = "甲,2025-03-03,公民,予以公开,,2025-03-20,,\n";
    write(at, "长.csv", &format!("{}{}", HEAD.replace("登记编号", "序号"), row.repeat(50_000)));
    let (status, out, err) = nianbao(at, &["tally", "长.csv", "--explain", "依申请公开.上年结转"]);
    assert!(status == 0 && out.contains("各栏都是 0") && err.contains("本年新收 50000 件"), "{err}");
    write(at, "长.csv", &format!("{HEAD}{}", row.repeat(110_000)));
    let (status, _, err) = nianbao(at, &["tally", "长.csv"]);
    assert!(status == 2 && err.contains("有内容的行超过 100000 行"), "{err}");
}
