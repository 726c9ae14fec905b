//! The PDF.

use std::sync::{Arc, LazyLock};

use nianbao::document::{Block, Chart, Document, ParagraphKind, Role, Run, Signature};
use nianbao::fonts::FontOptions;
use nianbao::layout::Layout;
use nianbao::render::pdf::{PdfError, PdfOptions, PdfRenderer, standard};
use nianbao::templates::{Template, Templates};
use typst::foundations::{NativeElement, StyleChain};
use typst::introspection::Introspector;
use typst::layout::{Frame, FrameItem, Point};
use typst::model::HeadingElem;
use typst::text::{Glyph, TextItem};
use typst::visualize::Geometry;

use crate::{signed_by_a_long_name, specimen};

const LAYOUT: &str = include_str!("../../templates/2021/layout.yaml");

/// The built-in template.
static TEMPLATE: LazyLock<Template> = LazyLock::new(|| Templates::default().report);

/// Edges of the 版心 in points.
const LEFT: f64 = 28.0 * 72.0 / 25.4;
const RIGHT: f64 = (28.0 + 156.0) * 72.0 / 25.4;
const TOP: f64 = 37.0 * 72.0 / 25.4;
const BOTTOM: f64 = (37.0 + 225.0) * 72.0 / 25.4;

static RENDERER: LazyLock<PdfRenderer> = LazyLock::new(|| renderer(&TEMPLATE).unwrap());

fn renderer(template: &Template) -> Result<PdfRenderer, PdfError> {
    let layout = Layout::parse(LAYOUT).unwrap();
    let fonts = Arc::new(layout.fonts(&FontOptions::bundled_only()).unwrap());
    PdfRenderer::new(&layout, template, fonts, PdfOptions::default())
}

/// A stretch of text in one face on a page: left and right edge and base line, in points from the upper left
/// corner.
#[derive(Debug, Clone)]
struct Piece {
    page: usize,
    left: f64,
    right: f64,
    base: f64,
    size: f64,
    family: String,
    text: String,
}

fn pieces(document: &Document) -> Vec<Piece> {
    let pages = RENDERER.pages(document).unwrap();
    let mut out = Vec::new();
    for (i, page) in pages.pages().iter().enumerate() {
        walk(&page.frame, Point::zero(), i + 1, &mut out);
    }
    out
}

fn walk(frame: &Frame, origin: Point, page: usize, out: &mut Vec<Piece>) {
    for (position, item) in frame.items() {
        let at = origin + *position;
        match item {
            FrameItem::Group(group) => {
                let moved = at + Point::new(group.transform.tx, group.transform.ty);
                walk(&group.frame, moved, page, out);
            }
            FrameItem::Text(text) => out.push(Piece {
                page,
                left: at.x.to_pt(),
                right: at.x.to_pt() + visible_width(text),
                base: at.y.to_pt(),
                size: text.size.to_pt(),
                family: text.font.info().family.clone(),
                text: text.text.to_string(),
            }),
            _ => {}
        }
    }
}

/// The width without the space that justification adds behind the last glyph. A mark may
/// have given half of its em away, so there only its ink counts.
fn visible_width(text: &TextItem) -> f64 {
    let Some(last) = text.glyphs.last() else { return 0.0 };
    let advance = |glyph: &Glyph| glyph.x_advance.at(text.size).to_pt();
    let before: f64 = text.glyphs.iter().map(advance).sum::<f64>() - advance(last);
    let is_mark =
        text.text.chars().next_back().is_some_and(|c| "，。、；：！？“”‘’（）《》〈〉〔〕【】".contains(c));
    before + if is_mark { ink(text, last) } else { advance(last).min(text.size.to_pt()) }
}

