//! Where outputs go, and that no two go to the same place.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use unicode_normalization::UnicodeNormalization;

use super::durable::folder_of;
use super::remove_stale_temp_files;
use super::workers::in_order;
use crate::form::Forms;
use crate::pipeline::Format;
use crate::pipeline::inputs::Input;

/// Where outputs go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Beside each data file.
    Beside,
    /// Into this folder.
    Folder(PathBuf),
    /// The one output of the one data file, to this file.
    File(PathBuf),
    /// The one output of the one data file, to stdout.
    Stdout,
}

/// A place that cannot take what is to be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TargetError {
    /// More than one file to stdout.
    #[error("写到标准输出时，只能有一份数据文件和一种格式，例如 --to pdf -o -")]
    Stdout,
    /// One file for more than one data file.
    #[error("有 {inputs} 份数据文件，-o 应当是文件夹，不能是 {}", file.display())]
    OneFile {
        /// How many data files there are.
        inputs: usize,
        /// The file.
        file: PathBuf,
    },
    /// One file for another format, or for more than one.
    #[error("-o {} 只能写一种格式，与 --to 不符", .0.display())]
    OneFormat(PathBuf),
    /// Data files whose outputs would have the same name, by the names that messages give them.
    #[error("下列数据文件的机关名称和年度相同，生成的文件会互相覆盖，没有写任何文件：\n  {}", lines(.0))]
    SameName(Vec<Vec<String>>),
}

fn lines(clashes: &[Vec<String>]) -> String {
    clashes.iter().map(|names| names.join("、")).collect::<Vec<_>>().join("\n  ")
}

/// A file name as Windows and macOS compare names: in any case, and with a letter and its mark as one
/// character or as two. Two files whose names are equal so are one file there.
pub fn name_without_case(name: &str) -> String {
    name.nfd().flat_map(char::to_lowercase).nfc().collect()
}

impl Target {
    /// The target of outputs in these formats for so many data files, and the formats that follow from it:
    /// `-` is stdout, and the name of a file says its format. None is beside each data file.
    ///
    /// # Errors
    /// They contradict each other.
    pub fn of(
        place: Option<&Path>,
        mut formats: Vec<Format>,
        inputs: usize,
    ) -> Result<(Target, Vec<Format>), TargetError> {
        formats.dedup();
        let Some(place) = place else { return Ok((Target::Beside, formats)) };
        if place.as_os_str() == "-" {
            if inputs != 1 || formats.len() != 1 || formats == [Format::Png] {
                return Err(TargetError::Stdout);
            }
            return Ok((Target::Stdout, formats));
        }
        let name = place.file_name().and_then(|n| n.to_str()).unwrap_or_default().to_lowercase();
        // The longest ending counts: x.fragment.html is a fragment.
        let named = Format::ALL
            .iter()
            .copied()
            .filter(|f| *f != Format::Png && name.ends_with(f.ending()))
            .max_by_key(|f| f.ending().len());
        match named {
            Some(format) if !place.is_dir() => {
                if inputs > 1 {
                    return Err(TargetError::OneFile { inputs, file: place.to_path_buf() });
                }
                if !matches!(formats.as_slice(), [] | [_]) || formats.first().is_some_and(|f| *f != format) {
                    return Err(TargetError::OneFormat(place.to_path_buf()));
                }
                Ok((Target::File(place.to_path_buf()), vec![format]))
            }
            _ => Ok((Target::Folder(place.to_path_buf()), formats)),
        }
    }

    /// The folder that the outputs of a data file go into.
    fn folder<'a>(&'a self, input: &'a Input) -> &'a Path {
        match self {
            Target::Folder(folder) => folder,
            _ => input.folder(),
        }
    }

    /// The place of one output; none for stdout.
    pub fn path(&self, input: &Input, name: &str, ending: &str) -> Option<PathBuf> {
        match self {
            Target::Stdout => None,
            Target::File(path) => Some(path.clone()),
            _ => Some(self.folder(input).join(format!("{name}{ending}"))),
        }
    }

    /// Removes what killed runs left behind where outputs go.
    pub fn remove_stale_temp_files(&self, inputs: &[Input]) {
        match self {
            Target::Stdout => {}
            Target::Folder(folder) => remove_stale_temp_files(folder),
            Target::File(file) => remove_stale_temp_files(file.parent().unwrap_or(Path::new(""))),
            Target::Beside => {
                let mut folders: Vec<&Path> = inputs.iter().map(Input::folder).collect();
                folders.sort_unstable();
                folders.dedup();
                folders.into_iter().for_each(remove_stale_temp_files);
            }
        }
    }

    /// Refuses data files whose outputs would have the same name, before anything is written. No report is
    /// read for it, only what its name is made of, and only a hash of each name is kept: the memory of a run
    /// must not grow with its length.
    ///
    /// # Errors
    /// [`TargetError::SameName`] names all of them.
    pub fn refuse_clashes(
        &self,
        inputs: &[Input],
        jobs: NonZeroUsize,
        stop: &AtomicBool,
        forms: &Forms,
    ) -> Result<(), TargetError> {
        let mut names: BTreeMap<[u8; 32], Vec<usize>> = BTreeMap::new();
        let name = |index: usize| {
            let input = &inputs[index];
            let name = name_without_case(&input.output_name(forms)?);
            // One folder may be named in several ways.
            let folder = std::fs::canonicalize(folder_of(&self.folder(input).join(&name)));
            let folder = folder.unwrap_or_else(|_| self.folder(input).to_path_buf());
            Some(*blake3::hash(folder.join(name).as_os_str().as_encoded_bytes()).as_bytes())
        };
        let Ok(_) = in_order(inputs.len(), jobs, stop, name, |index, name| {
            if let Ok(Some(name)) = name {
                names.entry(name).or_default().push(index);
            }
            Ok::<(), Infallible>(())
        });
        let mut clashes: Vec<&Vec<usize>> = names.values().filter(|same| same.len() > 1).collect();
        if clashes.is_empty() {
            return Ok(());
        }
        clashes.sort();
        let names = |same: &&Vec<usize>| same.iter().map(|&i| inputs[i].name()).collect();
        Err(TargetError::SameName(clashes.iter().map(names).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_one_file_on_windows_or_macos_are_equal() {
        for (one, other) in [
            ("甲A局", "甲a局"),
            ("Caf\u{e9}", "cafe\u{301}"),
            ("\u{212b}", "\u{e5}"),
            ("가", "\u{1100}\u{1161}"),
        ] {
            assert_eq!(name_without_case(one), name_without_case(other));
        }
        // Full-width letters are others.
        assert_ne!(name_without_case("甲A局"), name_without_case("甲Ａ局"));
    }
}
