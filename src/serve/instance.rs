//! One program for each folder: who starts the page for a folder that is open already gets the page that is
//! there.
//!
//! A program that serves a folder holds a lock and leaves a note, both named by a hash of the folder's path,
//! in a folder that only its user can enter. The lock goes with the program, however it ends; the note may
//! stay.
//!
//! ```text
//! first start                               second start
//! takes the lock of the folder              the lock is taken
//! writes the note: port 8765, token …       reads the note
//! serves                          ◀──────── asks at port 8765, with a number nobody has used before
//! answers with a hash of number and token ▶ it knows the token: its page is opened
//! ```
//!
//! Whoever else answers at that port (another user's program, after the first one was killed) does not know
//! the token and does not get it. Where anything of this fails, the folder is served by a program of its own,
//! as the page guards against two that write the same file.

use std::fs::{DirBuilder, File, TryLockError};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::access::Access;
use crate::files::{self, NamedBy};

/// For how long a program that has the folder is looked for, as it may just be starting, and the time
/// between two looks.
const SEARCH_TIME: Duration = Duration::from_secs(4);
const PAUSE: Duration = Duration::from_millis(100);

/// How long the other program may take to answer.
const ANSWER_TIME: Duration = Duration::from_secs(2);

/// The most bytes of a note, and of an answer.
const MAX_BYTES: u64 = 4096;

/// What a start for a folder finds.
pub enum Claim {
    /// Nobody serves the folder: this program does from now on.
    First(Instance),
    /// The folder is served already.
    Served(Served),
    /// Nothing is known of other programs, or nothing can be left for them.
    Unknown,
}

/// The right to serve a folder, until it is dropped.
pub struct Instance {
    paths: Paths,
    /// Locked while it is open.
    _lock: File,
}

/// The page of a folder that is served already.
#[derive(Debug)]
pub struct Served {
    /// Its address, which holds the token.
    pub address: String,
    /// A file that sends a browser there and that only this user can read; none where there are no such
    /// files.
    pub hand_over: Option<PathBuf>,
}

struct Paths {
    lock: PathBuf,
    note: PathBuf,
    hand_over: PathBuf,
}

/// What one program leaves for those that start later.
#[derive(Serialize, Deserialize)]
struct Note {
    port: u16,
    token: String,
}

impl Claim {
    /// Takes the folder, or finds the program that has it. Waits up to a few seconds for one that is just
    /// starting.
    pub fn of(folder: &Path) -> Self {
        let Some(paths) = Paths::of(folder) else { return Claim::Unknown };
        let start = Instant::now();
        while start.elapsed() < SEARCH_TIME {
            match locked(&paths.lock) {
                Ok(Some(lock)) => return Claim::First(Instance { paths, _lock: lock }),
                Ok(None) => {}
                Err(_) => return Claim::Unknown,
            }
            if let Some(served) = paths.served() {
                return Claim::Served(served);
            }
            std::thread::sleep(PAUSE);
        }
        Claim::Unknown
    }
}

impl Instance {
    /// Writes down for those that start later where the page is, and returns a file that sends a browser
    /// there. None where it cannot be written.
    pub fn announce(&self, access: &Access) -> Option<PathBuf> {
        let note = Note { port: access.port(), token: access.token().to_owned() };
        let note = serde_json::to_string(&note).ok()?;
        write_private(&self.paths.hand_over, hand_over_page(&access.address()).as_bytes()).ok()?;
        write_private(&self.paths.note, note.as_bytes()).ok()?;
        Some(self.paths.hand_over.clone())
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        // While the lock is held: nobody else writes them. The lock's own file stays, as two programs could
        // else hold locks on two files of one name.
        for path in [&self.paths.note, &self.paths.hand_over] {
            let _ = std::fs::remove_file(path);
        }
    }
}

impl Paths {
    /// None where there is no folder that only this user can enter.
    fn of(folder: &Path) -> Option<Self> {
        let real = folder.canonicalize().ok()?;
        let name = blake3::hash(real.as_os_str().as_encoded_bytes()).to_hex();
        let private = private_folder()?;
        let path = |ending: &str| private.join(format!("{}.{ending}", &name[..32]));
        Some(Self { lock: path("lock"), note: path("json"), hand_over: path("html") })
    }

