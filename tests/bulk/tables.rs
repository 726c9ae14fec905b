//! Tables and workbooks as input; sums of agencies.

use rust_xlsxwriter::Workbook;
use serde_json::json;

use crate::{corpus, count, files, fill, nianbao, objects};

const PATTERN: &str = "年度: 2024\n总体情况: |\n  {{机关名称}}新收{{依申请公开.本年新收.总计}}件。\n  联系人 {{变量.联系人}}\n变量: {联系人: 张三}\n其他事项: 本机关2024年未收取信息处理费。\n";

#[test]
fn a_row_of_a_table_is_a_report_and_its_findings_stand_at_cells() {
    let folder = tempfile::tempdir().unwrap();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("汇总 表").unwrap();
    let heads = [
        "机关名称",
        "一、本年新收政府信息公开申请数量·自然人",
        "依申请公开.予以公开.自然人",
        "行政事业性收费",
        "变量.联系人",
    ];
    sheet.write(0, 0, "2024 年").unwrap();
    for (column, head) in (0..).zip(heads) {
        sheet.write(1, column, head).unwrap();
    }
    for (row, (agency, new, open)) in (2..).zip([("甲局", 3, 3), ("乙局", 5, 4), ("丙局", 0, 0)]) {
        sheet.write(row, 0, agency).unwrap().write(row, 1, new).unwrap().write(row, 2, open).unwrap();
    }
    sheet.write(2, 3, 59237.2449).unwrap().write(2, 4, "李四").unwrap();
    book.save(folder.path().join("各局.xlsx")).unwrap();
    std::fs::write(folder.path().join("样板.yaml"), PATTERN).unwrap();

    let args = ["build", "各局.xlsx", "--with", "样板.yaml", "-o", "out", "--output", "json", "--to", "html"];
    let (status, out, err) = nianbao(folder.path(), &args);
    let objects = objects(&out);
    assert_eq!((status, objects.len(), count(&out, "built")), (1, 3, 2), "{out}{err}");
    assert_eq!(objects[1]["input"], "各局.xlsx!汇总 表!A4");
    let finding = &objects[1]["findings"][0];
    assert_eq!(
        (&finding["rule"], &finding["file"], &finding["line"], &finding["column"]),
        (&json!("N101"), &json!("各局.xlsx!汇总 表!B4"), &json!(4), &json!(2))
    );
    let page =
        std::fs::read_to_string(folder.path().join("out/甲局2024年政府信息公开工作年度报告.html")).unwrap();
    assert!(
        page.contains("甲局新收3件。") && page.contains("联系人 李四") && page.contains("59237.2449"),
        "{page}"
    );
    let page =
        std::fs::read_to_string(folder.path().join("out/丙局2024年政府信息公开工作年度报告.html")).unwrap();
    assert!(page.contains("联系人 张三"));
    assert_eq!(count(&nianbao(folder.path(), &args).1, "skipped"), 2);
    // For people, too.
    let (status, out, err) = nianbao(folder.path(), &["check", "各局.xlsx", "--with", "样板.yaml"]);
    assert_eq!(status, 1);
    assert!(out.contains("各局.xlsx!汇总 表!B4:4:2"), "{out}{err}");
}

#[test]
fn a_csv_of_excel_in_gbk_is_read_and_wrong_heads_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let gbk = |text: &str| encoding_rs::GBK.encode(text).0.into_owned();
    std::fs::write(folder.path().join("a.csv"), gbk("机关名称,年度,行政许可\r\n甲局,2024,3\r\n")).unwrap();
    std::fs::write(
        folder.path().join("b.csv"),
        gbk("机关名称,年度,行政许克,行政处罚,行政处罚 本年处理决定数量\n甲局,2024,3,1,1\n"),
    )
    .unwrap();
    std::fs::write(folder.path().join("c.csv"), "甲,乙\n1,2\n").unwrap();
    let check = |file: &str| nianbao(folder.path(), &["check", file, "--output", "json"]);
    assert_eq!(check("a.csv").0, 0);
    let (status, _, err) = check("b.csv");
    assert_eq!(status, 2);
    assert!(
        err.contains("C1“行政许克”")
            && err.contains("主动公开.行政许可")
            && err.contains("E1")
            && err.contains("D1"),
        "{err}"
    );
    let (status, _, err) = check("c.csv");
    assert_eq!(status, 2);
    assert!(err.contains("机关名称"), "{err}");
}

#[test]
fn a_workbook_is_written_filled_in_and_built() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("名单.txt"), "甲局\n乙局\n").unwrap();
    let args = ["init", "--workbook", "--agencies", "名单.txt", "--year", "2024", "-o", "填报.xlsx"];
    let (status, _, err) = nianbao(folder.path(), &args);
    assert_eq!(status, 0, "{err}");
    // Its prose is still to be written, which is an error: what is built is a draft.
    let draft = ["build", "填报.xlsx", "-o", "out", "--to", "docx", "--draft", "--output", "json"];
    let (status, out, err) = nianbao(folder.path(), &draft);
    assert_eq!((status, count(&out, "built")), (1, 2), "{out}{err}");
    assert_eq!(objects(&out)[0]["input"], "填报.xlsx!甲局");
    // Read back into data files, which make the same reports.
    assert_eq!(nianbao(folder.path(), &["import", "填报.xlsx", "-o", "数据"]).0, 0);
    assert_eq!(nianbao(folder.path(), &["build", "数据", "-o", "again", "--to", "docx", "--draft"]).0, 1);
    assert!(files(&folder.path().join("out")) == files(&folder.path().join("again")));
    assert_eq!(nianbao(folder.path(), &["import", "填报.xlsx", "-o", "数据"]).0, 2);
    assert_eq!(files(&folder.path().join("out")).len(), 2);
}

