//! From paragraphs to claims: sentences, clauses, the words around each number.
//!
//! Whether a number can be compared depends on what was written before it: whose figures these are, of which
//! year, what is being counted. The reader goes through a paragraph clause by clause and keeps that as state,
//! at three levels: the section (the table its heading names), the paragraph and the sentence. Each clause
//! first updates the state, then its numbers are read one by one, each with the words that belong to it.
//!
//! Example, with 本年新收·总计 16, 上年结转·总计 0, 本年新收·自然人 16:
//!
//! ```text
//! 2024年收到政府信息公开申请18件，其中自然人15件。2023年收到20件。
//!
//! clause                            state                           claim and result
//! 2024年收到政府信息公开申请18件    of the report year;             row 收到, column 总计:
//!                                   counts applications             16 or 16 + 0, so 18 is reported
//! 其中自然人15件                    inherits row 收到               row 收到, column 自然人:
//!                                                                   16 or 16 + 0 or the 自然人 of the rows
//!                                                                   meant by columns alone; else reported
//! 2023年收到20件                    of another year                 not compared
//! ```
//!
//! The reader would rather be silent than wrong. One unknown word beside a number, and the number is not
//! compared; if the words speak of something a table counts, neither are the numbers behind it in the
//! sentence, since the unknown word may have changed the subject.

use std::ops::Range;

use super::clause::{ClausePart, denies_object, heading, is_delimiter, phrases};
use super::evaluate::{Claim, Inherited, Statement, evaluate, matching_sums};
use super::numerals::{self, Numeral};
use super::vocabulary::{Context, Token, Vocabulary, Word, mentions};
use crate::diagnostic::Finding;
use crate::report::Report;
use crate::rules::text::{Section, sentences};
use crate::rules::words::WORDS;

/// Reads the paragraphs of one section of prose, in order.
pub(super) struct ClauseReader<'a> {
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

/// What the sentences of the paragraph so far have established.
#[derive(Default)]
struct Paragraph {
    number: usize,
    /// The table that the text speaks of.
    about: Option<usize>,
    /// The figures are other agencies', until this agency is named again.
    others: bool,
}

/// What the clauses of the sentence so far have established.
#[derive(Default)]
struct Sentence {
    /// The figures are other agencies', or planned: they are not in this report's tables.
    out_of_scope: bool,
    /// The figures are of another year, or of a part of the report year.
    other_time: bool,
    /// A number of the same kind was not understood: the next ones may have its subject.
    doubt: bool,
    /// What the table counts (申请) was named.
    object: bool,
    /// The rows of the last number, for numbers that only name a column.
    last: Option<Inherited>,
}

impl<'a> ClauseReader<'a> {
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
        self.sentence = Sentence { out_of_scope: self.paragraph.others, ..Sentence::default() };
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
        // The numbers that no clause has taken yet.
        let mut rest = numbers.as_slice();
        for (at, sign) in text[range.clone()].char_indices().map(|(at, c)| (range.start + at, c)) {
            if !is_delimiter(sign) {
                continue;
            }
            let begun = rest.partition_point(|n| n.digits.start <= at);
            let inside = rest[..begun].last().is_some_and(|n| n.digits.contains(&at));
            if !inside {
                self.clause(text, start..at, &rest[..begun]);
                (start, rest) = (at + sign.len_utf8(), &rest[begun..]);
            }
        }
        self.clause(text, start..range.end, rest);
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