    /// The page whose address the note has, if the program that wrote it answers there.
    fn served(&self) -> Option<Served> {
        let bytes = files::read(&self.note, NamedBy::Content, MAX_BYTES).ok()?;
        let note: Note = serde_json::from_slice(&bytes).ok()?;
        let access = Access::with_token(note.port, note.token);
        let mut random = [0; 16];
        getrandom::fill(&mut random).ok()?;
        let nonce: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
        let answer = proof_at(note.port, &nonce)?;
        // As hashes, so that the time it takes does not depend on how much of the proof is right.
        (blake3::hash(answer.as_bytes()) == blake3::hash(access.proof(&nonce).as_bytes())).then(|| Served {
            address: access.address(),
            hand_over: Some(self.hand_over.clone()).filter(|path| path.is_file()),
        })
    }
}

/// What is answered at a port to a number.
fn proof_at(port: u16, nonce: &str) -> Option<String> {
    let mut stream =
        TcpStream::connect_timeout(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)), ANSWER_TIME).ok()?;
    stream.set_read_timeout(Some(ANSWER_TIME)).ok()?;
    stream.set_write_timeout(Some(ANSWER_TIME)).ok()?;
    let request = format!(
        "GET {}{nonce} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n",
        super::access::PROOF_PATH
    );
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = Vec::new();
    stream.take(MAX_BYTES).read_to_end(&mut answer).ok()?;
    let answer = String::from_utf8(answer).ok()?;
    Some(answer.split_once("\r\n\r\n")?.1.trim().to_owned())
}

/// The lock of a file, or none if another program holds it.
fn locked(path: &Path) -> std::io::Result<Option<File>> {
    let mut options = File::options();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(e)) => Err(e),
    }
}

/// Writes a file whole that only its user can read.
fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    // Temporary files have these permissions, and keep them.
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.persist(path)?;
    Ok(())
}

/// A page that sends the browser to an address.
pub fn hand_over_page(address: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<meta charset=\"utf-8\">\n<title>年度报告填报</title>\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta http-equiv=\"refresh\" content=\"0; url={address}\">\n\
         <p><a href=\"{address}\">打开填报页面</a></p>\n"
    )
}

/// A folder for the notes of this user's programs, which nobody else can enter: in the folder that the
/// desktop makes for running programs, else among the temporary files under the user's number.
#[cfg(unix)]
fn private_folder() -> Option<PathBuf> {
    let given = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|folder| folder.is_dir());
    let path = match given {
        Some(folder) => folder.join("nianbao"),
        None => std::env::temp_dir().join(format!("nianbao-{}", user())),
    };
    made_private(path)
}

#[cfg(unix)]
fn user() -> u32 {
    rustix::process::getuid().as_raw()
}

/// The folder, made if it is not there; none if others own it or can enter it.
#[cfg(unix)]
fn made_private(path: PathBuf) -> Option<PathBuf> {
    use std::os::unix::fs::{DirBuilderExt, MetadataExt};
    // If it is there already, what it is decides.
    let _ = DirBuilder::new().mode(0o700).create(&path);
    let found = path.symlink_metadata().ok()?;
    (found.is_dir() && found.uid() == user() && found.mode() & 0o077 == 0).then_some(path)
}

/// On Windows the folder for the data of programs on this machine, which is the user's own.
#[cfg(not(unix))]
fn private_folder() -> Option<PathBuf> {
    let path = PathBuf::from(std::env::var_os("LOCALAPPDATA")?).join("nianbao");
    DirBuilder::new().recursive(true).create(&path).ok()?;
    Some(path)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn a_folder_that_others_can_enter_or_made_is_not_taken() {
        let outer = tempfile::tempdir().unwrap();
        let folder = outer.path().join("a");
        assert_eq!(made_private(folder.clone()), Some(folder.clone()));
        let mode = folder.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
        std::fs::set_permissions(&folder, PermissionsExt::from_mode(0o750)).unwrap();
        assert_eq!(made_private(folder.clone()), None);
        std::fs::set_permissions(&folder, PermissionsExt::from_mode(0o700)).unwrap();
        let link = outer.path().join("b");
        symlink(&folder, &link).unwrap();
        assert_eq!(made_private(link), None);
    }

    #[test]
    fn a_note_is_for_its_user_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        write_private(&path, b"{}").unwrap();
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_lock_is_held_by_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.lock");
        let first = locked(&path).unwrap();
        assert!(first.is_some());
        assert!(locked(&path).unwrap().is_none());
        drop(first);
        assert!(locked(&path).unwrap().is_some());
    }
}
