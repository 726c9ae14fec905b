//! `nianbao import` of a table or a workbook: a data file for each of its reports.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Failure, Status, output};
use crate::pipeline::inputs;
use crate::publish::write_all;
use crate::spreadsheet::Table;

/// Writes the data files of a table into a folder; never over one that is there.
pub fn run(file: &Path, pattern: Option<&Path>, out: Option<&Path>) -> Result<Status, Failure> {
    let table: Arc<Table> = inputs::table(file, pattern)?;
    let folder = out.or(file.parent()).unwrap_or(Path::new(""));
    let files: Vec<(PathBuf, String)> = (0..table.len())
        .map(|index| {
            let (name, text) = table.data_file(index);
            (folder.join(name), text)
        })
        .collect();
    let mut names: Vec<&PathBuf> = files.iter().map(|(path, _)| path).collect();
    names.sort();
    if let Some(twice) = names.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(Failure(format!(
            "表格里有两份报告的机关名称和年度相同：{}，没有写任何文件",
            twice[0].display()
        )));
    }
    if let Some((path, _)) = files.iter().find(|(path, _)| path.exists()) {
        return Err(Failure(format!("{} 已经有了，没有覆盖；换一个文件夹，或先移走它", path.display())));
    }
    for (path, text) in &files {
        write_all(&[(path.clone(), text.as_bytes())])?;
    }
    for (path, _) in &files {
        output::say(&format!("已写好 {}", path.display()));
    }
    Ok(Status::Clean)
}
