//! New data files.

use std::sync::Arc;

use serde::Serialize;

use super::super::ServeError;
use super::{Workspace, failed};
use crate::files::NamedBy;
use crate::form::YEARS;
use crate::init::{InitOptions, PreviousProse, data_file};
use crate::pipeline::inputs;
use crate::publish::{CreateError, create_all_new};
use crate::report::{self, Identity, Report, file_name};
use crate::yaml::Source;

/// A new data file.
#[derive(Debug, Serialize)]
pub struct Created {
    file: String,
    /// Last year's file, from which it was carried over; none where there is none.
    previous: Option<String>,
    /// What is to be said of last year's prose.
    notes: Vec<String>,
    /// Sentences in which a number is still last year's.
    to_check: Vec<String>,
}

impl Workspace {
    /// Writes a new data file. If last year's is in the folder, its figures are carried over, and its prose
    /// if that is wished.
    ///
    /// # Errors
    /// Agency or year cannot be, or the file is there already.
    pub fn create(&self, agency: &str, year: u16, prose: PreviousProse) -> Result<Created, ServeError> {
        let agency = agency.trim();
        if agency.is_empty() || !YEARS.contains(&year) {
            return Err(ServeError::Invalid("写明机关全称和四位数字的年度".to_owned()));
        }
        let mut options = InitOptions::new(self.pipeline.forms().preferred(), year);
        options.template = self.pipeline.data_template();
        options.agency = Some(agency.to_owned());
        // Whose report it will be, a file without last year's says as well.
        let own = data_file(&options).map_err(failed)?;
        let (own, _) = report::read_with(Arc::new(Source::new("", own)), self.pipeline.forms());
        let own = own.ok_or_else(|| ServeError::Invalid(format!("“{agency}”不能作机关名称")))?;
        let name = format!("{}.yaml", file_name(&own));
        let previous = self.year_before(&Identity::of(&own))?;
        options.prose = prose;
        options.previous = previous.as_ref().map(|(_, report)| report);
        options.previous_path = previous.as_ref().map(|(name, _)| name.clone());
        let text = data_file(&options).map_err(failed)?;
        self.write_new(&name, &[], text.as_bytes())?;
        let carried = options.carried_prose();
        Ok(Created {
            file: name,
            notes: carried.as_ref().map(|prose| prose.notes()).unwrap_or_default(),
            to_check: carried.map(|prose| prose.to_check).unwrap_or_default(),
            previous: previous.map(|(name, _)| name),
        })
    }

    /// The data file in the folder that is without errors, of the same agency and the year before.
    pub(super) fn year_before(&self, identity: &Identity) -> Result<Option<(String, Report)>, ServeError> {
        let forms = self.pipeline.forms();
        let is_it = |path: &std::path::Path| {
            // Who it is of is read without the rest.
            let source = inputs::open(path, NamedBy::Content).ok()?;
            report::identity(&source, forms).filter(|found| found.is_year_before(identity))?;
            inputs::open_valid(path, NamedBy::Content, forms).ok()
        };
        let entries = self.folder.entries()?.into_iter();
        let mut found = entries.filter_map(|entry| Some((entry.name, is_it(&entry.path.ok()?)?)));
        Ok(found.next())
    }

    /// Writes a new data file and what belongs to it; never over a file that is there.
    pub(super) fn write_new(
        &self,
        name: &str,
        beside: &[(String, &[u8])],
        bytes: &[u8],
    ) -> Result<(), ServeError> {
        let files = [(name, bytes)].into_iter().chain(beside.iter().map(|(name, b)| (name.as_str(), *b)));
        let files: Vec<_> = files.map(|(name, bytes)| (self.folder.join(name), bytes)).collect();
        create_all_new(&files, crate::publish::NewPlace::File).map_err(|error| match error {
            CreateError::Exists { path, .. } => {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                ServeError::Invalid(format!("“{name}”已经有了，没有覆盖；换一个名字"))
            }
            error => failed(error),
        })
    }
}
