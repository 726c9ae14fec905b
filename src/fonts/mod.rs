//! Which font file plays which role of the layout.
//!
//! A [`Role`] has a chain of faces: the official ones that `--font-path` or the machine has, then the bundled
//! ones, then those that stand in for a character the others lack. [`Fonts::load`] reads names only; a file
//! is mapped into memory, never copied, and the last faces of a chain are touched only when a character needs
//! them.
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
mod face;
mod header;
mod scan;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

pub use self::face::{Face, Refusal, Source};
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
}

/// Where faces are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FontOptions {
    /// Font files, or folders with font files (`--font-path`). Their faces come before all others, in the
    /// order of the layout.
    pub paths: Vec<PathBuf>,
    /// Whether the machine's own font folders are looked through for the official faces. Only the heads of
    /// the files are read: 0.03 ms a file. On by default, as an agency's machine mostly has the official
    /// faces.
    pub system: bool,
    /// The folder of the bundled faces; found by itself when `None`: `NIANBAO_FONTS`, `fonts/` beside the
    /// program or above it, `../share/nianbao/fonts`, the source folder.
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

/// The faces cannot be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FontError {
    /// A path of [`FontOptions::paths`] is not there or cannot be read.
    #[error("字体路径 {} 无法读取：{reason}", path.display())]
    Path {
        /// The path as given.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// The bundled faces are nowhere, and a role has no other face.
    #[error(
        "角色“{role}”没有可用的字体：随程序提供的字体不在下列任何位置：{}（可用环境变量 NIANBAO_FONTS 指定）",
        list(tried)
    )]
    NoFace {
        /// The role's name in the layout.
        role: &'static str,
        /// Where the bundled faces were looked for.
        tried: Vec<PathBuf>,
    },
}

fn list(paths: &[PathBuf]) -> String {
    paths.iter().map(|p| p.display().to_string()).collect::<Vec<_>>().join("、")
}

/// Something about a font file that the user should know; the build goes on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FontNotice {
    /// The file is not a font file, or a damaged one.
    #[error("字体文件 {} 已损坏或不是字体，未使用：{reason}", file.display())]
    Broken {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The file's licence bits forbid what a PDF does with it.
    #[error("字体 {family}（{}）未使用：{refusal}", file.display())]
    Refused {
        /// The family's name.
        family: String,
        /// The file.
        file: PathBuf,
        /// Why.
        refusal: Refusal,
    },
    /// A face of `--font-path` that no role of the layout names.
    #[error("字体 {family}（{}）未使用：版式没有用到这个字体名", file.display())]
    Unused {
        /// The family's name.
        family: String,
        /// The file.
        file: PathBuf,
    },
}

/// One role and what plays it, for `nianbao fonts`.
#[derive(Debug, Clone)]
pub struct RoleListing<'a> {
    /// The role.
    pub role: Role,
    /// The faces that are there, first choice first; at least one.
    pub chain: &'a [Arc<Face>],
    /// Families of the layout that come before the face in use and were not found, or were refused.
    pub absent: Vec<&'a str>,
}

/// The faces of every role.
#[derive(Debug)]
pub struct Fonts {
    /// All faces of all chains, each once; the index is the face's index in the engine's book.
    faces: Vec<Arc<Face>>,
    chains: BTreeMap<Role, Chain>,
    notices: Vec<FontNotice>,
}