/// How far the ink of a glyph reaches to the right of its origin.
fn ink(text: &TextItem, glyph: &Glyph) -> f64 {
    let ttf = text.font.ttf();
    let right = ttf.glyph_bounding_box(ttf_parser::GlyphId(glyph.id)).map_or(0, |b| b.x_max);
    f64::from(right) / f64::from(ttf.units_per_em()) * text.size.to_pt()
        + glyph.x_offset.at(text.size).to_pt()
}

fn is_page_number(piece: &Piece) -> bool {
    piece.base > BOTTOM
}

/// The texts of a page, line by line.
fn text(pieces: &[Piece], page: usize) -> String {
    pieces.iter().filter(|p| p.page == page && !is_page_number(p)).map(|p| p.text.as_str()).collect()
}

fn with(blocks: Vec<Block>) -> Document {
    Document { title: "标题".to_owned(), blocks, ..specimen::document() }
}

fn assert_inside(document: &Document) {
    for p in pieces(document)
        .iter()
        .filter(|p| !is_page_number(p) && !p.text.trim_matches(['\u{200B}', '\u{A0}', ' ']).is_empty())
    {
        assert!(p.left > LEFT - 1.0 && p.right < RIGHT + 1.0, "beside the 版心: {p:?}");
        assert!(p.base > TOP && p.base < BOTTOM, "above or below the 版心: {p:?}");
    }
}

#[test]
fn same_bytes_from_any_thread_in_any_order() {
    let one = specimen::document();
    let mut other = specimen::document();
    other.title = "别的机关".to_owned();
    other.blocks.reverse();
    let first = renderer(&TEMPLATE).unwrap().render(&one).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for document in [&other, &one, &one, &other, &one] {
                    let pdf = RENDERER.render(document).unwrap();
                    assert!(!std::ptr::eq(document, &one) || pdf == first, "the bytes differ");
                }
            });
        }
    });
}

#[test]
fn twenty_two_lines_of_twenty_eight_characters() {
    let pieces = pieces(&with(vec![specimen::paragraph(ParagraphKind::Body, &"政".repeat(28 * 60))]));
    let lines: Vec<&Piece> = pieces.iter().filter(|p| p.page == 2 && !is_page_number(p)).collect();
    assert_eq!(lines.len(), 22);
    for (i, line) in lines.iter().enumerate() {
        assert_eq!(line.text.chars().count(), 28, "line {i}");
        let pitch = 225.0 / 22.0 * 72.0 / 25.4;
        #[expect(clippy::cast_precision_loss, reason = "at most 22")]
        let expected = TOP + 0.88 * 16.0 + i as f64 * pitch;
        assert!((line.base - expected).abs() < 0.01, "line {i} at {} instead of {expected}", line.base);
        assert!((line.left - LEFT).abs() < 0.01 && (line.right - RIGHT).abs() < 0.25, "{line:?}");
    }
}

#[test]
fn first_lines_are_indented_two_characters() {
    let pieces = pieces(&with(vec![
        specimen::heading("一、总体情况"),
        specimen::paragraph(ParagraphKind::Heading2, "（一）主动公开"),
        specimen::paragraph(ParagraphKind::RunIn2, "（二）依申请公开方面。坚持"),
        specimen::paragraph(ParagraphKind::Body, "政府信息"),
    ]));
    let indent = 2.0 * 156.0 / 28.0 * 72.0 / 25.4;
    for (start, family) in
        [("一、", "Baogao Hei"), ("（一）", "FandolKai"), ("（二）", "FandolKai"), ("政府", "FandolFang R")]
    {
        let piece = pieces.iter().find(|p| p.text.starts_with(start)).unwrap();
        assert!((piece.left - LEFT - indent).abs() < 0.1, "{piece:?}");
        assert_eq!(piece.family, family);
    }
    assert_eq!(pieces.iter().find(|p| p.text.starts_with("坚持")).unwrap().family, "FandolFang R");
}

