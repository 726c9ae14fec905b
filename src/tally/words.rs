//! The words of registers against one form: which cell of the form a cell of the register means.

mod learn;

use std::sync::Arc;

use super::TallyError;
use super::meaning::Lexicon;
use super::vocabulary::{Vocabulary, is_any};
use crate::form::{Axis, FigureId, FigureRow, Form, normal_label};

/// The form as a register fills it.
pub(super) struct FormWords {
    pub form: Arc<Form>,
    /// Rows of the table of applications.
    received: FigureRow,
    carried_in: FigureRow,
    carried_out: FigureRow,
    outcomes: Vec<FigureRow>,
    /// Keys of its columns, without totals.
    columns: Vec<String>,
    applicant_words: Lexicon<Who>,
    outcome_words: Lexicon<What>,
    /// Paths of the groups of outcomes.
    groups: Vec<String>,
    prevailing: Option<usize>,
    result_words: Lexicon<How>,
    results: Vec<String>,
    words: &'static Vocabulary,
}

/// What a word says of an applicant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    Column(usize),
    Organization,
}

/// What a word says of an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Row(usize),
    Group(usize),
    Unfinished,
}

/// What a word says of a review or a suit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum How {
    Result(usize),
    Direct,
    AfterReview,
}

/// The outcome that a register gives for an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// A row of outcomes, by number.
    Row(usize),
    /// None yet.
    Unfinished,
}

/// What a review or a suit came to: the column of its row, and for a suit whether it says what came before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CaseResult {
    pub result: usize,
    pub kind: Option<SuitKind>,
}

/// How a suit came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum SuitKind {
    /// Without a review.
    Direct,
    /// After one.
    AfterReview,
}

/// Why a cell has no meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unclear {
    /// It has words that are not known.
    Unknown,
    /// It means more than one thing: their names.
    Several(Vec<String>),
    /// It means one of these.
    WhichOf(Vec<String>),
}

impl FormWords {
    /// The words for a form.
    ///
    /// Which rows a register fills follows from the form's own sums: what is carried over to the next year
    /// (结转) names two rows, the balance with both names what was received and the total of the outcomes,
    /// and that total names the outcomes.
    ///
    /// # Errors
    /// The form has no such sums.
    pub fn of(form: &Arc<Form>) -> Result<Self, TallyError> {
        let none = || TallyError::Form(form.format.clone());
        let row = |id: FigureId| {
            form.figure_rows.iter().find(|row| row.columns.iter().any(|column| column.figure == id)).cloned()
        };
        let carry = form.carry_overs.first().ok_or_else(none)?;
        let balance = form.balances.iter().find(|balance| {
            balance.left.contains(&carry.this_year) && balance.right.contains(&carry.last_year)
        });
        let balance = balance.ok_or_else(none)?;
        let other = |side: &[FigureId], not| side.iter().copied().find(|id| *id != not).and_then(row);
        let received = other(&balance.left, carry.this_year).ok_or_else(none)?;
        let total = balance.right.iter().copied().find(|id| *id != carry.last_year).ok_or_else(none)?;
        let outcomes: Vec<FigureRow> = form
            .total(total, Axis::Column)
            .ok_or_else(none)?
            .parts
            .iter()
            .filter_map(|id| row(*id))
            .collect();
        let (carried_in, carried_out) =
            (row(carry.this_year).ok_or_else(none)?, row(carry.last_year).ok_or_else(none)?);
        let words = Vocabulary::built_in();
        let columns = received.parts().filter_map(|column| column.key.clone()).collect();
        let mut built = Self {
            form: form.clone(),
            applicant_words: Lexicon::new(&words.fillers),
            outcome_words: Lexicon::new(&words.fillers),
            result_words: Lexicon::new(&words.fillers),
            groups: Vec::new(),
            prevailing: outcomes.iter().position(|row| row.path.as_str() == words.prevailing),
            results: words.results.iter().chain([&words.pending]).map(|result| result.is.clone()).collect(),
            received,
            carried_in,
            carried_out,
            outcomes,
            columns,
            words,
        };
        built.learn();
        Ok(built)
    }

