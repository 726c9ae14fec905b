//! A language server: what `nianbao check` finds, in an editor and while a data file is being typed.
//!
//! ```text
//! editor ── frames ──▶ transport ──▶ server ── didChange ──▶ documents ── pipeline ──▶ findings ──▶ editor
//!                                      │ hover, completion, code actions, definition
//!                                      ▼
//!                 outline: keys by lines and indentation, whether the text is YAML yet or not
//!                 meaning: what the form has under them
//! ```
//! A text is checked when the editor has nothing more to say, so that of ten keys struck in a row the last is
//! checked. Files are only read: last year's report, and the pictures of the prose. Other YAML files than
//! data files of reports are left alone (`documents::is_data_file`).

mod actions;
mod capabilities;
mod completion;
mod definition;
mod diagnostics;
mod documents;
mod hover;
mod meaning;
mod outline;
mod position;
mod problem;
mod prose;
mod server;
mod transport;
mod uri;

pub use server::{Ending, serve};
