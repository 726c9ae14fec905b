//! Received reports: `check`, `compare`, `init --from` and `check --previous` of Word files, PDFs, pages and texts.

use std::path::Path;

use serde_json::Value;

use crate::{NAME, nianbao, write};

/// A report whose table three is out of balance by 1 under 自然人, and whose prose speaks of 12 applications, not
/// of 16.
const WRONG: &str = "机关名称: 甲市教育局\n年度: 2024\n总体情况: |\n  2024年，本机关认真做好政府信息公开各项工作。\n  （一）依申请公开。2024年，本机关收到政府信息公开申请12件。\n主动公开:\n  行政许可: 5\n依申请公开:\n  本年新收: {自然人: 16}\n  予以公开: {自然人: 14}\n  结转下年度: {自然人: 1}\n问题与改进: 存在的主要问题是政策解读形式单一，下一步增加图解和视频解读，加强业务培训。\n其他事项: 本机关2024年未收取信息处理费。\n";

/// A report as people copy it from a page, without its tables.
const TEXT: &str = "乙县财政局2024年政府信息公开工作年度报告\n一、总体情况\n2024年，本机关主动公开信息300条。\n（一）依申请公开。收到政府信息公开申请7件。\n五、存在的主要问题及改进情况\n存在的主要问题是解读形式单一，下一步加强培训，增加图解。\n六、其他需要报告的事项\n2024年度本机关未收取信息处理费。\n";

/// Makes a report in a format; gives the name of the file.
fn build(folder: &Path, data: &str, format: &str) -> String {
    write(folder, "made.yaml", data);
    let (status, out, err) =
        nianbao(folder, &["build", "--draft", "--to", format, "-o", "made", "made.yaml"]);
    assert_eq!(status, 1, "it has errors, on purpose: {out}{err}");
    let name = format!("{NAME}.{format}");
    std::fs::rename(folder.join("made").join(&name), folder.join(&name)).unwrap();
    std::fs::remove_file(folder.join("made.yaml")).unwrap();
    name
}

/// The findings of a file.
fn findings(folder: &Path, file: &str) -> Vec<Value> {
    let (_, out, err) = nianbao(folder, &["check", "--output", "json", file]);
    let found: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(!found.is_empty(), "{err}");
    found
}

fn of_rule<'f>(findings: &'f [Value], rule: &str) -> &'f Value {
    findings
        .iter()
        .find(|finding| finding["rule"] == rule)
        .unwrap_or_else(|| panic!("no {rule}: {findings:#?}"))
}

#[test]
fn findings_of_a_word_file_stand_at_section_row_column_and_cell() {
    let folder = tempfile::tempdir().unwrap();
    let name = build(folder.path(), WRONG, "docx");
    let found = findings(folder.path(), &name);
    assert!(found.iter().all(|finding| finding["file"] == name.as_str()), "{found:#?}");
    for finding in &found {
        let help = finding["help"].as_str().unwrap_or_default();
        assert!(!help.contains("{{") && !help.contains("程序") && !help.contains("豁免"), "{help}");
    }
    let sum = of_rule(&found, "N101");
    let place = &sum["place"];
    let words = place["words"].as_str().unwrap();
    assert!(words.starts_with("三、收到和处理政府信息公开申请情况 → “"), "{words}");
    assert!(words.contains("→ “自然人”（第 2 个表格第 "), "{words}");
    assert_eq!((&place["section"], &place["table"]), (&"依申请公开".into(), &2.into()));
    // The very cell, as the file has it: by the same count the figure stands there.
    let cell = (place["table_row"].as_u64().unwrap(), place["table_column"].as_u64().unwrap());
    assert_eq!((sum["line"].as_u64().unwrap(), sum["column"].as_u64().unwrap()), cell);
    let (_, out, _) = nianbao(folder.path(), &["check", &name]);
    assert!(out.contains(&format!("--> {name}：三、收到和处理政府信息公开申请情况 → ")), "{out}");
    assert!(!out.contains("依申请公开:"), "a line of a data file that nobody has: {out}");
}