#[test]
fn digits_are_latin_and_punctuation_is_chinese() {
    let pieces =
        pieces(&with(vec![specimen::paragraph(ParagraphKind::Body, "2024年“第1批”‘A’——…·①‰§×÷±°至100%止")]));
    for p in pieces.iter().filter(|p| !is_page_number(p)) {
        let latin = p.family == "Liberation Serif";
        assert_eq!(p.text.is_ascii(), latin, "{p:?}");
    }
}

#[test]
fn page_numbers_stand_outside() {
    let pieces = pieces(&specimen::document());
    let pages = pieces.iter().map(|p| p.page).max().unwrap();
    assert!((5..=6).contains(&pages));
    for page in 1..=pages {
        let number: Vec<&Piece> = pieces.iter().filter(|p| p.page == page && is_page_number(p)).collect();
        let text: String = number.iter().map(|p| p.text.as_str()).collect();
        assert_eq!(text, format!("— {page} —"));
        assert!(number.iter().all(|p| p.family == "Baogao Shu Song" && (p.size - 14.0).abs() < 0.01));
        if page % 2 == 1 {
            let right = number.iter().map(|p| p.right).fold(0.0, f64::max);
            assert!((RIGHT - right - 14.0).abs() < 0.5, "page {page}: {right}");
        } else {
            let left = number.iter().map(|p| p.left).fold(f64::MAX, f64::min);
            assert!((left - LEFT - 14.0).abs() < 0.5, "page {page}: {left}");
        }
    }
}

#[test]
fn nothing_leaves_its_place() {
    assert_inside(&specimen::document());
    for c in ["a", "1", "字", "。", "（", "“", "…", "\u{A0}", "W.", "a/b?", "年\u{A0}"] {
        assert_inside(&with(vec![specimen::paragraph(ParagraphKind::Body, &c.repeat(5000))]));
    }
}

#[test]
fn hostile_text_is_text() {
    let hostile = "#set page(width: 1pt) $x$ *粗* _斜_ @ref <label> & \\ {} [] `代码` // 注 /* 注 */ ~ = 标题 - 项 + 项 \" ' #{panic()} https://a.b/ ---";
    let document = with(vec![
        specimen::heading(hostile),
        specimen::paragraph(ParagraphKind::Heading2, hostile),
        specimen::paragraph(ParagraphKind::Body, hostile),
        specimen::table_two(&[hostile; 10]),
    ]);
    let squeeze = |s: &str| s.chars().filter(|c| !c.is_whitespace() && *c != '\u{200B}').collect::<String>();
    let all: String = (1..=9).map(|page| text(&pieces(&document), page)).collect();
    assert_eq!(squeeze(&all).matches(&squeeze(hostile)).count(), 13);
    assert_inside(&document);
    RENDERER.render(&document).unwrap();
}

#[test]
fn characters_without_a_glyph_are_marked() {
    let bad = "甲\u{0}乙\u{FFFE}丙\u{202E}丁\u{200F}戊\u{E000}己\u{1F600}庚\u{5D0}辛\u{FE0F}壬\u{7F}癸";
    let document = with(vec![specimen::paragraph(ParagraphKind::Body, bad)]);
    let set = text(&pieces(&document), 1);
    assert!(set.ends_with("甲乙丙丁戊〓己〓庚〓辛壬癸"), "{set}");
    assert_eq!(RENDERER.fonts().missing(Role::Fang, bad), ['\u{FFFE}', '\u{E000}', '\u{1F600}', '\u{5D0}']);
    RENDERER.render(&document).unwrap();
}

#[test]
fn rare_characters_are_glyphs() {
    let rare = "镕堃喆淼垚赟昇玥珺翀䶮㛃𬭎";
    for role in [Role::Title, Role::Hei, Role::Kai, Role::Fang, Role::Song] {
        assert!(RENDERER.fonts().missing(role, rare).is_empty());
    }
    let document = with(vec![specimen::paragraph(ParagraphKind::Body, rare)]);
    assert!(text(&pieces(&document), 1).ends_with(rare));
}

