//! The font files behind the roles of the layout.
//!
//! Each [`Role`] has a font fallback chain: first the official faces that `--font-path` or the machine has,
//! then the bundled ones, then the supplements for characters that all of these lack. [`Fonts::load`] reads
//! the names in each font file and nothing else of it. Files are mapped into memory, not copied, as the
//! program is that has faces inside; the last faces of a chain are opened only when a character needs them.
//!
//! ```
//! use nianbao::document::Role;
//! use nianbao::fonts::FontOptions;
//! use nianbao::layout::Layout;
//!
//! let layout = Layout::parse(include_str!("../../templates/2021/layout.yaml"))?;
//! let fonts = layout.fonts(&FontOptions::default())?;
//! assert!(fonts.missing(Role::Fang, "朱镕基").is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod bundled;
mod bundled_licence;
mod choose;
mod error;
mod face;
mod file;
mod fontconfig;
mod header;
mod licence;
mod map;
mod scan;
mod word_class;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

pub use self::bundled_licence::{BUNDLED_LICENCES, BundledLicence};
use self::choose::Candidates;
pub use self::error::{FontError, FontNotice};
pub use self::face::{Face, Source};
pub use self::file::{EmbeddedFile, FontFile};
pub use self::licence::Refusal;
pub use self::word_class::{Pitch, WordClass, WordFamily};
use crate::document::Role;
use crate::text::needs_no_glyph;

/// What a layout asks for in one role.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Faces {
    /// Family names in order of preference, as their font files register them.
    pub families: Vec<String>,
    /// The family a Word document names.
    pub word: String,
    /// Other families Word may take for it.
    pub alternatives: Vec<String>,
    /// What kind of face `word` is, by which Word finds a like one where neither it nor one of the
    /// alternatives is installed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub word_class: Option<WordClass>,
}

/// Where faces are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FontOptions {
    /// Font files, or folders with font files (`--font-path`). Their faces come before all others, in the
    /// order of the layout.
    pub paths: Vec<PathBuf>,
    /// Whether the machine's own font folders are searched for the official faces. Only the tables with the
    /// names are read: 0.03 ms a file. On by default, as an agency's machine mostly has the official faces.
    pub system: bool,
    /// The folder of the bundled faces; found by itself when `None`: `NIANBAO_FONTS`, `fonts/` beside the
    /// program or above it, `../share/nianbao/fonts`. What it lacks comes from the program itself with the
    /// feature `embed-fonts`; without it the source folder is looked at last.
    pub bundled: Option<PathBuf>,
}

impl Default for FontOptions {
    fn default() -> Self {
        Self { paths: Vec::new(), system: true, bundled: None }
    }
}

impl FontOptions {
    /// Only the bundled faces: the same bytes on every machine.
    pub fn bundled_only() -> Self {
        Self { system: false, ..Self::default() }
    }
}

/// A role's font fallback chain, for `nianbao fonts`.
#[derive(Debug, Clone)]
pub struct RoleListing<'a> {
    /// The role.
    pub role: Role,
    /// The faces of the chain, first choice first; at least one.
    pub chain: &'a [Arc<Face>],
    /// Families of the layout that come before the face in use and were not found, or were refused.
    pub absent: Vec<&'a str>,
}

/// The faces of every role.
#[derive(Debug)]
pub struct Fonts {
    /// All faces of all chains, each once, at the index they have in typst's font book.
    faces: Vec<Arc<Face>>,
    chains: BTreeMap<Role, FallbackChain>,
    notices: Vec<FontNotice>,
}

/// A role's font fallback chain: a character is set in the first face that has it.
#[derive(Debug)]
struct FallbackChain {
    faces: Vec<Arc<Face>>,
    /// Families of the layout that are better than the first face, but are not there.
    absent: Vec<String>,
}

/// What the Latin face sets inside Chinese text: digits, Latin and Greek letters, half-width punctuation. § ¨
/// ° ± · × ÷ and all punctuation above U+2000 (“”‘’—…‰) are left to the Chinese face, although the Latin one
/// has them too.
const LATIN: [(char, char); 9] = [
    (' ', '~'),
    ('\u{A0}', '\u{A6}'),
    ('\u{A9}', '\u{AF}'),
    ('\u{B2}', '\u{B6}'),
    ('\u{B8}', '\u{D6}'),
    ('\u{D8}', '\u{F6}'),
    ('\u{F8}', '\u{17F}'),
    ('\u{370}', '\u{3FF}'),
    ('\u{1E00}', '\u{1EFF}'),
];

