//! Text objects (GB/T 33190-2016, chapter 11): the characters of a run, the glyphs they are drawn with, and
//! where each stands.
//!
//! # Characters and glyphs
//! A run of the engine is a text and a list of glyphs, each with the bytes of the text that it draws. OFD has
//! one `TextCode` with the characters and the distances from each to the next (`DeltaX`), and a `CGTransform`
//! that names the glyphs. Readers agree on what that means where every character has one glyph of its own, and
//! not beyond: whether a character above U+FFFF counts once or twice, and where the second glyph of a
//! character stands, is read differently. So a run is cut into pieces in which nothing has to be counted:
//!
//! ```text
//! run        江  苏  office  𬭎  市
//! glyphs     11  12  (ffi is one glyph)   40  41
//! pieces     江苏o │ ffi │ ce │ 𬭎 │ 市
//! ```
//!
//! A piece is either characters of one glyph each, up to U+FFFF, or a single cluster: characters that share
//! glyphs. Each piece begins at its own place, so no piece depends on how another was counted. Space at the
//! ends of a piece is left out, as some readers do the same and would then shift what follows.

use std::fmt::Write;
use std::ops::Range;

use typst::layout::{Abs, Em, Point, Transform};
use typst::text::{Glyph, TextItem};

use crate::text::is_invisible;
use crate::xml::Element;

use super::object::{Id, Object, Unsupported};
use super::paint::{Corners, fill_color, set_stroke, stroke_color};
use super::resources::{FaceUse, Resources};
use super::units::{Length, Position, Rectangle, matrix};

/// Space kept free around a run, in parts of its size: letters may hang over their place, and readers cut off
/// what lies outside an object's boundary.
const MARGIN_EM: f64 = 0.1;
/// How far above and below the baseline a boundary reaches at least and at most, in parts of the size.
const ASCENT_EM: (f64, f64) = (0.9, 1.4);
const DESCENT_EM: (f64, f64) = (0.2, 0.6);

/// The text objects of a run that stands at the origin of `transform`.
///
/// # Errors
/// [`Unsupported`] for a color that is none.
pub(super) fn text_objects(
    item: &TextItem,
    transform: Transform,
    resources: &mut Resources,
) -> Result<Vec<Object>, Unsupported> {
    let face = resources.face(&item.font);
    let mut objects = Vec::new();
    for piece in pieces(item) {
        let id = resources.ids.next();
        objects.push(object(id, item, &piece, transform, resources.face_mut(face))?);
    }
    Ok(objects)
}

/// A part of a run that is written as one `TextCode`.
#[derive(Debug, PartialEq)]
struct Piece {
    /// Of the run's glyphs.
    glyphs: Range<usize>,
    /// The characters that they draw.
    text: String,
    /// Where the first glyph begins, from the start of the run.
    start: Abs,
}

/// The pieces of a run; see the [module](self).
fn pieces(item: &TextItem) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    // The piece that the next plain character may join.
    let mut open: Option<Piece> = None;
    let mut x = Abs::zero();
    for cluster in clusters(&item.glyphs) {
        let glyphs = &item.glyphs[cluster.clone()];
        let text: String = item.text[glyphs[0].range()].chars().filter(|&c| !is_invisible(c)).collect();
        let start = x;
        x += glyphs.iter().map(|glyph| glyph.x_advance.at(item.size)).sum::<Abs>();
        // Places where a line may break have no glyph that is seen.
        if text.is_empty() || (is_blank(&text) && !is_plain(glyphs, &text)) {
            pieces.extend(open.take().map(without_end));
        } else if !is_plain(glyphs, &text) {
            pieces.extend(open.take().map(without_end));
            pieces.push(Piece { glyphs: cluster, text, start });
        } else if let Some(piece) = &mut open {
            piece.glyphs.end = cluster.end;
            piece.text.push_str(&text);
        } else if !is_blank(&text) {
            open = Some(Piece { glyphs: cluster, text, start });
        }
    }
    pieces.extend(open.map(without_end));
    pieces
}

/// A piece of single characters without the blank ones at its end. It does not begin with one.
fn without_end(mut piece: Piece) -> Piece {
    while piece.text.ends_with(char::is_whitespace) {
        piece.text.pop();
        piece.glyphs.end -= 1;
    }
    piece
}

fn is_blank(text: &str) -> bool {
    text.chars().all(char::is_whitespace)
}

/// Whether a cluster is one character up to U+FFFF of one glyph that stands on the line.
fn is_plain(glyphs: &[Glyph], text: &str) -> bool {
    let mut characters = text.chars();
    let is_single = characters.next().is_some_and(|c| u32::from(c) <= 0xFFFF) && characters.next().is_none();
    let is_level = |glyph: &Glyph| glyph.y_offset == Em::zero() && glyph.y_advance == Em::zero();
    is_single && glyphs.len() == 1 && glyphs.iter().all(is_level)
}

/// The glyphs that draw the same characters, in their order.
fn clusters(glyphs: &[Glyph]) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let first = glyphs.get(start)?;
        let count = glyphs[start..].iter().take_while(|glyph| glyph.range == first.range).count();
        let cluster = start..start + count;
        start = cluster.end;
        Some(cluster)
    })
}

