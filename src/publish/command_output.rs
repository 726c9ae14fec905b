//! A file that a command makes anew each time it runs: the index page, a comparison, the layout ruler.
//!
//! The user names it on the command line, and may name a data file by mistake. So it replaces only what the
//! same command has written there, which the build manifest knows.

use std::path::{Path, PathBuf};

use super::damage::is_part_of;
use super::error::{CreateError, WriteError};
use super::manifest::{self, Output};
use super::session::Session;

/// Refuses a file that the command has not written itself: for a command that has much to do before it
/// writes.
///
/// # Errors
/// [`CreateError::Foreign`], or it cannot be read.
pub fn refuse_foreign(path: &Path, command: &str) -> Result<(), CreateError> {
    let own = manifest::is_own(path, &fingerprint(command)).map_err(|e| WriteError::new(path, e.cause))?;
    if own { Ok(()) } else { Err(CreateError::Foreign { path: path.to_path_buf() }) }
}

/// Writes the file, over what the command has written there before and over nothing else. It is on the disk
/// when this returns.
///
/// # Errors
/// Something else is there, or it cannot be written.
pub fn replace_own(path: &Path, bytes: &[u8], command: &str) -> Result<(), CreateError> {
    refuse_foreign(path, command)
        .or_else(|error| if is_part_of(path, bytes).unwrap_or(false) { Ok(()) } else { Err(error) })?;
    let session = Session::default();
    session.publish(&[Output { path: path.to_path_buf(), bytes, fingerprint: fingerprint(command) }])?;
    Ok(session.finish()?)
}

/// Files that one run of a command makes anew, all of them in folders of its own. What somebody has put in
/// their places, or changed in them, is kept as `NAME.bak`. They are on the disk when
/// [`CommandOutputs::finish`] returns.
#[derive(Debug)]
pub struct CommandOutputs {
    session: Session,
    fingerprint: blake3::Hash,
    kept: Vec<PathBuf>,
}

impl CommandOutputs {
    /// For a run of this command.
    pub fn new(command: &str) -> Self {
        Self { session: Session::default(), fingerprint: fingerprint(command), kept: Vec::new() }
    }

    /// Writes a file.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write(&mut self, path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
        let output = Output { path: path.to_path_buf(), bytes, fingerprint: self.fingerprint };
        self.kept.extend(self.session.publish(&[output])?);
        Ok(())
    }

    /// Removes a file that an earlier run of the command has written and this one does not, unless somebody
    /// has changed it since.
    ///
    /// # Errors
    /// It cannot be read or removed.
    pub fn remove(&self, path: &Path) -> Result<(), WriteError> {
        let is_own = manifest::is_own(path, &self.fingerprint).map_err(|e| WriteError::new(path, e.cause))?;
        match is_own.then(|| std::fs::remove_file(path)) {
            Some(Err(error)) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(WriteError::new(path, error))
            }
            _ => Ok(()),
        }
    }

    /// Puts everything onto the disk. Gives the copies of what others had put in the places of the files.
    ///
    /// # Errors
    /// The system fails to write it.
    pub fn finish(self) -> Result<Vec<PathBuf>, WriteError> {
        self.session.finish()?;
        Ok(self.kept)
    }
}

/// The command stands for all that decides the bytes: they are made each time, and never skipped.
fn fingerprint(command: &str) -> blake3::Hash {
    blake3::hash(command.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_keeps_what_others_have_changed_and_removes_only_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let (own, changed) = (folder.path().join("a.docx"), folder.path().join("in/b.docx"));
        let run = |bytes: &[u8]| {
            let mut outputs = CommandOutputs::new("review");
            outputs.write(&own, bytes).unwrap();
            outputs.write(&changed, bytes).unwrap();
            outputs.finish().unwrap()
        };
        assert!(run(b"first").is_empty());
        std::fs::write(&changed, "by hand").unwrap();
        let kept = run(b"again");
        assert_eq!(kept, [folder.path().join("in/b.docx.bak")]);
        assert_eq!(std::fs::read(&kept[0]).unwrap(), b"by hand");
        assert_eq!(std::fs::read(&changed).unwrap(), b"again");
        std::fs::write(&changed, "by hand").unwrap();
        let outputs = CommandOutputs::new("review");
        outputs.remove(&own).unwrap();
        outputs.remove(&changed).unwrap();
        outputs.remove(&folder.path().join("missing")).unwrap();
        assert!(!own.exists() && changed.exists());
    }

    #[test]
    fn a_command_replaces_only_what_it_has_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.html");
        for bytes in [b"first", b"again"] {
            replace_own(&path, bytes, "index").unwrap();
            assert_eq!(std::fs::read(&path).unwrap(), bytes);
        }
        // The output of another command, and what somebody has written.
        let error = replace_own(&path, b"other", "compare").unwrap_err().to_string();
        assert!(error.contains("没有覆盖"), "{error}");
        for foreign in ["机关名称: 甲\n", "agai"] {
            std::fs::write(&path, foreign).unwrap();
            assert!(matches!(refuse_foreign(&path, "compare"), Err(CreateError::Foreign { .. })));
            assert!(matches!(replace_own(&path, b"x", "compare"), Err(CreateError::Foreign { .. })));
            assert_eq!(std::fs::read_to_string(&path).unwrap(), foreign);
        }
    }
}
