//! `nianbao template`.

use std::path::PathBuf;

use super::args::TemplateCommand;
use super::{Failure, Status, output};
use crate::publish::{NewPlace, create_all_new};
use crate::templates::Templates;

/// Writes the built-in templates into a folder. Never overwrites an existing file.
pub fn run(command: &TemplateCommand) -> Result<Status, Failure> {
    let TemplateCommand::Export { folder } = command;
    let files: Vec<(PathBuf, &[u8])> =
        Templates::files().map(|(name, text)| (folder.join(name), text.as_bytes())).collect();
    create_all_new(&files, NewPlace::Folder)?;
    for (path, _) in &files {
        output::remark(&format!("已写好 {}", path.display()));
    }
    output::remark(&format!("改好后用 nianbao build --template {} 生成", folder.display()));
    Ok(Status::Clean)
}
