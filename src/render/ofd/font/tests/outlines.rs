//! Outlines of the written face against those of its source.

use kurbo::{BezPath, ParamCurve, ParamCurveNearest, PathSeg, Point, Shape};
use ttf_parser::Face;

use super::*;
use crate::render::ofd::font::glyph::QuadraticPen;

/// The lines and curves of an outline, in an order that does not depend on where each contour begins:
/// TrueType leaves points halfway between two control points out, even the first one.
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
        let (mut used, list) = used(&font, text);
        let without = faces.subset(&font, &used, "Face").unwrap();
        assert!(outline(&Face::parse(&without, 0).unwrap(), 0).is_empty(), "{file}: .notdef is on no page");
        assert_eq!(used.id(0, None), 0);
        let bytes = faces.subset(&font, &used, "Face").unwrap();
        let face = Face::parse(&bytes, 0).unwrap();
        assert!(file.starts_with("Liberation") || !outline(&face, 0).is_empty(), "{file}: a box");
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
fn a_quarter_of_a_circle_is_two_quadratic_curves() {
    // How far the control points of a cubic curve go along the tangents, in parts of the radius.
    const CUBIC: f32 = 0.552_284_8;
    let mut pen = QuadraticPen::new(1000.0);
    pen.move_to(20.0, 0.0);
    pen.curve_to(20.0, 20.0 * CUBIC, 20.0 * CUBIC, 20.0, 0.0, 20.0);
    let curves: Vec<PathSeg> = pen.path.segments().collect();
    let [PathSeg::Quad(first), PathSeg::Quad(second)] = curves[..] else { panic!("{curves:?}") };
    // Of half a quarter each, whose tangents meet there.
    let tangent = 20.0 * (std::f64::consts::FRAC_PI_8).tan();
    assert!(first.p1.distance(Point::new(20.0, tangent)) < 0.01, "{first:?}");
    assert!(second.p1.distance(Point::new(tangent, 20.0)) < 0.01, "{second:?}");
    assert!(first.p2.distance(first.p1.midpoint(second.p1)) < 1e-9, "halfway, so that it is left out");
    // Along the whole curve.
    for point in (0..=40).map(|i| curves[i / 21].eval((i % 21) as f64 / 20.0)) {
        assert!((point.distance(Point::ZERO) - 20.0).abs() < 0.25, "{point}");
    }
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
