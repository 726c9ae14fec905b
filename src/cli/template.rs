//! `nianbao template`.

use std::path::PathBuf;

use super::args::TemplateCommand;
use super::{Failure, Status, output};
use crate::publish::write_all;
use crate::templates::Templates;

/// Writes the built-in templates into a folder; never over what is there.
pub fn run(command: &TemplateCommand) -> Result<Status, Failure> {
    let TemplateCommand::Export { folder } = command;
    let files: Vec<(PathBuf, &[u8])> =
        Templates::files().map(|(name, text)| (folder.join(name), text.as_bytes())).collect();
    if let Some((path, _)) = files.iter().find(|(path, _)| path.exists()) {
        return Err(Failure(format!("{} 已经有了，没有覆盖；换一个文件夹，或先移走它", path.display())));
    }
    write_all(&files)?;
    for (path, _) in &files {
        output::say(&format!("已写好 {}", path.display()));
    }
    output::say(&format!("改好后用 nianbao build --template {} 生成", folder.display()));
    Ok(Status::Clean)
}
