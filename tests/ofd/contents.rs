//! What the pages say: the text of the data in its order, the text of the PDF, the figures at their paths,
//! the outline, the properties.

use nianbao::document::{Block, Chart, Document, Table};

use crate::archive::archive_complaints;
use crate::objects::cut_off;
use crate::package::{Package, resolved};
use crate::reading::{self, Page};
use crate::reports::{EXAMPLE, Made, document, made, png, read, shown, with_pictures};
use crate::validate::complaints;

/// The rare characters of names.
const RARE: &str = "镕堃喆淼垚赟昇玥珺翀䶮㛃𬭎";
/// Prose that would be something else to a program that reads it wrongly.
const HOSTILE: &str = "#[]$*_@<>&\\{}\"'`~^|…— </ofd:TextCode> ]]> &lt; &#65; <!-- -- --> %d \\u0041 ‘“”’";

/// Reports of all shapes, by name.
pub fn reports() -> Vec<(&'static str, Document)> {
    let mut draft = document(EXAMPLE);
    draft.watermark = Some("草稿".into());
    let report = read(EXAMPLE);
    let chart = document(EXAMPLE).with_chart(Chart::of(&report, None).unwrap());
    let quoted = HOSTILE.replace('\'', "''");
    let prose =
        |text: &str| format!("机关名称: 甲市{RARE}局\n年度: 2024\n总体情况: '{text}'\n其他事项: 无。\n");
    let long: String = (0..5000).map(|n| char::from(b'a' + (n % 26) as u8)).collect();
    let table = "| 项目 | 数量 |\n  |---|---|\n  | 网站 | 12 |\n  | 公众号 | 345 |";
    let pictured = format!(
        "机关名称: 甲局\n年度: 2024\n总体情况: |\n  说明如下。\n  \
         ![柱状图：网站12条](图1.png \"图1 各渠道公开数量\")\n  表1 各渠道\n  {table}\n  另见下图。\n  \
         ![图2 申请人类型](图2.png)\n其他事项: 无。\n"
    );
    let drawn = pictured.replace(".png", ".svg");
    vec![
        ("example", document(EXAMPLE)),
        ("2019", document(&form_of_2019())),
        ("chart", chart),
        ("draft", draft),
        ("rare", document(&prose(&RARE.repeat(12)))),
        ("hostile", document(&prose(&quoted.repeat(3)))),
        ("long", document(&prose(&format!("甲{long}乙")))),
        ("pictures", with_pictures(&pictured, &[("图1.png", png(50, 40)), ("图2.png", png(300, 200))])),
        ("drawings", with_pictures(&drawn, &[("图1.svg", drawing("navy")), ("图2.svg", drawing("url(#g)"))])),
        ("empty", document("机关名称: 甲局\n年度: 2024\n")),
    ]
}

/// A drawing with a line, a circle in a color and a rectangle in dashes.
fn drawing(fill: &str) -> Vec<u8> {
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="120" height="80"><defs><linearGradient id="g">
<stop offset="0" stop-color="red"/><stop offset="1" stop-color="blue"/></linearGradient></defs>
<path d="M5 75 L115 75" stroke="black" fill="none"/><circle cx="60" cy="40" r="30" fill="{fill}"/>
<rect x="10" y="10" width="30" height="20" fill="none" stroke="green" stroke-dasharray="3 2"/>
</svg>"##
    )
    .into_bytes()
}

/// A report on the form of 2019 with a figure at each place, no two the same.
fn form_of_2019() -> String {
    let form = nianbao::Form::of("2019").unwrap();
    let mut data = nianbao::data_file::Data::new(form.clone());
    data.agency = "甲市教育局".into();
    data.year = Some(2019);
    for (number, cell) in data.cells.iter_mut().enumerate() {
        let is_total = form.totals.iter().any(|total| total.figure.index() == number);
        *cell = (!is_total).then(|| (100 + number).to_string());
    }
    data.prose[0] = vec!["全年主动公开政府信息。".into()];
    data.to_yaml()
}

