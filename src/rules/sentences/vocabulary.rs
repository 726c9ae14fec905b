//! Sentences as words: every word that the rule knows, and what it means.
//!
//! Chinese is written without spaces. A text is taken apart from its start: at each place the longest known
//! word that begins there is taken; where none does, one character is taken as an unknown word. Example:
//! `收到政府信息公开申请` is `收到` (a row) and `政府信息公开申请` (the object), since that is longer than `政府信息` (a matter).

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::names::Context;
use super::token::{Token, Word};
use crate::form::{Content, Form, Mentions};
use crate::rules::words::WORDS;
use crate::text::Wording;

/// All words, by the characters they may begin with.
#[derive(Debug, Default)]
pub(super) struct Vocabulary(BTreeMap<char, Vec<(Wording, Token)>>);

/// Vocabularies that were made, with their forms. A form is read once in a run and checked against many
/// reports.
static MADE: Mutex<Vec<(Weak<Form>, Arc<Vocabulary>)>> = Mutex::new(Vec::new());

/// The words of a table's section.
pub(super) fn mentions(form: &Form, section: usize) -> Option<&Mentions> {
    match &form.sections.get(section)?.content {
        Content::Table(table) => Some(&table.mentions),
        Content::Prose(_) => None,
    }
}

impl Vocabulary {
    /// The words for a form; none for one that does not say how sentences speak of its tables.
    pub fn of(form: &Arc<Form>) -> Option<Arc<Vocabulary>> {
        let speaks = |section| mentions(form, section).is_some_and(|mentions| !mentions.rows.is_empty());
        if !(0..form.sections.len()).any(speaks) {
            return None;
        }
        let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        // An address is that of one form only, for as long as a weak reference to it is kept.
        let known = made.iter().find(|(other, _)| std::ptr::eq(other.as_ptr(), Arc::as_ptr(form)));
        if let Some((_, vocabulary)) = known {
            return Some(vocabulary.clone());
        }
        made.retain(|(form, _)| form.strong_count() > 0);
        let vocabulary = Arc::new(Self::new(form));
        made.push((Arc::downgrade(form), vocabulary.clone()));
        Some(vocabulary)
    }

    fn new(form: &Form) -> Self {
        let mut all = Self::default();
        for section in 0..form.sections.len() {
            let Some(mentions) = mentions(form, section) else { continue };
            for (index, row) in mentions.rows.iter().enumerate() {
                all.add(&row.words, Token::Row(section, index));
            }
            for (index, column) in mentions.columns.iter().enumerate() {
                all.add(&column.words, Token::Column(section, index));
            }
            all.add(&mentions.objects, Token::Object);
            all.add(&mentions.matters, Token::Matter);
        }
        for (words, token) in [
            (&WORDS.joiners, Token::Joiner),
            (&WORDS.each, Token::Each),
            (&WORDS.respectively, Token::Respectively),
            (&WORDS.negations, Token::Negation),
            (&WORDS.among, Token::Among),
            (&WORDS.own_time, Token::OwnTime),
            (&WORDS.other_time, Token::OtherTime),
            (&WORDS.compared, Token::Compared),
            (&WORDS.planned, Token::Planned),
            (&WORDS.intended, Token::Intended),
            (&WORDS.own_scope, Token::OwnOffice),
            (&WORDS.areas, Token::AnyArea),
            (&WORDS.whole_area, Token::WholeArea),
            (&WORDS.other_scope, Token::OtherScope),
            (&WORDS.subsets, Token::Subset),
            (&WORDS.all_channels, Token::AllChannels),
            (&WORDS.causes, Token::Cause),
            (&WORDS.among_causes, Token::AmongCauses),
            (&WORDS.concerning, Token::Concerning),
            (&WORDS.others, Token::Other),
            (&WORDS.published, Token::Published),
            (&WORDS.fees, Token::Fee),
            (&WORDS.approximate, Token::Approximate),
            (&WORDS.fillers, Token::Filler),
        ] {
            all.add(words, token);
        }
        all
    }

    fn add(&mut self, words: &[Wording], token: Token) {
        for word in words {
            for first in word.first_characters() {
                self.0.entry(first).or_default().push((word.clone(), token));
            }
        }
    }

    /// The longest word that a text begins with; of two as long the one added first, which is the form's own.
    fn longest(&self, text: &str) -> Option<(usize, Token)> {
        let words = self.0.get(&text.chars().next()?)?;
        let found = words.iter().filter_map(|(word, token)| Some((word.longest(text)?, *token)));
        found.reduce(|best, next| if next.0 > best.0 { next } else { best })
    }

