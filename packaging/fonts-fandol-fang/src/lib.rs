//! The 仿宋 of nianbao: FandolFang, unmodified.
//!
//! Where each file comes from and what was changed: `fonts/SOURCES.md` of nianbao.

// Statics, not constants: a constant would be copied into every crate that names it.

#![no_std]

/// `FandolFang-Regular.otf`.
pub static FANDOL_FANG: [u8; include_bytes!("../files/FandolFang-Regular.otf").len()] =
    *include_bytes!("../files/FandolFang-Regular.otf");
