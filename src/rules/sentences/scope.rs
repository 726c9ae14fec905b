//! What has been established before a number: whose figures are given, of which year, and of what.
//!
//! Whose figures a clause gives: this agency's, its whole area's, or others'.
//!
//! ```text
//! 全市共收到518件，办结480件。      others', up to where this agency is named again (甲市教育局)
//! 全市共收到518件，办结480件。      its own (甲市人民政府)
//! 加强对各部门的指导，共收到35件。  others are named, but no figures of theirs: nothing changes
//! ```

use super::evaluate::Inherited;
use super::token::{Token, Word};

/// What the sentences of the paragraph so far have established.
#[derive(Debug, Clone, Default)]
pub(super) struct Paragraph {
    pub number: usize,
    /// The table that the text speaks of.
    pub about: Option<usize>,
    /// The figures are other agencies', until this agency is named again.
    pub others: bool,
}

/// What the clauses of the sentence so far have established.
#[derive(Debug, Clone, Default)]
pub(super) struct Sentence {
    /// The figures are other agencies', or planned: they are not in this report's tables.
    pub out_of_scope: bool,
    /// The figures are of another year, or of a part of the report year.
    pub other_time: bool,
    /// The figures of this clause are planned, of others, or of what was paid.
    pub clause_out_of_scope: bool,
    /// A number of the same kind was not understood: the next ones may have its subject.
    pub doubt: bool,
    /// A part of the numbers before was not understood: the next ones may be parts of it.
    pub unclear_part: bool,
    /// What the table counts (申请) was named.
    pub object: bool,
    /// Parts of an earlier number are given: 其中.
    pub among: bool,
    /// How information was to be published was stated before: 主动公开80件.
    pub published: bool,
    /// Cases of another table (行政复议) were named without a number: what is dealt with may be these.
    pub elsewhere: bool,
    /// The ways in which applications came are listed one by one.
    pub channels: bool,
    /// The rows of the last number, for numbers that only name a column.
    pub last: Option<Inherited>,
}

/// Whose figures a clause gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    Own,
    Others,
}

/// What a clause says of whose figures it gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scope {
    pub whose: Whose,
    /// It opens the clause, so that what follows is about it too.
    pub is_topic: bool,
}

/// Reads the scope from the words of a clause; none if it says nothing of it. `is_superior` for the report of
/// a government over departments.
pub(super) fn scope(words: &[Word], is_superior: bool) -> Option<Scope> {
    let of = |token: Token| match token {
        Token::OwnScope | Token::Area => Some(Whose::Own),
        Token::OwnOffice => Some(if is_superior { Whose::Others } else { Whose::Own }),
        Token::OtherScope | Token::WholeArea => Some(Whose::Others),
        _ => None,
    };
    let named: Vec<(usize, Whose)> =
        words.iter().enumerate().filter_map(|(at, (token, _))| Some((at, of(*token)?))).collect();
    // Of 我局各科室 the narrower one counts.
    let (at, whose) = *named.iter().find(|(_, whose)| *whose == Whose::Others).or(named.first())?;
    let may_open = |token: Token| {
        matches!(
            token,
            Token::Filler
                | Token::OwnTime
                | Token::OtherTime
                | Token::Joiner
                | Token::Among
                | Token::Planned
                | Token::Intended
                | Token::Each
        ) || of(token).is_some()
    };
    Some(Scope { whose, is_topic: words[..at].iter().all(|(token, _)| may_open(*token)) })
}
