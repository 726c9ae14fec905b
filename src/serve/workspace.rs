//! What the page shows and does, without HTTP: the data files of a folder, looked at, changed and saved.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;

use crate::data_file::{Changes, FormView};
use crate::diagnostic::{Finding, Severity};
use crate::form::{Form, YEARS};
use crate::init::{InitOptions, data_file};
use crate::pipeline::inputs::{self, InputError};
use crate::pipeline::{BuildError, BuildOptions, Builder, Built, Format, OnErrors, Output};
use crate::printing::json;
use crate::publish::write_all;
use crate::report::file_name;
use crate::report::{self, Report};
use crate::rules::CheckOptions;
use crate::yaml::Source;

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

impl From<InputError> for Refusal {
    fn from(error: InputError) -> Self {
        Refusal::Failed(error.to_string())
    }
}

fn failed(error: impl std::fmt::Display) -> Refusal {
    Refusal::Failed(error.to_string())
}

/// The folder and what renders its reports.
pub struct Desk {
    folder: PathBuf,
    builder: Builder,
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
    form: Option<FormView>,
}

impl Desk {
    /// A desk for the data files of a folder and the folders in it.
    ///
    /// # Errors
    /// Faces or templates are missing or wrong.
    pub fn new(folder: PathBuf, options: BuildOptions) -> Result<Self, BuildError> {
        Ok(Self { folder, builder: Builder::new(options)?, pages: Mutex::default() })
    }

    /// Every data file with the number of its findings.
    pub fn list(&self) -> Result<Vec<Listed>, Refusal> {
        let listed = |(file, path): (String, PathBuf)| match self.read(&path) {
            Ok((_, source)) => {
                let Examined { report, built, .. } = self.examine(source);
                let (errors, warnings) = count(&built.findings);
                Listed { file, title: report.as_ref().map(Report::printed_title), errors, warnings }
            }
            Err(_) => Listed { file, title: None, errors: 1, warnings: 0 },
        };
        Ok(self.files()?.into_iter().map(listed).collect())
    }

    /// A data file as it is on the disk.
    pub fn open(&self, name: &str) -> Result<Look, Refusal> {
        let (version, source) = self.read(&self.path(name)?)?;
        Ok(Look { version: Some(version), ..self.show(name, source.text(), self.examine(source.clone()))? })
    }

    /// The hash of a data file on the disk.
    pub fn version(&self, name: &str) -> Result<String, Refusal> {
        Ok(version(&inputs::content(&self.path(name)?)?))
    }

    /// A text that is not saved, with what was filled in since: the text that comes of it, and what is to be
    /// said of it.
    pub fn look(&self, name: &str, text: &str, changes: &Changes) -> Result<Look, Refusal> {
        // Under the path of the file, as 上年数据 is looked for beside it.
        let source = match inputs::source(&self.path(name)?, text.as_bytes()) {
            Ok(source) => source,
            Err(finding) => return self.show(name, text, Examined::refused(vec![*finding])),
        };
        let source = if changes.is_empty() { source } else { with(source, changes)? };
        self.show(name, source.text(), self.examine(source.clone()))
    }

    /// Writes a data file, if it is still the one with this hash. Gives the new hash.
    pub fn save(&self, name: &str, text: &str, read: &str) -> Result<String, Refusal> {
        let path = self.path(name)?;
        if version(&inputs::content(&path)?) != read {
            return Err(Refusal::Changed(name.to_owned()));
        }
        write_all(&[(path, text.as_bytes())]).map_err(failed)?;
        Ok(version(text.as_bytes()))
    }

    /// Writes a new data file, with what last year's carries over where that is in the folder. Gives its
    /// name.
    pub fn create(&self, agency: &str, year: u16) -> Result<String, Refusal> {
        let agency = agency.trim();
        if agency.is_empty() || !YEARS.contains(&year) {
            return Err(Refusal::Invalid("写明机关全称和四位数字的年度".to_owned()));
        }
        let previous = self.files()?.into_iter().find_map(|(name, path)| {
            let report = inputs::open_valid(&path, "").ok()?;
            (report.agency.text == agency && report.year.number + 1 == year).then_some((name, report))
        });
        let mut options = InitOptions::new(Form::standard(), year);
        options.agency = Some(agency.to_owned());
        options.previous = previous.as_ref().map(|(_, report)| report);
        options.previous_path = previous.as_ref().map(|(name, _)| name.clone());
        let text = data_file(&options).map_err(failed)?;
        let (report, _) = report::read(Arc::new(Source::new("", text.as_str())));
        let report = report.ok_or_else(|| Refusal::Invalid(format!("“{agency}”不能作机关名称")))?;
        let name = format!("{}.yaml", file_name(&report));
        let path = self.folder.join(&name);
        if path.exists() {
            return Err(Refusal::Invalid(format!("“{name}”已经有了")));
        }
        write_all(&[(path, text.as_bytes())]).map_err(failed)?;
        Ok(name)
    }

