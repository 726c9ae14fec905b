//! Where a line may break: between Chinese characters, but not before a closing mark nor behind an opening
//! one (GB/T 15834-2011, 5.1), and behind a space.
//!
//! On the strict side of the Unicode line breaking algorithm (UAX 14): where this says yes, every engine
//! breaks too; where it says no, an engine may still. So a line that is counted here is never too full.

use super::{is_basic_han, is_western};

/// Whether a line may break between two characters.
///
/// ```
/// use nianbao::text::may_break;
/// assert!(may_break('年', '度') && may_break(' ', 'a'));
/// assert!(!may_break('4', '5') && !may_break('6', 'μ') && !may_break('（', '一') && !may_break('一', '，'));
/// ```
pub fn may_break(before: char, after: char) -> bool {
    let is_space = |c: char| c == '\u{200B}' || c == ' ';
    let is_glue = |c: char| c == '\u{A0}';
    if is_space(after) {
        // Spaces stay at the end of the line they close.
        return false;
    }
    if is_space(before) {
        return !closes(after);
    }
    // A number stays with letters of the West and raised digits: 35.6μg/m³.
    let breaks = |c: char| !c.is_ascii() && !is_glue(c) && !is_western(c);
    (breaks(before) || breaks(after))
        && !opens(before)
        && !closes(after)
        && !is_glue(before)
        && !is_glue(after)
}

/// The parts of a text between the places where a line may break; together they are the text.
///
/// ```
/// use nianbao::text::segments;
/// let parts: Vec<&str> = segments("共16件，2 份").collect();
/// assert_eq!(parts, ["共", "16", "件，", "2 ", "份"]);
/// ```
pub fn segments(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut chars = rest.char_indices();
        let mut previous = chars.next()?.1;
        let end = chars
            .find_map(|(at, c)| {
                let found = may_break(previous, c);
                previous = c;
                found.then_some(at)
            })
            .unwrap_or(rest.len());
        let (segment, tail) = rest.split_at(end);
        rest = tail;
        Some(segment)
    })
}

/// Marks that may not end a line: whatever they open would begin on the next.
fn opens(c: char) -> bool {
    // Most characters are Chinese, and need no search.
    !is_basic_han(c) && "（《〈「『【〔“‘([{".contains(c)
}

/// Marks that may not begin a line: they close, divide or measure what stands before them.
fn closes(c: char) -> bool {
    !is_basic_han(c) && "，。、；：？！）》〉」』】〕”’…—·％‰℃,.;:?!)]}%".contains(c)
}
