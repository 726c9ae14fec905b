//! Drawings (SVG) as paths, so that they stay sharp at any size.
//!
//! A drawing is a tree of groups and paths, read by usvg; the letters of its text are paths too. Each path
//! becomes a path object of the page. What OFD has no means for, or what readers draw differently (gradients,
//! patterns, filters, masks, outlines that cut, layers that are seen through as a whole), makes the whole
//! drawing a bitmap: a drawing with one part missing would be worse than one that is less sharp.

use typst::layout::{Abs, Point, Ratio, Size, Transform};
use typst::visualize::{
    Color, Curve, CurveItem, DashPattern, FillRule, FixedStroke, Geometry, LineCap, LineJoin, Paint, Shape,
    SvgImage,
};
use usvg::tiny_skia_path::PathSegment;

use super::object::{Ids, Object, Unsupported};
use super::path::path_object;

/// A scale of this much more in one direction than in the other is none that a stroke could follow.
const UNEVEN: f64 = 1e-3;
/// How far outside a drawing's edge its paths may reach: rounding, not more. Beyond it they would have to be
/// cut.
const OVERHANG_PT: f64 = 0.05;
/// A drawing with more paths than this is a bitmap: it would make the page slow to open.
const MAX_PATHS: usize = 5_000;

/// The objects of a drawing so large, with its upper left corner at the origin of `transform`.
///
/// # Errors
/// [`Unsupported`] if something of it cannot be a path.
pub(super) fn drawing_objects(
    drawing: &SvgImage,
    size: Size,
    transform: Transform,
    ids: &mut Ids,
) -> Result<Vec<Object>, Unsupported> {
    let scale = [size.x.to_pt() / drawing.width(), size.y.to_pt() / drawing.height()];
    let mut shapes = Shapes { scale, size, shapes: Vec::new() };
    shapes.group(drawing.tree().root())?;
    let mut objects = Vec::new();
    for shape in &shapes.shapes {
        objects.extend(path_object(ids.next(), shape, transform)?);
    }
    Ok(objects)
}

/// The paths of a drawing as the engine's shapes, in its size on the page.
struct Shapes {
    /// Points of the page for a unit of the drawing, across and down.
    scale: [f64; 2],
    size: Size,
    shapes: Vec<Shape>,
}

impl Shapes {
    fn group(&mut self, group: &usvg::Group) -> Result<(), Unsupported> {
        let is_plain = group.opacity().get() >= 1.0
            && group.blend_mode() == usvg::BlendMode::Normal
            && group.clip_path().is_none()
            && group.mask().is_none()
            && group.filters().is_empty();
        if !is_plain {
            return Err(Unsupported);
        }
        for node in group.children() {
            match node {
                usvg::Node::Group(group) => self.group(group)?,
                usvg::Node::Path(path) => self.path(path)?,
                usvg::Node::Text(text) => self.group(text.flattened())?,
                usvg::Node::Image(_) => return Err(Unsupported),
            }
        }
        Ok(())
    }

    fn path(&mut self, path: &usvg::Path) -> Result<(), Unsupported> {
        if !path.is_visible() || (path.fill().is_none() && path.stroke().is_none()) {
            return Ok(());
        }
        let is_reversed = path.fill().is_some()
            && path.stroke().is_some()
            && path.paint_order() == usvg::PaintOrder::StrokeAndFill;
        if is_reversed || self.shapes.len() == MAX_PATHS {
            return Err(Unsupported);
        }
        let transform = path.abs_transform();
        let place = |point: usvg::tiny_skia_path::Point| {
            let [x, y] = [f64::from(point.x), f64::from(point.y)];
            let [sx, kx, ky, sy] = [transform.sx, transform.kx, transform.ky, transform.sy].map(f64::from);
            let (x, y) =
                (sx * x + kx * y + f64::from(transform.tx), ky * x + sy * y + f64::from(transform.ty));
            Point::new(Abs::pt(x * self.scale[0]), Abs::pt(y * self.scale[1]))
        };
        let stroke = path.stroke().map(|stroke| self.stroke(stroke, transform)).transpose()?;
        let curve = curve(path.data(), place);
        let shape = Shape {
            geometry: Geometry::Curve(curve),
            fill: path.fill().map(|fill| color(fill.paint(), fill.opacity())).transpose()?,
            fill_rule: match path.fill().map(usvg::Fill::rule) {
                Some(usvg::FillRule::EvenOdd) => FillRule::EvenOdd,
                _ => FillRule::NonZero,
            },
            stroke,
        };
        self.add(shape)
    }

