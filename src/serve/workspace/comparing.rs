//! A report beside another one: last year's, unless the page names one of the folder.

use std::path::Path;
use std::sync::Arc;

use serde::Serialize;

use super::super::ServeError;
use super::{Workspace, failed};
use crate::compare::{Comparison, Reading, compare_read, fill_unread};
use crate::document::{Document, DocumentOptions};
use crate::pipeline::{Format, Received, inputs, pictures_of};
use crate::report::{Identity, Report};
use crate::yaml::Source;

/// A report beside another one.
#[derive(Debug, Serialize)]
pub struct ComparisonView {
    /// Why there is nothing to compare with; none where there is.
    why_not: Option<String>,
    comparison: Option<Comparison>,
}

/// The earlier of two reports.
struct Before {
    report: Report,
    reading: Option<Reading>,
}

/// What there is to compare with, or why there is nothing.
type Found = Result<Before, String>;

impl Workspace {
    /// Compares a text with the data file `with`, or with last year's report: the one that 上年数据 names,
    /// else the one in the folder.
    ///
    /// # Errors
    /// The text is no report; `with` cannot be read.
    pub fn compare(&self, name: &str, text: &str, with: Option<&str>) -> Result<ComparisonView, ServeError> {
        let (after, before) = self.both(name, text, with)?;
        Ok(match before {
            Ok(before) => {
                let compared = compare_read((&before.report, before.reading), (&after, None));
                ComparisonView { why_not: None, comparison: Some(compared) }
            }
            Err(why) => ComparisonView { why_not: Some(why), comparison: None },
        })
    }

    /// The text as a Word file with what changed as tracked changes.
    ///
    /// # Errors
    /// As [`Workspace::compare`]; there is nothing to compare with; the Word file cannot be made.
    pub fn revisions(&self, name: &str, text: &str, with: Option<&str>) -> Result<Vec<u8>, ServeError> {
        let (mut after, before) = self.both(name, text, with)?;
        let mut before = before.map_err(ServeError::Invalid)?;
        let unread = before.reading.take().map(|reading| reading.unread).unwrap_or_default();
        fill_unread((&mut before.report, &unread), (&mut after, &[]));
        let path = self.folder.find(name)?;
        let pictures = pictures_of(&after, path.parent().unwrap_or(Path::new("")));
        let options = DocumentOptions { pictures, ..DocumentOptions::default() };
        let document = Document::revised(&before.report, &after, &options);
        let made = self.pipeline.render_document(&document, Format::Docx).map_err(failed)?;
        let file = made.into_iter().next().map(|output| output.bytes);
        file.ok_or_else(|| ServeError::Failed("没有生成文件".to_owned()))
    }

    fn both(&self, name: &str, text: &str, with: Option<&str>) -> Result<(Report, Found), ServeError> {
        let source = inputs::source(&self.folder.find(name)?, text.as_bytes())
            .map_err(|finding| ServeError::Invalid(finding.message))?;
        let opened = self.pipeline.read(source);
        let before = match with {
            Some(with) => self.chosen(with),
            None => self.last_year(&opened),
        }?;
        let after =
            opened.report.ok_or_else(|| ServeError::Invalid("源文件有误，改正后再比较".to_owned()))?;
        Ok((after, before))
    }

    fn chosen(&self, name: &str) -> Result<Found, ServeError> {
        let (_, source): (_, Arc<Source>) = self.read(&self.folder.find(name)?)?;
        let report = self.pipeline.read(source).report;
        Ok(report
            .map(|report| Before { report, reading: None })
            .ok_or_else(|| format!("“{name}”不是一份报告的数据，没有比较")))
    }

    fn last_year(&self, opened: &crate::pipeline::Opened) -> Result<Found, ServeError> {
        let Some(report) = &opened.report else {
            return Ok(Err("源文件有误，改正后再比较".to_owned()));
        };
        let named = self.pipeline.previous(opened).map_err(|e| ServeError::Invalid(e.to_string()))?;
        let reading = named.received.as_ref().map(reading);
        if let Some(report) = named.report {
            return Ok(Ok(Before { report, reading }));
        }
        if let Some((_, report)) = self.year_before(&Identity::of(report))? {
            return Ok(Ok(Before { report, reading: None }));
        }
        let (agency, year) = (&report.agency.text, report.year.number - 1);
        Ok(Err(format!(
            "文件夹里没有{agency} {year} 年的数据。在“全部报告”里把上年的报告拖进来，或者在这里选一份"
        )))
    }
}

fn reading(received: &Received) -> Reading {
    Reading {
        notes: received.notes.iter().map(|note| note.message.clone()).collect(),
        unplaced: received.unplaced.iter().map(|text| format!("{}：{}", text.place, text.text)).collect(),
        unread: received.unread.clone(),
    }
}
