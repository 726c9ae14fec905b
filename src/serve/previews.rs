//! Laid-out reports and drawn pages that are kept for the browser: of few texts, and of pages so many bytes.
//!
//! A browser asks for the pages of a text and gets their ids, then for the pictures of those that it has not
//! and that somebody looks at. A page is drawn when it is asked for; its picture is kept for the next who
//! asks: for the text before, when a change is taken back.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;

use crate::data_file::GeneralField;
use crate::form::Form;
use crate::render::pdf::{PdfError, Place, Preview, Target};

/// How many laid-out texts are kept, and how many pages they may have together. The newest is kept in any
/// case.
const MAX_TEXTS: usize = 4;
const MAX_PAGES: usize = 160;

/// The most bytes of pictures that are kept: some 200 pages.
const MAX_IMAGE_BYTES: usize = 24 << 20;

/// The widths in pixels in which pages are drawn: of any other one the next larger. At 1,240 pixels an A4
/// page has 150 dots per inch.
const WIDTHS_PX: [u32; 5] = [620, 930, 1240, 1860, 2480];

/// A picture of a page.
pub type Image = Arc<[u8]>;

/// A laid-out text.
pub(super) struct LaidOut {
    pub preview: Preview,
    /// What stands where on each page.
    pub places: Arc<Vec<Vec<PlaceView>>>,
    /// A hash of `places`.
    pub places_id: String,
}

/// Something on a page, and where on the form it is filled in.
#[derive(Debug, Serialize)]
pub struct PlaceView {
    /// `figures`, `fields`, `prose` or, where no single value is meant, `section`.
    kind: &'static str,
    /// The path or key of the figure, field or section.
    key: String,
    /// How a paragraph of prose begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<String>,
    /// Left, top, width and height in points.
    at: [f64; 4],
}

impl PlaceView {
    pub(super) fn of(place: &Place, form: &Form) -> Self {
        let field = |field: GeneralField| ("fields", field.key(form), None);
        let (kind, key, start) = match &place.target {
            Target::Title => field(GeneralField::Title),
            Target::SignatureName => field(GeneralField::SignatureName),
            Target::SignatureDate => field(GeneralField::SignatureDate),
            Target::Figure { path } => ("figures", path.clone(), None),
            Target::Section { section, start: None } => ("section", section.clone(), None),
            Target::Section { section, start } => ("prose", section.clone(), start.clone()),
        };
        // A tenth of a point is less than a pixel.
        let at = place.rectangle.map(|length| (length * 10.0).round() / 10.0);
        Self { kind, key, start, at }
    }
}

/// What is kept.
#[derive(Default)]
pub(super) struct Previews {
    texts: Mutex<VecDeque<(String, Arc<LaidOut>)>>,
    images: Mutex<Images>,
}

/// Pictures by page and width, those that were asked for last in front.
#[derive(Default)]
struct Images {
    drawn: VecDeque<((String, u32), Image)>,
    bytes: usize,
}

impl Previews {
    /// The laid-out text of this id.
    pub fn kept(&self, id: &str) -> Option<Arc<LaidOut>> {
        let mut texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        let at = texts.iter().position(|(known, _)| known == id)?;
        let found = texts.remove(at)?;
        let laid_out = found.1.clone();
        texts.push_front(found);
        Some(laid_out)
    }

    /// Drops the texts of many pages: before another one is laid out, which would be in memory together with
    /// them.
    pub fn make_room(&self) {
        let mut texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        texts.retain(|(_, laid_out)| laid_out.preview.pages().len() <= MAX_PAGES);
    }

    /// Keeps a laid-out text.
    pub fn keep(&self, id: String, laid_out: Arc<LaidOut>) {
        let mut texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        texts.retain(|(known, _)| *known != id);
        texts.push_front((id, laid_out));
        let mut pages = 0;
        let few = texts.iter().take(MAX_TEXTS).take_while(|(_, laid_out)| {
            pages += laid_out.preview.pages().len();
            pages <= MAX_PAGES
        });
        let few = few.count().max(1);
        texts.truncate(few);
    }

    /// The picture of a page of a kept text, at least so many pixels wide, or the widest there is. None if
    /// there is no such page.
    ///
    /// # Errors
    /// The engine failed.
    pub fn image(&self, page: &str, width_px: u32) -> Result<Option<Image>, PdfError> {
        let [.., widest] = WIDTHS_PX;
        let width_px = WIDTHS_PX.into_iter().find(|&width| width >= width_px).unwrap_or(widest);
        let key = (page.to_owned(), width_px);
        if let Some(image) = self.images.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(Some(image));
        }
        let found = {
            let texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
            texts.iter().find_map(|(_, laid_out)| {
                let number = laid_out.preview.pages().iter().position(|known| known.id == page)?;
                Some((laid_out.clone(), number))
            })
        };
        let Some(drawn) = found.and_then(|(laid_out, number)| laid_out.preview.png(number, width_px)) else {
            return Ok(None);
        };
        let image: Image = drawn?.into();
        self.images.lock().unwrap_or_else(PoisonError::into_inner).add(key, image.clone());
        Ok(Some(image))
    }
}

impl Images {
    fn get(&mut self, key: &(String, u32)) -> Option<Image> {
        let at = self.drawn.iter().position(|(known, _)| known == key)?;
        let found = self.drawn.remove(at)?;
        let image = found.1.clone();
        self.drawn.push_front(found);
        Some(image)
    }

    fn add(&mut self, key: (String, u32), image: Image) {
        self.bytes += image.len();
        self.drawn.push_front((key, image));
        while self.bytes > MAX_IMAGE_BYTES
            && let Some((_, oldest)) = self.drawn.pop_back()
        {
            self.bytes -= oldest.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_kept_up_to_so_many_bytes_those_asked_for_last_longest() {
        let mut images = Images::default();
        let key = |number: usize| (number.to_string(), 620);
        let megabyte = || Image::from(vec![0; 1 << 20]);
        for number in 0..24 {
            images.add(key(number), megabyte());
        }
        assert!(images.get(&key(0)).is_some());
        images.add(key(24), megabyte());
        assert!(images.get(&key(0)).is_some());
        assert!(images.get(&key(1)).is_none());
        assert_eq!((images.drawn.len(), images.bytes), (24, MAX_IMAGE_BYTES));
    }
}
