//! Whatever stands in a report, the file is sound and its pages say what the PDF's say.

use nianbao::document::{Block, Document, Paragraph, ParagraphKind, Role, Run};

use crate::archive::archive_complaints;
use crate::generate::{self, Random};
use crate::objects::cut_off;
use crate::package::Package;
use crate::reports::{document, made, ofd, png, shown, with_pictures};
use crate::validate::complaints;

/// How many reports: `NIANBAO_OFD_TRIPS`.
fn many(usual: u64) -> u64 {
    std::env::var("NIANBAO_OFD_TRIPS").map_or(usual, |text| text.parse().unwrap())
}

/// Bits of texts that some reader, somewhere, takes for something else.
const PIECES: &[&str] = &[
    "甲",
    "公开",
    "，",
    "。",
    "“",
    "”",
    "（",
    "）",
    "……",
    "——",
    "𬭎",
    "𠮷",
    "㛃",
    "é",
    "e\u{301}",
    "ﬁ",
    "office",
    "AVATA",
    "12.50",
    "－",
    "%",
    " ",
    "  ",
    "\u{3000}",
    "\u{A0}",
    "\u{200B}",
    "\u{200D}",
    "\u{202E}",
    "\u{2066}",
    "\u{FEFF}",
    "\u{AD}",
    "\0",
    "\u{1}",
    "\u{8}",
    "\t",
    "\n",
    "\r",
    "\u{7F}",
    "\u{85}",
    "\u{FFFE}",
    "\u{FFFF}",
    "\u{1FFFE}",
    "\u{E000}",
    "\u{10FFFF}",
    "<",
    ">",
    "&",
    "&amp;",
    "&lt;",
    "&#0;",
    "&#xFFFE;",
    "\"",
    "'",
    "]]>",
    "<![CDATA[",
    "<!--",
    "-->",
    "<?xml",
    "</ofd:TextCode>",
    "</ofd:Page>",
    "<!DOCTYPE",
    "#",
    "*",
    "_",
    "$",
    "@",
    "\\",
    "{",
    "}",
    "[",
    "]",
    "~",
    "`",
    "עברית",
    "العربية",
    "ไทย",
    "हिन्दी",
    "😀",
    "👨‍👩‍👧",
    "🇨🇳",
    "葛\u{E0100}",
    "\u{FE0F}",
    "①",
    "㎡",
    "ℵ",
    "🀄",
];

/// A text of so many pieces.
fn text(random: &mut Random, count: usize) -> String {
    (0..count).map(|_| random.pick(PIECES).to_owned()).collect()
}

/// A document of paragraphs of such texts, with an agency and a title of them. It is not read from a data
/// file, which would be refused for some of these characters.
fn hostile(seed: u64) -> Document {
    let mut random = Random(seed);
    let mut document = document("机关名称: 甲局\n年度: 2024\n前言: 甲。\n总体情况: 乙。\n其他事项: 丙。\n");
    document.title = format!("甲{}", text(&mut random, 8));
    document.meta.title.clone_from(&document.title);
    document.meta.author = text(&mut random, 5);
    for block in &mut document.blocks {
        let count = 1 + random.below(60);
        match block {
            Block::Heading(heading) => heading.text = format!("一{}", text(&mut random, 4)),
            Block::Paragraph(paragraph) => {
                paragraph.runs = vec![Run::new(text(&mut random, count), Role::Fang)]
            }
            Block::Table(table) => {
                for cell in
                    table.rows.iter_mut().flat_map(|row| &mut row.cells).filter(|cell| cell.path.is_some())
                {
                    cell.text = text(&mut random, 2);
                }
            }
            _ => {}
        }
    }
    document
}

/// What is wrong with a file that must be sound.
fn faults(file: &[u8]) -> Vec<String> {
    let mut faults = complaints(file);
    faults.extend(archive_complaints(file));
    faults.extend(cut_off(&Package::read(file).unwrap()));
    faults
}

#[test]
fn hostile_texts_give_sound_files() {
    for seed in 0..many(40) {
        let made = made(&hostile(seed));
        assert_eq!(faults(&made.ofd), [""; 0], "seed {seed}");
        assert_eq!(made.ofd_pages(), made.pdf_pages(), "seed {seed}");
    }
}

#[test]
fn reports_of_any_shape_say_what_the_pdf_says() {
    for seed in 0..many(15) {
        let made = made(&document(&generate::data(seed).to_yaml()));
        assert_eq!(faults(&made.ofd), [""; 0], "seed {seed}");
        assert_eq!(made.ofd_pages(), made.pdf_pages(), "seed {seed}");
    }
}

#[test]
fn every_printable_character_is_there() {
    let document = document("机关名称: 甲局\n年度: 2024\n前言: 甲。\n");
    for seed in 0..many(10) {
        let mut random = Random(seed);
        // Of all planes that have characters of Chinese, and of the first.
        let characters = (0..300).filter_map(|_| {
            let (low, high): (u32, u32) =
                *random.pick(&[(0x21, 0x24F), (0x3000, 0x30FF), (0x4E00, 0x9FFF), (0x20000, 0x2A6DF)]);
            char::from_u32(low + random.below((high - low) as usize) as u32)
        });
        let wanted: String = characters.filter(|c| !nianbao::text::is_invisible(*c)).collect();
        let mut document = document.clone();
        let Some(Block::Paragraph(paragraph)) = document.blocks.first_mut() else { panic!() };
        paragraph.runs = vec![Run::new(&wanted, Role::Fang)];
        let page = made(&document).ofd_pages().concat();
        let text = page.strip_prefix(&shown(&document.title)).unwrap();
        // What no face has is shown as 〓.
        let mut count = 0;
        for (number, (found, wanted)) in text.chars().zip(shown(&wanted).chars()).enumerate() {
            assert!(
                found == wanted || found == '〓',
                "seed {seed}: {found} for {wanted:?}, character {number}"
            );
            count += usize::from(found == wanted);
        }
        assert!(count > 100, "seed {seed}: {count} in {text}");
    }
}

#[test]
fn pictures_with_hostile_descriptions_are_tagged() {
    let alt = "图<\"'&>]]>一";
    let yaml =
        format!("机关名称: 甲局\n年度: 2024\n总体情况: |\n  ![{}](图1.png)\n", alt.replace(']', "\\]"));
    let file = ofd(&with_pictures(&yaml, &[("图1.png", png(30, 20))]));
    assert_eq!(faults(&file), [""; 0]);
}

#[test]
fn a_paragraph_of_nothing_visible_is_no_object() {
    let mut document = document("机关名称: 甲局\n年度: 2024\n前言: 甲。\n");
    let Some(Block::Paragraph(paragraph)) = document.blocks.first() else { panic!() };
    let blank = Paragraph {
        kind: ParagraphKind::Body,
        runs: vec![Run::new("\u{200B}\u{202E} \u{3000}\u{FEFF}\0", Role::Fang)],
        ..paragraph.clone()
    };
    document.blocks[0] = Block::Paragraph(blank);
    assert_eq!(faults(&ofd(&document)), [""; 0]);
}
