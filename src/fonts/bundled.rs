//! Where the bundled faces are.

use std::path::{Path, PathBuf};

/// A file that every copy of the bundled faces has.
const MARK: &str = "BaogaoSong.ttf";

/// The folder of the bundled faces, and all places looked at on the way to it.
pub(super) fn folder(given: Option<&Path>) -> (Option<PathBuf>, Vec<PathBuf>) {
    let mut tried = Vec::new();
    for candidate in candidates(given) {
        if candidate.join(MARK).is_file() {
            return (Some(candidate), tried);
        }
        if !tried.contains(&candidate) {
            tried.push(candidate);
        }
    }
    (None, tried)
}

fn candidates(given: Option<&Path>) -> Vec<PathBuf> {
    if let Some(given) = given {
        return vec![given.to_owned()];
    }
    let mut out: Vec<PathBuf> = std::env::var_os("NIANBAO_FONTS").map(PathBuf::from).into_iter().collect();
    // A link to the program may stand anywhere; the faces stand beside what it points to.
    if let Ok(exe) = std::env::current_exe().map(|e| e.canonicalize().unwrap_or(e)) {
        let folders = exe.ancestors().skip(1);
        out.extend(folders.clone().map(|f| f.join("fonts")));
        out.extend(folders.take(2).map(|f| f.join("share/nianbao/fonts")));
    }
    out.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts"));
    out
}
