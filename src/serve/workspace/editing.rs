//! A data file opened, changed and saved.

use std::ops::Deref;
use std::sync::{Arc, PoisonError};

use serde::Serialize;

use super::super::ServeError;
use super::{ReportId, ReportView, Workspace, content, failed, findings, version, view};

use crate::data_file::{Changes, FormView, RefusedChange};
use crate::files::limits;
use crate::pipeline::{CheckedReport, Format, OnErrors, inputs};
use crate::publish::{CreateError, create_new, write_durably};
use crate::report::{self, Report};
use crate::yaml::Source;

/// How many reports are kept: one for each browser window that fills in a form, and some to spare.
const MAX_REPORTS: usize = 4;

/// How long their texts may be together. A report takes some ten times as much memory; the newest is kept
/// in any case.
const MAX_REPORT_BYTES: usize = 1 << 20;

/// A name that prose may have in `{{ }}`.
#[derive(Debug, Serialize)]
pub struct ProseName {
    name: String,
    /// What is filled in.
    value: String,
}

impl Workspace {
    /// A data file as it is on the disk, with the unsaved work that is kept for it.
    pub fn open(&self, name: &str) -> Result<ReportView, ServeError> {
        let (version, source) = self.read(&self.folder.find(name)?)?;
        let draft = self.draft_of(name, source.text());
        Ok(ReportView { version: Some(version), draft, ..self.show(name, source, None)? })
    }

    /// The hash of a data file on the disk.
    pub fn version(&self, name: &str) -> Result<String, ServeError> {
        Ok(version(&content(&self.folder.find(name)?)?))
    }

    /// Makes changes in a text that is not saved yet, and returns the new text with its findings. What cannot
    /// be written into the text, or would make it no report any more, is left out and handed back. `shape`
    /// is that of the form which the page has: its tables are not made again.
    pub fn view(
        &self,
        name: &str,
        text: &str,
        changes: &Changes,
        shape: Option<&str>,
    ) -> Result<ReportView, ServeError> {
        // Under the path of the file, as 上年数据 is looked for beside it; it may have been removed meanwhile.
        let path = self.folder.place(name)?;
        let source = match inputs::source(&path, text.as_bytes()) {
            Ok(source) => source,
            Err(finding) => return Ok(view(name, text, &[*finding])),
        };
        if changes.is_empty() {
            return self.show(name, source, shape);
        }
        let file = source.file().clone();
        let report = self.report(name, source)?;
        let mut applied = changes.apply(&report);
        let mut view = self.show(name, Arc::new(Source::new(file.clone(), applied.text)), shape)?;
        if view.form.is_none() {
            let (readable, refused) = self.readable(&report, changes);
            applied = readable.apply(&report);
            applied.refused.extend(refused);
            view = self.show(name, Arc::new(Source::new(file, applied.text)), shape)?;
        }
        Ok(ReportView { refused: applied.refused, ..view })
    }

    /// The changes after which a text is still a report, and the others.
    ///
    /// Halves are tried, and halves of those that fail, so that among many changes the few that do harm are
    /// found in a few steps.
    fn readable(&self, report: &Report, changes: &Changes) -> (Changes, Vec<RefusedChange>) {
        let all: Vec<_> = changes.iter().collect();
        let (mut kept, mut refused) = (Changes::default(), Vec::new());
        let whole = 0..all.len();
        let mut waiting = vec![whole];
        while let Some(range) = waiting.pop() {
            let mut more = kept.clone();
            for (kind, key, value) in &all[range.clone()] {
                more.insert(*kind, *key, *value);
            }
            let source = Arc::new(Source::new(report.source.file().clone(), more.apply(report).text));
            let (_, findings) = report::read_with(source, self.pipeline.forms());
            match findings.into_iter().find(|finding| report::is_fatal(std::slice::from_ref(finding))) {
                None => kept = more,
                Some(finding) if range.len() == 1 => {
                    let (kind, key, value) = all[range.start];
                    let (key, value) = (key.to_owned(), value.to_owned());
                    refused.push(RefusedChange {
                        kind,
                        key,
                        value,
                        message: finding.message,
                        suggestion: None,
                    });
                }
                Some(_) => {
                    let middle = range.start + range.len() / 2;
                    waiting.extend([middle..range.end, range.start..middle]);
                }
            }
        }
        (kept, refused)
    }

    /// The names that `{{ }}` in the prose of a text may have, each with what it fills in.
    ///
    /// # Errors
    /// The text is no report.
    pub fn names(&self, name: &str, text: &str) -> Result<Vec<ProseName>, ServeError> {
        let source = inputs::source(&self.folder.place(name)?, text.as_bytes())
            .map_err(|finding| ServeError::Invalid(finding.message))?;
        let report = self.report(name, source)?;
        let names = report::names(&report.form, Some(&report)).into_iter();
        Ok(names.filter_map(|(name, value)| Some(ProseName { name, value: value? })).collect())
    }

