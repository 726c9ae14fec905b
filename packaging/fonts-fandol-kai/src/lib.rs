//! The 楷体 of nianbao: FandolKai, unmodified.
//!
//! Where each file comes from and what was changed: `fonts/SOURCES.md` of nianbao.

// Statics, not constants: a constant would be copied into every crate that names it.

#![no_std]

/// `FandolKai-Regular.otf`.
pub static FANDOL_KAI: [u8; include_bytes!("../files/FandolKai-Regular.otf").len()] =
    *include_bytes!("../files/FandolKai-Regular.otf");
