//! `nianbao review`: an inbox of received reports.

use std::path::Path;

use serde_json::Value;

use crate::tools::{python, repository, run};
use crate::{BAD, GOOD, names, nianbao, write};

const LAST: &str = "机关名称: 甲市教育局\n年度: 2023\n依申请公开:\n  本年新收: {自然人: 2}\n  结转下年度: {自然人: 2}\n其他事项: 本机关2023年未收取信息处理费。\n";

fn of(text: &str, agency: &str) -> String {
    text.replace("甲市教育局", agency)
}

/// Builds a report in these formats and puts the files into the inbox.
fn receive(folder: &Path, agency: &str, text: &str, formats: &str) {
    write(folder, "发送.yaml", &of(text, agency));
    let made = nianbao(folder, &["build", "发送.yaml", "--draft", "--to", formats, "-o", "发送"]);
    assert!(made.0 < 2, "{made:?}");
    std::fs::create_dir_all(folder.join("收件夹")).unwrap();
    for name in names(&folder.join("发送")) {
        let ending = name.rsplit_once('.').unwrap().1;
        let to = folder.join(format!("收件夹/{agency}.{ending}"));
        std::fs::rename(folder.join("发送").join(&name), to).unwrap();
    }
}

fn page(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("审核/审核结果.html")).unwrap()
}

/// The row of the page with this name, without tags.
fn row(page: &str, name: &str) -> String {
    let is_it = |at: &usize| page[*at..].split_once('>').is_some_and(|(_, text)| text.starts_with(name));
    let start = page.match_indices("<th scope=\"row\"").map(|(at, _)| at).find(is_it);
    let start = start.unwrap_or_else(|| panic!("{name} is not in {page}"));
    let row = &page[start..start + page[start..].find("</tr>").unwrap()];
    let mut text = String::new();
    let mut in_tag = false;
    for c in row.chars() {
        match c {
            '<' => in_tag = true,
            '>' => in_tag = false,
            c if !in_tag => text.push(c),
            _ => {}
        }
    }
    text
}

fn comments(file: &Path) -> Vec<Value> {
    let out =
        run(std::process::Command::new(python()).arg(repository("tests/tools/read_comments.py")).arg(file));
    serde_json::from_str(&out).unwrap()
}

#[test]
fn every_file_of_an_inbox_has_a_row() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    receive(folder, "甲市教育局", GOOD, "docx,pdf,html");
    receive(folder, "甲市民政局", BAD, "docx");
    let inbox = folder.join("收件夹");
    write(&inbox, "甲市水利局.yaml", &of(&GOOD.replace("2024", "2023"), "甲市水利局"));
    write(&inbox, "甲市林业局.yaml", &of(GOOD, "甲市林业局"));
    write(&inbox, "甲市林业局（改）.yaml", &of(&GOOD.replace("16", "17").replace("15", "16"), "甲市林业局"));
    write(&inbox, "甲市司法局.doc", "旧文件");
    write(&inbox, "甲市审计局.ofd", "PK");
    write(&inbox, "附件.zip", "PK");
    write(&inbox, "~$甲市民政局.docx", "Word 的锁");
    write(folder, "名单.txt", "# 应当报送的\n甲市教育局\n甲市民政局\n甲市林业局\n甲市财政局\n甲市司法局\n");
    write(folder, "甲市.yaml", &of(GOOD, "甲市人民政府"));
    let review = ["review", "收件夹", "--list", "名单.txt", "--parts-of", "甲市.yaml", "-o", "审核"];
    let (status, out, err) = nianbao(folder, &review);
    assert_eq!(status, 2, "a file could not be read: {err}");
    assert_eq!(out, "");
    assert!(err.contains("没有收到 2 个机关的报告：\n  甲市财政局\n  甲市司法局\n"), "{err}");
    assert!(err.contains("读不了 3 份：\n  甲市司法局.doc："), "{err}");
    assert!(err.contains("另存为 .docx") && err.contains("附件.zip：这是压缩包，解压后再审核"), "{err}");
    assert!(err.contains("甲市审计局.ofd：OFD 版式文件不能直接读：请用同一份报告的 PDF 或"), "{err}");
    assert!(err.contains("共收到 10 份，"), "{err}");
    assert!(
        err.contains("已写好 审核/审核结果.html 和 审核/审核结果.xlsx；2 份 Word 报告加了批注，在 审核/批注"),
        "{err}"
    );
    assert_eq!(names(&folder.join("审核")), ["审核结果.html", "审核结果.xlsx", "批注"]);
    assert_eq!(names(&folder.join("审核/批注")), ["甲市教育局.docx", "甲市民政局.docx"]);

    let page = page(folder);
    assert!(row(&page, "甲市民政局").contains("N101"));
    assert!(row(&page, "甲市水利局").contains("年度不符") && page.contains("这是 2023 年度的报告"), "{page}");
    assert!(row(&page, "甲市林业局").contains("重复，数据不同"), "{page}");
    assert_eq!(page.matches("是同一份报告，只计入一次").count(), 2, "{page}");
    assert!(row(&page, "甲市财政局").contains("没有收到"), "{page}");
    assert!(row(&page, "甲市司法局.doc").contains("另存为 .docx"), "{page}");
    assert!(row(&page, "甲市审计局.ofd").contains("请用同一份报告的 PDF 或 Word 文件"), "{page}");
    assert!(!page.contains("~$"), "{page}");
    assert!(row(&page, "甲市司法局 ").contains("收到的 甲市司法局.doc 读不了，可能就是它"), "{page}");
    // The links lead to the files.
    assert!(page.contains("href=\"../收件夹/甲市民政局.docx\""), "{page}");
    assert!(page.contains("href=\"批注/甲市民政局.docx\""), "{page}");
    // For .ci/check-html.
    let pages = Path::new(env!("CARGO_TARGET_TMPDIR")).join("html");
    std::fs::create_dir_all(&pages).unwrap();
    std::fs::write(pages.join("list-page-review.html"), &page).unwrap();
}

