//! A file that was given to the page, last year's report or one to go on with: read, shown, kept.
//!
//! The program keeps nothing of it: the page sends the bytes to have them read, and again to have them kept,
//! which gives the same.

use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::super::ServeError;
use super::{Workspace, count, failed};
use crate::import::Unplaced;
use crate::pipeline::{Format, HandedIn, HandedInError, HandedInReport, OnErrors, Supplement, is_device};
use crate::report::Report;
use crate::text::is_forbidden;
use crate::yaml::Source;

/// Bytes of a name in the folder: a temporary ending still fits into the 255 of common file systems.
const MAX_NAME_BYTES: usize = 230;

/// What the page says of the file that it sends.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Upload {
    /// Its name on the user's machine.
    pub name: String,
    /// Which report of it is kept, from 0.
    #[serde(default)]
    pub index: usize,
    /// The name under which it is kept.
    #[serde(default, rename = "as")]
    pub keep_as: String,
    /// 机关名称 of a document that does not say it.
    #[serde(default)]
    pub agency: String,
    /// 年度 of such a document.
    pub year: Option<u16>,
}

/// A file as it was read.
#[derive(Debug, Serialize)]
pub struct UploadView {
    reports: Vec<UploadedReport>,
    /// How many reports it has; more than there are here only of a long table.
    count: usize,
    notes: Vec<String>,
    unplaced: Vec<Unplaced>,
    /// Headings of the sections that were not found.
    unread: Vec<String>,
    /// What was read, as a fragment of HTML, where it is one report.
    article: Option<String>,
}

/// A report of a file.
#[derive(Debug, Serialize)]
pub struct UploadedReport {
    title: Option<String>,
    agency: Option<String>,
    year: Option<u16>,
    /// The name proposed for it in the folder.
    name: String,
    /// True if there is a file of that name.
    is_taken: bool,
    errors: usize,
    warnings: usize,
    pictures: usize,
}

fn unread(error: &HandedInError) -> ServeError {
    ServeError::Invalid(error.to_string())
}

impl Workspace {
    /// Reads a file.
    ///
    /// # Errors
    /// It is nothing that is read, or no report.
    pub fn read_upload(&self, upload: &Upload, bytes: &[u8]) -> Result<UploadView, ServeError> {
        let read = self.handed_in(upload, bytes)?;
        let mut article = None;
        let mut reports = Vec::new();
        for report in &read.reports {
            let (shown, fragment) = self.uploaded(upload, report, read.reports.len() == 1)?;
            article = fragment;
            reports.push(shown);
        }
        let HandedIn { count, notes, unplaced, unread, .. } = read;
        Ok(UploadView { reports, count, notes, unplaced, unread, article })
    }

    /// Keeps a report of a file as a data file in the folder, and returns its name. Nothing is overwritten.
    ///
    /// # Errors
    /// As [`Workspace::read_upload`]; the name cannot be, or is taken.
    pub fn keep_upload(&self, upload: &Upload, bytes: &[u8]) -> Result<String, ServeError> {
        let name = new_name(&upload.keep_as)?;
        let mut reports = self.handed_in(upload, bytes)?.reports;
        if upload.index >= reports.len() {
            return Err(ServeError::Invalid("这个文件里没有这一份报告".to_owned()));
        }
        let mut report = reports.swap_remove(upload.index);
        let pictures = name_pictures(&mut report, &name);
        let beside: Vec<(String, &[u8])> =
            pictures.into_iter().zip(&report.pictures).map(|(name, (_, p))| (name, p.bytes())).collect();
        self.write_new(&name, &beside, report.text.as_bytes())?;
        Ok(name)
    }

    fn handed_in(&self, upload: &Upload, bytes: &[u8]) -> Result<HandedIn, ServeError> {
        let agency = Some(upload.agency.trim()).filter(|agency| !agency.is_empty()).map(str::to_owned);
        let beside = Supplement { agency, year: upload.year };
        HandedIn::read(&upload.name, bytes, &beside, self.pipeline.forms()).map_err(|error| unread(&error))
    }

