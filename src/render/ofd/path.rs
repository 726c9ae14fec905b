//! Path objects (GB/T 33190-2016, chapter 9): lines, rectangles and curves.

use std::fmt::Write;

use typst::layout::{Abs, Point, Transform};
use typst::visualize::{Curve, CurveItem, FillRule, Geometry, LineJoin, Shape};

use super::object::{Id, Object, Unsupported, text_element};
use super::paint::{Corners, path_fill, set_stroke, stroke_color};
use super::units::{Position, Rectangle, matrix};

/// A shape that stands at the origin of `transform`; none if nothing of it is seen.
///
/// # Errors
/// [`Unsupported`] if it is filled or drawn with something else than a color.
pub(super) fn path_object(
    id: Id,
    shape: &Shape,
    transform: Transform,
) -> Result<Option<Object>, Unsupported> {
    if shape.fill.is_none() && shape.stroke.is_none() {
        return Ok(None);
    }
    let outline = Outline::of(&shape.geometry);
    // A mitred corner reaches out by as much as its limit allows; a line no further than half its width.
    let margin = shape.stroke.as_ref().map_or(Abs::zero(), |stroke| {
        let corner = if stroke.join == LineJoin::Miter { stroke.miter_limit.get().max(1.0) } else { 1.0 };
        stroke.thickness / 2.0 * if outline.corners() == Corners::Some { corner } else { 1.0 }
    });
    let Some(placed) = outline.placed(transform, margin) else { return Ok(None) };
    let mut object = Object::new("ofd:PathObject", id, placed.boundary);
    let element = &mut object.element;
    if let Some(matrix) = placed.matrix {
        element.set("CTM", matrix);
    }
    match &shape.stroke {
        Some(stroke) => {
            element.set("Stroke", "true");
            set_stroke(element, stroke, outline.corners());
        }
        None => element.set("Stroke", "false"),
    }
    // What the standard takes without these attributes is not what all readers take.
    element.set("Fill", if shape.fill.is_some() { "true" } else { "false" });
    if shape.fill.is_some() && shape.fill_rule == FillRule::EvenOdd {
        element.set("Rule", "Even-Odd");
    }
    if let Some(stroke) = &shape.stroke {
        element.push(stroke_color(&stroke.paint)?);
    }
    if let Some(fill) = &shape.fill {
        element.push(path_fill(fill)?);
    }
    element.push(text_element("ofd:AbbreviatedData", &placed.data));
    Ok(Some(object))
}

/// The outline of a shape, as a curve.
pub(super) struct Outline(Curve);

/// An outline in its place.
pub(super) struct Placed {
    pub boundary: Rectangle,
    /// The transformation, where it is more than a shift.
    pub matrix: Option<String>,
    /// `AbbreviatedData`: operators and coordinates, counted from the corner of the boundary, or in the
    /// coordinates that the matrix takes.
    pub data: String,
}

impl Outline {
    pub(super) fn of(geometry: &Geometry) -> Self {
        Self(match geometry {
            Geometry::Line(end) => Curve(vec![CurveItem::Move(Point::zero()), CurveItem::Line(*end)]),
            Geometry::Rect(size) => Curve::rect(*size),
            Geometry::Curve(curve) => curve.clone(),
        })
    }

    pub(super) fn of_curve(curve: &Curve) -> Self {
        Self(curve.clone())
    }

    /// Whether it is a rectangle with upright sides.
    pub(super) fn is_upright_rectangle(&self, transform: Transform) -> bool {
        let Some([low, high]) = self.bounds(Transform::identity()) else { return false };
        let is_corner =
            |point: Point| [low.x, high.x].contains(&point.x) && [low.y, high.y].contains(&point.y);
        let has_curves = self.0.0.iter().any(|item| matches!(item, CurveItem::Cubic(..)));
        let corners = self.0.0.iter().filter(|item| matches!(item, CurveItem::Line(_))).count();
        transform.is_only_translate()
            && !has_curves
            && (3..=4).contains(&corners)
            && self.0.0.iter().flat_map(points_of).all(is_corner)
    }

    fn corners(&self) -> Corners {
        if self.0.0.len() > 2 { Corners::Some } else { Corners::None }
    }

    /// The corners of the smallest rectangle that its points lie in when transformed; none without points.
    fn bounds(&self, transform: Transform) -> Option<[Point; 2]> {
        let mut points = self.0.0.iter().flat_map(points_of).map(|point| point.transform(transform));
        let first = points.next()?;
        Some(points.fold([first, first], |[low, high], point| [low.min(point), high.max(point)]))
    }

