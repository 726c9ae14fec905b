//! Document + Layout + Fonts → bytes. No business logic, no label, no figure.

#[cfg(feature = "docx")]
pub mod docx;
#[cfg(feature = "html")]
pub mod html;
#[cfg(feature = "pdf")]
pub mod pdf;

/// A template: what an engine makes a report with, in its own language.
#[derive(Debug, Clone, Copy)]
pub struct Template<'a> {
    /// The name that errors in it are reported under.
    pub name: &'a str,
    /// Its text.
    pub source: &'a str,
}
