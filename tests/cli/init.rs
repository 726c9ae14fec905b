//! `nianbao init`.

use crate::{nianbao, write};

#[test]
fn what_init_writes_is_valid_but_for_what_is_to_be_filled_in() {
    let folder = tempfile::tempdir().unwrap();
    let (status, _, err) =
        nianbao(folder.path(), &["init", "--agency", "甲市教育局", "--year", "2024", "-o", "甲.yaml"]);
    assert_eq!(status, 0, "{err}");
    let (status, out, err) = nianbao(folder.path(), &["check", "--output", "json", "甲.yaml"]);
    assert_eq!(status, 1, "{err}");
    assert!(out.lines().all(|l| l.contains("\"N208\"")), "{out}");
    // A report that nobody has filled in is not published; a draft of it may be looked at.
    let (status, _, err) = nianbao(folder.path(), &["build", "甲.yaml", "--to", "docx"]);
    assert!(status == 1 && err.contains("错误[N208]") && err.contains("待补充"), "{status} {err}");
    assert!(!folder.path().join("甲市教育局2024年政府信息公开工作年度报告.docx").exists());
    assert_eq!(nianbao(folder.path(), &["build", "甲.yaml", "--to", "docx", "--draft", "-o", "样子"]).0, 1);
    assert!(folder.path().join("样子/甲市教育局2024年政府信息公开工作年度报告.docx").exists());
    // Filled in, it builds.
    let text = std::fs::read_to_string(folder.path().join("甲.yaml")).unwrap();
    write(folder.path(), "甲.yaml", &text.replace("待补充", "有序开展，加强培训，"));
    let (status, _, err) = nianbao(folder.path(), &["build", "甲.yaml", "--to", "docx"]);
    assert_eq!(status, 0, "{err}");
}

#[test]
fn a_file_that_is_there_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.yaml", "mine");
    let (status, _, err) = nianbao(folder.path(), &["init", "-o", "a.yaml"]);
    assert_eq!(status, 2);
    assert!(err.contains("没有覆盖"), "{err}");
    assert_eq!(std::fs::read_to_string(folder.path().join("a.yaml")).unwrap(), "mine");
}

#[test]
fn last_year_is_carried_over() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "2023.yaml",
        "机关名称: 甲市教育局\n年度: 2023\n主动公开:\n  行政规范性文件: [17, 0, 246]\n依申请公开:\n  本年新收: {自然人: 16, 其他: 2}\n  予以公开: {自然人: 15}\n  结转下年度: {自然人: 1, 其他: 2}\n",
    );
    let (status, _, err) = nianbao(folder.path(), &["init", "--from", "2023.yaml", "-o", "2024.yaml"]);
    assert_eq!(status, 0, "{err}");
    let text = std::fs::read_to_string(folder.path().join("2024.yaml")).unwrap();
    for line in [
        "机关名称: 甲市教育局",
        "年度: 2024",
        "  行政规范性文件: {本年制发件数: 0, 本年废止件数: 0, 现行有效件数: 246}",
        "  上年结转: {自然人: 1, 商业企业: 0, 科研机构: 0, 社会公益组织: 0, 法律服务机构: 0, 其他: 2}",
    ] {
        assert!(text.lines().any(|l| l == line), "{line}\n{text}");
    }
    let (status, out, err) =
        nianbao(folder.path(), &["check", "--previous", "2023.yaml", "--output", "json", "2024.yaml"]);
    assert_eq!(status, 1, "{out}{err}");
    assert!(out.lines().all(|l| l.contains("\"N208\"")), "{out}");
}

#[test]
fn last_years_prose_comes_along_with_its_figures_bound() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "2023.yaml",
        "机关名称: 甲市教育局\n年度: 2023\n总体情况: |\n  2023年，收到政府信息公开申请16件。举办培训3次。\n依申请公开:\n  本年新收: {自然人: 16}\n  予以公开: {自然人: 16}\n",
    );
    let (status, out, err) = nianbao(folder.path(), &["init", "--from", "2023.yaml", "--prose"]);
    assert_eq!(status, 0, "{err}");
    assert!(
        out.contains("  {{年度}}年，收到政府信息公开申请{{依申请公开.本年新收.总计}}件。举办培训3次。\n"),
        "{out}"
    );
    assert!(err.contains("1 个数取自表格") && err.contains("  举办培训3次。"), "{err}");
    let (status, _, err) = nianbao(folder.path(), &["init", "--prose"]);
    assert!(status == 2 && err.contains("--from"), "{err}");
}

#[test]
fn a_workbook_carries_over_each_agencys_last_year() {
    let folder = tempfile::tempdir().unwrap();
    let last = |agency: &str, number: u32| {
        format!(
            "机关名称: {agency}\n年度: 2023\n依申请公开:\n  本年新收: {{自然人: {number}}}\n  结转下年度: {{自然人: {number}}}\n"
        )
    };
    std::fs::create_dir(folder.path().join("去年")).unwrap();
    write(folder.path(), "去年/教育.yaml", &last("甲县教育局", 2));
    write(folder.path(), "去年/民政.yaml", &last("甲县民政局", 5));
    // Without a list they are those that have reported.
    let (status, _, err) =
        nianbao(folder.path(), &["init", "--workbook", "--from", "去年", "-o", "填报.xlsx"]);
    assert_eq!(status, 0, "{err}");
    let (status, _, err) = nianbao(folder.path(), &["import", "填报.xlsx", "-o", "各局"]);
    assert_eq!(status, 0, "{err}");
    for (agency, number) in [("甲县教育局", 2), ("甲县民政局", 5)] {
        let file = folder.path().join(format!("各局/{agency}2024年政府信息公开工作年度报告.yaml"));
        let text = std::fs::read_to_string(file).unwrap();
        let carried = format!("  上年结转:\n    自然人: {number}\n");
        assert!(text.contains(&carried) && text.contains("{{依申请公开.上年结转.总计}}件"), "{text}");
    }
    write(folder.path(), "名单.txt", "甲县教育局\n甲县体育局\n");
    let arguments = ["init", "--workbook", "--from", "去年", "--agencies", "名单.txt", "-o", "名单.xlsx"];
    let (status, _, err) = nianbao(folder.path(), &arguments);
    assert_eq!(status, 0, "{err}");
    assert!(
        err.contains("下列 1 个机关没有带入") && err.contains("甲县体育局：没有 2023 年度的报告"),
        "{err}"
    );
}

#[test]
fn a_workbook_is_written_under_no_other_ending() {
    let folder = tempfile::tempdir().unwrap();
    for (kind, what) in [("--workbook", "工作簿"), ("--register", "台账")] {
        let (status, _, err) = nianbao(folder.path(), &["init", kind, "--year", "2024", "-o", "x.csv"]);
        assert_eq!(status, 2, "{err}");
        assert!(err.contains(&format!("{what}只能写成 .xlsx 文件")) && err.contains("-o x.xlsx"), "{err}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
