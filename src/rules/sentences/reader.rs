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
//! What stands in parentheses is read with the state of the number before it, and changes nothing behind it.
//!
//! The reader would rather be silent than wrong. One unknown word beside a number, and the number is not
//! compared; if the words speak of something a table counts, neither are the numbers behind it up to the next
//! ；, since the unknown word may have changed the subject.

use std::ops::Range;

use super::Found;
use super::clause::{
    ClausePart, HeadingLevel, denies_object, heading, is_delimiter, is_inside, phrases, remarks,
    without_causes, without_holders,
};
use super::evaluate::{Inherited, Statement, evaluate};
use super::names::Context;
use super::numerals::{self, Numeral};
use super::scope::{Paragraph, Sentence, Whose, scope};
use super::token::{Token, Word};
use super::vocabulary::{Vocabulary, mentions};
use crate::report::Report;
use crate::rules::text::{Section, sentences};

/// Reads the paragraphs of one section of prose, in order.
pub(super) struct ClauseReader<'a> {
    pub(super) report: &'a Report,
    pub(super) section: &'a Section<'a>,
    vocabulary: &'a Vocabulary,
    context: &'a Context,
    pub(super) found: &'a mut Found,
    /// The table that the heading above speaks of, and the level of that heading.
    pub(super) part: Option<usize>,
    level: HeadingLevel,
    pub(super) paragraph: Paragraph,
    pub(super) sentence: Sentence,
}

/// A clause: where it stands, without the remarks in parentheses inside it.
struct Clause<'n> {
    range: Range<usize>,
    remarks: Vec<Range<usize>>,
    numbers: &'n [Numeral],
}

impl<'a> ClauseReader<'a> {
    pub fn new(
        report: &'a Report,
        section: &'a Section<'a>,
        vocabulary: &'a Vocabulary,
        context: &'a Context,
        found: &'a mut Found,
    ) -> Self {
        let (part, paragraph, sentence) = (None, Paragraph::default(), Sentence::default());
        let level = HeadingLevel::Section;
        Self { report, section, vocabulary, context, found, part, level, paragraph, sentence }
    }

