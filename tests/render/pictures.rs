//! Pictures and small tables in the prose, in every output.

use std::io::Read;
use std::sync::{Arc, LazyLock};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use nianbao::document::{Block, Document, DocumentOptions};
use nianbao::fonts::{FontOptions, Fonts};
use nianbao::picture::Picture;
use nianbao::render::docx::{DocxOptions, DocxRenderer};
use nianbao::render::html::{HtmlForm, HtmlOptions, HtmlRenderer};
use nianbao::render::pdf::{PdfOptions, PdfRenderer};
use nianbao::templates::Templates;
use nianbao::{report, yaml::Source};
use typst::layout::{Frame, FrameItem, Point, Size};

use crate::package::{Tree, part};
use crate::sample;

/// Pictures and a table between paragraphs. 甲 and 乙 are in the face of tables, 𰻝 is in none.
const PROSE: &str = "公开。\n![柱状图：网站 <12> 条](a.png \"图1 & 数量\")\n![图2 申请人](b.svg)\n表1 各渠道\n\
    | 渠道 | 数量 | 说明 |\n|---|--:|---|\n| 网站 | 12 | 含政策解读、专题专栏等 |\n| 微信\\|微博 | 3 | |\n完。";
const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"200\" height=\"100\">\
    <rect width=\"90\" height=\"50\" fill=\"red\"/><text x=\"9\" y=\"90\" font-family=\"Arial\">甲乙𰻝 A</text></svg>";

static FONTS: LazyLock<Arc<Fonts>> =
    LazyLock::new(|| Arc::new(sample::layout().fonts(&FontOptions::bundled_only()).unwrap()));
static PDF: LazyLock<PdfRenderer> = LazyLock::new(|| {
    let template = Templates::default().report;
    PdfRenderer::new(&sample::layout(), &template, FONTS.clone(), PdfOptions::default()).unwrap()
});

/// A PNG of 1600 × 400 pixels.
fn png() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 1600, 400);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().unwrap();
    let pixels: Vec<u8> = (0..1600 * 400_usize).map(|i| (i % 251) as u8).collect();
    writer.write_image_data(&pixels).unwrap();
    drop(writer);
    bytes
}

fn document(prose: &str) -> Document {
    let lines: String = prose.lines().map(|line| format!("  {line}\n")).collect();
    let text = format!("机关名称: 甲局\n年度: 2024\n总体情况: |\n{lines}");
    let report = report::read(Source::new("甲.yaml", text).into()).0.unwrap();
    let mut options = DocumentOptions::default();
    for (name, bytes) in [("a.png", png()), ("b.svg", SVG.into())] {
        options.pictures.insert(name.to_owned(), Arc::new(Picture::read(bytes).unwrap()));
    }
    Document::of(&report, &options)
}

/// The pictures of a frame: where they begin, and how large they are.
fn images(frame: &Frame, origin: Point, found: &mut Vec<(Point, Size)>) {
    for (at, item) in frame.items() {
        match item {
            FrameItem::Group(group) => images(&group.frame, origin + *at, found),
            FrameItem::Image(_, size, _) => found.push((origin + *at, *size)),
            _ => {}
        }
    }
}

#[test]
fn the_pdf_shows_them_in_the_middle_of_the_type_area() {
    let document = document(PROSE);
    // Made with its standards, which ask for an alternative text and for a glyph of every character.
    assert!(PDF.render(&document).unwrap().starts_with(b"%PDF"));
    let pages = PDF.pages(&document).unwrap();
    let mut found = Vec::new();
    pages.pages().iter().for_each(|page| images(&page.frame, Point::zero(), &mut found));
    let sizes: Vec<_> =
        found.iter().map(|(_, size)| (size.x.to_pt().round(), size.y.to_pt().round())).collect();
    // The 版心 is 156 mm wide: 1600 pixels at 96 to the inch are too many for it.
    assert_eq!(sizes, [(442.0, 111.0), (150.0, 75.0)]);
    let middle = (28.0 + 156.0 / 2.0) * 72.0 / 25.4;
    for (at, size) in found {
        assert!((at.x.to_pt() + size.x.to_pt() / 2.0 - middle).abs() < 0.5, "{at:?} {size:?}");
    }
}

#[test]
fn text_below_a_picture_stands_on_the_grid_again() {
    let lines = |prose: &str| {
        let pages = PDF.pages(&document(prose)).unwrap();
        let mut last = 0.0_f64;
        baselines(&pages.pages()[0].frame, Point::zero(), &mut last);
        last
    };
    let pitch = 225.0 / 22.0 * 72.0 / 25.4;
    let apart = (lines("甲。\n![图1](b.svg)\n乙。") - lines("甲。\n乙。")) / pitch;
    assert!((apart - 4.0).abs() < 0.01, "three lines for the picture, one for its caption: {apart}");
}