#[test]
fn findings_are_comments_at_their_cells_and_the_file_reads_as_before() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    receive(folder, "甲市民政局", BAD, "docx");
    nianbao(folder, &["review", "收件夹", "-o", "审核"]);
    let (received, commented) =
        (folder.join("收件夹/甲市民政局.docx"), folder.join("审核/批注/甲市民政局.docx"));
    let comments = comments(&commented);
    assert!(comments.iter().all(|comment| comment["author"] == "年报核对"), "{comments:?}");
    let sum = comments.iter().find(|comment| comment["text"].as_str().unwrap().starts_with("【N101 错误】"));
    assert_eq!(sum.unwrap()["on"], "16", "the comment stands at the cell of the figure: {comments:?}");
    let import = |file: &Path| nianbao(folder, &["import", file.to_str().unwrap()]).1;
    assert_eq!(import(&received), import(&commented));
    // For .ci/validate-docx.
    if let Some(out) = std::env::var_os("DOCX_OUT").map(std::path::PathBuf::from) {
        std::fs::create_dir_all(&out).unwrap();
        std::fs::copy(&commented, out.join("commented.docx")).unwrap();
    }
    // The same again gives the same bytes.
    let first = std::fs::read(&commented).unwrap();
    nianbao(folder, &["review", "收件夹", "-o", "审核"]);
    assert!(std::fs::read(&commented).unwrap() == first);
    // A file that is put right, and one that is gone.
    receive(folder, "甲市民政局", GOOD, "docx");
    nianbao(folder, &["review", "收件夹", "-o", "审核"]);
    let texts: Vec<String> = self::comments(&commented).iter().map(|c| c["text"].to_string()).collect();
    assert!(!texts.is_empty() && !texts.iter().any(|text| text.contains("N101")), "{texts:?}");
    std::fs::remove_file(&received).unwrap();
    receive(folder, "甲市民政局", GOOD, "html");
    nianbao(folder, &["review", "收件夹", "-o", "审核"]);
    assert!(names(&folder.join("审核/批注")).is_empty());
}

#[test]
fn last_years_reports_are_matched_whatever_their_format() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    receive(folder, "甲市教育局", LAST, "docx");
    std::fs::rename(folder.join("收件夹"), folder.join("上年")).unwrap();
    receive(folder, "甲市教育局", GOOD, "html");
    let (status, _, err) = nianbao(folder, &["review", "收件夹", "--previous", "上年", "-o", "审核"]);
    assert_eq!(status, 1, "{err}");
    assert!(row(&page(folder), "甲市教育局").contains("N105"), "{}", page(folder));
}

#[test]
fn a_parent_is_held_against_the_sum_of_what_was_received() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let good = format!("{GOOD}问题与改进: 存在的主要问题是公开不够及时，改进措施是加强培训，按季度检查。\n");
    receive(folder, "甲市教育局", &good, "docx,html");
    receive(folder, "甲市民政局", &good, "html");
    let parent = |text: &str| write(folder, "甲市.yaml", &of(text, "甲市人民政府"));
    let review = || {
        let run = nianbao(folder, &["review", "收件夹", "--parts-of", "甲市.yaml", "-o", "审核"]);
        (run.0, run.2, page(folder))
    };
    parent(&good.replace("16", "32").replace("15", "30").replace("自然人: 1}", "自然人: 2}"));
    let (status, err, html) = review();
    assert_eq!(status, 0, "{err}");
    assert!(html.contains("2 份报告之和与 甲市人民政府 核对") && html.contains("0 个不等"), "{html}");
    parent(&good.replace("16", "33").replace("15", "31").replace("自然人: 1}", "自然人: 2}"));
    let (status, err, html) = review();
    assert_eq!(status, 1, "{err}");
    assert!(
        html.contains("<th scope=\"row\">依申请公开.本年新收.自然人</th><td>32</td><td>33</td><td>1</td>"),
        "{html}"
    );
    assert!(row(&html, "甲市人民政府").contains("N110"), "{html}");
    // With a report lacking, that the sums differ is shown but is no finding.
    write(folder, "名单.txt", "甲市财政局\n甲市教育局\n甲市民政局\n");
    nianbao(folder, &["review", "收件夹", "--parts-of", "甲市.yaml", "--list", "名单.txt", "-o", "审核"]);
    let html = page(folder);
    assert!(!html.contains("N110") && html.contains("差额可能由此而来"), "{html}");
}

