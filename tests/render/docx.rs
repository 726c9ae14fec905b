//! The Word draft: what a schema validator does not see, and what a reader of the file is promised.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use nianbao::document::{
    Block, Chart, Document, DocumentOptions, Paragraph, ParagraphKind, Revision, Role, Run, Table,
};
use nianbao::fonts::FontOptions;
use nianbao::form::Path;
use nianbao::render::docx::{Controls, DocxOptions, DocxRenderer};
use nianbao::report;
use nianbao::yaml::Source;

use crate::package::{Tree, part, parts};
use crate::sample;
use crate::signed_by_a_long_name;

static RENDERER: LazyLock<DocxRenderer> = LazyLock::new(|| {
    let layout = sample::layout();
    DocxRenderer::new(&layout, &layout.fonts(&FontOptions::bundled_only()).unwrap())
});

const EXAMPLE: &str = include_str!("../../examples/jiyuan-2024.yaml");

fn plain(document: &Document) -> Vec<u8> {
    RENDERER.render(document, &DocxOptions::default()).unwrap()
}

fn with_controls(document: &Document) -> Vec<u8> {
    RENDERER.render(document, &DocxOptions::default().controls(Controls::Figures)).unwrap()
}

fn draft() -> Document {
    Document { watermark: Some("草稿".into()), ..sample::report() }
}

/// A report whose prose tries what it can.
fn hostile() -> Document {
    let long = "a".repeat(5000);
    let wide = "公".repeat(5000);
    let texts = [
        "#[]$*_@<>&\\{} \"quoted\" 'single' ]]> <!-- --> &amp; &#0; <w:p/>",
        "前\u{FFFE}中\0后\u{1}尾\u{202E}反\u{200F}向\u{85}完\u{7F}",
        "“2024”—2025…① 8.5‰ · “中”文",
        "",
        long.as_str(),
        wide.as_str(),
    ];
    let mut blocks: Vec<_> = texts.iter().map(|text| sample::paragraph(text, "总体情况")).collect();
    blocks.push(sample::heading("一、<b>&\u{0}", "总体情况"));
    let mut table = sample::table_three();
    table.title = "a\"b<c>&\u{1}".into();
    table.rows[3].cells[1].text = "22（其中修订16件）<&>\u{FFFE}".into();
    table.rows[3].cells[1].path = Some(Path::new("一\"<&>.'\u{2}"));
    blocks.push(Block::Table(table));
    let mut document = Document { watermark: Some("草<&\">\u{3}稿".into()), ..sample::document(blocks) };
    document.meta.title = "<&>\u{0}\"题".into();
    document.meta.author = "机'关\u{FFFF}".into();
    document.title = "<&>\u{0}题".into();
    document
}

/// A report whose table three is longer than a page.
fn long_table() -> Document {
    let mut table = sample::table_three();
    for row in &mut table.rows[4..] {
        for cell in row.cells.iter_mut().rev().take(7) {
            cell.text = "12（其中3件）".into();
        }
    }
    let prose = sample::paragraph(&"公".repeat(300), "总体情况");
    sample::document(vec![
        prose,
        sample::heading("三、收到和处理政府信息公开申请情况", "依申请公开"),
        Block::Table(table),
    ])
}

/// The report this project began with, all the way from its data file.
fn example() -> Document {
    let source = Source::new("jiyuan-2024.yaml", EXAMPLE);
    Document::of(&report::read(source.into()).0.unwrap(), &DocumentOptions::default())
}

/// Writes the drafts that outside programs look at. `DOCX_OUT` names the folder; without it nothing is
/// written.
#[test]
fn drafts_for_outside_programs() {
    let Some(folder) = std::env::var_os("DOCX_OUT").map(std::path::PathBuf::from) else { return };
    std::fs::create_dir_all(&folder).unwrap();
    let drafts = [
        ("example", plain(&example())),
        ("plain", plain(&sample::report())),
        ("draft", plain(&draft())),
        ("controls", with_controls(&sample::report())),
        ("hostile", with_controls(&hostile())),
        ("long-table", plain(&long_table())),
        ("empty", plain(&sample::document(vec![]))),
    ];
    for (name, bytes) in drafts {
        std::fs::write(folder.join(format!("{name}.docx")), bytes).unwrap();
    }
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    let first = plain(&sample::report());
    with_controls(&draft());
    let elsewhere = std::thread::spawn(|| plain(&sample::report())).join().unwrap();
    assert!(first == plain(&sample::report()) && first == elsewhere);
}

