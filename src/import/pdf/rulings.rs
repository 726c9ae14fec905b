//! Straight lines of a page: whatever a program writes for the border of a cell, as one line.
//!
//! Word strokes lines, LibreOffice and Ghostscript fill thin rectangles, Chromium fills frames (a rectangle
//! in a rectangle) or short pieces, one for each cell. All of them become [`Segment`]s, and those that lie on
//! one line and touch become one ([`merged`]):
//!
//! ```text
//! y 468.0: x 73–240          y 468.0: x 73–520
//! y 468.2: x 239–520    →
//! y 503.6: x 73–520          y 503.6: x 73–520
//! ```

use kurbo::Rect;

/// A filled rectangle that is thicker is no line but an area.
pub(super) const MAX_THICKNESS: f64 = 4.0;
/// How far from a line another one may lie that is the same line, in points.
pub(super) const SAME_LINE: f64 = 2.0;
/// How wide a gap between two pieces of a line may be, in points: dashes.
const MAX_GAP: f64 = 3.0;
/// How much the ends of a line may differ across its direction, in points.
const LEVEL: f64 = 0.6;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// From left to right.
    Across,
    /// From top to bottom.
    Down,
}

/// A straight line, along an axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Segment {
    pub direction: Direction,
    /// Its place across its direction: y of a line across, x of one down.
    pub at: f64,
    pub start: f64,
    pub end: f64,
}

impl Segment {
    fn new(direction: Direction, at: f64, a: f64, b: f64) -> Self {
        Self { direction, at, start: a.min(b), end: a.max(b) }
    }

    pub fn length(&self) -> f64 {
        self.end - self.start
    }

    fn is_sound(&self) -> bool {
        // Numbers of a page: what is not finite or far outside is no line of a table.
        [self.at, self.start, self.end].iter().all(|n| n.abs() < 1e6)
    }
}

/// The line of a stroked edge, if it lies along an axis.
pub(super) fn of_edge(a: (f64, f64), b: (f64, f64), segments: &mut Vec<Segment>) {
    let (dx, dy) = ((a.0 - b.0).abs(), (a.1 - b.1).abs());
    let segment = if dy <= LEVEL && dx > dy {
        Segment::new(Direction::Across, (a.1 + b.1) / 2.0, a.0, b.0)
    } else if dx <= LEVEL && dy > dx {
        Segment::new(Direction::Down, (a.0 + b.0) / 2.0, a.1, b.1)
    } else {
        return;
    };
    if segment.is_sound() {
        segments.push(segment);
    }
}

/// The lines of a filled path: each part that is thin, and the sides of a frame.
pub(super) fn of_fill(parts: &[Rect], segments: &mut Vec<Segment>) {
    let mut at = 0;
    while at < parts.len() {
        if let [outer, inner, ..] = &parts[at..]
            && let Some(frame) = frame(outer, inner)
        {
            segments.extend(frame.into_iter().flatten().filter(Segment::is_sound));
            at += 2;
            continue;
        }
        segments.extend(dot(&parts[at]).into_iter().chain(thin(&parts[at])).filter(Segment::is_sound));
        at += 1;
    }
}

/// A dot of a dotted line, which may be one either way. One that has no others beside it is dropped when the
/// pieces are put together.
fn dot(area: &Rect) -> Vec<Segment> {
    /// No dot of a border is larger, in points.
    const MAX_DOT: f64 = 1.6;
    let centre = area.center();
    let is_dot = area.width().max(area.height()) <= MAX_DOT && area.width().min(area.height()) > 0.0;
    let across = Segment::new(Direction::Across, centre.y, area.x0, area.x1);
    let down = Segment::new(Direction::Down, centre.x, area.y0, area.y1);
    if is_dot { vec![across, down] } else { Vec::new() }
}

fn thin(area: &Rect) -> Option<Segment> {
    let centre = area.center();
    let (width, height) = (area.width(), area.height());
    if height <= MAX_THICKNESS && width > height {
        Some(Segment::new(Direction::Across, centre.y, area.x0, area.x1))
    } else if width <= MAX_THICKNESS && height > width {
        Some(Segment::new(Direction::Down, centre.x, area.y0, area.y1))
    } else {
        None
    }
}

/// The sides of the frame between two rectangles, if one is inside the other and close to it. A side without
/// any thickness is none.
fn frame(a: &Rect, b: &Rect) -> Option<[Option<Segment>; 4]> {
    let (outer, inner) = if a.area() >= b.area() { (a, b) } else { (b, a) };
    let sides = [inner.x0 - outer.x0, outer.x1 - inner.x1, inner.y0 - outer.y0, outer.y1 - inner.y1];
    let is_frame = inner.width().min(inner.height()) > MAX_THICKNESS
        && sides.iter().all(|side| (-0.01..=MAX_THICKNESS).contains(side))
        && sides.iter().any(|side| *side > 0.05);
    let down = |x: f64| Segment::new(Direction::Down, x, outer.y0, outer.y1);
    let across = |y: f64| Segment::new(Direction::Across, y, outer.x0, outer.x1);
    let middle = |a: f64, b: f64| (a + b) / 2.0;
    let lines = [
        down(middle(inner.x0, outer.x0)),
        down(middle(inner.x1, outer.x1)),
        across(middle(inner.y0, outer.y0)),
        across(middle(inner.y1, outer.y1)),
    ];
    let mut thick = sides.into_iter().map(|side| side > 0.05);
    is_frame.then(|| lines.map(|line| thick.next().unwrap_or_default().then_some(line)))
}

