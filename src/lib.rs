//! nianbao
#![warn(missing_docs)]

pub mod build;
pub mod check;
pub mod cli;
pub mod diagnostic;
pub mod document;
pub mod fonts;
pub mod form;
pub mod init;
pub mod render;
pub mod report;
pub mod source;
