//! Sentences as words: every word that the rule knows, and what it means.
//!
//! Chinese is written without spaces. A text is taken apart from its start: at each place the longest known
//! word that begins there is taken; where none does, one character is taken as an unknown word. Example:
//! `收到政府信息公开申请` is `收到` (a row) and `政府信息公开申请` (the object), since that is longer than `政府信息` (a matter).

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use crate::form::{Content, Form, Mentions};
use crate::rules::text::NormalizedText;
use crate::rules::words::WORDS;

/// What a word means. Sections are numbers of [`Form::sections`], the others numbers in its [`Mentions`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    /// Of no meaning for what is counted: 共, 为, quotation marks.
    Filler,
    /// Two things are joined.
    Joiner,
    /// The number holds of each of them.
    Each,
    /// Numbers follow in the order of what was named.
    Respectively,
    /// There is none.
    Negation,
    /// The report year.
    OwnTime,
    /// Another year, or a part of the report year.
    OtherTime,
    /// A difference, not a number of its own.
    Compared,
    /// What is meant to be done.
    Planned,
    /// The agency itself.
    OwnScope,
    /// Others, or more than the agency.
    OtherScope,
    /// A part that no table has.
    Subset,
    /// What else comes in pieces.
    Other,
    /// The number is not exact.
    Approximate,
    /// What a table counts.
    Object,
    /// What a sentence is about.
    Matter,
    /// A row of a section.
    Row(usize, usize),
    /// A column of a section.
    Column(usize, usize),
    /// A word that is not known.
    Unknown,
}

/// A word and where it stands.
pub(super) type Word = (Token, Range<usize>);

/// All words, by their first character, the longest first.
#[derive(Debug, Default)]
pub(super) struct Vocabulary(BTreeMap<char, Vec<(String, Token)>>);

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
            (&WORDS.own_time, Token::OwnTime),
            (&WORDS.other_time, Token::OtherTime),
            (&WORDS.compared, Token::Compared),
            (&WORDS.planned, Token::Planned),
            (&WORDS.own_scope, Token::OwnScope),
            (&WORDS.other_scope, Token::OtherScope),
            (&WORDS.subsets, Token::Subset),
            (&WORDS.others, Token::Other),
            (&WORDS.approximate, Token::Approximate),
            (&WORDS.fillers, Token::Filler),
        ] {
            all.add(words, token);
        }
        for words in all.0.values_mut() {
            // Stable: of two equal words the first one added stays, which is the form's own.
            words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        }
        all
    }

    fn add(&mut self, words: &[String], token: Token) {
        for word in words {
            if let Some(first) = word.chars().next() {
                self.0.entry(first).or_default().push((word.clone(), token));
            }
        }
    }

    fn longest(&self, text: &str) -> Option<(usize, Token)> {
        let words = self.0.get(&text.chars().next()?)?;
        words
            .iter()
            .find(|(word, _)| text.starts_with(word.as_str()))
            .map(|(word, token)| (word.len(), *token))
    }

    /// Takes a text apart. Words that are not known are [`Token::Unknown`], a character each.
    pub fn words(&self, text: &str, from: usize, context: &Context) -> Vec<Word> {
        let mut words = Vec::new();
        let mut at = 0;
        while let Some(first) = text[at..].chars().next() {
            let rest = &text[at..];
            let (length, token) = context
                .agency(rest)
                .map(|length| (length, Token::OwnScope))
                .or_else(|| date(rest, context.year))
                .or_else(|| self.longest(rest))
                .unwrap_or_else(|| {
                    let is_mark = matches!(first, '“' | '”' | '‘' | '’' | '"' | '—' | '…' | '《' | '》');
                    (first.len_utf8(), if is_mark { Token::Filler } else { Token::Unknown })
                });
            words.push((token, from + at..from + at + length));
            at += length;
        }
        words
    }
}

/// What else a report knows: its agency and its year.
pub(super) struct Context {
    /// The agency's name and its shorter forms (教育局 of 甲市教育局), the longest first.
    names: Vec<String>,
    pub year: u16,
}

impl Context {
    pub fn new(agency: &str, year: u16) -> Self {
        /// Shorter names would be found inside other words.
        const MIN_CHARACTERS: usize = 3;
        /// Every name is looked for at every character of the prose; a real agency has some ten.
        const MAX_NAMES: usize = 60;
        let whole = NormalizedText::new(agency).text;
        let mut names = vec![whole.clone()];
        for (at, place) in whole
            .char_indices()
            .filter(|(_, c)| matches!(c, '省' | '市' | '县' | '区' | '州' | '旗' | '镇' | '乡'))
        {
            names.extend([&whole[at..], &whole[at + place.len_utf8()..]].map(str::to_owned));
        }
        names.truncate(MAX_NAMES);
        for (long, short) in &WORDS.shortened {
            let shorter: Vec<String> =
                names.iter().filter(|n| n.contains(long.as_str())).map(|n| n.replace(long, short)).collect();
            names.extend(shorter);
            names.truncate(MAX_NAMES);
        }
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        names.retain(|name| name.chars().count() >= MIN_CHARACTERS);
        Self { names, year }
    }

    fn agency(&self, text: &str) -> Option<usize> {
        self.names.iter().find(|name| text.starts_with(name.as_str())).map(String::len)
    }
}

/// 2024年, 2024年度, 2024年1月1日, 12月31日: whose year it is. Other numbers are not known.
fn date(text: &str, year: u16) -> Option<(usize, Token)> {
    let digits = |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let length = digits(text);
    let rest = &text[length..];
    let number: u16 = text[..length].parse().ok()?;
    if let Some(rest) = rest.strip_prefix('年') {
        let behind = if rest.starts_with('度') { '度'.len_utf8() } else { 0 };
        let token = if number == year { Token::OwnTime } else { Token::OtherTime };
        return Some((length + '年'.len_utf8() + behind, token));
    }
    let month = rest.strip_prefix('月')?;
    let day = digits(month);
    let whole = matches!((number, &month[..day]), (1, "1") | (12, "31")) && month[day..].starts_with('日');
    whole.then_some((length + '月'.len_utf8() + day + '日'.len_utf8(), Token::Filler))
}