    /// Lays out a text, with the watermark if it has errors. Gives the name of its pages and their number.
    pub fn lay_out(&self, name: &str, text: &str) -> Result<(String, usize), Refusal> {
        let id = version(text.as_bytes());
        if let Some((_, kept)) =
            self.pages.lock().unwrap_or_else(PoisonError::into_inner).iter().find(|pages| pages.0 == id)
        {
            return Ok((id, kept.len()));
        }
        let source = inputs::source(&self.path(name)?, text.as_bytes())
            .map_err(|finding| Refusal::Invalid(finding.message))?;
        let Examined { report, built, .. } = self.examine(source);
        let report = report.ok_or_else(|| Refusal::Invalid("改正错误后显示版面".to_owned()))?;
        let on_errors = if built.has_errors() { OnErrors::Draft } else { OnErrors::Refuse };
        let pictures = self.builder.render_as(on_errors, &report, None, &[Format::Png]).map_err(failed)?;
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
        Ok((format!("{}{}", file_name(&report), format.ending()), self.render(&report, format)?))
    }

    /// A report in a format that makes one file.
    fn render(&self, report: &Report, format: Format) -> Result<Vec<u8>, Refusal> {
        let outputs = self.builder.render_report(report, None, &[format]).map_err(failed)?;
        outputs
            .into_iter()
            .next()
            .map(|output| output.bytes)
            .ok_or_else(|| Refusal::Failed("没有生成文件".to_owned()))
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

    fn path(&self, name: &str) -> Result<PathBuf, Refusal> {
        inputs::inside(&self.folder, name).ok_or_else(|| Refusal::NotFound(name.to_owned()))
    }

    /// A data file on the disk, with its hash.
    fn read(&self, path: &Path) -> Result<(String, Arc<Source>), Refusal> {
        let bytes = inputs::content(path)?;
        let source = inputs::source(path, &bytes).map_err(|finding| Refusal::Invalid(finding.message))?;
        Ok((version(&bytes), source))
    }

    fn examine(&self, source: Arc<Source>) -> Examined {
        let (report, findings) = report::read(source);
        let Some(report) = report else { return Examined::refused(findings) };
        let (previous, notice) = match inputs::previous(None, &report) {
            Ok(previous) => (previous, None),
            Err(error) => (None, Some(error.to_string())),
        };
        let options = CheckOptions { previous: previous.as_ref(), ..CheckOptions::default() };
        let built = self.builder.examine(&report, findings, &options);
        Examined { report: Some(report).filter(|_| built.name.is_some()), built, notice }
    }

    fn show(
        &self,
        name: &str,
        text: &str,
        Examined { report, built, notice }: Examined,
    ) -> Result<Look, Refusal> {
        let filled = |report: Report| {
            let article = String::from_utf8(self.render(&report, Format::HtmlFragment)?).map_err(failed)?;
            Ok::<_, Refusal>(FormView::of(&report, article))
        };
        let (errors, warnings) = count(&built.findings);
        Ok(Look {
            file: name.to_owned(),
            version: None,
            text: text.to_owned(),
            findings: json::values(&built.findings).map_err(failed)?,
            errors,
            warnings,
            notice,
            form: report.map(filled).transpose()?,
        })
    }
}

/// A data file that was read and checked.
struct Examined {
    /// None where what was found leaves no report to speak of.
    report: Option<Report>,
    built: Built,
    /// Why last year's report could not be read.
    notice: Option<String>,
}

impl Examined {
    fn refused(findings: Vec<Finding>) -> Self {
        Self { report: None, built: Built::refused(findings), notice: None }
    }
}

/// The text of a data file with what was filled in.
fn with(source: Arc<Source>, changes: &Changes) -> Result<Arc<Source>, Refusal> {
    let file = source.file().clone();
    let (report, findings) = report::read(source);
    let report = report.filter(|_| !report::is_fatal(&findings));
    let report = report.ok_or_else(|| Refusal::Invalid("源文件有误，先改正它再填表".to_owned()))?;
    Ok(Arc::new(Source::new(file, changes.apply(&report).map_err(|e| Refusal::Invalid(e.to_string()))?)))
}

fn count(findings: &[Finding]) -> (usize, usize) {
    let errors = findings.iter().filter(|f| f.severity == Severity::Error).count();
    (errors, findings.len() - errors)
}

fn version(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}
