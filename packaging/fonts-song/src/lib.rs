//! The last face of every chain of nianbao: Baogao Song, 30,928 characters.
//!
//! Where each file comes from and what was changed: `fonts/SOURCES.md` of nianbao.

// Statics, not constants: a constant would be copied into every crate that names it.

#![no_std]

/// `BaogaoSong.ttf`.
pub static BAOGAO_SONG: [u8; include_bytes!("../files/BaogaoSong.ttf").len()] =
    *include_bytes!("../files/BaogaoSong.ttf");
