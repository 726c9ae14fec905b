//! The words of registers (`templates/register.yaml`).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::text::Wording;
use crate::yaml::typed;

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let file = include_str!("../../templates/register.yaml");
    typed::from_str(file).unwrap_or_else(|e| panic!("the built-in words are proven by the tests: {e}"))
});

/// What a column of a register says. The order is that in which `init --register` writes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Column {
    /// The number of the application, by which people know it.
    Number,
    /// When it was received.
    Received,
    /// Who has applied.
    Applicant,
    /// Which kind of organization has.
    Organization,
    /// Whether the time limit was extended.
    Extended,
    /// When what had to be added to the application came in: the time limit begins anew.
    Corrected,
    /// When others were asked, and when they answered: that time does not count.
    ConsultedFrom,
    /// The end of that.
    ConsultedTo,
    /// What came of it.
    Outcome,
    /// Why.
    Reason,
    /// When it was replied to.
    Replied,
    /// The result of a review.
    Review,
    /// When the review ended.
    ReviewClosed,
    /// The result of a suit without a review before it.
    SuitDirect,
    /// The result of a suit after a review.
    SuitAfterReview,
    /// The result of a suit of either kind.
    Suit,
    /// Which kind of suit.
    SuitKind,
    /// When the suit ended.
    SuitClosed,
}

impl Column {
    /// Those without which nothing can be counted.
    pub const NEEDED: [Column; 4] = [Column::Received, Column::Applicant, Column::Outcome, Column::Replied];
}

/// The words of one thing of the form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    /// Its key or path in the form.
    pub is: String,
    /// How people write it.
    pub words: Vec<Wording>,
}

/// The head of a column.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Head {
    /// As `init --register` writes it.
    pub title: String,
    /// How others do, those that go before first.
    pub words: Vec<Wording>,
}

/// How a suit is said to have come.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SuitKinds {
    /// Without a review.
    pub direct: Vec<Wording>,
    /// After one.
    pub after_review: Vec<Wording>,
}

/// The file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Vocabulary {
    /// The heads of columns.
    #[serde(deserialize_with = "typed::map")]
    pub heads: BTreeMap<Column, Head>,
    /// Heads of numbers that begin anew on each sheet.
    pub counting: Vec<Wording>,
    /// Columns of the form.
    pub applicants: Vec<Words>,
    /// Words for an organization of no kind.
    pub organizations: Vec<Wording>,
    /// Rows of the form.
    pub outcomes: Vec<Words>,
    /// Groups of such rows.
    pub outcome_groups: Vec<Words>,
    /// The row that a cell means whatever else it says.
    pub prevailing: String,
    /// Words for an application that is not finished.
    pub unfinished: Vec<Wording>,
    /// Rows without a time limit.
    pub without_reply: Vec<String>,
    /// Where reviews stand in the form.
    pub review: String,
    /// Where suits without a review do.
    pub suit_direct: String,
    /// Where suits after one do.
    pub suit_after_review: String,
    /// Columns of results.
    pub results: Vec<Words>,
    /// The column of no result yet.
    pub pending: Words,
    /// Words for the kind of a suit.
    pub suit_kinds: SuitKinds,
    /// Cells that say nothing.
    pub nothing: Vec<Wording>,
    /// Words that change nothing.
    pub fillers: Vec<Wording>,
    /// Rows that are no applications.
    pub total_rows: Vec<Wording>,
}

impl Vocabulary {
    /// The words that come with the program.
    pub fn built_in() -> &'static Self {
        &VOCABULARY
    }
}

/// Whether a text is one of the spellings.
pub(super) fn is_any(words: &[Wording], text: &str) -> bool {
    words.iter().any(|word| word.is(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Form;

    #[test]
    fn every_thing_that_is_named_is_in_the_form() {
        let words = Vocabulary::built_in();
        let form = Form::standard();
        let rows: Vec<&str> = form.figure_rows.iter().map(|row| row.path.as_str()).collect();
        for outcome in &words.outcomes {
            assert!(rows.contains(&outcome.is.as_str()), "{}", outcome.is);
        }
        for group in &words.outcome_groups {
            assert!(rows.iter().any(|row| row.starts_with(&format!("{}.", group.is))), "{}", group.is);
        }
        assert!(rows.contains(&words.prevailing.as_str()));
        let has = |path: String| form.figures.iter().any(|figure| figure.path.as_str() == path);
        for prefix in [&words.review, &words.suit_direct, &words.suit_after_review] {
            for result in words.results.iter().chain([&words.pending]) {
                assert!(has(format!("{prefix}.{}", result.is)), "{prefix}.{}", result.is);
            }
        }
        for applicant in &words.applicants {
            let figure = words.outcomes.first().map(|outcome| format!("{}.{}", outcome.is, applicant.is));
            assert!(figure.is_some_and(has), "{}", applicant.is);
        }
        for column in Column::NEEDED {
            assert!(words.heads.contains_key(&column), "{column:?}");
        }
    }
}
