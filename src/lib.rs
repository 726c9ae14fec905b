//! 政府信息公开工作年度报告: the yearly report on open government that every Chinese agency must publish,
//! from one YAML data file to the official layout as a PDF, a Word draft and a page for the web site.
//!
//! The pipeline in ten lines:
//!
//! ```
//! use nianbao::{rules, document::{Document, DocumentOptions}, report, yaml::Source};
//!
//! // YAML text → a report: figures with their places, computed totals, prose with its figures filled in.
//! let text = include_str!("../examples/jiyuan-2024.yaml");
//! let (report, read) = report::read(Source::new("jiyuan-2024.yaml", text).into());
//! let report = report.expect("the example is a report");
//! // The rules of the form: no finding, no sum that does not hold.
//! let checked = rules::check(&report, read, &Default::default());
//! assert!(checked.findings.is_empty());
//! // The tree that all renderers share: `render::pdf`, `render::docx`.
//! let document = Document::of(&report, &DocumentOptions::default());
//! assert_eq!(document.title, ["济源市人民政府办公室", "2024年政府信息公开工作年度报告"]);
//! ```
//!
//! [`pipeline`] does all of it for many reports, on many threads. ARCHITECTURE.md shows which module uses which.
#![warn(clippy::unwrap_used)]

#[cfg(feature = "cli")]
pub mod cli;
pub mod compare;
pub mod data_file;
pub mod date;
pub mod diagnostic;
pub mod document;
pub mod files;
pub mod fonts;
pub mod form;
pub mod gauge;
#[cfg(feature = "import")]
pub mod import;
pub mod init;
pub mod layout;
pub mod merge;
pub mod pipeline;
pub mod printing;
pub mod publish;
pub mod render;
pub mod report;
pub mod rules;
#[cfg(feature = "serve")]
pub mod serve;
#[cfg(feature = "spreadsheet")]
pub mod spreadsheet;
pub mod templates;
pub mod text;
#[cfg(any(feature = "docx", feature = "import", feature = "spreadsheet"))]
pub mod xml;
pub mod yaml;

/// The Rust code of the README, compiled and run with the tests of the documentation.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
