//! What the web, office programs and converters make of a report: titles in several places, lines below it,
//! headings behind line breaks, tables in pieces, figures out of order.

use std::path::Path as FilePath;

use nianbao::form::{Forms, Path};
use nianbao::import::{self, Imported, Limits};

use crate::hostile::word;

fn text(text: &str) -> Imported {
    import::text(text, &Limits::default()).unwrap()
}

fn html(page: &str) -> Imported {
    import::html(page, &Limits::default()).unwrap()
}

fn figure(imported: &Imported, path: &str) -> String {
    let id = imported.data.form.figure_at(&Path::new(path)).unwrap_or_else(|| panic!("{path}"));
    imported.data.cells[id.index()].clone().unwrap_or_else(|| panic!("no cell for {path}"))
}

fn assert_figures(imported: &Imported, figures: &[(&str, &str)]) {
    for (path, want) in figures {
        assert_eq!(figure(imported, path), *want, "{path}");
    }
}

fn unplaced(imported: &Imported) -> Vec<&str> {
    imported.unplaced.iter().map(|unplaced| unplaced.text.as_str()).collect()
}

/// A report of three paragraphs, with something before, under and below it.
fn framed(before: &str, under: &str, below: &str) -> String {
    format!(
        "{before}\n乙市林业局2024年政府信息公开工作年度报告\n{under}\n本报告由乙市林业局编制。\n一、总体情况\n好。\n\
         五、存在的主要问题及改进情况\n有问题，已改进。\n六、其他需要报告的事项\n未收费。\n乙市林业局\n2025年1月8日\n{below}"
    )
}

#[test]
fn of_several_titles_the_whole_one_counts() {
    for before in [
        "",
        "标题：乙市林业局2024年政府信息公开工作年度报告-乙市林业局\n单位：乙市林业局",
        "首页 > 政府信息公开年报 > 乙市林业局2024年政府信息公开工作年度报告",
        "政府信息公开工作年度报告\n乙市林业局2024年政府信息公开工作年度报告_乙市人民政府门户网站\n首页",
    ] {
        let imported = text(&framed(before, "发布时间：2025-01-08 来源：林业局", ""));
        let data = &imported.data;
        assert_eq!(
            (data.agency.as_str(), data.year, &data.title),
            ("乙市林业局", Some(2024), &None),
            "{before}"
        );
        assert_eq!(data.preface, ["本报告由乙市林业局编制。"], "{before}");
        assert_eq!(unplaced(&imported).last(), Some(&"发布时间：2025-01-08 来源：林业局"));
    }
    // A sentence that names the report is no title where there is one.
    let sentence = text(&framed("", "现将2024年政府信息公开工作年度报告公布如下，请社会各界监督：", ""));
    assert_eq!(sentence.data.agency, "乙市林业局");
    assert_eq!(sentence.data.preface.len(), 2);
    for title in [
        "标题：乙市林业局2024年政府信息公开工作年度报告-林业局",
        "#  乙市林业局2024年政府信息公开工作年度报告",
    ] {
        let imported = text(&format!("{title}\n一、总体情况\n好。"));
        assert_eq!((imported.data.agency.as_str(), imported.data.title), ("乙市林业局", None), "{title}");
    }
}

#[test]
fn what_stands_below_a_report_is_left_out_and_listed() {
    for below in [
        "上一篇：关于印发办法的通知\n下一篇：没有了",
        "【打印本页】 【关闭窗口】\n主办：乙市人民政府办公室\n苏ICP备05000000号-1",
        "无障碍浏览\n网站标识码：3200000000",
    ] {
        let imported = text(&framed("", "", below));
        let lines: Vec<&str> = below.lines().collect();
        assert_eq!(unplaced(&imported), lines);
        assert_eq!(imported.data.prose[5], ["未收费。"]);
        assert_eq!(imported.data.signature_name.as_deref(), Some("乙市林业局"));
        assert_eq!(imported.data.signature_date, nianbao::date::Date::new(2025, 1, 8));
        // A page says where its paragraphs are.
        let page: String = framed("", "", below).lines().map(|line| format!("<p>{line}</p>")).collect();
        let imported = html(&page);
        assert_eq!(
            (unplaced(&imported), imported.data.prose[5].as_slice()),
            (lines, &["未收费。".to_owned()][..])
        );
    }
    // Without a date the first such line ends the report.
    let imported =
        text("乙市2024年政府信息公开工作年度报告\n六、其他需要报告的事项\n主办建议12件。\n上一条：无\n乙市");
    assert_eq!(imported.data.prose[5], ["主办建议12件。"]);
    assert_eq!(unplaced(&imported), ["上一条：无", "乙市"]);
}