/// The lowest base line of text in the size of running text.
fn baselines(frame: &Frame, origin: Point, last: &mut f64) {
    for (at, item) in frame.items() {
        match item {
            FrameItem::Group(group) => baselines(&group.frame, origin + *at, last),
            FrameItem::Text(text) if text.size.to_pt() == 16.0 => *last = last.max((origin + *at).y.to_pt()),
            _ => {}
        }
    }
}

fn all<'t>(tree: &'t Tree, name: &str, found: &mut Vec<&'t Tree>) {
    if tree.name == name {
        found.push(tree);
    }
    tree.children.iter().for_each(|child| all(child, name, found));
}

fn attribute<'t>(tree: &'t Tree, name: &str) -> &'t str {
    tree.attributes.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value)
}

#[test]
fn the_draft_holds_the_picture_and_its_words() {
    let mut document = document(PROSE);
    let renderer = DocxRenderer::new(&sample::layout(), &FONTS);
    // As the pipeline does, which has the engine that draws.
    for block in &mut document.blocks {
        if let Block::Figure(figure) = block
            && figure.caption.contains('2')
        {
            let drawn = PDF.picture_png(&figure.picture, 96.0).unwrap();
            let bitmap = figure.picture.as_bitmap(drawn).unwrap();
            assert_eq!((bitmap.size_px(), bitmap.size_pt()), ((200, 100), (150.0, 75.0)));
            figure.picture = Arc::new(bitmap);
        }
    }
    let draft = renderer.render(&document, &DocxOptions::default()).unwrap();
    assert_eq!(draft, renderer.render(&document, &DocxOptions::default()).unwrap());
    let body = part(&draft, "word/document.xml");
    let (mut described, mut shown) = (Vec::new(), Vec::new());
    all(&body, "wp:docPr", &mut described);
    all(&body, "a:blip", &mut shown);
    let words: Vec<&str> = described.iter().map(|d| attribute(d, "descr")).collect();
    assert_eq!(words, ["柱状图：网站 <12> 条", "图2 申请人"]);
    let relationships = part(&draft, "word/_rels/document.xml.rels");
    let target = |id: &str| {
        let mut found = Vec::new();
        all(&relationships, "Relationship", &mut found);
        let one = found.into_iter().find(|r| attribute(r, "Id") == id).expect("a relationship");
        format!("word/{}", attribute(one, "Target"))
    };
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&draft)).unwrap();
    let mut bytes = Vec::new();
    let first = target(attribute(shown[0], "r:embed"));
    zip.by_name(&first).unwrap().read_to_end(&mut bytes).unwrap();
    assert_eq!(bytes, png());
    assert!(zip.by_name(&target(attribute(shown[1], "r:embed"))).is_ok());
}

#[test]
fn a_draft_without_an_engine_that_draws_has_the_words_of_a_drawing() {
    let renderer = DocxRenderer::new(&sample::layout(), &FONTS);
    let draft = renderer.render(&document("![图2 申请人](b.svg)"), &DocxOptions::default()).unwrap();
    let (body, mut texts) = (part(&draft, "word/document.xml"), Vec::new());
    all(&body, "w:t", &mut texts);
    assert!(texts.iter().any(|t| t.text.contains("申请人")), "{texts:?}");
}

#[test]
fn the_page_holds_the_picture_itself() {
    let templates = Templates::default();
    let renderer = HtmlRenderer::new(&sample::layout(), &templates.page).unwrap();
    for form in [HtmlForm::Page, HtmlForm::Fragment] {
        let page = renderer.render(&document(PROSE), &HtmlOptions::new(form)).unwrap();
        let (_, image) = page.split_once("<img src=\"data:image/png;base64,").unwrap();
        let (data, rest) = image.split_once('"').unwrap();
        assert_eq!(STANDARD.decode(data).unwrap(), png());
        assert!(
            rest.starts_with(" alt=\"柱状图：网站 &lt;12&gt; 条\" width=\"1600\" height=\"400\""),
            "{rest:.200}"
        );
        assert!(rest.contains("<figcaption class=\"caption\">图1 &amp; 数量</figcaption>"));
        assert_eq!(page.matches("<img").count(), 2);
        let (_, table) = page.split_once("表1 各渠道</p>").unwrap();
        for cell in [">微信|微博</th>", ">12</td>", ">含政策解读、专题专栏等</td>"] {
            assert!(table.contains(cell), "{cell}");
        }
        // Only figures of the form have a path.
        assert!(!page.contains("data-path=\"\""));
    }
}
