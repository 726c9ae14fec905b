//! A word of prose with its other spellings in one: `结转(至|到|)下(一|)年(度|)`.
//!
//! Parentheses hold what may stand in a place, with `|` between; an empty choice may be left out. Example:
//! `收(到|)件` is 收到件 and 收件. The spellings are never written out, as there may be thousands.

use serde::Deserialize;

/// A word with its other spellings.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Wording {
    /// What may stand in each place, one after the other.
    places: Vec<Vec<String>>,
}

/// A text that is no [`Wording`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no wording: parentheses are closed and not nested, at most 16 places, never all empty")]
pub struct WordingError(String);

/// Every place may double the ways to try.
const MAX_PLACES: usize = 16;

impl TryFrom<String> for Wording {
    type Error = WordingError;

    fn try_from(text: String) -> Result<Self, WordingError> {
        let mut places = Vec::new();
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let (plain, behind) = rest.split_once('(').map_or((rest, None), |(p, b)| (p, Some(b)));
            if !plain.is_empty() {
                places.push(vec![plain.to_owned()]);
            }
            rest = match behind.map(|behind| behind.split_once(')')) {
                None => "",
                Some(None) => return Err(WordingError(text)),
                Some(Some((choices, rest))) => {
                    places.push(choices.split('|').map(str::to_owned).collect());
                    rest
                }
            };
        }
        let stray = |word: &String| word.contains(['(', ')', '|']);
        let is_empty = places.iter().all(|place| place.iter().any(String::is_empty));
        if is_empty || places.len() > MAX_PLACES || places.iter().flatten().any(stray) {
            return Err(WordingError(text));
        }
        Ok(Self { places })
    }
}

impl Wording {
    /// A word that is only spelt so.
    pub fn plain(word: &str) -> Self {
        Self { places: vec![vec![word.to_owned()]] }
    }

    /// The word with each of its parts changed in the same way, as the texts are that it is compared with.
    #[cfg(feature = "spreadsheet")]
    pub(crate) fn map(&self, change: impl Fn(&str) -> String) -> Self {
        let place = |place: &Vec<String>| place.iter().map(|part| change(part)).collect();
        Self { places: self.places.iter().map(place).collect() }
    }

    /// The length in bytes of the longest spelling that a text begins with.
    pub fn longest(&self, text: &str) -> Option<usize> {
        longest(&self.places, text)
    }

    /// True if a text is one of the spellings.
    pub fn is(&self, text: &str) -> bool {
        self.longest(text) == Some(text.len())
    }

    /// True if a text has one of the spellings in it.
    pub fn is_in(&self, text: &str) -> bool {
        text.char_indices().any(|(at, _)| self.longest(&text[at..]).is_some())
    }

    /// The characters that a spelling may begin with; one may stand here twice.
    pub fn first_characters(&self) -> impl Iterator<Item = char> + '_ {
        let optional = self.places.iter().take_while(|place| place.iter().any(String::is_empty)).count();
        self.places.iter().take(optional + 1).flatten().filter_map(|word| word.chars().next())
    }
}

fn longest(places: &[Vec<String>], text: &str) -> Option<usize> {
    let Some((place, rest)) = places.split_first() else { return Some(0) };
    place
        .iter()
        .filter(|word| text.starts_with(word.as_str()))
        .filter_map(|word| Some(word.len() + longest(rest, &text[word.len()..])?))
        .max()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wording(text: &str) -> Wording {
        Wording::try_from(text.to_owned()).expect("a wording")
    }

    #[test]
    fn the_longest_spelling_is_taken() {
        let word = wording("(结转|转)(至|)下(一|)年(度|)(继续|)");
        for (text, length) in [
            ("结转下年3件", Some("结转下年")),
            ("转至下一年度继续办理", Some("转至下一年度继续")),
            ("结转上年", None),
            ("下年", None),
        ] {
            assert_eq!(word.longest(text), length.map(str::len), "{text}");
        }
        assert!(word.is("结转下年度") && !word.is("结转下年度办理") && word.is_in("已结转下年度办理"));
    }

    #[test]
    fn a_word_may_begin_with_what_may_be_left_out() {
        let first = |text| wording(text).first_characters().collect::<String>();
        assert_eq!(first("(政府|)(信息|)公开"), "政信公");
        assert_eq!(first("结转(下年|)"), "结");
        assert_eq!(first("(甲|乙)丙"), "甲乙");
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        for text in ["", "甲(乙", "甲)乙", "甲|乙", "(甲|)(乙|)", "(甲(乙))", &"(甲|乙)".repeat(17)]
        {
            assert!(Wording::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
