//! The files of an inbox: reports of every kind, and what is none, so that no file is passed over in silence.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::files::{FolderError, Walk, way};
use crate::form::Forms;
use crate::import;
use crate::pipeline::inputs::{self, Input, Wanted};

/// A report of the inbox, or a file that cannot be one.
pub(super) struct Found {
    /// Where it lies, from the inbox; for a row of a table with the row.
    pub place: String,
    /// The file.
    pub path: PathBuf,
    /// What is read, or why nothing is.
    pub input: Result<Input, String>,
}

/// What Windows, macOS and office programs leave in folders.
const LEFT_BEHIND: [&str; 3] = ["thumbs.db", "desktop.ini", "icon\r"];

/// The files of a folder and the folders in it, sorted by name. Those of `apart` are left out: the folder of
/// the outputs, the list of agencies.
///
/// # Errors
/// A folder cannot be read.
pub(super) fn files(inbox: &Path, apart: &[&Path], forms: &Forms) -> Result<Vec<Found>, FolderError> {
    let is_wanted = &|name: &OsStr| {
        let name = name.to_string_lossy().to_lowercase();
        !name.starts_with("~$") && !LEFT_BEHIND.contains(&name.as_str())
    };
    let walk = Walk::of_reports(is_wanted);
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    let apart: Vec<PathBuf> = apart.iter().filter_map(|path| real(path)).collect();
    let mut found = Vec::new();
    for path in walk.files(inbox)? {
        let is_apart = real(&path).is_some_and(|path| apart.iter().any(|apart| path.starts_with(apart)));
        if !is_apart {
            reports(inbox, &path, forms, &mut found);
        }
    }
    Ok(found)
}

/// The reports of a file: one, or those of the rows of a table.
fn reports(inbox: &Path, path: &Path, forms: &Forms, found: &mut Vec<Found>) {
    let names: Vec<String> = way(inbox, path).map(|name| name.to_string_lossy().into_owned()).collect();
    let place = names.join("/");
    let one = |input: Result<Input, String>| Found { place: place.clone(), path: path.to_path_buf(), input };
    if inputs::is_table(path) {
        match inputs::expand(Wanted {
            arguments: &[path.to_path_buf()],
            forms: Some(forms),
            ..Wanted::default()
        }) {
            Ok(rows) => found.extend(rows.into_iter().map(|input| {
                let row = input.row().map(|row| format!(" 第 {row} 行")).unwrap_or_default();
                Found { place: format!("{place}{row}"), path: path.to_path_buf(), input: Ok(input) }
            })),
            Err(error) => found.push(one(Err(error.to_string()))),
        }
    } else if inputs::has_ending(path) || import::is_document(path) {
        found.push(one(Ok(Input::any(path))));
    } else {
        let ending = import::extension(path);
        let what = match ending.as_str() {
            "zip" | "rar" | "7z" => "这是压缩包，解压后再审核".to_owned(),
            "jpg" | "jpeg" | "png" | "tif" | "tiff" | "bmp" | "gif" => {
                "这是图片，里面没有文字可读；请对方另发 .docx 或带文字的 PDF".to_owned()
            }
            "" => "文件名没有扩展名，不知道是哪种文件".to_owned(),
            other => format!(
                "不认识“.{other}”这种文件，可以审核 .docx、.pdf、.html、.mht、.txt、.md、.yaml、.xlsx、.ods、.csv"
            ),
        };
        found.push(one(Err(what)));
    }
}
