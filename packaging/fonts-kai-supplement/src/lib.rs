//! What the 仿宋 and 楷体 of nianbao lack: Baogao Kai Supplement.
//!
//! Where each file comes from and what was changed: `fonts/SOURCES.md` of nianbao.

// Statics, not constants: a constant would be copied into every crate that names it.

#![no_std]

/// `BaogaoKaiSupplement.ttf`.
pub static BAOGAO_KAI_SUPPLEMENT: [u8; include_bytes!("../files/BaogaoKaiSupplement.ttf").len()] =
    *include_bytes!("../files/BaogaoKaiSupplement.ttf");
