//! What a page shows, from the interpreter: characters with their places, straight lines, pictures.
//!
//! hayro-interpret runs the drawing instructions of a page and calls a [`Device`] for each glyph and each
//! path. This one draws nothing and keeps what it is given, in points from the upper left corner of the page
//! as it is seen (turned if the page says so):
//!
//! ```text
//! glyph 申 at (96.4, 153.2), 16 wide, size 16          the baseline is at 153.2
//! path  (73, 468) ─ (520, 468), stroked, 0.5 wide      ruling
//! path  rectangle 0.5 × 36, filled                     ruling, as Ghostscript and LibreOffice write them
//! path  rectangle 446 × 28, filled                     a shaded cell: nothing
//! ```

use hayro_interpret::font::Glyph as FontGlyph;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::{BlendMode, ClipPath, Device, GlyphDrawMode, Image, Paint, PathDrawMode, SoftMask};
use kurbo::{Affine, BezPath, PathEl, Point, Rect, Vec2};

use super::actual_text::{self, ActualTexts};
use super::error::PdfError;
use super::glyph::{Glyph, UNKNOWN, plain};
use super::rulings::{self, Segment};
use super::structure::{Block, BlockKind, PageTags};
use super::{limits, stop};

/// What a page shows.
#[derive(Debug, Default)]
pub(super) struct PageContent {
    pub glyphs: Vec<Glyph>,
    pub segments: Vec<Segment>,
    /// The area of its pictures, in square points.
    pub picture_area: f64,
    pub pictures: usize,
    /// Glyphs whose character is unknown.
    pub unknown: usize,
    /// Glyphs of text that runs another way: watermarks, stamps.
    pub turned: usize,
    /// Glyphs that are not painted: the text layer of a scanned page.
    pub unseen: usize,
    /// Glyphs inside of what the tags say is a figure.
    pub in_figures: usize,
}

/// An open marked content.
struct Mark {
    /// What it is part of.
    block: Option<Block>,
    /// What the file says that it says, and the number of its first glyph.
    text: Option<(String, usize)>,
}

/// Collects what a page shows.
pub(super) struct Collector<'t> {
    tags: &'t PageTags,
    /// So many more calls of the interpreter are taken.
    calls: &'t mut usize,
    /// Calls since something was shown.
    idle: usize,
    texts: ActualTexts,
    marked: Vec<Mark>,
    pub content: PageContent,
}

impl<'t> Collector<'t> {
    pub fn new(tags: &'t PageTags, texts: ActualTexts, calls: &'t mut usize) -> Self {
        Self { tags, calls, idle: 0, texts, marked: Vec::new(), content: PageContent::default() }
    }

    /// Counts a call of the interpreter, and ends it if it draws without end.
    fn count(&mut self) {
        let content = &self.content;
        let is_full =
            content.glyphs.len() >= limits::MAX_GLYPHS || content.segments.len() > limits::MAX_SEGMENTS;
        if is_full
            || self.marked.len() > limits::MAX_NESTED_MARKS
            || self.idle > limits::MAX_IDLE_CALLS
            || *self.calls == 0
        {
            stop(PdfError::too_large(
                "一页的内容",
                format_args!("{} 个字或 {} 条线", limits::MAX_GLYPHS, limits::MAX_SEGMENTS),
            ));
        }
        *self.calls -= 1;
        self.idle += 1;
    }

    fn block(&self) -> Option<Block> {
        self.marked.iter().rev().find_map(|mark| mark.block)
    }

    fn in_figure(&self) -> bool {
        self.block().is_some_and(|block| block.kind == BlockKind::Figure)
    }
}

