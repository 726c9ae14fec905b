//! How wide text is, without a face: in columns of a terminal, and in ems of print.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns that a text takes on a terminal, where a Chinese character takes two.
pub fn columns(text: &str) -> usize {
    text.width()
}

/// Columns that a character takes on a terminal; none for a control character.
pub fn char_columns(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// Width of a text in ems, as a Chinese face and a Latin face at its side set it: a Latin letter or digit is
/// half as wide as a Chinese character. Good for choosing a size; where a line must break exactly, the
/// advances of the face count.
pub fn ems(text: &str) -> f64 {
    text.chars().map(|c| if c.is_ascii() { 0.5 } else { 1.0 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_characters_are_twice_as_wide() {
        assert_eq!(columns("年度: 2024"), 10);
        assert!((ems("年度: 2024") - 5.0).abs() < 1e-9);
    }
}
