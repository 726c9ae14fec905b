mod damaged;
mod files;
mod outlines;

use std::path::Path;

use kurbo::BezPath;
use ttf_parser::{Face, GlyphId, OutlineBuilder};
use typst::foundations::Bytes;
use typst::layout::Abs;
use typst::text::{Font, FontVariant, FontVariations};

use super::*;

/// Digits, letters, letters that Liberation Serif puts together, and punctuation.
const LATIN: &str = "0123456789 Office, éÉüŌǖ—";
/// Characters of a report, simple and intricate ones.
const CHINESE: &str = "一二政府信息公开工作年度报告（2025年）。、“”□爨囊";

/// A face of the repository.
fn font(file: &str) -> FontInstance {
    instance(bytes(file)).unwrap()
}

fn bytes(file: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts").join(file)).unwrap()
}

fn instance(data: Vec<u8>) -> Option<FontInstance> {
    Font::new(Bytes::new(data), 0).map(instantiate)
}

fn instantiate(font: Font) -> FontInstance {
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

/// A glyph's outline as the face draws it.
fn outline(font: &Face<'_>, glyph: u16) -> BezPath {
    let mut pen = PathPen(BezPath::new());
    font.outline_glyph(GlyphId(glyph), &mut pen);
    pen.0
}

struct PathPen(BezPath);

impl OutlineBuilder for PathPen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to((x, y));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to((x, y));
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.0.quad_to((x1, y1), (x, y));
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.0.curve_to((x1, y1), (x2, y2), (x, y));
    }

    fn close(&mut self) {
        self.0.close_path();
    }
}

#[test]
fn glyphs_are_numbered_by_first_use() {
    let mut used = UsedGlyphs::default();
    assert_eq!(used.id(700, Some('报')), 1);
    assert_eq!(used.id(3, Some('告')), 2);
    assert_eq!(used.id(700, Some('报')), 1);
    assert_eq!(used.id(9, None), 3);
    // A glyph may stand for two characters; of two glyphs for a character the first one counts.
    assert_eq!(used.id(3, Some('吿')), 2);
    assert_eq!(used.id(10, Some('报')), 4);
    assert_eq!(used.id(0, Some('囗')), 0);
    assert_eq!(used.glyphs().collect::<Vec<_>>(), [700, 3, 9, 10]);
    assert_eq!(used.characters().collect::<Vec<_>>(), [('吿', 2), ('告', 2), ('报', 1)]);
}

#[test]
fn more_glyphs_than_a_face_can_have_are_notdef() {
    let mut used = UsedGlyphs::default();
    let last = (1..=u16::MAX).map(|glyph| used.id(glyph, None)).max();
    assert_eq!(last, Some(u16::MAX - 1));
    assert_eq!(used.id(u16::MAX, None), 0);
    assert_eq!(used.id(1, None), 1);
}

#[test]
fn what_is_kept_is_bounded() {
    let faces = Faces::default();
    let fonts: Vec<_> = (0..MAX_FACES as i16 + 3).map(|i| damaged::square(500 + i, 0)).collect();
    for font in &fonts {
        let bytes = faces.subset(font, &used(font, "一").0, "Face").unwrap();
        let expected = font.ttf().glyph_bounding_box(GlyphId(1));
        assert_eq!(Face::parse(&bytes, 0).unwrap().glyph_bounding_box(GlyphId(1)), expected);
        assert!(faces.0.lock().unwrap().len() <= MAX_FACES);
    }
    // What takes too much memory is given up when the next face comes.
    faces.0.lock().unwrap()[0].bytes.fetch_add(MAX_KEPT_BYTES, Ordering::Relaxed);
    faces.subset(&fonts[0], &used(&fonts[0], "一").0, "Face").unwrap();
    assert_eq!(faces.0.lock().unwrap().len(), 1);
    // A glyph is converted once.
    let before = faces.known(&fonts[0]).bytes.load(Ordering::Relaxed);
    assert!(before > KnownFace::new(&fonts[0]).bytes.load(Ordering::Relaxed), "what is converted counts");
    faces.subset(&fonts[0], &used(&fonts[0], "一").0, "Face").unwrap();
    assert_eq!(faces.known(&fonts[0]).bytes.load(Ordering::Relaxed), before);
}
