//! Clauses: their words and numbers in order, and which words belong to which number.

use std::ops::Range;

use super::numerals::{self, Numeral};
use super::token::{Token, Word};
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
        *token == Token::Filler && WORDS.fillers.iter().any(|word| word.is(&text[range.clone()]))
    };
    before && words[at + 1..].iter().all(filler)
}

pub(super) fn is_delimiter(sign: char) -> bool {
    matches!(sign, '，' | '；' | '：' | ',' | ';' | ':' | '（' | '）' | '(' | ')' | '。' | '！' | '？')
}

/// How deep a heading stands, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum HeadingLevel {
    /// 一、
    Section,
    /// （一）
    Part,
    /// 1.
    Item,
}

/// Where the heading of a paragraph ends, and its level: （二）依申请公开, alone or run in up to the first 。
pub(super) fn heading(text: &str) -> Option<(HeadingLevel, usize)> {
    let (level, number) = match text.strip_prefix(['（', '(']) {
        Some(rest) => (HeadingLevel::Part, rest.split_once(['）', ')'])?.0),
        None => {
            let number = text.split_once(['、', '.'])?.0;
            let is_digits = number.starts_with(|c: char| c.is_ascii_digit());
            (if is_digits { HeadingLevel::Item } else { HeadingLevel::Section }, number)
        }
    };
    let is_number = |c: char| is_ordinal_numeral(c) || level == HeadingLevel::Item && c.is_ascii_digit();
    let numbered = !number.is_empty() && number.chars().count() <= 3 && number.chars().all(is_number);
    let end = text.find('。').map_or(text.len(), |at| at + '。'.len_utf8());
    let short = text[..end].chars().count() <= MAX_HEADING;
    (numbered && short && numerals::find(&text[..end]).is_empty()).then_some((level, end))
}

fn names_something(words: &[Word]) -> bool {
    words.iter().any(|(token, _)| matches!(token, Token::Row(..) | Token::Column(..) | Token::Object))
}

/// A number with the words that belong to it.
pub(super) struct Phrase {
    pub words: Vec<Word>,
    pub number: Numeral,
}

/// Gives each number of a clause its words: those before it, and those behind it up to what belongs to the
/// next number.
///
/// Between two numbers, a joiner (、和) divides the words: what stands before it belongs to the first number.
/// Without a joiner they all belong to the second, unless the first has no words that name anything; the
/// words behind the last number are its own, but for what became of them all (`tails`).
///
/// Example: 予以公开3件、不予公开1件 gives `予以公开` to 3 and `不予公开` to 1; in 3件予以公开、1件不予公开 each number
/// takes the words behind it.
pub(super) fn phrases(text: &str, pieces: Vec<ClausePart>) -> Vec<Phrase> {
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
        let mut gap = std::mem::take(&mut gaps[index + 1]);
        // 收到申请16件均已办结: the row before the number is what it counts; a row behind it is what became of
        // them, and is no part of the claim.
        let named = before.iter().any(|(token, _)| matches!(token, Token::Row(..)));
        let claims = before.iter().any(|(token, _)| matches!(token, Token::Row(..) | Token::Column(..)));
        if claims && index + 1 == count {
            let is_tail = |(_, range): &Word| WORDS.tails.iter().any(|word| *word == text[range.clone()]);
            let end = gap.iter().position(is_tail).unwrap_or(gap.len());
            gap.truncate(end);
        }
        let joiner = gap.iter().position(|(token, _)| *token == Token::Joiner);
        let (own, next) = match joiner {
            Some(at) => (gap[..at].to_vec(), gap[at + 1..].to_vec()),
            None if index + 1 == count || !names_something(&before) => (gap, Vec::new()),
            None => (Vec::new(), gap),
        };
        let own = own.into_iter().filter(|(token, _)| !(named && matches!(token, Token::Row(..))));
        phrases.push(Phrase { words: before.into_iter().chain(own).collect(), number });
        before = next;
    }
    phrases
}

/// 各部门、各镇街 behind 全区 are those of the area. One kind of them alone, 全区各镇街, is a part.
pub(super) fn without_holders(mut words: Vec<Word>) -> Vec<Word> {
    let mut at = 0;
    while let Some(area) = words[at..].iter().position(|(token, _)| *token == Token::Area) {
        let start = at + area + 1;
        let belongs = |(token, _): &&Word| {
            matches!(token, Token::OtherScope | Token::WholeArea | Token::Joiner | Token::Filler)
        };
        let end = start + words[start..].iter().take_while(belongs).count();
        let kinds = words[start..end].iter().filter(|(token, _)| *token == Token::OtherScope).count();
        let is_whole = words[start..end].iter().any(|(token, _)| *token == Token::WholeArea);
        if is_whole || kinds > 1 {
            for word in &mut words[start..end] {
                word.0 = Token::Filler;
            }
        }
        at = start;
    }
    words
}

/// Takes out what stands from the first way in which applications come to 等途径: 通过网站、邮寄等途径收到 is
/// 收到, as every way there is was meant.
pub(super) fn without_channels(mut words: Vec<Word>) -> Vec<Word> {
    let Some(end) = words.iter().position(|(token, _)| *token == Token::AllChannels) else { return words };
    let starts_inside = |(token, _): &Word| !matches!(token, Token::Row(..) | Token::Area | Token::OwnScope);
    let inside = words[..end].iter().rev().take_while(|word| starts_inside(word)).count();
    let first = words[end - inside..end].iter().position(|(token, _)| *token == Token::Subset);
    let Some(first) = first else { return words };
    words.drain(end - inside + first..=end);
    words
}

/// Takes out what stands from 因 to 等原因, where the result follows: 因本机关不掌握等原因无法提供 is 无法提供.
pub(super) fn without_causes(mut words: Vec<Word>) -> Vec<Word> {
    let is_row = |(token, _): &Word| matches!(token, Token::Row(..));
    let ends = |(token, _): &Word| *token == Token::AmongCauses;
    let Some(end) = words.iter().position(ends) else { return words };
    if !words[end..].iter().any(is_row) {
        return words;
    }
    let start = words[..end].iter().rposition(|(token, _)| *token == Token::Cause);
    let plain = |(token, _): &Word| matches!(token, Token::Row(..) | Token::Joiner);
    let start = start.unwrap_or_else(|| end - words[..end].iter().rev().take_while(|w| plain(w)).count());
    words.drain(start..=end);
    words
}

/// True if a place is in one of some remarks, which are in order.
pub(super) fn is_inside(remarks: &[Range<usize>], at: usize) -> bool {
    let next = remarks.partition_point(|remark| remark.end <= at);
    remarks.get(next).is_some_and(|remark| remark.start <= at)
}

/// The parentheses of a sentence, from sign to sign; those inside others are part of these.
pub(super) fn remarks(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut remarks = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    for (at, sign) in text[range.clone()].char_indices().map(|(at, c)| (range.start + at, c)) {
        match (sign, open) {
            ('（' | '(', None) => open = Some((at, 1)),
            ('（' | '(', Some((start, depth))) => open = Some((start, depth + 1)),
            ('）' | ')', Some((start, 1))) => {
                remarks.push(start..at + sign.len_utf8());
                open = None;
            }
            ('）' | ')', Some((start, depth))) => open = Some((start, depth - 1)),
            _ => {}
        }
    }
    remarks
}
