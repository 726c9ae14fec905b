//! Reports named on the command line: files, folders, patterns, lists, standard input. Data files and tables
//! always, received reports where a command takes them.

mod any;
mod data_files;
mod error;
mod expand;
mod list;
mod portable;
mod shard;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use any::open_previous;
pub use data_files::{content, folder, has_ending, open, open_valid, source};
pub use error::InputError;
pub use expand::{PassedOver, Takes, Wanted, expand, expand_noting};
pub use portable::{PortableInput, is_read_here};
pub use shard::{NoShard, Shard};

pub(super) use any::{InputText, read_any};
pub(super) use expand::expand_one;

#[cfg(feature = "spreadsheet")]
use self::data_files::open_as;
use self::portable::Content;
use crate::diagnostic::Finding;
use crate::files::{self, NamedBy};
use crate::form::Forms;
use crate::report::{self, Identity};
#[cfg(feature = "spreadsheet")]
use crate::spreadsheet::{GeneratedFile, Table};
use crate::yaml::Source;

/// One report to be read.
#[derive(Clone)]
#[non_exhaustive]
pub enum Input {
    /// A data file.
    File {
        /// The file.
        path: PathBuf,
        /// Where its name is from: what an argument names may be a pipe.
        named_by: NamedBy,
    },
    /// A received report: a Word file, PDF, web page or text.
    #[cfg(feature = "import")]
    Received {
        /// The file.
        path: PathBuf,
        /// Where its name is from.
        named_by: NamedBy,
    },
    /// A row of a table, or a sheet of a workbook.
    #[cfg(feature = "spreadsheet")]
    Row {
        /// The file.
        path: PathBuf,
        /// Its content.
        table: Arc<Table>,
        /// Which of its reports.
        index: usize,
    },
    /// Any of these, sent by the process that was called to the one that does the work.
    Portable(PortableInput),
}

/// Where the lines of a report's text come from: its own file, or the cells of a table.
#[derive(Debug)]
pub(super) struct LineOrigins {
    #[cfg(feature = "spreadsheet")]
    row: Option<GeneratedFile>,
}

impl LineOrigins {
    /// Lines of the file itself.
    pub fn own() -> Self {
        Self {
            #[cfg(feature = "spreadsheet")]
            row: None,
        }
    }

    /// Those of an input that was sent to this process.
    #[cfg_attr(not(feature = "spreadsheet"), allow(unused_variables, reason = "only rows have other lines"))]
    fn of(input: &PortableInput) -> Self {
        Self {
            #[cfg(feature = "spreadsheet")]
            row: match &input.content {
                Content::Row(generated) => Some((**generated).clone()),
                _ => None,
            },
        }
    }

    /// Findings, moved to places in the file that the user has: for a row of a table, to its cells.
    pub fn placed(&self, findings: Vec<Finding>) -> Vec<Finding> {
        #[cfg(feature = "spreadsheet")]
        if let Some(generated) = &self.row {
            return generated.placed(findings);
        }
        findings
    }

    /// The text that findings may point into: the data file, or the template of a table.
    pub fn shown(&self, source: Option<Arc<Source>>) -> Option<Arc<Source>> {
        #[cfg(feature = "spreadsheet")]
        if let Some(generated) = &self.row {
            return generated.template.clone();
        }
        source
    }
}

impl Input {
    /// The data file that an argument of the command names.
    pub fn argument(path: impl Into<PathBuf>) -> Self {
        Input::File { path: path.into(), named_by: NamedBy::CommandLine }
    }

    /// A file of any kind that holds a report, as an argument of the command names it.
    pub fn any(path: impl Into<PathBuf>) -> Self {
        Self::of_file(path.into(), NamedBy::CommandLine, Takes::AnyReport)
    }

    /// A file, for a command that takes these.
    fn of_file(path: PathBuf, named_by: NamedBy, takes: Takes) -> Self {
        #[cfg(feature = "import")]
        if takes != Takes::DataFiles && crate::import::is_document(&path) {
            return Input::Received { path, named_by };
        }
        let _ = takes;
        Input::File { path, named_by }
    }

    /// How messages and results name it.
    pub fn name(&self) -> String {
        match self {
            Input::File { path, .. } => path.display().to_string(),
            #[cfg(feature = "import")]
            Input::Received { path, .. } => path.display().to_string(),
            #[cfg(feature = "spreadsheet")]
            Input::Row { table, index, .. } => table.name(*index),
            Input::Portable(input) => input.name.clone(),
        }
    }

    /// The row of a table that it stands in, from 1; none for a data file and for a sheet of a workbook.
    pub fn row(&self) -> Option<u32> {
        match self {
            Input::File { .. } => None,
            #[cfg(feature = "import")]
            Input::Received { .. } => None,
            #[cfg(feature = "spreadsheet")]
            Input::Row { table, index, .. } => table.row(*index),
            Input::Portable(input) => input.row,
        }
    }

    /// Its agency and where it stands, so that it is found among hundreds: `甲局（甲.yaml）`, and for a row of a
    /// table `甲局（各局.xlsx!Sheet1 第 5 行）`. Only where it stands if the agency is not known.
    pub fn subject(&self, agency: Option<&str>) -> String {
        let place = match self {
            Input::File { path, .. } => path.display().to_string(),
            #[cfg(feature = "import")]
            Input::Received { path, .. } => path.display().to_string(),
            #[cfg(feature = "spreadsheet")]
            Input::Row { table, index, .. } => table.named_row(*index),
            Input::Portable(input) => input.place.clone(),
        };
        match agency {
            Some(agency) => format!("{agency}（{place}）"),
            None => place,
        }
    }

