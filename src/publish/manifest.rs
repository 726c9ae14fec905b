//! What was written, and from what: so that a run skips what is up to date, goes on where one was killed, and
//! leaves alone what somebody has edited since.
//!
//! For each report there is one small file, `.nianbao/NAME.json` in the folder of its outputs. One file each,
//! replaced whole: any number of processes on any number of machines may work in one folder. It is written
//! before the outputs are; an output is up to date only if its own bytes are those of its entry, so that a
//! run killed between the two is known for what it is.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::damage::is_damaged;
use super::error::WriteError;
use super::lock::Locks;
use super::write::prepare;
use crate::files::{self, FileKind, MANIFEST_FOLDER, NamedBy, ReadCause, ReadError, limits};

/// How an output stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Not there, or empty: no output is, but a machine that lost power may leave one so.
    Missing,
    /// As it would be written now.
    Current,
    /// Written by this program from something else, or damaged since; or by something unknown, which is kept
    /// aside when the output is written.
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

impl Entry {
    /// True if a hash is that of its bytes, or of those that they replace.
    fn has(&self, hash: &str) -> bool {
        self.hash == hash || self.before.as_deref() == Some(hash)
    }
}

/// How an output stands that would be made from what has this fingerprint.
///
/// # Errors
/// The output is there and cannot be read.
pub fn state(path: &Path, fingerprint: &blake3::Hash) -> Result<State, ReadError> {
    match state_now(path, fingerprint)? {
        // Unless another run is about to replace it, and has written the manifest already.
        State::Edited => {
            let _locks = Locks::of([manifest_file(path).as_path()].into_iter());
            state_now(path, fingerprint)
        }
        state => Ok(state),
    }
}

fn state_now(path: &Path, fingerprint: &blake3::Hash) -> Result<State, ReadError> {
    let Some(hash) = hash_of(path)? else { return Ok(State::Missing) };
    let Some(entry) = entry(path) else { return Ok(State::Stale) };
    let hash = hash.to_hex();
    Ok(if entry.hash == hash.as_str() && entry.fingerprint == fingerprint.to_hex().as_str() {
        State::Current
    } else if entry.has(&hash) || lacks_its_end(path)? {
        State::Stale
    } else {
        State::Edited
    })
}

/// True if what is in a place may be replaced by a command that makes the same file each time, under this
/// fingerprint: nothing is there, or what the command left there.
pub(super) fn is_own(path: &Path, fingerprint: &blake3::Hash) -> Result<bool, ReadError> {
    let Some(hash) = hash_of(path)? else { return Ok(true) };
    let entry = entry(path).filter(|entry| entry.fingerprint == fingerprint.to_hex().as_str());
    Ok(match entry {
        Some(entry) => entry.has(&hash.to_hex()) || lacks_its_end(path)?,
        None => false,
    })
}

/// Entries that are to be written.
#[derive(Debug, Default)]
pub(super) struct Changes(BTreeMap<PathBuf, Manifest>);

impl Changes {
    /// Enters an output; `there` is the hash of what is in its place. True if that is this program's own.
    pub fn enter(&mut self, output: &Output<'_>, there: Option<blake3::Hash>) -> bool {
        let manifest = self.0.entry(manifest_file(&output.path)).or_insert_with_key(|file| read(file));
        let name = name_of(&output.path);
        let there = there.map(|hash| hash.to_hex().to_string());
        let own = |hash: &String| manifest.0.get(&name).is_some_and(|known| known.has(hash));
        let before = there.filter(own);
        let is_own = before.is_some();
        let fingerprint = output.fingerprint.to_hex().to_string();
        let hash = blake3::hash(output.bytes).to_hex().to_string();
        manifest.0.insert(name, Entry { fingerprint, hash, before });
        is_own
    }

    /// Replaces the manifests.
    pub fn write(&self) -> Result<(), WriteError> {
        self.0.iter().try_for_each(|(file, manifest)| {
            let text = serde_json::to_vec(manifest).map_err(|e| WriteError::new(file, e))?;
            prepare(&[(file.clone(), text.as_slice())])?.persist()
        })
    }
}

/// The hash of a file's bytes; none where it is not there, or empty.
pub(super) fn hash_of(path: &Path) -> Result<Option<blake3::Hash>, ReadError> {
    let file = match files::open(path, limits::OUTPUT) {
        Ok(file) => file,
        Err(error) if is_absent(&error.cause) => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(file).map_err(|e| unreadable(path, e))?;
    Ok((hasher.count() > 0).then(|| hasher.finalize()))
}

/// True if there is no file. That there is a folder is said when the file is written.
fn is_absent(cause: &ReadCause) -> bool {
    match cause {
        ReadCause::System(e) => matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory),
        ReadCause::NotRegular(kind) => *kind == FileKind::Folder,
        _ => false,
    }
}

fn lacks_its_end(path: &Path) -> Result<bool, ReadError> {
    let mut file = files::open(path, limits::OUTPUT)?;
    is_damaged(path, &mut file).map_err(|e| unreadable(path, e))
}

fn unreadable(path: &Path, error: io::Error) -> ReadError {
    ReadError { path: path.to_path_buf(), cause: error.into() }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The manifest that has the entry of an output.
pub(super) fn manifest_file(path: &Path) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    path.with_file_name(MANIFEST_FOLDER).join(format!("{stem}.json"))
}

fn entry(path: &Path) -> Option<Entry> {
    read(&manifest_file(path)).0.remove(&name_of(path))
}

/// A manifest that cannot be read is as good as none: the output is built anew.
fn read(file: &Path) -> Manifest {
    let bytes = files::read(file, NamedBy::Content, limits::MANIFEST).ok();
    bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}
