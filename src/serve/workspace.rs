//! What the page shows and does, without HTTP: the data files of a folder, viewed, changed and saved.
//!
//! The page keeps no report of its own. It sends the text of the last answer together with what was filled in
//! since, and gets back the new text with its findings:
//!
//! ```text
//! browser                                  workspace
//! text A, 本年新收.自然人 = 4   ──────────▶  report of A (kept from the last answer, with its tree)
//!                                          change in place ─▶ text B ─ parse, check ─▶ report of B, kept
//! text B, form, findings       ◀──────────
//! ```
//!
//! Reports are kept by their text, so an answer parses only the text that it makes.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;

use super::ServeError;
use super::folder::Folder;
use crate::data_file::{Changes, FormView};
use crate::diagnostic::Finding;
use crate::files::{self, NamedBy, limits};
use crate::form::YEARS;
use crate::init::{InitOptions, data_file};
use crate::pipeline::inputs;
use crate::pipeline::{BuildOptions, CheckedReport, Format, OnErrors, Output, Pipeline, Previous};
use crate::printing::{About, json};
use crate::publish::{CreateError, create_new, write_durably};
use crate::report::file_name;
use crate::report::{self, Report};
use crate::yaml::Source;

/// For how many texts the laid-out pages are kept: a browser fetches the images of pages one by one after the
/// answer that gives their number.
const MAX_PAGE_SETS: usize = 4;

/// How many reports are kept: one for each browser window that fills in a form, and some to spare.
const MAX_REPORTS: usize = 4;

fn failed(error: impl std::fmt::Display) -> ServeError {
    ServeError::Failed(error.to_string())
}

/// The folder and what renders its reports.
pub struct Workspace {
    folder: Folder,
    pipeline: Pipeline,
    /// Held from comparing a file with what a request has read to having it written: no other request saves
    /// between the two.
    saving: Mutex<()>,
    pages: Mutex<VecDeque<(String, Vec<Output>)>>,
    reports: Mutex<VecDeque<(ReportId, Arc<Report>)>>,
}

/// A file and the hash of a text that it has, or may come to have.
#[derive(Debug, Clone, PartialEq, Eq)]
struct ReportId(String, String);

/// A data file of the folder.
#[derive(Debug, Serialize)]
pub struct FileSummary {
    file: String,
    title: Option<String>,
    errors: usize,
    warnings: usize,
    /// Why it is not opened: it is a link that leads out of the folder, for example.
    refused: Option<String>,
}

/// A data file as the page shows it: the answer to most requests.
#[derive(Debug, Serialize)]
pub struct ReportView {
    file: String,
    /// A hash of the file on the disk, where the text is the file's.
    version: Option<String>,
    text: String,
    findings: Vec<serde_json::Value>,
    errors: usize,
    warnings: usize,
    /// What could not be checked, and why.
    notice: Option<String>,
    /// What can be filled in; none where the text is no report yet.
    form: Option<FormView>,
}

impl Workspace {
    /// A workspace of the data files of a folder and the folders in it.
    ///
    /// # Errors
    /// The folder cannot be found; faces or templates are missing or wrong.
    pub fn new(folder: PathBuf, options: BuildOptions) -> Result<Self, ServeError> {
        let roots = vec![folder.clone()];
        let folder = Folder::new(folder)?;
        let pipeline = Pipeline::new(options).map_err(failed)?.with_roots(roots);
        Ok(Self {
            folder,
            pipeline,
            saving: Mutex::default(),
            pages: Mutex::default(),
            reports: Mutex::default(),
        })
    }

