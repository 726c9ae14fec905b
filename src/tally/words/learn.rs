//! The words of a form and of people, put together for each kind of cell.

use super::super::vocabulary::Words;
use super::{FormWords, How, What, Who, parent};
use crate::form::{Content, FigureRow, normal_label};

impl FormWords {
    /// Learns all of them.
    pub(super) fn learn(&mut self) {
        self.learn_applicants();
        self.learn_outcomes();
        self.learn_results();
    }

    fn learn_applicants(&mut self) {
        for (number, column) in self.received.parts().enumerate() {
            self.applicant_words.labels(&column.names, Who::Column(number));
        }
        for Words { is, words } in &self.words.applicants {
            if let Some(number) = self.columns.iter().position(|column| column == is) {
                self.applicant_words.words(words, Who::Column(number));
            }
        }
        self.applicant_words.words(&self.words.organizations, Who::Organization);
    }

    fn learn_outcomes(&mut self) {
        let (form, outcomes) = (self.form.clone(), self.outcomes.clone());
        let bodies: Vec<_> = form
            .sections
            .iter()
            .filter_map(|section| match &section.content {
                Content::Table(table) => Some(&table.body),
                Content::Prose(_) => None,
            })
            .flatten()
            .collect();
        let body = |row: &FigureRow| {
            let figure = row.columns.first().map(|column| column.figure);
            bodies.iter().find(|body| figure.is_some_and(|figure| body.figures.contains(&figure)))
        };
        // A label that two rows have, as 其他 may be, means neither by itself.
        let is_shared = |name: &String| {
            outcomes.iter().filter(|row| body(row).is_some_and(|b| b.names.contains(name))).count() > 1
        };
        for (number, row) in outcomes.iter().enumerate() {
            let Some(body) = body(row) else { continue };
            let own: Vec<&String> = body.names.iter().filter(|name| !is_shared(name)).collect();
            self.outcome_words.labels(own, What::Row(number));
            let names = body.group.iter().flat_map(|g| body.names.iter().map(move |n| format!("{g}{n}")));
            self.outcome_words.labels(&names.collect::<Vec<_>>(), What::Row(number));
            if body.group.is_empty() {
                continue;
            }
            let above = parent(row.path.as_str()).to_owned();
            let group = self.groups.iter().position(|group| *group == above).unwrap_or_else(|| {
                self.groups.push(above);
                self.groups.len() - 1
            });
            self.outcome_words.labels(&body.group, What::Group(group));
        }
        for Words { is, words } in &self.words.outcomes {
            if let Some(number) = self.row_or_above(is) {
                self.outcome_words.words(words, What::Row(number));
            }
        }
        for Words { is, words } in &self.words.outcome_groups {
            if let Some(group) = self.groups.iter().position(|group| group == is) {
                self.outcome_words.words(words, What::Group(group));
            } else if let Some(number) = self.row_or_above(is) {
                self.outcome_words.words(words, What::Row(number));
            }
        }
        self.outcome_words.words(&self.words.unfinished, What::Unfinished);
        let carried = body(&self.carried_out).map(|body| body.names.clone()).unwrap_or_default();
        self.outcome_words.labels(&carried, What::Unfinished);
    }

    fn learn_results(&mut self) {
        for (number, Words { is, words }) in
            self.words.results.iter().chain([&self.words.pending]).enumerate()
        {
            self.result_words.labels([&normal_label(is)], How::Result(number));
            self.result_words.words(words, How::Result(number));
        }
        for (prefix, kind) in
            [(&self.words.suit_direct, How::Direct), (&self.words.suit_after_review, How::AfterReview)]
        {
            let key = prefix.rsplit('.').next().map(normal_label).unwrap_or_default();
            self.result_words.labels([&key], kind);
        }
        self.result_words.words(&self.words.suit_kinds.direct, How::Direct);
        self.result_words.words(&self.words.suit_kinds.after_review, How::AfterReview);
    }

    /// The outcome of a path; where a form has no such row, the one that is named by the path above it.
    fn row_or_above(&self, path: &str) -> Option<usize> {
        let row = |path: &str| self.outcomes.iter().position(|row| row.path.as_str() == path);
        row(path).or_else(|| row(parent(path)))
    }
}
