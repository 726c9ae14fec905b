//! Data files named on the command line: files, folders, patterns, lists, standard input.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::{Finding, Severity};
use crate::files::{MANIFEST_FOLDER, ReadError, reason};
use crate::form::Forms;
use crate::report::{self, Report};
use crate::spreadsheet::{GeneratedFile, Table, TableError};
use crate::yaml::Source;

/// Inputs that cannot be found or read. What is wrong with the content of a data file is a finding instead.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// The system refuses a file.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The system refuses a folder.
    #[error("文件夹 {} 读不了：{}", path.display(), reason(source))]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A folder without data files.
    #[error("文件夹 {} 里没有数据文件（.yaml、.yml）", .0.display())]
    EmptyFolder(PathBuf),
    /// A pattern of file names that is none.
    #[error("“{pattern}”不是正确的文件名式样：{source}")]
    Pattern {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        source: glob::PatternError,
    },
    /// A pattern that no file matches.
    #[error("没有文件符合“{0}”")]
    NoMatch(String),
    /// The system refuses a list of files.
    #[error("文件清单 {} 读不了：{}", path.display(), reason(source))]
    List {
        /// The list.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A list of files that names none.
    #[error("文件清单 {} 是空的", .0.display())]
    EmptyList(PathBuf),
    /// A list of files in an encoding in which this system has no file names.
    #[error("文件清单 {} 不是 UTF-8 编码", .0.display())]
    ListEncoding(PathBuf),
    /// A table that cannot be read.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A table without reports.
    #[error("{} 里没有填数据", .0.display())]
    EmptyTable(PathBuf),
    /// A file that must be readable as text and is not.
    #[error("{what}{}：{message}", path.display())]
    NotText {
        /// What the file is for, with a blank behind it.
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// The finding's message.
        message: String,
    },
    /// A data file that must be without errors and is not.
    #[error("{what}{} 有错误，请先用 nianbao check 核对它", path.display())]
    HasErrors {
        /// What the file is for, with a blank behind it.
        what: &'static str,
        /// The file.
        path: PathBuf,
    },
}

/// One share of a run: the I-th of N, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    index: u64,
    count: u64,
}

impl Shard {
    /// Whether a name belongs to this share. A name always belongs to the same one of N, whatever other names
    /// there are.
    pub fn has(self, name: &[u8]) -> bool {
        let hash = blake3::hash(name);
        let first = hash.as_bytes().iter().take(8).fold(0, |n, &byte| n << 8 | u64::from(byte));
        first % self.count == self.index - 1
    }
}

impl std::str::FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers = text.split_once('/').and_then(|(i, n)| Some((i.parse().ok()?, n.parse().ok()?)));
        match numbers {
            Some((index, count)) if (1..=count).contains(&index) => Ok(Self { index, count }),
            _ => Err("应当写成 I/N，I 从 1 到 N，例如 2/8".to_owned()),
        }
    }
}

/// One report to be read.
#[derive(Clone)]
pub enum Input {
    /// A data file.
    File(PathBuf),
    /// A row of a table, or a sheet of a workbook.
    Row {
        /// The file.
        path: PathBuf,
        /// Its content.
        table: Arc<Table>,
        /// Which of its reports.
        index: usize,
    },
}

/// The text of a report, and where its lines come from.
pub struct Opened {
    /// The data file.
    pub source: Arc<Source>,
    row: Option<GeneratedFile>,
}

impl Opened {
    /// Findings with the places that the user knows.
    pub fn placed(&self, findings: Vec<Finding>) -> Vec<Finding> {
        match &self.row {
            Some(generated) => generated.placed(findings),
            None => findings,
        }
    }

    /// The text that findings may point into: the data file, or the pattern of a table.
    pub fn shown(&self) -> Option<Arc<Source>> {
        match &self.row {
            Some(generated) => generated.template.clone(),
            None => Some(self.source.clone()),
        }
    }
}

impl Input {
    /// How messages and results name it.
    pub fn name(&self) -> String {
        match self {
            Input::File(path) => path.display().to_string(),
            Input::Row { table, index, .. } => table.name(*index),
        }
    }

    /// True if both are read from one file of the disk.
    pub fn is_same_file(&self, other: &Input) -> bool {
        let real = |input: &Input| std::fs::canonicalize(input.path()).ok();
        real(self).is_some_and(|path| Some(path) == real(other))
    }

    fn path(&self) -> &Path {
        match self {
            Input::File(path) | Input::Row { path, .. } => path,
        }
    }

    /// The folder that its outputs stand beside it in.
    pub fn folder(&self) -> &Path {
        self.path().parent().unwrap_or(Path::new(""))
    }

