//! Full-width forms to half-width ones. A Chinese keyboard types either, so what is read is folded first.
//!
//! How much is folded depends on what the text is: a label may be folded whole, but in prose the full-width
//! comma divides clauses and the half-width one groups digits, so only digits and letters are. Each function
//! here is one such extent; all rest on [`half_width`].
//!
//! | function | `１` | `－` | `．` | `％` | `Ａ` | `，` |
//! |---|---|---|---|---|---|---|
//! | [`half_width_digit`] | `1` | | | | | |
//! | [`half_width_figure`] | `1` | `-` | `.` | | | |
//! | [`half_width_word`] | `1` | | `.` | `%` | `A` | |
//! | [`half_width`] | `1` | `-` | `.` | `%` | `A` | `,` |

/// From a full-width form (U+FF01 to U+FF5E) down to its ASCII character.
const OFFSET: u32 = 0xFEE0;

/// Any full-width form of an ASCII character as that character; all others as they are.
pub fn half_width(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - OFFSET).unwrap_or(c),
        c => c,
    }
}

/// A printed ASCII character as its full-width form; all others as they are.
pub fn full_width(c: char) -> char {
    match c {
        '!'..='~' => char::from_u32(u32::from(c) + OFFSET).unwrap_or(c),
        c => c,
    }
}

/// A full-width form as the half-width one if that is of a kind that is wanted.
fn half_width_of(c: char, wanted: impl Fn(char) -> bool) -> char {
    let half = half_width(c);
    if wanted(half) { half } else { c }
}

/// A full-width digit as the half-width one: years.
pub fn half_width_digit(c: char) -> char {
    half_width_of(c, |half| half.is_ascii_digit())
}

/// A full-width digit, point or minus as the half-width one: figures. A comma stays full-width, as grouped
/// digits are refused in either form.
pub fn half_width_figure(c: char) -> char {
    half_width_of(c, |half| half.is_ascii_digit() || matches!(half, '.' | '-'))
}

/// A full-width digit, letter, percent sign or point as the half-width one: prose, whose other punctuation
/// divides sentences and must stay apart from that of figures.
pub fn half_width_word(c: char) -> char {
    half_width_of(c, |half| half.is_ascii_alphanumeric() || matches!(half, '%' | '.'))
}

/// A text without white space. Chinese has none between words, so that what is left compares equal whatever a
/// keyboard, a web page or a cell put in between.
pub fn without_space(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fold(by: fn(char) -> char) -> String {
        "１－．％Ａ，1年".chars().map(by).collect()
    }

    #[test]
    fn each_folding_goes_as_far_as_its_table_says() {
        assert_eq!(fold(half_width_digit), "1－．％Ａ，1年");
        assert_eq!(fold(half_width_figure), "1-.％Ａ，1年");
        assert_eq!(fold(half_width_word), "1－.%A，1年");
        assert_eq!(fold(half_width), "1-.%A,1年");
    }

    #[test]
    fn full_width_is_the_way_back() {
        for c in '!'..='~' {
            assert_eq!(half_width(full_width(c)), c);
        }
        assert_eq!(full_width(' '), ' ');
    }
}
