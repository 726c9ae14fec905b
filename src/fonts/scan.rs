//! Looking through folders for font files.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use fontconfig_parser::FontConfig;

use super::FontNotice;
use super::face::{Face, Source};
use super::header;

/// How deep folders of fonts are searched. The limit also ends a loop of symbolic links.
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

/// The font folders of the operating system and the user that are there.
///
/// Where fontconfig is set up, they are the folders it names, the user's own configuration included.
/// Elsewhere they are the usual folders of the operating system.
pub(super) fn system_folders() -> Vec<PathBuf> {
    let folders = fontconfig_file().and_then(|file| fontconfig_folders(&file)).unwrap_or_else(usual_folders);
    outermost(folders)
}

/// fontconfig's main configuration file, where the system uses fontconfig: `FONTCONFIG_FILE`, else fonts.conf
/// in `FONTCONFIG_PATH` or /etc/fonts.
fn fontconfig_file() -> Option<PathBuf> {
    if cfg!(any(windows, target_os = "macos")) {
        return None;
    }
    let folder = env::var_os("FONTCONFIG_PATH").map_or_else(|| "/etc/fonts".into(), PathBuf::from);
    // An absolute file stays as it is.
    Some(folder.join(env::var_os("FONTCONFIG_FILE").unwrap_or_else(|| "fonts.conf".into())))
}

/// The folders that a configuration file and the files it includes name, `None` if they name none.
fn fontconfig_folders(file: &Path) -> Option<Vec<PathBuf>> {
    let mut config = FontConfig::default();
    // A file that is damaged further down still gives the folders that stand before the damage.
    let _ = config.merge_config(file);
    let folders: Vec<PathBuf> = config.dirs.into_iter().map(|dir| dir.path).collect();
    (!folders.is_empty()).then_some(folders)
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
    use super::*;

    /// A folder for configurations, with an empty folder per name.
    fn with_folders(names: &[&str]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for name in names {
            fs::create_dir_all(root.path().join(name)).unwrap();
        }
        root
    }

    fn write_config(file: PathBuf, content: &str) -> PathBuf {
        let xml = format!(
            "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"urn:fontconfig:fonts.dtd\"><fontconfig>{content}</fontconfig>"
        );
        fs::write(&file, xml).unwrap();
        file
    }

    #[test]
    fn folders_come_from_fonts_conf_and_what_it_includes() {
        let root = with_folders(&["a", "b", "conf.d"]);
        let at = |name: &str| root.path().join(name);
        let main = write_config(
            at("fonts.conf"),
            &format!(
                "<dir>{}</dir><dir>/nowhere/at/all</dir><include ignore_missing=\"yes\">{}</include>\
                 <include ignore_missing=\"yes\">/nowhere/either</include>",
                at("a").display(),
                at("conf.d").display()
            ),
        );
        // A path relative to the file it stands in, and a file that includes itself by way of the first one.
        write_config(
            at("conf.d/10-more.conf"),
            &format!("<dir prefix=\"relative\">../b</dir><include>{}</include>", main.display()),
        );
        let folders = outermost(fontconfig_folders(&main).unwrap());
        assert_eq!(folders, [at("a"), at("conf.d/../b")]);
    }

    #[test]
    fn a_damaged_fonts_conf_gives_the_folders_before_the_damage() {
        let root = with_folders(&["a"]);
        let at = |name: &str| root.path().join(name);
        let main = write_config(
            at("fonts.conf"),
            &format!("<dir>{}</dir><match target=\"nothing known\"/><dir>/b</dir>", at("a").display()),
        );
        assert_eq!(fontconfig_folders(&main), Some(vec![at("a")]));
    }

    #[test]
    fn without_a_usable_fonts_conf_the_usual_folders_stay() {
        let root = with_folders(&[]);
        let file = root.path().join("fonts.conf");
        assert_eq!(fontconfig_folders(&file), None);
        fs::write(&file, "<fontconfig><dir>/a</dir").unwrap();
        assert_eq!(fontconfig_folders(&file), None);
        fs::write(&file, "这不是 XML").unwrap();
        assert_eq!(fontconfig_folders(&file), None);
        write_config(file.clone(), "");
        assert_eq!(fontconfig_folders(&file), None);
    }

    #[test]
    fn a_folder_inside_another_one_is_not_looked_through_twice() {
        let root = with_folders(&["a/b/c", "d"]);
        let at = |name: &str| root.path().join(name);
        let folders = outermost(vec![at("a/b/c"), at("a/b"), at("d"), at("a/../d"), at("a"), at("none")]);
        assert_eq!(folders, [at("d"), at("a")]);
    }
}