    /// The column of an applicant, by the cell of what kind of applicant it is and that of what kind of
    /// organization.
    pub fn applicant(&self, text: &str, organization: Option<&str>) -> Result<usize, Unclear> {
        let columns = |text: &str| -> Option<Vec<usize>> {
            let senses = self.applicant_words.senses(text)?;
            let column = |sense: &Who| match sense {
                Who::Column(column) => Some(*column),
                Who::Organization => None,
            };
            Some(senses.iter().filter_map(column).collect())
        };
        let own = columns(text).ok_or(Unclear::Unknown)?;
        let further = organization.and_then(columns).unwrap_or_default();
        let names = |of: &[usize]| of.iter().map(|column| self.columns[*column].clone()).collect();
        match (own.as_slice(), further.as_slice()) {
            ([one], []) => Ok(*one),
            ([], [one]) => Ok(*one),
            ([one], [other]) if one == other => Ok(*one),
            ([], []) => {
                // The kinds of organizations are all columns but the first, whose applicants are none.
                Err(Unclear::WhichOf(self.columns.iter().skip(1).cloned().collect()))
            }
            (own, further) => Err(Unclear::Several(names(&[own, further].concat()))),
        }
    }

    /// The outcome of a cell, and of the cell of the reasons where it only names a group.
    pub fn outcome(&self, text: &str, reason: Option<&str>) -> Result<Outcome, Unclear> {
        let senses = self.outcome_words.senses(text).ok_or(Unclear::Unknown)?;
        let (rows, groups) = parts(&senses);
        if let Some(row) = self.prevailing.filter(|row| rows.contains(row)) {
            return Ok(Outcome::Row(row));
        }
        let is_unfinished = senses.contains(&What::Unfinished);
        let reasons = reason.and_then(|reason| self.outcome_words.senses(reason)).unwrap_or_default();
        let (reasons, _) = parts(&reasons);
        let is_in = |row: usize, group: usize| parent(self.outcomes[row].path.as_str()) == self.groups[group];
        match (rows.as_slice(), groups.as_slice()) {
            ([], _) if is_unfinished => Ok(Outcome::Unfinished),
            ([row], _) if !is_unfinished => {
                let fits = groups.iter().all(|group| is_in(*row, *group));
                // A reason of the same group that is another row: which of the two is it?
                let same_group = |other: &&usize| self.parent_of(**other) == self.parent_of(*row);
                let other = reasons.iter().filter(|other| *other != row).find(same_group);
                match other {
                    None if fits => Ok(Outcome::Row(*row)),
                    other => {
                        let other = other.copied().into_iter();
                        Err(Unclear::Several(self.row_names([*row].into_iter().chain(other))))
                    }
                }
            }
            ([], [group]) => {
                let of_group: Vec<usize> = reasons.into_iter().filter(|row| is_in(*row, *group)).collect();
                match of_group.as_slice() {
                    [row] => Ok(Outcome::Row(*row)),
                    _ => {
                        let rows = (0..self.outcomes.len()).filter(|row| is_in(*row, *group));
                        Err(Unclear::WhichOf(self.row_names(rows)))
                    }
                }
            }
            ([], []) => Err(Unclear::Unknown),
            (rows, _) => Err(Unclear::Several(self.row_names(rows.iter().copied()))),
        }
    }

    /// The result of a review or a suit; none where the cell says that there was none.
    pub fn case(&self, text: &str) -> Result<Option<CaseResult>, Unclear> {
        if self.is_nothing(text) {
            return Ok(None);
        }
        let senses = self.result_words.senses(text).ok_or(Unclear::Unknown)?;
        let results: Vec<usize> = senses
            .iter()
            .filter_map(|sense| match sense {
                How::Result(number) => Some(*number),
                _ => None,
            })
            .collect();
        let kind = match (senses.contains(&How::Direct), senses.contains(&How::AfterReview)) {
            (true, false) => Some(SuitKind::Direct),
            (false, true) => Some(SuitKind::AfterReview),
            _ => None,
        };
        match results.as_slice() {
            [result] => Ok(Some(CaseResult { result: *result, kind })),
            [] => Err(Unclear::WhichOf(self.results.clone())),
            several => {
                Err(Unclear::Several(several.iter().map(|result| self.results[*result].clone()).collect()))
            }
        }
    }

    /// The kind of a suit, by a cell of its own.
    pub fn suit_kind(&self, text: &str) -> Option<SuitKind> {
        let text = normal_label(text);
        let kinds = &self.words.suit_kinds;
        match (is_any(&kinds.direct, &text), is_any(&kinds.after_review, &text)) {
            (true, _) => Some(SuitKind::Direct),
            (_, true) => Some(SuitKind::AfterReview),
            _ => None,
        }
    }

