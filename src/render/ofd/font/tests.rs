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
const CHINESE: &str = "一二政府信息公开工作年度报告（2025年）。、“”□爨囊";

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

/// The lines and curves of an outline, in an order that does not depend on where each contour begins: TrueType
/// leaves points halfway between two control points out, even if it is the first one.
fn segments(path: &BezPath) -> Vec<String> {
    let mut segments: Vec<_> = path.segments().map(|segment| format!("{segment:?}")).collect();
    segments.sort();
    segments
}

/// The largest distance of points along the one outline from the nearest point of the other.
fn farthest(from: &BezPath, to: &BezPath) -> f64 {
    let to: Vec<PathSeg> = to.segments().collect();
    let distance = |point: Point| {
        let distances = to.iter().map(|segment| segment.nearest(point, 1e-3).distance_sq);
        distances.fold(f64::INFINITY, f64::min).sqrt()
    };
    let points = from.segments().flat_map(|segment| (0..8).map(move |i| segment.eval(f64::from(i) / 8.0)));
    points.map(distance).fold(0.0, f64::max)
}

/// Whether a glyph is put together from others: its entry of `glyf` begins with a negative number.
fn is_composite(face: &Face<'_>, glyph: u16) -> bool {
    let table = |tag| face.raw_face().table(ttf_parser::Tag::from_bytes(tag)).unwrap();
    let (loca, glyf) = (table(b"loca"), table(b"glyf"));
    let number = |bytes: &[u8]| bytes.iter().fold(0, |n, &byte| n << 8 | usize::from(byte));
    let at = usize::from(glyph);
    let offset = match face.tables().head.index_to_location_format {
        ttf_parser::head::IndexToLocationFormat::Short => number(&loca[2 * at..2 * at + 2]) * 2,
        ttf_parser::head::IndexToLocationFormat::Long => number(&loca[4 * at..4 * at + 4]),
    };
    glyf[offset] >= 0x80
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
fn widths_characters_and_metrics_are_those_of_the_face() {
    let faces = Faces::default();
    for (file, text) in [
        ("FandolFang-Regular.otf", CHINESE),
        ("FandolKai-Regular.otf", CHINESE),
        ("BaogaoSong.ttf", "年𬭎年报𫖯—"),
        ("BaogaoSong.ttf", "𬭎"),
        ("LiberationSerif-Regular.ttf", LATIN),
        ("LiberationSerif-Bold.ttf", LATIN),
    ] {
        let font = font(file);
        let (used, list) = used(&font, text);
        assert_eq!(list.len(), text.chars().count(), "{file} has the characters of this test");
        let bytes = faces.subset(&font, &used, "NIANBAO7+Face").unwrap();
        let face = Face::parse(&bytes, 0).unwrap();
        assert_eq!(usize::from(face.number_of_glyphs()), used.glyphs().count() + 1, "{file}");
        assert_eq!(face.units_per_em(), font.ttf().units_per_em(), "{file}");
        assert_eq!(face.is_bold(), file.contains("Bold"), "{file}");
        let lines = |face: &Face<'_>| {
            let (hhea, os2) = (face.tables().hhea, face.tables().os2.unwrap());
            let typographic = (os2.typographic_ascender(), os2.typographic_descender());
            (hhea.ascender, hhea.descender, hhea.line_gap, typographic, os2.windows_ascender(), os2.weight())
        };
        assert_eq!(lines(&face), lines(font.ttf()), "{file}");
        for (old, new) in std::iter::once((0, 0)).chain(list.iter().map(|&(_, old, new)| (old, new))) {
            let (old, new) = (GlyphId(old), GlyphId(new));
            assert_eq!(face.glyph_hor_advance(new), font.ttf().glyph_hor_advance(old), "{file}: {old:?}");
            // Where the outline begins, and in a TrueType face so in the face.
            let bearing = face.glyph_hor_side_bearing(new);
            assert_eq!(bearing, Some(face.glyph_bounding_box(new).map_or(0, |b| b.x_min)), "{file}: {old:?}");
            if file.ends_with(".ttf") {
                assert_eq!(bearing, font.ttf().glyph_hor_side_bearing(old), "{file}: {old:?}");
            }
        }
        for &(c, _, new) in &list {
            assert_eq!(face.glyph_index(c), Some(GlyphId(new)), "{file}: {c}");
        }
        assert_eq!(face.glyph_index('猫'), None);
    }
}

