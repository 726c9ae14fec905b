//! From paragraphs to claims: sentences, clauses, the words around each number.

use std::ops::Range;

use super::clause::{Piece, denies_object, heading, is_delimiter, phrases};
use super::judge::{Claim, Inherited, Said, judge, ways};
use super::numerals::{self, Numeral};
use super::vocabulary::{Context, Token, Vocabulary, Word, mentions};
use crate::diagnostic::Finding;
use crate::report::Report;
use crate::rules::text::{Section, sentences};
use crate::rules::words::WORDS;

/// Reads the paragraphs of one section of prose, in order.
pub(super) struct Reader<'a> {
    report: &'a Report,
    section: &'a Section<'a>,
    vocabulary: &'a Vocabulary,
    context: &'a Context,
    findings: &'a mut Vec<Finding>,
    /// The table that the heading above speaks of.
    part: Option<usize>,
    paragraph: Paragraph,
    sentence: Sentence,
}

/// What earlier sentences of the paragraph said.
#[derive(Default)]
struct Paragraph {
    number: usize,
    /// The table that the text speaks of.
    about: Option<usize>,
    /// The figures are of others.
    others: bool,
}

/// What earlier clauses of the sentence said.
#[derive(Default)]
struct Sentence {
    /// It is of others, of another time, or of a plan.
    off: bool,
    other_time: bool,
    /// A number of the same kind was not understood: it may have another subject.
    doubt: bool,
    /// What is counted was named.
    object: bool,
    /// The rows of the last number.
    last: Option<Inherited>,
}

impl<'a> Reader<'a> {
    pub fn new(
        report: &'a Report,
        section: &'a Section<'a>,
        vocabulary: &'a Vocabulary,
        context: &'a Context,
        findings: &'a mut Vec<Finding>,
    ) -> Self {
        let (part, paragraph, sentence) = (None, Paragraph::default(), Sentence::default());
        Self { report, section, vocabulary, context, findings, part, paragraph, sentence }
    }

    /// Reads a paragraph.
    pub fn paragraph(&mut self, number: usize) {
        let text = self.section.paragraphs[number].text.as_str();
        let start = match heading(text) {
            Some(end) => {
                self.part = self.part_of(&text[..end]);
                end
            }
            None => 0,
        };
        self.paragraph = Paragraph { number, about: self.part, others: false };
        for sentence in sentences(&text[start..]) {
            self.sentence(text, start + sentence.start..start + sentence.end);
        }
    }

    fn part_of(&self, heading: &str) -> Option<usize> {
        let names = |section: &usize| {
            mentions(&self.report.form, *section)
                .is_some_and(|m| m.headings.iter().any(|word| heading.contains(word.as_str())))
        };
        (0..self.report.form.sections.len()).find(names)
    }

    fn sentence(&mut self, text: &str, range: Range<usize>) {
        self.sentence = Sentence { off: self.paragraph.others, ..Sentence::default() };
        let numbers: Vec<Numeral> = numerals::find(&text[range.clone()])
            .into_iter()
            .map(|n| Numeral {
                digits: range.start + n.digits.start..range.start + n.digits.end,
                end: range.start + n.end,
                ..n
            })
            .collect();
        if self.names_applications(text, range.clone()) {
            self.paragraph.about = self.first_table_with_objects();
        }
        let mut start = range.start;
        for (at, sign) in text[range.clone()].char_indices().map(|(at, c)| (range.start + at, c)) {
            let inside = numbers.iter().any(|n| n.digits.contains(&at));
            if is_delimiter(sign) && !inside {
                self.clause(text, start..at, &numbers);
                start = at + sign.len_utf8();
            }
        }
        self.clause(text, start..range.end, &numbers);
    }