#[test]
fn words_of_prose_are_known_to_the_character() {
    let folder = tempfile::tempdir().unwrap();
    let name = build(folder.path(), WRONG, "docx");
    let found = findings(folder.path(), &name);
    let sentence = of_rule(&found, "N201");
    let place = &sentence["place"];
    assert_eq!((&place["section"], &place["paragraph"]), (&"总体情况".into(), &2.into()));
    assert!(place["words"].as_str().unwrap().starts_with("一、总体情况 第 2 段"), "{place}");
    let excerpt = place["excerpt"].as_str().unwrap();
    assert!(excerpt.contains("12"), "{place}");
    // In the paragraph of the file, characters are those of the text.
    let text: Vec<char> = "（一）依申请公开。2024年，本机关收到政府信息公开申请12件。".chars().collect();
    let at = |n: usize| usize::try_from(place["characters"][n].as_u64().unwrap()).unwrap() - 1;
    assert_eq!(text[at(0)..at(1)].iter().collect::<String>(), excerpt);
    let (_, out, _) = nianbao(folder.path(), &["check", &name]);
    let drawn = "2 | （一）依申请公开。2024年，本机关收到政府信息公开申请12件。";
    assert!(out.lines().any(|line| line == drawn), "{out}");
}

#[test]
fn a_pdf_has_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let name = build(folder.path(), WRONG, "pdf");
    let found = findings(folder.path(), &name);
    let place = &of_rule(&found, "N101")["place"];
    assert!(place["page"].as_u64().is_some_and(|page| page >= 1), "{place}");
    let words = place["words"].as_str().unwrap();
    assert!(words.ends_with(&format!("（第 {} 页）", place["page"])), "{words}");
}

#[test]
fn what_was_not_found_is_an_error_and_no_table_of_zeros() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "乙.txt", TEXT);
    let found = findings(folder.path(), "乙.txt");
    let missing: Vec<&str> =
        found.iter().filter(|f| f["rule"] == "N023").map(|f| f["path"].as_str().unwrap()).collect();
    assert_eq!(missing, ["主动公开", "依申请公开", "复议诉讼"]);
    // 7 件 in the prose is not said to contradict a table that nobody has read.
    assert!(found.iter().all(|finding| finding["rule"] != "N201"), "{found:#?}");
    let (status, _, err) = nianbao(folder.path(), &["check", "乙.txt"]);
    assert_eq!(status, 1);
    assert!(err.contains("提示：没有找到“二、主动公开政府信息情况”的表格"), "{err}");
}

#[test]
fn a_folder_is_an_inbox_unless_it_has_data_files() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = folder.path().join("收件夹");
    std::fs::create_dir_all(inbox.join("乙_files")).unwrap();
    write(&inbox, "乙.txt", TEXT);
    write(&inbox, "丙.doc", "");
    write(&inbox, "~$乙.docx", "");
    write(&inbox, "乙_files/frame.html", "");
    let (status, out, err) = nianbao(folder.path(), &["check", "收件夹"]);
    assert_eq!(status, 2);
    assert!(out.contains("乙.txt：二、主动公开政府信息情况"), "{out}");
    assert!(err.contains("“.doc”不能直接读：用 Word 或 WPS 打开，另存为 .docx 再用"), "{err}");
    assert!(err.contains("共 2 份：有错误 1 份，未能核对 1 份"), "{err}");
    write(&inbox, "甲.yaml", crate::GOOD);
    let (_, out, err) = nianbao(folder.path(), &["check", "收件夹"]);
    assert!(!out.contains("乙.txt"), "{out}");
    assert!(err.contains("只核对了数据文件；另有 2 份文稿没有核对"), "{err}");
}

