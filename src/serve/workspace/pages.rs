//! The pages of a text as they will be printed.

use std::sync::Arc;

use serde::Serialize;

use super::super::ServeError;
use super::super::previews::{Image, LaidOut, PlaceView};
use super::{Workspace, failed, version};
use crate::pipeline::{CheckedReport, OnErrors, inputs};
use crate::render::pdf::Place;

/// The pages of a text, without what is on them.
#[derive(Debug, Serialize)]
pub struct PagesView {
    pages: Vec<PageView>,
    /// A hash of `places`.
    places_id: String,
    /// What stands where on each page; none where the browser has it.
    places: Option<Arc<Vec<Vec<PlaceView>>>>,
}

/// A page of a report.
#[derive(Debug, Serialize)]
pub struct PageView {
    /// What its picture is asked for by: another one once something on the page has changed.
    id: String,
    /// In points.
    width: f64,
    /// In points.
    height: f64,
}

impl Workspace {
    /// Lays out a text, with the watermark 草稿 if it has errors, and returns its pages. `places` is the hash
    /// of the places that the browser has.
    pub fn lay_out(&self, name: &str, text: &str, places: Option<&str>) -> Result<PagesView, ServeError> {
        let path = self.folder.place(name)?;
        let id = version([name, "\0", text].concat().as_bytes());
        let laid_out = match self.previews.kept(&id) {
            Some(laid_out) => laid_out,
            None => {
                let checked = match self.kept(name, text) {
                    Some(checked) => checked,
                    None => {
                        let source = inputs::source(&path, text.as_bytes())
                            .map_err(|finding| ServeError::Invalid(finding.message))?;
                        Arc::new(self.check(source).0)
                    }
                };
                self.previews.make_room();
                let laid_out = Arc::new(self.laid_out(&checked)?);
                self.previews.keep(id, laid_out.clone());
                laid_out
            }
        };
        let pages = laid_out.preview.pages().iter().map(|page| {
            let (width, height) = page.size_pt;
            PageView { id: page.id.clone(), width, height }
        });
        let is_known = places == Some(laid_out.places_id.as_str());
        Ok(PagesView {
            pages: pages.collect(),
            places_id: laid_out.places_id.clone(),
            places: (!is_known).then(|| laid_out.places.clone()),
        })
    }

    fn laid_out(&self, checked: &CheckedReport) -> Result<LaidOut, ServeError> {
        let none = || ServeError::Invalid("改正错误后显示版面".to_owned());
        let report = checked.report.as_ref().filter(|_| checked.name.is_some()).ok_or_else(none)?;
        let on_errors = if checked.has_errors() { OnErrors::Draft } else { OnErrors::Refuse };
        let preview = self.pipeline.preview(on_errors, checked).map_err(failed)?.ok_or_else(none)?;
        let on_page = |places: &Vec<Place>| {
            places.iter().map(|place| PlaceView::of(place, &report.form)).collect::<Vec<_>>()
        };
        let places: Vec<Vec<PlaceView>> = preview.pages().iter().map(|page| on_page(&page.places)).collect();
        let places_id = version(&serde_json::to_vec(&places).map_err(failed)?);
        Ok(LaidOut { preview, places: Arc::new(places), places_id })
    }

    /// The picture of a page that was laid out, so many pixels wide; none if it is kept no longer.
    ///
    /// # Errors
    /// The engine failed.
    pub fn page(&self, id: &str, width: u32) -> Result<Option<Image>, ServeError> {
        self.previews.image(id, width).map_err(failed)
    }
}