#[test]
fn rare_characters_of_one_text_are_in_one_face() {
    const RARE: [char; 5] = ['鱻', '喦', '暠', '瞱', '煐'];
    let text: String = RARE.iter().collect();
    for kind in [ParagraphKind::Body, ParagraphKind::Heading2] {
        let pieces = pieces(&with(vec![specimen::heading("一、题"), specimen::paragraph(kind, &text)]));
        let rare: Vec<&Piece> = pieces.iter().filter(|p| p.text.contains(RARE)).collect();
        assert_eq!(rare.iter().map(|p| p.text.as_str()).collect::<String>(), text);
        // Not the 宋体 that stands at the end of every chain and is heavier than 仿宋 and 楷体.
        assert!(rare.iter().all(|p| p.family == "Baogao Kai Rare"), "{rare:?}");
    }
}

/// How far down a page its content reaches, as a part of the 版心.
fn filled(frame: &Frame, at: f64) -> f64 {
    let bottoms = frame.items().map(|(point, item)| {
        let y = at + point.y.to_pt();
        match item {
            FrameItem::Group(group) => filled(&group.frame, y + group.transform.ty.to_pt()),
            FrameItem::Text(_) => y,
            FrameItem::Shape(shape, _) => match shape.geometry {
                Geometry::Line(to) => y + to.y.to_pt(),
                Geometry::Rect(size) => y + size.y.to_pt(),
                Geometry::Curve(_) => y,
            },
            _ => 0.0,
        }
    });
    bottoms.filter(|y| *y < BOTTOM + 1.0).fold(0.0, f64::max)
}

/// Wherever tables two and three begin, no page but the last is more than a third empty, headings stand with
/// their tables, and table four is whole.
#[test]
fn no_page_is_left_empty_wherever_tables_begin() {
    for lines in 0..24 {
        let mut blocks = vec![specimen::heading("一、情况")];
        blocks.extend(vec![specimen::paragraph(ParagraphKind::Body, "字。"); lines]);
        blocks.extend([specimen::heading("二、情况"), specimen::table_two(&["12"; 10])]);
        blocks
            .extend([specimen::heading("三、情况"), specimen::table_three(|r, c| (10 * r + c).to_string())]);
        blocks.extend([specimen::heading("四、情况"), specimen::table_four(|c| c.to_string())]);
        blocks.extend(vec![specimen::paragraph(ParagraphKind::Body, "字。"); 3]);
        let document = with(blocks);
        let pages = RENDERER.pages(&document).unwrap();
        for (at, page) in pages.pages().iter().enumerate().take(pages.pages().len() - 1) {
            let part = (filled(&page.frame, 0.0) - TOP) / (BOTTOM - TOP);
            assert!(
                part > 0.66,
                "{lines} lines: page {} of {} is filled to {part:.2}",
                at + 1,
                pages.pages().len()
            );
        }
        let pieces = pieces(&document);
        let page = |start: &str| pieces.iter().find(|p| p.text.starts_with(start)).unwrap().page;
        for (heading, table) in [("二、情", "第二十条"), ("三、情", "（本列数据"), ("四、情", "行政复议")]
        {
            assert_eq!(page(heading), page(table), "{lines} lines");
        }
        assert_eq!(page("行政复议"), page("未经复议"), "{lines} lines");
        assert_inside(&document);
    }
}