#[test]
fn truetype_outlines_are_the_same_point_by_point() {
    let faces = Faces::default();
    let mut composites = 0;
    for (file, text) in [
        ("LiberationSerif-Regular.ttf", LATIN),
        ("LiberationSerif-Bold.ttf", LATIN),
        ("BaogaoSong.ttf", "年报𬭎龘爨"),
        ("BaogaoKaiSupplement.ttf", "年报爨囊"),
        ("BaogaoHei.ttf", "一、总体情况"),
    ] {
        let font = font(file);
        let (used, list) = used(&font, text);
        let bytes = faces.subset(&font, &used, "Face").unwrap();
        let face = Face::parse(&bytes, 0).unwrap();
        assert_eq!(segments(&outline(&face, 0)), segments(&outline(font.ttf(), 0)), "{file}: .notdef");
        for (c, old, new) in list {
            composites += usize::from(is_composite(font.ttf(), old));
            let (source, written) = (outline(font.ttf(), old), outline(&face, new));
            assert!(!source.is_empty() || c == ' ', "{file}: {c}");
            assert_eq!(segments(&written), segments(&source), "{file}: {c}");
        }
    }
    assert!(composites >= 8, "{composites} glyphs are put together from others");
}

#[test]
fn cubic_outlines_keep_their_course() {
    /// In units of the em, which are 1000 here: the curve's tolerance, and as far as a point can be from the
    /// nearest one in whole units, which is half the diagonal of a square.
    const ALLOWED: f64 = 0.25 + std::f64::consts::FRAC_1_SQRT_2;
    let faces = Faces::default();
    for file in ["FandolFang-Regular.otf", "FandolKai-Regular.otf"] {
        let font = font(file);
        let (used, list) = used(&font, CHINESE);
        let bytes = faces.subset(&font, &used, "Face").unwrap();
        let face = Face::parse(&bytes, 0).unwrap();
        for (c, old, new) in list {
            let (source, written) = (outline(font.ttf(), old), outline(&face, new));
            let distance = farthest(&source, &written).max(farthest(&written, &source));
            assert!(distance <= ALLOWED, "{file}: {c} is off by {distance}");
            // TrueType goes around clockwise. No contour is lost, none is turned by itself.
            let area = source.area().abs() + written.area();
            assert!(area.abs() <= ALLOWED * source.perimeter(1e-2), "{file}: {c} differs by {area}");
            let turn = if source.area() > 0.0 { -1 } else { 1 };
            for point in
                (0..400).map(|i| Point::new(f64::from(i % 20) * 50.0, f64::from(i / 20) * 50.0 - 120.0))
            {
                if source.segments().all(|s| s.nearest(point, 1e-3).distance_sq > ALLOWED * ALLOWED) {
                    assert_eq!(
                        source.winding(point) * turn,
                        written.winding(point),
                        "{file}: {c} at {point}"
                    );
                }
            }
        }
    }
}

#[test]
fn the_same_glyphs_give_the_same_bytes() {
    let (fang, latin) = (font("FandolFang-Regular.otf"), font("LiberationSerif-Regular.ttf"));
    let cut = |faces: &Faces| {
        [(&fang, CHINESE), (&latin, LATIN)]
            .map(|(font, text)| faces.subset(font, &used(font, text).0, "Face").unwrap())
    };
    let first = cut(&Faces::default());
    // Threads that convert the same glyphs at once, with one set of faces.
    let faces = Faces::default();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| (0..5).map(|_| cut(&faces)).collect())).collect();
        for thread in threads {
            let results: Vec<_> = thread.join().unwrap();
            assert!(results.into_iter().all(|result| result == first));
        }
    });
    assert_eq!(faces.0.lock().unwrap().len(), 2);
    // Made and changed on 2000-01-01, in seconds from 1904: not today.
    let head =
        Face::parse(&first[0], 0).unwrap().raw_face().table(ttf_parser::Tag::from_bytes(b"head")).unwrap();
    let day = (96_u64 * 365 + 24) * 24 * 60 * 60;
    assert_eq!((&head[20..28], &head[28..36]), (&day.to_be_bytes()[..], &day.to_be_bytes()[..]));
}

#[test]
fn sums_of_the_file_and_its_tables_are_right() {
    let number = |bytes: &[u8]| bytes.iter().fold(0_u32, |n, &byte| n << 8 | u32::from(byte));
    let sum = |bytes: &[u8]| {
        bytes.chunks(4).fold(0_u32, |sum, chunk| sum.wrapping_add(number(chunk) << (8 * (4 - chunk.len()))))
    };
    for (file, text) in [("FandolKai-Regular.otf", CHINESE), ("LiberationSerif-Bold.ttf", LATIN)] {
        let font = font(file);
        let bytes = Faces::default().subset(&font, &used(&font, text).0, "Face").unwrap();
        assert_eq!(bytes[..4], [0, 1, 0, 0]);
        assert_eq!(bytes.len() % 4, 0);
        assert_eq!(sum(&bytes), 0xB1B0_AFBA, "{file}");
        let tables: Vec<&[u8]> = bytes[12..].chunks(16).take(usize::from(bytes[5])).collect();
        let tags: Vec<_> = tables.iter().map(|record| str::from_utf8(&record[..4]).unwrap()).collect();
        assert_eq!(
            tags,
            ["OS/2", "cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name", "post"],
            "in the order that readers search in"
        );
        for record in tables {
            let (start, length) = (number(&record[8..12]) as usize, number(&record[12..]) as usize);
            let mut table = bytes[start..start + length].to_vec();
            if &record[..4] == b"head" {
                table[8..12].fill(0);
            }
            assert_eq!(sum(&table), number(&record[4..8]), "{file}: {:?}", str::from_utf8(&record[..4]));
        }
    }
}

