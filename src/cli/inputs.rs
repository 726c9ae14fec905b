//! Data files named on the command line: files, folders, patterns, lists, standard input.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Failure;
use super::args::Shard;
use crate::build::{file_name, ledger, reason};
use crate::diagnostic::Finding;
use crate::report::{self, Report};
use crate::source::Source;

/// One report to be read.
#[derive(Debug, Clone)]
pub enum Input {
    /// A data file.
    File(PathBuf),
}

/// The text of a report, and where its lines come from.
pub struct Opened {
    /// The data file.
    pub source: Arc<Source>,
}

impl Opened {
    /// Findings with the places that the user knows.
    pub fn placed(&self, findings: Vec<Finding>) -> Vec<Finding> {
        findings
    }
}

impl Input {
    /// How messages and results name it.
    pub fn name(&self) -> String {
        match self {
            Input::File(path) => path.display().to_string(),
        }
    }

    /// The folder that its outputs stand beside it in.
    pub fn folder(&self) -> &Path {
        let Input::File(path) = self;
        path.parent().unwrap_or(Path::new(""))
    }

    /// Reads its text.
    ///
    /// # Errors
    /// As [`open`].
    pub fn open(&self) -> Result<Result<Opened, Box<Finding>>, Failure> {
        match self {
            Input::File(path) => Ok(open(path)?.map(|source| Opened { source })),
        }
    }

    /// The name of its outputs without extension; none where that cannot be told, which building it will say.
    pub fn output_name(&self) -> Option<String> {
        match self {
            Input::File(path) if path.as_os_str() == "-" => None,
            Input::File(_) => {
                let source = self.open().ok()?.ok()?.source;
                let (report, findings) = report::read(source);
                let fatal = findings.iter().any(|f| report::FATAL.contains(&f.rule));
                report.filter(|_| !fatal).map(|report| file_name(&report))
            }
        }
    }

    /// What tells it from all others: the path as it was given.
    fn key(&self) -> Vec<u8> {
        let Input::File(path) = self;
        plain(path).as_os_str().as_encoded_bytes().to_vec()
    }
}

/// The data files of all arguments, in the order given, those of a folder or pattern sorted by name, each once.
///
/// # Errors
/// A folder or list cannot be read, or holds nothing. A file that is not there is found when it is opened, so that all others are done.
pub fn expand(arguments: &[PathBuf], list: Option<&Path>) -> Result<Vec<Input>, Failure> {
    let mut files = Vec::new();
    for argument in arguments {
        one(argument, &mut files)?;
    }
    if let Some(list) = list {
        for path in read_list(list)? {
            one(&path, &mut files)?;
        }
    }
    let mut seen: BTreeSet<[u8; 32]> = BTreeSet::new();
    let mut inputs: Vec<Input> = files.into_iter().map(Input::File).collect();
    inputs.retain(|input| seen.insert(*blake3::hash(&input.key()).as_bytes()));
    Ok(inputs)
}

/// What belongs to a shard of a run that is spread over processes or machines: by a hash of the path as it was given.
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

fn one(argument: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let before = files.len();
    if argument.is_dir() {
        folder(argument, files)?;
        if files.len() == before {
            return Err(Failure(format!("文件夹 {} 里没有数据文件（.yaml、.yml）", argument.display())));
        }
    } else if let Some(pattern) = argument.to_str().filter(|a| a.contains(['*', '?', '[']) && !argument.exists()) {
        let error = |e: &dyn std::fmt::Display| Failure(format!("“{pattern}”不是正确的文件名式样：{e}"));
        for found in glob::glob(pattern).map_err(|e| error(&e))? {
            let path = found.map_err(|e| Failure(format!("{} 读不了：{}", e.path().display(), reason(e.error()))))?;
            let ours = path.components().any(|c| c.as_os_str() == ledger::FOLDER);
            if path.is_file() && !ours {
                files.push(path);
            }
        }
        if files.len() == before {
            return Err(Failure(format!("没有文件符合“{pattern}”")));
        }
    } else {
        files.push(argument.to_path_buf());
    }
    Ok(())
}

fn folder(folder_path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let failure = |e: std::io::Error| Failure(format!("文件夹 {} 读不了：{}", folder_path.display(), reason(&e)));
    let mut entries = std::fs::read_dir(folder_path).map_err(failure)?.collect::<Result<Vec<_>, _>>().map_err(failure)?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if hidden {
            continue;
        }
        if path.is_dir() {
            folder(&path, files)?;
        } else if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("yaml") || e.eq_ignore_ascii_case("yml")) {
            files.push(path);
        }
    }
    Ok(())
}

/// The paths of a list: one a line, or, as `find -print0` writes them, each ended by a NUL. `-` is standard input.
fn read_list(list: &Path) -> Result<Vec<PathBuf>, Failure> {
    let bytes = bytes(list).map_err(|e| Failure(format!("文件清单 {} 读不了：{}", list.display(), reason(&e))))?;
    let separator = if bytes.contains(&0) { 0 } else { b'\n' };
    let mut paths = Vec::new();
    for line in bytes.split(|&b| b == separator) {
        let line = if separator == 0 { line } else { line.strip_suffix(b"\r").unwrap_or(line) };
        if !line.is_empty() {
            paths.push(PathBuf::from(os_string(line, list)?));
        }
    }
    if paths.is_empty() {
        return Err(Failure(format!("文件清单 {} 是空的", list.display())));
    }
    Ok(paths)
}

#[cfg(unix)]
fn os_string(bytes: &[u8], _: &Path) -> Result<OsString, Failure> {
    use std::os::unix::ffi::OsStringExt;
    Ok(OsString::from_vec(bytes.to_vec()))
}

#[cfg(not(unix))]
fn os_string(bytes: &[u8], list: &Path) -> Result<OsString, Failure> {
    let text = std::str::from_utf8(bytes);
    text.map(OsString::from).map_err(|_| Failure(format!("文件清单 {} 不是 UTF-8 编码", list.display())))
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
pub fn open(path: &Path) -> Result<Result<Arc<Source>, Box<Finding>>, Failure> {
    let name = path.to_string_lossy().into_owned();
    let bytes = bytes(path).map_err(|e| Failure(format!("{name} 读不了：{}", reason(&e))))?;
    Ok(Source::from_bytes(name, &bytes).map(Arc::new).map_err(Box::new))
}

/// Last year's report: the file of `--previous`, else the one that 上年数据 names, beside the data file.
///
/// # Errors
/// The file cannot be read, or is no report at all.
pub fn previous(flag: Option<&Path>, report: &Report) -> Result<Option<Report>, Failure> {
    let path = match (flag, &report.previous) {
        (Some(path), _) => path.to_path_buf(),
        (None, Some(text)) => Path::new(&**report.source.file()).parent().unwrap_or(Path::new("")).join(&text.text),
        (None, None) => return Ok(None),
    };
    let source = open(&path)?.map_err(|f| Failure(format!("上年数据 {}：{}", path.display(), f.message)))?;
    match report::read(source) {
        (Some(report), findings) if !findings.iter().any(|f| f.severity == crate::diagnostic::Severity::Error) => {
            Ok(Some(report))
        }
        _ => Err(Failure(format!("上年数据 {} 有错误，请先用 nianbao check 核对它", path.display()))),
    }
}
