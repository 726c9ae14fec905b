//! What was filled in and not saved yet, kept for the case that the browser or the program ends.
//!
//! Drafts are kept in the state folder of the user and not beside the data files: an office's folder is
//! shared,
//! copied and handed on, and what nobody has saved is nobody else's business. There is one for each data
//! file,
//! under a hash of its path, and it goes when the file is saved or the draft is given up.
//!
//! | system | folder |
//! |---|---|
//! | Linux and other Unix | `$XDG_STATE_HOME/nianbao/drafts`, else `~/.local/state/nianbao/drafts` |
//! | macOS | `~/Library/Application Support/nianbao/drafts` |
//! | Windows | `%LOCALAPPDATA%\nianbao\drafts` |

use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::data_file::ChangeKind;
use crate::files::{self, NamedBy, Walk};

/// The most bytes of a draft: two data files of 4 MiB as JSON.
const MAX_BYTES: u64 = 20 << 20;

/// How many drafts are kept, and how many bytes together; the oldest go first.
const MAX_DRAFTS: usize = 64;
const MAX_ALL_BYTES: u64 = 128 << 20;

/// How many values that were refused a draft may have: more than a form has.
const MAX_REFUSED: usize = 2_000;

/// Unsaved work on a data file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// The text of the file that it began with.
    pub base: String,
    /// The text that it has come to.
    pub text: String,
    /// What was filled in and could not be written into it.
    #[serde(default)]
    pub refused: Vec<Unwritten>,
}

/// A value that was filled in and is not in the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unwritten {
    /// What it is.
    pub kind: ChangeKind,
    /// Its key or path.
    pub key: String,
    /// What was filled in.
    pub value: String,
}

/// A draft that is kept.
#[derive(Debug, Serialize)]
pub struct KeptDraft {
    /// What it holds.
    #[serde(flatten)]
    pub draft: Draft,
    /// When it was kept, in milliseconds since 1970, where the system says so.
    pub kept: Option<u64>,
}

/// The drafts of a user; none are kept where there is no folder for them.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    folder: Option<PathBuf>,
}

impl Drafts {
    /// In this folder, which is made when the first one is kept.
    pub fn in_folder(folder: PathBuf) -> Self {
        Self { folder: Some(folder) }
    }

    /// Keeps the draft of a data file, in place of the one before. Returns whether it is kept.
    ///
    /// # Errors
    /// It cannot be written. The one before is as it was.
    pub fn keep(&self, data_file: &Path, draft: &Draft) -> std::io::Result<bool> {
        let Some(folder) = &self.folder else { return Ok(false) };
        let bytes = serde_json::to_vec(draft)?;
        if bytes.len() as u64 > MAX_BYTES || draft.refused.len() > MAX_REFUSED {
            return Ok(false);
        }
        make_private(folder)?;
        // A temporary file is for its user alone.
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(&bytes)?;
        file.as_file().sync_data()?;
        file.persist(folder.join(name_of(data_file))).map_err(|e| e.error)?;
        remove_old(folder);
        Ok(true)
    }

    /// The draft of a data file; none where there is none that can be read.
    pub fn of(&self, data_file: &Path) -> Option<KeptDraft> {
        let path = self.folder.as_ref()?.join(name_of(data_file));
        let kept = modified(&path).and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let bytes = files::read(&path, NamedBy::Content, MAX_BYTES).ok()?;
        let draft = serde_json::from_slice(&bytes).ok()?;
        Some(KeptDraft { draft, kept: kept.and_then(|time| u64::try_from(time.as_millis()).ok()) })
    }

    /// Gives up the draft of a data file.
    ///
    /// # Errors
    /// It is there and cannot be removed.
    pub fn discard(&self, data_file: &Path) -> std::io::Result<()> {
        let Some(folder) = &self.folder else { return Ok(()) };
        match std::fs::remove_file(folder.join(name_of(data_file))) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(e),
            _ => Ok(()),
        }
    }
}

