//! The files that arguments stand for.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use super::data_files::folder;
use super::list::read_list;
#[cfg(feature = "spreadsheet")]
use super::table;
use super::{Input, InputError, is_table, plain};
#[cfg(feature = "import")]
use crate::files::Walk;
use crate::files::{MANIFEST_FOLDER, NamedBy, ReadError, limits};
use crate::form::Forms;
#[cfg(feature = "import")]
use crate::import;

/// Which files a command takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Takes {
    /// Data files and tables.
    #[default]
    DataFiles,
    /// Received reports too (`.docx`, `.pdf`, `.html`, `.txt`, …). Of a folder that has data files, only
    /// these: what else lies there was made from them.
    AnyReport,
    /// Received reports too, and every one of a folder, whether or not there are data files beside it.
    Inbox,
}

/// Files of a folder that could be reports and were passed over, as the folder has data files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassedOver {
    /// The folder.
    pub folder: PathBuf,
    /// How many they are.
    pub count: usize,
}

/// The reports that a command is to read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'a> {
    /// Which files it takes.
    pub takes: Takes,
    /// Files, folders, patterns, tables.
    pub arguments: &'a [PathBuf],
    /// A list of more of them.
    pub list: Option<&'a Path>,
    /// The template of the reports of tables.
    pub pattern: Option<&'a Path>,
    /// The forms that tables may be of; the built-in ones where none are named.
    pub forms: Option<&'a Forms>,
}

/// All reports of all arguments, in the order given, those of a folder or pattern sorted by name, each file
/// once.
///
/// # Errors
/// A folder, list or table cannot be read, or holds nothing. A data file that is not there is found when it
/// is opened, so that all others are done.
pub fn expand(wanted: Wanted<'_>) -> Result<Vec<Input>, InputError> {
    expand_noting(wanted, &mut Vec::new())
}

/// As [`expand`], and says which files of folders were passed over.
///
/// # Errors
/// As [`expand`].
pub fn expand_noting(
    wanted: Wanted<'_>,
    passed_over: &mut Vec<PassedOver>,
) -> Result<Vec<Input>, InputError> {
    let mut found = Found { takes: wanted.takes, files: Vec::new(), passed_over };
    for argument in wanted.arguments {
        found.one(argument, NamedBy::CommandLine)?;
    }
    if let Some(list) = wanted.list {
        for path in read_list(list)? {
            found.one(&path, NamedBy::Content)?;
        }
    }
    inputs_of(found.files, wanted)
}

/// All reports of one argument, or of one line of a list, whatever they are written as.
///
/// # Errors
/// As [`expand`].
pub(in crate::pipeline) fn expand_one(
    path: &Path,
    named_by: NamedBy,
    forms: &Forms,
) -> Result<Vec<Input>, InputError> {
    let takes = Takes::AnyReport;
    let mut found = Found { takes, files: Vec::new(), passed_over: &mut Vec::new() };
    found.one(path, named_by)?;
    inputs_of(found.files, Wanted { takes, forms: Some(forms), ..Wanted::default() })
}

/// The reports of files, each file once.
fn inputs_of(mut files: Vec<(PathBuf, NamedBy)>, wanted: Wanted<'_>) -> Result<Vec<Input>, InputError> {
    let mut seen: BTreeSet<[u8; 32]> = BTreeSet::new();
    files.retain(|(file, _)| {
        seen.insert(*blake3::hash(plain(file).as_os_str().as_encoded_bytes()).as_bytes())
    });
    let mut inputs = Vec::new();
    for (path, named_by) in files {
        if is_table(&path) {
            table_rows(&path, wanted, &mut inputs)?;
        } else {
            inputs.push(Input::of_file(path, named_by, wanted.takes));
        }
    }
    Ok(inputs)
}

#[cfg(feature = "spreadsheet")]
fn table_rows(file: &Path, wanted: Wanted<'_>, inputs: &mut Vec<Input>) -> Result<(), InputError> {
    let forms = wanted.forms.cloned().unwrap_or_default();
    let table = table(file, wanted.pattern, &forms)?;
    inputs.extend((0..table.len()).map(|index| Input::Row {
        path: file.to_path_buf(),
        table: table.clone(),
        index,
    }));
    Ok(())
}