#[test]
fn the_package_is_whole_and_carries_nothing_of_the_machine() {
    let docx = plain(&draft());
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&docx)).unwrap();
    for i in 0..zip.len() {
        let file = zip.by_index(i).unwrap();
        assert_eq!(file.compression(), zip::CompressionMethod::Deflated, "{}", file.name());
        assert_eq!(file.last_modified(), Some(zip::DateTime::default()), "{}", file.name());
    }
    let parts = parts(&docx);
    assert_eq!(parts[0].0, "[Content_Types].xml");
    let types = Tree::read(&parts[0].1);
    let typed: BTreeSet<_> =
        types.each("Override").map(|t| t.get("PartName").unwrap().trim_start_matches('/')).collect();
    let there: BTreeSet<_> =
        parts.iter().map(|p| p.0.as_str()).filter(|n| !n.ends_with(".rels") && !n.starts_with('[')).collect();
    assert_eq!(typed, there);
    for (rels, folder) in [("_rels/.rels", ""), ("word/_rels/document.xml.rels", "word/")] {
        for relationship in part(&docx, rels).each("Relationship") {
            let target = format!("{folder}{}", relationship.get("Target").unwrap());
            assert!(there.contains(target.as_str()), "{target}");
        }
    }
}

#[test]
fn the_properties_are_the_reports() {
    let core = part(&plain(&sample::report()), "docProps/core.xml");
    let value = |name: &str| core.each(name).next().unwrap().text.clone();
    assert_eq!(value("dc:title"), "济源市人民政府办公室2024年政府信息公开工作年度报告");
    assert_eq!(value("dc:creator"), "济源市人民政府办公室");
    assert_eq!(value("dc:language"), "zh-CN");
    assert_eq!(value("dcterms:created"), "2025-01-20T00:00:00Z");
    assert_eq!(value("dcterms:modified"), "2025-01-20T00:00:00Z");
}

#[test]
fn every_paragraph_stands_in_the_draft_under_its_style() {
    let body = part(&plain(&sample::report()), "word/document.xml");
    let body = body.at(&["w:body"]).unwrap();
    let found: Vec<_> = body.each("w:p").skip(1).map(|p| (style(p).to_owned(), p.words())).collect();
    let mut wanted = Vec::new();
    for block in sample::report().blocks {
        match block {
            Block::Heading(heading) => wanted.push(("Heading1".to_owned(), heading.text)),
            Block::Paragraph(p) => {
                let style = match p.kind {
                    ParagraphKind::Heading2 => "Heading2",
                    ParagraphKind::Level3 if p.text() == "1.严格属性认定" => "Heading3",
                    _ => "Normal",
                };
                wanted.push((style.to_owned(), p.text()));
            }
            Block::Signature(s) => wanted
                .extend([s.name, s.date].into_iter().flatten().map(|text| ("Signature".to_owned(), text))),
            Block::Table(_) | Block::Figure(_) | Block::Chart(_) => {}
        }
    }
    assert_eq!(found, wanted);
}

#[test]
fn the_text_above_signature_and_date_keeps_with_them() {
    let body = part(&plain(&sample::report()), "word/document.xml");
    let body = body.at(&["w:body"]).unwrap();
    let paragraphs: Vec<&Tree> = body.each("w:p").collect();
    let first = paragraphs.iter().position(|p| style(p) == "Signature").unwrap();
    let keeps = |at: usize| paragraphs[at].at(&["w:pPr", "w:keepNext"]).is_some();
    assert!(keeps(first - 1) && keeps(first) && !keeps(first + 1));
}

fn style(paragraph: &Tree) -> &str {
    paragraph.at(&["w:pPr", "w:pStyle"]).map_or("Normal", |s| s.get("w:val").unwrap())
}

#[test]
fn shared_punctuation_is_asked_of_the_chinese_face_in_every_run() {
    let body = part(&plain(&sample::report()), "word/document.xml");
    let mut seen = 0;
    for run in body.all("w:r") {
        if run.words().contains(['“', '”', '—', '…', '①', '‰']) {
            let fonts = run.at(&["w:rPr", "w:rFonts"]).unwrap();
            assert_eq!(fonts.get("w:hint"), Some("eastAsia"), "{}", run.words());
            assert!(matches!(fonts.get("w:eastAsia"), Some("仿宋_GB2312" | "宋体")), "{}", run.words());
            seen += 1;
        }
    }
    assert!(seen > 5, "{seen}");
}

