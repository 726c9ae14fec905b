//! The font folders that the configuration of fontconfig names, on the systems that have it.
//!
//! A configuration is `fonts.conf`, the files that it includes, and what those include. Any of them may
//! include the first one again, a folder of thousands, or a pipe, so each file is read once, by the reader
//! that every file goes through, and no more than [`MAX_FILES`] of them.

use std::collections::BTreeSet;
use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use fontconfig_parser::{Dir, DirPrefix, Include};

use crate::files::limits::FONT_CONFIGURATION;
use crate::files::{self, NamedBy, Walk};
use crate::xml::{Event, Events, Limits, Tag, XmlError};

/// Files of one configuration. A desktop has some fifty.
const MAX_FILES: usize = 1000;
/// Files that include each other, one inside the other.
const MAX_INCLUDES: usize = 16;

/// A file of the system has some hundred elements, four deep; its bytes are limited when it is read.
const LIMITS: Limits = Limits { depth: 64, nodes: 100_000, bytes: usize::MAX };

/// The font folders of the configuration of this machine; none where it has no fontconfig.
pub(super) fn folders() -> Option<Vec<PathBuf>> {
    main_file().and_then(|file| folders_of(&file))
}

/// fontconfig's main configuration file, where the system uses fontconfig: `FONTCONFIG_FILE`, else fonts.conf
/// in `FONTCONFIG_PATH` or /etc/fonts.
fn main_file() -> Option<PathBuf> {
    if cfg!(any(windows, target_os = "macos")) {
        return None;
    }
    let folder = env::var_os("FONTCONFIG_PATH").map_or_else(|| "/etc/fonts".into(), PathBuf::from);
    // An absolute file stays as it is.
    Some(folder.join(env::var_os("FONTCONFIG_FILE").unwrap_or_else(|| "fonts.conf".into())))
}

/// The folders that a configuration file and the files it includes name, `None` if they name none.
fn folders_of(file: &Path) -> Option<Vec<PathBuf>> {
    let mut configuration = Configuration::default();
    configuration.file(file, 0);
    (!configuration.folders.is_empty()).then_some(configuration.folders)
}

#[derive(Default)]
struct Configuration {
    folders: Vec<PathBuf>,
    /// The files that were read, without links.
    read: BTreeSet<PathBuf>,
}

impl Configuration {
    /// Adds what a file says: one that is missing says nothing, one that is damaged what stands before the
    /// damage.
    fn file(&mut self, path: &Path, depth: usize) {
        let Ok(real) = path.canonicalize() else { return };
        if depth > MAX_INCLUDES || self.read.len() >= MAX_FILES || !self.read.insert(real) {
            return;
        }
        let Ok(text) = files::read_text(path, NamedBy::Content, FONT_CONFIGURATION) else { return };
        for element in elements(&text) {
            let Element { name, prefix, text } = element;
            match name.as_str() {
                "dir" => {
                    let folder = Dir { path: text, prefix, ..Dir::default() };
                    self.folders.push(folder.calculate_path(path));
                }
                "include" => {
                    let include = Include { path: text, prefix, ..Include::default() };
                    self.include(&include.calculate_path(path), depth + 1);
                }
                "reset-dirs" => self.folders.clear(),
                _ => {}
            }
        }
    }

    /// A file that another one includes, or all files of a folder that one includes, in the order of names.
    fn include(&mut self, path: &Path, depth: usize) {
        if !path.is_dir() {
            return self.file(path, depth);
        }
        let is_wanted = &|name: &OsStr| Path::new(name).extension().is_some_and(|e| e == "conf");
        let walk = Walk {
            is_wanted,
            enter_folders: false,
            follow_links: true,
            skip_hidden: true,
            skip_unreadable: true,
        };
        for file in walk.files(path).unwrap_or_default() {
            self.file(&file, depth);
        }
    }
}

/// An element in the root element of a file.
struct Element {
    name: String,
    /// To what a path that is not absolute is relative.
    prefix: DirPrefix,
    /// The text directly in it.
    text: String,
}

impl Element {
    fn new(tag: &Tag<'_>) -> Self {
        let prefix = match tag.attribute("prefix").as_deref() {
            Some("cwd") => DirPrefix::Cwd,
            Some("xdg") => DirPrefix::Xdg,
            Some("relative") => DirPrefix::Relative,
            _ => DirPrefix::Default,
        };
        let name = String::from_utf8_lossy(tag.local_name()).into_owned();
        Self { name, prefix, text: String::new() }
    }
}

