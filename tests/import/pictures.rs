//! Pictures and small tables of the prose, there and back again.

use std::sync::Arc;

use nianbao::document::{Document, DocumentOptions};
use nianbao::import::{self, Imported, Limits};
use nianbao::layout::Layout;
use nianbao::picture::Picture;
use nianbao::render::docx::{DocxOptions, DocxRenderer};
use nianbao::render::html::{HtmlForm, HtmlOptions, HtmlRenderer};
use nianbao::templates::Templates;
use nianbao::{report, yaml::Source};

const PROSE: [&str; 11] = [
    "公开信息1215条。",
    "![柱状图：网站12条](图1.png \"图1 各渠道公开数量\")",
    "从渠道看，网站最多。",
    "![图2 申请人类型](图2.png)",
    "表1 各渠道公开数量",
    "| 渠道 | 数量 | 说明 |",
    "|---|---|---|",
    "| 网站 | 12 | 含政策解读、专题专栏等 |",
    "| 微信\\|微博 | 3 |  |",
    "表中数字截至年底。",
    "全年无事故。",
];

fn png(width: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, 40);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&vec![9; width as usize * 40]).unwrap();
    drop(writer);
    bytes
}

fn document() -> Document {
    let lines: String = PROSE.iter().map(|line| format!("  {line}\n")).collect();
    let text = format!(
        "机关名称: 甲局\n年度: 2024\n前言: |\n  说明如下。\n  ![图样](图1.png)\n总体情况: |\n{lines}其他事项: 无。\n"
    );
    let report = report::read(Source::new("甲.yaml", text).into()).0.unwrap();
    let mut options = DocumentOptions::default();
    for (name, width) in [("图1.png", 50), ("图2.png", 60)] {
        options.pictures.insert(name.to_owned(), Arc::new(Picture::read(png(width)).unwrap()));
    }
    Document::of(&report, &options)
}

/// What was read back says what was written, but that pictures are numbered as they come.
fn is_same(imported: &Imported) {
    assert_eq!(imported.data.preface, ["说明如下。", "![图样](图1.png)"]);
    let renamed: Vec<String> =
        PROSE.iter().map(|line| line.replace("图2.png", "图3.png").replace("图1.png", "图2.png")).collect();
    assert_eq!(imported.data.prose[0], renamed);
    let widths: Vec<(&str, u32)> =
        imported.pictures.iter().map(|(name, picture)| (name.as_str(), picture.size_px().0)).collect();
    assert_eq!(widths, [("图1.png", 50), ("图2.png", 50), ("图3.png", 60)]);
    assert_eq!(imported.pictures[2].1.bytes(), png(60));
    assert!(imported.unplaced.is_empty(), "{:?}", imported.unplaced);
}

#[test]
fn a_draft_gives_back_its_pictures_and_tables() {
    let layout = Layout::parse(&Templates::default().layout.text).unwrap();
    let fonts = layout.fonts(&nianbao::fonts::FontOptions::bundled_only()).unwrap();
    let draft = DocxRenderer::new(&layout, &fonts).render(&document(), &DocxOptions::default()).unwrap();
    is_same(&import::docx(&draft, &Limits::default()).unwrap());
}

#[test]
fn a_page_gives_back_its_pictures_and_tables() {
    let templates = Templates::default();
    let layout = Layout::parse(&templates.layout.text).unwrap();
    let renderer = HtmlRenderer::new(&layout, &templates.page).unwrap();
    for form in [HtmlForm::Page, HtmlForm::Fragment] {
        let page = renderer.render(&document(), &HtmlOptions::new(form)).unwrap();
        is_same(&import::html(&page, &Limits::default()).unwrap());
    }
}

#[test]
fn a_picture_that_cannot_be_read_is_counted() {
    let page = "<h2>一、总体情况</h2><p>文字。</p><img src=\"a.png\"><img src=\"data:image/png;base64,AAAA\">\
                <img src=\"data:image/gif;base64,R0lGODlh\"><h2>六、其他需要报告的事项</h2><p>无。</p>";
    let imported = import::html(page, &Limits::default()).unwrap();
    assert!(imported.pictures.is_empty());
    assert!(
        imported.notes.iter().any(|note| note.message.contains("3 处，没有导入")),
        "{:?}",
        imported.notes
    );
}
