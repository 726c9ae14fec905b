//! Reading a PDF in a process of its own, which may come to its end without ours.
//!
//! The interpreter of PDF has no limit of memory, stack or time: a file of some thousand bytes can ask for a
//! gigabyte or lead it in a circle, and a stack that overflows ends a process. The look through the file
//! (`preflight`) finds what is known to do so; what it does not find ends the process that reads, not the
//! program: by its limits of memory (RLIMIT_DATA) and processor time (RLIMIT_CPU), by a crash, or by
//! the clock.
//!
//! ```text
//! program                                      the same program, called with an argument of ours
//!   bytes of the file  ── standard input ──▶   limits, look through, interpreter, paragraphs and tables
//!   paragraphs, tables ◀── standard output ──  JSON
//! ```
//!
//! Another program that uses this library has no such process: there [`read_pdfs_in_a_process`] was not
//! called, and the file is read in a thread of the calling process, if all of it could be measured.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use super::error::PdfError;
use super::preflight::Measured;
use super::{PdfContent, in_thread};
use crate::import::Limits;

/// Processor time that reading a file may take, in seconds: a report takes a tenth of one.
const SECONDS: u64 = 3;
/// Time of the clock it may take: longer where the system limits processor time itself, as others may use the
/// machine too.
const CLOCK: Duration = Duration::from_secs(if cfg!(target_os = "linux") { 30 } else { SECONDS + 1 });
/// Memory that the process may reserve in bytes, with the gigabyte that the allocator reserves before it uses
/// any.
#[cfg(target_os = "linux")]
const MEMORY: u64 = (1 << 30) + (512 << 20);
/// What the answer may have in bytes.
const MAX_ANSWER: u64 = 256 << 20;

/// The program that reads PDFs, and its argument.
static PROGRAM: OnceLock<(PathBuf, OsString)> = OnceLock::new();

/// From now on PDFs are read in processes: `program` is called with `argument` and then calls
/// [`answer_with_a_pdf`]. The command line calls this first of all; only the first call counts.
pub fn read_pdfs_in_a_process(program: PathBuf, argument: OsString) {
    // Whoever was first is the program itself.
    let _ = PROGRAM.set((program, argument));
}

/// The inside of such a process: reads a PDF from standard input and writes what it says to standard output.
///
/// # Errors
/// The calling process has gone.
#[expect(
    clippy::disallowed_methods,
    reason = "the calling process writes a file that it has read, and ends it"
)]
pub fn answer_with_a_pdf() -> io::Result<()> {
    limit_this_process();
    let mut bytes = Vec::new();
    io::stdin().lock().take(Limits::default().file_bytes as u64 + 1).read_to_end(&mut bytes)?;
    let answer = in_thread(bytes, |_| Ok(()));
    let text = serde_json::to_vec(&answer)?;
    let mut out = io::stdout().lock();
    out.write_all(&text)?;
    out.flush()
}

fn limit_this_process() {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        for (resource, wanted) in [(Resource::Data, MEMORY), (Resource::Cpu, SECONDS), (Resource::Core, 0)] {
            let Rlimit { current, maximum } = getrlimit(resource);
            let limit = [current, maximum].into_iter().flatten().fold(wanted, u64::min);
            // A system that refuses leaves the process as it was; the clock is watched by the other one.
            let _ = setrlimit(resource, Rlimit { current: Some(limit), maximum });
        }
    }
}

/// Reads a PDF: in a process if there is a program for it, else in a thread.
///
/// # Errors
/// See [`PdfError`].
pub(super) fn read(bytes: &[u8]) -> Result<PdfContent, PdfError> {
    match PROGRAM.get() {
        Some((program, argument)) => {
            let mut command = Command::new(program);
            command.arg(argument).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
            let child = command.spawn().map_err(|e| PdfError::NoProcess(e.to_string()))?;
            ask(child, bytes)
        }
        None => in_thread(bytes.to_vec(), |measured| match measured {
            Measured::Whole => Ok(()),
            Measured::InPart => Err(PdfError::Strange("无法预先核对大小".to_owned())),
        }),
    }
}

/// Hands the file to a process and waits for its answer.
fn ask(mut child: Child, bytes: &[u8]) -> Result<PdfContent, PdfError> {
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let (sender, answer) = mpsc::channel();
    let answer = std::thread::scope(|scope| {
        let writes = std::thread::Builder::new().spawn_scoped(scope, || {
            // A process that has ended reads no more; that it has is seen by its answer.
            stdin.map(|mut stdin| stdin.write_all(bytes))
        });
        let reads = std::thread::Builder::new().spawn_scoped(scope, move || {
            let mut text = Vec::new();
            let read = stdout.map(|stdout| stdout.take(MAX_ANSWER).read_to_end(&mut text));
            // The receiver may have given up.
            let _ = sender.send((read.is_some_and(|read| read.is_ok()), text));
        });
        let waited = match (writes, reads) {
            (Ok(_), Ok(_)) => answer.recv_timeout(CLOCK),
            _ => Err(RecvTimeoutError::Disconnected),
        };
        if waited.is_err() {
            // It may have ended by itself, which is as good. Its pipes close, and the threads with them.
            let _ = child.kill();
        }
        waited
    });
    let status = child.wait().map_err(|e| PdfError::NoProcess(e.to_string()))?;
    match answer {
        Err(RecvTimeoutError::Timeout) => Err(PdfError::TimeLimit),
        Err(RecvTimeoutError::Disconnected) => Err(PdfError::Stopped),
        Ok((_, text)) => serde_json::from_slice(&text).unwrap_or_else(|_| Err(why(status))),
    }
}

/// Why a process ended that gave no answer.
fn why(status: ExitStatus) -> PdfError {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt;
        if status.signal() == Some(rustix::process::Signal::XCPU.as_raw()) {
            return PdfError::TimeLimit;
        }
    }
    let _ = status;
    PdfError::Stopped
}