/// The elements in the root element of a file: those that end before it does, or before it is damaged.
fn elements(xml: &str) -> Vec<Element> {
    let mut elements = Vec::new();
    // What stands before the damage counts.
    let _ = read_elements(xml, &mut elements);
    elements
}

fn read_elements(xml: &str, elements: &mut Vec<Element>) -> Result<(), XmlError> {
    let mut events = Events::new(xml.as_bytes(), LIMITS)?.skipping_document_type();
    let mut element: Option<Element> = None;
    // How many elements are open. The root element is the first, those that matter are the second.
    let mut open = 0;
    while let Some(event) = events.next()? {
        match event {
            Event::Start(tag) => {
                open += 1;
                if open == 2 {
                    element = Some(Element::new(&tag));
                }
            }
            Event::End(_) => {
                if open == 2 {
                    elements.extend(element.take());
                }
                open -= 1;
            }
            Event::Text(text) => {
                if let Some(element) = element.as_mut().filter(|_| open == 2) {
                    element.text.push_str(&text);
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::tests::with_folders;
    use super::*;

    fn write(file: PathBuf, content: &str) -> PathBuf {
        let xml = format!(
            "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"urn:fontconfig:fonts.dtd\"><fontconfig>{content}</fontconfig>"
        );
        fs::write(&file, xml).unwrap();
        file
    }

    #[test]
    fn folders_come_from_fonts_conf_and_what_it_includes() {
        let root = with_folders(&["conf.d", "conf.d/more.conf"]);
        let at = |name: &str| root.path().join(name);
        let main = write(
            at("fonts.conf"),
            &format!(
                "<dir>/before</dir><reset-dirs/><dir>/a</dir><include ignore_missing=\"yes\">{}</include>\
                 <include ignore_missing=\"yes\">/nowhere/either</include>",
                at("conf.d").display()
            ),
        );
        // A path relative to the file it stands in, and a file that includes itself by way of the first one.
        write(
            at("conf.d/10-more.conf"),
            &format!("<dir prefix=\"relative\">../b</dir><include>{}</include>", main.display()),
        );
        write(at("conf.d/20-more.conf"), "<match target=\"nothing known\"/><dir>/c</dir>");
        write(at("conf.d/README"), "<dir>/no</dir>");
        assert_eq!(folders_of(&main).unwrap(), [PathBuf::from("/a"), at("conf.d/../b"), "/c".into()]);
    }

    #[test]
    fn a_damaged_fonts_conf_gives_the_folders_before_the_damage() {
        let root = with_folders(&[]);
        let file = root.path().join("fonts.conf");
        for damage in ["<dir>/b</wrong>", "<dir>/b", "<dir", "</fontconfig></fontconfig><b><dir>/b</dir>"] {
            fs::write(&file, format!("<fontconfig><dir>/a&amp;c</dir>{damage}")).unwrap();
            assert_eq!(folders_of(&file), Some(vec![PathBuf::from("/a&c")]), "{damage}");
        }
    }

    #[test]
    fn without_a_usable_fonts_conf_there_are_no_folders() {
        let root = with_folders(&[]);
        let file = root.path().join("fonts.conf");
        assert_eq!(folders_of(&file), None);
        for text in ["<fontconfig><dir>/a", "这不是 XML", "<fontconfig/>"] {
            fs::write(&file, text).unwrap();
            assert_eq!(folders_of(&file), None);
        }
        fs::write(&file, "<a>".repeat(300_000)).unwrap();
        assert_eq!(folders_of(&file), None);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_not_waited_for() {
        let root = with_folders(&["conf.d"]);
        std::os::unix::fs::symlink("/dev/zero", root.path().join("conf.d/1.conf")).unwrap();
        let pipe = root.path().join("conf.d/2.conf");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        write(root.path().join("conf.d/3.conf"), "<dir>/a</dir>");
        let include = format!("<include>{}</include>", root.path().join("conf.d").display());
        let main = write(root.path().join("fonts.conf"), &include);
        assert_eq!(folders_of(&main), Some(vec![PathBuf::from("/a")]));
    }

    #[test]
    fn no_more_files_are_read_than_any_machine_has() {
        let root = with_folders(&["conf.d"]);
        for n in 0..MAX_FILES + 10 {
            write(root.path().join(format!("conf.d/{n}.conf")), "<dir>/a</dir>");
        }
        let include = format!("<include>{}</include>", root.path().join("conf.d").display());
        let main = write(root.path().join("fonts.conf"), &include);
        assert_eq!(folders_of(&main).unwrap().len(), MAX_FILES - 1);
    }
}
