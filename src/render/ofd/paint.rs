//! Colors and strokes (GB/T 33190-2016, 8.2 and 8.3).

use std::fmt::Write;

use typst::visualize::{Color, FixedStroke, LineCap, LineJoin, Paint};

use crate::xml::Element;

use super::object::Unsupported;
use super::units::{Factor, Length};

/// Whether a line has corners.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Corners {
    None,
    Some,
}

/// `FillColor` of a text. None for black, which text is filled with anyhow.
pub(super) fn fill_color(paint: &Paint) -> Result<Option<Element<'static>>, Unsupported> {
    let color = solid(paint)?;
    Ok((color.to_vec4_u8() != [0, 0, 0, 255]).then(|| color_element("ofd:FillColor", color)))
}

/// `FillColor` of a path, which is filled with nothing unless one is given.
pub(super) fn path_fill(paint: &Paint) -> Result<Element<'static>, Unsupported> {
    Ok(color_element("ofd:FillColor", solid(paint)?))
}

/// `StrokeColor`.
pub(super) fn stroke_color(paint: &Paint) -> Result<Element<'static>, Unsupported> {
    Ok(color_element("ofd:StrokeColor", solid(paint)?))
}

fn solid(paint: &Paint) -> Result<&Color, Unsupported> {
    match paint {
        Paint::Solid(color) => Ok(color),
        Paint::Gradient(_) | Paint::Tiling(_) => Err(Unsupported),
    }
}

/// A color in the default color space, RGB with numbers from 0 to 255.
fn color_element(name: &'static str, color: &Color) -> Element<'static> {
    let [red, green, blue, alpha] = color.to_vec4_u8();
    let mut element = Element::new(name);
    element.set("Value", format!("{red} {green} {blue}"));
    if alpha < 255 {
        element.set("Alpha", alpha.to_string());
    }
    element
}

/// The attributes of a line: its width, ends, corners and dashes, where they are not what the standard takes
/// without them (butt ends, mitred corners, no dashes). `corners` says whether the line has any.
pub(super) fn set_stroke(element: &mut Element<'_>, stroke: &FixedStroke, corners: Corners) {
    element.set("LineWidth", Length::new(stroke.thickness).to_string());
    match stroke.cap {
        LineCap::Butt => {}
        LineCap::Round => element.set("Cap", "Round"),
        LineCap::Square => element.set("Cap", "Square"),
    }
    match stroke.join {
        LineJoin::Miter if corners == Corners::Some => {
            element.set("MiterLimit", Factor(stroke.miter_limit.get()).to_string());
        }
        LineJoin::Miter => {}
        LineJoin::Round => element.set("Join", "Round"),
        LineJoin::Bevel => element.set("Join", "Bevel"),
    }
    if let Some(dash) = &stroke.dash
        && !dash.array.is_empty()
    {
        let mut pattern = String::new();
        // Lines and gaps take turns, so an odd list is gone through twice.
        let twice = dash.array.len() % 2;
        for length in dash.array.iter().chain(dash.array.iter().take(dash.array.len() * twice)) {
            let separator = if pattern.is_empty() { "" } else { " " };
            let _ = write!(pattern, "{separator}{}", Length::new(*length));
        }
        element.set("DashOffset", Length::new(dash.phase).to_string());
        element.set("DashPattern", pattern);
    }
}
