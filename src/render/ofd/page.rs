//! From a laid-out page to the objects of its `Content.xml` (GB/T 33190-2016, 7.7).
//!
//! The engine's page is a frame: items at places, among them frames of their own with a transformation and
//! perhaps an outline that cuts them. OFD has no such nesting, or rather one (`PageBlock`) that readers
//! treat differently. So the frames are walked and every item becomes an object of the page, with the
//! product of all transformations above it. Most of these are shifts, which go into the object's boundary;
//! what is turned, like 草稿 across the page, has a matrix.

use typst::introspection::Tag;
use typst::layout::{Abs, Frame, FrameItem, GroupItem, Point, Size, Transform};
use typst::text::TextItem;
use typst::visualize::{Curve, Image, ImageKind, Shape};
use typst_layout::Page;

use crate::xml::{Element, Node};

use super::OfdError;
use super::drawing::drawing_objects;
use super::image::{drawn_object, image_object};
use super::object::{Id, NAMESPACE, Object, Unsupported, text_element};
use super::path::{Outline, path_object};
use super::resources::Resources;
use super::tags::Tags;
use super::text::text_objects;
use super::units::Rectangle;

/// `Content.xml` of a page. It says its size where that is not `usual`, the one that the document gives for
/// all (GB/T 42133-2022, 6.2.3).
///
/// # Errors
/// The engine cannot draw something that has to be a bitmap.
pub(super) fn content(
    page: &Page,
    id: Id,
    usual: Rectangle,
    resources: &mut Resources,
    tags: &mut Tags<'_>,
) -> Result<Element<'static>, OfdError> {
    let own_size = Some(size(page)).filter(|size| *size != usual);
    let layer = resources.ids.next();
    let mut walk = Walk { resources, tags, page: id, clips: Vec::new(), layer: Element::new("ofd:Layer") };
    walk.layer.set("ID", layer.to_string());
    walk.frame(&page.frame, Transform::identity())?;
    let mut content = Element::new("ofd:Content");
    content.push(walk.layer);
    let mut root = Element::new("ofd:Page");
    root.set("xmlns:ofd", NAMESPACE);
    if let Some(size) = own_size {
        root.push(page_area("ofd:Area", size));
    }
    root.push(content);
    Ok(root)
}

/// The rectangle of a page.
pub(super) fn size(page: &Page) -> Rectangle {
    Rectangle::of_page(page.frame.width(), page.frame.height())
}

