//! One number: what it counts by the words that belong to it, and whether it can be compared at all.

use super::clause::without_channels;
use super::evaluate::{Claim, Inherited, Statement, agreeing_figure, evaluate, matching_sums};
use super::numerals::Numeral;
use super::reader::ClauseReader;
use super::token::{Token, Word};
use super::vocabulary::mentions;
use crate::form::Mentions;
use crate::rules::words::WORDS;

impl ClauseReader<'_> {
    /// Compares one number, by the words that belong to it.
    ///
    /// Before it is compared, the number updates the state for those behind it, whether or not it can be
    /// compared itself: the subject of the paragraph, and the rows that a following column inherits.
    pub(super) fn number(&mut self, text: &str, phrase: Vec<Word>, number: &Numeral) {
        let is_part = self.sentence.among || self.sentence.channels;
        let phrase = if is_part { phrase } else { without_channels(phrase) };
        let phrase = self.known_among(phrase);
        if names(&phrase, Token::Compared) || names(&phrase, Token::OtherTime) {
            return;
        }
        let Some(claim) = self.understood(text, &phrase) else { return };
        let Some(mentions) = mentions(&self.report.form, claim.section) else { return };
        if !self.is_about(text, &claim, &phrase) || self.is_of_something_else(text, mentions, &claim, &phrase)
        {
            return;
        }
        self.paragraph.about = Some(claim.section);
        self.sentence.object |= names(&phrase, Token::Object);
        self.sentence.published &= !claim.rows.iter().any(|&row| mentions.rows[row].step);
        let inherited =
            self.sentence.last.clone().filter(|last| last.section == claim.section).unwrap_or_default();
        let is_partial = self.is_partial_step(mentions, &claim, &inherited, &phrase, number);
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
        let is_exact = !filled && !names(&phrase, Token::Approximate);
        let Some(value) = number.value.filter(|_| is_exact && !rootless && !is_partial) else { return };
        // What is carried over is stated last, of all: doubt about a part before it does not reach it.
        let carried = |&row: &usize| mentions.rows[row].none && !mentions.rows[row].step;
        let is_own = !claim.rows.is_empty() && claim.rows.iter().all(carried);
        // Beside a part that was not understood, 因涉密的6件, another part with a name of its own is still known.
        let named = |&row: &usize| !mentions.rows[row].step && !mentions.rows[row].among;
        let is_named = !claim.rows.is_empty() && claim.rows.iter().all(named);
        let is_doubtful = self.sentence.doubt || self.sentence.unclear_part && !is_named;
        if self.is_out_of_scope() || is_doubtful && !is_own {
            return;
        }
        self.compare(text, mentions, claim, &inherited, names(&phrase, Token::Each), (value, number));
    }

    /// What a phrase claims. None if it is not understood, or counts a part that no table has; what follows
    /// in the sentence may then be about that part.
    fn understood(&mut self, text: &str, phrase: &[Word]) -> Option<Claim> {
        let speaks =
            phrase.iter().any(|(t, _)| matches!(t, Token::Row(..) | Token::Column(..) | Token::Object));
        let claim = self.claim(text, phrase);
        let is_unknown = phrase.iter().any(|(token, _)| is_unknown(*token));
        if is_unknown || names(phrase, Token::OtherScope) || claim.is_none() {
            // With words of a table (经补正后受理申请5件) the number is a part that no table has, and the numbers
            // behind it may be parts of it: doubt. Without (培训3次) the subject is another: it ends here.
            // In a list of the table's numbers, 部分公开4件，信息不存在的10件, it is one more part of them.
            let is_listed = is_unknown && self.sentence.last.is_some() && !names(phrase, Token::Other);
            self.sentence.doubt |= speaks || is_listed && names(phrase, Token::Concerning);
            self.sentence.unclear_part |= is_listed;
            self.sentence.published |= names(phrase, Token::Published);
            // 因信息公开引发行政争议6件 is about the table all the same.
            let is_caused = names(phrase, Token::Cause) && names(phrase, Token::Matter);
            if !speaks && !is_listed && is_unknown {
                self.paragraph.about = self.first_table_with_objects().filter(|_| is_caused);
                self.sentence.object = false;
            }
            return None;
        }
        if names(phrase, Token::Subset) {
            // 网上申请5件 beside other ways is a list of parts; alone, 通过邮寄收到5件, it is the subject.
            self.sentence.doubt |= !self.sentence.among && self.sentence.last.is_none();
            return None;
        }
        claim.filter(|_| !names(phrase, Token::Negation))
    }

    /// True if a number with words of the table of applications counts something else after all.
    ///
    /// ```text
    /// 做好行政复议、行政诉讼应诉，共办理相关案件74件     what the step is done with was named before
    /// 制发公文120件，其中主动公开80件、不予公开28件      how documents are to be published
    /// 依申请公开12件；收取费用，涉及申请3件；申请事项42项  an object alone, and not as the first thing counted
    /// ```
    fn is_of_something_else(&self, text: &str, mentions: &Mentions, claim: &Claim, words: &[Word]) -> bool {
        if mentions.objects.is_empty() {
            return false;
        }
        let are_steps = !claim.rows.is_empty() && claim.rows.iter().all(|&row| mentions.rows[row].step);
        if are_steps {
            return self.sentence.elsewhere && !names(words, Token::Object);
        }
        if self.sentence.published {
            return true;
        }
        let object = words.iter().find(|(token, _)| *token == Token::Object).map(|(_, at)| &text[at.clone()]);
        let is_named = object.is_some_and(|object| {
            let is_kind = mentions.headings.iter().any(|heading| heading == object);
            !is_kind && mentions.matters.iter().any(|matter| matter.is_in(object))
        });
        let is_first = self.sentence.last.is_none() && !names(words, Token::Concerning);
        claim.rows.is_empty() && claim.columns.is_empty() && !(is_named && is_first)
    }

    fn compare(
        &mut self,
        text: &str,
        mentions: &Mentions,
        claim: Claim,
        inherited: &Inherited,
        each: bool,
        (value, number): (i64, &Numeral),
    ) {
        let claims: Vec<Claim> = match each && claim.rows.len() > 1 {
            true => claim.rows.iter().map(|&row| Claim { rows: vec![row], ..claim.clone() }).collect(),
            false => vec![claim],
        };
        let range = number.digits.start..number.end;
        for claim in &claims {
            let statement = Statement { claim, inherited, value, written: &text[range.clone()] };
            if let Some(last) =
                self.sentence.last.as_mut().filter(|_| claim.columns.is_empty() && !claim.rows.is_empty())
            {
                last.rows.clone_from(&claim.rows);
                last.matching_sums = matching_sums(self.report, mentions, &statement);
            }
            let place = || self.section.place(self.report, self.paragraph.number, number.digits.clone());
            if let Some(finding) = evaluate(self.report, mentions, &statement, place) {
                self.found.findings.push(finding);
                break;
            }
            // Of 各1件 each row is counted: no figure is the number.
            if let ([_], Some(path)) = (claims.as_slice(), agreeing_figure(self.report, mentions, &statement))
            {
                self.found.agreeing.push((self.paragraph.number, number.digits.clone(), path));
            }
        }
    }

    /// True if the numbers here are not those of this report's tables, or may not be.
    pub(super) fn is_out_of_scope(&self) -> bool {
        let sentence = &self.sentence;
        sentence.out_of_scope || sentence.clause_out_of_scope || sentence.other_time
    }

    /// Words that mean a row only after another number of its table are unknown elsewhere: 公开9件.
    fn known_among(&self, mut words: Vec<Word>) -> Vec<Word> {
        let last = self.sentence.last.as_ref().map(|last| last.section);
        for (token, _) in &mut words {
            if let Token::Row(section, row) = token
                && mentions(&self.report.form, *section).is_some_and(|m| m.rows[*row].among)
                && last != Some(*section)
            {
                *token = Token::Unknown;
            }
        }
        words
    }

    /// A step behind its number, 35件已答复, or within one that was dealt with, 办理12件，其中答复10件, may be a
    /// part: not all of them went that way.
    fn is_partial_step(
        &self,
        mentions: &Mentions,
        claim: &Claim,
        inherited: &Inherited,
        words: &[Word],
        number: &Numeral,
    ) -> bool {
        let dealt = |row: &usize| mentions.rows[*row].step && !mentions.rows[*row].none;
        if claim.rows.is_empty() || !claim.rows.iter().all(|row| mentions.rows[*row].step) {
            return false;
        }
        let is_row = |(token, _): &&Word| matches!(token, Token::Row(..));
        let behind = words.iter().find(is_row).is_some_and(|(_, at)| at.start > number.digits.start);
        // 收到的35件 and 35件申请已受理 count what came in all the same.
        let behind = behind && claim.rows.iter().any(dealt);
        behind || self.sentence.among && inherited.rows.iter().any(dealt)
    }

    /// The rows and columns that words name. None where they name nothing of any table, or things of two.
    pub(super) fn claim(&self, text: &str, words: &[Word]) -> Option<Claim> {
        let is_step = |section: usize, row: usize| {
            mentions(&self.report.form, section).is_some_and(|m| m.rows[row].step)
        };
        // Beside another row, or anything of another table, a step is only its verb: 收到行政复议3件.
        let names_more = |(token, _): &Word| match token {
            Token::Row(section, row) => !is_step(*section, *row),
            Token::Column(section, _) => {
                words.iter().any(|(t, _)| matches!(t, Token::Row(s, r) if s != section && is_step(*s, *r)))
            }
            _ => false,
        };
        let drops_steps = words.iter().any(names_more) && !adds_up(text, words, &is_step);
        let mut claim = Claim::default();
        let mut section = None;
        for (token, _) in words {
            let (of, list, index) = match token {
                Token::Row(of, index) if drops_steps && is_step(*of, *index) => continue,
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
    pub(super) fn is_about(&self, text: &str, claim: &Claim, words: &[Word]) -> bool {
        let Some(mentions) = mentions(&self.report.form, claim.section) else { return false };
        let has = |token: Token| words.iter().any(|(t, _)| *t == token);
        if mentions.objects.is_empty() && mentions.matters.is_empty() {
            return true;
        }
        let about = self.paragraph.about.is_some_and(|about| {
            about == claim.section
                || mentions.objects.is_empty() && Some(about) == self.first_table_with_objects()
        });
        let received = |&row: &usize| mentions.rows[row].none && mentions.rows[row].step;
        if !mentions.objects.is_empty() && claim.rows.iter().any(received) {
            return has(Token::Object) || about && (self.sentence.object || self.part == Some(claim.section));
        }
        // 重复申请 has the object in its own words.
        let names_object = |(token, at): &Word| {
            matches!(token, Token::Row(..)) && mentions.objects.iter().any(|o| o.is_in(&text[at.clone()]))
        };
        has(Token::Object) || has(Token::Matter) || about || words.iter().any(names_object)
    }
}

/// True if words name something of a kind.
fn names(words: &[Word], token: Token) -> bool {
    words.iter().any(|(other, _)| *other == token)
}

/// True for a word that leaves open what is counted.
fn is_unknown(token: Token) -> bool {
    matches!(
        token,
        Token::Unknown
            | Token::Other
            | Token::Published
            | Token::Fee
            | Token::WholeArea
            | Token::AllChannels
            | Token::AmongCauses
            | Token::AnyArea
    )
}

/// True where a step and another row are named side by side with one number for both: 新收和上年结转共37件.
/// 受理并予以公开 is one after the other.
fn adds_up(text: &str, words: &[Word], is_step: &dyn Fn(usize, usize) -> bool) -> bool {
    let rows: Vec<usize> = (0..words.len()).filter(|&at| matches!(words[at].0, Token::Row(..))).collect();
    rows.windows(2).any(|pair| {
        let step = |at: usize| matches!(words[at].0, Token::Row(s, r) if is_step(s, r));
        let joins = |(token, at): &Word| {
            *token == Token::Joiner && !WORDS.sequence.iter().any(|word| *word == text[at.clone()])
        };
        step(pair[0]) != step(pair[1]) && words[pair[0]..pair[1]].iter().any(joins)
    })
}
