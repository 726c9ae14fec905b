//! Finished outputs on their way to the disk: whole files or none, a manifest of what was made from what, and
//! many reports on a few threads.

pub mod manifest;
mod publisher;
mod target;
pub mod workers;
mod write;

pub use publisher::{PublishError, Published, Publisher, Rebuild};
pub use target::{Target, TargetError};
pub use write::{
    CreateError, NewPlace, WriteCause, WriteError, create_all_new, create_new, refuse_existing,
    remove_stale_temp_files, write_all,
};
