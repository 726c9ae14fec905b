//! Text objects (GB/T 33190-2016, chapter 11): the characters of a run, the glyphs they are drawn with, and
//! where each stands.
//!
//! How a run is cut into text objects is in [`pieces`](super::pieces).

use std::fmt::Write;

use typst::layout::{Abs, Point, Transform};
use typst::text::{Glyph, TextItem};

use crate::xml::Element;

use super::object::{Id, Object, Unsupported};
use super::paint::{Corners, fill_color, set_stroke, stroke_color};
use super::pieces::{Piece, pieces, visible};
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
/// [`Unsupported`] if it is filled with something else than a color.
pub(super) fn text_objects(
    item: &TextItem,
    transform: Transform,
    resources: &mut Resources,
) -> Result<Vec<Object>, Unsupported> {
    let pieces = pieces(&item.glyphs, &item.text, item.size);
    // Checked before anything is counted as in use: neither blanks nor what is drawn as a bitmap need a face.
    fill_color(&item.fill)?;
    if pieces.is_empty() {
        return Ok(Vec::new());
    }
    let face = resources.face(&item.font);
    let mut objects = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let id = resources.ids.next();
        objects.push(object(id, item, &piece, transform, resources.face_mut(face))?);
    }
    Ok(objects)
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
        // Letters have their natural width however close they stand, so a whole em is kept free.
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
        let mut characters = visible(&item.text[glyph.range()]);
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
