//! Where output goes: data to stdout, messages for people to stderr.

use std::io::{IsTerminal, Write};

use super::Failure;
use crate::files::reason;
use crate::printing::human::HumanOptions;

/// Writes data to stdout. A closed pipe is a failure too: a script must not take a list that was cut off for
/// a complete one.
pub fn data(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    out.write_all(bytes)
        .and_then(|()| out.flush())
        .map_err(|e| Failure(format!("标准输出写不出：{}", reason(&e))))
}

/// A line for people. Where stderr is closed the line is lost.
pub fn say(line: &str) {
    let mut err = std::io::stderr().lock();
    let _ = writeln!(err, "{}", line.trim_end_matches('\n'));
}

/// How findings are written on this terminal: colours only where it is one and NO_COLOR is not set, and its
/// width.
pub fn human() -> HumanOptions {
    let terminal = std::io::stderr().is_terminal();
    let color = terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
    let width = std::env::var("COLUMNS").ok().and_then(|w| w.parse().ok());
    HumanOptions { color, width: width.unwrap_or(HumanOptions::default().width) }
}
