//! nianbao
#![warn(missing_docs)]

pub mod diagnostic;
pub mod document;
pub mod form;
pub mod render;
pub mod source;