    /// The same input for another process, which has neither the tables nor the standard input of this one.
    ///
    /// # Errors
    /// Another process could not read it, so that it is read here, and that fails.
    pub fn portable(&self) -> Result<PortableInput, InputError> {
        let content = match self {
            Input::File { path, named_by } if is_read_here(path, *named_by) => {
                Content::Bytes(content(path, *named_by)?)
            }
            Input::File { .. } => Content::OnDisk,
            #[cfg(feature = "import")]
            Input::Received { path, .. } => return Err(InputError::ImportFirst(path.clone())),
            #[cfg(feature = "spreadsheet")]
            Input::Row { table, index, .. } => Content::Row(Box::new(table.generate(*index))),
            Input::Portable(input) => return Ok(input.clone()),
        };
        let path = self.path().to_path_buf();
        Ok(PortableInput { name: self.name(), place: self.subject(None), row: self.row(), path, content })
    }

    /// True if both are read from one file of the disk.
    pub fn is_same_file(&self, other: &Input) -> bool {
        let real = |input: &Input| std::fs::canonicalize(input.path()).ok();
        real(self).is_some_and(|path| Some(path) == real(other))
    }

    fn path(&self) -> &Path {
        match self {
            Input::File { path, .. } => path,
            #[cfg(feature = "import")]
            Input::Received { path, .. } => path,
            #[cfg(feature = "spreadsheet")]
            Input::Row { path, .. } => path,
            Input::Portable(input) => &input.path,
        }
    }

    /// The folder that it is in, where its outputs go if no other is named.
    pub fn folder(&self) -> &Path {
        self.path().parent().unwrap_or(Path::new(""))
    }

    /// Its text, and where the text comes from.
    pub(super) fn open(&self, forms: &Forms) -> Result<InputText, InputError> {
        // Only received reports are read against the form.
        let _ = forms;
        match self {
            Input::File { path, named_by } => Ok(InputText::own(open(path, *named_by)?)),
            #[cfg(feature = "import")]
            Input::Received { path, named_by } => read_any(path, *named_by, forms),
            #[cfg(feature = "spreadsheet")]
            Input::Row { table, index, .. } => {
                let generated = table.generate(*index);
                let source = generated.source.clone();
                Ok(InputText { origins: LineOrigins { row: Some(generated) }, ..InputText::own(source) })
            }
            Input::Portable(input) => {
                Ok(InputText { origins: LineOrigins::of(input), ..InputText::own(input.open()?) })
            }
        }
    }

    /// The name of its outputs without extension; none if its errors leave it without one, which are reported
    /// when it is built, or if it can be read only once. Only the keys that make the name are read, and
    /// nothing of the file is kept in memory.
    pub fn output_name(&self, forms: &Forms) -> Option<String> {
        if let Input::File { path, named_by } = self
            && files::is_stream(path, *named_by)
        {
            return None;
        }
        let source = self.open(forms).ok()?.source;
        report::output_name(&source, forms)
    }

    /// Whose report it is, and of which year; none if it does not say so. As [`Input::output_name`], it reads
    /// only the keys that say it.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn identity(&self, forms: &Forms) -> Result<Option<Identity>, InputError> {
        let source = self.open(forms)?.source;
        Ok(report::identity(&source, forms))
    }

    /// Identifies it among all inputs: the path as it was given, and for a row of a table also the name of
    /// its outputs, as the number of a row changes when others are inserted.
    #[cfg_attr(not(feature = "spreadsheet"), allow(unused_variables, reason = "only rows have a name in it"))]
    fn key(&self, forms: &Forms) -> Vec<u8> {
        #[cfg_attr(not(feature = "spreadsheet"), allow(unused_mut, reason = "only rows add to it"))]
        let mut key = plain(self.path()).as_os_str().as_encoded_bytes().to_vec();
        #[cfg(feature = "spreadsheet")]
        if let Input::Row { table, index, .. } = self {
            key.push(b'!');
            key.extend(self.output_name(forms).unwrap_or_else(|| table.name(*index)).into_bytes());
        }
        key
    }
}

/// Opens a table of reports; `template` has what its rows do not give.
///
/// # Errors
/// It or its template cannot be read, or it is blank.
#[cfg(feature = "spreadsheet")]
pub fn table(path: &Path, template: Option<&Path>, forms: &Forms) -> Result<Arc<Table>, InputError> {
    let template = template.map(|file| open_as("样板 ", file, NamedBy::CommandLine)).transpose()?;
    let table = Arc::new(Table::open_with(path, template, forms)?);
    if table.is_empty() { Err(InputError::EmptyTable(path.to_path_buf())) } else { Ok(table) }
}

/// True if a path is named like a table that holds many reports.
pub fn is_table(path: &Path) -> bool {
    let extension = path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase);
    matches!(extension.as_deref(), Some("xlsx" | "xlsm" | "ods" | "csv" | "tsv"))
}

/// The inputs that belong to one shard of a run that is spread over processes or machines: chosen by a hash
/// of the path as it was given, so that every machine comes to the same result.
pub fn shard(mut inputs: Vec<Input>, shard: Option<Shard>, forms: &Forms) -> Vec<Input> {
    if let Some(shard) = shard {
        inputs.retain(|input| shard.has(&input.key(forms)));
    }
    inputs
}

/// A path without `./` in front, so that `./a.yaml` and `a.yaml` are one.
fn plain(file: &Path) -> &Path {
    file.strip_prefix(".").unwrap_or(file)
}
