//! Classes of characters, each with the reason for its members.
//!
//! Six of them are about characters that nobody sees. They differ on purpose:
//!
//! | class | used for | holds |
//! |---|---|---|
//! | [`is_noncharacter`] | part of the others | code points that Unicode keeps free of characters |
//! | [`is_bidi_control`] | part of the others | marks that turn the direction of text |
//! | [`is_forbidden`] | an error in a data file (N012) | controls, both of the above, U+FEFF |
//! | [`is_joiner`] | left out of a document, silently | zero-width characters of copied text |
//! | [`is_invisible`] | left out by the renderers | all of the above, variation selectors and tags |
//! | [`needs_no_glyph`] | not reported as missing from a face (N301) | those a report may hold |

/// Whether a code point is one of the 66 that Unicode promises never to make a character (The Unicode
/// Standard, 23.7). XML and HTML refuse them, and this program uses two of them as marks of its own.
pub fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{FDD0}'..='\u{FDEF}') || u32::from(c) & 0xFFFE == 0xFFFE
}

/// Whether a character only turns the direction of the text around it: marks, embeddings, overrides and
/// isolates. Text with such a character reads otherwise than it is stored.
pub fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character may not stand in a data file (N012): a control but tab and line feed, a bidirectional
/// control, a byte order mark inside the text, a noncharacter. A reader would not see it, and both engines
/// would carry it into the published file.
///
/// A carriage return is forbidden too; the reader of data files makes an exception for Windows line ends.
pub fn is_forbidden(c: char) -> bool {
    match c {
        '\t' | '\n' => false,
        '\u{FEFF}' => true,
        _ => c.is_control() || is_bidi_control(c) || is_noncharacter(c),
    }
}

/// Whether a character joins or separates its neighbours without being seen: soft hyphen, zero-width space
/// and joiners, word joiner. A data file may hold them (they come with text copied from a web page), but a
/// document has no use for them.
pub fn is_joiner(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}')
}

/// Whether a renderer leaves a character out: a control, a noncharacter, or one of those that Unicode calls
/// default-ignorable (joiners, marks of direction, invisible operators, variation selectors, tags) or that
/// annotate the text invisibly (U+FFF9 to U+FFFB). Line and paragraph separators are among them, as a text
/// that is set has no line ends inside.
///
/// Tab and line ends are controls: who wants a space for them puts it there first.
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || is_noncharacter(c)
        || is_bidi_control(c)
        || is_joiner(c)
        || matches!(
            c,
            '\u{180E}'
                | '\u{2028}'
                | '\u{2029}'
                | '\u{2061}'..='\u{206F}'
                | '\u{FE00}'..='\u{FE0F}'
                | '\u{FEFF}'
                | '\u{FFF9}'..='\u{FFFB}'
                | '\u{E0000}'..='\u{E0FFF}'
        )
}

/// Whether a face need not have a glyph for a character that [`is_invisible`].
///
/// Narrower than that class by controls, U+061C, U+180E, the marks of annotation, noncharacters and the tags
/// of plane 14: these are so strange in a report that the warning about a missing glyph (N301) is the place
/// where somebody learns of them.
pub fn needs_no_glyph(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{E0100}'..='\u{E01EF}'
    )
}

/// Whether HTML refuses a character: controls but tab and line feed, and noncharacters (HTML, 13.2.3.5).
/// Other invisible characters are allowed: a web page keeps what the document holds.
pub fn is_html_forbidden(c: char) -> bool {
    !matches!(c, '\t' | '\n') && (c.is_control() || is_noncharacter(c))
}

/// Whether some reader takes a character for the end of a line: those of The Unicode Standard, 5.8, and
/// YAML 1.1. Copied text may hold any of them; YAML 1.2 readers disagree about the last three.
pub fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// A character as it may stand in running text: white space of any kind but the full-width one becomes a
/// space. The full-width space (U+3000) indents Chinese paragraphs and is as wide as a character.
pub fn plain_space(c: char) -> char {
    if c.is_whitespace() && c != '\u{3000}' { ' ' } else { c }
}

/// Whether a character beyond ASCII is a letter of Latin, Greek or Cyrillic script, or a raised or lowered
/// digit: what a number or a word of such letters may hold inside.
pub fn is_western(c: char) -> bool {
    matches!(
        c,
        '\u{AA}' | '\u{B2}' | '\u{B3}' | '\u{B5}' | '\u{B9}' | '\u{BA}'
            | '\u{C0}'..='\u{D6}'
            | '\u{D8}'..='\u{F6}'
            | '\u{F8}'..='\u{24F}'
            | '\u{370}'..='\u{52F}'
            | '\u{1E00}'..='\u{1EFF}'
            | '\u{2070}'..='\u{209C}'
    )
}

/// Whether a character takes the width of a Chinese one in the faces of a report: all that is not ASCII, but
/// the zero-width space.
pub fn is_wide(c: char) -> bool {
    !c.is_ascii() && c != '\u{200B}'
}

/// Whether a character is a Chinese one of Unicode's first block. The labels of a form are written with
/// these alone, so a text made of them only has no digit, letter or punctuation mark.
pub fn is_basic_han(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}')
}

/// Whether a character is a Chinese one, the extensions and compatibility characters included, as names of
/// persons and places need them.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> impl Iterator<Item = char> {
        (0..=0x10_FFFF).filter_map(char::from_u32)
    }

    #[test]
    fn there_are_66_noncharacters() {
        assert_eq!(all().filter(|&c| is_noncharacter(c)).count(), 66);
    }

    #[test]
    fn classes_hold_one_another_as_their_table_says() {
        for c in all() {
            if is_forbidden(c) || is_joiner(c) || needs_no_glyph(c) || is_noncharacter(c) {
                assert!(is_invisible(c), "U+{:04X}", u32::from(c));
            }
            if is_html_forbidden(c) {
                assert!(is_forbidden(c), "U+{:04X}", u32::from(c));
            }
            if is_basic_han(c) {
                assert!(is_han(c) && is_wide(c), "U+{:04X}", u32::from(c));
            }
        }
    }

    #[test]
    fn what_a_report_is_written_with_is_in_no_class_of_the_unseen() {
        for c in "年度2024 Aa，。“”‘’—…·①‰％　䶮㛃𬭎\u{A0}".chars() {
            assert!(!is_invisible(c) && !is_forbidden(c), "{c:?}");
        }
        // An office's mark from the private use area is seen.
        assert!(!is_invisible('\u{E000}'));
    }
}
