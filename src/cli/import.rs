//! `nianbao import`.

use std::path::Path;

use super::args::ImportArgs;
use super::{Failure, Status, import_table, output};
use crate::files::reason;
use crate::import::{self, Imported, Limits};
use crate::pipeline::inputs;
use crate::publish::write_all;

/// Reads a report back into a data file, and says what it could not place; never writes over a file that is
/// there.
pub fn run(args: &ImportArgs) -> Result<Status, Failure> {
    if matches!(extension(&args.file).as_str(), "xlsx" | "ods" | "csv") {
        return import_table::run(&args.file, args.pattern.as_deref(), args.out.as_deref());
    }
    let imported = read(&args.file)?;
    let text = match &args.onto {
        None => imported.to_yaml(),
        Some(original) => crate::data_file::update(&imported.data, &inputs::open_valid(original, "")?),
    };
    match args.out.as_deref().filter(|p| p.as_os_str() != "-") {
        None => output::data(text.as_bytes())?,
        Some(out) if out.exists() => {
            return Err(Failure(format!("{} 已经有了，没有覆盖；换一个名字，或先移走它", out.display())));
        }
        Some(out) => {
            write_all(&[(out.to_path_buf(), text.as_bytes())])?;
            output::say(&format!("已写好 {}，用 nianbao check {} 核对", out.display(), out.display()));
        }
    }
    for note in &imported.notes {
        output::say(&format!("提示：{}", note.message));
    }
    if !imported.unplaced.is_empty() {
        output::say(&format!(
            "下列 {} 处文字没有找到位置，没有写进数据文件，请逐一核对：",
            imported.unplaced.len()
        ));
        for unplaced in &imported.unplaced {
            output::say(&format!("  {}：{}", unplaced.place, unplaced.text));
        }
    }
    Ok(Status::Clean)
}

/// The ending of a file's name, in small letters.
pub fn extension(file: &Path) -> String {
    file.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase()
}

/// Reads a draft, a page or a text.
///
/// # Errors
/// It cannot be read, or is no report.
pub fn read(file: &Path) -> Result<Imported, Failure> {
    let failure = |e: &dyn std::fmt::Display| Failure(format!("{}：{e}", file.display()));
    let limits = Limits::default();
    let bytes = std::fs::read(file).map_err(|e| failure(&format!("读不了，{}", reason(&e))))?;
    match extension(file).as_str() {
        "html" | "htm" => import::html(&import::decode(&bytes), &limits),
        "txt" => import::text(&import::decode(&bytes), &limits),
        "docx" => import::docx(&bytes, &limits),
        other => {
            return Err(failure(&format!(
                "不认识“.{other}”这种文件，可以导入 .docx、.html、.txt、.xlsx、.ods、.csv"
            )));
        }
    }
    .map_err(|e| failure(&e))
}
