//! Clauses: their words and numbers in order, and which words belong to which number.

use super::numerals::{self, Numeral};
use super::vocabulary::{Token, Word};
use crate::rules::words::WORDS;
use crate::text::is_ordinal_numeral;

/// Characters of the longest heading.
const MAX_HEADING: usize = 30;

/// A part of a clause: a word, or a number that counts pieces.
pub(super) enum ClausePart {
    Word(Word),
    Number(Numeral),
}

impl ClausePart {
    pub(super) fn word(&self) -> Option<Word> {
        match self {
            ClausePart::Word(word) => Some(word.clone()),
            ClausePart::Number(_) => None,
        }
    }

    pub(super) fn number(&self) -> Option<&Numeral> {
        match self {
            ClausePart::Word(_) => None,
            ClausePart::Number(number) => Some(number),
        }
    }
}

/// 无政府信息公开申请, 没有申请: the negation stands right before what is counted, and that ends the clause.
pub(super) fn denies_object(text: &str, words: &[Word]) -> bool {
    let Some(at) = words.iter().position(|(token, _)| *token == Token::Object) else { return false };
    let before = words[..at].last().is_some_and(|(token, _)| *token == Token::Negation);
    let filler = |(token, range): &Word| {
        *token == Token::Filler && WORDS.fillers.iter().any(|word| word == &text[range.clone()])
    };
    before && words[at + 1..].iter().all(filler)
}

pub(super) fn is_delimiter(sign: char) -> bool {
    matches!(sign, '，' | '；' | '：' | ',' | ';' | ':' | '（' | '）' | '(' | ')' | '。' | '！' | '？')
}

/// Where the heading of a paragraph ends: （二）依申请公开, alone or run in up to the first 。
pub(super) fn heading(text: &str) -> Option<usize> {
    let (number, _) = text.strip_prefix(['（', '('])?.split_once(['）', ')'])?;
    let numbered = !number.is_empty() && number.chars().all(is_ordinal_numeral);
    let end = text.find('。').map_or(text.len(), |at| at + '。'.len_utf8());
    let short = text[..end].chars().count() <= MAX_HEADING;
    (numbered && short && numerals::find(&text[..end]).is_empty()).then_some(end)
}

fn names_something(words: &[Word]) -> bool {
    words.iter().any(|(token, _)| matches!(token, Token::Row(..) | Token::Column(..) | Token::Object))
}

/// Gives each number of a clause its words: those before it, and those behind it up to what belongs to the
/// next number.
///
/// Between two numbers, a joiner (、和) divides the words: what stands before it belongs to the first number.
/// Without a joiner they all belong to the second, unless the first has no words that name anything; the
/// words behind the last number are its own.
///
/// Example: 予以公开3件、不予公开1件 gives `予以公开` to 3 and `不予公开` to 1; in 3件予以公开、1件不予公开 each number
/// takes the words behind it.
pub(super) fn phrases(pieces: Vec<ClausePart>) -> Vec<(Vec<Word>, Numeral)> {
    let mut gaps: Vec<Vec<Word>> = vec![Vec::new()];
    let mut numbers = Vec::new();
    for piece in pieces {
        match piece {
            ClausePart::Word(word) => gaps.last_mut().into_iter().for_each(|gap| gap.push(word.clone())),
            ClausePart::Number(number) => {
                numbers.push(number);
                gaps.push(Vec::new());
            }
        }
    }
    let mut phrases = Vec::new();
    let mut before = std::mem::take(&mut gaps[0]);
    let count = numbers.len();
    for (index, number) in numbers.into_iter().enumerate() {
        let gap = std::mem::take(&mut gaps[index + 1]);
        let joiner = gap.iter().position(|(token, _)| *token == Token::Joiner);
        let (own, next) = match joiner {
            Some(at) => (gap[..at].to_vec(), gap[at + 1..].to_vec()),
            None if index + 1 == count || !names_something(&before) => (gap, Vec::new()),
            None => (Vec::new(), gap),
        };
        // 收到申请16件均已办结: the row before the number is what it counts; a row behind it is what became of
        // them, and is no part of the claim.
        let named = before.iter().any(|(token, _)| matches!(token, Token::Row(..)));
        let own = own.into_iter().filter(|(token, _)| !(named && matches!(token, Token::Row(..))));
        phrases.push((before.into_iter().chain(own).collect(), number));
        before = next;
    }
    phrases
}