/// Reads a table's grid back and checks on the way what the schema cannot: the spans of a row add up to the
/// grid, widths are those of the columns, a merged cell begins with `restart`, and every cell ends in a
/// paragraph.
fn grid(table: &Tree) -> Vec<Vec<String>> {
    let columns: Vec<_> =
        table.at(&["w:tblGrid"]).unwrap().each("w:gridCol").map(|c| c.number("w:w")).collect();
    assert_eq!(columns.iter().sum::<i64>(), table.at(&["w:tblPr", "w:tblW"]).unwrap().number("w:w"));
    let mut merged: Vec<Option<(usize, String)>> = vec![None; columns.len()];
    let mut rows = Vec::new();
    for row in table.each("w:tr") {
        let mut column = 0;
        let mut texts = Vec::new();
        for cell in row.each("w:tc") {
            let span = cell.at(&["w:tcPr", "w:gridSpan"]).map_or(1, |s| s.number("w:val") as usize);
            assert_eq!(
                cell.at(&["w:tcPr", "w:tcW"]).unwrap().number("w:w"),
                columns[column..column + span].iter().sum::<i64>()
            );
            assert_eq!(cell.children.last().unwrap().name, "w:p");
            let text = match cell.at(&["w:tcPr", "w:vMerge"]).map(|m| m.get("w:val")) {
                Some(Some("restart")) => {
                    merged[column] = Some((span, cell.words()));
                    cell.words()
                }
                Some(_) => {
                    let (above, text) = merged[column].clone().expect("a merged cell begins with restart");
                    assert_eq!((above, cell.words()), (span, String::new()));
                    text
                }
                None => {
                    merged[column] = None;
                    cell.words()
                }
            };
            texts.extend(vec![text; span]);
            column += span;
        }
        assert_eq!(column, columns.len());
        rows.push(texts);
    }
    rows
}

fn expected_grid(table: &Table) -> Vec<Vec<String>> {
    let mut grid = vec![vec![String::new(); table.columns.len()]; table.rows.len()];
    for (at, row) in table.rows.iter().enumerate() {
        for cell in &row.cells {
            for line in &mut grid[at..at + cell.rowspan] {
                line[cell.column..cell.column + cell.colspan].fill(cell.text.clone());
            }
        }
    }
    grid
}

fn tables_of(document: &Document) -> Vec<&Table> {
    let mut tables = Vec::new();
    for block in &document.blocks {
        if let Block::Table(table) = block {
            tables.push(table);
        }
    }
    tables
}

#[test]
fn every_figure_and_label_stands_in_its_cells() {
    let (sample, example) = (sample::report(), example());
    for (report, docx) in
        [(&sample, plain(&sample)), (&sample, with_controls(&sample)), (&example, plain(&example))]
    {
        let body = part(&docx, "word/document.xml");
        let found = body.all("w:tbl");
        assert_eq!(found.len(), 3);
        for (found, table) in found.into_iter().zip(tables_of(report)) {
            assert_eq!(grid(found), expected_grid(table));
        }
    }
}

#[test]
fn tables_have_heads_that_repeat_rows_that_hold_and_a_title() {
    let report = sample::report();
    let body = part(&plain(&report), "word/document.xml");
    for (found, table) in body.all("w:tbl").into_iter().zip(tables_of(&report)) {
        assert_eq!(found.at(&["w:tblPr", "w:tblCaption"]).unwrap().get("w:val"), Some(table.title.as_str()));
        let rows: Vec<_> = found.each("w:tr").collect();
        for (at, row) in rows.iter().enumerate() {
            assert!(row.at(&["w:trPr", "w:cantSplit"]).is_some());
            assert_eq!(row.at(&["w:trPr", "w:tblHeader"]).is_some(), at < table.head_rows);
            // The table stands whole on a page: every row but the last keeps with the next.
            for paragraph in row.all("w:p") {
                assert_eq!(paragraph.at(&["w:pPr", "w:keepNext"]).is_some(), at + 1 < rows.len());
            }
        }
    }
}

