//! Where output goes: data to stdout, messages for people to stderr.
//!
//! Whatever a terminal gets to see passes through here, and nothing in it acts on the terminal but the
//! colours of findings, which `printing` puts between texts that it has cleaned.

use std::io::{IsTerminal, Write};

use super::Failure;
use crate::files::reason;
use crate::printing::human::HumanOptions;
use crate::text::visible_controls;

/// Writes data to stdout, byte by byte as it is, but what would act on a terminal where stdout is one. A
/// closed pipe is a failure too: a script must not take a list that was cut off for a complete one.
pub fn data(bytes: &[u8]) -> Result<(), Failure> {
    match std::str::from_utf8(bytes) {
        Ok(data) if std::io::stdout().is_terminal() => text(data),
        _ => write(bytes),
    }
}

/// Writes text for people to stdout, to a terminal or not.
pub fn text(text: &str) -> Result<(), Failure> {
    write(visible_controls(text).as_bytes())
}

fn write(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    out.write_all(bytes)
        .and_then(|()| out.flush())
        .map_err(|e| Failure(format!("标准输出写不出：{}", reason(&e))))
}

/// A line for people. Where stderr is closed the line is lost.
pub fn say(line: &str) {
    say_drawn(visible_controls(line).trim_end_matches('\n'));
}

/// Something that the user should know.
pub fn notice(text: String) {
    say(&format!("提示：{text}"));
}

/// Lines for people in which `printing` has left nothing of others that acts on a terminal.
pub fn say_drawn(lines: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{lines}");
}

/// How findings are written on this terminal: colours only where it is one and NO_COLOR is not set, and its
/// width.
pub fn human() -> HumanOptions {
    let terminal = std::io::stderr().is_terminal();
    let color = terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
    let width = std::env::var("COLUMNS").ok().and_then(|w| w.parse().ok());
    HumanOptions { color, width: width.unwrap_or(HumanOptions::default().width) }
}