/// A piece as an object.
fn object(
    id: Id,
    item: &TextItem,
    piece: &Piece,
    transform: Transform,
    face: &mut FaceUse,
) -> Result<Object, Unsupported> {
    let glyphs = &item.glyphs[piece.glyphs.clone()];
    let ink = Ink::of(item, glyphs, piece.start);
    let boundary = Rectangle::around(ink.corners().map(|corner| corner.transform(transform)));
    let mut object = Object::new("ofd:TextObject", id, boundary);
    let element = &mut object.element;
    // What the coordinates of the text are measured from: the corner of the boundary, or, where a matrix says
    // how they are turned, the start of the run.
    let (origin, corner) = if transform.is_only_translate() {
        (Point::new(transform.tx, transform.ty), boundary.corner())
    } else {
        element.set("CTM", matrix(transform, boundary));
        (Point::zero(), Position::ORIGIN)
    };
    element.set("Font", face.id.to_string());
    element.set("Size", Length::new(item.size).to_string());
    if let Some(stroke) = &item.stroke {
        element.set("Stroke", "true");
        set_stroke(element, stroke, Corners::Some);
    }
    if let Some(color) = fill_color(&item.fill)? {
        element.push(color);
    }
    if let Some(stroke) = &item.stroke {
        element.push(stroke_color(&stroke.paint)?);
    }
    element.push(glyph_transform(item, piece, face));
    element.push(text_code(item, piece, origin, corner));
    Ok(object)
}

/// The rectangle that a piece may draw on, from the start of the run.
struct Ink {
    low: Point,
    high: Point,
}

impl Ink {
    fn of(item: &TextItem, glyphs: &[Glyph], start: Abs) -> Self {
        let em = |length: f64| length * item.size;
        let bounds = item.font.ttf().global_bounding_box();
        let units = item.font.units_per_em();
        let ascent = (f64::from(bounds.y_max) / units).clamp(ASCENT_EM.0, ASCENT_EM.1);
        let descent = (-f64::from(bounds.y_min) / units).clamp(DESCENT_EM.0, DESCENT_EM.1);
        let width: Abs = glyphs.iter().map(|glyph| glyph.x_advance.at(item.size)).sum();
        // Letters are drawn in their natural width, however close they stand: that of a whole em is kept free.
        let width = width.max(item.size);
        let stroke = item.stroke.as_ref().map_or(Abs::zero(), |stroke| stroke.thickness);
        let margin = em(MARGIN_EM) + stroke;
        Self {
            low: Point::new(start - margin, -em(ascent) - margin),
            high: Point::new(start + width + margin, em(descent) + margin),
        }
    }

    fn corners(&self) -> [Point; 4] {
        let Self { low, high } = *self;
        [low, Point::new(high.x, low.y), high, Point::new(low.x, high.y)]
    }
}

/// `CGTransform` (11.4): the glyphs of the face that the characters are drawn with.
fn glyph_transform(item: &TextItem, piece: &Piece, face: &mut FaceUse) -> Element<'static> {
    let glyphs = &item.glyphs[piece.glyphs.clone()];
    let mut list = String::with_capacity(glyphs.len() * 4);
    for glyph in glyphs {
        // The face says itself which character a glyph stands for, where it stands for one.
        let mut characters = item.text[glyph.range()].chars().filter(|&c| !is_invisible(c));
        let character = characters.next().filter(|_| characters.next().is_none());
        let separator = if list.is_empty() { "" } else { " " };
        let _ = write!(list, "{separator}{}", face.glyphs.id(glyph.id, character));
    }
    let mut element = Element::new("ofd:CGTransform");
    element.set("CodePosition", "0");
    element.set("CodeCount", piece.text.chars().count().to_string());
    element.set("GlyphCount", glyphs.len().to_string());
    let mut names = Element::new("ofd:Glyphs");
    names.add_text(&list);
    element.push(names);
    element
}

/// `TextCode` (11.3): the characters, where the first begins and how far it is from each to the next.
fn text_code(item: &TextItem, piece: &Piece, origin: Point, corner: Position) -> Element<'static> {
    let glyphs = &item.glyphs[piece.glyphs.clone()];
    let mut pen = Point::new(piece.start, Abs::zero());
    // Positions are rounded, and distances are taken between rounded positions, so that errors do not add up.
    let places = glyphs.iter().map(|glyph| {
        let offset = Point::new(glyph.x_offset.at(item.size), -glyph.y_offset.at(item.size));
        let place = Position::new(origin + pen + offset);
        pen += Point::new(glyph.x_advance.at(item.size), -glyph.y_advance.at(item.size));
        place
    });
    let places: Vec<Position> = places.collect();
    let mut element = Element::new("ofd:TextCode");
    let first = places.first().copied().unwrap_or(corner);
    element.set("X", (first.x - corner.x).to_string());
    element.set("Y", (first.y - corner.y).to_string());
    let deltas = |of: fn(&Position) -> Length| -> Vec<Length> {
        places.windows(2).map(|pair| of(&pair[1]) - of(&pair[0])).collect()
    };
    let across = deltas(|place| place.x);
    if !across.is_empty() {
        element.set("DeltaX", joined(&across));
    }
    let down = deltas(|place| place.y);
    if down.iter().any(|delta| *delta != Length::ZERO) {
        element.set("DeltaY", joined(&down));
    }
    element.add_text(&piece.text);
    element
}

fn joined(lengths: &[Length]) -> String {
    let mut text = String::with_capacity(lengths.len() * 6);
    for length in lengths {
        let separator = if text.is_empty() { "" } else { " " };
        let _ = write!(text, "{separator}{length}");
    }
    text
}
