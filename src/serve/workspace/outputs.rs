//! Finished files to download.

use super::super::ServeError;
use super::{Workspace, count};
use crate::pipeline::{Format, OnErrors};

impl Workspace {
    /// An output of a data file as it is on the disk, with its file name: one for publication, or where
    /// errors
    /// do not matter one with the watermark 草稿 on every page.
    ///
    /// # Errors
    /// It has errors and must not, or cannot be read at all.
    pub fn output(
        &self,
        name: &str,
        format: Format,
        on_errors: OnErrors,
    ) -> Result<(String, Vec<u8>), ServeError> {
        let (_, source) = self.read(&self.folder.find(name)?)?;
        let (checked, notice) = self.check(source);
        if let Some(notice) = notice {
            return Err(ServeError::Invalid(notice));
        }
        let Some((_, output)) = checked.buildable(on_errors) else {
            let (errors, _) = count(&checked.findings);
            return Err(ServeError::Invalid(format!("“{name}”有 {errors} 个错误，改正并保存后才能生成")));
        };
        let mark = if on_errors == OnErrors::Draft { "（草稿）" } else { "" };
        Ok((format!("{output}{mark}{}", format.ending()), self.render_as(on_errors, &checked, format)?))
    }
}
