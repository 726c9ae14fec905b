//! The renderers, on documents made by hand: those of the formats that are compiled in.
#![allow(clippy::disallowed_methods, reason = "tests read the files that they have written themselves")]

#[cfg(feature = "docx")]
mod docx;
#[cfg(feature = "html")]
mod html;
#[cfg(feature = "pdf")]
mod measure;
#[cfg(feature = "docx")]
mod package;
#[cfg(feature = "pdf")]
mod pdf;
#[cfg(all(feature = "pdf", feature = "docx", feature = "html"))]
mod pictures;
#[cfg(feature = "docx")]
mod reference;
#[cfg(feature = "docx")]
mod sample;
#[cfg(feature = "pdf")]
mod specimen;
#[cfg(all(feature = "pdf", feature = "docx", feature = "html"))]
mod templates;
