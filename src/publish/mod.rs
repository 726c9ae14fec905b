//! Finished outputs on their way to the disk: whole files or none, a manifest of what was made from what, and
//! many reports on a few threads.

pub mod manifest;
pub mod workers;
mod write;

pub use write::{WriteError, sweep, write_all};
