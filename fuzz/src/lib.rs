//! The product's own modules up to the checker and the importer, by their path: the engines behind the
//! renderers take minutes to build with instrumentation and have no part in what is fuzzed here.

#[path = "../../src/check/mod.rs"]
pub mod check;
#[path = "../../src/diagnostic/mod.rs"]
pub mod diagnostic;
#[path = "../../src/document/mod.rs"]
pub mod document;
#[path = "../../src/form/mod.rs"]
pub mod form;
#[path = "../../src/import/mod.rs"]
pub mod import;
#[path = "../../src/init.rs"]
pub mod init;
#[path = "../../src/merge.rs"]
pub mod merge;
#[path = "../../src/report/mod.rs"]
pub mod report;
#[path = "../../src/source/mod.rs"]
pub mod source;
#[path = "../../src/write/mod.rs"]
pub mod write;