    /// Reads a clause with the numbers that stand in it.
    fn clause(&mut self, text: &str, range: Range<usize>, numbers: &[Numeral]) {
        let mut pieces = Vec::new();
        let mut at = range.start;
        for number in numbers {
            pieces.extend(self.words(text, at..number.digits.start).map(ClausePart::Word));
            pieces.push(ClausePart::Number(number.clone()));
            at = number.end;
        }
        pieces.extend(self.words(text, at..range.end.max(at)).map(ClausePart::Word));
        let has_numbers = pieces.iter().any(|piece| matches!(piece, ClausePart::Number(_)));
        let words: Vec<Word> = pieces.iter().filter_map(ClausePart::word).collect();
        self.update_scope(text, &words, has_numbers);
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

    /// Updates the scope from one clause: whose figures it gives (this agency's or another's), of which year,
    /// and whether they are planned.
    ///
    /// A clause that says nothing of it keeps the scope of the clause before. Example: in
    /// 全市收到申请35件，其中市财政局5件 the first clause moves the scope to other agencies, so neither 35 nor 5
    /// is compared with the tables.
    fn update_scope(&mut self, text: &str, words: &[Word], has_numbers: bool) {
        let has = |token: Token| words.iter().any(|(t, _)| *t == token);
        if has(Token::OwnScope) && !has(Token::OtherScope) {
            // The tables of a government may include its departments. There 本机关 can mean its own office
            // alone, so figures of 本机关 are not compared; figures under its full name are.
            let own = words.iter().filter(|(t, _)| *t == Token::OwnScope).map(|(_, r)| &text[r.clone()]);
            let superior =
                WORDS.superior_names.iter().any(|name| self.report.agency.text.ends_with(name.as_str()));
            let own_word = own.into_iter().any(|word| WORDS.own_scope.iter().any(|own| own == word));
            self.sentence.out_of_scope = superior && own_word;
            self.paragraph.others = self.sentence.out_of_scope && has_numbers;
        }
        if has(Token::OtherScope) {
            self.sentence.out_of_scope = true;
            self.paragraph.others |= has_numbers;
        }
        if has(Token::Planned) {
            self.sentence.out_of_scope = true;
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

    /// Takes the subject from a clause without numbers, for the numbers behind it: in
    /// 规范办理政府信息公开申请，共答复15件 the 15 counts applications.
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

    /// Reads a clause that says there was none, 未收到政府信息公开申请, as a claim of 0.
    ///
    /// Only where every word is known and the negated row is one of which that can be said (`none` in the
    /// form): 收到, but not 予以公开.
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
        if negations == 0 || !words.iter().all(|(token, _)| allowed(token)) || self.is_out_of_scope() {
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
        let statement = Statement {
            claim: &claim,
            inherited: &Inherited::default(),
            value: 0,
            written: &text[range.clone()],
        };
        let place = || self.section.place(self.report, self.paragraph.number, range.clone());
        self.findings.extend(evaluate(self.report, mentions, &statement, place));
    }

    /// Pairs what is named with the numbers behind 分别, in order: 予以公开、部分公开、不予公开分别为3件、1件、2件
    /// makes the claims 予以公开 3, 部分公开 1, 不予公开 2. If their counts differ, or a number stands before 分别,
    /// the pairing is unknown and nothing is compared.
    fn respectively(&mut self, text: &str, pieces: &[ClausePart]) {
        let cut = |token: Token| matches!(token, Token::Respectively);
        let Some(at) = pieces.iter().position(|p| p.word().is_some_and(|(token, _)| cut(token))) else {
            return;
        };
        let before: Vec<Word> = pieces[..at].iter().filter_map(ClausePart::word).collect();
        let behind = pieces[at + 1..].iter().filter_map(ClausePart::word);
        let numbers: Vec<&Numeral> = pieces[at + 1..].iter().filter_map(ClausePart::number).collect();
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

    /// Compares one number, by the words that belong to it.
    ///
    /// Before it is compared, the number updates the state for those behind it, whether or not it can be
    /// compared itself: the subject of the paragraph, and the rows that a following column inherits.
    fn number(&mut self, text: &str, phrase: &[Word], number: &Numeral) {
        let has = |token: Token| phrase.iter().any(|(t, _)| *t == token);
        if has(Token::Compared) || has(Token::OtherTime) {
            return;
        }
        let speaks =
            phrase.iter().any(|(t, _)| matches!(t, Token::Row(..) | Token::Column(..) | Token::Object));
        let claim = self.claim(phrase);
        if has(Token::Unknown) || has(Token::Other) || has(Token::OtherScope) || claim.is_none() {
            // With words of a table (通过邮寄收到申请5件) the number is a part that no table has, and the numbers
            // behind it may be parts of it: doubt. Without (培训3次) the subject is another: it ends here.
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
            self.sentence.last = Some(Inherited {
                section: claim.section,
                rows: claim.rows.clone(),
                matching_sums: Vec::new(),
            });
        }
        // A phrase that names a column alone needs a row: from a number before it, or from the rows that the
        // form gives to columns alone.
        let rootless = claim.rows.is_empty() && inherited.rows.is_empty() && mentions.column_rows.is_empty();
        let filled = self.section.is_filled(self.paragraph.number, number.digits.clone());
        let Some(value) = number.value.filter(|_| !filled && !rootless && !has(Token::Approximate)) else {
            return;
        };
        if self.is_out_of_scope() {
            return;
        }
        let each = has(Token::Each) && claim.rows.len() > 1;
        let claims: Vec<Claim> = match each {
            true => claim.rows.iter().map(|&row| Claim { rows: vec![row], ..claim.clone() }).collect(),
            false => vec![claim],
        };
        let range = number.digits.start..number.end;
        for claim in &claims {
            let statement = Statement { claim, inherited: &inherited, value, written: &text[range.clone()] };
            if let Some(last) =
                self.sentence.last.as_mut().filter(|_| claim.columns.is_empty() && !claim.rows.is_empty())
            {
                last.matching_sums = matching_sums(self.report, mentions, &statement);
            }
            let place = || self.section.place(self.report, self.paragraph.number, number.digits.clone());
            if let Some(finding) = evaluate(self.report, mentions, &statement, place) {
                self.findings.push(finding);
                break;
            }
        }
    }

    /// True if the numbers here are not those of this report's tables, or may not be.
    fn is_out_of_scope(&self) -> bool {
        self.sentence.out_of_scope || self.sentence.other_time || self.sentence.doubt
    }

    /// The rows and columns that words name. None where they name nothing of any table, or things of two.
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
        // 重复申请 has the object in its own words.
        let names_object =
            |word: &String| mentions.objects.iter().any(|object| word.contains(object.as_str()));
        let named = claim.rows.iter().any(|&row| mentions.rows[row].words.iter().any(names_object));
        has(Token::Object) || has(Token::Matter) || about || named
    }
}
