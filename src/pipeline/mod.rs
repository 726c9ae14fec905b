//! What every command does with a report, in four stages. Nothing here writes a file.
//!
//! ```text
//! Input ─ open ─▶ Opened ─ previous, check ─▶ CheckedReport ─ render ─▶ Outputs ─ (publish) ─▶ files
//! ```
//!
//! [`Pipeline`] is made once and shared by all threads. Each stage takes what the one before gave, so that a
//! file is read once, and a caller may stop after any of them: `check` prints the findings, `serve` shows
//! them, `build` goes on to the outputs and hands them to [`crate::publish`].
//!
//! ```
//! use nianbao::{pipeline::Pipeline, yaml::Source};
//! let pipeline = Pipeline::checks_only();
//! let opened = pipeline.read(Source::new("甲.yaml", "机关名称: 甲局\n年度: 2024\n").into());
//! let previous = pipeline.previous(&opened)?;
//! let checked = pipeline.check(opened, previous);
//! assert_eq!(checked.name.as_deref(), Some("甲局2024年政府信息公开工作年度报告"));
//! # Ok::<(), nianbao::pipeline::inputs::InputError>(())
//! ```

mod any_report;
mod coverage;
mod fingerprint;
mod format;
#[cfg(feature = "import")]
mod handed_in;
pub mod inputs;
mod named_file;
mod options;
mod pictures;
mod previous;
#[cfg(feature = "import")]
mod received;
mod renderer;
mod stages;
mod sum;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use any_report::{AnyReport, AnyReportError, any_report};
pub use format::{Format, FormatError};
#[cfg(feature = "import")]
pub use handed_in::{HandedIn, HandedInError, HandedInReport, Supplement};
#[cfg(feature = "serve")]
pub(crate) use named_file::is_device;
pub use options::{BuildOptions, ChartPage, OnErrors};
pub use previous::{LastYear, PastReports, Previous, path_of_previous};
#[cfg(feature = "import")]
pub use received::Received;
pub use renderer::{BuildError, Output};
pub use stages::{CheckedReport, Opened};
pub use sum::{NotSummed, sum_of};

use self::inputs::{Input, InputError, InputText};
use self::previous::Search;
use self::renderer::{Content, Renderer};
use crate::document::Document;
use crate::fonts::Fonts;
use crate::form::Forms;
use crate::init;
use crate::picture::Pictures;
#[cfg(feature = "pdf")]
use crate::render::pdf::Preview;
use crate::report::{Report, Sum};
use crate::rules::{self, CheckOptions};
use crate::yaml::Source;

/// The pictures of the prose of a report whose data file lies in a folder, without those that cannot be
/// shown.
pub fn pictures_of(report: &Report, folder: &Path) -> Pictures {
    pictures::open(report, folder, &mut Vec::new())
}

/// Opens, checks and renders reports. Made once, shared by all threads.
pub struct Pipeline {
    past: PastReports,
    /// Folders that 上年数据 may lead to, besides that of the data file.
    roots: Vec<PathBuf>,
    parts: Option<Sum>,
    forms: Forms,
    /// None where reports are only checked.
    renderer: Option<Renderer>,
}

impl Pipeline {
    /// A pipeline that renders: reads the faces and the templates.
    ///
    /// # Errors
    /// Faces or layout are missing or wrong.
    pub fn new(options: BuildOptions) -> Result<Self, BuildError> {
        let forms = options.templates.forms.clone();
        Ok(Self { renderer: Some(Renderer::new(options)?), forms, ..Self::checks_only() })
    }

    /// A pipeline that only checks: it needs no faces, and does not look for characters that have none
    /// (N301).
    pub fn checks_only() -> Self {
        Self {
            past: PastReports::default(),
            roots: Vec::new(),
            parts: None,
            forms: Forms::built_in(),
            renderer: None,
        }
    }

    /// This pipeline with these reports of last year, which go before what 上年数据 of the data files names.
    pub fn with_previous(self, past: PastReports) -> Self {
        Self { past, ..self }
    }

    /// This pipeline, in which 上年数据 of a data file may lead to any of these folders. Without them it
    /// leads to the folder of the data file only.
    pub fn with_roots(self, roots: Vec<PathBuf>) -> Self {
        Self { roots, ..self }
    }

    /// This pipeline, checking that every report is the sum of others (N110).
    pub fn with_parts(self, parts: Option<Sum>) -> Self {
        Self { parts, ..self }
    }

    /// This pipeline for data files of any of these forms. One that renders has those of its templates
    /// already.
    pub fn with_forms(self, forms: Forms) -> Self {
        Self { forms, ..self }
    }

    /// The forms that data files may be of.
    pub fn forms(&self) -> &Forms {
        &self.forms
    }

    /// The template of new data files.
    pub fn data_template(&self) -> &str {
        self.renderer.as_ref().map_or(init::TEMPLATE, |renderer| &renderer.options.templates.data.text)
    }

    /// Reads a report. What is wrong with it, its bytes included, becomes findings of [`Pipeline::check`].
    ///
    /// # Errors
    /// The system refuses the file.
    pub fn open(&self, input: &Input) -> Result<Opened, InputError> {
        let read = |text| Opened::read(text, &self.forms);
        let mut opened = input.open(&self.forms).map(read).or_else(Opened::unreadable)?;
        opened.folder = input.folder().to_path_buf();
        Ok(opened)
    }

    /// Reads a report from its text.
    pub fn read(&self, source: Arc<Source>) -> Opened {
        Opened::read(InputText::own(source), &self.forms)
    }