    /// Takes a text apart. Words that are not known are [`Token::Unknown`], a character each.
    pub fn words(&self, text: &str, from: usize, context: &Context) -> Vec<Word> {
        let relative = context.relative_years(text);
        let mut words = Vec::new();
        let mut at = 0;
        while let Some(first) = relative.text[at..].chars().next() {
            let rest = &relative.text[at..];
            let (length, token) = self.word(rest, context).unwrap_or_else(|| {
                let is_mark = matches!(first, '“' | '”' | '‘' | '’' | '"' | '—' | '…' | '《' | '》');
                (first.len_utf8(), if is_mark { Token::Filler } else { Token::Unknown })
            });
            words.push((token, from + relative.original(at)..from + relative.original(at + length)));
            at += length;
        }
        words
    }

    /// The word that a text begins with.
    fn word(&self, text: &str, context: &Context) -> Option<(usize, Token)> {
        let found = self.longest(text);
        let begins_word = |rest: &str| {
            let first = rest.chars().next().map_or(0, char::len_utf8);
            self.longest(rest).is_some_and(|(length, _)| length > first)
        };
        let agency = context
            .agency(text, begins_word)
            .filter(|(length, _)| found.is_none_or(|(other, _)| *length >= other));
        let (length, token) = agency.or_else(|| date(text, context.year)).or(found)?;
        if matches!(token, Token::OwnScope | Token::OwnOffice | Token::Area)
            && let Some(site) = WORDS.sites.iter().filter_map(|site| site.longest(&text[length..])).max()
        {
            // 区政府门户网站 is where something was published, not whose figures follow.
            return Some((length + site, Token::Subset));
        }
        match (length, token) {
            (length, Token::AnyArea) => Some((length, context.area(&text[..length]))),
            (length, Token::OwnOffice) if !context.is_superior => Some((length, Token::OwnScope)),
            known => Some(known),
        }
    }
}

/// 2024年, 2024年度, 2024年1月1日, 12月31日, 1-12月: whose year it is. Months that are not the whole year are
/// another time. Other numbers are not known.
fn date(text: &str, year: u16) -> Option<(usize, Token)> {
    let length = digits(text);
    let number: u16 = text[..length].parse().ok()?;
    let Some(rest) = text[length..].strip_prefix('年') else { return months(text) };
    let end = length + '年'.len_utf8();
    if number != year {
        let behind = if rest.starts_with('度') { '度'.len_utf8() } else { 0 };
        return Some((end + behind, Token::OtherTime));
    }
    match months(rest) {
        Some((months, Token::OtherTime)) => Some((end + months, Token::OtherTime)),
        Some((months, _)) => Some((end + months, Token::OwnTime)),
        None if rest.starts_with('度') => Some((end + '度'.len_utf8(), Token::OwnTime)),
        None => Some((end, Token::OwnTime)),
    }
}

fn digits(text: &str) -> usize {
    text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len()
}

/// 1月1日, 12月31日, 12月底, 1-12月 and 1月至12月 bound the whole year; any other month is a part of one.
fn months(text: &str) -> Option<(usize, Token)> {
    let first = &text[..digits(text)];
    if !(1..=2).contains(&first.len()) {
        return None;
    }
    let after_first = &text[first.len()..];
    let bare = after_first.strip_prefix("月份").or_else(|| after_first.strip_prefix('月'));
    let rest = bare.unwrap_or(after_first);
    if let Some(last) = rest.strip_prefix(['-', '—', '至', '到', '~', '～'])
        && let Some(end) = last[digits(last)..].strip_prefix('月')
    {
        let whole = (first, &last[..digits(last)]) == ("1", "12");
        let end = end.strip_prefix('份').unwrap_or(end);
        return Some((text.len() - end.len(), if whole { Token::Filler } else { Token::OtherTime }));
    }
    let day = bare?;
    let number = &day[..digits(day)];
    let (whole, end) = match day[number.len()..].strip_prefix('日') {
        Some(end) => (matches!((first, number), ("1", "1") | ("12", "31")), end),
        None => {
            let last = day.strip_prefix(['底', '末']);
            (first == "12" && last.is_some(), last.unwrap_or(day))
        }
    };
    Some((text.len() - end.len(), if whole { Token::Filler } else { Token::OtherTime }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_the_year_is_another_time() {
        for (text, length, token) in [
            ("2024年共", "2024年", Token::OwnTime),
            ("2024年度共", "2024年度", Token::OwnTime),
            ("2024年1月1日至", "2024年1月1日", Token::OwnTime),
            ("12月31日止", "12月31日", Token::Filler),
            ("2024年12月底", "2024年12月底", Token::OwnTime),
            ("2024年1-12月，", "2024年1-12月", Token::OwnTime),
            ("1月至12月共", "1月至12月", Token::Filler),
            ("2024年6月，", "2024年6月", Token::OtherTime),
            ("2024年3月至6月收", "2024年3月至6月", Token::OtherTime),
            ("3月收到", "3月", Token::OtherTime),
            ("2023年收", "2023年", Token::OtherTime),
        ] {
            assert_eq!(date(text, 2024), Some((length.len(), token)), "{text}");
        }
        assert_eq!(date("35件", 2024), None);
    }
}
