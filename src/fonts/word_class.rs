//! What a Word file says of a face besides its name (ECMA-376 part 1, 17.8.3): with it Word finds a like face
//! where the one it asks for is not installed.

use std::fmt;

use serde::de::{Deserializer, Error, Visitor};

/// The class of a face, as its font file has it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct WordClass {
    /// Its PANOSE classification: ten bytes as twenty hexadecimal digits.
    #[serde(deserialize_with = "panose")]
    pub panose: String,
    /// Its character set: a byte. `86` is GB 2312, `00` is Latin text.
    #[serde(deserialize_with = "charset")]
    pub charset: String,
    /// Its family.
    pub family: WordFamily,
    /// Whether all its characters are equally wide.
    pub pitch: Pitch,
    /// What it covers: four words of Unicode ranges and two of code pages (`ulUnicodeRange` and
    /// `ulCodePageRange` of the table OS/2), each as eight hexadecimal digits.
    #[serde(deserialize_with = "coverage")]
    pub coverage: String,
}

impl WordClass {
    /// The words of [`WordClass::coverage`], each with the name of its attribute of `w:sig`.
    pub fn signature(&self) -> impl Iterator<Item = (&'static str, &str)> {
        ["usb0", "usb1", "usb2", "usb3", "csb0", "csb1"].into_iter().zip(self.coverage.split(' '))
    }
}

/// The families that Word knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names of ECMA-376 part 1, 17.18.30")]
pub enum WordFamily {
    Auto,
    Decorative,
    Modern,
    Roman,
    Script,
    Swiss,
}

impl WordFamily {
    /// Its name in a Word file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Decorative => "decorative",
            Self::Modern => "modern",
            Self::Roman => "roman",
            Self::Script => "script",
            Self::Swiss => "swiss",
        }
    }
}

/// How wide the characters of a face are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names of ECMA-376 part 1, 17.18.66")]
pub enum Pitch {
    Default,
    Fixed,
    Variable,
}

impl Pitch {
    /// Its name in a Word file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Fixed => "fixed",
            Self::Variable => "variable",
        }
    }
}

fn panose<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    from.deserialize_str(HexWords { words: 1, digits: 20 })
}

fn charset<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    from.deserialize_str(HexWords { words: 1, digits: 2 })
}

fn coverage<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    from.deserialize_str(HexWords { words: 6, digits: 8 })
}

/// Receives so many words of so many hexadecimal digits, with a space between them.
struct HexWords {
    words: usize,
    digits: usize,
}

impl Visitor<'_> for HexWords {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "hexadecimal digits in quotation marks")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
        let Self { words, digits } = self;
        let is_word = |word: &str| word.len() == digits && word.bytes().all(|b| b.is_ascii_hexdigit());
        if text.split(' ').count() == words && text.split(' ').all(is_word) {
            return Ok(text.to_owned());
        }
        Err(E::custom(match words {
            1 => format!("“{text}”有误，应当是带引号的 {digits} 位十六进制数"),
            _ => format!("“{text}”有误，应当是带引号的 {words} 组 {digits} 位十六进制数，用空格隔开"),
        }))
    }
}
