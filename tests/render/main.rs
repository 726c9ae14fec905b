//! The renderers, on documents made by hand.

mod docx;
mod measure;
mod package;
mod pdf;
mod sample;
mod specimen;
