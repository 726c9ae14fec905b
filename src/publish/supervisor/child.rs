//! The worker process as the run sees it: started, given reports to make, listened to, killed.
//!
//! Three threads move what goes through its pipes, so that the run itself never waits for a pipe that a
//! stuck worker process does not empty or fill.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, Sender};
use std::thread::JoinHandle;

use super::ending::Ending;
use super::protocol::{self, Message};

/// Something that a worker process said, or its end. Carries the number of the process: what one that was
/// killed had still said is of no use.
pub(super) enum Event {
    Message(u64, Box<Message>),
    /// It has closed its standard output.
    End(u64),
}

/// A running worker process. Dropped, it is killed.
pub(super) struct Child {
    /// Which one of the run.
    pub number: u64,
    process: std::process::Child,
    tasks: Sender<String>,
    stderr: Option<JoinHandle<Option<Ending>>>,
}

impl Child {
    /// Starts one; what it says is sent to `events`.
    ///
    /// # Errors
    /// The system starts no process or no thread.
    pub(super) fn start(command: &mut Command, number: u64, events: Sender<Event>) -> io::Result<Self> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn()?;
        let (stdin, stdout) = (process.stdin.take(), process.stdout.take());
        let stderr = process.stderr.take();
        let (tasks, lines) = mpsc::channel::<String>();
        let mut child = Self { number, process, tasks, stderr: None };
        let thread = |name: &str| std::thread::Builder::new().name(format!("worker-{number}-{name}"));
        thread("in").spawn(move || {
            let Some(mut stdin) = stdin else { return };
            // A process that has ended reads no more; its end is reported by the other thread.
            while let Ok(line) = lines.recv()
                && stdin.write_all(line.as_bytes()).is_ok()
            {}
        })?;
        thread("out").spawn(move || {
            for line in stdout.into_iter().flat_map(|stdout| BufReader::new(stdout).lines()) {
                let Ok(line) = line else { break };
                let Some(message) = protocol::value(&line) else { continue };
                if events.send(Event::Message(number, Box::new(message))).is_err() {
                    return;
                }
            }
            let _ = events.send(Event::End(number));
        })?;
        child.stderr = stderr.map(|stderr| thread("err").spawn(|| announced(stderr))).transpose()?;
        Ok(child)
    }

    /// Hands it a line.
    pub(super) fn send(&self, line: String) {
        // It has ended, which is reported as an event of its own.
        let _ = self.tasks.send(line);
    }

    /// Ends it, whatever it is doing. What it has done is on the disk and reported.
    pub(super) fn kill(&mut self) {
        // It may have ended by itself, which is as good.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }

    /// How it ended, once it has closed its standard output: which it does only by ending.
    ///
    /// # Errors
    /// The system does not say.
    pub(super) fn ending(&mut self) -> io::Result<Ending> {
        let status = self.process.wait()?;
        let announced = self.stderr.take().and_then(|thread| thread.join().ok()).flatten();
        Ok(announced.unwrap_or_else(|| Ending::of(status)))
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Reads what a process prints to standard error to its end; gives the ending that it announces there. With
/// RUST_BACKTRACE it is a developer who called, and all of it is passed on.
fn announced(stderr: impl Read) -> Option<Ending> {
    let pass_on = std::env::var_os("RUST_BACKTRACE").is_some();
    let mut announced = None;
    for line in BufReader::new(stderr).split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line);
        if pass_on {
            let _ = writeln!(io::stderr(), "{line}");
        }
        announced = announced.or_else(|| Ending::announced(&line));
    }
    announced
}
