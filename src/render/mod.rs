//! Document + layout + fonts → bytes. No business logic, no label, no figure, and no decision about sizes or
//! breaks: those are made once, in [`layout`](crate::layout).

#[cfg(feature = "docx")]
pub mod docx;
#[cfg(feature = "html")]
pub mod html;
#[cfg(feature = "ofd")]
pub mod ofd;
#[cfg(feature = "pdf")]
pub mod pdf;
#[cfg(feature = "gauge")]
pub mod ruler;