impl<'a> Device<'a> for Collector<'_> {
    fn set_soft_mask(&mut self, _: Option<SoftMask<'a>>) {}

    fn set_blend_mode(&mut self, _: BlendMode) {}

    fn draw_path(&mut self, path: &BezPath, transform: Affine, paint: &Paint<'a>, mode: &PathDrawMode) {
        self.count();
        self.idle = 0;
        if is_white(paint) || self.in_figure() {
            return;
        }
        let path = transform * path.clone();
        match mode {
            PathDrawMode::Fill(_) => rulings::of_fill(&boxes(&path), &mut self.content.segments),
            PathDrawMode::Stroke(stroke) => {
                let scale = transform.determinant().abs().sqrt();
                if f64::from(stroke.line_width) * scale <= rulings::MAX_THICKNESS {
                    for (a, b) in edges(&path) {
                        rulings::of_edge((a.x, a.y), (b.x, b.y), &mut self.content.segments);
                    }
                }
            }
        }
    }

    fn push_clip_path(&mut self, _: &ClipPath) {
        self.count();
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.count();
    }

    fn draw_glyph(
        &mut self,
        glyph: &FontGlyph<'a>,
        transform: Affine,
        glyph_transform: Affine,
        _: &Paint<'a>,
        mode: &GlyphDrawMode,
    ) {
        self.count();
        self.idle = 0;
        let place = transform * glyph_transform;
        let origin = place * Point::ORIGIN;
        // A face's em is a thousand units.
        let along = place * Point::new(1000.0, 0.0) - origin;
        let up = place * Point::new(0.0, 1000.0) - origin;
        let size = up.hypot();
        if !(is_upright(along, up) && origin.x.is_finite() && origin.y.is_finite()) {
            self.content.turned += 1;
            return;
        }
        if self.in_figure() {
            self.content.in_figures += 1;
            return;
        }
        let text = match glyph.as_unicode() {
            Some(BfString::Char(c)) => plain(&c.to_string()),
            Some(BfString::String(text)) => plain(&text),
            None => {
                self.content.unknown += 1;
                UNKNOWN.to_string()
            }
        };
        let advance = match glyph {
            FontGlyph::Outline(outline) => outline.advance_width().map(f64::from),
            FontGlyph::Type3(_) => None,
        };
        let guess = if text.is_ascii() { 500.0 } else { 1000.0 };
        let width = advance.filter(|w| *w > 0.0).unwrap_or(guess) / 1000.0 * along.x;
        self.content.unseen += usize::from(matches!(mode, GlyphDrawMode::Invisible));
        let block = self.block();
        self.content.glyphs.push(Glyph { text, x: origin.x, width, y: origin.y, size, block });
    }

    fn draw_image(&mut self, image: Image<'a, '_>, transform: Affine) {
        self.count();
        let area = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let shown = transform.transform_rect_bbox(area);
        if shown.is_finite() {
            self.content.picture_area += shown.area();
        }
        self.content.pictures += 1;
    }

    fn pop_clip_path(&mut self) {}

    fn pop_transparency_group(&mut self) {}

    fn begin_marked_content(&mut self, tag: &[u8], mcid: Option<i32>) {
        self.count();
        let text = self.texts.next(tag, mcid).map(|text| (text, self.content.glyphs.len()));
        self.marked.push(Mark { block: mcid.and_then(|mcid| self.tags.get(&mcid).copied()), text });
    }

    fn end_marked_content(&mut self) {
        if let Some((text, first)) = self.marked.pop().and_then(|mark| mark.text) {
            actual_text::replace(&mut self.content.glyphs, first, plain(&text));
        }
    }
}

/// Whether text runs from left to right, on its feet.
fn is_upright(along: Vec2, up: Vec2) -> bool {
    along.x > 0.0 && along.y.abs() < 0.1 * along.x && up.y < 0.0 && up.x.abs() < 0.5 * -up.y
}

fn is_white(paint: &Paint<'_>) -> bool {
    match paint {
        Paint::Color(color) => {
            let [red, green, blue, alpha] = color.to_rgba().to_rgba8();
            alpha < 8 || [red, green, blue].iter().all(|part| *part > 250)
        }
        Paint::Pattern(_) => false,
    }
}

/// The bounding boxes of the parts of a path.
fn boxes(path: &BezPath) -> Vec<Rect> {
    let mut boxes: Vec<Rect> = Vec::new();
    for element in path.elements() {
        let points: &[Point] = match element {
            PathEl::MoveTo(p) => {
                boxes.push(Rect::from_points(*p, *p));
                continue;
            }
            PathEl::LineTo(p) => &[*p],
            PathEl::QuadTo(a, p) => &[*a, *p],
            PathEl::CurveTo(a, b, p) => &[*a, *b, *p],
            PathEl::ClosePath => &[],
        };
        if let Some(last) = boxes.last_mut() {
            *last = points.iter().fold(*last, |area, p| area.union_pt(*p));
        }
    }
    boxes
}

/// The straight edges of a path.
fn edges(path: &BezPath) -> Vec<(Point, Point)> {
    let mut edges = Vec::new();
    let (mut start, mut at) = (Point::ORIGIN, Point::ORIGIN);
    for element in path.elements() {
        match element {
            PathEl::MoveTo(p) => (start, at) = (*p, *p),
            PathEl::LineTo(p) => {
                edges.push((at, *p));
                at = *p;
            }
            PathEl::QuadTo(_, p) | PathEl::CurveTo(_, _, p) => at = *p,
            PathEl::ClosePath => {
                edges.push((at, start));
                at = start;
            }
        }
    }
    edges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_a_box_for_each_part() {
        let mut path = BezPath::new();
        path.move_to((0.0, 0.0));
        path.line_to((10.0, 0.0));
        path.line_to((10.0, 5.0));
        path.close_path();
        path.move_to((20.0, 20.0));
        path.line_to((20.5, 60.0));
        assert_eq!(boxes(&path), [Rect::new(0.0, 0.0, 10.0, 5.0), Rect::new(20.0, 20.0, 20.5, 60.0)]);
        assert_eq!(edges(&path).len(), 4);
    }
}
