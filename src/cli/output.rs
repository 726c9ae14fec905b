//! Where text goes: data to stdout, words for people to stderr.

use std::io::Write;

use super::Failure;
use crate::build::reason;

/// Writes data to stdout. A reader that has gone is a failure too: a script must not take a cut list for a whole one.
pub fn data(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).map_err(|e| Failure(format!("标准输出写不出：{}", reason(&e))))
}

/// A line for people. Where stderr is closed there is nobody to tell.
pub fn say(line: &str) {
    let mut err = std::io::stderr().lock();
    let _ = writeln!(err, "{}", line.trim_end_matches('\n'));
}
