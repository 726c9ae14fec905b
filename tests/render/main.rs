//! The renderers, each with the same sample documents.

mod docx;
mod sample;