    /// What the page shows of a report of a file, and what was read of it where that is wished.
    fn uploaded(
        &self,
        upload: &Upload,
        report: &HandedInReport,
        is_only: bool,
    ) -> Result<(UploadedReport, Option<String>), ServeError> {
        // As if it were in the folder, where its 上年数据 would be.
        let at = self.folder.join("新.yaml").display().to_string();
        let (mut checked, _) = self.check(Arc::new(Source::new(at, report.text.as_str())));
        checked.pictures = report.pictures.iter().cloned().collect();
        let fragment = match checked.buildable(OnErrors::Draft).filter(|_| is_only) {
            Some(_) => {
                String::from_utf8(self.render(&checked, Format::HtmlFragment)?).map(Some).map_err(failed)?
            }
            None => None,
        };
        let is_named = checked.agency.is_some() && checked.year.is_some();
        let name = match checked.name.as_ref().filter(|_| is_named) {
            Some(name) => format!("{name}.yaml"),
            None => format!("{}.yaml", stem(&upload.name)),
        };
        let (errors, warnings) = count(&checked.findings);
        let shown = UploadedReport {
            title: checked.report.as_ref().filter(|_| is_named).map(Report::printed_title),
            agency: checked.agency,
            year: checked.year,
            is_taken: self.folder.join(&name).symlink_metadata().is_ok(),
            name,
            errors,
            warnings,
            pictures: report.pictures.len(),
        };
        Ok((shown, fragment))
    }
}

/// Gives the pictures names that no other report's have, here and in the text: 图1.png of 甲局.yaml becomes
/// 甲局-图1.png.
fn name_pictures(report: &mut HandedInReport, file: &str) -> Vec<String> {
    let own: String = stem(file).chars().filter(|c| c.is_alphanumeric()).collect();
    let mut names = Vec::new();
    for (name, _) in &report.pictures {
        let new = format!("{own}-{name}");
        report.text = report.text.replace(&format!("]({name}"), &format!("]({new}"));
        names.push(new);
    }
    names
}

/// A file's name without its ending, as the name of a new file.
fn stem(name: &str) -> String {
    let stem = Path::new(name).file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let kept: String = stem.chars().filter(|c| is_plain(*c)).collect();
    let kept = kept.trim().trim_start_matches(['.', '-']);
    if kept.is_empty() { "报告".to_owned() } else { kept.chars().take(60).collect() }
}

fn is_plain(c: char) -> bool {
    !"/\\:*?\"<>|".contains(c) && !c.is_control() && !is_forbidden(c)
}

/// A name for a new data file in the folder itself.
fn new_name(wanted: &str) -> Result<String, ServeError> {
    let wanted = wanted.trim();
    let lower = wanted.to_lowercase();
    let has_ending = lower.ends_with(".yaml") || lower.ends_with(".yml");
    let name = if has_ending { wanted.to_owned() } else { format!("{wanted}.yaml") };
    let is_good = !wanted.is_empty()
        && name.chars().all(is_plain)
        && !name.starts_with(['.', '-'])
        && name.len() <= MAX_NAME_BYTES
        && !is_device(&name);
    if !is_good {
        let message = "文件名不能空着，不能以点或横线开头，不能有 / \\ : * ? \" < > |，也不能太长";
        return Err(ServeError::Invalid(message.to_owned()));
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_in_the_folder() {
        assert_eq!(new_name(" 2024 ").unwrap(), "2024.yaml");
        assert_eq!(new_name("去年.YML").unwrap(), "去年.YML");
        for wrong in ["", "../外.yaml", "a/b", "a\\b", ".隐藏", "-rf", "C:a", "nul.yaml", &"长".repeat(100)]
        {
            assert!(new_name(wrong).is_err(), "{wrong}");
        }
        assert_eq!(stem("C:\\下载\\甲局 2024.docx"), "C下载甲局 2024");
        assert_eq!(stem("..."), "报告");
    }
}