/// The folder for the drafts of this user, by what the system says; none where it says nothing.
pub fn drafts_folder(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let folder = |name: &str| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let state = if cfg!(windows) {
        folder("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        folder("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        folder("XDG_STATE_HOME").or_else(|| folder("HOME").map(|home| home.join(".local/state")))
    };
    state.map(|state| state.join("nianbao").join("drafts"))
}

/// The name of the draft of a data file; its path says more about an office than a folder need.
fn name_of(data_file: &Path) -> String {
    format!("{}.json", blake3::hash(data_file.as_os_str().as_encoded_bytes()).to_hex())
}

/// Makes a folder for its user alone.
fn make_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn modified(path: &Path) -> Option<SystemTime> {
    path.metadata().ok()?.modified().ok()
}

/// The files of a folder of drafts.
fn drafts_in(folder: &Path) -> Vec<PathBuf> {
    let is_draft = |name: &OsStr| Path::new(name).extension().is_some_and(|ending| ending == "json");
    let walk = Walk {
        is_wanted: &is_draft,
        enter_folders: false,
        follow_links: false,
        skip_hidden: true,
        skip_unreadable: true,
    };
    walk.files(folder).unwrap_or_default()
}

/// Removes the oldest drafts beyond what is kept. What cannot be removed is left.
fn remove_old(folder: &Path) {
    let dated = |path: PathBuf| {
        let data = path.metadata().ok()?;
        Some((data.modified().ok()?, data.len(), path))
    };
    let mut kept: Vec<(SystemTime, u64, PathBuf)> = drafts_in(folder).into_iter().filter_map(dated).collect();
    kept.sort_by(|a, b| b.cmp(a));
    let mut bytes = 0;
    for (number, (_, length, path)) in kept.iter().enumerate() {
        bytes += length;
        if number > 0 && (number >= MAX_DRAFTS || bytes > MAX_ALL_BYTES) {
            let _ = std::fs::remove_file(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(text: &str) -> Draft {
        Draft { base: "机关名称: 甲局\n".to_owned(), text: text.to_owned(), refused: Vec::new() }
    }

    #[test]
    fn a_draft_is_kept_until_it_is_given_up() {
        let folder = tempfile::tempdir().unwrap();
        let drafts = Drafts::in_folder(folder.path().join("nianbao/drafts"));
        let (one, other) = (Path::new("/甲/2024.yaml"), Path::new("/乙/2024.yaml"));
        assert!(drafts.of(one).is_none());
        assert!(drafts.keep(one, &draft("一")).unwrap() && drafts.keep(one, &draft("二")).unwrap());
        assert!(drafts.keep(other, &draft("三")).unwrap());
        assert_eq!(drafts.of(one).map(|kept| kept.draft), Some(draft("二")));
        drafts.discard(one).unwrap();
        drafts.discard(one).unwrap();
        assert!(drafts.of(one).is_none() && drafts.of(other).is_some());
        assert!(!Drafts::default().keep(one, &draft("一")).unwrap());
    }

    #[test]
    fn what_is_no_draft_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let drafts = Drafts::in_folder(folder.path().to_path_buf());
        let path = Path::new("/甲/2024.yaml");
        for bytes in ["", "{", "[]", r#"{"base": 1, "text": ""}"#] {
            std::fs::write(folder.path().join(name_of(path)), bytes).unwrap();
            assert!(drafts.of(path).is_none(), "{bytes}");
        }
    }

    #[test]
    fn only_so_many_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let drafts = Drafts::in_folder(folder.path().to_path_buf());
        for number in 0..MAX_DRAFTS + 5 {
            drafts.keep(Path::new(&format!("/{number}.yaml")), &draft("一")).unwrap();
        }
        assert_eq!(drafts_in(folder.path()).len(), MAX_DRAFTS);
        let last = format!("/{}.yaml", MAX_DRAFTS + 4);
        assert!(drafts.of(Path::new(&last)).is_some());
    }

    #[cfg(unix)]
    #[test]
    fn a_draft_is_for_its_user_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("drafts");
        let drafts = Drafts::in_folder(inside.clone());
        drafts.keep(Path::new("/甲.yaml"), &draft("一")).unwrap();
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&inside), mode(&inside.join(name_of(Path::new("/甲.yaml"))))), (0o700, 0o600));
    }
}
