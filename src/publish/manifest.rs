//! What was written, and from what: so that a run skips what is up to date, goes on where one was killed, and
//! leaves alone what somebody has edited since.
//!
//! For each report there is one small file, `.nianbao/NAME.json` in the folder of its outputs. One file each,
//! replaced whole: any number of processes on any number of machines may work in one folder. It is written
//! before the outputs are; an output is up to date only if its own bytes are those of its entry, so that a
//! run killed between the two is known for what it is.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::write::{WriteError, write_all};
use crate::files::{self, FileKind, MANIFEST_FOLDER, NamedBy, ReadCause, ReadError, limits};

/// How an output stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Not there.
    Missing,
    /// As it would be written now.
    Current,
    /// Written by this program from something else, or by something unknown.
    Stale,
    /// Written by this program and changed since by another hand.
    Edited,
}

/// A finished output.
#[derive(Debug)]
pub struct Output<'a> {
    /// Where it goes.
    pub path: PathBuf,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// A hash of all that decides these bytes.
    pub fingerprint: blake3::Hash,
}

/// The build manifest of one report: an entry by the name of each output.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Manifest(BTreeMap<String, Entry>);

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Entry {
    /// Hash of all that the output was made from; under the name that it had in the first manifests.
    #[serde(rename = "recipe")]
    fingerprint: String,
    /// Hash of its bytes.
    hash: String,
    /// Hash of the bytes that it replaces, if they were this program's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<String>,
}

/// How an output stands that would be made from what has this fingerprint.
///
/// # Errors
/// The output is there and cannot be read.
pub fn state(path: &Path, fingerprint: &blake3::Hash) -> Result<State, ReadError> {
    let Some(hash) = hash_of(path)? else { return Ok(State::Missing) };
    let Some(entry) = entry(path) else { return Ok(State::Stale) };
    Ok(if entry.hash == hash {
        if entry.fingerprint == fingerprint.to_hex().as_str() { State::Current } else { State::Stale }
    } else if entry.before.as_deref() == Some(&hash) {
        State::Stale
    } else {
        State::Edited
    })
}

/// Writes outputs of one report and enters them in its manifest. One that was edited by hand is first copied
/// to `NAME.bak`; gives the copies.
///
/// # Errors
/// As [`write_all`].
pub fn publish(outputs: &[Output<'_>]) -> Result<Vec<PathBuf>, WriteError> {
    let mut copies = Vec::new();
    let mut manifests: BTreeMap<PathBuf, Manifest> = BTreeMap::new();
    for output in outputs {
        let (Some(file), Some(name)) = (manifest_file(&output.path), name_of(&output.path)) else { continue };
        let there = hash_of(&output.path).map_err(|e| WriteError::new(&output.path, e.cause))?;
        let manifest = manifests.entry(file).or_insert_with_key(|file| read(file));
        let known = manifest.0.get(&name);
        let own = |hash: &String| known.is_some_and(|n| &n.hash == hash || n.before.as_ref() == Some(hash));
        if there.as_ref().is_some_and(|hash| known.is_some() && !own(hash)) {
            copies.push(copy_aside(&output.path)?);
        }
        let before = there.filter(own);
        let fingerprint = output.fingerprint.to_hex().to_string();
        let hash = blake3::hash(output.bytes).to_hex().to_string();
        manifest.0.insert(name, Entry { fingerprint, hash, before });
    }
    for (file, manifest) in &manifests {
        let text = serde_json::to_vec(manifest).map_err(|e| WriteError::new(file, e))?;
        write_all(&[(file.clone(), text.as_slice())])?;
    }
    let files: Vec<(PathBuf, &[u8])> = outputs.iter().map(|o| (o.path.clone(), o.bytes)).collect();
    write_all(&files)?;
    Ok(copies)
}

/// Copies a file to the first free one of `NAME.bak`, `NAME.bak2`, ….
fn copy_aside(path: &Path) -> Result<PathBuf, WriteError> {
    let named = |ending: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    };
    let mut copy = named(".bak");
    let mut number = 2;
    while copy.exists() {
        copy = named(&format!(".bak{number}"));
        number += 1;
    }
    let bytes =
        files::read(path, NamedBy::Content, limits::OUTPUT).map_err(|e| WriteError::new(path, e.cause))?;
    write_all(&[(copy.clone(), bytes.as_slice())])?;
    Ok(copy)
}

