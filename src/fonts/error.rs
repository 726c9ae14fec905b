//! What can be wrong with font files.

use std::path::PathBuf;

use super::{FontFile, Refusal};
use crate::files::FolderCause;

/// A role of the layout is left without a face.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FontError {
    /// A path of [`FontOptions::paths`](super::FontOptions::paths) is not there or cannot be read.
    #[error("字体路径 {} 无法读取：{source}", path.display())]
    Path {
        /// The path as given.
        path: PathBuf,
        /// Why.
        source: FolderCause,
    },
    /// The bundled faces were not found, and the machine has no other face for a role.
    #[error(
        "角色“{role}”没有可用的字体：随程序提供的字体不在下列任何位置：{}（可用环境变量 NIANBAO_FONTS 指定）",
        list(tried)
    )]
    NoFace {
        /// The role's name in the layout.
        role: &'static str,
        /// Where the bundled faces were looked for.
        tried: Vec<PathBuf>,
    },
}

fn list(paths: &[PathBuf]) -> String {
    paths.iter().map(|p| p.display().to_string()).collect::<Vec<_>>().join("、")
}

/// Something about a font file that the user should know; the build goes on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FontNotice {
    /// The file is not a font file, or a damaged one.
    #[error("字体文件 {file} 已损坏或不是字体，未使用：{reason}")]
    Broken {
        /// The file.
        file: FontFile,
        /// What is wrong.
        reason: String,
    },
    /// The file's licence bits forbid what a PDF does with it.
    #[error("字体 {family}（{file}）未使用：{refusal}")]
    Refused {
        /// The family's name.
        family: String,
        /// The file.
        file: FontFile,
        /// Why.
        refusal: Refusal,
    },
    /// A face of `--font-path` that no role of the layout names.
    #[error("字体 {family}（{file}）未使用：版式没有用到这个字体名")]
    Unused {
        /// The family's name.
        family: String,
        /// The file.
        file: FontFile,
    },
    /// The folder that `NIANBAO_FONTS` or the options name is not there.
    #[error("字体文件夹 {} 不存在，用的是程序里自带的字体", folder.display())]
    NoFolder {
        /// The folder.
        folder: PathBuf,
    },
}