    /// Last year's report: the one of [`Pipeline::with_previous`] that is of the same agency and the year
    /// before, else the one that 上年数据 names. What is wrong with that name becomes a finding of
    /// [`Pipeline::check`].
    ///
    /// # Errors
    /// The system fails to read the file.
    pub fn previous(&self, opened: &Opened) -> Result<Previous, InputError> {
        let search = Search { past: &self.past, roots: &self.roots, forms: &self.forms };
        let previous = |report| search.of(report, &opened.folder);
        opened.report.as_ref().map_or_else(|| Ok(Previous::default()), previous)
    }

    /// Checks a report against the rules.
    pub fn check(&self, mut opened: Opened, mut previous: Previous) -> CheckedReport {
        let mut findings = std::mem::take(&mut opened.findings);
        findings.append(&mut previous.findings);
        let Some(report) = &opened.report else {
            return CheckedReport::new(opened, previous, findings, Vec::new());
        };
        if let Some(renderer) = &self.renderer {
            coverage::findings(report, &renderer.fonts, &mut findings);
        }
        opened.pictures = match opened.own_pictures() {
            Some(pictures) => pictures,
            None => pictures::open(report, &opened.folder, &mut findings),
        };
        let options = CheckOptions::default()
            .previous(previous.report.as_ref())
            .is_same_agency(previous.is_same_agency)
            .parts(self.parts.as_ref());
        let checked = rules::check(report, findings, &options);
        CheckedReport::new(opened, previous, checked.findings, checked.waived)
    }

    /// Renders a report in the formats of [`BuildOptions::formats`]. No outputs if it has errors and
    /// [`OnErrors::Refuse`] is set.
    ///
    /// # Errors
    /// An engine failed. What is wrong with the data is in [`CheckedReport::findings`].
    pub fn render(&self, checked: &CheckedReport) -> Result<Vec<Output>, BuildError> {
        self.render_formats(checked, self.formats())
    }

    /// As [`Pipeline::render`], in these formats.
    ///
    /// # Errors
    /// As [`Pipeline::render`].
    pub fn render_formats(
        &self,
        checked: &CheckedReport,
        formats: &[Format],
    ) -> Result<Vec<Output>, BuildError> {
        match checked.buildable(self.on_errors()) {
            Some(_) => self.render_as(self.on_errors(), checked, formats),
            None => Ok(Vec::new()),
        }
    }

    /// Renders a report whatever its findings are, with the watermark of [`OnErrors::Draft`] or without it:
    /// for a preview of a report that is being worked on. No outputs if the text is no report.
    ///
    /// # Errors
    /// As [`Pipeline::render`].
    pub fn render_as(
        &self,
        on_errors: OnErrors,
        checked: &CheckedReport,
        formats: &[Format],
    ) -> Result<Vec<Output>, BuildError> {
        // With a draft's leniency: what is no report at all has no view.
        let Some((report, _)) = checked.buildable(OnErrors::Draft) else { return Ok(Vec::new()) };
        let content = Content { report, previous: checked.previous.as_ref(), pictures: &checked.pictures };
        self.renderer()?.report(on_errors, content, formats)
    }

    /// Lays a report out whatever its findings are, as [`Pipeline::render_as`] does, for its pages to be
    /// drawn one by one. None if the text is no report.
    ///
    /// # Errors
    /// As [`Pipeline::render`].
    #[cfg(feature = "pdf")]
    pub fn preview(
        &self,
        on_errors: OnErrors,
        checked: &CheckedReport,
    ) -> Result<Option<Preview>, BuildError> {
        let Some((report, _)) = checked.buildable(OnErrors::Draft) else { return Ok(None) };
        let content = Content { report, previous: checked.previous.as_ref(), pictures: &checked.pictures };
        self.renderer()?.preview(on_errors, content).map(Some)
    }

    /// Renders a finished document: one output, or one for each page where pages become images.
    ///
    /// # Errors
    /// The engine of the format failed.
    pub fn render_document(&self, document: &Document, format: Format) -> Result<Vec<Output>, BuildError> {
        self.renderer()?.document(document, &[format])
    }

    /// A hash of all that decides the bytes of an output: the text of the data file, its pictures, the text
    /// of last year's if the chart shows it, the format, the templates, the faces, the options and the
    /// version of the program. Two outputs with the same fingerprint are the same, byte for byte.
    ///
    /// # Errors
    /// [`BuildError::ChecksOnly`].
    pub fn fingerprint(&self, checked: &CheckedReport, format: Format) -> Result<blake3::Hash, BuildError> {
        let source = |report: &Report| report.source.clone();
        let (own, previous) = (checked.report.as_ref().map(source), checked.previous.as_ref().map(source));
        let sources = [own.as_deref(), previous.as_deref()];
        Ok(self.renderer()?.fingerprint(sources, &checked.pictures, format))
    }

    /// A hash of what all outputs have in common: the templates, the faces, the options and the version of
    /// the program.
    ///
    /// # Errors
    /// [`BuildError::ChecksOnly`].
    pub fn common_fingerprint(&self) -> Result<blake3::Hash, BuildError> {
        Ok(self.renderer()?.common_fingerprint())
    }

    /// The formats that each report is rendered in.
    pub fn formats(&self) -> &[Format] {
        self.renderer.as_ref().map_or(&[], |renderer| &renderer.formats)
    }

    /// What happens to a report with errors.
    pub fn on_errors(&self) -> OnErrors {
        self.renderer.as_ref().map_or(OnErrors::Refuse, |renderer| renderer.options.on_errors)
    }

    /// The faces in use; none where it only checks.
    pub fn fonts(&self) -> Option<&Arc<Fonts>> {
        self.renderer.as_ref().map(|renderer| &renderer.fonts)
    }

    fn renderer(&self) -> Result<&Renderer, BuildError> {
        self.renderer.as_ref().ok_or(BuildError::ChecksOnly)
    }
}
