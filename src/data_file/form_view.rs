//! The form as it is filled in: what a page shows of a report.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Data;
use super::changes::GeneralField;
use super::prose_view::{Bound, bound};
use crate::form::{Content, FigureId, Form, Total};
use crate::report::{Prose, Report};
use crate::yaml::{Node, Value};

/// The form, filled in.
#[derive(Debug, Serialize)]
pub struct FormView {
    title: String,
    fields: Vec<Field>,
    parts: Vec<Part>,
    /// Figures by path.
    figures: BTreeMap<String, Cell>,
    /// What each computed total adds up, inner totals before outer ones.
    sums: Vec<Sum>,
    /// The report as a fragment of HTML; its tables are the form's. None where the page has those tables.
    article: Option<String>,
    /// The [`FormView::shape`] of the form.
    shape: String,
}

/// A value outside the sections.
#[derive(Debug, Serialize)]
pub struct Field {
    key: String,
    description: String,
    value: String,
}

/// A section, or the preface.
#[derive(Debug, Serialize)]
pub struct Part {
    key: String,
    heading: String,
    /// A paragraph a line; none for a table.
    text: Option<String>,
    /// First and last line of the prose in the data file, where it stands there.
    lines: Option<(u32, u32)>,
    /// What of the text is filled in by `{{ }}`, in order.
    bound: Vec<Bound>,
}

/// A figure.
#[derive(Debug, Serialize)]
pub struct Cell {
    text: String,
    /// True for a total that the file does not write: it follows from the others.
    computed: bool,
}

/// A sum of the form. Figures are numbers in reading order, from 0: the order of the cells of [`FormView`]'s
/// tables.
#[derive(Debug, Serialize)]
pub struct Sum {
    total: u16,
    parts: Vec<u16>,
}

impl FormView {
    /// A hash of what a form is made of: which sections, tables and figures there are. A page that has
    /// shown a form of
    /// this shape needs no tables to show another one.
    pub fn shape(form: &Form) -> String {
        let sections = form.sections.iter().map(|section| section.heading());
        let figures = form.figures.iter().map(|figure| figure.path.to_string());
        let all: Vec<String> = sections.chain(figures).collect();
        blake3::hash(all.join("\n").as_bytes()).to_hex()[..16].to_owned()
    }

    /// Whether the page has a field for a key outside the sections: `年度`, `落款.日期`.
    pub fn has_field(form: &Form, key: &str) -> bool {
        GeneralField::ALL.into_iter().any(|field| field.key(form) == key)
    }

    /// What a page shows of a report; `article` is the report as a fragment of HTML.
    pub fn of(report: &Report, article: Option<String>) -> Self {
        let form = &report.form;
        let data = Data::of(report);
        let figures = (0..).map(FigureId).zip(&form.figures).map(|(id, figure)| {
            let cell = Cell { text: figure_text(report, id), computed: report.is_computed(id) };
            (figure.path.to_string(), cell)
        });
        let fields = GeneralField::ALL.map(|general| Field {
            key: general.key(form),
            description: general.of(form).description.clone(),
            value: general.value(&data),
        });
        let computed = form.totals.iter().filter(|total| report.is_computed(total.figure));
        let sum = |total: &Total| Sum {
            total: total.figure.0,
            parts: total.parts.iter().map(|part| part.0).collect(),
        };
        let part = |key: &str, heading: String, prose: Option<&Prose>, paragraphs: &[String]| {
            let lines = prose.map(|p| report.place(&p.span)).map(|place| (place.start.line, place.end.line));
            let bound = prose.map(|prose| bound(prose, form)).unwrap_or_default();
            Part { key: key.to_owned(), heading, text: Some(paragraphs.join("\n")), lines, bound }
        };
        let key = &form.general.preface.key;
        let mut parts = vec![part(key, key.clone(), report.preface.as_ref(), &data.preface)];
        let sections = form.sections.iter().zip(&report.prose).zip(&data.prose);
        parts.extend(sections.map(|((section, prose), paragraphs)| match section.content {
            Content::Prose(_) => part(&section.key, section.heading(), prose.as_ref(), paragraphs),
            Content::Table(_) => {
                let (key, heading) = (section.key.clone(), section.heading());
                Part { key, heading, text: None, lines: None, bound: Vec::new() }
            }
        }));
        Self {
            title: report.printed_title(),
            fields: fields.into(),
            parts,
            figures: figures.collect(),
            sums: computed.map(sum).collect(),
            article,
            shape: Self::shape(form),
        }
    }
}

/// The text of a figure: as it is written where it cannot be read.
pub(super) fn figure_text(report: &Report, id: FigureId) -> String {
    let figure = report.figure(id);
    let unreadable = figure.span.as_ref().filter(|_| figure.unreadable);
    unreadable.map_or_else(|| figure.printed(), |span| written_text(report, span))
}

/// The text of the value at these bytes, without quotes.
fn written_text(report: &Report, span: &std::ops::Range<usize>) -> String {
    let text = value_at(&report.tree, span).and_then(Node::as_str);
    text.unwrap_or(&report.source.text()[span.clone()]).to_owned()
}

/// The value at these bytes in a tree.
fn value_at<'n>(node: &'n Node, span: &std::ops::Range<usize>) -> Option<&'n Node> {
    if node.span == *span && node.scalar().is_some() {
        return Some(node);
    }
    match &node.value {
        Value::Mapping(entries) => entries.iter().find_map(|(_, value)| value_at(value, span)),
        Value::Sequence(items) => items.iter().find_map(|item| value_at(item, span)),
        Value::Null | Value::Scalar(_) => None,
    }
}
