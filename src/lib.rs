//! 政府信息公开工作年度报告: the yearly report on open government that every Chinese agency must publish,
//! from one YAML data file to the official layout as a PDF, a Word draft and a page for the web site.
//!
//! The pipeline in ten lines:
//!
//! ```
//! use nianbao::{check, document::{Document, DocumentOptions}, report, source::Source};
//!
//! // YAML text → a report: figures with their places, computed totals, prose with its figures filled in.
//! let text = include_str!("../examples/jiyuan-2024.yaml");
//! let (report, read) = report::read(Source::new("jiyuan-2024.yaml", text).into());
//! let report = report.expect("the example is a report");
//! // The rules of the form: no finding, no sum that does not hold.
//! let checked = check::check(&report, read, &Default::default());
//! assert!(checked.findings.is_empty());
//! // The tree that all renderers share: `render::pdf`, `render::docx`.
//! let document = Document::of(&report, &DocumentOptions::default());
//! assert_eq!(document.title, ["济源市人民政府办公室", "2024年政府信息公开工作年度报告"]);
//! ```
//!
//! [`build::Builder`] does all of it for many reports, on many threads. ARCHITECTURE.md tells what depends on
//! what.
#![warn(missing_docs)]
#![deny(unsafe_code)]

pub mod build;
pub mod check;
pub mod cli;
pub mod compare;
pub mod diagnostic;
pub mod document;
pub mod fonts;
pub mod form;
pub mod gauge;
pub mod import;
pub mod init;
pub mod merge;
pub mod render;
pub mod report;
pub mod source;
pub mod table;
pub mod templates;
pub mod write;
