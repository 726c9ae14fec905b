//! The renderers, on documents made by hand.

mod docx;
mod pdf;
mod sample;
mod specimen;
