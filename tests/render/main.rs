//! The renderers, on documents made by hand.

mod docx;
mod html;
mod pdf;
mod sample;
mod specimen;
