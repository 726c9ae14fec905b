//! The faces that come with the program: in a folder, and (feature `embed-fonts`) in the program itself.

use std::path::{Path, PathBuf};

use super::FontNotice;
use super::face::{Face, Source};
use super::file::{EmbeddedFile, FontFile};
use super::scan;

/// A file that every whole copy of the bundled faces has.
const MARK: &str = "BaogaoSong.ttf";

/// The environment variable that names the folder.
const VARIABLE: &str = "NIANBAO_FONTS";

/// Takes in the bundled faces: those of a folder, then those in the program. Of two faces with one name the
/// folder's is used, so that a folder with a single file replaces a single face.
///
/// Returns the places where a folder was looked for and not found.
pub(super) fn faces(
    given: Option<&Path>,
    found: &mut Vec<Face>,
    notices: &mut Vec<FontNotice>,
) -> Vec<PathBuf> {
    let embedded = embedded();
    let (folder, tried) = folder(given, &embedded, notices);
    if let Some(folder) = &folder {
        let _ = scan::path(folder, Source::Bundled, found, notices);
    }
    for file in embedded {
        scan::file(FontFile::Embedded(file), Source::Bundled, found, notices);
    }
    tried
}

/// The folder, and all places looked at on the way to it.
fn folder(
    given: Option<&Path>,
    embedded: &[EmbeddedFile],
    notices: &mut Vec<FontNotice>,
) -> (Option<PathBuf>, Vec<PathBuf>) {
    let mut tried = Vec::new();
    let named = given.map(Path::to_owned).or_else(|| std::env::var_os(VARIABLE).map(PathBuf::from));
    if let Some(named) = named {
        // With faces in the program a folder may hold as few as it likes; without them it must have all.
        let is_whole = named.join(MARK).is_file();
        if is_whole || !embedded.is_empty() && named.is_dir() {
            return (Some(named), tried);
        }
        if !embedded.is_empty() {
            notices.push(FontNotice::NoFolder { folder: named.clone() });
        }
        tried.push(named);
    }
    if given.is_some() {
        return (None, tried);
    }
    for candidate in beside_the_program() {
        let holds = |name: &str| candidate.join(name).is_file();
        if holds(MARK) || embedded.iter().any(|file| holds(file.name)) {
            return (Some(candidate), tried);
        }
        if !tried.contains(&candidate) {
            tried.push(candidate);
        }
    }
    (None, tried)
}

/// Where a folder is looked for without being named.
fn beside_the_program() -> Vec<PathBuf> {
    let mut out = Vec::new();
    // A link to the program may stand anywhere; the faces stand beside what it points to.
    if let Ok(exe) = std::env::current_exe().map(|e| e.canonicalize().unwrap_or(e)) {
        let folders = exe.ancestors().skip(1);
        out.extend(folders.clone().map(|f| f.join("fonts")));
        out.extend(folders.take(2).map(|f| f.join("share/nianbao/fonts")));
    }
    // A program without faces of its own is one built to work on, and runs beside its source.
    #[cfg(not(feature = "embed-fonts"))]
    out.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts"));
    out
}

/// The faces in the program.
#[cfg(not(feature = "embed-fonts"))]
pub(super) fn embedded() -> Vec<EmbeddedFile> {
    Vec::new()
}

/// The faces in the program.
#[cfg(feature = "embed-fonts")]
pub(super) fn embedded() -> Vec<EmbeddedFile> {
    use nianbao_fonts_form::{
        BAOGAO_BIAOTI_SONG, BAOGAO_HEI, BAOGAO_SHU_SONG, LIBERATION_SERIF, LIBERATION_SERIF_BOLD,
    };
    let files: [(&'static str, &'static [u8]); 10] = [
        ("BaogaoBiaotiSong.ttf", &BAOGAO_BIAOTI_SONG),
        ("BaogaoHei.ttf", &BAOGAO_HEI),
        ("BaogaoKaiRare.ttf", &nianbao_fonts_kai_rare::BAOGAO_KAI_RARE),
        ("BaogaoKaiSupplement.ttf", &nianbao_fonts_kai_supplement::BAOGAO_KAI_SUPPLEMENT),
        ("BaogaoShuSong.ttf", &BAOGAO_SHU_SONG),
        ("BaogaoSong.ttf", &nianbao_fonts_song::BAOGAO_SONG),
        ("FandolFang-Regular.otf", &nianbao_fonts_fandol_fang::FANDOL_FANG),
        ("FandolKai-Regular.otf", &nianbao_fonts_fandol_kai::FANDOL_KAI),
        ("LiberationSerif-Bold.ttf", &LIBERATION_SERIF_BOLD),
        ("LiberationSerif-Regular.ttf", &LIBERATION_SERIF),
    ];
    files.into_iter().map(|(name, bytes)| EmbeddedFile { name, bytes }).collect()
}
