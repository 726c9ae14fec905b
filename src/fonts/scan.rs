//! Looking through folders for font files.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use super::FontNotice;
use super::face::{Face, Source};
use super::file::FontFile;
use super::{fontconfig, header};
use crate::files::{FolderCause, Walk};

/// All faces of a file or a folder, in the order of the file names.
pub(super) fn path(
    path: &Path,
    source: Source,
    found: &mut Vec<Face>,
    notices: &mut Vec<FontNotice>,
) -> Result<(), FolderCause> {
    if !fs::metadata(path)?.is_dir() {
        file(FontFile::Disk(path.to_owned()), source, found, notices);
        return Ok(());
    }
    let walk = Walk {
        is_wanted: &is_font,
        enter_folders: true,
        follow_links: true,
        skip_hidden: false,
        skip_unreadable: true,
    };
    for path in walk.files(path).map_err(|e| e.cause)? {
        file(FontFile::Disk(path), source, found, notices);
    }
    Ok(())
}

fn is_font(name: &OsStr) -> bool {
    let extension = Path::new(name).extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase);
    matches!(extension.as_deref(), Some("ttf" | "otf" | "ttc" | "otc"))
}

/// All faces of one file.
pub(super) fn file(file: FontFile, source: Source, found: &mut Vec<Face>, notices: &mut Vec<FontNotice>) {
    match header::read(&file) {
        Ok(headers) => found.extend(headers.into_iter().map(|h| Face::new(file.clone(), source, h))),
        Err(e) => notices.push(FontNotice::Broken { file, reason: e.to_string() }),
    }
}

/// The font folders of the operating system and the user that are there.
///
/// Where fontconfig is set up, they are the folders it names, the user's own configuration included.
/// Elsewhere they are the usual folders of the operating system.
pub(super) fn system_folders() -> Vec<PathBuf> {
    let folders = fontconfig::folders().unwrap_or_else(usual_folders);
    outermost(folders)
}

/// The usual font folders of the operating system.
fn usual_folders() -> Vec<PathBuf> {
    let from = |variable: &str, below: &str| env::var_os(variable).map(|v| PathBuf::from(v).join(below));
    let folders: Vec<Option<PathBuf>> = if cfg!(windows) {
        vec![from("WINDIR", "Fonts"), from("LOCALAPPDATA", "Microsoft/Windows/Fonts")]
    } else if cfg!(target_os = "macos") {
        vec![
            Some("/System/Library/Fonts".into()),
            Some("/Library/Fonts".into()),
            from("HOME", "Library/Fonts"),
        ]
    } else {
        vec![
            Some("/usr/share/fonts".into()),
            Some("/usr/local/share/fonts".into()),
            from("XDG_DATA_HOME", "fonts").or_else(|| from("HOME", ".local/share/fonts")),
            from("HOME", ".fonts"),
        ]
    };
    folders.into_iter().flatten().collect()
}

/// The folders that exist, without those inside another one of them: each file is looked at once.
fn outermost(folders: Vec<PathBuf>) -> Vec<PathBuf> {
    let mut kept: Vec<(PathBuf, PathBuf)> = Vec::new();
    for folder in folders {
        let Ok(real) = folder.canonicalize() else { continue };
        if !real.is_dir() || kept.iter().any(|(_, other)| real.starts_with(other)) {
            continue;
        }
        kept.retain(|(_, other)| !other.starts_with(&real));
        kept.push((folder, real));
    }
    kept.into_iter().map(|(folder, _)| folder).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::with_folders;
    use super::*;

    #[test]
    fn a_folder_inside_another_one_is_not_looked_through_twice() {
        let root = with_folders(&["a/b/c", "d"]);
        let at = |name: &str| root.path().join(name);
        let folders = outermost(vec![at("a/b/c"), at("a/b"), at("d"), at("a/../d"), at("a"), at("none")]);
        assert_eq!(folders, [at("d"), at("a")]);
    }
}