    /// Whether a cell says nothing, or that there is nothing.
    pub fn is_nothing(&self, text: &str) -> bool {
        let text = normal_label(text);
        text.chars().all(|c| matches!(c, '/' | '-' | '—' | '–' | '\\' | '_' | '.' | '、'))
            || is_any(&self.words.nothing, &text)
    }

    /// Whether a result is that of a case that is not decided.
    pub fn is_pending(&self, result: usize) -> bool {
        result + 1 == self.results.len()
    }

    /// The result of a case that is not decided.
    pub fn pending(&self) -> usize {
        self.results.len() - 1
    }

    /// Whether the time limit of a reply applies to an outcome.
    pub fn has_time_limit(&self, outcome: usize) -> bool {
        let path = self.outcomes[outcome].path.as_str();
        !self.words.without_reply.iter().any(|none| path == none || parent(path) == none)
    }

    /// The figure of applications received, carried in, carried out, or of an outcome, in a column.
    pub fn figure(&self, row: TableRow, column: usize) -> Option<FigureId> {
        let row = match row {
            TableRow::Received => &self.received,
            TableRow::CarriedIn => &self.carried_in,
            TableRow::CarriedOut => &self.carried_out,
            TableRow::Outcome(number) => &self.outcomes[number],
        };
        let key = Some(&self.columns[column]);
        row.columns.iter().find(|c| c.key.as_ref() == key).map(|c| c.figure)
    }

    /// The figure of the result of a review or a suit.
    pub fn case_figure(&self, case: Case, result: usize) -> Option<FigureId> {
        let prefix = match case {
            Case::Review => &self.words.review,
            Case::Suit(SuitKind::Direct) => &self.words.suit_direct,
            Case::Suit(SuitKind::AfterReview) => &self.words.suit_after_review,
        };
        let path = crate::form::Path::new(prefix).child(&self.results[result]);
        self.form.figure_at(&path)
    }

    /// Every figure that a register fills; all others are not its business. Totals follow from these.
    pub fn filled(&self) -> Vec<FigureId> {
        let rows = [&self.received, &self.carried_in, &self.carried_out].into_iter().chain(&self.outcomes);
        let of_rows = rows.flat_map(FigureRow::parts).map(|column| column.figure);
        let cases = [Case::Review, Case::Suit(SuitKind::Direct), Case::Suit(SuitKind::AfterReview)];
        let of_cases = cases.into_iter().flat_map(|case| {
            (0..self.results.len()).filter_map(move |result| self.case_figure(case, result))
        });
        of_rows.chain(of_cases).collect()
    }

    /// How many outcomes there are.
    pub fn outcome_count(&self) -> usize {
        self.outcomes.len()
    }

    /// The keys of the columns.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The results of reviews and suits, that of cases not decided last.
    pub fn results(&self) -> &[String] {
        &self.results
    }

    /// The rows of applications received, carried in and carried out, with how messages name them.
    pub fn row_name(&self, row: TableRow) -> String {
        let figure = self.figure(row, 0);
        figure.map(|id| self.form.figure(id).row_label.clone()).unwrap_or_default()
    }

    /// The outcomes as lists name them: `不予公开 属于国家秘密`.
    pub fn row_names(&self, rows: impl Iterator<Item = usize>) -> Vec<String> {
        rows.map(|row| self.row_name(TableRow::Outcome(row))).collect()
    }

    fn parent_of(&self, row: usize) -> &str {
        parent(self.outcomes[row].path.as_str())
    }
}

/// A row of the table of applications.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum TableRow {
    /// Applications of this year.
    Received,
    /// Those of earlier years that were not finished when it began.
    CarriedIn,
    /// Those that were not finished when it ended.
    CarriedOut,
    /// Those that came to this.
    Outcome(usize),
}

/// A review or a suit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Case {
    /// 行政复议.
    Review,
    /// 行政诉讼.
    Suit(SuitKind),
}

fn parts(senses: &[What]) -> (Vec<usize>, Vec<usize>) {
    let (mut rows, mut groups) = (Vec::new(), Vec::new());
    for sense in senses {
        match sense {
            What::Row(row) => rows.push(*row),
            What::Group(group) => groups.push(*group),
            What::Unfinished => {}
        }
    }
    (rows, groups)
}

/// The path above.
fn parent(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(above, _)| above)
}