#[test]
fn the_name_of_a_page_names_the_agency_where_nothing_else_does() {
    let body = "<p>一、总体情况</p><p>2024年1月1日起至2024年12月31日止。</p>";
    let named =
        |title: &str| html(&format!("<html><head><title>{title}</title></head><body>{body}</body></html>"));
    let imported = named("乙市林业局2024年政府信息公开工作年度报告_乙市人民政府");
    assert_eq!((imported.data.agency.as_str(), imported.data.year), ("乙市林业局", Some(2024)));
    assert!(imported.notes.iter().any(|note| note.message.contains("按网页的标题")), "{:#?}", imported.notes);
    assert_eq!(named("乙市人民政府门户网站").data.agency, "");
}

#[test]
fn headings_behind_line_breaks_are_found() {
    let lines = ["（一）公开", "公开九百条。", "二、主动公开政府信息情况"];
    let rest = ["五、存在的主要问题及改进情况", "有问题，已改进。", "六、其他需要报告的事项", "无。"];
    let table = "<table><tr><td>规章<td>1<td>2<td>3<tr><td>行政规范性文件<td>4<td>5<td>6</table>";
    let page = format!(
        "<div><p>　　乙市2024年政府信息公开工作年度报告<br>　　编制本报告，供社会各界监督，欢迎查阅。<br/>一、总体情况<br>{}</p>{table}<p>{}</p></div>",
        lines.join("<br>　　"),
        rest.join("<br>")
    );
    let imported = html(&page);
    assert_eq!(imported.data.prose[0], lines[..2]);
    assert_eq!(
        (imported.data.prose[4].len(), imported.data.prose[5].as_slice()),
        (1, &["无。".to_owned()][..])
    );
    assert_eq!(imported.data.agency, "乙市");
    assert_figures(&imported, &[("主动公开.行政规范性文件.本年废止件数", "5")]);
    let run = |texts: &[&str]| {
        let texts: Vec<String> = texts.iter().map(|text| format!("<w:t>{text}</w:t>")).collect();
        format!("<w:p><w:r>{}</w:r></w:p>", texts.join("<w:br/>"))
    };
    // A heading that is broken itself stays one.
    let body = [
        run(&["乙市", "2024年政府信息公开工作年度报告"]),
        run(&["一、总体情况", "好。", "五、存在的主要问题", "及改进情况"]),
        run(&["六、其他需要", "报告的事项"]),
        run(&["无。"]),
    ];
    let imported = import::docx(&word(&body.concat()), &Limits::default()).unwrap();
    assert_eq!(imported.data.prose[0], ["好。"]);
    assert_eq!(imported.data.prose[5], ["无。"]);
}