#[test]
fn a_table_too_long_for_a_page_breaks_between_groups_and_shows_its_labels_again() {
    let remark = "22（其中修订16件）";
    let document = with(vec![
        specimen::heading("三、情况"),
        specimen::table_three(|r, c| if c == 0 { remark.to_owned() } else { r.to_string() }),
    ]);
    let pieces = pieces(&document);
    let last = pieces.iter().map(|p| p.page).max().unwrap();
    // The title stands alone on page one, as the first part takes a whole page.
    assert!(last > 2);
    let count = |page, what: &str| text(&pieces, page).matches(what).count();
    for page in 2..=last {
        assert_eq!(count(page, "申请人情况"), 1, "the head on page {page}");
        assert_eq!(count(page, "本年度办理结果"), 1, "the label of three on page {page}");
    }
    for group in ["（三）", "（四）", "（五）", "（六）"] {
        assert_eq!((1..=last).map(|page| count(page, group)).sum::<usize>(), 1, "{group} is not split");
    }
    let all: String = (1..=last).map(|page| text(&pieces, page)).collect();
    assert_eq!(all.matches(remark).count(), 25);
    assert_inside(&document);
    keep("long-table.pdf", &RENDERER.render(&document).unwrap());
}

#[test]
fn figures_of_any_length_stay_in_their_cells() {
    for figure in
        ["123456", "1234567", "1234567890", "18446744073709551615", "22（其中修订16件）", &"长".repeat(3000)]
    {
        let document = with(vec![
            specimen::table_two(&[figure; 10]),
            specimen::table_three(|r, c| if (r, c) == (3, 2) { figure.to_owned() } else { "0".to_owned() }),
            specimen::table_four(|_| figure.chars().take(40).collect()),
        ]);
        assert_inside(&document);
        let pieces = pieces(&document);
        let column = 442.2 / 15.0;
        for p in
            pieces.iter().filter(|p| figure.starts_with(&p.text) && p.text.len() > 3 && p.left > LEFT + 350.0)
        {
            assert!(p.right - p.left <= column * 4.0, "{p:?}");
        }
        keep(&format!("figure-{}.pdf", figure.chars().count()), &RENDERER.render(&document).unwrap());
    }
}

#[test]
fn a_draft_says_so_on_every_page() {
    let document = Document { watermark: Some("草稿".to_owned()), ..specimen::document() };
    let pieces = pieces(&document);
    let pages = pieces.iter().map(|p| p.page).max().unwrap();
    assert!((1..=pages).all(|page| pieces.iter().any(|p| p.page == page && p.text == "草稿")));
    keep("draft.pdf", &RENDERER.render(&document).unwrap());
}

#[test]
fn empty_parts_do_no_harm() {
    let mut document = with(vec![specimen::paragraph(ParagraphKind::Body, ""), specimen::heading("")]);
    document.title = String::new();
    let Block::Paragraph(paragraph) = &mut document.blocks[0] else { unreachable!() };
    paragraph.runs = vec![Run::new("", Role::Fang)];
    RENDERER.render(&document).unwrap();
    let nothing = Document { blocks: vec![], title: String::new(), ..document };
    RENDERER.render(&nothing).unwrap();
}

#[test]
fn an_error_in_a_template_has_its_line() {
    for (source, line) in [
        ("#let a = 1\n#let b =", 2),
        ("#let a = 1\n\n#(a + \"b\")", 3),
        ("#set text(font: \"Nowhere\")\n字", 1),
    ] {
        let Err(PdfError::Template(problems)) =
            renderer(&Template::new("own.typ", source)).unwrap().render(&specimen::document())
        else {
            panic!("{source:?} is accepted")
        };
        let (name, at, _) = problems[0].place.clone().unwrap();
        assert_eq!((name.as_str(), at), ("own.typ", line), "{problems:?}");
    }
}

#[test]
fn every_standard_can_be_kept() {
    let layout = Layout::parse(LAYOUT).unwrap();
    let names = ["1.7", "2.0", "a-1b", "a-1a", "a-2b", "a-2u", "a-2a", "a-3b", "a-3u", "a-3a", "a-4", "ua-1"];
    for name in names.map(|n| vec![n]).into_iter().chain([vec!["a-3a", "ua-1"], vec![]]) {
        let mut options = PdfOptions::default();
        options.standards = name.iter().map(|n| standard(n).unwrap()).collect();
        let renderer = PdfRenderer::new(&layout, &TEMPLATE, RENDERER.fonts().clone(), options).unwrap();
        renderer.render(&specimen::document()).unwrap_or_else(|e| panic!("{name:?}: {e}"));
    }
    assert!(standard("a-9z").is_none());
    let mut both = PdfOptions::default();
    both.standards = ["a-1a", "a-2a"].map(|n| standard(n).unwrap()).to_vec();
    assert!(matches!(
        PdfRenderer::new(&layout, &TEMPLATE, RENDERER.fonts().clone(), both),
        Err(PdfError::Standards(_))
    ));
}

