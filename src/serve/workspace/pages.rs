//! The pages of a text as they will be printed.

use std::sync::PoisonError;

use super::super::ServeError;
use super::{Workspace, failed, version};
use crate::pipeline::{Format, OnErrors, inputs};

/// For how many texts the laid-out pages are kept: a browser fetches the images of pages one by one after the
/// answer that gives their number.
const MAX_PAGE_SETS: usize = 4;

impl Workspace {
    /// Lays out a text, with the watermark 草稿 if it has errors, and returns the id of its pages and how many
    /// there are.
    pub fn lay_out(&self, name: &str, text: &str) -> Result<(String, usize), ServeError> {
        let id = version(text.as_bytes());
        if let Some((_, kept)) =
            self.pages.lock().unwrap_or_else(PoisonError::into_inner).iter().find(|pages| pages.0 == id)
        {
            return Ok((id, kept.len()));
        }
        let source = inputs::source(&self.folder.place(name)?, text.as_bytes())
            .map_err(|finding| ServeError::Invalid(finding.message))?;
        let (checked, _) = self.check(source);
        if checked.name.is_none() {
            return Err(ServeError::Invalid("改正错误后显示版面".to_owned()));
        }
        let on_errors = if checked.has_errors() { OnErrors::Draft } else { OnErrors::Refuse };
        let images = self.pipeline.render_as(on_errors, &checked, &[Format::Png]).map_err(failed)?;
        let count = images.len();
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        pages.push_front((id.clone(), images));
        pages.truncate(MAX_PAGE_SETS);
        Ok((id, count))
    }

    /// A page that was laid out, from 0.
    pub fn page(&self, id: &str, number: usize) -> Option<Vec<u8>> {
        let pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        pages.iter().find(|p| p.0 == id)?.1.get(number).map(|page| page.bytes.clone())
    }
}
