//! Word files as people leave them: written on the blank form, changed with tracking on, numbered by Word,
//! with notes and boxes.

use std::io::{Cursor, Read, Write};

use nianbao::form::Path;
use nianbao::import::{self, Imported, Limits};

use crate::hostile::word;

fn read(body: &str) -> Imported {
    import::docx(&word(body), &Limits::default()).unwrap()
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn cell(imported: &Imported, path: &str) -> Option<String> {
    let id = imported.data.form.figure_at(&Path::new(path)).unwrap_or_else(|| panic!("{path}"));
    imported.data.cells[id.index()].clone()
}

/// A table of rows of cells; `3|text` covers three columns, `^` goes on from above, `v|text` begins what goes
/// on.
fn table(rows: &[&[&str]]) -> String {
    let cell = |cell: &&str| {
        let (mark, text) = cell.split_once('|').unwrap_or(("", cell));
        let properties = match (mark, *cell) {
            (_, "^") => "<w:vMerge/>".to_owned(),
            ("v", _) => r#"<w:vMerge w:val="restart"/>"#.to_owned(),
            (span, _) if !span.is_empty() => format!(r#"<w:gridSpan w:val="{span}"/>"#),
            _ => String::new(),
        };
        let text = if *cell == "^" { "" } else { text };
        format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p(text))
    };
    let row = |row: &&[&str]| format!("<w:tr>{}</w:tr>", row.iter().map(cell).collect::<String>());
    format!("<w:tbl>{}</w:tbl>", rows.iter().map(row).collect::<String>())
}

const TITLE: &str = "甲市教育局2024年政府信息公开工作年度报告";

#[test]
fn the_blank_form_filled_in_by_hand_is_read() {
    // The blank form in circulation, as its grid: labels half-width and with gaps, a remark, a blank, a
    // slash.
    let two = table(&[
        &["4|第二十条第（一）项"],
        &["信息内容", "本年 制发件数", "本年废止件数", "现行有效件数"],
        &["规章", "0", "/", ""],
        &["规范性文件", "22（其中修订16件）", "1", "246"],
        &["4|第二十条第（五）项"],
        &["信息内容", "3|本年处理决定数量"],
        &["行政许可", "3|1０"],
        &["4|第二十条第（六）项"],
        &["信息内容", "3|本年处理决定数量"],
        &["行政处罚", "3|16件"],
        &["行政强制", "3|0"],
        &["4|第二十条第（八）项"],
        &["信息内容", "3|本年收费金额（单位：万元）"],
        &["行政事业性收费", "3|59237.2449"],
    ]);
    let body = [
        p("附件1"),
        p("甲市教育局"),
        p("2024年政府信息公开工作年度报告"),
        p("根据《条例》编制本报告。"),
        p("一、总体情况"),
        p("好。"),
        p("二、政府信息主动公开情况"),
        p("单位：件"),
        two,
        p("五、存在的主要问题及改进措施"),
        p("问题。"),
        p("六、其他需要报告的事项"),
        p("无。"),
        r#"<w:p><w:pPr><w:jc w:val="right"/></w:pPr><w:r><w:t>甲市教育局</w:t></w:r></w:p>"#.into(),
        r#"<w:p><w:pPr><w:jc w:val="right"/></w:pPr><w:r><w:t>2025年01月20日</w:t></w:r></w:p>"#.into(),
    ];
    let imported = read(&body.concat());
    let data = &imported.data;
    assert_eq!((data.agency.as_str(), data.year, data.title.as_deref()), ("甲市教育局", Some(2024), None));
    assert_eq!(data.preface, ["根据《条例》编制本报告。"]);
    assert_eq!(
        (data.prose[0].as_slice(), data.prose[4].as_slice()),
        (&["好。".to_owned()][..], &["问题。".to_owned()][..])
    );
    assert_eq!(
        (data.signature_name.as_deref(), data.signature_date),
        (Some("甲市教育局"), nianbao::date::Date::new(2025, 1, 20))
    );
    let figures = [
        ("主动公开.行政规范性文件.本年制发件数", "22（其中修订16件）"),
        ("主动公开.行政规范性文件.现行有效件数", "246"),
        ("主动公开.规章.本年废止件数", "/"),
        ("主动公开.行政许可", "1０"),
        ("主动公开.行政处罚", "16件"),
        ("主动公开.行政事业性收费", "59237.2449"),
    ];
    for (path, want) in figures {
        assert_eq!(cell(&imported, path).as_deref(), Some(want), "{path}");
    }
    let unplaced: Vec<&str> = imported.unplaced.iter().map(|u| u.text.as_str()).collect();
    assert_eq!(unplaced, ["附件1", "单位：件"]);
    let notes: Vec<&str> = imported.notes.iter().map(|n| n.message.as_str()).collect();
    for part in [
        "“规范性文件”这一行按“行政规范性文件”导入",
        "写的是“/”",
        "全角数字",
        "“16件”，不是规范的数字",
        "是空的，照样空着",
        "没有找到“三、",
    ] {
        assert!(notes.iter().any(|n| n.contains(part)), "{part}: {notes:#?}");
    }
    let yaml = imported.to_yaml();
    assert!(yaml.contains("行政处罚: \"16件\"") && yaml.contains("行政许可: 10\n"), "{yaml}");
}

#[test]
fn tracked_changes_are_taken_as_accepted() {
    let body = [
        p(TITLE),
        p("一、总体情况"),
        "<w:p><w:r><w:t>共</w:t></w:r><w:del><w:r><w:delText>16</w:delText></w:r></w:del><w:ins><w:r><w:t>20</w:t></w:r></w:ins>\
         <w:moveFrom><w:r><w:t>走</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>来</w:t></w:r></w:moveTo><w:r><w:t>件。</w:t></w:r></w:p>"
            .into(),
        // The end of the first paragraph was deleted: it goes on in the second.
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前半</w:t></w:r></w:p><w:p><w:r><w:t>后半。</w:t></w:r></w:p>".into(),
        p("六、其他需要报告的事项"),
        p("无。"),
    ];
    assert_eq!(read(&body.concat()).data.prose[0], ["共20来件。", "前半后半。"]);
}

#[test]
fn what_is_no_text_of_the_body_is_listed() {
    let body = [
        p(TITLE),
        p("一、总体情况"),
        "<w:p><w:r><w:t>甲</w:t></w:r><w:r><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r>\
         <w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>\
         <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>7</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>\
         <w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r><w:r><w:sym w:font=\"Wingdings\" w:char=\"F0FE\"/></w:r>\
         <w:r><w:pict><w:txbxContent><w:p><w:r><w:t>框中</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>"
            .into(),
        "<w:sdt><w:sdtPr><w:alias w:val=\"正文\"/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>控件中的一段</w:t></w:r></w:p></w:sdtContent></w:sdt>".into(),
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>单击此处输入</w:t></w:r></w:p></w:sdtContent></w:sdt>".into(),
        p("六、其他需要报告的事项"),
        p("无。"),
    ];
    let imported = read(&body.concat());
    assert_eq!(imported.data.prose[0], ["甲\t乙", "丙7☑", "控件中的一段"]);
    let unplaced: Vec<(&str, &str)> =
        imported.unplaced.iter().map(|u| (u.place.as_str(), u.text.as_str())).collect();
    assert_eq!(unplaced, [("文本框", "框中"), ("隐藏文字", "密")]);
    assert!(imported.notes.iter().any(|n| n.message.contains("图片或图形 1 处")), "{:#?}", imported.notes);
}

/// Table three of the trial format in a report of today (淮安 and others): one row for （六）.
#[test]
fn the_old_single_row_of_other_treatment_is_placed_with_a_note() {
    let zero = ["0"; 7];
    let row = |labels: &[&'static str], figures: [&'static str; 7]| -> Vec<&'static str> {
        labels.iter().copied().chain(figures).collect()
    };
    let head: Vec<&str> =
        vec!["3|（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", "7|申请人情况"];
    let names: Vec<&str> =
        vec!["3|", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"];
    let rows = [
        head,
        names,
        row(&["3|一、本年新收政府信息公开申请数量"], ["5", "1", "0", "0", "0", "0", "6"]),
        row(&["3|二、上年结转政府信息公开申请数量"], zero),
        row(&["v|三、本年度办理结果", "2|（一）予以公开"], ["2", "1", "0", "0", "0", "0", "3"]),
        row(&["^", "2|（二）部分公开（区分处理的，只计这一情形，不计其他情形）"], zero),
        row(&["^", "v|（三）不予公开", "1.属于国家秘密"], zero),
        row(&["^", "^", "8.属于行政查询事项"], ["1", "0", "0", "0", "0", "0", "1"]),
        row(&["^", "2|（六）其他处理"], ["2", "0", "0", "0", "0", "0", "2"]),
        row(&["^", "2|（七）总计"], ["5", "1", "0", "0", "0", "0", "6"]),
        row(&["3|四、结转下年度继续办理"], zero),
    ];
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let two = table(&[
        &["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        &["规章", "1", "2", "3"],
        &["行政规范性文件", "4", "5", "6"],
    ]);
    let body = [
        p(TITLE),
        p("一、总体情况"),
        p("好。"),
        p("二、主动公开政府信息情况"),
        two,
        p("三、收到和处理政府信息公开申请情况"),
        table(&rows),
    ];
    let imported = read(&body.concat());
    assert_eq!(imported.data.form.format, "2021");
    assert_eq!(imported.unplaced, [], "{:#?}", imported.notes);
    let figures = [
        ("依申请公开.本年新收.商业企业", "1"),
        ("依申请公开.不予公开.属于行政查询事项.自然人", "1"),
        ("依申请公开.其他处理.其他.自然人", "2"),
        ("依申请公开.总计.总计", "6"),
        ("主动公开.行政规范性文件.本年废止件数", "5"),
    ];
    for (path, want) in figures {
        assert_eq!(cell(&imported, path).as_deref(), Some(want), "{path}");
    }
    assert!(imported.notes.iter().any(|n| n.message.contains("旧格式")), "{:#?}", imported.notes);
    assert_eq!(imported.unplaced, []);
}

/// The blank form in circulation with a number in every empty cell.
#[test]
fn every_cell_of_the_blank_form_is_read() {
    let form = include_bytes!("blank-form-2021.docx");
    let mut archive = zip::ZipArchive::new(Cursor::new(&form[..])).unwrap();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut numbers = 1000..;
    for i in 0..archive.len() {
        let mut file = archive.by_index(i).unwrap();
        let mut part = Vec::new();
        file.read_to_end(&mut part).unwrap();
        if file.name() == "word/document.xml" {
            let xml = String::from_utf8(part).unwrap();
            let fill = |cell: &str| {
                let text = cell
                    .split("<w:t")
                    .skip(1)
                    .filter(|t| t.starts_with(['>', ' ']))
                    .filter_map(|t| t.split(['>', '<']).nth(1));
                if text.flat_map(str::chars).any(|c| !c.is_whitespace())
                    || cell.contains(r#"<w:vMerge w:val="continue"/>"#)
                    || !cell.contains("<w:tc>")
                {
                    return cell.to_owned();
                }
                let at = cell.rfind("</w:p>").unwrap();
                format!("{}<w:r><w:t>{}</w:t></w:r>{}", &cell[..at], numbers.next().unwrap(), &cell[at..])
            };
            part = xml.split_inclusive("</w:tc>").map(fill).collect::<String>().into_bytes();
        }
        writer.start_file(file.name(), zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(&part).unwrap();
    }
    let imported = import::docx(&writer.finish().unwrap().into_inner(), &Limits::default()).unwrap();
    let wrong: Vec<_> =
        (0..200).filter(|i| imported.data.cells[*i] != Some((1000 + i).to_string())).collect();
    assert!(wrong.is_empty(), "{wrong:?} {:?}", imported.data.cells);
    assert_eq!(imported.unplaced, []);
}