#[derive(Debug)]
struct Chain {
    faces: Vec<Arc<Face>>,
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

/// [`is_latin`] as a regular expression, for templates.
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
    /// Finds the faces of all roles: the families that a layout asks for, and those that stand in for a
    /// character which these lack. Mostly called as [`Layout::fonts`](crate::layout::Layout::fonts).
    ///
    /// # Errors
    /// A path of the options cannot be read, or a role is left without any face. Damaged files and faces that
    /// may not be embedded are [notices](Fonts::notices), not errors.
    pub fn load(
        faces: &BTreeMap<Role, Faces>,
        supplements: &BTreeMap<Role, Vec<String>>,
        options: &FontOptions,
    ) -> Result<Self, FontError> {
        let (bundled, tried) = bundled::folder(options.bundled.as_deref());
        let mut notices = Vec::new();
        let mut found = Vec::new();
        for path in &options.paths {
            scan::path(path, Source::Path, &mut found, &mut notices)
                .map_err(|e| FontError::Path { path: path.clone(), reason: e.to_string() })?;
        }
        if options.system {
            // Fonts of the machine that cannot be read are not the user's concern here.
            let mut ignored = Vec::new();
            for folder in scan::system_folders() {
                let _ = scan::path(&folder, Source::System, &mut found, &mut ignored);
            }
        }
        if let Some(folder) = &bundled {
            let _ = scan::path(folder, Source::Bundled, &mut found, &mut notices);
        }

        let found = Found::new(found);
        let mut fonts = Self { faces: Vec::new(), chains: BTreeMap::new(), notices };
        let mut used = BTreeSet::new();
        let mut by_candidate: BTreeMap<usize, Option<Arc<Face>>> = BTreeMap::new();
        for role in ROLES {
            let families = faces.get(&role).map(|f| f.families.as_slice()).unwrap_or_default();
            let supplements = supplements.get(&role).map(Vec::as_slice).unwrap_or_default();
            let mut chain = Chain { faces: Vec::new(), absent: Vec::new() };
            let wanted = found.choose(families).into_iter().chain(found.choose(supplements));
            for candidate in wanted {
                used.insert(candidate);
                let face = by_candidate
                    .entry(candidate)
                    .or_insert_with(|| fonts.open(found.faces[candidate].clone()));
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
        fonts.note_unused(&found.faces, &used);
        Ok(fonts)
    }

    /// Takes a face into the book, or says why not.
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
        // The book knows a face by a name that no other face has, so a variable font never shadows a static
        // one.
        face.key = format!("{} {}", self.faces.len(), face.family()).to_lowercase();
        let face = Arc::new(face);
        self.faces.push(face.clone());
        Some(face)
    }

    fn note_unused(&mut self, found: &[Face], used: &BTreeSet<usize>) {
        let families: BTreeSet<&str> = used.iter().map(|&i| found[i].family()).collect();
        for face in found.iter().filter(|f| f.source == Source::Path && !families.contains(f.family())) {
            self.notices
                .push(FontNotice::Unused { family: face.family().to_owned(), file: face.file.clone() });
        }
    }

    /// The faces of a role, first choice first.
    pub fn chain(&self, role: Role) -> &[Arc<Face>] {
        self.chains.get(&role).map(|c| c.faces.as_slice()).unwrap_or_default()
    }

    /// What the user should know about the font files.
    pub fn notices(&self) -> &[FontNotice] {
        &self.notices
    }

    /// What plays each role, and what would have been preferred.
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
            // All of ASCII is in every bundled face.
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

    /// The PDF engine's book: face `i` of the book is [`Fonts::font`]`(i)`.
    #[cfg(feature = "pdf")]
    pub(crate) fn book(&self) -> typst::text::FontBook {
        use typst::text::{FontBook, FontFlags, FontInfo, FontVariant};
        FontBook::from_infos(self.faces.iter().map(|face| FontInfo {
            family: face.key.clone(),
            variant: FontVariant::default(),
            flags: FontFlags::empty(),
            axes: Vec::new(),
            // Only asked for a fallback over all faces, which the template turns off.
            coverage: typst::text::Coverage::from_vec(Vec::new()),
        }))
    }

    /// A face of the book for the engine.
    #[cfg(feature = "pdf")]
    pub(crate) fn font(&self, index: usize) -> Option<typst::text::Font> {
        self.faces.get(index)?.font()
    }
}

/// The faces found, by name in lower case.
struct Found {
    faces: Vec<Face>,
    by_name: BTreeMap<String, Vec<usize>>,
}

impl Found {
    fn new(faces: Vec<Face>) -> Self {
        let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (i, face) in faces.iter().enumerate() {
            for name in face.names() {
                by_name.entry(name.to_lowercase()).or_default().push(i);
            }
        }
        Self { faces, by_name }
    }

    /// The candidates of a list of families: `--font-path` first, then by the order of the families, then
    /// system before bundled. Of several faces of one family (regular, bold) in one source only the one
    /// nearest to regular.
    fn choose(&self, families: &[String]) -> Vec<usize> {
        let named =
            |family: &String| self.by_name.get(&family.to_lowercase()).map(Vec::as_slice).unwrap_or_default();
        let mut ranked: Vec<_> = families
            .iter()
            .enumerate()
            .flat_map(|(rank, family)| named(family).iter().map(move |&i| (rank, i)))
            .map(|(rank, i)| {
                let face = &self.faces[i];
                (face.source != Source::Path, rank, face.source, face.distance_from_regular(), &face.file, i)
            })
            .collect();
        ranked.sort();
        ranked.dedup_by_key(|&mut (_, rank, source, ..)| (rank, source));
        // A face may be known by two names of the list.
        let mut chosen = Vec::new();
        for (.., i) in ranked {
            if !chosen.contains(&i) {
                chosen.push(i);
            }
        }
        chosen
    }
}

#[cfg(test)]
mod tests;