    /// Every data file with the number of its findings.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn list(&self) -> Result<Vec<FileSummary>, ServeError> {
        let entries = self.folder.entries()?.into_iter();
        Ok(entries.map(|entry| self.summary(entry.name, entry.path)).collect())
    }

    fn summary(&self, file: String, path: Result<PathBuf, &str>) -> FileSummary {
        let none = FileSummary { file, title: None, errors: 1, warnings: 0, refused: None };
        let path = match path {
            Ok(path) => path,
            Err(reason) => return FileSummary { refused: Some(reason.to_owned()), ..none },
        };
        let Ok((_, source)) = self.read(&path) else { return none };
        let (checked, _) = self.check(source);
        let (errors, warnings) = count(&checked.findings);
        let report = checked.report.as_ref().filter(|_| checked.name.is_some());
        FileSummary { title: report.map(Report::printed_title), errors, warnings, ..none }
    }

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

    /// Lays out a text, with the watermark 草稿 if it has errors, and returns the id of its pages and how many
    /// there are.
    pub fn lay_out(&self, name: &str, text: &str) -> Result<(String, usize), ServeError> {
        let id = version(text.as_bytes());
        if let Some((_, kept)) =
            self.pages.lock().unwrap_or_else(PoisonError::into_inner).iter().find(|pages| pages.0 == id)
        {
            return Ok((id, kept.len()));
        }
        let source = inputs::source(&self.folder.find(name)?, text.as_bytes())
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

    /// A report in a format that makes one file.
    fn render(&self, checked: &CheckedReport, format: Format) -> Result<Vec<u8>, ServeError> {
        let outputs = self.pipeline.render_as(OnErrors::Refuse, checked, &[format]).map_err(failed)?;
        outputs
            .into_iter()
            .next()
            .map(|output| output.bytes)
            .ok_or_else(|| ServeError::Failed("没有生成文件".to_owned()))
    }

    /// A data file on the disk, with its hash.
    fn read(&self, path: &Path) -> Result<(String, Arc<Source>), ServeError> {
        let bytes = content(path)?;
        let source = inputs::source(path, &bytes).map_err(|finding| ServeError::Invalid(finding.message))?;
        Ok((version(&bytes), source))
    }

    /// Checks a text. The second value is why last year's report could not be read, if so.
    fn check(&self, source: Arc<Source>) -> (CheckedReport, Option<String>) {
        let opened = self.pipeline.read(source);
        let (previous, notice) = match self.pipeline.previous(&opened) {
            Ok(previous) => (previous, None),
            Err(error) => (Previous::default(), Some(error.to_string())),
        };
        (self.pipeline.check(opened, previous), notice)
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

/// A text with its findings and nothing to fill in: it is no report yet.
fn view(name: &str, text: &str, about: About<'_>, findings: &[Finding]) -> Result<ReportView, ServeError> {
    let (errors, warnings) = count(findings);
    Ok(ReportView {
        file: name.to_owned(),
        version: None,
        text: text.to_owned(),
        findings: json::values(about, findings).map_err(failed)?,
        errors,
        warnings,
        notice: None,
        form: None,
    })
}

fn count(findings: &[Finding]) -> (usize, usize) {
    let errors = findings.iter().filter(|f| f.is_error()).count();
    (errors, findings.len() - errors)
}

fn content(path: &Path) -> Result<Vec<u8>, ServeError> {
    Ok(files::read(path, NamedBy::Content, limits::DATA_FILE)?)
}

fn version(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fonts::FontOptions;
    use crate::yaml::counter::parses_of;

    #[test]
    fn an_answer_parses_its_text_once() {
        let folder = tempfile::tempdir().unwrap();
        let text = "机关名称: 甲局\n年度: 2024\n总体情况: |\n  共 {{依申请公开.本年新收.总计}} 件。\n依申请公开:\n  本年新收: {自然人: 3}\n";
        std::fs::write(folder.path().join("甲.yaml"), text).unwrap();
        let options = BuildOptions { fonts: FontOptions::bundled_only(), ..BuildOptions::default() };
        let workspace = Workspace::new(folder.path().to_path_buf(), options).unwrap();
        let (parses, view) = parses_of(|| workspace.open("甲.yaml").unwrap());
        assert_eq!((parses, view.text.as_str()), (1, text));
        // Figures and prose together.
        let changes: Changes = serde_json::from_str(
            r#"{"figures": {"依申请公开.本年新收.自然人": "4"}, "prose": {"总体情况": "全年共 4 件。"}}"#,
        )
        .unwrap();
        let (parses, view) = parses_of(|| workspace.view("甲.yaml", text, &changes).unwrap());
        let changed = text.replace("自然人: 3", "自然人: 4").replace("共 {{", "全年共 {{");
        assert_eq!((parses, view.text.as_str()), (1, changed.as_str()));
        // Written by hand, then filled in: its text was no answer yet.
        let by_hand = changed.replace("甲局", "乙局");
        let (parses, _) = parses_of(|| workspace.view("甲.yaml", &by_hand, &changes).unwrap());
        assert_eq!(parses, 2);
        let (parses, _) = parses_of(|| workspace.lay_out("甲.yaml", text).unwrap());
        assert_eq!(parses, 1);
        let (parses, list) = parses_of(|| workspace.list().unwrap());
        assert_eq!((parses, list.len()), (1, 1));
    }
}
