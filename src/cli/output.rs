//! Where output goes: what a command is asked for to stdout, messages for people to stderr.
//!
//! Whatever a terminal gets to see passes through here, and nothing in it acts on the terminal but the
//! colours of findings, which `printing` puts between texts that it has cleaned.
//!
//! Messages are of two kinds. [`say`] says what must be known: errors, and what was not done as it was
//! asked for. [`remark`] and [`notice`] say how it goes and what has come of it, and are silent after
//! `--quiet`.

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use super::Failure;
use crate::files::reason;
use crate::printing::human::HumanOptions;
use crate::text::visible_controls;

/// True after `--quiet`: an option of the whole run, which is set once before any command begins.
static QUIET: AtomicBool = AtomicBool::new(false);

/// Leaves out remarks and notices from now on.
pub fn be_quiet() {
    QUIET.store(true, Ordering::Relaxed);
}

/// Whether remarks and notices are left out.
pub fn is_quiet() -> bool {
    QUIET.load(Ordering::Relaxed)
}

/// Where text for people goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// The text is what the command is asked for.
    Stdout,
    /// The text is beside that.
    Stderr,
}

/// Whether what is written to stdout goes to a terminal.
#[cfg(feature = "spreadsheet")]
pub fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Writes data to stdout, byte by byte as it is. A terminal gets text only, without what would act on it.
pub fn data(bytes: &[u8]) -> Result<(), Failure> {
    if !io::stdout().is_terminal() {
        return write(bytes);
    }
    let binary = "生成的不是文本，不能显示在终端上；用 -o 指明文件，或者用 > 存成文件";
    text(std::str::from_utf8(bytes).map_err(|_| Failure::Because(binary.to_owned()))?)
}

/// Writes text for people to stdout, to a terminal or not.
pub fn text(text: &str) -> Result<(), Failure> {
    write(visible_controls(text).as_bytes())
}

fn write(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => Failure::Unread,
        _ => Failure::Because(format!("标准输出写不出：{}", reason(&error))),
    })
}

/// A line for people that they must know. Where stderr is closed the line is lost.
pub fn say(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", visible_controls(line).trim_end_matches('\n'));
}

/// An error of one of several reports. Most errors of a file name it themselves; it is not named twice.
pub fn say_error(subject: &str, message: &str) {
    if message.starts_with(subject) {
        say(&format!("错误：{message}"));
    } else {
        say(&format!("错误：{subject}：{message}"));
    }
}

/// A line for people on how it goes, or what has come of it.
pub fn remark(line: &str) {
    if !is_quiet() {
        say(line);
    }
}

/// Something that the user may like to know.
pub fn notice(text: String) {
    remark(&format!("提示：{text}"));
}

/// Whole lines for people in which `printing` has left nothing of others that acts on a terminal.
pub fn drawn(lines: &str, channel: Channel) -> Result<(), Failure> {
    match channel {
        Channel::Stdout => write(lines.as_bytes()),
        Channel::Stderr => {
            let _ = io::stderr().lock().write_all(lines.as_bytes());
            Ok(())
        }
    }
}

/// How findings are written there: colours only where it is a terminal and NO_COLOR is not set, and its
/// width.
pub fn human(channel: Channel) -> HumanOptions {
    let terminal = match channel {
        Channel::Stdout => io::stdout().is_terminal(),
        Channel::Stderr => io::stderr().is_terminal(),
    };
    let color = terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
    let width = std::env::var("COLUMNS").ok().and_then(|w| w.parse().ok());
    HumanOptions { color, width: width.unwrap_or(HumanOptions::default().width) }
}
