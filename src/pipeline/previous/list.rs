//! Lists of last year's reports: text files with one report a line, or an agency and its report.
//!
//! ```text
//! # 上年报告
//! 上年/甲局.yaml
//! 乙市数据局,上年/乙市大数据局.yaml
//! ```
//!
//! The second line says that 上年/乙市大数据局.yaml is last year's report of 乙市数据局, whatever names it has
//! itself. A tab may stand for the comma.

use std::path::{Path, PathBuf};

use crate::files::{self, NamedBy, limits};
use crate::form::Forms;
use crate::pipeline::inputs::InputError;

/// A line of a list.
pub(super) struct Line {
    /// A file, folder, pattern or table.
    pub path: PathBuf,
    /// The agency that it belongs to, where the line says so.
    pub agency: Option<String>,
}

/// True if a path is named like a list, and does not hold a report itself.
pub(super) fn is_list(path: &Path, forms: &Forms) -> bool {
    let is_named =
        path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("txt")) && !path.is_dir();
    is_named && !is_report(path, forms)
}

/// Whether a text is a report. A pipe can be read only once, and is a list.
#[cfg(feature = "import")]
fn is_report(path: &Path, forms: &Forms) -> bool {
    let is_file = !files::is_stream(path, NamedBy::CommandLine);
    is_file && crate::pipeline::inputs::read_any(path, NamedBy::CommandLine, forms).is_ok()
}

#[cfg(not(feature = "import"))]
fn is_report(_: &Path, _: &Forms) -> bool {
    false
}

/// The lines of a list; blank ones and those that begin with `#` are passed over. Paths are seen from the
/// current folder, as in every other list.
pub(super) fn read(list: &Path) -> Result<Vec<Line>, InputError> {
    let text = files::read_text(list, NamedBy::CommandLine, limits::LIST)?;
    let lines = text.trim_start_matches('\u{FEFF}').lines().map(str::trim);
    let lines: Vec<Line> = lines.filter(|l| !l.is_empty() && !l.starts_with('#')).map(line).collect();
    if lines.is_empty() { Err(InputError::EmptyList(list.to_path_buf())) } else { Ok(lines) }
}

fn line(text: &str) -> Line {
    let whole = Line { path: PathBuf::from(text), agency: None };
    // A file may have a comma in its name.
    if whole.path.exists() {
        return whole;
    }
    match text.split_once(['\t', ',', '，']) {
        Some((agency, path)) => {
            Line { path: PathBuf::from(path.trim()), agency: Some(agency.trim().to_owned()) }
        }
        None => whole,
    }
}
