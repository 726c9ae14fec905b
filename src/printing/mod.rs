//! Findings as text for people, as JSON, and as GitHub annotations.

mod excerpt;
pub mod github;
pub mod human;
pub mod json;