/// The hash of a file's bytes. None where it is not there, or empty: no output is, but a machine that lost
/// power may leave one so.
fn hash_of(path: &Path) -> Result<Option<String>, ReadError> {
    match files::read(path, NamedBy::Content, limits::OUTPUT) {
        Ok(bytes) => Ok((!bytes.is_empty()).then(|| blake3::hash(&bytes).to_hex().to_string())),
        Err(ReadError { cause: ReadCause::NotRegular(FileKind::Folder), .. }) => Ok(None),
        Err(e) if e.cause.is_missing() => Ok(None),
        Err(e) => Err(e),
    }
}

fn name_of(path: &Path) -> Option<String> {
    path.file_name().map(|name| name.to_string_lossy().into_owned())
}

fn manifest_file(path: &Path) -> Option<PathBuf> {
    let stem = path.file_stem()?.to_string_lossy();
    Some(path.with_file_name(MANIFEST_FOLDER).join(format!("{stem}.json")))
}

fn entry(path: &Path) -> Option<Entry> {
    read(&manifest_file(path)?).0.remove(&name_of(path)?)
}

/// Manifest that cannot be read are as good as none: the output is built anew.
fn read(file: &Path) -> Manifest {
    files::read(file, NamedBy::Content, limits::MANIFEST)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(path: &Path, text: &'static str, fingerprint: &str) -> Output<'static> {
        Output {
            path: path.to_path_buf(),
            bytes: text.as_bytes(),
            fingerprint: blake3::hash(fingerprint.as_bytes()),
        }
    }

    fn is(path: &Path, fingerprint: &str) -> State {
        state(path, &blake3::hash(fingerprint.as_bytes())).unwrap()
    }

    #[test]
    fn an_output_is_current_stale_edited_or_missing() {
        let folder = tempfile::tempdir().unwrap();
        let (pdf, docx) = (folder.path().join("甲 乙.pdf"), folder.path().join("甲 乙.docx"));
        assert_eq!(is(&pdf, "one"), State::Missing);
        assert_eq!(publish(&[output(&pdf, "PDF", "one")]).unwrap(), [] as [PathBuf; 0]);
        publish(&[output(&docx, "DOCX", "one")]).unwrap();
        assert_eq!(
            (is(&pdf, "one"), is(&pdf, "two"), is(&docx, "one")),
            (State::Current, State::Stale, State::Current)
        );
        std::fs::write(&docx, "edited").unwrap();
        assert_eq!(
            (is(&pdf, "one"), is(&docx, "one"), is(&docx, "two")),
            (State::Current, State::Edited, State::Edited)
        );
        // Empty: a machine that lost power, not a hand.
        std::fs::write(&pdf, "").unwrap();
        assert_eq!(is(&pdf, "one"), State::Missing);
    }

    #[test]
    fn what_was_edited_is_copied_before_it_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let docx = folder.path().join("a.docx");
        publish(&[output(&docx, "DOCX", "one")]).unwrap();
        for (text, copy) in [("edited", "a.docx.bak"), ("edited again", "a.docx.bak2")] {
            std::fs::write(&docx, text).unwrap();
            let copies = publish(&[output(&docx, "NEW", "two")]).unwrap();
            assert_eq!(copies, [folder.path().join(copy)]);
            assert_eq!(std::fs::read_to_string(&copies[0]).unwrap(), text);
            assert_eq!(is(&docx, "two"), State::Current);
        }
        // What has no entry may be replaced: it was so before there were manifests.
        std::fs::remove_dir_all(folder.path().join(MANIFEST_FOLDER)).unwrap();
        assert_eq!(is(&docx, "two"), State::Stale);
        assert!(publish(&[output(&docx, "NEW", "two")]).unwrap().is_empty());
    }

    #[test]
    fn a_run_killed_between_manifest_and_output_is_no_edit() {
        let folder = tempfile::tempdir().unwrap();
        let pdf = folder.path().join("a.pdf");
        publish(&[output(&pdf, "OLD", "one")]).unwrap();
        publish(&[output(&pdf, "NEW", "two")]).unwrap();
        // As if the second run had been killed before it renamed its output.
        std::fs::write(&pdf, "OLD").unwrap();
        assert_eq!((is(&pdf, "one"), is(&pdf, "two")), (State::Stale, State::Stale));
        // Killed again, in a third run.
        publish(&[output(&pdf, "THIRD", "three")]).unwrap();
        std::fs::write(&pdf, "OLD").unwrap();
        assert_eq!(is(&pdf, "three"), State::Stale);
    }
}