    /// True if a sentence names, wherever in it, what the table counts in full (政府信息公开申请), and
    /// nothing else that comes in pieces.
    fn names_applications(&self, text: &str, range: Range<usize>) -> bool {
        let Some(mentions) = self.first_table_with_objects().and_then(|s| mentions(&self.report.form, s))
        else {
            return false;
        };
        let in_full = |word: &str| mentions.matters.iter().any(|matter| word.contains(matter.as_str()));
        let mut named = false;
        for (token, at) in self.vocabulary.words(&text[range.clone()], range.start, self.context) {
            match token {
                Token::Other => return false,
                Token::Object => named |= in_full(&text[at]),
                _ => {}
            }
        }
        named
    }

    fn clause(&mut self, text: &str, range: Range<usize>, numbers: &[Numeral]) {
        let mut pieces = Vec::new();
        let mut at = range.start;
        for number in numbers.iter().filter(|n| range.contains(&n.digits.start)) {
            pieces.extend(self.words(text, at..number.digits.start).map(Piece::Word));
            pieces.push(Piece::Number(number.clone()));
            at = number.end;
        }
        pieces.extend(self.words(text, at..range.end.max(at)).map(Piece::Word));
        let has_numbers = pieces.iter().any(|piece| matches!(piece, Piece::Number(_)));
        let words: Vec<Word> = pieces.iter().filter_map(Piece::word).collect();
        self.note(text, &words, has_numbers);
        if !has_numbers {
            self.none_claimed(text, &words);
            self.new_subject(&words);
        } else if words.iter().any(|(token, _)| *token == Token::Respectively) {
            self.respectively(text, &pieces);
        } else {
            for (phrase, number) in phrases(pieces) {
                self.number(text, &phrase, &number);
            }
        }
    }

    fn words(&self, text: &str, range: Range<usize>) -> impl Iterator<Item = Word> + use<> {
        let clean = text[range.clone()].trim_end_matches(['。', '！', '？']);
        self.vocabulary.words(clean, range.start, self.context).into_iter()
    }

    /// Takes in whose, of when, and what kind of numbers a clause speaks of.
    fn note(&mut self, text: &str, words: &[Word], has_numbers: bool) {
        let has = |token: Token| words.iter().any(|(t, _)| *t == token);
        if has(Token::OwnScope) && !has(Token::OtherScope) {
            // A government's tables may speak for its departments: there 本机关 is one office among many, its
            // full name is not.
            let own = words.iter().filter(|(t, _)| *t == Token::OwnScope).map(|(_, r)| &text[r.clone()]);
            let superior =
                WORDS.superior_names.iter().any(|name| self.report.agency.text.ends_with(name.as_str()));
            let own_word = own.into_iter().any(|word| WORDS.own_scope.iter().any(|own| own == word));
            self.sentence.off = superior && own_word;
            self.paragraph.others = self.sentence.off && has_numbers;
        }
        if has(Token::OtherScope) {
            self.sentence.off = true;
            self.paragraph.others |= has_numbers;
        }
        if has(Token::Planned) {
            self.sentence.off = true;
        }
        if !has(Token::Compared) {
            if has(Token::OtherTime) {
                self.sentence.other_time = true;
            } else if has(Token::OwnTime) {
                self.sentence.other_time = false;
            }
        }
        if has(Token::Other) && !has(Token::Object) {
            self.paragraph.about = None;
            self.sentence.object = false;
        }
    }

    /// A clause without a number may say what the next ones are about.
    fn new_subject(&mut self, words: &[Word]) {
        let known = words.iter().all(|(token, _)| !matches!(token, Token::Unknown | Token::Other));
        if !known {
            return;
        }
        if words.iter().any(|(token, _)| *token == Token::Object) {
            self.sentence.object = true;
        }
        if words.iter().any(|(token, _)| matches!(token, Token::Object | Token::Matter)) {
            self.paragraph.about = self.paragraph.about.or_else(|| self.first_table_with_objects());
        }
    }

    /// The table whose objects are named in sentences: that of the applications.
    fn first_table_with_objects(&self) -> Option<usize> {
        (0..self.report.form.sections.len())
            .find(|section| mentions(&self.report.form, *section).is_some_and(|m| !m.objects.is_empty()))
    }