/// Whether the Latin face sets a character inside Chinese text.
pub fn is_latin(c: char) -> bool {
    LATIN.iter().any(|&(first, last)| (first..=last).contains(&c))
}

/// [`is_latin`] as a regular expression, for report.typ.
#[cfg(feature = "pdf")]
pub(crate) fn latin_pattern() -> String {
    let ranges: String =
        LATIN.iter().map(|&(a, b)| format!("\\x{{{:X}}}-\\x{{{:X}}}", u32::from(a), u32::from(b))).collect();
    format!("[{ranges}]")
}

/// All roles, in the order `nianbao fonts` shows them.
pub const ROLES: [Role; 6] = [Role::Title, Role::Hei, Role::Kai, Role::Fang, Role::Song, Role::Latin];

/// The role's name in the layout and for the user.
pub fn role_name(role: Role) -> &'static str {
    match role {
        Role::Title => "小标宋",
        Role::Hei => "黑体",
        Role::Kai => "楷体",
        Role::Fang => "仿宋",
        Role::Song => "宋体",
        Role::Latin => "西文",
    }
}

impl Fonts {
    /// Builds the font fallback chains of all roles: the families that a layout asks for, then its
    /// supplements for characters that these lack. Mostly called as
    /// [`Layout::fonts`](crate::layout::Layout::fonts).
    ///
    /// # Errors
    /// A path of the options cannot be read, or a role is left without any face. Damaged files and faces that
    /// may not be embedded are [notices](Fonts::notices), not errors.
    pub fn load(
        faces: &BTreeMap<Role, Faces>,
        supplements: &BTreeMap<Role, Vec<String>>,
        options: &FontOptions,
    ) -> Result<Self, FontError> {
        let mut notices = Vec::new();
        let mut found = Vec::new();
        for path in &options.paths {
            scan::path(path, Source::Path, &mut found, &mut notices)
                .map_err(|source| FontError::Path { path: path.clone(), source })?;
        }
        if options.system {
            // The user did not choose the machine's fonts, so a damaged one among them is not reported.
            let mut ignored = Vec::new();
            for folder in scan::system_folders() {
                let _ = scan::path(&folder, Source::System, &mut found, &mut ignored);
            }
        }
        let tried = bundled::faces(options.bundled.as_deref(), &mut found, &mut notices);

        let found = Candidates::new(found);
        let mut fonts = Self { faces: Vec::new(), chains: BTreeMap::new(), notices };
        // What became of the candidates that some role asked for. A face may serve several roles.
        let mut opened: BTreeMap<usize, Option<Arc<Face>>> = BTreeMap::new();
        for role in ROLES {
            let families = faces.get(&role).map(|f| f.families.as_slice()).unwrap_or_default();
            let supplements = supplements.get(&role).map(Vec::as_slice).unwrap_or_default();
            let mut chain = FallbackChain { faces: Vec::new(), absent: Vec::new() };
            for candidate in found.choose(families).into_iter().chain(found.choose(supplements)) {
                let face =
                    opened.entry(candidate).or_insert_with(|| fonts.open(found.faces[candidate].clone()));
                if let Some(face) = face
                    && !chain.faces.iter().any(|f| Arc::ptr_eq(f, face))
                {
                    chain.faces.push(face.clone());
                }
            }
            let Some(first) = chain.faces.first() else {
                return Err(FontError::NoFace { role: role_name(role), tried });
            };
            chain.absent = families.iter().take_while(|f| !first.has_name(f)).cloned().collect();
            fonts.chains.insert(role, chain);
        }
        fonts.note_unused(&found.faces, opened.keys());
        Ok(fonts)
    }

    /// Makes a face ready for use, or adds a notice why it cannot be used.
    fn open(&mut self, mut face: Face) -> Option<Arc<Face>> {
        if let Some(refusal) = face.refusal {
            let (family, file) = (face.family().to_owned(), face.file.clone());
            self.notices.push(FontNotice::Refused { family, file, refusal });
            return None;
        }
        if let Err(reason) = face.probe() {
            self.notices.push(FontNotice::Broken { file: face.file.clone(), reason });
            return None;
        }
        // typst knows a face by a key that no other face has, so a variable font never shadows a static one
        // of the same family.
        face.key = format!("{} {}", self.faces.len(), face.family()).to_lowercase();
        let face = Arc::new(face);
        self.faces.push(face.clone());
        Some(face)
    }

