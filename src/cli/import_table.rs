//! `nianbao import` of a table or a workbook: a data file for each of its reports.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Failure, Status, output};
use crate::form::Forms;
use crate::pipeline::inputs;
use crate::publish::{NewPlace, create_all_new, name_without_case};
use crate::spreadsheet::Table;

/// Writes the data files of a table into a folder. Never overwrites an existing file.
pub fn run(
    file: &Path,
    pattern: Option<&Path>,
    out: Option<&Path>,
    forms: &Forms,
) -> Result<Status, Failure> {
    let table: Arc<Table> = inputs::table(file, pattern, forms)?;
    let folder = out.or(file.parent()).unwrap_or(Path::new(""));
    let files: Vec<(PathBuf, String)> = (0..table.len())
        .map(|index| {
            let (name, text) = table.data_file(index);
            (folder.join(name), text)
        })
        .collect();
    let mut names: Vec<(String, &PathBuf)> =
        files.iter().map(|(path, _)| (name_without_case(&path.to_string_lossy()), path)).collect();
    names.sort();
    if let Some(pair) = names.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        let (one, other) = (pair[0].1.display(), pair[1].1.display());
        return Err(Failure::Because(if pair[0].1 == pair[1].1 {
            format!("表格里有两份报告的机关名称和年度相同：{one}，没有写任何文件")
        } else {
            format!(
                "表格里有两份报告的文件名只有大小写或字符编码不同：{one}、{other}，在 Windows 和 macOS 上是同一个文件，没有写任何文件"
            )
        }));
    }
    let contents: Vec<(PathBuf, &[u8])> =
        files.iter().map(|(path, text)| (path.clone(), text.as_bytes())).collect();
    create_all_new(&contents, NewPlace::Folder)?;
    for (path, _) in &files {
        output::remark(&format!("已写好 {}", path.display()));
    }
    Ok(Status::Clean)
}