#[cfg(not(feature = "spreadsheet"))]
fn table_rows(file: &Path, _: Wanted<'_>, _: &mut Vec<Input>) -> Result<(), InputError> {
    Err(InputError::NoTables(file.to_path_buf()))
}

/// Files that were found.
#[cfg_attr(not(feature = "import"), expect(dead_code, reason = "only received reports are chosen among"))]
struct Found<'a> {
    takes: Takes,
    files: Vec<(PathBuf, NamedBy)>,
    passed_over: &'a mut Vec<PassedOver>,
}

impl Found<'_> {
    /// Adds the files that an argument or a line of a list stands for.
    fn one(&mut self, argument: &Path, named_by: NamedBy) -> Result<(), InputError> {
        let pattern = || argument.to_str().filter(|a| a.contains(['*', '?', '[']) && !argument.exists());
        let mut found = Vec::new();
        if argument.is_dir() {
            self.folder(argument, &mut found)?;
        } else if let Some(pattern) = pattern() {
            matching(pattern, &mut found)?;
            if found.is_empty() {
                return Err(InputError::NoMatch(pattern.to_owned()));
            }
        } else {
            self.files.push((argument.to_path_buf(), named_by));
        }
        self.files.extend(found.into_iter().map(|path| (path, NamedBy::Content)));
        Ok(())
    }

    /// Adds the reports of a folder.
    fn folder(&mut self, path: &Path, found: &mut Vec<PathBuf>) -> Result<(), InputError> {
        folder(path, found)?;
        #[cfg(feature = "import")]
        if self.takes != Takes::DataFiles {
            let documents = documents(path)?;
            if self.takes == Takes::Inbox || found.is_empty() {
                found.extend(documents);
                found.sort();
            } else if !documents.is_empty() {
                self.passed_over.push(PassedOver { folder: path.to_path_buf(), count: documents.len() });
            }
            if found.is_empty() {
                return Err(InputError::NoReports(path.to_path_buf()));
            }
        }
        if found.is_empty() { Err(InputError::EmptyFolder(path.to_path_buf())) } else { Ok(()) }
    }
}

/// The documents of a folder and the folders in it; what Word and browsers put beside one is none.
#[cfg(feature = "import")]
fn documents(folder: &Path) -> Result<Vec<PathBuf>, InputError> {
    // `~$甲局.docx` says who has a file open.
    let is_wanted = &|name: &std::ffi::OsStr| {
        import::is_document(Path::new(name)) && !name.to_string_lossy().starts_with("~$")
    };
    let walk = Walk::of_reports(is_wanted);
    let mut files = walk.files(folder)?;
    // `甲局.files` and `甲局_files` hold the pictures and frames of a page that was saved.
    let is_part = |path: &Path| {
        let names = path.parent().into_iter().flat_map(Path::components);
        names
            .map(|name| name.as_os_str().to_string_lossy())
            .any(|name| name.ends_with("_files") || name.ends_with(".files"))
    };
    files.retain(|file| !is_part(file.strip_prefix(folder).unwrap_or(file)));
    leave_out_copies(&mut files);
    Ok(files)
}

/// Leaves out every OFD that has the same report beside it in a form that is read: 甲局.ofd beside 甲局.pdf.
#[cfg(feature = "import")]
fn leave_out_copies(files: &mut Vec<PathBuf>) {
    let readable = files.iter().filter(|file| import::is_importable(file));
    let readable: BTreeSet<PathBuf> = readable.map(|file| file.with_extension("")).collect();
    files.retain(|file| !import::is_ofd(file) || !readable.contains(&file.with_extension("")));
}

/// Adds the files that a pattern of names matches.
fn matching(pattern: &str, found: &mut Vec<PathBuf>) -> Result<(), InputError> {
    let matches =
        glob::glob(pattern).map_err(|source| InputError::Pattern { pattern: pattern.to_owned(), source })?;
    for (seen, path) in matches.enumerate() {
        if seen > limits::MAX_ENTRIES {
            return Err(InputError::TooManyMatches(pattern.to_owned()));
        }
        let path =
            path.map_err(|e| ReadError { path: e.path().to_path_buf(), cause: io::Error::from(e).into() })?;
        let ours = path.components().any(|c| c.as_os_str() == MANIFEST_FOLDER);
        if path.is_file() && !ours {
            found.push(path);
        }
    }
    Ok(())
}
