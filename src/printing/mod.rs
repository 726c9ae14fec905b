//! Findings as text for people, as JSON, and as GitHub annotations.

pub mod github;
pub mod human;
pub mod json;
mod snippet;
mod style;
