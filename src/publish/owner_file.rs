//! Who has a file open: the small hidden files that office programs put beside an open document.
//!
//! | program | `annual.docx` | `annual1.docx` (a stem of 7) | `annual12.docx` (8 and more) |
//! |---|---|---|---|
//! | LibreOffice | `.~lock.annual.docx#` | `.~lock.annual1.docx#` | `.~lock.annual12.docx#` |
//! | Word | `~$annual.docx` | `~$nnual1.docx` | `~$nual12.docx` |
//! | WPS | `.~annual.docx` | one or two characters less | one or two characters less |
//!
//! Word's rule is the one by which LibreOffice looks for Word's files
//! (svl/source/misc/msodocumentlockfile.cxx). Of WPS it is only known that up to two characters are left out
//! (Seafile looks for both), so all three names count. As characters are left out, 甲县教育局.docx and
//! 乙县教育局.docx share one owner file: both count as open then.

use std::path::{Path, PathBuf};

/// An owner file, and the program that writes files of its kind.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct OwnerFile {
    pub program: &'static str,
    pub path: PathBuf,
}

/// The owner file that says that somebody has a file open; none if nobody seems to.
pub(super) fn find(path: &Path) -> Option<OwnerFile> {
    let name = path.file_name()?.to_str()?;
    let owner_files = names(name).into_iter();
    owner_files
        .map(|(program, name)| OwnerFile { program, path: path.with_file_name(name) })
        .find(|owner_file| owner_file.path.exists())
}

/// The names that an owner file of `name` may have.
fn names(name: &str) -> Vec<(&'static str, String)> {
    let mut names = vec![("LibreOffice", format!(".~lock.{name}#")), ("WPS", format!(".~{name}"))];
    let stem = Path::new(name).file_stem().and_then(|stem| stem.to_str()).unwrap_or(name);
    if !name.to_lowercase().ends_with(".docx") {
        names.push(("Office", format!("~${name}")));
        return names;
    }
    // Word counts in UTF-16.
    let left_out = match stem.encode_utf16().count() {
        0..7 => 0,
        7 => 1,
        _ => 2,
    };
    names.extend(without(name, left_out).map(|rest| ("Word", format!("~${rest}"))));
    names.extend([1, 2].iter().filter_map(|&count| Some(("WPS", format!(".~{}", without(name, count)?)))));
    names
}

/// A name without its first units of UTF-16; none if that would cut a character in two.
fn without(name: &str, count: usize) -> Option<String> {
    let units: Vec<u16> = name.encode_utf16().skip(count).collect();
    String::from_utf16(&units).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As Microsoft 365 names them, by the length of the stem; LibreOffice and WPS beside it.
    #[test]
    fn each_program_names_its_owner_files_in_its_way() {
        let folder = tempfile::tempdir().unwrap();
        for (name, owner_file, program) in [
            ("abcdef.docx", "~$abcdef.docx", "Word"),
            ("abcdefg.docx", "~$bcdefg.docx", "Word"),
            ("abcdefgh.docx", "~$cdefgh.docx", "Word"),
            ("Annual Report.DOCX", "~$nual Report.DOCX", "Word"),
            ("甲县教育局2024年报.docx", "~$教育局2024年报.docx", "Word"),
            ("甲县教育局2024年报.docx", ".~甲县教育局2024年报.docx", "WPS"),
            ("甲县教育局2024年报.docx", ".~县教育局2024年报.docx", "WPS"),
            ("甲县教育局2024年报.docx", ".~教育局2024年报.docx", "WPS"),
            ("甲.pdf", ".~lock.甲.pdf#", "LibreOffice"),
            ("填报.xlsx", "~$填报.xlsx", "Office"),
        ] {
            let path = folder.path().join(name);
            assert_eq!(find(&path), None, "{name}");
            let owner_file = folder.path().join(owner_file);
            std::fs::write(&owner_file, "x").unwrap();
            assert_eq!(find(&path), Some(OwnerFile { program, path: owner_file.clone() }));
            std::fs::remove_file(owner_file).unwrap();
        }
        // The owner file of another document.
        std::fs::write(folder.path().join("~$abcdefgh.docx"), "x").unwrap();
        assert_eq!(find(&folder.path().join("abcdefgh.docx")), None);
    }
}
