//! The local page to fill in data files: what it shows and does, and the same behind HTTP.

mod http;
mod workspace;

pub use http::serve;
pub use workspace::{FileSummary, ReportView, ServeError, Workspace};
