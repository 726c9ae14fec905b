//! Document + Layout + Fonts → bytes. No business logic, no label, no figure.

pub mod layout;
pub mod pdf;