    /// Reads its text.
    ///
    /// # Errors
    /// As [`open`].
    pub fn open(&self) -> Result<Result<Opened, Box<Finding>>, InputError> {
        match self {
            Input::File(path) => Ok(open(path)?.map(|source| Opened { source, row: None })),
            Input::Row { table, index, .. } => {
                let generated = table.generate(*index);
                Ok(Ok(Opened { source: generated.source.clone(), row: Some(generated) }))
            }
        }
    }

    /// The name of its outputs without extension; none where that cannot be told, which building it will say.
    pub fn output_name(&self) -> Option<String> {
        if self.path().as_os_str() == "-" {
            return None;
        }
        report::output_name(&self.open().ok()?.ok()?.source, &Forms::built_in())
    }

    /// What tells it from all others: the path as it was given; for a row with the name of its outputs, as
    /// rows move.
    fn key(&self) -> Vec<u8> {
        let mut key = plain(self.path()).as_os_str().as_encoded_bytes().to_vec();
        if let Input::Row { table, index, .. } = self {
            key.push(b'!');
            key.extend(self.output_name().unwrap_or_else(|| table.name(*index)).into_bytes());
        }
        key
    }
}

/// Opens a table that has reports.
///
/// # Errors
/// It or its pattern cannot be read, or it is blank.
pub fn table(path: &Path, pattern: Option<&Path>) -> Result<Arc<Table>, InputError> {
    let pattern = match pattern {
        None => None,
        Some(file) => Some(open(file)?.map_err(|f| InputError::NotText {
            what: "样板 ",
            path: file.to_path_buf(),
            message: f.message,
        })?),
    };
    let table = Arc::new(Table::open(path, pattern)?);
    if table.is_empty() { Err(InputError::EmptyTable(path.to_path_buf())) } else { Ok(table) }
}

/// The data files and tables that a command is to read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'a> {
    /// Files, folders, patterns, tables.
    pub arguments: &'a [PathBuf],
    /// A list of more of them.
    pub list: Option<&'a Path>,
    /// The pattern of the reports of tables.
    pub pattern: Option<&'a Path>,
}

/// All reports of all arguments, in the order given, those of a folder or pattern sorted by name, each file
/// once.
///
/// # Errors
/// A folder, list or table cannot be read, or holds nothing. A data file that is not there is found when it
/// is opened, so that all others are done.
pub fn expand(wanted: Wanted<'_>) -> Result<Vec<Input>, InputError> {
    let mut files = Vec::new();
    for argument in wanted.arguments {
        one(argument, &mut files)?;
    }
    if let Some(list) = wanted.list {
        for path in read_list(list)? {
            one(&path, &mut files)?;
        }
    }
    let mut seen: BTreeSet<[u8; 32]> = BTreeSet::new();
    files.retain(|file| seen.insert(*blake3::hash(plain(file).as_os_str().as_encoded_bytes()).as_bytes()));
    let mut inputs = Vec::new();
    for file in files {
        if Table::is_table(&file) {
            let table = table(&file, wanted.pattern)?;
            inputs.extend((0..table.len()).map(|index| Input::Row {
                path: file.clone(),
                table: table.clone(),
                index,
            }));
        } else {
            inputs.push(Input::File(file));
        }
    }
    Ok(inputs)
}

/// What belongs to a shard of a run that is spread over processes or machines: by a hash of the path as it
/// was given.
pub fn shard(mut inputs: Vec<Input>, shard: Option<Shard>) -> Vec<Input> {
    if let Some(shard) = shard {
        inputs.retain(|input| shard.has(&input.key()));
    }
    inputs
}

/// `./a.yaml` is `a.yaml`.
fn plain(file: &Path) -> &Path {
    file.strip_prefix(".").unwrap_or(file)
}

fn one(argument: &Path, files: &mut Vec<PathBuf>) -> Result<(), InputError> {
    let before = files.len();
    if argument.is_dir() {
        folder(argument, files)?;
        if files.len() == before {
            return Err(InputError::EmptyFolder(argument.to_path_buf()));
        }
    } else if let Some(pattern) =
        argument.to_str().filter(|a| a.contains(['*', '?', '[']) && !argument.exists())
    {
        for found in glob::glob(pattern)
            .map_err(|source| InputError::Pattern { pattern: pattern.to_owned(), source })?
        {
            let path = found.map_err(|e| ReadError { path: e.path().to_path_buf(), source: e.into() })?;
            let ours = path.components().any(|c| c.as_os_str() == MANIFEST_FOLDER);
            if path.is_file() && !ours {
                files.push(path);
            }
        }
        if files.len() == before {
            return Err(InputError::NoMatch(pattern.to_owned()));
        }
    } else {
        files.push(argument.to_path_buf());
    }
    Ok(())
}

