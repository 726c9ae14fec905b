//! What was written, and from what: so that a run skips what is up to date, goes on where one was killed, and
//! leaves alone what somebody has edited since.
//!
//! For each report there is one small file, `.nianbao/NAME.json` in the folder of its outputs. One file each,
//! replaced whole: any number of processes on any number of machines may work in one folder. It is written
//! before the outputs are; an output is up to date only if its own bytes are those noted, so that a run
//! killed between the two is known for what it is.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::write::{WriteError, write_all};
use crate::files::{MANIFEST_FOLDER, reason};

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
    /// What it was made from: [`crate::pipeline::Builder::recipe`].
    pub recipe: blake3::Hash,
}

/// The notes on one report: by the name of the output.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Notes(BTreeMap<String, Note>);

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Note {
    /// Hash of all that the output was made from.
    recipe: String,
    /// Hash of its bytes.
    hash: String,
    /// Hash of the bytes that it replaces, if they were this program's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<String>,
}

/// How an output stands that would be made from `recipe`.
///
/// # Errors
/// The output is there and cannot be read.
pub fn state(path: &Path, recipe: &blake3::Hash) -> io::Result<State> {
    let Some(hash) = hash_of(path)? else { return Ok(State::Missing) };
    let Some(note) = note(path) else { return Ok(State::Stale) };
    Ok(if note.hash == hash {
        if note.recipe == recipe.to_hex().as_str() { State::Current } else { State::Stale }
    } else if note.before.as_deref() == Some(&hash) {
        State::Stale
    } else {
        State::Edited
    })
}

/// Writes outputs of one report and notes them. One that was edited by hand is first copied to `NAME.bak`;
/// gives the copies.
///
/// # Errors
/// As [`write_all`].
pub fn publish(outputs: &[Output<'_>]) -> Result<Vec<PathBuf>, WriteError> {
    let mut copies = Vec::new();
    let mut noted: BTreeMap<PathBuf, Notes> = BTreeMap::new();
    for output in outputs {
        let error = |e: &io::Error| WriteError { path: output.path.clone(), reason: reason(e) };
        let (Some(file), Some(name)) = (notes_file(&output.path), name_of(&output.path)) else { continue };
        let there = hash_of(&output.path).map_err(|e| error(&e))?;
        let notes = noted.entry(file).or_insert_with_key(|file| read(file));
        let known = notes.0.get(&name);
        let own = |hash: &String| known.is_some_and(|n| &n.hash == hash || n.before.as_ref() == Some(hash));
        if there.as_ref().is_some_and(|hash| known.is_some() && !own(hash)) {
            copies.push(copy_aside(&output.path)?);
        }
        let before = there.filter(own);
        let (recipe, hash) =
            (output.recipe.to_hex().to_string(), blake3::hash(output.bytes).to_hex().to_string());
        notes.0.insert(name, Note { recipe, hash, before });
    }
    for (file, notes) in &noted {
        let text = serde_json::to_vec(notes)
            .map_err(|e| WriteError { path: file.clone(), reason: e.to_string() })?;
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
        std::fs::read(path).map_err(|e| WriteError { path: path.to_path_buf(), reason: reason(&e) })?;
    write_all(&[(copy.clone(), bytes.as_slice())])?;
    Ok(copy)
}

/// The hash of a file's bytes. None where it is not there, or empty: no output is, but a machine that lost
/// power may leave one so.
fn hash_of(path: &Path) -> io::Result<Option<String>> {
    match std::fs::read(path) {
        Ok(bytes) => Ok((!bytes.is_empty()).then(|| blake3::hash(&bytes).to_hex().to_string())),
        Err(e)
            if matches!(
                e.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory
            ) =>
        {
            Ok(None)
        }
        Err(e) => Err(e),
    }
}

fn name_of(path: &Path) -> Option<String> {
    path.file_name().map(|name| name.to_string_lossy().into_owned())
}

fn notes_file(path: &Path) -> Option<PathBuf> {
    let stem = path.file_stem()?.to_string_lossy();
    Some(path.with_file_name(MANIFEST_FOLDER).join(format!("{stem}.json")))
}

fn note(path: &Path) -> Option<Note> {
    read(&notes_file(path)?).0.remove(&name_of(path)?)
}

/// Notes that cannot be read are as good as none: the output is built anew.
fn read(file: &Path) -> Notes {
    std::fs::read(file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(path: &Path, text: &'static str, recipe: &str) -> Output<'static> {
        Output { path: path.to_path_buf(), bytes: text.as_bytes(), recipe: blake3::hash(recipe.as_bytes()) }
    }

    fn is(path: &Path, recipe: &str) -> State {
        state(path, &blake3::hash(recipe.as_bytes())).unwrap()
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
        // What has no note may be replaced: it was so before there were notes.
        std::fs::remove_dir_all(folder.path().join(MANIFEST_FOLDER)).unwrap();
        assert_eq!(is(&docx, "two"), State::Stale);
        assert!(publish(&[output(&docx, "NEW", "two")]).unwrap().is_empty());
    }

    #[test]
    fn a_run_killed_between_note_and_output_is_no_edit() {
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