#[test]
fn a_hostile_workbook_is_refused_before_it_takes_memory() {
    use std::io::Write;
    let folder = tempfile::tempdir().unwrap();
    let options = zip::write::SimpleFileOptions::default();
    let make = |name: &str, parts: &[(&str, &[u8])]| {
        let mut zip = zip::ZipWriter::new(std::fs::File::create(folder.path().join(name)).unwrap());
        for (part, bytes) in parts {
            zip.start_file(*part, options).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap();
    };
    make("strings.xlsx", &[("xl/sharedStrings.xml", b"<sst uniqueCount=\"99999999999999\"/>")]);
    make("bomb.xlsx", &[("xl/worksheets/sheet1.xml", &vec![b' '; 600 << 20])]);
    std::fs::write(folder.path().join("text.xlsx"), "no workbook").unwrap();
    std::fs::write(folder.path().join("old.xlsx"), b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1").unwrap();
    for (file, says) in
        [("strings.xlsx", "字符串"), ("bomb.xlsx", "128 MB"), ("text.xlsx", "已损坏"), ("old.xlsx", ".xls")]
    {
        let (status, _, err) = nianbao(folder.path(), &["check", file]);
        assert_eq!(status, 2);
        assert!(err.contains(says), "{err}");
    }
}

#[test]
fn figures_of_agencies_add_up_and_a_wrong_sum_is_found() {
    let folder = tempfile::tempdir().unwrap();
    fill(&folder.path().join("各局"), 5);
    let merge = ["merge", "各局", "--agency", "甲县人民政府", "-o", "甲县.yaml"];
    let (status, _, err) = nianbao(folder.path(), &merge);
    assert_eq!(status, 0, "{err}");
    let path = folder.path().join("甲县.yaml");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains("机关名称: 甲县人民政府"));
    let (status, out, err) =
        nianbao(folder.path(), &["check", "--parts", "各局", "甲县.yaml", "--output", "json"]);
    // Its prose is still to be written; its sums are right.
    let is_blank = |line: &str| line.contains("\"rule\":\"N208\"");
    assert!(status == 1 && out.lines().all(is_blank), "{out}{err}");
    // Never over a file that is there.
    assert_eq!(nianbao(folder.path(), &merge).0, 2);

    // The sum lies among its parts; one figure is off.
    std::fs::rename(&path, folder.path().join("各局/县.yaml")).unwrap();
    let line = text.lines().find(|l| l.trim_start().starts_with("行政许可:")).unwrap();
    std::fs::write(folder.path().join("各局/县.yaml"), text.replace(line, "  行政许可: 1")).unwrap();
    let (status, out, _) =
        nianbao(folder.path(), &["check", "--parts", "各局", "各局/县.yaml", "--output", "json"]);
    let is_sum = |f: &serde_json::Value| f["severity"] == "error" && f["rule"] != "N208";
    let found: Vec<_> = objects(&out).into_iter().filter(is_sum).collect();
    assert_eq!((status, found.len()), (1, 1), "{out}");
    assert_eq!(
        (found[0]["rule"].as_str(), found[0]["path"].as_str()),
        (Some("N110"), Some("主动公开.行政许可"))
    );

    // Another year does not add up; a report with errors is not added.
    std::fs::write(folder.path().join("各局/x.yaml"), corpus::report(7).replace("年度: 2024", "年度: 2023"))
        .unwrap();
    let (status, _, err) = nianbao(folder.path(), &["merge", "各局", "--agency", "乙", "-o", "乙.yaml"]);
    assert_eq!(status, 2);
    assert!(err.contains("2023") && err.contains("x.yaml"), "{err}");
    std::fs::write(folder.path().join("各局/x.yaml"), "机关名称: 甲\n年度: 2024\n主动公开: {行政许可: 三}\n")
        .unwrap();
    let (status, _, err) = nianbao(folder.path(), &["merge", "各局", "--agency", "乙", "-o", "乙.yaml"]);
    assert_eq!(status, 1);
    assert!(err.contains("N008") && !folder.path().join("乙.yaml").exists(), "{err}");
}

#[test]
fn the_example_of_many_agencies_is_clean() {
    let folder = tempfile::tempdir().unwrap();
    let example = |name: &str| crate::tools::repository("examples/bulk").join(name).display().to_string();
    let (table, pattern) = (example("各局.csv"), example("样板.yaml"));
    let args = ["build", &table, "--with", &pattern, "-o", "out", "--to", "html", "--output", "json"];
    let (status, out, err) = nianbao(folder.path(), &args);
    assert_eq!((status, count(&out, "built"), err.as_str()), (0, 3, ""), "{out}");
    assert!(objects(&out).iter().all(|o| o["findings"] == json!([])), "{out}");
    let page =
        std::fs::read_to_string(folder.path().join("out/东山县民政局2024年政府信息公开工作年度报告.html"))
            .unwrap();
    assert!(page.contains("主动公开政务信息368条") && page.contains("新收政府信息公开申请6件，答复6件"));
}