#[test]
fn a_table_longer_than_a_page_turns_between_groups_and_shows_its_labels_again() {
    let document = long_table();
    let table = tables_of(&document)[0];
    let body = part(&plain(&document), "word/document.xml");
    let found = body.all("w:tbl")[0];
    assert_eq!(grid(found), expected_grid(table));
    let rows: Vec<_> = found.each("w:tr").collect();
    let keeps = |row: &Tree| row.all("w:p").iter().all(|p| p.at(&["w:pPr", "w:keepNext"]).is_some());
    let turns: Vec<_> = (1..rows.len()).filter(|at| !keeps(rows[at - 1])).collect();
    assert!(!turns.is_empty());
    for turn in turns {
        assert_ne!(table.rows[turn].group, table.rows[turn - 1].group, "row {turn}");
        let inside = (5..27).contains(&turn);
        assert!(!inside || rows[turn].words().starts_with("三、本年度办理结果"), "{}", rows[turn].words());
    }
}

#[test]
fn figures_have_controls_named_by_their_paths_only_when_asked_for() {
    let report = sample::report();
    assert!(part(&plain(&report), "word/document.xml").all("w:sdt").is_empty());
    let body = part(&with_controls(&report), "word/document.xml");
    let controls = body.all("w:sdt");
    let value =
        |control: &Tree, name| control.at(&["w:sdtPr", name]).unwrap().get("w:val").unwrap().to_owned();
    let found: Vec<_> =
        controls.iter().map(|c| (value(c, "w:tag"), value(c, "w:alias"), c.words())).collect();
    let cells = tables_of(&report).into_iter().flat_map(|t| &t.rows).flat_map(|r| &r.cells);
    let path = |path: &Path| path.as_str().to_owned();
    let wanted: Vec<_> =
        cells.filter_map(|c| c.path.as_ref().map(|p| (path(p), path(p), c.text.clone()))).collect();
    assert_eq!(found.len(), 10 + 175 + 15);
    assert_eq!(found, wanted);
    let body = part(&with_controls(&example()), "word/document.xml");
    let named =
        |path: &str| body.all("w:sdt").into_iter().find(|c| value(c, "w:tag") == path).map(Tree::words);
    assert_eq!(named("依申请公开.无法提供.本机关不掌握相关政府信息.自然人").as_deref(), Some("9"));
}

#[test]
fn ids_are_unique_in_the_package() {
    let mut document = draft();
    document.blocks.extend(sample::report().blocks);
    let docx = with_controls(&document);
    let (mut paragraphs, mut controls) = (BTreeSet::new(), BTreeSet::new());
    for (name, xml) in parts(&docx) {
        let tree = Tree::read(&xml);
        for paragraph in tree.all("w:p") {
            assert!(paragraphs.insert(paragraph.get("w14:paraId").unwrap().to_owned()), "{name}");
        }
        for control in tree.all("w:sdtPr") {
            assert!(controls.insert(control.at(&["w:id"]).unwrap().number("w:val")), "{name}");
        }
    }
    assert_eq!(controls.len(), 400);
}

#[test]
fn the_sheet_is_that_of_gb_t_9704() {
    let docx = plain(&sample::report());
    let body = part(&docx, "word/document.xml");
    let section = body.at(&["w:body", "w:sectPr"]).unwrap();
    let margin = section.each("w:pgMar").next().unwrap();
    let mm = |twips: i64| (twips as f64 / 1440.0 * 254.0).round() / 10.0;
    let margins = ["w:top", "w:bottom", "w:left", "w:right"].map(|side| mm(margin.number(side)));
    // 37 mm above and 35 mm below the 版心. The base line of Word's lines, 225/22 mm high, is at four fifths of
    // them, 8.2 mm; that of 16 pt at the upper edge of the 版心 would be at 0.88 em, 5.0 mm. So all is 3.2 mm
    // higher.
    assert_eq!(margins, [37.0 - 3.2, 35.0 + 3.2, 28.0, 26.0]);
    // The dashes stand 7 mm below the 版心, in the middle of a line 14 pt high.
    assert_eq!(mm(margin.number("w:footer") + 140), 35.0 - 7.0);
    let grid = section.each("w:docGrid").next().unwrap();
    assert_eq!((grid.get("w:type"), grid.get("w:linePitch")), (Some("lines"), Some("579")));
    for (at, name, side) in [(0, "default", "right"), (1, "even", "left")] {
        let reference = section.each("w:footerReference").nth(at).unwrap();
        assert_eq!(reference.get("w:type"), Some(name));
        let footer = part(&docx, &format!("word/footer{}.xml", at + 1));
        assert_eq!(footer.all("w:jc")[0].get("w:val"), Some(side));
        assert_eq!(footer.words(), "— 1 —");
        assert_eq!(footer.all("w:instrText")[0].text.trim(), "PAGE");
    }
    assert!(!part(&docx, "word/settings.xml").all("w:evenAndOddHeaders").is_empty());
}

