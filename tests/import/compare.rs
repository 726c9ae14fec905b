//! Two reports side by side.

use std::io::{Cursor, Read, Write};

use nianbao::compare::compare;
use nianbao::document::{Document, DocumentOptions};
use nianbao::import::{self, Limits};
use nianbao::render::docx::DocxOptions;

use crate::generate::{RENDERER, Random, assert_same, data, read};
use crate::round_trip::many;

const EXAMPLE: &str = include_str!("../../examples/jiyuan-2024.yaml");

fn next_year() -> String {
    EXAMPLE
        .replace("年度: 2024", "年度: 2025")
        .replace("本年新收: {自然人: 16}", "本年新收: {自然人: 20}")
        .replace("规章: [0, 0, 0]", "规章: [3, 0, 3]")
        .replace("行政事业性收费: 0", "行政事业性收费: 12.50")
        .replace("及时答复网民留言 359 条", "及时答复网民留言 401 条")
        .replace("规范互动交流管理。", "")
        .replace("  （五）监督保障", "  新增的一段。\n  （五）监督保障")
}

#[test]
fn a_comparison_is_shown_as_text() {
    let text = compare(&read(EXAMPLE), &read(&next_year())).to_text();
    let start: Vec<&str> = text.lines().take(16).collect();
    assert_eq!(
        start,
        [
            "济源市人民政府办公室 2024 年 → 济源市人民政府办公室 2025 年",
            "",
            "基本情况",
            "  年度：2024 → 2025",
            "  标题：济源市人民政府办公室2024年政府信息公开工作年度报告 → 济源市人民政府办公室2025年政府信息公开工作年度报告",
            "",
            "数据：5 个数不同，195 个相同",
            "  数据                             2024   2025    增减    增幅",
            "  主动公开.规章.本年制发件数          0      3      +3       —",
            "  主动公开.规章.现行有效件数          0      3      +3       —",
            "  主动公开.行政事业性收费（万元）     0  12.50  +12.50       —",
            "  依申请公开.本年新收.自然人         16     20      +4  +25.0%",
            "  依申请公开.本年新收.总计           16     20      +4  +25.0%",
            "",
            "一、总体情况",
            text.lines().nth(15).unwrap(),
        ],
        "{text}"
    );
    assert!(text.contains("留言 [-359-]{+401+} 条"), "{text}");
    assert!(text.contains("[-规范互动交流管理。-]"), "{text}");
    assert!(text.contains("\n  + 新增的一段。\n"), "{text}");
}

#[test]
fn a_comparison_is_data() {
    let json = serde_json::to_value(compare(&read(EXAMPLE), &read(&next_year()))).unwrap();
    assert_eq!(json["figures"][3]["path"], "依申请公开.本年新收.自然人");
    assert_eq!(
        (&json["figures"][3]["difference"], &json["figures"][3]["growth"]),
        (&"4".into(), &"25.0".into())
    );
    assert_eq!(json["prose"][0]["section"], "总体情况");
    assert_eq!(json["same_figures"], 195);
}

#[test]
fn a_report_is_the_same_as_itself() {
    let report = read(EXAMPLE);
    assert!(compare(&report, &report).is_same());
}

/// The same file after all changes were rejected: what was deleted is text again, what was inserted is gone.
fn rejected(bytes: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for i in 0..archive.len() {
        let mut file = archive.by_index(i).unwrap();
        let mut part = Vec::new();
        file.read_to_end(&mut part).unwrap();
        let name = file.name().to_owned();
        if name == "word/document.xml" {
            let xml = String::from_utf8(part).unwrap();
            let xml = xml
                .replace("<w:ins ", "<w:KEEP ")
                .replace("</w:ins>", "</w:KEEP>")
                .replace("<w:del ", "<w:ins ");
            let xml = xml.replace("</w:del>", "</w:ins>").replace("w:delText", "w:t");
            part = xml.replace("w:KEEP", "w:del").into_bytes();
        }
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(&part).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn tracked_changes_accepted_are_the_second_report_and_rejected_the_first() {
    let mut random = Random(11);
    for seed in 0..many("NIANBAO_ROUND_TRIPS", 40) {
        let a = read(&data(seed).to_yaml());
        let mut b = data(random.next());
        let format = a.form.format.clone();
        while b.form.format != format {
            b = data(random.next());
        }
        // Half of the pairs share most of their text, as two years do.
        let b = if seed % 2 == 0 {
            let mut c = nianbao::data_file::Data::of(&a);
            c.prose[0].extend(b.prose[0].iter().take(2).cloned());
            c.prose[4] = c.prose[4]
                .iter()
                .map(|p| p.replace("15件", "17件").replace("制度。", "新的制度。"))
                .collect();
            c.cells[12] = b.cells[12].clone();
            read(&c.to_yaml())
        } else {
            read(&b.to_yaml())
        };
        let revised = Document::revised(&a, &b, &DocumentOptions::default());
        let bytes = RENDERER.render(&revised, &DocxOptions::default()).unwrap();
        if let Ok(folder) = std::env::var("NIANBAO_KEEP") {
            std::fs::write(format!("{folder}/tracked-{seed}.docx"), &bytes).unwrap();
        }
        let accepted = import::docx(&bytes, &Limits::default()).unwrap();
        assert_same(&b, &read(&accepted.to_yaml()), &format!("{seed} accepted"));
        let rejected = import::docx(&rejected(&bytes), &Limits::default()).unwrap();
        let back = read(&rejected.to_yaml());
        for (number, figure) in a.form.figures.iter().enumerate() {
            assert_eq!(
                a.figures[number].printed(),
                back.figures[number].printed(),
                "{seed} rejected {}",
                figure.path
            );
        }
        let texts = |report: &nianbao::report::Report| -> Vec<String> {
            let all = report.preface.iter().chain(report.prose.iter().flatten());
            all.flat_map(|p| &p.paragraphs).map(|p| p.text.clone()).collect()
        };
        assert_eq!(texts(&a), texts(&back), "{seed} rejected");
        let date = |report: &nianbao::report::Report| {
            report.signature.as_ref().and_then(|s| s.date.as_ref()).map(|date| date.value)
        };
        assert_eq!(date(&a), date(&back), "{seed} rejected");
    }
}
