//! 政府信息公开工作年度报告: the yearly report on open government that every Chinese agency must publish,
//! from one YAML data file to the official layout as a PDF or OFD, a Word draft and a page for the web site.
//!
//! From a data file to a PDF and a Word draft in a few lines:
//!
#![cfg_attr(all(feature = "pdf", feature = "docx"), doc = "```")]
#![cfg_attr(not(all(feature = "pdf", feature = "docx")), doc = "```ignore")]
//! use nianbao::{BuildOptions, Pipeline, Source};
//!
//! // Made once, shared by all threads: the faces are found and the templates are read here.
//! let pipeline = Pipeline::new(BuildOptions::default())?;
//! // YAML text → a report: figures with their places, computed totals, prose with its figures filled in.
//! let text = include_str!("../examples/jiyuan-2024.yaml");
//! let opened = pipeline.read(Source::new("jiyuan-2024.yaml", text).into());
//! // The rules of the form, last year's report at hand where the data file names one.
//! let previous = pipeline.previous(&opened)?;
//! let checked = pipeline.check(opened, previous);
//! assert!(checked.findings.is_empty());
//! let outputs = pipeline.render(&checked)?;
//! assert_eq!(outputs[0].ending, ".pdf");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`Publisher`] takes many reports through the same stages and onto the disk. Without an engine the crate
//! still reads, checks, merges and compares data files: [`read`] and [`check`]. ARCHITECTURE.md has the
//! modules and what depends on what.
#![warn(clippy::unwrap_used)]
#![cfg_attr(
    test,
    allow(clippy::disallowed_methods, reason = "tests read the files that they have written themselves")
)]

#[cfg(feature = "cli")]
pub mod cli;
pub mod compare;
pub mod data_file;
pub mod date;
pub mod diagnostic;
pub mod document;
#[cfg(feature = "spreadsheet")]
pub mod export;
pub mod files;
pub mod fonts;
pub mod form;
#[cfg(feature = "import")]
pub mod import;
pub mod init;
pub mod layout;
pub mod list_page;
#[cfg(feature = "lsp")]
pub mod lsp;
pub mod merge;
pub mod picture;
pub mod pipeline;
pub mod printing;
pub mod publish;
pub mod render;
pub mod report;
#[cfg(feature = "review")]
pub mod review;
pub mod rules;
#[cfg(feature = "serve")]
pub mod serve;
#[cfg(feature = "spreadsheet")]
pub mod spreadsheet;
#[cfg(feature = "spreadsheet")]
pub mod tally;
pub mod templates;
pub mod text;
mod wire;
mod wording;
#[cfg_attr(
    not(all(feature = "docx", feature = "review")),
    allow(dead_code, unused_imports, reason = "each of them needs a part of it")
)]
pub mod xml;
pub mod yaml;

pub use diagnostic::{Finding, Severity};
pub use form::Form;
pub use pipeline::inputs::Input;
pub use pipeline::{BuildOptions, CheckedReport, Format, Pipeline};
pub use publish::{Publisher, Target};
pub use report::{Report, read};
pub use rules::{CheckOptions, check};
pub use yaml::Source;

/// The Rust code of the README, compiled and run with the tests of the documentation.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
