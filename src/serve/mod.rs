//! The local page to fill in data files: what it shows and does, and the same behind HTTP.

mod access;
mod assets;
mod connections;
mod error;
mod folder;
mod http;
mod lane;
mod workspace;

pub use access::Access;
pub use error::ServeError;
pub use http::{THREADS, serve};
pub use workspace::{FileSummary, ReportView, Workspace};
