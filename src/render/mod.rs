//! Document + Layout + Fonts → bytes. No business logic, no label, no figure.

pub mod docx;
pub mod html;
pub mod layout;
mod narrow;
pub mod pdf;
