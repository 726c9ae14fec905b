//! The renderers, on documents made by hand.

mod docx;
mod package;
mod pdf;
mod sample;
mod specimen;