/// The lines of a page, with pieces of one line put together. At most `most`, the longest.
pub(super) fn merged(mut segments: Vec<Segment>, most: usize) -> Vec<Segment> {
    let key = |s: &Segment| (s.direction == Direction::Down, s.at);
    segments.sort_by(|a, b| {
        let (a_key, b_key) = (key(a), key(b));
        a_key.0.cmp(&b_key.0).then(a_key.1.total_cmp(&b_key.1)).then(a.start.total_cmp(&b.start))
    });
    let mut lines: Vec<Segment> = Vec::new();
    let mut at = 0;
    while at < segments.len() {
        // All that lie on one line: each close to the first.
        let first = segments[at];
        let same = |s: &Segment| s.direction == first.direction && s.at - first.at <= SAME_LINE;
        let end = at + segments[at..].iter().take_while(|s| same(s)).count();
        let mut group = segments[at..end].to_vec();
        let place = group.iter().map(|s| s.at).sum::<f64>() / group.len() as f64;
        group.sort_by(|a, b| a.start.total_cmp(&b.start));
        let mut open: Option<Segment> = None;
        for piece in group {
            match &mut open {
                Some(line) if piece.start <= line.end + MAX_GAP => line.end = line.end.max(piece.end),
                _ => lines.extend(open.replace(Segment { at: place, ..piece })),
            }
        }
        lines.extend(open);
        at = end;
    }
    lines.retain(|line| line.length() > MAX_THICKNESS);
    if lines.len() > most {
        lines.sort_by(|a, b| b.length().total_cmp(&a.length()));
        lines.truncate(most);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn across(at: f64, start: f64, end: f64) -> Segment {
        Segment::new(Direction::Across, at, start, end)
    }

    #[test]
    fn dots_in_a_row_are_a_line_and_one_alone_is_none() {
        let dot = |x: f64, y: f64| Rect::new(x, y, x + 0.75, y + 0.75);
        let mut dots: Vec<Rect> = (0..40).map(|n| dot(73.0 + 1.5 * f64::from(n), 468.0)).collect();
        dots.extend((0..30).map(|n| dot(73.0, 468.0 + 1.5 * f64::from(n))));
        dots.push(dot(300.0, 300.0));
        let mut segments = Vec::new();
        of_fill(&dots, &mut segments);
        let lines = merged(segments, 10);
        let lengths: Vec<(Direction, i64)> =
            lines.iter().map(|line| (line.direction, line.length().round() as i64)).collect();
        assert_eq!(lengths, [(Direction::Across, 59), (Direction::Down, 44)]);
    }

    #[test]
    fn pieces_of_a_line_become_one() {
        let pieces =
            vec![across(468.0, 73.0, 240.0), across(468.2, 239.0, 520.0), across(503.6, 73.0, 520.0)];
        let lines = merged(pieces, 10);
        assert_eq!(lines.len(), 2);
        assert_eq!((lines[0].start, lines[0].end), (73.0, 520.0));
    }

    #[test]
    fn thin_areas_and_frames_are_lines_and_shades_are_none() {
        let lines = |parts: &[Rect]| {
            let mut segments = Vec::new();
            of_fill(parts, &mut segments);
            segments.len()
        };
        assert_eq!(lines(&[Rect::new(0.0, 0.0, 100.0, 0.5)]), 1);
        assert_eq!(lines(&[Rect::new(0.0, 0.0, 100.0, 28.0)]), 0);
        assert_eq!(lines(&[Rect::new(0.0, 0.0, 100.0, 28.0), Rect::new(1.0, 1.0, 99.0, 27.0)]), 4);
        // Only the lower side has a border.
        assert_eq!(lines(&[Rect::new(0.0, 0.0, 100.0, 28.0), Rect::new(0.0, 0.0, 100.0, 27.0)]), 1);
    }

    #[test]
    fn slanted_edges_are_no_rulings() {
        let mut segments = Vec::new();
        of_edge((0.0, 0.0), (50.0, 20.0), &mut segments);
        of_edge((0.0, 0.0), (f64::NAN, 0.0), &mut segments);
        assert_eq!(segments, []);
        of_edge((0.0, 3.0), (50.0, 3.2), &mut segments);
        assert_eq!(segments.len(), 1);
    }
}
