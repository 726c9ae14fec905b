//! The renderers, on documents made by hand.
mod pdf;
mod sample;