#[test]
fn a_word_file_of_printed_lines_is_joined() {
    let p = |indent: i32, text: &str| {
        format!(
            "<w:p><w:pPr><w:ind w:left=\"{indent}\" w:firstLine=\"0\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let body = [
        p(1000, "乙市2024年政府信息公开工作年度报告"),
        p(640, "一、总体情况"),
        p(640, "坚持公开为常态、不公开为例外，把公开贯穿于权力运"),
        p(0, "行全过程，全年主动公开政府信息九百条，办理申请二"),
        p(0, "十六件，均按时答复，没有引起行政复议和行政诉讼，也"),
        p(0, "- 1 -"),
        p(0, "未因公开不当被追究责任，群众满意度持续提高，公开的"),
        p(0, "质量稳步提升。"),
        "<w:p><w:pPr><w:ind w:firstLineChars=\"200\"/></w:pPr><w:r><w:t>（一）主动公开。编制公报四期，解读政策十二件，发布— 2 —</w:t></w:r></w:p>".into(),
        p(0, "新闻三十条。"),
        p(640, "六、其他需要报告的事项"),
        p(640, "无。"),
    ];
    let imported = import::docx(&word(&body.concat()), &Limits::default()).unwrap();
    let texts: Vec<&str> = imported.data.prose[0].iter().map(String::as_str).collect();
    assert_eq!(
        texts,
        [
            "坚持公开为常态、不公开为例外，把公开贯穿于权力运行全过程，全年主动公开政府信息九百条，办理申请二十六件，均按时答复，没有引起行政复议和行政诉讼，也未因公开不当被追究责任，群众满意度持续提高，公开的质量稳步提升。",
            "（一）主动公开。编制公报四期，解读政策十二件，发布新闻三十条。"
        ]
    );
    assert!(imported.notes.iter().any(|note| note.message == "页码 2 处，没有导入"), "{:#?}", imported.notes);
}

const HEAD: &str = "乙市2024年政府信息公开工作年度报告\n";

#[test]
fn figures_that_stand_apart_from_their_labels_are_placed_by_number_and_sum() {
    let seven = |n: u32| format!("{n}\n0\n1\n0\n0\n0\n{}\n", n + 1);
    let three = format!(
        "三、收到和处理政府信息公开申请情况\n一、本年新收政府信息公开申请数量\n{}二、上年结转政府信息公开申请数量\n{}{}{}1.属于国家秘密\n{}（一）予以公\n\n开\n（二）部分公开（区分处理的，只计这一情\n形，不计其他情形）\n",
        seven(90),
        seven(11),
        seven(52),
        seven(23),
        seven(4)
    );
    let four = "四、政府信息公开行政复议、行政诉讼情况\n行政复议\n行政诉讼\n未经复议直接起诉\n结果\n维持\n30\n2\n5\n1\n复议后起诉\n结果\n纠正\n9\n1\n1\n4\n总计\n38\n7\n1\n0\n3\n11\n总计\n15\n";
    let imported = text(&format!("{HEAD}{three}{four}六、其他需要报告的事项\n无。"));
    assert_figures(
        &imported,
        &[
            ("依申请公开.上年结转.自然人", "11"),
            ("依申请公开.予以公开.自然人", "52"),
            ("依申请公开.部分公开.总计", "24"),
            ("依申请公开.不予公开.属于国家秘密.科研机构", "1"),
            ("复议诉讼.行政复议.总计", "38"),
            ("复议诉讼.未经复议直接起诉.结果维持", "7"),
            ("复议诉讼.复议后起诉.结果维持", "9"),
            ("复议诉讼.复议后起诉.总计", "15"),
        ],
    );
    let notes: Vec<&str> = imported.notes.iter().map(|note| note.message.as_str()).collect();
    for part in ["“予以公开”这一行的数字不在栏目名称旁边", "按各栏之和归位"] {
        assert!(notes.iter().any(|note| note.contains(part)), "{part}: {notes:#?}");
    }
    assert_eq!(unplaced(&imported), [""; 0]);
    // Sums that leave it open change nothing.
    let open = four.replace("38", "39");
    let imported = text(&format!("{HEAD}{open}六、其他需要报告的事项\n无。"));
    assert_figures(&imported, &[("复议诉讼.行政复议.总计", "9")]);
}

#[test]
fn a_row_with_blanks_that_left_no_trace_is_placed_by_its_sum() {
    let table = "三、收到和处理政府信息公开申请情况\n一、本年新收政府信息公开申请数量\n26\n3\n29\n二、上年结转政府信息公开申请数量\n4\n5\n";
    let imported = text(&format!("{HEAD}{table}六、其他需要报告的事项\n无。"));
    assert_figures(
        &imported,
        &[
            ("依申请公开.本年新收.自然人", "26"),
            ("依申请公开.本年新收.商业企业", "3"),
            ("依申请公开.本年新收.法律服务机构", ""),
            ("依申请公开.本年新收.总计", "29"),
        ],
    );
    let notes: Vec<&str> = imported.notes.iter().map(|note| note.message.as_str()).collect();
    assert!(notes.iter().any(|note| note.contains("“本年新收”这一行有空格")), "{notes:#?}");
    assert!(notes.iter().any(|note| note.contains("“上年结转”这一行只有 2 个数")), "{notes:#?}");
}

#[test]
fn tables_in_pieces_are_placed_by_their_sections() {
    let rows = |rows: &[&str]| {
        format!(
            "| 项目 | 甲 | 乙 | 丙 | 丁 | 戊 | 己 | 总计 |\n|---|---|---|---|---|---|---|---|\n{}\n",
            rows.join("\n")
        )
    };
    let five = |name: &str, figures: &str| {
        format!(
            "### {name}\n| 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 |\n|---|---|---|---|---|\n| {figures} |\n\n"
        )
    };
    let markdown = format!(
        "# 乙市2024年政府信息公开工作年度报告\n\n## 三、收到和处理政府信息公开申请情况\n\n### 一、本年新收\n{}\n### （一）予以公开\n{}\n{}\n## 四、政府信息公开行政复议、行政诉讼情况\n{}{}{}## 六、其他需要报告的事项\n**无**。\n",
        rows(&["| 本年新收政府信息公开申请数量 | 7 | 0 | 0 | 0 | 0 | 1 | 8 |"]),
        rows(&["| 予以公开 | 5 | 0 | 0 | 0 | 0 | 0 | 5 |"]),
        rows(&[
            "| 2. 重复申请 | 1 | 0 | 0 | 0 | 0 | 0 | 1 |",
            "| 3. 其他 | 1 | 0 | 0 | 0 | 0 | 1 | 2 |",
            "| （七）总计 | 7 | 0 | 0 | 0 | 0 | 1 | 8 |",
            "| 四、结转下年度继续办理 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |"
        ]),
        five("行政诉讼（复议后起诉）", "1 | 0 | 0 | 0 | 1"),
        five("行政复议", "2 | 3 | 0 | 0 | 5"),
        five("行政诉讼（未经复议直接起诉）", "0 | 0 | 4 | 0 | 4"),
    );
    let imported = text(&markdown);
    assert_figures(
        &imported,
        &[
            ("依申请公开.本年新收.其他", "1"),
            ("依申请公开.予以公开.自然人", "5"),
            ("依申请公开.不予处理.重复申请.总计", "1"),
            ("依申请公开.其他处理.其他.其他", "1"),
            ("依申请公开.总计.总计", "8"),
            ("复议诉讼.行政复议.结果纠正", "3"),
            ("复议诉讼.未经复议直接起诉.其他结果", "4"),
            ("复议诉讼.复议后起诉.总计", "1"),
        ],
    );
    assert_eq!(imported.data.prose[5], ["无。"]);
    assert_eq!(unplaced(&imported), [""; 0]);
}

#[test]
fn what_is_no_row_of_the_form_is_listed_with_its_figures() {
    let table = "二、主动公开政府信息情况\n单位：件\n规章\n1\n2\n3\n党内规范性文件目录\n7\n8\n9\n行政规范性文件\n4\n5\n6\n注：含部门文件，不含已宣布失效的。\n";
    let imported = text(&format!("{HEAD}{table}六、其他需要报告的事项\n无。"));
    assert_figures(
        &imported,
        &[("主动公开.规章.现行有效件数", "3"), ("主动公开.行政规范性文件.本年制发件数", "4")],
    );
    let lines = unplaced(&imported);
    for line in ["单位：件", "党内规范性文件目录\t7\t8\t9", "注：含部门文件，不含已宣布失效的。"]
    {
        assert!(lines.contains(&line), "{line}: {lines:#?}");
    }
}

#[test]
fn files_are_read_by_what_their_names_end_in() {
    let folder = tempfile::tempdir().unwrap();
    let read = |name: &str, content: &[u8]| {
        let file = folder.path().join(name);
        std::fs::write(&file, content).unwrap();
        assert_eq!(
            import::is_importable(FilePath::new(name)),
            !name.ends_with('c') && !name.ends_with('s') && !name.ends_with("odt")
        );
        import::read_file(&file, &Limits::default(), &Forms::built_in())
    };
    let page = "<p>乙市2024年政府信息公开工作年度报告</p><p>一、总体情况</p><p>好。</p>";
    let plain = "乙市2024年政府信息公开工作年度报告\n一、总体情况\n好。";
    let saved = format!(
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}\r\n--b--\r\n"
    );
    for (name, content) in [
        ("a.html", page),
        ("a.shtml", page),
        ("a.HTM", page),
        ("a.mht", saved.as_str()),
        ("a.txt", plain),
        ("a.md", plain),
    ] {
        let imported = read(name, content.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((imported.data.agency.as_str(), imported.data.prose[0].len()), ("乙市", 1), "{name}");
    }
    for name in ["a.doc", "a.wps", "a.odt"] {
        let message = read(name, b"\xD0\xCF").unwrap_err().to_string();
        assert!(message.contains("用 Word 或 WPS 打开，另存为 .docx"), "{message}");
    }
}

#[test]
fn hostile_texts_are_refused_or_read_in_time() {
    let three = "甲市2024年政府信息公开工作年度报告\n三、收到和处理政府信息公开申请情况\n";
    let texts = [
        format!("{three}{}", "其他\n0\n".repeat(20_000)),
        format!("{three}{}", "结果\n".repeat(40_000)),
        format!("{three}{}", format!("{}\n", "申请人无正当理由逾期".repeat(30)).repeat(10_000)),
        format!("{three}{}", "1 ".repeat(4_000_000)),
        format!("{three}{}", "| 0 ".repeat(2_000_000)),
        format!("{three}{}", "0\t".repeat(4_000_000)),
        format!("{three}{}", "\n".repeat(8_000_000)),
        format!("{three}{}", "- 1 -\n\u{C}".repeat(1_000_000)),
        format!("四、政府信息公开行政复议、行政诉讼情况\n{}", "1\n结果\n".repeat(15)),
        format!("一、总体情况\n{}", "　　公开，\n".repeat(20_000)),
    ];
    for (number, text) in texts.iter().enumerate() {
        let start = std::time::Instant::now();
        let _ = import::text(text, &Limits::default());
        assert!(start.elapsed() < std::time::Duration::from_secs(10), "{number}: {:?}", start.elapsed());
    }
}