    /// 未收到政府信息公开申请: there was none.
    fn none_claimed(&mut self, text: &str, words: &[Word]) {
        let allowed = |token: &Token| {
            matches!(
                token,
                Token::Filler
                    | Token::Joiner
                    | Token::Negation
                    | Token::OwnTime
                    | Token::OwnScope
                    | Token::Object
                    | Token::Matter
                    | Token::Row(..)
            )
        };
        let negations = words.iter().filter(|(token, _)| *token == Token::Negation).count();
        if negations == 0 || !words.iter().all(|(token, _)| allowed(token)) || self.is_off() {
            return;
        }
        let Some(mut claim) = self.claim(words) else { return };
        let Some(mentions) = mentions(&self.report.form, claim.section) else { return };
        if claim.rows.is_empty() && denies_object(text, words) {
            claim.rows.extend(mentions.rows.iter().position(|row| row.none));
        }
        let none = !claim.rows.is_empty() && claim.rows.iter().all(|&row| mentions.rows[row].none);
        if !none || !self.is_about(&claim, words) {
            return;
        }
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return };
        let range = first.1.start..last.1.end;
        if self.section.is_filled(self.paragraph.number, range.clone()) {
            // The agency's name may be filled in; the rest is written.
            let written = words.iter().filter(|(token, _)| matches!(token, Token::Row(..) | Token::Negation));
            if written.into_iter().any(|(_, r)| self.section.is_filled(self.paragraph.number, r.clone())) {
                return;
            }
        }
        let said =
            Said { claim: &claim, inherited: &Inherited::default(), value: 0, written: &text[range.clone()] };
        let place = || self.section.place(self.report, self.paragraph.number, range.clone());
        self.findings.extend(judge(self.report, mentions, &said, place));
    }

    /// 予以公开、部分公开、不予公开分别为3件、1件、2件.
    fn respectively(&mut self, text: &str, pieces: &[Piece]) {
        let cut = |token: Token| matches!(token, Token::Respectively);
        let Some(at) = pieces.iter().position(|p| p.word().is_some_and(|(token, _)| cut(token))) else {
            return;
        };
        let before: Vec<Word> = pieces[..at].iter().filter_map(Piece::word).collect();
        let behind = pieces[at + 1..].iter().filter_map(Piece::word);
        let numbers: Vec<&Numeral> = pieces[at + 1..].iter().filter_map(Piece::number).collect();
        let plain = behind.into_iter().all(|(token, _)| matches!(token, Token::Filler | Token::Joiner));
        let items: Vec<&[Word]> = before.split(|(token, _)| *token == Token::Joiner).collect();
        let early = pieces[..at].iter().any(|p| p.number().is_some());
        if !plain || early || items.len() != numbers.len() {
            self.sentence.doubt = true;
            return;
        }
        for (item, number) in items.into_iter().zip(numbers) {
            self.number(text, item, number);
        }
    }

    /// Judges one number by the words around it.
    fn number(&mut self, text: &str, phrase: &[Word], number: &Numeral) {
        let has = |token: Token| phrase.iter().any(|(t, _)| *t == token);
        if has(Token::Compared) || has(Token::OtherTime) {
            return;
        }
        let speaks =
            phrase.iter().any(|(t, _)| matches!(t, Token::Row(..) | Token::Column(..) | Token::Object));
        let claim = self.claim(phrase);
        if has(Token::Unknown) || has(Token::Other) || has(Token::OtherScope) || claim.is_none() {
            // Applications of another subject cast doubt on what follows; something else altogether ends the
            // subject.
            self.sentence.doubt |= speaks;
            if !speaks && (has(Token::Unknown) || has(Token::Other)) {
                self.paragraph.about = None;
                self.sentence.object = false;
            }
            return;
        }
        let Some(claim) = claim.filter(|_| !has(Token::Subset) && !has(Token::Negation)) else { return };
        let Some(mentions) = mentions(&self.report.form, claim.section) else { return };
        if !self.is_about(&claim, phrase) {
            return;
        }
        self.paragraph.about = Some(claim.section);
        self.sentence.object |= has(Token::Object);
        let inherited =
            self.sentence.last.clone().filter(|last| last.section == claim.section).unwrap_or_default();
        if !claim.rows.is_empty() {
            self.sentence.last =
                Some(Inherited { section: claim.section, rows: claim.rows.clone(), ways: Vec::new() });
        }
        // A column alone needs a row from before where the section has no rows of its own for it.
        let rootless = claim.rows.is_empty() && inherited.rows.is_empty() && mentions.column_rows.is_empty();
        let filled = self.section.is_filled(self.paragraph.number, number.digits.clone());
        let Some(value) = number.value.filter(|_| !filled && !rootless && !has(Token::Approximate)) else {
            return;
        };
        if self.is_off() {
            return;
        }
        let each = has(Token::Each) && claim.rows.len() > 1;
        let claims: Vec<Claim> = match each {
            true => claim.rows.iter().map(|&row| Claim { rows: vec![row], ..claim.clone() }).collect(),
            false => vec![claim],
        };
        let range = number.digits.start..number.end;
        for claim in &claims {
            let said = Said { claim, inherited: &inherited, value, written: &text[range.clone()] };
            if let Some(last) =
                self.sentence.last.as_mut().filter(|_| claim.columns.is_empty() && !claim.rows.is_empty())
            {
                last.ways = ways(self.report, mentions, &said);
            }
            let place = || self.section.place(self.report, self.paragraph.number, number.digits.clone());
            if let Some(finding) = judge(self.report, mentions, &said, place) {
                self.findings.push(finding);
                break;
            }
        }
    }

    /// True if the numbers here are not the report's own.
    fn is_off(&self) -> bool {
        self.sentence.off || self.sentence.other_time || self.sentence.doubt
    }

    /// The rows and columns that words name; none where they name nothing, or things of two tables.
    fn claim(&self, words: &[Word]) -> Option<Claim> {
        let mut claim = Claim::default();
        let mut section = None;
        for (token, _) in words {
            let (of, list, index) = match token {
                Token::Row(of, index) => (*of, &mut claim.rows, *index),
                Token::Column(of, index) => (*of, &mut claim.columns, *index),
                _ => continue,
            };
            if section.is_some_and(|section| section != of) {
                return None;
            }
            section = Some(of);
            if !list.contains(&index) {
                list.push(index);
            }
        }
        if section.is_none() && words.iter().any(|(token, _)| *token == Token::Object) {
            section = self.first_table_with_objects();
        }
        claim.section = section?;
        Some(claim)
    }

    /// True if a claim is about what its table counts, and not about something else with the same words
    /// (答复留言, 办理复议案件).
    fn is_about(&self, claim: &Claim, words: &[Word]) -> bool {
        let Some(mentions) = mentions(&self.report.form, claim.section) else { return false };
        let has = |token: Token| words.iter().any(|(t, _)| *t == token);
        if mentions.objects.is_empty() && mentions.matters.is_empty() {
            return true;
        }
        let about = self.paragraph.about.is_some_and(|about| {
            about == claim.section
                || mentions.objects.is_empty() && Some(about) == self.first_table_with_objects()
        });
        let received = !mentions.objects.is_empty() && claim.rows.iter().any(|&row| mentions.rows[row].none);
        if received {
            return has(Token::Object) || about && (self.sentence.object || self.part == Some(claim.section));
        }
        // 重复申请 says what it is of.
        let telling = |word: &String| mentions.objects.iter().any(|object| word.contains(object.as_str()));
        let named = claim.rows.iter().any(|&row| mentions.rows[row].words.iter().any(telling));
        has(Token::Object) || has(Token::Matter) || about || named
    }
}