#[test]
fn the_font_table_says_of_every_face_what_else_word_may_take_and_of_what_class_it_is() {
    let fonts = part(&plain(&sample::report()), "word/fontTable.xml");
    let fonts: Vec<_> = fonts.each("w:font").collect();
    let names: Vec<_> = fonts.iter().map(|font| font.get("w:name").unwrap()).collect();
    assert_eq!(names, ["方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312", "宋体", "Times New Roman"]);
    for font in fonts {
        // In the order of the schema (CT_Font).
        let children: Vec<_> = font.children.iter().map(|child| child.name.as_str()).collect();
        assert_eq!(children, ["w:altName", "w:panose1", "w:charset", "w:family", "w:pitch", "w:sig"]);
        let bytes = font.at(&["w:panose1"]).unwrap().get("w:val").unwrap().as_bytes();
        assert!(bytes.len() == 20 && bytes.iter().all(u8::is_ascii_hexdigit));
        let chinese = font.at(&["w:charset"]).unwrap().get("w:val") == Some("86");
        let pages = font.at(&["w:sig"]).unwrap().get("w:csb0").unwrap();
        // Bit 18 of the code pages is GB 2312 (ulCodePageRange1 of OS/2), bit 0 is Latin 1.
        let pages = u32::from_str_radix(pages, 16).unwrap();
        assert_eq!((pages >> 18 & 1, chinese), if chinese { (1, true) } else { (0, false) });
    }
}

#[test]
fn the_chart_has_a_page_of_its_own_and_its_titles_keep_with_their_tables() {
    let document = example();
    let report = report::read(Source::new("a.yaml", EXAMPLE).into()).0.unwrap();
    let chart = Chart::of(&report, None).unwrap();
    let (title, panels) = (chart.title.clone(), chart.panels.len());
    let body = part(&plain(&document.with_chart(chart)), "word/document.xml");
    let paragraphs: Vec<_> = body.at(&["w:body"]).unwrap().each("w:p").collect();
    let breaks = |p: &Tree| p.at(&["w:pPr", "w:pageBreakBefore"]).is_some();
    let starts: Vec<_> = paragraphs.iter().filter(|p| breaks(p)).map(|p| p.words()).collect();
    assert_eq!(starts, [title.as_str()]);
    let at = paragraphs.iter().position(|p| breaks(p)).unwrap();
    let titles: Vec<_> = paragraphs[at + 1..].iter().filter(|p| !p.words().is_empty()).collect();
    assert_eq!(titles.len(), panels);
    assert!(titles.iter().all(|p| p.at(&["w:pPr", "w:keepNext"]).is_some()));
}

#[test]
fn a_draft_carries_its_watermark_on_odd_and_even_pages() {
    let docx = plain(&draft());
    for header in ["word/header1.xml", "word/header2.xml"] {
        assert_eq!(part(&docx, header).all("v:textpath").last().unwrap().get("string"), Some("草稿"));
    }
    let body = part(&docx, "word/document.xml");
    let kinds: Vec<_> =
        body.all("w:headerReference").iter().map(|h| h.get("w:type").unwrap().to_owned()).collect();
    assert_eq!(kinds, ["default", "even"]);
    assert!(parts(&plain(&sample::report())).iter().all(|(name, _)| !name.contains("header")));
}