/// Reports are made into OFD and not read from it. That is said wherever one is given, by its name; the file may
/// be anything.
#[test]
fn an_ofd_is_refused_with_what_to_give_instead() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    std::fs::create_dir_all(at.join("收件夹")).unwrap();
    write(at, "甲.ofd", "PK");
    write(at, "收件夹/甲.OFD", "PK");
    write(at, "好.yaml", crate::GOOD);
    write(at, "文.txt", TEXT);
    for arguments in [
        &["check", "甲.ofd"] as &[_],
        &["check", "收件夹"],
        &["check", "好.yaml", "--previous", "甲.ofd"],
        &["build", "甲.ofd"],
        &["build", "好.yaml", "--to", "html", "--previous", "甲.ofd"],
        &["import", "甲.ofd"],
        &["import", "文.txt", "--onto", "甲.ofd"],
        &["compare", "甲.ofd", "好.yaml"],
        &["compare", "好.yaml", "甲.ofd"],
        &["merge", "甲.ofd", "--agency", "甲县"],
        &["export", "甲.ofd", "-o", "数据.csv"],
        &["init", "--from", "甲.ofd", "-o", "乙.yaml"],
        &["review", "收件夹", "-o", "审核"],
    ] {
        let (status, out, err) = nianbao(at, arguments);
        assert_eq!(status, 2, "{arguments:?} {out} {err}");
        let said = "OFD 版式文件不能直接读：请用同一份报告的 PDF 或 Word 文件（.docx），没有的请对方另发";
        assert!(err.contains(said), "{arguments:?} {err}");
        assert!(!err.contains("nianbao import"), "a way that leads nowhere: {arguments:?} {err}");
    }
    // One that is not there is not refused for what it is.
    let (_, _, err) = nianbao(at, &["check", "没有.ofd"]);
    assert!(err.contains("没有这个文件"), "{err}");
}

/// `build --to pdf,ofd` leaves two files of one report.
#[test]
fn an_ofd_beside_the_same_report_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = folder.path().join("收件夹");
    std::fs::create_dir(&inbox).unwrap();
    write(&inbox, "乙.txt", TEXT);
    write(&inbox, "乙.ofd", "PK");
    let (status, _, err) = nianbao(folder.path(), &["check", "收件夹"]);
    assert_eq!(status, 1, "{err}");
    assert!(!err.contains("OFD"), "{err}");
    write(&inbox, "丙.ofd", "PK");
    let (status, _, err) = nianbao(folder.path(), &["check", "收件夹"]);
    assert_eq!(status, 2, "{err}");
    assert!(err.contains("丙.ofd：OFD 版式文件不能直接读") && err.contains("共 2 份"), "{err}");
}

#[test]
fn a_data_file_may_be_named_like_a_text() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.txt", crate::BAD);
    let found = findings(folder.path(), "a.txt");
    assert_eq!((&of_rule(&found, "N101")["line"], &found[0]["place"]), (&4.into(), &Value::Null));
}

#[test]
fn what_is_built_is_a_data_file() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.docx", "");
    for command in [&["build", "a.docx"] as &[_], &["merge", "a.docx", "--agency", "甲县"]] {
        let (status, _, err) = nianbao(folder.path(), command);
        assert_eq!(status, 2, "{err}");
        assert!(
            err.contains("a.docx 不是数据文件：先用 nianbao import a.docx -o a.yaml 转成数据文件"),
            "{err}"
        );
    }
}

