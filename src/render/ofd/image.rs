//! Image objects (GB/T 33190-2016, chapter 10).
//!
//! PNG and JPEG go in as they are. What OFD has no means for, a gradient, a pattern, or a drawing with more
//! than plain [paths](super::drawing), is drawn by the engine and goes in as a PNG of [`DRAWING_DPI`].

use typst::foundations::Smart;
use typst::layout::{Abs, Axes, Frame, FrameItem, Point, Ratio, Sides, Size, Transform};
use typst::visualize::{ExchangeFormat, Image, ImageKind, RasterFormat};
use typst_layout::Page;

use crate::layout::PT_PER_INCH;
use crate::render::pdf::transparent_png;

use super::OfdError;
use super::bitmap::{Bitmap, BitmapFormat};
use super::object::Object;
use super::resources::Resources;
use super::units::{Rectangle, matrix};

/// Dots per inch of what goes in as a bitmap.
const DRAWING_DPI: f64 = 300.0;
/// The most pixels of one side of it.
const DRAWING_SIDE_PX: f64 = 3000.0;

/// A picture so large, with its upper left corner at the origin of `transform`.
///
/// # Errors
/// The engine cannot draw it.
pub(super) fn image_object(
    image: &Image,
    size: Size,
    transform: Transform,
    resources: &mut Resources,
) -> Result<Object, OfdError> {
    let bitmap = match as_it_is(image) {
        Some(bitmap) => bitmap,
        None => drawn(FrameItem::Image(image.clone(), size, typst::syntax::Span::detached()), size)?,
    };
    Ok(bitmap_object(bitmap, size, transform, resources))
}

/// What the engine draws of an item that reaches over `size`, as an object.
///
/// # Errors
/// The engine cannot draw it.
pub(super) fn drawn_object(
    item: FrameItem,
    size: Size,
    transform: Transform,
    resources: &mut Resources,
) -> Result<Object, OfdError> {
    Ok(bitmap_object(drawn(item, size)?, size, transform, resources))
}

fn bitmap_object(bitmap: Bitmap, size: Size, transform: Transform, resources: &mut Resources) -> Object {
    let corners = [Point::zero(), Point::with_x(size.x), size.to_point(), Point::with_y(size.y)];
    let boundary = Rectangle::around(corners.map(|corner| corner.transform(transform)));
    let picture = resources.picture(bitmap);
    let mut object = Object::new("ofd:ImageObject", resources.ids.next(), boundary);
    // A picture is one unit wide and high (8.1): the matrix gives it its size in millimetres.
    let scale = Transform::scale(Ratio::new(size.x.to_mm()), Ratio::new(size.y.to_mm()));
    object.element.set("CTM", matrix(transform.pre_concat(scale), boundary));
    object.element.set("ResourceID", picture.to_string());
    object
}

/// The bytes of a picture that every reader shows as the engine does.
fn as_it_is(image: &Image) -> Option<Bitmap> {
    let ImageKind::Raster(raster) = image.kind() else { return None };
    // A rotation that only the file's metadata ask for is not known to all readers.
    if raster.exif_rotation().is_some_and(|rotation| rotation != 1) {
        return None;
    }
    let format = match raster.format() {
        RasterFormat::Exchange(ExchangeFormat::Png) => BitmapFormat::Png,
        RasterFormat::Exchange(ExchangeFormat::Jpg) => BitmapFormat::Jpeg,
        _ => return None,
    };
    Some(Bitmap { format, bytes: raster.data().to_vec() })
}

/// An item on a page of its own, as a picture.
fn drawn(item: FrameItem, size: Size) -> Result<Bitmap, OfdError> {
    let mut frame = Frame::hard(Axes::new(size.x.max(Abs::pt(0.1)), size.y.max(Abs::pt(0.1))));
    frame.push(Point::zero(), item);
    let longest = size.x.max(size.y).to_pt();
    let dpi = DRAWING_DPI.min(DRAWING_SIDE_PX * PT_PER_INCH / longest);
    let page = Page {
        frame,
        bleed: Sides::splat(Abs::zero()),
        fill: Smart::Custom(None),
        numbering: None,
        supplement: typst::foundations::Content::empty(),
        number: 1,
    };
    Ok(Bitmap { format: BitmapFormat::Png, bytes: transparent_png(&page, dpi / PT_PER_INCH)? })
}