#[test]
fn every_report_keeps_to_the_standard_and_the_profile() {
    for (name, document) in reports() {
        let made = made(&document);
        assert_eq!(complaints(&made.ofd), [""; 0], "{name}");
        assert_eq!(archive_complaints(&made.ofd), [""; 0], "{name}");
        assert_eq!(cut_off(&Package::read(&made.ofd).unwrap()), [""; 0], "{name}");
    }
}

#[test]
fn each_page_says_what_the_pdf_says() {
    for (name, document) in reports() {
        let made = made(&document);
        let (ofd, pdf) = (made.ofd_pages(), made.pdf_pages());
        assert_eq!(ofd.len(), pdf.len(), "{name}");
        for (number, (ofd, pdf)) in ofd.iter().zip(&pdf).enumerate() {
            assert_eq!(ofd, pdf, "{name}, page {}", number + 1);
        }
    }
}

/// The text of a page without the page number and the watermark.
fn body(page: &Page) -> String {
    let objects = page.objects.iter().filter(|object| object.is_upright());
    let above = objects.filter(|object| object.characters().first().is_some_and(|(_, [_, y])| *y < 266.0));
    shown(&above.map(reading::Object::text).collect::<String>())
}

/// Takes the cells of a table off the text. A cell over several rows is drawn later than its place in the
/// first of them, and where the table goes on over a page its head is there again.
fn take_table<'t>(mut rest: &'t str, table: &Table, name: &str) -> &'t str {
    let (mut later, mut head): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for (number, row) in table.rows.iter().enumerate() {
        for cell in row.cells.iter().filter(|cell| !cell.text.is_empty()) {
            let text = shown(&cell.text);
            if number < table.head_rows {
                head.push(text.clone());
            }
            if cell.rowspan > 1 {
                later.push(text);
                continue;
            }
            while !rest.starts_with(&text) {
                rest = take_early(rest, &mut later, &head).unwrap_or_else(|| take(rest, &text, name));
            }
            rest = &rest[text.len()..];
        }
    }
    while let Some(shorter) = take_early(rest, &mut later, &[]) {
        rest = shorter;
    }
    assert_eq!(later, [""; 0], "{name}");
    rest
}

/// Takes a cell off that was to come, or one of the head.
fn take_early<'t>(rest: &'t str, later: &mut Vec<String>, head: &[String]) -> Option<&'t str> {
    if let Some(at) = later.iter().position(|text| rest.starts_with(text)) {
        return rest.strip_prefix(later.remove(at).as_str());
    }
    head.iter().find_map(|text| rest.strip_prefix(text.as_str()))
}

#[track_caller]
fn take<'t>(rest: &'t str, text: &str, name: &str) -> &'t str {
    let next: String = rest.chars().take(text.chars().count() + 20).collect();
    rest.strip_prefix(text).unwrap_or_else(|| panic!("{name}: {text} is wanted, there is {next}"))
}

#[test]
fn the_text_of_the_data_is_there_in_its_order() {
    for (name, document) in reports().into_iter().filter(|(name, _)| *name != "chart") {
        let made = made(&document);
        let whole: String = made.document().pages.iter().map(body).collect();
        let mut rest = take(&whole, &shown(&document.title), name);
        for block in &document.blocks {
            rest = match block {
                Block::Heading(heading) => take(rest, &shown(&heading.text), name),
                Block::Paragraph(paragraph) => take(rest, &shown(&paragraph.text()), name),
                Block::Table(table) => take_table(rest, table, name),
                Block::Figure(figure) => take(rest, &shown(&figure.caption), name),
                Block::Signature(signature) => {
                    let rest = take(rest, &shown(signature.name.as_deref().unwrap_or_default()), name);
                    take(rest, &shown(signature.date.as_deref().unwrap_or_default()), name)
                }
                Block::Chart(_) => rest,
            };
        }
        assert_eq!(rest, "", "{name}");
    }
}

