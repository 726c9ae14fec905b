//! A laid-out report whose pages are drawn one by one, when somebody looks at them.
//!
//! Laying out a report is quick, as the engine remembers what did not change; drawing a page takes longer
//! than laying out all of them. So each page has an id, a hash of what is seen on it: who shows pages draws
//! anew those whose ids are new, and of these only what is looked at.

use std::hash::{Hash, Hasher};

use typst::layout::{Frame, FrameItem};
use typst_layout::{Page, PagedDocument};

use super::places::{Place, Spot, places};
use super::{PdfError, compile};
use crate::layout::Layout;

/// The finished pages of a report.
pub struct Preview {
    document: PagedDocument,
    pages: Vec<PreviewPage>,
}

/// What is known of a page without drawing it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct PreviewPage {
    /// A hash of all that is seen on it, 32 hexadecimal digits. The same for the same content in one run of
    /// the program only.
    pub id: String,
    /// Width and height in points.
    pub size_pt: (f64, f64),
    /// What stands where on it. Of places that overlap the later one is meant: a cell lies in its table.
    pub places: Vec<Place>,
}

impl Preview {
    pub(super) fn new(document: PagedDocument, spots: &[Spot], layout: &Layout) -> Self {
        let places = places(&document, spots, layout);
        let pages = document.pages().iter().zip(places).map(|(page, places)| PreviewPage {
            id: format!("{:032x}", typst::utils::hash128(&Visible(&page.frame))),
            size_pt: (page.frame.width().to_pt(), page.frame.height().to_pt()),
            places,
        });
        let pages = pages.collect();
        Self { document, pages }
    }

    /// The pages in their order.
    pub fn pages(&self) -> &[PreviewPage] {
        &self.pages
    }

    /// A page, from 0, as a PNG of so many pixels in width. None if there is no such page.
    ///
    /// # Errors
    /// The engine failed.
    pub fn png(&self, number: usize, width_px: u32) -> Option<Result<Vec<u8>, PdfError>> {
        let page: &Page = self.document.pages().get(number)?;
        let width_pt = page.frame.width().to_pt();
        Some(compile::guarded(|| compile::image(page, f64::from(width_px) / width_pt)))
    }
}

/// What is seen of a frame: all but the marks of the document's structure, which differ from page to page
/// where nothing that is seen does.
struct Visible<'f>(&'f Frame);

impl Hash for Visible<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.size().hash(state);
        for (at, item) in self.0.items() {
            match item {
                FrameItem::Tag(_) | FrameItem::Link(..) => continue,
                FrameItem::Group(group) => {
                    group.transform.hash(state);
                    group.clip.hash(state);
                    Visible(&group.frame).hash(state);
                }
                seen => seen.hash(state),
            }
            at.hash(state);
        }
    }
}
