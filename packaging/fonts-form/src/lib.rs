//! Faces of nianbao for titles, headings, tables and Latin text: Baogao Biaoti Song, Hei and Shu Song,
//! Liberation Serif.
//!
//! Where each file comes from and what was changed: `fonts/SOURCES.md` of nianbao.

// Statics, not constants: a constant would be copied into every crate that names it.

#![no_std]

/// `BaogaoBiaotiSong.ttf`.
pub static BAOGAO_BIAOTI_SONG: [u8; include_bytes!("../files/BaogaoBiaotiSong.ttf").len()] =
    *include_bytes!("../files/BaogaoBiaotiSong.ttf");
/// `BaogaoHei.ttf`.
pub static BAOGAO_HEI: [u8; include_bytes!("../files/BaogaoHei.ttf").len()] =
    *include_bytes!("../files/BaogaoHei.ttf");
/// `BaogaoShuSong.ttf`.
pub static BAOGAO_SHU_SONG: [u8; include_bytes!("../files/BaogaoShuSong.ttf").len()] =
    *include_bytes!("../files/BaogaoShuSong.ttf");
/// `LiberationSerif-Regular.ttf`.
pub static LIBERATION_SERIF: [u8; include_bytes!("../files/LiberationSerif-Regular.ttf").len()] =
    *include_bytes!("../files/LiberationSerif-Regular.ttf");
/// `LiberationSerif-Bold.ttf`.
pub static LIBERATION_SERIF_BOLD: [u8; include_bytes!("../files/LiberationSerif-Bold.ttf").len()] =
    *include_bytes!("../files/LiberationSerif-Bold.ttf");