/// The tags of a file: table, path, what the objects say.
fn tagged(made: &Made) -> Vec<(String, String, String)> {
    let package = Package::read(&made.ofd).unwrap();
    let document = made.document();
    let Some(index) = document.root.child("CustomTags") else { return Vec::new() };
    let index = resolved(&document.folder, &index.text);
    let file = package.xml(&index).every("FileLoc")[0].text.clone();
    let tags = package.xml(&resolved(crate::package::folder(&index), &file));
    let mut found = Vec::new();
    for table in tags.named("Table") {
        for figure in table.named("Figure") {
            let texts = figure.named("ObjectRef").map(|reference| {
                document.object(reference.attribute("PageRef").unwrap(), &reference.text).unwrap().text()
            });
            let (section, path) = (table.attribute("section").unwrap(), figure.attribute("path").unwrap());
            found.push((section.to_owned(), path.to_owned(), texts.collect()));
        }
    }
    found
}

#[test]
fn every_figure_is_found_at_its_path() {
    let mut count = 0;
    for (name, document) in reports() {
        let mut wanted: Vec<(String, String, String)> = Vec::new();
        for block in &document.blocks {
            let Block::Table(table) = block else { continue };
            for cell in table.rows.iter().flat_map(|row| &row.cells) {
                let Some(path) = cell.path.as_ref().filter(|_| !cell.text.is_empty()) else { continue };
                wanted.push((table.section.to_string(), path.to_string(), shown(&cell.text)));
            }
        }
        let mut found = tagged(&made(&document));
        for (_, _, text) in &mut found {
            *text = shown(text);
        }
        count += wanted.len();
        assert_eq!(found, wanted, "{name}");
    }
    assert!(count > 600, "{count}");
}

#[test]
fn the_outline_leads_to_the_headings() {
    for (name, document) in reports() {
        let made = made(&document);
        let read = made.document();
        let entries = read.root.child("Outlines").unwrap();
        let headings = document.blocks.iter().filter_map(|block| match block {
            Block::Heading(heading) => Some(heading.text.clone()),
            Block::Chart(chart) => Some(chart.title.clone()),
            _ => None,
        });
        let wanted: Vec<String> = headings.collect();
        let found: Vec<&str> = entries.named("OutlineElem").filter_map(|e| e.attribute("Title")).collect();
        assert_eq!(found, wanted, "{name}");
        for entry in entries.every("OutlineElem") {
            let title = shown(entry.attribute("Title").unwrap());
            let goto = entry.child("Actions").unwrap().every("Dest")[0].clone();
            let page =
                read.pages.iter().find(|page| Some(page.id.as_str()) == goto.attribute("PageID")).unwrap();
            let top = goto.number("Top").unwrap();
            assert!(
                places(page, &title).iter().any(|[_, y]| (top..top + 15.0).contains(y)),
                "{name}: {title} is at {:?}, the entry leads to {top}",
                places(page, &title)
            );
        }
    }
}

/// Where a text stands on a page: the place of its first character.
fn places(page: &Page, text: &str) -> Vec<[f64; 2]> {
    let all = page.objects.iter().flat_map(reading::Object::characters);
    let all: Vec<(char, [f64; 2])> = all.filter(|(c, _)| !shown(&c.to_string()).is_empty()).collect();
    let wanted: Vec<char> = text.chars().collect();
    let found = all.windows(wanted.len()).filter(|at| at.iter().map(|(c, _)| c).eq(&wanted));
    found.map(|at| at[0].1).collect()
}

