//! Runs the program under limits, and measures it.

use std::fmt;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::tools;

/// The head of a report: a data file that has nothing else is sound.
pub const HEAD: &str = "机关名称: 甲\n年度: 2024\n";

/// A folder of input files, and the limits under which commands run in it.
pub struct Attack {
    folder: tempfile::TempDir,
    /// What the commands write, measurements among it; outside the folder, whose files a case may list.
    notes: tempfile::TempDir,
    address_mb: u64,
    cpu_seconds: u64,
    clock_seconds: u64,
    stdin: Option<PathBuf>,
}

impl Attack {
    /// An empty folder. The limits protect the machine and end what hangs; what a case allows is for
    /// [`Run::within`] to say. 4000 MB of addresses, as the allocator reserves a gigabyte before it uses any.
    pub fn new() -> Self {
        let folder = || tempfile::Builder::new().prefix("hostile-").tempdir().unwrap();
        let (folder, notes) = (folder(), folder());
        Self { folder, notes, address_mb: 4000, cpu_seconds: 60, clock_seconds: 300, stdin: None }
    }

    /// Limits of all commands from now on: addresses in MB (every reserved page counts, so a sound run needs
    /// 2500), CPU time, time of the clock.
    pub fn limits(&mut self, address_mb: u64, cpu_seconds: u64, clock_seconds: u64) -> &mut Self {
        (self.address_mb, self.cpu_seconds, self.clock_seconds) = (address_mb, cpu_seconds, clock_seconds);
        self
    }

    /// What the commands from now on read from standard input, which is empty otherwise.
    pub fn stdin(&mut self, bytes: impl AsRef<[u8]>) -> &mut Self {
        let path = self.notes.path().join("stdin");
        std::fs::write(&path, bytes).unwrap();
        self.stdin = Some(path);
        self
    }

    /// The folder in which commands run.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A path in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    /// Writes a file into the folder, with the folders on its way.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Runs the program to its end.
    pub fn run(&self, args: &[&str]) -> Run {
        let args = with_bundled_faces(args);
        self.program(env!("CARGO_BIN_EXE_nianbao"), &args)
    }

    /// Runs any program to its end, under the same limits and measured alike.
    ///
    /// GNU time measures, as a child of its own: a process begins with the peak memory of the one that started
    /// it, which would be the tests'.
    pub fn program(&self, program: &str, args: &[&str]) -> Run {
        let measured = self.notes.path().join("measured");
        let mut command = self.prepared("time");
        command.args(["--format", "%M %U %S", "--output"]).arg(&measured);
        command.args(["timeout", "--signal", "KILL", &self.clock_seconds.to_string()]);
        command.arg("prlimit").args(self.limit_options()).arg(program).args(args);
        let output = command.output().expect("GNU time, coreutils and util-linux are installed");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let measured = std::fs::read_to_string(&measured).expect("GNU time writes what it measured");
        let figures: Vec<f64> =
            measured.lines().last().unwrap().split(' ').map(|f| f.parse().unwrap()).collect();
        Run {
            command: args.join(" "),
            status: code(output.status),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
            peak_mb: figures[0] as u64 / 1024,
            cpu_seconds: figures[1] + figures[2],
        }
    }

    /// Starts the program and leaves it running, under the same limits but for the clock's, which
    /// [`Live::wait`] has, and under more, as prlimit names them: `&["--nofile=64"]`.
    pub fn start(&self, args: &[&str], limits: &[&str]) -> Live {
        let notes = tempfile::tempdir_in(self.notes.path()).unwrap();
        let stream = |name| File::create(notes.path().join(name)).unwrap();
        let mut command = self.prepared("prlimit");
        command.args(self.limit_options()).args(limits).arg(env!("CARGO_BIN_EXE_nianbao"));
        command.args(with_bundled_faces(args)).stdout(stream("stdout")).stderr(stream("stderr"));
        let child = command.spawn().expect("util-linux is installed");
        Live { child, notes }
    }

    /// A command in the folder, with nothing from outside that could change what it does.
    fn prepared(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.folder()).env_remove("SOURCE_DATE_EPOCH").env_remove("NIANBAO_FONTS");
        match &self.stdin {
            Some(path) => command.stdin(File::open(path).unwrap()),
            None => command.stdin(Stdio::null()),
        };
        command
    }

    /// At the limit of CPU time comes SIGXCPU, five seconds later SIGKILL.
    fn limit_options(&self) -> [String; 3] {
        let (bytes, cpu) = (self.address_mb << 20, self.cpu_seconds);
        [format!("--as={bytes}"), format!("--cpu={cpu}:{}", cpu + 5), "--core=0".to_owned()]
    }
}

/// The arguments, after which `build` asks for no face of the machine.
fn with_bundled_faces<'a>(args: &[&'a str]) -> Vec<&'a str> {
    let more = if args.first() == Some(&"build") { &["--no-system-fonts"][..] } else { &[] };
    [args, more].concat()
}

