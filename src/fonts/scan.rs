//! Looking through folders for font files.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::FontNotice;
use super::face::{Face, Source};
use super::header;

/// Folders in folders in folders … of fonts: deeper ones are not looked at, and a loop of links ends.
const MAX_DEPTH: u32 = 8;

/// All faces of a file or a folder, in the order of the file names.
pub(super) fn path(
    path: &Path,
    source: Source,
    found: &mut Vec<Face>,
    notices: &mut Vec<FontNotice>,
) -> io::Result<()> {
    if fs::metadata(path)?.is_dir() {
        folder(path, source, MAX_DEPTH, found, notices)
    } else {
        file(path, source, found, notices);
        Ok(())
    }
}

fn folder(
    path: &Path,
    source: Source,
    depth: u32,
    found: &mut Vec<Face>,
    notices: &mut Vec<FontNotice>,
) -> io::Result<()> {
    let mut entries: Vec<PathBuf> = fs::read_dir(path)?.filter_map(|e| Some(e.ok()?.path())).collect();
    entries.sort();
    for entry in entries {
        if is_font(&entry) {
            file(&entry, source, found, notices);
        } else if depth > 0 && entry.extension().is_none_or(|e| e.len() > 5) && entry.is_dir() {
            let _ = folder(&entry, source, depth - 1, found, notices);
        }
    }
    Ok(())
}

fn is_font(path: &Path) -> bool {
    let extension = path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase);
    matches!(extension.as_deref(), Some("ttf" | "otf" | "ttc" | "otc"))
}

fn file(path: &Path, source: Source, found: &mut Vec<Face>, notices: &mut Vec<FontNotice>) {
    match header::read(path) {
        Ok(headers) => found.extend(headers.into_iter().map(|h| Face::new(path.to_owned(), source, h))),
        Err(e) => notices.push(FontNotice::Broken { file: path.to_owned(), reason: e.to_string() }),
    }
}

/// The font folders of the operating system and the user.
pub(super) fn system_folders() -> Vec<PathBuf> {
    let from = |variable: &str, below: &str| std::env::var_os(variable).map(|v| PathBuf::from(v).join(below));
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
    folders.into_iter().flatten().filter(|f| f.is_dir()).collect()
}
