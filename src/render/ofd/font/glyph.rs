//! A glyph's outline as an entry of the table `glyf`.
//!
//! # From cubic to quadratic curves
//! CFF draws with cubic curves, TrueType with quadratic ones. A cubic curve is cut into 1, 2, 3 … pieces of
//! equal length of the parameter, until a quadratic curve in the place of each piece keeps within
//! [`TOLERANCE`]. Neighbours share their direction where they meet. So they meet halfway between their
//! control points, and TrueType leaves such points out.
//!
//! Example: a quarter of a circle of radius 20, from (20, 0) to (0, 20), is one cubic curve. A single
//! quadratic one would be off by 1.2 units, two are by less than a quarter: their control points are
//! (20, 8.3) and (8.3, 20), and they meet at (14.1, 14.1).
//!
//! Points are rounded to whole units of the em, as TrueType has no others.

use kurbo::{BezPath, CubicBez, Point, Shape};
use ttf_parser::{Face, GlyphId, OutlineBuilder};
use write_fonts::tables::glyf::{Bbox, SimpleGlyph};

use super::entry::{Entry, HEADER, OVERLAP_SIMPLE};

/// How far a quadratic curve may lie from the cubic one that it replaces, in parts of the em. At 22 pt, the
/// size of titles, it is 0.0055 pt: a twentieth of a pixel at 600 dpi.
const TOLERANCE: f64 = 0.00025;
/// Lines and curves of a glyph. The most intricate of the bundled faces has fewer than 900.
const MAX_CURVES: usize = 10_000;
/// Coordinates. Two points of a TrueType outline may lie at most 32767 units apart.
const MAX_COORDINATE: f64 = 16_383.0;

/// A glyph ready to be written.
#[derive(Debug)]
pub struct Glyph {
    /// Its advance width in units of the em.
    pub advance: u16,
    /// Its outline, unless it has none.
    pub outline: Option<GlyphOutline>,
}

/// An outline of quadratic curves.
#[derive(Debug)]
pub struct GlyphOutline {
    /// The box around its points in units of the em.
    pub bounds: Bbox,
    /// How many points it has.
    pub points: u16,
    /// How many contours it has.
    pub contours: u16,
    /// The entry of the table `glyf`, of even length.
    pub entry: Vec<u8>,
}

/// An outline that TrueType has no way to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unwritable;

impl Glyph {
    /// Nothing, without width.
    pub const EMPTY: Self = Self { advance: 0, outline: None };

    /// A glyph of a face. Without an outline if it is blank, damaged or not there.
    pub fn of(face: &Face<'_>, glyph: u16) -> Result<Self, Unwritable> {
        let id = GlyphId(glyph);
        let advance = face.glyph_hor_advance(id).unwrap_or(0);
        let entry = Entry::of(face, glyph);
        if entry.as_ref().is_some_and(|entry| entry.has_too_many_parts(face)) {
            return Err(Unwritable);
        }
        let mut pen = QuadraticPen::new(f64::from(face.units_per_em()));
        if face.outline_glyph(id, &mut pen).is_none() {
            return Ok(Self { advance, outline: None });
        }
        if pen.curves > MAX_CURVES {
            return Err(Unwritable);
        }
        // TrueType goes around what it fills clockwise, so that the area counts as negative. CFF should go
        // the other way around; not all faces do.
        let is_turned = face.tables().glyf.is_none() && pen.path.area() > 0.0;
        let path = if is_turned { pen.path.reverse_subpaths() } else { pen.path };
        let mut outline = GlyphOutline::of(&path)?;
        // FreeType draws with more care where contours overlap. Without, strokes show their edges inside
        // others.
        if entry.is_some_and(|entry| entry.has_overlaps()) {
            outline.iter_mut().for_each(GlyphOutline::mark_overlaps);
        }
        Ok(Self { advance, outline })
    }

    /// How many bytes of memory its outline takes.
    pub fn entry_bytes(&self) -> usize {
        self.outline.as_ref().map_or(0, |outline| outline.entry.len())
    }
}

impl GlyphOutline {
    /// An outline from lines and quadratic curves; none if there are none.
    fn of(path: &BezPath) -> Result<Option<Self>, Unwritable> {
        let bounds = path.control_box();
        let farthest = [bounds.x0, bounds.x1, bounds.y0, bounds.y1].map(f64::abs);
        // So that what is not a number is too far out, too.
        if !farthest.iter().all(|&coordinate| coordinate <= MAX_COORDINATE) {
            return Err(Unwritable);
        }
        let glyph = SimpleGlyph::from_bezpath(path).map_err(|_| Unwritable)?;
        let points: usize = glyph.contours.iter().map(|contour| contour.len()).sum();
        if points == 0 {
            return Ok(None);
        }
        Ok(Some(Self {
            bounds: glyph.bbox,
            points: u16::try_from(points).map_err(|_| Unwritable)?,
            contours: u16::try_from(glyph.contours.len()).map_err(|_| Unwritable)?,
            entry: write_fonts::dump_table(&glyph).map_err(|_| Unwritable)?,
        }))
    }

    /// Says that contours overlap, in the flags of the first point. They stand behind the ends of the
    /// contours and the length of the instructions, of which there are none.
    fn mark_overlaps(&mut self) {
        if let Some(flags) = self.entry.get_mut(HEADER + 2 * usize::from(self.contours) + 2) {
            *flags |= OVERLAP_SIMPLE;
        }
    }
}

/// Draws an outline with lines and quadratic curves.
pub struct QuadraticPen {
    pub path: BezPath,
    /// Where the pen is.
    at: Point,
    /// How far a quadratic curve may lie from the cubic one, in units of the em.
    tolerance: f64,
    /// How many lines and curves there are; only so many as are allowed are kept.
    curves: usize,
}

impl QuadraticPen {
    pub fn new(units_per_em: f64) -> Self {
        Self { path: BezPath::new(), at: Point::ZERO, tolerance: TOLERANCE * units_per_em, curves: 0 }
    }

    /// Counts a line, a curve or a contour, and returns whether there is room for it.
    fn has_room(&mut self) -> bool {
        self.curves = self.curves.saturating_add(1);
        self.curves <= MAX_CURVES
    }

    fn quadratic(&mut self, control: Point, to: Point) {
        if self.has_room() {
            self.path.quad_to(control, to);
        }
        self.at = to;
    }
}

impl OutlineBuilder for QuadraticPen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.at = point(x, y);
        if self.has_room() {
            self.path.move_to(self.at);
        }
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.at = point(x, y);
        if self.has_room() {
            self.path.line_to(self.at);
        }
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.quadratic(point(x1, y1), point(x, y));
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        if self.curves > MAX_CURVES {
            return;
        }
        let cubic = CubicBez::new(self.at, point(x1, y1), point(x2, y2), point(x, y));
        match cubic.approx_spline(self.tolerance) {
            Some(spline) => spline.to_quads().for_each(|quad| self.quadratic(quad.p1, quad.p2)),
            // A hundred pieces do not do: a curve of a size that no glyph has.
            None => self.curves = usize::MAX,
        }
        self.at = cubic.p3;
    }

    fn close(&mut self) {
        if self.curves <= MAX_CURVES {
            self.path.close_path();
        }
    }
}

fn point(x: f32, y: f32) -> Point {
    Point::new(x.into(), y.into())
}
