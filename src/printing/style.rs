//! What all of the output for people shares: its options, its colours, and text that cannot act on a
//! terminal.

use crate::diagnostic::Severity;
use crate::text::is_forbidden;

/// How findings are written for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HumanOptions {
    /// Colours, as escape sequences of a terminal. Ask for them only where a terminal reads them.
    pub color: bool,
    /// Columns of the terminal; longer lines of the file are cut to the part around the place. At least 40
    /// are used.
    pub width: usize,
}

impl Default for HumanOptions {
    fn default() -> Self {
        Self { color: false, width: 120 }
    }
}

/// What a piece of the output is, for its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paint {
    Severity(Severity),
    Message,
    Frame,
    Note,
}

impl Paint {
    /// The text in its colour.
    pub(super) fn on(self, text: &str, options: &HumanOptions) -> String {
        if !options.color || text.is_empty() {
            return text.to_owned();
        }
        let code = match self {
            Paint::Severity(Severity::Error) => "1;31",
            Paint::Severity(Severity::Warning) => "1;33",
            Paint::Message => "1",
            Paint::Frame => "1;34",
            Paint::Note => "1;36",
        };
        format!("\u{1B}[{code}m{text}\u{1B}[0m")
    }
}

/// Text of the user in one line, with nothing that could act on a terminal.
pub(super) fn clean(text: &str) -> String {
    let visible = |character| match character {
        '\n' | '\t' => ' ',
        _ if is_forbidden(character) => '\u{FFFD}',
        _ => character,
    };
    text.chars().map(visible).collect()
}
