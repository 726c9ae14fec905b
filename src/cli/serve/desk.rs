//! What the page shows and does, without HTTP: the data files of a folder, looked at, changed and saved.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;

use super::super::{Failure, inputs};
use crate::build::{BuildOptions, Builder, Built, Format, OnErrors, Output, file_name, reason, write_all};
use crate::check::CheckOptions;
use crate::diagnostic::{Finding, Severity, json};
use crate::form::Form;
use crate::init::{InitOptions, data_file};
use crate::report::{self, Report};
use crate::source::Source;

use super::fill::{Changes, Filled, changed};

/// How many sets of pages are kept: a browser asks for them one by one after it was told that they are there.
const KEPT: usize = 4;

/// Why something is not done.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is no such file.
    #[error("没有“{0}”这个文件")]
    NotFound(String),
    /// The file is not the one that was read.
    #[error("“{0}”在别处改动过，没有保存")]
    Changed(String),
    /// The request cannot be met with what is in the file or in the request.
    #[error("{0}")]
    Invalid(String),
    /// An engine or the file system failed.
    #[error("{0}")]
    Failed(String),
}

impl From<Failure> for Refusal {
    fn from(Failure(message): Failure) -> Self {
        Refusal::Failed(message)
    }
}

/// The folder and what renders its reports.
pub struct Desk {
    folder: PathBuf,
    builder: Builder,
    /// With the watermark: for pages of a report that has errors.
    drafts: Builder,
    pages: Mutex<VecDeque<(String, Vec<Output>)>>,
}

/// A data file of the folder.
#[derive(Debug, Serialize)]
pub struct Listed {
    file: String,
    title: Option<String>,
    errors: usize,
    warnings: usize,
}

/// A data file as the page shows it.
#[derive(Debug, Serialize)]
pub struct Look {
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
    form: Option<Filled>,
}

impl Desk {
    /// A desk for the data files of a folder and the folders in it.
    ///
    /// # Errors
    /// Faces or templates are missing or wrong.
    pub fn new(folder: PathBuf, options: BuildOptions) -> Result<Self, Failure> {
        let drafts = Builder::new(BuildOptions { on_errors: OnErrors::Draft, ..options.clone() })?;
        Ok(Self { folder, builder: Builder::new(options)?, drafts, pages: Mutex::default() })
    }

    /// Every data file with the number of its findings.
    pub fn list(&self) -> Result<Vec<Listed>, Refusal> {
        let listed = |(name, path): (String, PathBuf)| match self.read(&path) {
            Ok((_, source)) => {
                let examined = self.examine(source);
                let title = examined.report.as_ref().filter(|_| examined.built.name.is_some()).map(Report::printed_title);
                let (errors, warnings) = count(&examined.built.findings);
                Listed { file: name, title, errors, warnings }
            }
            Err(_) => Listed { file: name, title: None, errors: 1, warnings: 0 },
        };
        Ok(self.files()?.into_iter().map(listed).collect())
    }

    /// A data file as it is on the disk.
    pub fn open(&self, name: &str) -> Result<Look, Refusal> {
        let (version, source) = self.read(&self.path(name)?)?;
        Ok(Look { version: Some(version), ..self.show(name, source)? })
    }

    /// The hash of a data file on the disk.
    pub fn version(&self, name: &str) -> Result<String, Refusal> {
        Ok(version(&bytes(&self.path(name)?)?))
    }

    /// A text that is not saved, with what was filled in since: the text that comes of it, and what is to be said of it.
    pub fn look(&self, name: &str, text: &str, changes: &Changes) -> Result<Look, Refusal> {
        let source = match self.source(name, text)? {
            Ok(source) => source,
            Err(finding) => return Look::unreadable(name, text, *finding),
        };
        if changes.is_empty() {
            return self.show(name, source);
        }
        let examined = self.examine(source);
        let report = examined.report.as_ref().filter(|_| examined.built.name.is_some());
        let report = report.ok_or_else(|| Refusal::Invalid("源文件有误，先改正它再填表".to_owned()))?;
        let changed = changed(report, changes)?;
        self.show(name, Arc::new(Source::new(report.source.file().clone(), changed)))
    }

