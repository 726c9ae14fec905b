//! nianbao
#![warn(missing_docs)]

pub mod check;
pub mod diagnostic;
pub mod document;
pub mod fonts;
pub mod form;
pub mod render;
pub mod report;
pub mod source;
