//! What a word of a sentence means.

use std::ops::Range;

/// What a word means. Sections are numbers of [`Form::sections`](crate::form::Form::sections), the others
/// numbers in its [`Mentions`](crate::form::Mentions).
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
    /// A part of what was named before: 其中.
    Among,
    /// The report year.
    OwnTime,
    /// Another year, or a part of the report year.
    OtherTime,
    /// A difference, not a number of its own.
    Compared,
    /// What is meant to be done, in the rest of the sentence.
    Planned,
    /// What is to be done, in this clause.
    Intended,
    /// The agency itself.
    OwnScope,
    /// The agency, or in the report of a government over departments its office alone: 本机关.
    OwnOffice,
    /// The area that the agency is the government of, as a whole.
    Area,
    /// 全市, 我区: [`Token::Area`] or [`Token::OtherScope`], by the agency. Stands in the vocabulary only.
    AnyArea,
    /// All that an area has: 各级行政机关.
    WholeArea,
    /// Others, or more than the agency.
    OtherScope,
    /// A part that no table has.
    Subset,
    /// Every way in which applications come: 等途径.
    AllChannels,
    /// A reason follows: 因.
    Cause,
    /// A reason ends: 等原因.
    AmongCauses,
    /// What the number behind is about: 涉及.
    Concerning,
    /// What else comes in pieces.
    Other,
    /// Published without being asked for: 主动公开.
    Published,
    /// What is paid.
    Fee,
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
