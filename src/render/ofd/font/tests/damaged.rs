//! Faces that are damaged, or such as nobody makes.

use kurbo::BezPath;
use ttf_parser::{Face, GlyphId};

use super::*;
use crate::render::ofd::font::glyph::GlyphOutline;

/// A face with a square as glyph 1, which stands for 一, of which one corner lies at `corner`, and so many
/// more points along its first side.
pub fn square(corner: i16, points: u16) -> FontInstance {
    use write_fonts::tables::glyf::SimpleGlyph;
    let mut path = BezPath::new();
    path.move_to((0.0, 0.0));
    (0..points).for_each(|i| path.line_to((f64::from(i % 2), f64::from(i / 2 % 1000))));
    let far = f64::from(corner);
    [(0.0, far), (far, far), (far, 0.0)].into_iter().for_each(|point| path.line_to(point));
    path.close_path();
    let glyph = SimpleGlyph::from_bezpath(&path).unwrap();
    face(vec![GlyphOutline {
        bounds: glyph.bbox,
        points: points + 4,
        contours: 1,
        entry: write_fonts::dump_table(&glyph).unwrap(),
    }])
}

/// A face of glyphs with these outlines, of which the first stands for 一.
fn face(outlines: Vec<GlyphOutline>) -> FontInstance {
    let mut glyphs = vec![Glyph::EMPTY];
    glyphs.extend(outlines.into_iter().map(|outline| Glyph { advance: 1000, outline: Some(outline) }));
    let mut used = UsedGlyphs::default();
    used.id(7, Some('一'));
    let file =
        tables::file(&font("FandolFang-Regular.otf"), &glyphs.iter().collect::<Vec<_>>(), &used, "方块");
    instance(file.unwrap()).unwrap()
}

/// The outline of a glyph put together from glyphs, each with its flags.
fn composite(parts: &[(u16, u16)]) -> GlyphOutline {
    const MORE_PARTS: u16 = 0x20;
    let mut entry = [0xFF; 2].to_vec();
    entry.extend([0; 8]);
    for (i, (flags, glyph)) in parts.iter().enumerate() {
        let more = if i + 1 < parts.len() { MORE_PARTS } else { 0 };
        entry.extend((flags | more).to_be_bytes());
        entry.extend(glyph.to_be_bytes());
        // Where it goes, in bytes or in words.
        entry.extend(vec![0; if flags & 1 == 0 { 2 } else { 4 }]);
    }
    GlyphOutline { bounds: Default::default(), points: 4, contours: 1, entry }
}

/// A triangle, whose first point has these flags: on the curve, and what is asked for.
fn triangle(flags: u8) -> GlyphOutline {
    // One contour, the box around it, the last point, no instructions.
    let mut entry = vec![0, 1, 0, 0, 0, 0, 0, 100, 0, 100, 0, 2, 0, 0];
    // Flags with short distances to the right and up; distances across, then up.
    entry.extend([flags | 0x37, 0x37, 0x37, 0, 50, 50, 0, 100, 0, 0]);
    GlyphOutline { bounds: Default::default(), points: 3, contours: 1, entry }
}

#[test]
fn a_glyph_that_truetype_cannot_hold_is_an_error() {
    let cut = |font: &FontInstance| Faces::default().subset(font, &used(font, "一").0, "Face");
    assert!(cut(&square(1000, 0)).is_ok());
    assert!(cut(&square(16_383, 9_000)).is_ok());
    for font in [square(16_384, 0), square(-16_384, 0), square(1000, 10_000)] {
        let error = cut(&font).unwrap_err();
        assert_eq!(error, FaceError::Glyph { family: "方块".to_owned(), glyph: 1 });
    }
    let error = cut(&square(20_000, 0)).unwrap_err().to_string();
    assert_eq!(
        error,
        "字体 方块 的第 1 号字形过于复杂或已损坏，无法嵌入 OFD；请用 --font-path 换一个字体文件"
    );
}