    /// Reads a paragraph.
    pub fn paragraph(&mut self, number: usize) {
        let text = self.section.paragraphs[number].text.as_str();
        let start = match heading(text) {
            Some((level, end)) => {
                let part = self.part_of(&text[..end]);
                // 1. below （二）依申请公开 is still about it, unless it names another table.
                if part.is_some() || level <= self.level {
                    (self.part, self.level) = (part, level);
                }
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
        self.survey(text, range.clone());
        let remarks = remarks(text, range.clone());
        self.clauses(text, range, &numbers, &remarks);
    }

    /// Reads the clauses of a part of a sentence. `remarks` are the parentheses inside it.
    fn clauses(&mut self, text: &str, range: Range<usize>, numbers: &[Numeral], remarks: &[Range<usize>]) {
        let mut start = range.start;
        // The numbers and remarks that no clause has taken yet.
        let (mut rest, mut parentheses) = (numbers, remarks);
        for (at, sign) in text[range.clone()].char_indices().map(|(at, c)| (range.start + at, c)) {
            if !is_delimiter(sign) || is_inside(remarks, at) {
                continue;
            }
            let begun = rest.partition_point(|n| n.digits.start <= at);
            if !rest[..begun].last().is_some_and(|n| n.digits.contains(&at)) {
                let own = parentheses.partition_point(|r| r.end <= at);
                let remarks = parentheses[..own].to_vec();
                self.clause(text, Clause { range: start..at, remarks, numbers: &rest[..begun] });
                (start, rest, parentheses) = (at + sign.len_utf8(), &rest[begun..], &parentheses[own..]);
                if matches!(sign, '；' | ';') {
                    self.sentence.doubt = false;
                    self.sentence.unclear_part = false;
                    self.sentence.among = false;
                }
            }
        }
        self.clause(text, Clause { range: start..range.end, remarks: parentheses.to_vec(), numbers: rest });
    }

    /// Looks a sentence over: whether it names, wherever in it, what the table counts in full
    /// (政府信息公开申请) and nothing else that comes in pieces; whether it lists the ways in which applications
    /// came; and whether it is about documents and how they are published.
    fn survey(&mut self, text: &str, range: Range<usize>) {
        let Some(section) = self.first_table_with_objects() else { return };
        let Some(mentions) = mentions(&self.report.form, section) else { return };
        let (mut named, mut others, mut ways) = (false, false, 0_usize);
        let (mut published, mut steps) = (false, false);
        for (token, at) in self.vocabulary.words(&text[range.clone()], range.start, self.context) {
            match token {
                Token::Other => others = true,
                Token::Published => published = true,
                Token::Row(of, row) => steps |= of == section && mentions.rows[row].step,
                Token::Object => {
                    named |= mentions.matters.iter().any(|matter| matter.is_in(&text[at.clone()]))
                }
                Token::Subset => ways += 1,
                // Whatever was named before it is one list.
                Token::AllChannels => ways = 0,
                _ => {}
            }
        }
        self.sentence.channels = ways > 0;
        self.sentence.published = published && !steps;
        if named && !others {
            self.paragraph.about = Some(section);
        }
    }

    /// Reads a clause with the numbers that stand in it, and the remarks in parentheses where they stand.
    fn clause(&mut self, text: &str, clause: Clause) {
        let (own, inner): (Vec<Numeral>, Vec<Numeral>) =
            clause.numbers.iter().cloned().partition(|n| !is_inside(&clause.remarks, n.digits.start));
        let pieces = self.pieces(text, &clause, &own);
        let words: Vec<Word> = pieces.iter().filter_map(ClausePart::word).collect();
        self.update_scope(&words, !own.is_empty());
        let mut remarks = clause.remarks.into_iter().peekable();
        if own.is_empty() {
            self.none_claimed(text, &words);
            self.new_subject(&words);
        } else if words.iter().any(|(token, _)| *token == Token::Respectively) {
            self.respectively(text, &pieces);
        } else {
            for phrase in phrases(text, pieces) {
                while let Some(remark) = remarks.next_if(|r| r.end <= phrase.number.digits.start) {
                    self.remark(text, remark, &inner);
                }
                self.number(text, phrase.words, &phrase.number);
            }
        }
        for remark in remarks {
            self.remark(text, remark, &inner);
        }
        self.sentence.clause_out_of_scope = false;
    }

    /// Reads a remark in parentheses. What it establishes ends with it.
    fn remark(&mut self, text: &str, remark: Range<usize>, numbers: &[Numeral]) {
        let before = (self.paragraph.clone(), self.sentence.clone());
        let first = numbers.partition_point(|n| n.digits.start < remark.start);
        let end = numbers.partition_point(|n| n.digits.start < remark.end);
        // What is given in parentheses are parts: 35件（含上年结转2件）.
        self.sentence.among = true;
        self.clauses(text, remark, &numbers[first..end], &[]);
        (self.paragraph, self.sentence) = before;
    }

    /// The words and numbers of a clause in order, without its remarks.
    fn pieces(&self, text: &str, clause: &Clause, numbers: &[Numeral]) -> Vec<ClausePart> {
        let mut pieces = Vec::new();
        let mut at = clause.range.start;
        let gap = |from: usize, to: usize, pieces: &mut Vec<ClausePart>| {
            let mut words = Vec::new();
            let mut begun = from;
            let first = clause.remarks.partition_point(|r| r.start < from);
            for remark in clause.remarks[first..].iter().take_while(|r| r.end <= to) {
                words.extend(self.words(text, begun..remark.start));
                begun = remark.end;
            }
            words.extend(self.words(text, begun..to.max(begun)));
            pieces.extend(without_causes(without_holders(words)).into_iter().map(ClausePart::Word));
        };
        for number in numbers {
            gap(at, number.digits.start, &mut pieces);
            pieces.push(ClausePart::Number(number.clone()));
            at = number.end;
        }
        gap(at, clause.range.end.max(at), &mut pieces);
        pieces
    }

    fn words(&self, text: &str, range: Range<usize>) -> Vec<Word> {
        let clean = text[range.clone()].trim_end_matches(['。', '！', '？']);
        self.vocabulary.words(clean, range.start, self.context)
    }

    /// Updates the scope from one clause: whose figures it gives (this agency's or another's), of which year,
    /// and whether they are planned.
    ///
    /// A clause that says nothing of it keeps the scope of the clause before. Example: in
    /// 全市收到申请35件，其中市财政局5件 the first clause moves the scope to other agencies, so neither 35 nor 5
    /// is compared with the tables.
    fn update_scope(&mut self, words: &[Word], has_numbers: bool) {
        let has = |token: Token| words.iter().any(|(t, _)| *t == token);
        if let Some(scope) = scope(words, self.context.is_superior).filter(|s| s.is_topic || has_numbers) {
            let is_others = scope.whose == Whose::Others;
            if scope.is_topic || !is_others {
                // A part of the agency's own number, 全市收到35件，其中市直部门20件, is no subject for later.
                let is_part = self.sentence.last.is_some() && !self.sentence.out_of_scope;
                self.sentence.out_of_scope = is_others;
                self.paragraph.others &= is_others;
                self.paragraph.others |= is_others && has_numbers && !is_part;
            } else {
                self.sentence.clause_out_of_scope = true;
            }
        }
        if has(Token::Planned) {
            self.sentence.out_of_scope = true;
        }
        if has(Token::Fee) && !has(Token::Negation) {
            self.sentence.out_of_scope = true;
        }
        self.sentence.clause_out_of_scope |= has(Token::Intended);
        self.sentence.among |= has(Token::Among);
        if !has(Token::Compared) {
            let opens = words
                .iter()
                .take_while(|(t, _)| !matches!(t, Token::Unknown))
                .any(|(t, _)| *t == Token::OtherTime);
            if has(Token::OtherTime) && (has_numbers || opens) {
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
        let names_cases = |(token, _): &Word| {
            let Token::Row(section, _) = token else { return false };
            mentions(&self.report.form, *section)
                .is_some_and(|m| m.objects.is_empty() && !m.matters.is_empty())
        };
        self.sentence.elsewhere |= words.iter().any(names_cases);
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
    pub(super) fn first_table_with_objects(&self) -> Option<usize> {
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
                    | Token::Cause
                    | Token::Concerning
                    | Token::Joiner
                    | Token::Negation
                    | Token::OwnTime
                    | Token::OwnScope
                    | Token::OwnOffice
                    | Token::Area
                    | Token::Object
                    | Token::Matter
                    | Token::Row(..)
            )
        };
        let negations = words.iter().filter(|(token, _)| *token == Token::Negation).count();
        if negations == 0
            || !words.iter().all(|(token, _)| allowed(token))
            || self.is_out_of_scope()
            || self.sentence.doubt
            || self.sentence.unclear_part
        {
            return;
        }
        let Some(mut claim) = self.claim(text, words) else { return };
        let Some(mentions) = mentions(&self.report.form, claim.section) else { return };
        if claim.rows.is_empty() && denies_object(text, words) {
            claim.rows.extend(mentions.rows.iter().position(|row| row.none));
        }
        let none = !claim.rows.is_empty() && claim.rows.iter().all(|&row| mentions.rows[row].none);
        if !none || !self.is_about(text, &claim, words) {
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
        self.found.findings.extend(evaluate(self.report, mentions, &statement, place));
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
            self.number(text, item.to_vec(), number);
        }
    }
}