    /// Writes a data file if what is on the disk still has this hash, and returns the new hash. Without a
    /// hash
    /// the file has been removed, and is written anew.
    ///
    /// # Errors
    /// It has another one by now, cannot be written, or could not be read again.
    pub fn save(&self, name: &str, text: &str, read: Option<&str>) -> Result<String, ServeError> {
        if text.len() as u64 > limits::DATA_FILE {
            let limit = limits::in_words(limits::DATA_FILE);
            return Err(ServeError::Invalid(format!("内容超过数据文件的上限 {limit}，没有保存")));
        }
        let _saving = self.saving.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(read) = read else {
            create_new(&self.folder.place(name)?, text.as_bytes()).map_err(|error| match error {
                CreateError::Exists { .. } => ServeError::Changed(name.to_owned()),
                error => failed(error),
            })?;
            return Ok(version(text.as_bytes()));
        };
        let path = self.folder.target(&self.folder.find(name)?)?;
        if version(&content(&path)?) != read {
            return Err(ServeError::Changed(name.to_owned()));
        }
        write_durably(&path, text.as_bytes()).map_err(failed)?;
        Ok(version(text.as_bytes()))
    }

    /// The report of a text that is to be changed: kept from an earlier answer, or parsed now.
    pub(super) fn report(&self, name: &str, source: Arc<Source>) -> Result<Known, ServeError> {
        if let Some(kept) = self.kept(name, source.text()) {
            return Ok(Known::Kept(kept));
        }
        let (report, findings) = report::read_with(source, self.pipeline.forms());
        let report = report.filter(|_| !report::is_fatal(&findings));
        let report = report.ok_or_else(|| ServeError::Invalid("源文件有误，先改正它再填表".to_owned()))?;
        Ok(Known::Parsed(Box::new(report)))
    }

    /// The report of one of the last answers.
    pub(super) fn kept(&self, name: &str, text: &str) -> Option<Arc<CheckedReport>> {
        let id = ReportId(name.to_owned(), version(text.as_bytes()));
        let reports = self.reports.lock().unwrap_or_else(PoisonError::into_inner);
        reports.iter().find(|(known, _)| *known == id).map(|(_, checked)| checked.clone())
    }

    /// Keeps the report of an answer for the next requests, which will change it and lay it out.
    fn keep(&self, name: &str, text: &str, checked: CheckedReport) {
        let id = ReportId(name.to_owned(), version(text.as_bytes()));
        let mut reports = self.reports.lock().unwrap_or_else(PoisonError::into_inner);
        reports.retain(|(known, _)| *known != id);
        reports.push_front((id, Arc::new(checked)));
        let mut bytes = 0;
        let few = reports.iter().take(MAX_REPORTS).take_while(|(_, checked)| {
            bytes += checked.report.as_ref().map_or(0, |report| report.source.text().len());
            bytes <= MAX_REPORT_BYTES
        });
        let few = few.count().max(1);
        reports.truncate(few);
    }

    /// What the page shows of a text.
    fn show(&self, name: &str, source: Arc<Source>, shape: Option<&str>) -> Result<ReportView, ServeError> {
        let (checked, notice) = self.check(source.clone());
        let form = match checked.buildable(OnErrors::Draft) {
            Some((report, _)) => {
                let is_known = shape.is_some_and(|shape| shape == FormView::shape(&report.form));
                let article = (!is_known).then(|| self.render(&checked, Format::HtmlFragment)).transpose()?;
                let article = article.map(String::from_utf8).transpose().map_err(failed)?;
                Some(FormView::of(report, article))
            }
            None => None,
        };
        let view = view(name, source.text(), &checked.findings);
        let view = match checked.report.as_ref().filter(|_| form.is_some()) {
            Some(report) => {
                let findings = findings::groups(Some(report), &checked.findings);
                let marks = findings::marks(&findings);
                let waivers = findings::waivers(report, &checked.waived);
                ReportView { findings, marks, waivers, ..view }
            }
            None => view,
        };
        if form.is_some() {
            self.keep(name, source.text(), checked);
        }
        Ok(ReportView { notice, form, ..view })
    }
}

/// A report that is to be changed.
pub(super) enum Known {
    Kept(Arc<CheckedReport>),
    Parsed(Box<Report>),
}

impl Deref for Known {
    type Target = Report;

    fn deref(&self) -> &Report {
        match self {
            Known::Kept(checked) => checked.report.as_ref().expect("only what is a report is kept"),
            Known::Parsed(report) => report,
        }
    }
}
