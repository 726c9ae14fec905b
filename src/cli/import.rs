//! `nianbao import`.

use std::path::Path;

use super::args::ImportArgs;
use super::{Failure, Status, output, reading};
use crate::data_file::update;
use crate::files::NamedBy;
use crate::import::{self, Limits};
use crate::pipeline::inputs;
use crate::publish::{NewPlace, create_all_new};

/// Reads a report back into a data file and lists what could not be placed in it. Never overwrites an
/// existing file.
pub fn run(args: &ImportArgs) -> Result<Status, Failure> {
    let forms = &args.form.templates()?.forms;
    #[cfg(feature = "spreadsheet")]
    if matches!(import::extension(&args.file).as_str(), "xlsx" | "ods" | "csv") {
        return super::import_table::run(&args.file, args.pattern.as_deref(), args.out.as_deref(), forms);
    }
    let imported = import::read_file(&args.file, &Limits::default(), forms)?;
    let text = match &args.update {
        None => imported.to_yaml(),
        Some(original) => update(&imported.data, &inputs::open_valid(original, NamedBy::CommandLine, forms)?),
    };
    // With `--onto` a picture may keep the name that it had.
    let is_shown = |name: &str| text.contains(&format!("]({name}"));
    let shown: Vec<_> = imported.pictures.iter().filter(|(name, _)| is_shown(name)).collect();
    match args.out.as_deref().filter(|p| p.as_os_str() != "-") {
        None => {
            output::data(text.as_bytes())?;
            if !shown.is_empty() {
                let count = shown.len();
                output::say(&format!("图片 {count} 幅没有写出；用 -o 指明文件，图片就写在它旁边"));
            }
        }
        Some(out) => {
            let folder = out.parent().unwrap_or(Path::new(""));
            let pictures = shown.iter().map(|(name, picture)| (folder.join(name), picture.bytes()));
            let files: Vec<_> = [(out.to_path_buf(), text.as_bytes())].into_iter().chain(pictures).collect();
            create_all_new(&files, NewPlace::File)?;
            output::remark(&format!("已写好 {}，用 nianbao check {} 核对", out.display(), out.display()));
        }
    }
    reading::say(None, &imported.notes, &imported.unplaced, "没有写进数据文件");
    Ok(Status::Clean)
}
