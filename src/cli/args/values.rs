//! Values of options, and what they should be where they are something else.
//!
//! clap's own parsers say what is wrong in English.

use std::num::NonZeroUsize;

/// How many at once.
pub fn jobs(text: &str) -> Result<NonZeroUsize, String> {
    text.parse().map_err(|_| "应当是 1 或更大的整数，例如 --jobs 4；不写就与处理器核数相同".to_owned())
}

/// Seconds, 0 for no limit.
pub fn seconds(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| "应当是整数的秒数，0 为不限，例如 --time-limit 300".to_owned())
}

/// A port of this machine, 0 for any.
#[cfg(feature = "serve")]
pub fn port(text: &str) -> Result<u16, String> {
    text.parse().map_err(|_| "应当是 0 至 65535 之间的整数，例如 --port 9000".to_owned())
}

/// A year; which years there are is the command's business.
pub fn year(text: &str) -> Result<u16, String> {
    text.parse().map_err(|_| "应当是四位数字的年份，例如 --year 2024".to_owned())
}
