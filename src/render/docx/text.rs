//! Text as Word and LibreOffice need it: without characters that may not be written, and cut into runs with
//! a hint where punctuation would otherwise come out in the Latin face.
//!
//! How it works: “”‘’—… belong to Chinese and to Latin text alike, and programs choose a face for them by
//! rules of their own. Word asks the hint of the run; LibreOffice takes the face of the last letter before,
//! and at the start of a paragraph that of the first letter after. So each such character is marked by what
//! stands in front of it. Example: in `2024—2025年“两会”` the dash follows Latin text and becomes a run of its
//! own that pins the Chinese face in the Latin slots too, while `年“两会”` follows Chinese text and only needs
//! the hint.

use crate::text::{is_han, is_invisible};

/// A stretch of text with one hint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HintedText {
    pub text: String,
    pub hint: FontHint,
}

/// What a run must say about its faces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FontHint {
    /// Nothing: every character has a script of its own.
    None,
    /// The run holds punctuation that Chinese and Latin share (“”‘’—…·①‰): the hint `eastAsia` gives it to
    /// the Chinese face.
    EastAsian,
    /// Such punctuation behind Latin text. LibreOffice lets it follow the text before it and does not know
    /// the hint: here the Latin slots name the Chinese face too.
    Pinned,
    /// Characters that GB/T 2312 does not have. The faces that offices call by that standard's name have no
    /// others, so these are asked of the larger face of the same design.
    Rare,
}

/// The text without what XML cannot hold or nobody can see: controls, non-characters, joiners, marks of
/// direction. A tab becomes a space.
pub(super) fn clean(text: &str) -> String {
    text.chars().map(|c| if c == '\t' { ' ' } else { c }).filter(|c| !is_invisible(*c)).collect()
}

/// Characters that belong to the Latin face or to the Chinese one according to what stands around them: the
/// ranges in which Word asks the hint (ECMA-376 part 1, 17.3.2.26).
pub(super) fn is_shared(c: char) -> bool {
    matches!(c,
        '\u{A1}' | '\u{A4}' | '\u{A7}' | '\u{A8}' | '\u{AA}' | '\u{AD}' | '\u{AF}' | '\u{B0}'..='\u{B4}'
        | '\u{B6}'..='\u{BA}'
        | '\u{BC}'..='\u{BF}' | '\u{D7}' | '\u{F7}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205E}'
        | '\u{2070}'..='\u{2BFF}')
}

/// Whether a character is a Chinese one outside GB/T 2312 (its rows 16 to 87 hold the 6763 Chinese
/// characters).
fn is_rare(c: char) -> bool {
    if !is_han(c) {
        return false;
    }
    let mut buffer = [0; 4];
    let (bytes, _, _) = encoding_rs::GBK.encode(c.encode_utf8(&mut buffer));
    !matches!(*bytes, [0xB0..=0xF7, 0xA1..=0xFE])
}

fn is_latin(c: char) -> bool {
    !is_shared(c) && c != ' ' && c < '\u{1100}'
}

/// Cleans a text and cuts it where the hint changes. `before` is the text of the same paragraph in front of
/// it.
pub(super) fn hinted(before: &str, text: &str) -> Vec<HintedText> {
    let text = clean(text);
    // LibreOffice: shared characters follow the script before them; at the start of a paragraph the one after
    // them.
    let strong = |c: &char| !is_shared(*c) && *c != ' ';
    let mut latin = match before.chars().rev().find(strong) {
        Some(c) => is_latin(c),
        None => text.chars().find(strong).is_some_and(is_latin),
    };
    let mut runs: Vec<HintedText> = Vec::new();
    for c in text.chars() {
        let shared = is_shared(c);
        if strong(&c) {
            latin = is_latin(c);
        }
        let hint = match (shared, latin) {
            (false, _) if is_rare(c) => FontHint::Rare,
            (false, _) => FontHint::None,
            (true, false) => FontHint::EastAsian,
            (true, true) => FontHint::Pinned,
        };
        push(&mut runs, c, hint);
    }
    runs
}

/// A hint does no harm to the plain text around, so the two share a run; the others stand alone.
fn push(runs: &mut Vec<HintedText>, c: char, hint: FontHint) {
    let shares = |hint| matches!(hint, FontHint::None | FontHint::EastAsian);
    match runs.last_mut() {
        Some(last) if last.hint == hint => last.text.push(c),
        Some(last) if shares(last.hint) && shares(hint) => {
            last.text.push(c);
            last.hint = FontHint::EastAsian;
        }
        _ => runs.push(HintedText { text: c.to_string(), hint }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(before: &str, text: &str) -> String {
        hinted(before, text)
            .iter()
            .map(|p| match p.hint {
                FontHint::None => p.text.clone(),
                FontHint::EastAsian => format!("[{}]", p.text),
                FontHint::Pinned => format!("<{}>", p.text),
                FontHint::Rare => format!("{{{}}}", p.text),
            })
            .collect()
    }

    #[test]
    fn shared_punctuation_goes_to_the_chinese_face() {
        assert_eq!(marked("", "公开政府信息10340条。"), "公开政府信息10340条。");
        assert_eq!(marked("", "坚持“应公开尽公开”原则"), "[坚持“应公开尽公开”原则]");
        assert_eq!(marked("", "2024—2025年"), "2024<—>2025年");
        assert_eq!(marked("", "“2024”年"), "<“>2024<”>年");
        assert_eq!(marked("APP", "“一网通办”"), "<“>[一网通办”]");
    }

    #[test]
    fn characters_outside_gb_2312_are_asked_of_a_larger_face() {
        assert_eq!(marked("", "王镕、李䶮㛃𬭎。"), "王{镕}、李{䶮㛃𬭎}。");
        assert_eq!(marked("", "啊齄〇々"), "啊齄〇々");
    }

    #[test]
    fn what_xml_cannot_hold_is_dropped() {
        assert_eq!(clean("a\0b\u{1}c\u{FFFE}d\u{202E}e\u{85}f\u{FDD0}g\th\r\ni"), "abcdefg hi");
        assert_eq!(clean("𬭎䶮㛃 <&>\"'"), "𬭎䶮㛃 <&>\"'");
    }
}