#[test]
fn hostile_prose_is_text() {
    let docx = with_controls(&hostile());
    for (name, xml) in parts(&docx) {
        let bad = |c: char| {
            (c.is_control() && c != '\n') || matches!(c, '\u{FFFE}' | '\u{FFFF}' | '\u{202E}' | '\u{200F}')
        };
        assert!(!xml.contains(bad), "{name}");
        Tree::read(&xml);
    }
    let body = part(&docx, "word/document.xml");
    let texts: Vec<_> = body.at(&["w:body"]).unwrap().each("w:p").map(Tree::words).collect();
    assert_eq!(texts[1], "#[]$*_@<>&\\{} \"quoted\" 'single' ]]> <!-- --> &amp; &#0; <w:p/>");
    assert_eq!(texts[2], "前中后尾反向完");
    assert_eq!(texts[3], "“2024”—2025…① 8.5‰ · “中”文");
    assert_eq!(texts[5].len(), 5000);
    assert_eq!(texts[7], "一、<b>&");
    assert_eq!(body.all("w:tag")[0].get("w:val"), Some("一\"<&>.'"));
}

#[test]
fn a_grid_with_holes_and_overlaps_still_adds_up() {
    let mut table = sample::table_three();
    table.rows[6].cells.remove(0);
    table.rows[8].cells.truncate(2);
    table.rows[9].cells[0].colspan = 99;
    table.rows[10].cells[0].rowspan = 99;
    table.rows[12].cells.clear();
    let docx = plain(&sample::document(vec![Block::Table(table.clone()), Block::Table(table)]));
    let body = part(&docx, "word/document.xml");
    body.all("w:tbl").into_iter().for_each(|table| drop(grid(table)));
    // Word joins tables that touch and wants a paragraph after the last.
    let names: Vec<_> = body.at(&["w:body"]).unwrap().children.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["w:p", "w:tbl", "w:p", "w:tbl", "w:p", "w:sectPr"]);
}

#[test]
fn a_lead_in_takes_the_face_of_level_two_inside_running_text() {
    let run = |text: &str, role| Run::new(text, role);
    let runs =
        vec![run("（一）主动公开。", Role::Kai), run("坚持公开。", Role::Fang), run("黑体", Role::Hei)];
    let paragraph = Paragraph {
        kind: ParagraphKind::RunIn2,
        runs,
        section: Path::new("总体情况"),
        revision: Revision::Kept,
    };
    let body = part(&plain(&sample::document(vec![Block::Paragraph(paragraph)])), "word/document.xml");
    let runs = body.all("w:r");
    assert_eq!(runs[3].at(&["w:rPr", "w:rStyle"]).unwrap().get("w:val"), Some("Heading2Char"));
    assert!(runs[4].at(&["w:rPr"]).is_none());
    assert_eq!(runs[5].at(&["w:rPr", "w:rFonts"]).unwrap().get("w:eastAsia"), Some("黑体"));
}

#[test]
fn the_chart_is_a_table_in_the_draft() {
    let source = Source::new("jiyuan-2024.yaml", include_str!("../../examples/jiyuan-2024.yaml"));
    let report = report::read(source.into()).0.unwrap();
    let chart = Chart::of(&report, Some(&report)).unwrap();
    let document = Document::of(&report, &Default::default()).with_chart(chart);
    let body = part(&plain(&document), "word/document.xml");
    let words = body.words();
    let (_, tail) = words.split_once("年度数据图示").unwrap();
    assert!(
        tail.starts_with("办理结果（件）办理结果（件）2024年2024年予以公开33部分公开11不予公开11"),
        "{tail}"
    );
}

#[test]
fn a_signature_longer_than_a_line_breaks_between_words_and_the_title_has_one_face() {
    let (lines, signature) = signed_by_a_long_name();
    let docx = plain(&sample::document(vec![signature]));
    let body = part(&docx, "word/document.xml");
    let signed = body.all("w:p").into_iter().find(|p| style(p) == "Signature").unwrap();
    assert_eq!(signed.all("w:br").len(), 1);
    assert_eq!(signed.all("w:t").iter().map(|t| t.text.as_str()).collect::<Vec<_>>(), lines);
    assert_eq!(signed.at(&["w:pPr", "w:jc"]).unwrap().get("w:val"), Some("center"));
    let styles = part(&docx, "word/styles.xml");
    let title = styles.all("w:style").into_iter().find(|s| s.get("w:styleId") == Some("Title")).unwrap();
    let fonts = title.at(&["w:rPr", "w:rFonts"]).unwrap();
    assert_eq!(["w:ascii", "w:hAnsi", "w:eastAsia"].map(|slot| fonts.get(slot)), [Some("方正小标宋简体"); 3]);
}