#[test]
fn what_was_marked_with_a_reason_stays_silent() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    receive(folder, "甲市民政局", BAD, "docx");
    let review = || nianbao(folder, &["review", "收件夹", "-o", "审核"]);
    assert_eq!(review().0, 1);
    let workbook = folder.join("审核/审核结果.xlsx");
    // As somebody fills in the two columns: every finding is marked, the first without a reason.
    let mark = "import sys, openpyxl\n\
                book = openpyxl.load_workbook(sys.argv[1]); sheet = book['问题']\n\
                heads = {cell.value: cell.column for cell in sheet[1]}\n\
                for row in range(2, sheet.max_row + 1):\n\
                \x20   sheet.cell(row, heads['已核实']).value = '是'\n\
                \x20   sheet.cell(row, heads['理由']).value = sys.argv[2] if row > 2 or sys.argv[3] == 'all' else None\n\
                book.save(sys.argv[1])\n";
    let mark = |all: &str| {
        run(std::process::Command::new(python()).args(["-c", mark]).arg(&workbook).args(["已电话核实", all]));
    };
    mark("all but one");
    let (_, _, err) = review();
    assert!(err.contains("没有写理由，没有生效"), "{err}");
    mark("all");
    let (status, _, err) = review();
    assert_eq!(status, 0, "{err}");
    assert!(err.contains("已核实、不再报") && err.contains("审核结果.xlsx.bak"), "{err}");
    assert!(page(folder).contains("理由：已电话核实"));
    assert!(names(&folder.join("审核/批注")).is_empty());
    // The marks are in the new workbook, so that they hold the next time, too; and after a run without the report.
    std::fs::rename(folder.join("收件夹/甲市民政局.docx"), folder.join("退回.docx")).unwrap();
    write(&folder.join("收件夹"), "甲市教育局.yaml", GOOD);
    assert_eq!(review().0, 0);
    std::fs::rename(folder.join("退回.docx"), folder.join("收件夹/再发.docx")).unwrap();
    let (status, _, err) = review();
    assert_eq!(status, 0, "{err}");
}

#[test]
fn a_list_may_be_a_table_and_mistakes_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::create_dir(folder.join("收件夹")).unwrap();
    let review = |more: &[&str]| nianbao(folder, &[&["review", "收件夹", "-o", "审核"], more].concat());
    let (status, _, err) = review(&[]);
    assert!(status == 2 && err.contains("收件夹 里没有文件；把收到的报告放进去再审核"), "{err}");
    write(&folder.join("收件夹"), "甲市教育局.yaml", GOOD);
    write(folder, "名单.csv", "序号,机关名称\n1,甲市教育局\n2,甲市财政局\n");
    let (status, _, err) = review(&["--list", "名单.csv"]);
    assert!(status == 1 && err.contains("没有收到 1 个机关的报告：\n  甲市财政局\n"), "{err}");
    write(folder, "空.txt", "# 没有\n");
    let (status, _, err) = review(&["--list", "空.txt"]);
    assert!(status == 2 && err.contains("名单 空.txt 里没有机关名称"), "{err}");
    let (status, _, err) = nianbao(folder, &["review", "名单.csv", "-o", "审核"]);
    assert!(status == 2 && err.contains("名单.csv 不是文件夹"), "{err}");
    let (status, _, err) = review(&["--parts-of", "没有.yaml"]);
    assert!(status == 2 && err.contains("没有.yaml"), "{err}");
    let (status, _, err) = nianbao(folder, &["review", "收件夹", "-o", "./收件夹"]);
    assert!(status == 2 && err.contains("-o 要写另一个文件夹"), "{err}");
    // The folder of the outputs may lie in the inbox.
    let inside = ["review", "收件夹", "-o", "收件夹/审核"];
    nianbao(folder, &inside);
    let (status, _, err) = nianbao(folder, &inside);
    assert!(status == 0 && err.contains("共收到 1 份"), "{err}");
}
