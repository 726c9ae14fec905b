//! 13,427 rare Chinese characters for the 仿宋 and 楷体 of nianbao: Baogao Kai Rare.
//!
//! Where each file comes from and what was changed: `fonts/SOURCES.md` of nianbao.

// Statics, not constants: a constant would be copied into every crate that names it.

#![no_std]

/// `BaogaoKaiRare.ttf`.
pub static BAOGAO_KAI_RARE: [u8; include_bytes!("../files/BaogaoKaiRare.ttf").len()] =
    *include_bytes!("../files/BaogaoKaiRare.ttf");
