//! What a cell means: its text cut into words that are known, all of it.
//!
//! ```text
//! 不予公开（涉及国家秘密）      不予公开 | ( | 国家秘密 words | )        group and row: 属于国家秘密
//! 依法不予公开                  依法 | 不予公开                          group alone: which of its rows?
//! 不属于国家秘密                ?                                        a word that is not known: no guess
//! ```
//!
//! The cut is the one with the fewest words ([`cut`]): 部分公开 is one word and not 部分 and 公开. Words of the form
//! and of people are distinguished by what they mean, [`Sense`], and what a cell says as a whole is the set
//! of the senses of its words.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::form::normal_label;
use crate::text::Wording;

/// The longest text of a cell that is cut, in characters: no answer of a list is longer, and the time grows
/// with text times words.
const MAX_CHARACTERS: usize = 200;

/// So many texts are remembered with what they mean: most cells of a column say one of a few things.
const MAX_REMEMBERED: usize = 1_000;

/// A word or label, and what it means.
#[derive(Debug, Clone)]
pub(super) struct Entry<S> {
    word: Spelling,
    sense: S,
}

#[derive(Debug, Clone)]
enum Spelling {
    Label(String),
    Wording(Wording),
}

impl Spelling {
    /// The length of the longest spelling that a text begins with.
    fn longest(&self, text: &str) -> Option<usize> {
        match self {
            Spelling::Label(label) => text.starts_with(label.as_str()).then_some(label.len()),
            Spelling::Wording(wording) => wording.longest(text).filter(|&length| length > 0),
        }
    }
}

/// The best cut of what begins at each byte of a text: its cost, where the next word begins, and the sense of
/// the first.
type Cuts<S> = Vec<Option<(u32, usize, Option<S>)>>;

/// The words that the cells of a column are made of.
#[derive(Debug, Clone)]
pub(super) struct Lexicon<S> {
    entries: Vec<Entry<S>>,
    fillers: Vec<Wording>,
    remembered: RefCell<BTreeMap<String, Option<Vec<S>>>>,
}

impl<S: Copy + Ord> Lexicon<S> {
    /// No words but those that change nothing.
    pub fn new(fillers: &[Wording]) -> Self {
        let fillers = fillers.iter().map(without_blanks).collect();
        Self { entries: Vec::new(), fillers, remembered: RefCell::default() }
    }

    /// Adds labels in normal form.
    pub fn labels<'a>(&mut self, labels: impl IntoIterator<Item = &'a String>, sense: S) {
        let labels = labels.into_iter().filter(|label| !label.is_empty());
        self.entries.extend(labels.map(|label| Entry { word: Spelling::Label(label.clone()), sense }));
    }

    /// Adds words of people.
    pub fn words(&mut self, words: &[Wording], sense: S) {
        let entry = |word: &Wording| Entry { word: Spelling::Wording(without_blanks(word)), sense };
        self.entries.extend(words.iter().map(entry));
    }

    /// The senses of all words of a text, each once, in order; none if the text has a word that is not known.
    pub fn senses(&self, text: &str) -> Option<Vec<S>> {
        let text = normal_label(text);
        if text.is_empty() || text.chars().nth(MAX_CHARACTERS).is_some() {
            return None;
        }
        if let Some(known) = self.remembered.borrow().get(&text) {
            return known.clone();
        }
        let senses = self.cut(&text).map(|cut| {
            let mut senses: Vec<S> = cut.into_iter().flatten().collect();
            senses.sort();
            senses.dedup();
            senses
        });
        let mut remembered = self.remembered.borrow_mut();
        if remembered.len() < MAX_REMEMBERED {
            remembered.insert(text, senses.clone());
        }
        senses
    }

    /// The senses of the words of a text, cut into the fewest.
    ///
    /// From the end to the front: the best cut of what begins at a character is the best of its words there
    /// with the best cut of what follows. Fillers and marks count as a hundredth of a word, so that a label
    /// goes before fillers that happen to make it up, and few fillers before many.
    fn cut(&self, text: &str) -> Option<Vec<Option<S>>> {
        const WORD: u32 = 100;
        let mut best: Cuts<S> = vec![None; text.len() + 1];
        best[text.len()] = Some((0, text.len(), None));
        let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        for &at in starts.iter().rev() {
            let rest = &text[at..];
            let offer = |length: usize, cost: u32, sense: Option<S>, best: &mut Cuts<S>| {
                let Some(&Some((behind, ..))) = best.get(at + length) else { return };
                let cost: u32 = cost + behind;
                let better = match &best[at] {
                    Some((known, ..)) => cost < *known,
                    None => true,
                };
                if better {
                    best[at] = Some((cost, at + length, sense));
                }
            };
            for entry in &self.entries {
                if let Some(length) = entry.word.longest(rest) {
                    offer(length, WORD, Some(entry.sense), &mut best);
                }
            }
            for filler in &self.fillers {
                if let Some(length) = filler.longest(rest) {
                    offer(length, 1, None, &mut best);
                }
            }
            if let Some(mark) = rest.chars().next().filter(|&c| is_mark(c)) {
                offer(mark.len_utf8(), 1, None, &mut best);
            }
        }
        let (mut at, mut senses) = (0, Vec::new());
        while at < text.len() {
            let (_, next, sense) = best[at]?;
            senses.push(sense);
            at = next;
        }
        Some(senses)
    }
}

/// A wording as it is in a text without white space and with half-width marks.
fn without_blanks(word: &Wording) -> Wording {
    word.map(normal_label)
}

/// Marks between words.
fn is_mark(c: char) -> bool {
    matches!(
        c,
        '(' | ')'
            | ':'
            | ';'
            | ','
            | '.'
            | '-'
            | '/'
            | '\\'
            | '_'
            | '|'
            | '>'
            | '['
            | ']'
            | '+'
            | '&'
            | '、'
            | '。'
            | '—'
            | '–'
            | '·'
            | '→'
            | '【'
            | '】'
            | '〔'
            | '〕'
            | '《'
            | '》'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(texts: &[&str]) -> Vec<Wording> {
        texts.iter().map(|text| Wording::try_from((*text).to_owned()).expect("a wording")).collect()
    }

    #[test]
    fn a_cell_is_understood_whole_or_not_at_all() {
        let mut lexicon = Lexicon::new(&words(&["依法", "属于"]));
        lexicon.labels(&["(三)不予公开".to_owned(), "不予公开".to_owned()], 'g');
        lexicon.words(&words(&["(属于|涉及|)国家秘密(的|)"]), 's');
        lexicon.words(&words(&["(予以|)公开"]), 'o');
        lexicon.words(&words(&["部分公开"]), 'p');
        for (text, senses) in [
            ("不予公开（涉及国家秘密的）", Some(vec!['g', 's'])),
            ("（三）不予公开 — 国家秘密", Some(vec!['g', 's'])),
            ("依法 不予公开。", Some(vec!['g'])),
            ("公开", Some(vec!['o'])),
            ("部分公开", Some(vec!['p'])),
            ("部分公开，其余不予公开", None),
            ("不属于国家秘密", None),
            ("非国家秘密", None),
            ("（）", Some(vec![])),
            ("", None),
        ] {
            assert_eq!(lexicon.senses(text), senses, "{text}");
        }
        assert_eq!(lexicon.senses(&"公开".repeat(101)), None);
    }
}
