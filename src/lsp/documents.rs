//! The documents that the editor has open, and what was found in them.

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use lsp_types::Uri;

use super::position::Lines;
use super::uri::path_of;
use crate::diagnostic::{Finding, RuleCode};
use crate::files::{ReadCause, limits};
use crate::form::{Forms, normal_label};
use crate::pipeline::{Pipeline, Previous, inputs};
use crate::report::Report;
use crate::yaml::Source;

/// A text of a document, and what was found in it.
pub(super) struct Analysis {
    /// The text that was checked.
    pub lines: Rc<Lines>,
    /// All findings in the order of the file.
    pub findings: Vec<Finding>,
    /// The report; none where the text is no data file at all.
    pub report: Option<Report>,
    /// Last year's, where there is one.
    pub previous: Option<Report>,
}

/// A document that the editor has open.
pub(super) struct Document {
    pub uri: Uri,
    pub version: i32,
    pub lines: Rc<Lines>,
    /// Whether it was ever seen to be a data file. It stays one while its first lines are being rewritten.
    pub is_data_file: bool,
    /// What was found in the text at hand; none where it was not checked yet.
    analysis: Option<Rc<Analysis>>,
    /// The last text that was a report: names and values while what is typed is none.
    last_report: Option<Rc<Analysis>>,
    /// Whether the editor has the findings of the text at hand.
    pub is_published: bool,
}

impl Document {
    /// A document as the editor opens it.
    pub fn new(uri: Uri, version: i32, text: &str, forms: &Forms) -> Self {
        let mut document = Self {
            uri,
            version,
            lines: Rc::new(Lines::new("")),
            is_data_file: false,
            analysis: None,
            last_report: None,
            is_published: false,
        };
        document.set(version, Lines::new(text), forms);
        document
    }

    /// The document with another text.
    pub fn set(&mut self, version: i32, lines: Lines, forms: &Forms) {
        self.is_data_file |= is_data_file(lines.text(), forms);
        (self.version, self.lines) = (version, Rc::new(lines));
        self.look_again();
    }

    /// Forgets what was found, as a file beside it may have changed.
    pub fn look_again(&mut self) {
        (self.analysis, self.is_published) = (None, false);
    }

    /// What was found in the text at hand.
    pub fn analysis(&mut self, pipeline: &Pipeline, workspace: Option<&Path>) -> Rc<Analysis> {
        if let Some(analysis) = &self.analysis {
            return analysis.clone();
        }
        let analysis = Rc::new(self.check(pipeline, workspace));
        if analysis.report.is_some() {
            self.last_report = Some(analysis.clone());
        }
        self.analysis = Some(analysis.clone());
        analysis
    }

    /// The report at hand, or the last one that the text was.
    pub fn last_report(&self) -> Option<&Report> {
        self.last_report.as_ref().and_then(|analysis| analysis.report.as_ref())
    }

    /// Checks the text at hand as `nianbao check` would check the file.
    fn check(&self, pipeline: &Pipeline, workspace: Option<&Path>) -> Analysis {
        let none = |findings| Analysis { lines: self.lines.clone(), findings, report: None, previous: None };
        if !self.is_data_file {
            return none(Vec::new());
        }
        let path = self.path(workspace);
        let text = self.lines.text();
        if let Some(cause) = too_large(text) {
            let source = Source::new(path.to_string_lossy(), "");
            return none(vec![Finding::error(RuleCode::N019, cause.to_string(), source.place(0..0))]);
        }
        let source: Arc<Source> = match inputs::source(&path, text.as_bytes()) {
            Ok(source) => source,
            Err(finding) => return none(vec![*finding]),
        };
        let opened = pipeline.read(source);
        // A file that the system fails to read may be read at the next try; what does not depend on it is
        // found all the same.
        let previous = pipeline.previous(&opened).unwrap_or_else(|_| Previous::default());
        let checked = pipeline.check(opened, previous);
        Analysis {
            lines: self.lines.clone(),
            findings: checked.findings,
            report: checked.report,
            previous: checked.previous,
        }
    }

    /// The file of the document; for one that has none yet, a name in the folder that the editor shows, from
    /// which the names of other files lead on.
    pub fn path(&self, workspace: Option<&Path>) -> PathBuf {
        path_of(&self.uri).unwrap_or_else(|| workspace.unwrap_or(Path::new("")).join("未存盘.yaml"))
    }
}

/// Why a text is not checked: it is larger than a data file may be.
pub(super) fn too_large(text: &str) -> Option<ReadCause> {
    let bytes = text.len() as u64;
    (bytes > limits::DATA_FILE).then_some(ReadCause::TooLarge { bytes, limit: limits::DATA_FILE })
}

/// Whether a YAML text is the data file of a report: it says so in its first comment, or names an agency or a
/// year as one.
///
/// ```text
/// # yaml-language-server: $schema=nianbao.schema.json
/// 机关名称: 甲市教育局
/// 年度：2024            with a slip that the rules will find
/// ```
pub(super) fn is_data_file(text: &str, forms: &Forms) -> bool {
    let is_key = |name: &str| {
        let name = normal_label(name);
        forms.iter().any(|form| [&form.general.agency, &form.general.year].iter().any(|key| key.key == name))
    };
    let says_so = |line: &str| {
        let comment = line.strip_prefix('#').map(str::trim_start);
        comment.is_some_and(|comment| {
            comment.starts_with("yaml-language-server:") && comment.contains("nianbao")
        })
    };
    text.lines().any(|line| {
        says_so(line) || line.split_once([':', '：']).is_some_and(|(key, _)| is_key(key_of(line, key)))
    })
}

/// The key of a line that is not indented; nothing else is a key at the top.
fn key_of<'t>(line: &str, key: &'t str) -> &'t str {
    if line.starts_with([' ', '\t', '#', '-']) { "" } else { key }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_data_file_is_known_among_other_yaml() {
        let forms = Forms::built_in();
        for text in [
            "# yaml-language-server: $schema=nianbao.schema.json\n",
            "# 说明\n\n年度: 2024\n",
            "\"机关名称\": 甲局\n",
            "机关名称：甲局",
        ] {
            assert!(is_data_file(text, &forms), "{text}");
        }
        for text in [
            "",
            "services:\n  web:\n    image: a\n",
            "# yaml-language-server: $schema=https://example.cn/compose.json\n",
            "配置:\n  年度: 2024\n",
            "# 年度: 2024\n",
            "- 年度: 2024\n",
        ] {
            assert!(!is_data_file(text, &forms), "{text}");
        }
    }
}
