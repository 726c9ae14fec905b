//! The local page to fill in data files: what it shows and does, and the same behind HTTP.

mod access;
mod assets;
mod connections;
mod drafts;
mod error;
mod folder;
mod http;
mod instance;
mod lane;
mod previews;
mod requests;
mod workspace;

pub use access::Access;
pub use drafts::{Draft, KeptDraft, Unwritten, drafts_folder};
pub use error::ServeError;
pub use http::{THREADS, serve};
pub use instance::{Claim, Instance, Served, hand_over_page};
pub use previews::{Image, PlaceView};
pub use workspace::{
    ComparisonView, Created, Explanation, ExplanationPart, FileEntry, FileState, FindingGroup, FindingNote,
    FindingPlace, MAX_BATCH, Mark, Merged, PageView, PagesView, ProseName, ReportView, Target, Upload,
    UploadView, UploadedReport, WaiverView, Workspace,
};
