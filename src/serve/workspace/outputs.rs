//! Finished files to download.

use super::super::ServeError;
use super::{Workspace, count};
use crate::pipeline::{Format, OnErrors};

impl Workspace {
    /// The outputs for publication of a data file as it is on the disk, each with its file name.
    pub fn output(&self, name: &str, format: Format) -> Result<(String, Vec<u8>), ServeError> {
        let (_, source) = self.read(&self.folder.find(name)?)?;
        let (checked, notice) = self.check(source);
        if let Some(notice) = notice {
            return Err(ServeError::Invalid(notice));
        }
        let Some((_, output)) = checked.buildable(OnErrors::Refuse) else {
            let (errors, _) = count(&checked.findings);
            return Err(ServeError::Invalid(format!("“{name}”有 {errors} 个错误，改正并保存后才能生成")));
        };
        Ok((format!("{output}{}", format.ending()), self.render(&checked, format)?))
    }
}
