//! Data files named on the command line: files, folders, standard input.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Failure;
use crate::build::reason;
use crate::diagnostic::Finding;
use crate::report::{self, Report};
use crate::source::Source;

/// The data files of all arguments, in the order given, those of a folder sorted by name.
///
/// # Errors
/// A folder cannot be read. A file that is not there is found when it is opened, so that all others are done.
pub fn expand(arguments: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for argument in arguments {
        if argument.is_dir() {
            let before = files.len();
            folder(argument, &mut files)?;
            if files.len() == before {
                return Err(Failure(format!("文件夹 {} 里没有数据文件（.yaml、.yml）", argument.display())));
            }
        } else {
            files.push(argument.clone());
        }
    }
    Ok(files)
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

/// Opens a data file; `-` is standard input.
///
/// # Errors
/// The outer one if the file cannot be read, the inner one if its bytes are not text.
pub fn open(path: &Path) -> Result<Result<Arc<Source>, Box<Finding>>, Failure> {
    let name = path.to_string_lossy().into_owned();
    let bytes = if name == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        std::fs::read(path)
    };
    let bytes = bytes.map_err(|e| Failure(format!("{name} 读不了：{}", reason(&e))))?;
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
