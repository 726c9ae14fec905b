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

mod comparing;
mod creating;
mod editing;
mod explaining;
mod findings;
mod listing;
mod outputs;
mod pages;
mod pasting;
mod received;
mod unsaved;

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use serde::Serialize;

use super::ServeError;
use super::drafts::{Drafts, KeptDraft};
use super::folder::Folder;
use super::previews::Previews;
use crate::data_file::{FormView, RefusedChange};
use crate::diagnostic::Finding;
use crate::files::{self, NamedBy, limits};
use crate::pipeline::inputs;
use crate::pipeline::{BuildOptions, CheckedReport, Format, OnErrors, Pipeline, Previous};
use crate::yaml::Source;

pub use comparing::ComparisonView;
pub use creating::Created;
pub use editing::ProseName;
pub use explaining::{Explanation, ExplanationPart};
pub use findings::{FindingGroup, FindingNote, FindingPlace, Mark, Target, WaiverView};
pub use listing::{FileEntry, FileState, MAX_BATCH};
pub use pages::{PageView, PagesView};
pub use received::{Upload, UploadView, UploadedReport};
pub use unsaved::Merged;

fn failed(error: impl std::fmt::Display) -> ServeError {
    ServeError::Failed(error.to_string())
}

/// The folder and what renders its reports.
pub struct Workspace {
    folder: Folder,
    pipeline: Pipeline,
    drafts: Drafts,
    /// Held from comparing a file with what a request has read to having it written: no other request saves
    /// between the two.
    saving: Mutex<()>,
    previews: Previews,
    /// Those of the last answers.
    reports: Mutex<VecDeque<(ReportId, Arc<CheckedReport>)>>,
    states: Mutex<listing::States>,
}

/// A file and the hash of a text that it has, or may come to have.
#[derive(Debug, Clone, PartialEq, Eq)]
struct ReportId(String, String);

/// A data file as the page shows it: the answer to most requests.
#[derive(Debug, Serialize)]
pub struct ReportView {
    file: String,
    /// A hash of the file on the disk, where the text is the file's.
    version: Option<String>,
    text: String,
    findings: Vec<FindingGroup>,
    /// Warnings that are kept, with their reasons.
    waivers: Vec<WaiverView>,
    errors: usize,
    warnings: usize,
    /// What could not be checked, and why.
    notice: Option<String>,
    /// What can be filled in; none where the text is no report yet.
    form: Option<FormView>,
    /// The words of its prose that findings doubt.
    marks: Vec<Mark>,
    /// What was filled in and is not in the text.
    refused: Vec<RefusedChange>,
    /// Unsaved work that is kept for the file; only in the answer that opens it.
    draft: Option<KeptDraft>,
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
            drafts: Drafts::default(),
            saving: Mutex::default(),
            previews: Previews::default(),
            reports: Mutex::default(),
            states: Mutex::default(),
        })
    }

    /// A report in a format that makes one file.
    fn render(&self, checked: &CheckedReport, format: Format) -> Result<Vec<u8>, ServeError> {
        self.render_as(OnErrors::Refuse, checked, format)
    }

    fn render_as(
        &self,
        on_errors: OnErrors,
        checked: &CheckedReport,
        format: Format,
    ) -> Result<Vec<u8>, ServeError> {
        let outputs = self.pipeline.render_as(on_errors, checked, &[format]).map_err(failed)?;
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
}

/// A text with its findings and nothing to fill in: it is no report yet.
fn view(name: &str, text: &str, findings: &[Finding]) -> ReportView {
    let (errors, warnings) = count(findings);
    ReportView {
        file: name.to_owned(),
        version: None,
        text: text.to_owned(),
        findings: findings::groups(None, findings),
        waivers: Vec::new(),
        errors,
        warnings,
        notice: None,
        form: None,
        marks: Vec::new(),
        refused: Vec::new(),
        draft: None,
    }
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
    use crate::data_file::Changes;
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
        let (parses, view) = parses_of(|| workspace.view("甲.yaml", text, &changes, None).unwrap());
        let changed = text.replace("自然人: 3", "自然人: 4").replace("共 {{", "全年共 {{");
        assert_eq!((parses, view.text.as_str()), (1, changed.as_str()));
        // Written by hand, then filled in: its text was no answer yet.
        let by_hand = changed.replace("甲局", "乙局");
        let (parses, _) = parses_of(|| workspace.view("甲.yaml", &by_hand, &changes, None).unwrap());
        assert_eq!(parses, 2);
        // Its pages need no parsing; those of a text that was no answer do.
        let (parses, _) = parses_of(|| workspace.lay_out("甲.yaml", &view.text, None).unwrap());
        assert_eq!(parses, 0);
        let unseen = text.replace("甲局", "丙局");
        let (parses, _) = parses_of(|| workspace.lay_out("甲.yaml", &unseen, None).unwrap());
        assert_eq!(parses, 1);
        let (parses, list) = parses_of(|| workspace.list().unwrap());
        assert_eq!((parses, list.len()), (0, 1));
    }
}
