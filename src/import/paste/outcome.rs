//! What becomes of figures that have found their place: texts made readable, totals left to the form.

use std::collections::BTreeMap;

use super::super::Unplaced;
use super::super::tables::Labelled;
use super::{Pasted, PastedFigure};
use crate::form::{Axis, FigureId, Form};
use crate::report::number::{self, Slip};
use crate::report::{Number, Report};

/// Notes of one kind that are written out.
const MAX_NOTES: usize = 5;

/// Everything that was found so far.
pub(super) struct Outcome<'r> {
    pub report: &'r Report,
    figures: BTreeMap<FigureId, String>,
    pub notes: Vec<String>,
    unplaced: Vec<Unplaced>,
}

impl<'r> Outcome<'r> {
    pub fn new(report: &'r Report) -> Self {
        Self { report, figures: BTreeMap::new(), notes: Vec::new(), unplaced: Vec::new() }
    }

    /// Takes what was found in a block.
    pub fn take(&mut self, found: Labelled) {
        let form = &self.report.form;
        let tidied = found.figures.into_iter().map(|(id, text)| (id, text_of(form, id, &text)));
        self.figures.extend(tidied);
        self.notes.extend(found.notes);
        self.unplaced.extend(found.unplaced);
    }

    /// The figures without the totals that the report computes, and what is to be said of them.
    pub fn finish(mut self) -> Pasted {
        let form = &self.report.form;
        let is_computed = |id: &FigureId| self.report.is_computed(*id);
        let totals: Vec<FigureId> = self.figures.keys().copied().filter(is_computed).collect();
        let different: Vec<String> = totals.iter().filter_map(|&id| self.different(id)).collect();
        self.notes.extend(shortened(different));
        self.figures.retain(|id, _| !totals.contains(id));
        let unreadable = |(id, text): (&FigureId, &String)| {
            let bad = number::read(text, form.figure(*id).kind).is_err();
            bad.then(|| format!("“{}”的“{text}”不是规范的数字，照原样填入，请改正", form.figure_name(*id)))
        };
        let unreadable: Vec<String> = self.figures.iter().filter_map(unreadable).collect();
        self.notes.extend(shortened(unreadable));
        let figure =
            |(id, text): (FigureId, String)| PastedFigure { path: form.figure(id).path.to_string(), text };
        Pasted {
            figures: self.figures.into_iter().map(figure).collect(),
            totals: totals.len(),
            notes: self.notes,
            unplaced: self.unplaced,
        }
    }

    /// What to say of a pasted total that is not the sum of what it adds up.
    fn different(&self, id: FigureId) -> Option<String> {
        let form = &self.report.form;
        let text = &self.figures[&id];
        if text.is_empty() {
            return None;
        }
        let sum = self.sum(id)?;
        let same = number_of(form, id, text).is_some_and(|written| written == sum);
        let name = form.figure_name(id);
        (!same).then(|| format!("“{name}”粘贴的是“{text}”，各项相加是 {sum}，以相加的为准，请核对"))
    }

    /// The number of a figure after pasting; none if it cannot be read.
    fn number(&self, id: FigureId) -> Option<Number> {
        if self.report.is_computed(id) {
            return self.sum(id);
        }
        match self.figures.get(&id) {
            Some(text) => number_of(&self.report.form, id, text),
            None => Some(self.report.number(id)),
        }
    }

    /// What a total adds up.
    fn sum(&self, id: FigureId) -> Option<Number> {
        let form = &self.report.form;
        let total = form.total(id, Axis::Row).or(form.total(id, Axis::Column))?;
        let parts: Option<Vec<Number>> = total.parts.iter().map(|&part| self.number(part)).collect();
        parts?.into_iter().reduce(Number::plus)
    }
}

/// The text of a figure as it is filled in: `1,016` as 1016, `/` as 0; a blank cell stays blank.
fn text_of(form: &Form, id: FigureId, text: &str) -> String {
    let kind = form.figure(id).kind;
    let text = number::tidy(text, kind);
    match number::read(&text, kind) {
        Ok(written) if written.slip == Some(Slip::Blank) && !text.is_empty() => written.number.to_string(),
        _ => text,
    }
}

/// The number that a text is; none if it is none.
pub(super) fn number_of(form: &Form, id: FigureId, text: &str) -> Option<Number> {
    let kind = form.figure(id).kind;
    number::read(&number::tidy(text, kind), kind).ok().map(|written| written.number)
}

/// The first few of some notes, and how many there are besides.
fn shortened(mut notes: Vec<String>) -> Vec<String> {
    let more = notes.len().saturating_sub(MAX_NOTES);
    if more > 1 {
        notes.truncate(MAX_NOTES);
        notes.push(format!("这样的还有 {more} 处"));
    }
    notes
}
