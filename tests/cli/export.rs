//! `nianbao export`.

use crate::{BAD, GOOD, nianbao, tools, write};

/// Reads a table by Python's own modules, as somebody who knows nothing of this program does: the rows as JSON.
fn by_python(file: &std::path::Path) -> serde_json::Value {
    let script = "
import csv, json, sys
with open(sys.argv[1], encoding='utf-8-sig', newline='') as f:
    print(json.dumps(list(csv.DictReader(f))))
";
    let out = tools::run(std::process::Command::new("python3").args(["-c", script]).arg(file));
    serde_json::from_str(&out).unwrap()
}

#[test]
fn figures_of_a_folder_are_a_table_that_others_read() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    std::fs::create_dir(at.join("各局")).unwrap();
    write(at, "各局/1.yaml", GOOD);
    write(at, "各局/2.yaml", &GOOD.replace("甲市教育局", "\"=1+1\"").replace("16", "17").replace("15", "16"));
    let (status, out, err) = nianbao(at, &["export", "各局", "-o", "数据.csv"]);
    assert_eq!((status, out.as_str()), (0, ""), "{err}");
    assert!(err.contains("已写好 数据.csv：2 份报告，2 行，203 列"), "{err}");
    let rows = by_python(&at.join("数据.csv"));
    assert_eq!(rows[0]["机关名称"], "甲市教育局");
    assert_eq!(rows[1]["机关名称"], "'=1+1");
    assert_eq!((&rows[0]["年度"], &rows[0]["格式"]), (&"2024".into(), &"2021".into()));
    assert_eq!(rows[0]["依申请公开.本年新收.自然人"], "16");
    assert_eq!(rows[1]["依申请公开.总计.总计"], "16");
    // A table that is not in the file is not a table of zeros.
    assert_eq!((&rows[0]["主动公开.行政许可"], &rows[0]["依申请公开.重复申请"]), (&"".into(), &().into()));
    // The same again replaces it; what somebody else has written stays.
    assert_eq!(nianbao(at, &["export", "各局/1.yaml", "-o", "数据.csv"]).0, 0);
    write(at, "我的.csv", "mine");
    let (status, _, err) = nianbao(at, &["export", "各局", "-o", "我的.csv"]);
    assert!(status == 2 && err.contains("没有覆盖"), "{err}");
    assert_eq!(std::fs::read_to_string(at.join("我的.csv")).unwrap(), "mine");
}

#[test]
fn years_of_an_agency_stand_side_by_side() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    write(at, "2023.yaml", &GOOD.replace("2024", "2023"));
    write(at, "2024.yaml", &GOOD.replace("16", "20").replace("15", "19"));
    let (status, out, err) = nianbao(at, &["export", "2024.yaml", "2023.yaml", "--shape", "years"]);
    assert_eq!(status, 0, "{err}");
    let line = "甲市教育局,依申请公开.本年新收.自然人,本年新收·自然人,,16,20,4,25.0";
    assert!(out.lines().any(|l| l == line), "{out}");
    let (status, out, _) =
        nianbao(at, &["export", "2023.yaml", "2024.yaml", "--shape", "years", "--to", "json"]);
    let rows: serde_json::Value = serde_json::from_str(&out).unwrap();
    let row =
        rows.as_array().unwrap().iter().find(|row| row["路径"] == "依申请公开.本年新收.自然人").unwrap();
    assert_eq!((status, &row["2024比2023增减"], &row["2023"]), (0, &4.into(), &16.into()));
    // Twice the same year.
    write(at, "另一份.yaml", GOOD);
    let (status, out, err) = nianbao(at, &["export", "2024.yaml", "另一份.yaml", "--shape", "years"]);
    assert!(status == 2 && out.is_empty() && err.contains("2024.yaml、另一份.yaml"), "{err}");
}

#[test]
fn a_report_that_cannot_be_read_leaves_no_table_that_looks_whole() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    write(at, "1.yaml", GOOD);
    write(at, "2.yaml", "不是报告");
    let (status, _, err) = nianbao(at, &["export", "1.yaml", "2.yaml", "没有.yaml", "-o", "数据.csv"]);
    assert!(status == 2 && err.contains("有 2 份报告读不出，没有写出数据"), "{err}");
    assert!(err.contains("错误：2.yaml") && err.contains("没有.yaml"), "{err}");
    assert!(!at.join("数据.csv").exists());
    // One with errors has figures all the same, and it is said.
    write(at, "2.yaml", BAD);
    let (status, out, err) = nianbao(at, &["export", "2.yaml"]);
    assert!(status == 0 && out.contains("甲市教育局,2024,2021,"), "{out}");
    assert!(err.contains("个错误，数据照原样导出"), "{err}");
    let (status, _, err) = nianbao(at, &["export", "1.yaml", "-o", "数据.dat"]);
    assert!(status == 2 && err.contains(".csv、.xlsx 或 .json"), "{err}");
}

/// Numbers that a spreadsheet program can reckon with, and heads that stay in sight.
#[test]
fn the_workbook_has_real_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    write(at, "1.yaml", &format!("{GOOD}主动公开:\n  行政事业性收费: 59237.2449\n  行政许可: \n"));
    let (status, _, err) = nianbao(at, &["export", "1.yaml", "-o", "数据.xlsx"]);
    assert_eq!(status, 0, "{err}");
    let script = "
import json, sys, zipfile, re
book = zipfile.ZipFile(sys.argv[1])
print(json.dumps([book.read('xl/worksheets/sheet1.xml').decode()]))
";
    let out =
        tools::run(std::process::Command::new("python3").args(["-c", script]).arg(at.join("数据.xlsx")));
    let sheet: Vec<String> = serde_json::from_str(&out).unwrap();
    assert!(sheet[0].contains("<v>59237.2449</v>") && sheet[0].contains("state=\"frozen\""), "{}", sheet[0]);
    assert!(sheet[0].contains("<autoFilter"), "{}", sheet[0]);
}
