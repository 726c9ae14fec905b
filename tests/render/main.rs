//! The renderers, on documents made by hand.

mod docx;
mod html;
mod measure;
mod package;
mod pdf;
mod sample;
mod specimen;
mod templates;