#[test]
fn the_properties_are_the_reports() {
    for (name, document) in reports() {
        let package = Package::read(&made(&document).ofd).unwrap();
        let info = package.xml("OFD.xml").every("DocInfo")[0].clone();
        let of = |name: &str| info.child(name).map(|child| child.text.clone()).unwrap_or_default();
        assert_eq!(of("Title"), document.meta.title, "{name}");
        assert_eq!(of("Author"), document.meta.author, "{name}");
        assert_eq!(of("CreationDate"), document.meta.date.iso(), "{name}");
        assert_eq!(
            (of("Creator"), of("CreatorVersion")),
            ("nianbao".into(), env!("CARGO_PKG_VERSION").into())
        );
        let id = of("DocID");
        assert!(id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit()), "{name}: {id}");
    }
}

#[test]
fn pages_are_a4() {
    for (name, document) in reports() {
        for page in made(&document).document().pages {
            assert_eq!(page.area, [0.0, 0.0, 210.0, 297.0], "{name}");
        }
    }
}

#[test]
fn a_draft_says_so_across_every_page() {
    let (_, draft) = reports().into_iter().find(|(name, _)| *name == "draft").unwrap();
    for page in made(&draft).document().pages {
        let turned: Vec<_> = page.objects.iter().filter(|object| !object.is_upright()).collect();
        let text: String = turned.iter().map(|object| object.text()).collect();
        assert_eq!(text, "草稿", "{}", page.part);
        for (_, [x, y]) in turned.iter().flat_map(|object| object.characters()) {
            assert!((30.0..180.0).contains(&x) && (60.0..240.0).contains(&y), "{x} {y}");
        }
    }
}

/// What OFD can draw stays sharp at any size; what it cannot is a bitmap.
#[test]
fn drawings_go_in_as_paths_where_they_can() {
    let count = |fill: &str, name: &str| {
        let yaml = "机关名称: 甲局\n年度: 2024\n总体情况: |\n  ![图](图.svg)\n";
        let made = made(&with_pictures(yaml, &[("图.svg", drawing(fill))]));
        let pages = made.document().pages;
        pages.iter().flat_map(|page| &page.objects).filter(|object| object.node.name == name).count()
    };
    let without = made(&document("机关名称: 甲局\n年度: 2024\n总体情况: 甲。\n")).document();
    let lines = without.pages.iter().flat_map(|page| &page.objects);
    let lines = lines.filter(|object| object.node.name == "PathObject").count();
    assert_eq!(count("navy", "ImageObject"), 0);
    assert!(count("navy", "PathObject") >= lines + 3);
    assert_eq!(count("url(#g)", "ImageObject"), 1);
}

#[test]
fn pictures_go_in_as_they_are() {
    let (_, document) = reports().into_iter().find(|(name, _)| *name == "pictures").unwrap();
    let made = made(&document);
    let (package, read) = (Package::read(&made.ofd).unwrap(), made.document());
    let objects = read.pages.iter().flat_map(|page| &page.objects);
    let pictures: Vec<_> = objects.filter(|object| object.node.name == "ImageObject").collect();
    let bytes = |object: &reading::Object| {
        package.part(&read.files[object.node.attribute("ResourceID").unwrap()]).unwrap().to_vec()
    };
    assert_eq!(pictures.len(), 2);
    assert_eq!((bytes(pictures[0]), bytes(pictures[1])), (png(50, 40), png(300, 200)));
    // The sides keep their proportions.
    for (object, proportion) in pictures.iter().zip([1.25, 1.5]) {
        let corners = object.corners();
        let (width, height) = (corners[2][0] - corners[0][0], corners[2][1] - corners[0][1]);
        assert!((width / height - proportion).abs() < 0.01, "{width} × {height}");
    }
    let names: Vec<String> = package
        .parts
        .iter()
        .filter(|(name, _)| name.ends_with(".xml"))
        .flat_map(|(name, _)| package.xml(name).every("Picture").into_iter().cloned().collect::<Vec<_>>())
        .filter_map(|picture| picture.attribute("alt").map(str::to_owned))
        .collect();
    assert_eq!(names, ["柱状图：网站12条", "图2 申请人类型"]);
}