#[test]
fn pictures_of_the_pages() {
    let pictures = RENDERER.pages_png(&specimen::document(), 50.0).unwrap();
    assert_eq!(pictures.len(), 5);
    assert!(pictures.iter().all(|p| p.starts_with(b"\x89PNG")));
}

/// Keeps a file to be looked at, if NIANBAO_TEST_OUT names a folder.
fn keep(name: &str, pdf: &[u8]) {
    if let Some(out) = std::env::var_os("NIANBAO_TEST_OUT") {
        std::fs::write(std::path::Path::new(&out).join(name), pdf).unwrap();
    }
}

/// Every figure and paragraph of the example is on the pages.
#[test]
fn the_example_is_set_whole() {
    let source =
        nianbao::yaml::Source::new("jiyuan-2024.yaml", include_str!("../../examples/jiyuan-2024.yaml"));
    let (report, _) = nianbao::report::read(source.into());
    let document = Document::of(&report.unwrap(), &nianbao::document::DocumentOptions::default());
    assert_inside(&document);
    let pieces = pieces(&document);
    let all: String = (1..=9).map(|page| text(&pieces, page)).collect();
    for block in &document.blocks {
        match block {
            Block::Heading(h) => assert!(all.contains(&h.text), "{}", h.text),
            // A space at the end of a line is not set.
            Block::Paragraph(p) => {
                assert!(without_spaces(&all).contains(&without_spaces(&p.text())), "{}", p.text());
            }
            Block::Table(t) => {
                let figures: String = t
                    .rows
                    .iter()
                    .flat_map(|r| &r.cells)
                    .filter(|c| c.path.is_some())
                    .map(|c| c.text.as_str())
                    .collect();
                let digits = |s: &str| s.chars().filter(char::is_ascii_digit).collect::<String>();
                assert!(digits(&all).len() >= digits(&figures).len());
            }
            Block::Signature(_) | Block::Figure(_) | Block::Chart(_) => {}
        }
    }
    keep("example.pdf", &RENDERER.render(&document).unwrap());
}