/// `CT_PageArea` (7.5) of pages so large.
pub(super) fn page_area(name: &'static str, size: Rectangle) -> Element<'static> {
    let mut area = Element::new(name);
    area.push(text_element("ofd:PhysicalBox", &size.to_string()));
    area
}

/// The way through the frames of a page.
struct Walk<'a, 't> {
    resources: &'a mut Resources,
    tags: &'a mut Tags<'t>,
    page: Id,
    /// The outlines that cut what is drawn, with the transformations that they stand under.
    clips: Vec<(Curve, Transform)>,
    layer: Element<'static>,
}

impl Walk<'_, '_> {
    fn frame(&mut self, frame: &Frame, transform: Transform) -> Result<(), OfdError> {
        for (at, item) in frame.items() {
            let placed = transform.pre_concat(Transform::translate(at.x, at.y));
            match item {
                FrameItem::Group(group) => self.group(group, placed)?,
                FrameItem::Text(text) => match text_objects(text, placed, self.resources) {
                    Ok(objects) => self.add(objects),
                    Err(Unsupported) => {
                        let (low, size) = text_bounds(text);
                        self.draw(item, size, low, placed)?;
                    }
                },
                FrameItem::Shape(shape, _) => self.shape(item, shape, placed)?,
                FrameItem::Image(image, size, _) => self.image(image, *size, placed)?,
                FrameItem::Tag(Tag::Start(element, _)) => self.tags.begin(element),
                FrameItem::Tag(Tag::End(location, ..)) => self.tags.end(*location),
                // A place to click changes nothing on paper, and archives take none that leads outside.
                FrameItem::Link(..) => {}
            }
        }
        Ok(())
    }

    fn group(&mut self, group: &GroupItem, transform: Transform) -> Result<(), OfdError> {
        let transform = transform.pre_concat(group.transform);
        if let Some(outline) = &group.clip {
            self.clips.push((outline.clone(), transform));
        }
        self.frame(&group.frame, transform)?;
        if group.clip.is_some() {
            self.clips.pop();
        }
        Ok(())
    }

    fn image(&mut self, image: &Image, size: Size, placed: Transform) -> Result<(), OfdError> {
        let drawing = match image.kind() {
            ImageKind::Svg(drawing) => drawing_objects(drawing, size, placed, &mut self.resources.ids).ok(),
            _ => None,
        };
        let objects = match drawing {
            Some(objects) => objects,
            None => vec![image_object(image, size, placed, self.resources)?],
        };
        self.tags.picture(self.page, objects.iter().map(|object| object.id), image.alt());
        self.add(objects);
        Ok(())
    }

    fn shape(&mut self, item: &FrameItem, shape: &Shape, placed: Transform) -> Result<(), OfdError> {
        let id = self.resources.ids.next();
        match path_object(id, shape, placed) {
            Ok(object) => self.add(object),
            Err(Unsupported) => {
                let bounds = shape.bbox(true);
                self.draw(item, bounds.size(), bounds.min, placed)?;
            }
        }
        Ok(())
    }

    /// An item that OFD has no means for, as a bitmap: its box begins at `low` and is so large.
    fn draw(&mut self, item: &FrameItem, size: Size, low: Point, placed: Transform) -> Result<(), OfdError> {
        let mut frame = Frame::soft(size);
        frame.push(Point::zero() - low, item.clone());
        let group = FrameItem::Group(GroupItem::new(frame));
        let placed = placed.pre_concat(Transform::translate(low.x, low.y));
        let object = drawn_object(group, size, placed, self.resources)?;
        self.add([object]);
        Ok(())
    }

    fn add(&mut self, objects: impl IntoIterator<Item = Object>) {
        for mut object in objects {
            if let Some(clips) = self.clips(object.boundary) {
                object.element.children.insert(0, Node::Element(clips));
            }
            if object.is_text() {
                self.tags.text(self.page, object.id);
            }
            self.layer.push(object.element);
        }
    }

    /// `Clips` (8.4) of an object with this boundary; none where no outline cuts it. Outlines are measured
    /// from the corner of the boundary, and what lies in all of them is seen.
    fn clips(&self, boundary: Rectangle) -> Option<Element<'static>> {
        let mut clips = Element::new("ofd:Clips");
        for (curve, transform) in &self.clips {
            let outline = Outline::of_curve(curve);
            let Some(placed) = outline.placed(*transform, Abs::zero()) else { continue };
            if placed.boundary.contains(boundary) && outline.is_upright_rectangle(*transform) {
                continue;
            }
            let mut path = Element::new("ofd:Path");
            path.set("Boundary", placed.boundary.measured_from(boundary.corner()).to_string());
            if let Some(matrix) = placed.matrix {
                path.set("CTM", matrix);
            }
            path.set("Stroke", "false");
            path.set("Fill", "true");
            path.push(text_element("ofd:AbbreviatedData", &placed.data));
            let mut area = Element::new("ofd:Area");
            area.push(path);
            let mut clip = Element::new("ofd:Clip");
            clip.push(area);
            clips.push(clip);
        }
        (!clips.children.is_empty()).then_some(clips)
    }
}

/// How large a run of text is, with what hangs over.
fn text_bounds(text: &TextItem) -> (Point, Size) {
    let low = Point::new(-text.size, -text.size * 1.5);
    (low, Size::new(text.width() + text.size * 2.0, text.size * 2.5))
}