    /// Adds a shape that lies on the drawing as a whole.
    fn add(&mut self, shape: Shape) -> Result<(), Unsupported> {
        let bounds = shape.bbox(true);
        let edge = Abs::pt(OVERHANG_PT);
        let is_inside = bounds.min.x >= -edge
            && bounds.min.y >= -edge
            && bounds.max.x <= self.size.x + edge
            && bounds.max.y <= self.size.y + edge;
        if !is_inside {
            return Err(Unsupported);
        }
        self.shapes.push(shape);
        Ok(())
    }

    fn stroke(&self, stroke: &usvg::Stroke, at: usvg::Transform) -> Result<FixedStroke, Unsupported> {
        let [across, down] = [
            f64::from(at.sx).hypot(f64::from(at.ky)) * self.scale[0],
            f64::from(at.kx).hypot(f64::from(at.sy)) * self.scale[1],
        ];
        let upright = f64::from(at.sx * at.kx + at.ky * at.sy).abs() < UNEVEN;
        if (across - down).abs() > UNEVEN * across.max(down) || !upright {
            return Err(Unsupported);
        }
        let length = |units: f32| Abs::pt(f64::from(units) * across);
        let dash = stroke.dasharray().map(|lengths| DashPattern {
            array: lengths.iter().map(|&units| length(units)).collect(),
            phase: length(stroke.dashoffset()),
        });
        Ok(FixedStroke {
            paint: color(stroke.paint(), stroke.opacity())?,
            thickness: length(stroke.width().get()),
            cap: match stroke.linecap() {
                usvg::LineCap::Butt => LineCap::Butt,
                usvg::LineCap::Round => LineCap::Round,
                usvg::LineCap::Square => LineCap::Square,
            },
            join: match stroke.linejoin() {
                usvg::LineJoin::Miter | usvg::LineJoin::MiterClip => LineJoin::Miter,
                usvg::LineJoin::Round => LineJoin::Round,
                usvg::LineJoin::Bevel => LineJoin::Bevel,
            },
            dash,
            miter_limit: Ratio::new(f64::from(stroke.miterlimit().get())),
        })
    }
}

fn color(paint: &usvg::Paint, opacity: usvg::Opacity) -> Result<Paint, Unsupported> {
    let usvg::Paint::Color(color) = paint else { return Err(Unsupported) };
    Ok(Paint::Solid(Color::from_u8(color.red, color.green, color.blue, opacity.to_u8())))
}

/// The outline of a path, its points moved by `place`. A quadratic curve becomes the cubic one of the same
/// shape: its control points stand two thirds of the way to the quadratic one's.
fn curve(path: &usvg::tiny_skia_path::Path, place: impl Fn(usvg::tiny_skia_path::Point) -> Point) -> Curve {
    let mut items = Vec::new();
    let mut last = Point::zero();
    for segment in path.segments() {
        let item = match segment {
            PathSegment::MoveTo(point) => CurveItem::Move(place(point)),
            PathSegment::LineTo(point) => CurveItem::Line(place(point)),
            PathSegment::QuadTo(control, end) => {
                let (control, end) = (place(control), place(end));
                let towards = |point: Point| point + (control - point) * (2.0 / 3.0);
                CurveItem::Cubic(towards(last), towards(end), end)
            }
            PathSegment::CubicTo(first, second, end) => {
                CurveItem::Cubic(place(first), place(second), place(end))
            }
            PathSegment::Close => CurveItem::Close,
        };
        match item {
            CurveItem::Move(end) | CurveItem::Line(end) | CurveItem::Cubic(_, _, end) => last = end,
            CurveItem::Close => {}
        }
        items.push(item);
    }
    Curve(items)
}
