//! Counts the attributes of tags before a parser reads them, as it compares each with all before it.
//!
//! Where tags begin is known only to a parser: `<a` in a comment or a script begins none. So a tag is
//! followed from every `<` before a letter, through the states that the standard has for tags, all of them at
//! once: two that are in the same state go on alike, and only the one with more attributes is kept. After
//! `<!-- <p a --><p b c` these are two tags, one in a comment, the other real: both stand in a name, and two
//! attributes is what is kept.

/// Where in a tag a byte stands.
#[derive(Clone, Copy)]
enum State {
    TagName,
    /// Where an attribute may begin.
    BeforeName,
    Name,
    /// Blanks after a name, before which there may be `=`.
    AfterName,
    BeforeValue,
    BareValue,
    DoubleQuoted,
    SingleQuoted,
}

const STATES: [State; 8] = [
    State::TagName,
    State::BeforeName,
    State::Name,
    State::AfterName,
    State::BeforeValue,
    State::BareValue,
    State::DoubleQuoted,
    State::SingleQuoted,
];

impl State {
    /// The state after a byte, and whether an attribute begins with it; none where the tag ends.
    fn after(self, byte: u8) -> Option<(Self, bool)> {
        use State as S;
        let is_blank = byte.is_ascii_whitespace();
        let next = match (self, byte) {
            (S::DoubleQuoted, b'"') | (S::SingleQuoted, b'\'') => S::BeforeName,
            (S::DoubleQuoted | S::SingleQuoted, _) => self,
            (_, b'>') => return None,
            (S::TagName | S::BeforeName | S::BareValue, _) if is_blank => S::BeforeName,
            (S::TagName | S::BeforeName | S::Name | S::AfterName, b'/') => S::BeforeName,
            (S::TagName | S::BareValue, _) => self,
            (S::Name | S::AfterName, _) if is_blank => S::AfterName,
            (S::Name | S::AfterName, b'=') => S::BeforeValue,
            (S::Name, _) => S::Name,
            (S::BeforeName | S::AfterName, _) => return Some((S::Name, true)),
            (S::BeforeValue, _) if is_blank => S::BeforeValue,
            (S::BeforeValue, b'"') => S::DoubleQuoted,
            (S::BeforeValue, b'\'') => S::SingleQuoted,
            (S::BeforeValue, _) => S::BareValue,
        };
        Some((next, false))
    }
}

/// The most attributes that any tag of a page can have.
pub(super) fn most(text: &str) -> usize {
    let mut most = 0;
    // For each state the most attributes of a tag that is in it.
    let mut tags: [Option<usize>; STATES.len()] = [None; STATES.len()];
    let bytes = text.as_bytes();
    for (at, &byte) in bytes.iter().enumerate() {
        if tags.iter().any(Option::is_some) {
            let mut next = [None; STATES.len()];
            for (count, state) in tags.into_iter().zip(STATES) {
                if let (Some(count), Some((state, begins))) = (count, state.after(byte)) {
                    let count = count + usize::from(begins);
                    most = most.max(count);
                    next[state as usize] = next[state as usize].max(Some(count));
                }
            }
            tags = next;
        }
        let before = &bytes[..at];
        if byte.is_ascii_alphabetic() && (before.ends_with(b"<") || before.ends_with(b"</")) {
            let state = State::TagName as usize;
            tags[state] = tags[state].max(Some(0));
        }
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_of_a_tag_are_counted() {
        for (page, count) in [
            ("<a>", 0),
            ("<a b c=d e = 'f > g' h=\"i\"j/k>x y z", 6),
            ("<a b=c=d>", 1),
            ("<a =b =c>", 1),
            ("<a=\" b c>", 2),
            ("</a b>", 1),
            ("1 < 2 b c", 0),
            // The first tag is none, as it stands in a comment; what follows it is one.
            ("<!-- <a b=\" --><p c d e f=''>", 4),
        ] {
            assert_eq!(most(page), count, "{page}");
        }
    }
}
