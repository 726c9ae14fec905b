//! Finished outputs on their way to the disk: whole files or none, a manifest of what was made from what, and
//! many reports on the threads of a supervised process.

mod aside;
mod command_output;
mod damage;
mod durable;
mod error;
mod lock;
pub mod manifest;
mod owner_file;
mod publisher;
mod session;
pub mod supervisor;
mod target;
pub mod workers;
mod write;

pub use command_output::{CommandOutputs, refuse_foreign, replace_own};
pub use error::{CreateError, NewPlace, WriteCause, WriteError};
pub use publisher::{PublishError, Published, Publisher, Rebuild};
pub use target::{Target, TargetError, name_without_case};
pub use write::{
    create_all_new, create_new, refuse_existing, remove_stale_temp_files, write_all, write_durably,
};