/// The exit status as a shell gives it: 128 and the signal's number for a process that a signal ended.
fn code(status: ExitStatus) -> i32 {
    use std::os::unix::process::ExitStatusExt;
    status.code().unwrap_or_else(|| 128 + status.signal().expect("no status, so a signal"))
}

/// A command that has ended.
pub struct Run {
    command: String,
    /// As a shell gives it: above 128 it is a signal, 137 the limit of the clock, 152 that of CPU time.
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
    /// The largest resident memory of the process or of a child it waited for.
    pub peak_mb: u64,
    /// Of the process and its children, in the program and in the system.
    pub cpu_seconds: f64,
}

impl Run {
    /// The number of the signal that ended it.
    pub fn signal(&self) -> Option<i32> {
        (self.status > 128).then(|| self.status - 128)
    }

    /// It ended by itself with this status.
    #[track_caller]
    pub fn exits(&self, status: i32) -> &Self {
        assert_eq!(self.status, status, "{self}");
        self
    }

    /// It ended with status 1, with a finding of this rule and without a panic.
    #[track_caller]
    pub fn refuses(&self, rule: &str) -> &Self {
        self.exits(1).is_calm();
        assert!(self.stdout.contains(rule) || self.stderr.contains(rule), "no {rule}: {self}");
        self
    }

    /// It ended with this status, and standard error or output says this.
    #[track_caller]
    pub fn says(&self, status: i32, words: &str) -> &Self {
        self.exits(status).is_calm();
        assert!(self.stdout.contains(words) || self.stderr.contains(words), "no “{words}”: {self}");
        self
    }

    /// No signal ended it, and no thread of it panicked.
    #[track_caller]
    pub fn is_calm(&self) -> &Self {
        let panicked = self.stderr.contains("panicked at") || self.stderr.contains("overflowed its stack");
        assert!(self.signal().is_none() && !panicked, "{self}");
        self
    }

    /// It took no more than this.
    #[track_caller]
    pub fn within(&self, mb: u64, cpu_seconds: u64) -> &Self {
        assert!(self.peak_mb <= mb, "more than {mb} MB: {self}");
        assert!(self.cpu_seconds <= cpu_seconds as f64, "more than {cpu_seconds} s of CPU time: {self}");
        self
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let start = |text: &str| text.chars().take(3000).collect::<String>();
        writeln!(f, "{}: status {}", self.command, self.status)?;
        writeln!(f, "{} MB, {} s of CPU time", self.peak_mb, self.cpu_seconds)?;
        write!(f, "stdout: {}\nstderr: {}", start(&self.stdout), start(&self.stderr))
    }
}

/// A command that runs until it is sent a signal or dropped.
pub struct Live {
    child: Child,
    notes: tempfile::TempDir,
}

impl Live {
    /// The process, which is the program itself.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal by its name: `TERM`, `INT`, `STOP`.
    pub fn signal(&self, name: &str) {
        tools::run(Command::new("kill").args(["-s", name, &self.id().to_string()]));
    }

    /// What it has written to standard output so far.
    pub fn stdout(&self) -> String {
        self.written("stdout")
    }

    /// What it has written to standard error so far.
    pub fn stderr(&self) -> String {
        self.written("stderr")
    }

    fn written(&self, name: &str) -> String {
        String::from_utf8_lossy(&std::fs::read(self.notes.path().join(name)).unwrap()).into_owned()
    }

    /// The largest resident memory so far. The process must still run.
    pub fn peak_mb(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).expect("the process runs");
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
    }

    /// Waits until something holds, at most so many seconds of the clock: a generous number, as it ends only a
    /// test that has failed.
    #[track_caller]
    pub fn until(&mut self, seconds: u64, what: &str, mut holds: impl FnMut(&mut Self) -> bool) {
        let end = Instant::now() + Duration::from_secs(seconds);
        while !holds(self) {
            let written = (self.stdout(), self.stderr());
            assert!(Instant::now() < end, "not within {seconds} s: {what}\n{written:?}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The exit status as [`Run::status`] has it, once the process has ended.
    #[track_caller]
    pub fn wait(&mut self, seconds: u64) -> i32 {
        let mut status = None;
        self.until(seconds, "the end of the process", |live| {
            status = live.child.try_wait().unwrap();
            status.is_some()
        });
        code(status.expect("waited for"))
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a case with n, 2n and 4n of something and compares CPU time: what grows with its input takes four times
/// as much for 4n as for n, what grows with the square sixteen times. The limit lies between, with half a
/// second for what does not depend on n.
#[allow(dead_code, reason = "for the cases of sizes")]
#[track_caller]
pub fn scales(n: usize, mut run: impl FnMut(usize) -> Run) {
    let runs = [n, 2 * n, 4 * n].map(&mut run);
    let [one, two, four] = [&runs[0], &runs[1], &runs[2]].map(|run| run.cpu_seconds);
    assert!(four <= 7.0 * one + 0.5, "{one} s, {two} s, {four} s of CPU time: {}", runs[2]);
}
