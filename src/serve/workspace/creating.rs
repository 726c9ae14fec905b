//! New data files.

use std::sync::Arc;

use super::super::ServeError;
use super::{Workspace, failed};
use crate::files::NamedBy;
use crate::form::YEARS;
use crate::init::{InitOptions, data_file};
use crate::pipeline::inputs;
use crate::publish::{CreateError, create_new};
use crate::report::{self, file_name};
use crate::yaml::Source;

impl Workspace {
    /// Writes a new data file and returns its name. If last year's is in the folder, its figures are carried
    /// over.
    pub fn create(&self, agency: &str, year: u16) -> Result<String, ServeError> {
        let agency = agency.trim();
        if agency.is_empty() || !YEARS.contains(&year) {
            return Err(ServeError::Invalid("写明机关全称和四位数字的年度".to_owned()));
        }
        let previous = self.folder.entries()?.into_iter().find_map(|entry| {
            let report =
                inputs::open_valid(&entry.path.ok()?, NamedBy::Content, self.pipeline.forms()).ok()?;
            (report.agency.text == agency && report.year.number + 1 == year).then_some((entry.name, report))
        });
        let mut options = InitOptions::new(self.pipeline.forms().preferred(), year);
        options.template = self.pipeline.data_template();
        options.agency = Some(agency.to_owned());
        options.previous = previous.as_ref().map(|(_, report)| report);
        options.previous_path = previous.as_ref().map(|(name, _)| name.clone());
        let text = data_file(&options).map_err(failed)?;
        let (report, _) = report::read_with(Arc::new(Source::new("", text.as_str())), self.pipeline.forms());
        let report = report.ok_or_else(|| ServeError::Invalid(format!("“{agency}”不能作机关名称")))?;
        let name = format!("{}.yaml", file_name(&report));
        let path = self.folder.join(&name);
        create_new(&path, text.as_bytes()).map_err(|error| match error {
            CreateError::Exists { .. } => ServeError::Invalid(format!("“{name}”已经有了")),
            error => failed(error),
        })?;
        Ok(name)
    }
}
