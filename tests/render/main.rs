//! The renderers, each with the same sample documents.

mod docx;
mod package;
mod sample;
