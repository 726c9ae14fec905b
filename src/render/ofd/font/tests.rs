use std::path::Path;

use kurbo::{BezPath, ParamCurve, ParamCurveNearest, PathSeg, Point, Shape};
use ttf_parser::{Face, GlyphId, OutlineBuilder};
use typst::foundations::Bytes;
use typst::layout::Abs;
use typst::text::{Font, FontVariant, FontVariations};

use super::*;

/// Digits, letters, letters that Liberation Serif puts together, and punctuation.
const LATIN: &str = "0123456789 Office, éÉüŌǖ—";
/// Characters of a report, simple and intricate ones.
const CHINESE: &str = "一二政府信息公开工作年度报告（2025年）。、“”□龘爨囊";

fn font(file: &str) -> FontInstance {
    #[expect(clippy::disallowed_methods, reason = "a file of the repository")]
    let data = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts").join(file)).unwrap();
    instance(data)
}

fn instance(data: Vec<u8>) -> FontInstance {
    let font = Font::new(Bytes::new(data), 0).unwrap();
    font.instantiate(FontVariant::default(), Abs::pt(16.0), &FontVariations::default())
}

/// The glyphs of a text, with the characters that the face has.
fn used(font: &FontInstance, text: &str) -> (UsedGlyphs, Vec<(char, u16, u16)>) {
    let mut used = UsedGlyphs::default();
    let mut list = Vec::new();
    for c in text.chars() {
        if let Some(GlyphId(old)) = font.ttf().glyph_index(c) {
            list.push((c, old, used.id(old, Some(c))));
        }
    }
    (used, list)
}

#[test]
fn dump() {
    for (file, text) in [
        ("FandolFang-Regular.otf", CHINESE),
        ("FandolKai-Regular.otf", CHINESE),
        ("BaogaoSong.ttf", "一二𬭎龘爨"),
        ("BaogaoKaiRare.ttf", "𬭎"),
        ("LiberationSerif-Regular.ttf", LATIN),
        ("LiberationSerif-Bold.ttf", LATIN),
    ] {
        let font = font(file);
        let (used, _) = used(&font, text);
        let out = Faces::default().subset(&font, &used, &format!("NIANBAO3+{}", family(&font))).unwrap();
        println!("{file} {} glyphs {} bytes", used.glyphs().count(), out.len());
        std::fs::write(format!("/tmp/f-{file}.ttf"), out).unwrap();
    }
}