fn without_spaces(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The lines of a page as texts, from top to bottom.
fn lines(pieces: &[Piece], page: usize) -> Vec<String> {
    let mut lines: Vec<(f64, String)> = Vec::new();
    for p in pieces.iter().filter(|p| p.page == page && !is_page_number(p)) {
        match lines.last_mut() {
            Some((base, line)) if (*base - p.base).abs() < 0.1 => line.push_str(&p.text),
            _ => lines.push((p.base, p.text.clone())),
        }
    }
    lines.into_iter().map(|(_, line)| line).collect()
}

#[test]
fn no_line_stands_alone_and_headings_keep_with_what_follows() {
    let five: String = ["甲", "乙", "丙", "丁", "戊"].iter().map(|c| c.repeat(28)).collect();
    for filler in 0..24 {
        let mut blocks = vec![specimen::paragraph(ParagraphKind::Body, "字。"); filler];
        blocks.push(specimen::heading("一、题"));
        blocks.push(specimen::paragraph(ParagraphKind::Heading2, "（一）题"));
        blocks.push(specimen::paragraph(ParagraphKind::Body, &five));
        let pieces = pieces(&with(blocks));
        let pages: Vec<Vec<String>> = (1..=2).map(|page| lines(&pieces, page)).collect();
        let last = pages[0].last().unwrap();
        assert!(!last.ends_with('题'), "{filler}: a heading ends the page");
        let of_paragraph =
            |page: &Vec<String>| page.iter().filter(|l| l.contains(['甲', '乙', '丙', '丁', '戊'])).count();
        let split: Vec<usize> = pages.iter().map(of_paragraph).collect();
        assert!(split[0] != 1 && split[1] != 1, "{filler}: a line alone, {split:?}");
    }
}

#[test]
fn the_first_page_stands_on_the_grid_of_the_others() {
    let pitch = 225.0 / 22.0 * 72.0 / 25.4;
    for agency in
        ["", "济源市人民政府办公室", "新疆维吾尔自治区伊犁哈萨克自治州察布查尔锡伯自治县市场监督管理局"]
    {
        let blocks = vec![specimen::paragraph(ParagraphKind::Body, &"政".repeat(28 * 60))];
        let mut document = Document {
            title: format!("{agency}2024年政府信息公开工作年度报告"),
            ..with(blocks)
        };
        document.meta.author = agency.to_owned();
        let pieces = pieces(&document);
        let bases =
            |page| pieces.iter().filter(move |p| p.page == page && p.text.starts_with('政')).map(|p| p.base);
        let second: Vec<f64> = bases(2).collect();
        let first: Vec<f64> = bases(1).collect();
        assert!(first.len() > 15 && second.len() == 22, "{agency}: {}", first.len());
        for base in first {
            let nearest = second.iter().map(|other| (base - other).abs()).fold(f64::MAX, f64::min);
            assert!(
                nearest < 0.01,
                "{agency}: a line at {base} is {nearest} pt beside the grid of {pitch} pt"
            );
        }
    }
}

#[test]
fn signature_and_date_bring_two_lines_of_the_text_along() {
    let five: String = ["甲", "乙", "丙", "丁", "戊"].iter().map(|c| c.repeat(28)).collect();
    let pitch = 225.0 / 22.0 * 72.0 / 25.4;
    let mut moved = 0;
    for filler in 0..24 {
        let mut blocks = vec![specimen::paragraph(ParagraphKind::Body, "字。"); filler];
        blocks.push(specimen::paragraph(ParagraphKind::Body, &five));
        let (name, date) = (Some("子丑寅卯".to_owned()), Some("2025年1月20日".to_owned()));
        blocks.push(Block::Signature(Signature { name, date, name_before: None, date_before: None }));
        let pieces = pieces(&with(blocks));
        let last = pieces.iter().map(|p| p.page).max().unwrap();
        let page = lines(&pieces, last);
        let [.., before, text, name, date] = page.as_slice() else { panic!("{filler}: {page:?}") };
        assert_eq!((name.as_str(), date.as_str()), ("子丑寅卯", "2025年1月20日"), "{filler}");
        assert!(text.contains('戊') && before.contains('丁'), "{filler}: {page:?}");
        // One empty line stands between text and name.
        let mut bases: Vec<f64> =
            pieces.iter().filter(|p| p.page == last && !is_page_number(p)).map(|p| p.base).collect();
        bases.dedup_by(|a, b| (*a - *b).abs() < 0.1);
        let [.., text, name, date] = bases[..] else { panic!("{filler}: {bases:?}") };
        assert!(
            (name - text - 2.0 * pitch).abs() < 0.1 && (date - name - pitch).abs() < 0.1,
            "{filler}: {bases:?}"
        );
        moved += usize::from(page.len() < 6 && last == 2);
    }
    assert!(moved > 0, "some length of the text moves them to the next page");
    assert_inside(&specimen::document());
}

#[test]
fn the_outline_has_lead_ins_and_headings_of_level_three() {
    use ParagraphKind::{Body, Heading2, Level3, Level4, RunIn2};
    let document = with(vec![
        specimen::heading("一、总体情况"),
        specimen::paragraph(RunIn2, "（一）主动公开方面。全年公开。"),
        specimen::paragraph(Heading2, "（二）监督保障"),
        specimen::paragraph(Level3, "1.加强培训"),
        specimen::paragraph(Level4, "（1）分类培训"),
        specimen::paragraph(Body, "全年培训。"),
        specimen::paragraph(Level3, "2.完善制度。"),
    ]);
    let pages = RENDERER.pages(&document).unwrap();
    let entries: Vec<(usize, String)> = pages
        .introspector()
        .query(&HeadingElem::ELEM.select())
        .iter()
        .map(|e| e.to_packed::<HeadingElem>().unwrap())
        .map(|e| (e.resolve_level(StyleChain::default()).get(), e.body.plain_text().to_string()))
        .collect();
    let wanted = [
        (1, "一、总体情况"),
        (2, "（一）主动公开方面"),
        (2, "（二）监督保障"),
        (3, "1.加强培训"),
        (4, "（1）分类培训"),
    ];
    assert_eq!(entries, wanted.map(|(level, text)| (level, text.to_owned())));
    keep("levels.pdf", &RENDERER.render(&document).unwrap());
}

#[test]
fn the_chart_stands_on_its_page_with_every_number() {
    let source =
        nianbao::yaml::Source::new("jiyuan-2024.yaml", include_str!("../../examples/jiyuan-2024.yaml"));
    let report = nianbao::report::read(source.into()).0.unwrap();
    let plain = Document::of(&report, &nianbao::document::DocumentOptions::default());
    for (name, previous) in [("chart.pdf", None), ("chart-two-years.pdf", Some(&report))] {
        let chart = Chart::of(&report, previous).unwrap();
        let document = plain.clone().with_chart(chart.clone());
        assert_inside(&document);
        keep(name, &RENDERER.render(&document).unwrap());
        let pieces = pieces(&document);
        let page = pieces.last().unwrap().page;
        assert_eq!(page, RENDERER.pages(&plain).unwrap().pages().len() + 1);
        let mut text = text(&pieces, page);
        for part in chart
            .panels
            .iter()
            .flat_map(|p| &p.bars)
            .flat_map(|b| [&b.label].into_iter().chain(b.values.iter().map(|v| &v.text)))
        {
            let at = text.find(part.as_str()).unwrap_or_else(|| panic!("{part} in {text}"));
            text = text.split_off(at + part.len());
        }
    }
}

#[test]
fn the_year_in_the_title_is_in_the_face_of_the_title() {
    let document =
        Document { title: "甲局2024年报告".to_owned(), blocks: Vec::new(), ..specimen::document() };
    let title: Vec<Piece> = pieces(&document).into_iter().filter(|p| !is_page_number(p)).collect();
    assert!(!title.is_empty() && title.iter().all(|p| p.family == "Baogao Biaoti Song"), "{title:?}");
}

#[test]
fn a_signature_longer_than_a_line_breaks_between_words() {
    let (lines, signature) = signed_by_a_long_name();
    let document = with(vec![signature]);
    assert_inside(&document);
    let set: Vec<Piece> = pieces(&document).into_iter().filter(|p| !is_page_number(p)).collect();
    let bounds = lines.map(|line| {
        let base = set.iter().find(|p| line.starts_with(&p.text)).unwrap().base;
        let on_line = || set.iter().filter(|p| (p.base - base).abs() < 0.1);
        assert_eq!(on_line().map(|p| p.text.as_str()).collect::<String>(), line);
        let left = on_line().map(|p| p.left).fold(f64::MAX, f64::min);
        (left, on_line().map(|p| p.right).fold(0.0, f64::max))
    });
    // The longer line ends at the edge, the other is centred over it, but for the half em that a bracket gives.
    assert!((bounds[0].1 - RIGHT).abs() < 1.0, "{bounds:?}");
    assert!((bounds[0].0 + bounds[0].1 - bounds[1].0 - bounds[1].1).abs() < 16.0, "{bounds:?}");
}