    /// Its items, with the line that closes a part written out: some readers end a part at `C` without
    /// drawing that line.
    fn items(&self) -> impl Iterator<Item = CurveItem> {
        let (mut start, mut last) = (Point::zero(), Point::zero());
        self.0.0.iter().flat_map(move |item| {
            let closing = (*item == CurveItem::Close && last != start).then_some(CurveItem::Line(start));
            match item {
                CurveItem::Move(point) => (start, last) = (*point, *point),
                CurveItem::Line(end) | CurveItem::Cubic(_, _, end) => last = *end,
                CurveItem::Close => last = start,
            }
            closing.into_iter().chain([item.clone()])
        })
    }

    /// The outline where `transform` puts it, with so much space around it. None if it has no points.
    pub(super) fn placed(&self, transform: Transform, margin: Abs) -> Option<Placed> {
        // The space is measured before the transformation, which may enlarge it.
        let scale = [transform.sx, transform.kx, transform.sy, transform.ky];
        let scale = scale.iter().map(|ratio| ratio.get().abs()).fold(1.0, f64::max);
        let [low, high] = self.bounds(transform)?;
        let (low, high) = (low - Point::splat(margin * scale), high + Point::splat(margin * scale));
        let boundary = Rectangle::around([low, high, low, high]);
        let (shift, corner, matrix) = if transform.is_only_translate() {
            (Point::new(transform.tx, transform.ty), boundary.corner(), None)
        } else {
            (Point::zero(), Position::ORIGIN, Some(matrix(transform, boundary)))
        };
        let mut data = String::with_capacity(self.0.0.len() * 16);
        for item in self.items() {
            let operator = match item {
                CurveItem::Move(_) => "M",
                CurveItem::Line(_) => "L",
                CurveItem::Cubic(..) => "B",
                CurveItem::Close => "C",
            };
            let separator = if data.is_empty() { "" } else { " " };
            let _ = write!(data, "{separator}{operator}");
            for point in points_of(&item) {
                let place = Position::new(point + shift);
                let _ = write!(data, " {} {}", place.x - corner.x, place.y - corner.y);
            }
        }
        Some(Placed { boundary, matrix, data })
    }
}

fn points_of(item: &CurveItem) -> impl Iterator<Item = Point> + use<> {
    let points = match item {
        CurveItem::Move(point) | CurveItem::Line(point) => [Some(*point), None, None],
        CurveItem::Cubic(first, second, end) => [Some(*first), Some(*second), Some(*end)],
        CurveItem::Close => [None; 3],
    };
    points.into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use typst::layout::{Angle, Size};

    fn shift(x: f64, y: f64) -> Transform {
        Transform::translate(Abs::mm(x), Abs::mm(y))
    }

    fn rectangle() -> Outline {
        Outline::of(&Geometry::Rect(Size::new(Abs::mm(4.0), Abs::mm(2.0))))
    }

    #[test]
    fn coordinates_are_measured_from_the_boundary() {
        let placed = rectangle().placed(shift(10.0, 20.05), Abs::mm(0.25)).unwrap();
        // From 9.75 and 19.8 to 14.25 and 22.3, on whole tenths.
        assert_eq!(placed.boundary.to_string(), "9.7 19.8 4.6 2.5");
        assert_eq!(placed.data, "M 0.3 0.25 L 4.3 0.25 L 4.3 2.25 L 0.3 2.25 L 0.3 0.25 C");
        assert_eq!(placed.matrix, None);
    }

    #[test]
    fn what_is_turned_keeps_its_coordinates_under_a_matrix() {
        let turned = shift(10.0, 20.0).pre_concat(Transform::rotate(Angle::deg(90.0)));
        let placed = rectangle().placed(turned, Abs::zero()).unwrap();
        assert_eq!(placed.boundary.to_string(), "8 20 2 4");
        assert_eq!(placed.matrix.as_deref(), Some("0 1 -1 0 2 0"));
        assert_eq!(placed.data, "M 0 0 L 4 0 L 4 2 L 0 2 L 0 0 C");
    }

    #[test]
    fn only_upright_rectangles_are_known_as_such() {
        assert!(rectangle().is_upright_rectangle(shift(1.0, 1.0)));
        assert!(!rectangle().is_upright_rectangle(Transform::rotate(Angle::deg(45.0))));
        let triangle = Curve(vec![
            CurveItem::Move(Point::zero()),
            CurveItem::Line(Point::with_x(Abs::mm(1.0))),
            CurveItem::Line(Point::with_y(Abs::mm(1.0))),
            CurveItem::Close,
        ]);
        assert!(!Outline::of_curve(&triangle).is_upright_rectangle(Transform::identity()));
    }
}