#[test]
fn names_go_into_the_tables() {
    let names = |bytes: &[u8]| -> Vec<(u16, String)> {
        let face = Face::parse(bytes, 0).unwrap();
        let names = face.names().into_iter();
        names.map(|name| (name.name_id, name.to_string().unwrap())).filter(|(id, _)| *id > 0).collect()
    };
    let font = font("LiberationSerif-Bold.ttf");
    let used = used(&font, "1").0;
    let cut = |name: &str| names(&Faces::default().subset(&font, &used, name).unwrap());
    let expected = [
        (1, "NIANBAO7+Liberation Serif"),
        (2, "Bold"),
        (3, "NIANBAO7+Liberation Serif Bold"),
        (4, "NIANBAO7+Liberation Serif Bold"),
        (5, "Version 1.000"),
        (6, "NIANBAO7+LiberationSerif-Bold"),
    ];
    let expected = expected.map(|(id, name)| (id, name.to_owned()));
    assert_eq!(cut("NIANBAO7+Liberation Serif"), expected);
    // A PostScript name is ASCII and short.
    let chinese = cut("方正小标宋（简体）/1");
    assert_eq!(chinese[0].1, "方正小标宋（简体）/1");
    assert_eq!(chinese[5].1, "1-Bold");
    assert_eq!(cut("仿宋")[5].1, "Face-Bold");
    assert_eq!(cut(&"x".repeat(3000))[5].1.len(), 55);
}

#[test]
fn a_face_without_characters_is_complete() {
    let font = font("FandolFang-Regular.otf");
    let mut used = UsedGlyphs::default();
    for glyphs in 0..2 {
        let bytes = Faces::default().subset(&font, &used, "Face").unwrap();
        let face = Face::parse(&bytes, 0).unwrap();
        assert_eq!(face.number_of_glyphs(), glyphs + 1);
        assert_eq!(face.tables().cmap.unwrap().subtables.len(), 2);
        assert_eq!(face.glyph_index('一'), None);
        used.id(100, None);
    }
}

/// A face with a square as glyph 1, which stands for 一, of which one corner lies at `corner`, and so many
/// more points along its first side.
fn square(corner: i16, points: u16) -> FontInstance {
    use write_fonts::tables::glyf::SimpleGlyph;
    let mut path = BezPath::new();
    path.move_to((0.0, 0.0));
    (0..points).for_each(|i| path.line_to((f64::from(i % 2), f64::from(i / 2 % 1000))));
    let far = f64::from(corner);
    [(0.0, far), (far, far), (far, 0.0)].into_iter().for_each(|point| path.line_to(point));
    path.close_path();
    let glyph = SimpleGlyph::from_bezpath(&path).unwrap();
    let outline = glyph::GlyphOutline {
        bounds: glyph.bbox,
        points: points + 4,
        contours: 1,
        entry: write_fonts::dump_table(&glyph).unwrap(),
    };
    let glyphs = [&Glyph::EMPTY, &Glyph { advance: 1000, outline: Some(outline) }];
    let mut used = UsedGlyphs::default();
    used.id(7, Some('一'));
    instance(tables::file(&font("FandolFang-Regular.otf"), &glyphs, &used, "方块").unwrap())
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
fn what_is_kept_is_bounded() {
    let faces = Faces::default();
    let fonts: Vec<_> = (0..MAX_FACES as i16 + 3).map(|i| square(500 + i, 0)).collect();
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
    faces.subset(&fonts[0], &used(&fonts[0], "一").0, "Face").unwrap();
    assert_eq!(faces.known(&fonts[0]).bytes.load(Ordering::Relaxed), before);
}

#[test]
fn damaged_faces_are_cut_or_refused() {
    let faces = Faces::default();
    let mut cuts = 0;
    for (file, text) in [("LiberationSerif-Bold.ttf", LATIN), ("FandolFang-Regular.otf", "一二政府爨")] {
        #[expect(clippy::disallowed_methods, reason = "a file of the repository")]
        let sound = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts").join(file)).unwrap();
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
            let Some(font) = Font::new(Bytes::new(data), 0) else { continue };
            let font = font.instantiate(FontVariant::default(), Abs::pt(16.0), &FontVariations::default());
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