    /// Adds a notice for each face of `--font-path` whose family no role asked for.
    fn note_unused<'a>(&mut self, found: &[Face], used: impl Iterator<Item = &'a usize>) {
        let families: BTreeSet<&str> = used.map(|&i| found[i].family()).collect();
        for face in found.iter().filter(|f| f.source == Source::Path && !families.contains(f.family())) {
            self.notices
                .push(FontNotice::Unused { family: face.family().to_owned(), file: face.file.clone() });
        }
    }

    /// The font fallback chain of a role, first choice first.
    pub fn chain(&self, role: Role) -> &[Arc<Face>] {
        self.chains.get(&role).map(|c| c.faces.as_slice()).unwrap_or_default()
    }

    /// What the user should know about the font files.
    pub fn notices(&self) -> &[FontNotice] {
        &self.notices
    }

    /// The chain of each role, and the families that would have been preferred.
    pub fn listing(&self) -> Vec<RoleListing<'_>> {
        self.chains
            .iter()
            .map(|(&role, chain)| RoleListing {
                role,
                chain: &chain.faces,
                absent: chain.absent.iter().map(String::as_str).collect(),
            })
            .collect()
    }

    /// Characters of a text that no face of the role's chain has, each once, in the order of the text. Digits
    /// and Latin letters may come from the Latin face. Characters that print nothing are never missing.
    pub fn missing(&self, role: Role, text: &str) -> Vec<char> {
        let mut missing = Vec::new();
        for c in text.chars() {
            // Every bundled face has all of ASCII.
            if !c.is_ascii() && !c.is_whitespace() && !needs_no_glyph(c) && !missing.contains(&c) {
                missing.push(c);
            }
        }
        let mut take_out = |face: &Face, which: fn(char) -> bool| {
            if missing.iter().any(|&c| which(c)) {
                face.with_glyphs(|has| missing.retain(|&c| !which(c) || !has(c)));
            }
        };
        self.chain(role).iter().for_each(|face| take_out(face, |_| true));
        self.chain(Role::Latin).iter().for_each(|face| take_out(face, is_latin));
        missing
    }

    /// The font book for typst: face `i` of the book is [`Fonts::font`]`(i)`.
    #[cfg(feature = "pdf")]
    pub(crate) fn book(&self) -> typst::text::FontBook {
        use typst::text::{FontBook, FontFlags, FontInfo, FontVariant};
        FontBook::from_infos(self.faces.iter().map(|face| FontInfo {
            family: face.key.clone(),
            variant: FontVariant::default(),
            flags: FontFlags::empty(),
            axes: Vec::new(),
            // Coverage only matters to typst's own fallback over all faces, which the template turns off.
            coverage: typst::text::Coverage::from_vec(Vec::new()),
        }))
    }

    /// Begins to load the first face of each role for typst, on a thread of its own.
    ///
    /// That takes a quarter of the time of a single report: of each face all characters are listed and the
    /// whole file is hashed, some 27 MB together. Meanwhile the report can be read and checked. A thread that
    /// needs a face which is being loaded waits for it; no face is loaded twice.
    #[cfg(feature = "pdf")]
    pub(crate) fn load_in_background(&self) {
        if std::thread::available_parallelism().is_ok_and(|processors| processors.get() == 1) {
            return;
        }
        let faces: Vec<Arc<Face>> =
            ROLES.iter().filter_map(|&role| self.chain(role).first().cloned()).collect();
        let load = move || faces.iter().for_each(|face| drop(face.font()));
        // Where the system gives no thread they are loaded when they are needed.
        let _ = std::thread::Builder::new().name("nianbao-faces".to_owned()).spawn(load);
    }

    /// A face of the book.
    #[cfg(feature = "pdf")]
    pub(crate) fn font(&self, index: usize) -> Option<typst::text::Font> {
        self.faces.get(index)?.font()
    }
}

#[cfg(test)]
mod tests;