/// Adds the data files of a folder and the folders in it, sorted by name; hidden ones are left out.
///
/// # Errors
/// A folder cannot be read.
pub fn folder(folder_path: &Path, files: &mut Vec<PathBuf>) -> Result<(), InputError> {
    let failure = |source| InputError::Folder { path: folder_path.to_path_buf(), source };
    let mut entries =
        std::fs::read_dir(folder_path).map_err(failure)?.collect::<Result<Vec<_>, _>>().map_err(failure)?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if is_hidden(&entry.file_name()) {
            continue;
        }
        if path.is_dir() {
            folder(&path, files)?;
        } else if has_ending(&path) {
            files.push(path);
        }
    }
    Ok(())
}

fn is_hidden(name: &OsStr) -> bool {
    name.to_string_lossy().starts_with('.')
}

fn has_ending(path: &Path) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("yaml") || e.eq_ignore_ascii_case("yml"))
}

/// The path of a data file by its name inside a folder, if it is one that [`folder`] would find: no name
/// leads out of the folder.
pub fn inside(folder: &Path, name: &str) -> Option<PathBuf> {
    let name = Path::new(name);
    let plain = name.components().all(|c| matches!(c, Component::Normal(part) if !is_hidden(part)));
    let path = folder.join(name);
    (plain && has_ending(name) && path.is_file()).then_some(path)
}

/// The paths of a list: one a line, or, as `find -print0` writes them, each ended by a NUL. `-` is standard
/// input.
fn read_list(list: &Path) -> Result<Vec<PathBuf>, InputError> {
    let bytes = bytes(list).map_err(|source| InputError::List { path: list.to_path_buf(), source })?;
    let separator = if bytes.contains(&0) { 0 } else { b'\n' };
    let mut paths = Vec::new();
    for line in bytes.split(|&b| b == separator) {
        let line = if separator == 0 { line } else { line.strip_suffix(b"\r").unwrap_or(line) };
        if !line.is_empty() {
            paths.push(PathBuf::from(os_string(line, list)?));
        }
    }
    if paths.is_empty() {
        return Err(InputError::EmptyList(list.to_path_buf()));
    }
    Ok(paths)
}

#[cfg(unix)]
fn os_string(bytes: &[u8], _: &Path) -> Result<OsString, InputError> {
    use std::os::unix::ffi::OsStringExt;
    Ok(OsString::from_vec(bytes.to_vec()))
}

#[cfg(not(unix))]
fn os_string(bytes: &[u8], list: &Path) -> Result<OsString, InputError> {
    let text = std::str::from_utf8(bytes);
    text.map(OsString::from).map_err(|_| InputError::ListEncoding(list.to_path_buf()))
}

fn bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        return std::io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes);
    }
    std::fs::read(path)
}

/// Opens a data file; `-` is standard input.
///
/// # Errors
/// The outer one if the file cannot be read, the inner one if its bytes are not text.
pub fn open(path: &Path) -> Result<Result<Arc<Source>, Box<Finding>>, InputError> {
    Ok(source(path, &content(path)?))
}

/// The bytes of a data file; `-` is standard input.
///
/// # Errors
/// The file cannot be read.
pub fn content(path: &Path) -> Result<Vec<u8>, InputError> {
    bytes(path).map_err(|source| ReadError { path: path.to_path_buf(), source }.into())
}

/// The bytes of a data file as text.
///
/// # Errors
/// They are not text.
pub fn source(path: &Path, bytes: &[u8]) -> Result<Arc<Source>, Box<Finding>> {
    Source::from_bytes(path.to_string_lossy(), bytes).map(Arc::new).map_err(Box::new)
}

/// Last year's report: the file of `--previous`, else the one that 上年数据 names, beside the data file.
///
/// # Errors
/// The file cannot be read, or is no report at all.
pub fn previous(flag: Option<&Path>, report: &Report) -> Result<Option<Report>, InputError> {
    let path = match (flag, &report.previous) {
        (Some(path), _) => path.to_path_buf(),
        (None, Some(text)) => {
            Path::new(&**report.source.file()).parent().unwrap_or(Path::new("")).join(&text.text)
        }
        (None, None) => return Ok(None),
    };
    open_valid(&path, "上年数据 ").map(Some)
}

/// The report of a data file without errors. `what` stands before its name in messages.
///
/// # Errors
/// The file cannot be read, or has errors.
pub fn open_valid(path: &Path, what: &'static str) -> Result<Report, InputError> {
    let source = open(path)?.map_err(|f| InputError::NotText {
        what,
        path: path.to_path_buf(),
        message: f.message,
    })?;
    match report::read(source) {
        (Some(report), findings) if !findings.iter().any(|f| f.severity == Severity::Error) => Ok(report),
        _ => Err(InputError::HasErrors { what, path: path.to_path_buf() }),
    }
}