    /// Writes a data file, if it is still the one with this hash. Gives the new hash.
    pub fn save(&self, name: &str, text: &str, read: &str) -> Result<String, Refusal> {
        let path = self.path(name)?;
        if version(&bytes(&path)?) != read {
            return Err(Refusal::Changed(name.to_owned()));
        }
        write_all(&[(path, text.as_bytes())]).map_err(|e| Refusal::Failed(e.to_string()))?;
        Ok(version(text.as_bytes()))
    }

    /// Writes a new data file, with what last year's carries over where that is in the folder. Gives its name.
    pub fn create(&self, agency: &str, year: u16) -> Result<String, Refusal> {
        let agency = agency.trim();
        if agency.is_empty() || !report::YEARS.contains(&year) {
            return Err(Refusal::Invalid("写明机关全称和四位数字的年度".to_owned()));
        }
        let previous = self.files()?.into_iter().find_map(|(name, path)| {
            let report = inputs::sound(&path, "").ok()?;
            (report.agency.text == agency && report.year.number + 1 == year).then_some((name, report))
        });
        let options = InitOptions {
            form: Form::standard(),
            agency: Some(agency.to_owned()),
            year,
            previous: previous.as_ref().map(|(_, report)| report),
            previous_path: previous.as_ref().map(|(name, _)| name.clone()),
        };
        let text = data_file(&options);
        let (report, _) = report::read(Arc::new(Source::new("", text.as_str())));
        let report = report.ok_or_else(|| Refusal::Invalid(format!("“{agency}”不能作机关名称")))?;
        let name = format!("{}.yaml", file_name(&report));
        let path = self.folder.join(&name);
        if path.exists() {
            return Err(Refusal::Invalid(format!("“{name}”已经有了")));
        }
        write_all(&[(path, text.as_bytes())]).map_err(|e| Refusal::Failed(e.to_string()))?;
        Ok(name)
    }

    /// Lays out a text, with the watermark if it has errors. Gives the name of its pages and their number.
    pub fn lay_out(&self, name: &str, text: &str) -> Result<(String, usize), Refusal> {
        let id = version(text.as_bytes());
        let kept = |pages: &VecDeque<(String, Vec<Output>)>| pages.iter().find(|p| p.0 == id).map(|p| p.1.len());
        if let Some(count) = kept(&self.pages.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok((id, count));
        }
        let source = self.source(name, text)?.map_err(|finding| Refusal::Invalid(finding.message))?;
        let examined = self.examine(source);
        let report = examined.report.filter(|_| examined.built.name.is_some());
        let report = report.ok_or_else(|| Refusal::Invalid("改正错误后显示版面".to_owned()))?;
        let builder = if examined.built.has_errors() { &self.drafts } else { &self.builder };
        let pictures = builder.render_report(&report, None, &[Format::Png]).map_err(|e| Refusal::Failed(e.to_string()))?;
        let count = pictures.len();
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        pages.push_front((id.clone(), pictures));
        pages.truncate(KEPT);
        Ok((id, count))
    }

    /// A page that was laid out, from 0.
    pub fn page(&self, id: &str, number: usize) -> Option<Vec<u8>> {
        let pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        pages.iter().find(|p| p.0 == id)?.1.get(number).map(|page| page.bytes.clone())
    }

    /// What is published of a data file as it is on the disk, with its file name.
    pub fn output(&self, name: &str, format: Format) -> Result<(String, Vec<u8>), Refusal> {
        let (_, source) = self.read(&self.path(name)?)?;
        let Examined { report, built, notice } = self.examine(source);
        if let Some(notice) = notice {
            return Err(Refusal::Invalid(notice));
        }
        let (Some(report), true) = (report, built.may_be_built(OnErrors::Refuse)) else {
            let (errors, _) = count(&built.findings);
            return Err(Refusal::Invalid(format!("“{name}”有 {errors} 个错误，改正并保存后才能生成")));
        };
        let outputs = self.builder.render_report(&report, None, &[format]).map_err(|e| Refusal::Failed(e.to_string()))?;
        let output = outputs.into_iter().next().ok_or_else(|| Refusal::Failed("没有生成文件".to_owned()))?;
        Ok((format!("{}{}", file_name(&report), output.ending), output.bytes))
    }

