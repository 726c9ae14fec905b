//! A data file opened, changed and saved.

use std::collections::VecDeque;
use std::sync::{Arc, PoisonError};

use super::super::ServeError;
use super::{ReportId, ReportView, Workspace, content, failed, version, view};
use crate::data_file::{Changes, FormView};
use crate::files::limits;
use crate::pipeline::{Format, OnErrors, inputs};
use crate::printing::About;
use crate::publish::write_durably;
use crate::report::{self, Report};
use crate::yaml::Source;

/// How many reports are kept: one for each browser window that fills in a form, and some to spare.
const MAX_REPORTS: usize = 4;

impl Workspace {
    /// A data file as it is on the disk.
    pub fn open(&self, name: &str) -> Result<ReportView, ServeError> {
        let (version, source) = self.read(&self.folder.find(name)?)?;
        Ok(ReportView { version: Some(version), ..self.show(name, source)? })
    }

    /// The hash of a data file on the disk.
    pub fn version(&self, name: &str) -> Result<String, ServeError> {
        Ok(version(&content(&self.folder.find(name)?)?))
    }

    /// Makes changes in a text that is not saved yet, and returns the new text with its findings.
    pub fn view(&self, name: &str, text: &str, changes: &Changes) -> Result<ReportView, ServeError> {
        // Under the path of the file, as 上年数据 is looked for beside it.
        let path = self.folder.find(name)?;
        let source = match inputs::source(&path, text.as_bytes()) {
            Ok(source) => source,
            Err(finding) => return view(name, text, About::default(), &[*finding]),
        };
        if changes.is_empty() {
            return self.show(name, source);
        }
        let file = source.file().clone();
        let report = self.report(name, source)?;
        let text = changes.apply(&report).map_err(|e| ServeError::Invalid(e.to_string()))?;
        self.show(name, Arc::new(Source::new(file, text)))
    }

    /// Writes a data file if what is on the disk still has this hash, and returns the new hash.
    ///
    /// # Errors
    /// It has another one by now, cannot be written, or could not be read again.
    pub fn save(&self, name: &str, text: &str, read: &str) -> Result<String, ServeError> {
        let path = self.folder.target(&self.folder.find(name)?)?;
        if text.len() as u64 > limits::DATA_FILE {
            let limit = limits::in_words(limits::DATA_FILE);
            return Err(ServeError::Invalid(format!("内容超过数据文件的上限 {limit}，没有保存")));
        }
        let _saving = self.saving.lock().unwrap_or_else(PoisonError::into_inner);
        if version(&content(&path)?) != read {
            return Err(ServeError::Changed(name.to_owned()));
        }
        write_durably(&path, text.as_bytes()).map_err(failed)?;
        Ok(version(text.as_bytes()))
    }

    /// The report of a text that is to be changed: kept from an earlier answer, or parsed now.
    fn report(&self, name: &str, source: Arc<Source>) -> Result<Arc<Report>, ServeError> {
        let id = ReportId(name.to_owned(), version(source.text().as_bytes()));
        let kept = |reports: &VecDeque<(ReportId, Arc<Report>)>| {
            reports.iter().find(|(known, _)| *known == id).map(|(_, report)| report.clone())
        };
        if let Some(report) = kept(&self.reports.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(report);
        }
        let (report, findings) = report::read_with(source, self.pipeline.forms());
        let report = report.filter(|_| !report::is_fatal(&findings));
        report.map(Arc::new).ok_or_else(|| ServeError::Invalid("源文件有误，先改正它再填表".to_owned()))
    }

    /// Keeps the report of an answer for the next request, which will change it.
    fn keep(&self, name: &str, report: Report) {
        let id = ReportId(name.to_owned(), version(report.source.text().as_bytes()));
        let mut reports = self.reports.lock().unwrap_or_else(PoisonError::into_inner);
        reports.retain(|(known, _)| *known != id);
        reports.push_front((id, Arc::new(report)));
        reports.truncate(MAX_REPORTS);
    }

    /// What the page shows of a text.
    fn show(&self, name: &str, source: Arc<Source>) -> Result<ReportView, ServeError> {
        let (checked, notice) = self.check(source.clone());
        let form = match checked.buildable(OnErrors::Draft) {
            Some((report, _)) => {
                let fragment = self.render(&checked, Format::HtmlFragment)?;
                Some(FormView::of(report, String::from_utf8(fragment).map_err(failed)?))
            }
            None => None,
        };
        let view = view(name, source.text(), checked.about(), &checked.findings)?;
        if let Some(report) = checked.report.filter(|_| form.is_some()) {
            self.keep(name, report);
        }
        Ok(ReportView { notice, form, ..view })
    }
}
