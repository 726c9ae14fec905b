//! Lengths and numbers as OFD writes them (GB/T 33190-2016, 7.3): millimetres in plain decimals.
//!
//! Lengths are kept as whole micrometres. A thousandth of a millimetre is far below what a printer or an eye
//! can tell apart, and sums of whole numbers are exact: the distances between the characters of a line add up
//! to its length however many there are.

use std::fmt;

use typst::layout::{Abs, Point, Transform};

/// A length in micrometres, written in millimetres.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Length(i64);

impl Length {
    pub(super) const ZERO: Self = Self(0);

    pub(super) fn new(length: Abs) -> Self {
        // Pages are metres at most, so the number fits many times over.
        #[expect(clippy::cast_possible_truncation, reason = "saturates, which no length of a page reaches")]
        Self((length.to_mm() * 1000.0).round() as i64)
    }

    /// Down to the next whole tenth of a millimetre.
    pub(super) fn floor_tenth(self) -> Self {
        Self(self.0.div_euclid(100) * 100)
    }

    /// Up to the next whole tenth of a millimetre.
    pub(super) fn ceil_tenth(self) -> Self {
        Self(-(-self.0).div_euclid(100) * 100)
    }
}

impl std::ops::Add for Length {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl std::ops::Sub for Length {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_thousandths(f, self.0)
    }
}

/// A number without unit, with at most six decimals: what a transformation multiplies with.
pub(super) struct Factor(pub f64);

impl fmt::Display for Factor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{:.6}", self.0);
        let text = text.trim_end_matches('0').trim_end_matches('.');
        f.write_str(if text == "-0" { "0" } else { text })
    }
}

fn write_thousandths(f: &mut fmt::Formatter<'_>, thousandths: i64) -> fmt::Result {
    if thousandths < 0 {
        f.write_str("-")?;
    }
    let (whole, rest) = (thousandths.unsigned_abs() / 1000, thousandths.unsigned_abs() % 1000);
    match rest {
        0 => write!(f, "{whole}"),
        rest if rest % 100 == 0 => write!(f, "{whole}.{}", rest / 100),
        rest if rest % 10 == 0 => write!(f, "{whole}.{:02}", rest / 10),
        rest => write!(f, "{whole}.{rest:03}"),
    }
}

/// A point of a page or of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Position {
    pub x: Length,
    pub y: Length,
}

impl Position {
    pub(super) const ORIGIN: Self = Self { x: Length::ZERO, y: Length::ZERO };

    pub(super) fn new(point: Point) -> Self {
        Self { x: Length::new(point.x), y: Length::new(point.y) }
    }
}

/// A rectangle: `ST_Box`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rectangle {
    pub left: Length,
    pub top: Length,
    right: Length,
    bottom: Length,
}

impl Rectangle {
    pub(super) fn of_page(width: Abs, height: Abs) -> Self {
        let (right, bottom) = (Length::new(width), Length::new(height));
        Self { left: Length::ZERO, top: Length::ZERO, right, bottom }
    }

    /// The smallest rectangle around four points, on whole tenths of a millimetre.
    pub(super) fn around(points: [Point; 4]) -> Self {
        let [first, ..] = points;
        let low = points.iter().fold(first, |low, point| low.min(*point));
        let high = points.iter().fold(first, |high, point| high.max(*point));
        let (low, high) = (Position::new(low), Position::new(high));
        Self {
            left: low.x.floor_tenth(),
            top: low.y.floor_tenth(),
            right: high.x.ceil_tenth(),
            bottom: high.y.ceil_tenth(),
        }
    }

    /// The upper left corner.
    pub(super) fn corner(self) -> Position {
        Position { x: self.left, y: self.top }
    }

    /// The same rectangle, measured from another point.
    pub(super) fn measured_from(self, origin: Position) -> Self {
        Self {
            left: self.left - origin.x,
            top: self.top - origin.y,
            right: self.right - origin.x,
            bottom: self.bottom - origin.y,
        }
    }

    /// Whether another rectangle lies in this one.
    pub(super) fn contains(self, other: Self) -> bool {
        self.left <= other.left
            && self.top <= other.top
            && self.right >= other.right
            && self.bottom >= other.bottom
    }
}

impl fmt::Display for Rectangle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {} {}", self.left, self.top, self.right - self.left, self.bottom - self.top)
    }
}

/// A transformation as OFD writes it (`CTM`, 8.1): `a b c d e f`, where a point becomes
/// `(a x + c y + e, b x + d y + f)`, measured from the corner of the object's boundary.
pub(super) fn matrix(transform: Transform, boundary: Rectangle) -> String {
    let [a, b, c, d] = [transform.sx, transform.ky, transform.kx, transform.sy].map(|r| Factor(r.get()));
    let (e, f) = (Length::new(transform.tx) - boundary.left, Length::new(transform.ty) - boundary.top);
    format!("{a} {b} {c} {d} {e} {f}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_written_in_millimetres() {
        let shown = |mm: f64| Length::new(Abs::mm(mm)).to_string();
        assert_eq!(shown(210.0), "210");
        assert_eq!(shown(-0.5), "-0.5");
        assert_eq!(shown(5.0301), "5.03");
        assert_eq!(shown(0.0124), "0.012");
        assert_eq!(shown(-0.0001), "0");
        assert_eq!(Length::new(Abs::mm(-0.12)).floor_tenth().to_string(), "-0.2");
        assert_eq!(Length::new(Abs::mm(0.12)).ceil_tenth().to_string(), "0.2");
    }

    #[test]
    fn factors_are_plain_decimals() {
        let shown = |number| Factor(number).to_string();
        assert_eq!(shown(1.0), "1");
        assert_eq!(shown(-0.123_456_78), "-0.123457");
        assert_eq!(shown(-1e-9), "0");
    }

    #[test]
    fn a_matrix_counts_from_the_boundary() {
        let quarter = Transform::rotate(typst::layout::Angle::deg(90.0))
            .post_concat(Transform::translate(Abs::mm(30.0), Abs::mm(40.0)));
        let boundary = Rectangle::around([Point::new(Abs::mm(20.0), Abs::mm(40.0)); 4]);
        assert_eq!(matrix(quarter, boundary), "0 1 -1 0 10 0");
    }
}
