//! The official form as data.

mod path;

pub use path::Path;