#[test]
fn last_year_may_be_a_received_report() {
    let folder = tempfile::tempdir().unwrap();
    let last = WRONG.replace("2024", "2023").replace("予以公开: {自然人: 14}", "予以公开: {自然人: 15}");
    write(folder.path(), "made.yaml", &last);
    let (status, out, err) =
        nianbao(folder.path(), &["build", "--draft", "--to", "docx", "-o", "上年", "made.yaml"]);
    assert_eq!(status, 0, "{out}{err}");
    let file = format!("上年/{}.docx", NAME.replace("2024", "2023"));
    std::fs::remove_dir_all(folder.path().join("上年/.nianbao")).unwrap();
    // Last year carried over 1, this year begins with 0.
    write(folder.path(), "a.yaml", WRONG);
    for previous in [file.as_str(), "上年"] {
        let (_, out, err) = nianbao(folder.path(), &["check", "a.yaml", "--previous", previous]);
        assert!(out.contains("错误[N105]"), "{previous}: {out}{err}");
        assert!(out.contains(&format!("{file}：三、收到和处理政府信息公开申请情况 → ")), "{out}");
    }
    let (status, out, err) = nianbao(folder.path(), &["init", "--from", &file]);
    assert_eq!(status, 0, "{err}");
    assert!(out.contains("年度: 2024") && out.contains(&format!("上年数据: {file}")), "{out}");
}

#[test]
fn a_section_that_was_not_found_is_not_shown_as_deleted() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.txt", TEXT);
    write(folder.path(), "b.txt", &TEXT.replace("五、存在的主要问题及改进情况\n", "").replace("7件", "9件"));
    let (status, out, err) = nianbao(folder.path(), &["compare", "a.txt", "b.txt"]);
    assert_eq!(status, 0, "{err}");
    assert!(err.contains("提示：b.txt：没有找到“五、存在的主要问题及改进情况”这一部分的标题"), "{err}");
    assert!(out.contains("未读到，没有比较"), "{out}");
    assert!(out.contains("  五、存在的主要问题及改进情况（b.txt）"), "{out}");
    assert!(out.contains("[-7-]{+9+}"), "{out}");
    assert!(!out.contains("- 存在的主要问题是解读形式单一"), "{out}");
    let (_, out, _) = nianbao(folder.path(), &["compare", "--to", "json", "a.txt", "b.txt"]);
    let json: Value = serde_json::from_str(&out).unwrap();
    let five = json["unread"].as_array().unwrap().iter().find(|s| s["section"] == "问题与改进").unwrap();
    assert_eq!((&five["a"], &five["b"]), (&false.into(), &true.into()));
    assert!(!json["b"]["reading"]["notes"].as_array().unwrap().is_empty());
}

#[test]
fn blank_cells_of_a_row_are_one_finding() {
    let folder = tempfile::tempdir().unwrap();
    let name = build(folder.path(), WRONG, "html");
    let page = std::fs::read_to_string(folder.path().join(&name)).unwrap();
    let blank = |page: String, path: &str| {
        let (before, cell) = page.split_once(&format!("data-path=\"{path}\"")).expect("the cell");
        let (attributes, rest) = cell.split_once('>').expect("its end");
        let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        format!("{before}data-path=\"{path}\"{attributes}>{rest}")
    };
    let columns = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"];
    let mut page = ["商业企业", "科研机构"]
        .iter()
        .fold(page, |page, column| blank(page, &format!("依申请公开.本年新收.{column}")));
    page = columns.iter().fold(page, |page, column| blank(page, &format!("依申请公开.部分公开.{column}")));
    page = blank(page, "主动公开.行政许可");
    write(folder.path(), "空.html", &page);
    let found = findings(folder.path(), "空.html");
    let blanks: Vec<(&str, &str)> = found
        .iter()
        .filter(|finding| finding["rule"] == "N108")
        .map(|finding| (finding["path"].as_str().unwrap(), finding["message"].as_str().unwrap()))
        .collect();
    assert_eq!(
        blanks,
        [
            ("主动公开.行政许可", "“主动公开.行政许可”是空的，按 0 处理"),
            ("依申请公开.本年新收", "“依申请公开.本年新收”有 2 格是空的（商业企业、科研机构），按 0 处理"),
            ("依申请公开.部分公开", "“依申请公开.部分公开”是空的，按 0 处理"),
        ],
        "{found:#?}"
    );
    let row = found.iter().find(|finding| finding["path"] == "依申请公开.本年新收").unwrap();
    assert!(row["place"]["words"].as_str().unwrap().contains("→ “商业企业”"), "{row}");
}
