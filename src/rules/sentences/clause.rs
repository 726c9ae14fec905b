//! Clauses: their words and numbers in order, and which words belong to which number.

use super::numerals::{self, Numeral};
use super::vocabulary::{Token, Word};
use crate::rules::words::WORDS;
use crate::text::is_ordinal_numeral;

/// A heading is not longer than this many characters.
const LONGEST_HEADING: usize = 30;

/// The words of a clause with its numbers in their places.
pub(super) enum Piece {
    Word(Word),
    Number(Numeral),
}

impl Piece {
    pub(super) fn word(&self) -> Option<Word> {
        match self {
            Piece::Word(word) => Some(word.clone()),
            Piece::Number(_) => None,
        }
    }

    pub(super) fn number(&self) -> Option<&Numeral> {
        match self {
            Piece::Word(_) => None,
            Piece::Number(number) => Some(number),
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
    let short = text[..end].chars().count() <= LONGEST_HEADING;
    (numbered && short && numerals::find(&text[..end]).is_empty()).then_some(end)
}

fn names_something(words: &[Word]) -> bool {
    words.iter().any(|(token, _)| matches!(token, Token::Row(..) | Token::Column(..) | Token::Object))
}

/// Gives each number of a clause its words: those before it, and those behind it up to what belongs to the
/// next.
pub(super) fn phrases(pieces: Vec<Piece>) -> Vec<(Vec<Word>, Numeral)> {
    let mut gaps: Vec<Vec<Word>> = vec![Vec::new()];
    let mut numbers = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Word(word) => gaps.last_mut().into_iter().for_each(|gap| gap.push(word.clone())),
            Piece::Number(number) => {
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
        // 收到申请16件均已办结: what was counted is said before the number, what became of it behind.
        let named = before.iter().any(|(token, _)| matches!(token, Token::Row(..)));
        let own = own.into_iter().filter(|(token, _)| !(named && matches!(token, Token::Row(..))));
        phrases.push((before.into_iter().chain(own).collect(), number));
        before = next;
    }
    phrases
}