    /// Data files by their names inside the folder.
    fn files(&self) -> Result<Vec<(String, PathBuf)>, Refusal> {
        let mut files = Vec::new();
        inputs::folder(&self.folder, &mut files)?;
        let named = |path: PathBuf| {
            let inside = path.strip_prefix(&self.folder).unwrap_or(&path);
            let keys: Option<Vec<&str>> = inside.components().map(|c| c.as_os_str().to_str()).collect();
            Some((keys?.join("/"), path))
        };
        Ok(files.into_iter().filter_map(named).collect())
    }

    /// The path of a data file. Only what is listed is a data file: no name leads out of the folder.
    fn path(&self, name: &str) -> Result<PathBuf, Refusal> {
        let found = self.files()?.into_iter().find(|(listed, _)| listed == name);
        found.map(|(_, path)| path).ok_or_else(|| Refusal::NotFound(name.to_owned()))
    }

    fn read(&self, path: &Path) -> Result<(String, Arc<Source>), Refusal> {
        let bytes = bytes(path)?;
        let source = Source::from_bytes(path.to_string_lossy(), &bytes).map_err(|f| Refusal::Invalid(f.message))?;
        Ok((version(&bytes), Arc::new(source)))
    }

    /// A text under the name of its file: 上年数据 is looked for beside it.
    fn source(&self, name: &str, text: &str) -> Result<Result<Arc<Source>, Box<Finding>>, Refusal> {
        let path = self.path(name)?;
        Ok(Source::from_bytes(path.to_string_lossy(), text.as_bytes()).map(Arc::new).map_err(Box::new))
    }

    fn examine(&self, source: Arc<Source>) -> Examined {
        let (report, findings) = report::read(source);
        let Some(report) = report else { return Examined { report: None, built: Built::refused(findings), notice: None } };
        let (previous, notice) = match inputs::previous(None, &report) {
            Ok(previous) => (previous, None),
            Err(Failure(message)) => (None, Some(message)),
        };
        let options = CheckOptions { previous: previous.as_ref(), ..CheckOptions::default() };
        let built = self.builder.examine(&report, findings, &options);
        Examined { report: Some(report), built, notice }
    }

    fn show(&self, name: &str, source: Arc<Source>) -> Result<Look, Refusal> {
        let Examined { report, built, notice } = self.examine(source.clone());
        let failed = |e: &dyn std::fmt::Display| Refusal::Failed(e.to_string());
        let form = match report.filter(|_| built.name.is_some()) {
            None => None,
            Some(report) => {
                let outputs = self.builder.render_report(&report, None, &[Format::HtmlFragment]).map_err(|e| failed(&e))?;
                let article = outputs.into_iter().next().map(|o| o.bytes).unwrap_or_default();
                Some(Filled::of(&report, String::from_utf8(article).map_err(|e| failed(&e))?))
            }
        };
        let (errors, warnings) = count(&built.findings);
        Ok(Look {
            file: name.to_owned(),
            version: None,
            text: source.text().to_owned(),
            findings: json::values(&built.findings).map_err(|e| failed(&e))?,
            errors,
            warnings,
            notice,
            form,
        })
    }
}

/// A data file that was read and checked.
struct Examined {
    report: Option<Report>,
    built: Built,
    /// Why last year's report could not be read.
    notice: Option<String>,
}

impl Look {
    /// A text that cannot even be read.
    fn unreadable(name: &str, text: &str, finding: Finding) -> Result<Self, Refusal> {
        let findings = json::values(&[finding]).map_err(|e| Refusal::Failed(e.to_string()))?;
        let (file, text) = (name.to_owned(), text.to_owned());
        Ok(Self { file, version: None, text, findings, errors: 1, warnings: 0, notice: None, form: None })
    }
}

fn count(findings: &[Finding]) -> (usize, usize) {
    let errors = findings.iter().filter(|f| f.severity == Severity::Error).count();
    (errors, findings.len() - errors)
}

fn bytes(path: &Path) -> Result<Vec<u8>, Refusal> {
    std::fs::read(path).map_err(|e| Refusal::Failed(format!("{} 读不了：{}", path.display(), reason(&e))))
}

fn version(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}