#[test]
fn a_glyph_of_too_many_parts_is_an_error() {
    let cut = |outlines: Vec<GlyphOutline>| {
        let font = face(outlines);
        Faces::default()
            .subset(&font, &used(&font, "一").0, "Face")
            .map(|bytes| outline(&Face::parse(&bytes, 0).unwrap(), 1).segments().count())
    };
    let refused = Err(FaceError::Glyph { family: "方块".to_owned(), glyph: 1 });
    assert_eq!(cut(vec![composite(&[(2, 2), (3, 2)]), triangle(0)]), Ok(6));
    assert_eq!(cut(vec![composite(&[(2, 2); 150]), triangle(0)]), Ok(450));
    assert_eq!(cut(vec![composite(&[(2, 2); 250]), triangle(0)]), refused);
    // A glyph of itself, and one that would be drawn 2³⁰ times.
    assert_eq!(cut(vec![composite(&[(2, 1), (2, 1)])]), refused);
    let mut doubling: Vec<_> = (2..32).map(|part| composite(&[(2, part), (3, part)])).collect();
    doubling.push(triangle(0));
    assert_eq!(cut(doubling), refused);
}

#[test]
fn overlaps_are_marked_as_in_the_face() {
    let first_flags = |font: &FontInstance, text: &str| {
        let bytes = Faces::default().subset(font, &used(font, text).0, "Face").unwrap();
        let face = Face::parse(&bytes, 0).unwrap();
        let table = |tag| face.raw_face().table(ttf_parser::Tag::from_bytes(tag)).unwrap();
        let (loca, glyf) = (table(b"loca"), table(b"glyf"));
        let entry = &glyf[2 * usize::from(u16::from_be_bytes([loca[2], loca[3]]))..];
        entry[10 + 2 * usize::from(entry[1]) + 2]
    };
    for (outlines, expected) in [
        (vec![triangle(0)], 0),
        (vec![triangle(0x40)], 0x40),
        (vec![composite(&[(2, 2), (2, 2)]), triangle(0)], 0),
        (vec![composite(&[(0x402, 2), (2, 2)]), triangle(0)], 0x40),
    ] {
        assert_eq!(first_flags(&face(outlines), "一") & 0x40, expected);
    }
    assert_eq!(first_flags(&font("BaogaoSong.ttf"), "报") & 0x40, 0x40);
    assert_eq!(first_flags(&font("LiberationSerif-Regular.ttf"), "R") & 0x40, 0);
}

#[test]
fn glyphs_that_the_face_lacks_are_empty() {
    let font = font("LiberationSerif-Regular.ttf");
    let mut used = UsedGlyphs::default();
    assert_eq!(used.id(60_000, Some('囗')), 1);
    let bytes = Faces::default().subset(&font, &used, "Face").unwrap();
    let face = Face::parse(&bytes, 0).unwrap();
    assert_eq!((face.number_of_glyphs(), face.glyph_hor_advance(GlyphId(1))), (2, Some(0)));
    assert!(outline(&face, 1).is_empty());
}

#[test]
fn damaged_faces_are_cut_or_refused() {
    let faces = Faces::default();
    let mut cuts = 0;
    for (file, text) in [("LiberationSerif-Bold.ttf", LATIN), ("FandolFang-Regular.otf", "一二政府爨")] {
        let sound = bytes(file);
        let (all, list) = used(&font(file), text);
        // The places of the glyphs in use are what matters, and the tables before them.
        let mut state: u32 = 17;
        for round in 0..60 {
            let mut data = sound.clone();
            for _ in 0..40 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let range = if round % 2 == 0 { data.len() } else { 40_000 };
                let place = 300 + (state >> 8) as usize % (range - 300);
                data[place] = (state >> 3) as u8;
            }
            if round % 7 == 0 {
                data.truncate(sound.len() * (round + 1) / 61);
            }
            let Some(font) = instance(data) else { continue };
            if let Ok(bytes) = faces.subset(&font, &all, "Face") {
                let face = Face::parse(&bytes, 0).unwrap();
                assert_eq!(usize::from(face.number_of_glyphs()), all.glyphs().count() + 1);
                assert!(list.iter().all(|&(c, _, new)| face.glyph_index(c) == Some(GlyphId(new))));
                cuts += 1;
            }
        }
    }
    assert!(cuts >= 20, "{cuts} damaged faces could be opened");
}
